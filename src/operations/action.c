/* action: what can be changed, with preview, approval, record and undo. */
#include "app/intervention/intervention.h"
#include "operations/noun.h"
#include "operations/rollbacks.h"
#include "operations/values.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct tree *list = tree_list(work->arena);
	struct incident incident;
	struct offers offers;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !offers_of(work, incident.id, &offers))
		return false;
	for (size_t i = 0; i < offers.count; i++) {
		struct tree *one = row_tree(work->arena, &action_shape, &offers.items[i]);

		tree_put_int(work->arena, one, "rank", offers.ranks[i]);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "actions", list);
	return true;
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

/* -- propose -- */

struct propose_input {
	str incident, actuator, target, plan, title, why, expected, judged_by;
	enum action_class class;
};
static const struct field propose_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct propose_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "actuator",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct propose_input, actuator),
	  .required = true,
	  .help = "what does it: redis, command, …" },
	{ .name = "target",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct propose_input, target),
	  .required = true,
	  .help = "what is changed, as the actuator names it" },
	{ .name = "plan",
	  .kind = FIELD_JSON,
	  .offset = offsetof(struct propose_input, plan),
	  .help = "what to do there: '{\"set\": \"maxmemory\", \"to\": \"64mb\"}' or "
		  "'set=maxmemory to=64mb'; {{label.pod}} is that label of the alerts" },
	{ .name = "title",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct propose_input, title),
	  .help = "in a few words" },
	{ .name = "why",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct propose_input, why),
	  .help = "what speaks for it" },
	{ .name = "expected",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct propose_input, expected),
	  .help = "the effect it will have" },
	{ .name = "judged_by",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct propose_input, judged_by),
	  .help = "the check that tells whether it helped; else the incident's first" },
	{ .name = "class",
	  .kind = FIELD_ENUM,
	  .names = action_class_names,
	  .offset = offsetof(struct propose_input, class),
	  .help = "stricter than what the actuator says: destructive, data-repair" },
};
static const struct shape propose_shape = SHAPE("proposal", struct propose_input,
						propose_fields);

static bool propose(struct work *work, const void *input, struct tree *answer)
{
	const struct propose_input *in = input;
	struct incident incident;
	struct action action;
	struct action_proposal proposal = {
		.actuator = in->actuator,
		.target = in->target,
		.class = in->class,
		.title = in->title,
		.why = in->why,
		.expected = in->expected,
		.judged_by = in->judged_by,
	};

	return (in->plan.length == 0 ||
		values_read(work, "plan", in->plan, &proposal.plan,
			    &proposal.plan_count)) &&
	       store_incident_find(work, in->incident, &incident) &&
	       intervention_propose_this(work, &incident, &proposal, &action) &&
	       answer_action(work, &incident, action.number, answer);
}

/* -- approve -- */

struct approve_input {
	str incident;
	int64_t number;
	str digest, snapshot;
};
static const struct field approve_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct approve_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "number",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct approve_input, number),
	  .required = true,
	  .help = "the action's number: 1, 2, …" },
	{ .name = "digest",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct approve_input, digest),
	  .help = "of the preview you saw; if given it must still be that one" },
	{ .name = "snapshot",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct approve_input, snapshot),
	  .help = "for a data repair, what it can be put back from: the number of "
		  "evidence, or in words" },
};
static const struct shape approve_shape = SHAPE("approval", struct approve_input,
						approve_fields);

static bool approve(struct work *work, const void *input, struct tree *answer)
{
	const struct approve_input *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       (in->snapshot.length == 0 ||
		intervention_name_snapshot(work, &incident, in->number, in->snapshot)) &&
	       intervention_approve(work, &incident, in->number, in->digest) &&
	       answer_action(work, &incident, in->number, answer);
}

struct glass_input {
	str incident;
	int64_t number;
	str target_name, reason, snapshot;
};
static const struct field glass_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct glass_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "number",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct glass_input, number),
	  .required = true,
	  .help = "the action's number: 1, 2, …" },
	{ .name = "target_name",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct glass_input, target_name),
	  .required = true,
	  .help = "the target's name, typed as it stands" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct glass_input, reason),
	  .required = true,
	  .help = "why it cannot wait for a second person" },
	{ .name = "snapshot",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct glass_input, snapshot),
	  .help = "for a data repair, what it can be put back from" },
};
static const struct shape glass_shape = SHAPE("glass", struct glass_input, glass_fields);

static bool break_glass(struct work *work, const void *input, struct tree *answer)
{
	const struct glass_input *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       (in->snapshot.length == 0 ||
		intervention_name_snapshot(work, &incident, in->number, in->snapshot)) &&
	       intervention_break_glass(work, &incident, in->number, in->target_name,
					in->reason) &&
	       answer_action(work, &incident, in->number, answer);
}

/* -- afterwards -- */

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
			    "{{#action.problem}}  problem: {{action.problem}}\n"
			    "{{/action.problem}}{{#action.output}}  printed:\n"
			    "{{action.output}}\n{{/action.output}}"
			    "  digest {{action.digest}}\n" } },
	{ .noun = "action",
	  .verb = "propose",
	  .help = "something to be done, to be previewed and approved",
	  .more = "Agents may propose, too. The class is what the actuator says of this "
		  "target and plan; it can only be made stricter. Values are data: none "
		  "may begin with '-', and what an alert said is marked in the preview.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &propose_shape,
	  .run = propose,
	  .view = { .template = "Proposed as action {{action.number}}: {{action.title}} "
				"[{{action.class}}]. Its preview comes: stanch action "
				"show {{incident}} {{action.number}}\n" } },
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
	  .input = &approve_shape,
	  .run = approve,
	  .view = { .template =
			    "{{#action.approved_by}}Approved {{action.number}} "
			    "{{action.title}}: it is written down and starts now.\n"
			    "{{/action.approved_by}}{{^action.approved_by}}"
			    "You asked for {{action.number}} {{action.title}}: it is "
			    "{{action.class}}, so a second person must approve it, too. "
			    "{{#action.called}}Called: {{action.called}}."
			    "{{/action.called}}{{^action.called}}Nobody could be called: "
			    "you may break the glass.{{/action.called}}\n"
			    "{{/action.approved_by}}" } },
	{ .noun = "action",
	  .verb = "break-glass",
	  .help = "run alone what takes two people: the next level is told",
	  .more = "For a destructive or data-repair action that somebody asked for: once "
		  "the second person has had five minutes, or at once when nobody could "
		  "be called. That somebody else reviews it is left to be done (stanch "
		  "fix list).",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_APPROVER,
	  .people_only = true,
	  .input = &glass_shape,
	  .run = break_glass,
	  .view = { .template = "You run {{action.number}} {{action.title}} alone: it is "
				"written down and starts now. A review is open.\n" } },
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
