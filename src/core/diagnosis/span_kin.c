#include "core/diagnosis/span_kin.h"

#include "base/map.h"
#include "core/diagnosis/diagnosis_private.h"

/* In -1 for unknown sums cannot overflow. */
int64_t span_took_us(const struct case_span *span)
{
	return span->took_us <= SPAN_TOOK_US_MAX && span->took_us >= 0 ? span->took_us
								       : -1;
}

static struct span_kin kin_new(struct arena *arena, const struct case_span *spans,
			       size_t count)
{
	return (struct span_kin){
		.spans = spans,
		.count = count,
		.parent = arena_many(arena, uint32_t, count),
		.first_child = arena_many(arena, uint32_t, count),
		.next_child = arena_many(arena, uint32_t, count),
		.child_count = arena_many(arena, uint32_t, count),
		.children_us = arena_many(arena, int64_t, count),
	};
}

static void add_child(struct span_kin *kin, uint32_t parent, uint32_t child)
{
	int64_t took = span_took_us(&kin->spans[child]);

	kin->parent[child] = parent;
	kin->next_child[child] = kin->first_child[parent];
	kin->first_child[parent] = child;
	kin->child_count[parent]++;
	if (took > 0)
		kin->children_us[parent] += took;
}

/* By going up from each, as far as nobody went before. */
static size_t count_circled(const struct span_kin *kin, struct arena *arena)
{
	/* By whose way each was passed, from 1. */
	uint32_t *way = arena_many(arena, uint32_t, kin->count);
	size_t circled = 0;

	for (uint32_t i = 0; i < kin->count; i++) {
		uint32_t at = i, first;

		for (; at != SPAN_NONE && way[at] == 0; at = kin->parent[at])
			way[at] = i + 1;
		if (at == SPAN_NONE || way[at] != i + 1)
			continue;
		first = at;
		do {
			circled++;
			at = kin->parent[at];
		} while (at != first);
	}
	return circled;
}

/* Of two spans with one id the first is meant. */
struct span_kin span_kin_of(struct arena *arena, const struct case_span *spans,
			    size_t count)
{
	struct span_kin kin = kin_new(arena, spans, count);
	struct names ids = names_new(arena);
	uint32_t *of_id = arena_many(arena, uint32_t, count);

	for (uint32_t i = 0; i < count; i++) {
		size_t before = ids.count;
		uint32_t id = names_add(&ids,
					names_key(arena, spans[i].trace, spans[i].id));

		kin.parent[i] = kin.first_child[i] = kin.next_child[i] = SPAN_NONE;
		if (ids.count > before)
			of_id[id] = i;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (spans[i].parent.length == 0)
			continue;
		const uint32_t *id = map_get(
			ids.numbers, names_key(arena, spans[i].trace, spans[i].parent));
		if (!id)
			kin.orphan_count++;
		else if (of_id[*id] == i)
			kin.circled_count++;
		else
			add_child(&kin, of_id[*id], i);
	}
	kin.circled_count += count_circled(&kin, arena);
	kin.ids = ids.numbers;
	kin.of_id = of_id;
	return kin;
}

/* Who works and asks nobody but by spans of its own: what it takes beyond its children
 * is its own, though it has but one. */
static bool works_itself(const struct case_span *span)
{
	return span->kind == SPAN_KIND_SERVER || span->kind == SPAN_KIND_CONSUMER ||
	       span->kind == SPAN_KIND_INTERNAL;
}

/* A parent with several children is no client: its time is its own. */
bool span_is_client(const struct span_kin *kin, size_t place)
{
	const struct case_span *span = &kin->spans[place];

	return kin->child_count[place] == 1 && !works_itself(span) &&
	       !str_equal(span->entity, kin->spans[kin->first_child[place]].entity);
}

int64_t span_gap_us(const struct span_kin *kin, size_t place)
{
	uint32_t parent = kin->parent[place];
	int64_t client, server;

	if (parent == SPAN_NONE || !span_is_client(kin, parent))
		return -1;
	client = span_took_us(&kin->spans[parent]);
	server = span_took_us(&kin->spans[place]);
	return server < 0 || client < server ? -1 : client - server;
}

/* Children that run side by side may take longer than their parent. */
int64_t span_self_us(const struct span_kin *kin, size_t place)
{
	int64_t took = span_took_us(&kin->spans[place]);

	if (took < 0 || span_is_client(kin, place))
		return -1;
	return took > kin->children_us[place] ? took - kin->children_us[place] : 0;
}

bool span_failed_itself(const struct span_kin *kin, size_t place)
{
	if (!kin->spans[place].failed)
		return false;
	for (uint32_t child = kin->first_child[place]; child != SPAN_NONE;
	     child = kin->next_child[child])
		if (kin->spans[child].failed)
			return false;
	return true;
}
