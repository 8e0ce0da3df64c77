/* postmortem: the record nobody had to type. */
#include "app/learning/learning.h"
#include "operations/noun.h"

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;
	str markdown;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !postmortem_render(work, &incident, &markdown))
		return false;
	tree_put_text(work->arena, answer, "incident", incident.code);
	tree_put_text(work->arena, answer, "path", postmortem_path(work, &incident));
	tree_put_text(work->arena, answer, "markdown", markdown);
	return true;
}

static bool write_anew(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident))
		return false;
	tree_put_text(work->arena, answer, "path", postmortem_path(work, &incident));
	return job_add(work, LANE_WORK, "postmortem", incident.id, incident.id,
		       work->now);
}

static const struct operation operations[] = {
	{ .noun = "postmortem",
	  .verb = "show",
	  .help = "the whole text, from the record as it is",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = show,
	  .view = { .template = "{{markdown}}" } },
	{ .noun = "postmortem",
	  .verb = "write",
	  .help = "write the file anew",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &of_incident_shape,
	  .run = write_anew,
	  .view = { .template = "Writing {{path}}\n" } },
};

NOUN(postmortem, operations);
