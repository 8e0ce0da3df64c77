/* Matchers as Alertmanager's API has them: {name, value, isRegex, isEqual}. */
#include "base/limits.h"
#include "core/alerting/matcher.h"

struct tree *matchers_tree(struct arena *arena, const struct matcher *matchers,
			   size_t count)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(arena);
		enum matcher_kind kind = matchers[i].kind;

		tree_put_text(arena, one, "name", matchers[i].name);
		tree_put_text(arena, one, "value", matchers[i].value);
		tree_put_bool(arena, one, "isRegex",
			      kind == MATCH_PATTERN || kind == MATCH_NOT_PATTERN);
		tree_put_bool(arena, one, "isEqual",
			      kind == MATCH_EQUAL || kind == MATCH_PATTERN);
		tree_add(arena, list, one);
	}
	return list;
}

static bool read_flag(const struct tree *map, const char *name, bool fallback,
		      bool *ret_flag, struct error *error)
{
	const struct tree *flag = tree_get(map, name);

	if (flag && flag->kind != TREE_BOOL && flag->kind != TREE_NULL)
		return error_set(error, ERROR_INVALID, "%s: must be true or false", name);
	*ret_flag = tree_get_bool(map, name, fallback);
	return true;
}

static bool read_text(const struct tree *map, const char *name, str *ret_text,
		      struct error *error)
{
	const struct tree *text = tree_get(map, name);

	if (!text || text->kind != TREE_TEXT)
		return error_set(error, ERROR_INVALID, "%s: must be a text", name);
	*ret_text = text->text;
	return true;
}

static enum matcher_kind kind_of(bool regex, bool equal)
{
	if (regex)
		return equal ? MATCH_PATTERN : MATCH_NOT_PATTERN;
	return equal ? MATCH_EQUAL : MATCH_NOT_EQUAL;
}

static bool read_one(struct arena *arena, const struct tree *map,
		     struct matcher *ret_matcher, struct error *error)
{
	bool regex = false, equal = true;
	str name = { 0 }, value = { 0 };

	/* isEqual came later than the others, so old clients leave it out. */
	return read_text(map, "name", &name, error) &&
	       read_text(map, "value", &value, error) &&
	       read_flag(map, "isRegex", false, &regex, error) &&
	       read_flag(map, "isEqual", true, &equal, error) &&
	       matcher_make(arena, arena_copy(arena, name), kind_of(regex, equal),
			    arena_copy(arena, value), ret_matcher, error);
}

bool matchers_of_tree(struct arena *arena, const struct tree *list,
		      struct matchers *ret_matchers, struct error *error)
{
	struct matchers matchers = { 0 };

	if (!list || list->kind != TREE_LIST)
		return error_set(error, ERROR_INVALID, "matchers: must be a list");
	if (tree_count(list) > MATCHERS_MAX)
		return error_set(error, ERROR_TOO_LARGE, "matchers: more than %d",
				 MATCHERS_MAX);
	for (size_t i = 0; i < tree_count(list); i++)
		if (!read_one(arena, tree_nth(list, i), list_add(arena, &matchers),
			      error))
			return error_wrap(error, "matchers[%zu]", i);
	*ret_matchers = matchers;
	return true;
}
