/* Spans into operations, calls and edges.
 *
 * Only direct parents are followed, so a tree with missing parents or with a circle in it
 * is read as far as it makes sense. */
#include "core/diagnosis/diagnosis_private.h"

#include "base/map.h"

#include <math.h>

/* Spans while they are placed: who is whose child. */
struct family {
	struct arena *arena;
	const struct case_span *spans;
	size_t count;
	uint32_t *parent;      /* NO_NUMBER for none */
	uint32_t *first_child; /* then next_child of that, and so on */
	uint32_t *next_child;
	uint32_t *child_count;
	int64_t *children_us;
};

/* A span of more than a day is a mistake; in -1 for unknown sums cannot overflow. */
#define TOOK_US_MAX (DAY_MS * 1000)

static int64_t took_of(const struct case_span *span)
{
	return span->took_us <= TOOK_US_MAX && span->took_us >= 0 ? span->took_us : -1;
}

/* A tenth of a millisecond is as good as none. */
static float logarithm_of(int64_t us)
{
	return (float)log((double)us + TIME_FLOOR_US);
}

static struct family family_new(struct arena *arena, const struct diagnosis_case *known)
{
	size_t count = known->span_count;

	return (struct family){
		.arena = arena,
		.spans = known->spans,
		.count = count,
		.parent = arena_many(arena, uint32_t, count),
		.first_child = arena_many(arena, uint32_t, count),
		.next_child = arena_many(arena, uint32_t, count),
		.child_count = arena_many(arena, uint32_t, count),
		.children_us = arena_many(arena, int64_t, count),
	};
}

/* Of two spans with one id the first is meant. */
static struct family families_of(struct study *study)
{
	struct arena *arena = study->arena;
	const struct diagnosis_case *known = study->known;
	struct family family = family_new(arena, known);
	struct names ids = names_new(arena);
	uint32_t *span_of_id = arena_many(arena, uint32_t, family.count);

	for (uint32_t i = 0; i < family.count; i++) {
		const struct case_span *span = &known->spans[i];
		size_t before = ids.count;
		uint32_t id = names_add(&ids, names_key(arena, span->trace, span->id));

		family.parent[i] = family.first_child[i] = family.next_child[i] =
			NO_NUMBER;
		if (ids.count > before)
			span_of_id[id] = i;
	}
	for (uint32_t i = 0; i < family.count; i++) {
		const struct case_span *span = &known->spans[i];

		if (span->parent.length == 0)
			continue;
		const uint32_t *id = map_get(ids.numbers,
					     names_key(arena, span->trace, span->parent));
		if (!id || span_of_id[*id] == i)
			continue;
		uint32_t parent = span_of_id[*id];
		family.parent[i] = parent;
		family.next_child[i] = family.first_child[parent];
		family.first_child[parent] = i;
		family.child_count[parent]++;
		if (took_of(span) > 0)
			family.children_us[parent] += took_of(span);
	}
	study->span_ids = ids.numbers;
	study->span_of_id = span_of_id;
	return family;
}

static void name_operations(struct study *study, struct names *entities,
			    struct placed_span *placed)
{
	size_t span_count = study->known->span_count, count = 0;
	struct names operations = names_new(study->arena);
	struct operation *list = arena_many(study->arena, struct operation, span_count);

	for (size_t i = 0; i < span_count; i++) {
		const struct case_span *span = &study->known->spans[i];
		uint32_t entity = names_add(entities, span->entity);
		uint32_t number = names_add(
			&operations,
			names_key(study->arena, span->entity, span->operation));

		if (number == count)
			list[count++] = (struct operation){ entity, span->operation };
		placed[i].operation = number;
		placed[i].piece = piece_at(study, span->start_us / 1000);
	}
	study->operations = list;
	study->operation_count = count;
}

static void name_calls(struct study *study, const struct family *family,
		       struct placed_span *placed)
{
	struct names numbers = names_new(study->arena);
	struct {
		struct call *items;
		size_t count, capacity;
	} list = { 0 };

	for (size_t i = 0; i < family->count; i++) {
		uint32_t parent = family->parent[i];

		placed[i].call = NO_NUMBER;
		if (parent == NO_NUMBER)
			continue;
		struct call call = { placed[parent].operation, placed[i].operation };
		placed[i].call = names_add_two(&numbers, call.parent, call.child);
		if (placed[i].call == list.count)
			*list_add(study->arena, &list) = call;
	}
	study->calls = list.items;
	study->call_count = list.count;
}

/* A query per row is one call that is made. */
static void mark_first_calls(const struct study *study, const struct family *family,
			     struct placed_span *placed)
{
	uint32_t *parent_of_last = arena_many(study->arena, uint32_t, study->call_count);

	for (size_t i = 0; i < study->call_count; i++)
		parent_of_last[i] = NO_NUMBER;
	for (uint32_t i = 0; i < family->count; i++) {
		for (uint32_t child = family->first_child[i]; child != NO_NUMBER;
		     child = family->next_child[child]) {
			uint32_t *last = &parent_of_last[placed[child].call];

			placed[child].first_of_call = *last != i;
			*last = i;
		}
	}
}

/* Who works and asks nobody but by spans of its own: what it takes beyond its children
 * is its own, though it has but one. */
static bool works_itself(const struct case_span *span)
{
	return span->kind == SPAN_KIND_SERVER || span->kind == SPAN_KIND_CONSUMER ||
	       span->kind == SPAN_KIND_INTERNAL;
}

/* What a client waits for, beyond the time that the server works. A parent with several
 * children is no client: its time is its own. */
static void measure_gaps(struct study *study, const struct family *family,
			 struct placed_span *placed)
{
	struct names numbers = names_new(study->arena);
	struct {
		struct edge *items;
		size_t count, capacity;
	} list = { 0 };

	for (size_t i = 0; i < family->count; i++) {
		uint32_t parent = family->parent[i];

		placed[i].edge = NO_NUMBER;
		if (parent == NO_NUMBER || family->child_count[parent] != 1 ||
		    works_itself(&family->spans[parent]))
			continue;
		struct edge edge = { study->operations[placed[parent].operation].entity,
				     study->operations[placed[i].operation].entity };
		if (edge.caller == edge.callee)
			continue;
		int64_t client = took_of(&family->spans[parent]);
		int64_t server = took_of(&family->spans[i]);
		placed[parent].is_client = true;
		if (server < 0 || client < server)
			continue;
		placed[i].edge = names_add_two(&numbers, edge.caller, edge.callee);
		if (placed[i].edge == list.count)
			*list_add(study->arena, &list) = edge;
		placed[i].gap = logarithm_of(client - server);
	}
	study->edges = list.items;
	study->edge_count = list.count;
}

/* What a client waits is not its own work. Children that run side by side may take longer
 * than their parent. */
static void measure_selves(const struct family *family, struct placed_span *placed)
{
	for (size_t i = 0; i < family->count; i++) {
		int64_t took = took_of(&family->spans[i]);
		int64_t self = took - family->children_us[i];

		placed[i].has_self = took >= 0 && !placed[i].is_client;
		placed[i].self = logarithm_of(self > 0 ? self : 0);
		placed[i].source = family->spans[i].failed;
		for (uint32_t child = family->first_child[i]; child != NO_NUMBER;
		     child = family->next_child[child]) {
			if (family->spans[child].failed)
				placed[i].source = false;
		}
	}
}

void place_spans(struct study *study, struct names *entities)
{
	struct family family = families_of(study);
	struct placed_span *placed = arena_many(study->arena, struct placed_span,
						family.count);

	name_operations(study, entities, placed);
	name_calls(study, &family, placed);
	mark_first_calls(study, &family, placed);
	measure_gaps(study, &family, placed);
	measure_selves(&family, placed);
	study->spans = placed;
}
