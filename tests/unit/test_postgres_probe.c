/* The probe postgres: on a real PostgreSQL, the one that TEST_POSTGRES names, and on rows
 * as it gives them for what a test server has not. */
#include "check.h"
#include "probes/postgres_health.h"

#include <math.h>
#include <stdlib.h>

enum { TEST_BYTES_MAX = 16 << 20, WAIT_MS = 8000, NOW = 1000 };

static struct database_config databases[] = { { .name = STR_INIT("orders") } };
static struct config config = { .databases = databases, .database_count = 1 };

static bool has_server(void)
{
	databases[0].url = str_of(getenv("TEST_POSTGRES"));
	if (databases[0].url.length > 0)
		return true;
	check_skip("TEST_POSTGRES names no server");
	return false;
}

static struct postgres *session_as(const char *application)
{
	struct postgres_options options = { .url = databases[0].url,
					    .application = application,
					    .statement_ms = 60000,
					    .lock_ms = 60000 };
	struct error error = { 0 };
	struct postgres *db = postgres_connect(&options, &error);

	CHECK_OK(db, error);
	return db;
}

static str say(struct arena *arena, struct postgres *db, const char *statement)
{
	struct postgres_answer answer = { 0 };
	struct error error = { 0 };

	CHECK_OK(postgres_ask(arena, db, statement, NO_VALUES, &answer, &error), error);
	return postgres_cell(&answer, 0, 0);
}

static const struct probe *the_probe(void)
{
	size_t count;
	const struct probe *const *all = probes_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(STR("postgres"), all[i]->name))
			return all[i];
	abort();
}

static bool look_within(struct arena *arena, str database, int64_t wait_ms,
			struct probe_finding *finding, struct error *error)
{
	struct label arguments[] = { { STR("database"), database } };
	struct probe_call call = { .arena = arena,
				   .config = &config,
				   .arguments = arguments,
				   .argument_count = 1,
				   .now = NOW,
				   .wait_ms = wait_ms };

	return the_probe()->ask(&call, finding, error);
}

static bool look_at(struct arena *arena, str database, struct probe_finding *finding,
		    struct error *error)
{
	return look_within(arena, database, WAIT_MS, finding, error);
}

static double number(const struct probe_finding *finding, const char *name)
{
	const struct fact *fact = facts_find(&finding->facts, str_of(name));

	return fact ? fact->number : NAN;
}

static str word(const struct probe_finding *finding, const char *name)
{
	const struct fact *fact = facts_find(&finding->facts, str_of(name));

	return fact ? fact->text : STR("");
}

static void who_is_in_the_way_of_a_lock_is_named_and_no_value_shown(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_finding finding = { 0 };
	struct error error = { 0 };

	if (!has_server())
		return;

	scoped_postgres holder = session_as("holder");
	scoped_postgres first = session_as("web");
	scoped_postgres second = session_as("web");

	say(arena, holder, "DROP TABLE IF EXISTS probe_orders");
	say(arena, holder, "CREATE TABLE probe_orders (id int PRIMARY KEY, mail text)");
	say(arena, holder, "INSERT INTO probe_orders VALUES (1, 'a'), (2, 'b')");

	str pid = say(arena, holder, "SELECT pg_backend_pid()");

	say(arena, holder, "BEGIN");
	say(arena, holder, "UPDATE probe_orders SET mail = 'bob@example.org' WHERE id=1");
	CHECK(!postgres_ask_within(arena, first, 150,
				   "UPDATE probe_orders SET mail = 'x' WHERE id = 1",
				   &error));
	/* It waits for the one that waits: the root is the holder all the same. */
	CHECK(!postgres_ask_within(arena, second, 150,
				   "DELETE FROM probe_orders WHERE id = 1", &error));
	error = (struct error){ 0 };
	CHECK_OK(look_at(arena, STR("orders"), &finding, &error), error);
	CHECK_INT((int)number(&finding, "postgres.waiting_for_lock"), 2);
	CHECK_STR_EQ(word(&finding, "postgres.blocking_pid"), pid);
	CHECK_INT((int)number(&finding, "postgres.idle_in_transaction"), 1);
	CHECK(number(&finding, "postgres.longest_wait") > 0.1);
	CHECK(number(&finding, "postgres.connections") >= 4);
	CHECK(number(&finding, "postgres.connections_max") >= 10);
	CHECK_STR_EQ(word(&finding, "postgres.role"), STR("primary"));
	CHECK(str_contains(finding.meaning,
			   arena_format(arena,
					"pid " STR_FMT " (idle in transaction, holder of",
					STR_ARG(pid))));
	CHECK(str_contains(finding.meaning, STR("is in the way of 2: UPDATE probe_orders "
						"SET mail = '…' WHERE id=1")));
	CHECK(!str_contains(finding.body, STR("bob")));
	/* Each part of it is known. */
	CHECK(!str_contains(finding.body, STR("not known")));
	if (str_contains(finding.body, STR("not known")))
		check_failed(__FILE__, __LINE__, STR_FMT, STR_ARG(finding.body));
	say(arena, holder, "ROLLBACK");
}

static void a_table_read_from_end_to_end_may_lack_an_index(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_finding finding = { 0 };
	struct error error = { 0 };

	if (!has_server())
		return;

	scoped_postgres db = session_as("web");

	say(arena, db, "DROP TABLE IF EXISTS probe_scanned");
	say(arena, db,
	    "CREATE TABLE probe_scanned AS SELECT i, i % 100 AS customer FROM "
	    "generate_series(1, 30000) AS i");
	for (int i = 0; i < 25; i++)
		say(arena, db, "SELECT count(*) FROM probe_scanned WHERE customer = 7");
	say(arena, db, "ANALYZE probe_scanned");
	/* A session tells its counters when it ends, or a second later. */
	postgres_close(db);
	db = session_as("web");
	for (int i = 0; i < 30; i++) {
		finding = (struct probe_finding){ 0 };
		CHECK_OK(look_at(arena, STR("orders"), &finding, &error), error);
		if (number(&finding, "postgres.missing_index_candidates") > 0)
			break;
		say(arena, db, "SELECT pg_sleep(0.1)");
	}
	CHECK_STR_EQ(word(&finding, "postgres.missing_index_table"),
		     STR("public.probe_scanned"));
	CHECK(str_contains(finding.meaning,
			   STR("public.probe_scanned may lack an index: 30000 rows are "
			       "read in each scan")));
	/* Nobody asks it now, which is no "never". */
	CHECK(isnan(number(&finding, "postgres.missing_index_statements")));

	scoped_postgres busy = session_as("web");

	CHECK(!postgres_ask_within(arena, busy, 150,
				   "SELECT pg_sleep(2) FROM probe_scanned LIMIT 1",
				   &error));
	error = (struct error){ 0 };
	CHECK_OK(look_at(arena, STR("orders"), &finding, &error), error);
	CHECK_INT((int)number(&finding, "postgres.missing_index_statements"), 1);
	say(arena, db, "DROP TABLE probe_scanned");
}

/* Of so many tables that to add up their files takes long. */
static void a_size_that_takes_long_costs_itself_only(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_finding finding = { 0 };
	struct error error = { 0 };

	if (!has_server())
		return;

	scoped_postgres db = session_as("web");
	str name = say(arena, db, "SELECT current_database()");
	const char *shadowed = arena_c_string(
		arena, arena_format(arena,
				    "ALTER DATABASE " STR_FMT
				    " SET search_path = slow, pg_catalog, public",
				    STR_ARG(name)));
	const char *reset = arena_c_string(
		arena, arena_format(arena, "ALTER DATABASE " STR_FMT " RESET search_path",
				    STR_ARG(name)));

	CHECK_OK(look_at(arena, STR("orders"), &finding, &error), error);
	CHECK(number(&finding, "postgres.size") > 1e6);
	say(arena, db, "DROP SCHEMA IF EXISTS slow CASCADE");
	say(arena, db, "CREATE SCHEMA slow");
	say(arena, db,
	    "CREATE FUNCTION slow.pg_database_size(name) RETURNS bigint LANGUAGE sql AS "
	    "'SELECT 1::bigint FROM pg_sleep(20)'");
	say(arena, db, shadowed);

	int64_t began_us = clock_monotonic_us();

	finding = (struct probe_finding){ 0 };
	/* Another statement may take a quarter of it. */
	CHECK_OK(look_within(arena, STR("orders"), 10 * WAIT_MS, &finding, &error),
		 error);
	say(arena, db, reset);
	say(arena, db, "DROP SCHEMA slow CASCADE");
	CHECK(clock_monotonic_us() - began_us < WAIT_MS * 1000);
	CHECK(isnan(number(&finding, "postgres.size")));
	CHECK(number(&finding, "postgres.xid_age") >= 0);
	CHECK(str_contains(finding.body, STR("size: not known: ")));
	CHECK(!str_contains(finding.body, STR("database: not known")));
}

static void a_database_that_is_not_configured_is_not_asked(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_finding finding = { 0 };
	struct error error = { 0 };

	CHECK(!look_at(arena, STR("other"), &finding, &error));
	CHECK_STR(str_of(error.text), "database: 'other' is not among 'databases'");
	databases[0].url = STR("host=127.0.0.1 port=1 dbname=x");
	error = (struct error){ 0 };
	CHECK(!look_at(arena, STR("orders"), &finding, &error));
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);
}

/* -- rows as a PostgreSQL 15 gives them -- */

struct told {
	struct facts facts;
	struct text body, meaning;
};

static struct told tell(struct arena *arena, const char *part, const str *cells,
			size_t rows, size_t columns)
{
	static struct probe_call call;
	struct told told = { .body = text_new(arena, 1 << 16),
			     .meaning = text_new(arena, 1 << 12) };
	struct postgres_look look = { &call, &told.facts, &told.body, &told.meaning };
	struct postgres_answer answer = { rows, columns, cells };

	call = (struct probe_call){ .arena = arena, .now = NOW };
	for (size_t i = 0; i < postgres_part_count; i++)
		if (str_is(str_of(part), postgres_parts[i].name))
			postgres_parts[i].tell(&look, &answer);
	return told;
}

static void those_in_a_circle_do_not_hang_us(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const str cells[] = {
		STR("7"),          STR("active"),     STR("u"),        STR("a"), STR("9"),
		STR("4"),          STR("Lock:tuple"), STR("UPDATE x"), STR("8"), STR("8"),
		STR("active"),     STR("u"),          STR("a"),        STR("8"), STR("5"),
		STR("Lock:tuple"), STR("UPDATE y"),   STR("7"),
	};
	struct told told = tell(arena, "sessions", cells, 2, 9);

	CHECK_INT((int)facts_find(&told.facts, STR("postgres.waiting_for_lock"))->number,
		  2);
	CHECK(str_starts_with(text_of(&told.meaning),
			      STR("2 sessions wait for a lock, the longest for 0:05")));
}

static void a_prepared_transaction_in_the_way_is_said(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const str cells[] = { STR("7"), STR("active"), STR("u"),      STR("a"), STR("9"),
			      STR("4"), STR(""),       STR("UPDATE"), STR("0") };
	struct told told = tell(arena, "sessions", cells, 1, 9);

	CHECK_STR(text_of(&told.meaning), "1 sessions wait for a lock, the longest for "
					  "0:04; a prepared transaction is in their way");
}

static void no_rows_are_answers(void)
{
	for (size_t i = 0; i < postgres_part_count; i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct told told = tell(arena, postgres_parts[i].name, NULL, 0, 0);

		for (size_t f = 0; f < told.facts.count; f++)
			CHECK_CASE(told.facts.items[f].text.length > 0 ||
					   isfinite(told.facts.items[f].number),
				   postgres_parts[i].name);
	}
}

const struct test tests[] = {
	{ "who is in the way of a lock is named, and no value shown",
	  who_is_in_the_way_of_a_lock_is_named_and_no_value_shown },
	{ "a table read from end to end may lack an index",
	  a_table_read_from_end_to_end_may_lack_an_index },
	{ "a size that takes long costs itself only",
	  a_size_that_takes_long_costs_itself_only },
	{ "a database that is not configured is not asked",
	  a_database_that_is_not_configured_is_not_asked },
	{ "those in a circle do not hang us", those_in_a_circle_do_not_hang_us },
	{ "a prepared transaction in the way is said",
	  a_prepared_transaction_in_the_way_is_said },
	{ "no rows are answers", no_rows_are_answers },
	{ 0 },
};
