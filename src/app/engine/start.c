#include "app/engine/start.h"

#include "app/access/access.h"
#include "app/changes/feed.h"
#include "app/changes/maintained.h"
#include "app/engine/clock_step.h"
#include "app/engine/herald.h"
#include "app/engine/reserve.h"
#include "app/engine/scribe.h"
#include "app/intake/intake.h"
#include "app/intake/roster.h"
#include "app/intervention/code_watch.h"
#include "app/mapping/mapping.h"
#include "app/note.h"
#include "app/paging/oncall.h"
#include "app/paging/paging.h"
#include "app/runbooks/books.h"
#include "app/runbooks/prove.h"
#include "app/standby/standby.h"
#include "app/telling/status.h"
#include "app/watching/senders.h"
#include "app/watching/watching.h"
#include "base/limits.h"
#include "base/log.h"

static bool note_config(struct work *work, const struct config *config)
{
	str known;

	if (!store_setting_get(work, "config.hash", &known))
		return false;
	if (str_equal(known, config->hash))
		return true;
	return store_setting_put(work, "config.hash", config->hash) &&
	       note(work, "config.activated", 0, STR(""), { "hash", config->hash },
		    { "path",
		      config->path.length > 0 ? config->path : STR("built-in defaults") },
		    { "text", config->text });
}

static bool set_timer_aside(struct work *work, int64_t row)
{
	struct timer timer;

	if (!store_get(work, &timer_shape, row, &timer))
		return work->error.kind == ERROR_NOT_FOUND;
	timer.set_aside = true;
	return store_save(work, &timer_shape, &timer) &&
	       note(work, "turn.set-aside", timer.incident,
		    subject_of(work, "timer", row), { "kind", timer.kind });
}

static bool set_job_aside(struct work *work, int64_t row)
{
	struct job job;

	if (!store_get(work, &job_shape, row, &job))
		return work->error.kind == ERROR_NOT_FOUND;
	job.state = JOB_SET_ASIDE;
	job.problem = STR("the server died on it twice");
	return store_save(work, &job_shape, &job) &&
	       note(work, "turn.set-aside", job.incident, subject_of(work, "job", row),
		    { "kind", job.kind });
}

/* The row that was in hand at two deaths must not kill a third life. */
static bool set_aside(struct work *work)
{
	str kind;
	int64_t row;

	if (!scribe_set_aside(work->app->scribe, &kind, &row))
		return true;
	log_error("turn.set-aside", { "kind", kind });
	return (str_is(kind, "timer") ? set_timer_aside(work, row)
				      : set_job_aside(work, row)) &&
	       paging_alarm(
		       work, 0, STR("stanch set something aside"),
		       arena_format(work->arena,
				    "The server died twice on the same " STR_FMT
				    " and does not try it again.\nSee: stanch doctor\n",
				    STR_ARG(kind)));
}

static bool begin_life(struct work *work, void *arguments)
{
	str *ret_login = arguments;
	int64_t released;

	return jobs_release_all(work, &released) && clock_catch_up(work) &&
	       set_aside(work) &&
	       note(work, "server.started", 0, STR(""), { "version", work->app->version },
		    { "jobs_released", text_of_int(work, released) }) &&
	       note_config(work, work->config) && intake_start(work) &&
	       watching_start(work) && mapping_arm(work) && feeds_arm(work) &&
	       maintained_arm(work) && code_watch_arm(work) && books_follow(work) &&
	       prove_arm(work) && oncall_arm(work) && status_arm(work) &&
	       standby_start(work) && access_first_admin(work, ret_login);
}

static bool open_parts(struct app *app, struct arena *arena, const struct start *start,
		       struct error *error)
{
	str path = arena_format(arena, STR_FMT "/in-hand",
				STR_ARG(start->store.directory));

	/* A full disk must not keep a server from starting that has a reserve. */
	if (!start->store.vfs)
		reserve_give_way(arena, start->store.directory);
	app->store = store_open(arena, &start->store, error);
	if (!app->store)
		return false;
	app->roster = roster_new();
	app->senders = senders_new();
	app->herald = herald_new(app);
	app->scribe = scribe_new(app);
	/* The simulation has a disk of its own and no files. */
	if (start->store.vfs)
		return true;
	scribe_keep_reserve(app->scribe, arena, start->store.directory);
	return scribe_open_in_hand(app->scribe, path.bytes, error);
}

bool app_open(struct app *app, struct arena *arena, const struct start *start,
	      str *ret_login, struct error *error)
{
	struct work work = { .arena = arena, .actor = actor_stanch() };

	*app = (struct app){ .ports = start->ports,
			     .directory = start->store.directory,
			     .version = start->version,
			     .started_at = clock_now(),
			     .config = start->config,
			     .clock_is_manual = start->clock_is_manual,
			     .single_threaded = true };
	lock_init(&app->config_lock);
	lock_init(&app->wake_lock);
	signal_init(&app->wake_clock);
	signal_init(&app->wake_desks);
	if (!open_parts(app, arena, start, error)) {
		app_close(app);
		return false;
	}
	if (!app_change(app, &work, "server.start", begin_life, ret_login, true)) {
		*error = work.error;
		app_close(app);
		return false;
	}
	app->single_threaded = start->single_threaded;
	return true;
}

void app_close(struct app *app)
{
	scribe_free(app->scribe);
	herald_free(app->herald);
	roster_free(app->roster);
	senders_free(app->senders);
	if (app->store)
		store_close(app->store);
	if (app->config)
		config_release(app->config);
	signal_destroy(&app->wake_desks);
	signal_destroy(&app->wake_clock);
	lock_destroy(&app->wake_lock);
	lock_destroy(&app->config_lock);
}

static bool end_life(struct work *work, void *arguments)
{
	(void)arguments;
	return note(work, "server.stopped", 0, STR(""),
		    { "version", work->app->version });
}

bool app_say_goodbye(struct app *app)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct work work = { .arena = arena, .actor = actor_stanch() };

	return app_change(app, &work, "server.stop", end_life, NULL, true);
}

static bool activate(struct work *work, void *arguments)
{
	struct config *config = arguments;

	struct work with_it = *work;

	if (!note_config(work, config))
		return false;
	work->effects->config = config;
	/* Hand-overs of the new schedules, heartbeats of the new list. */
	with_it.config = config;
	if (watching_arm(&with_it) && mapping_arm(&with_it) && feeds_arm(&with_it) &&
	    maintained_arm(&with_it) && code_watch_arm(&with_it) &&
	    books_follow(&with_it) && prove_arm(&with_it) && oncall_arm(&with_it) &&
	    status_arm(&with_it))
		return true;
	work->error = with_it.error;
	return false;
}

bool app_reload(struct app *app, struct work *work, struct config *config)
{
	if (app_change(app, work, "config.activate", activate, config, true))
		return true;
	config_release(config);
	return false;
}
