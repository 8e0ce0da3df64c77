#include "app/engine/virtual_clock.h"

#include "app/engine/scribe.h"
#include "app/store.h"

#include <time.h>

enum { REST_MS_MAX = 30000, LOOKS_AT_REST = 3 };

struct agenda {
	instant_ms next; /* timer or job, whichever comes first; 0: none */
};

static bool read_agenda(struct work *work, void *arguments)
{
	struct agenda *agenda = arguments;
	instant_ms times[5];

	if (!timer_next_due(work, &times[0]) ||
	    !job_next_run(work, LANE_PAGES, &times[1]) ||
	    !job_next_run(work, LANE_WORK, &times[2]) ||
	    !job_next_run(work, LANE_SLOW, &times[3]) ||
	    !job_next_run(work, LANE_WATCH, &times[4]))
		return false;
	agenda->next = 0;
	for (size_t i = 0; i < 5; i++)
		if (times[i] != 0 && (agenda->next == 0 || times[i] < agenda->next))
			agenda->next = times[i];
	return true;
}

static bool look(struct app *app, struct agenda *ret_agenda, struct error *error)
{
	scoped_arena arena = arena_new(1 << 20);
	struct work work = { .arena = arena, .now = clock_now(), .app = app };

	if (app_read(app, &work, read_agenda, ret_agenda))
		return true;
	*error = work.error;
	return false;
}

static bool is_busy(struct app *app)
{
	scoped_lock(held, &app->wake_lock);

	return app->busy > 0;
}

static void nap(void)
{
	struct timespec moment = { .tv_nsec = 2000000 };

	nanosleep(&moment, NULL);
}

/* At rest: nothing is due, nobody is at work, and it stays so for some looks. */
static bool come_to_rest(struct app *app, struct agenda *ret_agenda, struct error *error)
{
	int64_t end_us = clock_monotonic_us() + REST_MS_MAX * 1000;
	int calm = 0;

	while (calm < LOOKS_AT_REST) {
		if (clock_monotonic_us() > end_us)
			return error_set(error, ERROR_TIMEOUT,
					 "the server did not come to rest within %d s",
					 REST_MS_MAX / 1000);
		if (!look(app, ret_agenda, error))
			return false;

		bool is_due = ret_agenda->next != 0 && ret_agenda->next <= clock_now();

		calm = is_due || is_busy(app) ||
				       scribe_figures(app->scribe).queue_depth > 0
			       ? 0
			       : calm + 1;
		if (is_due)
			app_wake(app);
		nap();
	}
	return true;
}

bool clock_advance(struct app *app, duration_ms by, struct error *error)
{
	instant_ms end = clock_now() + by;
	struct agenda agenda = { 0 };

	for (;;) {
		if (!come_to_rest(app, &agenda, error))
			return false;
		if (agenda.next == 0 || agenda.next > end)
			break;
		clock_set(agenda.next);
		app_wake(app);
	}
	clock_set(end);
	app_wake(app);
	return true;
}
