/* Who lets an action run: one person, two where it destroys or rewrites data, and in
 * need one who breaks the glass. */
#include "app/effects.h"
#include "app/intervention/fix.h"
#include "app/intervention/intervention.h"
#include "app/intervention/people.h"
#include "app/intervention/rollback.h"
#include "app/investigation/keep.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/limits.h"
#include "core/evidence/evidence.h"

enum { DIGEST_SHOWN = 12 };

static struct approver approver_of(const struct actor *actor)
{
	return (struct approver){ .name = actor->name,
				  .may_approve = actor->role >= ROLE_APPROVER,
				  .is_agent = actor->kind != ACTOR_PERSON };
}

static bool note_approval(struct work *work, const struct action *action)
{
	return note(work, "action.approved", action->incident,
		    subject_of(work, "action", action->number),
		    { "number", text_of_int(work, action->number) },
		    { "title", action->title }, { "digest", action->digest },
		    { "argv", action->argv }, { "target", action->target },
		    { "requested_by", action->requested_by },
		    { "snapshot", action->snapshot });
}

bool intervention_let_run(struct work *work, struct action *action, str by)
{
	action->state = ACTION_APPROVED;
	action->approved_by = by;
	action->approved_at = work->now;
	action->approval_ends_at = work->now + APPROVAL_LASTS_MS;
	work->effects->jobs = true;
	return store_save(work, &action_shape, action) && rollback_chosen(work, action) &&
	       timer_drop(work, "action.second", action->id) &&
	       job_add(work, LANE_WORK, keep_first(work, action), action->id,
		       action->incident, work->now);
}

/* -- the second person -- */

static str second_text(struct work *work, const struct incident *incident,
		       const struct action *action)
{
	return arena_format(
		work->arena,
		STR_FMT " asks for action %lld of " STR_FMT ", which is %s and takes two "
			"people.\n\n" STR_FMT "\non " STR_FMT "\n" STR_FMT
			"\nRisk: " STR_FMT "\nWay back: " STR_FMT "\nDigest: " STR_FMT
			"\n\nLet it run:  stanch approve " STR_FMT
			" %lld --digest " STR_FMT "\n",
		STR_ARG(action->requested_by), (long long)action->number,
		STR_ARG(incident->code), action_class_names[action->class],
		STR_ARG(action->title), STR_ARG(action->target), STR_ARG(action->preview),
		STR_ARG(action->risk), STR_ARG(action->undo_text),
		STR_ARG(str_clip(action->digest, DIGEST_SHOWN)), STR_ARG(incident->code),
		(long long)action->number, STR_ARG(action->digest));
}

bool intervention_call_second(struct work *work, struct action *action)
{
	struct incident incident;

	if (!store_get(work, &incident_shape, action->incident, &incident))
		return false;

	struct wanted_people wanted = {
		.are_approvers = true,
		.neither = action->requested_by,
		.subject = arena_format(work->arena,
					STR_FMT ": approve action %lld: " STR_FMT
						" (" STR_FMT ")",
					STR_ARG(incident.code), (long long)action->number,
					STR_ARG(str_clip(action->title, 80)),
					STR_ARG(str_clip(action->digest, DIGEST_SHOWN))),
		.text = second_text(work, &incident, action),
	};

	action->requested_at = work->now;
	return people_call(work, &incident, &wanted, &action->called) &&
	       store_save(work, &action_shape, action) &&
	       timer_set(work, "action.second", action->id, incident.id,
			 work->now + SECOND_PERSON_MS) &&
	       note(work, "action.requested", incident.id,
		    subject_of(work, "action", action->number),
		    { "number", text_of_int(work, action->number) },
		    { "title", action->title }, { "by", action->requested_by },
		    { "called", action->called }, { "digest", action->digest });
}

/* Who asked for it is told that nobody came, and what is left to do. */
bool intervention_second_due(struct work *work, const struct timer *timer)
{
	struct incident incident;
	struct action action;

	if (!store_get(work, &action_shape, timer->ref, &action) ||
	    !store_get(work, &incident_shape, action.incident, &incident))
		return false;
	if (action.state != ACTION_OFFERED || !incident_is_open(incident.state))
		return true;

	str subject = arena_format(work->arena,
				   STR_FMT ": nobody approved action %lld in time",
				   STR_ARG(incident.code), (long long)action.number);
	str text = arena_format(
		work->arena,
		STR_FMT "\non " STR_FMT "\n\nA second person was called: %s" STR_FMT
			". You may run it alone, which will be reviewed:\n"
			"stanch action break-glass " STR_FMT
			" %lld --target-name '" STR_FMT "' --reason '…'\n",
		STR_ARG(action.title), STR_ARG(action.target),
		action.called.length > 0 ? "" : "nobody could be reached",
		STR_ARG(action.called), STR_ARG(incident.code), (long long)action.number,
		STR_ARG(action.target));

	return note(work, "action.unanswered", incident.id,
		    subject_of(work, "action", action.number),
		    { "number", text_of_int(work, action.number) },
		    { "title", action.title }, { "called", action.called }) &&
	       paging_tell(work, &incident, action.requested_by, subject, text);
}

/* -- approval -- */

static bool find_offered(struct work *work, const struct incident *incident,
			 int64_t number, str digest, struct action *ret_action)
{
	if (!store_action_by_number(work, incident->id, number, ret_action))
		return false;
	if (ret_action->state != ACTION_OFFERED)
		return fail(work, ERROR_CONFLICT,
			    "action %lld is %s: only an offered one can be "
			    "approved",
			    (long long)number, action_state_names[ret_action->state]);
	if (digest.length > 0 && !str_equal(digest, ret_action->digest))
		return fail(work, ERROR_CONFLICT,
			    "the preview has changed: look at it again");
	return true;
}

bool intervention_approve(struct work *work, struct incident *incident, int64_t number,
			  str digest)
{
	struct action action;
	str why_not;

	if (!find_offered(work, incident, number, digest, &action) ||
	    !autonomy_lets_approve(work, incident, &action))
		return false;
	if (!action_may_approve(work->arena, &action, approver_of(&work->actor),
				work->now, &why_not))
		return fail(work, ERROR_FORBIDDEN, STR_FMT, STR_ARG(why_not));
	if (!incident_touch(work, incident))
		return false;
	/* What stanch or an agent proposed nobody asked for yet: the first approver does.
	 */
	if (action_needs_two(&action) && action.requested_by.length == 0) {
		action.requested_by = work->actor.name;
		return intervention_call_second(work, &action);
	}
	return intervention_let_run(work, &action, work->actor.name) &&
	       note_approval(work, &action);
}

/* A number is evidence of this incident that was gathered; anything else is what a
 * person says it is. */
static bool check_snapshot(struct work *work, const struct incident *incident,
			   str snapshot, str *ret_shown)
{
	struct evidence evidence;
	int64_t id;

	*ret_shown = arena_format(work->arena, STR_FMT " (as " STR_FMT " says)",
				  STR_ARG(snapshot), STR_ARG(work->actor.name));
	if (!str_to_int(snapshot, &id))
		return true;
	if (!store_get(work, &evidence_shape, id, &evidence))
		return while_doing(work, "snapshot");
	if (evidence.incident != incident->id)
		return fail(work, ERROR_INVALID,
			    "snapshot: evidence %lld is not of " STR_FMT, (long long)id,
			    STR_ARG(incident->code));
	if (evidence.state != EVIDENCE_GATHERED)
		return fail(work, ERROR_INVALID, "snapshot: evidence %lld holds nothing",
			    (long long)id);
	*ret_shown = arena_format(
		work->arena, "evidence %lld: " STR_FMT ", %lld bytes, " STR_FMT,
		(long long)id, STR_ARG(evidence.title), (long long)evidence.body_bytes,
		STR_ARG(str_clip(evidence.body_hash, DIGEST_SHOWN)));
	return true;
}

bool intervention_name_snapshot(struct work *work, const struct incident *incident,
				int64_t number, str snapshot)
{
	struct action action;

	if (!find_offered(work, incident, number, STR(""), &action))
		return false;
	if (work->actor.kind != ACTOR_PERSON || work->actor.role < ROLE_APPROVER)
		return fail(work, ERROR_FORBIDDEN, "an approver names the snapshot");
	return check_snapshot(work, incident, snapshot, &action.snapshot) &&
	       store_save(work, &action_shape, &action);
}

/* -- the glass -- */

static bool tell_next_level(struct work *work, const struct incident *incident,
			    const struct action *action, str *ret_names)
{
	struct wanted_people wanted = {
		.from_step = 1,
		.neither = work->actor.name,
		.subject = arena_format(
			work->arena, STR_FMT ": " STR_FMT " broke the glass: " STR_FMT,
			STR_ARG(incident->code), STR_ARG(work->actor.name),
			STR_ARG(str_clip(action->title, 80))),
		.text = arena_format(
			work->arena,
			STR_FMT " runs action %lld of " STR_FMT
				" alone: it is %s and takes two people.\n\n" STR_FMT
				"\non " STR_FMT "\n" STR_FMT "\nReason: " STR_FMT
				"\n\nLook:  stanch action show " STR_FMT " %lld\n",
			STR_ARG(work->actor.name), (long long)action->number,
			STR_ARG(incident->code), action_class_names[action->class],
			STR_ARG(action->title), STR_ARG(action->target),
			STR_ARG(action->preview), STR_ARG(action->glass),
			STR_ARG(incident->code), (long long)action->number),
	};

	return people_call(work, incident, &wanted, ret_names);
}

bool intervention_break_glass(struct work *work, struct incident *incident,
			      int64_t number, str target_name, str reason)
{
	struct action action;
	str why_not, told;

	if (!find_offered(work, incident, number, STR(""), &action) ||
	    !autonomy_lets_approve(work, incident, &action))
		return false;
	if (!action_may_break_glass(work->arena, &action, approver_of(&work->actor),
				    target_name, work->now, &why_not))
		return fail(work, ERROR_FORBIDDEN, STR_FMT, STR_ARG(why_not));
	action.glass = reason;
	return tell_next_level(work, incident, &action, &told) &&
	       intervention_let_run(work, &action, work->actor.name) &&
	       note(work, "action.glass", incident->id,
		    subject_of(work, "action", number),
		    { "number", text_of_int(work, number) }, { "title", action.title },
		    { "reason", reason }, { "told", told }, { "digest", action.digest },
		    { "argv", action.argv }, { "target", action.target }) &&
	       fix_review(work, incident, &action) && incident_touch(work, incident);
}
