#include "core/diagnosis/onset.h"

#include "stats/shift.h"

struct shift_onset onset_by_shift(struct arena *arena, const double *values, size_t count,
				  enum comparison good, double threshold)
{
	struct shift shift = shift_find(arena, values, count);

	if (shift.kind == SHIFT_NONE || compare(good, shift.after, threshold) ||
	    compare_excess(good, shift.after, shift.before) <= 0)
		return (struct shift_onset){ 0 };
	return (struct shift_onset){ .is_found = true,
				     .is_ramp = shift.kind == SHIFT_RAMP,
				     .at = shift.at,
				     .before = shift.before,
				     .after = shift.after };
}
