#include "app/intervention/fix.h"

#include "app/intervention/fix_private.h"
#include "app/intervention/intervention.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "base/limits.h"
#include "formats/json.h"

/* -- beginning -- */

static str or_else(str text, str otherwise)
{
	return text.length > 0 ? text : otherwise;
}

bool fix_begin(struct work *work, const struct incident *incident, struct fix *fix)
{
	fix->incident = incident->id;
	fix->state = FIX_OPEN;
	fix->made_at = work->now;
	fix->owner = or_else(fix->owner, incident->commander);
	if (fix->ends_at == 0)
		fix->ends_at = work->now + work->config->temporary_fixes.lasts;
	return store_add(work, &fix_shape, fix) &&
	       timer_set(work, "fix.due", fix->id, incident->id,
			 fix->ends_at > work->now ? fix_next_reminder(fix, work->now)
						  : work->now) &&
	       note(work, "fix.added", incident->id, subject_of(work, "fix", fix->id),
		    { "id", text_of_int(work, fix->id) }, { "title", fix->title },
		    { "source", str_of(fix_source_names[fix->source]) },
		    { "owner", or_else(fix->owner, STR("nobody")) },
		    { "until", instant_format(work->arena, fix->ends_at) },
		    { "removal", fix->removal });
}

static bool check_opening(struct work *work, const struct incident *incident,
			  const struct fix *fix)
{
	struct fix *fixes;
	size_t count;

	if (!incident_is_open(incident->state) && incident->state != INCIDENT_RESOLVED)
		return fail(work, ERROR_CONFLICT, STR_FMT " is %s",
			    STR_ARG(incident->code),
			    incident_state_names[incident->state]);
	if (fix->title.length == 0)
		return fail(work, ERROR_INVALID, "title: say what must not stay");
	if (!config_person(work->config, fix->owner))
		return fail(work, ERROR_INVALID,
			    "owner: there is no " STR_FMT " in the configuration",
			    STR_ARG(str_clip(fix->owner, 60)));
	if (!fix_check_end(work, fix->ends_at) ||
	    !store_fixes_open(work, incident->id, &fixes, &count))
		return false;
	return count < FIXES_OPEN_MAX ||
	       fail(work, ERROR_TOO_LARGE, "%d are open already: end some first",
		    FIXES_OPEN_MAX);
}

bool fix_add(struct work *work, struct incident *incident,
	     const struct fix_opening *opening, struct fix *ret_fix)
{
	struct fix fix = {
		.source = FIX_FROM_PERSON,
		.title = str_clip(opening->title, FIX_TEXT_BYTES_MAX),
		.place = str_clip(opening->place, FIX_TEXT_BYTES_MAX),
		.removal = str_clip(opening->removal, FIX_TEXT_BYTES_MAX),
		.owner = or_else(opening->owner, work->actor.name),
		.made_by = work->actor.name,
		.ends_at = opening->until,
	};

	if (fix.ends_at == 0)
		fix.ends_at = work->now + work->config->temporary_fixes.lasts;
	if (!check_opening(work, incident, &fix) || !fix_begin(work, incident, &fix))
		return false;
	*ret_fix = fix;
	return !incident_is_open(incident->state) || incident_touch(work, incident);
}

bool fix_review(struct work *work, const struct incident *incident,
		const struct action *action)
{
	struct fix fix = {
		.source = FIX_FROM_REVIEW,
		.number = action->number,
		.title = arena_format(
			work->arena,
			"Review: " STR_FMT " ran action %lld alone (" STR_FMT
			"). The reason given: " STR_FMT,
			STR_ARG(work->actor.name), (long long)action->number,
			STR_ARG(action->title), STR_ARG(action->glass)),
		.place = action->target,
		.removal = STR("somebody else looks at it and says what came of it"),
		.made_by = work->actor.name,
		.ends_at = work->now + GLASS_REVIEW_MS,
	};

	fix.title = str_clip(fix.title, FIX_TEXT_BYTES_MAX);
	return fix_begin(work, incident, &fix);
}

/* -- what an action leaves -- */

static bool has_one(const struct fix *fixes, size_t count, int64_t number,
		    enum fix_source source, str title)
{
	for (size_t i = 0; i < count; i++)
		if (fixes[i].number == number && fixes[i].source == source &&
		    str_starts_with(fixes[i].title, title))
			return true;
	return false;
}

/* A policy or stanch itself owns nothing: who leads does. */
static str owner_of(struct work *work, const struct action *action)
{
	return config_person(work->config, action->approved_by) ? action->approved_by
								: STR("");
}

static const str not_known = STR_INIT(" (it is not known whether it was done)");

static str perhaps(struct work *work, const struct action *action, str title)
{
	if (action->state == ACTION_SUCCEEDED)
		return title;
	return arena_format(work->arena, STR_FMT STR_FMT, STR_ARG(title),
			    STR_ARG(not_known));
}

static bool leave_itself(struct work *work, const struct incident *incident,
			 const struct action *action)
{
	struct fix fix = {
		.source = FIX_FROM_ACTION,
		.number = action->number,
		.title = perhaps(work, action, action->title),
		.place = action->target,
		.removal = action->undo_text,
		.ends_with_undo = true,
		.owner = owner_of(work, action),
		.made_by = work->actor.name,
	};

	return fix_begin(work, incident, &fix);
}

static bool leave_one(struct work *work, const struct incident *incident,
		      const struct action *action, const struct tree *leftover)
{
	const struct tree *plan = tree_get(leftover, "plan");
	int64_t lasts = tree_get_int(leftover, "lasts", 0);
	struct fix fix = {
		.source = FIX_FROM_OBLIGATION,
		.number = action->number,
		.title = perhaps(work, action, tree_get_text(leftover, "title")),
		.place = action->target,
		.removal = tree_get_text(leftover, "removal"),
		.plan = plan ? json_write(work->arena, plan) : STR(""),
		.ends_with_undo = tree_get_bool(leftover, "ends_with_undo", false),
		.owner = owner_of(work, action),
		.made_by = work->actor.name,
		.ends_at = lasts > 0 ? work->now + lasts : 0,
	};

	return fix_begin(work, incident, &fix);
}

static bool leave(struct work *work, const struct action *action)
{
	const struct tree *leaves = NULL;
	struct incident incident;
	struct fix *fixes;
	size_t count;

	if (action->leaves.length > 0) {
		leaves = json_parse(work->arena, action->leaves, &work->error);
		if (!leaves)
			return while_doing(work, "what action %lld leaves",
					   (long long)action->number);
	}
	if (!store_get(work, &incident_shape, action->incident, &incident) ||
	    !store_of_incident(work, &fix_shape, incident.id, &fixes, &count))
		return false;
	if (action_leaves_fix(action) &&
	    !has_one(fixes, count, action->number, FIX_FROM_ACTION, STR("")) &&
	    !leave_itself(work, &incident, action))
		return false;
	for (size_t i = 0; i < tree_count(leaves); i++) {
		const struct tree *one = tree_nth(leaves, i);
		str title = tree_get_text(one, "title");

		if (!has_one(fixes, count, action->number, FIX_FROM_OBLIGATION, title) &&
		    !leave_one(work, &incident, action, one))
			return false;
	}
	return true;
}

/* -- how its action went on -- */

/* Those open of one action; only_undone: what its own way back ends. */
static bool end_those_of(struct work *work, const struct action *action, bool only_undone,
			 str why)
{
	struct fix *fixes;
	size_t count;

	if (!store_of_incident(work, &fix_shape, action->incident, &fixes, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (fixes[i].state != FIX_OPEN || fixes[i].number != action->number ||
		    fixes[i].source == FIX_FROM_REVIEW ||
		    (only_undone && !fixes[i].ends_with_undo))
			continue;
		fixes[i].seen = why;
		if (!fix_end(work, &fixes[i], FIX_REMOVED, work->actor.name, why))
			return false;
	}
	return true;
}

/* It was not known whether it was done; now it is. */
static bool name_surely(struct work *work, const struct action *action)
{
	struct fix *fixes;
	size_t count;

	if (!store_of_incident(work, &fix_shape, action->incident, &fixes, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (fixes[i].state != FIX_OPEN || fixes[i].number != action->number ||
		    !str_ends_with(fixes[i].title, not_known))
			continue;
		fixes[i].title.length -= not_known.length;
		if (!store_save(work, &fix_shape, &fixes[i]))
			return false;
	}
	return true;
}

static bool undone(struct work *work, const struct action *undo)
{
	struct action action;

	return store_get(work, &action_shape, undo->undo_of, &action) &&
	       end_those_of(work, &action, true,
			    arena_format(work->arena, "undone by action %lld",
					 (long long)undo->number));
}

bool fixes_after(struct work *work, const struct action *action)
{
	switch (action->state) {
	case ACTION_SUCCEEDED:
		if (action->undo_of != 0)
			return undone(work, action);
		return name_surely(work, action) && leave(work, action);
	case ACTION_TIMED_OUT:
	case ACTION_UNKNOWN: return action->undo_of != 0 || leave(work, action);
	case ACTION_FAILED:
	case ACTION_REFUSED:
		return end_those_of(work, action, false, STR("the action was not done"));
	case ACTION_PREVIEWING:
	case ACTION_OFFERED:
	case ACTION_APPROVED:
	case ACTION_RUNNING:
	case ACTION_UNDONE:
	case ACTION_WITHDRAWN: break;
	}
	return true;
}
