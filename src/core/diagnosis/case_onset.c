#include "core/diagnosis/case_onset.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "core/diagnosis/diagnosis_private.h"
#include "stats/counter.h"

#include <stdlib.h>

struct sample {
	instant_ms at;
	double value;
};

static int by_time(const void *left, const void *right)
{
	const struct sample *a = left, *b = right;

	return a->at < b->at ? -1 : a->at > b->at;
}

static bool is_in_order(const struct case_series *series)
{
	for (size_t i = 1; i < series->count; i++)
		if (series->at[i] < series->at[i - 1])
			return false;
	return true;
}

static bool is_within(struct case_window window, instant_ms at)
{
	return at >= window.from && at < window.to;
}

/* Those of a series in order stand side by side, and stay where they are. */
static struct samples slice(const struct case_series *series, struct case_window window)
{
	size_t from = 0, to = series->count;

	while (from < to && series->at[from] < window.from)
		from++;
	while (to > from && series->at[to - 1] >= window.to)
		to--;
	return (struct samples){ series->at + from, series->values + from, to - from };
}

static struct samples put_in_order(struct arena *arena, const struct case_series *series,
				   struct case_window window)
{
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);
	struct sample *samples = arena_many(scratch, struct sample, series->count);
	size_t count = 0;

	for (size_t i = 0; i < series->count; i++)
		if (is_within(window, series->at[i]))
			samples[count++] = (struct sample){ series->at[i],
							    series->values[i] };
	if (count > 1)
		qsort(samples, count, sizeof(*samples), by_time);

	instant_ms *at = arena_many(arena, instant_ms, count);
	double *values = arena_many(arena, double, count);

	for (size_t i = 0; i < count; i++) {
		at[i] = samples[i].at;
		values[i] = samples[i].value;
	}
	return (struct samples){ at, values, count };
}

/* Samples of one instant are kept apart by nothing and get no rate. */
static const double *rates_of(struct arena *arena, const struct samples *samples)
{
	double *rates = arena_many(arena, double, samples->count);
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);
	double *seconds = arena_many(scratch, double, samples->count);

	for (size_t i = 0; i < samples->count; i++)
		seconds[i] = (double)(samples->at[i] - samples->at[0]) / SECOND_MS;
	counter_rates(seconds, samples->values, samples->count, rates);
	return rates;
}

struct samples samples_within(struct arena *arena, const struct case_series *series,
			      struct case_window window)
{
	struct samples samples = is_in_order(series)
					 ? slice(series, window)
					 : put_in_order(arena, series, window);

	if (counter_is_likely(samples.values, samples.count))
		samples.values = rates_of(arena, &samples);
	return samples;
}

/* Most series are in order and no counters, and are looked at where they are. */
struct incident_onset case_onset(struct arena *arena, const struct diagnosis_case *known,
				 struct case_window window)
{
	static const struct samples none;
	size_t count = known->series_count, copied = 0;
	struct onset_series *all = arena_many(arena, struct onset_series, count);
	struct names entities = names_new(arena);
	bool in_order = true;

	for (size_t i = 0; i < count; i++) {
		const struct case_series *series = &known->series[i];
		struct samples samples = { series->at, series->values, series->count };

		/* Series of one table share their times. */
		if (i == 0 || series->at != series[-1].at ||
		    series->count != series[-1].count)
			in_order = is_in_order(series);
		if (!in_order || counter_is_likely(series->values, series->count)) {
			copied += series->count;
			samples = none;
			if (copied <= CASE_ONSET_COPIED_MAX)
				samples = samples_within(arena, series, window);
		}
		all[i] = (struct onset_series){ .at = samples.at,
						.values = samples.values,
						.count = samples.count,
						.group = names_add(&entities,
								   series->entity) };
	}
	return incident_onset_spread(arena, all, count, window.from, window.to,
				     known->spread ? known->spread : spread_alone);
}
