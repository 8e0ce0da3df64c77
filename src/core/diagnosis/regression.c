#include "core/diagnosis/regression.h"

#include <math.h>
#include <stdlib.h>

enum { SAMPLES_MAX = 512 };

static int by_size(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

/* NaN for none. */
static double median(double *values, size_t count)
{
	if (count == 0)
		return NAN;
	qsort(values, count, sizeof(*values), by_size);
	return count % 2 ? values[count / 2]
			 : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static double median_between(const struct onset_point *points, size_t count,
			     instant_ms from, instant_ms to)
{
	double values[SAMPLES_MAX];
	size_t kept = 0;

	for (size_t i = 0; i < count && kept < SAMPLES_MAX; i++)
		if (points[i].at >= from && points[i].at < to && !isnan(points[i].value))
			values[kept++] = points[i].value;
	return median(values, kept);
}

static bool is_twice_as_far(enum comparison good, double before, double after)
{
	if (good == COMPARE_BELOW || good == COMPARE_AT_MOST)
		return after >= 2 * before && after > before;
	return after <= before / 2 && after < before;
}

struct regression regression_of(const struct onset_point *points, size_t count,
				instant_ms changed_at, enum comparison good,
				double threshold)
{
	struct regression found = {
		.before = median_between(points, count, 0, changed_at), .after = NAN
	};
	size_t bad = 0;

	for (size_t i = count; i > 0 && points[i - 1].at >= changed_at; i--) {
		const struct onset_point *point = &points[i - 1];

		if (isnan(point->value))
			continue;
		if (compare(good, point->value, threshold))
			break;
		/* Where it was bad before, only what is worse than that counts. */
		if (!isnan(found.before) && !compare(good, found.before, threshold) &&
		    !is_twice_as_far(good, found.before, point->value))
			break;
		found.since = point->at;
		bad++;
	}
	if (isnan(found.before) || bad < REGRESSION_SAMPLES)
		return found;
	found.after = median_between(points, count, found.since, INSTANT_MAX);
	found.is_one = true;
	return found;
}
