#include "formats/level.h"

#include "base/map.h"

enum {
	/* From this many names on, a map finds a duplicate and not a loop, so that
	 * a file of nothing but names is not quadratic. */
	NAMES_COMPARED_MAX = 16,
};

static bool has_name(struct arena *arena, struct level *level, str name)
{
	const struct tree *map = level->tree;

	if (level->names)
		return map_get(level->names, name) != NULL;
	for (size_t i = 0; i < map->list.count; i++)
		if (str_equal(map->list.items[i].name, name))
			return true;
	if (map->list.count < NAMES_COMPARED_MAX)
		return false;

	level->names = map_new(arena);
	for (size_t i = 0; i < map->list.count; i++)
		map_put(level->names, map->list.items[i].name, level->tree);
	return false;
}

bool level_take_name(struct arena *arena, struct level *level, str name)
{
	if (has_name(arena, level, name))
		return false;
	level->name = arena_copy(arena, name);
	if (level->names)
		map_put(level->names, level->name, level->tree);
	return true;
}

void level_add(struct arena *arena, struct level *level, struct tree *value)
{
	*list_add(arena, &level->tree->list) = (struct tree_entry){ .name = level->name,
								    .value = value };
}
