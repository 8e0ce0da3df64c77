/* inhibit_rules, and matchers in all the ways that Alertmanager has written them. */
#include "config/import/import.h"

static void add_map(struct import *import, const struct tree *map, enum matcher_kind kind,
		    struct matchers *matchers)
{
	for (size_t i = 0; i < tree_count(map); i++) {
		str name = tree_nth_name(map, i);
		struct error error = { 0 };
		struct matcher matcher;
		str value = import_text(import, map, arena_c_string(import->arena, name));

		if (matcher_make(import->arena, name, kind, value, &matcher, &error))
			*list_add(import->arena, matchers) = matcher;
		else
			import_wrong(import, tree_nth(map, i), "%s", error.text);
	}
}

static void add_old(struct import *import, const struct tree *map, const char *name,
		    enum matcher_kind kind, struct matchers *matchers)
{
	const struct tree *old = import_take(import, map, name);

	if (!old)
		return;
	if (old->kind == TREE_MAP)
		add_map(import, old, kind, matchers);
	else
		import_wrong(import, old, "must be a map of labels and values");
}

bool import_matchers(struct import *import, const struct tree *map, const char *list_name,
		     const char *equal, const char *pattern, struct matchers *matchers)
{
	const struct tree *list = import_list(import, map, list_name);
	size_t said = tree_count(list);

	add_old(import, map, equal, MATCH_EQUAL, matchers);
	add_old(import, map, pattern, MATCH_PATTERN, matchers);
	for (size_t i = 0; i < said; i++) {
		const struct tree *item = tree_nth(list, i);
		struct error error = { 0 };

		if (item->kind != TREE_TEXT)
			import_wrong(import, item,
				     "must be a matcher in quotes, such as 'a=\"b\"'");
		else if (!matchers_parse(import->arena, item->text, matchers, &error))
			import_wrong(import, item, "%s", error.text);
	}
	return matchers->count > 0;
}

void write_matchers(struct text *text, struct arena *arena,
		    const struct matchers *matchers)
{
	str *items = arena_many(arena, str, matchers->count);

	for (size_t i = 0; i < matchers->count; i++)
		items[i] = matcher_text(arena, &matchers->items[i]);
	write_list(text, items, matchers->count);
}

/* An empty side is every alert; it has to be said. */
static void add_side(struct import *import, const char *name,
		     const struct matchers *matchers)
{
	text_addf(&import->inhibit, "    %s: ", name);
	if (matchers->count > 0)
		write_matchers(&import->inhibit, import->arena, matchers);
	else
		text_add(&import->inhibit, STR("['alertname=~\".*\"']"));
	text_add_char(&import->inhibit, '\n');
}

static void add_equal(struct import *import, const struct tree *rule)
{
	const struct tree *equal = import_list(import, rule, "equal");
	struct text *text = &import->inhibit;
	bool first = true;

	if (tree_count(equal) == 0)
		return;
	text_add(text, STR("    equal: ["));
	for (size_t i = 0; i < tree_count(equal); i++) {
		const struct tree *item = tree_nth(equal, i);

		if (item->kind != TREE_TEXT) {
			import_wrong(import, item, "must be the name of a label");
			continue;
		}
		text_add(text, first ? STR("") : STR(", "));
		write_text(text, item->text);
		first = false;
	}
	text_add(text, STR("]\n"));
}

static void add_rule(struct import *import, const struct tree *rule)
{
	struct matchers source = { 0 }, target = { 0 };
	struct text *text = &import->inhibit;

	import_taken(import, rule);
	if (rule->kind != TREE_MAP) {
		import_wrong(import, rule, "must be a map");
		return;
	}
	(void)import_matchers(import, rule, "source_matchers", "source_match",
			      "source_match_re", &source);
	(void)import_matchers(import, rule, "target_matchers", "target_match",
			      "target_match_re", &target);
	text_add(text, text->length == 0 ? STR("\ninhibit:\n") : STR(""));

	str name = import_text(import, rule, "name");

	if (name.length > 0) {
		text_add(text, STR("  - name: "));
		write_text(text, import_name(import, name));
	} else {
		text_add(text, STR("  -"));
	}
	write_origin(text, import, rule);
	add_side(import, "source_matchers", &source);
	add_side(import, "target_matchers", &target);
	add_equal(import, rule);
}

void import_inhibit(struct import *import)
{
	const struct tree *list = import_list(import, import->root, "inhibit_rules");

	for (size_t i = 0; i < tree_count(list); i++)
		add_rule(import, tree_nth(list, i));
}
