/* What the shell makes of a command's words before the program sees them. */
#include "runbook/lint_private.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* -- <placeholder> -- */

static char capital(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return isalnum((unsigned char)c) ? c : '_';
}

/* "pod-name" → "POD_NAME" */
static str variable_of(struct arena *arena, str placeholder)
{
	struct text text = text_new(arena, 256);

	for (size_t i = 0; i < placeholder.length; i++)
		text_add_char(&text, capital(placeholder.bytes[i]));
	return text_of(&text);
}

static bool has_bare_placeholder(const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (word->parts[i].kind == SHELL_PLACEHOLDER && !word->parts[i].is_quoted)
			return true;
	return false;
}

static str without_placeholders(struct arena *arena, const struct shell_word *word)
{
	struct text text = text_new(arena, word->source.length * 4 + 64);
	str source = word->source;

	text_add_char(&text, '"');
	for (size_t i = 0; i < source.length; i++) {
		size_t end = i + 1;

		while (end < source.length && source.bytes[end] != '>')
			end++;
		if (source.bytes[i] != '<' || end == source.length) {
			if (source.bytes[i] != '"')
				text_add_char(&text, source.bytes[i]);
			continue;
		}
		text_addf(&text, "${" STR_FMT ":?}",
			  STR_ARG(variable_of(arena,
					      str_slice(source, i + 1, end - i - 1))));
		i = end;
	}
	text_add_char(&text, '"');
	return text_of(&text);
}

static void look_for_placeholders(struct lint *lint, const struct lint_command *c)
{
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);
	const struct shell_word *first = NULL, *next = NULL;
	const struct shell_command *command = c->command;

	for (size_t i = 0; i < command->count; i++) {
		if (!has_bare_placeholder(&command->words[i]))
			continue;
		if (!first) {
			first = &command->words[i];
			next = i + 1 < command->count ? &command->words[i + 1] : NULL;
		}
		rewrite.sources[i] = without_placeholders(lint->arena,
							  &command->words[i]);
	}
	if (!first || c->outer)
		return;
	lint_report(lint, RULE_SHELL_PLACEHOLDER,
		    lint_spot(lint, c, lint_rewritten(lint, &rewrite)),
		    "typed as it stands, a shell reads " STR_FMT
		    " as redirections%s" STR_FMT "%s",
		    STR_ARG(first->source), next ? ", writes a file named '" : "",
		    STR_ARG(next ? next->source : STR("")),
		    next ? "' and the command loses that word" : "");
}

/* -- "$…" meant for somebody else -- */

static bool is_upper(str name)
{
	for (size_t i = 0; i < name.length; i++)
		if (islower((unsigned char)name.bytes[i]))
			return false;
	return name.length > 0;
}

/* Names that a program's own surroundings set: its address, its password. */
static bool is_of_program(str name)
{
	static const char *const endings[] = {
		"URI",  "URL",  "DSN",   "PASSWORD", "PASS",    "USER",     "USERNAME",
		"HOST", "PORT", "TOKEN", "DATABASE", "SECRET",  "HOSTNAME", "DB",
		"HOME", "PATH", "PWD",   "DB_NAME",  "API_KEY", NULL,
	};

	if (!is_upper(name))
		return false;
	for (size_t i = 0; endings[i]; i++)
		if (str_ends_with(name, str_of(endings[i])))
			return true;
	return false;
}

static const struct shell_part *foreign_variable(struct lint *lint,
						 const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (word->parts[i].kind == SHELL_VARIABLE &&
		    is_of_program(word->parts[i].text) &&
		    !lint_is_assigned(lint, word->parts[i].text))
			return &word->parts[i];
	return NULL;
}

/* kubectl exec POD -- sh -c 'mongosh "$URI" --eval …' */
static str run_inside(struct lint *lint, const struct lint_command *outer, size_t from)
{
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, outer);
	struct text inner = text_new(lint->arena, 4096);
	str quoted;

	for (size_t i = from; i < outer->count; i++) {
		const struct shell_word *word = &outer->words[i];
		bool is_bare = word->count == 1 &&
			       word->parts[0].kind == SHELL_VARIABLE &&
			       !word->parts[0].is_quoted;

		text_addf(&inner, is_bare ? "%s\"" STR_FMT "\"" : "%s" STR_FMT,
			  i > from ? " " : "", STR_ARG(word->source));
		*lint_source(&rewrite, word) = STR("");
	}
	quoted = text_of(&inner);
	quoted = shell_quote(lint->arena, &quoted, 1);
	*lint_source(&rewrite, &outer->words[from]) = arena_format(
		lint->arena, "sh -c " STR_FMT, STR_ARG(quoted));
	return lint_rewritten(lint, &rewrite);
}

static void look_at_foreign(struct lint *lint, const struct lint_command *c)
{
	size_t from = 0;

	for (size_t i = 1; i < c->count && from == 0; i++)
		if (str_is(c->words[i].value, "--") && i + 1 < c->count)
			from = i + 1;
	if (from == 0 || !lint_has_word(c, "exec"))
		return;
	for (size_t i = from; i < c->count; i++) {
		const struct shell_part *part = foreign_variable(lint, &c->words[i]);

		if (!part)
			continue;
		lint_report(lint, RULE_SHELL_EXPANDS_HERE,
			    lint_spot(lint, c, run_inside(lint, c, from)),
			    "$" STR_FMT
			    " is put in by the shell of whoever types this, not in the "
			    "pod: without it there the word vanishes, and '" STR_FMT
			    "' goes where it goes by default",
			    STR_ARG(part->text), STR_ARG(c->words[from].value));
		return;
	}
}

/* -- "$group" in double quotes -- */

/* Programs whose own language has words that begin with "$". */
static const struct dollars {
	const char *name;
	const char *const *options; /* the word behind one; NULL: any word */
	const char *what;
} dollars[] = {
	{ "mongosh", (const char *const[]){ "--eval", NULL }, "MongoDB's operators" },
	{ "mongo", (const char *const[]){ "--eval", NULL }, "MongoDB's operators" },
	{ "awk", NULL, "awk's fields" },
	{ "gawk", NULL, "awk's fields" },
	{ "jq", NULL, "jq's variables" },
};

static bool is_operator_like(const struct dollars *row, str name)
{
	if (str_ends_with(str_of(row->name), STR("awk")))
		return (name.length == 1 && isdigit((unsigned char)name.bytes[0])) ||
		       str_is(name, "NF");
	return name.length > 1 && islower((unsigned char)name.bytes[0]);
}

/* For JavaScript: single quotes around, double ones inside. */
static str other_quotes(struct arena *arena, str source)
{
	struct text text = text_new(arena, source.length + 2);

	if (source.length < 2 || source.bytes[0] != '"' ||
	    source.bytes[source.length - 1] != '"')
		return STR("");
	for (size_t i = 1; i + 1 < source.length; i++) {
		char c = source.bytes[i];

		if (c == '"')
			return STR("");
		if (c == '\\')
			continue;
		text_add_char(&text, c == '\'' ? '"' : c);
	}
	return arena_format(arena, "'" STR_FMT "'", STR_ARG(text_of(&text)));
}

static void look_at_dollar_word(struct lint *lint, const struct lint_command *c,
				const struct dollars *row, const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++) {
		const struct shell_part *part = &word->parts[i];
		struct lint_rewrite rewrite;
		struct spot spot;
		str other;

		if (part->kind != SHELL_VARIABLE || !part->is_quoted ||
		    !is_operator_like(row, part->text) ||
		    lint_is_assigned(lint, part->text))
			continue;
		other = other_quotes(lint->arena, word->source);
		spot = lint_spot(lint, c, STR(""));
		if (other.length > 0) {
			rewrite = lint_rewrite(lint->arena, c);
			*lint_source(&rewrite, word) = other;
			spot.repaired = lint_rewritten(lint, &rewrite);
		}
		spot.line = c->code_line + word->line - 1;
		lint_report(lint, RULE_SHELL_DOLLAR_IN_QUOTES, spot,
			    "in double quotes the shell takes $" STR_FMT
			    " for a variable of its own and puts nothing there: %s want "
			    "single quotes",
			    STR_ARG(part->text), row->what);
		return;
	}
}

static void look_at_dollars(struct lint *lint, const struct lint_command *c)
{
	for (size_t r = 0; r < sizeof(dollars) / sizeof(dollars[0]); r++) {
		const struct dollars *row = &dollars[r];

		if (!str_is(c->name, row->name))
			continue;
		for (size_t i = 1; i < c->count; i++)
			if (!row->options ||
			    lint_is_one_of(c->words[i - 1].value, row->options))
				look_at_dollar_word(lint, c, row, &c->words[i]);
	}
}

/* -- globs -- */

static const struct pattern {
	const char *name;
	const char *const *options;
} patterns[] = {
	{ "find", (const char *const[]){ "-name", "-iname", "-path", "-ipath",
					 "-wholename", NULL } },
	{ "redis-cli",
	  (const char *const[]){ "--pattern", "KEYS", "keys", "MATCH", "match", NULL } },
	{ "aws", (const char *const[]){ "--include", "--exclude", NULL } },
	{ "apt", (const char *const[]){ "remove", "purge", NULL } },
	{ "apt-get", (const char *const[]){ "remove", "purge", NULL } },
	{ "yum", (const char *const[]){ "remove", "erase", NULL } },
	{ "dnf", (const char *const[]){ "remove", NULL } },
};

static bool has_star(const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (word->parts[i].kind == SHELL_GLOB && !word->parts[i].is_quoted)
			return true;
	return false;
}

static void look_at_globs(struct lint *lint, const struct lint_command *c)
{
	for (size_t r = 0; r < sizeof(patterns) / sizeof(patterns[0]); r++)
		for (size_t i = 2; i < c->count; i++) {
			struct lint_rewrite rewrite;
			const struct shell_word *word = &c->words[i];

			if (!str_is(c->name, patterns[r].name) ||
			    !lint_is_one_of(c->words[i - 1].value, patterns[r].options) ||
			    !has_star(word) || str_contains(word->source, STR("'")))
				continue;
			rewrite = lint_rewrite(lint->arena, c);
			*lint_source(&rewrite, word) = arena_format(
				lint->arena, "'" STR_FMT "'", STR_ARG(word->source));
			lint_report(lint, RULE_SHELL_GLOB,
				    lint_spot(lint, c, lint_rewritten(lint, &rewrite)),
				    "the shell puts the names of files of the current "
				    "folder in place of " STR_FMT
				    " when some match: %s wants the pattern itself",
				    STR_ARG(word->source), patterns[r].name);
		}
}

/* -- https://…?a=1&b=2 -- */

static void look_at_address(struct lint *lint, const struct lint_command *c)
{
	const struct shell_word *last = &c->words[c->count - 1];
	const struct shell_pipeline *next = c->nth + 1 < c->script->count
						    ? &c->script->pipelines[c->nth + 1]
						    : NULL;

	if (!c->pipeline->is_background || !next || next->count == 0 ||
	    next->commands[0].count > 0 || next->commands[0].assignment_count != 1 ||
	    !str_contains(last->value, STR("://")) ||
	    !str_contains(last->value, STR("?")) ||
	    next->commands[0].line != c->command->line)
		return;
	lint_report(lint, RULE_SHELL_AMPERSAND, lint_spot(lint, c, STR("")),
		    "the shell ends the command at the '&' and runs it in the "
		    "background: what follows never reaches the server. Put the address "
		    "into single quotes");
}

void lint_expansion(struct lint *lint, const struct lint_command *c)
{
	look_for_placeholders(lint, c);
	look_at_foreign(lint, c);
	look_at_dollars(lint, c);
	look_at_globs(lint, c);
	look_at_address(lint, c);
}
