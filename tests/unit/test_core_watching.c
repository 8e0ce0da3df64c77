/* What our own eyes make of what they see: heartbeats, watches and
 * senders. */
#include "check.h"

#include "core/alerting/heartbeat.h"
#include "core/alerting/sender.h"
#include "core/alerting/watch.h"

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

static const struct watch_rules usual = { .failures = { 3, 5 }, .recoveries = { 2, 3 } };

/* "-" is bad, "+" is good, "?" is no data. */
static struct watch looks(struct watch watch, const struct watch_rules *rules,
			  const char *seen)
{
	for (; *seen; seen++)
		watch = watch_look(watch, rules,
				   *seen == '+'   ? WATCH_WELL
				   : *seen == '-' ? WATCH_WRONG
						  : WATCH_NO_DATA,
				   start);
	return watch;
}

static void so_many_of_the_last_so_many_looks_are_an_alert(void)
{
	static const struct {
		const char *seen;
		enum watch_state state;
	} cases[] = {
		{ "", WATCH_NEW },
		{ "--", WATCH_NEW },
		{ "+--", WATCH_GOOD },
		{ "+---", WATCH_FAILING },
		{ "---", WATCH_FAILING },
		{ "-+-+-", WATCH_FAILING },
		{ "-++--", WATCH_FAILING },
		{ "-+++--", WATCH_GOOD },
		{ "---+", WATCH_FAILING },
		/* What led to the alert ends it not. */
		{ "-++--+", WATCH_FAILING },
		{ "---+-+", WATCH_GOOD },
		{ "---+--+", WATCH_FAILING },
		{ "---++-", WATCH_GOOD },
		{ "---++--", WATCH_GOOD },
		{ "---++---", WATCH_FAILING },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct watch watch = looks((struct watch){ 0 }, &usual, cases[i].seen);

		CHECK_CASE(watch.state == cases[i].state, cases[i].seen);
	}
}

static void no_data_is_no_pass_unless_that_was_asked_for(void)
{
	struct watch_rules rules = usual;

	CHECK_INT(looks((struct watch){ 0 }, &rules, "+???").state, WATCH_FAILING);
	rules.no_data = NO_DATA_IS_IGNORED;
	CHECK_INT(looks((struct watch){ 0 }, &rules, "+?????").state, WATCH_GOOD);
	CHECK_INT(looks((struct watch){ 0 }, &rules, "---?????").state, WATCH_FAILING);
	CHECK_INT(looks((struct watch){ 0 }, &rules, "?????").state, WATCH_NEW);
	rules.no_data = NO_DATA_IS_GOOD;
	CHECK_INT(looks((struct watch){ 0 }, &rules, "---??").state, WATCH_GOOD);
}

static void the_longest_memory_is_kept(void)
{
	struct watch_rules rules = { .failures = { 60, 60 }, .recoveries = { 1, 1 } };
	struct watch watch = { 0 };

	for (int i = 0; i < 200; i++)
		watch = looks(watch, &rules, i % 60 == 0 ? "+" : "-");
	CHECK_INT(watch.state, WATCH_GOOD);
	for (int i = 0; i < 60; i++)
		watch = looks(watch, &rules, "-");
	CHECK_INT(watch.state, WATCH_FAILING);
}

static void n_of_m_means_what_it_says(void)
{
	static const char *const bad[] = { "",     "0",    "0 of 3",  "4 of 3",
					   "3 of", "of 3", "3 out 5", "1 of 61",
					   "-1",   "3of5", "3  f 5" };
	struct error error = { 0 };
	struct n_of_m n = { 0 };

	CHECK_OK(n_of_m_parse(STR("3 of 5"), &n, &error), error);
	CHECK(n.need == 3 && n.of == 5);
	CHECK_OK(n_of_m_parse(STR(" 2 "), &n, &error), error);
	CHECK(n.need == 2 && n.of == 2);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		CHECK_CASE(!n_of_m_parse(str_of(bad[i]), &n, &error), bad[i]);
}

/* Heard each "every" for so long, from the start on. */
static struct sender heard_for(duration_ms length, duration_ms every, instant_ms *ret_now)
{
	struct sender sender = { .name = STR("prometheus-eu") };

	for (*ret_now = start; *ret_now <= start + length; *ret_now += every)
		sender = sender_heard(sender, *ret_now);
	*ret_now = sender.last_seen_at;
	return sender;
}

static void a_sender_that_was_regular_for_a_day_is_missed(void)
{
	instant_ms now;
	struct sender sender = heard_for(DAY_MS, 30 * SECOND_MS, &now);

	CHECK_INT(sender.usual, 30 * SECOND_MS);
	CHECK_INT(sender_patience(&sender, 0), 5 * MINUTE_MS);
	CHECK(!sender_is_late(&sender, 0, 0, now + 5 * MINUTE_MS));
	CHECK(sender_is_late(&sender, 0, 0, now + 5 * MINUTE_MS + 1));
	/* We were deaf. */
	CHECK(!sender_is_late(&sender, 0, now + HOUR_MS, now + HOUR_MS + MINUTE_MS));
}

static void one_that_sends_during_an_incident_only_is_not(void)
{
	instant_ms now;
	struct sender sender = heard_for(6 * HOUR_MS, 30 * SECOND_MS, &now);

	CHECK_INT(sender_patience(&sender, 0), 0);
	CHECK(!sender_is_late(&sender, 0, 0, now + DAY_MS));
	/* Unless that is expected of it. */
	CHECK(sender_is_late(&sender, MINUTE_MS, 0, now + 2 * MINUTE_MS + 1));
	/* A pause begins the day anew. */
	sender = heard_for(DAY_MS, 30 * SECOND_MS, &now);
	sender = sender_heard(sender, now + HOUR_MS);
	CHECK_INT(sender_patience(&sender, 0), 0);
	/* So seldom is no rhythm that is learned. */
	sender = heard_for(10 * DAY_MS, HOUR_MS, &now);
	CHECK_INT(sender_patience(&sender, 0), 0);
}

static void deliveries_of_one_moment_are_one_beat(void)
{
	struct sender sender = { 0 };

	for (int i = 0; i < 10; i++)
		for (int part = 0; part < 5; part++)
			sender = sender_heard(sender, start + i * MINUTE_MS + part * 10);
	CHECK_INT(sender.deliveries, 50);
	CHECK(sender.usual > 59 * SECOND_MS && sender.usual <= MINUTE_MS);
}

static void one_that_was_never_heard_is_late_from_when_it_was_expected(void)
{
	struct sender sender = { .first_seen_at = start };

	CHECK(!sender_is_late(&sender, MINUTE_MS, 0, start + 2 * MINUTE_MS));
	CHECK(sender_is_late(&sender, MINUTE_MS, 0, start + 2 * MINUTE_MS + 1));
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
	{ "so many of the last so many looks are an alert",
	  so_many_of_the_last_so_many_looks_are_an_alert },
	{ "no data is no pass unless that was asked for",
	  no_data_is_no_pass_unless_that_was_asked_for },
	{ "the longest memory is kept", the_longest_memory_is_kept },
	{ "n of m means what it says", n_of_m_means_what_it_says },
	{ "a sender that was regular for a day is missed",
	  a_sender_that_was_regular_for_a_day_is_missed },
	{ "one that sends during an incident only is not",
	  one_that_sends_during_an_incident_only_is_not },
	{ "deliveries of one moment are one beat",
	  deliveries_of_one_moment_are_one_beat },
	{ "one that was never heard is late from when it was expected",
	  one_that_was_never_heard_is_late_from_when_it_was_expected },
	{ 0 },
};
