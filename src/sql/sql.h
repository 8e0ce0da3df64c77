/* SQL for two engines behind one door.
 *
 * Statements are written once, in what SQLite and PostgreSQL share, with
 * numbered parameters: $1, $2, ... Values always travel beside a statement,
 * never inside it, so there is nothing to quote and nothing to inject.
 *
 *     if (!sql_run(db, "UPDATE page SET state = $2 WHERE id = $1",
 *                  SQL(sql_int(id), sql_int(state)), error))
 *             return error_wrap(error, "save page");
 *
 * A connection belongs to one thread at a time. Statements are prepared once per
 * connection and kept. The text of a statement never reaches an error that a
 * client may see: error says what failed, the log has the statement. */
#ifndef SQL_SQL_H
#define SQL_SQL_H

#include "base/clock.h"
#include "base/error.h"
#include "base/scoped.h"

struct sql_value {
	enum { SQL_NULL, SQL_INT, SQL_REAL, SQL_TEXT, SQL_BLOB } type;
	int64_t number;
	double real;
	str text;
};

static inline struct sql_value sql_null(void)
{
	return (struct sql_value){ .type = SQL_NULL };
}

static inline struct sql_value sql_int(int64_t number)
{
	return (struct sql_value){ .type = SQL_INT, .number = number };
}

static inline struct sql_value sql_real(double real)
{
	return (struct sql_value){ .type = SQL_REAL, .real = real };
}

/* An empty str is '' in both engines, never NULL. */
static inline struct sql_value sql_text(str text)
{
	return (struct sql_value){ .type = SQL_TEXT, .text = text };
}

static inline struct sql_value sql_blob(str bytes)
{
	return (struct sql_value){ .type = SQL_BLOB, .text = bytes };
}

struct sql_values {
	const struct sql_value *items;
	size_t count;
};

#define SQL(...) \
	((struct sql_values){ (const struct sql_value[]){ __VA_ARGS__ }, \
			      sizeof((const struct sql_value[]){ __VA_ARGS__ }) / \
				      sizeof(struct sql_value) })
#define SQL_NOTHING ((struct sql_values){ 0 })

struct sql;
struct sql_rows;

struct sql_options {
	bool reads_only; /* for the pool of readers: may not write or checkpoint */
	const char *vfs; /* SQLite only; NULL for the usual one. The simulation's disk. */
	bool exclusive;  /* SQLite only: no shared memory, one connection in all */
};

/* "sqlite:/var/lib/x.db" or a libpq connection string. SQLite is opened with WAL,
 * synchronous FULL and without automatic checkpoints for readers; the writer
 * checkpoints by sql_checkpoint. */
struct sql *sql_open(const char *where, struct sql_options options,
		     struct error *error) MUST_CHECK;
void sql_close(struct sql *db);
const char *sql_engine(const struct sql *db); /* "sqlite" or "postgres" */
/* The connection is lost, or the disk refused to sync what SQLite had written: what
 * follows would be a guess, so open it anew. */
bool sql_is_broken(const struct sql *db);

/* A statement still running at this monotonic instant (us) is stopped with
 * ERROR_TIMEOUT; 0 for none. Readers only: the writer is never interrupted. */
void sql_set_deadline(struct sql *db, int64_t monotonic_us);

bool sql_run(struct sql *db, const char *statement, struct sql_values values,
	     struct error *error) MUST_CHECK;
/* The same, and how many rows it inserted, changed or deleted. */
bool sql_run_counting(struct sql *db, const char *statement, struct sql_values values,
		      int64_t *ret_rows, struct error *error) MUST_CHECK;
/* Several statements without values, for schema steps. Not cached. */
bool sql_script(struct sql *db, const char *script, struct error *error) MUST_CHECK;

/* Rows are read in order and once. The loop also ends when the engine fails
 * halfway, so ask at the end whether that was really all:
 *
 *     while (sql_next(rows))
 *             use(sql_row_text(rows, 0), sql_row_int(rows, 1));
 *     return sql_was_all(rows, error);
 *
 * Text stays valid until the next call of sql_next. PostgreSQL holds the whole
 * answer in memory, so a statement over a large table needs a LIMIT. */
struct sql_rows *sql_query(struct sql *db, const char *statement,
			   struct sql_values values, struct error *error) MUST_CHECK;
bool sql_next(struct sql_rows *rows);
bool sql_was_all(struct sql_rows *rows, struct error *error) MUST_CHECK;
bool sql_row_is_null(const struct sql_rows *rows, int column);
int64_t sql_row_int(const struct sql_rows *rows, int column); /* NULL gives 0 */
double sql_row_real(const struct sql_rows *rows, int column); /* NULL gives NaN */
str sql_row_text(const struct sql_rows *rows, int column);    /* NULL gives "" */
str sql_row_blob(const struct sql_rows *rows, int column);
void sql_rows_free(struct sql_rows *rows);

/* Undone at the end of the scope unless it was committed:
 *
 *     scoped_transaction tx = { .db = db };
 *     if (!sql_begin(&tx, error)) return false;
 *     ...
 *     return sql_commit(&tx, error);
 *
 * A statement that fails inside a transaction, or halfway through its rows,
 * spoils it: what follows is refused and the commit fails, in both engines. A
 * savepoint bounds that: sql_undo_to gives back the state at its start, whole. */
struct sql_transaction {
	struct sql *db;
	bool open;
};

bool sql_begin(struct sql_transaction *tx, struct error *error) MUST_CHECK;
bool sql_commit(struct sql_transaction *tx, struct error *error) MUST_CHECK;
void sql_roll_back_if_open(struct sql_transaction *tx);
/* True while the engine itself still has the transaction open: a full disk may
 * have made SQLite roll back by itself. */
bool sql_in_transaction(const struct sql *db);

/* One savepoint deep is all that is needed: a turn in its group. Undoing ends it,
 * as releasing does. Undoing fails when the engine has rolled all back by itself:
 * then nothing but sql_roll_back_if_open helps. */
bool sql_savepoint(struct sql *db, struct error *error) MUST_CHECK;
bool sql_release(struct sql *db, struct error *error) MUST_CHECK;
bool sql_undo_to_savepoint(struct sql *db, struct error *error) MUST_CHECK;

/* SQLite: moves the WAL into the database when it has more than "pages_min" pages.
 * PostgreSQL does that itself. */
bool sql_checkpoint(struct sql *db, int pages_min, struct error *error) MUST_CHECK;
/* A consistent copy while the database is in use. SQLite only; for PostgreSQL the
 * error names pg_dump. */
bool sql_backup(struct sql *db, const char *path, struct error *error) MUST_CHECK;

static inline void release_rows(struct sql_rows **rows)
{
	sql_rows_free(*rows);
}

#define scoped_transaction scoped(sql_roll_back_if_open) struct sql_transaction
#define scoped_rows        scoped(release_rows) struct sql_rows *

#endif
