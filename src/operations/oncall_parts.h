/* The larger verbs of oncall. Private to operations. */
#ifndef OPERATIONS_ONCALL_PARTS_H
#define OPERATIONS_ONCALL_PARTS_H

#include "operations/noun.h"

#include "app/paging/oncall.h"
#include "core/paging/policy.h"

extern const struct shape oncall_simulate_shape;
bool oncall_simulate(struct work *work, const void *input,
		     struct tree *answer) MUST_CHECK;
bool oncall_lint(struct work *work, const void *input, struct tree *answer) MUST_CHECK;

/* The zone that a policy's times are shown in: of its first schedule, else UTC. */
const struct zone *oncall_zone(const struct work *work, const struct policy *policy);
/* INVALID with the names there are. */
bool oncall_schedule_named(struct work *work, str name,
			   const struct schedule **ret_schedule) MUST_CHECK;

#endif
