/* When an incident began, from many series. */
#include "base/arena.h"
#include "check.h"
#include "dice.h"
#include "stats/incident_onset.h"

#include <math.h>
#include <string.h>

enum {
	ARENA_BYTES = 256 << 20,
	GROUPS = 20,
	PER_GROUP = 5,
	SERIES = GROUPS * PER_GROUP,
	SAMPLES = 120,
	MINUTE = 60 * 1000,
	BEGIN = 1000 * MINUTE, /* of the window */
};

/* A system of twenty services with five series each, a sample a minute. */
struct system {
	struct onset_series series[SERIES];
	int64_t at[SAMPLES];
	double values[SERIES][SAMPLES];
};

static struct system *quiet_system(struct arena *arena, uint64_t seed)
{
	struct system *system = arena_one(arena, struct system);

	dice_seed(seed);
	for (size_t i = 0; i < SAMPLES; i++)
		system->at[i] = BEGIN + (int64_t)i * MINUTE;
	for (size_t i = 0; i < SERIES; i++) {
		for (size_t j = 0; j < SAMPLES; j++)
			system->values[i][j] = 100 + noise();
		system->series[i] = (struct onset_series){ .at = system->at,
							   .values = system->values[i],
							   .count = SAMPLES,
							   .group = i / PER_GROUP };
	}
	return system;
}

/* Some series of a group, reached evenly within "length" samples. */
static void change(struct system *system, size_t group, size_t series, size_t from,
		   size_t length, double height)
{
	for (size_t i = 0; i < series; i++)
		for (size_t j = from; j < SAMPLES; j++)
			system->values[group * PER_GROUP + i][j] +=
				height * fmin(1, (double)(j - from + 1) / (double)length);
}

static struct incident_onset onset_of(struct arena *arena, const struct system *system)
{
	return incident_onset_of(arena, system->series, SERIES, BEGIN,
				 BEGIN + (int64_t)SAMPLES * MINUTE);
}

static int64_t minute(int64_t at)
{
	return (at - BEGIN) / MINUTE;
}

static void an_incident_begins_with_its_first_service(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct system *system = quiet_system(arena, seed);

		change(system, 3, 3, 60, 8, 8);
		change(system, 7, 2, 63, 1, 6);
		change(system, 8, 2, 64, 1, -6);
		change(system, 9, 2, 64, 1, 6);

		struct incident_onset onset = onset_of(arena, system);

		CHECK(onset.found);
		CHECK(llabs(minute(onset.at) - 60) <= 2);
		CHECK(minute(onset.most_at) >= 60 && minute(onset.most_at) <= 65);
		CHECK(onset.groups >= 3 && onset.groups <= 6);
		CHECK(onset.first < SERIES && onset.chance < 0.05);
	}
}

static void quiet_hours_have_none(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	int alarms = 0;

	for (uint64_t seed = 1; seed <= 60; seed++) {
		alarms += onset_of(arena, quiet_system(arena, seed)).found;
		arena_reset(arena);
	}
	CHECK(alarms <= 3);
}

/* Each series changes at a time of its own. */
static void changes_that_do_not_come_together_are_none(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	int alarms = 0;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct system *system = quiet_system(arena, seed);

		for (size_t i = 0; i < GROUPS; i++)
			change(system, i, 1, 10 + 5 * i, 1, 8);
		alarms += onset_of(arena, system).found;
	}
	CHECK(alarms <= 1);
}

/* Where three services change together every quarter of an hour, five are none. */
static void what_comes_in_lumps_is_counted_in_lumps(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	int alarms = 0;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct system *system = quiet_system(arena, seed);

		for (size_t i = 0; i < GROUPS; i++)
			change(system, i, 1, i < 15 ? 14 + 16 * (i / 3) : 100, 1, 12);
		alarms += onset_of(arena, system).found;
	}
	CHECK(alarms <= 1);
}

static void units_order_and_names_do_not_matter(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct system *system = quiet_system(arena, seed);
		struct system *other = arena_one(arena, struct system);

		change(system, 3, 3, 60, 1, 8);
		change(system, 7, 2, 61, 1, 6);
		*other = *system;
		for (size_t i = 0; i < SERIES; i++) {
			size_t place = (i * 37 + 11) % SERIES;

			other->series[place] = system->series[i];
			other->series[place].values = other->values[i];
			other->series[place].group = (system->series[i].group * 7 + 5) %
						     GROUPS;
			for (size_t j = 0; j < SAMPLES; j++)
				other->values[i][j] = system->values[i][j] *
							      (i % 2 ? 1024.0
								     : -1.0 / 4096) -
						      (double)(i % 3);
		}

		struct incident_onset onset = onset_of(arena, system);
		struct incident_onset same = onset_of(arena, other);

		CHECK(onset.found && same.found);
		CHECK_INT(same.at, onset.at);
		CHECK_INT(same.most_at, onset.most_at);
		CHECK_INT(same.groups, onset.groups);
		CHECK(fabs(same.chance - onset.chance) <= 1e-6);
	}
}

static void a_minute_later_is_a_minute_later(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct system *system = quiet_system(arena, 4);

	change(system, 3, 3, 60, 1, 8);
	change(system, 7, 2, 61, 1, 6);

	struct incident_onset onset = onset_of(arena, system);

	for (int64_t late = -1; late <= 1; late += 2) {
		int64_t to = BEGIN + (int64_t)SAMPLES * MINUTE;

		/* The window is cut a minute earlier or later. */
		struct incident_onset same = incident_onset_of(
			arena, system->series, SERIES, BEGIN + late * MINUTE,
			to + late * MINUTE);

		CHECK(same.found && same.at == onset.at);
		for (size_t i = 0; i < SAMPLES; i++)
			system->at[i] += late * MINUTE;
		same = incident_onset_of(arena, system->series, SERIES,
					 BEGIN + late * MINUTE, to + late * MINUTE);
		CHECK(same.found);
		CHECK_INT(same.at, onset.at + late * MINUTE);
		CHECK_INT(same.most_at, onset.most_at + late * MINUTE);
		for (size_t i = 0; i < SAMPLES; i++)
			system->at[i] -= late * MINUTE;
	}
}

/* The load of one host among the readings of ten services changes at 30; three services
 * at 80. */
static void one_measurement_under_many_names_has_one_voice(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct system *system = quiet_system(arena, seed);

		change(system, 0, 1, 30, 1, 8);
		for (size_t i = 1; i < 10; i++)
			for (size_t j = 0; j < SAMPLES; j++)
				system->values[i * PER_GROUP][j] = system->values[0][j] *
								   (double)(i + 1);
		for (size_t i = 12; i < 15; i++)
			change(system, i, 1, 80, 1, 8);
		CHECK_INT(minute(onset_of(arena, system).most_at), 80);
	}
}

static void a_service_with_many_series_does_not_outvote_others(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct system *system = quiet_system(arena, seed);

		/* Three services' worth of series are one. */
		for (size_t i = 0; i < 3 * PER_GROUP; i++)
			system->series[i].group = 0;
		for (size_t i = 0; i < 3; i++)
			change(system, i, PER_GROUP, 30, 1, 8);
		for (size_t i = 10; i < 16; i++)
			change(system, i, 1, 80, 1, 8);
		CHECK_INT(minute(onset_of(arena, system).most_at), 80);
	}
}

static void one_series_is_enough_when_it_is_all(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct system *system = quiet_system(arena, 2);

	change(system, 0, 1, 60, 1, 8);

	int64_t to = BEGIN + (int64_t)SAMPLES * MINUTE;
	struct incident_onset onset = incident_onset_of(arena, system->series, 1, BEGIN,
							to);

	CHECK(onset.found && minute(onset.at) == 60 && onset.groups == 1);
	CHECK_INT(onset.first, 0);
	onset = incident_onset_of(arena, system->series + 1, 0, BEGIN, to);
	CHECK(!onset.found && onset.first == 0);
}

static void what_cannot_be_used_is_left_out(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct system *system = quiet_system(arena, 2);
	int64_t to = BEGIN + (int64_t)SAMPLES * MINUTE;
	int64_t *confused = arena_many(arena, int64_t, SAMPLES);

	change(system, 3, 4, 60, 1, 8);
	change(system, 5, 4, 60, 1, 8);
	for (size_t i = 0; i < SAMPLES; i++)
		confused[i] = i % 2 ? INT64_MIN + (int64_t)i : INT64_MAX - (int64_t)i;
	system->series[70].at = confused;
	system->series[71].count = 0;
	system->series[72].count = 1;
	for (size_t i = 0; i < SAMPLES; i++) {
		system->values[73][i] = NAN;
		system->values[74][i] = i % 2 ? INFINITY : -INFINITY;
		system->values[75][i] = 7;
		if (i % 5 == 0)
			system->values[15][i] = NAN;
	}

	struct incident_onset onset = onset_of(arena, system);

	CHECK(onset.found && minute(onset.at) == 60);
	CHECK(!incident_onset_of(arena, system->series, SERIES, to, BEGIN).found);
	CHECK(!incident_onset_of(arena, system->series, SERIES, BEGIN, BEGIN).found);
	CHECK(!incident_onset_of(arena, system->series, SERIES, INT64_MIN, INT64_MAX)
		       .found);
	/* Ten thousand years of window are as good. */
	onset = incident_onset_of(arena, system->series, SERIES, 0,
				  INCIDENT_ONSET_MS_MAX);
	CHECK(minute(onset.at) == 60);
}

const struct test tests[] = {
	{ "an incident begins with its first service",
	  an_incident_begins_with_its_first_service },
	{ "quiet hours have none", quiet_hours_have_none },
	{ "changes that do not come together are none",
	  changes_that_do_not_come_together_are_none },
	{ "what comes in lumps is counted in lumps",
	  what_comes_in_lumps_is_counted_in_lumps },
	{ "units, order and names do not matter", units_order_and_names_do_not_matter },
	{ "a minute later is a minute later", a_minute_later_is_a_minute_later },
	{ "one measurement under many names has one voice",
	  one_measurement_under_many_names_has_one_voice },
	{ "a service with many series does not outvote others",
	  a_service_with_many_series_does_not_outvote_others },
	{ "one series is enough when it is all", one_series_is_enough_when_it_is_all },
	{ "what cannot be used is left out", what_cannot_be_used_is_left_out },
	{ 0 },
};
