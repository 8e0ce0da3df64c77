#include "stats/counter.h"

#include <float.h>
#include <math.h>

static double growth(double before, double after)
{
	return after < before ? after : after - before;
}

double counter_increase(const double *values, size_t count)
{
	double increase = 0, last = NAN;

	for (size_t i = 0; i < count; i++) {
		if (!isfinite(values[i]))
			continue;
		if (!isnan(last))
			increase += growth(last, values[i]);
		last = values[i];
	}
	return fmax(-DBL_MAX, fmin(DBL_MAX, increase));
}

size_t counter_rates(const double *at, const double *values, size_t count,
		     double *ret_rates)
{
	double last = NAN, last_at = NAN;
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		double value = values[i], rate = NAN;

		if (isfinite(value) && isfinite(at[i])) {
			if (at[i] > last_at)
				rate = growth(last, value) / (at[i] - last_at);
			last = value;
			last_at = at[i];
		}
		ret_rates[i] = isfinite(rate) ? rate : NAN;
		found += isfinite(rate);
	}
	return found;
}

bool counter_is_likely(const double *values, size_t count)
{
	size_t samples = 0, rises = 0, resets = 0;
	double last = NAN;

	for (size_t i = 0; i < count; i++) {
		if (!isfinite(values[i]))
			continue;
		if (values[i] < 0)
			return false;
		if (values[i] < last) {
			if (values[i] >= last / 2)
				return false;
			resets++;
		}
		rises += values[i] > last;
		samples++;
		last = values[i];
	}
	return samples >= COUNTER_LIFE && rises > 0 && resets * COUNTER_LIFE <= samples;
}
