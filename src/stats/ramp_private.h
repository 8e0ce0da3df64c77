/* A change of level that took its time, as the straight line between two levels that has
 * the least squared errors (a broken line with two joints: Hudson, "Fitting Segmented
 * Curves Whose Join Points Have to Be Estimated", 1966, by trying joints). */
#ifndef STATS_RAMP_PRIVATE_H
#define STATS_RAMP_PRIVATE_H

#include "base/arena.h"

struct ramp {
	size_t foot, top; /* the first sample that is on its way, and the first on top */
	double errors;    /* squared, of the levels and the line */
	double step_errors; /* of the step at the split instead */
};

/* The best ramp with its foot before the split and its top behind it; the step itself
 * when none is better. Both sides keep SHIFT_SEGMENT_MIN samples, which the split must
 * leave. */
struct ramp ramp_around(struct arena *arena, const double *scores, size_t count,
			size_t split);

#endif
