/* The page as files, for a web server that stands when ours does not. */
#include "app/engine/desk.h"
#include "app/note.h"
#include "app/telling/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { TRIES = 5 };

static bool refuse(struct work *work, str path)
{
	return fail(work, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(path),
		    strerror(errno));
}

static bool write_all(int fd, str bytes)
{
	while (bytes.length > 0) {
		ssize_t written = write(fd, bytes.bytes, bytes.length);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0)
			bytes = str_slice(bytes, (size_t)written, bytes.length);
	}
	return true;
}

static bool holds(int fd, str bytes, char *buffer)
{
	size_t length = 0;
	ssize_t got;

	while (length <= bytes.length &&
	       (got = read(fd, buffer + length, bytes.length + 1 - length)) > 0)
		length += (size_t)got;
	return str_equal((str){ buffer, length }, bytes);
}

/* What did not change keeps its time, so that a copy to elsewhere is cheap. */
static bool is_there_already(struct work *work, str path, str bytes)
{
	scoped_fd fd = open(path.bytes, O_RDONLY | O_CLOEXEC);

	return fd >= 0 &&
	       holds(fd, bytes, arena_many(work->arena, char, bytes.length + 1));
}

/* Whoever reads it sees the old file or the new one, never half of it, also after a
 * loss of power. */
static bool replace_file(struct work *work, str path, str bytes)
{
	str draft = arena_format(work->arena, STR_FMT ".new", STR_ARG(path));
	scoped_fd fd = open(draft.bytes,
			    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (fd < 0 || !write_all(fd, bytes) || fsync(fd) != 0 ||
	    rename(draft.bytes, path.bytes) != 0)
		return refuse(work, path);
	return true;
}

static bool sync_folder(struct work *work, str path)
{
	scoped_fd fd = open(path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return (fd >= 0 && fsync(fd) == 0) || refuse(work, path);
}

/* "a/b/c.json" below the directory: a and a/b are made where they are not there. */
static bool make_folders(struct work *work, str directory, const char *name)
{
	for (const char *at = name; (at = strchr(at, '/')) != NULL; at++) {
		str folder = arena_format(work->arena, STR_FMT "/%.*s",
					  STR_ARG(directory), (int)(at - name), name);

		if (mkdir(folder.bytes, 0755) != 0 && errno != EEXIST)
			return refuse(work, folder);
	}
	return true;
}

static str folder_of(struct work *work, str path)
{
	size_t length = path.length;

	while (length > 0 && path.bytes[length - 1] != '/')
		length--;
	return arena_copy(work->arena, str_slice(path, 0, length));
}

static bool write_file(struct work *work, str directory, const struct status_file *file)
{
	str path = arena_format(work->arena, STR_FMT "/%s", STR_ARG(directory),
				file->name);

	if (is_there_already(work, path, file->bytes))
		return true;
	return make_folders(work, directory, file->name) &&
	       replace_file(work, path, file->bytes) &&
	       sync_folder(work, folder_of(work, path));
}

struct writing {
	struct status_files files;
	bool written;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	(void)job;
	*ret_task = arena_one(work->arena, struct writing);
	return true;
}

static bool render(struct work *work, void *arguments)
{
	struct writing *writing = arguments;

	return status_render(work, true, &writing->files);
}

static bool write_files(struct work *work, const struct status_files *files)
{
	str directory = work->config->status_page.directory;

	if (mkdir(directory.bytes, 0755) != 0 && errno != EEXIST)
		return refuse(work, directory);
	for (size_t i = 0; i < files->count; i++)
		if (!write_file(work, directory, &files->items[i]))
			return false;
	return true;
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct writing *writing = task;
	struct work work = { .arena = arena,
			     .now = clock_now(),
			     .actor = actor_stanch(),
			     .config = config,
			     .app = app };

	/* Switched off since it was queued: nothing is to be written. */
	if (!config->status_page.on || config->status_page.directory.length == 0)
		writing->written = true;
	else
		writing->written = app_read(app, &work, render, writing) &&
				   write_files(&work, &writing->files);
	writing->error = work.error;
}

/* A full disk is told once when it begins and once when it is over, not each minute. */
static bool tell_problem(struct work *work, str problem)
{
	str known;

	if (!store_setting_get(work, "status.problem", &known))
		return false;
	if ((known.length > 0) == (problem.length > 0))
		return true;
	return store_setting_put(work, "status.problem", problem) &&
	       (problem.length > 0
			? note(work, "status.not-written", 0, STR("status page"),
			       { "problem", problem })
			: note(work, "status.written", 0, STR("status page"),
			       { "directory", work->config->status_page.directory }));
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct writing *writing = task;
	str problem = writing->written ? STR("") : str_of(writing->error.text);

	if (!tell_problem(work, problem))
		return false;
	if (writing->written)
		return store_setting_put(work, "status.written_at",
					 text_of_int(work, work->now));
	/* After some tries the next minute's job is the next try. */
	if (job->attempts < TRIES)
		*ret_end = (struct job_end){ .again_at = work->now + 5 * SECOND_MS,
					     .problem = problem };
	return true;
}

const struct job_kind status_job = {
	.name = "status",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
