/* Since when many series of a case are different together. */
#ifndef CORE_DIAGNOSIS_CASE_ONSET_H
#define CORE_DIAGNOSIS_CASE_ONSET_H

#include "core/diagnosis/case.h"
#include "stats/incident_onset.h"

enum {
	/* Samples that are put in order, or made from counters, of all series together:
	 * of 50,000 counters an hour of minutes. Series beyond are left out. */
	CASE_ONSET_COPIED_MAX = 4 << 20,
};

/* The samples of a series within a window, by time; a counter's as rates. */
struct samples {
	const instant_ms *at;
	const double *values;
	size_t count;
};
struct samples samples_within(struct arena *arena, const struct case_series *series,
			      struct case_window window);

/* Of all series, an entity being a group; "first" is a number in known->series. */
struct incident_onset case_onset(struct arena *arena, const struct diagnosis_case *known,
				 struct case_window window);

#endif
