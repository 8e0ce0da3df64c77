/* Where a series lies and how far it spreads, by quartiles: a quarter of the samples may
 * be anything before either is moved far (Huber, "Robust Statistics", 1981), so a mistake
 * about when an incident began costs little, where a mean and its standard deviation are
 * lost after a minute of it. */
#ifndef STATS_ROBUST_H
#define STATS_ROBUST_H

#include "base/arena.h"

/* The quartiles of a normal distribution are so many standard deviations apart. */
#define ROBUST_QUARTILES 1.349

/* A spread counts as at least this share of the centre: what moves by less than one per
 * cent of itself is no finding, however still it was before. Flat series would win
 * every ranking otherwise (Pham and others, "BARO", 2024, report it of theirs). */
#define ROBUST_RELATIVE_FLOOR 0.01

/* Scores are no larger: a series that never moved before has no scale to count in. */
#define ROBUST_SCORE_MAX 1e6

struct robust {
	double centre, scale; /* median, and quartile distance ÷ ROBUST_QUARTILES */
	size_t count;         /* of the finite values; without any the others are NaN */
};

/* Takes a copy of the values from the arena: one that is reset when there are many
 * series. */
struct robust robust_of(struct arena *arena, const double *values, size_t count);
/* The same without a copy: reorders the values. */
struct robust robust_of_own(double *values, size_t count);

/* By how many of its scales a value is above (> 0) or below the centre. The scale is at
 * least "floor", in the unit of the values: what is too little to matter for this kind
 * of measurement, such as one point of CPU; 0 for none. Never NaN for a finite value:
 * without scale and floors it is 0 at the centre and ±ROBUST_SCORE_MAX elsewhere. NaN
 * when the value or the centre is none. */
double robust_score(const struct robust *robust, double floor, double value);

#endif
