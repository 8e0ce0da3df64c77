/* Watches: a timer asks for a look, a desk of their own takes it, and so many bad looks
 * are an alert. */
#ifndef APP_WATCHING_WATCHES_H
#define APP_WATCHING_WATCHES_H

#include "app/engine/desk.h"
#include "core/alerting/watch.h"

/* At the start and with a new configuration: all are asked at once. */
bool watches_arm(struct work *work) MUST_CHECK;
/* Timer watch.ask. */
bool watch_ask_due(struct work *work, const struct timer *timer) MUST_CHECK;
extern const struct job_kind watch_job;

struct watch_outcome {
	enum watch_verdict verdict;
	str reason;
	int64_t took_ms;
	str memory; /* before the look: what the one before left */
};
/* One look, outside any transaction. */
void watch_take_look(struct app *app, struct arena *arena, const struct config *config,
		     const struct watch_config *watch, instant_ms now,
		     struct watch_outcome *outcome);

#endif
