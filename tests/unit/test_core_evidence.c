/* Numbers as people read them, and facts that say nothing they do not know. */
#include "check.h"

#include "core/evidence/evidence.h"

#include <math.h>

static void a_quantity_reads_as_people_write_it(void)
{
	static const struct {
		double number;
		const char *unit, *text;
	} cases[] = {
		{ 33554432, "bytes", "32 MiB" },
		{ 0, "bytes", "0 B" },
		{ 1023, "bytes", "1023 B" },
		{ 1536, "bytes", "1.5 KiB" },
		{ 1048575, "bytes", "1 MiB" },
		{ -2048, "bytes", "-2 KiB" },
		{ 5e12, "bytes", "4.5 TiB" },
		{ 1572864, "bytes per second", "1.5 MiB/s" },
		{ 96, "percent", "96 %" },
		{ 95.83333, "percent", "95.8 %" },
		{ 0.3, "percent", "0.3 %" },
		{ 0.03333, "percent", "0.0333 %" },
		{ 50, "per second", "50 /s" },
		{ 8.4, "seconds", "8.4 s" },
		{ 0.52, "seconds", "520 ms" },
		{ 0.0004, "seconds", "0.4 ms" },
		{ 0, "seconds", "0 s" },
		{ 1, "seconds", "1 s" },
		{ 0.99999, "seconds", "1 s" },
		{ 5400, "seconds", "1:30:00" },
		{ 250, "milliseconds", "250 ms" },
		{ 12, "", "12" },
		{ 12.5, "", "12.5" },
		{ 1.25, "", "1.25" },
		{ -0.001, "", "-0.001" },
		{ -0.0, "", "0" },
		{ 1234567, "", "1234567" },
		{ 3, "keys", "3 keys" },
		{ (double)NAN, "percent", "unknown" },
		{ (double)INFINITY, "", "infinite" },
	};
	scoped_arena arena = arena_new(1 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(
			quantity_format(arena, cases[i].number, str_of(cases[i].unit)),
			str_of(cases[i].text));
}

static void the_latest_fact_of_a_name_is_found(void)
{
	struct fact items[] = {
		{ .name = STR("a"), .number = 1, .at = 10 },
		{ .name = STR("a"), .number = 2, .at = 30 },
		{ .name = STR("a"), .number = 3, .at = 20 },
		{ .name = STR("b"), .number = 4, .at = 99 },
	};
	struct facts facts = { items, COUNT_OF(items), COUNT_OF(items) };

	CHECK(facts_find(&facts, STR("a")) == &items[1]);
	CHECK(!facts_find(&facts, STR("c")));
}

static void facts_come_back_as_they_were_written(void)
{
	struct fact items[] = {
		{ .name = STR("used"), .number = 33554432, .unit = STR("bytes") },
		{ .name = STR("policy"),
		  .number = (double)NAN,
		  .text = STR("noeviction") },
		{ .name = STR("lag"), .number = 0.25, .unit = STR("seconds") },
	};
	struct facts facts = { items, COUNT_OF(items), COUNT_OF(items) }, read = { 0 };
	scoped_arena arena = arena_new(1 << 20);
	struct tree *list = facts_write(arena, &facts);

	CHECK_INT(tree_get(tree_nth(list, 0), "number")->kind, TREE_INT);
	facts_read(arena, list, 17, 1000, &read);
	CHECK_INT(read.count, 3);
	for (size_t i = 0; i < read.count; i++) {
		CHECK_STR_EQ(read.items[i].name, items[i].name);
		CHECK_STR_EQ(fact_format(arena, &read.items[i]),
			     fact_format(arena, &items[i]));
		CHECK_INT(read.items[i].evidence, 17);
		CHECK_INT(read.items[i].at, 1000);
	}
}

static void what_has_no_value_is_no_fact(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct tree *list = tree_list(arena);
	struct tree *nameless = tree_map(arena), *empty = tree_map(arena);
	struct facts facts = { 0 };

	tree_put_int(arena, nameless, "number", 5);
	tree_put_text(arena, empty, "name", STR("a"));
	tree_put(arena, empty, "number", tree_null(arena));
	tree_add(arena, list, nameless);
	tree_add(arena, list, empty);
	tree_add(arena, list, tree_text(arena, STR("a")));
	facts_read(arena, list, 1, 1, &facts);
	facts_read(arena, NULL, 1, 1, &facts);
	CHECK_INT(facts.count, 0);
}

const struct test tests[] = {
	{ "a quantity reads as people write it", a_quantity_reads_as_people_write_it },
	{ "the latest fact of a name is found", the_latest_fact_of_a_name_is_found },
	{ "facts come back as they were written", facts_come_back_as_they_were_written },
	{ "what has no value is no fact", what_has_no_value_is_no_fact },
	{ 0 },
};
