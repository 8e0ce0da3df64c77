/* How a change is put back: by the plan that came with it, where its actuator is there,
 * else by that of its service, whose placeholders it fills. */
#ifndef APP_INTERVENTION_UNDO_PLAN_H
#define APP_INTERVENTION_UNDO_PLAN_H

#include "app/store.h"
#include "core/learning/change.h"

struct undo_plan {
	str actuator, target, plan; /* the plan as JSON */
	enum action_class class;
};

/* "" and the plan; else why there is none. Revisions come from outside, so only plain
 * ones are filled in. */
str undo_plan_of(struct work *work, const struct change *change,
		 struct undo_plan *ret_plan);

#endif
