/* What becomes more without end, and what only looks so. */
#include "base/arena.h"
#include "check.h"
#include "dice.h"
#include "stats/growth.h"

#include <math.h>

enum { ARENA_BYTES = 64 << 20, SAMPLES = 480, SEEDS = 200, DAYS_MAX = 3 * 1440 };

/* So often noise may pass. */
#define CHANCE 0.05

/* A sample a minute, in hours. */
struct series {
	double at[SAMPLES], values[SAMPLES];
};

enum shape {
	LINE,
	TEETH_ON_A_LINE,
	FOOT, /* still for a quarter, then a line */
	RESTART,
	GLITCHES,
	STILL,
	NOISE,
	WANDERS,
	RANDOM_WALK,
	STOPPED, /* for the last ninety minutes */
	STEP,
	TEETH,
	WARMS_UP,
	SETTLES,
	FALLS,
	CREEPS, /* by three per cent */
	WAVES,
	CYCLE, /* it fills and empties, again and again */
};

static double shape_at(enum shape shape, size_t i)
{
	double part = (double)i / SAMPLES, tooth = (double)(i % 13) * 8;

	switch (shape) {
	case LINE: return 100 * part;
	case GLITCHES: return i % 97 == 50 ? -500 : 100 * part;
	case TEETH_ON_A_LINE: return 150 * part + tooth;
	case FOOT: return 130 * fmax(0, part - 0.25);
	case RESTART: return 200 * fmod(part + 0.4, 1);
	case STOPPED: return 100 * fmin(part, (SAMPLES - 90.0) / SAMPLES);
	case STEP: return part > 0.6 ? 150 : 0;
	case TEETH: return tooth;
	case WARMS_UP: return 200 * (1 - exp(-part * 6));
	case SETTLES: return 150 * fmin(1, 2 * part);
	case FALLS: return -100 * part;
	case CREEPS: return 12 * part;
	case WAVES: return 60 * sin(6.283 * 1.9 * part);
	case CYCLE: return 200 * fmod(3.9 * part, 1);
	case STILL:
	case NOISE:
	case WANDERS:
	case RANDOM_WALK: return 0;
	}
	return NAN;
}

static struct series series_of(enum shape shape, uint64_t seed)
{
	struct series series;
	double walked = 0;

	dice = seed * 7919;
	for (int i = 0; i < 8; i++)
		roll();
	for (size_t i = 0; i < SAMPLES; i++) {
		double kept = shape == RANDOM_WALK ? 1 : shape == WANDERS ? 0.95 : 0;

		walked = kept * walked + (shape == STILL ? 0 : 2 * noise());
		series.at[i] = (double)i / 60;
		series.values[i] = 300 + shape_at(shape, i) + walked;
	}
	return series;
}

static struct growth growth_in(struct arena *arena, const struct series *series)
{
	arena_reset(arena);
	return growth_of(arena, series->at, series->values, SAMPLES, CHANCE);
}

static void only_what_grows_grows(void)
{
	static const struct {
		const char *name;
		enum shape shape;
		bool growing;
		int right; /* of SEEDS */
	} cases[] = {
		{ "a line", LINE, true, 199 },
		{ "below the teeth of a collector", TEETH_ON_A_LINE, true, 185 },
		{ "from a quarter on", FOOT, true, 199 },
		{ "anew after a restart", RESTART, true, 199 },
		{ "with scrapes that went wrong", GLITCHES, true, 199 },
		{ "still", STILL, false, 200 },
		{ "noise", NOISE, false, 199 },
		{ "wandering about a level", WANDERS, false, 199 },
		{ "a random walk", RANDOM_WALK, false, 195 },
		{ "it stopped ninety minutes ago", STOPPED, false, 185 },
		{ "one step", STEP, false, 199 },
		{ "teeth alone", TEETH, false, 199 },
		{ "a cache that fills", WARMS_UP, false, 199 },
		{ "settled by the middle", SETTLES, false, 199 },
		{ "it falls", FALLS, false, 200 },
		{ "by three per cent", CREEPS, false, 199 },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int right = 0;

		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct series series = series_of(cases[i].shape, seed);

			right += growth_in(arena, &series).growing == cases[i].growing;
		}
		CHECK_CASE(right >= cases[i].right, cases[i].name);
	}
}

static bool near(double a, double b, double share)
{
	return fabs(a - b) <= share * fabs(b);
}

/* 100 in eight hours. */
static void how_fast_and_since_when(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct series series = series_of(LINE, 3);
	struct growth growth = growth_in(arena, &series);

	CHECK(near(growth.trend.slope, 12.5, 0.03));
	CHECK(growth.trend.slope_low < 12.5 && growth.trend.slope_high > 12.5);
	CHECK(near(growth.trend.level, 400, 0.02));
	CHECK(near(growth.before, 300, 0.03));
	CHECK(growth.from <= 20 && !growth.is_anew);

	/* 130 · 8 h ÷ 8 h, from sample 120 on. */
	series = series_of(FOOT, 3);
	growth = growth_in(arena, &series);
	CHECK(near(growth.trend.slope, 16.25, 0.1));
	CHECK(growth.from >= 60 && growth.from <= 150);

	series = series_of(RESTART, 3);
	growth = growth_in(arena, &series);
	CHECK_INT(growth.from, 288);
	CHECK(growth.is_anew);
	CHECK(near(growth.trend.slope, 25, 0.05));

	/* The floor is at 450, and peaks 96 above it. */
	series = series_of(TEETH_ON_A_LINE, 4);
	growth = growth_in(arena, &series);
	CHECK(near(growth.trend.slope, 18.75, 0.1));
	CHECK(near(growth.trend.level, 300 + 150 + 96, 0.03));
}

/* What was as high before is told, so that nobody takes a wave for a leak. */
static void how_high_it_was_before(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct series series = series_of(LINE, 3);
	struct growth growth = growth_in(arena, &series);

	CHECK(isnan(growth.former) || growth.former < growth.trend.level - 80);
	CHECK_INT(growth.drops, 0);
	series = series_of(RESTART, 3);
	growth = growth_in(arena, &series);
	CHECK(near(growth.former, 500, 0.05));
	CHECK_INT(growth.drops, 1);
	series = series_of(CYCLE, 3);
	growth = growth_in(arena, &series);
	CHECK(growth.growing && growth.is_anew && growth.former >= growth.trend.level);
	CHECK_INT(growth.drops, 3);
	for (uint64_t seed = 1; seed <= 20; seed++) {
		series = series_of(WAVES, seed);
		growth = growth_in(arena, &series);
		CHECK(!growth.growing || growth.former > growth.trend.level - 10);
	}
}

static void neither_the_unit_nor_an_offset_matters(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct series series = series_of(TEETH_ON_A_LINE, seed), other = series;
		struct growth growth = growth_in(arena, &series);

		for (size_t i = 0; i < SAMPLES; i++) {
			other.values[i] = series.values[i] * 1048576;
			other.at[i] = series.at[i] * 3600 + 1.7e9;
		}

		struct growth same = growth_in(arena, &other);

		CHECK_INT(same.growing, growth.growing);
		CHECK_INT(same.from, growth.from);
		CHECK(near(same.trend.slope, growth.trend.slope * 1048576 / 3600, 1e-6));
		CHECK(near(same.share, growth.share, 1e-6));
	}
}

static void too_little_says_nothing(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct series series = series_of(LINE, 3);

	for (size_t count = 0; count < GROWTH_SAMPLES_MIN; count++)
		CHECK(!growth_of(arena, series.at, series.values, count, CHANCE).growing);
	for (size_t i = 0; i < SAMPLES; i++)
		series.at[i] = 7;
	CHECK(!growth_in(arena, &series).growing);
}

/* The more series are looked at, the more of them noise makes look like growth. */
static void a_smaller_chance_asks_for_more(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct series series = series_of(LINE, 3);

	CHECK(growth_of(arena, series.at, series.values, SAMPLES, 1e-3).growing);
	CHECK(!growth_of(arena, series.at, series.values, SAMPLES, 1e-60).growing);
}

/* Three days, a sample a minute, up to nine in the morning of the last. */
static size_t days_of(double *at, double *values, double leak)
{
	size_t count = 0;

	dice = 11;
	for (size_t i = 0; i < DAYS_MAX - 900; i++, count++) {
		at[i] = (double)i / 60;
		values[i] = 500 + leak * at[i] - 100 * cos(6.283185 * at[i] / 24) +
			    noise();
	}
	return count;
}

static void the_time_of_day_is_no_growth(void)
{
	static double at[DAYS_MAX], values[DAYS_MAX];
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (int leaks = 0; leaks <= 1; leaks++) {
		size_t count = days_of(at, values, leaks ? 40 : 0), from = count - 480;
		struct growth growth = growth_of(arena, at + from, values + from, 480,
						 CHANCE);

		CHECK(growth.growing);
		growth.from += from;
		CHECK_INT(growth_is_of_season(arena, at, values, count, &growth, 24),
			  !leaks);
		/* Nothing is known of yesterday. */
		growth.from -= from;
		CHECK(!growth_is_of_season(arena, at + from, values + from, 480, &growth,
					   24));
	}
}

const struct test tests[] = {
	{ "only what grows grows", only_what_grows_grows },
	{ "how fast, and since when", how_fast_and_since_when },
	{ "how high it was before", how_high_it_was_before },
	{ "neither the unit nor an offset matters",
	  neither_the_unit_nor_an_offset_matters },
	{ "too little says nothing", too_little_says_nothing },
	{ "a smaller chance asks for more", a_smaller_chance_asks_for_more },
	{ "the time of day is no growth", the_time_of_day_is_no_growth },
	{ 0 },
};
