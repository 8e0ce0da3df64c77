#include "core/paging/policy.h"

#include <stddef.h>

const char *const step_trigger_names[] = {
	[STEP_UNACKNOWLEDGED] = "unacknowledged",
	[STEP_UNMITIGATED] = "unmitigated",
	[STEP_NEED] = "need",
	[STEP_SEVERITY] = "severity",
	[STEP_TIME_BOX] = "time box",
	NULL,
};

bool policy_begins_chain(const struct policy *policy, size_t step)
{
	if (step >= policy->step_count)
		return false;
	return step == 0 || policy->steps[step].trigger != STEP_UNACKNOWLEDGED;
}

size_t policy_chain_end(const struct policy *policy, size_t chain)
{
	size_t end = chain + 1;

	while (end < policy->step_count && !policy_begins_chain(policy, end))
		end++;
	return end;
}
