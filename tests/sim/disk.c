#include "disk.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 8, NAME_MAX_BYTES = 128, PIECE = 4096 };

struct bytes {
	unsigned char *data;
	size_t length, room;
};

/* A write that no sync has confirmed yet. */
struct pending {
	struct pending *next;
	size_t offset, length;
	bool truncates;
	unsigned char data[];
};

struct sim_file {
	char name[NAME_MAX_BYTES];
	bool exists;
	struct bytes now, synced, template_bytes;
	bool in_template;
	struct pending *first, **last;
};

static struct {
	struct sim_file files[FILES_MAX];
	uint64_t operations, die_at;
	bool dead, full;
} disk;

static void grow(struct bytes *bytes, size_t length)
{
	if (length > bytes->room) {
		size_t room = length + length / 2 + PIECE;

		bytes->data = realloc(bytes->data, room);
		assert(bytes->data);
		memset(bytes->data + bytes->room, 0, room - bytes->room);
		bytes->room = room;
	}
	if (length > bytes->length)
		bytes->length = length;
}

static void put(struct bytes *bytes, size_t offset, const void *data, size_t length)
{
	grow(bytes, offset + length);
	memcpy(bytes->data + offset, data, length);
}

static void cut(struct bytes *bytes, size_t length)
{
	if (length >= bytes->length)
		return;
	memset(bytes->data + length, 0, bytes->length - length);
	bytes->length = length;
}

static void copy(struct bytes *to, const struct bytes *from)
{
	cut(to, from->length);
	if (from->length > 0)
		put(to, 0, from->data, from->length);
}

static void forget_pending(struct sim_file *file)
{
	while (file->first) {
		struct pending *next = file->first->next;

		free(file->first);
		file->first = next;
	}
	file->last = &file->first;
}

static void remember(struct sim_file *file, size_t offset, const void *data,
		     size_t length, bool truncates)
{
	struct pending *pending = malloc(sizeof(*pending) + (truncates ? 0 : length));

	assert(pending);
	*pending = (struct pending){ .offset = offset,
				     .length = length,
				     .truncates = truncates };
	if (!truncates)
		memcpy(pending->data, data, length);
	if (!file->last)
		file->last = &file->first;
	*file->last = pending;
	file->last = &pending->next;
}

static void apply(struct bytes *bytes, const struct pending *pending)
{
	if (pending->truncates)
		cut(bytes, pending->offset);
	else
		put(bytes, pending->offset, pending->data, pending->length);
}

static struct sim_file *find(const char *name, bool make)
{
	struct sim_file *unused = NULL;

	for (size_t i = 0; i < FILES_MAX; i++) {
		if (strcmp(disk.files[i].name, name) == 0)
			return &disk.files[i];
		if (!unused && disk.files[i].name[0] == '\0')
			unused = &disk.files[i];
	}
	if (!make)
		return NULL;
	assert(unused);
	snprintf(unused->name, sizeof(unused->name), "%s", name);
	return unused;
}

void disk_reset(void)
{
	for (size_t i = 0; i < FILES_MAX; i++) {
		struct sim_file *file = &disk.files[i];

		forget_pending(file);
		file->exists = file->in_template;
		copy(&file->now, &file->template_bytes);
		copy(&file->synced, &file->template_bytes);
	}
	disk.operations = disk.die_at = 0;
	disk.dead = disk.full = false;
}

void disk_keep_template(void)
{
	for (size_t i = 0; i < FILES_MAX; i++) {
		disk.files[i].in_template = disk.files[i].exists;
		copy(&disk.files[i].template_bytes, &disk.files[i].now);
	}
}

void disk_die_after(uint64_t operations)
{
	disk.die_at = operations == 0 ? 0 : disk.operations + operations;
}

bool disk_is_dead(void)
{
	return disk.dead;
}

void disk_die(void)
{
	disk.dead = true;
}

void disk_set_full(bool is_full)
{
	disk.full = is_full;
}

bool disk_is_full(void)
{
	return disk.full;
}

uint64_t disk_operations(void)
{
	return disk.operations;
}

/* splitmix64, as published by Steele, Lea and Flood (2014). */
static uint64_t toss(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void disk_revive(uint64_t seed)
{
	for (size_t i = 0; i < FILES_MAX; i++) {
		struct sim_file *file = &disk.files[i];

		for (struct pending *p = file->first; p; p = p->next)
			if (toss(&seed) % 2 == 0)
				apply(&file->synced, p);
		forget_pending(file);
		copy(&file->now, &file->synced);
	}
	disk.dead = disk.full = false;
	disk.die_at = 0;
}

/* False once the disk has died; counts what could be the last thing it does. */
static bool lives_on(void)
{
	disk.operations++;
	if (disk.die_at != 0 && disk.operations >= disk.die_at)
		disk.dead = true;
	return !disk.dead;
}

/* -- SQLite's side -- */

struct handle {
	sqlite3_file base;
	struct sim_file *file;
};

static struct sim_file *file_of(sqlite3_file *base)
{
	return ((struct handle *)base)->file;
}

static int do_close(sqlite3_file *base)
{
	(void)base;
	return SQLITE_OK;
}

static int do_read(sqlite3_file *base, void *into, int amount, sqlite3_int64 offset)
{
	const struct bytes *bytes = &file_of(base)->now;
	size_t there = 0;

	if (disk.dead)
		return SQLITE_IOERR_READ;
	if ((size_t)offset < bytes->length)
		there = bytes->length - (size_t)offset;
	if (there > (size_t)amount)
		there = (size_t)amount;
	if (there > 0)
		memcpy(into, bytes->data + offset, there);
	memset((char *)into + there, 0, (size_t)amount - there);
	return there == (size_t)amount ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int do_write(sqlite3_file *base, const void *data, int amount,
		    sqlite3_int64 offset)
{
	struct sim_file *file = file_of(base);

	if (!lives_on())
		return SQLITE_IOERR_WRITE;
	if (disk.full)
		return SQLITE_FULL;
	put(&file->now, (size_t)offset, data, (size_t)amount);
	remember(file, (size_t)offset, data, (size_t)amount, false);
	return SQLITE_OK;
}

static int do_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	struct sim_file *file = file_of(base);

	if (!lives_on())
		return SQLITE_IOERR_TRUNCATE;
	cut(&file->now, (size_t)size);
	remember(file, (size_t)size, NULL, 0, true);
	return SQLITE_OK;
}

static int do_sync(sqlite3_file *base, int flags)
{
	struct sim_file *file = file_of(base);

	(void)flags;
	if (!lives_on())
		return SQLITE_IOERR_FSYNC;
	for (struct pending *p = file->first; p; p = p->next)
		apply(&file->synced, p);
	forget_pending(file);
	return SQLITE_OK;
}

static int do_size(sqlite3_file *base, sqlite3_int64 *ret_size)
{
	*ret_size = (sqlite3_int64)file_of(base)->now.length;
	return disk.dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int do_lock(sqlite3_file *base, int level)
{
	(void)base;
	(void)level;
	return SQLITE_OK;
}

static int do_check_lock(sqlite3_file *base, int *ret_is_locked)
{
	(void)base;
	*ret_is_locked = 0;
	return SQLITE_OK;
}

static int do_control(sqlite3_file *base, int operation, void *argument)
{
	(void)base;
	(void)operation;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int do_sector(sqlite3_file *base)
{
	(void)base;
	return PIECE;
}

static int do_traits(sqlite3_file *base)
{
	(void)base;
	return 0;
}

/* Version 1: no shared memory, so the log needs the exclusive lock. */
static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = do_close,
	.xRead = do_read,
	.xWrite = do_write,
	.xTruncate = do_truncate,
	.xSync = do_sync,
	.xFileSize = do_size,
	.xLock = do_lock,
	.xUnlock = do_lock,
	.xCheckReservedLock = do_check_lock,
	.xFileControl = do_control,
	.xSectorSize = do_sector,
	.xDeviceCharacteristics = do_traits,
};

static int do_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
		   int *ret_flags)
{
	struct handle *handle = (struct handle *)base;

	(void)vfs;
	handle->base.pMethods = NULL;
	handle->file = find(name ? name : "temporary", true);
	if (disk.dead || (!handle->file->exists && !(flags & SQLITE_OPEN_CREATE)))
		return SQLITE_CANTOPEN;
	handle->file->exists = true;
	handle->base.pMethods = &methods;
	if (ret_flags)
		*ret_flags = flags;
	return SQLITE_OK;
}

static int do_delete(sqlite3_vfs *vfs, const char *name, int sync_directory)
{
	struct sim_file *file = find(name, false);

	(void)vfs;
	(void)sync_directory;
	if (!lives_on())
		return SQLITE_IOERR_DELETE;
	if (!file || !file->exists)
		return SQLITE_IOERR_DELETE_NOENT;
	forget_pending(file);
	cut(&file->now, 0);
	cut(&file->synced, 0);
	file->exists = false;
	return SQLITE_OK;
}

static int do_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_there)
{
	const struct sim_file *file = find(name, false);

	(void)vfs;
	(void)flags;
	*ret_there = file && file->exists;
	return SQLITE_OK;
}

static int do_full_path(sqlite3_vfs *vfs, const char *name, int room, char *into)
{
	(void)vfs;
	snprintf(into, (size_t)room, "%s", name);
	return SQLITE_OK;
}

static int do_random(sqlite3_vfs *vfs, int count, char *into)
{
	(void)vfs;
	/* The same for every seed: SQLite needs it for the salts of its log only. */
	memset(into, 0x5a, (size_t)count);
	return count;
}

static int do_sleep(sqlite3_vfs *vfs, int microseconds)
{
	(void)vfs;
	return microseconds;
}

static int do_time(sqlite3_vfs *vfs, double *ret_day)
{
	(void)vfs;
	*ret_day = 2460000.5;
	return SQLITE_OK;
}

static int do_error(sqlite3_vfs *vfs, int room, char *into)
{
	(void)vfs;
	if (room > 0)
		into[0] = '\0';
	return 0;
}

void disk_register(void)
{
	static sqlite3_vfs vfs = {
		.iVersion = 1,
		.szOsFile = sizeof(struct handle),
		.mxPathname = NAME_MAX_BYTES,
		.zName = "sim",
		.xOpen = do_open,
		.xDelete = do_delete,
		.xAccess = do_access,
		.xFullPathname = do_full_path,
		.xRandomness = do_random,
		.xSleep = do_sleep,
		.xCurrentTime = do_time,
		.xGetLastError = do_error,
	};

	for (size_t i = 0; i < FILES_MAX; i++)
		disk.files[i].last = &disk.files[i].first;
	/* There is one thread: locks and an account of memory would only cost time. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 512, 1000);
	sqlite3_vfs_register(&vfs, 0);
}
