/* Help and the manual, both made from the operations. */
#include "faces/cli/command.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum { HELP_BYTES_MAX = 1 << 20 };

const struct cli_other cli_others[] = {
	{ "serve",
	  "stanch serve [--data DIR] [--config FILE] [--listen HOST:PORT] "
	  "[--standby-of URL --standby-token-file FILE]",
	  "run the server, or one that pages when another is silent (docs/standby.md)" },
	{ "watchdog", "stanch watchdog --config FILE --server URL",
	  "page by its own channels when a server is silent (docs/watchdog.md)" },
	{ "drill", "stanch drill", "play a practice incident against real systems" },
	{ "check", "stanch check FILE", "check a configuration" },
	{ "import", "stanch import alertmanager.yml [--out stanch.yaml] [--secrets DIR]",
	  "take over Alertmanager's configuration (docs/migrating.md)" },
	{ "diagnose", "stanch diagnose FOLDER|FILES... [--json] [--top N] [--svg FOLDER]",
	  "say what broke first, by files alone (docs/diagnose.md)" },
	{ "doctor", "stanch doctor", "look for what would hurt at 3 a.m." },
	{ "restore", "stanch restore FILE [--data DIR]",
	  "put a backup in place of a stopped server's database" },
	{ "mail-in", "stanch mail-in [--data DIR] <MAIL",
	  "take a mail that answers a page, from a mail server (docs/mail.md)" },
	{ "manual", "stanch manual", "print the whole manual as Markdown" },
	{ "help", "stanch help [NOUN [VERB]]", "explain a command" },
	{ "version", "stanch version", "print the version" },
	{ 0 },
};

static void add_upper(struct text *text, const char *name)
{
	for (; *name; name++)
		text_add_char(text, (char)toupper((unsigned char)*name));
}

static void add_dashed(struct text *text, const char *name)
{
	for (; *name; name++)
		text_add_char(text, *name == '_' ? '-' : *name);
}

static void add_option_usage(struct text *text, const struct field *field)
{
	text_add(text, STR(" [--"));
	add_dashed(text, field->name);
	if (field->kind != FIELD_BOOL) {
		text_add_char(text, ' ');
		add_upper(text, field->name);
	}
	text_add_char(text, ']');
}

static void add_place_usage(struct text *text, const struct field *field)
{
	text_add(text, STR(" ["));
	add_upper(text, field->name);
	text_add_char(text, ']');
}

static void add_command(struct text *text, const struct operation *operation)
{
	if (operation->alias)
		text_addf(text, "stanch %s", operation->alias);
	else
		text_addf(text, "stanch %s %s", operation->noun, operation->verb);
}

static void add_fields_usage(struct text *text, const struct operation *operation)
{
	const struct shape *shape = operation->input;

	for (size_t i = 0; shape && i < shape->count; i++) {
		if (!shape->fields[i].required)
			continue;
		text_add_char(text, ' ');
		add_upper(text, shape->fields[i].name);
	}
	for (size_t i = 0; shape && i < shape->count; i++)
		if (shape->fields[i].is_pairs)
			text_add(text, STR(" [NAME=VALUE …]"));
		else if (shape->fields[i].by_place)
			add_place_usage(text, &shape->fields[i]);
		else if (!shape->fields[i].required)
			add_option_usage(text, &shape->fields[i]);
}

str cli_usage(struct arena *arena, const struct operation *operation)
{
	struct text text = text_new(arena, HELP_BYTES_MAX);

	text_addf(&text, "stanch %s %s", operation->noun, operation->verb);
	add_fields_usage(&text, operation);
	return text_of(&text);
}

static const char *example_value(const struct field *field)
{
	static const struct {
		const char *name, *value;
	} values[] = {
		{ "incident", "last" },
		{ "text", "'writes fail since the deploy'" },
		{ "title", "'orders cannot be paid'" },
		{ "reason", "'the disk was full'" },
		{ "outcome", "'memory limit raised'" },
		{ "name", "alice" },
		{ "person", "alice" },
		{ "role", "responder" },
		{ "path", "/tmp/stanch.backup" },
	};

	/* Not the first, which is often "none". */
	if (field->kind == FIELD_ENUM)
		return field->names[field->names[1] ? 1 : 0];
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strcmp(field->name, values[i].name) == 0)
			return values[i].value;
	return field->kind == FIELD_INT ? "1" : "'…'";
}

str cli_example(struct arena *arena, const struct operation *operation)
{
	struct text text = text_new(arena, HELP_BYTES_MAX);
	const struct shape *shape = operation->input;

	add_command(&text, operation);
	for (size_t i = 0; shape && i < shape->count; i++)
		if (shape->fields[i].required)
			text_addf(&text, " %s", example_value(&shape->fields[i]));
	return text_of(&text);
}

bool cli_noun_exists(str noun)
{
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++)
		if (str_is(noun, operation->noun))
			return true;
	return false;
}

/* -- what is printed -- */

static void add_row(struct text *text, str left, size_t width, const char *right)
{
	text_addf(text, "  %-*.*s  %s\n", (int)width, STR_ARG(left), right);
}

static str command_of(struct arena *arena, const struct operation *operation)
{
	struct text text = text_new(arena, HELP_BYTES_MAX);

	add_command(&text, operation);
	return text_of(&text);
}

static void add_aliases(struct arena *arena, struct text *text)
{
	const struct operation *operation;

	text_add(text, STR("What is typed at 3 a.m.:\n"));
	for (size_t i = 0; (operation = operation_at(i)); i++)
		if (operation->alias)
			add_row(text, command_of(arena, operation), 16, operation->help);
}

static void add_nouns(struct text *text)
{
	const struct operation *operation;
	const char *last = "";

	text_add(text, STR("\nEverything, as stanch NOUN VERB:\n"));
	for (size_t i = 0; (operation = operation_at(i)); i++) {
		if (strcmp(last, operation->noun) != 0)
			text_addf(text, "%s  %-16s  %s", i > 0 ? "\n" : "",
				  operation->noun, operation->verb);
		else
			text_addf(text, ", %s", operation->verb);
		last = operation->noun;
	}
	text_add_char(text, '\n');
}

static str help_all(struct arena *arena)
{
	struct text text = text_new(arena, HELP_BYTES_MAX);

	text_add(&text, STR("stanch: from the first alert to the postmortem\n\n"));
	add_aliases(arena, &text);
	add_nouns(&text);
	text_add(&text, STR("\nThe server and its surroundings:\n"));
	for (size_t i = 0; cli_others[i].name; i++)
		add_row(&text, arena_format(arena, "stanch %s", cli_others[i].name), 16,
			cli_others[i].help);
	text_add(&text,
		 STR("\nINCIDENT is a code (INC-2026-11-21-001), a number of today "
		     "(1) or last.\nMore: stanch help NOUN, stanch help NOUN VERB\n"));
	return text_of(&text);
}

static str help_noun(struct arena *arena, str noun)
{
	struct text text = text_new(arena, HELP_BYTES_MAX);
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++) {
		if (!str_is(noun, operation->noun))
			continue;
		text_addf(&text, STR_FMT "\n    %s", STR_ARG(cli_usage(arena, operation)),
			  operation->help);
		if (operation->alias)
			text_addf(&text, " (short: %s)", operation->alias);
		text_add_char(&text, '\n');
	}
	return text_of(&text);
}

static void add_field_help(struct text *text, const struct field *field)
{
	struct text name = text_new(text->arena, 100);

	if (field->required) {
		add_upper(&name, field->name);
	} else {
		text_add(&name, STR("--"));
		add_dashed(&name, field->name);
	}
	add_row(text, text_of(&name), 14, field->help ? field->help : "");
}

static str help_operation(struct arena *arena, const struct operation *operation)
{
	struct text text = text_new(arena, HELP_BYTES_MAX);
	const struct shape *shape = operation->input;

	text_addf(&text, STR_FMT "\n%s\n", STR_ARG(cli_usage(arena, operation)),
		  operation->help);
	if (operation->more)
		text_addf(&text, "%s\n", operation->more);
	text_add_char(&text, '\n');
	for (size_t i = 0; shape && i < shape->count; i++)
		add_field_help(&text, &shape->fields[i]);
	for (size_t i = 0; cli_options[i].name; i++)
		add_row(&text, arena_format(arena, "--%s", cli_options[i].name), 14,
			cli_options[i].help);
	text_addf(&text, "\nFor example: " STR_FMT "\nNeeds the role %s%s.\n",
		  STR_ARG(cli_example(arena, operation)), role_names[operation->least],
		  operation->people_only ? "; people only" : "");
	return text_of(&text);
}

static const struct cli_other *find_other(str name)
{
	for (size_t i = 0; cli_others[i].name; i++)
		if (str_is(name, cli_others[i].name))
			return &cli_others[i];
	return NULL;
}

bool cli_help(struct arena *arena, str noun, str verb, str *ret_text, struct error *error)
{
	const struct operation *operation = verb.length > 0 ? operation_find(noun, verb)
							    : operation_by_alias(noun);
	const struct cli_other *other = find_other(noun);

	if (noun.length == 0)
		*ret_text = help_all(arena);
	else if (operation)
		*ret_text = help_operation(arena, operation);
	else if (other)
		*ret_text = arena_format(arena, "%s\n    %s\n", other->usage,
					 other->help);
	else if (cli_noun_exists(noun))
		*ret_text = help_noun(arena, noun);
	else
		return error_set(error, ERROR_INVALID,
				 "there is no command '" STR_FMT "' (stanch help)",
				 STR_ARG(str_clip(noun, 60)));
	return true;
}

/* -- the manual -- */

static void add_manual_inputs(struct text *text, const struct shape *shape)
{
	for (size_t i = 0; shape && i < shape->count; i++) {
		const struct field *field = &shape->fields[i];

		text_addf(text, "- `%s`%s", field->name,
			  field->required ? " (required)" : "");
		if (field->help)
			text_addf(text, ": %s", field->help);
		text_add_char(text, '\n');
	}
	if (shape)
		text_add_char(text, '\n');
}

static void add_manual_entry(struct arena *arena, struct text *text,
			     const struct operation *operation)
{
	const char *method = operation->effect == OPERATION_READS ? "GET" : "POST";

	text_addf(text, "### %s %s\n\n%s.", operation->noun, operation->verb,
		  operation->help);
	if (operation->more)
		text_addf(text, " %s", operation->more);
	text_addf(text, "\n\n    " STR_FMT "\n", STR_ARG(cli_usage(arena, operation)));
	if (operation->alias)
		text_addf(text, "    " STR_FMT "\n",
			  STR_ARG(cli_example(arena, operation)));
	text_addf(text, "    %s /api/v1/%s/%s\n\n", method, operation->noun,
		  operation->verb);
	add_manual_inputs(text, operation->input);
	text_addf(text, "Needs the role %s%s. For agents: the tool `%s_%s`.\n\n",
		  role_names[operation->least],
		  operation->people_only ? ", and is for people only" : "",
		  operation->noun, operation->verb);
}

static void add_manual_head(struct text *text)
{
	text_add(text,
		 STR("# Manual\n\nPrinted by `stanch manual` from the descriptions in "
		     "`src/operations/`; do not edit it here.\n\n"
		     "An incident is named by its code (`INC-2026-11-21-001`), by its "
		     "number of today (`1`) or by `last`. Required inputs come by "
		     "position, the others as `--name value`. Reads are `GET` with "
		     "query parameters, changes `POST` with a JSON object; a refusal is "
		     "a problem by RFC 9457. Exit codes: 0 done, 1 the answer is no, "
		     "2 wrong use, 3 could not reach or failed.\n\n"
		     "What others wrote cannot steer a terminal: control characters are "
		     "left out, and signs that nobody sees but that turn round how a "
		     "line is read stand as their name, `[U+202E]`, as on the page; "
		     "with `--json` as `\\u202e`.\n\n## Options of every command\n\n"));
	for (size_t i = 0; cli_options[i].name; i++)
		text_addf(text, "- `--%s%s%s`: %s\n", cli_options[i].name,
			  cli_options[i].value ? " " : "",
			  cli_options[i].value ? cli_options[i].value : "",
			  cli_options[i].help);
	text_add(text, STR("\n## The server and its surroundings\n\n"));
	for (size_t i = 0; cli_others[i].name; i++)
		text_addf(text, "- `%s`: %s\n", cli_others[i].usage, cli_others[i].help);
	text_add_char(text, '\n');
}

str cli_manual(struct arena *arena)
{
	struct text text = text_new(arena, HELP_BYTES_MAX);
	const struct operation *operation;
	const char *last = "";

	add_manual_head(&text);
	for (size_t i = 0; (operation = operation_at(i)); i++) {
		if (strcmp(last, operation->noun) != 0)
			text_addf(&text, "## %s\n\n", operation->noun);
		last = operation->noun;
		add_manual_entry(arena, &text, operation);
	}
	/* One line's end at the end, as files have it. */
	str whole = text_of(&text);

	return str_slice(whole, 0, whole.length - 1);
}
