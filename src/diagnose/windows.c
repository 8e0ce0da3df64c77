#include "diagnose/windows.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "core/diagnosis/case_onset.h"

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

/* Both ends must leave something to compare. */
static bool lies_within(struct case_window extent, instant_ms at)
{
	return at > extent.from && at < extent.to;
}

/* Since when many series are different, where that can have begun the incident. */
static struct incident_onset find_onset(const struct diagnosis_case *known,
					struct case_window extent)
{
	scoped_arena scratch = arena_new(DIAGNOSE_ARENA_BYTES_MAX);
	struct incident_onset onset = case_onset(scratch, known, extent);

	onset.found = onset.found && lies_within(extent, onset.at) &&
		      (known->alert_at == 0 || onset.at <= known->alert_at);
	return onset;
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

str windows_find(struct arena *arena, struct diagnosis_case *known,
		 struct case_window extent, instant_ms *ret_onset)
{
	instant_ms onset = 0, alert = known->alert_at;
	struct incident_onset *found = arena_one(arena, struct incident_onset);

	*found = find_onset(known, extent);
	if (found->found) {
		/* The engine would look for the same again. */
		known->series_onset = found;
		*ret_onset = onset = found->at;
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
				    "No windows were given, and the series do not agree "
				    "on when it began: what came after " STR_FMT
				    ", ten minutes before the alert, is compared with "
				    "what came before.",
				    STR_ARG(instant_format(arena, onset)));
	}
	onset = extent.to - (extent.to - extent.from) / LAST_SHARE;
	known->before = (struct case_window){ extent.from, onset };
	known->during = (struct case_window){ onset, extent.to };
	return arena_format(
		arena,
		"No windows were given, and the series do not agree on when it "
		"began: the last part, from " STR_FMT
		" on, is compared with the rest. \"before\" and \"during\" in "
		"case.json say it better.",
		STR_ARG(instant_format(arena, onset)));
}
