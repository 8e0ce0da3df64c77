/* What only grows, and begins anew when its process does. */
#ifndef STATS_COUNTER_H
#define STATS_COUNTER_H

#include <stdbool.h>
#include <stddef.h>

/* By how much it grew between its first and its last sample. A sample that is smaller
 * than the one before is a new beginning at 0, as Prometheus has it; what was counted
 * between the last sample and the reset is not known. Gaps (NaN, ±Inf) are left out. 0
 * for fewer than two samples. */
double counter_increase(const double *values, size_t count);

/* The rate since the sample before, for each sample: per unit of "at", whose samples are
 * oldest first. NaN for the first, for gaps, and where time stood still or went back.
 * ret_rates has room for all, and may be the values themselves. Returns how many rates
 * there are. */
size_t counter_rates(const double *at, const double *values, size_t count,
		     double *ret_rates);

/* Does it look like one? Eight samples or more, none below 0, that rise at least once and
 * fall only to less than half, and no more often than once in COUNTER_LIFE samples. */
bool counter_is_likely(const double *values, size_t count);

enum { COUNTER_LIFE = 8 };

#endif
