/* A sender is one key at one door: a Prometheus, a mailbox, a pipeline. One that was
 * heard regularly and is silent now says nothing of it; we must notice. Pure. */
#ifndef CORE_ALERTING_SENDER_H
#define CORE_ALERTING_SENDER_H

#include "base/clock.h"
#include "base/shape.h"

enum sender_state { SENDER_HEARD, SENDER_SILENT };
extern const char *const sender_state_names[];

struct sender {
	int64_t id;
	str name;   /* of the key; without keys the source's */
	str source; /* "alertmanager" */
	enum sender_state state;
	instant_ms since;         /* of its state */
	instant_ms first_seen_at; /* or expected since, when it was never heard */
	instant_ms last_seen_at;  /* 0: never */
	instant_ms regular_since; /* every gap since then was of about the usual length */
	duration_ms usual;        /* time between two deliveries; 0: not known */
	int64_t deliveries, alerts, faults, refused;
	str problem; /* the last one */
};
extern const struct shape sender_shape;

/* A delivery came. Those within a second count as one for its rhythm. */
struct sender sender_heard(struct sender sender, instant_ms now);

/* How long it may be silent: twice what is expected of it; else, when it was regular for
 * a day at ten minutes or less, ten times its usual, at least five minutes. 0: as long
 * as it likes. One that sends only while something is wrong is regular for an incident's
 * length, and that must not be enough. */
duration_ms sender_patience(const struct sender *sender, duration_ms expect_every);

/* Whether it is silent for too long; we could hear since "deaf_until". */
bool sender_is_late(const struct sender *sender, duration_ms expect_every,
		    instant_ms deaf_until, instant_ms now);

#endif
