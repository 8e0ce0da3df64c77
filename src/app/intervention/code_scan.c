#include "app/intervention/code_scan.h"

#include "base/scoped.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a NUL shows that a file is no text; as git looks. */
enum { LOOKED_AT_BYTES = 8000 };

enum mark_end mark_end_of(str until, instant_ms now, instant_ms *ret_at)
{
	char instant[] = "0000-00-00T00:00:00Z";
	struct error unheeded;
	instant_ms day;

	*ret_at = 0;
	if (until.length < 10)
		return MARK_WITH_INCIDENT;
	memcpy(instant, until.bytes, 10);
	if (!instant_parse(str_of(instant), &day, &unheeded) || day == 0)
		return MARK_WITH_INCIDENT;
	*ret_at = day + DAY_MS;
	return now >= *ret_at ? MARK_EXPIRED : MARK_STANDS;
}

void code_scan_text(struct arena *arena, str path, str text, instant_ms now,
		    struct code_scan *scan)
{
	struct temporary_mark *marks;
	size_t count;

	scan->files++;
	temporary_marks_find(arena, text, &marks, &count);
	for (size_t i = 0; i < count; i++) {
		struct code_mark one = { .path = arena_copy(arena, path),
					 .mark = marks[i] };

		if (scan->marks.count == SCAN_MARKS_MAX) {
			scan->is_cut = true;
			return;
		}
		one.mark.text = arena_copy(arena, marks[i].text);
		one.mark.ticket = arena_copy(arena, marks[i].ticket);
		one.mark.until = arena_copy(arena, marks[i].until);
		one.end = mark_end_of(one.mark.until, now, &one.ends_at);
		*list_add(arena, &scan->marks) = one;
	}
}

/* -- files -- */

struct walk {
	struct arena *arena; /* of the marks */
	struct arena *file;  /* of one file at a time */
	instant_ms now;
	struct code_scan *scan;
};

/* All of it, or false: it is no text, or changes while it is read. */
static bool read_text(struct arena *arena, int fd, size_t size, str *ret_text)
{
	char *bytes = arena_alloc(arena, size + 1, 1, 1);
	size_t length = 0;

	while (length < size) {
		ssize_t count = read(fd, bytes + length, size - length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			break;
		length += (size_t)count;
	}
	*ret_text = (str){ bytes, length };
	return length == size &&
	       !memchr(bytes, 0, length < LOOKED_AT_BYTES ? length : LOOKED_AT_BYTES);
}

static void scan_file(struct walk *walk, int folder, const char *name, str path)
{
	scoped_fd fd = openat(folder, name,
			      O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	str text;

	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size > SCAN_FILE_BYTES_MAX ||
	    !read_text(walk->file, fd, (size_t)status.st_size, &text))
		walk->scan->skipped++;
	else
		code_scan_text(walk->arena, path, text, walk->now, walk->scan);
	arena_reset(walk->file);
}

/* -- folders -- */

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_wanted(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
	       strncmp(entry->d_name, ".git", 4) != 0;
}

static void scan_folder(struct walk *walk, int folder, str path, unsigned depth);

static void scan_entry(struct walk *walk, int folder, const char *name, str path,
		       unsigned depth)
{
	str below = path.length == 0 ? arena_copy(walk->arena, str_of(name))
				     : arena_format(walk->arena, STR_FMT "/%s",
						    STR_ARG(path), name);
	struct stat status;

	if (walk->scan->files + walk->scan->skipped >= SCAN_FILES_MAX) {
		walk->scan->is_cut = true;
		return;
	}
	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		walk->scan->skipped++;
	else if (S_ISREG(status.st_mode))
		scan_file(walk, folder, name, below);
	else if (S_ISDIR(status.st_mode) && depth < SCAN_DEPTH_MAX) {
		scoped_fd next = openat(folder, name,
					O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (next < 0)
			walk->scan->skipped++;
		else
			scan_folder(walk, next, below, depth + 1);
	}
}

static void scan_folder(struct walk *walk, int folder, str path, unsigned depth)
{
	struct dirent **entries;
	int count = scandirat(folder, ".", &entries, is_wanted, by_name);

	if (count < 0) {
		walk->scan->skipped++;
		return;
	}
	for (int i = 0; i < count; i++) {
		scan_entry(walk, folder, entries[i]->d_name, path, depth);
		free(entries[i]);
	}
	free(entries);
}

bool code_scan(struct arena *arena, str path, instant_ms now, struct code_scan *ret,
	       struct error *error)
{
	scoped_arena file = arena_new(8 * SCAN_FILE_BYTES_MAX);
	scoped_fd top = open(arena_c_string(arena, path),
			     O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct code_scan scan = { 0 };
	struct walk walk = { .arena = arena, .file = file, .now = now, .scan = &scan };
	struct stat status;

	if (top < 0 || fstat(top, &status) < 0)
		return error_set(error, ERROR_INVALID, STR_FMT ": %s", STR_ARG(path),
				 strerror(errno));
	if (S_ISDIR(status.st_mode))
		scan_folder(&walk, top, STR(""), 0);
	else
		scan_file(&walk, AT_FDCWD, arena_c_string(arena, path), path);
	*ret = scan;
	return true;
}
