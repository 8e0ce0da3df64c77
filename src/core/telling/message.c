#include "core/telling/message.h"

#include <stddef.h>

const char *const message_kind_names[] = {
	[MESSAGE_INITIAL] = "initial",     [MESSAGE_UPDATE] = "update",
	[MESSAGE_MITIGATED] = "mitigated", [MESSAGE_RESOLVED] = "resolved",
	[MESSAGE_HANDOFF] = "handoff",     [MESSAGE_PAGE] = "page",
	[MESSAGE_RECOVERY] = "recovery",   NULL,
};

/* docs/configuration.md says what each is. */
const char *const message_fact_names[] = {
	"code",
	"title",
	"service",
	"severity",
	"severity_reason",
	"severity_means",
	"state",
	"status",
	"commander",
	"number",
	"audience",
	"paged",
	"link",
	"public_url",
	"impact",
	"impact_by",
	"affected",
	"workaround",
	"failed_requests",
	"report_count",
	"tickets",
	"now",
	"opened_at",
	"began_at",
	"began_time",
	"since",
	"duration_to_mitigated",
	"duration_to_resolved",
	"resolved_time",
	"next_update",
	"cadence",
	"eta",
	"eta_in",
	"cause",
	"cause_reason",
	"resolution",
	"next_steps",
	"reply_code",
	"level",
	"why",
	"round",
	"proven",
	"not_proven",
	"cause_is_likely",
	"again",
	"nobody_answered",
	"measurements",
	"name",
	"value",
	"verdict",
	"actions",
	"doing",
	"hypotheses",
	"claim",
	"reason",
	"tasks",
	"task",
	"owner",
	"until",
	"happened",
	"time",
	"text",
	"happened_before",
	NULL,
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
