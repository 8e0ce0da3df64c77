/* A copy of the data while it is in use, and the way back from it. */
#include "store/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool exists(const char *path)
{
	struct stat found;

	return stat(path, &found) == 0;
}

/* By a connection of the pool, so that the scribe goes on meanwhile. */
bool store_backup(struct store *store, const char *path, struct error *error)
{
	struct sql *db = store_reader_take(store, READER_WAIT_MS_MAX, error);

	if (!db)
		return error_wrap(error, "back up to %s", path);
	sql_set_deadline(db, 0);

	bool is_done = sql_backup(db, path, error);

	store_reader_give(store, db);
	return is_done || error_wrap(error, "back up to %s", path);
}

/* -- the way back -- */

static bool failed(struct error *error, const char *what, const char *path)
{
	return error_set(error, ERROR_UNAVAILABLE, "%s %s: %s", what, path,
			 strerror(errno));
}

static bool copy_bytes(int from, int to)
{
	char bytes[64 << 10];
	ssize_t length;

	while ((length = read(from, bytes, sizeof(bytes))) > 0)
		for (ssize_t done = 0, more; done < length; done += more) {
			more = write(to, bytes + done, (size_t)(length - done));
			if (more < 0)
				return false;
		}
	return length == 0 && fsync(to) == 0;
}

static bool copy_file(const char *from_path, const char *to_path, struct error *error)
{
	scoped_fd from = open(from_path, O_RDONLY | O_CLOEXEC);

	if (from < 0)
		return failed(error, "read", from_path);

	scoped_fd to = open(to_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (to < 0 || !copy_bytes(from, to))
		return failed(error, "write", to_path);
	return true;
}

static bool is_whole(struct sql *db, struct error *error)
{
	scoped_rows rows = sql_query(db, "PRAGMA quick_check(1)", SQL_NOTHING, error);

	if (!rows || !sql_next(rows))
		return error_wrap(error, "check the copy");

	str answer = str_clip(sql_row_text(rows, 0), 200);

	return str_is(answer, "ok") ||
	       error_set(error, ERROR_INVALID, "the copy is damaged: " STR_FMT,
			 STR_ARG(answer));
}

static bool check_copy(const char *path, const char *backup, struct error *error)
{
	scoped_arena arena = arena_new(1 << 20);
	str where = arena_format(arena, "sqlite:%s", path);
	struct sql *db = sql_open(where.bytes, (struct sql_options){ .exclusive = true },
				  error);
	int64_t version = 0;

	if (!db)
		return error_wrap(error, "%s", backup);

	bool is_good = is_whole(db, error) && schema_version(db, &version, error) &&
		       schema_refuse_newer(backup, version, error);

	sql_close(db);
	if (is_good && version == 0)
		return error_set(error, ERROR_INVALID, "%s holds no data of stanch",
				 backup);
	return is_good || error_wrap(error, "%s", backup);
}

/* What the directory holds now stays beside it, with what is still in its WAL. */
static bool move_aside(struct arena *arena, const char *path, struct error *error)
{
	str aside = arena_format(arena, "%s.before-restore", path);
	str wal = arena_format(arena, "%s-wal", path);
	str wal_aside = arena_format(arena, STR_FMT "-wal", STR_ARG(aside));
	str shared = arena_format(arena, "%s-shm", path);

	if (!exists(path))
		return true;
	if (exists(aside.bytes))
		return error_set(error, ERROR_CONFLICT,
				 STR_FMT
				 " is still there from an earlier restore: move it "
				 "away first",
				 STR_ARG(aside));
	if (exists(wal.bytes) && rename(wal.bytes, wal_aside.bytes) != 0)
		return failed(error, "move", wal.bytes);
	if (rename(path, aside.bytes) != 0)
		return failed(error, "move", path);
	unlink(shared.bytes);
	return true;
}

static bool restore(struct arena *arena, const char *backup, const char *directory,
		    struct error *error)
{
	str path = arena_format(arena, "%s/stanch.db", directory);
	str copy = arena_format(arena, STR_FMT ".restoring", STR_ARG(path));
	str wal = arena_format(arena, "%s-wal", backup);

	if (exists(wal.bytes))
		return error_set(error, ERROR_CONFLICT,
				 "%s is a database in use, not a backup of one", backup);
	if (!copy_file(backup, copy.bytes, error) ||
	    !check_copy(copy.bytes, backup, error) ||
	    !move_aside(arena, path.bytes, error)) {
		unlink(copy.bytes);
		return false;
	}
	if (rename(copy.bytes, path.bytes) != 0)
		return failed(error, "move", copy.bytes);
	return directory_sync(directory, error);
}

bool store_restore(const char *backup, const char *directory, struct error *error)
{
	scoped_arena arena = arena_new(1 << 20);
	scoped_fd lock_fd = -1;

	return (directory_make(arena, directory, error) &&
		directory_lock(arena, directory, &lock_fd, error) &&
		restore(arena, backup, directory, error)) ||
	       error_wrap(error, "restore");
}
