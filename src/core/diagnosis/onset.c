#include "core/diagnosis/onset.h"

#include <math.h>

static bool is_bad(const struct onset_point *point, enum comparison good,
		   double threshold)
{
	return !isnan(point->value) && !compare(good, point->value, threshold);
}

struct onset onset_of(const struct onset_point *points, size_t count,
		      enum comparison good, double threshold)
{
	struct onset onset = { .before = NAN, .value = NAN };
	instant_ms bad_since = count > 0 ? points[count - 1].at : 0;

	for (size_t i = count; i > 0; i--) {
		const struct onset_point *point = &points[i - 1];

		/* Calm for long enough: what was bad before that is another story. */
		if (bad_since - point->at > ONSET_CALM_MS)
			break;
		if (!is_bad(point, good, threshold)) {
			if (onset.kind == ONSET_EARLIER && !isnan(point->value)) {
				onset.kind = ONSET_FOUND;
				onset.before = point->value;
			}
			continue;
		}
		bad_since = onset.at = point->at;
		onset.value = point->value;
		onset.kind = ONSET_EARLIER;
		onset.before = NAN;
	}
	return onset;
}
