/* Does it become more and more, without end: a leak, a disk that fills, a queue that
 * nobody empties? What is left after each clearing up (the lowest of each of LEAK_PARTS
 * parts) must rise all the time, up to the last sample. It is held against two ways in
 * which what has no trend looks as if it had one: noise around a level (Mann and Kendall,
 * see trend.h), and steps that add up by chance, as of a random walk or of one jump (the
 * mean of the differences against their own spread: the test for a drift in Hamilton,
 * "Time Series Analysis", 1994, chapter 17). What slows down is settling and no growth,
 * and what no longer rises did grow.
 *
 * What loses nearly all that it gained began anew: a restart, a cleaning. Only what came
 * after the last such time is looked at, and of that the longest part that grows.
 *
 * Neither a factor nor an offset of the values changes an answer but "share". */
#ifndef STATS_GROWTH_H
#define STATS_GROWTH_H

#include "stats/trend.h"

enum {
	/* A part of two samples has a lower one. */
	GROWTH_SAMPLES_MIN = 2 * LEAK_PARTS,
	/* All since the last beginning, the last half of it, the last quarter. */
	GROWTH_TRIES = 3,
};

/* Of the drift against the spread of its steps. */
#define GROWTH_DRIFT 3.0

struct growth {
	bool growing;
	size_t from;   /* the first sample of the growth; the last is its end */
	bool is_anew;  /* it began anew there, and lost what it had */
	size_t drops;  /* how often, up to then, it lost half of what it grew by since */
	double former; /* its peaks before that; NaN when nothing is known before */
	double share;  /* as in struct leak */
	double before; /* the floor where it began */
	/* Of the floor; but "level" is where its peaks are at the last sample. */
	struct trend trend;
};

/* Finite samples, oldest first. "Chance" is how often, in all series that are looked at,
 * noise may pass for growth: divide it by their number. */
struct growth growth_of(struct arena *arena, const double *at, const double *values,
			size_t count, double chance);

/* Whether it did the same a period ago, in the unit of the times, and was back since:
 * then it is the time of day and no growth. False when nothing is known of then. */
bool growth_is_of_season(struct arena *arena, const double *at, const double *values,
			 size_t count, const struct growth *growth, double period);

#endif
