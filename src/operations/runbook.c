/* runbook: what teams wrote down for an incident. */
#include "operations/runbook_parts.h"

static const struct operation operations[] = {
	RUNBOOK_CLASSIFY,
	RUNBOOK_LINT,
	RUNBOOK_RULES,
};

NOUN(runbook, operations);
