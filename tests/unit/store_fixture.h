/* A store for one test, on each engine: SQLite in a directory of its own, and
 * PostgreSQL in a schema of its own when TEST_POSTGRES names a server. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "check.h"

#include "app/app.h"
#include "app/effects.h"
#include "app/store.h"
#include "sql/sql.h"

#include <string.h>

struct fixture {
	struct arena *arena;
	char directory[64];
	char schema[64]; /* "" on SQLite */
	const char *server;
	struct store_options options;
	struct store *store;
	struct app app;
	struct effects effects;
	struct work work;
	struct error error;
};

#define NOON ((instant_ms)1795262400000) /* 2026-11-21T12:00:00Z */

/* What must work for the test to go on. */
#define MUST(f, condition) \
	do { \
		if (!(condition)) { \
			check_failed(__FILE__, __LINE__, "%s: %s %s", #condition, \
				     (f)->work.error.text, (f)->error.text); \
			exit(1); \
		} \
	} while (0)

static inline void fixture_sql(struct fixture *f, const char *statement)
{
	MUST(f, sql_script(store_writer(f->store), statement, &f->error));
}

static inline void fixture_reopen(struct fixture *f)
{
	store_close(f->store);
	f->store = store_open(f->arena, &f->options, &f->error);
	MUST(f, f->store);
	f->app.store = f->store;
}

static inline void fixture_server_run(struct fixture *f, const char *verb)
{
	struct sql *db = sql_open(f->server, (struct sql_options){ 0 }, &f->error);
	str statement = arena_format(f->arena, "%s SCHEMA %s%s", verb, f->schema,
				     strcmp(verb, "DROP") == 0 ? " CASCADE" : "");

	MUST(f, db);
	MUST(f, sql_script(db, statement.bytes, &f->error));
	sql_close(db);
}

static inline void fixture_open(struct fixture *f, const char *server)
{
	static int number;

	*f = (struct fixture){ .arena = arena_new(256 << 20), .server = server };
	snprintf(f->directory, sizeof(f->directory), "/tmp/stanch-store-XXXXXX");
	MUST(f, mkdtemp(f->directory));
	f->options = (struct store_options){ .directory = str_of(f->directory),
					     .readers = 2 };
	if (server) {
		snprintf(f->schema, sizeof(f->schema), "stanch_store_%ld_%d",
			 (long)getpid(), number++);
		fixture_server_run(f, "CREATE");
		f->options.database = arena_format(
			f->arena, "%s options='-c search_path=%s'", server, f->schema);
	}
	f->store = store_open(f->arena, &f->options, &f->error);
	MUST(f, f->store);
	f->app.store = f->store;
	f->effects.arena = f->arena;
	f->work = (struct work){ .arena = f->arena,
				 .now = NOON,
				 .actor = { .kind = ACTOR_PERSON, .name = STR("alice") },
				 .app = &f->app };
}

static inline void fixture_close(struct fixture *f)
{
	str remove;

	store_close(f->store);
	if (f->server)
		fixture_server_run(f, "DROP");
	remove = arena_format(f->arena, "rm -rf %s", f->directory);
	MUST(f, system(remove.bytes) == 0);
	arena_free(f->arena);
}

/* A turn, alone in its group. */
static inline struct work *begin(struct fixture *f)
{
	MUST(f, store_begin(f->store, &f->error));
	f->work.db = store_writer(f->store);
	f->work.effects = &f->effects;
	f->work.error = (struct error){ 0 };
	return &f->work;
}

static inline void commit(struct fixture *f)
{
	MUST(f, store_commit(f->store, &f->error));
	f->work.effects = NULL;
	f->work.db = NULL;
}

static inline struct work *take(struct fixture *f)
{
	f->work.effects = NULL;
	f->work.error = (struct error){ 0 };
	f->work.db = store_reader_take(f->store, 1000, &f->error);
	MUST(f, f->work.db);
	return &f->work;
}

static inline void give(struct fixture *f)
{
	store_reader_give(f->store, f->work.db);
	f->work.db = NULL;
}

static inline void on_each_engine(void (*run)(struct fixture *f))
{
	const char *server = getenv("TEST_POSTGRES");
	struct fixture f;

	fixture_open(&f, NULL);
	run(&f);
	fixture_close(&f);
	if (!server || !server[0])
		return;
	fixture_open(&f, server);
	run(&f);
	fixture_close(&f);
}

/* A test of a claim on each engine: CLAIM(rows_come_back) { ... f->store ... } */
#define CLAIM(name) \
	static void name##_on(struct fixture *f); \
	static void name(void) \
	{ \
		on_each_engine(name##_on); \
	} \
	static void name##_on(struct fixture *f)

#define CHECK_ERROR(f, wanted_kind, wanted_text) \
	do { \
		CHECK_INT((f)->work.error.kind, wanted_kind); \
		CHECK_STR(str_of((f)->work.error.text), wanted_text); \
	} while (0)

#endif
