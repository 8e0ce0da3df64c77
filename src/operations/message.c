/* message: what we tell people, and what we promise them. */
#include "core/telling/message.h"

#include "app/lifecycle/incident.h"
#include "app/telling/telling.h"
#include "operations/noun.h"

/* Beside the rows: those that wait for somebody. */
static bool answer_all(struct work *work, const struct incident *incident,
		       struct tree *answer)
{
	struct tree *waiting = tree_list(work->arena);
	struct message *messages;
	size_t count;

	if (!store_of_incident(work, &message_shape, incident->id, &messages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (message_waits(&messages[i]))
			tree_add(work->arena, waiting,
				 row_tree(work->arena, &message_shape, &messages[i]));
	tree_put(work->arena, answer, "waiting", waiting);
	return answer_rows(work, &message_shape, incident->id, "messages", answer) &&
	       answer_rows(work, &promise_shape, incident->id, "promises", answer);
}

#define WAITING \
	"{{#waiting}}Draft {{id}} waits: {{kind}} to {{audience}}" \
	"{{#approvers}} ({{^approved_by}}to be approved by one of: {{approvers}}" \
	"{{/approved_by}}{{#approved_by}}approved by {{approved_by}}{{/approved_by}})" \
	"{{/approvers}}\n{{/waiting}}"

static void answer_message(struct work *work, const struct incident *incident,
			   const struct message *message, struct tree *answer)
{
	tree_put_text(work->arena, answer, "code", incident->code);
	tree_put(work->arena, answer, "message",
		 row_tree(work->arena, &message_shape, message));
	tree_put_bool(work->arena, answer, "needs_approval",
		      message->state == MESSAGE_DRAFT && message->approvers.length > 0);
}

/* Beside the rows: the promises that somebody has to act on, in words. */
static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;
	struct promise *promises;
	struct tree *due = tree_list(work->arena);
	size_t count;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !answer_all(work, &incident, answer) ||
	    !store_promises_open(work, incident.id, &promises, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);
		duration_ms left = promises[i].due - work->now;

		tree_put_text(work->arena, one, "what", promises[i].what);
		tree_put_text(work->arena, one, "audience", promises[i].audience);
		tree_put_text(work->arena, one, "due",
			      instant_format_time(work->arena, promises[i].due));
		tree_put_text(work->arena, one, left < 0 ? "late" : "left",
			      duration_format(work->arena, left < 0 ? -left : left));
		tree_add(work->arena, due, one);
	}
	tree_put(work->arena, answer, "due", due);
	return true;
}

struct draft_input {
	str incident;
	int kind; /* of draft_kinds */
	str audience, text;
	duration_ms next_update;
	str eta, components;
	struct said said;
};

/* The commonest first: it is meant when nothing is said. */
static const char *const draft_kinds[] = { "update",   "initial", "mitigated",
					   "resolved", "handoff", NULL };
static const enum message_kind kinds_drafted[] = {
	MESSAGE_UPDATE,   MESSAGE_INITIAL, MESSAGE_MITIGATED,
	MESSAGE_RESOLVED, MESSAGE_HANDOFF,
};

static const struct field draft_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "kind",
	  .kind = FIELD_ENUM,
	  .offset = offsetof(struct draft_input, kind),
	  .names = draft_kinds,
	  .help = "update (if left out), initial, mitigated, resolved or handoff" },
	{ .name = "audience",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, audience),
	  .help = "whom it is for; left out: all that hear of such an incident" },
	{ .name = "text",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, text),
	  .help = "your own words instead of the template's" },
	{ .name = "next_update",
	  .kind = FIELD_DURATION,
	  .offset = offsetof(struct draft_input, next_update),
	  .help = "promise the next one in 15m; left out: the level's cadence" },
	{ .name = "eta",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, eta),
	  .help = "promise that it is back by 15:15, or in 30m" },
	{ .name = "components",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, components),
	  .help = "for the status page: {\"API\": \"partial_outage\"}" },
	{ .name = "impact",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, said.impact),
	  .help = "who is hit and how, in one sentence; kept for all messages" },
	{ .name = "affected",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, said.affected),
	  .help = "how many: ~10% of users; kept for all messages" },
	{ .name = "workaround",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, said.workaround),
	  .help = "what those who are hit can do meanwhile; kept for all messages" },
	{ .name = "failed_requests",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct draft_input, said.failed_requests),
	  .help = "how many requests failed, if you know; kept for all messages" },
};
static const struct shape draft_shape = SHAPE("draft", struct draft_input, draft_fields);

static bool check_next_update(struct work *work, duration_ms next_update)
{
	if (next_update != 0 && (next_update < MINUTE_MS || next_update > DAY_MS))
		return fail(work, ERROR_INVALID, "next_update: between 1m and 24h");
	return true;
}

static bool draft_wanted(struct work *work, const struct incident *incident,
			 const struct draft_input *in, struct tree *answer)
{
	struct draft_wish wish = {
		.kind = kinds_drafted[in->kind],
		.audience = in->audience,
		.why = arena_format(work->arena, STR_FMT " asked for it",
				    STR_ARG(work->actor.name)),
		.text = in->text,
		.next_update = in->next_update,
		.components = in->components,
	};
	struct message message;

	if (!telling_read_eta(work, in->eta, &wish.eta) ||
	    !telling_draft_as(work, incident, &wish, &message))
		return false;
	answer_message(work, incident, &message, answer);
	return true;
}

static bool draft(struct work *work, const void *input, struct tree *answer)
{
	const struct draft_input *in = input;
	struct incident incident;
	bool has_wish = in->text.length > 0 || in->eta.length > 0 ||
			in->components.length > 0 || in->next_update != 0;

	if (!check_next_update(work, in->next_update) ||
	    !store_incident_find(work, in->incident, &incident) ||
	    !telling_say(work, &incident, &in->said))
		return false;
	if (in->audience.length > 0)
		return draft_wanted(work, &incident, in, answer) &&
		       answer_all(work, &incident, answer);
	if (has_wish)
		return fail(work, ERROR_INVALID,
			    "audience: is required with a text or a promise of its own");
	return telling_draft(work, &incident, kinds_drafted[in->kind],
			     arena_format(work->arena, STR_FMT " asked for it",
					  STR_ARG(work->actor.name))) &&
	       answer_all(work, &incident, answer);
}

struct approve_input {
	str incident;
	int64_t message;
};
static const struct field approve_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct approve_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "message",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct approve_input, message),
	  .help = "which draft; left out: the latest that waits for it" },
};
static const struct shape approve_shape = SHAPE("approve", struct approve_input,
						approve_fields);

static bool approve(struct work *work, const void *input, struct tree *answer)
{
	const struct approve_input *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       telling_approve(work, &incident, in->message) &&
	       answer_all(work, &incident, answer);
}

struct send_input {
	str incident;
	int64_t message;
	str audience, text;
	duration_ms next_update;
	str eta, components;
	bool confirmed;
};
static const struct field send_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct send_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "message",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct send_input, message),
	  .help = "which draft; left out: the latest" },
	{ .name = "audience",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct send_input, audience),
	  .help = "the latest draft for these; written from the facts if there is none" },
	{ .name = "text",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct send_input, text),
	  .help = "another text than the draft's" },
	{ .name = "next_update",
	  .kind = FIELD_DURATION,
	  .offset = offsetof(struct send_input, next_update),
	  .help = "promise the next one in 30m; left out: the level's cadence" },
	{ .name = "eta",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct send_input, eta),
	  .help = "promise that it is back by 15:15, or in 30m" },
	{ .name = "components",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct send_input, components),
	  .help = "for the status page: {\"API\": \"partial_outage\"}" },
	{ .name = "confirmed",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct send_input, confirmed),
	  .help = "the public may read the names and addresses that were found" },
};
static const struct shape send_shape = SHAPE("send", struct send_input, send_fields);

static bool send(struct work *work, const void *input, struct tree *answer)
{
	const struct send_input *in = input;
	struct incident incident;
	struct telling telling = { .message = in->message,
				   .audience = in->audience,
				   .text = in->text,
				   .next_update = in->next_update,
				   .components = in->components,
				   .confirmed = in->confirmed };

	if (!check_next_update(work, in->next_update) ||
	    !store_incident_find(work, in->incident, &incident) ||
	    !telling_read_eta(work, in->eta, &telling.eta) ||
	    !telling_send(work, &incident, &telling))
		return false;
	tree_put_text(work->arena, answer, "code", incident.code);
	return answer_all(work, &incident, answer);
}

static const struct operation operations[] = {
	{ .noun = "message",
	  .verb = "list",
	  .help = "drafts, what was sent, and what is promised",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "messages",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "kind", "kind", 0 },
				 { "audience", "to", 0 },
				 { "approvers", "approved by one of", 0 },
				 { "approved_by", "approved", 0 },
				 { "subject", "subject", 0 } },
		    .empty = "No message yet.",
		    .template =
			    "{{#due}}Promised to {{audience}}: {{what}} by {{due}} UTC"
			    "{{#left}}, in {{left}}{{/left}}"
			    "{{#late}}, LATE by {{late}}{{/late}}\n{{/due}}" } },
	{ .noun = "message",
	  .verb = "draft",
	  .help = "write a draft from the facts, or in your own words",
	  .more = "One for each audience that hears of an incident this bad, or for the "
		  "one that --audience names. A draft takes the place of the one before "
		  "it. What is not known is written as unknown; --impact, --affected, "
		  "--workaround and --failed-requests say what no measurement can.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &draft_shape,
	  .run = draft,
	  .view = { .template = "{{#message}}Draft {{id}} for {{audience}}: {{subject}}"
				"\n\n{{text}}\n{{#approvers}}It needs the approval of "
				"one of: {{approvers}}\n{{/approvers}}Send it: stanch "
				"message send {{code}} --message {{id}}\n{{/message}}"
				"{{^message}}" WAITING "{{/message}}" } },
	{ .noun = "message",
	  .verb = "approve",
	  .help = "agree to a draft exactly as it is, so that it may be sent",
	  .more = "Who may is in the profile: people by name, or the roles commander, "
		  "approver and admin. Another text needs approval anew.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &approve_shape,
	  .run = approve,
	  .view = { .template =
			    "Approved. Send it with 'stanch message send'.\n" WAITING } },
	{ .noun = "message",
	  .verb = "send",
	  .help = "send a draft and promise the next update",
	  .more = "A draft from a template is written once more from the facts of this "
		  "moment, unless somebody had to approve it. What the public is to read "
		  "is looked through for names of people and hosts and for addresses.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &send_shape,
	  .run = send,
	  .view = { .template = "Sent.\n" WAITING } },
};

NOUN(message, operations);
