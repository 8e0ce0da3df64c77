/* From the alert's entity to a callee that fails and did so no later, until there is
 * none. */
#include "core/diagnosis/graph_private.h"

#include "stats/robust.h"

#include <math.h>
#include <stdlib.h>

/* What got worse when it moves up (1), down (-1), either way (0); traffic and what says
 * nothing by itself count as no failure. */
static bool is_failure(enum metric_kind kind, bool any_direction, double score)
{
	if (any_direction)
		return fabs(score) >= GRAPH_FAILING_SCORE;
	switch (kind) {
	case METRIC_AVAILABILITY: return score <= -GRAPH_FAILING_SCORE;
	case METRIC_LATENCY:
	case METRIC_ERRORS:
	case METRIC_CPU:
	case METRIC_SATURATION: return score >= GRAPH_FAILING_SCORE;
	case METRIC_MEMORY:
	case METRIC_TRAFFIC:
	case METRIC_OTHER:
	case METRIC_KINDS: break;
	}
	return false;
}

static struct robust of_before(struct arena *arena, const struct track *track,
			       struct case_window before)
{
	double *values = arena_many(arena, double, track->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < track->count; i++)
		if (track->at[i] >= before.from && track->at[i] < before.to)
			values[count++] = track->values[i];
	return robust_of_own(values, count);
}

/* The first of three in a row since which most are failing. */
static size_t first_failing(const bool *is_failing, size_t count)
{
	size_t failing = 0, row = 0, first = SIZE_MAX;

	for (size_t i = count; i-- > 0;) {
		failing += is_failing[i];
		row = is_failing[i] ? row + 1 : 0;
		if (row >= GRAPH_FAILING_SAMPLES &&
		    (double)failing >= GRAPH_FAILING_SHARE * (double)(count - i))
			first = i;
	}
	return first;
}

instant_ms failing_since(struct arena *arena, const struct diagnosis_case *known,
			 const struct case_series *series, bool any_direction,
			 double *ret_score)
{
	struct track track = track_of(arena, series);
	struct robust before = of_before(arena, &track, known->before);
	enum metric_kind kind = series_kind(series);
	bool *is_failing = arena_many(arena, bool, track.count + 1);
	instant_ms *at = arena_many(arena, instant_ms, track.count + 1);
	size_t count = 0, first;

	*ret_score = 0;
	if (before.count < GRAPH_FAILING_SAMPLES)
		return 0;
	for (size_t i = 0; i < track.count; i++) {
		double score;

		if (track.at[i] < known->before.from || track.at[i] >= known->during.to)
			continue;
		score = robust_score(&before, GRAPH_RELATIVE_FLOOR * fabs(before.centre),
				     track.values[i]);
		at[count] = track.at[i];
		is_failing[count++] = is_failure(kind, any_direction, score);
		if (is_failing[count - 1] && fabs(score) > *ret_score)
			*ret_score = fabs(score);
	}
	first = first_failing(is_failing, count);
	return first == SIZE_MAX ? 0 : at[first];
}

/* -- nodes -- */

struct failing {
	instant_ms since; /* 0: it does not fail */
	double score;
	duration_ms step;
	const struct case_series *series;
	bool is_silent; /* nothing of it is measured that could fail */
};

static struct failing failing_of(const struct graph *graph, size_t place)
{
	const struct diagnosis_case *known = graph->known;
	const struct node *node = &graph->items[place];
	struct failing failing = { .is_silent = true, .step = MINUTE_MS };

	for (size_t i = 0; i < node->series.count; i++) {
		const struct case_series *series = &known->series[node->series.items[i]];
		bool is_alert = str_equal(series->entity, known->alert_entity) &&
				str_equal(series->name, known->alert_metric);
		enum metric_kind kind = series_kind(series);
		double score = 0;
		instant_ms since;

		if (!is_alert && (kind == METRIC_OTHER || kind == METRIC_TRAFFIC))
			continue;
		failing.is_silent = false;
		since = failing_since(graph->arena, known, series, is_alert, &score);
		if (since == 0 || (failing.since != 0 && since >= failing.since))
			continue;
		failing.since = since;
		failing.score = score;
		failing.series = series;
		failing.step = track_of(graph->arena, series).step;
	}
	return failing;
}

instant_ms graph_failing_since(struct arena *arena, const struct diagnosis_case *known,
			       str entity, const struct case_series **ret_series)
{
	struct graph graph = graph_new(arena, known);
	size_t place = graph_place(&graph, entity);
	struct failing failing = { 0 };

	if (place != SIZE_MAX)
		failing = failing_of(&graph, place);
	if (ret_series)
		*ret_series = failing.series;
	return failing.since;
}

bool graph_series_fails(struct arena *arena, const struct diagnosis_case *known,
			const struct case_series *series)
{
	double score = 0;

	return failing_since(arena, known, series, true, &score) != 0;
}

/* -- the walk -- */

struct walk {
	const struct graph *graph;
	const struct failing *failing;
	bool *is_passed;
	struct places path;
};

/* Two clocks and two scrapes: so much later is no later. */
static bool no_later(const struct failing *callee, const struct failing *caller)
{
	duration_ms slack = 2 *
			    (callee->step > caller->step ? callee->step : caller->step);

	return caller->since == 0 || callee->since <= caller->since + slack;
}

/* The callee that failed first among those that did no later; through callees of which
 * nothing is measured. */
static size_t failing_callee(struct walk *walk, size_t from)
{
	struct places open = { 0 };
	size_t best = SIZE_MAX;

	*list_add(walk->graph->arena, &open) = from;
	for (size_t i = 0; i < open.count; i++) {
		const struct places *callees = &walk->graph->items[open.items[i]].callees;

		for (size_t j = 0; j < callees->count; j++) {
			size_t callee = callees->items[j];
			const struct failing *failing = &walk->failing[callee];

			if (walk->is_passed[callee])
				continue;
			if (failing->is_silent) {
				walk->is_passed[callee] = true;
				*list_add(walk->graph->arena, &open) = callee;
			} else if (failing->since != 0 &&
				   no_later(failing, &walk->failing[from]) &&
				   (best == SIZE_MAX ||
				    failing->since < walk->failing[best].since)) {
				best = callee;
			}
		}
	}
	return best;
}

static void take_suspect(const struct walk *walk, size_t place, double score, str why,
			 struct suspect *suspect)
{
	struct arena *arena = walk->graph->arena;
	const struct failing *failing = &walk->failing[place];
	struct finding *finding = arena_one(arena, struct finding);

	*suspect = (struct suspect){ .entity = walk->graph->items[place].name,
				     .score = score,
				     .why = why };
	if (failing->since == 0)
		return;
	*finding = (struct finding){
		.entity = suspect->entity,
		.kind = FINDING_METRIC,
		.metric = series_kind(failing->series),
		.strength = failing->score / GRAPH_FAILING_SCORE,
		.subject = failing->series->name,
		.unit = failing->series->unit,
		.onset = failing->since,
		.says = arena_format(
			arena, STR_FMT " of " STR_FMT " is beyond what it was since %s",
			STR_ARG(failing->series->name), STR_ARG(suspect->entity),
			instant_format_time(arena, failing->since).bytes),
	};
	suspect->findings = finding;
	suspect->finding_count = 1;
}

static str why_of(const struct walk *walk, size_t nth)
{
	struct arena *arena = walk->graph->arena;
	str alert = walk->graph->items[walk->path.items[0]].name;

	if (nth == 0 && walk->path.count == 1)
		return STR("it raised the alert, and nothing that it calls failed before "
			   "it");
	if (nth == 0)
		return STR("it raised the alert, but what it calls fails too");
	return arena_format(
		arena, STR_FMT " needs it, and it fails no later%s", STR_ARG(alert),
		nth + 1 == walk->path.count ? "; nothing that it calls failed before it"
					    : "");
}

struct other {
	size_t place;
	instant_ms since;
	str name;
};

static int by_since(const void *a, const void *b)
{
	const struct other *one = a, *other = b;

	if (one->since != other->since)
		return one->since < other->since ? -1 : 1;
	return str_compare(one->name, other->name);
}

/* The end of the way first, then back to the alert's entity, then whatever else fails, by
 * when it began. */
static struct graph_answer ranked(const struct walk *walk)
{
	const struct graph *graph = walk->graph;
	struct suspect *suspects = arena_many(graph->arena, struct suspect, graph->count);
	struct other *others = arena_many(graph->arena, struct other, graph->count);
	bool *is_taken = arena_many(graph->arena, bool, graph->count);
	size_t count = 0, other_count = 0;

	for (size_t i = walk->path.count; i-- > 0;) {
		is_taken[walk->path.items[i]] = true;
		take_suspect(walk, walk->path.items[i], 1 / (1 + (double)count),
			     why_of(walk, i), &suspects[count]);
		count++;
	}
	for (size_t i = 0; i < graph->count; i++)
		if (!is_taken[i] && walk->failing[i].since != 0)
			others[other_count++] = (struct other){
				.place = i,
				.since = walk->failing[i].since,
				.name = graph->items[i].name,
			};
	qsort(others, other_count, sizeof(*others), by_since);
	for (size_t i = 0; i < other_count; i++, count++)
		take_suspect(walk, others[i].place, 1 / (1 + (double)count),
			     STR("it fails too"), &suspects[count]);
	return (struct graph_answer){
		.is_known = true,
		.anything = suspects[0].finding_count > 0,
		.suspects = suspects,
		.suspect_count = count,
	};
}

struct graph_answer graph_follow(const struct graph *graph, size_t target)
{
	struct failing *failing = arena_many(graph->arena, struct failing, graph->count);
	struct walk walk = {
		.graph = graph,
		.failing = failing,
		.is_passed = arena_many(graph->arena, bool, graph->count),
	};
	size_t next = target;

	for (size_t i = 0; i < graph->count; i++)
		failing[i] = failing_of(graph, i);
	while (next != SIZE_MAX) {
		walk.is_passed[next] = true;
		*list_add(graph->arena, &walk.path) = next;
		next = failing_callee(&walk, next);
	}
	return ranked(&walk);
}
