/* A schema step on data that is already there. The steps are this test's own. */
#include "store_fixture.h"

#include "base/asset.h"

#include <sys/stat.h>

static bool has_second_step, is_second_broken;

bool asset_find(str path, str *ret_bytes, str *ret_hash)
{
	(void)ret_hash;
	if (str_is(path, "schema/0001.sql")) {
		*ret_bytes = STR("-- {int}\n"
				 "CREATE TABLE setting (name TEXT PRIMARY KEY, "
				 "value TEXT NOT NULL) {strict}; "
				 "CREATE TABLE counter (name TEXT PRIMARY KEY, "
				 "value {int} NOT NULL, share {real}) {strict};");
		return true;
	}
	if (!str_is(path, "schema/0002.sql") || !has_second_step)
		return false;
	*ret_bytes = is_second_broken ? STR("CREATE TABLE more (id {int}); nonsense;")
				      : STR("CREATE TABLE more (id {int}) {strict};");
	return true;
}

static bool is_there(struct fixture *f, const char *name)
{
	str path = arena_format(f->arena, "%s/%s", f->directory, name);
	struct stat found;

	return stat(path.bytes, &found) == 0;
}

static bool has_table(struct fixture *f, const char *name)
{
	str statement = arena_format(f->arena, "SELECT count(*) FROM %s", name);
	struct error unheeded;
	scoped_rows rows = sql_query(store_writer(f->store), statement.bytes, SQL_NOTHING,
				     &unheeded);

	return rows != NULL;
}

static void put(struct fixture *f, const char *value)
{
	MUST(f, store_setting_put(begin(f), "who", str_of(value)));
	commit(f);
}

static str kept(struct fixture *f)
{
	str value;

	MUST(f, store_setting_get(take(f), "who", &value));
	give(f);
	return value;
}

CLAIM(a_step_keeps_the_data_and_leaves_a_copy_of_what_was)
{
	put(f, "before");
	CHECK(!has_table(f, "more"));
	CHECK(!is_there(f, "before-schema-1.db"));
	has_second_step = true;
	fixture_reopen(f);
	has_second_step = false;
	CHECK(has_table(f, "more"));
	CHECK_STR(kept(f), "before");
	CHECK(is_there(f, "before-schema-1.db") == !f->server);
	if (f->server)
		return;

	/* The copy is what the older program can read. */
	str copy = arena_format(f->arena, "%s/before-schema-1.db", f->directory);

	store_close(f->store);
	f->store = NULL;
	MUST(f, store_restore(copy.bytes, f->directory, &f->error));
	f->store = store_open(f->arena, &f->options, &f->error);
	MUST(f, f->store);
	f->app.store = f->store;
	CHECK_STR(kept(f), "before");
	CHECK(!has_table(f, "more"));
}

CLAIM(data_of_a_later_step_is_refused_by_a_program_without_it)
{
	has_second_step = true;
	fixture_reopen(f);
	has_second_step = false;
	store_close(f->store);
	f->store = store_open(f->arena, &f->options, &f->error);
	CHECK(!f->store);
	CHECK_INT(f->error.kind, ERROR_CONFLICT);
	CHECK(str_contains(str_of(f->error.text),
			   STR("a newer stanch (schema 2, this one knows 1)")));
}

CLAIM(a_step_that_fails_leaves_all_as_it_was)
{
	put(f, "before");
	store_close(f->store);
	has_second_step = is_second_broken = true;
	f->store = store_open(f->arena, &f->options, &f->error);
	has_second_step = is_second_broken = false;
	CHECK(!f->store);
	CHECK(str_contains(str_of(f->error.text), STR("schema 2")));
	f->store = store_open(f->arena, &f->options, &f->error);
	MUST(f, f->store);
	f->app.store = f->store;
	CHECK(!has_table(f, "more"));
	CHECK_STR(kept(f), "before");
}

const struct test tests[] = {
	{ "a step keeps the data and leaves a copy of what was",
	  a_step_keeps_the_data_and_leaves_a_copy_of_what_was },
	{ "data of a later step is refused by a program without it",
	  data_of_a_later_step_is_refused_by_a_program_without_it },
	{ "a step that fails leaves all as it was",
	  a_step_that_fails_leaves_all_as_it_was },
	{ 0 },
};
