/* The postmortem as a file, written by a desk once the incident is resolved. */
#include "app/engine/desk.h"
#include "app/learning/learning.h"
#include "app/learning/postmortem_charts.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/telling/telling.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

str postmortem_path(struct work *work, const struct incident *incident)
{
	return arena_format(work->arena, STR_FMT "/postmortems/" STR_FMT ".md",
			    STR_ARG(work->app->directory), STR_ARG(incident->code));
}

static bool write_all(int fd, str text)
{
	while (text.length > 0) {
		ssize_t written = write(fd, text.bytes, text.length);

		if (written < 0)
			return false;
		text = str_slice(text, (size_t)written, text.length);
	}
	return fsync(fd) == 0;
}

/* A reader sees the old file or the new one, never half of it. */
static bool replace_file(struct work *work, str path, str text)
{
	str draft = arena_format(work->arena, STR_FMT ".new", STR_ARG(path));
	scoped_fd fd = open(draft.bytes, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || !write_all(fd, text) || rename(draft.bytes, path.bytes) != 0)
		return fail(work, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(path),
			    strerror(errno));
	return true;
}

static bool make_folder(struct work *work, str folder)
{
	if (mkdir(folder.bytes, 0700) != 0 && errno != EEXIST)
		return fail(work, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(folder),
			    strerror(errno));
	return true;
}

/* The picture of an older diagnosis, which the text no more names. */
static void remove_others(struct work *work, str folder,
			  const struct postmortem_charts *charts)
{
	for (size_t nth = 0; nth < POSTMORTEM_CHARTS_MAX; nth++) {
		str name = arena_format(work->arena, "F%zu", nth + 1);
		bool is_drawn = false;

		for (size_t i = 0; i < charts->count; i++)
			is_drawn = is_drawn ||
				   (charts->items[i].svg.length > 0 &&
				    str_equal(
					    tree_get_text(charts->items[i].finding, "id"),
					    name));
		if (!is_drawn)
			unlink(arena_format(work->arena, STR_FMT "/" STR_FMT ".svg",
					    STR_ARG(folder), STR_ARG(name))
				       .bytes);
	}
}

static bool write_charts(struct work *work, str folder, const struct incident *incident,
			 const struct postmortem_charts *charts)
{
	bool has_folder = false;

	for (size_t i = 0; i < charts->count; i++) {
		const struct postmortem_chart *one = &charts->items[i];
		str path = arena_format(work->arena, STR_FMT "/" STR_FMT, STR_ARG(folder),
					STR_ARG(one->file));

		if (one->svg.length == 0)
			continue;
		if (!has_folder &&
		    !make_folder(work, arena_format(work->arena, STR_FMT "/" STR_FMT,
						    STR_ARG(folder),
						    STR_ARG(postmortem_charts_folder(
							    work->arena, incident)))))
			return false;
		has_folder = true;
		if (!replace_file(work, path, one->svg))
			return false;
	}
	return true;
}

bool postmortem_write(struct work *work, const struct incident *incident)
{
	struct postmortem_charts charts = { 0 };
	str markdown;
	str folder = arena_format(work->arena, STR_FMT "/postmortems",
				  STR_ARG(work->app->directory));

	/* The pictures first: the text never names one that is not there. */
	if (!make_folder(work, folder) || !postmortem_render(work, incident, &markdown) ||
	    !postmortem_charts_of(work, incident, &charts) ||
	    !write_charts(work, folder, incident, &charts) ||
	    !replace_file(work, postmortem_path(work, incident), markdown))
		return false;
	remove_others(
		work,
		arena_format(work->arena, STR_FMT "/" STR_FMT, STR_ARG(folder),
			     STR_ARG(postmortem_charts_folder(work->arena, incident))),
		&charts);
	return true;
}

struct writing {
	int64_t incident;
	bool written;
	str path;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct writing *writing = arena_one(work->arena, struct writing);
	struct incident incident;

	if (!store_get(work, &incident_shape, job->ref, &incident))
		return false;
	writing->incident = incident.id;
	*ret_task = writing;
	/* The last message wants the resolved facts too. */
	return telling_draft(work, &incident, MESSAGE_RESOLVED,
			     STR("the incident is resolved"));
}

static bool read_and_write(struct work *work, void *arguments)
{
	struct writing *writing = arguments;
	struct incident incident;

	if (!store_get(work, &incident_shape, writing->incident, &incident))
		return false;
	writing->path = postmortem_path(work, &incident);
	return postmortem_write(work, &incident);
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

	writing->written = app_read(app, &work, read_and_write, writing);
	writing->error = work.error;
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct writing *writing = task;

	if (!writing->written) {
		*ret_end = (struct job_end){ .again_at = work->now + 2 * SECOND_MS,
					     .problem = str_of(writing->error.text) };
		return true;
	}
	return note(work, "postmortem.drafted", writing->incident,
		    subject_of(work, "job", job->id), { "path", writing->path }) &&
	       milestone_reach(work, writing->incident, MILESTONE_PM_DRAFTED, work->now,
			       BASIS_MEASURED, 0);
}

const struct job_kind postmortem_job = {
	.name = "postmortem",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
