#include "drill/marker.h"

#include "base/scoped.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define MARKER "drill"
static const char marker_text[] = "Practice data of stanch drill. The next drill removes "
				  "all that is in this directory.\n";

static str path_of(struct arena *arena, str directory, const char *name)
{
	return arena_format(arena, STR_FMT "/%s", STR_ARG(directory), name);
}

static bool exists(str path)
{
	return access(path.bytes, F_OK) == 0;
}

/* By its text, so that a file which happens to have this name marks nothing. */
static bool is_marked(struct arena *arena, str directory)
{
	str path = path_of(arena, directory, MARKER);
	scoped_fd fd = open(path.bytes, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char text[sizeof(marker_text)];

	return fd >= 0 && read(fd, text, sizeof(text)) == (ssize_t)strlen(marker_text) &&
	       memcmp(text, marker_text, strlen(marker_text)) == 0;
}

static bool write_marker(struct arena *arena, str directory, struct error *error)
{
	str path = path_of(arena, directory, MARKER);
	scoped_fd fd = open(path.bytes, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd >= 0 &&
	    write(fd, marker_text, strlen(marker_text)) == (ssize_t)strlen(marker_text))
		return true;
	return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(path),
			 strerror(errno));
}

bool marker_check(struct arena *arena, str directory, bool is_drill, struct error *error)
{
	bool marked = is_marked(arena, directory);

	if (marked && !is_drill)
		return error_set(error, ERROR_UNAVAILABLE,
				 STR_FMT " holds practice data and this configuration is "
					 "a real one: give another --data",
				 STR_ARG(directory));
	if (marked || !is_drill)
		return true;
	if (exists(path_of(arena, directory, "stanch.db")))
		return error_set(error, ERROR_UNAVAILABLE,
				 STR_FMT " holds real incidents and this configuration "
					 "is a drill's: give another --data",
				 STR_ARG(directory));
	return write_marker(arena, directory, error);
}

static bool is_empty(str directory)
{
	DIR *open = opendir(directory.bytes);
	const struct dirent *entry;
	size_t count = 0;

	if (!open)
		return false;
	while (count == 0 && (entry = readdir(open)))
		count += strcmp(entry->d_name, ".") != 0 &&
			 strcmp(entry->d_name, "..") != 0;
	closedir(open);
	return count == 0;
}

static int remove_one(const char *path, const struct stat *found, int kind,
		      struct FTW *place)
{
	(void)found;
	(void)kind;
	/* The directory itself stays, and the marker until a new one replaces it. */
	if (place->level == 0 ||
	    (place->level == 1 && strcmp(path + place->base, MARKER) == 0))
		return 0;
	return remove(path);
}

/* The directory held, or -1. */
static int lock(str directory, struct error *error)
{
	int fd = open(directory.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (fd >= 0 && errno == EWOULDBLOCK)
		error_set(error, ERROR_CONFLICT, "another drill runs in " STR_FMT,
			  STR_ARG(directory));
	else
		error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(directory),
			  strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool take_locked(struct arena *arena, str directory, struct error *error)
{
	enum { DESCRIPTORS = 16 };

	if (!is_marked(arena, directory) && !is_empty(directory))
		return error_set(error, ERROR_CONFLICT,
				 STR_FMT " is not empty and no drill made it: give "
					 "another --data",
				 STR_ARG(directory));
	if (nftw(directory.bytes, remove_one, DESCRIPTORS,
		 FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		return error_set(error, ERROR_UNAVAILABLE, "empty " STR_FMT ": %s",
				 STR_ARG(directory), strerror(errno));
	return write_marker(arena, directory, error);
}

bool marker_take(struct arena *arena, str directory, int *ret_fd, struct error *error)
{
	if (mkdir(directory.bytes, 0700) != 0 && errno != EEXIST)
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s",
				 STR_ARG(directory), strerror(errno));

	int fd = lock(directory, error);

	if (fd < 0)
		return false;
	if (!take_locked(arena, directory, error)) {
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}
