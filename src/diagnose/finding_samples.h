/* The samples behind a finding. */
#ifndef DIAGNOSE_FINDING_SAMPLES_H
#define DIAGNOSE_FINDING_SAMPLES_H

#include "core/diagnosis/diagnosis.h"
#include "formats/chart.h"

/* Fills title, unit and samples of the chart between its from and to: the series itself,
 * or how many lines and calls there were in each of some steps of time. False when there
 * is nothing to draw. */
bool finding_samples(struct arena *arena, const struct diagnosis_case *known,
		     const struct finding *finding, struct chart *chart);

/* Whether a line is one of those a finding of lines is about. */
bool is_line_of_finding(const struct case_line *line, const struct finding *finding);

#endif
