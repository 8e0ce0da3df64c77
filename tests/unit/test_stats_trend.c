/* Trends, leaks, saturation and the time until something is full. */
#include "base/arena.h"
#include "check.h"
#include "dice.h"
#include "stats/trend.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20, SAMPLES = 480 };

/* A sample a minute, in seconds, beginning at some time of day. */
struct series {
	double at[SAMPLES], values[SAMPLES];
};

static struct series line(uint64_t seed, double level, double slope, double spread)
{
	struct series series;

	dice_seed(seed);
	for (size_t i = 0; i < SAMPLES; i++) {
		series.at[i] = 1.7e9 + 60 * (double)i;
		series.values[i] = level + slope * 60 * (double)i + spread * noise();
	}
	return series;
}

static bool near(double a, double b, double share)
{
	return fabs(a - b) <= share * fabs(b);
}

/* By hand: of the ten pairs of 1 2 3 5 4 nine rise and one falls. */
static void a_small_case_is_as_by_hand(void)
{
	static const double at[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	static const double values[] = { 1, 2, 3, 5, 4, 6, 7, 8 };
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct trend trend = trend_of(arena, at, values, 8);

	/* 27 pairs rise, 1 falls; variance 8 · 7 · 21 ÷ 18, and what is left of the line
	 * is not alike. */
	CHECK_INT(trend.count, 8);
	CHECK(near(trend.slope, 1, 1e-12));
	CHECK(near(trend.level, 8, 1e-12));
	CHECK(near(trend.score, 25 / sqrt(8.0 * 7 * 21 / 18), 1e-9));
}

static void a_line_is_found_in_noise(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	int inside = 0, alarms = 0;

	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct series rising = line(seed, 100, 0.001, 3);
		struct series still = line(seed + 100, 100, 0, 3);
		struct trend trend = trend_of(arena, rising.at, rising.values, SAMPLES);

		CHECK(trend.score > TREND_SCORE);
		CHECK(near(trend.slope, 0.001, 0.25));
		CHECK(near(trend.level, 100 + 0.001 * 60 * (SAMPLES - 1), 0.02));
		inside += trend.slope_low <= 0.001 && trend.slope_high >= 0.001;
		trend = trend_of(arena, still.at, still.values, SAMPLES);
		alarms += fabs(trend.score) > TREND_SCORE;
		arena_reset(arena);
	}
	CHECK(inside >= 34);
	CHECK(alarms <= 1);
}

/* What wanders has runs that rise and fall, but no trend. */
static void what_wanders_has_no_trend(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	int alarms = 0;

	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct series series = line(seed, 0, 0, 1);

		for (size_t i = 1; i < SAMPLES; i++)
			series.values[i] += 0.7 * series.values[i - 1];
		alarms += fabs(trend_of(arena, series.at, series.values, SAMPLES).score) >
			  TREND_SCORE;
		arena_reset(arena);
	}
	CHECK(alarms <= 2);
}

static void the_unit_and_the_clock_do_not_matter(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct series series = line(seed, 100, 0.0005, 2), other = series;
		struct trend trend = trend_of(arena, series.at, series.values, SAMPLES);

		for (size_t i = 0; i < SAMPLES; i++) {
			other.values[i] = series.values[i] * 1024 - 7;
			other.at[i] = (series.at[i] + 60) / 3600;
		}

		struct trend same = trend_of(arena, other.at, other.values, SAMPLES);

		CHECK(near(same.slope, trend.slope * 1024 * 3600, 1e-6));
		CHECK(near(same.slope_low, trend.slope_low * 1024 * 3600, 1e-6));
		CHECK(near(same.level, trend.level * 1024 - 7, 1e-6));
		CHECK(near(same.score, trend.score, 1e-6));
		for (size_t i = 0; i < SAMPLES; i++)
			other.values[i] = -series.values[i];
		same = trend_of(arena, series.at, other.values, SAMPLES);
		CHECK(near(same.slope, -trend.slope, 1e-9));
		CHECK(near(same.score, -trend.score, 1e-9));
		arena_reset(arena);
	}
}

static void outliers_and_gaps_move_little(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct series series = line(3, 100, 0.001, 1);

	for (size_t i = 0; i < SAMPLES; i += 6) {
		series.values[i] = i % 4 ? 1e9 : NAN;
		series.at[i + 1] = i % 4 ? NAN : series.at[i + 1];
	}

	struct trend trend = trend_of(arena, series.at, series.values, SAMPLES);

	CHECK(trend.score > TREND_SCORE && near(trend.slope, 0.001, 0.2));
}

static void what_has_no_trend_says_so(void)
{
	static const double at[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
	static const double once[] = { 5, 5, 5, 5, 5, 5, 5, 5, 5 };
	static const double equal[] = { 4, 4, 4, 4, 4, 4, 4, 4, 4 };
	static const double huge[] = { DBL_MAX,  -DBL_MAX, DBL_MAX,  -DBL_MAX, DBL_MAX,
				       -DBL_MAX, DBL_MAX,  -DBL_MAX, DBL_MAX };
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct trend trend = trend_of(arena, at, equal, 9);

	CHECK(trend.slope == 0 && trend.score == 0 && trend.level == 4);
	CHECK(trend.slope_low == 0 && trend.slope_high == 0);
	CHECK(isnan(trend_of(arena, at, equal, 7).slope));
	CHECK(isnan(trend_of(arena, NULL, NULL, 0).slope));
	/* All at one time. */
	CHECK(isnan(trend_of(arena, once, at, 9).slope));
	trend = trend_of(arena, at, huge, 9);
	CHECK(isfinite(trend.slope) && isfinite(trend.score));
}

static void the_time_until_it_is_full_has_an_interval(void)
{
	static const struct {
		const char *name;
		struct trend trend;
		double limit;
		bool floor;
		struct until want;
	} cases[] = {
		{ "filling", { 9, 2, 1, 4, 80, 9 }, 100, false, { 5, 10, 20 } },
		{ "perhaps never",
		  { 9, 2, -1, 4, 80, 9 },
		  100,
		  false,
		  { 5, 10, INFINITY } },
		{ "full", { 9, 2, 1, 4, 100, 9 }, 100, false, { 0, 0, 0 } },
		{ "full, and still", { 9, 0, 0, 0, 100, 0 }, 100, false, { 0, 0, 0 } },
		{ "full, and falling",
		  { 9, -2, -4, -1, 120, 9 },
		  100,
		  false,
		  { 0, 0, 0 } },
		{ "emptying away from it",
		  { 9, -2, -4, -1, 80, -9 },
		  100,
		  false,
		  { INFINITY, INFINITY, INFINITY } },
		{ "still",
		  { 9, 0, 0, 0, 80, 0 },
		  100,
		  false,
		  { INFINITY, INFINITY, INFINITY } },
		{ "running out", { 9, -2, -4, -1, 20, -9 }, 0, true, { 5, 10, 20 } },
		{ "run out", { 9, -2, -4, -1, -1, -9 }, 0, true, { 0, 0, 0 } },
		{ "growing",
		  { 9, 2, 1, 4, 20, 9 },
		  0,
		  true,
		  { INFINITY, INFINITY, INFINITY } },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct until until = cases[i].floor ? trend_until_floor(&cases[i].trend,
									cases[i].limit)
						    : trend_until_ceiling(&cases[i].trend,
									  cases[i].limit);

		CHECK_CASE(until.soonest == cases[i].want.soonest, cases[i].name);
		CHECK_CASE(until.likely == cases[i].want.likely, cases[i].name);
		CHECK_CASE(until.latest == cases[i].want.latest, cases[i].name);
	}

	struct trend none = { 3, NAN, NAN, NAN, NAN, NAN };

	CHECK(isnan(trend_until_ceiling(&none, 1).likely));
	CHECK(isnan(trend_until_ceiling(&cases[0].trend, NAN).likely));
}

enum memory {
	LEAKS,
	LEAKS_BELOW_TEETH,
	TEETH,
	STEP,
	STILL,
	FALLS,
	WARMS_UP,
	SETTLES,
	STARTS,
	CREEPS
};

static struct series memory_of(enum memory kind, uint64_t seed)
{
	struct series series = line(seed, 500, 0, 3);

	for (size_t i = 0; i < SAMPLES; i++) {
		double part = (double)i / SAMPLES, tooth = (double)(i % 13) * 20;

		if (kind == CREEPS)
			series.values[i] = 500 + 15 * part + 0.1 * noise();
		series.values[i] += kind == LEAKS               ? 100 * part
				    : kind == LEAKS_BELOW_TEETH ? 150 * part + tooth
				    : kind == TEETH             ? tooth
				    : kind == STEP     ? i > SAMPLES / 2 ? 200 : 0
				    : kind == FALLS    ? -200 * part
				    : kind == SETTLES  ? 200 * fmin(1, part * 2)
				    : kind == STARTS   ? 200 * fmax(0, part * 2 - 1)
				    : kind == WARMS_UP ? 200 * fmin(1, part * 5)
						       : 0;
	}
	return series;
}

static void a_leak_rises_all_the_time(void)
{
	static const struct {
		const char *name;
		enum memory kind;
		bool leaking;
	} cases[] = {
		{ "leaks", LEAKS, true },
		{ "leaks below the teeth of a collector", LEAKS_BELOW_TEETH, true },
		{ "teeth only", TEETH, false },
		{ "one step", STEP, false },
		{ "still", STILL, false },
		{ "falls", FALLS, false },
		{ "warms up", WARMS_UP, false },
		{ "settles by the middle", SETTLES, false },
		{ "starts in the middle", STARTS, false },
		{ "creeps by three per cent", CREEPS, false },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int right = 0;

		for (uint64_t seed = 1; seed <= 20; seed++) {
			struct series series = memory_of(cases[i].kind, seed);
			struct leak leak = leak_of(arena, series.at, series.values,
						   SAMPLES);

			right += leak.leaking == cases[i].leaking;
			arena_reset(arena);
		}
		CHECK_CASE(right >= 19, cases[i].name);
	}

	struct series series = memory_of(LEAKS, 1);
	struct leak leak = leak_of(arena, series.at, series.values, SAMPLES);

	CHECK(near(leak.share, 0.2, 0.15));
	leak = leak_of(arena, series.at, series.values, 2 * LEAK_PARTS - 1);
	CHECK(!leak.leaking && isnan(leak.share) && isnan(leak.floor.slope));
}

static void it_is_saturated_when_most_samples_are_at_the_limit(void)
{
	static const double full[] = { 50, 96, 95, 100, 91, NAN };
	static const double half[] = { 50, 96, 95, 20 };
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct saturation found = saturation_of(full, COUNT_OF(full), 100);

	CHECK(found.saturated && found.share == 0.8 && found.peak == 1);
	found = saturation_of(half, COUNT_OF(half), 100);
	CHECK(!found.saturated && found.share == 0.5);
	CHECK(!saturation_of(full, COUNT_OF(full), 0).saturated);
	CHECK(!saturation_of(full, COUNT_OF(full), NAN).saturated);
	CHECK(!saturation_of(full, COUNT_OF(full), INFINITY).saturated);
	CHECK(isnan(saturation_of(full, 0, 100).share));
}

const struct test tests[] = {
	{ "a small case is as by hand", a_small_case_is_as_by_hand },
	{ "a line is found in noise", a_line_is_found_in_noise },
	{ "what wanders has no trend", what_wanders_has_no_trend },
	{ "the unit and the clock do not matter", the_unit_and_the_clock_do_not_matter },
	{ "outliers and gaps move little", outliers_and_gaps_move_little },
	{ "what has no trend says so", what_has_no_trend_says_so },
	{ "the time until it is full has an interval",
	  the_time_until_it_is_full_has_an_interval },
	{ "a leak rises all the time", a_leak_rises_all_the_time },
	{ "it is saturated when most samples are at the limit",
	  it_is_saturated_when_most_samples_are_at_the_limit },
	{ 0 },
};
