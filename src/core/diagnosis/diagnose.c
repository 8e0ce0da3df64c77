/* From a case to a diagnosis: look, compare with quiet times, rank, put into words. */
#include "core/diagnosis/diagnosis_private.h"

#include "base/limits.h"
#include "core/diagnosis/graph.h"
#include "core/diagnosis/guilt.h"
#include "core/diagnosis/resource.h"
#include "core/diagnosis/silence.h"
#include "core/diagnosis/when.h"

#include <math.h>
#include <stdlib.h>

const char *const finding_kind_names[] = {
	[FINDING_METRIC] = "metric",
	[FINDING_CALL_GAP] = "call-gap",
	[FINDING_CALL_ERRORS] = "call-errors",
	[FINDING_OPERATION_SLOW] = "operation-slow",
	[FINDING_CALLS_STOPPED] = "calls-stopped",
	[FINDING_LINES_NEW] = "lines-new",
	[FINDING_LINES_VANISHED] = "lines-vanished",
	[FINDING_LINES_OF_ERRORS] = "lines-of-errors",
	NULL,
};

static const struct viewpoint *const viewpoints[] = {
	&metrics_viewpoint,
	&calls_viewpoint,
	&lines_viewpoint,
};

/* Which of them speaks of findings of a kind. */
static const struct viewpoint *const spoken_by[FINDING_KINDS] = {
	[FINDING_METRIC] = &metrics_viewpoint,
	[FINDING_CALL_GAP] = &calls_viewpoint,
	[FINDING_CALL_ERRORS] = &calls_viewpoint,
	[FINDING_OPERATION_SLOW] = &calls_viewpoint,
	[FINDING_CALLS_STOPPED] = &calls_viewpoint,
	[FINDING_LINES_NEW] = &lines_viewpoint,
	[FINDING_LINES_VANISHED] = &lines_viewpoint,
	[FINDING_LINES_OF_ERRORS] = &lines_viewpoint,
};

enum {
	/* What a person reads. */
	FINDINGS_PER_SUSPECT_MAX = 5,
	SUSPECTS_MAX = 20,
};

/* For what is said of series and lines, which of many entities is nearly all: a list that
 * grows leaves its former selves in the arena. */
static void make_room(const struct study *study, struct signals *signals)
{
	signals->capacity = study->known->series_count + 2 * study->line_kind_count +
			    study->entity_count;
	signals->items = arena_many(signals->arena, struct signal, signals->capacity);
}

void look_at(const struct study *study, size_t piece, struct signals *signals)
{
	make_room(study, signals);

	struct comparison comparison = comparison_of(study, signals->arena, piece);

	for (size_t i = 0; i < sizeof(viewpoints) / sizeof(viewpoints[0]); i++)
		viewpoints[i]->look(study, &comparison, signals);
}

static int by_strength(const void *a, const void *b)
{
	const struct finding *one = a, *other = b;

	if (one->strength != other->strength)
		return one->strength < other->strength ? 1 : -1;
	int entities = str_compare(one->entity, other->entity);
	return entities != 0 ? entities : str_compare(one->subject, other->subject);
}

/* An entity with something beyond its edge. */
struct scored {
	uint32_t entity;
	str name;
	double score;
};

static int by_score(const void *a, const void *b)
{
	const struct scored *one = a, *other = b;

	if (one->score != other->score)
		return one->score < other->score ? 1 : -1;
	return str_compare(one->name, other->name);
}

/* Returns the largest. */
static double strengths_of(const struct finding *const *found,
			   const struct calibration *calibration,
			   double ret_strengths[CHANNELS])
{
	double most = 0;

	for (size_t c = 0; c < CHANNELS; c++) {
		ret_strengths[c] = found[c] ? found[c]->strength / calibration->edge[c]
					    : 0;
		most = fmax(most, ret_strengths[c]);
	}
	return most;
}

/* From what an entity's findings are, those beyond the edge, the strongest first. */
static struct suspect suspect_of(const struct study *study, const struct scored *scored,
				 const struct finding *const *found,
				 const struct calibration *calibration)
{
	struct finding *findings = arena_many(study->arena, struct finding, CHANNELS);
	double strengths[CHANNELS] = { 0 };
	size_t count = 0;

	strengths_of(found, calibration, strengths);
	for (size_t c = 0; c < CHANNELS; c++) {
		if (strengths[c] < 1)
			continue;
		findings[count] = *found[c];
		findings[count++].strength = strengths[c];
	}
	qsort(findings, count, sizeof(*findings), by_strength);
	if (count > FINDINGS_PER_SUSPECT_MAX)
		count = FINDINGS_PER_SUSPECT_MAX;
	for (size_t i = 0; i < count; i++)
		spoken_by[findings[i].kind]->say(study->arena, &findings[i]);
	return (struct suspect){
		.entity = scored->name,
		.score = scored->score,
		.findings = findings,
		.finding_count = count,
		.why = count > 0 ? findings[0].says : STR(""),
	};
}

static void rank(const struct study *study, const struct signals *signals,
		 const struct calibration *calibration, struct diagnosis *diagnosis)
{
	const struct finding **found = strongest_of(study, study->arena, signals);
	struct scored *scored = arena_many(study->arena, struct scored,
					   study->entity_count);
	struct suspect *suspects = arena_many(study->arena, struct suspect, SUSPECTS_MAX);
	size_t count = 0;

	for (uint32_t i = 0; i < study->entity_count; i++) {
		double strengths[CHANNELS] = { 0 };

		if (strengths_of(&found[(size_t)i * CHANNELS], calibration, strengths) >=
		    1)
			scored[count++] = (struct scored){ i, study->entities[i],
							   score_of(strengths) };
	}
	qsort(scored, count, sizeof(*scored), by_score);
	for (size_t i = 0; i < count && i < SUSPECTS_MAX; i++)
		suspects[i] = suspect_of(study, &scored[i],
					 &found[(size_t)scored[i].entity * CHANNELS],
					 calibration);
	diagnosis->suspects = suspects;
	diagnosis->suspect_count = count < SUSPECTS_MAX ? count : SUSPECTS_MAX;
	diagnosis->threshold = calibration->threshold;
	diagnosis->anything = count > 0 && suspects[0].score >= calibration->threshold;
}

/* The findings of all suspects in one list. */
static void gather_findings(struct arena *arena, struct diagnosis *diagnosis)
{
	struct finding *findings;
	size_t count = 0;

	for (size_t i = 0; i < diagnosis->suspect_count; i++)
		count += diagnosis->suspects[i].finding_count;
	findings = arena_many(arena, struct finding, count + 1);
	count = 0;
	for (size_t i = 0; i < diagnosis->suspect_count; i++) {
		for (size_t k = 0; k < diagnosis->suspects[i].finding_count; k++)
			findings[count++] = diagnosis->suspects[i].findings[k];
	}
	qsort(findings, count, sizeof(*findings), by_strength);
	diagnosis->findings = findings;
	diagnosis->finding_count = count;
}

/* Nothing stands out, or nobody can tell. */
static str summary_of_nothing(struct arena *arena, const struct diagnosis *diagnosis)
{
	if (diagnosis->compared == 0)
		return arena_format(arena,
				    "Nothing could be compared: of no series, no spans "
				    "and no lines is anything known both before the "
				    "incident and since; %zu ended with it.",
				    diagnosis->ended);
	if (diagnosis->silent_count > 0)
		return arena_format(arena,
				    STR_FMT " Nothing else stands out from quiet times.",
				    STR_ARG(diagnosis->silent[0].says));
	return STR("Nothing stands out from quiet times.");
}

static void put_into_words(const struct study *study,
			   const struct calibration *calibration,
			   struct diagnosis *diagnosis)
{
	struct arena *arena = study->arena;

	diagnosis->calibration =
		calibration->learnt
			? arena_format(arena, "Compared with %zu quiet windows.",
				       calibration->quiet_count)
			: arena_format(
				  arena,
				  "Only %zu quiet windows are known, too few to learn "
				  "what is usual: strengths are against defaults.",
				  calibration->quiet_count);
	if (!diagnosis->anything) {
		diagnosis->summary = summary_of_nothing(arena, diagnosis);
		return;
	}
	const struct suspect *first = &diagnosis->suspects[0];
	const struct finding *finding = &first->findings[0];
	diagnosis->summary = arena_format(arena,
					  STR_FMT " stands out most: " STR_FMT
						  ", %.1f times the edge of quiet times.",
					  STR_ARG(first->entity), STR_ARG(finding->says),
					  finding->strength);
	if (!str_equal(first->why, finding->says))
		diagnosis->summary = arena_format(
			arena, STR_FMT " It comes first because " STR_FMT ".",
			STR_ARG(diagnosis->summary), STR_ARG(first->why));
}

/* The case with the calls that its spans show, so that nobody has to look for them in
 * the spans again. */
static struct diagnosis_case with_calls(const struct study *study)
{
	struct diagnosis_case known = *study->known;
	struct case_call *calls = arena_many(study->arena, struct case_call,
					     known.call_count + study->edge_count + 1);

	for (size_t i = 0; i < known.call_count; i++)
		calls[i] = known.calls[i];
	for (size_t i = 0; i < study->edge_count; i++)
		calls[known.call_count++] = (struct case_call){
			.caller = study->entities[study->edges[i].caller],
			.callee = study->entities[study->edges[i].callee],
		};
	known.calls = calls;
	known.span_count = 0;
	return known;
}

/* When nothing stands out and nobody raised an alert, who fell silent is the trouble that
 * a change may have made. */
static void take_silence_as_alert(const struct diagnosis *diagnosis,
				  struct diagnosis_case *known)
{
	if (diagnosis->anything || known->alert_at != 0 || diagnosis->silent_count == 0)
		return;
	known->alert_at = known->during.from;
	known->alert_entity = diagnosis->silent[0].entity;
	known->alert_text = diagnosis->silent[0].says;
}

static bool check(const struct diagnosis_case *known, struct error *error)
{
	if (known->during.to <= known->during.from)
		return error_set(error, ERROR_INVALID,
				 "the window of the incident is empty");
	if (known->before.to <= known->before.from && known->quiet_count == 0)
		return error_set(
			error, ERROR_INVALID,
			"there is nothing to compare with: the window before the "
			"incident is empty");
	if (known->series_count > DIAGNOSIS_SERIES_MAX)
		return error_set(error, ERROR_TOO_LARGE, "more than %d series",
				 DIAGNOSIS_SERIES_MAX);
	if (known->span_count > DIAGNOSIS_SPANS_MAX)
		return error_set(error, ERROR_TOO_LARGE, "more than %d spans",
				 DIAGNOSIS_SPANS_MAX);
	if (known->line_count > DIAGNOSIS_LINES_MAX)
		return error_set(error, ERROR_TOO_LARGE, "more than %d lines",
				 DIAGNOSIS_LINES_MAX);
	return true;
}

bool diagnose(struct arena *arena, const struct diagnosis_case *known,
	      struct diagnosis *ret_diagnosis, struct error *error)
{
	if (!check(known, error))
		return false;

	struct study study = study_of(arena, known);
	struct diagnosis diagnosis = { .spans_orphaned = study.spans_orphaned,
				       .spans_circled = study.spans_circled };
	struct calibration calibration = calibrate(&study);
	struct signals signals = { .arena = arena };

	look_at(&study, study.incident, &signals);
	rank(&study, &signals, &calibration, &diagnosis);
	struct diagnosis_case along = with_calls(&study);
	diagnosis.changes_left_out = guilt_keep_nearest(arena, &along);
	graph_apply(arena, &along, &diagnosis);
	gather_findings(arena, &diagnosis);
	silence_look(&study, &diagnosis);
	resources_look(&study, &diagnosis);
	put_into_words(&study, &calibration, &diagnosis);
	take_silence_as_alert(&diagnosis, &along);
	guilt_judge(arena, &along, &diagnosis);
	when_began(&study, &diagnosis);
	*ret_diagnosis = diagnosis;
	return true;
}
