/* What of the source was taken: whatever nobody asked for is named at the end, so that
 * a key which this program has never heard of cannot get lost. */
#include "config/import/import.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum mark_kind { MARK_TAKEN, MARK_WHOLE, MARK_LEFT, MARK_WRONG };

struct mark {
	enum mark_kind kind;
	str why;
};

enum { WHY_BYTES_MAX = 512 };

/* What to do about keys of which nothing was taken, wherever they stand. */
static const struct {
	const char *key, *advice;
} advices[] = {
	{ "group_wait", "the first page goes out at once" },
	{ "group_interval",
	  "alerts that come later join the incident, and its people see them there" },
	{ "templates",
	  "stanch words its messages itself; a profile's 'templates' are its "
	  "place for other words" },
	{ "service_key", "it is one of Events API v1: make an integration of Events API "
			 "v2 and give its key as key_file" },
	{ "http_config", "proxies, certificates and logins of single channels are not "
			 "supported; a webhook takes token_file and headers_file" },
	{ "tls_config", "one set of certificates holds for all mail: smtp.ca_file" },
	{ "opsgenie_configs", "there is no channel for it: page people by stanch itself, "
			      "or write a channel of kind webhook with a template" },
	{ "victorops_configs", "there is no channel for it: write one of kind webhook "
			       "with a template" },
	{ "sns_configs", "there is no channel for it: write one of kind command" },
	{ "telegram_configs",
	  "there is no channel for it: write one of kind webhook with "
	  "a template" },
	{ "discord_configs", "there is no channel for it: write one of kind webhook with "
			     "a template" },
	{ "jira_configs", "there is no tracker for it: 'tracker' is the place for "
			  "issues" },
};

str import_place(struct import *import, const struct tree *tree)
{
	uintptr_t address = (uintptr_t)tree;

	return arena_copy(import->arena,
			  (str){ (const char *)&address, sizeof(address) });
}

static struct mark *mark_of(struct import *import, const struct tree *tree)
{
	return map_get(import->marks, import_place(import, tree));
}

static void put_mark(struct import *import, const struct tree *tree, enum mark_kind kind,
		     str why)
{
	struct mark *mark = mark_of(import, tree);

	/* The first word about it stands, and "taken" is the weakest. */
	if (mark && mark->kind >= MARK_LEFT)
		return;
	if (!mark) {
		mark = arena_one(import->arena, struct mark);
		map_put(import->marks, import_place(import, tree), mark);
	}
	*mark = (struct mark){ kind, why };
}

void import_taken(struct import *import, const struct tree *tree)
{
	put_mark(import, tree, MARK_TAKEN, STR(""));
}

void import_take_whole(struct import *import, const struct tree *tree)
{
	if (tree)
		put_mark(import, tree, MARK_WHOLE, STR(""));
}

static str format_why(struct import *import, const char *format, va_list arguments)
{
	char why[WHY_BYTES_MAX];

	vsnprintf(why, sizeof(why), format, arguments);
	return arena_copy(import->arena, str_clip(str_of(why), WHY_BYTES_MAX));
}

void import_leave(struct import *import, const struct tree *tree, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_mark(import, tree, MARK_LEFT, format_why(import, format, arguments));
	va_end(arguments);
}

void import_wrong(struct import *import, const struct tree *tree, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_mark(import, tree, MARK_WRONG, format_why(import, format, arguments));
	va_end(arguments);
}

const struct tree *import_take(struct import *import, const struct tree *map,
			       const char *name)
{
	const struct tree *tree = tree_get(map, name);

	if (!tree || tree->kind == TREE_NULL)
		return NULL;
	import_taken(import, tree);
	return tree;
}

str import_text(struct import *import, const struct tree *map, const char *name)
{
	const struct tree *tree = import_take(import, map, name);

	if (!tree)
		return STR("");
	switch (tree->kind) {
	case TREE_TEXT: return tree->text;
	case TREE_INT: return arena_format(import->arena, "%" PRId64, tree->number);
	case TREE_BOOL: return tree->boolean ? STR("true") : STR("false");
	case TREE_NULL:
	case TREE_REAL:
	case TREE_LIST:
	case TREE_MAP: break;
	}
	import_wrong(import, tree, "must be a text, not a %s",
		     tree_kind_name(tree->kind));
	return STR("");
}

const struct tree *import_list(struct import *import, const struct tree *map,
			       const char *name)
{
	const struct tree *tree = import_take(import, map, name);

	if (!tree || tree->kind == TREE_LIST)
		return tree;
	import_wrong(import, tree, "must be a list, not a %s",
		     tree_kind_name(tree->kind));
	return NULL;
}

static duration_ms unit_of(str *rest)
{
	static const struct {
		const char *name;
		duration_ms unit;
	} units[] = { { "ms", 1 },          { "s", SECOND_MS }, { "m", MINUTE_MS },
		      { "h", HOUR_MS },     { "d", DAY_MS },    { "w", 7 * DAY_MS },
		      { "y", 365 * DAY_MS } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (str_starts_with(*rest, str_of(units[i].name))) {
			*rest = str_slice(*rest, strlen(units[i].name), rest->length);
			return units[i].unit;
		}
	return 0;
}

static bool parse_duration(str rest, duration_ms *ret_duration)
{
	enum { COUNT_MAX = 1000000 };
	duration_ms sum = 0;

	if (str_is(rest, "0")) {
		*ret_duration = 0;
		return true;
	}
	while (rest.length > 0) {
		size_t digits = 0;
		int64_t count;

		while (digits < rest.length && rest.bytes[digits] >= '0' &&
		       rest.bytes[digits] <= '9')
			digits++;
		if (!str_to_int(str_slice(rest, 0, digits), &count) || count > COUNT_MAX)
			return false;
		rest = str_slice(rest, digits, rest.length);

		duration_ms unit = unit_of(&rest);

		if (unit == 0 || sum > INT64_MAX / 2)
			return false;
		sum += count * unit;
	}
	*ret_duration = sum;
	return true;
}

bool import_duration(struct import *import, const struct tree *map, const char *name,
		     duration_ms *ret_duration)
{
	str text = import_text(import, map, name);

	if (text.length == 0)
		return false;
	if (parse_duration(text, ret_duration))
		return true;
	import_wrong(import, tree_get(map, name),
		     "must be a duration such as 30s, 5m or 1h30m");
	return false;
}

static str advice_for(str name, str where)
{
	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++)
		if (str_is(name, advices[i].key))
			return str_of(advices[i].advice);
	if (str_ends_with(name, STR("_configs")))
		return STR("there is no channel for it: write one of kind webhook with a "
			   "template, or of kind command");
	if (str_starts_with(where, STR("receivers[")))
		return STR("what a message says and how it looks is stanch's own");
	if (str_starts_with(where, STR("global.")))
		return STR("nothing that was taken over uses it");
	return STR("stanch has nothing of this name");
}

static void tell(struct import *import, struct config_problems *list,
		 const struct tree *tree, str where, str what)
{
	*list_add(import->arena, list) = (struct config_problem){
		.file = import->options->file,
		.line = tree->line,
		.column = tree->column,
		.where = where,
		.what = what,
	};
}

static bool says_nothing(const struct tree *tree)
{
	return tree->kind == TREE_NULL ||
	       ((tree->kind == TREE_LIST || tree->kind == TREE_MAP) &&
		tree_count(tree) == 0);
}

static void walk(struct import *import, const struct tree *tree, str name, str where);

static void walk_into(struct import *import, const struct tree *tree, str where)
{
	if (tree->kind != TREE_MAP && tree->kind != TREE_LIST)
		return;
	for (size_t i = 0; i < tree_count(tree); i++) {
		const struct tree *below = tree_nth(tree, i);
		str name = tree_nth_name(tree, i);
		bool is_item = tree->kind == TREE_LIST;

		/* Of a list that was taken each scalar was. */
		if (is_item && below->kind != TREE_MAP && !mark_of(import, below))
			import_taken(import, below);
		walk(import, below, name,
		     is_item ? arena_format(import->arena, STR_FMT "[%zu]",
					    STR_ARG(where), i)
			     : arena_format(import->arena, STR_FMT "%s" STR_FMT,
					    STR_ARG(where), where.length > 0 ? "." : "",
					    STR_ARG(str_clip(name, 100))));
	}
}

/* Else the one sentence about it is enough. */
static bool any_taken(struct import *import, const struct tree *tree)
{
	for (size_t i = 0;
	     (tree->kind == TREE_MAP || tree->kind == TREE_LIST) && i < tree_count(tree);
	     i++)
		if (mark_of(import, tree_nth(tree, i)))
			return true;
	return false;
}

static void walk(struct import *import, const struct tree *tree, str name, str where)
{
	const struct mark *mark = mark_of(import, tree);

	if (!mark) {
		if (!says_nothing(tree))
			tell(import, &import->result.left, tree, where,
			     advice_for(name, where));
		return;
	}
	switch (mark->kind) {
	case MARK_WHOLE: return;
	case MARK_LEFT:
		tell(import, &import->result.left, tree, where, mark->why);
		if (!any_taken(import, tree))
			return;
		break;
	case MARK_WRONG: tell(import, &import->wrong, tree, where, mark->why); break;
	case MARK_TAKEN: break;
	}
	walk_into(import, tree, where);
}

void import_settle(struct import *import)
{
	walk(import, import->root, STR(""), STR(""));
}
