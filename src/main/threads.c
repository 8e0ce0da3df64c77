#include "main/threads.h"

#include "app/engine/clock_step.h"
#include "app/engine/desk.h"
#include "app/engine/herald.h"
#include "app/engine/scribe.h"
#include "app/engine/start.h"
#include "base/log.h"

#include <assert.h>
#include <stdlib.h>

/* Pages have desks of their own: a probe that hangs never delays one. With two desks at
 * a receiver, eight take four receivers that hang at the same moment for the first time;
 * after that these have the slow desks. A bundle of evidence has about ten questions,
 * each mostly waiting. Of the four that look at our own watches, two at most are busy
 * with those that hung before. */
enum {
	PAGE_DESKS = 8,
	WORK_DESKS = 6,
	SLOW_DESKS = 3,
	WATCH_DESKS = 4,
	DESKS = PAGE_DESKS + WORK_DESKS + SLOW_DESKS + WATCH_DESKS
};

struct threads {
	pthread_t scribe, clock;
	pthread_t desk_threads[DESKS];
	struct desk desks[DESKS];
};

static enum lane lane_of(size_t desk)
{
	if (desk < PAGE_DESKS)
		return LANE_PAGES;
	if (desk < PAGE_DESKS + WORK_DESKS)
		return LANE_WORK;
	return desk < PAGE_DESKS + WORK_DESKS + SLOW_DESKS ? LANE_SLOW : LANE_WATCH;
}

struct threads *threads_start(struct app *app)
{
	static const char *const names[DESKS] = {
		"page-1", "page-2", "page-3", "page-4",  "page-5",  "page-6",  "page-7",
		"page-8", "work-1", "work-2", "work-3",  "work-4",  "work-5",  "work-6",
		"slow-1", "slow-2", "slow-3", "watch-1", "watch-2", "watch-3", "watch-4",
	};
	struct threads *threads = calloc(1, sizeof(*threads));

	assert(threads);
	threads->scribe = thread_start("scribe", scribe_run, app->scribe);
	threads->clock = thread_start("clock", clock_run, app);
	for (size_t i = 0; i < DESKS; i++) {
		desk_open(&threads->desks[i], app, lane_of(i), names[i]);
		threads->desk_threads[i] = thread_start(names[i], desk_run,
							&threads->desks[i]);
	}
	return threads;
}

static void stop_wakers(struct app *app)
{
	scoped_lock(held, &app->wake_lock);

	app->stopping = true;
	signal_raise_all(&app->wake_clock);
	signal_raise_all(&app->wake_desks);
}

void threads_stop(struct threads *threads, struct app *app)
{
	stop_wakers(app);
	pthread_join(threads->clock, NULL);
	for (size_t i = 0; i < DESKS; i++) {
		pthread_join(threads->desk_threads[i], NULL);
		desk_close(&threads->desks[i]);
	}
	if (!app_say_goodbye(app))
		log_warning("goodbye.failed", { "problem", STR("not journalled") });
	scribe_stop(app->scribe);
	pthread_join(threads->scribe, NULL);
	free(threads);
}
