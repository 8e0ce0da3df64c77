/* What we tell people, and what we promised them. */
#ifndef CORE_TELLING_MESSAGE_H
#define CORE_TELLING_MESSAGE_H

#include "base/clock.h"
#include "base/shape.h"

enum message_kind {
	MESSAGE_INITIAL,
	MESSAGE_UPDATE,
	MESSAGE_MITIGATED,
	MESSAGE_RESOLVED
};
extern const char *const message_kind_names[];
enum message_state { MESSAGE_DRAFT, MESSAGE_SENT, MESSAGE_SUPERSEDED };
extern const char *const message_state_names[];

struct message {
	int64_t id;
	int64_t incident;
	enum message_kind kind;
	enum message_state state;
	str audience;
	str subject;
	str text;
	str drafted_why;
	instant_ms drafted_at;
	instant_ms sent_at;
	str sent_by;
};
extern const struct shape message_shape;

enum promise_state { PROMISE_OPEN, PROMISE_KEPT, PROMISE_MISSED, PROMISE_REPLACED };
extern const char *const promise_state_names[];

/* "Next update in 30 minutes": made by a sent message, kept by the next one. */
struct promise {
	int64_t id;
	int64_t incident;
	int64_t message;
	str what; /* "next update" */
	enum promise_state state;
	instant_ms made_at;
	instant_ms due;
	instant_ms ended_at;
	bool reminded;
};
extern const struct shape promise_shape;

/* A reminder comes this long before a promise is due, with the text pre-filled. */
#define PROMISE_REMINDER_MS (3 * MINUTE_MS)

#endif
