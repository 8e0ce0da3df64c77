/* issue: what the tracker keeps of an incident. */
#include "app/telling/tracking.h"
#include "operations/noun.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &issue_shape, incident.id, "issues", answer);
}

/* For what the configuration does not track by itself, or what failed before. */
static bool open_issue(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       tracking_ask(work, &incident) &&
	       answer_rows(work, &issue_shape, incident.id, "issues", answer);
}

static const struct operation operations[] = {
	{ .noun = "issue",
	  .verb = "list",
	  .help = "the incident's issue in the tracker",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "issues",
		    .columns = { { "state", "state", 0 },
				 { "tracker", "tracker", 0 },
				 { "key", "key", 0 },
				 { "url", "url", 0 },
				 { "problem", "problem", 0 } },
		    .empty = "No issue." } },
	{ .noun = "issue",
	  .verb = "open",
	  .help = "open an issue in the tracker, or try again what failed",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &of_incident_shape,
	  .run = open_issue,
	  .view = { .template = "{{#issues}}Issue {{state}}"
				"{{#url}}: {{url}}{{/url}}\n{{/issues}}" } },
};

NOUN(issue, operations);
