/* The pool of connections for reading. They are opened when first needed, so that a
 * quiet server holds few. */
#include "store/store_private.h"

#include <assert.h>

void readers_init(struct store *store, unsigned most)
{
	assert(most <= READER_POOL_MAX);
	store->readers_most = most > 0 ? most : READERS;
	lock_init(&store->readers_lock);
	signal_init(&store->reader_given);
}

void readers_close(struct store *store)
{
	assert(store->idle_count == store->reader_count);
	for (size_t i = 0; i < store->idle_count; i++)
		sql_close(store->idle[i]);
	signal_destroy(&store->reader_given);
	lock_destroy(&store->readers_lock);
}

/* An idle one, or NULL and the right to open one; false when the time is over. */
static bool take_place(struct store *store, int64_t wait_ms, struct sql **ret_db)
{
	int64_t ends_us = clock_monotonic_us() + wait_ms * 1000;
	scoped_lock(held, &store->readers_lock);

	while (store->idle_count == 0 && store->reader_count == store->readers_most) {
		int64_t left_ms = (ends_us - clock_monotonic_us() + 999) / 1000;

		if (left_ms <= 0)
			return false;
		if (!signal_wait(&store->reader_given, held, left_ms))
			continue; /* once more: it may have come at the last moment */
	}
	if (store->idle_count > 0) {
		*ret_db = store->idle[--store->idle_count];
		return true;
	}
	store->reader_count++;
	*ret_db = NULL;
	return true;
}

static void give_up_place(struct store *store)
{
	scoped_lock(held, &store->readers_lock);

	(void)held;
	store->reader_count--;
	signal_raise(&store->reader_given);
}

static struct sql *open_reader(struct store *store, struct error *error)
{
	struct sql_options options = store->options;

	options.reads_only = true;

	struct sql *db = sql_open(store->where, options, error);

	if (!db) {
		give_up_place(store);
		error_wrap(error, "open a reader");
	}
	return db;
}

struct sql *store_reader_take(struct store *store, int64_t wait_ms, struct error *error)
{
	struct sql *db;

	if (store->options.exclusive)
		return store->writer;
	if (!take_place(store, wait_ms, &db)) {
		error_set(error, ERROR_UNAVAILABLE,
			  "all %zu readers of the store are busy", store->readers_most);
		return NULL;
	}
	if (!db)
		db = open_reader(store, error);
	if (db)
		sql_set_deadline(db,
				 clock_monotonic_us() + (int64_t)STATEMENT_MS_MAX * 1000);
	return db;
}

void store_reader_give(struct store *store, struct sql *db)
{
	if (db == store->writer)
		return;
	if (sql_is_broken(db)) {
		sql_close(db);
		give_up_place(store);
		return;
	}
	sql_set_deadline(db, 0);

	scoped_lock(held, &store->readers_lock);

	(void)held;
	store->idle[store->idle_count++] = db;
	signal_raise(&store->reader_given);
}
