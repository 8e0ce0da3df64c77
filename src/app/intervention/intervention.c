#include "app/intervention/intervention.h"
#include "app/app.h"
#include "app/effects.h"

#include "app/investigation/investigation.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/ports.h"
#include "app/telling/telling.h"
#include "base/hash.h"
#include "base/limits.h"
#include "formats/json.h"

#include <math.h>
#include <stdio.h>

str action_digest(struct arena *arena, const struct action *action)
{
	struct sha256_state state = sha256_begin();
	str parts[] = { action->actuator, action->target, action->argv,
			action->condition };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char length[24];

		/* Lengths in front: no two different offers give the same bytes. */
		snprintf(length, sizeof(length), "%zu:", parts[i].length);
		sha256_add(&state, str_of(length));
		sha256_add(&state, parts[i]);
	}
	return sha256_hex(arena, sha256_end(&state));
}

bool action_call(struct work *work, const struct action *action,
		 struct actuator_call *ret_call)
{
	struct incident incident;
	struct label *plan;
	size_t count;

	if (!plan_read(work, action->plan, &plan, &count) ||
	    !store_get(work, &incident_shape, action->incident, &incident))
		return false;
	*ret_call = (struct actuator_call){
		.arena = work->arena,
		.config = work->config,
		.hands = &work->app->ports->hands,
		.target = action->target,
		.plan = plan,
		.plan_count = count,
		.job = action->id,
		.incident = incident.code,
		.incident_title = incident.title,
		.why = action->why,
		.person = action->approved_by,
		.service = incident.service,
		.now = work->now,
		.wait_ms = ACTION_MS_MAX,
	};
	if (action->condition.length > 0)
		ret_call->condition = json_parse(work->arena, action->condition,
						 &work->error);
	if (action->argv.length > 0)
		ret_call->argv = json_parse(work->arena, action->argv, &work->error);
	if ((action->condition.length > 0 && !ret_call->condition) ||
	    (action->argv.length > 0 && !ret_call->argv))
		return while_doing(work, "action %lld as stored",
				   (long long)action->number);
	return true;
}

/* One that waits already is that one: nobody needs two ways back. */
static bool find_undo(struct work *work, const struct action *done,
		      struct action *ret_undo, bool *ret_found)
{
	struct action *actions;
	size_t count;

	*ret_found = false;
	if (!store_of_incident(work, &action_shape, done->incident, &actions, &count))
		return false;
	for (size_t i = 0; i < count && !*ret_found; i++)
		if (actions[i].undo_of == done->id &&
		    (actions[i].state == ACTION_OFFERED ||
		     actions[i].state == ACTION_PREVIEWING)) {
			*ret_undo = actions[i];
			*ret_found = true;
		}
	return true;
}

bool intervention_offer_undo(struct work *work, const struct action *done, str why,
			     struct action *ret_undo)
{
	bool is_person = work->actor.kind == ACTOR_PERSON, found;
	struct action undo = {
		.incident = done->incident,
		.key = arena_format(work->arena, "undo-%lld", (long long)done->number),
		.title = arena_format(work->arena, "undo: " STR_FMT,
				      STR_ARG(done->title)),
		.actuator = done->actuator,
		.target = done->target,
		.class = done->class,
		.risk = STR("puts back what was there before"),
		.why = why,
		.plan = done->undo,
		.expected = STR("the value from before the action"),
		.proposed_by = work->actor.name,
		.requested_by = is_person ? work->actor.name : STR(""),
		.measured = done->measured,
		.undo_of = done->id,
		.snapshot = done->snapshot,
	};

	if (!find_undo(work, done, ret_undo, &found) || found)
		return found;
	if (!intervention_add(work, &undo))
		return false;
	*ret_undo = undo;
	return true;
}

bool intervention_undo(struct work *work, struct incident *incident, int64_t number,
		       struct action *ret_undo)
{
	struct action done;

	if (!store_action_by_number(work, incident->id, number, &done))
		return false;
	if (done.state != ACTION_SUCCEEDED)
		return fail(work, ERROR_CONFLICT,
			    "action %lld is %s: there is nothing to undo",
			    (long long)number, action_state_names[done.state]);
	if (done.undo.length == 0)
		return fail(work, ERROR_CONFLICT, "there is no way back: " STR_FMT,
			    STR_ARG(done.undo_text));
	return intervention_offer_undo(work, &done,
				       arena_format(work->arena, "to undo action %lld",
						    (long long)number),
				       ret_undo) &&
	       incident_touch(work, incident);
}

bool intervention_offer_again(struct work *work, const struct action *done)
{
	struct incident incident;
	struct action again = {
		.incident = done->incident,
		.key = done->key,
		.title = done->title,
		.actuator = done->actuator,
		.target = done->target,
		.class = done->class,
		.risk = done->risk,
		.why = done->why,
		.plan = done->plan,
		.expected = done->expected,
		.proposed_by = done->proposed_by,
		.requested_by = done->requested_by,
		.measured = done->measured,
		.undo_of = done->undo_of,
		.from_alert = done->from_alert,
	};

	if (!store_get(work, &incident_shape, done->incident, &incident))
		return false;
	if (!incident_is_open(incident.state))
		return true;
	return intervention_add(work, &again);
}

bool intervention_settle(struct work *work, const struct incident *incident,
			 int64_t number)
{
	struct action action;

	if (!store_action_by_number(work, incident->id, number, &action))
		return false;
	if (action.state != ACTION_UNKNOWN)
		return fail(work, ERROR_CONFLICT,
			    "action %lld is %s: its outcome is known", (long long)number,
			    action_state_names[action.state]);
	return job_add(work, LANE_WORK, "settle", action.id, incident->id, work->now);
}

bool intervention_withdraw(struct work *work, struct action *action, str reason)
{
	if (action->state != ACTION_OFFERED && action->state != ACTION_PREVIEWING)
		return true;
	action->state = ACTION_WITHDRAWN;
	return store_save(work, &action_shape, action) &&
	       note(work, "action.withdrawn", action->incident,
		    subject_of(work, "action", action->number),
		    { "number", text_of_int(work, action->number) },
		    { "title", action->title }, { "reason", reason });
}

bool intervention_close(struct work *work, const struct incident *incident, str reason)
{
	struct action *actions;
	size_t count;

	if (!store_of_incident(work, &action_shape, incident->id, &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!intervention_withdraw(work, &actions[i], reason))
			return false;
	return true;
}
