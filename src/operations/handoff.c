/* handoff: command passes to another, when they say yes. */
#include "app/lifecycle/command.h"
#include "operations/noun.h"

struct offer_input {
	str incident, taker;
};
static const struct field offer_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct offer_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "taker",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct offer_input, taker),
	  .required = true,
	  .help = "who is to lead it" },
};
static const struct shape offer_shape = SHAPE("offer", struct offer_input, offer_fields);

static void answer_handoff(struct work *work, const struct incident *incident,
			   const struct handoff *handoff, struct tree *answer)
{
	answer_incident(work, incident, answer);
	tree_put(work->arena, answer, "handoff",
		 handoff ? row_tree(work->arena, &handoff_shape, handoff)
			 : tree_null(work->arena));
}

static bool offer(struct work *work, const void *input, struct tree *answer)
{
	const struct offer_input *in = input;
	struct incident incident;
	struct handoff handoff;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !handoff_offer(work, &incident, in->taker, &handoff))
		return false;
	answer_handoff(work, &incident, &handoff, answer);
	return true;
}

static bool accept(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !handoff_accept(work, &incident))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

struct reason_input {
	str incident, reason;
};
static const struct field reason_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct reason_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct reason_input, reason),
	  .by_place = true,
	  .help = "why" },
};
static const struct shape reason_shape = SHAPE("reason", struct reason_input,
					       reason_fields);

static bool decline(struct work *work, const void *input, struct tree *answer)
{
	const struct reason_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !handoff_decline(work, &incident, in->reason))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

static bool withdraw(struct work *work, const void *input, struct tree *answer)
{
	const struct reason_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !handoff_withdraw(work, &incident, in->reason))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;
	struct handoff handoff;
	bool found;
	str document;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !handoff_open(work, incident.id, &handoff, &found) ||
	    !handoff_document(work, &incident, &document))
		return false;
	answer_handoff(work, &incident, found ? &handoff : NULL, answer);
	tree_put_text(work->arena, answer, "document", document);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "handoff",
	  .verb = "offer",
	  .help = "offer an incident to somebody; it stays yours until they accept",
	  .more = "What the next one must know is written from the timeline and sent "
		  "with it; 'handoff show' prints it.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &offer_shape,
	  .run = offer,
	  .view = { .template =
			    "Offered {{incident.code}} to {{handoff.taker}}; until it "
			    "is accepted it stays with {{handoff.giver}}.\n" } },
	{ .noun = "handoff",
	  .verb = "accept",
	  .help = "take an incident that is offered to you: command and pages move at "
		  "once",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &of_incident_shape,
	  .run = accept,
	  .view = { .template = "You have {{incident.code}}: {{incident.title}}\n" } },
	{ .noun = "handoff",
	  .verb = "decline",
	  .help = "leave an incident with whoever offers it to you",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &reason_shape,
	  .run = decline,
	  .view = { .template = "Declined: {{incident.code}} stays with "
				"{{incident.commander}}.\n" } },
	{ .noun = "handoff",
	  .verb = "withdraw",
	  .help = "take an offer back",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &reason_shape,
	  .run = withdraw,
	  .view = { .template = "Withdrawn: {{incident.code}} stays with "
				"{{incident.commander}}.\n" } },
	{ .noun = "handoff",
	  .verb = "show",
	  .help = "what the next one must know, written from the timeline",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = show,
	  .view = { .template = "{{#handoff}}Offered by {{giver}} to {{taker}} at "
				"{{offered_at}}, not accepted yet.\n\n{{/handoff}}"
				"{{document}}" } },
};

NOUN(handoff, operations);
