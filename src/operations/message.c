/* message: what we tell people, and what we promise them. */
#include "core/telling/message.h"

#include "app/telling/telling.h"
#include "operations/noun.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &message_shape, incident.id, "messages", answer) &&
	       answer_rows(work, &promise_shape, incident.id, "promises", answer);
}

struct draft_input {
	str incident;
	enum message_kind kind;
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
	  .names = message_kind_names,
	  .help = "initial, update, mitigated or resolved" },
};
static const struct shape draft_shape = SHAPE("draft", struct draft_input, draft_fields);

static bool draft(struct work *work, const void *input, struct tree *answer)
{
	const struct draft_input *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       telling_draft(work, &incident, in->kind,
			     arena_format(work->arena, STR_FMT " asked for it",
					  STR_ARG(work->actor.name))) &&
	       answer_rows(work, &message_shape, incident.id, "messages", answer);
}

struct send_input {
	str incident;
	int64_t message;
	str text;
	duration_ms next_update;
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
	{ .name = "text",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct send_input, text),
	  .help = "another text than the draft's" },
	{ .name = "next_update",
	  .kind = FIELD_DURATION,
	  .offset = offsetof(struct send_input, next_update),
	  .help = "promise the next update in 30m; left out: the level's cadence" },
};
static const struct shape send_shape = SHAPE("send", struct send_input, send_fields);

static bool send(struct work *work, const void *input, struct tree *answer)
{
	const struct send_input *in = input;
	struct incident incident;

	if (in->next_update != 0 &&
	    (in->next_update < MINUTE_MS || in->next_update > DAY_MS))
		return fail(work, ERROR_INVALID, "next_update: between 1m and 24h");
	return store_incident_find(work, in->incident, &incident) &&
	       telling_send(work, &incident, in->message, in->text, in->next_update) &&
	       answer_rows(work, &message_shape, incident.id, "messages", answer) &&
	       answer_rows(work, &promise_shape, incident.id, "promises", answer);
}

static const struct operation operations[] = {
	{ .noun = "message",
	  .verb = "list",
	  .help = "drafts and what was sent",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "messages",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "kind", "kind", 0 },
				 { "audience", "to", 0 },
				 { "subject", "subject", 0 } },
		    .empty = "No message yet." } },
	{ .noun = "message",
	  .verb = "draft",
	  .help = "write a draft from the facts",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &draft_shape,
	  .run = draft,
	  .view = { .template = "Drafted.\n" } },
	{ .noun = "message",
	  .verb = "send",
	  .help = "send a draft and promise the next update",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &send_shape,
	  .run = send,
	  .view = { .template = "Sent.\n" } },
};

NOUN(message, operations);
