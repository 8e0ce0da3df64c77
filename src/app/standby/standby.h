/* A second server with a data directory of its own that gets the same alerts. While the
 * first one, the primary, is heard, this one's deliveries are held; what somebody
 * acknowledges or ends there counts here too. After STANDBY_SILENCE_MS without a
 * heartbeat it pages by itself, and steps back when the primary is heard again. In doubt
 * both page: a page that the primary knows nothing of is sent. */
#ifndef APP_STANDBY_STANDBY_H
#define APP_STANDBY_STANDBY_H

#include "app/store.h"

struct job_kind;
struct timer;

#define STANDBY_SILENCE_MS (30 * SECOND_MS)
/* Senders post to both; the primary has this long to know of it as well. */
#define STANDBY_GRACE_MS (10 * SECOND_MS)
#define STANDBY_POLL_MS  (2 * SECOND_MS)

/* What a primary answers to a standby: its present, the head of its journal, and who has
 * each open incident. */
bool standby_heartbeat(struct work *work, struct tree *ret_answer) MUST_CHECK;

/* At the start: nothing unless this server follows another. */
bool standby_start(struct work *work) MUST_CHECK;
bool standby_poll_due(struct work *work, const struct timer *timer) MUST_CHECK;
extern const struct job_kind standby_job;

/* Is this delivery the primary's to send? Then why. */
bool standby_holds(struct work *work, const struct delivery *delivery,
		   const struct incident *incident, bool *ret_holds,
		   str *ret_why) MUST_CHECK;

/* For /metrics and doctor; false when this server follows nobody. */
struct standby_state {
	instant_ms heard_at;
	bool took_over;
	str head; /* of the primary's journal, as last heard */
};
bool standby_look(struct work *work, struct standby_state *ret_state) MUST_CHECK;

#endif
