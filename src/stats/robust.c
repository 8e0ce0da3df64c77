#include "stats/robust.h"

#include "stats/order.h"

#include <float.h>
#include <math.h>
#include <string.h>

struct robust robust_of_own(double *values, size_t count)
{
	struct quartiles quartiles = stats_quartiles(values, count);

	/* Each is divided by itself, so that their difference stays finite. */
	double scale = quartiles.upper / ROBUST_QUARTILES -
		       quartiles.lower / ROBUST_QUARTILES;

	return (struct robust){ .centre = quartiles.median,
				.scale = scale > DBL_MAX ? DBL_MAX : scale,
				.count = quartiles.count };
}

struct robust robust_of(struct arena *arena, const double *values, size_t count)
{
	double *own = arena_many(arena, double, count);

	if (count > 0)
		memcpy(own, values, count * sizeof(*own));
	return robust_of_own(own, count);
}

double robust_score(const struct robust *robust, double floor, double value)
{
	double scale = fmax(fmax(robust->scale, floor),
			    ROBUST_RELATIVE_FLOOR * fabs(robust->centre));
	/* Halves, because the distance of two numbers may be larger than any number. */
	double half = value / 2 - robust->centre / 2;

	if (!isfinite(half))
		return NAN;
	if (half == 0)
		return 0;
	if (!(scale > 0))
		return copysign(ROBUST_SCORE_MAX, half);
	return fmax(-ROBUST_SCORE_MAX, fmin(ROBUST_SCORE_MAX, half / scale * 2));
}
