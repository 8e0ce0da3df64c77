/* From the alert's entity to a callee that fails and did so no later, until there is
 * none. */
#include "core/diagnosis/graph_private.h"

#include "stats/order.h"
#include "stats/robust.h"

#include "base/scoped.h"
#include "core/diagnosis/words.h"

#include <math.h>
#include <stdlib.h>

/* The demand grew before what it does: a queue fills, a pool runs dry. */
#define DEMAND_BEFORE_MS (5 * MINUTE_MS)

enum {
	SCRATCH_BYTES = 64 << 20,
	/* With more series only those along the calls are looked at. */
	SERIES_ALL_MAX = 5000,
	/* Further beyond is no stronger: a count that was always zero has no scale. */
	STRENGTH_MAX = 100,
};

/* What got worse: as somebody said, else by its kind; traffic and what says nothing by
 * itself count as no failure. */
static bool is_failure(const struct case_series *series, bool any_direction, double score)
{
	if (any_direction)
		return fabs(score) >= GRAPH_FAILING_SCORE;
	if (series->worse != 0)
		return score * series->worse >= GRAPH_FAILING_SCORE;
	switch (series_kind(series)) {
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

struct failing {
	instant_ms since; /* 0: it does not fail */
	double score;
	double before, after; /* usual values, and since it fails */
	duration_ms step;
	const struct case_series *series;
	bool is_silent; /* nothing of it is measured that could fail */
};

static struct failing failing_series(struct arena *scratch,
				     const struct diagnosis_case *known,
				     const struct case_series *series, bool any_direction)
{
	struct track track = track_of(scratch, series);
	struct robust before = of_before(scratch, &track, known->before);
	struct failing failing = { .series = series, .step = track.step };
	bool *is_failing = arena_many(scratch, bool, track.count + 1);
	size_t from = 0, to = 0, first;

	if (before.count < GRAPH_FAILING_SAMPLES)
		return failing;
	while (from < track.count && track.at[from] < known->before.from)
		from++;
	for (to = from; to < track.count && track.at[to] < known->during.to; to++) {
		double score = robust_score(&before,
					    GRAPH_RELATIVE_FLOOR * fabs(before.centre),
					    track.values[to]);

		is_failing[to - from] = is_failure(series, any_direction, score);
		if (is_failing[to - from] && fabs(score) > failing.score)
			failing.score = fabs(score);
	}
	first = first_failing(is_failing, to - from);
	if (first == SIZE_MAX)
		return failing;
	failing.since = track.at[from + first];
	failing.before = before.centre;
	failing.after = stats_median(track.values + from + first, to - from - first);
	return failing;
}

/* -- nodes -- */

static struct failing failing_of(const struct graph *graph, struct arena *scratch,
				 size_t place)
{
	const struct diagnosis_case *known = graph->known;
	const struct node *node = &graph->items[place];
	struct failing first = { .is_silent = true, .step = MINUTE_MS };

	for (size_t i = 0; i < node->series.count; i++) {
		const struct case_series *series = &known->series[node->series.items[i]];
		bool is_alert = str_equal(series->entity, known->alert_entity) &&
				str_equal(series->name, known->alert_metric);
		enum metric_kind kind = series_kind(series);
		struct failing failing;

		if (!is_alert && series->worse == 0 &&
		    (kind == METRIC_OTHER || kind == METRIC_TRAFFIC))
			continue;
		first.is_silent = false;
		failing = failing_series(scratch, known, series, is_alert);
		arena_reset(scratch);
		if (failing.since != 0 &&
		    (first.since == 0 || failing.since < first.since))
			first = failing;
	}
	return first;
}

instant_ms graph_failing_since(struct arena *arena, const struct diagnosis_case *known,
			       str entity)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	struct graph graph = graph_new(arena, known);
	size_t place = graph_place(&graph, entity);

	return place == SIZE_MAX ? 0 : failing_of(&graph, scratch, place).since;
}

bool graph_series_fails(const struct diagnosis_case *known,
			const struct case_series *series)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);

	return failing_series(scratch, known, series, true).since != 0;
}

/* -- demand -- */

static double level(struct arena *scratch, const struct case_series *series,
		    struct case_window window)
{
	double *values = arena_many(scratch, double, series->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < series->count; i++)
		if (isfinite(series->values[i]) && series->at[i] >= window.from &&
		    series->at[i] < window.to)
			values[count++] = series->values[i];
	return count < GRAPH_FAILING_SAMPLES ? NAN : stats_median(values, count);
}

/* Shares and what it asks of others are no demand, and a sum only grows. */
static bool is_demand(const struct case_series *series)
{
	return series_kind(series) == METRIC_TRAFFIC &&
	       !words_in_any(series->name,
			     "per_request|quer|total|cancel|hit|miss|outbound|upstream");
}

double graph_demand(struct arena *arena, const struct diagnosis_case *known, str entity,
		    instant_ms since)
{
	struct case_window after = { since - DEMAND_BEFORE_MS, known->during.to };
	double most = NAN;

	for (size_t i = 0; i < known->series_count; i++) {
		const struct case_series *series = &known->series[i];
		double was, is;

		if (!str_equal(series->entity, entity) || !is_demand(series))
			continue;
		was = level(arena, series, known->before);
		is = level(arena, series, after);
		if (was > 0 && isfinite(is) && !(is / was <= most))
			most = is / was;
	}
	return most;
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

/* It is asked for more, and for more than its caller is: by repeats, by a query per row.
 * Where the caller's demand is not known it is taken for the usual one. */
static bool is_victim(const struct walk *walk, size_t callee, size_t caller)
{
	const struct diagnosis_case *known = walk->graph->known;
	instant_ms since = walk->failing[callee].since;
	double demand = graph_demand(walk->graph->arena, known,
				     walk->graph->items[callee].name, since);
	double of_caller = graph_demand(walk->graph->arena, known,
					walk->graph->items[caller].name, since);

	if (!isfinite(of_caller) || of_caller < 1)
		of_caller = 1;
	return demand >= GRAPH_DEMAND_FACTOR * of_caller;
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
				   !is_victim(walk, callee, from) &&
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
		.strength = fmin(failing->score / GRAPH_FAILING_SCORE, STRENGTH_MAX),
		.subject = failing->series->name,
		.unit = failing->series->unit,
		.onset = failing->since,
		.before = failing->before,
		.after = failing->after,
	};
	finding->says = arena_format(
		arena, STR_FMT " of " STR_FMT " %s from %.4g to %.4g%s" STR_FMT " at %s",
		STR_ARG(finding->subject), STR_ARG(finding->entity),
		finding->after > finding->before ? "rose" : "fell", finding->before,
		finding->after, finding->unit.length ? " " : "", STR_ARG(finding->unit),
		instant_format_time(arena, failing->since).bytes);
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

/* Those on some way to or from the target; in a small case all, in a large one they are
 * ranked by how much they stand out already. */
static void find_failing(const struct graph *graph, size_t target,
			 struct failing *failing)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);

	if (graph->known->series_count <= SERIES_ALL_MAX) {
		for (size_t i = 0; i < graph->count; i++)
			failing[i] = failing_of(graph, scratch, i);
		return;
	}
	for (size_t side = 0; side < 2; side++) {
		struct places reached = graph_reach(graph, target, side == 1);

		for (size_t i = 0; i < reached.count; i++)
			failing[reached.items[i]] = failing_of(graph, scratch,
							       reached.items[i]);
	}
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

	find_failing(graph, target, failing);
	while (next != SIZE_MAX) {
		walk.is_passed[next] = true;
		*list_add(graph->arena, &walk.path) = next;
		next = failing_callee(&walk, next);
	}
	return ranked(&walk);
}
