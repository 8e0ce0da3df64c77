/* The directory of the data: made, and held by one server at a time. */
#include "store/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

bool directory_sync(const char *path, struct error *error)
{
	scoped_fd fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && fsync(fd) == 0)
		return true;
	return error_set(error, ERROR_UNAVAILABLE, "sync %s: %s", path, strerror(errno));
}

/* One of the directories on the way. Its name must outlive a power cut, so the one
 * above it is synced. */
static bool make_one(struct arena *arena, str path, struct error *error)
{
	const char *name = arena_c_string(arena, path);
	struct stat found;

	if (stat(name, &found) == 0)
		return S_ISDIR(found.st_mode) ||
		       error_set(error, ERROR_UNAVAILABLE, "%s is not a directory", name);
	if (mkdir(name, 0700) != 0)
		return error_set(error, ERROR_UNAVAILABLE, "cannot make %s: %s", name,
				 strerror(errno));

	size_t end = path.length;

	while (end > 0 && path.bytes[end - 1] != '/')
		end--;

	str above = end > 0 ? str_slice(path, 0, end) : STR(".");

	return directory_sync(arena_c_string(arena, above), error);
}

bool directory_make(struct arena *arena, const char *path, struct error *error)
{
	str whole = str_of(path);

	for (size_t i = 1; i <= whole.length; i++) {
		bool is_end = i == whole.length || path[i] == '/';

		if (is_end && path[i - 1] != '/' &&
		    !make_one(arena, str_slice(whole, 0, i), error))
			return false;
	}
	return true;
}

static bool refuse_second(const char *directory, int fd, struct error *error)
{
	char pid[24] = "";
	ssize_t length = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[length > 0 ? length : 0] = '\0';
	pid[strcspn(pid, "\n")] = '\0';
	return error_set(error, ERROR_CONFLICT, "another stanch serves %s (pid %s)",
			 directory, pid[0] ? pid : "unknown");
}

bool directory_lock(struct arena *arena, const char *directory, int *ret_fd,
		    struct error *error)
{
	str path = arena_format(arena, "%s/lock", directory);
	int fd = open(path.bytes, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return error_set(error, ERROR_UNAVAILABLE, "cannot write to %s: %s",
				 directory, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		refuse_second(directory, fd, error);
		close(fd);
		return false;
	}
	/* The number is for people: the lock itself is what counts. */
	if (ftruncate(fd, 0) != 0 || dprintf(fd, "%ld\n", (long)getpid()) < 0) {
		error_set(error, ERROR_UNAVAILABLE, "cannot write to %s: %s", directory,
			  strerror(errno));
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}
