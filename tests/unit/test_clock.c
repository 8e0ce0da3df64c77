#include "base/clock.h"

#include "check.h"

#include <time.h>

enum { ARENA_BYTES = 4 << 20 };

static void instants_are_read_as_rfc_3339_has_them(void)
{
	static const struct {
		const char *text;
		instant_ms instant;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01T00:00:00.001Z", 1 },
		{ "2026-11-21T08:09:10Z", 1795248550000 },
		{ "2026-11-21T08:09:10.123Z", 1795248550123 },
		{ "2026-11-21T08:09:10.123999999Z", 1795248550123 },
		{ "2026-11-21T08:09:10.5Z", 1795248550500 },
		{ "2026-11-21T08:09:10.0000000000000000000000001Z", 1795248550000 },
		{ "2026-11-21t08:09:10z", 1795248550000 },
		{ "2026-11-21 08:09:10Z", 1795248550000 },
		{ "2026-11-21T10:09:10+02:00", 1795248550000 },
		{ "2026-11-21T13:39:10+05:30", 1795248550000 },
		{ "2026-11-20T22:39:10-09:30", 1795248550000 },
		{ "2026-11-21T08:09:10-00:00", 1795248550000 },
		{ "2000-02-29T00:00:00Z", 951782400000 },
		{ "2024-02-29T23:59:59Z", 1709251199000 },
		{ "2400-02-29T00:00:00Z", 13574563200000 },
		{ "2016-12-31T23:59:60Z", 1483228800000 },
		{ "9999-12-31T23:59:59.999Z", INSTANT_MAX },
		{ "1969-12-31T23:00:00-01:00", 0 },
		{ "0001-01-01T00:00:00Z", 0 },
		{ "0001-01-01T00:00:00+01:00", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };
		instant_ms instant = -1;

		CHECK_OK(instant_parse(str_of(cases[i].text), &instant, &error), error);
		CHECK_INT(instant, cases[i].instant);
	}
}

static void what_is_no_instant_is_refused(void)
{
	static const char *const cases[] = {
		"",
		"now",
		"2026-11-21",
		"2026-11-21T08:09:10",
		"2026-11-21T08:09Z",
		"2026-11-21T08:09:10ZZ",
		"2026-11-21T08:09:10.Z",
		"2026-11-21T08:09:10,5Z",
		"2026-11-21T08:09:10+0200",
		"2026-11-21T08:09:10+2:00",
		"2026-11-21T08:09:10+24:00",
		"2026-11-21T08:09:10+02:60",
		"2026-11-21T24:00:00Z",
		"2026-11-21T08:60:00Z",
		"2026-11-21T08:09:61Z",
		"2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z",
		"2026-01-00T00:00:00Z",
		"2026-04-31T00:00:00Z",
		"2025-02-29T00:00:00Z",
		"2100-02-29T00:00:00Z",
		"2026-11-2aT00:00:00Z",
		"2026--1-21T00:00:00Z",
		"-026-11-21T00:00:00Z",
		"02026-11-21T00:00:00Z",
		" 2026-11-21T08:09:10Z",
		"1969-12-31T23:59:59Z",
		"1970-01-01T00:00:00+00:01",
		"0000-01-01T00:00:00Z",
		"0002-01-01T00:00:00Z",
		"9999-12-31T23:59:60Z",
		"9999-12-31T23:59:59-00:01",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };
		instant_ms instant = 42;

		CHECK_CASE(!instant_parse(str_of(cases[i]), &instant, &error), cases[i]);
		CHECK_INT(error.kind, ERROR_INVALID);
		CHECK_INT(instant, 42);
	}
}

static void instants_are_written_shortly(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	CHECK_STR(instant_format(arena, 1795248550000), "2026-11-21T08:09:10Z");
	CHECK_STR(instant_format(arena, 1795248550007), "2026-11-21T08:09:10.007Z");
	CHECK_STR(instant_format(arena, INSTANT_MAX), "9999-12-31T23:59:59.999Z");
	CHECK_STR(instant_format(arena, 0), "1970-01-01T00:00:00Z");
	CHECK_STR(instant_format(arena, -1), "1969-12-31T23:59:59.999Z");
	CHECK_STR(instant_format_time(arena, 1795248550999), "08:09:10");
	CHECK_STR(instant_format_day(arena, 951782400000), "2000-02-29");
}

/* Each day of more than 400 years, after which the calendar repeats, and then each
 * 31st up to the year 9999. */
static void days_come_back_and_agree_with_the_c_library(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (instant_ms noon = 12 * HOUR_MS; noon <= INSTANT_MAX;
	     noon += noon < 150000 * DAY_MS ? DAY_MS : 31 * DAY_MS) {
		time_t seconds = (time_t)(noon / SECOND_MS);
		struct tm tm;
		char expected[32];
		struct error error = { 0 };
		instant_ms back = 0;
		str text = instant_format(arena, noon);

		gmtime_r(&seconds, &tm);
		strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%SZ", &tm);
		CHECK_STR_EQ(text, str_of(expected));
		CHECK_OK(instant_parse(text, &back, &error), error);
		CHECK_INT(back, noon);
		if (back != noon)
			return;
		arena_reset(arena);
	}
}

static void durations_are_written_as_a_clock_shows_them(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	static const struct {
		duration_ms duration;
		const char *text;
	} cases[] = {
		{ 0, "0:00" },
		{ 999, "0:00" },
		{ -999, "0:00" },
		{ 80 * SECOND_MS, "1:20" },
		{ -80 * SECOND_MS, "-1:20" },
		{ HOUR_MS - 1, "59:59" },
		{ HOUR_MS, "1:00:00" },
		{ 2 * HOUR_MS + 3 * MINUTE_MS + 4 * SECOND_MS, "2:03:04" },
		{ DAY_MS - 1, "23:59:59" },
		{ DAY_MS, "1d 0h" },
		{ 3 * DAY_MS + 2 * HOUR_MS + 59 * MINUTE_MS, "3d 2h" },
		{ INT64_MIN, "-106751991167d 7h" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(duration_format(arena, cases[i].duration),
			     str_of(cases[i].text));
}

static void durations_are_read(void)
{
	static const struct {
		const char *text;
		duration_ms duration;
	} cases[] = {
		{ "90s", 90 * SECOND_MS },
		{ "5m", 5 * MINUTE_MS },
		{ "1h30m", 90 * MINUTE_MS },
		{ "250ms", 250 },
		{ "1s500ms", 1500 },
		{ "2d", 2 * DAY_MS },
		{ "1w", 7 * DAY_MS },
		{ "1w2d3h4m5s6ms", 9 * DAY_MS + 3 * HOUR_MS + 4 * MINUTE_MS + 5006 },
		{ "0", 0 },
		{ "0s", 0 },
		{ "9223372036854775807ms", INT64_MAX },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };
		duration_ms duration = -1;

		CHECK_OK(duration_parse(str_of(cases[i].text), &duration, &error), error);
		CHECK_INT(duration, cases[i].duration);
	}
}

static void what_is_no_duration_is_refused(void)
{
	static const char *const cases[] = {
		"",
		"5",
		"m",
		"5x",
		"-5m",
		"5 m",
		"1.5h",
		"30m1h",
		"1m1m",
		"5m0",
		"1h30",
		"9223372036854775807s",
		"5M",
		"+5m",
		"00",
		"9223372036854775807ms1",
		"106751991168d",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };
		duration_ms duration = 42;

		CHECK_CASE(!duration_parse(str_of(cases[i]), &duration, &error),
			   cases[i]);
		CHECK_INT(error.kind, ERROR_INVALID);
		CHECK_INT(duration, 42);
	}
}

static void a_set_clock_stands_still(void)
{
	instant_ms before = clock_now();

	CHECK(before > 1577836800000); /* 2020 */
	clock_set(123456);
	CHECK_INT(clock_now(), 123456);
	CHECK_INT(clock_now(), 123456);
	clock_set(0);
	CHECK(clock_now() >= before);
	CHECK(clock_monotonic_us() <= clock_monotonic_us());
}

const struct test tests[] = {
	{ "instants are read as RFC 3339 has them",
	  instants_are_read_as_rfc_3339_has_them },
	{ "what is no instant is refused", what_is_no_instant_is_refused },
	{ "instants are written shortly", instants_are_written_shortly },
	{ "days come back and agree with the C library",
	  days_come_back_and_agree_with_the_c_library },
	{ "durations are written as a clock shows them",
	  durations_are_written_as_a_clock_shows_them },
	{ "durations are read", durations_are_read },
	{ "what is no duration is refused", what_is_no_duration_is_refused },
	{ "a set clock stands still", a_set_clock_stands_still },
	{ 0 },
};
