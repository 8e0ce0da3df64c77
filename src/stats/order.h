/* Quantiles by selection: the time grows with the number of values, not with its
 * logarithm too (Hoare, "Algorithm 65: Find", 1961; pivots by medians of three; what
 * comes in an order that was made to be slow is sorted instead).
 *
 * NaN and ±Inf are left out everywhere in stats/: a gap is no value. */
#ifndef STATS_ORDER_H
#define STATS_ORDER_H

#include <stddef.h>

/* Moves what is finite to the front, in its order, and returns how many that are. */
size_t stats_finite(double *values, size_t count);

/* Reorders the values. q of 0 … 1, outside of it the nearer end; between two neighbours
 * it is linear (type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages",
 * 1996). NaN when there is no value. */
double stats_quantile(double *values, size_t count, double q);
/* What the next value of the same sort as these stays at or below with at least this
 * chance: the value whose rank counts the next one in (split conformal prediction: Vovk,
 * Gammerman, Shafer, "Algorithmic Learning in a Random World", 2005, 2.2). Of too few for
 * that chance, the largest. Reorders the values. NaN when there is none. */
double stats_bound_of_next(double *values, size_t count, double chance);
double stats_median(double *values, size_t count);

/* All three at once, for less than three times the work. */
struct quartiles {
	double lower, median, upper; /* NaN when there is no value */
	size_t count;                /* of the finite values */
};
struct quartiles stats_quartiles(double *values, size_t count);

#endif
