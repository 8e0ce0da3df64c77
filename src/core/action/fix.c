#include "core/action/fix.h"

#include "core/action/action.h"
#include "core/action/rollback.h"

#include <stddef.h>

const char *const fix_source_names[] = {
	[FIX_FROM_ACTION] = "action", [FIX_FROM_OBLIGATION] = "obligation",
	[FIX_FROM_PERSON] = "person", [FIX_FROM_CODE] = "code",
	[FIX_FROM_REVIEW] = "review", NULL,
};

const char *const fix_state_names[] = {
	[FIX_OPEN] = "open",
	[FIX_REMOVED] = "removed",
	[FIX_KEPT] = "kept",
	NULL,
};

static const struct field fix_fields[] = {
	F(struct fix, id, FIELD_INT),
	F(struct fix, incident, FIELD_INT),
	F_ENUM(struct fix, source, fix_source_names),
	F(struct fix, number, FIELD_INT),
	F(struct fix, title, FIELD_TEXT),
	F(struct fix, place, FIELD_TEXT),
	F(struct fix, removal, FIELD_TEXT),
	F_HIDDEN(struct fix, plan, FIELD_JSON),
	F(struct fix, ends_with_undo, FIELD_BOOL),
	F(struct fix, owner, FIELD_TEXT),
	F_ENUM(struct fix, state, fix_state_names),
	F(struct fix, made_by, FIELD_TEXT),
	F(struct fix, made_at, FIELD_INSTANT),
	F(struct fix, ends_at, FIELD_INSTANT),
	F(struct fix, reminders, FIELD_INT),
	F(struct fix, asked_by, FIELD_TEXT),
	F(struct fix, reason, FIELD_TEXT),
	F(struct fix, seen, FIELD_TEXT),
	F(struct fix, ended_by, FIELD_TEXT),
	F(struct fix, ended_at, FIELD_INSTANT),
};
const struct shape fix_shape = SHAPE("fix", struct fix, fix_fields);

/* The earlier of the two that is still to come. */
static instant_ms sooner(instant_ms best, instant_ms at, instant_ms now)
{
	return at > now && at < best ? at : best;
}

instant_ms fix_next_reminder(const struct fix *fix, instant_ms now)
{
	duration_ms age = now > fix->made_at ? now - fix->made_at : 0;
	instant_ms next = fix->made_at + (age / FIX_WEEK_MS + 1) * FIX_WEEK_MS;

	next = sooner(next, fix->ends_at, now);
	return sooner(next, fix->ends_at + DAY_MS, now);
}

str fix_age(struct arena *arena, const struct fix *fix, instant_ms now)
{
	str age = duration_format(arena, now - fix->made_at);

	if (now < fix->ends_at)
		return arena_format(arena, "since " STR_FMT ", ends in " STR_FMT,
				    STR_ARG(age),
				    STR_ARG(duration_format(arena, fix->ends_at - now)));
	return arena_format(arena, "since " STR_FMT ", its end was " STR_FMT " ago",
			    STR_ARG(age),
			    STR_ARG(duration_format(arena, now - fix->ends_at)));
}

bool action_leaves_fix(const struct action *action)
{
	return action->class != ACTION_READ && action->undo.length > 0 &&
	       action->undo_of == 0 && !action->stays && !key_is_rollback(action->key);
}
