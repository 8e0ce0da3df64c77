#include "stats/ramp_private.h"

#include "stats/shift.h"

/* Sums up to each sample, so that any stretch costs nothing to fit. */
struct sums {
	double *of, *of_squares, *of_places; /* z, z², i·z */
	size_t count;
};

static struct sums sums_of(struct arena *arena, const double *scores, size_t count)
{
	struct sums sums = { .of = arena_many(arena, double, count + 1),
			     .of_squares = arena_many(arena, double, count + 1),
			     .of_places = arena_many(arena, double, count + 1),
			     .count = count };

	for (size_t i = 0; i < count; i++) {
		sums.of[i + 1] = sums.of[i] + scores[i];
		sums.of_squares[i + 1] = sums.of_squares[i] + scores[i] * scores[i];
		sums.of_places[i + 1] = sums.of_places[i] + (double)i * scores[i];
	}
	return sums;
}

static double between(const double *sums, size_t from, size_t to)
{
	return sums[to] - sums[from];
}

/* The squared errors of a level up to "foot", a straight line and a level from "top";
 * places are counted from the beginning of the sums. */
static double ramp_errors(const struct sums *sums, size_t foot, size_t top)
{
	size_t end = sums->count;
	double n1 = (double)foot, n2 = (double)(end - top), m = (double)(top - foot);
	double below = between(sums->of, 0, foot) / n1;
	double above = between(sums->of, top, end) / n2;
	double errors = between(sums->of_squares, 0, foot) - n1 * below * below +
			between(sums->of_squares, top, end) - n2 * above * above;

	/* Sample j = 1 … m of the line is at below + j · slope. */
	double slope = (above - below) / (m + 1), sum = between(sums->of, foot, top);
	double by_place = between(sums->of_places, foot, top) - (n1 - 1) * sum;
	double j = m * (m + 1) / 2, jj = j * (2 * m + 1) / 3;

	return errors + between(sums->of_squares, foot, top) - 2 * below * sum +
	       m * below * below - 2 * slope * (by_place - below * j) +
	       slope * slope * jj;
}

struct ramp ramp_around(struct arena *arena, const double *scores, size_t count,
			size_t split)
{
	/* Growing by half: what is 30 samples long need not be known to one. */
	static const size_t strides[] = { 0,  1,  2,  3,  4,  6,   9,   13,
					  19, 28, 42, 63, 94, 141, 211, 316 };
	const size_t stride_count = sizeof(strides) / sizeof(strides[0]);
	struct sums sums = sums_of(arena, scores, count);
	double step_errors = ramp_errors(&sums, split, split);
	struct ramp best = { split, split, step_errors, step_errors };

	for (size_t i = 0; i < stride_count && strides[i] + SHIFT_SEGMENT_MIN <= split;
	     i++)
		for (size_t j = 0; j < stride_count; j++) {
			size_t foot = split - strides[i], top = split + strides[j];

			if (top + SHIFT_SEGMENT_MIN > count)
				break;

			double errors = ramp_errors(&sums, foot, top);

			if (errors < best.errors)
				best = (struct ramp){ foot, top, errors, step_errors };
		}
	return best;
}
