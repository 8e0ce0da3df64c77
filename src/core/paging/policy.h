/* An escalation policy: who is called, in which order, and what makes it go on. It is
 * data; its steps are read from the top.
 *
 * A step with a trigger of its own (unmitigated for, need, severity, time box) begins a
 * chain: a page of its own. The steps "unacknowledged for" behind it belong to that
 * chain and count from its beginning. The first chain begins with the incident.
 *
 *     L1  page primary
 *     L1  page secondary        unacknowledged for 5m
 *     L2  page dave             unmitigated for 30m      <- a second page
 *     L2  page erin             unacknowledged for 5m
 *     L3  page erin             need: architecture       <- a third */
#ifndef CORE_PAGING_POLICY_H
#define CORE_PAGING_POLICY_H

#include "base/clock.h"

enum target_kind { TARGET_PERSON, TARGET_SCHEDULE, TARGET_CHANNEL };

struct target {
	enum target_kind kind;
	str name;    /* of the person, schedule or channel */
	str address; /* TARGET_CHANNEL only */
};

enum step_trigger {
	STEP_UNACKNOWLEDGED, /* its chain was not acknowledged for .after */
	STEP_UNMITIGATED,    /* the incident burns for .after */
	STEP_NEED,           /* somebody declared .need */
	STEP_SEVERITY,       /* it became .rank or worse */
	STEP_TIME_BOX,       /* a task was not done in its time */
};
extern const char *const step_trigger_names[];

struct policy_step {
	str level; /* "L1" */
	enum step_trigger trigger;
	duration_ms after; /* UNACKNOWLEDGED (0 in a chain's first step), UNMITIGATED */
	str need;
	int64_t rank;
	struct target *targets;
	size_t target_count;
};

struct policy {
	str name;
	duration_ms repeat;          /* between two rounds to the same people */
	duration_ms exhausted_after; /* a chain unanswered for so long alarms everybody */
	duration_ms ack_lapse;       /* an ack without an act; 0: never */
	struct policy_step *steps;   /* at least one, the first UNACKNOWLEDGED after 0 */
	size_t step_count;
};

enum { POLICY_STEPS_MAX = 50, STEP_TARGETS_MAX = 20 };

/* One behind the chain's last step; chain is its first. */
size_t policy_chain_end(const struct policy *policy, size_t chain);
/* Whether a chain begins at this step. */
bool policy_begins_chain(const struct policy *policy, size_t step);

#endif
