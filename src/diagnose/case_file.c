/* case.json, which says what time is in question, and changes.json. */
#include "diagnose/gather.h"

#include "base/limits.h"
#include "base/suggest.h"
#include "core/diagnosis/guilt.h"
#include "formats/json.h"

#include <string.h>

enum { SCRATCH_BYTES = 1 << 30 };

static bool read_tree(struct arena *scratch, str path, size_t bytes_max,
		      const struct tree **ret_tree, struct error *error)
{
	str text = { 0 };

	if (!input_whole(scratch, path, bytes_max, &text, error))
		return false;
	*ret_tree = json_parse(scratch, text, error);
	return *ret_tree || error_wrap(error, STR_FMT, STR_ARG(path));
}

/* "case.json: line 3: ": where the value stands. */
static bool refuse(str path, const struct tree *value, struct error *error,
		   const char *problem)
{
	return error_set(error, ERROR_INVALID, STR_FMT ": line %u: %s", STR_ARG(path),
			 value ? value->line : 1, problem);
}

static bool read_moment(str path, const struct tree *value, struct moments *moments,
			instant_ms *ret_at, struct error *error)
{
	scoped_arena scratch = arena_new(1 << 20);
	int64_t us = 0;
	str text = value && value->kind == TREE_TEXT ? value->text
		   : value                           ? json_write(scratch, value)
						     : STR("");

	if (!moment_read(moments, text, &us))
		return refuse(path, value, error,
			      "a time like \"2026-11-21T08:09:10Z\", or seconds since "
			      "1970, is needed");
	*ret_at = us / 1000;
	return true;
}

static bool read_window(str path, const struct tree *tree, struct moments *moments,
			struct case_window *ret_window, struct error *error)
{
	struct case_window window = { 0 };

	if (tree->kind != TREE_MAP || !tree_get(tree, "from") || !tree_get(tree, "to"))
		return refuse(path, tree, error, "a window needs 'from' and 'to'");
	if (!read_moment(path, tree_get(tree, "from"), moments, &window.from, error) ||
	    !read_moment(path, tree_get(tree, "to"), moments, &window.to, error))
		return false;
	if (window.to <= window.from)
		return refuse(path, tree, error, "the window ends before it begins");
	*ret_window = window;
	return true;
}

static bool read_quiet(struct gathering *gathering, str path, const struct tree *list,
		       struct moments *moments, struct error *error)
{
	if (list->kind != TREE_LIST)
		return refuse(path, list, error, "'quiet' is a list of windows");
	if (tree_count(list) > DIAGNOSE_QUIET_MAX)
		return refuse(path, list, error, "too many quiet windows");
	for (size_t i = 0; i < tree_count(list); i++)
		if (!read_window(path, tree_nth(list, i), moments,
				 list_add(gathering->arena, &gathering->quiet), error))
			return false;
	return true;
}

static bool read_alert(struct gathering *gathering, str path, const struct tree *alert,
		       struct moments *moments, struct error *error)
{
	struct diagnosis_case *known = &gathering->known;

	if (alert->kind != TREE_MAP)
		return refuse(path, alert, error,
			      "'alert' has 'time', 'service', 'metric' and 'text'");
	if (tree_get(alert, "time") &&
	    !read_moment(path, tree_get(alert, "time"), moments, &known->alert_at, error))
		return false;
	known->alert_entity = name_keep(&gathering->entities,
					tree_get_text(alert, "service"));
	known->alert_metric = name_keep(&gathering->words,
					tree_get_text(alert, "metric"));
	known->alert_text = clean_copy(gathering->arena, tree_get_text(alert, "text"));
	return true;
}

/* A misspelled name must not be passed over: it would ask another question. */
static bool has_known_names(str path, const struct tree *tree, struct error *error)
{
	static const char *const known[] = { "before", "during", "quiet", "alert", NULL };
	scoped_arena scratch = arena_new(1 << 20);

	for (size_t i = 0; i < tree_count(tree); i++) {
		str name = tree_nth_name(tree, i);
		struct suggestion suggestion = suggestion_for(name);
		bool is_known = false;

		for (size_t k = 0; known[k]; k++) {
			is_known = is_known || str_is(name, known[k]);
			suggestion_try(&suggestion, str_of(known[k]));
		}
		if (!is_known)
			return error_set(error, ERROR_INVALID,
					 STR_FMT ": line %u: no '" STR_FMT "' is known "
						 "here" STR_FMT,
					 STR_ARG(path), tree_nth(tree, i)->line,
					 STR_ARG(str_clip(name, 40)),
					 STR_ARG(suggestion_text(scratch, &suggestion)));
	}
	return true;
}

bool read_case(struct gathering *gathering, str path, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	struct diagnosis_case *known = &gathering->known;
	struct moments moments = { 0 };
	const struct tree *tree = NULL, *before, *during, *quiet, *alert;

	if (!read_tree(scratch, path, DIAGNOSE_CASE_BYTES_MAX, &tree, error))
		return false;
	if (tree->kind != TREE_MAP)
		return refuse(path, tree, error, "an object is needed: {\"during\": …}");
	if (!has_known_names(path, tree, error))
		return false;
	before = tree_get(tree, "before");
	during = tree_get(tree, "during");
	quiet = tree_get(tree, "quiet");
	alert = tree_get(tree, "alert");
	if (!before != !during)
		return refuse(path, tree, error,
			      "'before' and 'during' are compared: give both, or neither "
			      "to have the onset found");
	if (before && (!read_window(path, before, &moments, &known->before, error) ||
		       !read_window(path, during, &moments, &known->during, error)))
		return false;
	if (quiet && !read_quiet(gathering, path, quiet, &moments, error))
		return false;
	if (alert && !read_alert(gathering, path, alert, &moments, error))
		return false;
	remark_moments(gathering, path, &moments);
	return true;
}

/* -- changes -- */

static str kept_text(struct gathering *gathering, const struct tree *tree,
		     const char *name, const char *other)
{
	str text = tree_get_text(tree, name);

	if (text.length == 0 && other)
		text = tree_get_text(tree, other);
	return text.length > 0 ? clean_copy(gathering->arena,
					    str_clip(text, DIAGNOSE_CHANGE_BYTES_MAX))
			       : STR("");
}

static void read_touches(struct gathering *gathering, const struct tree *list,
			 struct case_change *change)
{
	size_t count = tree_count(list);
	str *touches;

	if (!list || list->kind != TREE_LIST)
		return;
	touches = arena_many(gathering->arena, str, count);
	for (size_t i = 0; i < count; i++)
		if (tree_nth(list, i)->kind == TREE_TEXT)
			touches[change->touch_count++] = name_keep(
				&gathering->entities, tree_nth(list, i)->text);
	change->touches = touches;
}

static void read_change(struct gathering *gathering, str path, const struct tree *tree,
			struct moments *moments)
{
	struct case_change change = {
		.id = kept_text(gathering, tree, "id", NULL),
		.kind = kept_text(gathering, tree, "kind", NULL),
		.title = kept_text(gathering, tree, "title", NULL),
		.text = kept_text(gathering, tree, "text", "diff"),
		.owner = kept_text(gathering, tree, "owner", NULL),
		.undo = kept_text(gathering, tree, "undo", NULL),
	};
	struct error error = { 0 };

	change.entity = name_keep(&gathering->entities, tree_get_text(tree, "service"));
	read_touches(gathering, tree_get(tree, "touches"), &change);
	if (!read_moment(path, tree_get(tree, "at"), moments, &change.at, &error)) {
		remark(gathering, path, "changes left out",
		       "line %u: the change '" STR_FMT "' has no time in 'at'",
		       tree->line,
		       STR_ARG(change.id.length > 0 ? change.id : change.title));
		return;
	}
	gathering->change_count++;
	if (change.id.length == 0)
		change.id = arena_format(gathering->arena, "change %zu",
					 gathering->change_count);
	*list_add(gathering->arena, &gathering->changes) = change;
	/* Not one by one: who is nearest is asked for a whole lot. */
	if (gathering->changes.count == 2 * DIAGNOSE_CHANGES_MAX)
		trim_changes(gathering);
}

void trim_changes(struct gathering *gathering)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	struct change_list *list = &gathering->changes;
	const struct case_change *nearest;

	if (list->count <= DIAGNOSE_CHANGES_MAX)
		return;
	nearest = changes_nearest(scratch, list->items, list->count, gathering->trouble,
				  DIAGNOSE_CHANGES_MAX);
	list->count = DIAGNOSE_CHANGES_MAX;
	memcpy(list->items, nearest, list->count * sizeof(*nearest));
}

bool read_changes(struct gathering *gathering, str path, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	struct moments moments = { 0 };
	const struct tree *tree = NULL, *list;

	if (!read_tree(scratch, path, DIAGNOSE_CHANGES_BYTES_MAX, &tree, error))
		return false;
	list = tree->kind == TREE_MAP ? tree_get(tree, "changes") : tree;
	if (!list || list->kind != TREE_LIST)
		return refuse(path, tree, error,
			      "a list of changes is needed: [{\"id\": …, \"service\": …, "
			      "\"at\": …}]");
	for (size_t i = 0; i < tree_count(list); i++)
		read_change(gathering, path, tree_nth(list, i), &moments);
	remark_moments(gathering, path, &moments);
	return true;
}
