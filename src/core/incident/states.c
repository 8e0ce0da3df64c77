#include "core/incident/incident.h"

#include <stddef.h>

/* A set of states, one bit for each. */
#define ONE(state) (1u << (state))

enum {
	FRESH = ONE(INCIDENT_CANDIDATE) | ONE(INCIDENT_DECLARED) | ONE(INCIDENT_REOPENED),
	WORKED_ON = ONE(INCIDENT_INVESTIGATING) | ONE(INCIDENT_IDENTIFIED),
	BETTER = ONE(INCIDENT_MITIGATED) | ONE(INCIDENT_MONITORING),
	OPEN = FRESH | WORKED_ON | ONE(INCIDENT_MITIGATING) | BETTER,
	STATES = INCIDENT_MERGED + 1,
};

/* No row may ask for an ack, a cause or a declaration before an action: whoever can
 * stop the bleeding does. A cause known while we already mitigate, or an alert that
 * ends while we already watch, changes nothing. Rules and people act at the same time,
 * so an action may help after another one failed, or after a new alert. */
static const struct transition {
	enum incident_event event;
	unsigned from;
	enum incident_state to;
	const char *sentence;
} transitions[] = {
	{ INCIDENT_DECLARE, ONE(INCIDENT_CANDIDATE), INCIDENT_DECLARED,
	  "Incident declared" },
	{ INCIDENT_ACKNOWLEDGE, FRESH, INCIDENT_INVESTIGATING, "Investigation started" },
	{ INCIDENT_CAUSE_SUPPORTED,
	  ONE(INCIDENT_DECLARED) | ONE(INCIDENT_REOPENED) | ONE(INCIDENT_INVESTIGATING),
	  INCIDENT_IDENTIFIED, "Cause identified: the evidence supports it" },
	{ INCIDENT_CAUSE_REFUTED, ONE(INCIDENT_IDENTIFIED), INCIDENT_INVESTIGATING,
	  "The cause is refuted: back to investigating" },
	{ INCIDENT_CAUSE_UNSUPPORTED, ONE(INCIDENT_IDENTIFIED), INCIDENT_INVESTIGATING,
	  "The cause is not supported any more: back to investigating" },
	{ INCIDENT_ACTION_STARTED, OPEN & ~ONE(INCIDENT_MITIGATING), INCIDENT_MITIGATING,
	  "Mitigation started" },
	{ INCIDENT_ACTION_STARTED, ONE(INCIDENT_MITIGATING), INCIDENT_MITIGATING,
	  "Another action started" },
	{ INCIDENT_ACTION_HELPED,
	  ONE(INCIDENT_MITIGATING) | ONE(INCIDENT_REOPENED) | WORKED_ON,
	  INCIDENT_MITIGATED, "Mitigated: the action helped" },
	{ INCIDENT_ACTION_FAILED, ONE(INCIDENT_MITIGATING), INCIDENT_INVESTIGATING,
	  "The action did not help: back to investigating" },
	{ INCIDENT_ALERTS_ENDED, OPEN & ~ONE(INCIDENT_MONITORING), INCIDENT_MONITORING,
	  "All alerts ended: watching that it holds" },
	{ INCIDENT_ALERT_AGAIN, ONE(INCIDENT_MONITORING), INCIDENT_REOPENED,
	  "Reopened: an alert fires again" },
	{ INCIDENT_ALERT_AGAIN, ONE(INCIDENT_RESOLVED), INCIDENT_REOPENED,
	  "Reopened: an alert fires again after it was resolved" },
	{ INCIDENT_RESOLVE, OPEN, INCIDENT_RESOLVED, "Resolved" },
	{ INCIDENT_CLOSE, ONE(INCIDENT_RESOLVED), INCIDENT_CLOSED, "Closed" },
	{ INCIDENT_DISMISS, OPEN, INCIDENT_DISMISSED, "Dismissed" },
	{ INCIDENT_MERGE, OPEN, INCIDENT_MERGED, "Merged into another incident" },
};

enum { TRANSITIONS = sizeof(transitions) / sizeof(transitions[0]) };

bool incident_advance(enum incident_state from, enum incident_event event,
		      enum incident_state *ret_to, const char **ret_sentence)
{
	for (size_t i = 0; i < TRANSITIONS; i++) {
		const struct transition *transition = &transitions[i];

		if (transition->event != event || !(transition->from & ONE(from)))
			continue;
		*ret_to = transition->to;
		*ret_sentence = transition->sentence;
		return true;
	}
	return false;
}

bool incident_is_open(enum incident_state state)
{
	return OPEN & ONE(state);
}

bool incident_is_back(enum incident_state state)
{
	return state == INCIDENT_MITIGATED || state == INCIDENT_MONITORING ||
	       state == INCIDENT_RESOLVED || state == INCIDENT_CLOSED;
}

bool incident_transition_at(size_t nth, enum incident_state *ret_from,
			    enum incident_event *ret_event, enum incident_state *ret_to)
{
	for (size_t i = 0; i < (size_t)TRANSITIONS * STATES; i++) {
		const struct transition *transition = &transitions[i / STATES];
		enum incident_state from = (enum incident_state)(i % STATES);

		if (!(transition->from & ONE(from)) || nth-- > 0)
			continue;
		*ret_from = from;
		*ret_event = transition->event;
		*ret_to = transition->to;
		return true;
	}
	return false;
}
