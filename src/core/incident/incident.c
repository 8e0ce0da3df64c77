#include "core/incident/incident.h"

#include <stddef.h>

const char *const incident_state_names[] = {
	[INCIDENT_CANDIDATE] = "candidate",
	[INCIDENT_DECLARED] = "declared",
	[INCIDENT_INVESTIGATING] = "investigating",
	[INCIDENT_IDENTIFIED] = "identified",
	[INCIDENT_MITIGATING] = "mitigating",
	[INCIDENT_MITIGATED] = "mitigated",
	[INCIDENT_MONITORING] = "monitoring",
	[INCIDENT_RESOLVED] = "resolved",
	[INCIDENT_CLOSED] = "closed",
	[INCIDENT_REOPENED] = "reopened",
	[INCIDENT_DISMISSED] = "dismissed",
	[INCIDENT_MERGED] = "merged",
	NULL,
};

static const struct field incident_fields[] = {
	F(struct incident, id, FIELD_INT),
	F(struct incident, code, FIELD_TEXT),
	F(struct incident, title, FIELD_TEXT),
	F_ENUM(struct incident, state, incident_state_names),
	F(struct incident, rank, FIELD_INT),
	F(struct incident, severity, FIELD_TEXT),
	F(struct incident, severity_reason, FIELD_TEXT),
	F(struct incident, profile, FIELD_TEXT),
	F(struct incident, profile_reason, FIELD_TEXT),
	F_HIDDEN(struct incident, profile_hash, FIELD_TEXT),
	F(struct incident, service, FIELD_TEXT),
	F(struct incident, commander, FIELD_TEXT),
	F(struct incident, summary, FIELD_TEXT),
	F(struct incident, opened_at, FIELD_INSTANT),
	F(struct incident, onset_at, FIELD_INSTANT),
	F(struct incident, burning_since, FIELD_INSTANT),
	F(struct incident, acked_at, FIELD_INSTANT),
	F(struct incident, mitigated_at, FIELD_INSTANT),
	F(struct incident, resolved_at, FIELD_INSTANT),
	F(struct incident, updated_at, FIELD_INSTANT),
	F(struct incident, worked_at, FIELD_INSTANT),
	F(struct incident, proven, FIELD_BOOL),
	F(struct incident, escalation, FIELD_TEXT),
	F(struct incident, merged_into, FIELD_INT),
	F(struct incident, told, FIELD_BOOL),
};
const struct shape incident_shape = SHAPE("incident", struct incident, incident_fields);

str incident_code(struct arena *arena, const char *prefix, instant_ms day, int64_t number)
{
	str date = instant_format_day(arena, day);

	return arena_format(arena, "%s-" STR_FMT "-%03lld", prefix, STR_ARG(date),
			    (long long)number);
}
