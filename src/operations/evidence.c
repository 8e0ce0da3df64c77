/* evidence: what systems answered, with its source, time and hash. */
#include "app/investigation/investigation.h"
#include "operations/noun.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &evidence_shape, incident.id, "evidence", answer);
}

struct show_input {
	int64_t id;
};
static const struct field show_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct show_input, id),
	  .required = true,
	  .help = "the number of the evidence" },
};
static const struct shape show_shape = SHAPE("evidence", struct show_input, show_fields);

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct show_input *in = input;
	struct evidence evidence;

	if (!store_get(work, &evidence_shape, in->id, &evidence))
		return false;
	tree_put(work->arena, answer, "evidence",
		 row_tree(work->arena, &evidence_shape, &evidence));
	tree_put_text(work->arena, answer, "body", evidence.body);
	return true;
}

static bool gather(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !investigation_gather(work, &incident, STR("asked")))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "evidence",
	  .verb = "list",
	  .help = "what was asked, and what it means",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "evidence",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "title", "what", 0 },
				 { "occasion", "when", 0 },
				 { "meaning", "meaning", 0 },
				 { "problem", "problem", 0 } },
		    .empty = "No evidence yet." } },
	{ .noun = "evidence",
	  .verb = "show",
	  .help = "one answer, whole",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &show_shape,
	  .run = show,
	  .view = { .template = "{{evidence.title}} ({{evidence.state}}) from "
				"{{evidence.target}}\n"
				"  asked: {{evidence.question}}\n  meaning: "
				"{{evidence.meaning}}\n"
				"  SHA-256 {{evidence.body_hash}}\n\n{{body}}\n" } },
	{ .noun = "evidence",
	  .verb = "gather",
	  .help = "ask all systems again",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &of_incident_shape,
	  .run = gather,
	  .view = { .template = "Asking again for {{incident.code}}.\n" } },
};

NOUN(evidence, operations);
