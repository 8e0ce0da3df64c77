#include "base/hash.h"
#include "base/limits.h"
#include "sql/engine.h"
#include "sql/statements.h"

#include <errno.h>
#include <libpq-fe.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values of one statement, spelled for the wire; texts travel as they are. */
enum { SPELLING_BYTES_MAX = 16 << 20, NUMBER_BYTES = 32, NAME_BYTES = 24 };

/* The types that need more than their text; from PostgreSQL's pg_type.dat. */
enum { TYPE_BOOL = 16, TYPE_BYTEA = 17 };

struct postgres_db {
	struct sql base;
	PGconn *connection;
	struct statements statements;
	struct arena *arena; /* for the values of the statement at hand */
	uint64_t names;
};

struct postgres_rows {
	struct sql_rows base;
	PGresult *result;
	int row;
	struct arena *arena; /* for blobs, which come in hexadecimal */
};

static struct postgres_db *postgres_of(struct sql *base)
{
	return (struct postgres_db *)base;
}

/* The SQLSTATE's first letters decide; the first line that fits is taken. */
static const struct problem {
	const char *state;
	enum error_kind kind;
	const char *sentence;
} problems[] = {
	{ "23505", ERROR_CONFLICT, SQL_SAYS_EXISTS },
	{ "23503", ERROR_CONFLICT, SQL_SAYS_DANGLING },
	{ "23502", ERROR_CONFLICT, SQL_SAYS_MISSING },
	{ "23", ERROR_CONFLICT, SQL_SAYS_NOT_VALID },
	{ "40001", ERROR_CONFLICT, "another transaction was faster" },
	{ "40P01", ERROR_TIMEOUT, SQL_SAYS_BUSY },
	{ "55P03", ERROR_TIMEOUT, SQL_SAYS_BUSY },
	{ "57014", ERROR_TIMEOUT, SQL_SAYS_TOO_SLOW },
	{ "53100", ERROR_UNAVAILABLE, SQL_SAYS_FULL },
	{ "53", ERROR_UNAVAILABLE, "the database has no room for more work" },
	{ "58", ERROR_UNAVAILABLE, SQL_SAYS_DISK },
	{ "25006", ERROR_UNAVAILABLE, SQL_SAYS_READ_ONLY },
	{ "08", ERROR_UNAVAILABLE, "the connection to the database is lost" },
	{ "57", ERROR_UNAVAILABLE, "the database is shutting down" },
	{ "54", ERROR_TOO_LARGE, SQL_SAYS_TOO_LARGE },
	{ "22021", ERROR_INVALID, "a text is not UTF-8" },
	{ "", ERROR_INTERNAL, SQL_SAYS_REFUSED },
};

static bool failed(struct postgres_db *db, const PGresult *result, const char *statement,
		   struct error *error)
{
	bool lost = PQstatus(db->connection) != CONNECTION_OK;
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	/* Not the detail, which may quote values. */
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const struct problem *problem = problems;

	while (!str_starts_with(str_of(lost ? "08" : state), str_of(problem->state)))
		problem++;
	return sql_failed(&db->base, problem->kind, problem->sentence,
			  message ? message : PQerrorMessage(db->connection), statement,
			  error);
}

static bool is_fine(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* ---- sending ---- */

static void cancel(struct postgres_db *db)
{
	char unheeded[256]; /* if it does not arrive, statement_timeout ends it */
	PGcancel *cancel = PQgetCancel(db->connection);

	if (!cancel)
		return;
	PQcancel(cancel, unheeded, sizeof(unheeded));
	PQfreeCancel(cancel);
}

/* Waits for the answer until the deadline and then asks the server to stop. */
static void await(struct postgres_db *db)
{
	struct pollfd socket = { .fd = PQsocket(db->connection), .events = POLLIN };

	while (db->base.deadline_us != 0 && PQisBusy(db->connection)) {
		int64_t left_us = db->base.deadline_us - clock_monotonic_us();

		if (left_us <= 0) {
			cancel(db);
			return;
		}
		if (poll(&socket, 1, (int)(left_us / 1000) + 1) < 0 && errno != EINTR)
			return;
		if (socket.revents != 0 && !PQconsumeInput(db->connection))
			return;
	}
}

/* The answer to what was sent: of several the last, as PQexec() has it. */
static PGresult *receive(struct postgres_db *db, bool sent)
{
	PGresult *last = NULL;

	if (!sent)
		return PQmakeEmptyPGresult(db->connection, PGRES_FATAL_ERROR);
	await(db);
	for (PGresult *next; (next = PQgetResult(db->connection)) != NULL; last = next)
		PQclear(last);
	return last;
}

struct spelling {
	const char **bytes;
	int *lengths;
	int *formats; /* 0 text, 1 binary */
};

static const char *spell(struct arena *arena, const struct sql_value *value)
{
	switch (value->type) {
	case SQL_INT: return arena_format(arena, "%lld", (long long)value->number).bytes;
	case SQL_REAL:
		/* SQLite has no NaN either. */
		return isnan(value->real)
			       ? NULL
			       : arena_format(arena, "%.17g", value->real).bytes;
	case SQL_TEXT:
	case SQL_BLOB: return value->text.length > 0 ? value->text.bytes : "";
	case SQL_NULL: break;
	}
	return NULL;
}

static struct spelling spell_all(struct postgres_db *db, struct sql_values values)
{
	struct spelling spelling = {
		.bytes = arena_many(db->arena, const char *, values.count),
		.lengths = arena_many(db->arena, int, values.count),
		.formats = arena_many(db->arena, int, values.count),
	};

	for (size_t i = 0; i < values.count; i++) {
		const struct sql_value *value = &values.items[i];

		/* The binary form of a text is the text: no copy that ends in NUL. */
		spelling.formats[i] = value->type == SQL_TEXT || value->type == SQL_BLOB;
		spelling.bytes[i] = spell(db->arena, value);
		spelling.lengths[i] = (int)value->text.length;
	}
	return spelling;
}

/* Makes room in the server, too. */
static bool give_up(struct postgres_db *db, struct statement *place, struct error *error)
{
	char command[NAME_BYTES + 16] = "DEALLOCATE ";

	if (!place->handle)
		return true;
	strncat(command, place->handle, NAME_BYTES);
	free(place->handle);
	place->handle = NULL;

	PGresult *result = PQexec(db->connection, command);
	bool done = is_fine(result) || failed(db, result, command, error);

	PQclear(result);
	return done;
}

/* The name of the prepared statement; NULL on failure. */
static const char *prepare(struct postgres_db *db, const char *text, int count,
			   struct error *error)
{
	struct statement *kept = statements_find(&db->statements, text);

	if (kept)
		return kept->handle;

	char *name = calloc(1, NAME_BYTES);

	if (!name)
		abort();
	snprintf(name, NAME_BYTES, "s%llu", (unsigned long long)++db->names);

	bool sent = PQsendPrepare(db->connection, name, text, count, NULL);
	PGresult *result = receive(db, sent);
	bool done = is_fine(result) || failed(db, result, text, error);

	PQclear(result);
	if (done) {
		struct statement *place = statements_place(&db->statements, text);

		done = give_up(db, place, error);
		place->handle = name;
	} else {
		free(name);
	}
	return done ? name : NULL;
}

/* While a transaction has failed, the server only listens to its end. */
static bool only_ends(const struct postgres_db *db)
{
	return PQtransactionStatus(db->connection) == PQTRANS_INERROR;
}

/* NULL on failure. */
static PGresult *execute(struct postgres_db *db, const char *text,
			 struct sql_values values, struct error *error)
{
	int count = (int)values.count;
	bool sent;

	arena_reset(db->arena);

	struct spelling spelling = spell_all(db, values);

	if (only_ends(db)) {
		sent = PQsendQueryParams(db->connection, text, count, NULL,
					 spelling.bytes, spelling.lengths,
					 spelling.formats, 0);
	} else {
		const char *name = prepare(db, text, count, error);

		if (!name)
			return NULL;
		sent = PQsendQueryPrepared(db->connection, name, count, spelling.bytes,
					   spelling.lengths, spelling.formats, 0);
	}

	PGresult *result = receive(db, sent);

	if (is_fine(result))
		return result;
	failed(db, result, text, error);
	PQclear(result);
	return NULL;
}

/* ---- running and reading ---- */

static bool postgres_run(struct sql *base, const char *text, struct sql_values values,
			 int64_t *ret_count, struct error *error)
{
	struct postgres_db *db = postgres_of(base);
	PGresult *result = execute(db, text, values, error);

	if (!result)
		return false;
	/* Of a SELECT it would be the rows it found. */
	if (ret_count && str_starts_with(str_of(PQcmdStatus(result)), STR("SELECT")))
		*ret_count = 0;
	else if (ret_count)
		*ret_count = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return true;
}

static bool has_blobs(const PGresult *result)
{
	for (int i = 0; i < PQnfields(result); i++)
		if (PQftype(result, i) == TYPE_BYTEA)
			return true;
	return false;
}

static struct sql_rows *postgres_query(struct sql *base, const char *text,
				       struct sql_values values, struct error *error)
{
	PGresult *result = execute(postgres_of(base), text, values, error);

	if (!result)
		return NULL;

	struct postgres_rows *rows = calloc(1, sizeof(*rows));

	if (!rows)
		abort();
	rows->base.db = base;
	rows->result = result;
	rows->row = -1;
	if (has_blobs(result))
		rows->arena = arena_new(JOB_ARENA_BYTES_MAX);
	return &rows->base;
}

static bool postgres_next(struct sql_rows *base)
{
	struct postgres_rows *rows = (struct postgres_rows *)base;

	if (rows->arena)
		arena_reset(rows->arena);
	if (rows->row < PQntuples(rows->result))
		rows->row++;
	return rows->row < PQntuples(rows->result);
}

/* libpq fetches the whole answer before it hands out the first row. */
static bool postgres_was_all(const struct sql_rows *base, struct error *error)
{
	(void)base;
	(void)error;
	return true;
}

static bool postgres_row_is_null(const struct sql_rows *base, int column)
{
	const struct postgres_rows *rows = (const struct postgres_rows *)base;

	return PQgetisnull(rows->result, rows->row, column) != 0;
}

static str postgres_row_text(const struct sql_rows *base, int column)
{
	const struct postgres_rows *rows = (const struct postgres_rows *)base;

	if (postgres_row_is_null(base, column))
		return (str){ 0 };
	return (str){ PQgetvalue(rows->result, rows->row, column),
		      (size_t)PQgetlength(rows->result, rows->row, column) };
}

static int64_t postgres_row_int(const struct sql_rows *base, int column)
{
	const struct postgres_rows *rows = (const struct postgres_rows *)base;
	str text = postgres_row_text(base, column);

	if (text.length == 0)
		return 0;
	/* A comparison is a boolean here and 0 or 1 in SQLite. */
	if (PQftype(rows->result, column) == TYPE_BOOL)
		return text.bytes[0] == 't';
	return strtoll(text.bytes, NULL, 10);
}

static double postgres_row_real(const struct sql_rows *base, int column)
{
	str text = postgres_row_text(base, column);

	return text.length > 0 ? strtod(text.bytes, NULL) : NAN;
}

static str postgres_row_blob(const struct sql_rows *base, int column)
{
	const struct postgres_rows *rows = (const struct postgres_rows *)base;
	str text = postgres_row_text(base, column);
	str bytes = { 0 };

	if (PQftype(rows->result, column) != TYPE_BYTEA)
		return text;
	/* "\x00ff": bytea_output was set to hex when we connected. */
	if (!hex_parse(rows->arena, str_slice(text, 2, text.length), &bytes))
		abort();
	return bytes;
}

static void postgres_rows_free(struct sql_rows *base)
{
	struct postgres_rows *rows = (struct postgres_rows *)base;

	PQclear(rows->result);
	arena_free(rows->arena);
	free(rows);
}

/* ---- the connection ---- */

static void forget_statements(struct postgres_db *db)
{
	for (size_t i = 0; i < db->statements.count; i++)
		free(db->statements.items[i].handle);
	statements_clear(&db->statements);
}

static void postgres_close(struct sql *base)
{
	struct postgres_db *db = postgres_of(base);

	forget_statements(db);
	PQfinish(db->connection);
	arena_free(db->arena);
	free(db);
}

static bool postgres_is_broken(const struct sql *base)
{
	return PQstatus(((const struct postgres_db *)base)->connection) != CONNECTION_OK;
}

static bool postgres_in_transaction(const struct sql *base)
{
	const struct postgres_db *db = (const struct postgres_db *)base;
	PGTransactionStatusType status = PQtransactionStatus(db->connection);

	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/* await() looks at it. */
static void postgres_set_deadline(struct sql *base, int64_t monotonic_us)
{
	(void)base;
	(void)monotonic_us;
}

static bool execute_script(struct postgres_db *db, const char *script,
			   struct error *error)
{
	PGresult *result = PQexec(db->connection, script);
	bool done = is_fine(result) || PQresultStatus(result) == PGRES_EMPTY_QUERY ||
		    failed(db, result, script, error);

	PQclear(result);
	return done;
}

static bool limit_statements(struct postgres_db *db, struct error *error)
{
	char command[128];

	snprintf(command, sizeof(command),
		 "SET statement_timeout = %d; SET lock_timeout = %d", STATEMENT_MS_MAX,
		 STATEMENT_MS_MAX);
	return execute_script(db, command, error);
}

/* A step of the schema may take longer than a statement, and after it the prepared
 * statements may not fit their tables any more. */
static bool postgres_script(struct sql *base, const char *script, struct error *error)
{
	struct postgres_db *db = postgres_of(base);
	struct error unheeded;

	forget_statements(db);
	if (!execute_script(db, "DEALLOCATE ALL; SET statement_timeout = 0", error))
		return false;
	if (execute_script(db, script, error))
		return limit_statements(db, error);
	/* A failed transaction takes this back by itself, and refuses to be asked. */
	if (!only_ends(db))
		(void)!limit_statements(db, &unheeded);
	return false;
}

static void drop_notice(void *unused, const char *message)
{
	(void)unused;
	(void)message;
}

static bool reach(struct postgres_db *db, const char *where, struct error *error)
{
	char connect_seconds[NUMBER_BYTES], tcp_ms[NUMBER_BYTES];
	PQconninfoOption *understood = PQconninfoParse(where, NULL);

	/* libpq's own words would quote the string, and it may hold a password. */
	if (!understood)
		return error_set(error, ERROR_INVALID,
				 "the connection string of the database is not one");
	PQconninfoFree(understood);

	snprintf(connect_seconds, sizeof(connect_seconds), "%d", CONNECT_MS_MAX / 1000);
	snprintf(tcp_ms, sizeof(tcp_ms), "%d", 2 * STATEMENT_MS_MAX);

	/* What stands before dbname, "where" may set otherwise; what follows, not. */
	const char *const names[] = { "connect_timeout",  "tcp_user_timeout",
				      "application_name", "dbname",
				      "client_encoding",  NULL };
	const char *const values[] = { connect_seconds, tcp_ms, "stanch",
				       where,           "UTF8", NULL };

	db->connection = PQconnectdbParams(names, values, 1);
	if (PQstatus(db->connection) == CONNECTION_OK)
		return true;

	str reason = str_trim(str_of(PQerrorMessage(db->connection)));

	return error_set(error, ERROR_UNAVAILABLE, STR_FMT, STR_ARG(reason));
}

static bool set_up(struct postgres_db *db, struct error *error)
{
	static const char durable[] =
		"SET bytea_output = 'hex';"
		/* A 2xx answer means it is on the disk, whatever the server's file says.
		 */
		"SELECT set_config('synchronous_commit', 'on', false) "
		"WHERE current_setting('synchronous_commit') = 'off'";
	static const char read_only[] = "SET default_transaction_read_only = on";

	PQsetNoticeProcessor(db->connection, drop_notice, NULL);
	return limit_statements(db, error) && execute_script(db, durable, error) &&
	       (!db->base.options.reads_only || execute_script(db, read_only, error));
}

static struct sql *postgres_open(const char *where, struct sql_options options,
				 struct error *error)
{
	struct postgres_db *db = calloc(1, sizeof(*db));

	if (!db)
		abort();
	db->base.engine = &postgres_engine;
	db->base.options = options;
	db->arena = arena_new(SPELLING_BYTES_MAX);
	if (reach(db, where, error) && set_up(db, error))
		return &db->base;
	postgres_close(&db->base);
	error_wrap(error, "open the database");
	return NULL;
}

static bool postgres_checkpoint(struct sql *base, int pages_min, struct error *error)
{
	(void)base;
	(void)pages_min;
	(void)error;
	return true;
}

static bool postgres_backup(struct sql *base, const char *path, struct error *error)
{
	(void)base;
	return error_set(error, ERROR_INVALID,
			 "copy to %s: copy a PostgreSQL database with pg_dump", path);
}

const struct sql_engine postgres_engine = {
	.name = "postgres",
	.begin_write = "BEGIN",
	/* One snapshot for the whole transaction, as SQLite's readers have it. */
	.begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.open = postgres_open,
	.close = postgres_close,
	.is_broken = postgres_is_broken,
	.in_transaction = postgres_in_transaction,
	.set_deadline = postgres_set_deadline,
	.run = postgres_run,
	.script = postgres_script,
	.query = postgres_query,
	.next = postgres_next,
	.was_all = postgres_was_all,
	.row_is_null = postgres_row_is_null,
	.row_int = postgres_row_int,
	.row_real = postgres_row_real,
	.row_text = postgres_row_text,
	.row_blob = postgres_row_blob,
	.rows_free = postgres_rows_free,
	.checkpoint = postgres_checkpoint,
	.backup = postgres_backup,
};
