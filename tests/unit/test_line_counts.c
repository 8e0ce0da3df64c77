/* What a log says newly, no longer, more often or less often. */
#include "check.h"
#include "stats/line_counts.h"

#include <math.h>

enum { ARENA_BYTES = 256 << 20, BEFORE = 0, DURING = 1, WINDOWS = 2 };

struct bed {
	struct arena *arena;
	struct template_miner *miner;
	struct line_counts *counts;
	struct line_table table;
	struct line_shift *shifts;
	size_t count;
};

static void begin(struct bed *bed, struct arena *arena)
{
	*bed = (struct bed){ .arena = arena,
			     .miner = template_miner_new(arena),
			     .counts = line_counts_new(arena, WINDOWS) };
}

/* With another number in each line. */
static void wrote(struct bed *bed, uint32_t entity, const char *text, size_t window,
		  size_t times)
{
	for (size_t i = 0; i < times; i++) {
		str line = arena_format(bed->arena, "%s %zu", text, i);

		line_counts_add(bed->counts, entity, template_miner_add(bed->miner, line),
				window);
	}
}

static void compare(struct bed *bed, const double *exposure)
{
	struct templates templates;

	template_miner_group(bed->miner, bed->arena, &templates);
	line_counts_table(bed->counts, &templates, bed->arena, &bed->table);
	bed->count = line_shifts(&bed->table, exposure, BEFORE, DURING, bed->arena,
				 &bed->shifts);
}

static void all_four_changes_are_told(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	static const double exposure[] = { 60, 60, 60, 60 };
	static const struct {
		uint32_t entity;
		enum line_change change;
		double before, during;
	} expected[] = {
		{ 1, LINES_VANISHED, 50.0 / 60, 0 },
		{ 0, LINES_NEW, 0, 30.0 / 60 },
		{ 1, LINES_FEWER, 30.0 / 60, 10.0 / 60 },
		{ 0, LINES_MORE, 10.0 / 60, 20.0 / 60 },
	};
	struct bed bed;

	begin(&bed, arena);
	wrote(&bed, 0, "steady", BEFORE, 40);
	wrote(&bed, 0, "steady", DURING, 40);
	wrote(&bed, 0, "retried", BEFORE, 10);
	wrote(&bed, 0, "retried", DURING, 20);
	wrote(&bed, 0, "refused", DURING, 30);
	wrote(&bed, 1, "order placed", BEFORE, 50);
	wrote(&bed, 1, "retried", BEFORE, 30);
	wrote(&bed, 1, "retried", DURING, 10);
	compare(&bed, exposure);

	CHECK_INT(bed.table.count, 5);
	CHECK_INT(bed.count, COUNT_OF(expected));
	for (size_t i = 0; i < COUNT_OF(expected) && i < bed.count; i++) {
		CHECK_INT(bed.shifts[i].row->entity, expected[i].entity);
		CHECK_INT(bed.shifts[i].change, expected[i].change);
		CHECK(fabs(bed.shifts[i].before - expected[i].before) < 1e-9);
		CHECK(fabs(bed.shifts[i].during - expected[i].during) < 1e-9);
		CHECK((bed.shifts[i].llr > 0) ==
		      (bed.shifts[i].during > bed.shifts[i].before));
	}
}

/* Half the lines of half the requests is nothing new. */
static void traffic_is_taken_into_account(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	static const double requests[] = { 1000, 500 }, seconds[] = { 60, 60 };
	struct bed bed;

	begin(&bed, arena);
	wrote(&bed, 0, "served", BEFORE, 100);
	wrote(&bed, 0, "served", DURING, 50);
	compare(&bed, requests);
	CHECK_INT(bed.count, 0);
	compare(&bed, seconds);
	CHECK_INT(bed.count, 1);
}

static void without_exposure_nothing_is_said(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	static const double exposure[] = { 60, 0, NAN, 60, 60, 60 };
	struct bed bed;

	begin(&bed, arena);
	wrote(&bed, 0, "gone", BEFORE, 10);
	wrote(&bed, 1, "come", DURING, 10);
	wrote(&bed, 2, "come", DURING, 10);
	compare(&bed, exposure);
	CHECK_INT(bed.count, 1);
	CHECK_INT(bed.shifts[0].row->entity, 2);
}

/* Shapes that become one template are counted as one. */
static void names_of_people_are_one_row(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	static const char *const lines[] = { "login of ann took", "login of bob took",
					     "login of cyd took", "login of dan took" };
	static const double exposure[] = { 1, 1 };
	struct bed bed;

	begin(&bed, arena);
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		wrote(&bed, 0, lines[i], i % 2, 3);
	compare(&bed, exposure);
	CHECK_INT(bed.table.count, 1);
	CHECK_INT(bed.table.rows[0].lines[BEFORE], 6);
	CHECK_INT(bed.table.rows[0].lines[DURING], 6);
	CHECK_INT(bed.count, 0);
}

static void what_has_no_room_is_counted(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct line_counts *counts = line_counts_new(arena, WINDOWS);

	for (uint32_t i = 0; i < LINE_COUNTS_MAX / WINDOWS + 7; i++)
		line_counts_add(counts, i, i % 3, BEFORE);
	line_counts_add(counts, 5, 2, DURING);
	line_counts_add(counts, 5, TEMPLATE_NONE, DURING);
	line_counts_add(counts, UINT32_MAX, 2, WINDOWS);
	CHECK_INT(line_counts_beyond(counts), 7);
}

const struct test tests[] = {
	{ "all four changes are told", all_four_changes_are_told },
	{ "traffic is taken into account", traffic_is_taken_into_account },
	{ "without exposure nothing is said", without_exposure_nothing_is_said },
	{ "names of people are one row", names_of_people_are_one_row },
	{ "what has no room is counted", what_has_no_room_is_counted },
	{ 0 },
};
