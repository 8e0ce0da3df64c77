/* The service map is learned: a timer for each system that knows of it asks for a look, a
 * desk takes it, and a turn writes down what is new and forgets what nobody has seen for
 * long. Who does not answer, or answers garbage, teaches nothing and takes nothing away.
 */
#ifndef APP_MAPPING_MAPPING_H
#define APP_MAPPING_MAPPING_H

#include "app/engine/desk.h"
#include "core/alerting/learned.h"

/* At the start and with a new configuration: all are asked at once, and what was learned
 * from one that is not configured any more is forgotten. */
bool mapping_arm(struct work *work) MUST_CHECK;
/* Timer map.ask. */
bool map_ask_due(struct work *work, const struct timer *timer) MUST_CHECK;
extern const struct job_kind map_job;

/* How it went with one of them. */
struct map_state {
	bool is_asked;         /* it is configured */
	instant_ms learned_at; /* the last time that it answered; 0: never */
	str problem;           /* why the last look failed, or what of it is missing */
};
bool map_look(struct work *work, enum map_source source,
	      struct map_state *ret_state) MUST_CHECK;

#endif
