/* Spans into operations, calls and edges. */
#include "core/diagnosis/diagnosis_private.h"
#include "core/diagnosis/span_kin.h"

#include <math.h>

/* A tenth of a millisecond is as good as none. */
static float logarithm_of(int64_t us)
{
	return (float)log((double)us + TIME_FLOOR_US);
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

static void name_calls(struct study *study, const struct span_kin *kin,
		       struct placed_span *placed)
{
	struct names numbers = names_new(study->arena);
	struct {
		struct call *items;
		size_t count, capacity;
	} list = { 0 };

	for (size_t i = 0; i < kin->count; i++) {
		uint32_t parent = kin->parent[i];

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
static void mark_first_calls(const struct study *study, const struct span_kin *kin,
			     struct placed_span *placed)
{
	uint32_t *parent_of_last = arena_many(study->arena, uint32_t, study->call_count);

	for (size_t i = 0; i < study->call_count; i++)
		parent_of_last[i] = NO_NUMBER;
	for (uint32_t i = 0; i < kin->count; i++) {
		for (uint32_t child = kin->first_child[i]; child != NO_NUMBER;
		     child = kin->next_child[child]) {
			uint32_t *last = &parent_of_last[placed[child].call];

			placed[child].first_of_call = *last != i;
			*last = i;
		}
	}
}

static void measure_gaps(struct study *study, const struct span_kin *kin,
			 struct placed_span *placed)
{
	struct names numbers = names_new(study->arena);
	struct {
		struct edge *items;
		size_t count, capacity;
	} list = { 0 };

	for (size_t i = 0; i < kin->count; i++) {
		int64_t gap = span_gap_us(kin, i);

		placed[i].edge = NO_NUMBER;
		if (gap < 0)
			continue;
		const struct placed_span *parent = &placed[kin->parent[i]];
		struct edge edge = { study->operations[parent->operation].entity,
				     study->operations[placed[i].operation].entity };
		placed[i].edge = names_add_two(&numbers, edge.caller, edge.callee);
		if (placed[i].edge == list.count)
			*list_add(study->arena, &list) = edge;
		placed[i].gap = logarithm_of(gap);
	}
	study->edges = list.items;
	study->edge_count = list.count;
}

static void measure_selves(const struct span_kin *kin, struct placed_span *placed)
{
	for (size_t i = 0; i < kin->count; i++) {
		int64_t self = span_self_us(kin, i);

		placed[i].has_self = self >= 0;
		placed[i].self = logarithm_of(self > 0 ? self : 0);
		placed[i].source = span_failed_itself(kin, i);
	}
}

void place_spans(struct study *study, struct names *entities)
{
	const struct diagnosis_case *known = study->known;
	struct span_kin kin = span_kin_of(study->arena, known->spans, known->span_count);
	struct placed_span *placed = arena_many(study->arena, struct placed_span,
						kin.count);

	name_operations(study, entities, placed);
	name_calls(study, &kin, placed);
	mark_first_calls(study, &kin, placed);
	measure_gaps(study, &kin, placed);
	measure_selves(&kin, placed);
	study->spans = placed;
	study->span_ids = kin.ids;
	study->span_of_id = kin.of_id;
	study->spans_orphaned = kin.orphan_count;
	study->spans_circled = kin.circled_count;
}
