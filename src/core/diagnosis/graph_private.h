/* The call graph as the files of graph_*.c share it. */
#ifndef CORE_DIAGNOSIS_GRAPH_PRIVATE_H
#define CORE_DIAGNOSIS_GRAPH_PRIVATE_H

#include "base/map.h"
#include "core/diagnosis/graph.h"

/* A series by time, oldest first, without gaps. */
struct track {
	const struct case_series *series; /* NULL: there is none */
	instant_ms *at;
	double *values;
	size_t count;
	duration_ms step; /* the usual distance of two samples */
};
struct track track_of(struct arena *arena, const struct case_series *series);
/* The nearest sample, NaN when none is within half a step. */
double track_at(const struct track *track, instant_ms at);

struct places {
	size_t *items;
	size_t count, capacity;
};

struct node {
	str name;
	struct places callees, callers;
	struct places series; /* places in the case */
};

struct graph {
	struct arena *arena;
	const struct diagnosis_case *known;
	struct node *items;
	size_t count, capacity;
	struct map *by_name; /* to a place + 1 */
	struct map *calls;   /* pairs of places, from and to */
};
struct graph graph_new(struct arena *arena, const struct diagnosis_case *known);
/* SIZE_MAX when there is none of that name. */
size_t graph_place(const struct graph *graph, str name);
/* From the node on along its calls (or against them), itself first, nearest first. */
struct places graph_reach(const struct graph *graph, size_t from, bool to_callers);
enum metric_kind series_kind(const struct case_series *series);

struct graph_answer graph_bookkeeping(const struct graph *graph, size_t target);
struct graph_answer graph_follow(const struct graph *graph, size_t target);

#endif
