#include "check.h"

#include "core/telling/message.h"
#include "core/telling/public.h"
#include "core/telling/words.h"

#define AT(minute) ((instant_ms)1705329000000 + (minute)*MINUTE_MS) /* 14:30 UTC */

static void a_worse_severity_never_makes_a_promise_later(void)
{
	static const struct {
		const char *name;
		int now, due;
		duration_ms cadence;
		int wanted;
	} cases[] = {
		{ "sooner", 5, 30, 15 * MINUTE_MS, 15 },
		{ "overdue by the new cadence: now", 20, 30, 15 * MINUTE_MS, 20 },
		{ "exactly now", 15, 30, 15 * MINUTE_MS, 15 },
		{ "a longer one changes nothing", 20, 30, 120 * MINUTE_MS, 30 },
		{ "none changes nothing", 20, 30, 0, 30 },
		{ "one that was shorter by word stays", 5, 10, 15 * MINUTE_MS, 10 },
		{ "what is late already stays as late", 40, 30, 15 * MINUTE_MS, 30 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct promise promise = { .made_at = AT(0), .due = AT(cases[i].due) };

		CHECK_CASE(promise_due_under(&promise, cases[i].cadence,
					     AT(cases[i].now)) == AT(cases[i].wanted),
			   cases[i].name);
	}
}

static void a_reminder_comes_three_minutes_before_or_in_the_middle(void)
{
	struct promise promise = { .due = AT(30) };

	CHECK_INT(promise_remind_at(&promise, AT(0)), AT(27));
	CHECK_INT(promise_remind_at(&promise, AT(28)), AT(29));
	CHECK_INT(promise_remind_at(&promise, AT(30)), AT(30));
}

static void what_is_sent_at_the_promised_instant_is_in_time(void)
{
	struct promise promise = { .due = AT(30) };

	CHECK_INT(promise_missed_at(&promise, AT(0)), AT(30) + SECOND_MS);
	/* Due at once by a new cadence: the time of a reminder is left. */
	CHECK_INT(promise_missed_at(&promise, AT(30)), AT(33));
}

static void durations_are_said_in_words(void)
{
	static const struct {
		duration_ms duration;
		const char *english, *korean;
	} cases[] = {
		{ 0, "0 seconds", "0초" },
		{ 45 * SECOND_MS, "45 seconds", "45초" },
		{ MINUTE_MS, "1 minute", "1분" },
		{ 15 * MINUTE_MS, "15 minutes", "15분" },
		{ 45 * MINUTE_MS + 12 * SECOND_MS, "45 minutes", "45분" },
		{ HOUR_MS, "1 hour", "1시간" },
		{ 90 * MINUTE_MS, "1 hour 30 minutes", "1시간 30분" },
		{ 2 * HOUR_MS, "2 hours", "2시간" },
		{ 2 * DAY_MS + HOUR_MS, "2 days 1 hour", "2일 1시간" },
		{ 2 * DAY_MS + MINUTE_MS, "2 days", "2일" },
	};
	scoped_arena arena = arena_new(1 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CHECK_STR_EQ(words_duration(arena, STR("en"), cases[i].duration),
			     str_of(cases[i].english));
		CHECK_STR_EQ(words_duration(arena, STR("ko"), cases[i].duration),
			     str_of(cases[i].korean));
	}
}

static void every_state_has_words(void)
{
	for (int i = INCIDENT_CANDIDATE; i <= INCIDENT_MERGED; i++) {
		CHECK(words_status(STR("en"), (enum incident_state)i).length > 0);
		CHECK(words_status(STR("ko"), (enum incident_state)i).length > 0);
	}
	CHECK_STR(words_status(STR("ko"), INCIDENT_MITIGATING), "조치 중");
}

static void a_clip_counts_characters_and_cuts_none(void)
{
	scoped_arena arena = arena_new(1 << 20);

	CHECK_INT(words_length(STR("장애 알림")), 5);
	CHECK_STR(words_clip(arena, STR("장애 알림"), 5), "장애 알림");
	CHECK_STR(words_clip(arena, STR("장애 알림"), 4), "장애…");
	CHECK_STR(words_clip(arena, STR("Redis is down"), 6), "Redis…");
	CHECK(str_is_utf8(words_clip(arena, STR("🚨🚨🚨"), 2)));
}

static void what_is_ours_is_found_in_a_public_text(void)
{
	struct own_name ours[] = { { STR("alice"), "a person" },
				   { STR("김철수"), "a person" },
				   { STR("cache-1"), "a host of ours" } };
	struct own_names names = { .items = ours, .count = 3 };
	static const struct {
		const char *text, *found;
	} cases[] = {
		{ "We are aware of problems with the API.", NULL },
		{ "Alice is on it", "alice (a person)" },
		{ "alice가 확인 중입니다", "alice (a person)" },
		{ "the malice of clocks", NULL },
		{ "김철수가 확인 중입니다", "김철수 (a person)" },
		{ "cache-1 is full", "cache-1 (a host of ours)" },
		{ "node 10.20.30.40 is down.", "10.20.30.40 (an address)" },
		{ "(10.0.0.1:6379)", "10.0.0.1 (an address)" },
		{ "version 1.2.3 at 14:30:00, 2.3.3-1", NULL },
		{ "from fd00::1, we", "fd00::1 (an address)" },
		{ "see http://grafana.corp/d/1", "grafana.corp (an internal host)" },
		{ "db.prod.svc.cluster.local", "db.prod.svc.cluster.local (an internal "
					       "host)" },
		{ "DB.INTERNAL.", "DB.INTERNAL (an internal host)" },
		{ "see https://status.example.org/x", NULL },
		{ "localhost:8080", "localhost (an internal host)" },
		{ "", NULL },
		{ "::: ... /// @@@ --", NULL },
	};
	scoped_arena arena = arena_new(1 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct public_findings found = public_check(arena, str_of(cases[i].text),
							    &names);

		CHECK_CASE(found.count == (cases[i].found ? 1 : 0), cases[i].text);
		if (found.count == 1 && cases[i].found)
			CHECK_STR_EQ(found.items[0], str_of(cases[i].found));
	}
}

static void a_host_is_taken_out_of_an_address(void)
{
	CHECK_STR(host_of(STR("cache-1:6379")), "cache-1");
	CHECK_STR(host_of(STR("redis://u:p@cache-1:6379/0")), "cache-1");
	CHECK_STR(host_of(STR("https://prometheus/x")), "prometheus");
	CHECK_STR(host_of(STR("")), "");
}

const struct test tests[] = {
	{ "a worse severity never makes a promise later",
	  a_worse_severity_never_makes_a_promise_later },
	{ "a reminder comes three minutes before or in the middle",
	  a_reminder_comes_three_minutes_before_or_in_the_middle },
	{ "what is sent at the promised instant is in time",
	  what_is_sent_at_the_promised_instant_is_in_time },
	{ "durations are said in words", durations_are_said_in_words },
	{ "every state has words", every_state_has_words },
	{ "a clip counts characters and cuts none",
	  a_clip_counts_characters_and_cuts_none },
	{ "what is ours is found in a public text",
	  what_is_ours_is_found_in_a_public_text },
	{ "a host is taken out of an address", a_host_is_taken_out_of_an_address },
	{ 0 },
};
