/* What is usual for a number that is read again and again, and what is a spike. Pure. */
#ifndef CORE_ALERTING_BASELINE_H
#define CORE_ALERTING_BASELINE_H

#include <stdbool.h>
#include <stdint.h>

struct baseline {
	int64_t looks;
	double mean; /* over about the last hundred looks */
};

/* More than factor times the usual, and at least so many: with a usual of none, one would
 * be a spike. Never before ten looks. */
bool baseline_is_spike(const struct baseline *baseline, double value, double factor,
		       double at_least);
/* A spike is not learned: else the second look at it would be usual. */
struct baseline baseline_learn(struct baseline baseline, double value);

#endif
