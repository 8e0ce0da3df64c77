/* How much at once the work needs: capacity arithmetic, with its units. */
#include "core/diagnosis/resource_private.h"
#include "stats/capacity.h"
#include "stats/order.h"

#include <math.h>

/* Work in a second, and seconds, by their units in small letters. */
static const struct {
	const char *unit;
	double factor;
} rates[] = { { "req/s", 1 },
	      { "requests/s", 1 },
	      { "calls/s", 1 },
	      { "queries/s", 1 },
	      { "ops/s", 1 },
	      { "1/s", 1 },
	      { "rps", 1 },
	      { "qps", 1 },
	      { "tps", 1 },
	      { "per second", 1 },
	      { "/s", 1 },
	      { "req/min", 1 / 60.0 },
	      { "requests/min", 1 / 60.0 },
	      { "per minute", 1 / 60.0 } },
  times[] = { { "s", 1 },
	      { "seconds", 1 },
	      { "ms", 1e-3 },
	      { "milliseconds", 1e-3 },
	      { "us", 1e-6 },
	      { "µs", 1e-6 },
	      { "microseconds", 1e-6 } };

static double factor_of(str unit, bool is_rate)
{
	size_t count = is_rate ? sizeof(rates) / sizeof(rates[0])
			       : sizeof(times) / sizeof(times[0]);

	for (size_t i = 0; i < count; i++)
		if (str_is(unit, is_rate ? rates[i].unit : times[i].unit))
			return is_rate ? rates[i].factor : times[i].factor;
	return (double)NAN;
}

/* A quantile says nothing of what all of them take together. */
static bool is_mean(struct arena *arena, str name)
{
	struct words words = words_new(arena);

	words_add(arena, &words, name);
	return words_have(&words, STR("mean")) || words_have(&words, STR("avg")) ||
	       words_have(&words, STR("average"));
}

static double median_during(const struct supply *supply, size_t series)
{
	const struct case_series *of = &supply->study->known->series[series];
	struct case_window during = supply->study->known->during;
	double *values = arena_many(supply->scratch, double, of->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < of->count; i++)
		if (of->at[i] >= during.from && of->at[i] < during.to)
			values[count++] = of->values[i];
	return stats_median(values, count);
}

/* Of the one series of that kind and with such a unit; NaN of none, and of several. */
static double only_one(const struct supply *supply, enum metric_kind kind)
{
	const struct study *study = supply->study;
	const size_t *own = &supply->all->from[study->series_entity[supply->series]];
	double found = (double)NAN;
	size_t count = 0;

	for (size_t k = own[0]; k < own[1]; k++) {
		size_t i = supply->all->series[k];
		const struct case_series *series = &study->known->series[i];
		double factor;

		if (study->series_kind[i] != kind ||
		    (kind == METRIC_LATENCY && !is_mean(supply->scratch, series->name)))
			continue;
		factor = factor_of(words_lower(supply->scratch, series->unit),
				   kind == METRIC_TRAFFIC);
		if (isnan(factor))
			continue;
		found = factor * median_during(supply, i);
		count++;
	}
	return count == 1 ? found : (double)NAN;
}

double needed_at_once(const struct supply *supply)
{
	if (!amount_is_of_places(supply->amount) || !isnan(supply->amount->whole))
		return (double)NAN;
	return capacity_in_flight(only_one(supply, METRIC_TRAFFIC),
				  only_one(supply, METRIC_LATENCY));
}
