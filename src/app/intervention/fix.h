/* Temporary fixes: written down when an action leaves something behind, or by hand;
 * reminded of until they are gone; in the way of closing their incident, and of nothing
 * else. */
#ifndef APP_INTERVENTION_FIX_H
#define APP_INTERVENTION_FIX_H

#include "app/store.h"
#include "core/action/fix.h"

struct job_kind;
struct timer;

/* By hand. until 0: as configured; owner "": the actor. */
struct fix_opening {
	str title, place, removal, owner;
	instant_ms until;
};
bool fix_add(struct work *work, struct incident *incident,
	     const struct fix_opening *opening, struct fix *ret_fix) MUST_CHECK;

/* One person ran it alone: that somebody else looks at it is left to be done. */
bool fix_review(struct work *work, const struct incident *incident,
		const struct action *action) MUST_CHECK;

/* An action ended, or nobody knows how it ended: what it leaves is written down, each
 * once; what an undo put back is gone, and what was not done was never left. */
bool fixes_after(struct work *work, const struct action *action) MUST_CHECK;

/* Needed for longer: until when, and why. */
bool fix_extend(struct work *work, int64_t id, instant_ms until, str reason,
		struct fix *ret_fix) MUST_CHECK;
/* It is gone. Where the actuator can tell, the target is asked first, and it stays open
 * while that shows otherwise; else the actor's word counts. */
bool fix_remove(struct work *work, int64_t id, str reason,
		struct fix *ret_fix) MUST_CHECK;
/* It stays for good, or need not be done: the word of commander or admin. */
bool fix_keep(struct work *work, int64_t id, str reason, struct fix *ret_fix) MUST_CHECK;

/* Why the incident cannot be closed, naming the first; "" when nothing is open. */
bool fixes_why_not_closed(struct work *work, const struct incident *incident,
			  str *ret_why_not) MUST_CHECK;
/* How it is removed: by which command, else as was said. */
str fix_way_out(struct work *work, const struct incident *incident,
		const struct fix *fix);

/* Timer "fix.due": asks the target whether it is gone, else reminds. */
bool fix_due(struct work *work, const struct timer *timer) MUST_CHECK;
extern const struct job_kind fix_job;

#endif
