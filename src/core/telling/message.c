#include "core/telling/message.h"

#include <stddef.h>

const char *const message_kind_names[] = {
	[MESSAGE_INITIAL] = "initial",     [MESSAGE_UPDATE] = "update",
	[MESSAGE_MITIGATED] = "mitigated", [MESSAGE_RESOLVED] = "resolved",
	[MESSAGE_HANDOFF] = "handoff",     [MESSAGE_PAGE] = "page",
	[MESSAGE_RECOVERY] = "recovery",   NULL,
};

const char *const message_state_names[] = {
	[MESSAGE_DRAFT] = "draft",
	[MESSAGE_APPROVED] = "approved",
	[MESSAGE_SENT] = "sent",
	[MESSAGE_SUPERSEDED] = "superseded",
	NULL,
};

static const struct field message_fields[] = {
	F(struct message, id, FIELD_INT),
	F(struct message, incident, FIELD_INT),
	F_ENUM(struct message, kind, message_kind_names),
	F_ENUM(struct message, state, message_state_names),
	F(struct message, audience, FIELD_TEXT),
	F(struct message, language, FIELD_TEXT),
	F(struct message, subject, FIELD_TEXT),
	F(struct message, text, FIELD_TEXT),
	F(struct message, approvers, FIELD_TEXT),
	F(struct message, approved_by, FIELD_TEXT),
	F(struct message, approved_at, FIELD_INSTANT),
	F(struct message, written_by, FIELD_TEXT),
	F(struct message, next_update, FIELD_DURATION),
	F(struct message, eta, FIELD_INSTANT),
	F(struct message, components, FIELD_TEXT),
	F(struct message, drafted_why, FIELD_TEXT),
	F(struct message, drafted_at, FIELD_INSTANT),
	F(struct message, sent_at, FIELD_INSTANT),
	F(struct message, sent_by, FIELD_TEXT),
};
const struct shape message_shape = SHAPE("message", struct message, message_fields);

bool message_waits(const struct message *message)
{
	return message->state == MESSAGE_DRAFT || message->state == MESSAGE_APPROVED;
}
