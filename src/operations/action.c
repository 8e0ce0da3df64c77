/* action: what can be changed, with preview, approval, record and undo. */
#include "app/intervention/intervention.h"
#include "operations/noun.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &action_shape, incident.id, "actions", answer);
}

static bool answer_action(struct work *work, const struct incident *incident,
			  int64_t number, struct tree *answer)
{
	struct action action;

	if (!store_action_by_number(work, incident->id, number, &action))
		return false;
	tree_put(work->arena, answer, "action",
		 row_tree(work->arena, &action_shape, &action));
	tree_put_text(work->arena, answer, "incident", incident->code);
	return true;
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_action *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_action(work, &incident, in->number, answer);
}

static bool approve(struct work *work, const void *input, struct tree *answer)
{
	const struct of_action *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       intervention_approve(work, &incident, in->number, in->digest) &&
	       answer_action(work, &incident, in->number, answer);
}

static bool undo(struct work *work, const void *input, struct tree *answer)
{
	const struct of_action *in = input;
	struct incident incident;
	struct action undo;

	return store_incident_find(work, in->incident, &incident) &&
	       intervention_undo(work, &incident, in->number, &undo) &&
	       answer_action(work, &incident, undo.number, answer);
}

static bool settle(struct work *work, const void *input, struct tree *answer)
{
	const struct of_action *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       intervention_settle(work, &incident, in->number) &&
	       answer_action(work, &incident, in->number, answer);
}

static const struct operation operations[] = {
	{ .noun = "action",
	  .verb = "list",
	  .help = "what is offered, runs, or was done",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "actions",
		    .columns = { { "number", "#", 0 },
				 { "title", "action", 0 },
				 { "class", "class", 0 },
				 { "state", "state", 0 },
				 { "verdict", "verdict", 0 },
				 { "preview", "was → will be", 0 } },
		    .empty = "Nothing is offered." } },
	{ .noun = "action",
	  .verb = "show",
	  .help = "one action with its preview and way back",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_action_shape,
	  .run = show,
	  .view = { .template =
			    "{{action.number}} {{action.title}} [{{action.class}}, "
			    "{{action.state}}]\n  on {{action.target}}\n  "
			    "{{action.preview}}\n"
			    "  risk: {{action.risk}}\n  way back: {{action.undo_text}}\n"
			    "  because: {{action.why}}\n  expected: {{action.expected}}\n"
			    "  digest {{action.digest}}\n" } },
	{ .noun = "action",
	  .verb = "approve",
	  .alias = "approve",
	  .help = "let it run, exactly as the preview shows",
	  .more = "The approval binds to the digest of target, command and the values "
		  "read for "
		  "the preview. They are read again before it runs; if they moved, it is "
		  "refused.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_APPROVER,
	  .people_only = true,
	  .input = &of_action_shape,
	  .run = approve,
	  .view = { .template = "Approved {{action.number}} {{action.title}}: it is "
				"written down "
				"and starts now.\n" } },
	{ .noun = "action",
	  .verb = "undo",
	  .alias = "undo",
	  .help = "offer the way back of a finished action, to be approved",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_APPROVER,
	  .people_only = true,
	  .input = &of_action_shape,
	  .run = undo,
	  .view = { .template = "Offered as action {{action.number}}: {{action.title}}. "
				"Approve "
				"it with: stanch approve {{incident}} "
				"{{action.number}}\n" } },
	{ .noun = "action",
	  .verb = "settle",
	  .help = "of unknown outcome: read the target again, whether it was done",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &of_action_shape,
	  .run = settle,
	  .view = { .template = "Asking the target about action {{action.number}}.\n" } },
};

NOUN(action, operations);
