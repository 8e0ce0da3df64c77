#include "core/diagnosis/when.h"

#include "core/diagnosis/case_onset.h"
#include "stats/shift.h"

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

	struct samples samples = samples_within(arena, series, window);
	struct shift shift = shift_find(arena, samples.values, samples.count);
	bool rose = finding->after > finding->before;

	if (shift.kind == SHIFT_NONE || (shift.after > shift.before) != rose)
		return 0;
	return samples.at[shift.at];
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
	struct incident_onset onset = study->known->series_onset
					      ? *study->known->series_onset
					      : case_onset(study->arena, study->known,
							   window);

	if (is_its_story(study, &onset, finding))
		take_from_all(study, &onset, diagnosis);
	else if (finding)
		take_from_suspect(study, finding, diagnosis);
}
