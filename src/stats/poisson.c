#include "stats/poisson.h"

#include <math.h>
#include <stdbool.h>

/* The part of one side: how much better its own rate explains its count. */
static double gain(double count, double expected)
{
	return count > 0 ? count * log(count / expected) : 0;
}

static bool is_amount(double value)
{
	return isfinite(value) && value >= 0;
}

double poisson_llr(double count_before, double exposure_before, double count_after,
		   double exposure_after)
{
	double count = count_before + count_after;
	double exposure = exposure_before + exposure_after;
	double llr;

	/* The sums too: two finite ones may have none. */
	if (!is_amount(count_before) || !is_amount(count_after) || !is_amount(count) ||
	    !is_amount(exposure_before) || !is_amount(exposure_after) ||
	    !is_amount(exposure) || count <= 0 || exposure_before <= 0 ||
	    exposure_after <= 0)
		return 0;

	/* The share first: count times exposure may be too large for a double. */
	llr = gain(count_before, count * (exposure_before / exposure)) +
	      gain(count_after, count * (exposure_after / exposure));
	if (!isfinite(llr) || llr <= 0)
		return 0;
	return count_after / exposure_after >= count_before / exposure_before ? llr
									      : -llr;
}
