#include "core/diagnosis/when.h"

#include "stats/counter.h"
#include "stats/incident_onset.h"
#include "stats/shift.h"

#include <math.h>
#include <stdlib.h>

/* The incident, and enough of what was before it. */
static struct case_window window_of(const struct diagnosis_case *known)
{
	struct case_window during = known->during;
	duration_ms lead = 0;

	if (__builtin_sub_overflow(during.to, during.from, &lead) || lead > 365 * DAY_MS)
		return during;
	lead *= WHEN_LEAD_LENGTHS;
	if (lead < WHEN_LEAD_MIN_MS)
		lead = WHEN_LEAD_MIN_MS;
	if (!__builtin_sub_overflow(during.from, lead, &during.from))
		return during;
	return known->during;
}

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

/* The samples of one series within the window, by time; a counter's as rates. */
struct looked {
	instant_ms *at;
	double *values;
	size_t count;
};

static struct looked put_in_order(struct arena *arena, const struct case_series *series,
				  struct case_window window)
{
	struct sample *samples = arena_many(arena, struct sample, series->count);
	struct looked looked = { 0 };

	for (size_t i = 0; i < series->count; i++)
		if (series->at[i] >= window.from && series->at[i] < window.to)
			samples[looked.count++] = (struct sample){ series->at[i],
								   series->values[i] };
	if (looked.count > 1)
		qsort(samples, looked.count, sizeof(*samples), by_time);
	looked.at = arena_many(arena, instant_ms, looked.count);
	looked.values = arena_many(arena, double, looked.count);
	for (size_t i = 0; i < looked.count; i++) {
		looked.at[i] = samples[i].at;
		looked.values[i] = samples[i].value;
	}
	return looked;
}

/* In place. Samples of one instant are kept apart by nothing and get no rate. */
static void make_rates(struct arena *arena, struct looked *looked)
{
	double *seconds = arena_many(arena, double, looked->count);

	for (size_t i = 0; i < looked->count; i++)
		seconds[i] = (double)(looked->at[i] - looked->at[0]) / SECOND_MS;
	counter_rates(seconds, looked->values, looked->count, looked->values);
}

static struct looked look_at_series(struct arena *arena, const struct case_series *series,
				    struct case_window window)
{
	struct looked looked = put_in_order(arena, series, window);

	if (counter_is_likely(looked.values, looked.count))
		make_rates(arena, &looked);
	return looked;
}

/* Most series are in order and no counters, and are looked at where they are. */
static struct incident_onset onset_of_all(const struct study *study,
					  struct case_window window)
{
	const struct diagnosis_case *known = study->known;
	size_t count = known->series_count, copied = 0;
	struct onset_series *all = arena_many(study->arena, struct onset_series, count);

	/* Entities are numbered as they appear, those of series first. */
	for (size_t i = 0; i < count; i++) {
		const struct case_series *series = &known->series[i];

		all[i] = (struct onset_series){ .at = series->at,
						.values = series->values,
						.count = series->count,
						.group = study->series_entity[i] };
		if (is_in_order(series) &&
		    !counter_is_likely(series->values, series->count))
			continue;
		copied += series->count;
		if (copied > WHEN_COPIED_MAX) {
			all[i].count = 0;
			continue;
		}

		struct looked looked = look_at_series(study->arena, series, window);

		all[i].at = looked.at;
		all[i].values = looked.values;
		all[i].count = looked.count;
	}
	return incident_onset_of(study->arena, all, count, window.from, window.to);
}

static const struct case_series *series_of(const struct diagnosis_case *known,
					   const struct finding *finding)
{
	for (size_t i = 0; i < known->series_count; i++)
		if (str_equal(known->series[i].entity, finding->entity) &&
		    str_equal(known->series[i].name, finding->subject))
			return &known->series[i];
	return NULL;
}

/* When it changed into the direction that was found; 0 when it cannot be told. */
static instant_ms onset_of_finding(struct arena *arena,
				   const struct diagnosis_case *known,
				   const struct finding *finding,
				   struct case_window window)
{
	const struct case_series *series = series_of(known, finding);

	if (!series)
		return 0;

	struct looked looked = look_at_series(arena, series, window);
	struct shift shift = shift_find(arena, looked.values, looked.count);
	bool rose = finding->after > finding->before;

	if (shift.kind == SHIFT_NONE || (shift.after > shift.before) != rose)
		return 0;
	return looked.at[shift.at];
}

static const struct finding *with_onsets(const struct study *study,
					 const struct finding *findings, size_t count,
					 struct case_window window)
{
	struct finding *dated = arena_many(study->arena, struct finding, count);

	for (size_t i = 0; i < count; i++) {
		dated[i] = findings[i];
		if (dated[i].kind == FINDING_METRIC && dated[i].onset == 0)
			dated[i].onset = onset_of_finding(study->arena, study->known,
							  &dated[i], window);
	}
	return dated;
}

static void date_findings(const struct study *study, struct diagnosis *diagnosis,
			  struct case_window window)
{
	struct suspect *suspects = arena_many(study->arena, struct suspect,
					      diagnosis->suspect_count);

	for (size_t i = 0; i < diagnosis->suspect_count; i++) {
		suspects[i] = diagnosis->suspects[i];
		suspects[i].findings = with_onsets(study, suspects[i].findings,
						   suspects[i].finding_count, window);
	}
	diagnosis->suspects = suspects;
	diagnosis->findings = with_onsets(study, diagnosis->findings,
					  diagnosis->finding_count, window);
}

/* An alert cannot be earlier than what it speaks of. */
static bool is_possible(const struct diagnosis_case *known, instant_ms onset)
{
	return onset > 0 && (known->alert_at == 0 || onset <= known->alert_at);
}

static void take_from_all(const struct study *study, const struct incident_onset *onset,
			  struct diagnosis *diagnosis)
{
	const struct case_series *first = &study->known->series[onset->first];
	str most = instant_format_time(study->arena, onset->most_at);

	diagnosis->onset = onset->at;
	diagnosis->onset_says = arena_format(
		study->arena,
		"It began at " STR_FMT " with " STR_FMT " of " STR_FMT
		"; most changed at " STR_FMT ", %zu of %zu entities until then.",
		STR_ARG(instant_format_time(study->arena, onset->at)),
		STR_ARG(first->name), STR_ARG(first->entity), STR_ARG(most),
		onset->groups, study->entity_count);
}

/* Of what the first suspect is suspected for, what changed first. */
static const struct finding *first_dated(const struct study *study,
					 const struct diagnosis *diagnosis)
{
	const struct suspect *suspect = &diagnosis->suspects[0];
	const struct finding *first = NULL;

	for (size_t i = 0; i < suspect->finding_count; i++) {
		const struct finding *finding = &suspect->findings[i];

		if (is_possible(study->known, finding->onset) &&
		    (!first || finding->onset < first->onset))
			first = finding;
	}
	return first;
}

static void take_from_suspect(const struct study *study, const struct finding *finding,
			      struct diagnosis *diagnosis)
{
	diagnosis->onset = finding->onset;
	diagnosis->onset_says = arena_format(
		study->arena,
		"It began at " STR_FMT ", when " STR_FMT " of " STR_FMT " changed.",
		STR_ARG(instant_format_time(study->arena, finding->onset)),
		STR_ARG(finding->subject), STR_ARG(finding->entity));
}

/* Many that changed at another time than the suspect are another story. */
static bool is_its_story(const struct study *study, const struct incident_onset *onset,
			 const struct finding *finding)
{
	if (!onset->found || onset->first >= study->known->series_count ||
	    !is_possible(study->known, onset->at))
		return false;
	return !finding || (finding->onset >= onset->at - WHEN_NEAR_MS &&
			    finding->onset <= onset->most_at + WHEN_NEAR_MS);
}

void when_began(const struct study *study, struct diagnosis *diagnosis)
{
	struct case_window window = window_of(study->known);

	if (!diagnosis->anything || diagnosis->suspect_count == 0)
		return;
	date_findings(study, diagnosis, window);

	const struct finding *finding = first_dated(study, diagnosis);
	struct incident_onset onset = onset_of_all(study, window);

	if (is_its_story(study, &onset, finding))
		take_from_all(study, &onset, diagnosis);
	else if (finding)
		take_from_suspect(study, finding, diagnosis);
}
