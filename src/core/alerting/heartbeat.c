#include "core/alerting/heartbeat.h"

#include <stddef.h>

const char *const heartbeat_state_names[] = {
	[HEARTBEAT_WAITED_FOR] = "waited_for",
	[HEARTBEAT_ALIVE] = "alive",
	[HEARTBEAT_MISSED] = "missed",
	[HEARTBEAT_UNKNOWN] = "unknown",
	NULL,
};

static const struct field heartbeat_fields[] = {
	F(struct heartbeat, id, FIELD_INT),
	F(struct heartbeat, name, FIELD_TEXT),
	F_ENUM(struct heartbeat, state, heartbeat_state_names),
	F(struct heartbeat, every, FIELD_DURATION),
	F(struct heartbeat, grace, FIELD_DURATION),
	F(struct heartbeat, since, FIELD_INSTANT),
	F(struct heartbeat, last_ping_at, FIELD_INSTANT),
	F(struct heartbeat, due_at, FIELD_INSTANT),
	F(struct heartbeat, pings, FIELD_INT),
	F(struct heartbeat, pinged_by, FIELD_TEXT),
};
const struct shape heartbeat_shape = SHAPE("heartbeat", struct heartbeat,
					   heartbeat_fields);

static void wait_from(struct heartbeat *heartbeat, instant_ms start)
{
	heartbeat->due_at = start + heartbeat->every + heartbeat->grace;
}

struct heartbeat heartbeat_heard(struct heartbeat heartbeat, instant_ms now)
{
	heartbeat.pings++;
	heartbeat.last_ping_at = now;
	if (heartbeat.state == HEARTBEAT_UNKNOWN)
		return heartbeat;
	if (heartbeat.state != HEARTBEAT_ALIVE)
		heartbeat.since = now;
	heartbeat.state = HEARTBEAT_ALIVE;
	wait_from(&heartbeat, now);
	return heartbeat;
}

struct heartbeat heartbeat_expect(struct heartbeat heartbeat, duration_ms every,
				  duration_ms grace, instant_ms now)
{
	bool is_new = heartbeat.state == HEARTBEAT_UNKNOWN || heartbeat.since == 0;

	if (!is_new && heartbeat.every == every && heartbeat.grace == grace)
		return heartbeat;
	heartbeat.every = every;
	heartbeat.grace = grace;
	if (is_new) {
		heartbeat.state = heartbeat.last_ping_at != 0 ? HEARTBEAT_ALIVE
							      : HEARTBEAT_WAITED_FOR;
		heartbeat.since = now;
	}
	if (heartbeat.state != HEARTBEAT_MISSED)
		wait_from(&heartbeat, now);
	return heartbeat;
}

struct heartbeat heartbeat_excuse(struct heartbeat heartbeat, instant_ms from,
				  instant_ms until)
{
	instant_ms may_come_from = heartbeat.due_at - 2 * heartbeat.grace;

	if (heartbeat.due_at == 0 || from >= until || heartbeat.due_at <= from)
		return heartbeat;
	if (may_come_from < until)
		wait_from(&heartbeat, until);
	else
		heartbeat.due_at += until - from;
	return heartbeat;
}
