/* The samples behind a finding. */
#ifndef DIAGNOSE_FINDING_SAMPLES_H
#define DIAGNOSE_FINDING_SAMPLES_H

#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/span_kin.h"
#include "formats/chart.h"

/* Fills title, unit and samples of the chart between its from and to: the series itself,
 * or what is compared of spans, or how many lines there were, in each of some steps of
 * time. Kin is of the spans of about that time. False when there is nothing to draw. */
bool finding_samples(struct arena *arena, const struct diagnosis_case *known,
		     const struct span_kin *kin, const struct finding *finding,
		     struct chart *chart);

/* What the files that fill in samples share. */
enum {
	/* Steps of time that lines and calls are counted in. */
	STEPS = 60,
};
struct steps {
	instant_ms *at;
	double *sums, *counts;
	const struct chart *chart;
};
struct steps steps_of(struct arena *arena, const struct chart *chart);
void add_to_step(struct steps *steps, instant_ms at, double value);
/* Of a finding about calls. */
bool samples_of_spans(struct arena *arena, const struct span_kin *kin,
		      const struct finding *finding, struct chart *chart);

/* Whether a line is one of those a finding of lines is about. */
bool is_line_of_finding(const struct case_line *line, const struct finding *finding);

#endif
