#include "config/file.h"

#include "base/scoped.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool fail(struct error *error, str path)
{
	bool absent = errno == ENOENT;

	return error_set(error, absent ? ERROR_NOT_FOUND : ERROR_UNAVAILABLE,
			 STR_FMT ": %s", STR_ARG(path), strerrordesc_np(errno));
}

static bool read_all(int fd, char *bytes, size_t size, size_t *ret_length)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = read(fd, bytes + length, size - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	*ret_length = length;
	return true;
}

bool file_read(struct arena *arena, str path, size_t most, str *ret_bytes,
	       struct error *error)
{
	struct stat status;
	size_t length;
	/* Not to wait for whoever might write into a pipe of that name. */
	scoped_fd fd = open(arena_c_string(arena, path),
			    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 || fstat(fd, &status) < 0)
		return fail(error, path);
	if (!S_ISREG(status.st_mode))
		return error_set(error, ERROR_INVALID, STR_FMT ": not a file",
				 STR_ARG(path));

	/* One byte more than there is tells a file that grows meanwhile. */
	size_t room = status.st_size > 0 && (size_t)status.st_size < most
			      ? (size_t)status.st_size
			      : most;
	char *bytes = arena_many(arena, char, room + 2);

	if (!read_all(fd, bytes, room + 1, &length))
		return fail(error, path);
	if (length > most)
		return error_set(error, ERROR_TOO_LARGE, STR_FMT ": more than %zu bytes",
				 STR_ARG(path), most);
	*ret_bytes = (str){ bytes, length < room ? length : room };
	return true;
}

static void release_directory(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

static int compare_names(const void *a, const void *b)
{
	return str_compare(*(const str *)a, *(const str *)b);
}

bool folder_list_yaml(struct arena *arena, str folder, size_t most,
		      struct file_names *ret_names, struct error *error)
{
	struct file_names names = { 0 };
	const struct dirent *entry;
	scoped(release_directory) DIR *directory = opendir(arena_c_string(arena, folder));

	if (!directory && errno != ENOENT)
		return fail(error, folder);
	while (directory && (entry = readdir(directory))) {
		str name = str_of(entry->d_name);

		/* A hidden one is an editor's. */
		if (name.bytes[0] == '.' || !str_ends_with(name, STR(".yaml")))
			continue;
		if (names.count == most)
			return error_set(error, ERROR_TOO_LARGE,
					 STR_FMT ": more than %zu files", STR_ARG(folder),
					 most);
		*list_add(arena, &names) = arena_copy(arena, name);
	}
	if (names.count > 0)
		qsort(names.items, names.count, sizeof(*names.items), compare_names);
	*ret_names = names;
	return true;
}

/* -- folders in folders -- */

enum { FOLDER_DEPTH_MAX = 4 };

struct walk {
	struct arena *arena;
	str folder;
	const char *const *endings;
	size_t most;
	struct file_names names;
	struct error *error;
};

static bool has_ending(str name, const char *const *endings)
{
	for (size_t i = 0; endings[i]; i++)
		if (str_ends_with(name, str_of(endings[i])))
			return true;
	return false;
}

/* "inside" is the way there from the folder: "" or "kubernetes/". */
static bool walk_into(struct walk *walk, str inside, int depth);

static bool walk_entry(struct walk *walk, str inside, str name, int depth)
{
	struct stat status;
	str path = arena_format(walk->arena, STR_FMT STR_FMT, STR_ARG(inside),
				STR_ARG(name));
	str whole = path_join(walk->arena, walk->folder, path);

	if (name.bytes[0] == '.' || stat(whole.bytes, &status) < 0)
		return true;
	if (S_ISDIR(status.st_mode))
		return depth == FOLDER_DEPTH_MAX ||
		       walk_into(walk,
				 arena_format(walk->arena, STR_FMT "/", STR_ARG(path)),
				 depth + 1);
	if (!S_ISREG(status.st_mode) || !has_ending(name, walk->endings))
		return true;
	if (walk->names.count == walk->most)
		return error_set(walk->error, ERROR_TOO_LARGE,
				 STR_FMT ": more than %zu files", STR_ARG(walk->folder),
				 walk->most);
	*list_add(walk->arena, &walk->names) = path;
	return true;
}

static bool walk_into(struct walk *walk, str inside, int depth)
{
	str path = path_join(walk->arena, walk->folder, inside);
	const struct dirent *entry;
	scoped(release_directory)
		DIR *directory = opendir(arena_c_string(walk->arena, path));

	if (!directory)
		return (errno == ENOENT && depth == 0) || fail(walk->error, path);
	while ((entry = readdir(directory)))
		if (!walk_entry(walk, inside, str_of(entry->d_name), depth))
			return false;
	return true;
}

bool folder_walk(struct arena *arena, str folder, const char *const *endings, size_t most,
		 struct file_names *ret_names, struct error *error)
{
	struct walk walk = { .arena = arena,
			     .folder = folder,
			     .endings = endings,
			     .most = most,
			     .error = error };

	if (!walk_into(&walk, STR(""), 0))
		return false;
	if (walk.names.count > 0)
		qsort(walk.names.items, walk.names.count, sizeof(*walk.names.items),
		      compare_names);
	*ret_names = walk.names;
	return true;
}

str path_join(struct arena *arena, str folder, str name)
{
	if (folder.length == 0 || str_starts_with(name, STR("/")))
		return name;
	return arena_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(folder),
			    str_ends_with(folder, STR("/")) ? "" : "/", STR_ARG(name));
}

str path_folder(str path)
{
	size_t length = path.length;

	while (length > 0 && path.bytes[length - 1] != '/')
		length--;
	return str_slice(path, 0, length > 1 ? length - 1 : length);
}
