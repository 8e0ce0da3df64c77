/* An incident: what is broken, how bad, who has it, and how far we are.
 *
 * Its states are a table in states.c: (from, event, to, sentence). The code, the
 * timeline's words and the simulation's legality check all come from that table. */
#ifndef CORE_INCIDENT_INCIDENT_H
#define CORE_INCIDENT_INCIDENT_H

#include "base/clock.h"
#include "base/shape.h"

enum incident_state {
	INCIDENT_CANDIDATE,
	INCIDENT_DECLARED,
	INCIDENT_INVESTIGATING,
	INCIDENT_IDENTIFIED,
	INCIDENT_MITIGATING,
	INCIDENT_MITIGATED,
	INCIDENT_MONITORING,
	INCIDENT_RESOLVED,
	INCIDENT_CLOSED,
	INCIDENT_REOPENED,
	INCIDENT_DISMISSED,
	INCIDENT_MERGED,
};
extern const char *const incident_state_names[];

enum incident_event {
	INCIDENT_DECLARE,
	INCIDENT_ACKNOWLEDGE,
	INCIDENT_CAUSE_SUPPORTED,
	INCIDENT_CAUSE_REFUTED,     /* and no other one stands */
	INCIDENT_CAUSE_UNSUPPORTED, /* the same way, by a measurement that says less */
	INCIDENT_ACTION_STARTED,
	INCIDENT_ACTION_HELPED,
	INCIDENT_ACTION_FAILED, /* or had no effect, or made it worse */
	INCIDENT_ALERTS_ENDED,
	INCIDENT_ALERT_AGAIN, /* fires again while monitoring or resolved */
	INCIDENT_RESOLVE,
	INCIDENT_CLOSE,
	INCIDENT_DISMISS,
	INCIDENT_MERGE,
};

struct incident {
	int64_t id;
	str code; /* INC-2026-11-21-001; DRILL-… in a drill */
	str title;
	enum incident_state state;
	int64_t rank; /* severity: 0 worst … 3 */
	str severity; /* the profile's name of that rank: "P1" */
	str severity_reason;
	str profile;
	str profile_reason;
	str profile_hash; /* the profile's text as it was when this opened */
	str service;
	str commander;        /* "" for none */
	str summary;          /* what is known of the impact, in one sentence */
	instant_ms opened_at; /* alerted, T0 */
	instant_ms onset_at;  /* startsAt of the earliest alert */
	instant_ms
		burning_since; /* opened, or reopened: "unmitigated for" counts from it */
	instant_ms acked_at;
	instant_ms mitigated_at;
	instant_ms resolved_at;
	instant_ms updated_at;
	instant_ms worked_at; /* last act of a person: an ack lapses without one */
	bool proven;          /* resolved with every check held */
	str escalation;       /* the policy that a route asked for; "": the service's */
	int64_t merged_into;  /* the incident that took its alerts; 0: none */
	bool told;            /* by people, not by alerts alone */
};
extern const struct shape incident_shape;

/* True and the next state when the table has the transition; ret_sentence is what
 * the timeline says of it. */
bool incident_advance(enum incident_state from, enum incident_event event,
		      enum incident_state *ret_to, const char **ret_sentence);
bool incident_is_open(enum incident_state state); /* not resolved, closed, … */
/* It works again, as far as is known: from here on one may ask for causes. */
bool incident_is_back(enum incident_state state);

/* For docs/states.svg and the simulation: every row of the table; false at its end. */
bool incident_transition_at(size_t nth, enum incident_state *ret_from,
			    enum incident_event *ret_event, enum incident_state *ret_to);

/* INC-2026-11-21-001 of prefix, day (UTC) and number; after 999 it grows a digit. */
str incident_code(struct arena *arena, const char *prefix, instant_ms day,
		  int64_t number);

/* A milestone: one of the universal instants all durations are made of. */
enum milestone_name {
	MILESTONE_IMPACT_STARTED,
	MILESTONE_ALERTED,
	MILESTONE_ACKED,
	MILESTONE_DECLARED,
	MILESTONE_SEVERITY_SET,
	MILESTONE_SCOPED,
	MILESTONE_FIRST_COMM,
	MILESTONE_MITIGATION_STARTED,
	MILESTONE_MITIGATED,
	MILESTONE_CAUSE_SUPPORTED,
	MILESTONE_SLO_COMPLIANT,
	MILESTONE_VERIFIED,
	MILESTONE_RESOLVED,
	MILESTONE_REOPENED,
	MILESTONE_CLOSED,
	MILESTONE_PM_DRAFTED,
	MILESTONE_FIX_DEPLOYED,
};
extern const char *const milestone_names[];

enum basis { BASIS_MEASURED, BASIS_STATED, BASIS_ESTIMATED };
extern const char *const basis_names[];

struct milestone {
	int64_t id;
	int64_t incident;
	enum milestone_name name;
	instant_ms at; /* 0: it was none after all; of one name the last row counts */
	enum basis basis;
	int64_t evidence; /* 0: none */
	str recorder;
	instant_ms recorded_at;
};
extern const struct shape milestone_shape;

#endif
