/* The life of an incident: opened by an alert or a person, moved by what happens. */
#ifndef APP_LIFECYCLE_INCIDENT_H
#define APP_LIFECYCLE_INCIDENT_H

#include "app/store.h"
#include "core/alerting/alert.h"

/* A new incident with its ID, profile, severity, page, evidence, hypotheses, checks
 * and first draft: all in the one turn that its alert came with. */
struct incident_opening {
	int64_t id; /* taken by store_next_id before; 0: the next one */
	str title;
	str service; /* name; a configured service or just a word */
	str words;   /* what keywords are looked for in */
	const struct labels *labels;
	instant_ms onset_at;
	enum urgency urgency;
	str group;    /* what its alerts have in common; "" : their service */
	bool is_told; /* by people */
	/* People reported it; nobody said yet that it is one. It is looked into, and
	 * wakes nobody. */
	bool is_candidate;
	str escalation;  /* the policy that a route asked for; "": the service's */
	int64_t rank;    /* -1: the profile decides */
	str rank_reason; /* for a rank that was given */
};
bool incident_open(struct work *work, const struct incident_opening *opening,
		   struct incident *ret_incident) MUST_CHECK;

/* A candidate is an incident after all, and for which reason: pages, and tells who is to
 * be told. Nothing when it is one already. */
bool incident_declare(struct work *work, struct incident *incident,
		      str reason) MUST_CHECK;

/* The key of a group of alerts that have their service in common. */
str incident_group_of_service(struct arena *arena, str service);

/* Moves it by the table of states and journals that; true and nothing done when the
 * table has no such transition. Saves the incident. */
bool incident_move(struct work *work, struct incident *incident,
		   enum incident_event event) MUST_CHECK;

/* A person did something: an ack lapses without that. Saves. */
bool incident_touch(struct work *work, struct incident *incident) MUST_CHECK;

/* The first time counts; later ones are corrections and are not made here. */
bool milestone_reach(struct work *work, int64_t incident, enum milestone_name name,
		     instant_ms at, enum basis basis, int64_t evidence) MUST_CHECK;

/* It was none after all: what is measured from it or to it is unknown again. */
bool milestone_withdraw(struct work *work, int64_t incident,
			enum milestone_name name) MUST_CHECK;

/* When it began, known better than by the first alert: the earliest that was measured
 * counts, else the earliest that was estimated. The milestone that it supersedes stays in
 * the record; what changed before the onset is looked at again. */
struct onset_claim {
	instant_ms at;
	enum basis basis;
	int64_t evidence;
	str reason; /* of a stated one; "" for none */
};
bool incident_began(struct work *work, struct incident *incident,
		    struct onset_claim claim) MUST_CHECK;

/* By a person, on their word: it corrects whatever was known, and the record keeps what
 * that was. A measurement corrects it only if there was none yet. */
bool incident_began_stated(struct work *work, struct incident *incident, instant_ms at,
			   str reason) MUST_CHECK;

bool incident_note(struct work *work, struct incident *incident, str text) MUST_CHECK;
/* Written down now, of something that happened before. */
bool incident_note_late(struct work *work, struct incident *incident, str text,
			instant_ms happened_at) MUST_CHECK;
bool incident_dismiss(struct work *work, struct incident *incident,
		      str reason) MUST_CHECK;
/* A resolved one is filed away. While a temporary fix of it is open that is refused with
 * the reason, unless commander or admin says why it is closed all the same; they go on
 * being reminded of. */
struct closing {
	bool with_fixes;
	str reason;
};
bool incident_close(struct work *work, struct incident *incident,
		    const struct closing *closing) MUST_CHECK;
/* Up by anyone; down by the commander or an admin only. */
bool incident_set_rank(struct work *work, struct incident *incident, int64_t rank,
		       str reason) MUST_CHECK;
/* Ends what hangs on an open incident: page, check timers, offers, promises. */
bool incident_end(struct work *work, struct incident *incident, str reason) MUST_CHECK;

/* The level of its profile as configured now; never NULL. */
const struct level *incident_level(const struct work *work,
				   const struct incident *incident);
const struct profile *incident_profile(const struct work *work,
				       const struct incident *incident);

#endif
