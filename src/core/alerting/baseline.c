#include "core/alerting/baseline.h"

enum { LOOKS_MIN = 10, LOOKS_REMEMBERED = 100 };

bool baseline_is_spike(const struct baseline *baseline, double value, double factor,
		       double at_least)
{
	return baseline->looks >= LOOKS_MIN && value >= at_least &&
	       value > factor * baseline->mean;
}

struct baseline baseline_learn(struct baseline baseline, double value)
{
	baseline.looks += baseline.looks < LOOKS_REMEMBERED;
	baseline.mean += (value - baseline.mean) / (double)baseline.looks;
	return baseline;
}
