/* When a series began to be another one. */
#include "base/arena.h"
#include "check.h"
#include "dice.h"
#include "stats/shift.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, SAMPLES = 240 };

static void make_noise(double *values, uint64_t seed)
{
	dice_seed(seed);
	for (size_t i = 0; i < SAMPLES; i++)
		values[i] = noise();
}

/* Adds "height", reached evenly within "length" samples; at once when it is 1. */
static void raise(double *values, size_t from, size_t length, double height)
{
	for (size_t i = from; i < SAMPLES; i++)
		values[i] += height * fmin(1, (double)(i - from + 1) / (double)length);
}

static size_t distance(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

static void a_step_is_found_where_it_is(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	static const double heights[] = { 4, -4, 8, -50, 1e6 };
	static const size_t places[] = { 20, 60, 120, 200, 225 };
	size_t found = 0, close = 0, all = 0;
	double values[SAMPLES];

	for (size_t i = 0; i < COUNT_OF(heights); i++)
		for (size_t j = 0; j < COUNT_OF(places); j++)
			for (uint64_t seed = 1; seed <= 8; seed++) {
				make_noise(values, seed);
				raise(values, places[j], 1, heights[i]);

				struct shift shift = shift_find(arena, values, SAMPLES);

				found += shift.kind == SHIFT_STEP;
				close += distance(shift.at, places[j]) <= 1;
				CHECK(shift.kind == SHIFT_NONE ||
				      fabs(shift.after - shift.before - heights[i]) < 1);
				all++;
			}
	CHECK(found * 100 >= all * 95);
	CHECK(close * 100 >= all * 95);
}

static void a_ramp_is_found_at_its_foot(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	size_t errors[400], all = 0, ramps = 0, late = 0;
	double values[SAMPLES];

	for (uint64_t seed = 1; seed <= 100; seed++) {
		make_noise(values, seed);
		raise(values, 100, 15, seed % 2 ? 8 : -8);

		struct shift shift = shift_find(arena, values, SAMPLES);

		ramps += shift.kind == SHIFT_RAMP;
		late += distance(shift.settled, 114) > 4;
		errors[all++] = distance(shift.at, 100);
	}
	CHECK(ramps >= 95);
	CHECK(late <= 10);

	size_t close = 0;

	for (size_t i = 0; i < all; i++)
		close += errors[i] <= 3;
	CHECK(close * 2 > all);
}

static void noise_is_no_change(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[SAMPLES];
	int changes = 0;

	for (uint64_t seed = 1; seed <= 300; seed++) {
		make_noise(values, seed);
		changes += shift_find(arena, values, SAMPLES).kind != SHIFT_NONE;
	}
	CHECK(changes <= 3);
}

static void outliers_are_no_change(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[SAMPLES];

	for (uint64_t seed = 1; seed <= 50; seed++) {
		make_noise(values, seed);
		values[seed] = 1e6;
		values[SAMPLES - seed] = 1e9;
		values[SAMPLES - 1] = -1e9;
		CHECK(shift_find(arena, values, SAMPLES).kind == SHIFT_NONE);
	}
}

/* The same to the bit for factors of two; as good as that for others. */
static void the_unit_does_not_matter(void)
{
	static const struct {
		double factor, offset;
	} units[] = { { 1024, 0 }, { 1e-9, 0 },   { 3.6e6, -7 },
		      { -1, 0 },   { 1, 273.15 }, { 1.0 / 3, 1e6 } };
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[SAMPLES], other[SAMPLES];

	for (uint64_t seed = 1; seed <= 30; seed++) {
		make_noise(values, seed);
		raise(values, 40 + 5 * seed, 1 + seed % 3 * 7, 3);

		struct shift shift = shift_find(arena, values, SAMPLES);

		for (size_t i = 0; i < COUNT_OF(units); i++) {
			for (size_t j = 0; j < SAMPLES; j++)
				other[j] = values[j] * units[i].factor + units[i].offset;

			struct shift same = shift_find(arena, other, SAMPLES);

			CHECK_INT(same.kind, shift.kind);
			CHECK_INT(same.at, shift.at);
			CHECK_INT(same.settled, shift.settled);
			CHECK(fabs(same.gain - shift.gain) < 1e-3 * shift.gain);
		}
	}
}

static void later_samples_are_later_by_as_much(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[SAMPLES];

	make_noise(values, 5);
	raise(values, 120, 1, 6);
	for (size_t i = 0; i < 60; i++) {
		struct shift shift = shift_find(arena, values + i, SAMPLES - 60);

		CHECK_INT(shift.kind, SHIFT_STEP);
		CHECK_INT(shift.at + i, 120);
	}
}

static void gaps_move_nothing(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[SAMPLES];

	make_noise(values, 9);
	raise(values, 120, 1, 8);
	for (size_t i = 0; i < SAMPLES; i += 3)
		values[i] = i % 2 ? NAN : i % 4 ? INFINITY : -INFINITY;

	struct shift shift = shift_find(arena, values, SAMPLES);

	CHECK_INT(shift.kind, SHIFT_STEP);
	/* 120 is a gap: the first sample behind it. */
	CHECK_INT(shift.at, 121);
}

static void what_has_no_change_says_so(void)
{
	static const struct {
		const char *name;
		double values[8];
		size_t count;
	} cases[] = {
		{ "none", { 0 }, 0 },
		{ "one", { 5 }, 1 },
		{ "two", { 5, 6 }, 2 },
		{ "only gaps", { NAN, INFINITY, NAN }, 3 },
		{ "equal", { 4, 4, 4, 4, 4, 4, 4, 4 }, 8 },
		{ "too few for a level", { 1, 1, 1, 1, 1, 1, 9, 9 }, 8 },
		{ "huge", { DBL_MAX, -DBL_MAX, DBL_MAX, -DBL_MAX }, 4 },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct shift shift = shift_find(arena, cases[i].values, cases[i].count);

		CHECK_CASE(shift.kind == SHIFT_NONE, cases[i].name);
		CHECK_CASE(shift.at == 0 && isfinite(shift.gain), cases[i].name);
	}
	CHECK(isnan(shift_find(arena, NULL, 0).before));
	CHECK(shift_find(arena, cases[4].values, 8).before == 4);
}

/* Errors of a service: none, and now and then some. */
static void a_series_of_few_values_has_a_scale(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[SAMPLES] = { 0 };

	values[30] = 1;
	CHECK(shift_find(arena, values, SAMPLES).kind == SHIFT_NONE);
	for (size_t i = 210; i < SAMPLES; i++)
		values[i] = 2 + (double)(i % 2);

	struct shift shift = shift_find(arena, values, SAMPLES);

	CHECK_INT(shift.kind, SHIFT_STEP);
	CHECK_INT(shift.at, 210);
	CHECK(shift.before == 0 && shift.after == 2.5);
}

static void several_changes_are_found_in_order(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct shift shifts[SHIFTS_MAX];
	double values[SAMPLES];

	make_noise(values, 3);
	raise(values, 60, 1, 20);
	raise(values, 120, 10, -20);
	raise(values, 200, 1, 20);
	CHECK_INT(shifts_find(arena, values, SAMPLES, shifts, SHIFTS_MAX), 3);
	CHECK_INT(shifts[0].at, 60);
	CHECK_INT(shifts[1].kind, SHIFT_RAMP);
	CHECK(distance(shifts[1].at, 120) <= 3);
	CHECK_INT(shifts[2].at, 200);
	CHECK(fabs(shifts[0].before) < 1 && fabs(shifts[0].after - 20) < 1);
	CHECK(fabs(shifts[1].before - 20) < 1 && fabs(shifts[1].after) < 1);
	CHECK(fabs(shifts[2].before) < 1 && fabs(shifts[2].after - 20) < 1);
	CHECK_INT(shifts_find(arena, values, SAMPLES, shifts, 1), 1);
	CHECK_INT(shifts_find(arena, values, SAMPLES, shifts, 0), 0);
	CHECK_INT(shifts_find(arena, values, 0, shifts, SHIFTS_MAX), 0);
}

static void what_is_over_began_too(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[SAMPLES];

	for (uint64_t seed = 1; seed <= 30; seed++) {
		make_noise(values, seed);
		raise(values, 80, 1, 8);
		raise(values, 150, 1, -8);

		struct shift shift = shift_find(arena, values, SAMPLES);

		CHECK_INT(shift.kind, SHIFT_STEP);
		CHECK(distance(shift.at, 80) <= 1 || distance(shift.at, 150) <= 1);
		CHECK(fabs(fabs(shift.after - shift.before) - 8) < 1);
	}
}

/* Half of the noise of a sample stays in the next, and half of that in the one after. */
static void what_drifts_to_and_fro_did_not_change(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[SAMPLES];
	int changes = 0;

	for (uint64_t seed = 1; seed <= 200; seed++) {
		make_noise(values, seed);
		for (size_t i = 1; i < SAMPLES; i++)
			values[i] += 0.5 * values[i - 1];
		changes += shift_find(arena, values, SAMPLES).kind != SHIFT_NONE;
	}
	CHECK(changes <= 6);
}

static void what_changes_always_has_an_end(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct shift shifts[SHIFTS_MAX];
	double values[SAMPLES * 4];

	for (size_t i = 0; i < COUNT_OF(values); i++)
		values[i] = (double)(i / 20 % 2);

	size_t count = shifts_find(arena, values, COUNT_OF(values), shifts, 1000);

	CHECK(count <= SHIFTS_MAX);
	for (size_t i = 1; i < count; i++)
		CHECK(shifts[i - 1].at < shifts[i].at);
}

const struct test tests[] = {
	{ "a step is found where it is", a_step_is_found_where_it_is },
	{ "a ramp is found at its foot", a_ramp_is_found_at_its_foot },
	{ "noise is no change", noise_is_no_change },
	{ "outliers are no change", outliers_are_no_change },
	{ "the unit does not matter", the_unit_does_not_matter },
	{ "later samples are later by as much", later_samples_are_later_by_as_much },
	{ "gaps move nothing", gaps_move_nothing },
	{ "what has no change says so", what_has_no_change_says_so },
	{ "a series of few values has a scale", a_series_of_few_values_has_a_scale },
	{ "several changes are found in order", several_changes_are_found_in_order },
	{ "what is over began too", what_is_over_began_too },
	{ "what drifts to and fro did not change",
	  what_drifts_to_and_fro_did_not_change },
	{ "what changes always has an end", what_changes_always_has_an_end },
	{ 0 },
};
