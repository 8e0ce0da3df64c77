/* What an engine must offer to stand behind sql.h. sql.c keeps the rules that both
 * share (what spoils a transaction); an engine only knows its library. */
#ifndef SQL_ENGINE_H
#define SQL_ENGINE_H

#include "sql/sql.h"

struct sql_engine {
	const char *name;
	const char *begin_write, *begin_read;
	struct sql *(*open)(const char *where, struct sql_options options,
			    struct error *error);
	void (*close)(struct sql *db);
	bool (*is_broken)(const struct sql *db);
	bool (*in_transaction)(const struct sql *db);
	void (*set_deadline)(struct sql *db, int64_t monotonic_us);
	/* To its end; ret_count may be NULL. */
	bool (*run)(struct sql *db, const char *statement, struct sql_values values,
		    int64_t *ret_count, struct error *error);
	bool (*script)(struct sql *db, const char *script, struct error *error);
	struct sql_rows *(*query)(struct sql *db, const char *statement,
				  struct sql_values values, struct error *error);
	bool (*next)(struct sql_rows *rows);
	/* Whether "next" ended because of a failure, and which. */
	bool (*was_all)(const struct sql_rows *rows, struct error *error);
	bool (*row_is_null)(const struct sql_rows *rows, int column);
	int64_t (*row_int)(const struct sql_rows *rows, int column);
	double (*row_real)(const struct sql_rows *rows, int column);
	str (*row_text)(const struct sql_rows *rows, int column);
	str (*row_blob)(const struct sql_rows *rows, int column);
	void (*rows_free)(struct sql_rows *rows);
	bool (*checkpoint)(struct sql *db, int pages_min, struct error *error);
	bool (*backup)(struct sql *db, const char *path, struct error *error);
};

/* Each engine's own connection and rows begin with these. */
struct sql {
	const struct sql_engine *engine;
	struct sql_options options;
	int64_t deadline_us;
	bool in_transaction; /* as far as our caller is concerned */
	bool in_savepoint;
	bool spoiled; /* a statement of this transaction, or savepoint, failed */
};

struct sql_rows {
	struct sql *db;
};

extern const struct sql_engine sqlite_engine;
extern const struct sql_engine postgres_engine;

/* Sets the error and tells the log what the client must not see. Returns false. */
bool sql_failed(const struct sql *db, enum error_kind kind, const char *sentence,
		const char *problem, const char *statement, struct error *error);

/* The sentences that both engines share, so that a test reads the same in each. */
#define SQL_SAYS_EXISTS    "it exists already"
#define SQL_SAYS_DANGLING  "it refers to something that does not exist, or is referred to"
#define SQL_SAYS_MISSING   "a value is missing"
#define SQL_SAYS_NOT_VALID "a value is not allowed"
#define SQL_SAYS_BUSY      "the database is busy"
#define SQL_SAYS_TOO_SLOW  "the database took too long"
#define SQL_SAYS_FULL      "the disk is full"
#define SQL_SAYS_DISK      "the disk of the database does not work"
#define SQL_SAYS_READ_ONLY "the database is read-only"
#define SQL_SAYS_TOO_LARGE "a value is too large for the database"
#define SQL_SAYS_REFUSED   "the database refused a statement"

#endif
