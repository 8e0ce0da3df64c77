#include "stats/order.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

size_t stats_finite(double *values, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (isfinite(values[i]))
			values[kept++] = values[i];
	return kept;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double middle_of(double a, double b, double c)
{
	if ((a <= b) == (b <= c))
		return b;
	return (b <= a) == (a <= c) ? a : c;
}

enum {
	/* Each turn leaves half of the range as a rule, so 64 are never needed but for an
	 * order that somebody made. */
	TURNS_MAX = 64,
	/* Fewer are not worth being looked at in parts. */
	PARTS_MIN = 8,
};

/* Moves what is smaller than the pivot (or, "equal", at most as large) to the front and
 * returns where the rest begins. Without a branch that depends on a value: half of them
 * would be foreseen wrongly, which costs more than moving each (Edelkamp and Weiss,
 * "BlockQuicksort", 2016). */
static size_t partition(double *values, size_t from, size_t to, double pivot, bool equal)
{
	size_t low = from;

	for (size_t i = from; i < to; i++) {
		double value = values[i];

		values[i] = values[low];
		values[low] = value;
		low += (value < pivot) | (equal & (value == pivot));
	}
	return low;
}

/* After it all of values[from, to) before "rank" are at most as large as values[rank],
 * and all after it at least. */
static void select_rank(double *values, size_t from, size_t to, size_t rank)
{
	for (int turns = 0; to - from > 1; turns++) {
		double pivot = middle_of(values[from], values[from + (to - from) / 2],
					 values[to - 1]);
		size_t cut = partition(values, from, to, pivot, false);

		if (turns == TURNS_MAX) {
			qsort(values + from, to - from, sizeof(*values), by_size);
			return;
		}
		if (rank < cut) {
			to = cut;
			continue;
		}
		/* Nothing was smaller: those that are equal to the pivot are done with.
		 */
		if (cut == from) {
			cut = partition(values, from, to, pivot, true);
			if (rank < cut)
				return;
		}
		from = cut;
	}
}

/* Within [from, to), which must hold the rank and what comes after it. */
static double quantile_within(double *values, size_t from, size_t to, size_t count,
			      double q)
{
	double place = (double)(count - 1) * q;
	size_t rank = (size_t)place;
	double share = place - (double)rank, next = INFINITY;

	select_rank(values, from, to, rank);
	if (share <= 0 || rank + 1 >= count)
		return values[rank];
	for (size_t i = rank + 1; i < to; i++)
		next = values[i] < next ? values[i] : next;
	/* In this form nothing overflows between -DBL_MAX and DBL_MAX. */
	return next > values[rank] ? values[rank] * (1 - share) + next * share
				   : values[rank];
}

double stats_quantile(double *values, size_t count, double q)
{
	count = stats_finite(values, count);
	if (count == 0 || isnan(q))
		return NAN;
	return quantile_within(values, 0, count, count, fmin(fmax(q, 0), 1));
}

double stats_bound_of_next(double *values, size_t count, double chance)
{
	double rank;

	count = stats_finite(values, count);
	rank = fmin(ceil(chance * (double)(count + 1)), (double)count);
	return stats_quantile(values, count,
			      count > 1 ? (rank - 1) / (double)(count - 1) : 1);
}

double stats_median(double *values, size_t count)
{
	return stats_quantile(values, count, 0.5);
}

struct quartiles stats_quartiles(double *values, size_t count)
{
	struct quartiles found = { .lower = NAN, .median = NAN, .upper = NAN };

	found.count = stats_finite(values, count);
	if (found.count == 0)
		return found;
	/* Once the median is in its place, the lower quarter is before it and the upper
	 * one behind it. */
	size_t half = (found.count - 1) / 2;
	bool parts = found.count >= PARTS_MIN;

	found.median = quantile_within(values, 0, found.count, found.count, 0.5);
	found.lower = quantile_within(values, 0, parts ? half + 1 : found.count,
				      found.count, 0.25);
	found.upper = quantile_within(values, parts ? half + 1 : 0, found.count,
				      found.count, 0.75);
	return found;
}
