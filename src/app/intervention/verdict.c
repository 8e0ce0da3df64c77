/* Whether an action helped, judged from measurements; and its way back, offered by itself
 * when it did not. */
#include "app/intervention/verdict.h"

#include "app/intervention/intervention.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/telling/telling.h"

#include <math.h>

/* An effect that has not shown after this long is no effect. */
#define JUDGE_WITHIN_MS (2 * MINUTE_MS)
/* What measures it has had its say by then; its neighbours were scraped, too. */
#define LOOK_AROUND_MS (3 * MINUTE_MS)

bool verdict_offer_undo(struct work *work, const struct incident *incident,
			const struct action *action, str why)
{
	struct action undo;

	if (action->state != ACTION_SUCCEEDED || action->undo.length == 0 ||
	    action->undo_of != 0 || !incident_is_open(incident->state))
		return true;
	return intervention_offer_undo(
		work, action,
		arena_format(work->arena, "action %lld %s: " STR_FMT,
			     (long long)action->number,
			     action->verdict == VERDICT_HELPED  ? "helped, and did harm"
			     : action->verdict == VERDICT_WORSE ? "made it worse"
								: "did not help",
			     STR_ARG(why)),
		&undo);
}

static bool helped(struct work *work, struct incident *incident,
		   const struct action *action)
{
	if (incident->mitigated_at == 0)
		incident->mitigated_at = work->now;
	incident->summary = arena_format(work->arena, STR_FMT ": " STR_FMT,
					 STR_ARG(action->measured),
					 STR_ARG(action->verdict_reason));
	return milestone_reach(work, incident->id, MILESTONE_MITIGATED, work->now,
			       BASIS_MEASURED, 0) &&
	       incident_touch(work, incident) &&
	       incident_move(work, incident, INCIDENT_ACTION_HELPED) &&
	       telling_draft(work, incident, MESSAGE_MITIGATED, STR("an action helped"));
}

static bool record_verdict(struct work *work, struct incident *incident,
			   struct action *action)
{
	if (!store_save(work, &action_shape, action) ||
	    !note(work, "action.judged", incident->id,
		  subject_of(work, "action", action->number),
		  { "number", text_of_int(work, action->number) },
		  { "title", action->title },
		  { "verdict", str_of(action_verdict_names[action->verdict]) },
		  { "reason", action->verdict_reason }))
		return false;
	if (action->undo_of != 0)
		return true;
	if (action->verdict == VERDICT_HELPED)
		return helped(work, incident, action);
	return incident_move(work, incident, INCIDENT_ACTION_FAILED) &&
	       (action->verdict == VERDICT_CANNOT_TELL ||
		verdict_offer_undo(work, incident, action, action->verdict_reason));
}

static bool judge_one(struct work *work, struct incident *incident, struct action *action,
		      const struct check *check)
{
	bool is_over = work->now - action->ended_at > JUDGE_WITHIN_MS;
	bool is_new = check->last_sample_at > action->ended_at;

	action->after = is_new ? check->last_value : NAN;
	action->verdict = action_judge(work->arena, action->before, action->after, check,
				       &action->verdict_reason);
	/* Within the threshold it is judged at once; else it gets its time. */
	if (!is_over && (isnan(action->after) || check->in_breach))
		return true;
	return record_verdict(work, incident, action);
}

bool intervention_judge(struct work *work, struct incident *incident,
			const struct check *check)
{
	struct action *actions;
	size_t count;

	if (!store_of_incident(work, &action_shape, incident->id, &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (actions[i].state == ACTION_SUCCEEDED &&
		    actions[i].verdict == VERDICT_NONE &&
		    str_equal(actions[i].measured, check->name) &&
		    !judge_one(work, incident, &actions[i], check))
			return false;
	return true;
}

bool verdict_await(struct work *work, const struct action *action)
{
	if (action->class == ACTION_READ || action->undo_of != 0)
		return true;
	return timer_set(work, "action.judge", action->id, action->incident,
			 work->now + LOOK_AROUND_MS);
}

bool verdict_due(struct work *work, const struct timer *timer)
{
	struct incident incident;
	struct action action;

	if (!store_get(work, &action_shape, timer->ref, &action) ||
	    !store_get(work, &incident_shape, action.incident, &incident))
		return false;
	if (action.state != ACTION_SUCCEEDED)
		return true;
	if (action.verdict == VERDICT_NONE && incident_is_open(incident.state)) {
		action.verdict = VERDICT_CANNOT_TELL;
		action.verdict_reason = STR("no check of this incident measures it");
		if (!record_verdict(work, &incident, &action))
			return false;
	}
	return job_add(work, LANE_WATCH, neighbours_job.name, action.id, incident.id,
		       work->now);
}
