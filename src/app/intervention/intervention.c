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

/* An effect that has not shown after this long is no effect. */
#define JUDGE_WITHIN_MS (2 * MINUTE_MS)

static bool number_of(struct work *work, int64_t incident, int64_t *ret_number)
{
	return store_count_up(
		work, arena_format(work->arena, "action-of:%lld", (long long)incident),
		ret_number);
}

static bool is_offered(const struct action *actions, size_t count, str key)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(actions[i].key, key))
			return true;
	return false;
}

static const struct check *judging_check(const struct check *checks, size_t count,
					 str name)
{
	for (size_t i = 0; i < count; i++)
		if (name.length == 0 || str_equal(checks[i].name, name))
			return &checks[i];
	return NULL;
}

static bool fill_plan(struct work *work, const struct service *service,
		      const struct action_rule *rule, struct action *action)
{
	struct label *plan = arena_many(work->arena, struct label, rule->plan_count + 1);

	for (size_t i = 0; i < rule->plan_count; i++) {
		plan[i].name = rule->plan[i].name;
		if (!placeholders_fill(work, service, rule->plan[i].value,
				       &plan[i].value))
			return false;
	}
	action->plan = plan_write(work, plan, rule->plan_count);
	return placeholders_fill(work, service, rule->target, &action->target);
}

static bool offer(struct work *work, const struct incident *incident,
		  const struct service *service, const struct action_rule *rule,
		  const struct hypothesis *hypothesis)
{
	struct check *checks;
	size_t count;
	struct action action = {
		.incident = incident->id,
		.key = rule->key,
		.title = rule->title,
		.actuator = rule->actuator,
		.class = rule->class,
		.risk = rule->risk,
		.why = hypothesis->claim,
		.expected = rule->expected,
		.state = ACTION_PREVIEWING,
		.proposed_by = STR("stanch"),
		.before = NAN,
		.after = NAN,
	};

	if (!store_of_incident(work, &check_shape, incident->id, &checks, &count) ||
	    !fill_plan(work, service, rule, &action) ||
	    !number_of(work, incident->id, &action.number))
		return while_doing(work, "offer " STR_FMT, STR_ARG(rule->key));

	const struct check *check = judging_check(checks, count, rule->judged_by);

	action.measured = check ? check->name : STR("");
	return store_add(work, &action_shape, &action) &&
	       job_add(work, LANE_WORK, "preview", action.id, incident->id, work->now);
}

bool intervention_propose(struct work *work, const struct incident *incident,
			  const struct hypothesis *hypothesis)
{
	const struct service *service = config_service(work->config, incident->service);
	struct action *actions;
	size_t count;

	if (!store_of_incident(work, &action_shape, incident->id, &actions, &count))
		return false;
	for (size_t p = 0; service && p < service->pattern_count; p++) {
		const struct pattern *pattern = service->patterns[p];

		for (size_t i = 0; i < pattern->action_count; i++) {
			const struct action_rule *rule = &pattern->actions[i];

			if (!str_equal(rule->when_supported, hypothesis->key) ||
			    is_offered(actions, count, rule->key))
				continue;
			if (!offer(work, incident, service, rule, hypothesis))
				return false;
		}
	}
	work->effects->jobs = true;
	return true;
}

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
	struct label *plan;
	size_t count;

	if (!plan_read(work, action->plan, &plan, &count))
		return false;
	*ret_call = (struct actuator_call){
		.arena = work->arena,
		.config = work->config,
		.hands = &work->app->ports->hands,
		.target = action->target,
		.plan = plan,
		.plan_count = count,
		.job = action->id,
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
		    { "argv", action->argv }, { "target", action->target });
}

bool intervention_approve(struct work *work, struct incident *incident, int64_t number,
			  str digest)
{
	struct action action;
	str why_not;

	if (!store_action_by_number(work, incident->id, number, &action))
		return false;
	if (action.state != ACTION_OFFERED)
		return fail(work, ERROR_CONFLICT,
			    "action %lld is %s: only an offered one can be "
			    "approved",
			    (long long)number, action_state_names[action.state]);
	if (digest.length > 0 && !str_equal(digest, action.digest))
		return fail(work, ERROR_CONFLICT,
			    "the preview has changed: look at it again");
	if (!action_may_approve(work->arena, &action, approver_of(&work->actor),
				work->now, &why_not))
		return fail(work, ERROR_FORBIDDEN, STR_FMT, STR_ARG(why_not));
	/* What destroys needs two: of a proposal of ours the first approver becomes the
	 * requester, and another person must approve. */
	if (action.class >= ACTION_DESTRUCTIVE && str_is(action.proposed_by, "stanch")) {
		action.proposed_by = work->actor.name;
		return store_save(work, &action_shape, &action) &&
		       note(work, "action.requested", action.incident,
			    subject_of(work, "action", action.number),
			    { "number", text_of_int(work, action.number) },
			    { "title", action.title }) &&
		       incident_touch(work, incident);
	}
	action.state = ACTION_APPROVED;
	action.approved_by = work->actor.name;
	action.approved_at = work->now;
	action.approval_ends_at = work->now + APPROVAL_LASTS_MS;
	return store_save(work, &action_shape, &action) && note_approval(work, &action) &&
	       job_add(work, LANE_WORK, "apply", action.id, incident->id, work->now) &&
	       incident_touch(work, incident);
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

	struct action undo = {
		.incident = incident->id,
		.key = arena_format(work->arena, "undo-%lld", (long long)number),
		.title = arena_format(work->arena, "undo: " STR_FMT, STR_ARG(done.title)),
		.actuator = done.actuator,
		.target = done.target,
		.class = done.class,
		.risk = STR("puts back what was there before"),
		.why = arena_format(work->arena, "to undo action %lld",
				    (long long)number),
		.plan = done.undo,
		.expected = STR("the value from before the action"),
		.state = ACTION_PREVIEWING,
		.proposed_by = work->actor.name,
		.before = NAN,
		.after = NAN,
		.measured = done.measured,
		.undo_of = done.id,
	};

	if (!number_of(work, incident->id, &undo.number) ||
	    !store_add(work, &action_shape, &undo))
		return false;
	*ret_undo = undo;
	return job_add(work, LANE_WORK, "preview", undo.id, incident->id, work->now) &&
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
		.state = ACTION_PREVIEWING,
		.proposed_by = done->proposed_by,
		.before = NAN,
		.after = NAN,
		.measured = done->measured,
		.undo_of = done->undo_of,
	};

	if (!store_get(work, &incident_shape, done->incident, &incident))
		return false;
	if (!incident_is_open(incident.state))
		return true;
	return number_of(work, done->incident, &again.number) &&
	       store_add(work, &action_shape, &again) &&
	       job_add(work, LANE_WORK, "preview", again.id, again.incident, work->now);
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
	return incident_move(work, incident, INCIDENT_ACTION_FAILED);
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

bool intervention_close(struct work *work, const struct incident *incident, str reason)
{
	struct action *actions;
	size_t count;

	if (!store_of_incident(work, &action_shape, incident->id, &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct action *action = &actions[i];

		if (action->state != ACTION_OFFERED && action->state != ACTION_PREVIEWING)
			continue;
		action->state = ACTION_WITHDRAWN;
		if (!store_save(work, &action_shape, action) ||
		    !note(work, "action.withdrawn", incident->id,
			  subject_of(work, "action", action->number),
			  { "number", text_of_int(work, action->number) },
			  { "title", action->title }, { "reason", reason }))
			return false;
	}
	return true;
}
