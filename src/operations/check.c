/* check: how recovery is proven. */
#include "core/incident/check.h"
#include "operations/noun.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &check_shape, incident.id, "checks", answer);
}

static const struct operation operations[] = {
	{ .noun = "check",
	  .verb = "list",
	  .help = "what must hold before an incident may be resolved",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "checks",
		    .columns = { { "state", "state", 0 },
				 { "name", "check", 0 },
				 { "last_value", "last value", 0 },
				 { "unit", "unit", 0 },
				 { "reason", "because", 0 } },
		    .empty = "No check measures this service." } },
};

NOUN(check, operations);
