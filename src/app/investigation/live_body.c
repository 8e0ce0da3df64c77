/* A live diagnosis as JSON, and in a sentence. */
#include "app/investigation/live.h"
#include "app/investigation/live_proof.h"
#include "app/investigation/live_resource.h"
#include "base/text.h"
#include "core/evidence/evidence.h"
#include "formats/json.h"

#include <math.h>

enum {
	FINDINGS_TOLD_MAX = 12,
	SUSPECTS_TOLD_MAX = 5,
	CHANGES_TOLD_MAX_HERE = 10,
	MISSING_TOLD_MAX = 20,
	/* Points of a chart: more than a terminal or a small picture shows. */
	CHART_POINTS_MAX = 240,
	SAYS_BYTES_MAX = 4000,
};

static void put_instant(struct arena *arena, struct tree *tree, const char *name,
			instant_ms at)
{
	if (at != 0)
		tree_put_text(arena, tree, name, instant_format(arena, at));
}

static struct tree *window_tree(struct arena *arena, struct case_window window)
{
	struct tree *tree = tree_map(arena);

	put_instant(arena, tree, "from", window.from);
	put_instant(arena, tree, "to", window.to);
	return tree;
}

static struct tree *quiet_tree(struct arena *arena, const struct live_outcome *outcome)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < outcome->known.quiet_count; i++)
		tree_add(arena, list, window_tree(arena, outcome->known.quiet[i]));
	return list;
}

/* -- findings -- */

static size_t series_of(const struct live_outcome *outcome, const struct finding *finding)
{
	for (size_t i = 0; i < outcome->known.series_count; i++)
		if (str_equal(outcome->known.series[i].entity, finding->entity) &&
		    str_equal(outcome->known.series[i].name, finding->subject))
			return i;
	return outcome->known.series_count;
}

/* Of the time that was asked for, every so manieth sample, so that the last is one of
 * them. */
static struct tree *chart_tree(struct arena *arena, const struct live_plan *plan,
			       const struct case_series *series)
{
	struct tree *tree = tree_map(arena), *at = tree_list(arena),
		    *values = tree_list(arena);
	size_t first = 0, every;

	while (first + 1 < series->count && series->at[first] < plan->asked.from)
		first++;
	every = (series->count - first) / CHART_POINTS_MAX + 1;
	for (size_t i = first + (series->count - first - 1) % every; i < series->count;
	     i += every) {
		tree_add(arena, at, tree_int(arena, series->at[i] / SECOND_MS));
		tree_add(arena, values,
			 isfinite(series->values[i]) ? tree_real(arena, series->values[i])
						     : tree_null(arena));
	}
	tree_put(arena, tree, "at", at);
	tree_put(arena, tree, "values", values);
	return tree;
}

static str show_command(struct arena *arena, const struct live_plan *plan, size_t number)
{
	if (plan->wish.code.length == 0)
		return STR("");
	return arena_format(arena, "stanch diagnosis finding " STR_FMT " F%zu",
			    STR_ARG(plan->wish.code), number);
}

static struct tree *finding_tree(struct arena *arena, const struct live_plan *plan,
				 const struct live_outcome *outcome,
				 const struct finding *finding, size_t number)
{
	size_t series = series_of(outcome, finding);
	struct tree *tree = tree_map(arena);

	tree_put_text(arena, tree, "id", arena_format(arena, "F%zu", number));
	tree_put_text(arena, tree, "entity", finding->entity);
	tree_put_text(arena, tree, "kind", str_of(finding_kind_names[finding->kind]));
	tree_put_real(arena, tree, "strength", finding->strength);
	tree_put_text(arena, tree, "says", finding->says);
	tree_put_text(arena, tree, "subject", finding->subject);
	tree_put_text(arena, tree, "unit", finding->unit);
	if (isfinite(finding->before))
		tree_put_real(arena, tree, "before", finding->before);
	if (isfinite(finding->after))
		tree_put_real(arena, tree, "after", finding->after);
	put_instant(arena, tree, "onset", finding->onset);
	tree_put_text(arena, tree, "show", show_command(arena, plan, number));
	live_proof(arena, outcome, finding, tree);
	if (finding->kind != FINDING_METRIC || series == outcome->known.series_count ||
	    outcome->known.series[series].count == 0)
		return tree;
	tree_put(arena, tree, "chart",
		 chart_tree(arena, plan, &outcome->known.series[series]));
	return tree;
}

static struct tree *findings_tree(struct arena *arena, const struct live_plan *plan,
				  const struct live_outcome *outcome)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < outcome->diagnosis.finding_count && i < FINDINGS_TOLD_MAX;
	     i++)
		tree_add(arena, list,
			 finding_tree(arena, plan, outcome,
				      &outcome->diagnosis.findings[i], i + 1));
	return list;
}

/* Numbered behind the findings that are told. */
static struct tree *resources_tree(struct arena *arena, const struct live_plan *plan,
				   const struct live_outcome *outcome)
{
	const struct diagnosis *diagnosis = &outcome->diagnosis;
	size_t before = diagnosis->finding_count < FINDINGS_TOLD_MAX
				? diagnosis->finding_count
				: FINDINGS_TOLD_MAX;
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < diagnosis->resource_count && i < FINDINGS_TOLD_MAX; i++) {
		const struct resource *resource = &diagnosis->resources[i];
		struct tree *one = finding_tree(arena, plan, outcome, &resource->finding,
						before + i + 1);

		live_resource(arena, resource, outcome->known.during.to, one);
		tree_add(arena, list, one);
	}
	return list;
}

static struct tree *suspects_tree(struct arena *arena, const struct diagnosis *diagnosis)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < diagnosis->suspect_count && i < SUSPECTS_TOLD_MAX; i++) {
		const struct suspect *suspect = &diagnosis->suspects[i];
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "entity", suspect->entity);
		tree_put_real(arena, one, "score", suspect->score);
		tree_put_bool(arena, one, "stands_out",
			      suspect->score >= diagnosis->threshold);
		tree_put_text(arena, one, "why", suspect->why);
		tree_add(arena, list, one);
	}
	return list;
}

/* -- changes -- */

static str percent(struct arena *arena, double share)
{
	return arena_format(arena, "%.0f %%", share * 100);
}

static void add_change(struct arena *arena, const struct live_outcome *outcome,
		       const struct guilt *guilt, struct tree *list)
{
	const struct case_change *change = guilt->change;
	duration_ms lag = outcome->known.during.from - change->at;
	struct tree *one = tree_map(arena);

	tree_put_text(arena, one, "id", change->id);
	tree_put_text(arena, one, "kind", change->kind);
	tree_put_text(arena, one, "entity", change->entity);
	tree_put_text(arena, one, "title", change->title);
	put_instant(arena, one, "at", change->at);
	tree_put_int(arena, one, "lag_ms", lag);
	tree_put_text(arena, one, "lag",
		      lag >= 0 ? arena_format(arena, STR_FMT " before",
					      STR_ARG(duration_format(arena, lag)))
			       : arena_format(arena, STR_FMT " after",
					      STR_ARG(duration_format(arena, -lag))));
	tree_put_real(arena, one, "belief", guilt->belief);
	tree_put_text(arena, one, "believed", percent(arena, guilt->belief));
	tree_put_text(arena, one, "why", guilt->why);
	tree_put_text(arena, one, "owner", change->owner);
	tree_put_text(arena, one, "undo", change->undo);
	tree_add(arena, list, one);
}

static struct tree *changes_tree(struct arena *arena, const struct live_outcome *outcome)
{
	const struct diagnosis *diagnosis = &outcome->diagnosis;
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < diagnosis->guilty_count && i < CHANGES_TOLD_MAX_HERE; i++)
		add_change(arena, outcome, &diagnosis->guilty[i], list);
	return list;
}

/* Where no change was judged, none is acquitted either. */
static void put_no_change(struct arena *arena, struct tree *tree,
			  const struct diagnosis *diagnosis)
{
	bool is_judged = diagnosis->guilty_count > 0;

	tree_put(arena, tree, "no_change",
		 is_judged ? tree_real(arena, diagnosis->no_change) : tree_null(arena));
	tree_put_text(arena, tree, "no_change_believed",
		      is_judged ? percent(arena, diagnosis->no_change) : STR(""));
}

/* -- what was asked beside series, and what was not -- */

static struct tree *beside_tree(struct arena *arena, const struct live_outcome *outcome)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < outcome->beside.count; i++) {
		const struct live_inquiry *inquiry = &outcome->beside.items[i];
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "what", inquiry->what);
		tree_put_bool(arena, one, "answered", inquiry->answered);
		tree_put_text(arena, one, "says", inquiry->says);
		if (inquiry->source) {
			tree_put_text(arena, one, "asked",
				      secrets_mask(arena, inquiry->source->url));
			tree_put_text(arena, one, "query", inquiry->source->query);
		}
		tree_add(arena, list, one);
	}
	return list;
}

static struct tree *missing_tree(struct arena *arena, const struct live_plan *plan,
				 const struct live_outcome *outcome)
{
	const struct diagnosis *diagnosis = &outcome->diagnosis;
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < diagnosis->silent_count; i++)
		tree_add(arena, list, tree_text(arena, diagnosis->silent[i].says));
	if (diagnosis->ended_says.length > 0)
		tree_add(arena, list, tree_text(arena, diagnosis->ended_says));
	if (diagnosis->changes_left_out > 0)
		tree_add(arena, list,
			 tree_text(arena, arena_format(arena, "%zu changes further away",
						       diagnosis->changes_left_out)));
	for (size_t i = 0; i < outcome->missing.count && i < MISSING_TOLD_MAX; i++)
		tree_add(arena, list, tree_text(arena, outcome->missing.items[i]));
	if (outcome->missing.count > MISSING_TOLD_MAX)
		tree_add(arena, list,
			 tree_text(arena, arena_format(arena, "and %zu more",
						       outcome->missing.count -
							       MISSING_TOLD_MAX)));
	for (size_t i = 0; i < plan->sources_left_out.count; i++)
		tree_add(arena, list, tree_text(arena, plan->sources_left_out.items[i]));
	if (plan->questions_left_out > 0)
		tree_add(
			arena, list,
			tree_text(arena,
				  arena_format(arena,
					       "%zu expressions of services further away",
					       plan->questions_left_out)));
	return list;
}

str live_body(struct arena *arena, const struct live_plan *plan,
	      const struct live_outcome *outcome)
{
	const struct diagnosis *diagnosis = &outcome->diagnosis;
	struct tree *tree = tree_map(arena);

	tree_put_text(arena, tree, "service", plan->wish.service);
	tree_put_text(arena, tree, "incident", plan->wish.code);
	tree_put_bool(arena, tree, "anything", diagnosis->anything);
	tree_put_text(arena, tree, "says", live_says(arena, plan, outcome));
	tree_put_text(arena, tree, "summary", diagnosis->summary);
	tree_put(arena, tree, "before", window_tree(arena, outcome->known.before));
	tree_put(arena, tree, "during", window_tree(arena, outcome->known.during));
	if (outcome->onset.is_found) {
		put_instant(arena, tree, "onset", outcome->onset.at);
		tree_put_text(arena, tree, "onset_says", outcome->onset.says);
	}
	tree_put(arena, tree, "suspects", suspects_tree(arena, diagnosis));
	tree_put(arena, tree, "findings", findings_tree(arena, plan, outcome));
	tree_put(arena, tree, "resources", resources_tree(arena, plan, outcome));
	tree_put(arena, tree, "changes", changes_tree(arena, outcome));
	put_no_change(arena, tree, diagnosis);
	tree_put_text(arena, tree, "outside", diagnosis->cause_outside);
	tree_put_text(arena, tree, "calibration",
		      arena_format(arena, STR_FMT STR_FMT,
				   STR_ARG(diagnosis->calibration),
				   STR_ARG(outcome->quiet_says)));
	tree_put(arena, tree, "quiet", quiet_tree(arena, outcome));
	tree_put_int(arena, tree, "series", (int64_t)outcome->known.series_count);
	tree_put_int(arena, tree, "log_lines", (int64_t)outcome->known.line_count);
	tree_put_int(arena, tree, "spans", (int64_t)outcome->known.span_count);
	tree_put(arena, tree, "beside", beside_tree(arena, outcome));
	tree_put_int(arena, tree, "step_ms", plan->step);
	tree_put(arena, tree, "missing", missing_tree(arena, plan, outcome));
	secrets_mask_tree(arena, tree);
	return json_write(arena, tree);
}

/* -- in a sentence -- */

static void add_guilt(struct arena *arena, const struct live_outcome *outcome,
		      struct text *text)
{
	const struct diagnosis *diagnosis = &outcome->diagnosis;
	const struct guilt *first = diagnosis->guilty;
	duration_ms lag;

	if (diagnosis->guilty_count == 0) {
		text_add(text, outcome->known.change_count == 0
				       ? STR(" No change is known.")
				       : STR(" Whether a change is guilty is unknown."));
		return;
	}
	if (diagnosis->no_change >= first->belief) {
		text_addf(text, " No change is guilty, by " STR_FMT ".",
			  STR_ARG(percent(arena, diagnosis->no_change)));
		return;
	}
	lag = outcome->known.during.from - first->change->at;
	text_addf(text,
		  " " STR_FMT " \"" STR_FMT "\", " STR_FMT
		  " before, is to blame by " STR_FMT "; no change by " STR_FMT ".",
		  STR_ARG(first->change->kind), STR_ARG(first->change->title),
		  STR_ARG(duration_format(arena, lag > 0 ? lag : 0)),
		  STR_ARG(percent(arena, first->belief)),
		  STR_ARG(percent(arena, diagnosis->no_change)));
}

str live_says(struct arena *arena, const struct live_plan *plan,
	      const struct live_outcome *outcome)
{
	struct text text = text_new(arena, SAYS_BYTES_MAX);
	str runs_out = live_resource_says(&outcome->diagnosis);

	text_add(&text, outcome->diagnosis.summary);
	if (runs_out.length > 0)
		text_addf(&text, " Runs out: " STR_FMT ".", STR_ARG(runs_out));
	if (outcome->onset.is_found && plan->wish.during.to == 0)
		text_addf(&text, " Onset: " STR_FMT ".", STR_ARG(outcome->onset.says));
	add_guilt(arena, outcome, &text);
	return text_of(&text);
}
