#include "base/log.h"
#include "sql/engine.h"

#include <assert.h>
#include <string.h>

struct sql *sql_open(const char *where, struct sql_options options, struct error *error)
{
	if (strncmp(where, "sqlite:", 7) == 0)
		return sqlite_engine.open(where + 7, options, error);
	return postgres_engine.open(where, options, error);
}

void sql_close(struct sql *db)
{
	if (db)
		db->engine->close(db);
}

const char *sql_engine(const struct sql *db)
{
	return db->engine->name;
}

bool sql_is_broken(const struct sql *db)
{
	return db->engine->is_broken(db);
}

bool sql_in_transaction(const struct sql *db)
{
	return db->engine->in_transaction(db);
}

void sql_set_deadline(struct sql *db, int64_t monotonic_us)
{
	assert(db->options.reads_only || monotonic_us == 0);
	db->deadline_us = monotonic_us;
	db->engine->set_deadline(db, monotonic_us);
}

bool sql_failed(const struct sql *db, enum error_kind kind, const char *sentence,
		const char *problem, const char *statement, struct error *error)
{
	log_error("sql.failed", { "engine", str_of(db->engine->name) },
		  { "kind", str_of(error_name(kind)) },
		  { "problem", str_trim(str_of(problem)) },
		  { "statement", str_of(statement) });
	return error_set(error, kind, "%s", sentence);
}

/* PostgreSQL refuses to go on after a failure inside a transaction and then answers
 * COMMIT with success, having rolled back. SQLite goes on, or has rolled back by
 * itself, and then each statement would be a transaction of its own. Here both behave
 * alike: a failure spoils the transaction, and commit says so. */
static bool may_go_on(struct sql *db, struct error *error)
{
	if (db->in_transaction && !db->engine->in_transaction(db)) {
		db->spoiled = true;
		return error_set(error, ERROR_UNAVAILABLE,
				 "the database has undone the whole transaction");
	}
	if (db->spoiled)
		return error_set(error, ERROR_CONFLICT,
				 "the transaction has already failed");
	if (db->deadline_us != 0 && clock_monotonic_us() >= db->deadline_us)
		return error_set(error, ERROR_TIMEOUT, SQL_SAYS_TOO_SLOW);
	return true;
}

static bool spoil_unless(bool done, struct sql *db)
{
	if (!done && db->in_transaction)
		db->spoiled = true;
	return done;
}

/* SQLite would keep the byte and PostgreSQL's text cannot. */
static bool have_no_nul(struct sql_values values, struct error *error)
{
	for (size_t i = 0; i < values.count; i++) {
		str text = values.items[i].text;

		if (values.items[i].type == SQL_TEXT && text.length > 0 &&
		    memchr(text.bytes, '\0', text.length))
			return error_set(error, ERROR_INVALID, "a text has a NUL byte");
	}
	return true;
}

static bool run(struct sql *db, const char *statement, struct sql_values values,
		int64_t *ret_rows, struct error *error)
{
	if (!may_go_on(db, error))
		return false;
	return spoil_unless(
		have_no_nul(values, error) &&
			db->engine->run(db, statement, values, ret_rows, error),
		db);
}

bool sql_run(struct sql *db, const char *statement, struct sql_values values,
	     struct error *error)
{
	return run(db, statement, values, NULL, error);
}

bool sql_run_counting(struct sql *db, const char *statement, struct sql_values values,
		      int64_t *ret_rows, struct error *error)
{
	return run(db, statement, values, ret_rows, error);
}

bool sql_script(struct sql *db, const char *script, struct error *error)
{
	if (!may_go_on(db, error))
		return false;
	return spoil_unless(db->engine->script(db, script, error), db);
}

struct sql_rows *sql_query(struct sql *db, const char *statement,
			   struct sql_values values, struct error *error)
{
	struct sql_rows *rows = NULL;

	if (!may_go_on(db, error))
		return NULL;
	if (have_no_nul(values, error))
		rows = db->engine->query(db, statement, values, error);
	spoil_unless(rows != NULL, db);
	return rows;
}

bool sql_next(struct sql_rows *rows)
{
	struct error unheeded; /* sql_was_all tells it */

	if (rows->db->engine->next(rows))
		return true;
	spoil_unless(rows->db->engine->was_all(rows, &unheeded), rows->db);
	return false;
}

bool sql_was_all(struct sql_rows *rows, struct error *error)
{
	return rows->db->engine->was_all(rows, error);
}

bool sql_row_is_null(const struct sql_rows *rows, int column)
{
	return rows->db->engine->row_is_null(rows, column);
}

int64_t sql_row_int(const struct sql_rows *rows, int column)
{
	return rows->db->engine->row_int(rows, column);
}

double sql_row_real(const struct sql_rows *rows, int column)
{
	return rows->db->engine->row_real(rows, column);
}

str sql_row_text(const struct sql_rows *rows, int column)
{
	return rows->db->engine->row_text(rows, column);
}

str sql_row_blob(const struct sql_rows *rows, int column)
{
	return rows->db->engine->row_blob(rows, column);
}

void sql_rows_free(struct sql_rows *rows)
{
	if (rows)
		rows->db->engine->rows_free(rows);
}

bool sql_begin(struct sql_transaction *tx, struct error *error)
{
	struct sql *db = tx->db;

	assert(!db->in_transaction);
	tx->open = sql_run(db,
			   db->options.reads_only ? db->engine->begin_read
						  : db->engine->begin_write,
			   SQL_NOTHING, error);
	db->in_transaction = tx->open;
	return tx->open;
}

static void forget_transaction(struct sql_transaction *tx)
{
	tx->open = false;
	tx->db->in_transaction = false;
	tx->db->in_savepoint = false;
	tx->db->spoiled = false;
}

bool sql_commit(struct sql_transaction *tx, struct error *error)
{
	if (!sql_run(tx->db, "COMMIT", SQL_NOTHING, error))
		return error_wrap(error, "commit");
	forget_transaction(tx);
	return true;
}

void sql_roll_back_if_open(struct sql_transaction *tx)
{
	struct error unheeded;

	if (!tx->open)
		return;
	forget_transaction(tx);
	if (!sql_in_transaction(tx->db))
		return;

	int64_t deadline_us = tx->db->deadline_us;

	sql_set_deadline(tx->db, 0);
	if (!sql_run(tx->db, "ROLLBACK", SQL_NOTHING, &unheeded))
		return; /* the engine rolls back by itself when it is closed */
	sql_set_deadline(tx->db, deadline_us);
}

bool sql_savepoint(struct sql *db, struct error *error)
{
	assert(db->in_transaction && !db->in_savepoint);
	db->in_savepoint = sql_run(db, "SAVEPOINT turn", SQL_NOTHING, error);
	return db->in_savepoint;
}

bool sql_release(struct sql *db, struct error *error)
{
	assert(db->in_savepoint);
	if (!sql_run(db, "RELEASE SAVEPOINT turn", SQL_NOTHING, error))
		return false;
	db->in_savepoint = false;
	return true;
}

bool sql_undo_to_savepoint(struct sql *db, struct error *error)
{
	assert(db->in_savepoint);
	/* A savepoint only begins in an unspoiled transaction, so what spoiled it lies
	 * behind that point. */
	db->spoiled = false;
	if (!sql_run(db, "ROLLBACK TO SAVEPOINT turn", SQL_NOTHING, error))
		return error_wrap(error, "undo");
	return sql_release(db, error);
}

bool sql_checkpoint(struct sql *db, int pages_min, struct error *error)
{
	return db->engine->checkpoint(db, pages_min, error);
}

bool sql_backup(struct sql *db, const char *path, struct error *error)
{
	return db->engine->backup(db, path, error);
}
