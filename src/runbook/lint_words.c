/* The words of a command: options, the rest, and the text with some of them changed. */
#include "runbook/lint_private.h"

#include "base/limits.h"
#include "base/text.h"

#include <string.h>

struct options {
	struct lint_option *items;
	size_t count, capacity;
};

struct others {
	struct lint_other *items;
	size_t count, capacity;
};

bool lint_is_one_of(str word, const char *const *words)
{
	for (; words && *words; words++)
		if (str_is(word, *words))
			return true;
	return false;
}

bool lint_has_word(const struct lint_command *c, const char *word)
{
	for (size_t i = 1; i < c->count; i++)
		if (str_is(c->words[i].value, word))
			return true;
	return false;
}

/* "--name", "--name=value" or "--name value". */
static size_t take_long(struct arena *arena, const struct lint_command *c, size_t at,
			const struct lint_grammar *grammar, struct options *options)
{
	str value = c->words[at].value, name = value, given;
	struct lint_option *option = list_add(arena, options);

	*option = (struct lint_option){ .name = value, .word = &c->words[at] };
	if (str_cut(value, '=', &name, &given)) {
		option->name = name;
		option->value = given;
		option->has_value = true;
		return at + 1;
	}
	if (!lint_is_one_of(str_slice(name, 2, name.length), grammar->names) ||
	    at + 1 == c->count)
		return at + 1;
	option->value = c->words[at + 1].value;
	option->has_value = true;
	return at + 2;
}

/* "-abc": a letter that takes a value takes the rest, or the next word. */
static size_t take_short(struct arena *arena, const struct lint_command *c, size_t at,
			 const struct lint_grammar *grammar, struct options *options)
{
	str value = c->words[at].value;

	for (size_t i = 1; i < value.length; i++) {
		struct lint_option *option = list_add(arena, options);

		*option = (struct lint_option){ .name = arena_format(arena, "-%c",
								     value.bytes[i]),
						.word = &c->words[at] };
		if (!grammar->letters || !strchr(grammar->letters, value.bytes[i]))
			continue;
		option->value = str_slice(value, i + 1, value.length);
		option->has_value = option->value.length > 0;
		if (option->value.length > 0 && option->value.bytes[0] == '=')
			option->value = str_slice(option->value, 1, value.length);
		if (option->has_value || at + 1 == c->count)
			return at + 1;
		option->value = c->words[at + 1].value;
		option->has_value = true;
		return at + 2;
	}
	return at + 1;
}

struct lint_arguments lint_arguments(struct arena *arena, const struct lint_command *c,
				     const struct lint_grammar *grammar)
{
	struct lint_arguments arguments = { 0 };
	struct options options = { 0 };
	struct others others = { 0 };

	for (size_t i = 1; i < c->count;) {
		str value = c->words[i].value;

		if (str_is(value, "--")) {
			arguments.behind = &c->words[i];
			arguments.behind_count = c->count - i - 1;
			break;
		}
		if (str_starts_with(value, STR("--"))) {
			i = take_long(arena, c, i, grammar, &options);
		} else if (value.length > 1 && value.bytes[0] == '-') {
			i = take_short(arena, c, i, grammar, &options);
		} else {
			list_add(arena, &others)->word = &c->words[i++];
		}
	}
	arguments.options = options.items;
	arguments.option_count = options.count;
	arguments.others = others.items;
	arguments.other_count = others.count;
	return arguments;
}

const struct lint_option *lint_option(const struct lint_arguments *arguments,
				      const char *short_name, const char *long_name)
{
	for (size_t i = 0; i < arguments->option_count; i++) {
		const struct lint_option *option = &arguments->options[i];

		if ((short_name && str_is(option->name, short_name)) ||
		    (long_name && str_is(option->name, long_name)))
			return option;
	}
	return NULL;
}

str lint_other(const struct lint_arguments *arguments, size_t nth)
{
	return nth < arguments->other_count ? arguments->others[nth].word->value
					    : STR("");
}

/* -- the text again -- */

struct lint_rewrite lint_rewrite(struct arena *arena, const struct lint_command *c)
{
	struct lint_rewrite rewrite = {
		.command = c, .sources = arena_many(arena, str, c->command->count)
	};

	for (size_t i = 0; i < c->command->count; i++)
		rewrite.sources[i] = c->command->words[i].source;
	return rewrite;
}

str *lint_source(struct lint_rewrite *rewrite, const struct shell_word *word)
{
	return &rewrite->sources[word - rewrite->command->command->words];
}

static void add_word(struct text *text, str source)
{
	if (source.length == 0)
		return;
	if (text->length > 0)
		text_add_char(text, ' ');
	text_add(text, source);
}

static void add_redirects(struct text *text, const struct shell_command *command)
{
	for (size_t i = 0; i < command->redirect_count; i++) {
		const struct shell_redirect *redirect = &command->redirects[i];

		if (text->length > 0)
			text_add_char(text, ' ');
		if (redirect->fd >= 0)
			text_addf(text, "%d", redirect->fd);
		text_addf(text, STR_FMT "%s" STR_FMT, STR_ARG(redirect->operator),
			  redirect->fd >= 0 || str_ends_with(redirect->operator, STR("&"))
				  ? ""
				  : " ",
			  STR_ARG(redirect->target.source));
	}
}

static void add_command(struct text *text, const struct shell_command *command,
			const str *sources)
{
	for (size_t i = 0; i < command->assignment_count; i++)
		add_word(text,
			 arena_format(text->arena, STR_FMT "=" STR_FMT,
				      STR_ARG(command->assignments[i].name),
				      STR_ARG(command->assignments[i].value.source)));
	for (size_t i = 0; i < command->count; i++)
		add_word(text, sources ? sources[i] : command->words[i].source);
	add_redirects(text, command);
	if (command->kind != SHELL_SIMPLE)
		add_word(text, STR("\xe2\x80\xa6"));
}

str lint_rewritten(struct lint *lint, const struct lint_rewrite *rewrite)
{
	const struct lint_command *c = rewrite->command;
	struct text text = text_new(lint->arena, LINT_FOUND_BYTES_MAX * 8);

	for (size_t i = 0; i < c->pipeline->count; i++) {
		add_word(&text, i > 0 ? STR("|") : STR(""));
		add_command(&text, &c->pipeline->commands[i],
			    i == c->position ? rewrite->sources : NULL);
	}
	return lint_one_line(lint->arena, text_of(&text));
}

str lint_command_text(struct lint *lint, const struct lint_command *c)
{
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);

	return lint_rewritten(lint, &rewrite);
}

struct spot lint_spot(struct lint *lint, const struct lint_command *c, str repaired)
{
	return (struct spot){ .line = c->line,
			      .found = lint_command_text(lint, c),
			      .repaired = repaired };
}
