/* What the files of store/ share: the store itself, and rows of any shape. */
#ifndef STORE_STORE_PRIVATE_H
#define STORE_STORE_PRIVATE_H

#include "app/app.h"
#include "app/store.h"
#include "base/limits.h"
#include "sql/sql.h"

enum {
	SHAPES_MAX = 40,
	READER_POOL_MAX = 64,
	SALT_BYTES = 16,
};

/* What is known of the tables, so that a new row costs one statement. It is a plain
 * value: a savepoint is a copy of it, undoing one is copying it back. */
struct store_memory {
	bool head_known, head_moved;
	int64_t head_seq;
	char head_hash[SHA256_HEX + 1];
	struct {
		const struct shape *shape;
		int64_t last;
		bool moved;
	} ids[SHAPES_MAX];
	size_t id_count;
};

enum { KNOWN_INCIDENTS = 64 };
struct known_incident {
	str group;
	struct incident incident; /* id 0: the slot is free */
};

struct store {
	const char *where;     /* what sql_open is given */
	const char *directory; /* "" for none */
	const char *path;      /* of the SQLite file; "" for PostgreSQL */
	struct sql_options options;
	int lock_fd;
	struct sql *writer;
	struct sql_transaction transaction;
	struct store_memory now, at_savepoint;
	unsigned char key[16];
	char salts[256 * SALT_BYTES]; /* random, used from the end */
	size_t salt_bytes_left;
	struct {
		struct arena *arena; /* NULL until it is needed */
		struct known_incident slots[KNOWN_INCIDENTS];
	} known;
	struct {
		struct arena *arena; /* NULL until it is needed */
		bool is_known;
		const char *config_hash; /* with which it was merged */
		struct service_map merged;
	} map;

	/* Held for moments, and no other lock is taken under it. */
	struct lock readers_lock;
	struct signal reader_given;
	struct sql *idle[READER_POOL_MAX];
	size_t idle_count, reader_count, readers_most;
};

/* The store of a turn, or NULL with the failure: a read may not write. */
struct store *store_of_turn(struct work *work);
bool store_load_head(struct work *work, struct store *store) MUST_CHECK;

/* -- directory.c -- */
bool directory_make(struct arena *arena, const char *path,
		    struct error *error) MUST_CHECK;
/* Kept until the descriptor is closed; it names our process for the next one. */
bool directory_lock(struct arena *arena, const char *directory, int *ret_fd,
		    struct error *error) MUST_CHECK;
bool directory_sync(const char *path, struct error *error) MUST_CHECK;

/* -- schema.c -- */
bool schema_bring_up(struct arena *arena, struct sql *db, const char *directory,
		     struct error *error) MUST_CHECK;
/* Of the last step in schema/. */
int64_t schema_newest(void);
/* 0: an empty database. */
bool schema_version(struct sql *db, int64_t *ret_version, struct error *error) MUST_CHECK;
bool schema_refuse_newer(const char *where, int64_t version,
			 struct error *error) MUST_CHECK;

/* -- readers.c -- */
void readers_init(struct store *store, unsigned most);
void readers_close(struct store *store);

/* -- known.c: whoever writes to an incident's row or its groups drops it here -- */
bool known_find(struct store *store, str group, struct incident *ret);
void known_keep(struct store *store, str group, const struct incident *incident);
void known_drop(struct store *store, int64_t incident);
void known_clear(struct store *store);
void known_begin_turn(struct store *store);

/* -- learned.c: the merged service map is read again when it is next needed -- */
void map_forget(struct store *store);

/* -- statements.c -- */
struct placeholder {
	const char *name;
	str text;
};
/* The pattern with each {name} replaced. */
str tokens_expand(struct arena *arena, str pattern, const struct placeholder *tokens,
		  size_t count);
/* The text for a shape of a pattern with {table}, {columns}, {values} and
 * {assignments}. It is made once and kept as long as the program runs; the pattern
 * is told by its address, so it must be a literal. */
const char *statement_of(const struct shape *shape, const char *pattern);

/* -- rows.c: patterns as above, answers copied into the work's arena -- */
bool row_find(struct work *work, const struct shape *shape, const char *pattern,
	      struct sql_values values, void *ret_row, bool *ret_found) MUST_CHECK;
/* *ret_rows, of type struct x *, becomes an array. */
bool row_list(struct work *work, const struct shape *shape, const char *pattern,
	      struct sql_values values, void *ret_rows, size_t *ret_count) MUST_CHECK;
/* The same for who asks again behind the last row: fewer when they are large, and none
 * only at the end. */
bool row_walk(struct work *work, const struct shape *shape, const char *pattern,
	      struct sql_values values, void *ret_rows, size_t *ret_count) MUST_CHECK;
/* Without a copy: a row is valid during the call. */
bool row_each(struct work *work, const struct shape *shape, const char *pattern,
	      struct sql_values values, void (*each)(void *context, const void *row),
	      void *context) MUST_CHECK;
/* Copies the row's texts into the arena. */
void row_own(struct arena *arena, const struct shape *shape, void *row);
/* A statement of a turn. ret_rows, how many it changed, may be NULL. */
bool turn_run(struct work *work, const char *statement, struct sql_values values,
	      int64_t *ret_rows) MUST_CHECK;
/* At most one row with one number; ret_number stays as it was when there is none. */
bool number_find(struct work *work, const char *statement, struct sql_values values,
		 int64_t *ret_number) MUST_CHECK;
size_t rows_clip(size_t most); /* to ROWS_PER_ANSWER_MAX */

#endif
