/* rollback: what changed shortly before it began, and how it is put back. */
#include "app/intervention/rollback.h"
#include "app/intervention/intervention.h"
#include "operations/noun.h"
#include "operations/rollbacks.h"

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident))
		return false;
	answer_incident(work, &incident, answer);
	return rollbacks_answer(work, &incident, answer);
}

struct approve_input {
	str incident, digest;
};
static const struct field approve_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct approve_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "digest",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct approve_input, digest),
	  .help = "of the preview you saw; if given it must still be that one" },
};
static const struct shape approve_shape = SHAPE("approve", struct approve_input,
						approve_fields);

static bool approve(struct work *work, const void *input, struct tree *answer)
{
	const struct approve_input *in = input;
	const struct rollback *best;
	struct incident incident;
	struct action action;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !rollback_best(work, incident.id, &best))
		return false;
	if (!best)
		return fail(work, ERROR_CONFLICT,
			    "no rollback waits for an approval: stanch rollback " STR_FMT
			    " says why",
			    STR_ARG(incident.code));
	if (!intervention_approve(work, &incident, best->number, in->digest) ||
	    !store_action_by_number(work, incident.id, best->number, &action))
		return false;
	tree_put(work->arena, answer, "action",
		 row_tree(work->arena, &action_shape, &action));
	return true;
}

struct decline_input {
	str incident, reason;
};
static const struct field decline_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct decline_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct decline_input, reason),
	  .by_place = true,
	  .help = "why; it may be said later" },
};
static const struct shape decline_shape = SHAPE("decline", struct decline_input,
						decline_fields);

static bool decline(struct work *work, const void *input, struct tree *answer)
{
	const struct decline_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !rollback_decline(work, &incident, in->reason))
		return false;
	answer_incident(work, &incident, answer);
	return rollbacks_answer(work, &incident, answer);
}

static const struct field reason_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct decline_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct decline_input, reason),
	  .required = true,
	  .help = "why it was declined: schema not backward compatible" },
};
static const struct shape reason_shape = SHAPE("reason", struct decline_input,
					       reason_fields);

static bool reason(struct work *work, const void *input, struct tree *answer)
{
	const struct decline_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !rollback_reason(work, &incident, in->reason))
		return false;
	answer_incident(work, &incident, answer);
	return rollbacks_answer(work, &incident, answer);
}

static const struct operation operations[] = {
	{ .noun = "rollback",
	  .verb = "show",
	  .alias = "rollback",
	  .help = "what changed shortly before it began, and how it is put back",
	  .more = "Nearest change first. That a change came before says nothing of a "
		  "cause: told are the lag and what else changed. What cannot be put "
		  "back "
		  "stands there with its reason.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = show,
	  .view = { .template =
			    "{{#rollbacks}}{{#number}}{{number}}  {{/number}}{{title}} "
			    "[{{state}}]\n   {{says}}\n"
			    "{{#why_not}}   not possible: {{why_not}}\n{{/why_not}}"
			    "{{#preview}}   {{preview}}\n{{/preview}}"
			    "{{#diff}}   changed: {{diff}}\n{{/diff}}"
			    "{{#risk}}   risk: {{risk}}\n   way back: "
			    "{{undo_text}}\n   digest {{digest}}\n{{/risk}}"
			    "{{#declined_by}}   declined by {{declined_by}}{{#chosen}} "
			    "for "
			    "'{{chosen}}'{{/chosen}}{{#reason}}: {{reason}}{{/reason}}\n"
			    "{{/declined_by}}{{/rollbacks}}"
			    "{{^rollbacks}}No change is known shortly before "
			    "it began.\n{{/rollbacks}}"
			    "{{#rollback}}\nTake it: stanch rollback approve "
			    "{{code}}\n{{/rollback}}"
			    "{{#rollback_question}}\n{{rollback_question}}: stanch "
			    "rollback "
			    "reason {{incident.code}} \"…\"\n{{/rollback_question}}" } },
	{ .noun = "rollback",
	  .verb = "approve",
	  .help = "put the nearest change back, exactly as its preview shows",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_APPROVER,
	  .people_only = true,
	  .input = &approve_shape,
	  .run = approve,
	  .view = { .template = "Approved {{action.number}} {{action.title}}: it is "
				"written down and starts now.\n" } },
	{ .noun = "rollback",
	  .verb = "decline",
	  .help = "not this way; no reason is needed now",
	  .more = "Approving another action declines it, too.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &decline_shape,
	  .run = decline,
	  .view = { .template = "Declined. Nobody is reminded of it any more.\n" } },
	{ .noun = "rollback",
	  .verb = "reason",
	  .help = "why a rollback was declined, said afterwards",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &reason_shape,
	  .run = reason,
	  .view = { .template = "Written down.\n" } },
};

NOUN(rollback, operations);
