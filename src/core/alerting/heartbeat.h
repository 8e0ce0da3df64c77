/* A heartbeat is a sign of life that must come again and again: of a nightly backup, of
 * a Prometheus. Its absence is the alert. Pure: the caller knows what time it is. */
#ifndef CORE_ALERTING_HEARTBEAT_H
#define CORE_ALERTING_HEARTBEAT_H

#include "base/clock.h"
#include "base/shape.h"

enum heartbeat_state {
	HEARTBEAT_WAITED_FOR, /* never heard since it was configured */
	HEARTBEAT_ALIVE,
	HEARTBEAT_MISSED,
	HEARTBEAT_UNKNOWN, /* somebody pings, but nothing of that name is configured */
};
extern const char *const heartbeat_state_names[];

struct heartbeat {
	int64_t id;
	str name;
	enum heartbeat_state state;
	duration_ms every, grace; /* as it is configured; 0 while it is unknown */
	instant_ms since;         /* of its state */
	instant_ms last_ping_at;  /* 0: never */
	instant_ms due_at;        /* when it counts as missed; 0: not waited for */
	int64_t pings;
	str pinged_by; /* the key or person of the last ping */
};
extern const struct shape heartbeat_shape;

/* It was heard now. */
struct heartbeat heartbeat_heard(struct heartbeat heartbeat, instant_ms now);

/* As configured from now on. Who changes its rhythm gives it a whole turn of the new
 * one. */
struct heartbeat heartbeat_expect(struct heartbeat heartbeat, duration_ms every,
				  duration_ms grace, instant_ms now);

/* We could hear nothing from "from" to "until". That time is added to what is waited
 * for; a ping that was due in it may have been lost, so then the next one counts. */
struct heartbeat heartbeat_excuse(struct heartbeat heartbeat, instant_ms from,
				  instant_ms until);

#endif
