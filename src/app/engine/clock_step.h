/* The clock carries out what became due. Everything that must happen later is a row
 * with an absolute instant; after a start, what is overdue runs at once. */
#ifndef APP_ENGINE_CLOCK_STEP_H
#define APP_ENGINE_CLOCK_STEP_H

#include "app/app.h"
#include "app/store.h"

/* What a kind of timer does when it is due, in its turn. The row is already gone. */
struct timer_kind {
	const char *name;
	bool (*fire)(struct work *work, const struct timer *timer);
};
const struct timer_kind *timer_kind_find(str name);

/* Fires what is due now, at most 64; how many that were. *ret_next: when to look
 * again, 0 when nothing is set. Never waits. */
size_t clock_step(struct app *app, instant_ms *ret_next);

/* At the start: it was set back while we were down. What was due stays so. */
bool clock_catch_up(struct work *work) MUST_CHECK;
/* The wall clock was set back by "by": what was to happen in ten minutes still does.
 * A clock set forward only makes things overdue, and they happen. Both are noted. */
bool clock_jumped(struct app *app, duration_ms by) MUST_CHECK;

void *clock_run(void *argument); /* the thread; of the app */

#endif
