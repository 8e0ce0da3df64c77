/* The same statements must mean the same thing in both engines: each claim is tried
 * in SQLite and, when TEST_POSTGRES names a server, in PostgreSQL. */
#include "base/clock.h"
#include "check.h"
#include "sql/sql.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_BYTES = 4 << 20, PATH_BYTES = 256 };

/* A fresh database. .where also serves a second connection to it. */
struct place {
	struct sql *db;
	char where[PATH_BYTES];
	char folder[PATH_BYTES];
	bool sqlite;
};

static const char sqlite_tables[] =
	"CREATE TABLE test_person (name TEXT PRIMARY KEY) STRICT;"
	"CREATE TABLE test_page (id TEXT PRIMARY KEY, due INTEGER NOT NULL"
	" CHECK (due >= 0), note TEXT, score REAL, body BLOB,"
	" person TEXT REFERENCES test_person (name)) STRICT;";
static const char postgres_tables[] =
	"DROP TABLE IF EXISTS test_page; DROP TABLE IF EXISTS test_person;"
	"CREATE TABLE test_person (name text PRIMARY KEY);"
	"CREATE TABLE test_page (id text PRIMARY KEY, due bigint NOT NULL"
	" CHECK (due >= 0), note text, score double precision, body bytea,"
	" person text REFERENCES test_person (name));";

static const char insert_page[] = "INSERT INTO test_page (id, due) VALUES ($1, $2)";

static void try_in(struct place *place, void (*claim)(struct place *place))
{
	struct error error = { 0 };

	place->db = sql_open(place->where, (struct sql_options){ 0 }, &error);
	CHECK_OK(place->db != NULL, error);
	if (!place->db)
		return;
	CHECK_OK(sql_script(place->db, place->sqlite ? sqlite_tables : postgres_tables,
			    &error),
		 error);
	claim(place);
	sql_close(place->db);
}

static void remove_folder(const char *folder)
{
	static const char *const names[] = { "x.db", "x.db-wal", "x.db-shm", "copy.db" };
	char path[PATH_BYTES + 16];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	CHECK_INT(rmdir(folder), 0);
}

static void in_sqlite(void (*claim)(struct place *place))
{
	struct place place = { .sqlite = true, .folder = "/tmp/test_sql.XXXXXX" };

	CHECK(mkdtemp(place.folder) != NULL);
	snprintf(place.where, sizeof(place.where), "sqlite:%.200s/x.db", place.folder);
	try_in(&place, claim);
	remove_folder(place.folder);
}

static void in_postgres(void (*claim)(struct place *place))
{
	const char *where = getenv("TEST_POSTGRES");
	struct place place = { .sqlite = false };

	if (!where) {
		check_skip("TEST_POSTGRES names no server");
		return;
	}
	CHECK(strlen(where) < sizeof(place.where));
	snprintf(place.where, sizeof(place.where), "%s", where);
	try_in(&place, claim);
}

static int64_t count_of(struct sql *db, const char *question)
{
	struct error error = { 0 };
	scoped_rows rows = sql_query(db, question, SQL_NOTHING, &error);

	CHECK_OK(rows != NULL, error);
	return rows && sql_next(rows) ? sql_row_int(rows, 0) : -1;
}

static int64_t pages(struct sql *db)
{
	return count_of(db, "SELECT count(*) FROM test_page");
}

static bool add(struct sql *db, const char *id, struct error *error)
{
	return sql_run(db, insert_page, SQL(sql_text(str_of(id)), sql_int(1)), error);
}

static bool has(struct sql *db, const char *id)
{
	struct error error = { 0 };
	scoped_rows rows = sql_query(db, "SELECT 1 FROM test_page WHERE id = $1",
				     SQL(sql_text(str_of(id))), &error);

	CHECK_OK(rows != NULL, error);
	return rows && sql_next(rows);
}

/* ---- values ---- */

static void values_come_back(struct place *place)
{
	struct error error = { 0 };
	/* $2 comes first, and the text would break any hand-made quoting. */
	bool stored = sql_run(place->db,
			      "INSERT INTO test_page (due, id, note, score, body)"
			      " VALUES ($2, $1, $3, $4, $5)",
			      SQL(sql_text(STR("it's; DROP TABLE page -- \xe2\x82\xac")),
				  sql_int(9007199254740993), sql_null(), sql_real(0.1),
				  sql_blob(STR("\0\xff\\x27'"))),
			      &error);

	CHECK_OK(stored, error);

	scoped_rows rows = sql_query(place->db,
				     "SELECT id, due, note, score, body FROM test_page"
				     " WHERE due > $1",
				     SQL(sql_int(0)), &error);

	CHECK_OK(rows != NULL, error);
	CHECK(rows && sql_next(rows));
	CHECK_STR(sql_row_text(rows, 0), "it's; DROP TABLE page -- \xe2\x82\xac");
	CHECK_INT(sql_row_int(rows, 1), 9007199254740993);
	CHECK(sql_row_is_null(rows, 2) && !sql_row_is_null(rows, 1));
	CHECK_INT(sql_row_text(rows, 2).length, 0);
	CHECK_INT(sql_row_int(rows, 2), 0);
	CHECK(isnan(sql_row_real(rows, 2)));
	CHECK(sql_row_real(rows, 3) == 0.1);
	CHECK_STR(sql_row_blob(rows, 4), "\0\xff\\x27'");
	CHECK(!sql_next(rows) && !sql_next(rows));
	CHECK_OK(sql_was_all(rows, &error), error);
}

static void extreme_numbers_come_back(struct place *place)
{
	static const int64_t integers[] = { 0, -1, INT64_MAX, INT64_MIN };
	static const double reals[] = { 0, -1.5, 1e308, 5e-324, INFINITY, 1.0 / 3 };
	struct error error = { 0 };

	for (size_t i = 0; i < COUNT_OF(integers); i++) {
		scoped_rows rows = sql_query(place->db, "SELECT CAST($1 AS bigint)",
					     SQL(sql_int(integers[i])), &error);

		CHECK_OK(rows && sql_next(rows), error);
		CHECK_INT(sql_row_int(rows, 0), integers[i]);
	}
	for (size_t i = 0; i < COUNT_OF(reals); i++) {
		scoped_rows rows = sql_query(place->db,
					     "SELECT CAST($1 AS double precision)",
					     SQL(sql_real(reals[i])), &error);

		CHECK_OK(rows && sql_next(rows), error);
		CHECK(sql_row_real(rows, 0) == reals[i]);
	}
}

static void empty_is_not_null(struct place *place)
{
	struct error error = { 0 };

	CHECK_OK(sql_run(place->db,
			 "INSERT INTO test_page (id, due, note, body, score)"
			 " VALUES ($1, 1, $2, $3, $4)",
			 SQL(sql_text(STR("p")), sql_text((str){ 0 }),
			     sql_blob((str){ 0 }), sql_real(NAN)),
			 &error),
		 error);

	scoped_rows rows = sql_query(place->db,
				     "SELECT note, body, score, note = '' FROM test_page",
				     SQL_NOTHING, &error);

	CHECK_OK(rows && sql_next(rows), error);
	CHECK(!sql_row_is_null(rows, 0));
	CHECK(!sql_row_is_null(rows, 1));
	CHECK_INT(sql_row_blob(rows, 1).length, 0);
	CHECK(sql_row_is_null(rows, 2));
	CHECK_INT(sql_row_int(rows, 3), 1);
}

static void a_nul_in_text_is_refused(struct place *place)
{
	struct error error = { 0 };

	CHECK(!sql_run(place->db, insert_page, SQL(sql_text(STR("a\0b")), sql_int(1)),
		       &error));
	CHECK_INT(error.kind, ERROR_INVALID);
	CHECK_INT(pages(place->db), 0);
}

static void rows_do_not_need_their_values(struct place *place)
{
	char text[] = "before, and long enough to be no copy by chance";
	struct error error = { 0 };
	scoped_rows rows = sql_query(
		place->db,
		"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL"
		" SELECT n + 1 FROM t WHERE n < 3) SELECT CAST($1 AS text) FROM t",
		SQL(sql_text(str_of(text))), &error);

	CHECK_OK(rows && sql_next(rows), error);
	memset(text, 'X', sizeof(text) - 1);
	for (int i = 1; i < 3; i++) {
		CHECK(sql_next(rows));
		CHECK_STR(sql_row_text(rows, 0),
			  "before, and long enough to be no copy by chance");
	}
}

/* ---- statements ---- */

static int64_t affected(struct sql *db, const char *statement)
{
	struct error error = { 0 };
	int64_t rows = -1;

	CHECK_OK(sql_run_counting(db, statement, SQL_NOTHING, &rows, &error), error);
	return rows;
}

static void changed_rows_are_counted(struct place *place)
{
	struct sql *db = place->db;

	CHECK_INT(affected(db, "INSERT INTO test_page (id, due)"
			       " VALUES ('a', 1), ('b', 2), ('c', 3)"),
		  3);
	CHECK_INT(affected(db, "UPDATE test_page SET due = 9 WHERE due > 1"), 2);
	CHECK_INT(affected(db, "UPDATE test_page SET due = 9 WHERE id = 'none'"), 0);
	CHECK_INT(affected(db, "INSERT INTO test_page (id, due) VALUES ('a', 1)"
			       " ON CONFLICT (id) DO NOTHING"),
		  0);
	CHECK_INT(affected(db, "DELETE FROM test_page WHERE id = 'a'"), 1);
	CHECK_INT(affected(db, "CREATE TABLE test_other (id bigint)"), 0);
	CHECK_INT(affected(db, "DROP TABLE test_other"), 0);
	CHECK_INT(affected(db, "SELECT * FROM test_page"), 0);
	CHECK_INT(affected(db, "DELETE FROM test_page"), 2);
}

static void the_second_insert_updates(struct place *place)
{
	struct error error = { 0 };

	for (int due = 1; due <= 2; due++) {
		scoped_rows rows = sql_query(
			place->db,
			"INSERT INTO test_page (id, due) VALUES ($1, $2)"
			" ON CONFLICT (id) DO UPDATE SET due = excluded.due"
			" RETURNING due",
			SQL(sql_text(STR("p1")), sql_int(due)), &error);

		CHECK_OK(rows && sql_next(rows), error);
		CHECK_INT(sql_row_int(rows, 0), due);
	}
	CHECK_INT(pages(place->db), 1);
}

static void a_text_with_two_statements_is_refused(struct place *place)
{
	static const char *const wrong[] = {
		"DELETE FROM test_page; DELETE FROM test_person",
		"SELECT 1; SELECT 2",
		"SELECT 1; nonsense",
		"",
		" -- only words",
	};
	struct error error = { 0 };

	CHECK_OK(add(place->db, "p", &error), error);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		CHECK_CASE(!sql_run(place->db, wrong[i], SQL_NOTHING, &error), wrong[i]);
		CHECK_INT(error.kind, ERROR_INTERNAL);
		CHECK_CASE(!sql_query(place->db, wrong[i], SQL_NOTHING, &error),
			   wrong[i]);
	}
	CHECK_INT(pages(place->db), 1);
	CHECK_OK(sql_run(place->db, "DELETE FROM test_page; -- all of them", SQL_NOTHING,
			 &error),
		 error);
}

static void the_number_of_values_must_fit(struct place *place)
{
	struct error error = { 0 };

	CHECK(!sql_run(place->db, insert_page, SQL(sql_text(STR("p"))), &error));
	CHECK(!sql_run(place->db, insert_page,
		       SQL(sql_text(STR("p")), sql_int(1), sql_int(2)), &error));
	CHECK(!sql_run(place->db, "DELETE FROM test_page", SQL(sql_int(2)), &error));
	CHECK_INT(pages(place->db), 0);
}

static void more_statements_than_are_kept_still_work(struct place *place)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct error error = { 0 };

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 300; i++) {
			str text = arena_format(arena, "SELECT CAST($1 AS bigint) + %d",
						i);
			scoped_rows rows = sql_query(place->db, text.bytes,
						     SQL(sql_int(1000)), &error);

			CHECK_OK(rows && sql_next(rows), error);
			CHECK_INT(sql_row_int(rows, 0), 1000 + i);
		}
}

static void one_place_in_memory_may_hold_different_statements(struct place *place)
{
	char text[64];
	struct error error = { 0 };

	for (int i = 0; i < 4; i++) {
		snprintf(text, sizeof(text), "SELECT %d", i % 2);
		CHECK_INT(count_of(place->db, text), i % 2);
	}
	CHECK_OK(add(place->db, "p", &error), error);
}

static void a_statement_may_run_while_its_rows_are_read(struct place *place)
{
	static const char question[] = "SELECT id FROM test_page ORDER BY id";
	struct error error = { 0 };
	int seen = 0;

	CHECK_OK(add(place->db, "a", &error) && add(place->db, "b", &error), error);

	scoped_rows outer = sql_query(place->db, question, SQL_NOTHING, &error);

	while (outer && sql_next(outer)) {
		scoped_rows inner = sql_query(place->db, question, SQL_NOTHING, &error);

		while (inner && sql_next(inner))
			seen++;
	}
	CHECK_INT(seen, 4);
}

static void a_kept_statement_follows_a_schema_step(struct place *place)
{
	struct error error = { 0 };

	CHECK_OK(add(place->db, "p", &error), error);
	CHECK_INT(count_of(place->db, "SELECT * FROM test_page"), 0);
	CHECK_OK(sql_script(place->db,
			    "ALTER TABLE test_page ADD COLUMN more int;"
			    "UPDATE test_page SET more = 7;",
			    &error),
		 error);

	scoped_rows rows = sql_query(place->db, "SELECT * FROM test_page", SQL_NOTHING,
				     &error);

	CHECK_OK(rows && sql_next(rows), error);
	CHECK_INT(sql_row_int(rows, 6), 7);
}

static void a_double_quoted_word_is_a_name(struct place *place)
{
	struct error error = { 0 };

	CHECK(!sql_run(place->db, "UPDATE test_page SET note = \"nothing\"", SQL_NOTHING,
		       &error));
	CHECK_INT(error.kind, ERROR_INTERNAL);
}

/* ---- what goes wrong ---- */

static void a_broken_rule_is_a_conflict_and_tells_no_statement(struct place *place)
{
	static const struct {
		const char *statement, *text;
	} cases[] = {
		{ "INSERT INTO test_page (id, due) VALUES ('p', 1)",
		  "it exists already" },
		{ "INSERT INTO test_page (id) VALUES ('q')", "a value is missing" },
		{ "INSERT INTO test_page (id, due) VALUES ('q', -1)",
		  "a value is not allowed" },
		{ "INSERT INTO test_page (id, due, person) VALUES ('q', 1, 'nobody')",
		  "it refers to something that does not exist, or is referred to" },
	};
	struct error error = { 0 };

	CHECK_OK(add(place->db, "p", &error), error);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CHECK(!sql_run(place->db, cases[i].statement, SQL_NOTHING, &error));
		CHECK_INT(error.kind, ERROR_CONFLICT);
		CHECK_STR_EQ(str_of(error.text), str_of(cases[i].text));
	}
	CHECK(!sql_run(place->db, "SELEC secret FROM nowhere", SQL_NOTHING, &error));
	CHECK_INT(error.kind, ERROR_INTERNAL);
	CHECK_STR(str_of(error.text), "the database refused a statement");
	CHECK_INT(pages(place->db), 1);
}

static bool stop_halfway(struct sql *db, struct error *error)
{
	scoped_transaction tx = { .db = db };

	if (!sql_begin(&tx, error) || !add(db, "gone", error))
		return false;
	return error_set(error, ERROR_INTERNAL, "the power went out");
}

static void an_early_return_rolls_back(struct place *place)
{
	struct error error = { 0 };

	CHECK(!stop_halfway(place->db, &error));
	CHECK_STR(str_of(error.text), "the power went out");
	CHECK(!sql_in_transaction(place->db));
	CHECK_INT(pages(place->db), 0);
}

static void a_commit_keeps(struct place *place)
{
	struct error error = { 0 };

	{
		scoped_transaction tx = { .db = place->db };

		CHECK_OK(sql_begin(&tx, &error), error);
		CHECK(sql_in_transaction(place->db));
		CHECK_OK(add(place->db, "kept", &error), error);
		CHECK_OK(sql_commit(&tx, &error), error);
		CHECK(!sql_in_transaction(place->db));
	}
	CHECK_INT(pages(place->db), 1);
}

static void a_failed_statement_spoils_the_commit(struct place *place)
{
	struct error error = { 0 };

	{
		scoped_transaction tx = { .db = place->db };

		CHECK_OK(sql_begin(&tx, &error) && add(place->db, "a", &error), error);
		CHECK(!add(place->db, "a", &error));
		CHECK(!add(place->db, "b", &error));
		CHECK_INT(error.kind, ERROR_CONFLICT);
		CHECK_STR(str_of(error.text), "the transaction has already failed");
		CHECK(!sql_commit(&tx, &error));
	}
	CHECK_INT(pages(place->db), 0);
	CHECK_OK(add(place->db, "a", &error), error);
}

/* The third number has no positive twin. PostgreSQL refuses the whole query up front. */
static void a_failure_at_the_third_row_is_not_the_end(struct place *place)
{
	struct error error = { 0 };
	scoped_transaction tx = { .db = place->db };

	CHECK_OK(sql_begin(&tx, &error) && add(place->db, "a", &error), error);

	scoped_rows rows = sql_query(
		place->db,
		"WITH t(n) AS (VALUES (1), (2), (CAST($1 AS bigint)), (4))"
		" SELECT abs(n) FROM t",
		SQL(sql_int(INT64_MIN)), &error);
	int seen = 0;

	while (rows && sql_next(rows))
		seen++;
	CHECK(!rows || !sql_was_all(rows, &error));
	CHECK_INT(error.kind, ERROR_INTERNAL);
	CHECK_INT(seen, place->sqlite ? 2 : 0);
	CHECK(!add(place->db, "b", &error));
	CHECK(!sql_commit(&tx, &error));
}

static void a_savepoint_bounds_what_a_failure_spoils(struct place *place)
{
	struct error error = { 0 };

	{
		scoped_transaction tx = { .db = place->db };

		CHECK_OK(sql_begin(&tx, &error) && sql_savepoint(place->db, &error) &&
				 add(place->db, "first", &error) &&
				 sql_release(place->db, &error),
			 error);

		CHECK_OK(sql_savepoint(place->db, &error) &&
				 add(place->db, "second", &error),
			 error);
		CHECK(!add(place->db, "first", &error));
		CHECK(!sql_release(place->db, &error));
		CHECK_OK(sql_undo_to_savepoint(place->db, &error), error);
		CHECK(sql_in_transaction(place->db));

		CHECK_OK(sql_savepoint(place->db, &error) &&
				 add(place->db, "third", &error) &&
				 sql_release(place->db, &error),
			 error);
		CHECK_OK(sql_commit(&tx, &error), error);
	}
	CHECK_INT(pages(place->db), 2);
	CHECK(has(place->db, "first") && has(place->db, "third"));
}

static void a_savepoint_can_be_undone_without_a_failure(struct place *place)
{
	struct error error = { 0 };
	scoped_transaction tx = { .db = place->db };

	CHECK_OK(sql_begin(&tx, &error) && add(place->db, "kept", &error), error);
	CHECK_OK(sql_savepoint(place->db, &error) && add(place->db, "gone", &error) &&
			 sql_undo_to_savepoint(place->db, &error),
		 error);
	CHECK_OK(sql_commit(&tx, &error), error);
	CHECK(has(place->db, "kept") && !has(place->db, "gone"));
}

/* More statements than are kept, so that undoing is not among them. */
static void undoing_works_with_a_full_cache(struct place *place)
{
	char text[64];
	struct error error = { 0 };
	scoped_transaction tx = { .db = place->db };

	CHECK_OK(sql_begin(&tx, &error) && sql_savepoint(place->db, &error), error);
	for (int i = 0; i < 150; i++) {
		snprintf(text, sizeof(text), "SELECT 1 + %d", i);
		CHECK_INT(count_of(place->db, text), 1 + i);
	}
	CHECK(!sql_run(place->db, "nonsense", SQL_NOTHING, &error));
	CHECK_OK(sql_undo_to_savepoint(place->db, &error), error);
	CHECK_OK(sql_commit(&tx, &error), error);
}

/* ---- several connections ---- */

static struct sql *open_reader(struct place *place)
{
	struct error error = { 0 };
	struct sql *reader = sql_open(place->where,
				      (struct sql_options){ .reads_only = true }, &error);

	CHECK_OK(reader != NULL, error);
	return reader;
}

static void a_reader_sees_what_is_committed_and_may_not_write(struct place *place)
{
	struct error error = { 0 };
	struct sql *reader = open_reader(place);

	{
		scoped_transaction tx = { .db = place->db };

		CHECK_OK(sql_begin(&tx, &error) && add(place->db, "a", &error), error);
		CHECK_INT(pages(reader), 0);
		CHECK_OK(sql_commit(&tx, &error), error);
	}
	CHECK_INT(pages(reader), 1);
	CHECK(!add(reader, "b", &error));
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);
	CHECK_STR(str_of(error.text), "the database is read-only");
	CHECK_INT(pages(place->db), 1);
	sql_close(reader);
}

static void a_reading_transaction_has_one_snapshot(struct place *place)
{
	struct error error = { 0 };
	struct sql *reader = open_reader(place);

	{
		scoped_transaction tx = { .db = reader };

		CHECK_OK(sql_begin(&tx, &error), error);
		CHECK_INT(pages(reader), 0);
		CHECK_OK(add(place->db, "a", &error), error);
		CHECK_INT(pages(reader), 0);
	}
	CHECK_INT(pages(reader), 1);
	sql_close(reader);
}

static void a_reader_stops_at_its_deadline(struct place *place)
{
	static const char endless[] = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL"
				      " SELECT n + 1 FROM t WHERE n < 1000000000)"
				      " SELECT count(*) FROM t";
	struct error error = { 0 };
	struct sql *reader = open_reader(place);
	int64_t start = clock_monotonic_us();

	sql_set_deadline(reader, start + 100000);
	CHECK(!sql_query(reader, endless, SQL_NOTHING, &error));
	CHECK_INT(error.kind, ERROR_TIMEOUT);
	CHECK(clock_monotonic_us() - start >= 100000);
	CHECK(clock_monotonic_us() - start < 2000000);
	CHECK(!sql_query(reader, "SELECT 1", SQL_NOTHING, &error));
	CHECK_INT(error.kind, ERROR_TIMEOUT);

	sql_set_deadline(reader, 0);
	CHECK_INT(pages(reader), 0);
	sql_close(reader);
}

/* ---- opening, copying, SQLite's own ---- */

static void a_backup_is_whole_and_overwrites_nothing(struct place *place)
{
	char path[PATH_BYTES + 16], where[PATH_BYTES + 32];
	struct error error = { 0 };

	CHECK_OK(add(place->db, "a", &error), error);
	snprintf(path, sizeof(path), "%s/copy.db", place->folder);
	if (!place->sqlite) {
		CHECK(!sql_backup(place->db, path, &error));
		CHECK(str_contains(str_of(error.text), STR("pg_dump")));
		return;
	}

	struct sql *reader = open_reader(place);

	CHECK_OK(sql_backup(reader, path, &error), error);
	CHECK(!sql_backup(place->db, path, &error));
	CHECK_INT(error.kind, ERROR_CONFLICT);
	sql_close(reader);

	snprintf(where, sizeof(where), "sqlite:%s", path);

	struct sql *copy = sql_open(where, (struct sql_options){ 0 }, &error);

	CHECK_OK(copy != NULL, error);
	if (copy)
		CHECK_INT(pages(copy), 1);
	sql_close(copy);
}

static int64_t bytes_of(const struct place *place, const char *name)
{
	char path[PATH_BYTES + 16];
	struct stat status;

	snprintf(path, sizeof(path), "%s/%s", place->folder, name);
	return stat(path, &status) == 0 ? status.st_size : -1;
}

static void only_a_checkpoint_moves_the_wal(struct place *place)
{
	struct error error = { 0 };
	char large[4000];

	memset(large, 'x', sizeof(large));

	int64_t before = bytes_of(place, "x.db");

	/* SQLite left alone would do it after 1000 pages. */
	for (int i = 0; i < 1500; i++) {
		char id[16];

		snprintf(id, sizeof(id), "p%d", i);
		CHECK_OK(sql_run(place->db,
				 "INSERT INTO test_page (id, due, body)"
				 " VALUES ($1, $2, $3)",
				 SQL(sql_text(str_of(id)), sql_int(i),
				     sql_blob((str){ large, sizeof(large) })),
				 &error),
			 error);
	}
	CHECK_INT(bytes_of(place, "x.db"), before);
	CHECK_OK(sql_checkpoint(place->db, 1 << 20, &error), error);
	CHECK_INT(bytes_of(place, "x.db"), before);
	CHECK_OK(sql_checkpoint(place->db, 100, &error), error);
	CHECK(bytes_of(place, "x.db") > 6000000);

	int64_t after = bytes_of(place, "x.db-wal");

	CHECK_OK(add(place->db, "one more", &error), error);
	CHECK_INT(bytes_of(place, "x.db-wal"), after);
}

static void an_exclusive_database_needs_no_shared_memory(struct place *place)
{
	struct error error = { 0 };

	CHECK(bytes_of(place, "x.db-shm") >= 0);
	sql_close(place->db);
	place->db = sql_open(place->where, (struct sql_options){ .exclusive = true },
			     &error);
	CHECK_OK(place->db && add(place->db, "a", &error), error);
	CHECK_INT(bytes_of(place, "x.db-shm"), -1);
	CHECK(bytes_of(place, "x.db-wal") > 0);
}

static void a_full_disk_is_unavailable(struct place *place)
{
	char large[60000];
	struct error error = { 0 };

	memset(large, 'x', sizeof(large));
	CHECK_OK(sql_script(place->db, "PRAGMA max_page_count = 10", &error), error);
	CHECK(!sql_run(place->db,
		       "INSERT INTO test_page (id, due, body) VALUES ('a', 1, $1)",
		       SQL(sql_blob((str){ large, sizeof(large) })), &error));
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);
	CHECK_STR(str_of(error.text), "the disk is full");
	CHECK(!sql_is_broken(place->db));
}

/* As SQLite may do by itself when the disk is full. */
static void nothing_is_written_after_the_engine_rolled_back(struct place *place)
{
	struct error error = { 0 };

	{
		scoped_transaction tx = { .db = place->db };

		CHECK_OK(sql_begin(&tx, &error) && add(place->db, "a", &error) &&
				 sql_savepoint(place->db, &error),
			 error);
		CHECK(!sql_run(place->db,
			       "INSERT OR ROLLBACK INTO test_page (id, due)"
			       " VALUES ('a', 1)",
			       SQL_NOTHING, &error));
		CHECK(!sql_in_transaction(place->db));
		CHECK(!sql_undo_to_savepoint(place->db, &error));
		CHECK_INT(error.kind, ERROR_UNAVAILABLE);
		CHECK(!add(place->db, "b", &error));
		CHECK_INT(error.kind, ERROR_UNAVAILABLE);
		CHECK(!sql_commit(&tx, &error));
		CHECK_INT(error.kind, ERROR_UNAVAILABLE);
	}
	CHECK_INT(pages(place->db), 0);
	CHECK_OK(add(place->db, "c", &error), error);
}

static void a_lost_connection_is_known(struct place *place)
{
	struct error error = { 0 };
	struct sql *other = sql_open(place->where, (struct sql_options){ 0 }, &error);
	int64_t process = count_of(place->db, "SELECT pg_backend_pid()");

	CHECK_OK(other != NULL, error);
	CHECK(!sql_is_broken(place->db));
	CHECK_OK(other && sql_run(other, "SELECT pg_terminate_backend(CAST($1 AS int))",
				  SQL(sql_int(process)), &error),
		 error);
	/* The server needs a moment to tell. */
	for (int i = 0; i < 100 && !sql_is_broken(place->db); i++) {
		if (sql_run(place->db, "SELECT 1", SQL_NOTHING, &error))
			usleep(10000);
		else
			CHECK_INT(error.kind, ERROR_UNAVAILABLE);
	}
	CHECK(sql_is_broken(place->db));
	CHECK(!add(place->db, "a", &error));
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);
	sql_close(other);
}

static void what_cannot_be_opened_says_why_and_no_secret(void)
{
	static const struct {
		const char *where;
		enum error_kind kind;
	} cases[] = {
		{ "sqlite:/nonexistent/folder/x.db", ERROR_UNAVAILABLE },
		{ "sqlite:/etc/passwd", ERROR_UNAVAILABLE },
		{ "hunter2", ERROR_INVALID },
		{ "host=/nonexistent password=hunter2", ERROR_UNAVAILABLE },
		{ "host=127.0.0.1 port=1 password=hunter2", ERROR_UNAVAILABLE },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };
		struct sql *db = sql_open(cases[i].where,
					  (struct sql_options){ .reads_only = true },
					  &error);

		CHECK_CASE(!db, cases[i].where);
		CHECK_INT(error.kind, cases[i].kind);
		CHECK(str_starts_with(str_of(error.text), STR("open ")));
		CHECK(!str_contains(str_of(error.text), STR("hunter2")));
		sql_close(db);
	}
}

/* Each claim as two functions that a table can hold. */
#define IN_SQLITE(claim) \
	static void claim##_in_sqlite(void) \
	{ \
		in_sqlite(claim); \
	}
#define IN_POSTGRES(claim) \
	static void claim##_in_postgres(void) \
	{ \
		in_postgres(claim); \
	}
#define IN_BOTH(claim) IN_SQLITE(claim) IN_POSTGRES(claim)

IN_BOTH(values_come_back)
IN_BOTH(extreme_numbers_come_back)
IN_BOTH(empty_is_not_null)
IN_BOTH(a_nul_in_text_is_refused)
IN_BOTH(rows_do_not_need_their_values)
IN_BOTH(changed_rows_are_counted)
IN_BOTH(the_second_insert_updates)
IN_BOTH(a_text_with_two_statements_is_refused)
IN_BOTH(the_number_of_values_must_fit)
IN_BOTH(more_statements_than_are_kept_still_work)
IN_BOTH(one_place_in_memory_may_hold_different_statements)
IN_BOTH(a_statement_may_run_while_its_rows_are_read)
IN_BOTH(a_kept_statement_follows_a_schema_step)
IN_BOTH(a_double_quoted_word_is_a_name)
IN_BOTH(a_broken_rule_is_a_conflict_and_tells_no_statement)
IN_BOTH(an_early_return_rolls_back)
IN_BOTH(a_commit_keeps)
IN_BOTH(a_failed_statement_spoils_the_commit)
IN_BOTH(a_failure_at_the_third_row_is_not_the_end)
IN_BOTH(a_savepoint_bounds_what_a_failure_spoils)
IN_BOTH(a_savepoint_can_be_undone_without_a_failure)
IN_BOTH(undoing_works_with_a_full_cache)
IN_BOTH(a_reader_sees_what_is_committed_and_may_not_write)
IN_BOTH(a_reading_transaction_has_one_snapshot)
IN_BOTH(a_reader_stops_at_its_deadline)
IN_BOTH(a_backup_is_whole_and_overwrites_nothing)
IN_SQLITE(only_a_checkpoint_moves_the_wal)
IN_SQLITE(an_exclusive_database_needs_no_shared_memory)
IN_SQLITE(a_full_disk_is_unavailable)
IN_SQLITE(nothing_is_written_after_the_engine_rolled_back)
IN_POSTGRES(a_lost_connection_is_known)

#define SQLITE_CLAIM(words, claim) \
	{ \
		words " (SQLite)", claim##_in_sqlite \
	}
#define POSTGRES_CLAIM(words, claim) \
	{ \
		words " (PostgreSQL)", claim##_in_postgres \
	}
#define CLAIM(words, claim) SQLITE_CLAIM(words, claim), POSTGRES_CLAIM(words, claim)

const struct test tests[] = {
	CLAIM("values come back", values_come_back),
	CLAIM("extreme numbers come back", extreme_numbers_come_back),
	CLAIM("empty is not NULL", empty_is_not_null),
	CLAIM("a NUL in text is refused", a_nul_in_text_is_refused),
	CLAIM("rows do not need their values", rows_do_not_need_their_values),
	CLAIM("changed rows are counted", changed_rows_are_counted),
	CLAIM("the second insert updates", the_second_insert_updates),
	CLAIM("a text with two statements is refused",
	      a_text_with_two_statements_is_refused),
	CLAIM("the number of values must fit", the_number_of_values_must_fit),
	CLAIM("more statements than are kept still work",
	      more_statements_than_are_kept_still_work),
	CLAIM("one place in memory may hold different statements",
	      one_place_in_memory_may_hold_different_statements),
	CLAIM("a statement may run while its rows are read",
	      a_statement_may_run_while_its_rows_are_read),
	CLAIM("a kept statement follows a schema step",
	      a_kept_statement_follows_a_schema_step),
	CLAIM("a double-quoted word is a name", a_double_quoted_word_is_a_name),
	CLAIM("a broken rule is a conflict and tells no statement",
	      a_broken_rule_is_a_conflict_and_tells_no_statement),
	CLAIM("an early return rolls back", an_early_return_rolls_back),
	CLAIM("a commit keeps", a_commit_keeps),
	CLAIM("a failed statement spoils the commit",
	      a_failed_statement_spoils_the_commit),
	CLAIM("a failure at the third row is not the end",
	      a_failure_at_the_third_row_is_not_the_end),
	CLAIM("a savepoint bounds what a failure spoils",
	      a_savepoint_bounds_what_a_failure_spoils),
	CLAIM("a savepoint can be undone without a failure",
	      a_savepoint_can_be_undone_without_a_failure),
	CLAIM("undoing works with a full cache", undoing_works_with_a_full_cache),
	CLAIM("a reader sees what is committed and may not write",
	      a_reader_sees_what_is_committed_and_may_not_write),
	CLAIM("a reading transaction has one snapshot",
	      a_reading_transaction_has_one_snapshot),
	CLAIM("a reader stops at its deadline", a_reader_stops_at_its_deadline),
	CLAIM("a backup is whole and overwrites nothing",
	      a_backup_is_whole_and_overwrites_nothing),
	SQLITE_CLAIM("only a checkpoint moves the WAL", only_a_checkpoint_moves_the_wal),
	SQLITE_CLAIM("an exclusive database needs no shared memory",
		     an_exclusive_database_needs_no_shared_memory),
	SQLITE_CLAIM("a full disk is unavailable", a_full_disk_is_unavailable),
	SQLITE_CLAIM("nothing is written after the engine rolled back",
		     nothing_is_written_after_the_engine_rolled_back),
	POSTGRES_CLAIM("a lost connection is known", a_lost_connection_is_known),
	{ "what cannot be opened says why and no secret",
	  what_cannot_be_opened_says_why_and_no_secret },
	{ 0 },
};
