#include "diagnose/finding_samples.h"

#include "core/diagnosis/error_words.h"
#include "stats/templates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sample {
	instant_ms at;
	double value;
};

static int by_time(const void *a, const void *b)
{
	const struct sample *one = a, *other = b;

	return one->at < other->at ? -1 : one->at > other->at;
}

/* A series of a case is in any order of time. */
static void sort_samples(struct arena *arena, struct chart *chart)
{
	struct sample *samples = arena_many(arena, struct sample, chart->count);
	instant_ms *at = arena_many(arena, instant_ms, chart->count);
	double *values = arena_many(arena, double, chart->count);
	size_t count = 0;

	for (size_t i = 0; i < chart->count; i++)
		if (chart->at[i] >= chart->from && chart->at[i] < chart->to)
			samples[count++] = (struct sample){ chart->at[i],
							    chart->values[i] };
	if (count > 0)
		qsort(samples, count, sizeof(*samples), by_time);
	for (size_t i = 0; i < count; i++) {
		at[i] = samples[i].at;
		values[i] = samples[i].value;
	}
	chart->at = at;
	chart->values = values;
	chart->count = count;
}

static bool samples_of_series(struct arena *arena, const struct diagnosis_case *known,
			      const struct finding *finding, struct chart *chart)
{
	for (size_t i = 0; i < known->series_count; i++) {
		const struct case_series *series = &known->series[i];

		if (!str_equal(series->entity, finding->entity) ||
		    !str_equal(series->name, finding->subject))
			continue;
		chart->title = arena_format(arena, STR_FMT " of " STR_FMT,
					    STR_ARG(series->name),
					    STR_ARG(series->entity));
		chart->unit = series->unit;
		chart->at = series->at;
		chart->values = series->values;
		chart->count = series->count;
		sort_samples(arena, chart);
		return chart->count > 0;
	}
	return false;
}

/* -- steps of time -- */

struct steps steps_of(struct arena *arena, const struct chart *chart)
{
	struct steps steps = {
		.at = arena_many(arena, instant_ms, STEPS),
		.sums = arena_many(arena, double, STEPS),
		.counts = arena_many(arena, double, STEPS),
		.chart = chart,
	};

	for (size_t i = 0; i < STEPS; i++)
		steps.at[i] = chart->from +
			      (chart->to - chart->from) * (instant_ms)i / STEPS;
	return steps;
}

void add_to_step(struct steps *steps, instant_ms at, double value)
{
	const struct chart *chart = steps->chart;
	size_t step;

	if (at < chart->from || at >= chart->to)
		return;
	step = (size_t)((at - chart->from) * STEPS / (chart->to - chart->from));
	steps->sums[step] += value;
	steps->counts[step]++;
}

bool is_line_of_finding(const struct case_line *line, const struct finding *finding)
{
	if (!str_equal(line->entity, finding->entity))
		return false;
	return finding->kind == FINDING_LINES_OF_ERRORS
		       ? line_speaks_of_error(line->text)
		       : template_fits(finding->subject, line->text);
}

static bool samples_of_lines(struct arena *arena, const struct diagnosis_case *known,
			     const struct finding *finding, struct chart *chart)
{
	struct steps steps = steps_of(arena, chart);
	double per_minute = (double)MINUTE_MS * STEPS / (double)(chart->to - chart->from);
	size_t found = 0;

	for (size_t i = 0; i < known->line_count; i++) {
		const struct case_line *line = &known->lines[i];

		if (!is_line_of_finding(line, finding))
			continue;
		add_to_step(&steps, line->at, per_minute);
		found++;
	}
	chart->title = arena_format(
		arena, "lines of " STR_FMT ": " STR_FMT, STR_ARG(finding->entity),
		STR_ARG(finding->subject.length > 0 ? finding->subject
						    : STR("those that speak of errors")));
	chart->unit = STR("lines/min");
	chart->at = steps.at;
	chart->values = steps.sums;
	chart->count = STEPS;
	return found > 0;
}

bool finding_samples(struct arena *arena, const struct diagnosis_case *known,
		     const struct span_kin *kin, const struct finding *finding,
		     struct chart *chart)
{
	switch (finding->kind) {
	case FINDING_METRIC: return samples_of_series(arena, known, finding, chart);
	case FINDING_LINES_NEW:
	case FINDING_LINES_VANISHED:
	case FINDING_LINES_OF_ERRORS:
		return samples_of_lines(arena, known, finding, chart);
	case FINDING_CALL_GAP:
	case FINDING_CALL_ERRORS:
	case FINDING_OPERATION_SLOW:
	case FINDING_CALLS_STOPPED: return samples_of_spans(arena, kin, finding, chart);
	case FINDING_KINDS: break;
	}
	return false;
}
