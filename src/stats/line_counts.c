#include "stats/line_counts.h"

#include "stats/poisson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

/* Who wrote what: a shape at first, a template in the end. */
struct counted {
	uint32_t entity, what; /* "what" from 1 on; 0: a free slot */
	size_t *lines;
};

struct line_counts {
	struct arena *arena;
	struct counted *slots; /* open addressing */
	size_t windows, count, mask, beyond;
};

static void set_slots(struct line_counts *counts, size_t capacity)
{
	counts->slots = arena_many(counts->arena, struct counted, capacity);
	counts->mask = capacity - 1;
}

struct line_counts *line_counts_new(struct arena *arena, size_t windows)
{
	struct line_counts *counts = arena_one(arena, struct line_counts);

	counts->arena = arena;
	counts->windows = windows;
	set_slots(counts, FIRST_CAPACITY);
	return counts;
}

/* Both are small numbers in a row, so the product spreads them. */
static struct counted *slot_of(const struct line_counts *counts, uint32_t entity,
			       uint32_t what)
{
	uint64_t key = ((uint64_t)entity << 32 | what) * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (key ^ key >> 32) & counts->mask;

	while (counts->slots[at].what != 0 &&
	       (counts->slots[at].what != what || counts->slots[at].entity != entity))
		at = (at + 1) & counts->mask;
	return &counts->slots[at];
}

static void grow(struct line_counts *counts)
{
	struct counted *old = counts->slots;
	size_t old_mask = counts->mask;

	set_slots(counts, (old_mask + 1) * 2);
	for (size_t i = 0; i <= old_mask; i++)
		if (old[i].what != 0)
			*slot_of(counts, old[i].entity, old[i].what) = old[i];
}

/* NULL when there is no room. */
static size_t *lines_of(struct line_counts *counts, uint32_t entity, uint32_t what)
{
	struct counted *slot = slot_of(counts, entity, what);

	if (slot->what != 0)
		return slot->lines;
	if ((counts->count + 1) * counts->windows > LINE_COUNTS_MAX)
		return NULL;
	if (++counts->count > counts->mask / 4 * 3) {
		grow(counts);
		slot = slot_of(counts, entity, what);
	}
	*slot = (struct counted){
		.entity = entity,
		.what = what,
		.lines = arena_many(counts->arena, size_t, counts->windows),
	};
	return slot->lines;
}

void line_counts_add(struct line_counts *counts, uint32_t entity, uint32_t shape,
		     size_t window)
{
	size_t *lines;

	if (shape == TEMPLATE_NONE || window >= counts->windows)
		return;
	lines = lines_of(counts, entity, shape + 1);
	if (lines)
		lines[window]++;
	else
		counts->beyond++;
}

size_t line_counts_beyond(const struct line_counts *counts)
{
	return counts->beyond;
}

static int by_entity_and_template(const void *a, const void *b)
{
	const struct line_row *x = a, *y = b;

	if (x->entity != y->entity)
		return x->entity < y->entity ? -1 : 1;
	return (x->template > y->template) - (x->template <y->template);
}

void line_counts_table(const struct line_counts *counts,
		       const struct templates *templates, struct arena *arena,
		       struct line_table *ret_table)
{
	struct line_counts *sums = line_counts_new(arena, counts->windows);
	struct line_row *rows = arena_many(arena, struct line_row, counts->count + 1);
	size_t count = 0;

	for (size_t i = 0; i <= counts->mask; i++) {
		const struct counted *slot = &counts->slots[i];
		size_t *lines;

		if (slot->what == 0 || slot->what > templates->shapes)
			continue;
		/* No more pairs than there were, so there is room. */
		lines = lines_of(sums, slot->entity,
				 templates->of_shape[slot->what - 1] + 1);
		for (size_t k = 0; lines && k < counts->windows; k++)
			lines[k] += slot->lines[k];
	}
	for (size_t i = 0; i <= sums->mask; i++)
		if (sums->slots[i].what != 0)
			rows[count++] = (struct line_row){
				.entity = sums->slots[i].entity,
				.template = sums->slots[i].what - 1,
				.lines = sums->slots[i].lines,
			};
	qsort(rows, count, sizeof(*rows), by_entity_and_template);
	*ret_table = (struct line_table){ .rows = rows,
					  .count = count,
					  .windows = counts->windows };
}

static enum line_change change_of(size_t before, size_t during, double llr)
{
	if (before == 0)
		return LINES_NEW;
	if (during == 0)
		return LINES_VANISHED;
	return llr > 0 ? LINES_MORE : LINES_FEWER;
}

/* Of equal ones the earlier row, so that the same table gives the same list. */
static int by_llr(const void *a, const void *b)
{
	const struct line_shift *x = a, *y = b;
	double first = fabs(x->llr), second = fabs(y->llr);

	if (first != second)
		return first > second ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

size_t line_shifts(const struct line_table *table, const double *exposure, size_t before,
		   size_t during, struct arena *arena, struct line_shift **ret_shifts)
{
	struct line_shift *shifts = arena_many(arena, struct line_shift,
					       table->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct line_row *row = &table->rows[i];
		const double *over = &exposure[row->entity * table->windows];
		double was = (double)row->lines[before], is = (double)row->lines[during];
		double llr = poisson_llr(was, over[before], is, over[during]);

		if (llr == 0)
			continue;
		shifts[count++] = (struct line_shift){
			.row = row,
			.change = change_of(row->lines[before], row->lines[during], llr),
			.before = was / over[before],
			.during = is / over[during],
			.llr = llr,
		};
	}
	qsort(shifts, count, sizeof(*shifts), by_llr);
	*ret_shifts = shifts;
	return count;
}
