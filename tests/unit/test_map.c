#include "base/map.h"
#include "check.h"

enum { ARENA_BYTES = 16 << 20, MANY = 20000 };

static void what_was_put_is_found(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct map *map = map_new(arena);
	int one = 1, two = 2;

	CHECK(map_get(map, STR("a")) == NULL);
	map_put(map, STR("a"), &one);
	map_put(map, STR(""), &two);
	CHECK(map_get(map, STR("a")) == &one);
	CHECK(map_get(map, (str){ 0 }) == &two);
	CHECK(map_get(map, STR("b")) == NULL);
	CHECK_INT(map_count(map), 2);
}

static void putting_again_replaces(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct map *map = map_new(arena);
	int one = 1, two = 2;

	map_put(map, STR("a"), &one);
	map_put(map, STR("a"), &two);
	CHECK(map_get(map, STR("a")) == &two);
	CHECK_INT(map_count(map), 1);
	map_put(map, STR("a"), NULL);
	CHECK(map_get(map, STR("a")) == NULL);
	CHECK_INT(map_count(map), 1);
}

static void names_are_compared_to_their_last_byte(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct map *map = map_new(arena);
	int one = 1, two = 2;

	map_put(map, STR("a\0b"), &one);
	map_put(map, STR("a\0c"), &two);
	CHECK(map_get(map, STR("a\0b")) == &one);
	CHECK(map_get(map, STR("a\0c")) == &two);
	CHECK(map_get(map, STR("a")) == NULL);
}

static void many_are_found_after_growing(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct map *map = map_new(arena);
	int *numbers = arena_many(arena, int, MANY);

	for (int i = 0; i < MANY; i++)
		map_put(map, arena_format(arena, "name-%d", i), &numbers[i]);
	CHECK_INT(map_count(map), MANY);
	for (int i = 0; i < MANY; i++) {
		int *found = map_get(map, arena_format(arena, "name-%d", i));

		if (found != &numbers[i]) {
			CHECK(found == &numbers[i]);
			return;
		}
	}
	CHECK(map_get(map, STR("name-20000")) == NULL);
}

const struct test tests[] = {
	{ "what was put is found", what_was_put_is_found },
	{ "putting again replaces", putting_again_replaces },
	{ "names are compared to their last byte",
	  names_are_compared_to_their_last_byte },
	{ "many are found after growing", many_are_found_after_growing },
	{ 0 },
};
