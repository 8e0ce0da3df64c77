#include "diagnose/windows.h"

enum {
	/* An alert comes after what it speaks of: rules wait for five minutes, and are
	 * looked at each minute. */
	ALERT_LATE_MS = 10 * 60 * 1000,
};

static void reach(struct case_window *extent, instant_ms at)
{
	if (at <= 0)
		return;
	if (extent->to == 0 || at < extent->from)
		extent->from = at;
	if (at >= extent->to)
		extent->to = at + 1;
}

/* From the first to the last instant that anything is known of. */
static struct case_window extent_of(const struct diagnosis_case *known)
{
	struct case_window extent = { 0 };

	for (size_t i = 0; i < known->series_count; i++) {
		const struct case_series *series = &known->series[i];

		/* Tables of many columns share their times. */
		if (i > 0 && series->at == known->series[i - 1].at)
			continue;
		for (size_t k = 0; k < series->count; k++)
			reach(&extent, series->at[k]);
	}
	for (size_t i = 0; i < known->span_count; i++)
		reach(&extent, known->spans[i].start_us / 1000);
	for (size_t i = 0; i < known->line_count; i++)
		reach(&extent, known->lines[i].at);
	return extent;
}

bool windows_find(struct arena *arena, struct diagnosis_case *known, str *ret_says,
		  struct error *error)
{
	struct case_window extent = extent_of(known);
	instant_ms onset = known->alert_at - ALERT_LATE_MS;

	if (extent.to == 0)
		return error_set(error, ERROR_INVALID,
				 "there is no series, no span and no line with a time in "
				 "these files: nothing can be compared");
	if (known->alert_at == 0)
		return error_set(error, ERROR_INVALID,
				 "when it began is not known: say so in case.json, with "
				 "\"before\" and \"during\" or the \"time\" of an "
				 "\"alert\"");
	if (onset <= extent.from || onset >= extent.to)
		return error_set(error, ERROR_INVALID,
				 "the alert of " STR_FMT " is not in the time of these "
				 "files, which is " STR_FMT " to " STR_FMT,
				 STR_ARG(instant_format(arena, known->alert_at)),
				 STR_ARG(instant_format(arena, extent.from)),
				 STR_ARG(instant_format(arena, extent.to - 1)));
	known->before = (struct case_window){ extent.from, onset };
	known->during = (struct case_window){ onset, extent.to };
	*ret_says = arena_format(arena,
				 "No windows were given: what came after " STR_FMT
				 ", ten minutes before the alert, is compared with what "
				 "came before.",
				 STR_ARG(instant_format(arena, onset)));
	return true;
}
