#include "base/zone.h"

#include "base/limits.h"
#include "check.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define ARENA_BYTES ((size_t)64 << 20)

static const struct zone *zone_of(struct arena *arena, const char *name)
{
	struct error error = { 0 };
	const struct zone *zone = zone_load(arena, str_of(name), &error);

	CHECK_OK(zone, error);
	return zone ? zone : zone_utc();
}

static instant_ms instant_of(const char *text)
{
	struct error error = { 0 };
	instant_ms at = -1;

	CHECK_OK(instant_parse(str_of(text), &at, &error), error);
	return at;
}

static void a_wall_clock_shows_what_its_zone_has(void)
{
	static const struct {
		const char *zone, *at, *shown;
	} cases[] = {
		{ "UTC", "2026-11-21T08:09:10Z", "Sat 2026-11-21 08:09 UTC" },
		{ "Europe/Berlin", "2026-03-29T00:59:59Z", "Sun 2026-03-29 01:59 CET" },
		{ "Europe/Berlin", "2026-03-29T01:00:00Z", "Sun 2026-03-29 03:00 CEST" },
		{ "Europe/Berlin", "2026-10-25T00:59:59Z", "Sun 2026-10-25 02:59 CEST" },
		{ "Europe/Berlin", "2026-10-25T01:00:00Z", "Sun 2026-10-25 02:00 CET" },
		{ "Europe/Berlin", "1980-04-06T00:59:59Z", "Sun 1980-04-06 01:59 CET" },
		{ "Europe/Berlin", "1980-04-06T01:00:00Z", "Sun 1980-04-06 03:00 CEST" },
		{ "Europe/Berlin", "2100-07-01T12:00:00Z", "Thu 2100-07-01 14:00 CEST" },
		{ "Europe/Berlin", "2100-12-01T12:00:00Z", "Wed 2100-12-01 13:00 CET" },
		{ "Europe/Berlin", "9999-07-01T12:00:00Z", "Thu 9999-07-01 14:00 CEST" },
		{ "America/New_York", "2026-03-08T06:59:00Z",
		  "Sun 2026-03-08 01:59 EST" },
		{ "America/New_York", "2026-03-08T07:00:00Z",
		  "Sun 2026-03-08 03:00 EDT" },
		{ "America/New_York", "2006-03-15T12:00:00Z",
		  "Wed 2006-03-15 07:00 EST" },
		{ "America/New_York", "2007-03-15T12:00:00Z",
		  "Thu 2007-03-15 08:00 EDT" },
		{ "America/St_Johns", "2026-07-01T12:00:00Z",
		  "Wed 2026-07-01 09:30 NDT" },
		{ "Australia/Lord_Howe", "2026-04-04T14:59:00Z",
		  "Sun 2026-04-05 01:59 +11" },
		{ "Australia/Lord_Howe", "2026-04-04T15:00:00Z",
		  "Sun 2026-04-05 01:30 +1030" },
		{ "Europe/Dublin", "2026-01-15T12:00:00Z", "Thu 2026-01-15 12:00 GMT" },
		{ "Europe/Dublin", "2026-07-15T12:00:00Z", "Wed 2026-07-15 13:00 IST" },
		{ "Pacific/Apia", "2011-12-30T09:59:59Z", "Thu 2011-12-29 23:59 -10" },
		{ "Pacific/Apia", "2011-12-30T10:00:00Z", "Sat 2011-12-31 00:00 +14" },
		{ "Asia/Kathmandu", "2026-01-01T00:00:00Z",
		  "Thu 2026-01-01 05:45 +0545" },
		{ "Africa/Casablanca", "2024-03-10T01:59:00Z",
		  "Sun 2024-03-10 02:59 +01" },
		{ "Africa/Casablanca", "2024-03-10T02:00:00Z",
		  "Sun 2024-03-10 02:00 +00" },
		{ "Africa/El_Aaiun", "2024-04-14T01:59:00Z", "Sun 2024-04-14 01:59 +00" },
		{ "Africa/El_Aaiun", "2024-04-14T02:00:00Z", "Sun 2024-04-14 03:00 +01" },
		{ "Antarctica/Troll", "2025-03-30T00:59:00Z",
		  "Sun 2025-03-30 00:59 +00" },
		{ "Antarctica/Troll", "2025-03-30T01:00:00Z",
		  "Sun 2025-03-30 03:00 +02" },
		{ "Etc/GMT+5", "2026-01-01T00:00:00Z", "Wed 2025-12-31 19:00 -05" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(zone_format(arena, zone_of(arena, cases[i].zone),
					 instant_of(cases[i].at)),
			     str_of(cases[i].shown));
}

static const struct wall_case {
	const char *zone, *civil;
	enum civil_fit fit;
	const char *at;
} walls[] = {
	{ "UTC", "2026-11-21 09:00", CIVIL_ONCE, "2026-11-21T09:00:00Z" },
	{ "Europe/Berlin", "2026-03-29 01:59", CIVIL_ONCE, "2026-03-29T00:59:00Z" },
	{ "Europe/Berlin", "2026-03-29 02:00", CIVIL_SKIPPED, "2026-03-29T01:00:00Z" },
	{ "Europe/Berlin", "2026-03-29 02:30", CIVIL_SKIPPED, "2026-03-29T01:30:00Z" },
	{ "Europe/Berlin", "2026-03-29 03:00", CIVIL_ONCE, "2026-03-29T01:00:00Z" },
	{ "Europe/Berlin", "2026-10-25 01:59", CIVIL_ONCE, "2026-10-24T23:59:00Z" },
	{ "Europe/Berlin", "2026-10-25 02:30", CIVIL_TWICE, "2026-10-25T00:30:00Z" },
	{ "Europe/Berlin", "2026-10-25 03:00", CIVIL_ONCE, "2026-10-25T02:00:00Z" },
	{ "Europe/Berlin", "2100-03-28 02:30", CIVIL_SKIPPED, "2100-03-28T01:30:00Z" },
	{ "America/New_York", "2026-03-08 02:30", CIVIL_SKIPPED, "2026-03-08T07:30:00Z" },
	{ "America/New_York", "2026-11-01 01:30", CIVIL_TWICE, "2026-11-01T05:30:00Z" },
	{ "America/St_Johns", "2026-11-01 01:30", CIVIL_TWICE, "2026-11-01T04:00:00Z" },
	{ "Australia/Lord_Howe", "2026-10-04 02:15", CIVIL_SKIPPED,
	  "2026-10-03T15:45:00Z" },
	{ "Australia/Lord_Howe", "2026-10-04 02:30", CIVIL_ONCE, "2026-10-03T15:30:00Z" },
	{ "Australia/Lord_Howe", "2026-04-05 01:45", CIVIL_TWICE,
	  "2026-04-04T14:45:00Z" },
	{ "Europe/Dublin", "2026-03-29 01:30", CIVIL_SKIPPED, "2026-03-29T01:30:00Z" },
	{ "Europe/Dublin", "2026-10-25 01:30", CIVIL_TWICE, "2026-10-25T00:30:00Z" },
	{ "Pacific/Apia", "2011-12-29 23:59", CIVIL_ONCE, "2011-12-30T09:59:00Z" },
	{ "Pacific/Apia", "2011-12-30 12:00", CIVIL_SKIPPED, "2011-12-30T22:00:00Z" },
	{ "Pacific/Apia", "2011-12-31 00:00", CIVIL_ONCE, "2011-12-30T10:00:00Z" },
	{ "Asia/Kathmandu", "2026-01-01 05:45", CIVIL_ONCE, "2026-01-01T00:00:00Z" },
	{ "Antarctica/Troll", "2025-03-30 02:30", CIVIL_SKIPPED, "2025-03-30T02:30:00Z" },
	{ "Antarctica/Troll", "2025-10-26 02:00", CIVIL_TWICE, "2025-10-26T00:00:00Z" },
};

static void a_time_on_the_wall_is_shown_once_never_or_twice(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(walls); i++) {
		struct error error = { 0 };
		struct civil civil = { 0 };
		enum civil_fit fit;

		CHECK_OK(civil_parse(str_of(walls[i].civil), &civil, &error), error);

		instant_ms at = zone_instant(zone_of(arena, walls[i].zone), &civil, &fit);

		CHECK_STR_EQ(instant_format(arena, at), str_of(walls[i].at));
		CHECK_CASE(fit == walls[i].fit, walls[i].civil);
	}
}

static void what_a_clock_shows_is_found_again(void)
{
	static const char *const names[] = { "Europe/Berlin", "Australia/Lord_Howe",
					     "Pacific/Apia", "Antarctica/Troll",
					     "Africa/Casablanca" };
	scoped_arena arena = arena_new(ARENA_BYTES);

	/* Every seventh hour until after the year 2500. */
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct zone *zone = zone_of(arena, names[i]);
		int wrong = 0;

		for (instant_ms at = 0; at < 540 * 365 * DAY_MS; at += 7 * HOUR_MS) {
			struct civil civil = zone_civil(zone, at);
			enum civil_fit fit;
			instant_ms first = zone_instant(zone, &civil, &fit);

			wrong += fit == CIVIL_ONCE ? first != at
						   : fit != CIVIL_TWICE || first > at;
		}
		CHECK_INT(wrong, 0);
	}
}

static void the_next_change_is_the_next_change_of_the_offset(void)
{
	static const struct {
		const char *zone, *after, *change;
	} cases[] = {
		{ "Europe/Berlin", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00Z" },
		{ "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z" },
		{ "Europe/Berlin", "2037-11-01T00:00:00Z", "2038-03-28T01:00:00Z" },
		{ "Europe/Berlin", "2500-01-01T00:00:00Z", "2500-03-28T01:00:00Z" },
		{ "Europe/Berlin", "9999-12-01T00:00:00Z", "9999-12-31T23:59:59.999Z" },
		{ "Asia/Kathmandu", "1990-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z" },
		{ "UTC", "1990-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(instant_format(arena, zone_next_change(
							   zone_of(arena, cases[i].zone),
							   instant_of(cases[i].after))),
			     str_of(cases[i].change));
}

static void what_tzdata_does_not_know_is_refused_with_the_nearest_name(void)
{
	static const struct {
		const char *name, *says;
	} cases[] = {
		{ "Europe/Berln", "did you mean Europe/Berlin?" },
		{ "europe/berlin", "did you mean Europe/Berlin?" },
		{ "Berlin", "did you mean Europe/Berlin?" },
		{ "america/new_york", "did you mean America/New_York?" },
		{ "Buenos_Airs", "did you mean America/Argentina/Buenos_Aires?" },
		{ "Europe", "there is no time zone 'Europe'" },
		{ "", "they have names like Europe/Berlin" },
		{ "Quahog", "they have names like Europe/Berlin" },
		{ "../../../etc/passwd", "they have names like Europe/Berlin" },
		{ "Europe/../Europe/Berlin", "there is no time zone" },
		{ "/usr/share/zoneinfo/UTC", "there is no time zone" },
		{ "Europe/Berlin/", "did you mean Europe/Berlin?" },
		{ "Europe//Berlin", "did you mean Europe/Berlin?" },
		{ "zone.tab", "there is no time zone" },
		{ "posix/Europe/Berlin", "there is no time zone" },
		{ "right/Europe/Berlin", "there is no time zone" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };

		CHECK_CASE(!zone_load(arena, str_of(cases[i].name), &error),
			   cases[i].name);
		CHECK_INT(error.kind, ERROR_NOT_FOUND);
		if (!str_contains(str_of(error.text), str_of(cases[i].says)))
			check_failed(__FILE__, __LINE__, "%s: %s", cases[i].name,
				     error.text);
	}
}

/* A file of ours: one change at most, two clocks. */
struct made {
	char version;
	int leaps, changes, types;
	int64_t times[2];
	int indexes[2], offsets[2], abbreviations[2];
	const char *footer;
};
static const struct made good = {
	.version = '2',
	.changes = 2,
	.types = 2,
	.times = { 0, 1000000000 },
	.indexes = { 1, 0 },
	.offsets = { 3600, 7200 },
	.abbreviations = { 0, 4 },
	.footer = "\nAAA-1\n",
};

static char *put(char *at, int64_t number, int bytes)
{
	for (int i = bytes; i > 0; i--)
		*at++ = (char)(i > 8 ? 0 : number >> (8 * (i - 1)));
	return at;
}

static char *put_header(char *at, const struct made *made, bool empty)
{
	at = stpcpy(at, "TZif");
	*at++ = made->version;
	at = put(put(at, 0, 8), 0, 7);
	at = put(put(at, 0, 4), 0, 4);
	at = put(at, empty ? 0 : made->leaps, 4);
	at = put(at, empty ? 0 : made->changes, 4);
	at = put(at, empty ? 1 : made->types, 4);
	return put(at, empty ? 1 : 8, 4);
}

static str file_of(struct arena *arena, struct made made)
{
	char *bytes = arena_many(arena, char, 1024), *at = put_header(bytes, &made, true);

	at = put_header(put(at, 0, 7), &made, false);
	for (int i = 0; i < made.changes; i++)
		at = put(at, made.times[i], 8);
	for (int i = 0; i < made.changes; i++)
		at = put(at, made.indexes[i], 1);
	for (int i = 0; i < made.types; i++)
		at = put(put(put(at, made.offsets[i], 4), 0, 1), made.abbreviations[i],
			 1);
	memcpy(at, "AAA\0BBB", 8);
	at = put(at + 8, 0, made.leaps * 12);
	at = stpcpy(at, made.footer);
	return (str){ bytes, (size_t)(at - bytes) };
}

static void a_file_is_read(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct error error = { 0 };
	struct zone *zone = zone_parse(arena, STR("Made"), file_of(arena, good), &error);

	CHECK_OK(zone, error);
	if (!zone)
		return;
	CHECK_STR(zone_name(zone), "Made");
	CHECK_INT(zone_offset(zone, -1), HOUR_MS);
	CHECK_INT(zone_offset(zone, 0), 2 * HOUR_MS);
	CHECK_STR(zone_abbreviation(zone, 0), "BBB");
	CHECK_INT(zone_offset(zone, 1000000000 * SECOND_MS), HOUR_MS);
	CHECK_INT(zone_next_change(zone, 0), 1000000000 * SECOND_MS);
}

static void a_broken_file_is_an_error(void)
{
	static const struct {
		struct made made;
		const char *says;
	} cases[] = {
		{ { .version = '\0', .types = 1, .footer = "\n\n" }, "version 1" },
		{ { .version = '2', .types = 0, .footer = "\n\n" }, "no clock" },
		{ { .version = '2', .types = 1, .leaps = 1, .footer = "\n\n" },
		  "leap seconds" },
		{ { .version = '2',
		    .types = 1,
		    .changes = 1,
		    .indexes = { 1 },
		    .footer = "\n\n" },
		  "a clock it does not have" },
		{ { .version = '2',
		    .types = 1,
		    .changes = 2,
		    .times = { 5, 5 },
		    .footer = "\n\n" },
		  "out of order" },
		{ { .version = '2',
		    .types = 1,
		    .offsets = { 26 * 3600 },
		    .footer = "\n\n" },
		  "more than a day" },
		{ { .version = '2',
		    .types = 1,
		    .abbreviations = { 8 },
		    .footer = "\n\n" },
		  "abbreviation" },
		{ { .version = '2', .types = 1, .footer = "" }, "before its rule" },
		{ { .version = '2', .types = 1, .footer = "\nAAA0" }, "before its rule" },
		{ { .version = '2', .types = 1, .changes = 1, .footer = "\nAAA-1\n" },
		  "contradicts" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };
		str bytes = file_of(arena, cases[i].made);

		CHECK_CASE(!zone_parse(arena, STR("Made"), bytes, &error), cases[i].says);
		if (!str_contains(str_of(error.text), str_of(cases[i].says)))
			check_failed(__FILE__, __LINE__, "want %s: %s", cases[i].says,
				     error.text);
		CHECK_INT(error.kind, ERROR_INVALID);
	}
}

static void a_file_cut_anywhere_is_an_error(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	str whole = file_of(arena, good);

	for (size_t length = 0; length < whole.length; length++) {
		struct error error = { 0 };
		/* Copied, so that a byte read past the end is seen. */
		str cut = arena_copy(arena, str_slice(whole, 0, length));

		CHECK(!zone_parse(arena, STR("Made"), cut, &error));
		CHECK_INT(error.kind, ERROR_INVALID);
	}
}

static void a_file_too_large_is_refused(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct error error = { 0 };
	str bytes = { arena_many(arena, char, ZONE_FILE_BYTES_MAX + 1),
		      ZONE_FILE_BYTES_MAX + 1 };

	CHECK(!zone_parse(arena, STR("Made"), bytes, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
}

static void a_rule_that_is_none_is_refused(void)
{
	static const char *const rules[] = {
		"A0",
		"AAA",
		"AAA25",
		"AAA0:60",
		"AAA0:00:60",
		"<AA",
		"<A A>0",
		"AAA0 ",
		"AAA0BBB",
		"AAA0BB,M3.5.0,M10.5.0",
		"AAA0BBB,M3.5.0",
		"AAA0BBB,M0.5.0,M10.5.0",
		"AAA0BBB,M13.5.0,M10.5.0",
		"AAA0BBB,M3.0.0,M10.5.0",
		"AAA0BBB,M3.6.0,M10.5.0",
		"AAA0BBB,M3.5.7,M10.5.0",
		"AAA0BBB,M3.5,M10.5.0",
		"AAA0BBB,J0,J300",
		"AAA0BBB,J366,J300",
		"AAA0BBB,366,300",
		"AAA0BBB,M3.5.0/168,M10.5.0",
		"AAA0BBB,M3.5.0/,M10.5.0",
		"AAA0BBB,M3.5.0,M10.5.0,",
		"AAA0BBB-25,M3.5.0,M10.5.0",
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct error error = { 0 };
		str footer = arena_format(arena, "\n%s\n", rules[i]);
		struct made made = { .version = '2', .types = 1, .footer = footer.bytes };

		CHECK_CASE(!zone_parse(arena, STR("Made"), file_of(arena, made), &error),
			   rules[i]);
		CHECK_CASE(str_contains(str_of(error.text), STR("rule")), error.text);
	}
}

static void a_rule_holds_for_every_year(void)
{
	static const struct {
		const char *rule, *after, *change;
	} cases[] = {
		/* The 60th day is March 1st, leap year or not; the 59th from 0 is not. */
		{ "AAA0BBB,J60/0,J300", "2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z" },
		{ "AAA0BBB,J60/0,J300", "2025-01-01T00:00:00Z", "2025-03-01T00:00:00Z" },
		{ "AAA0BBB,59/0,300", "2024-01-01T00:00:00Z", "2024-02-29T00:00:00Z" },
		{ "AAA0BBB,59/0,300", "2025-01-01T00:00:00Z", "2025-03-01T00:00:00Z" },
		{ "AAA0BBB,59/0,300", "2100-01-01T00:00:00Z", "2100-03-01T00:00:00Z" },
		{ "AAA0BBB,M2.5.4/0,M10.5.0", "2024-01-01T00:00:00Z",
		  "2024-02-29T00:00:00Z" },
		{ "AAA0BBB,M2.5.4/0,M10.5.0", "2025-01-01T00:00:00Z",
		  "2025-02-27T00:00:00Z" },
		{ "AAA0BBB,M12.5.0/0,M10.1.0", "2025-11-01T00:00:00Z",
		  "2025-12-28T00:00:00Z" },
		{ "AAA0BBB,M3.1.1,M10.1.0", "2026-01-01T00:00:00Z",
		  "2026-03-02T02:00:00Z" },
		{ "AAA0BBB,M3.1.1/-1:30,M10.1.0", "2026-01-01T00:00:00Z",
		  "2026-03-01T22:30:00Z" },
		{ "AAA0BBB,M3.1.1/50,M10.1.0", "2026-01-01T00:00:00Z",
		  "2026-03-04T02:00:00Z" },
		{ "AAA5BBB4:30,M3.1.1,M10.1.0", "2026-04-01T00:00:00Z",
		  "2026-10-04T06:30:00Z" },
		/* Summer all year. */
		{ "XXX3EDT4,0/0,J365/23", "2026-04-01T00:00:00Z",
		  "9999-12-31T23:59:59.999Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };
		str footer = arena_format(arena, "\n%s\n", cases[i].rule);
		struct made made = { .version = '3', .types = 1, .footer = footer.bytes };
		struct zone *zone = zone_parse(arena, STR("Made"), file_of(arena, made),
					       &error);

		CHECK_OK(zone, error);
		if (!zone)
			continue;
		CHECK_STR_EQ(instant_format(
				     arena,
				     zone_next_change(zone, instant_of(cases[i].after))),
			     str_of(cases[i].change));
	}
}

static void save(struct arena *arena, const char *folder, const char *name, str bytes)
{
	str path = arena_format(arena, "%s/%s", folder, name);
	scoped_fd file = open(path.bytes, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(write(file, bytes.bytes, bytes.length) == (ssize_t)bytes.length);
}

static void tzdir_says_where_the_zones_are(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	char folder[] = "/tmp/stanch-zones-XXXXXX";
	struct error error = { 0 };
	struct zone *zone;

	CHECK(mkdtemp(folder));
	save(arena, folder, "Here", file_of(arena, good));
	save(arena, folder, "Broken", STR("TZif2 and no more"));
	setenv("TZDIR", folder, 1);
	zone = zone_load(arena, STR("Here"), &error);
	CHECK_OK(zone, error);
	CHECK(!zone_load(arena, STR("Broken"), &error));
	CHECK_STR(str_of(error.text), "time zone Broken: this is no file of a time zone");
	CHECK(!zone_load(arena, STR("Europe/Berlin"), &error));
	CHECK_INT(error.kind, ERROR_NOT_FOUND);

	unlink(arena_format(arena, "%s/Here", folder).bytes);
	unlink(arena_format(arena, "%s/Broken", folder).bytes);
	rmdir(folder);
	CHECK(!zone_load(arena, STR("Europe/Berlin"), &error));
	CHECK(str_contains(str_of(error.text), STR("the package tzdata")));
	CHECK_STR(zone_name(zone_load(arena, STR("UTC"), &error)), "UTC");
	unsetenv("TZDIR");
}

static void the_calendar_counts_days(void)
{
	int64_t days = civil_days(1600, 1, 1);
	int year = 1600, month = 1, day = 1, wrong = 0;

	CHECK_INT(civil_days(1970, 1, 1), 0);
	CHECK_INT(civil_days(2026, 11, 21), 20778);
	CHECK_INT(civil_weekday(civil_days(2026, 11, 21)), 5);
	CHECK_INT(civil_weekday(civil_days(1969, 12, 29)), 0);
	/* Each day follows the one before, and has a number one higher. */
	for (; year < 2500; days++) {
		int next_year, next_month, next_day;

		civil_of_days(days + 1, &next_year, &next_month, &next_day);
		wrong += civil_days(next_year, next_month, next_day) != days + 1;
		wrong += !(next_day == day + 1 && next_month == month) &&
			 !(next_day == 1 && (next_month == month + 1 ||
					     (next_month == 1 && next_year == year + 1)));
		year = next_year;
		month = next_month;
		day = next_day;
	}
	CHECK_INT(wrong, 0);
}

static void a_day_and_time_is_read_or_refused(void)
{
	static const struct {
		const char *text;
		int64_t wall_ms; /* -1: refused */
	} cases[] = {
		{ "2026-11-21", 1795219200000 },
		{ "2026-11-21 09:00", 1795251600000 },
		{ "2026-11-21T09:00", 1795251600000 },
		{ "2026-11-21T09:00:30", 1795251630000 },
		{ "2024-02-29", 1709164800000 },
		{ "2023-02-29", -1 },
		{ "2026-04-31", -1 },
		{ "2026-13-01", -1 },
		{ "2026-00-01", -1 },
		{ "1969-12-31", -1 },
		{ "0000-01-01", -1 },
		{ "2026-11-21 24:00", -1 },
		{ "2026-11-21 09:60", -1 },
		{ "2026-11-21 09:00:60", -1 },
		{ "2026-11-21 9:00", -1 },
		{ "2026-11-21 ", -1 },
		{ "2026-11-21 09:00Z", -1 },
		{ "2026-11-21 09", -1 },
		{ "26-11-21", -1 },
		{ "monday", -1 },
		{ "", -1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct civil civil = { 0 };
		struct error error = { 0 };
		bool read = civil_parse(str_of(cases[i].text), &civil, &error);

		CHECK_CASE(read == (cases[i].wall_ms >= 0), cases[i].text);
		if (read)
			CHECK_INT(civil_wall_ms(&civil), cases[i].wall_ms);
		else
			CHECK_INT(error.kind, ERROR_INVALID);
	}
}

const struct test tests[] = {
	{ "a wall clock shows what its zone has", a_wall_clock_shows_what_its_zone_has },
	{ "a time on the wall is shown once, never or twice",
	  a_time_on_the_wall_is_shown_once_never_or_twice },
	{ "what a clock shows is found again", what_a_clock_shows_is_found_again },
	{ "the next change is the next change of the offset",
	  the_next_change_is_the_next_change_of_the_offset },
	{ "what tzdata does not know is refused with the nearest name",
	  what_tzdata_does_not_know_is_refused_with_the_nearest_name },
	{ "a file is read", a_file_is_read },
	{ "a broken file is an error", a_broken_file_is_an_error },
	{ "a file cut anywhere is an error", a_file_cut_anywhere_is_an_error },
	{ "a file too large is refused", a_file_too_large_is_refused },
	{ "a rule that is none is refused", a_rule_that_is_none_is_refused },
	{ "a rule holds for every year", a_rule_holds_for_every_year },
	{ "TZDIR says where the zones are", tzdir_says_where_the_zones_are },
	{ "the calendar counts days", the_calendar_counts_days },
	{ "a day and time is read or refused", a_day_and_time_is_read_or_refused },
	{ 0 },
};
