/* What the public sees: Statuspage's words, since its clients read them. */
#ifndef CORE_TELLING_STATUS_H
#define CORE_TELLING_STATUS_H

#include "base/clock.h"
#include "base/shape.h"
#include "core/incident/incident.h"

enum status_word {
	STATUS_INVESTIGATING,
	STATUS_IDENTIFIED,
	STATUS_MONITORING,
	STATUS_RESOLVED
};
extern const char *const status_word_names[];
enum component_state {
	COMPONENT_OPERATIONAL,
	COMPONENT_DEGRADED,
	COMPONENT_PARTIAL_OUTAGE,
	COMPONENT_MAJOR_OUTAGE,
	COMPONENT_MAINTENANCE,
};
extern const char *const component_state_names[]; /* "degraded_performance", … */

struct status_update {
	int64_t id;
	int64_t incident;
	int64_t message;
	str code; /* the incident's */
	enum status_word status;
	str impact; /* none, minor, major, critical */
	str title;
	str text;
	str components; /* JSON: {"name": "partial_outage", …}; all that it touches */
	str made_by;
	instant_ms at;
};
extern const struct shape status_update_shape;

enum status_word status_of_incident(enum incident_state state);
/* Once mitigated (STATUS_MONITORING) at most degraded, once resolved operational. */
enum component_state component_of_rank(int64_t rank, enum status_word status);
/* "none", "minor", "major", "critical" */
const char *impact_of_rank(int64_t rank);
/* The one that is harder on users: an outage more than maintenance. */
enum component_state component_worse(enum component_state a, enum component_state b);
/* The impact that a component in this state has. */
const char *impact_of_component(enum component_state state);
/* The worse of two impacts; what is no impact counts as "none". */
const char *impact_worse(str a, str b);
bool component_state_parse(str name, enum component_state *ret_state);

#endif
