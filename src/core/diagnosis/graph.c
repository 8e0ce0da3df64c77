/* The observed call graph: from what the case says and from spans whose parent belongs to
 * somebody else. */
#include "core/diagnosis/graph_private.h"

#include "base/limits.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* -- series by time -- */

struct sample {
	instant_ms at;
	double value;
};

static int by_time(const void *a, const void *b)
{
	const struct sample *one = a, *other = b;

	if (one->at != other->at)
		return one->at < other->at ? -1 : 1;
	return (one->value > other->value) - (one->value < other->value);
}

static int by_length(const void *a, const void *b)
{
	duration_ms one = *(const duration_ms *)a, other = *(const duration_ms *)b;

	return (one > other) - (one < other);
}

static duration_ms usual_step(struct arena *arena, const struct track *track)
{
	duration_ms *steps = arena_many(arena, duration_ms, track->count + 1);

	if (track->count < 2)
		return MINUTE_MS;
	for (size_t i = 1; i < track->count; i++)
		steps[i - 1] = track->at[i] - track->at[i - 1];
	qsort(steps, track->count - 1, sizeof(*steps), by_length);
	return steps[(track->count - 1) / 2];
}

struct track track_of(struct arena *arena, const struct case_series *series)
{
	struct track track = { .series = series };
	struct sample *samples = arena_many(arena, struct sample, series->count + 1);
	bool is_sorted = true;

	for (size_t i = 0; i < series->count; i++)
		if (isfinite(series->values[i]))
			samples[track.count++] = (struct sample){
				.at = series->at[i], .value = series->values[i]
			};
	for (size_t i = 1; i < track.count && is_sorted; i++)
		is_sorted = samples[i - 1].at < samples[i].at;
	if (!is_sorted)
		qsort(samples, track.count, sizeof(*samples), by_time);
	track.at = arena_many(arena, instant_ms, track.count + 1);
	track.values = arena_many(arena, double, track.count + 1);
	for (size_t i = 0; i < track.count; i++) {
		track.at[i] = samples[i].at;
		track.values[i] = samples[i].value;
	}
	track.step = usual_step(arena, &track);
	return track;
}

double track_at(const struct track *track, instant_ms at)
{
	size_t low = 0, high = track->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (track->at[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0 &&
	    (low == track->count || at - track->at[low - 1] < track->at[low] - at))
		low--;
	if (low == track->count || llabs(track->at[low] - at) > track->step / 2)
		return NAN;
	return track->values[low];
}

/* -- nodes and calls -- */

enum metric_kind series_kind(const struct case_series *series)
{
	return series->kind != METRIC_OTHER ? series->kind
					    : metric_kind_of(series->name, series->unit);
}

size_t graph_place(const struct graph *graph, str name)
{
	uintptr_t place = (uintptr_t)map_get(graph->by_name, name);

	return place ? place - 1 : SIZE_MAX;
}

static size_t node_of(struct graph *graph, str name)
{
	size_t place = graph_place(graph, name);

	if (place == SIZE_MAX) {
		place = graph->count;
		list_add(graph->arena, graph)->name = name;
		map_put(graph->by_name, name, (void *)(uintptr_t)(place + 1));
	}
	assert(graph->items && place < graph->count);
	return place;
}

/* A hub has a hundred thousand callees: whether a call is new is looked up. */
static bool is_new_call(struct graph *graph, size_t from, size_t to)
{
	const size_t pair[] = { from, to };
	str key = { (const char *)pair, sizeof(pair) };

	if (map_get(graph->calls, key))
		return false;
	map_put(graph->calls, arena_copy(graph->arena, key), graph->calls);
	return true;
}

static void add_call(struct graph *graph, str caller, str callee)
{
	size_t from = node_of(graph, caller), to = node_of(graph, callee);

	if (from == to || !is_new_call(graph, from, to))
		return;
	*list_add(graph->arena, &graph->items[from].callees) = to;
	*list_add(graph->arena, &graph->items[to].callers) = from;
}

static str span_key(struct arena *arena, str trace, str id)
{
	return arena_format(arena, STR_FMT "/" STR_FMT, STR_ARG(trace), STR_ARG(id));
}

static void add_calls_of_spans(struct graph *graph)
{
	const struct diagnosis_case *known = graph->known;
	struct map *by_id = map_new(graph->arena);

	for (size_t i = 0; i < known->span_count; i++)
		map_put(by_id,
			span_key(graph->arena, known->spans[i].trace, known->spans[i].id),
			(void *)(uintptr_t)&known->spans[i]);
	for (size_t i = 0; i < known->span_count; i++) {
		const struct case_span *span = &known->spans[i];
		const struct case_span *parent = span->parent.length == 0
							 ? NULL
							 : map_get(by_id,
								   span_key(
									   graph->arena,
									   span->trace,
									   span->parent));

		if (parent)
			add_call(graph, parent->entity, span->entity);
	}
}

struct graph graph_new(struct arena *arena, const struct diagnosis_case *known)
{
	struct graph graph = { .arena = arena,
			       .known = known,
			       .by_name = map_new(arena),
			       .calls = map_new(arena) };

	for (size_t i = 0; i < known->series_count; i++) {
		size_t place = node_of(&graph, known->series[i].entity);

		*list_add(arena, &graph.items[place].series) = i;
	}
	for (size_t i = 0; i < known->call_count; i++)
		add_call(&graph, known->calls[i].caller, known->calls[i].callee);
	add_calls_of_spans(&graph);
	return graph;
}

struct places graph_reach(const struct graph *graph, size_t from, bool to_callers)
{
	struct places reached = { 0 };
	bool *is_reached = arena_many(graph->arena, bool, graph->count + 1);

	*list_add(graph->arena, &reached) = from;
	is_reached[from] = true;
	for (size_t i = 0; i < reached.count; i++) {
		const struct node *node = &graph->items[reached.items[i]];
		const struct places *next = to_callers ? &node->callers : &node->callees;

		for (size_t j = 0; j < next->count; j++) {
			if (is_reached[next->items[j]])
				continue;
			is_reached[next->items[j]] = true;
			*list_add(graph->arena, &reached) = next->items[j];
		}
	}
	return reached;
}

static struct graph_names names_of(struct arena *arena,
				   const struct diagnosis_case *known, str entity,
				   bool to_callers)
{
	struct graph graph = graph_new(arena, known);
	size_t place = graph_place(&graph, entity);
	struct places reached;
	str *names;

	if (place == SIZE_MAX)
		return (struct graph_names){ 0 };
	reached = graph_reach(&graph, place, to_callers);
	names = arena_many(arena, str, reached.count);
	for (size_t i = 1; i < reached.count; i++)
		names[i - 1] = graph.items[reached.items[i]].name;
	return (struct graph_names){ .items = names, .count = reached.count - 1 };
}

struct graph_names graph_callers(struct arena *arena, const struct diagnosis_case *known,
				 str entity)
{
	return names_of(arena, known, entity, true);
}

struct graph_names graph_callees(struct arena *arena, const struct diagnosis_case *known,
				 str entity)
{
	return names_of(arena, known, entity, false);
}

struct graph_answer graph_suspects(struct arena *arena,
				   const struct diagnosis_case *known)
{
	struct graph graph;
	struct graph_answer answer = { 0 };
	size_t target;

	if (known->alert_entity.length == 0)
		return answer;
	graph = graph_new(arena, known);
	target = graph_place(&graph, known->alert_entity);
	if (target == SIZE_MAX)
		return answer;
	answer = graph_bookkeeping(&graph, target);
	return answer.is_measured ? answer : graph_follow(&graph, target);
}

/* -- into a diagnosis -- */

static const struct suspect *suspect_named(const struct suspect *suspects, size_t count,
					   str entity)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(suspects[i].entity, entity))
			return &suspects[i];
	return NULL;
}

/* What is known of the same series by itself has a command that shows it again; the graph
 * knows since when. */
static struct finding best_of(const struct finding *of_graph, const struct suspect *alone)
{
	for (size_t i = 0; i < alone->finding_count; i++) {
		struct finding finding = alone->findings[i];

		if (!str_equal(finding.subject, of_graph->subject) ||
		    finding.kind != of_graph->kind)
			continue;
		finding.onset = finding.onset ? finding.onset : of_graph->onset;
		return finding;
	}
	return *of_graph;
}

/* Its finding on the graph, then what else is known of it. */
static struct suspect joined(struct arena *arena, const struct suspect *of_graph,
			     const struct suspect *alone)
{
	struct suspect suspect = *of_graph;
	struct finding *findings;

	if (!alone)
		return suspect;
	findings = arena_many(arena, struct finding, alone->finding_count + 1);
	findings[0] = best_of(&of_graph->findings[0], alone);
	suspect.finding_count = 1;
	suspect.score = fmax(suspect.score, alone->score);
	for (size_t i = 0; i < alone->finding_count; i++)
		if (!str_equal(alone->findings[i].subject, findings[0].subject) ||
		    alone->findings[i].kind != findings[0].kind)
			findings[suspect.finding_count++] = alone->findings[i];
	suspect.findings = findings;
	return suspect;
}

void graph_apply(struct arena *arena, const struct diagnosis_case *known,
		 struct diagnosis *diagnosis)
{
	struct graph_answer answer = graph_suspects(arena, known);
	struct suspect *suspects;
	size_t count = 0;

	if (!answer.is_known || !answer.anything) {
		if (answer.is_measured)
			diagnosis->anything = false;
		return;
	}
	suspects = arena_many(arena, struct suspect,
			      answer.suspect_count + diagnosis->suspect_count);
	for (size_t i = 0; i < answer.suspect_count; i++)
		if (answer.suspects[i].finding_count > 0)
			suspects[count++] = joined(
				arena, &answer.suspects[i],
				suspect_named(diagnosis->suspects,
					      diagnosis->suspect_count,
					      answer.suspects[i].entity));
	for (size_t i = 0; i < diagnosis->suspect_count; i++)
		if (!suspect_named(suspects, count, diagnosis->suspects[i].entity))
			suspects[count++] = diagnosis->suspects[i];
	suspects[0].score = fmax(suspects[0].score, diagnosis->threshold);
	for (size_t i = count; i-- > 1;)
		suspects[i - 1].score = fmax(suspects[i - 1].score, suspects[i].score);
	diagnosis->suspects = suspects;
	diagnosis->suspect_count = count;
	diagnosis->anything = true;
}
