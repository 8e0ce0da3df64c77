#include "operations/values.h"

#include "base/limits.h"
#include "formats/json.h"

static bool read_words(struct work *work, const char *of, str words, struct label *values,
		       size_t *count)
{
	str word, name, value;

	while (str_next(&words, ' ', &word)) {
		if (word.length == 0)
			continue;
		if (*count == PLAN_VALUES_MAX || !str_cut(word, '=', &name, &value) ||
		    name.length == 0)
			return fail(work, ERROR_INVALID,
				    "%s: '" STR_FMT "' is no name=value", of,
				    STR_ARG(str_clip(word, 60)));
		values[(*count)++] = (struct label){ name, value };
	}
	return true;
}

static str value_text(struct work *work, const struct tree *value)
{
	return value->kind == TREE_TEXT ? value->text : json_write(work->arena, value);
}

bool values_read(struct work *work, const char *name, str json,
		 const struct label **ret_values, size_t *ret_count)
{
	struct label *values = arena_many(work->arena, struct label, PLAN_VALUES_MAX);
	const struct tree *tree = json_parse(work->arena, json, &work->error);

	*ret_values = values;
	*ret_count = 0;
	if (!tree)
		return while_doing(work, "%s", name);
	if (tree->kind == TREE_TEXT && !str_starts_with(str_trim(tree->text), STR("{")))
		return read_words(work, name, tree->text, values, ret_count);
	if (tree->kind == TREE_TEXT)
		tree = json_parse(work->arena, tree->text, &work->error);
	if (!tree)
		return while_doing(work, "%s", name);
	if (tree->kind != TREE_MAP || tree_count(tree) > PLAN_VALUES_MAX)
		return fail(work, ERROR_INVALID,
			    "%s: must be a map of at most %d names and values", name,
			    PLAN_VALUES_MAX);
	for (size_t i = 0; i < tree_count(tree); i++)
		values[(*ret_count)++] = (struct label){
			tree_nth_name(tree, i), value_text(work, tree_nth(tree, i))
		};
	return true;
}
