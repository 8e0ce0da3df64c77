/* hypothesis: what is believed, and what the evidence says of it. */
#include "core/diagnosis/hypothesis.h"
#include "operations/noun.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &hypothesis_shape, incident.id, "hypotheses", answer);
}

static const struct operation operations[] = {
	{ .noun = "hypothesis",
	  .verb = "list",
	  .help = "claims with their verdicts",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "hypotheses",
		    .columns = { { "state", "verdict", 0 },
				 { "claim", "claim", 0 },
				 { "reason", "because", 0 } },
		    .empty = "No known pattern for this service." } },
};

NOUN(hypothesis, operations);
