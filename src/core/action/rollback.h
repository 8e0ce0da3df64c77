/* Rollback first: a change shortly before something broke is put back before anybody
 * knows whether it was the cause. Such an offer stands above all others until it is
 * taken or declined; choosing something else declines it, and why is asked afterwards,
 * never before. */
#ifndef CORE_ACTION_ROLLBACK_H
#define CORE_ACTION_ROLLBACK_H

#include "base/clock.h"
#include "base/shape.h"
#include "core/action/action.h"

enum rollback_state {
	ROLLBACK_OFFERED,
	ROLLBACK_IMPOSSIBLE, /* why_not says it */
	ROLLBACK_TAKEN,
	ROLLBACK_DECLINED,
	ROLLBACK_OVER, /* the incident ended without it */
};
extern const char *const rollback_state_names[];

struct rollback {
	int64_t id;
	int64_t incident;
	int64_t change;
	int64_t number; /* of the action that puts it back; 0: none was offered */
	enum rollback_state state;
	str title;
	str says; /* the lag, and what else changed */
	duration_ms lag;
	str why_not;
	instant_ms offered_at;
	int64_t nudges; /* how often somebody was reminded */
	str chosen;     /* what was chosen instead; "" : it was declined by word */
	str declined_by;
	instant_ms declined_at;
	str reason; /* said afterwards; "" : not yet */
	str reason_by;
};
extern const struct shape rollback_shape;

/* The action of this key is a rollback; so are those that stand in for it later. */
str rollback_key(struct arena *arena, int64_t change);
bool key_is_rollback(str key);

/* What became of an offer, by the newest action that puts the change back. */
enum rollback_state rollback_by_action(enum rollback_state state,
				       enum action_state action);

/* Why this change cannot be put back, as far as it says itself; "" : it can. */
struct change;
str rollback_why_not(struct arena *arena, const struct change *change);

#endif
