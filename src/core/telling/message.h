/* What we tell people, and what we promised them. */
#ifndef CORE_TELLING_MESSAGE_H
#define CORE_TELLING_MESSAGE_H

#include "base/clock.h"
#include "base/shape.h"

enum message_kind {
	MESSAGE_INITIAL,
	MESSAGE_UPDATE,
	MESSAGE_MITIGATED,
	MESSAGE_RESOLVED,
	MESSAGE_HANDOFF, /* somebody else leads now */
	/* Templates only: what a person's page and its quiet end say. */
	MESSAGE_PAGE,
	MESSAGE_RECOVERY,
};
extern const char *const message_kind_names[];
/* What a template of a message may name. */
extern const char *const message_fact_names[];

enum message_state {
	MESSAGE_DRAFT,
	MESSAGE_APPROVED, /* somebody entitled agreed to exactly this text */
	MESSAGE_SENT,
	MESSAGE_SUPERSEDED,
};
extern const char *const message_state_names[];

struct message {
	int64_t id;
	int64_t incident;
	enum message_kind kind;
	enum message_state state;
	str audience;
	str language;
	str subject;
	str text;
	str approvers; /* who may approve: "commander, vera"; "" when nobody must */
	str approved_by;
	instant_ms approved_at;
	str written_by; /* who wrote it in words of their own; "" for a template */
	/* What it says of the future, and what is promised when it is sent. */
	duration_ms next_update; /* 0: nothing */
	instant_ms eta;          /* 0: nothing */
	str components; /* JSON for the status page: {"API": "partial_outage"}; "" */
	str drafted_why;
	instant_ms drafted_at;
	instant_ms sent_at;
	str sent_by;
};
extern const struct shape message_shape;
/* Not sent, and no other took its place. */
bool message_waits(const struct message *message);

enum promise_state { PROMISE_OPEN, PROMISE_KEPT, PROMISE_MISSED, PROMISE_REPLACED };
extern const char *const promise_state_names[];

enum promise_kind {
	PROMISE_UPDATE, /* the next message to this audience */
	PROMISE_ETA,    /* the service is back by then */
};
extern const char *const promise_kind_names[];

/* "Next update in 30 minutes", "back by 15:15": made by a sent message. An update is kept
 * by the next message to the same audience, an ETA by mitigation or resolution. */
struct promise {
	int64_t id;
	int64_t incident;
	int64_t message;
	enum promise_kind kind;
	str audience;
	str what; /* "next update", "ETA" */
	enum promise_state state;
	instant_ms made_at;
	instant_ms due;
	instant_ms ended_at;
	bool reminded;
};
extern const struct shape promise_shape;

/* A reminder comes this long before a promise is due, with the text pre-filled. */
#define PROMISE_REMINDER_MS (3 * MINUTE_MS)
/* An audience of a bad incident hears the first time within this. */
#define FIRST_MESSAGE_MS (5 * MINUTE_MS)
/* Missed for so long: more people are told. */
#define PROMISE_OVERDUE_MS (5 * MINUTE_MS)
/* What is sent at the very instant it was promised for is in time. */
#define PROMISE_GRACE_MS SECOND_MS

/* When somebody is reminded; in the middle when there is too little time for that. */
instant_ms promise_remind_at(const struct promise *promise, instant_ms now);
/* When it is missed. One that a new cadence made due at once leaves the time that a
 * reminder would have given. */
instant_ms promise_missed_at(const struct promise *promise, instant_ms now);
/* The due instant under another cadence (0: none), counted from when it was made: never
 * later than promised, never in the past. */
instant_ms promise_due_under(const struct promise *promise, duration_ms cadence,
			     instant_ms now);

#endif
