#include "operations/scope.h"
#include "operations/room.h"

#include "app/investigation/scope.h"
#include "app/lifecycle/incident.h"
#include "base/limits.h"
#include "core/telling/message.h"

const char scope_text_view[] =
	"{{incident.code}} {{incident.severity}}  {{incident.title}}\n"
	"  {{severity.name}} because {{severity.reason}}\n"
	"{{#scope.answers}}  {{label}}: {{says}} [{{basis}}]{{#why}} – {{why}}{{/why}}\n"
	"{{/scope.answers}}  how far it reaches: {{blast_radius.says}}\n"
	"{{#scope.took}}  complete after {{scope.took}}\n{{/scope.took}}"
	"{{^scope.took}}  not complete yet\n{{/scope.took}}"
	"{{#draft_message}}\n{{subject}}\n{{text}}{{/draft_message}}";

/* The first that was made, whatever became of it. */
static bool add_draft(struct work *work, const struct incident *incident,
		      struct tree *answer)
{
	struct tree *draft = tree_null(work->arena);
	struct message *messages;
	size_t count;

	if (!store_of_incident(work, &message_shape, incident->id, &messages, &count))
		return false;
	for (size_t i = count; i > 0; i--)
		if (messages[i - 1].kind == MESSAGE_INITIAL)
			draft = row_tree(work->arena, &message_shape, &messages[i - 1]);
	tree_put(work->arena, answer, "draft_message", draft);
	return true;
}

bool scope_show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct tree *scope = tree_map(work->arena), *severity = tree_map(work->arena);
	struct tree *radius;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !scope_tree(work, &incident, scope) ||
	    !scope_radius_tree(work, &incident, &radius))
		return false;
	answer_incident(work, &incident, answer);
	tree_put_int(work->arena, severity, "rank", incident.rank);
	tree_put_text(work->arena, severity, "name", incident.severity);
	tree_put_text(work->arena, severity, "reason", incident.severity_reason);
	tree_put(work->arena, answer, "severity", severity);
	tree_put(work->arena, answer, "scope", scope);
	tree_put(work->arena, answer, "blast_radius", radius);
	return add_draft(work, &incident, answer) &&
	       room_add_timeline(work, incident.id, 0, answer);
}

struct affected_input {
	str incident, text;
};
static const struct field affected_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct affected_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "text",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct affected_input, text),
	  .required = true,
	  .help = "who, and how many: \"about 1,000 customers in Europe\"" },
};
const struct shape affected_shape = SHAPE("affected", struct affected_input,
					  affected_fields);

bool scope_affected(struct work *work, const void *input, struct tree *answer)
{
	const struct affected_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !scope_state(work, &incident, in->text))
		return false;
	answer_incident(work, &incident, answer);
	tree_put_text(work->arena, answer, "text", in->text);
	return true;
}

struct began_input {
	str incident, reason;
	instant_ms at;
};
static const struct field began_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct began_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "at",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct began_input, at),
	  .required = true,
	  .help = "when it began: 2026-11-21T02:40:00Z" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct began_input, reason),
	  .by_place = true,
	  .help = "how you know" },
};
const struct shape began_shape = SHAPE("onset", struct began_input, began_fields);

bool scope_began(struct work *work, const void *input, struct tree *answer)
{
	const struct began_input *in = input;
	struct incident incident;

	if (in->reason.length > NOTE_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "reason: at most %d bytes",
			    NOTE_BYTES_MAX);
	if (!store_incident_find(work, in->incident, &incident) ||
	    !incident_began_stated(work, &incident, in->at, in->reason))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}
