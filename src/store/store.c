/* Opening and closing, and the transaction that a group of turns shares. */
#include "store/store_private.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	/* Larger makes fewer and longer stalls: 4 MiB of WAL is moved in a few ms. */
	CHECKPOINT_PAGES_MIN = 4000,
};

/* -- opening -- */

static struct store *describe(struct arena *arena, const struct store_options *options)
{
	struct store *store = arena_one(arena, struct store);

	store->directory = arena_c_string(arena, options->directory);
	store->where = arena_c_string(arena, options->database);
	store->path = "";
	if (options->database.length == 0) {
		store->path = arena_format(arena, "%s/stanch.db", store->directory).bytes;
		store->where = arena_format(arena, "sqlite:%s", store->path).bytes;
	} else if (strncmp(store->where, "sqlite:", 7) == 0) {
		store->path = store->where + 7;
	}
	store->options = (struct sql_options){ .vfs = options->vfs,
					       .exclusive = options->exclusive };
	store->lock_fd = -1;
	return store;
}

/* On a disk of the simulation there is nothing to make and nobody to keep out. */
static bool take_directory(struct arena *arena, struct store *store, struct error *error)
{
	if (store->options.vfs || !store->directory[0])
		return true;
	return directory_make(arena, store->directory, error) &&
	       directory_lock(arena, store->directory, &store->lock_fd, error);
}

/* The lock lasts as long as the writer's connection. Its numbers are those of the
 * program and of the schema, since one database may hold several. */
static bool take_database(struct store *store, struct error *error)
{
	if (strcmp(sql_engine(store->writer), "postgres") != 0)
		return true;

	scoped_rows rows = sql_query(
		store->writer,
		"SELECT CASE WHEN pg_try_advisory_lock(hashtext('stanch'), "
		"hashtext(current_schema())) THEN 1 ELSE 0 END",
		SQL_NOTHING, error);

	if (!rows || !sql_next(rows))
		return error_wrap(error, "lock the database");
	return sql_row_int(rows, 0) == 1 ||
	       error_set(error, ERROR_CONFLICT, "another stanch serves this database");
}

static bool open_writer(struct store *store, struct error *error)
{
	store->writer = sql_open(store->where, store->options, error);
	return store->writer && take_database(store, error);
}

static bool read_key(struct store *store, bool *ret_found, struct error *error)
{
	scoped_arena scratch = arena_new(1 << 20);
	scoped_rows rows = sql_query(store->writer,
				     "SELECT value FROM setting WHERE name = 'store.key'",
				     SQL_NOTHING, error);
	str key;

	if (!rows)
		return false;
	*ret_found = sql_next(rows);
	if (!*ret_found)
		return sql_was_all(rows, error);
	if (!hex_parse(scratch, sql_row_text(rows, 0), &key) ||
	    key.length != sizeof(store->key))
		return error_set(error, ERROR_INTERNAL, "the store's key is damaged");
	memcpy(store->key, key.bytes, key.length);
	return true;
}

static bool find_or_make_key(struct store *store, struct error *error)
{
	scoped_arena scratch = arena_new(1 << 20);
	bool found = false;

	if (!read_key(store, &found, error) || found)
		return found;
	random_bytes(store->key, sizeof(store->key));

	str key = hex_of(scratch, (str){ (const char *)store->key, sizeof(store->key) });

	return sql_run(store->writer,
		       "INSERT INTO setting (name, value) VALUES ('store.key', $1)",
		       SQL(sql_text(key)), error);
}

struct store *store_open(struct arena *arena, const struct store_options *options,
			 struct error *error)
{
	struct store *store = describe(arena, options);

	readers_init(store, options->readers);
	if (take_directory(arena, store, error) && open_writer(store, error) &&
	    schema_bring_up(arena, store->writer, store->directory, error) &&
	    find_or_make_key(store, error))
		return store;
	error_wrap(error, "open the store");
	store_close(store);
	return NULL;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	sql_roll_back_if_open(&store->transaction);
	readers_close(store);
	arena_free(store->known.arena);
	arena_free(store->map.arena);
	sql_close(store->writer);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
}

struct sql *store_writer(struct store *store)
{
	return store->writer;
}

const unsigned char *store_key(struct store *store)
{
	return store->key;
}

/* -- the group -- */

/* A lost connection to PostgreSQL is opened anew, and with it the lock taken again:
 * meanwhile another server may have come. */
static bool reconnect(struct store *store, struct error *error)
{
	sql_close(store->writer);
	store->writer = NULL;
	store_forget(store);
	return open_writer(store, error) || error_wrap(error, "connect again");
}

bool store_begin(struct store *store, struct error *error)
{
	assert(!store->transaction.open);
	if ((!store->writer || sql_is_broken(store->writer)) && !reconnect(store, error))
		return false;
	store->transaction = (struct sql_transaction){ .db = store->writer };
	return sql_begin(&store->transaction, error);
}

static bool keep_head(struct store *store, struct error *error)
{
	char head[24 + SHA256_HEX];

	if (!store->now.head_moved)
		return true;
	snprintf(head, sizeof(head), "%lld:%s", (long long)store->now.head_seq,
		 store->now.head_hash);
	store->now.head_moved = false;
	return sql_run(store->writer,
		       "INSERT INTO setting (name, value) VALUES ('journal.head', $1) "
		       "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		       SQL(sql_text(str_of(head))), error);
}

static bool keep_ids(struct store *store, struct error *error)
{
	char name[80];

	for (size_t i = 0; i < store->now.id_count; i++) {
		if (!store->now.ids[i].moved)
			continue;
		store->now.ids[i].moved = false;
		snprintf(name, sizeof(name), "id:%s", store->now.ids[i].shape->name);
		if (!sql_run(store->writer,
			     "INSERT INTO counter (name, value) VALUES ($1, $2) "
			     "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
			     SQL(sql_text(str_of(name)), sql_int(store->now.ids[i].last)),
			     error))
			return false;
	}
	return true;
}

bool store_commit(struct store *store, struct error *error)
{
	return keep_head(store, error) && keep_ids(store, error) &&
	       sql_commit(&store->transaction, error);
}

void store_roll_back(struct store *store)
{
	sql_roll_back_if_open(&store->transaction);
	store_forget(store);
}

bool store_savepoint(struct store *store, struct error *error)
{
	store->at_savepoint = store->now;
	known_begin_turn(store);
	return sql_savepoint(store->writer, error);
}

bool store_release(struct store *store, struct error *error)
{
	return sql_release(store->writer, error);
}

bool store_undo(struct store *store, struct error *error)
{
	store->now = store->at_savepoint;
	known_clear(store);
	map_forget(store);
	return sql_undo_to_savepoint(store->writer, error);
}

/* Each is read again when it is next needed. */
void store_forget(struct store *store)
{
	store->now = (struct store_memory){ 0 };
	store->at_savepoint = (struct store_memory){ 0 };
	known_clear(store);
	map_forget(store);
}

bool store_checkpoint(struct store *store, struct error *error)
{
	/* A lost database has nothing to move. */
	return !store->writer ||
	       sql_checkpoint(store->writer, CHECKPOINT_PAGES_MIN, error);
}

static int64_t file_bytes(const char *path, const char *suffix)
{
	char name[4096];
	struct stat found;

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	return stat(name, &found) == 0 ? found.st_size : 0;
}

int64_t store_bytes(struct store *store)
{
	if (!store->path[0] || store->options.vfs)
		return 0;
	return file_bytes(store->path, "") + file_bytes(store->path, "-wal");
}
