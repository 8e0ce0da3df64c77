#include "base/tree.h"
#include "check.h"

#include <math.h>

enum { ARENA_BYTES = 1 << 20 };

/* {"name":"redis","count":5,"share":0.5,"whole":7.0,"up":true,"hosts":["a",{"port":1}]}
 */
static struct tree *example(struct arena *arena)
{
	struct tree *map = tree_map(arena);
	struct tree *hosts = tree_list(arena);
	struct tree *host = tree_map(arena);

	tree_put_text(arena, map, "name", STR("redis"));
	tree_put_int(arena, map, "count", 5);
	tree_put_real(arena, map, "share", 0.5);
	tree_put_real(arena, map, "whole", 7.0);
	tree_put_bool(arena, map, "up", true);
	tree_put_int(arena, host, "port", 1);
	tree_add(arena, hosts, tree_text(arena, STR("a")));
	tree_add(arena, hosts, host);
	tree_put(arena, map, "hosts", hosts);
	tree_put(arena, map, "none", tree_null(arena));
	return map;
}

static void what_was_put_can_be_read(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const struct tree *map = example(arena);

	CHECK_STR(tree_get_text(map, "name"), "redis");
	CHECK_INT(tree_get_int(map, "count", -1), 5);
	CHECK(tree_get_real(map, "share", -1) == 0.5);
	CHECK(tree_get_bool(map, "up", false));
	CHECK_INT(tree_get(map, "none")->kind, TREE_NULL);
	CHECK_INT(tree_count(map), 7);
	CHECK_STR(tree_nth_name(map, 0), "name");
	CHECK_STR(tree_nth_name(map, 6), "none");
	CHECK_STR(tree_nth(tree_get(map, "hosts"), 0)->text, "a");
}

static void a_missing_name_or_another_kind_gives_the_fallback(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const struct tree *map = example(arena);

	CHECK(tree_get(map, "absent") == NULL);
	CHECK_STR(tree_get_text(map, "count"), "");
	CHECK_STR(tree_get_text(NULL, "name"), "");
	CHECK_STR(tree_get_text(tree_get(map, "hosts"), "name"), "");
	CHECK_INT(tree_get_int(map, "name", -1), -1);
	CHECK_INT(tree_get_int(map, "absent", -1), -1);
	CHECK(tree_get_real(map, "up", -1) == -1);
	CHECK(tree_get_bool(map, "count", true));
	CHECK(!tree_get_bool(map, "absent", false));
	CHECK_INT(tree_count(NULL), 0);
	CHECK_INT(tree_count(tree_get(map, "name")), 0);
	CHECK(tree_nth(map, 7) == NULL);
	CHECK(tree_nth(NULL, 0) == NULL);
	CHECK_STR(tree_nth_name(map, 7), "");
}

static void whole_numbers_pass_between_integer_and_real(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct tree *map = example(arena);

	CHECK(tree_get_real(map, "count", -1) == 5.0);
	CHECK_INT(tree_get_int(map, "whole", -1), 7);
	CHECK_INT(tree_get_int(map, "share", -1), -1);
	tree_put_real(arena, map, "whole", 1e300);
	CHECK_INT(tree_get_int(map, "whole", -1), -1);
	tree_put_real(arena, map, "whole", NAN);
	CHECK_INT(tree_get_int(map, "whole", -1), -1);
	tree_put_real(arena, map, "whole", -INFINITY);
	CHECK_INT(tree_get_int(map, "whole", -1), -1);
}

static void putting_twice_replaces(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct tree *map = example(arena);

	tree_put_str(arena, map, STR("count"), tree_text(arena, STR("many")));
	CHECK_STR(tree_get_text(map, "count"), "many");
	CHECK_INT(tree_count(map), 7);
	CHECK_STR(tree_nth_name(map, 1), "count");
}

static void names_and_texts_are_copied(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct tree *map = tree_map(arena);
	char name[] = "key", text[] = "value";

	tree_put_text(arena, map, name, str_of(text));
	name[0] = text[0] = 'X';
	CHECK_STR(tree_get_text(map, "key"), "value");
}

static void a_path_leads_through_maps_and_lists(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const struct tree *map = example(arena);

	CHECK(tree_at(map, "hosts.1.port") != NULL);
	CHECK_INT(tree_at(map, "hosts.1.port")->number, 1);
	CHECK_STR(tree_at(map, "hosts.0")->text, "a");
	CHECK(tree_at(map, "hosts.2") == NULL);
	CHECK(tree_at(map, "hosts.-1") == NULL);
	CHECK(tree_at(map, "hosts.one") == NULL);
	CHECK(tree_at(map, "name.0") == NULL);
	CHECK(tree_at(map, "absent.name") == NULL);
	CHECK(tree_at(NULL, "name") == NULL);
	CHECK(tree_at(map, "") == map);
}

const struct test tests[] = {
	{ "what was put can be read", what_was_put_can_be_read },
	{ "a missing name or another kind gives the fallback",
	  a_missing_name_or_another_kind_gives_the_fallback },
	{ "whole numbers pass between integer and real",
	  whole_numbers_pass_between_integer_and_real },
	{ "putting twice replaces", putting_twice_replaces },
	{ "names and texts are copied", names_and_texts_are_copied },
	{ "a path leads through maps and lists", a_path_leads_through_maps_and_lists },
	{ 0 },
};
