/* What the files of the SQLite engine know of each other. */
#ifndef SQL_SQLITE_PRIVATE_H
#define SQL_SQLITE_PRIVATE_H

#include "sql/engine.h"
#include "sql/statements.h"

#include <sqlite3.h>

struct sqlite_db {
	struct sql base;
	sqlite3 *handle;
	struct statements statements;
	int wal_pages; /* after the last commit that wrote */
	bool sync_failed;
};

static inline struct sqlite_db *sqlite_of(struct sql *base)
{
	return (struct sqlite_db *)base;
}

/* What a result code of SQLite means to a caller. */
struct sqlite_problem {
	int code;
	enum error_kind kind;
	const char *sentence;
};
const struct sqlite_problem *sqlite_problem_of(const struct sqlite_db *db, int code);
/* Returns false. */
bool sqlite_failed(struct sqlite_db *db, int code, const char *statement,
		   struct error *error);
void sqlite_drop_statements(struct sqlite_db *db);

/* The engine's functions for statements and rows: sqlite_rows.c. */
bool sqlite_run(struct sql *base, const char *text, struct sql_values values,
		int64_t *ret_count, struct error *error);
struct sql_rows *sqlite_query(struct sql *base, const char *text,
			      struct sql_values values, struct error *error);
bool sqlite_next(struct sql_rows *base);
bool sqlite_was_all(const struct sql_rows *base, struct error *error);
bool sqlite_row_is_null(const struct sql_rows *base, int column);
int64_t sqlite_row_int(const struct sql_rows *base, int column);
double sqlite_row_real(const struct sql_rows *base, int column);
str sqlite_row_text(const struct sql_rows *base, int column);
str sqlite_row_blob(const struct sql_rows *base, int column);
void sqlite_rows_free(struct sql_rows *base);

#endif
