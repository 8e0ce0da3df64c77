/* The actuator postgres on a real PostgreSQL: the one that TEST_POSTGRES names. */
#include "actuator_fixture.h"
#include "sql/postgres_ask.h"

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

	if (!postgres_ask(arena, db, statement, NO_VALUES, &answer, &error))
		return arena_copy(arena, str_of(error.text));
	return postgres_cell(&answer, 0, 0);
}

/* The statement runs on when this returns. */
static void start(struct arena *arena, struct postgres *db, const char *statement)
{
	struct error error = { 0 };

	CHECK(!postgres_ask_within(arena, db, 150, statement, &error));
	CHECK(postgres_is_lost(db));
}

static str pid_of(struct arena *arena, struct postgres *db)
{
	return say(arena, db, "SELECT pg_backend_pid()");
}

/* "0" or "1" as the watcher sees it. */
static str is_there(struct arena *arena, struct postgres *watcher, str pid)
{
	return say(
		arena, watcher,
		arena_format(arena,
			     "SELECT count(*) FROM pg_stat_activity WHERE pid = " STR_FMT,
			     STR_ARG(pid))
			.bytes);
}

static void a_statement_is_cancelled_and_its_session_stays(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	if (!has_server())
		return;

	scoped_postgres watcher = session_as("watcher");
	scoped_postgres slow = session_as("report");
	str pid = pid_of(arena, slow);
	struct acting cancel = acting_on(arena, "postgres", &config, "orders",
					 STR("{\"do\":\"cancel\",\"application\":"
					     "\"report\",\"older_than\":\"100ms\"}"));

	start(arena, slow, "SELECT pg_sleep(60), 'bob@example.org'");
	CHECK_OK(acting_preview(&cancel), cancel.error);
	CHECK_INT(cancel.preview.class, ACTION_DESTRUCTIVE);
	CHECK(str_starts_with(
		cancel.preview.preview,
		arena_format(arena, "cancel  1 session\n  pid " STR_FMT, STR_ARG(pid))));
	CHECK(str_contains(cancel.preview.preview, STR("SELECT pg_sleep(60), '…'")));
	CHECK(!str_contains(cancel.preview.preview, STR("bob")));
	CHECK(!cancel.preview.undo);
	CHECK_INT(acting_was_done(&cancel), 0);
	CHECK_OK(acting_apply(&cancel), cancel.error);
	CHECK_STR_EQ(cancel.result.output,
		     arena_format(arena, "pid " STR_FMT ": cancelled", STR_ARG(pid)));
	CHECK_STR(is_there(arena, watcher, pid), "1");
	CHECK_INT(acting_was_done(&cancel), 1);
	CHECK_REFUSED(acting_apply(&cancel), cancel, ERROR_CONFLICT,
		      "none of the sessions is any more as it was at the preview");
}

static void a_session_that_moved_on_is_not_touched(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	if (!has_server())
		return;

	scoped_postgres watcher = session_as("watcher");
	scoped_postgres pooled = session_as("pool");
	scoped_postgres stuck = session_as("pool");
	str pid = pid_of(arena, pooled), stuck_pid = pid_of(arena, stuck);
	struct acting end = acting_on(
		arena, "postgres", &config, "orders",
		STR("{\"do\":\"terminate\",\"application\":\"pool\",\"state\":"
		    "\"idle in transaction\"}"));

	say(arena, pooled, "BEGIN");
	say(arena, stuck, "BEGIN");
	CHECK_OK(acting_preview(&end), end.error);
	CHECK(str_starts_with(end.preview.preview, STR("terminate  2 sessions\n")));
	say(arena, pooled, "COMMIT");
	CHECK_OK(acting_apply(&end), end.error);
	CHECK(str_contains(
		end.result.output,
		arena_format(arena, "pid " STR_FMT ": not touched", STR_ARG(pid))));
	CHECK(str_contains(
		end.result.output,
		arena_format(arena, "pid " STR_FMT ": ended", STR_ARG(stuck_pid))));
	CHECK_STR(is_there(arena, watcher, pid), "1");
	CHECK_STR(is_there(arena, watcher, stuck_pid), "0");
	CHECK_INT(acting_was_done(&end), 1);
	CHECK_STR(say(arena, pooled, "SELECT 1"), "1");
}

/* The approval says a process and when it began: another with the same number is not
 * meant. */
static void a_number_given_out_again_is_not_hit(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	if (!has_server())
		return;

	scoped_postgres other = session_as("other");
	str pid = pid_of(arena, other);
	struct acting end = acting_on(
		arena, "postgres", &config, "orders",
		STR("{\"do\":\"terminate\",\"application\":\"other\"}"));
	str argv[] = { STR("terminate"),
		       arena_format(arena, STR_FMT "/1000000", STR_ARG(pid)) };

	CHECK_OK(acting_preview(&end), end.error);
	end.call.argv = argv_tree(arena, argv, 2);
	CHECK(!acting_apply(&end) && end.error.kind == ERROR_CONFLICT);
	CHECK_STR(say(arena, other, "SELECT 1"), "1");
}

static void who_is_cancelled_and_fits_no_more_is_not_ended(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	if (!has_server())
		return;

	scoped_postgres watcher = session_as("watcher");
	scoped_postgres slow = session_as("slow");
	str pid = pid_of(arena, slow);
	struct acting end = acting_on(arena, "postgres", &config, "orders",
				      STR("{\"do\":\"terminate\",\"matches\":\"PG_"
					  "SLEEP\\\\(6\",\"state\":\"active\"}"));

	start(arena, slow, "SELECT pg_sleep(60)");
	CHECK_OK(acting_preview(&end), end.error);
	CHECK_OK(acting_apply(&end), end.error);
	CHECK_STR_EQ(end.result.output,
		     arena_format(arena, "pid " STR_FMT ": cancelled, which was enough",
				  STR_ARG(pid)));
	CHECK_STR(is_there(arena, watcher, pid), "1");
}

static void backups_and_our_own_are_left_alone(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	if (!has_server())
		return;

	scoped_postgres dump = session_as("pg_dump");
	scoped_postgres backup = session_as("nightly");
	scoped_postgres own = session_as("stanch");
	str pid = pid_of(arena, dump);
	struct acting end = acting_on(
		arena, "postgres", &config, "orders",
		STR("{\"do\":\"terminate\",\"user\":\"postgres\"}"));
	str plan = STR("{\"do\":\"terminate\",\"application\":\"nightly\"}");

	say(arena, backup, "SELECT pg_backup_start('x', true)");
	end = acting_on(arena, "postgres", &config, "orders", plan);
	CHECK_REFUSED(acting_preview(&end), end, ERROR_NOT_FOUND,
		      "no session matches that is no backup and not our own");
	end = acting_on(arena, "postgres", &config, "orders",
			arena_format(arena,
				     "{\"do\":\"terminate\",\"pid\":\"" STR_FMT "\"}",
				     STR_ARG(pid)));
	CHECK(!acting_preview(&end) && end.error.kind == ERROR_NOT_FOUND);
	end = acting_on(arena, "postgres", &config, "orders", STR("{\"do\":\"list\"}"));
	CHECK_OK(acting_preview(&end) && acting_apply(&end), end.error);
	CHECK(str_contains(end.result.output, STR("left alone: a backup")));
	CHECK(str_contains(end.result.output, STR("left alone: our own")));
	say(arena, backup, "SELECT pg_backup_stop()");
	(void)own;
}

/* The server goes away in the middle: nobody can say what was done. */
static void a_lost_answer_is_unknown(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct error error = { 0 };

	if (!has_server())
		return;

	scoped_postgres killer = session_as("killer");
	scoped_postgres asked = session_as("asked");
	str pid = pid_of(arena, asked);

	say(arena, killer,
	    arena_format(arena, "SELECT pg_terminate_backend(" STR_FMT ")", STR_ARG(pid))
		    .bytes);
	CHECK(!postgres_ask(arena, asked, "SELECT 1", NO_VALUES, NULL, &error));
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);
	CHECK(postgres_is_lost(asked));
}

static const struct {
	const char *plan, *says;
	enum error_kind kind;
} refused[] = {
	{ "{\"do\":\"terminate\"}", "the plan must say which sessions", ERROR_INVALID },
	{ "{\"do\":\"cancel\",\"state\":\"idle\"}", "only an active session",
	  ERROR_INVALID },
	{ "{\"do\":\"cancel\",\"state\":\"x\"}", "'state' is active", ERROR_INVALID },
	{ "{\"do\":\"cancel\",\"older_than\":\"long\"}", "older_than", ERROR_INVALID },
	{ "{\"do\":\"cancel\",\"matches\":\"(\"}", "matches: ", ERROR_INVALID },
	{ "{\"do\":\"cancel\",\"user\":\"' OR ''='\"}", "no session matches",
	  ERROR_NOT_FOUND },
	{ "{\"do\":\"drop\"}", "'do' is list, cancel", ERROR_INVALID },
	{ "{}", "the plan does not say 'do'", ERROR_INVALID },
	{ "{\"do\":\"create-index\",\"table\":\"t; DROP TABLE t\",\"columns\":\"a\"}",
	  "is no name of a table", ERROR_INVALID },
	{ "{\"do\":\"create-index\",\"table\":\"pg_class\"}",
	  "the plan does not say 'columns'", ERROR_INVALID },
	{ "{\"do\":\"create-index\",\"table\":\"t\",\"columns\":\"a\\\" b\"}",
	  "stands desc or nothing", ERROR_INVALID },
	{ "{\"do\":\"create-index\",\"table\":\"t\",\"columns\":\"a\",\"method\":\"x\"}",
	  "'method' is btree", ERROR_INVALID },
	{ "{\"do\":\"create-index\",\"table\":\"no_such\",\"columns\":\"a\"}",
	  "there is no table public.no_such", ERROR_NOT_FOUND },
};

static void plans_outside_their_grammar_are_refused(void)
{
	if (!has_server())
		return;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		scoped_arena arena = arena_new(ACTING_BYTES_MAX);
		struct acting acting = acting_on(arena, "postgres", &config, "orders",
						 str_of(refused[i].plan));

		CHECK_REFUSED(acting_preview(&acting), acting, refused[i].kind,
			      refused[i].says);
	}
}

static void only_a_named_database_is_reached_and_in_a_drill_only_ours(void)
{
	static struct database_config far[] = {
		{ .name = STR_INIT("far"), .url = STR_INIT("host=127.0.0.1,192.0.2.1") },
		{ .name = STR_INIT("unsaid"), .url = STR_INIT("dbname=x") },
	};
	static struct config drill = { .databases = far,
				       .database_count = 2,
				       .drill = true };
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct acting list = acting_on(arena, "postgres", &drill, "far",
				       STR("{\"do\":\"list\"}"));

	CHECK_REFUSED(acting_preview(&list), list, ERROR_FORBIDDEN,
		      "this is a drill: far is not on this machine");
	list.call.target = STR("unsaid");
	CHECK(!acting_preview(&list) && list.error.kind == ERROR_FORBIDDEN);
	list.call.target = STR("host=127.0.0.1");
	CHECK_REFUSED(acting_preview(&list), list, ERROR_FORBIDDEN,
		      "the configuration names no database 'host=127.0.0.1'");
	CHECK(postgres_is_local(STR("host=/run/postgresql")));
	CHECK(postgres_is_local(STR("postgresql://localhost/x")));
	CHECK(!postgres_is_local(STR("host=127.0.0.1.example.org")));
	CHECK(!postgres_is_local(STR("host=localhost service=prod")));
}

/* -- indexes -- */

static const char create_plan[] = "{\"do\":\"create-index\",\"table\":\"acts_orders\","
				  "\"columns\":\"mail, at desc\"}";

static void make_table(struct arena *arena, struct postgres *db)
{
	say(arena, db, "DROP TABLE IF EXISTS acts_orders");
	say(arena, db,
	    "CREATE TABLE acts_orders AS SELECT n AS id, 'm' || n / 2 AS mail, now() AS "
	    "at "
	    "FROM generate_series(1, 1000) AS n");
}

static void an_index_is_built_read_back_and_dropped_again(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	if (!has_server())
		return;

	scoped_postgres db = session_as("watcher");
	struct acting create = acting_on(arena, "postgres", &config, "orders",
					 str_of(create_plan)),
		      drop;

	make_table(arena, db);
	CHECK_OK(acting_preview(&create), create.error);
	CHECK(str_contains(
		create.preview.preview,
		STR("CREATE INDEX CONCURRENTLY IF NOT EXISTS "
		    "\"acts_orders_mail_at_idx\" ON \"public\".\"acts_orders\" "
		    "USING btree (\"mail\", \"at\" DESC)")));
	CHECK_INT(create.preview.class, ACTION_REVERSIBLE);
	CHECK_INT(acting_was_done(&create), 0);
	CHECK_OK(acting_apply(&create), create.error);
	CHECK(str_starts_with(create.result.output, STR("read back: valid, ")));
	CHECK_INT(acting_was_done(&create), 1);
	CHECK_REFUSED(acting_apply(&create), create, ERROR_CONFLICT, "there is one now");

	drop = acting_undo(&create);
	CHECK_OK(acting_preview(&drop), drop.error);
	CHECK_INT(acting_was_done(&drop), 0);
	CHECK_OK(acting_apply(&drop), drop.error);
	CHECK_INT(acting_was_done(&drop), 1);
	CHECK_INT(acting_was_done(&create), 0);
	CHECK_STR(say(arena, db,
		      "SELECT count(*) FROM pg_indexes WHERE tablename = 'acts_orders'"),
		  "0");
	CHECK(drop.preview.undo != NULL);
}

/* A unique index over values that occur twice fails at its end, as ours would by a
 * deadlock or a full disk: then it stays there, invalid. */
static void what_a_failure_left_is_named_and_dropped(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	if (!has_server())
		return;

	scoped_postgres db = session_as("watcher");
	struct acting create = acting_on(arena, "postgres", &config, "orders",
					 str_of(create_plan)),
		      drop;

	make_table(arena, db);
	say(arena, db,
	    "CREATE INDEX acts_orders_mail_at_idx ON acts_orders (mail, at DESC)");
	say(arena, db,
	    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = "
	    "'acts_orders_mail_at_idx'::regclass");
	CHECK_REFUSED(acting_preview(&create), create, ERROR_CONFLICT,
		      "an earlier try left the index acts_orders_mail_at_idx invalid");
	drop = acting_on(arena, "postgres", &config, "orders",
			 STR("{\"do\":\"drop-index\",\"table\":\"acts_orders\",\"name\":"
			     "\"acts_orders_mail_at_idx\"}"));
	CHECK_OK(acting_preview(&drop), drop.error);
	CHECK(!drop.preview.undo);
	CHECK_OK(acting_apply(&drop), drop.error);
	CHECK_OK(acting_preview(&create), create.error);
}

static void an_index_of_others_is_not_dropped(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	static const struct {
		const char *plan, *says;
	} cases[] = {
		{ "\"name\":\"acts_orders_pkey\",\"columns\":\"id\"",
		  "keeps a constraint or a replica" },
		{ "\"name\":\"acts_part\",\"columns\":\"mail\"", "is another one" },
		{ "\"name\":\"acts_part\"", "is valid: without 'columns'" },
		{ "\"name\":\"acts_none\"", "there is no index public.acts_none" },
	};

	if (!has_server())
		return;

	scoped_postgres db = session_as("watcher");

	make_table(arena, db);
	say(arena, db, "ALTER TABLE acts_orders ADD PRIMARY KEY (id)");
	say(arena, db, "CREATE INDEX acts_part ON acts_orders (mail) WHERE id > 5");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct acting drop = acting_on(
			arena, "postgres", &config, "orders",
			arena_format(
				arena,
				"{\"do\":\"drop-index\",\"table\":\"acts_orders\",%s}",
				cases[i].plan));

		CHECK(!acting_preview(&drop));
		CHECK_CASE(str_contains(str_of(drop.error.text), str_of(cases[i].says)),
			   drop.error.text);
	}
}

/* An open transaction holds it up beyond the action's time: it goes on by itself, the
 * outcome is unknown, and looking again finds out. */
static void a_long_build_goes_on_and_is_found(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	if (!has_server())
		return;

	scoped_postgres db = session_as("watcher");
	scoped_postgres writer = session_as("writer");
	struct acting create = acting_on(arena, "postgres", &config, "orders",
					 str_of(create_plan));
	int done = -1;

	make_table(arena, db);
	say(arena, writer, "BEGIN");
	say(arena, writer, "UPDATE acts_orders SET id = id WHERE id = 1");
	CHECK_OK(acting_preview(&create), create.error);
	create.call.wait_ms = 1000;
	CHECK(!acting_apply(&create));
	CHECK(create.result.unknown);
	CHECK(str_contains(str_of(create.error.text), STR("may still be running")));
	create.call.wait_ms = ACTING_WAIT_MS;
	CHECK_INT(acting_was_done(&create), -1);
	CHECK(str_starts_with(create.why, STR("it is being built (")));
	CHECK_REFUSED(acting_preview(&create), create, ERROR_CONFLICT, "is being built");
	say(arena, writer, "COMMIT");
	for (int i = 0; i < 100 && done != 1; i++) {
		say(arena, db, "SELECT pg_sleep(0.05)");
		done = acting_was_done(&create);
	}
	CHECK_INT(done, 1);
	say(arena, db, "DROP TABLE acts_orders");
}

const struct test tests[] = {
	{ "a statement is cancelled and its session stays",
	  a_statement_is_cancelled_and_its_session_stays },
	{ "a session that moved on is not touched",
	  a_session_that_moved_on_is_not_touched },
	{ "a number given out again is not hit", a_number_given_out_again_is_not_hit },
	{ "who is cancelled and fits no more is not ended",
	  who_is_cancelled_and_fits_no_more_is_not_ended },
	{ "backups and our own are left alone", backups_and_our_own_are_left_alone },
	{ "a lost answer is unknown", a_lost_answer_is_unknown },
	{ "plans outside their grammar are refused",
	  plans_outside_their_grammar_are_refused },
	{ "only a named database is reached, and in a drill only ours",
	  only_a_named_database_is_reached_and_in_a_drill_only_ours },
	{ "an index is built, read back and dropped again",
	  an_index_is_built_read_back_and_dropped_again },
	{ "what a failure left is named and dropped",
	  what_a_failure_left_is_named_and_dropped },
	{ "an index of others is not dropped", an_index_of_others_is_not_dropped },
	{ "a long build goes on and is found", a_long_build_goes_on_and_is_found },
	{ 0 },
};
