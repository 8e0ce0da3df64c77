/* The programs of a step, by their content: the one that was approved, and no other that
 * came in its place. */
#include "actuators/step_parts.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNREADABLE "unreadable"

enum { PIECE_BYTES = 64 << 10 };

/* -- where they are -- */

static bool is_program(struct arena *arena, str path)
{
	return access(arena_c_string(arena, path), X_OK) == 0;
}

static bool find_in(struct arena *arena, str folders, str name, str *ret_path)
{
	str folder, path;

	while (str_next(&folders, ':', &folder)) {
		path = arena_format(arena, STR_FMT "/" STR_FMT, STR_ARG(folder),
				    STR_ARG(name));
		if (folder.length > 0 && is_program(arena, path)) {
			*ret_path = path;
			return true;
		}
	}
	return false;
}

/* What the hands make of "./fix.sh": they go to the step's folder first, and to / where
 * it names none. Two folders may hold two programs of one name. */
static str found_from(struct arena *arena, str directory, str name)
{
	if (!str_contains(name, STR("/")) || str_starts_with(name, STR("/")))
		return name;
	if (str_starts_with(name, STR("./")))
		name = str_slice(name, 2, name.length);
	return arena_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(directory),
			    str_ends_with(directory, STR("/")) ? "" : "/", STR_ARG(name));
}

/* What sudo starts may lie where only root looks. */
static bool find_program(struct arena *arena, str name, bool is_wrapped, str *ret_path,
			 struct error *error)
{
	if (str_contains(name, STR("/"))) {
		*ret_path = name;
		return is_program(arena, name) ||
		       error_set(error, ERROR_UNAVAILABLE,
				 "this machine has no program " STR_FMT, STR_ARG(name));
	}
	return find_in(arena, str_of(getenv("PATH")), name, ret_path) ||
	       (is_wrapped &&
		find_in(arena, STR("/usr/local/sbin:/usr/sbin:/sbin"), name, ret_path)) ||
	       error_set(error, ERROR_UNAVAILABLE,
			 "this machine has no program " STR_FMT ": it would run where "
			 "stanch runs",
			 STR_ARG(str_clip(name, 60)));
}

/* -- what is in them -- */

/* Changes with every write, and nobody can set the last of it back. */
static str mark_of(struct arena *arena, const struct stat *file)
{
	return arena_format(arena, "%llx:%llx:%llx:%llx.%lx:%llx.%lx",
			    (unsigned long long)file->st_dev,
			    (unsigned long long)file->st_ino,
			    (unsigned long long)file->st_size,
			    (unsigned long long)file->st_mtim.tv_sec,
			    (unsigned long)file->st_mtim.tv_nsec,
			    (unsigned long long)file->st_ctim.tv_sec,
			    (unsigned long)file->st_ctim.tv_nsec);
}

static bool cannot_read(str path, struct error *error)
{
	return error_set(error, ERROR_UNAVAILABLE,
			 STR_FMT " cannot be read, so nothing tells whether it is still "
				 "the same: %s",
			 STR_ARG(path), strerror(errno));
}

static bool hash_file(struct arena *arena, int fd, str path, str *ret_hash,
		      struct error *error)
{
	struct sha256_state state = sha256_begin();
	char *piece = arena_many(arena, char, PIECE_BYTES);
	int64_t all = 0;
	ssize_t got;

	while ((got = read(fd, piece, PIECE_BYTES)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return cannot_read(path, error);
		all += got;
		if (all > PROGRAM_BYTES_MAX)
			return error_set(error, ERROR_TOO_LARGE,
					 STR_FMT " is larger than %d MiB, which no "
						 "program is",
					 STR_ARG(path), PROGRAM_BYTES_MAX >> 20);
		sha256_add(&state, (str){ piece, (size_t)got });
	}
	*ret_hash = sha256_hex(arena, sha256_end(&state));
	return true;
}

/* Its mark, and its hash unless the mark is the known one. */
static bool look_at(struct arena *arena, str path, str known_mark, str *ret_mark,
		    str *ret_hash, struct error *error)
{
	scoped_fd fd = open(arena_c_string(arena, path), O_RDONLY | O_CLOEXEC);
	struct stat file;

	bool may_not = fd < 0 && errno == EACCES;

	if (may_not ? stat(arena_c_string(arena, path), &file) != 0
		    : fd < 0 || fstat(fd, &file) != 0)
		return cannot_read(path, error);
	*ret_mark = mark_of(arena, &file);
	*ret_hash = STR("");
	if (str_equal(*ret_mark, known_mark))
		return true;
	/* Some systems let nobody read sudo: there its mark has to do. */
	if (may_not) {
		*ret_hash = STR(UNREADABLE);
		return true;
	}
	return hash_file(arena, fd, path, ret_hash, error);
}

/* -- the programs of a step -- */

static bool pin(struct arena *arena, str name, bool is_wrapped, struct tree *programs,
		struct error *error)
{
	str path = STR(""), mark = STR(""), hash = STR("");
	struct tree *one = tree_map(arena);

	if (!find_program(arena, name, is_wrapped, &path, error) ||
	    !look_at(arena, path, STR(""), &mark, &hash, error))
		return false;
	tree_put_text(arena, one, "path", path);
	tree_put_text(arena, one, "sha256", hash);
	tree_put_text(arena, one, "file", mark);
	tree_put_str(arena, programs, name, one);
	return true;
}

static bool check(struct arena *arena, str name, bool is_wrapped,
		  const struct tree *pinned, struct error *error)
{
	const struct tree *then = tree_get(pinned, arena_c_string(arena, name));
	str was = tree_get_text(then, "path"), hash = tree_get_text(then, "sha256");
	str path = STR(""), mark = STR(""), now = STR("");

	if (!find_program(arena, name, is_wrapped, &path, error) ||
	    !look_at(arena, path, tree_get_text(then, "file"), &mark, &now, error)) {
		error->kind = ERROR_CONFLICT;
		return false;
	}
	if (!str_equal(was, path))
		return error_set(error, ERROR_CONFLICT,
				 STR_FMT " was " STR_FMT " at the preview and is " STR_FMT
					 " now",
				 STR_ARG(name), STR_ARG(was), STR_ARG(path));
	return now.length == 0 || (str_equal(now, hash) && !str_is(now, UNREADABLE)) ||
	       error_set(error, ERROR_CONFLICT,
			 STR_FMT " is another program than at the preview: " STR_FMT
				 " was changed (SHA-256 " STR_FMT "… then, " STR_FMT
				 "… now)",
			 STR_ARG(name), STR_ARG(path), STR_ARG(str_clip(hash, 12)),
			 STR_ARG(str_clip(now, 12)));
}

typedef bool with_program(struct arena *arena, str name, bool is_wrapped, void *context,
			  struct error *error);

static bool each_of_stage(struct arena *arena, const struct step_pipeline *pipeline,
			  size_t nth, with_program *do_it, void *context,
			  struct error *error)
{
	str *names = NULL;
	size_t count = 0;

	if (!step_programs(arena, &pipeline->stages[nth], &names, &count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!do_it(arena, found_from(arena, pipeline->directory, names[i]), i > 0,
			   context, error))
			return false;
	return true;
}

static bool each_program(struct arena *arena, const struct step *step,
			 with_program *do_it, void *context, struct error *error)
{
	for (size_t i = 0; i < step->count; i++)
		for (size_t k = 0; k < step->pipelines[i].count; k++)
			if (!each_of_stage(arena, &step->pipelines[i], k, do_it, context,
					   error))
				return false;
	return true;
}

static bool pin_one(struct arena *arena, str name, bool is_wrapped, void *context,
		    struct error *error)
{
	struct tree *programs = context;

	return tree_get(programs, arena_c_string(arena, name)) ||
	       pin(arena, name, is_wrapped, programs, error);
}

bool step_programs_pin(struct arena *arena, const struct step *step,
		       struct tree **ret_programs, struct error *error)
{
	*ret_programs = tree_map(arena);
	return each_program(arena, step, pin_one, *ret_programs, error);
}

static bool check_one(struct arena *arena, str name, bool is_wrapped, void *context,
		      struct error *error)
{
	return check(arena, name, is_wrapped, context, error);
}

bool step_programs_check(struct arena *arena, const struct step *step,
			 const struct tree *pinned, struct error *error)
{
	return each_program(arena, step, check_one, (void *)(uintptr_t)pinned, error);
}
