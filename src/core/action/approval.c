#include "core/action/action.h"

static bool needs_two(enum action_class class)
{
	return class == ACTION_DESTRUCTIVE || class == ACTION_DATA_REPAIR;
}

static str why_not_in_its_state(struct arena *arena, const struct action *action,
				instant_ms now)
{
	long long number = action->number;

	if (action->state == ACTION_OFFERED)
		return (str){ 0 };
	if (action->state != ACTION_APPROVED)
		return arena_format(arena, "action %lld is %s, not offered", number,
				    action_state_names[action->state]);
	/* An approval that ran out leaves it to be approved anew. */
	if (action->approval_ends_at != 0 && now >= action->approval_ends_at)
		return (str){ 0 };
	return arena_format(arena, "action %lld is already approved by " STR_FMT, number,
			    STR_ARG(action->approved_by));
}

static str why_not(struct arena *arena, const struct action *action,
		   struct approver approver, instant_ms now)
{
	if (approver.is_agent)
		return arena_format(
			arena, STR_FMT " is an agent: agents propose, people approve",
			STR_ARG(approver.name));
	if (!approver.may_approve)
		return arena_format(arena, STR_FMT " has neither role approver nor admin",
				    STR_ARG(approver.name));
	if (needs_two(action->class) && str_equal(approver.name, action->proposed_by))
		return arena_format(
			arena, STR_FMT " proposed it: a %s action needs a second person",
			STR_ARG(approver.name), action_class_names[action->class]);
	return why_not_in_its_state(arena, action, now);
}

bool action_may_approve(struct arena *arena, const struct action *action,
			struct approver approver, instant_ms now, str *ret_why_not)
{
	str reason = why_not(arena, action, approver, now);

	if (reason.length == 0)
		return true;
	*ret_why_not = reason;
	return false;
}
