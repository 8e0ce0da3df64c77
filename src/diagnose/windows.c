#include "diagnose/windows.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/scoped.h"
#include "stats/incident_onset.h"

enum {
	/* An alert comes after what it speaks of: rules wait for five minutes, and are
	 * looked at each minute. */
	ALERT_LATE_MS = 10 * 60 * 1000,
	/* Of an incident so much is compared with the time before. Shorter pieces leave
	 * more of them to learn from what is usual; fewer samples say nothing. */
	DURING_MS_MIN = 10 * 60 * 1000,
	DURING_SAMPLES_MIN = 10,
	DURING_SHARE = 20, /* of the time before */
	/* When nothing began: the last part of the time is compared with the rest. */
	LAST_SHARE = 6,
};

/* The services of the series, numbered. */
static size_t number_of(struct arena *arena, struct map *numbers, str entity)
{
	size_t *number = map_get(numbers, entity);

	if (!number) {
		number = arena_one(arena, size_t);
		*number = map_count(numbers);
		map_put(numbers, entity, number);
	}
	return *number;
}

/* Since when many series are different; false when they do not agree on one time. */
static bool find_onset(const struct diagnosis_case *known, struct case_window within,
		       instant_ms *ret_onset)
{
	scoped_arena scratch = arena_new(DIAGNOSE_ARENA_BYTES_MAX);
	size_t count = known->series_count;
	struct onset_series *series = arena_many(scratch, struct onset_series, count);
	struct map *numbers = map_new(scratch);
	struct incident_onset onset;

	for (size_t i = 0; i < count; i++)
		series[i] = (struct onset_series){
			.at = known->series[i].at,
			.values = known->series[i].values,
			.count = known->series[i].count,
			.group = number_of(scratch, numbers, known->series[i].entity),
		};
	onset = incident_onset_of(scratch, series, count, within.from, within.to);
	if (!onset.found)
		return false;
	*ret_onset = onset.at;
	return true;
}

/* Between two samples of most series. */
static duration_ms usual_step(const struct diagnosis_case *known,
			      struct case_window extent)
{
	size_t most = 1;

	for (size_t i = 0; i < known->series_count; i++)
		if (known->series[i].count > most)
			most = known->series[i].count;
	return (extent.to - extent.from) / (duration_ms)most;
}

static void split_at(struct diagnosis_case *known, struct case_window extent,
		     instant_ms onset)
{
	duration_ms length = (onset - extent.from) / DURING_SHARE;
	duration_ms samples = DURING_SAMPLES_MIN * usual_step(known, extent);

	length = length > DURING_MS_MIN ? length : DURING_MS_MIN;
	length = length > samples ? length : samples;
	known->before = (struct case_window){ extent.from, onset };
	known->during = (struct case_window){ onset, onset + length };
	if (known->during.to > extent.to)
		known->during.to = extent.to;
}

/* Both ends must leave something to compare. */
static bool lies_within(struct case_window extent, instant_ms at)
{
	return at > extent.from && at < extent.to;
}

str windows_find(struct arena *arena, struct diagnosis_case *known,
		 struct case_window extent, instant_ms *ret_onset)
{
	instant_ms onset = 0, alert = known->alert_at;

	if (find_onset(known, extent, &onset) && lies_within(extent, onset) &&
	    (alert == 0 || onset <= alert)) {
		*ret_onset = onset;
		split_at(known, extent, onset);
		return arena_format(arena,
				    "No windows were given: since " STR_FMT
				    " many series are different, so what came then is "
				    "compared with what came before.",
				    STR_ARG(instant_format(arena, onset)));
	}
	onset = alert - ALERT_LATE_MS;
	if (alert > 0 && lies_within(extent, onset)) {
		split_at(known, extent, onset);
		return arena_format(arena,
				    "No windows were given, and the series do not say "
				    "when it began: what came after " STR_FMT
				    ", ten minutes before the alert, is compared with "
				    "what came before.",
				    STR_ARG(instant_format(arena, onset)));
	}
	onset = extent.to - (extent.to - extent.from) / LAST_SHARE;
	known->before = (struct case_window){ extent.from, onset };
	known->during = (struct case_window){ onset, extent.to };
	return arena_format(
		arena,
		"No windows were given, and nothing shows when something began: "
		"the last part, from " STR_FMT
		" on, is compared with the rest. \"before\" and \"during\" in "
		"case.json say it better.",
		STR_ARG(instant_format(arena, onset)));
}
