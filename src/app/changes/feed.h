/* What changed outside, from systems that tell nobody: a timer for each feed asks for a
 * look, a desk takes it, and a turn writes down what is new. What a feed told before is
 * known by its own name for it, so a look that is repeated changes nothing. Who does not
 * answer is told in the log once, and shown. */
#ifndef APP_CHANGES_FEED_H
#define APP_CHANGES_FEED_H

#include "app/engine/desk.h"
#include "core/learning/change.h"

/* At the start and with a new configuration: all are asked at once. */
bool feeds_arm(struct work *work) MUST_CHECK;
/* Timer change.ask. */
bool feed_ask_due(struct work *work, const struct timer *timer) MUST_CHECK;
extern const struct job_kind feed_job;

/* How it went with one of them. */
struct feed_state {
	instant_ms answered_at; /* the last time; 0: never */
	str problem;            /* why the last look failed, or what of it is missing */
};
bool feed_look(struct work *work, const struct feed_config *feed,
	       struct feed_state *ret_state) MUST_CHECK;

#endif
