/* Which span is whose child, and so what is a span's own: the time that it worked itself,
 * the time that a client waited for more than its server's work, a failure that began
 * there.
 *
 * Only direct parents are followed, so a tree with missing parents or with a circle in it
 * is read as far as it makes sense. */
#ifndef CORE_DIAGNOSIS_SPAN_KIN_H
#define CORE_DIAGNOSIS_SPAN_KIN_H

#include "base/arena.h"
#include "core/diagnosis/case.h"

/* A span of more than a day is a mistake. */
#define SPAN_TOOK_US_MAX (DAY_MS * 1000)

/* Of a span that has none. */
#define SPAN_NONE UINT32_MAX

/* Spans are known by their places in the array. */
struct span_kin {
	const struct case_span *spans;
	size_t count;
	uint32_t *parent;      /* SPAN_NONE for none */
	uint32_t *first_child; /* then next_child of that, and so on */
	uint32_t *next_child;
	uint32_t *child_count;
	int64_t *children_us; /* that all of them took */
	size_t orphan_count;  /* of those whose parent is not there */
	size_t circled_count; /* of those that are their own forebears */
	/* By names_key(trace, id) to a number in of_id, which is the place. */
	const struct map *ids;
	const uint32_t *of_id;
};

/* All of it lies in the arena; the spans are not copied. */
struct span_kin span_kin_of(struct arena *arena, const struct case_span *spans,
			    size_t count);

/* How long it took; -1 when nobody knows, or it is a mistake. */
int64_t span_took_us(const struct case_span *span);
/* All that a client does is wait for another entity. */
bool span_is_client(const struct span_kin *kin, size_t place);
/* What its client waited beyond the work of this span; -1 when its parent is no client,
 * or the times do not fit. */
int64_t span_gap_us(const struct span_kin *kin, size_t place);
/* What it worked by itself; -1 when nobody knows, and of a client. */
int64_t span_self_us(const struct span_kin *kin, size_t place);
/* It failed, and none of its children did. */
bool span_failed_itself(const struct span_kin *kin, size_t place);

#endif
