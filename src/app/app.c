#include "app/app.h"

#include "app/engine/scribe.h"
#include "base/limits.h"

struct actor actor_stanch(void)
{
	return (struct actor){ .kind = ACTOR_STANCH,
			       .name = STR("stanch"),
			       .role = ROLE_ADMIN,
			       .via = STR("rule") };
}

struct config *app_config(struct app *app)
{
	scoped_lock(held, &app->config_lock);

	return config_keep(app->config);
}

void app_set_config(struct app *app, struct config *config)
{
	struct config *old;
	{
		scoped_lock(held, &app->config_lock);

		old = app->config;
		app->config = config;
	}
	if (old)
		config_release(old);
}

str app_public_url(const struct work *work)
{
	if (work->config->public_url.length > 0)
		return work->config->public_url;

	scoped_lock(held, &work->app->config_lock);

	return work->app->own_url;
}

void app_set_own_url(struct app *app, str url)
{
	scoped_lock(held, &app->config_lock);

	app->own_url = url;
}

bool app_read(struct app *app, struct work *work, bool (*run)(struct work *, void *),
	      void *arguments)
{
	work->db = store_reader_take(app->store, READER_WAIT_MS_MAX, &work->error);
	if (!work->db)
		return false;

	bool succeeded = run(work, arguments);

	store_reader_give(app->store, work->db);
	work->db = NULL;
	return succeeded;
}

bool app_change(struct app *app, struct work *work, const char *kind,
		bool (*run)(struct work *, void *), void *arguments, bool urgent)
{
	struct turn turn = { .kind = kind,
			     .run = run,
			     .arguments = arguments,
			     .actor = work->actor,
			     .arena = work->arena,
			     .urgent = urgent };

	if (scribe_submit(app->scribe, &turn, DOOR_WAIT_MS_MAX))
		return true;
	work->error = turn.error;
	return false;
}

void app_wake(struct app *app)
{
	scoped_lock(held, &app->wake_lock);

	app->wakes++;
	signal_raise_all(&app->wake_clock);
	signal_raise_all(&app->wake_desks);
}
