/* What is drawn of findings about calls: the same quantity that was compared. */
#include "diagnose/finding_samples.h"

#include <math.h>

static bool is_of(const struct case_span *span, str entity, str operation)
{
	return str_equal(span->entity, entity) && str_equal(span->operation, operation);
}

/* What one client waited beyond the work of this span. */
static double gap_ms(const struct span_kin *kin, size_t place,
		     const struct finding *finding)
{
	int64_t gap = span_gap_us(kin, place);
	bool is_caller = str_is(finding->subject, "to");
	str caller = is_caller ? finding->entity : finding->other;
	str callee = is_caller ? finding->other : finding->entity;

	if (gap < 0 || !str_equal(kin->spans[place].entity, callee) ||
	    !str_equal(kin->spans[kin->parent[place]].entity, caller))
		return NAN;
	return (double)gap / 1000;
}

static double self_ms(const struct span_kin *kin, size_t place,
		      const struct finding *finding)
{
	int64_t self = span_self_us(kin, place);

	if (self < 0 || !is_of(&kin->spans[place], finding->entity, finding->subject))
		return NAN;
	return (double)self / 1000;
}

static double failed_percent(const struct span_kin *kin, size_t place,
			     const struct finding *finding)
{
	if (!is_of(&kin->spans[place], finding->entity, finding->subject))
		return NAN;
	return span_failed_itself(kin, place) ? 100 : 0;
}

static double call_made(const struct span_kin *kin, size_t place,
			const struct finding *finding)
{
	uint32_t parent = kin->parent[place];

	if (parent == SPAN_NONE ||
	    !str_equal(kin->spans[parent].entity, finding->entity) ||
	    !is_of(&kin->spans[place], finding->other, finding->subject))
		return NAN;
	return 1;
}

/* NaN of a span that has nothing to do with the finding. */
typedef double (*span_value)(const struct span_kin *kin, size_t place,
			     const struct finding *finding);

static const struct {
	span_value value;
	const char *unit, *title; /* the title's end */
	bool is_counted;          /* else the mean of each step is drawn */
} drawn[FINDING_KINDS] = {
	[FINDING_CALL_GAP] = { gap_ms, "ms", ": waiting beyond its work", false },
	[FINDING_CALL_ERRORS] = { failed_percent, "% failed", "", false },
	[FINDING_OPERATION_SLOW] = { self_ms, "ms", " by itself", false },
	[FINDING_CALLS_STOPPED] = { call_made, "calls/min", ": how often it is called",
				    true },
};

static str title_of(struct arena *arena, const struct finding *finding)
{
	const char *end = drawn[finding->kind].title;

	if (finding->kind == FINDING_CALL_GAP)
		return arena_format(arena,
				    "calls of " STR_FMT " " STR_FMT " " STR_FMT "%s",
				    STR_ARG(finding->entity), STR_ARG(finding->subject),
				    STR_ARG(finding->other), end);
	return arena_format(
		arena, STR_FMT " of " STR_FMT "%s", STR_ARG(finding->subject),
		STR_ARG(finding->other.length > 0 ? finding->other : finding->entity),
		end);
}

bool samples_of_spans(struct arena *arena, const struct span_kin *kin,
		      const struct finding *finding, struct chart *chart)
{
	struct steps steps = steps_of(arena, chart);
	double per_minute = (double)MINUTE_MS * STEPS / (double)(chart->to - chart->from);
	size_t found = 0;

	for (size_t i = 0; i < kin->count; i++) {
		double value = drawn[finding->kind].value(kin, i, finding);

		if (isnan(value))
			continue;
		add_to_step(&steps, kin->spans[i].start_us / 1000, value);
		found++;
	}
	for (size_t i = 0; i < STEPS; i++)
		steps.sums[i] = drawn[finding->kind].is_counted
					? steps.counts[i] * per_minute
				: steps.counts[i] > 0 ? steps.sums[i] / steps.counts[i]
						      : (double)NAN;
	chart->title = title_of(arena, finding);
	chart->unit = str_of(drawn[finding->kind].unit);
	chart->at = steps.at;
	chart->values = steps.sums;
	chart->count = STEPS;
	return found > 0;
}
