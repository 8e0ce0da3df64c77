#include "core/paging/schedule.h"

#include "check.h"

#include <string.h>

#define ARENA_BYTES ((size_t)64 << 20)

static str couple[] = { STR_INIT("alice"), STR_INIT("bob") };
static str trio[] = { STR_INIT("alice"), STR_INIT("bob"), STR_INIT("carol") };
static str only_dave[] = { STR_INIT("dave") };

/* Alice and Bob by turns; a test changes what it is about. */
static struct layer layer_of(enum rotation_unit unit, int64_t every, const char *start)
{
	struct layer layer = { .name = STR("base"),
			       .people = couple,
			       .person_count = 2,
			       .unit = unit,
			       .every = every };
	struct error error = { 0 };

	CHECK_OK(civil_parse(str_of(start), &layer.start, &error), error);
	return layer;
}

static struct schedule schedule_of(struct arena *arena, const char *zone,
				   struct layer *layers, size_t count)
{
	struct error error = { 0 };
	const struct zone *loaded = zone_load(arena, str_of(zone), &error);

	CHECK_OK(loaded, error);
	return (struct schedule){ .name = STR("primary"),
				  .zone = loaded ? loaded : zone_utc(),
				  .layers = layers,
				  .layer_count = count };
}

static instant_ms instant_of(const char *text)
{
	struct error error = { 0 };
	instant_ms at = 0;

	CHECK_OK(instant_parse(str_of(text), &at, &error), error);
	return at;
}

struct said {
	const char *at, *person, *until; /* until "": for ever */
};

static void check_said(struct arena *arena, const struct schedule *schedule,
		       const struct said *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct duty duty = schedule_duty(schedule, NULL, 0,
						 instant_of(cases[i].at));

		if (!str_is(duty.person, cases[i].person))
			check_failed(__FILE__, __LINE__, "at %s: '" STR_FMT "', not %s",
				     cases[i].at, STR_ARG(duty.person), cases[i].person);
		if (cases[i].until[0] == '\0')
			CHECK_INT(duty.until, INSTANT_MAX);
		else
			CHECK_STR_EQ(instant_format(arena, duty.until),
				     str_of(cases[i].until));
	}
}

static void a_turn_of_days_ends_at_its_hour_through_both_nights(void)
{
	static const struct said cases[] = {
		{ "2026-03-28T07:59:59Z", "", "2026-03-28T08:00:00Z" },
		{ "2026-03-28T08:00:00Z", "alice", "2026-03-29T07:00:00Z" },
		{ "2026-03-29T06:59:59Z", "alice", "2026-03-29T07:00:00Z" },
		{ "2026-03-29T07:00:00Z", "bob", "2026-03-30T07:00:00Z" },
		{ "2026-10-24T06:59:59Z", "bob", "2026-10-24T07:00:00Z" },
		{ "2026-10-24T07:00:00Z", "alice", "2026-10-25T08:00:00Z" },
		{ "2026-10-25T07:59:59Z", "alice", "2026-10-25T08:00:00Z" },
		{ "2026-10-25T08:00:00Z", "bob", "2026-10-26T08:00:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-03-28 09:00");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);

	check_said(arena, &schedule, cases, COUNT_OF(cases));
}

static void a_turn_of_weeks_ends_at_its_hour_through_both_nights(void)
{
	static const struct said cases[] = {
		{ "2026-01-05T08:00:00Z", "alice", "2026-01-19T08:00:00Z" },
		{ "2026-03-29T12:00:00Z", "bob", "2026-03-30T07:00:00Z" },
		{ "2026-03-30T07:00:00Z", "alice", "2026-04-13T07:00:00Z" },
		{ "2026-10-24T12:00:00Z", "alice", "2026-10-26T08:00:00Z" },
		{ "2026-10-26T08:00:00Z", "bob", "2026-11-09T08:00:00Z" },
		{ "2096-10-24T12:00:00Z", "bob", "2096-11-05T08:00:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_WEEKS, 2, "2026-01-05 09:00");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);

	check_said(arena, &schedule, cases, COUNT_OF(cases));
}

static void hours_count_as_they_pass(void)
{
	static const struct said cases[] = {
		{ "2026-03-28T20:00:00Z", "alice", "2026-03-29T08:00:00Z" },
		{ "2026-03-29T07:59:59Z", "alice", "2026-03-29T08:00:00Z" },
		{ "2026-03-29T08:00:00Z", "bob", "2026-03-29T20:00:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_HOURS, 12, "2026-03-28 21:00");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);

	check_said(arena, &schedule, cases, COUNT_OF(cases));
}

static void a_hand_over_at_a_time_that_does_not_exist_is_as_late_behind_the_gap(void)
{
	static const struct said cases[] = {
		{ "2026-03-29T01:29:59Z", "bob", "2026-03-29T01:30:00Z" },
		{ "2026-03-29T01:30:00Z", "alice", "2026-03-30T00:30:00Z" },
		/* Shown twice: the first. */
		{ "2026-10-25T00:29:59Z", "bob", "2026-10-25T00:30:00Z" },
		{ "2026-10-25T00:30:00Z", "alice", "2026-10-26T01:30:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-03-27 02:30");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);

	check_said(arena, &schedule, cases, COUNT_OF(cases));
}

static void a_day_that_does_not_exist_is_nobodys_turn(void)
{
	/* After December 29th came the 31st: Bob's day of 2011-12-30 was skipped. */
	static const struct said cases[] = {
		{ "2011-12-29T19:00:00Z", "alice", "2011-12-30T19:00:00Z" },
		{ "2011-12-30T18:59:59Z", "alice", "2011-12-30T19:00:00Z" },
		{ "2011-12-30T19:00:00Z", "carol", "2011-12-31T19:00:00Z" },
		{ "2011-12-31T19:00:00Z", "alice", "2012-01-01T19:00:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2011-12-29 09:00");
	struct schedule schedule = schedule_of(arena, "Pacific/Apia", &layer, 1);

	layer.people = trio;
	layer.person_count = 3;
	check_said(arena, &schedule, cases, COUNT_OF(cases));
}

static void one_person_has_no_hand_over(void)
{
	static const struct said cases[] = {
		{ "2026-01-05T07:59:59.999Z", "", "2026-01-05T08:00:00Z" },
		{ "2026-01-05T08:00:00Z", "dave", "" },
		{ "9999-01-05T08:00:00Z", "dave", "" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-01-05 09:00");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);

	layer.people = only_dave;
	layer.person_count = 1;
	check_said(arena, &schedule, cases, COUNT_OF(cases));
}

static void a_layer_that_is_over_has_nobody(void)
{
	static const struct said cases[] = {
		{ "2026-01-05T08:00:00Z", "alice", "2026-01-06T08:00:00Z" },
		{ "2026-01-06T08:00:00Z", "bob", "2026-01-06T17:00:00Z" },
		{ "2026-01-06T17:00:00Z", "", "" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-01-05 09:00");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);
	struct error error = { 0 };

	CHECK(civil_parse(STR("2026-01-06 18:00"), &layer.until, &error));
	check_said(arena, &schedule, cases, COUNT_OF(cases));

	CHECK(civil_parse(STR("2026-01-02 18:00"), &layer.until, &error));
	check_said(arena, &schedule, &(struct said){ "2026-01-05T08:00:00Z", "", "" }, 1);
}

static void restrictions_leave_gaps(void)
{
	/* Monday to Wednesday by day, Thursday's night, Friday evening to Monday. */
	static struct restriction pieces[] = {
		{ 0, 0, 540, 1020 }, { 1, 1, 540, 1020 }, { 2, 2, 540, 1440 },
		{ 3, 4, 1320, 360 }, { 4, 0, 1020, 540 },
	};
	static const struct said cases[] = {
		/* Monday: the weekend's piece and the day's touch. */
		{ "2026-06-01T06:59:59Z", "dave", "2026-06-01T07:00:00Z" },
		{ "2026-06-01T07:00:00Z", "dave", "2026-06-01T15:00:00Z" },
		{ "2026-06-01T15:00:00Z", "", "2026-06-02T07:00:00Z" },
		{ "2026-06-02T07:00:00Z", "dave", "2026-06-02T15:00:00Z" },
		/* Until midnight. */
		{ "2026-06-03T21:59:59Z", "dave", "2026-06-03T22:00:00Z" },
		{ "2026-06-03T22:00:00Z", "", "2026-06-04T20:00:00Z" },
		/* Past midnight. */
		{ "2026-06-04T20:00:00Z", "dave", "2026-06-05T04:00:00Z" },
		{ "2026-06-05T03:59:59Z", "dave", "2026-06-05T04:00:00Z" },
		{ "2026-06-05T04:00:00Z", "", "2026-06-05T15:00:00Z" },
		/* Over the week's end. */
		{ "2026-06-05T15:00:00Z", "dave", "2026-06-08T07:00:00Z" },
		{ "2026-06-07T23:00:00Z", "dave", "2026-06-08T07:00:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-01-05 09:00");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);

	layer.people = only_dave;
	layer.person_count = 1;
	layer.restrictions = pieces;
	layer.restriction_count = COUNT_OF(pieces);
	check_said(arena, &schedule, cases, COUNT_OF(cases));
}

static void a_restriction_keeps_to_the_wall_in_both_nights(void)
{
	/* Sundays from 01:00 until 04:00: two hours in March, four in October. */
	static struct restriction night[] = { { 6, 6, 60, 240 } };
	/* Sundays from 02:15 until 02:45, which does not exist in March. */
	static struct restriction gap[] = { { 6, 6, 135, 165 } };
	static const struct said nights[] = {
		{ "2026-03-28T23:59:59Z", "", "2026-03-29T00:00:00Z" },
		{ "2026-03-29T00:00:00Z", "dave", "2026-03-29T02:00:00Z" },
		{ "2026-03-29T02:00:00Z", "", "2026-04-04T23:00:00Z" },
		{ "2026-10-24T23:00:00Z", "dave", "2026-10-25T03:00:00Z" },
		{ "2026-10-25T03:00:00Z", "", "2026-11-01T00:00:00Z" },
	};
	static const struct said gaps[] = {
		{ "2026-03-29T01:14:59Z", "", "2026-03-29T01:15:00Z" },
		{ "2026-03-29T01:15:00Z", "dave", "2026-03-29T01:45:00Z" },
		{ "2026-03-29T01:45:00Z", "", "2026-04-05T00:15:00Z" },
		{ "2026-10-25T00:15:00Z", "dave", "2026-10-25T00:45:00Z" },
		/* The wall shows 02:30 again: the turn was in the first hour. */
		{ "2026-10-25T01:30:00Z", "", "2026-11-01T01:15:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-01-05 09:00");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);

	layer.people = only_dave;
	layer.person_count = 1;
	layer.restriction_count = 1;
	layer.restrictions = night;
	check_said(arena, &schedule, nights, COUNT_OF(nights));
	layer.restrictions = gap;
	check_said(arena, &schedule, gaps, COUNT_OF(gaps));
}

static void from_an_hour_until_the_same_is_all_week(void)
{
	static struct restriction all[] = { { 0, 0, 0, 0 } };
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_WEEKS, 1, "2026-01-05 09:00");
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);
	instant_ms first = instant_of("2026-01-05T08:00:00Z");

	layer.restrictions = all;
	layer.restriction_count = 1;
	for (instant_ms at = first; at < first + 365 * DAY_MS; at += HOUR_MS)
		CHECK(schedule_duty(&schedule, NULL, 0, at).person.length > 0);

	/* Written as from Monday's beginning until Sunday's end, too. */
	all[0] = (struct restriction){ 0, 6, 0, 1440 };
	CHECK_STR(schedule_duty(&schedule, NULL, 0, first).person, "alice");
}

static void restrictions_that_overlap_are_one(void)
{
	static struct restriction pieces[] = { { 0, 0, 540, 1020 },
					       { 0, 0, 600, 720 },
					       { 0, 1, 960, 120 } };
	static const struct said cases[] = {
		{ "2026-06-01T09:00:00Z", "dave", "2026-06-01T17:00:00Z" },
		{ "2026-06-01T10:30:00Z", "dave", "2026-06-01T17:00:00Z" },
		{ "2026-06-01T16:30:00Z", "dave", "2026-06-02T02:00:00Z" },
		{ "2026-06-02T02:00:00Z", "", "2026-06-08T09:00:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-01-05 09:00");
	struct schedule schedule = schedule_of(arena, "UTC", &layer, 1);

	layer.people = only_dave;
	layer.person_count = 1;
	layer.restrictions = pieces;
	layer.restriction_count = COUNT_OF(pieces);
	check_said(arena, &schedule, cases, COUNT_OF(cases));
}

static void a_layer_covers_those_before_it_while_it_has_somebody(void)
{
	static struct restriction office[] = { { 0, 0, 540, 1020 } };
	static const struct said cases[] = {
		{ "2026-06-01T06:59:59Z", "bob", "2026-06-01T07:00:00Z" },
		{ "2026-06-01T07:00:00Z", "dave", "2026-06-01T15:00:00Z" },
		{ "2026-06-01T15:00:00Z", "bob", "2026-06-01T22:00:00Z" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layers[] = { layer_of(ROTATE_DAYS, 1, "2026-05-31 00:00"),
				  layer_of(ROTATE_DAYS, 1, "2026-05-31 00:00") };
	struct schedule schedule = schedule_of(arena, "Europe/Berlin", layers, 2);

	layers[1].name = STR("office");
	layers[1].people = only_dave;
	layers[1].person_count = 1;
	layers[1].restrictions = office;
	layers[1].restriction_count = 1;
	check_said(arena, &schedule, cases, COUNT_OF(cases));
	CHECK_STR(schedule_duty(&schedule, NULL, 0, instant_of(cases[1].at)).layer,
		  "office");
	CHECK_STR(schedule_duty(&schedule, NULL, 0, instant_of(cases[2].at)).layer,
		  "base");
}

static void a_schedule_without_layers_is_a_gap(void)
{
	struct schedule schedule = { .name = STR("empty"), .zone = zone_utc() };
	struct duty duty = schedule_duty(&schedule, NULL, 0, DAY_MS);

	CHECK_STR(duty.person, "");
	CHECK_STR(duty.layer, "");
	CHECK_INT(duty.until, INSTANT_MAX);
}

/* Alice's and Bob's days, with the overrides of a test. */
static struct duty overridden(const struct override *overrides, size_t count,
			      const char *at)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-06-01 00:00");
	struct schedule schedule = schedule_of(arena, "UTC", &layer, 1);

	return schedule_duty(&schedule, overrides, count, instant_of(at));
}

static struct override override_of(int64_t id, const char *person, const char *instead_of,
				   const char *from, const char *until)
{
	return (struct override){ .id = id,
				  .person = str_of(person),
				  .instead_of = str_of(instead_of),
				  .from = instant_of(from),
				  .until = instant_of(until) };
}

static void an_override_goes_before_the_layers(void)
{
	struct override one = override_of(7, "erin", "", "2026-06-01T12:00:00Z",
					  "2026-06-02T12:00:00Z");
	static const struct {
		const char *at, *person, *layer, *until;
		int64_t id;
	} cases[] = {
		{ "2026-06-01T11:59:59Z", "alice", "base", "2026-06-01T12:00:00Z", 0 },
		{ "2026-06-01T12:00:00Z", "erin", "override", "2026-06-02T00:00:00Z", 7 },
		{ "2026-06-02T11:59:59Z", "erin", "override", "2026-06-02T12:00:00Z", 7 },
		{ "2026-06-02T12:00:00Z", "bob", "base", "2026-06-03T00:00:00Z", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct duty duty = overridden(&one, 1, cases[i].at);

		CHECK_STR_EQ(duty.person, str_of(cases[i].person));
		CHECK_STR_EQ(duty.layer, str_of(cases[i].layer));
		CHECK_INT(duty.override, cases[i].id);
		CHECK_INT(duty.until, instant_of(cases[i].until));
	}
	/* A gap is filled, too. */
	one = override_of(8, "erin", "", "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z");
	CHECK_STR(overridden(&one, 1, "2026-05-01T12:00:00Z").person, "erin");
	one.removed_at = 1;
	CHECK_STR(overridden(&one, 1, "2026-05-01T12:00:00Z").person, "");
}

static void instead_of_somebody_is_only_while_they_would_have_it(void)
{
	struct override one = override_of(7, "erin", "bob", "2026-06-01T12:00:00Z",
					  "2026-06-03T12:00:00Z");

	CHECK_STR(overridden(&one, 1, "2026-06-01T13:00:00Z").person, "alice");
	CHECK_STR(overridden(&one, 1, "2026-06-02T13:00:00Z").person, "erin");
	CHECK_STR(overridden(&one, 1, "2026-06-03T01:00:00Z").person, "alice");
}

static void of_two_overrides_the_one_made_later_counts(void)
{
	const char *from = "2026-06-01T12:00:00Z", *until = "2026-06-02T12:00:00Z";
	struct override two[] = { override_of(9, "frank", "", from, until),
				  override_of(7, "erin", "", from, until) };

	CHECK_STR(overridden(two, 2, "2026-06-01T13:00:00Z").person, "frank");
	/* Erin has it before; then somebody takes over from her. */
	two[0].instead_of = STR("erin");
	CHECK_INT(overridden(two, 2, "2026-06-01T13:00:00Z").override, 9);
	/* Nobody takes over from Alice, who does not have it any more. */
	two[0].instead_of = STR("alice");
	CHECK_INT(overridden(two, 2, "2026-06-01T13:00:00Z").override, 7);
	two[0].instead_of = STR("");
	two[0].removed_at = 1;
	CHECK_INT(overridden(two, 2, "2026-06-01T13:00:00Z").override, 7);
}

static void the_answer_stays_until_it_says(void)
{
	static const enum rotation_unit units[] = { ROTATE_HOURS, ROTATE_DAYS,
						    ROTATE_WEEKS };
	static struct restriction pieces[] = { { 5, 6, 1380, 150 }, { 6, 6, 90, 150 } };
	scoped_arena arena = arena_new(ARENA_BYTES);
	int wrong = 0;

	for (size_t i = 0; i < COUNT_OF(units) * 2; i++) {
		struct layer layer = layer_of(units[i / 2], 1, "2026-03-20 02:30");
		struct schedule schedule = schedule_of(arena, "Europe/Berlin", &layer, 1);

		layer.restrictions = pieces;
		layer.restriction_count = i % 2 ? COUNT_OF(pieces) : 0;
		for (instant_ms at = instant_of("2026-03-20T00:00:00Z");
		     at < instant_of("2026-11-05T00:00:00Z"); at += 47 * MINUTE_MS) {
			struct duty duty = schedule_duty(&schedule, NULL, 0, at);
			struct duty last = schedule_duty(&schedule, NULL, 0,
							 duty.until - 1);

			wrong += duty.until <= at ||
				 !str_equal(last.person, duty.person) ||
				 last.until != duty.until;
		}
	}
	CHECK_INT(wrong, 0);
}

static void shifts_follow_each_other_and_gaps_are_among_them(void)
{
	static struct restriction nights[] = { { 0, 1, 1200, 480 }, { 1, 2, 1200, 480 } };
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_WEEKS, 1, "2026-06-01 00:00");
	struct schedule schedule = schedule_of(arena, "UTC", &layer, 1);
	const struct shifts *shifts;
	struct override one = override_of(3, "erin", "alice", "2026-06-02T03:00:00Z",
					  "2026-06-02T23:00:00Z");
	static const struct {
		const char *until, *person;
	} cases[] = {
		{ "2026-06-01T20:00:00Z", "" },     { "2026-06-02T03:00:00Z", "alice" },
		{ "2026-06-02T08:00:00Z", "erin" }, { "2026-06-02T20:00:00Z", "" },
		{ "2026-06-02T23:00:00Z", "erin" }, { "2026-06-03T08:00:00Z", "alice" },
		{ "2026-06-08T20:00:00Z", "" },     { "2026-06-09T08:00:00Z", "bob" },
		{ "2026-06-09T12:00:00Z", "" },
	};
	instant_ms at = instant_of("2026-06-01T12:00:00Z");

	layer.restrictions = nights;
	layer.restriction_count = COUNT_OF(nights);
	shifts = schedule_shifts(arena, &schedule, &one, 1, at,
				 instant_of("2026-06-09T12:00:00Z"));
	CHECK(shifts);
	if (!shifts)
		return;
	CHECK_INT(shifts->count, COUNT_OF(cases));
	for (size_t i = 0; i < shifts->count && i < COUNT_OF(cases); i++) {
		CHECK_INT(shifts->items[i].from, at);
		CHECK_STR_EQ(instant_format(arena, shifts->items[i].until),
			     str_of(cases[i].until));
		CHECK_STR_EQ(shifts->items[i].person, str_of(cases[i].person));
		at = shifts->items[i].until;
	}
}

static void neighbours_of_the_same_person_are_one_shift(void)
{
	static str same[] = { STR_INIT("alice"), STR_INIT("alice") };
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_DAYS, 1, "2026-06-01 00:00");
	struct schedule schedule = schedule_of(arena, "UTC", &layer, 1);
	const struct shifts *shifts;
	instant_ms from = instant_of("2026-06-01T00:00:00Z");

	layer.people = same;
	shifts = schedule_shifts(arena, &schedule, NULL, 0, from, from + 30 * DAY_MS);
	CHECK(shifts);
	if (!shifts)
		return;
	CHECK_INT(shifts->count, 1);
	CHECK_INT(shifts->items[0].until, from + 30 * DAY_MS);
}

static void more_shifts_than_the_most_are_refused(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct layer layer = layer_of(ROTATE_HOURS, 1, "2026-06-01 00:00");
	struct schedule schedule = schedule_of(arena, "UTC", &layer, 1);
	const struct shifts *shifts;
	instant_ms from = instant_of("2026-06-01T00:00:00Z");

	shifts = schedule_shifts(arena, &schedule, NULL, 0, from,
				 from + SHIFTS_MAX * HOUR_MS);
	CHECK(shifts);
	if (!shifts)
		return;
	CHECK_INT(shifts->count, SHIFTS_MAX);
	CHECK(!schedule_shifts(arena, &schedule, NULL, 0, from,
			       from + SHIFTS_MAX * HOUR_MS + 1));
	/* Neither does one person for thousands of years take for ever. */
	layer.people = (str[]){ STR_INIT("alice"), STR_INIT("alice") };
	CHECK(!schedule_shifts(arena, &schedule, NULL, 0, from, INSTANT_MAX));
}

const struct test tests[] = {
	{ "a turn of days ends at its hour through both nights",
	  a_turn_of_days_ends_at_its_hour_through_both_nights },
	{ "a turn of weeks ends at its hour through both nights",
	  a_turn_of_weeks_ends_at_its_hour_through_both_nights },
	{ "hours count as they pass", hours_count_as_they_pass },
	{ "a hand-over at a time that does not exist is as late behind the gap",
	  a_hand_over_at_a_time_that_does_not_exist_is_as_late_behind_the_gap },
	{ "a day that does not exist is nobody's turn",
	  a_day_that_does_not_exist_is_nobodys_turn },
	{ "one person has no hand-over", one_person_has_no_hand_over },
	{ "a layer that is over has nobody", a_layer_that_is_over_has_nobody },
	{ "restrictions leave gaps", restrictions_leave_gaps },
	{ "restrictions that overlap are one", restrictions_that_overlap_are_one },
	{ "a restriction keeps to the wall in both nights",
	  a_restriction_keeps_to_the_wall_in_both_nights },
	{ "from an hour until the same is all week",
	  from_an_hour_until_the_same_is_all_week },
	{ "a layer covers those before it while it has somebody",
	  a_layer_covers_those_before_it_while_it_has_somebody },
	{ "a schedule without layers is a gap", a_schedule_without_layers_is_a_gap },
	{ "an override goes before the layers", an_override_goes_before_the_layers },
	{ "instead of somebody is only while they would have it",
	  instead_of_somebody_is_only_while_they_would_have_it },
	{ "of two overrides the one made later counts",
	  of_two_overrides_the_one_made_later_counts },
	{ "the answer stays until it says", the_answer_stays_until_it_says },
	{ "shifts follow each other and gaps are among them",
	  shifts_follow_each_other_and_gaps_are_among_them },
	{ "neighbours of the same person are one shift",
	  neighbours_of_the_same_person_are_one_shift },
	{ "more shifts than the most are refused",
	  more_shifts_than_the_most_are_refused },
	{ 0 },
};
