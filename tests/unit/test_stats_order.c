/* Quantiles and robust scores, against sorting and against what cannot be counted with.
 */
#include "base/arena.h"
#include "check.h"
#include "dice.h"
#include "stats/order.h"
#include "stats/robust.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, VALUES_MAX = 3000 };

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double sorted_quantile(const double *values, size_t count, double q)
{
	static double sorted[VALUES_MAX];

	memcpy(sorted, values, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_size);

	double place = (double)(count - 1) * q;
	size_t rank = (size_t)place;
	double next = rank + 1 < count ? sorted[rank + 1] : sorted[rank];

	return sorted[rank] + (next - sorted[rank]) * (place - (double)rank);
}

static bool near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

enum shape { EVEN, RISING, FALLING, FEW_VALUES, EQUAL, ORGAN_PIPE, SHAPES };

static double value_of(enum shape shape, size_t i, size_t count)
{
	switch (shape) {
	case RISING: return (double)i;
	case FALLING: return -(double)i;
	case FEW_VALUES: return floor(roll() * 4);
	case EQUAL: return 7;
	case ORGAN_PIPE: return (double)(i < count / 2 ? i : count - i);
	default: return roll() * 100 - 50;
	}
}

static void quantiles_are_those_of_the_sorted_values(void)
{
	static const double asked[] = { 0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1 };
	static double values[VALUES_MAX], own[VALUES_MAX];

	for (int shape = 0; shape < SHAPES; shape++)
		for (size_t count = 1; count <= VALUES_MAX;
		     count += count < 40 ? 1 : 487) {
			for (size_t i = 0; i < count; i++)
				values[i] = value_of((enum shape)shape, i, count);
			for (size_t i = 0; i < COUNT_OF(asked); i++) {
				memcpy(own, values, count * sizeof(*own));
				CHECK(near(stats_quantile(own, count, asked[i]),
					   sorted_quantile(values, count, asked[i])));
			}
			memcpy(own, values, count * sizeof(*own));

			struct quartiles found = stats_quartiles(own, count);

			CHECK(near(found.lower, sorted_quantile(values, count, 0.25)));
			CHECK(near(found.median, sorted_quantile(values, count, 0.5)));
			CHECK(near(found.upper, sorted_quantile(values, count, 0.75)));
		}
}

/* McIlroy's way to make a series that is slow for this very choice of pivots would need
 * the comparisons; what is known to hurt medians of three is enough here. */
static void an_order_made_to_be_slow_is_only_sorted(void)
{
	enum { MANY = 1 << 20 };
	scoped_arena arena = arena_new(ARENA_BYTES);
	double *values = arena_many(arena, double, MANY);

	for (size_t i = 0; i < MANY / 2; i++) {
		values[i] = i % 2 == 0 ? (double)i + 1 : (double)(MANY / 2 + i + i % 2);
		values[MANY / 2 + i] = 2 * (double)(i + 1);
	}
	double middle = stats_median(values, MANY);
	size_t below = 0, above = 0;

	for (size_t i = 0; i < MANY; i++) {
		below += values[i] < middle;
		above += values[i] > middle;
	}
	CHECK(below <= MANY / 2 && above <= MANY / 2);
}

static void what_is_no_number_is_left_out(void)
{
	double values[] = { NAN, 3, INFINITY, 1, -INFINITY, 2, NAN };
	double nothing[] = { NAN, INFINITY };

	CHECK(stats_finite(values, COUNT_OF(values)) == 3);
	CHECK(values[0] == 3 && values[1] == 1 && values[2] == 2);
	CHECK(stats_median(values, 3) == 2);
	CHECK(isnan(stats_median(nothing, COUNT_OF(nothing))));
	CHECK(isnan(stats_median(NULL, 0)));
	CHECK(isnan(stats_quantile(values, 3, NAN)));
	CHECK(stats_quantile(values, 3, -1) == 1);
	CHECK(stats_quantile(values, 3, 2) == 3);
}

static void the_largest_numbers_stay_numbers(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double values[] = { DBL_MAX, -DBL_MAX, DBL_MAX, -DBL_MAX, 0 };
	struct robust robust = robust_of(arena, values, COUNT_OF(values));

	CHECK(stats_quantile(values, 2, 0.5) == 0 ||
	      isfinite(stats_quantile(values, 2, 0.5)));
	CHECK(robust.centre == 0 && isfinite(robust.scale));
	CHECK(isfinite(robust_score(&robust, 0, DBL_MAX)));
}

static void a_score_counts_in_the_spread_of_the_middle(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	/* Quartiles 20 and 40; the last is an outlier and moves nothing. */
	double values[] = { 10, 20, 30, 40, 1e9 };
	struct robust robust = robust_of(arena, values, COUNT_OF(values));

	CHECK(robust.count == 5 && robust.centre == 30);
	CHECK(near(robust.scale, 20 / ROBUST_QUARTILES));
	CHECK(near(robust_score(&robust, 0, 50), ROBUST_QUARTILES));
	CHECK(near(robust_score(&robust, 0, 10), -ROBUST_QUARTILES));
	CHECK(near(robust_score(&robust, 40, 50), 0.5));
}

static void a_still_series_has_floors(void)
{
	static const struct {
		const char *name;
		double centre, scale, floor, value, score;
	} cases[] = {
		{ "one per cent of the centre", 1000, 0, 0, 1020, 2 },
		{ "below it is the same", 1000, 0, 0, 980, -2 },
		{ "of a negative centre", -1000, 0, 0, -980, 2 },
		{ "the floor of its kind", 0, 0, 5, 10, 2 },
		{ "the larger of both", 1000, 1, 40, 1020, 0.5 },
		{ "nothing to count in", 0, 0, 0, 1e-9, ROBUST_SCORE_MAX },
		{ "nothing to count in, below", 0, 0, 0, -1e-9, -ROBUST_SCORE_MAX },
		{ "at the centre", 0, 0, 0, 0, 0 },
		{ "far away", 1, 1e-300, 0, 1e300, ROBUST_SCORE_MAX },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct robust robust = { cases[i].centre, cases[i].scale, 9 };

		CHECK_CASE(near(robust_score(&robust, cases[i].floor, cases[i].value),
				cases[i].score),
			   cases[i].name);
	}
}

static void without_values_there_is_no_score(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	double nothing[] = { NAN, NAN }, one[] = { 4 };
	struct robust robust = robust_of(arena, nothing, COUNT_OF(nothing));

	CHECK(robust.count == 0 && isnan(robust.centre) && isnan(robust.scale));
	CHECK(isnan(robust_score(&robust, 1, 4)));
	robust = robust_of(arena, one, 1);
	CHECK(robust.count == 1 && robust.centre == 4 && robust.scale == 0);
	CHECK(isnan(robust_score(&robust, 0, NAN)));
	CHECK(isnan(robust_score(&robust, 0, INFINITY)));
}

/* Of 1 … count, the value is its rank. */
static double bound_of_ranks(size_t count, double chance)
{
	double values[200];

	for (size_t i = 0; i < count; i++)
		values[i] = (double)(count - i);
	return stats_bound_of_next(values, count, chance);
}

static void the_next_value_is_counted_in(void)
{
	double odd[] = { NAN, 7, INFINITY, 3 };

	/* 38 of 40 would be passed by 3 of 41, which is more than one in twenty. */
	CHECK(near(bound_of_ranks(40, 0.95), 39));
	CHECK(near(bound_of_ranks(99, 0.95), 95));
	CHECK(near(bound_of_ranks(19, 0.95), 19));
	CHECK(near(bound_of_ranks(5, 0.95), 5));
	CHECK(near(bound_of_ranks(9, 0.5), 5));
	CHECK(near(bound_of_ranks(1, 0.95), 1));
	CHECK(isnan(bound_of_ranks(0, 0.95)));
	CHECK(near(stats_bound_of_next(odd, 4, 0.95), 7));
}

const struct test tests[] = {
	{ "the next value is counted in", the_next_value_is_counted_in },
	{ "quantiles are those of the sorted values",
	  quantiles_are_those_of_the_sorted_values },
	{ "an order made to be slow is only sorted",
	  an_order_made_to_be_slow_is_only_sorted },
	{ "what is no number is left out", what_is_no_number_is_left_out },
	{ "the largest numbers stay numbers", the_largest_numbers_stay_numbers },
	{ "a score counts in the spread of the middle",
	  a_score_counts_in_the_spread_of_the_middle },
	{ "a still series has floors", a_still_series_has_floors },
	{ "without values there is no score", without_values_there_is_no_score },
	{ 0 },
};
