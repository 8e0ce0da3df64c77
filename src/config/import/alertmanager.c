#include "config/import/alertmanager.h"

#include "base/limits.h"
#include "config/import/import.h"
#include "config/values.h"
#include "formats/yaml.h"

#include <stdio.h>
#include <stdlib.h>

static const char head[] =
	" by 'stanch import'. Look at it, then: stanch check FILE\n"
	"#\n"
	"# What differs from Alertmanager everywhere:\n"
	"# - Every alert pages, as Alertmanager notifies of every alert. Where nobody "
	"has "
	"to\n"
	"#   get up, say 'urgency: notify' (quietly) or 'urgency: record' (nobody).\n"
	"# - An alert opens an incident or joins one. Its policy pages at once, and "
	"again\n"
	"#   after 'repeat' until somebody acknowledges. Add people and further steps:\n"
	"#   docs/configuration.md, 'escalation'.\n"
	"# - Where no group_by stands, alerts go together by their service.\n"
	"# - An alert of rank 0 is neither inhibited nor muted by a time interval.\n";

static void add_resolve_timeout(struct import *import, struct text *text)
{
	const struct tree *global = tree_get(import->root, "global");
	duration_ms timeout;

	if (!import_duration(import, global, "resolve_timeout", &timeout))
		return;
	if (timeout < SECOND_MS || timeout > DAY_MS) {
		import_leave(import, tree_get(global, "resolve_timeout"),
			     "must be from 1s to 1d; 5m holds");
		return;
	}
	text_add(text, STR("\nresolve_timeout: "));
	text_add(text, duration_in_words(import->arena, timeout));
	write_origin(text, import, tree_get(global, "resolve_timeout"));
}

static int by_place(const void *a, const void *b)
{
	const struct config_problem *one = a, *other = b;

	if (one->line != other->line)
		return one->line < other->line ? -1 : 1;
	return one->column < other->column ? -1 : one->column > other->column;
}

static void add_left(struct import *import, struct text *text)
{
	const struct config_problems *left = &import->result.left;

	if (left->count == 0)
		return;
	qsort(left->items, left->count, sizeof(*left->items), by_place);
	text_add(text, STR("\n# Not taken over:\n"));
	for (size_t i = 0; i < left->count; i++) {
		const struct config_problem *one = &left->items[i];

		text_add(text, STR("# "));
		write_comment(text, one->file);
		text_addf(text, ":%u:%u: ", one->line, one->column);
		write_comment(text, one->where);
		text_add(text, STR(": "));
		write_comment(text, one->what);
		text_add_char(text, '\n');
	}
}

static void read_parts(struct import *import, struct text *text)
{
	text_add(text, STR("# Made from "));
	write_comment(text, import->options->file);
	text_add(text, str_of(head));
	add_resolve_timeout(import, text);
	import_intervals(import);
	import_inhibit(import);
	import_receivers(import);
	import_smtp(import);
	import_routes(import);
	import_policies(import);
	import_settle(import);
}

static void begin(struct import *import)
{
	struct text *const parts[] = { &import->smtp,          &import->channels,
				       &import->policies_text, &import->intervals_text,
				       &import->inhibit,       &import->routes };

	import->marks = map_new(import->arena);
	import->secrets = map_new(import->arena);
	import->names = map_new(import->arena);
	import->intervals = map_new(import->arena);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		*parts[i] = text_new(import->arena, IMPORT_BYTES_MAX);
	import_taken(import, import->root);
}

/* Each "continue" may have made it longer than its source. */
static bool tell_if_too_large(struct import *import, const struct text *yaml)
{
	if (!yaml->full && yaml->length <= CONFIG_BYTES_MAX)
		return false;
	*list_add(import->arena, &import->wrong) = (struct config_problem){
		.file = import->options->file,
		.line = 1,
		.column = 1,
		.what = STR("would become larger than a stanch.yaml may be: 1 MiB"),
	};
	return true;
}

static bool tell_unreadable(struct import *import, const struct error *error,
			    struct config_problems *ret_wrong)
{
	struct config_problem problem = { .file = import->options->file };
	int start = 0;

	if (sscanf(error->text, "line %u, column %u: %n", &problem.line, &problem.column,
		   &start) != 2)
		problem.line = problem.column = 1, start = 0;
	problem.what = arena_copy(import->arena, str_of(error->text + start));
	*list_add(import->arena, &import->wrong) = problem;
	*ret_wrong = import->wrong;
	return false;
}

bool import_alertmanager(struct arena *arena, const struct import_options *options,
			 str text, struct imported *ret_imported,
			 struct config_problems *ret_wrong)
{
	struct import import = { .arena = arena, .options = options };
	struct error error = { 0 };
	struct text yaml = text_new(arena, IMPORT_BYTES_MAX);

	import.root = yaml_parse(arena, text, &error);
	if (!import.root)
		return tell_unreadable(&import, &error, ret_wrong);
	begin(&import);
	read_parts(&import, &yaml);
	if (import.wrong.count > 0) {
		qsort(import.wrong.items, import.wrong.count, sizeof(*import.wrong.items),
		      by_place);
		*ret_wrong = import.wrong;
		return false;
	}

	const struct text *const parts[] = {
		&import.smtp,           &import.channels, &import.policies_text,
		&import.intervals_text, &import.inhibit,  &import.routes
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		text_add(&yaml, (str){ parts[i]->bytes, parts[i]->length });
	add_left(&import, &yaml);
	if (tell_if_too_large(&import, &yaml)) {
		*ret_wrong = import.wrong;
		return false;
	}
	import.result.yaml = text_of(&yaml);
	*ret_imported = import.result;
	return true;
}
