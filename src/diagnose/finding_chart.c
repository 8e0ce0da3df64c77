/* What a finding is about, as a series that can be drawn. */
#include "diagnose/answer.h"
#include "diagnose/finding_samples.h"

#include <math.h>
#include <stdlib.h>

enum {
	/* Of the time before, in lengths of the incident: more would make it a dot. */
	LENGTHS_BEFORE = 5,
	MARKS_MAX = 20,
	/* Of what grows, a tenth is shown of how it was before. */
	RANGE_PARTS_BEFORE = 10,
};

static void choose_range(const struct diagnose_files *files, struct chart *chart)
{
	const struct diagnosis_case *known = &files->known;
	duration_ms length = known->during.to - known->during.from;

	chart->from = known->during.from - LENGTHS_BEFORE * length;
	if (known->before.to > known->before.from && chart->from < known->before.from)
		chart->from = known->before.from;
	/* How it went on, as far as that is known. */
	chart->to = known->during.to + length;
	if (chart->to > files->extent.to)
		chart->to = files->extent.to;
	if (chart->to < known->during.to)
		chart->to = known->during.to;
}

static void add_marks(struct arena *arena, const struct answer *answer,
		      const struct finding *finding, struct chart *chart)
{
	const struct diagnosis_case *known = &answer->files->known;
	struct chart_mark *marks = arena_many(arena, struct chart_mark, MARKS_MAX);
	instant_ms onset = finding->onset ? finding->onset : answer->diagnosis->onset;
	size_t count = 0;

	if (onset)
		marks[count++] = (struct chart_mark){ CHART_ONSET, onset, STR("onset") };
	for (size_t i = 0; i < known->change_count && count < MARKS_MAX; i++) {
		const struct case_change *change = &known->changes[i];

		if (change->at >= chart->from && change->at < chart->to)
			marks[count++] = (struct chart_mark){ CHART_CHANGE, change->at,
							      change->id };
	}
	chart->marks = marks;
	chart->mark_count = count;
}

/* Kin of all spans would take as much room as the diagnosis; a parent begins little
 * before its children. */
struct span_kin spans_to_draw(struct arena *arena, const struct diagnose_files *files)
{
	const struct diagnosis_case *known = &files->known;
	struct case_span *spans = arena_many(arena, struct case_span, known->span_count);
	struct chart chart = { 0 };
	size_t count = 0;

	choose_range(files, &chart);
	for (size_t i = 0; i < known->span_count; i++) {
		instant_ms at = known->spans[i].start_us / 1000;

		if (at >= chart.from - MINUTE_MS && at < chart.to)
			spans[count++] = known->spans[i];
	}
	return span_kin_of(arena, spans, count);
}

/* From before it began on: growth is slow, and an incident is short. */
static void choose_range_of_resource(const struct diagnose_files *files,
				     const struct resource *resource, struct chart *chart)
{
	chart->to = files->known.during.to;
	chart->from = resource->finding.onset;
	chart->from -= resource->kind == RESOURCE_GROWS
			       ? (chart->to - chart->from) / RANGE_PARTS_BEFORE
			       : chart->to - chart->from + MINUTE_MS;
	if (chart->from < files->extent.from)
		chart->from = files->extent.from;
}

/* The line of its floor, and its limit, in the unit of the samples. */
static void add_resource(const struct resource *resource, struct chart *chart)
{
	const struct finding *finding = &resource->finding;
	double hours = (double)(chart->to - finding->onset) / (double)HOUR_MS;

	chart->has_limit = isfinite(resource->limit);
	chart->limit = resource->limit / resource->factor;
	if (!isfinite(resource->per_hour))
		return;
	chart->trend[0].at = finding->onset;
	chart->trend[0].value = finding->before / resource->factor;
	chart->trend[1].at = chart->to;
	chart->trend[1].value = (finding->before + resource->per_hour * hours) /
				resource->factor;
}

bool chart_of_finding(struct arena *arena, const struct answer *answer,
		      const struct told_finding *told, struct chart *ret_chart)
{
	const struct finding *finding = told->finding;
	struct chart chart = { 0 };

	if (told->resource)
		choose_range_of_resource(answer->files, told->resource, &chart);
	else
		choose_range(answer->files, &chart);
	if (!finding_samples(arena, &answer->files->known, &answer->drawn_spans, finding,
			     &chart))
		return false;
	if (told->resource)
		add_resource(told->resource, &chart);
	add_marks(arena, answer, finding, &chart);
	*ret_chart = chart;
	return true;
}
