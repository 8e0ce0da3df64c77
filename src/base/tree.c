#include "base/tree.h"

#include <assert.h>
#include <math.h>

static struct tree *tree_new(struct arena *arena, enum tree_kind kind)
{
	struct tree *tree = arena_one(arena, struct tree);

	tree->kind = kind;
	return tree;
}

struct tree *tree_null(struct arena *arena)
{
	return tree_new(arena, TREE_NULL);
}

struct tree *tree_bool(struct arena *arena, bool boolean)
{
	struct tree *tree = tree_new(arena, TREE_BOOL);

	tree->boolean = boolean;
	return tree;
}

struct tree *tree_int(struct arena *arena, int64_t number)
{
	struct tree *tree = tree_new(arena, TREE_INT);

	tree->number = number;
	return tree;
}

struct tree *tree_real(struct arena *arena, double real)
{
	struct tree *tree = tree_new(arena, TREE_REAL);

	tree->real = real;
	return tree;
}

struct tree *tree_text(struct arena *arena, str text)
{
	struct tree *tree = tree_new(arena, TREE_TEXT);

	tree->text = arena_copy(arena, text);
	return tree;
}

struct tree *tree_list(struct arena *arena)
{
	return tree_new(arena, TREE_LIST);
}

struct tree *tree_map(struct arena *arena)
{
	return tree_new(arena, TREE_MAP);
}

static bool has_items(const struct tree *tree)
{
	return tree && (tree->kind == TREE_LIST || tree->kind == TREE_MAP);
}

/* From the end: should a parser have kept a name twice, the last one holds. */
static struct tree_entry *find(const struct tree *map, str name)
{
	if (!map || map->kind != TREE_MAP)
		return NULL;
	for (size_t i = map->list.count; i > 0; i--)
		if (str_equal(map->list.items[i - 1].name, name))
			return &map->list.items[i - 1];
	return NULL;
}

void tree_add(struct arena *arena, struct tree *list, struct tree *value)
{
	assert(list->kind == TREE_LIST);
	*list_add(arena, &list->list) = (struct tree_entry){ .value = value };
}

void tree_put(struct arena *arena, struct tree *map, const char *name, struct tree *value)
{
	tree_put_str(arena, map, str_of(name), value);
}

void tree_put_str(struct arena *arena, struct tree *map, str name, struct tree *value)
{
	assert(map->kind == TREE_MAP);

	struct tree_entry *entry = find(map, name);

	if (entry) {
		entry->value = value;
		return;
	}
	*list_add(arena,
		  &map->list) = (struct tree_entry){ .name = arena_copy(arena, name),
						     .value = value };
}

void tree_put_text(struct arena *arena, struct tree *map, const char *name, str text)
{
	tree_put(arena, map, name, tree_text(arena, text));
}

void tree_put_int(struct arena *arena, struct tree *map, const char *name, int64_t number)
{
	tree_put(arena, map, name, tree_int(arena, number));
}

void tree_put_real(struct arena *arena, struct tree *map, const char *name, double real)
{
	tree_put(arena, map, name, tree_real(arena, real));
}

void tree_put_bool(struct arena *arena, struct tree *map, const char *name, bool boolean)
{
	tree_put(arena, map, name, tree_bool(arena, boolean));
}

static const struct tree *get(const struct tree *map, str name)
{
	const struct tree_entry *entry = find(map, name);

	return entry ? entry->value : NULL;
}

const struct tree *tree_get(const struct tree *map, const char *name)
{
	return get(map, str_of(name));
}

const struct tree *tree_at(const struct tree *tree, const char *path)
{
	str rest = str_of(path);
	str step;

	while (tree && str_next(&rest, '.', &step)) {
		int64_t nth;

		if (tree->kind == TREE_MAP)
			tree = get(tree, step);
		else if (str_to_int(step, &nth) && nth >= 0)
			tree = tree_nth(tree, (size_t)nth);
		else
			tree = NULL;
	}
	return tree;
}

str tree_get_text(const struct tree *map, const char *name)
{
	const struct tree *value = tree_get(map, name);

	return value && value->kind == TREE_TEXT ? value->text : (str){ 0 };
}

int64_t tree_get_int(const struct tree *map, const char *name, int64_t fallback)
{
	const struct tree *value = tree_get(map, name);

	if (value && value->kind == TREE_INT)
		return value->number;
	/* Some senders write 5 as 5.0. Beyond 2^53 a real is no exact number. */
	if (value && value->kind == TREE_REAL && fabs(value->real) <= 0x1p53 &&
	    trunc(value->real) == value->real)
		return (int64_t)value->real;
	return fallback;
}

double tree_get_real(const struct tree *map, const char *name, double fallback)
{
	const struct tree *value = tree_get(map, name);

	if (value && value->kind == TREE_REAL)
		return value->real;
	return value && value->kind == TREE_INT ? (double)value->number : fallback;
}

bool tree_get_bool(const struct tree *map, const char *name, bool fallback)
{
	const struct tree *value = tree_get(map, name);

	return value && value->kind == TREE_BOOL ? value->boolean : fallback;
}

size_t tree_count(const struct tree *list_or_map)
{
	return has_items(list_or_map) ? list_or_map->list.count : 0;
}

const struct tree *tree_nth(const struct tree *list_or_map, size_t nth)
{
	return nth < tree_count(list_or_map) ? list_or_map->list.items[nth].value : NULL;
}

str tree_nth_name(const struct tree *map, size_t nth)
{
	return nth < tree_count(map) ? map->list.items[nth].name : (str){ 0 };
}

const char *tree_kind_name(enum tree_kind kind)
{
	static const char *const names[] = {
		[TREE_NULL] = "null",   [TREE_BOOL] = "true or false",
		[TREE_INT] = "integer", [TREE_REAL] = "number",
		[TREE_TEXT] = "text",   [TREE_LIST] = "list",
		[TREE_MAP] = "map",
	};

	return names[kind];
}
