/* How far stanch goes by itself, per class of action and severity. What no rule speaks of
 * runs when a person approved it. A rule can hold it back (it only proposes, or does not
 * even do that) or approve in advance what is mild, known and written in the
 * configuration: never what destroys or rewrites data, never a rollback or an undo, and
 * never what somebody else proposed or an alert had a word in. */
#ifndef CORE_ACTION_AUTONOMY_H
#define CORE_ACTION_AUTONOMY_H

#include "core/action/action.h"

enum autonomy {
	AUTONOMY_OBSERVE, /* notes what it would offer */
	AUTONOMY_PROPOSE, /* offers it with its preview; people run it by hand */
	AUTONOMY_APPROVED,
	AUTONOMY_PRE_APPROVED,
};
extern const char *const autonomy_names[];

struct autonomy_rule {
	str name;
	enum action_class class;
	int64_t worst, least;             /* ranks: from worst (0) to least (3) */
	str *services, *actuators, *keys; /* any of them; none: all */
	size_t service_count, actuator_count, key_count;
	enum autonomy level;
	str agreed_by; /* the person who answers for an approval in advance */
};

/* The first rule that speaks of it; NULL: none does. */
const struct autonomy_rule *autonomy_rule_of(const struct autonomy_rule *rules,
					     size_t count, const struct action *action,
					     str service, int64_t rank);

/* What holds of this action by that rule, which may be NULL. */
enum autonomy autonomy_of(const struct autonomy_rule *rule, const struct action *action);

#endif
