#include "core/action/rollback.h"

#include "core/learning/change.h"

#include <stddef.h>

const char *const rollback_state_names[] = {
	[ROLLBACK_OFFERED] = "offered", [ROLLBACK_IMPOSSIBLE] = "impossible",
	[ROLLBACK_TAKEN] = "taken",     [ROLLBACK_DECLINED] = "declined",
	[ROLLBACK_OVER] = "over",       NULL,
};

static const struct field rollback_fields[] = {
	F(struct rollback, id, FIELD_INT),
	F(struct rollback, incident, FIELD_INT),
	F(struct rollback, change, FIELD_INT),
	F(struct rollback, number, FIELD_INT),
	F_ENUM(struct rollback, state, rollback_state_names),
	F(struct rollback, title, FIELD_TEXT),
	F(struct rollback, says, FIELD_TEXT),
	F(struct rollback, lag, FIELD_DURATION),
	F(struct rollback, why_not, FIELD_TEXT),
	F(struct rollback, offered_at, FIELD_INSTANT),
	F(struct rollback, nudges, FIELD_INT),
	F(struct rollback, chosen, FIELD_TEXT),
	F(struct rollback, declined_by, FIELD_TEXT),
	F(struct rollback, declined_at, FIELD_INSTANT),
	F(struct rollback, reason, FIELD_TEXT),
	F(struct rollback, reason_by, FIELD_TEXT),
};
const struct shape rollback_shape = SHAPE("rollback", struct rollback, rollback_fields);

static const str key_prefix = STR_INIT("rollback-");

str rollback_key(struct arena *arena, int64_t change)
{
	return arena_format(arena, STR_FMT "%lld", STR_ARG(key_prefix),
			    (long long)change);
}

bool key_is_rollback(str key)
{
	return str_starts_with(key, key_prefix);
}

enum rollback_state rollback_by_action(enum rollback_state state,
				       enum action_state action)
{
	switch (action) {
	case ACTION_PREVIEWING:
	case ACTION_OFFERED: return state;
	case ACTION_REFUSED: return ROLLBACK_IMPOSSIBLE;
	case ACTION_WITHDRAWN: return state == ROLLBACK_DECLINED ? state : ROLLBACK_OVER;
	case ACTION_APPROVED:
	case ACTION_RUNNING:
	case ACTION_SUCCEEDED:
	case ACTION_FAILED:
	case ACTION_TIMED_OUT:
	case ACTION_UNKNOWN:
	case ACTION_UNDONE: break;
	}
	return ROLLBACK_TAKEN;
}

str rollback_why_not(struct arena *arena, const struct change *change)
{
	if (change->irreversible.length > 0)
		return arena_format(arena, "marked irreversible: " STR_FMT,
				    STR_ARG(change->irreversible));
	if (change->undo_actuator.length > 0)
		return STR("");
	if (str_is(change->kind, "status"))
		return STR("it is its provider's to mend");
	if (str_is(change->kind, "maintenance"))
		return STR("whoever works on it ends it");
	if (change->revision.length > 0 && change->previous.length == 0)
		return STR("no earlier revision is known");
	return STR("it is not known how to put it back");
}
