#include "core/action/autonomy.h"

#include "core/action/rollback.h"

#include <stddef.h>

const char *const autonomy_names[] = {
	[AUTONOMY_OBSERVE] = "observe",
	[AUTONOMY_PROPOSE] = "propose",
	[AUTONOMY_APPROVED] = "approved",
	[AUTONOMY_PRE_APPROVED] = "pre-approved",
	NULL,
};

static bool is_one_of(const str *names, size_t count, str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(names[i], name))
			return true;
	return count == 0;
}

const struct autonomy_rule *autonomy_rule_of(const struct autonomy_rule *rules,
					     size_t count, const struct action *action,
					     str service, int64_t rank)
{
	for (size_t i = 0; i < count; i++) {
		const struct autonomy_rule *rule = &rules[i];

		if (rule->class == action->class && rank >= rule->worst &&
		    rank <= rule->least &&
		    is_one_of(rule->services, rule->service_count, service) &&
		    is_one_of(rule->actuators, rule->actuator_count, action->actuator) &&
		    is_one_of(rule->keys, rule->key_count, action->key))
			return rule;
	}
	return NULL;
}

/* Mild, known, and written by who wrote the configuration. */
static bool may_be_pre_approved(const struct action *action)
{
	return (action->class == ACTION_READ || action->class == ACTION_REVERSIBLE) &&
	       !key_is_rollback(action->key) && action->undo_of == 0 &&
	       action->key.length > 0 && str_is(action->proposed_by, "stanch") &&
	       action->from_alert.length == 0;
}

enum autonomy autonomy_of(const struct autonomy_rule *rule, const struct action *action)
{
	/* The way back of what was run is never held back. */
	if (!rule || action->undo_of != 0)
		return AUTONOMY_APPROVED;
	if (rule->level == AUTONOMY_PRE_APPROVED && !may_be_pre_approved(action))
		return AUTONOMY_APPROVED;
	return rule->level;
}
