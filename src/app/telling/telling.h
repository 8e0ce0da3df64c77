/* Messages are drafted at the right moments from facts, sent by people, and each
 * promise in them has a timer. */
#ifndef APP_TELLING_TELLING_H
#define APP_TELLING_TELLING_H

#include "app/store.h"
#include "core/telling/message.h"

/* A draft of this kind; an older draft of the same audience is superseded. */
bool telling_draft(struct work *work, const struct incident *incident,
		   enum message_kind kind, str why) MUST_CHECK;

/* Sends a draft (0: the latest), with another text if given; keeps the open promise
 * and makes the next one. next_update 0: by the level's cadence; none when the
 * incident is over. */
bool telling_send(struct work *work, struct incident *incident, int64_t message, str text,
		  duration_ms next_update) MUST_CHECK;

/* Timers. */
bool telling_remind_due(struct work *work, const struct timer *timer) MUST_CHECK;
bool telling_promise_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* The incident is over: open promises end as replaced by the last message. */
bool telling_close(struct work *work, const struct incident *incident) MUST_CHECK;

/* The data templates are rendered over: facts only, what is unknown is absent. */
struct tree *telling_facts(struct work *work, const struct incident *incident,
			   duration_ms next_update);

#endif
