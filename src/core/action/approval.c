#include "core/action/action.h"

bool action_needs_two(const struct action *action)
{
	return action->class == ACTION_DESTRUCTIVE || action->class == ACTION_DATA_REPAIR;
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

static str why_not_this_person(struct arena *arena, struct approver approver)
{
	if (approver.is_agent)
		return arena_format(
			arena, STR_FMT " is an agent: agents propose, people approve",
			STR_ARG(approver.name));
	if (!approver.may_approve)
		return arena_format(arena, STR_FMT " has neither role approver nor admin",
				    STR_ARG(approver.name));
	return (str){ 0 };
}

static str why_not_without_snapshot(struct arena *arena, const struct action *action)
{
	if (action->class != ACTION_DATA_REPAIR || action->snapshot.length > 0)
		return (str){ 0 };
	return arena_format(arena,
			    "action %lld rewrites data: name the snapshot that it can be "
			    "put back from (--snapshot)",
			    (long long)action->number);
}

static str why_not(struct arena *arena, const struct action *action,
		   struct approver approver, instant_ms now)
{
	str reason = why_not_this_person(arena, approver);

	if (reason.length == 0)
		reason = why_not_in_its_state(arena, action, now);
	if (reason.length > 0)
		return reason;
	if (action_needs_two(action) && str_equal(approver.name, action->requested_by))
		return arena_format(
			arena, STR_FMT " asked for it: a %s action needs a second person",
			STR_ARG(approver.name), action_class_names[action->class]);
	return why_not_without_snapshot(arena, action);
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

instant_ms action_alone_from(const struct action *action)
{
	if (!action_needs_two(action) || action->requested_by.length == 0)
		return 0;
	return action->requested_at + (action->called.length > 0 ? SECOND_PERSON_MS : 0);
}

static str why_not_yet(struct arena *arena, const struct action *action, instant_ms now)
{
	instant_ms at = action_alone_from(action);

	if (now >= at)
		return (str){ 0 };
	return arena_format(arena,
			    STR_FMT " was called as the second person: the glass may be "
				    "broken in " STR_FMT,
			    STR_ARG(action->called),
			    STR_ARG(duration_format(arena, at - now)));
}

static str why_not_alone(struct arena *arena, const struct action *action,
			 struct approver approver, str target_name, instant_ms now)
{
	str reason = why_not_this_person(arena, approver);

	if (reason.length == 0)
		reason = why_not_in_its_state(arena, action, now);
	if (reason.length > 0)
		return reason;
	if (!action_needs_two(action))
		return arena_format(arena,
				    "action %lld is %s: one person approves it, there is "
				    "no glass to break",
				    (long long)action->number,
				    action_class_names[action->class]);
	if (action->requested_by.length == 0)
		return arena_format(arena,
				    "nobody asked for action %lld yet: approve it first, "
				    "so that a second person is called",
				    (long long)action->number);
	if (!str_equal(target_name, action->target))
		return arena_format(arena,
				    "the target's name is typed as it stands: " STR_FMT
				    ", not " STR_FMT,
				    STR_ARG(action->target),
				    STR_ARG(str_clip(target_name, 100)));
	reason = why_not_yet(arena, action, now);
	return reason.length > 0 ? reason : why_not_without_snapshot(arena, action);
}

bool action_may_break_glass(struct arena *arena, const struct action *action,
			    struct approver approver, str target_name, instant_ms now,
			    str *ret_why_not)
{
	str reason = why_not_alone(arena, action, approver, target_name, now);

	if (reason.length == 0)
		return true;
	*ret_why_not = reason;
	return false;
}

bool action_value_accepts(struct arena *arena, str name, str value, str *ret_why_not)
{
	str shown = str_clip(value, 60);

	if (str_starts_with(value, STR("-"))) {
		*ret_why_not = arena_format(
			arena,
			STR_FMT ": '" STR_FMT "' begins with '-': it would be an option",
			STR_ARG(name), STR_ARG(shown));
		return false;
	}
	for (size_t i = 0; i < value.length; i++)
		if ((unsigned char)value.bytes[i] < ' ' || value.bytes[i] == 0x7f) {
			*ret_why_not = arena_format(arena,
						    STR_FMT ": holds a control character",
						    STR_ARG(name));
			return false;
		}
	return true;
}
