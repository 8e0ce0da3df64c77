/* What our own eyes make of what they see: heartbeats. */
#include "check.h"

#include "core/alerting/heartbeat.h"

static const instant_ms start = 1000000 * SECOND_MS;

static struct heartbeat minutely(void)
{
	return heartbeat_expect((struct heartbeat){ .name = STR("backup") }, MINUTE_MS,
				10 * SECOND_MS, start);
}

static struct heartbeat daily(void)
{
	return heartbeat_expect((struct heartbeat){ .name = STR("backup") }, DAY_MS,
				HOUR_MS, start);
}

static void a_heartbeat_counts_from_when_it_is_configured(void)
{
	struct heartbeat heartbeat = minutely();

	CHECK_INT(heartbeat.state, HEARTBEAT_WAITED_FOR);
	CHECK_INT(heartbeat.due_at, start + 70 * SECOND_MS);
	heartbeat = heartbeat_heard(heartbeat, start + 30 * SECOND_MS);
	CHECK_INT(heartbeat.state, HEARTBEAT_ALIVE);
	CHECK_INT(heartbeat.due_at, start + 100 * SECOND_MS);
	CHECK_INT(heartbeat.pings, 1);
}

static void the_same_configuration_moves_nothing_and_another_rhythm_does(void)
{
	struct heartbeat heartbeat = minutely();
	instant_ms later = start + 50 * SECOND_MS;

	CHECK_INT(heartbeat_expect(heartbeat, MINUTE_MS, 10 * SECOND_MS, later).due_at,
		  start + 70 * SECOND_MS);
	CHECK_INT(heartbeat_expect(heartbeat, HOUR_MS, 0, later).due_at, later + HOUR_MS);
	/* One that is missed already is not waited for. */
	heartbeat.state = HEARTBEAT_MISSED;
	CHECK_INT(heartbeat_expect(heartbeat, HOUR_MS, 0, later).due_at,
		  start + 70 * SECOND_MS);
}

static void what_was_pinged_before_it_was_configured_is_alive(void)
{
	struct heartbeat heartbeat = { .state = HEARTBEAT_UNKNOWN, .since = start };

	heartbeat = heartbeat_heard(heartbeat, start);
	CHECK_INT(heartbeat.state, HEARTBEAT_UNKNOWN);
	CHECK_INT(heartbeat.due_at, 0);
	heartbeat = heartbeat_expect(heartbeat, MINUTE_MS, 0, start + HOUR_MS);
	CHECK_INT(heartbeat.state, HEARTBEAT_ALIVE);
	CHECK_INT(heartbeat.due_at, start + HOUR_MS + MINUTE_MS);
}

static void a_ping_that_may_have_been_lost_is_not_missed(void)
{
	instant_ms up = start + 20 * MINUTE_MS;

	CHECK_INT(heartbeat_excuse(minutely(), start, up).due_at, up + 70 * SECOND_MS);
	/* It cannot have come in that time: that time is added, no more. */
	CHECK_INT(heartbeat_excuse(daily(), start + HOUR_MS, start + 2 * HOUR_MS).due_at,
		  start + DAY_MS + 2 * HOUR_MS);
	/* It may have. */
	CHECK_INT(heartbeat_excuse(daily(), start, start + DAY_MS).due_at,
		  start + 2 * DAY_MS + HOUR_MS);
	/* It was late before. */
	CHECK_INT(
		heartbeat_excuse(minutely(), start + HOUR_MS, start + 2 * HOUR_MS).due_at,
		start + 70 * SECOND_MS);
}

const struct test tests[] = {
	{ "a heartbeat counts from when it is configured",
	  a_heartbeat_counts_from_when_it_is_configured },
	{ "the same configuration moves nothing and another rhythm does",
	  the_same_configuration_moves_nothing_and_another_rhythm_does },
	{ "what was pinged before it was configured is alive",
	  what_was_pinged_before_it_was_configured_is_alive },
	{ "a ping that may have been lost is not missed",
	  a_ping_that_may_have_been_lost_is_not_missed },
	{ 0 },
};
