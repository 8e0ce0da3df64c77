/* Lines: kinds of lines that are new, and kinds that should have been written.
 *
 * Lines are counted against the work in which they are written: the spans of their
 * operation, of their entity when lines do not name a span, or the time that passed when
 * there are no spans or only some of them. So less traffic is not a finding, and what a
 * fault in one entity keeps from happening in the next is not one of the next. */
#include "core/diagnosis/diagnosis_private.h"
#include "stats/poisson.h"

#include <math.h>

/* What lines are counted against, before [0] and during [1]. */
struct exposures {
	double (*operations)[2], (*entities)[2]; /* spans */
	double (*seconds)[2]; /* of each entity, in which its lines are known */
	bool spans_are_sampled;
};

static void *pairs_of(struct arena *arena, size_t count)
{
	return arena_alloc(arena, count, sizeof(double[2]), alignof(double));
}

static bool side_of(const struct comparison *comparison, uint16_t piece, size_t *ret_side)
{
	if (piece == NO_PIECE)
		return false;
	*ret_side = piece == comparison->during;
	return *ret_side == 1 || comparison->before[piece];
}

/* A window that ends before it begins counts for nothing. */
static double seconds_of(const struct case_window *piece,
			 const struct case_window *window)
{
	instant_ms from = piece->from > window->from ? piece->from : window->from;
	instant_ms to = piece->to < window->to ? piece->to : window->to;

	return to > from ? (double)(to - from) / 1000 : 0;
}

/* Windows of one entity are apart from each other: none is counted twice. */
static void add_seconds(const struct study *study, const struct comparison *comparison,
			struct arena *arena, double (*seconds)[2])
{
	bool *is_covered = arena_many(arena, bool, study->entity_count);
	double all[2] = { 0 };
	size_t side = 0;

	for (size_t i = 0; i < study->piece_count; i++) {
		if (!side_of(comparison, (uint16_t)i, &side))
			continue;
		all[side] += seconds_of(&study->pieces[i], &study->pieces[i]);
		for (size_t c = 0; c < study->known->covered_count; c++)
			seconds[study->covered_entity[c]][side] += seconds_of(
				&study->pieces[i], &study->known->covered[c].window);
	}
	for (size_t c = 0; c < study->known->covered_count; c++)
		is_covered[study->covered_entity[c]] = true;
	for (size_t i = 0; i < study->entity_count; i++) {
		if (is_covered[i])
			continue;
		seconds[i][0] = all[0];
		seconds[i][1] = all[1];
	}
}

static struct exposures exposures_of(const struct study *study,
				     const struct comparison *comparison,
				     struct arena *arena)
{
	struct exposures exposures = {
		.operations = pairs_of(arena, study->operation_count),
		.entities = pairs_of(arena, study->entity_count),
		.seconds = pairs_of(arena, study->entity_count),
		.spans_are_sampled = study->known->spans_are_sampled,
	};
	size_t side = 0;

	for (size_t i = 0; i < study->known->span_count; i++) {
		uint32_t operation = study->spans[i].operation;

		if (!side_of(comparison, study->spans[i].piece, &side))
			continue;
		exposures.operations[operation][side]++;
		exposures.entities[study->operations[operation].entity][side]++;
	}
	add_seconds(study, comparison, arena, exposures.seconds);
	return exposures;
}

static const double *exposure_of(const struct exposures *exposures,
				 const struct line_kind *kind)
{
	if (kind->operation != NO_NUMBER)
		return exposures->operations[kind->operation];
	const double *spans = exposures->entities[kind->entity];
	bool has_spans = spans[0] > 0 || spans[1] > 0;
	return has_spans && !exposures->spans_are_sampled
		       ? spans
		       : exposures->seconds[kind->entity];
}

static str unit_of(const struct exposures *exposures, const double *against,
		   uint32_t entity)
{
	return against == exposures->seconds[entity] ? STR("lines/s") : STR("lines/span");
}

static void add(const struct study *study, struct signals *signals, uint32_t entity,
		struct finding finding)
{
	finding.entity = study->entities[entity];
	*list_add(signals->arena, signals) = (struct signal){ entity, finding };
}

/* Lines of one kind: how many, and when the last was before and the first during. */
struct tally {
	double counts[2];
	instant_ms last_before, first_during;
};

static void count_line(struct tally *tally, size_t side, instant_ms at)
{
	tally->counts[side]++;
	if (side == 0 && at > tally->last_before)
		tally->last_before = at;
	if (side == 1 && (tally->first_during == 0 || at < tally->first_during))
		tally->first_during = at;
}

static void look_at_kind(const struct study *study, const struct exposures *exposures,
			 size_t index, const struct tally *tally, struct signals *signals)
{
	const struct line_kind *kind = &study->line_kinds[index];
	const double *against = exposure_of(exposures, kind), *counts = tally->counts;
	double llr = poisson_llr(counts[0], against[0], counts[1], against[1]);

	if (against[1] <= 0 || counts[0] + counts[1] <= 0)
		return;
	struct finding finding = {
		.subject = study->templates[kind->template],
		.before = against[0] > 0 ? counts[0] / against[0] : 0,
		.after = counts[1] / against[1],
		.unit = unit_of(exposures, against, kind->entity),
	};
	if (kind->operation != NO_NUMBER)
		finding.other = study->operations[kind->operation].name;
	finding.kind = FINDING_LINES_NEW;
	finding.strength = fmax(llr, 0);
	finding.onset = counts[0] > 0 ? 0 : tally->first_during;
	add(study, signals, kind->entity, finding);
	finding.kind = FINDING_LINES_VANISHED;
	finding.strength = fmax(-llr, 0);
	finding.onset = counts[1] > 0 ? 0 : tally->last_before;
	add(study, signals, kind->entity, finding);
}

static void look_at_errors(const struct study *study, const struct exposures *exposures,
			   double (*errors)[2], struct signals *signals)
{
	for (uint32_t entity = 0; entity < study->entity_count; entity++) {
		struct line_kind all = { .entity = entity, .operation = NO_NUMBER };
		const double *against = exposure_of(exposures, &all);
		double llr = poisson_llr(errors[entity][0], against[0], errors[entity][1],
					 against[1]);

		if (against[1] <= 0 || study->known->line_count == 0)
			continue;
		add(study, signals, entity,
		    (struct finding){
			    .kind = FINDING_LINES_OF_ERRORS,
			    .strength = fmax(llr, 0),
			    .before = against[0] > 0 ? errors[entity][0] / against[0] : 0,
			    .after = errors[entity][1] / against[1],
			    .unit = unit_of(exposures, against, entity),
		    });
	}
}

static void look(const struct study *study, const struct comparison *comparison,
		 struct signals *signals)
{
	struct exposures exposures = exposures_of(study, comparison, signals->arena);
	struct tally *tallies = arena_many(signals->arena, struct tally,
					   study->line_kind_count);
	double(*errors)[2] = pairs_of(signals->arena, study->entity_count);
	size_t side = 0;

	for (size_t i = 0; i < study->known->line_count; i++) {
		const struct placed_line *line = &study->lines[i];

		if (!side_of(comparison, line->piece, &side))
			continue;
		count_line(&tallies[line->kind], side, study->known->lines[i].at);
		errors[study->line_kinds[line->kind].entity][side] += line->of_error;
	}
	for (size_t i = 0; i < study->line_kind_count; i++)
		look_at_kind(study, &exposures, i, &tallies[i], signals);
	look_at_errors(study, &exposures, errors, signals);
}

static void say(struct arena *arena, struct finding *finding)
{
	const char *what = finding->kind == FINDING_LINES_VANISHED ? "vanished"
			   : finding->before > 0                   ? "became more"
								   : "are new";

	if (finding->kind == FINDING_LINES_OF_ERRORS) {
		finding->says = arena_format(
			arena,
			"lines that speak of errors became more: %.3g " STR_FMT
			", where it was %.3g",
			finding->after, STR_ARG(finding->unit), finding->before);
		return;
	}
	finding->says = arena_format(arena,
				     "lines like \"" STR_FMT "\" %s: %.3g " STR_FMT
				     ", where it was %.3g",
				     STR_ARG(finding->subject), what, finding->after,
				     STR_ARG(finding->unit), finding->before);
}

const struct viewpoint lines_viewpoint = { look, say };
