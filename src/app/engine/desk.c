#include "app/engine/desk.h"

#include "app/engine/scribe.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/limits.h"
#include "base/log.h"

enum { ATTEMPTS_MAX = 20, RETRY_TURN_MS = 200 };

void desk_open(struct desk *desk, struct app *app, enum lane lane, const char *name)
{
	*desk = (struct desk){ .app = app,
			       .lane = lane,
			       .name = str_of(name),
			       .arena = arena_new(JOB_ARENA_BYTES_MAX) };
}

static void clear(struct desk *desk)
{
	if (desk->config)
		config_release(desk->config);
	desk->config = NULL;
	/* Its texts lie in the arena. */
	desk->job = (struct job){ 0 };
	desk->kind = NULL;
	desk->task = NULL;
	desk->phase = DESK_FREE;
	arena_reset(desk->arena);
}

void desk_close(struct desk *desk)
{
	clear(desk);
	arena_free(desk->arena);
}

/* An alarm about an alarm that could not be sent would never end. */
static bool tell_set_aside(struct work *work, const struct job *job)
{
	struct delivery delivery;

	if (str_is(job->kind, "deliver") &&
	    (!store_get(work, &delivery_shape, job->ref, &delivery) ||
	     delivery.page == 0))
		return true;
	return paging_alarm(work, job->incident,
			    arena_format(work->arena, "stanch set a job aside: " STR_FMT,
					 STR_ARG(job->kind)),
			    arena_format(work->arena,
					 STR_FMT " %lld is not tried again: " STR_FMT
						 "\nSee: stanch doctor\n",
					 STR_ARG(job->kind), (long long)job->ref,
					 STR_ARG(job->problem)));
}

static bool set_aside(struct work *work, struct job *job, str problem)
{
	job->state = JOB_SET_ASIDE;
	job->problem = problem;
	log_error("job.set-aside", { "kind", job->kind }, { "problem", problem });
	return store_save(work, &job_shape, job) &&
	       note(work, "job.set-aside", job->incident,
		    subject_of(work, "job", job->id), { "kind", job->kind },
		    { "problem", problem }) &&
	       tell_set_aside(work, job);
}

static bool claim(struct work *work, void *arguments)
{
	struct desk *desk = arguments;
	bool found;

	desk->kind = NULL;
	desk->task = NULL;
	/* What begin takes from the configuration must live as long as the job. */
	if (desk->config)
		config_release(desk->config);
	desk->config = config_keep((struct config *)(uintptr_t)work->config);
	if (!job_claim(work, desk->lane, desk->name, work->now + LEASE_MS, &desk->job,
		       &found))
		return false;
	if (!found)
		return true;
	desk->kind = job_kind_find(desk->job.kind);
	if (!desk->kind || desk->job.attempts > ATTEMPTS_MAX)
		return set_aside(work, &desk->job,
				 desk->kind ? STR("tried twenty times")
					    : STR("no desk knows this kind of job"));
	if (!desk->kind->begin(work, &desk->job, &desk->task))
		return while_doing(work, STR_FMT " %lld", STR_ARG(desk->job.kind),
				   (long long)desk->job.ref);
	return desk->task || job_finish(work, desk->job.id);
}

static bool report(struct work *work, void *arguments)
{
	struct desk *desk = arguments;
	struct job_end end = { 0 };

	if (!desk->kind->finish(work, &desk->job, desk->task, &end))
		return while_doing(work, STR_FMT " %lld", STR_ARG(desk->job.kind),
				   (long long)desk->job.ref);
	work->effects->jobs = true;
	if (end.again_at != 0)
		return job_retry(work, desk->job.id, end.again_at, end.problem);
	return job_finish(work, desk->job.id);
}

/* A job whose turns fail for a reason of ours must not be claimed for ever. */
static bool put_off(struct work *work, void *arguments)
{
	const struct desk *desk = arguments;
	struct job job;

	if (!store_get(work, &job_shape, desk->job.id, &job))
		return work->error.kind == ERROR_NOT_FOUND;
	job.state = JOB_WAITING;
	job.attempts++;
	job.run_at = work->now + 5 * SECOND_MS;
	job.problem = STR("its turn failed");
	return store_save(work, &job_shape, &job);
}

static bool submit(struct desk *desk, const char *kind,
		   bool (*run)(struct work *, void *), struct error *ret_error)
{
	struct turn turn = { .kind = kind,
			     .row = desk->job.id,
			     .run = run,
			     .arguments = desk,
			     .actor = actor_stanch(),
			     .arena = desk->arena,
			     .urgent = true };

	if (scribe_submit(desk->app->scribe, &turn, DOOR_WAIT_MS_MAX))
		return true;
	*ret_error = turn.error;
	log_warning("job.turn-failed", { "turn", str_of(kind) },
		    { "kind", desk->job.kind }, { "problem", str_of(turn.error.text) });
	return false;
}

static bool is_ours(const struct error *error)
{
	return error->kind != ERROR_UNAVAILABLE && error->kind != ERROR_TIMEOUT;
}

static bool step_claim(struct desk *desk)
{
	struct error error = { 0 };

	if (!submit(desk, "job.begin", claim, &error)) {
		desk->last_failed = true;
		if (is_ours(&error) && desk->kind)
			submit(desk, "job.put-off", put_off, &error);
		clear(desk);
		return false;
	}
	if (!desk->task) {
		bool had_job = desk->kind != NULL;

		clear(desk);
		return had_job;
	}
	desk->phase = DESK_BEGUN;
	return true;
}

static void step_report(struct desk *desk)
{
	struct error error = { 0 };

	/* What was done outside must be written down, however long the disk is full. */
	if (!submit(desk, "job.finish", report, &error) && !is_ours(&error)) {
		desk->last_failed = true;
		return;
	}
	if (is_ours(&error) && error.kind != ERROR_NONE)
		submit(desk, "job.put-off", put_off, &error);
	clear(desk);
}

bool desk_step(struct desk *desk)
{
	desk->last_failed = false;
	switch (desk->phase) {
	case DESK_FREE: return step_claim(desk);
	case DESK_BEGUN:
		desk->kind->perform(desk->app, desk->arena, desk->config, desk->task);
		desk->phase = DESK_PERFORMED;
		return true;
	case DESK_PERFORMED: step_report(desk); return true;
	}
	return false;
}

struct look {
	enum lane lane;
	instant_ms next;
};

static bool read_next(struct work *work, void *arguments)
{
	struct look *look = arguments;

	return job_next_run(work, look->lane, &look->next);
}

/* Looks without a turn, so that an idle desk costs the scribe nothing. */
static bool has_work(struct desk *desk, int64_t *ret_wait_ms)
{
	struct look look = { .lane = desk->lane };
	struct work work = { .arena = desk->arena, .app = desk->app };

	*ret_wait_ms = 1000;
	if (desk->phase != DESK_FREE)
		return true;
	if (!app_read(desk->app, &work, read_next, &look))
		return false;
	arena_reset(desk->arena);
	if (look.next == 0)
		return false;
	if (look.next - clock_now() < *ret_wait_ms)
		*ret_wait_ms = look.next - clock_now();
	return look.next <= clock_now();
}

static bool begin_look(struct app *app, int64_t *ret_seen)
{
	scoped_lock(held, &app->wake_lock);

	*ret_seen = app->wakes;
	app->busy += !app->stopping;
	return !app->stopping;
}

static void rest(struct app *app, int64_t seen, int64_t wait_ms)
{
	scoped_lock(held, &app->wake_lock);

	app->busy--;
	if (app->wakes == seen && wait_ms > 0 && !app->stopping)
		signal_wait(&app->wake_desks, &app->wake_lock, wait_ms);
}

void *desk_run(void *argument)
{
	struct desk *desk = argument;
	int64_t seen, wait_ms;

	while (begin_look(desk->app, &seen)) {
		bool worked = has_work(desk, &wait_ms) && desk_step(desk);

		while (desk->phase != DESK_FREE && !desk->last_failed)
			desk_step(desk);
		if (desk->last_failed)
			wait_ms = RETRY_TURN_MS;
		rest(desk->app, seen, worked && !desk->last_failed ? 0 : wait_ms);
	}
	return NULL;
}
