#include "sql/postgres_ask.h"
#include "base/clock.h"
#include "base/limits.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	VALUES_MAX = 16,
	NUMBER_BYTES = 32,
	/* Beyond the server's own limit, for its word that it gave up. */
	GRACE_MS = 1000,
};

struct postgres {
	PGconn *connection;
	int64_t statement_ms;
	bool is_lost;
};

/* ---- what went wrong ---- */

/* The SQLSTATE's first letters decide; the first line that fits is taken. */
static const struct {
	const char *state;
	enum error_kind kind;
} kinds[] = {
	{ "42501", ERROR_FORBIDDEN },   { "28", ERROR_UNAUTHENTICATED },
	{ "57014", ERROR_TIMEOUT },     { "55P03", ERROR_TIMEOUT },
	{ "42P07", ERROR_CONFLICT },    { "40P01", ERROR_CONFLICT },
	{ "42P01", ERROR_NOT_FOUND },   { "42704", ERROR_NOT_FOUND },
	{ "08", ERROR_UNAVAILABLE },    { "57P", ERROR_UNAVAILABLE },
	{ "53", ERROR_UNAVAILABLE },    { "58", ERROR_UNAVAILABLE },
	{ "25006", ERROR_UNAVAILABLE }, { "", ERROR_INVALID },
};

static bool lost(struct postgres *db, struct error *error, const char *why)
{
	db->is_lost = true;
	return error_set(error, ERROR_UNAVAILABLE, "postgres: %s", why);
}

static bool failed(struct postgres *db, const PGresult *result, struct error *error)
{
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	str state = str_of(PQresultErrorField(result, PG_DIAG_SQLSTATE));
	size_t i = 0;

	if (PQstatus(db->connection) != CONNECTION_OK || !message)
		return lost(db, error, message ? message : "the connection was lost");
	while (!str_starts_with(state, str_of(kinds[i].state)))
		i++;
	return error_set(error, kinds[i].kind, "postgres: %s", message);
}

/* ---- the connection ---- */

static void drop_notice(void *unused, const char *message)
{
	(void)unused;
	(void)message;
}

static bool is_local_host(str host)
{
	if (str_starts_with(host, STR("/")) || str_is(host, "localhost") ||
	    str_is(host, "::1"))
		return true;
	for (size_t i = 0; i < host.length; i++)
		if (host.bytes[i] != '.' && (host.bytes[i] < '0' || host.bytes[i] > '9'))
			return false;
	return str_starts_with(host, STR("127."));
}

/* libpq tries each host of a list. */
static bool are_local(const char *hosts)
{
	str rest = str_of(hosts), host;

	while (str_next(&rest, ',', &host))
		if (!is_local_host(host))
			return false;
	return true;
}

bool postgres_is_local(str url)
{
	scoped_arena arena = arena_new(1 << 20);
	PQconninfoOption *options = PQconninfoParse(arena_c_string(arena, url), NULL);
	bool is_local = true, has_host = false;

	for (PQconninfoOption *o = options; o && o->keyword; o++) {
		if (!o->val)
			continue;
		if (strcmp(o->keyword, "service") == 0)
			is_local = false; /* it may name another host */
		if (strcmp(o->keyword, "host") != 0 &&
		    strcmp(o->keyword, "hostaddr") != 0)
			continue;
		has_host = true;
		is_local = is_local && are_local(o->val);
	}
	PQconninfoFree(options);
	return is_local && has_host;
}

static bool reach(struct postgres *db, const struct postgres_options *options,
		  struct error *error)
{
	scoped_arena arena = arena_new(1 << 20);
	const char *url = arena_c_string(arena, options->url);
	char connect_seconds[NUMBER_BYTES], tcp_ms[NUMBER_BYTES];
	PQconninfoOption *understood = PQconninfoParse(url, NULL);
	bool has_password = options->password.length > 0;

	/* libpq's own words would quote the string. */
	if (!understood)
		return error_set(error, ERROR_INVALID,
				 "the connection string of the database is not one");
	PQconninfoFree(understood);
	snprintf(connect_seconds, sizeof(connect_seconds), "%d", CONNECT_MS_MAX / 1000);
	snprintf(tcp_ms, sizeof(tcp_ms), "%lld", (long long)options->statement_ms);

	const char *const names[] = { "connect_timeout",
				      "tcp_user_timeout",
				      "dbname",
				      "application_name",
				      "client_encoding",
				      has_password ? "password" : NULL,
				      NULL };
	const char *const values[] = { connect_seconds,
				       tcp_ms,
				       url,
				       options->application,
				       "UTF8",
				       arena_c_string(arena, options->password),
				       NULL };

	db->connection = PQconnectdbParams(names, values, 1);
	if (PQstatus(db->connection) == CONNECTION_OK)
		return true;

	str reason = str_trim(str_of(PQerrorMessage(db->connection)));

	return error_set(error, ERROR_UNAVAILABLE, "postgres: " STR_FMT, STR_ARG(reason));
}

struct postgres *postgres_connect(const struct postgres_options *options,
				  struct error *error)
{
	struct postgres *db = calloc(1, sizeof(*db));

	if (!db)
		abort();
	if (reach(db, options, error)) {
		PQsetNoticeProcessor(db->connection, drop_notice, NULL);
		if (postgres_limit(db, options->statement_ms, options->lock_ms, error))
			return db;
	}
	postgres_close(db);
	return NULL;
}

void postgres_close(struct postgres *db)
{
	if (!db)
		return;
	PQfinish(db->connection);
	free(db);
}

bool postgres_is_lost(const struct postgres *db)
{
	return db->is_lost;
}

/* ---- asking ---- */

/* False when nothing whole has come by then. */
static bool await(const struct postgres *db, int64_t wait_ms)
{
	struct pollfd socket = { .fd = PQsocket(db->connection), .events = POLLIN };
	int64_t until_us = clock_monotonic_us() + wait_ms * 1000;

	while (PQisBusy(db->connection)) {
		int64_t left_us = until_us - clock_monotonic_us();

		if (left_us <= 0)
			return false;
		if (poll(&socket, 1, (int)(left_us / 1000) + 1) < 0 && errno != EINTR)
			return false;
		if (socket.revents != 0 && !PQconsumeInput(db->connection))
			return true; /* lost, as what follows will find */
	}
	return true;
}

/* The last answer, as PQexec() has it; NULL when it did not come in time. */
static PGresult *receive(struct postgres *db, int64_t wait_ms)
{
	PGresult *last = NULL, *next;

	for (;;) {
		if (!await(db, wait_ms)) {
			PQclear(last);
			return NULL;
		}
		next = PQgetResult(db->connection);
		if (!next)
			break;
		PQclear(last);
		last = next;
	}
	return last ? last : PQmakeEmptyPGresult(db->connection, PGRES_FATAL_ERROR);
}

static void take(struct arena *arena, const PGresult *result,
		 struct postgres_answer *ret_answer)
{
	struct postgres_answer answer = { .rows = (size_t)PQntuples(result),
					  .columns = (size_t)PQnfields(result) };
	str *cells = arena_many(arena, str, answer.rows * answer.columns + 1);

	for (size_t i = 0; i < answer.rows * answer.columns; i++) {
		int row = (int)(i / answer.columns), column = (int)(i % answer.columns);

		cells[i] = arena_copy(arena,
				      (str){ PQgetvalue(result, row, column),
					     (size_t)PQgetlength(result, row, column) });
	}
	answer.cells = cells;
	*ret_answer = answer;
}

static bool finish(struct arena *arena, struct postgres *db, int64_t wait_ms,
		   struct postgres_answer *ret_answer, struct error *error)
{
	PGresult *result = receive(db, wait_ms);
	bool is_good;

	if (!result)
		return lost(db, error, "no answer came in time");
	is_good = PQresultStatus(result) == PGRES_TUPLES_OK ||
		  PQresultStatus(result) == PGRES_COMMAND_OK;
	if (is_good && ret_answer)
		take(arena, result, ret_answer);
	if (!is_good)
		failed(db, result, error);
	PQclear(result);
	return is_good;
}

bool postgres_ask(struct arena *arena, struct postgres *db, const char *statement,
		  struct postgres_values values, struct postgres_answer *ret_answer,
		  struct error *error)
{
	const char *spelled[VALUES_MAX] = { NULL };

	if (values.count > VALUES_MAX)
		abort();
	for (size_t i = 0; i < values.count; i++)
		spelled[i] = arena_c_string(arena, values.items[i]);
	if (!PQsendQueryParams(db->connection, statement, (int)values.count, NULL,
			       spelled, NULL, NULL, 0))
		return lost(db, error, "the connection was lost");
	return finish(arena, db, db->statement_ms + GRACE_MS, ret_answer, error);
}

bool postgres_ask_within(struct arena *arena, struct postgres *db, int64_t wait_ms,
			 const char *statement, struct error *error)
{
	if (!PQsendQuery(db->connection, statement))
		return lost(db, error, "the connection was lost");
	return finish(arena, db, wait_ms, NULL, error);
}

bool postgres_limit(struct postgres *db, int64_t statement_ms, int64_t lock_ms,
		    struct error *error)
{
	char command[128];

	db->statement_ms = statement_ms;
	snprintf(command, sizeof(command),
		 "SET statement_timeout = %lld; SET lock_timeout = %lld",
		 (long long)statement_ms, (long long)lock_ms);
	return postgres_ask_within(NULL, db, statement_ms + GRACE_MS, command, error);
}

str postgres_cell(const struct postgres_answer *answer, size_t row, size_t column)
{
	return row < answer->rows && column < answer->columns
		       ? answer->cells[row * answer->columns + column]
		       : STR("");
}

int64_t postgres_int(const struct postgres_answer *answer, size_t row, size_t column)
{
	int64_t number = 0;

	return str_to_int(postgres_cell(answer, row, column), &number) ? number : 0;
}

bool postgres_yes(const struct postgres_answer *answer, size_t row, size_t column)
{
	return str_is(postgres_cell(answer, row, column), "t");
}
