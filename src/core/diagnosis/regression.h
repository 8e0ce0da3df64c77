/* Did it get worse with a change? A measurement's samples before it against the last
 * ones: worse is what has been in breach for REGRESSION_SAMPLES in a row, and was not
 * before, or is twice as far now. One bad sample is no regression. */
#ifndef CORE_DIAGNOSIS_REGRESSION_H
#define CORE_DIAGNOSIS_REGRESSION_H

#include "core/diagnosis/onset.h"

enum { REGRESSION_SAMPLES = 5 };

struct regression {
	bool is_one;
	double before, after; /* medians of what was before the change, and of the last */
	instant_ms since;     /* the first of the samples in breach without a good one */
};

/* Points by time, oldest first. Without a sample before the change nothing is said. */
struct regression regression_of(const struct onset_point *points, size_t count,
				instant_ms changed_at, enum comparison good,
				double threshold);

#endif
