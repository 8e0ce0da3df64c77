/* What stanch may do by itself: held back by a rule, or approved in advance by one. */
#include "core/action/autonomy.h"

#include "app/intervention/intervention.h"
#include "app/note.h"

static const struct autonomy_rule *rule_of(const struct work *work,
					   const struct incident *incident,
					   const struct action *action)
{
	return autonomy_rule_of(work->config->autonomy, work->config->autonomy_count,
				action, incident->service, incident->rank);
}

bool autonomy_observes(const struct work *work, const struct incident *incident,
		       const struct action *action, str *ret_rule)
{
	const struct autonomy_rule *rule = rule_of(work, incident, action);

	if (autonomy_of(rule, action) != AUTONOMY_OBSERVE)
		return false;
	*ret_rule = rule->name;
	return true;
}

bool autonomy_lets_approve(struct work *work, const struct incident *incident,
			   const struct action *action)
{
	const struct autonomy_rule *rule = rule_of(work, incident, action);

	if (autonomy_of(rule, action) >= AUTONOMY_APPROVED)
		return true;
	return fail(work, ERROR_FORBIDDEN,
		    "autonomy " STR_FMT ": stanch runs no %s action at " STR_FMT
		    "; run it by hand: " STR_FMT,
		    STR_ARG(rule->name), action_class_names[action->class],
		    STR_ARG(incident->severity), STR_ARG(str_clip(action->preview, 500)));
}

/* One that was tried before is decided by a person: what failed once is not repeated
 * without one. */
static bool is_first(struct work *work, const struct action *action, bool *ret_is)
{
	struct action *actions;
	size_t count;

	*ret_is = true;
	if (!store_of_incident(work, &action_shape, action->incident, &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (actions[i].id != action->id && str_equal(actions[i].key, action->key))
			*ret_is = false;
	return true;
}

bool autonomy_pre_approve(struct work *work, struct action *action)
{
	const struct autonomy_rule *rule;
	struct incident incident;
	bool first = false;

	if (!store_get(work, &incident_shape, action->incident, &incident))
		return false;
	rule = rule_of(work, &incident, action);
	if (autonomy_of(rule, action) != AUTONOMY_PRE_APPROVED ||
	    !incident_is_open(incident.state))
		return true;
	if (!is_first(work, action, &first))
		return false;
	if (!first)
		return true;

	str by = arena_format(work->arena, "autonomy " STR_FMT, STR_ARG(rule->name));

	return intervention_let_run(work, action, by) &&
	       note(work, "action.pre-approved", incident.id,
		    subject_of(work, "action", action->number),
		    { "number", text_of_int(work, action->number) },
		    { "title", action->title }, { "rule", rule->name },
		    { "agreed_by", rule->agreed_by }, { "digest", action->digest },
		    { "argv", action->argv }, { "target", action->target });
}
