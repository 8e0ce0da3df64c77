#include "core/telling/status.h"

#include <stddef.h>

const char *const status_word_names[] = {
	[STATUS_INVESTIGATING] = "investigating",
	[STATUS_IDENTIFIED] = "identified",
	[STATUS_MONITORING] = "monitoring",
	[STATUS_RESOLVED] = "resolved",
	NULL,
};

const char *const component_state_names[] = {
	[COMPONENT_OPERATIONAL] = "operational",
	[COMPONENT_DEGRADED] = "degraded_performance",
	[COMPONENT_PARTIAL_OUTAGE] = "partial_outage",
	[COMPONENT_MAJOR_OUTAGE] = "major_outage",
	[COMPONENT_MAINTENANCE] = "under_maintenance",
	NULL,
};

static const struct field status_update_fields[] = {
	F(struct status_update, id, FIELD_INT),
	F(struct status_update, incident, FIELD_INT),
	F(struct status_update, message, FIELD_INT),
	F(struct status_update, code, FIELD_TEXT),
	F_ENUM(struct status_update, status, status_word_names),
	F(struct status_update, impact, FIELD_TEXT),
	F(struct status_update, title, FIELD_TEXT),
	F(struct status_update, text, FIELD_TEXT),
	F(struct status_update, components, FIELD_JSON),
	F(struct status_update, made_by, FIELD_TEXT),
	F(struct status_update, at, FIELD_INSTANT),
};
const struct shape status_update_shape = SHAPE("status_update", struct status_update,
					       status_update_fields);

enum status_word status_of_incident(enum incident_state state)
{
	switch (state) {
	case INCIDENT_IDENTIFIED:
	case INCIDENT_MITIGATING: return STATUS_IDENTIFIED;
	case INCIDENT_MITIGATED:
	case INCIDENT_MONITORING: return STATUS_MONITORING;
	case INCIDENT_RESOLVED:
	case INCIDENT_CLOSED:
	case INCIDENT_DISMISSED:
	case INCIDENT_MERGED: return STATUS_RESOLVED;
	case INCIDENT_CANDIDATE:
	case INCIDENT_DECLARED:
	case INCIDENT_INVESTIGATING:
	case INCIDENT_REOPENED: break;
	}
	return STATUS_INVESTIGATING;
}

enum component_state component_of_rank(int64_t rank, enum status_word status)
{
	if (status == STATUS_RESOLVED)
		return COMPONENT_OPERATIONAL;
	/* The public hears of it, so however small it is, not all is well. */
	if (status == STATUS_MONITORING || rank >= 2)
		return COMPONENT_DEGRADED;
	return rank == 1 ? COMPONENT_PARTIAL_OUTAGE : COMPONENT_MAJOR_OUTAGE;
}

static const char *const impacts[] = { "none", "minor", "major", "critical" };

const char *impact_of_rank(int64_t rank)
{
	if (rank <= 0)
		return "critical";
	return rank == 1 ? "major" : "minor";
}

enum component_state component_worse(enum component_state a, enum component_state b)
{
	static const int weights[] = {
		[COMPONENT_OPERATIONAL] = 0,  [COMPONENT_MAINTENANCE] = 1,
		[COMPONENT_DEGRADED] = 2,     [COMPONENT_PARTIAL_OUTAGE] = 3,
		[COMPONENT_MAJOR_OUTAGE] = 4,
	};

	return weights[a] >= weights[b] ? a : b;
}

const char *impact_of_component(enum component_state state)
{
	switch (state) {
	case COMPONENT_OPERATIONAL:
	case COMPONENT_MAINTENANCE: break;
	case COMPONENT_DEGRADED: return "minor";
	case COMPONENT_PARTIAL_OUTAGE: return "major";
	case COMPONENT_MAJOR_OUTAGE: return "critical";
	}
	return "none";
}

static size_t weight_of(str impact)
{
	size_t weight = sizeof(impacts) / sizeof(impacts[0]) - 1;

	while (weight > 0 && !str_is(impact, impacts[weight]))
		weight--;
	return weight;
}

const char *impact_worse(str a, str b)
{
	size_t first = weight_of(a), second = weight_of(b);

	return impacts[first > second ? first : second];
}

bool component_state_parse(str name, enum component_state *ret_state)
{
	for (int i = 0; component_state_names[i]; i++) {
		if (!str_is(name, component_state_names[i]))
			continue;
		*ret_state = (enum component_state)i;
		return true;
	}
	return false;
}
