/* Does it rise or fall, how fast, and when is it full? The slope is the median of those
 * between all pairs of points (Theil, "A Rank-Invariant Method of Linear and Polynomial
 * Regression Analysis", 1950; its interval: Sen, "Estimates of the Regression Coefficient
 * Based on Kendall's Tau", 1968), so that a quarter of the points may be wrong. Whether
 * there is a trend at all is decided by how many pairs rise (Mann, "Nonparametric Tests
 * against Trend", 1945; Kendall, "Rank Correlation Methods", 1975), with the variance
 * that neighbours which are alike bring (Hamed and Rao, "A Modified Mann-Kendall Trend
 * Test for Autocorrelated Data", 1998, simplified to the first neighbour).
 *
 * Times are in any unit, oldest first, not necessarily evenly; slopes are per that unit.
 * Points whose time or value is NaN or ±Inf are left out. */
#ifndef STATS_TREND_H
#define STATS_TREND_H

#include "base/arena.h"

enum {
	/* Pairs are counted, so that time grows with the square: longer series become so
	 * many medians of neighbours first. */
	TREND_POINTS_MAX = 240,
	/* Fewer points have no trend to speak of. */
	TREND_POINTS_MIN = 8,
};

/* Two-sided: by chance once in 370 series without a trend. */
#define TREND_SCORE 3.0

struct trend {
	size_t count; /* of the points that it was computed from; below
			 TREND_POINTS_MIN the rest is NaN */
	double slope, slope_low, slope_high; /* the two are of 95 % */
	double level;                        /* on the line, at the last point */
	double score; /* Mann-Kendall: beyond ±TREND_SCORE it is one */
};

struct trend trend_of(struct arena *arena, const double *at, const double *values,
		      size_t count);

/* From the last point on, in the unit of the times; INFINITY for never. */
struct until {
	double soonest, likely, latest;
};
/* Until the line reaches a ceiling above it (a floor below it); 0 when it has. All NaN
 * when the trend is none. */
struct until trend_until_ceiling(const struct trend *trend, double ceiling);
struct until trend_until_floor(const struct trend *trend, double floor);

/* A leak: what is left after each clearing up rises all the time. The lowest of each of
 * LEAK_PARTS parts, so that the teeth of a garbage collector do not count; it must rise
 * in both halves, which tells it from a step, and by LEAK_SHARE_MIN of its level in all.
 */
struct leak {
	bool leaking;
	struct trend floor; /* of the lowest in each part */
	double share;       /* risen by so much of its level at the beginning; INFINITY
			       from nothing */
};
enum { LEAK_PARTS = 24 };
#define LEAK_SHARE_MIN 0.05
struct leak leak_of(struct arena *arena, const double *at, const double *values,
		    size_t count);

/* Is it as full as its limit lets it be? Most of its samples are above SATURATED of the
 * limit, where a queue of one server waits nine times as long as it works (M/M/1:
 * Kendall, "Stochastic Processes Occurring in the Theory of Queues", 1953). Nothing is
 * saturated whose limit is not above 0. */
#define SATURATED 0.9
struct saturation {
	bool saturated;
	double share; /* of the samples that are above it; NaN without samples */
	double peak;  /* of the limit */
};
struct saturation saturation_of(const double *values, size_t count, double limit);

#endif
