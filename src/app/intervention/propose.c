/* What becomes an offer: the actions that a supported hypothesis asks for, and what a
 * person or an agent proposes. */
#include "app/effects.h"
#include "app/intervention/intervention.h"
#include "app/investigation/investigation.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/ports.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "formats/json.h"

#include <math.h>

static bool number_of(struct work *work, int64_t incident, int64_t *ret_number)
{
	return store_count_up(
		work, arena_format(work->arena, "action-of:%lld", (long long)incident),
		ret_number);
}

/* What the actuator itself says of this target and plan. */
static bool class_of(struct work *work, const struct action *action,
		     const struct actuator *actuator, enum action_class *ret_class)
{
	struct actuator_call call;

	if (!action_call(work, action, &call))
		return false;
	*ret_class = actuator && actuator->class_of ? actuator->class_of(&call)
						    : ACTION_DESTRUCTIVE;
	return true;
}

bool intervention_tighten(struct work *work, struct action *action, bool by_pattern)
{
	const struct actuator *actuator = ports_actuator(work->app->ports,
							 action->actuator);
	enum action_class least;

	/* One that is not there is refused at the preview, in words. */
	if (by_pattern && (!actuator || actuator->is_classed_by_pattern))
		return true;
	if (!class_of(work, action, actuator, &least))
		return false;
	if (action->class < least)
		action->class = least;
	return true;
}

bool intervention_add(struct work *work, struct action *action)
{
	action->state = ACTION_PREVIEWING;
	action->before = NAN;
	action->after = NAN;
	work->effects->jobs = true;
	return number_of(work, action->incident, &action->number) &&
	       store_add(work, &action_shape, action) &&
	       job_add(work, LANE_WORK, "preview", action->id, action->incident,
		       work->now);
}

bool intervention_find_judge(struct work *work, struct action *action, str name)
{
	struct check *checks;
	size_t count;

	if (!store_of_incident(work, &check_shape, action->incident, &checks, &count))
		return false;
	for (size_t i = 0; i < count && action->measured.length == 0; i++)
		if (name.length == 0 || str_equal(checks[i].name, name))
			action->measured = checks[i].name;
	return true;
}

/* -- by a pattern -- */

static bool is_offered(const struct action *actions, size_t count, str key)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(actions[i].key, key))
			return true;
	return false;
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

/* A rule wants to see only what would be offered. It is kept, so that it is said once. */
static bool note_only(struct work *work, struct action *action, str rule)
{
	action->state = ACTION_WITHDRAWN;
	action->before = NAN;
	action->after = NAN;
	action->problem = arena_format(work->arena, "autonomy " STR_FMT ": only observed",
				       STR_ARG(rule));
	return number_of(work, action->incident, &action->number) &&
	       store_add(work, &action_shape, action) &&
	       note(work, "action.observed", action->incident,
		    subject_of(work, "action", action->number),
		    { "number", text_of_int(work, action->number) },
		    { "title", action->title }, { "target", action->target },
		    { "plan", action->plan },
		    { "class", str_of(action_class_names[action->class]) },
		    { "why", action->why }, { "rule", rule });
}

static bool offer(struct work *work, const struct incident *incident,
		  const struct service *service, const struct action_rule *rule,
		  const struct hypothesis *hypothesis)
{
	struct action action = {
		.incident = incident->id,
		.key = rule->key,
		.title = rule->title,
		.actuator = rule->actuator,
		.class = rule->class,
		.risk = rule->risk,
		.why = hypothesis->claim,
		.expected = rule->expected,
		.proposed_by = STR("stanch"),
	};
	str observing = { 0 };

	if (!fill_plan(work, service, rule, &action) ||
	    !intervention_tighten(work, &action, true) ||
	    !intervention_find_judge(work, &action, rule->judged_by) ||
	    !(autonomy_observes(work, incident, &action, &observing)
		      ? note_only(work, &action, observing)
		      : intervention_add(work, &action)))
		return while_doing(work, "offer " STR_FMT, STR_ARG(rule->key));
	return true;
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
	return true;
}

/* -- by a person or an agent -- */

/* The labels of the incident's first alerts: where a value may have come from. */
struct said_by_alerts {
	const struct tree *labels[ALERTS_LOOKED_AT_MAX];
	size_t count;
};

static bool read_alerts(struct work *work, const struct incident *incident,
			struct said_by_alerts *ret_said)
{
	struct alert *alerts, full;
	struct said_by_alerts said = { 0 };
	size_t count;

	if (!store_of_incident(work, &alert_brief_shape, incident->id, &alerts, &count))
		return false;
	for (size_t i = 0; i < count && i < ALERTS_LOOKED_AT_MAX; i++) {
		if (!store_get(work, &alert_shape, alerts[i].id, &full))
			return false;
		said.labels[said.count] = json_parse(work->arena, full.labels,
						     &work->error);
		if (!said.labels[said.count++])
			return while_doing(work, "labels of alert %lld",
					   (long long)full.id);
	}
	*ret_said = said;
	return true;
}

static str label_of(struct work *work, const struct said_by_alerts *said, str name)
{
	const char *wanted = arena_c_string(work->arena, name);
	str value = STR("");

	for (size_t i = 0; i < said->count && value.length == 0; i++)
		value = tree_get_text(said->labels[i], wanted);
	return value;
}

static bool is_said(const struct said_by_alerts *said, str value)
{
	for (size_t i = 0; i < said->count; i++)
		for (size_t k = 0; k < tree_count(said->labels[i]); k++)
			if (value.length > 0 &&
			    str_equal(tree_nth(said->labels[i], k)->text, value))
				return true;
	return false;
}

/* "{{label.pod}}" is that label of the incident's alerts; other placeholders are the
 * service's settings. */
static bool fill_value(struct work *work, const struct incident *incident,
		       const struct said_by_alerts *said, str *value)
{
	const struct service *service = config_service(work->config, incident->service);
	str begin = STR("{{label."), name;

	if (str_starts_with(*value, begin) && str_ends_with(*value, STR("}}"))) {
		name = str_slice(*value, begin.length, value->length - begin.length - 2);
		*value = label_of(work, said, name);
		return value->length > 0 ||
		       fail(work, ERROR_INVALID, "no alert here has a label " STR_FMT,
			    STR_ARG(str_clip(name, 60)));
	}
	if (!str_contains(*value, STR("{{")))
		return true;
	if (!service)
		return fail(work, ERROR_INVALID,
			    "service " STR_FMT " is not configured: it has no settings",
			    STR_ARG(incident->service));
	return placeholders_fill(work, service, *value, value);
}

/* Fills it in, holds it against its grammar and notes whether an alert said it. */
static bool take_value(struct work *work, const struct incident *incident,
		       const struct said_by_alerts *said, str name, str *value,
		       struct tree *from_alert)
{
	str why_not;

	if (!fill_value(work, incident, said, value))
		return while_doing(work, STR_FMT, STR_ARG(name));
	if (!action_value_accepts(work->arena, name, *value, &why_not))
		return fail(work, ERROR_INVALID, STR_FMT, STR_ARG(why_not));
	if (is_said(said, *value))
		tree_add(work->arena, from_alert, tree_text(work->arena, name));
	return true;
}

static bool take_values(struct work *work, const struct incident *incident,
			const struct action_proposal *proposal, struct action *action)
{
	struct label *plan = arena_many(work->arena, struct label,
					proposal->plan_count + 1);
	struct tree *from_alert = tree_list(work->arena);
	struct said_by_alerts said = { 0 };

	if (!read_alerts(work, incident, &said) ||
	    !take_value(work, incident, &said, STR("target"), &action->target,
			from_alert))
		return false;
	for (size_t i = 0; i < proposal->plan_count; i++) {
		plan[i] = proposal->plan[i];
		if (!take_value(work, incident, &said, plan[i].name, &plan[i].value,
				from_alert))
			return false;
	}
	action->plan = plan_write(work, plan, proposal->plan_count);
	if (tree_count(from_alert) > 0)
		action->from_alert = json_write(work->arena, from_alert);
	return true;
}

/* What a runbook's step is made of was held against its own grammar, line breaks and
 * all. */
static bool take_step(struct work *work, const struct action_proposal *proposal,
		      struct action *action)
{
	struct tree *from_alert = tree_list(work->arena);

	for (size_t i = 0; i < proposal->from_alert_count; i++)
		tree_add(work->arena, from_alert,
			 tree_text(work->arena, proposal->from_alert[i].name));
	action->plan = plan_write(work, proposal->plan, proposal->plan_count);
	if (proposal->from_alert_count > 0)
		action->from_alert = json_write(work->arena, from_alert);
	return true;
}

static bool take_plan(struct work *work, const struct incident *incident,
		      const struct action_proposal *proposal, struct action *action)
{
	return proposal->is_of_runbook ? take_step(work, proposal, action)
				       : take_values(work, incident, proposal, action);
}

/* What only reads changes nothing that a measurement could show. */
static bool find_judge(struct work *work, struct action *action, str name)
{
	return action->class == ACTION_READ ||
	       intervention_find_judge(work, action, name);
}

static bool refuse_repeated(struct work *work, const struct action *action)
{
	struct action *actions;
	size_t count, open = 0;

	if (!store_of_incident(work, &action_shape, action->incident, &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (actions[i].state > ACTION_OFFERED)
			continue;
		open++;
		if (str_equal(actions[i].actuator, action->actuator) &&
		    str_equal(actions[i].target, action->target) &&
		    str_equal(actions[i].plan, action->plan))
			return fail(work, ERROR_CONFLICT,
				    "action %lld offers just that already",
				    (long long)actions[i].number);
	}
	return open < OFFERS_OPEN_MAX ||
	       fail(work, ERROR_TOO_LARGE,
		    "%d offers are open already: decide some of them first",
		    OFFERS_OPEN_MAX);
}

static bool refuse_unknown_actuator(struct work *work, str name, bool is_of_runbook)
{
	const struct ports *ports = work->app->ports;
	const struct actuator *actuator = ports_actuator(ports, name);
	str known = STR("");

	if (actuator && actuator->is_of_runbooks && !is_of_runbook)
		return fail(work, ERROR_FORBIDDEN,
			    "actuator: a step comes out of a runbook: stanch runbook "
			    "run");
	if (actuator)
		return true;
	for (size_t i = 0; i < ports->actuator_count; i++)
		known = arena_format(work->arena, STR_FMT "%s%s", STR_ARG(known),
				     i > 0 ? ", " : "", ports->actuators[i]->name);
	return fail(work, ERROR_INVALID,
		    "actuator: there is no '" STR_FMT "'; there are: " STR_FMT,
		    STR_ARG(str_clip(name, 60)), STR_ARG(known));
}

static str or_else(str text, str otherwise)
{
	return text.length > 0 ? text : otherwise;
}

bool intervention_propose_this(struct work *work, struct incident *incident,
			       const struct action_proposal *proposal,
			       struct action *ret_action)
{
	bool is_person = work->actor.kind == ACTOR_PERSON;
	struct action action = {
		.incident = incident->id,
		.actuator = proposal->actuator,
		.target = proposal->target,
		.class = proposal->class,
		.risk = STR("as its preview says"),
		.why = or_else(proposal->why, STR("no reason was given")),
		.expected = or_else(proposal->expected, STR("nothing was said")),
		.proposed_by = work->actor.name,
		.requested_by = is_person ? work->actor.name : STR(""),
	};

	if (!incident_is_open(incident->state))
		return fail(work, ERROR_CONFLICT, STR_FMT " is %s",
			    STR_ARG(incident->code),
			    incident_state_names[incident->state]);
	if (!refuse_unknown_actuator(work, proposal->actuator, proposal->is_of_runbook) ||
	    !take_plan(work, incident, proposal, &action) ||
	    !refuse_repeated(work, &action) ||
	    !intervention_tighten(work, &action, false) ||
	    !find_judge(work, &action, proposal->judged_by))
		return false;
	action.title = or_else(proposal->title,
			       arena_format(work->arena, STR_FMT " on " STR_FMT,
					    STR_ARG(action.actuator),
					    STR_ARG(action.target)));
	if (!intervention_add(work, &action) ||
	    !note(work, "action.proposed", incident->id,
		  subject_of(work, "action", action.number),
		  { "number", text_of_int(work, action.number) },
		  { "title", action.title }, { "actuator", action.actuator },
		  { "target", action.target }, { "plan", action.plan },
		  { "class", str_of(action_class_names[action.class]) },
		  { "why", action.why }))
		return false;
	*ret_action = action;
	return !is_person || incident_touch(work, incident);
}
