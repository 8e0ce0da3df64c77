#include "faces/cli/command.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "base/suggest.h"
#include "config/file.h"

#include <string.h>

struct words {
	str *items;
	size_t count, capacity;
};

const struct cli_option cli_options[] = {
	{ "json", NULL, "print the answer as JSON", offsetof(struct cli_command, json) },
	{ "data", "DIR", "the data directory of the server to ask",
	  offsetof(struct cli_command, directory) },
	{ "as", "NAME", "act as this person (for the server's own user, and root)",
	  offsetof(struct cli_command, as) },
	{ "server", "URL",
	  "ask over the network, with the token of --token-file or "
	  "$STANCH_TOKEN",
	  offsetof(struct cli_command, server) },
	{ "token-file", "FILE", "a file that holds a personal token",
	  offsetof(struct cli_command, token_file) },
	{ 0 },
};

/* "--next-update" is the field next_update. */
static bool is_named(str option, const char *name)
{
	if (option.length != strlen(name))
		return false;
	for (size_t i = 0; i < option.length; i++)
		if (option.bytes[i] != name[i] &&
		    !(option.bytes[i] == '-' && name[i] == '_'))
			return false;
	return true;
}

static bool is_option(str word)
{
	return str_starts_with(word, STR("--")) && word.length > 2;
}

/* "--name=value" and "--name"; true when the value stands there. */
static bool cut_option(str word, str *ret_name, str *ret_value)
{
	*ret_name = str_slice(word, 2, word.length);
	return str_cut(*ret_name, '=', ret_name, ret_value);
}

static const struct cli_option *find_option(str name)
{
	for (size_t i = 0; cli_options[i].name; i++)
		if (str_is(name, cli_options[i].name))
			return &cli_options[i];
	return NULL;
}

static bool take_option(const struct cli_option *option, const struct words *words,
			size_t *at, struct cli_command *command, struct error *error)
{
	str name, value;
	bool has_value = cut_option(words->items[*at], &name, &value);
	char *place = (char *)command + option->offset;

	if (!option->value) {
		*(bool *)place = true;
		return !has_value || error_set(error, ERROR_INVALID,
					       "--%s takes no value", option->name);
	}
	if (!has_value && *at + 1 >= words->count)
		return error_set(error, ERROR_INVALID, "--%s needs a value: --%s %s",
				 option->name, option->name, option->value);
	*(str *)place = has_value ? value : words->items[++*at];
	return true;
}

/* Takes out what every command knows; what stands behind "--" is left alone. */
static bool take_options(struct arena *arena, const struct words *words,
			 struct words *rest, struct cli_command *command,
			 struct error *error)
{
	for (size_t i = 0; i < words->count; i++) {
		str word = words->items[i], name, value;
		const struct cli_option *option = NULL;

		if (str_is(word, "--")) {
			for (; i < words->count; i++)
				*list_add(arena, rest) = words->items[i];
			return true;
		}
		if (str_is(word, "--help") || str_is(word, "-h")) {
			command->task = CLI_HELP;
			continue;
		}
		if (is_option(word)) {
			cut_option(word, &name, &value);
			option = find_option(name);
		}
		if (!option)
			*list_add(arena, rest) = word;
		else if (!take_option(option, words, &i, command, error))
			return false;
	}
	return true;
}

/* -- which command -- */

static bool unknown_noun(struct arena *arena, str word, struct error *error)
{
	struct suggestion suggestion = suggestion_for(word);
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++) {
		suggestion_try(&suggestion, str_of(operation->noun));
		if (operation->alias)
			suggestion_try(&suggestion, str_of(operation->alias));
	}
	for (size_t i = 0; cli_others[i].name; i++)
		suggestion_try(&suggestion, str_of(cli_others[i].name));
	return error_set(error, ERROR_INVALID,
			 "there is no command '" STR_FMT "'" STR_FMT " (stanch help)",
			 STR_ARG(str_clip(word, 60)),
			 STR_ARG(suggestion_text(arena, &suggestion)));
}

static bool unknown_verb(struct arena *arena, str noun, str verb, struct error *error)
{
	struct suggestion suggestion = suggestion_for(verb);
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++)
		if (str_is(noun, operation->noun))
			suggestion_try(&suggestion, str_of(operation->verb));
	return error_set(error, ERROR_INVALID,
			 STR_FMT " has no '" STR_FMT "'" STR_FMT " (stanch help " STR_FMT
				 ")",
			 STR_ARG(noun), STR_ARG(str_clip(verb, 60)),
			 STR_ARG(suggestion_text(arena, &suggestion)), STR_ARG(noun));
}

/* How many words named the operation: 1 for an alias, 2 for noun and verb. */
static bool find_operation(struct arena *arena, const struct words *words,
			   struct cli_command *command, size_t *ret_used,
			   struct error *error)
{
	str first = words->items[0];

	if (words->count > 1)
		command->operation = operation_find(first, words->items[1]);
	*ret_used = 2;
	if (command->operation)
		return true;
	command->operation = operation_by_alias(first);
	*ret_used = 1;
	if (command->operation)
		return true;
	if (!cli_noun_exists(first))
		return unknown_noun(arena, first, error);
	if (words->count > 1)
		return unknown_verb(arena, first, words->items[1], error);
	command->task = CLI_HELP;
	command->words[0] = first;
	return true;
}

/* -- its inputs -- */

struct input_reader {
	struct arena *arena;
	const struct operation *operation;
	const struct words *words;
	size_t at;
	struct tree *inputs;
	struct tree *files; /* of the input that takes several; NULL: none yet */
	struct tree *pairs; /* of the one that takes NAME=VALUE; NULL: none yet */
	struct error *error;
};

static const struct field *field_named(const struct operation *operation, str name)
{
	for (size_t i = 0; operation->input && i < operation->input->count; i++)
		if (is_named(name, operation->input->fields[i].name))
			return &operation->input->fields[i];
	return NULL;
}

static bool unknown_option(struct input_reader *reader, str name)
{
	struct suggestion suggestion = suggestion_for(name);
	const struct shape *shape = reader->operation->input;

	for (size_t i = 0; shape && i < shape->count; i++)
		suggestion_try(&suggestion, str_of(shape->fields[i].name));
	for (size_t i = 0; cli_options[i].name; i++)
		suggestion_try(&suggestion, str_of(cli_options[i].name));
	return error_set(reader->error, ERROR_INVALID,
			 "--" STR_FMT " is no option here" STR_FMT " (" STR_FMT ")",
			 STR_ARG(str_clip(name, 60)),
			 STR_ARG(suggestion_text(reader->arena, &suggestion)),
			 STR_ARG(cli_usage(reader->arena, reader->operation)));
}

static bool takes_files(const struct field *field)
{
	return field->is_file && field->kind == FIELD_JSON;
}

/* One of several files: its name goes along, for messages, and "inside" the name that it
 * has in the folder that was given. */
static bool put_file(struct input_reader *reader, const struct field *field, str path,
		     str inside)
{
	scoped_arena scratch = arena_new(TURN_ARENA_BYTES_MAX);
	struct tree *file = tree_map(reader->arena);
	str text;

	if (!cli_read_file(scratch, path, &text, reader->error))
		return error_wrap(reader->error, "%s", field->name);
	if (!reader->files) {
		reader->files = tree_list(reader->arena);
		tree_put(reader->arena, reader->inputs, field->name, reader->files);
	}
	if (tree_count(reader->files) == INPUT_FILES_MAX)
		return error_set(reader->error, ERROR_TOO_LARGE,
				 "%s: more than %d files at once", field->name,
				 INPUT_FILES_MAX);
	tree_put_text(reader->arena, file, "name", arena_copy(reader->arena, path));
	tree_put_text(reader->arena, file, "text", arena_copy(reader->arena, text));
	if (inside.length > 0)
		tree_put_text(reader->arena, file, "inside", inside);
	tree_add(reader->arena, reader->files, file);
	return true;
}

/* A file, or the Markdown files of a folder. */
static bool put_files(struct input_reader *reader, const struct field *field, str path)
{
	struct file_names names = { 0 };

	if (!cli_is_folder(reader->arena, path))
		return put_file(reader, field, path, STR(""));
	if (!cli_list_documents(reader->arena, path, &names, reader->error))
		return error_wrap(reader->error, "%s", field->name);
	for (size_t i = 0; i < names.count; i++)
		if (!put_file(reader, field,
			      path_join(reader->arena, path, names.items[i]),
			      names.items[i]))
			return false;
	return true;
}

/* "pod-name=web-1": as many of them as there are. */
static bool put_pair(struct input_reader *reader, const struct field *field, str word)
{
	str name = STR(""), value = STR("");

	if (!str_cut(word, '=', &name, &value) || name.length == 0)
		return error_set(reader->error, ERROR_INVALID,
				 "'" STR_FMT "' is no NAME=VALUE",
				 STR_ARG(str_clip(word, 60)));
	if (!reader->pairs) {
		reader->pairs = tree_map(reader->arena);
		tree_put(reader->arena, reader->inputs, field->name, reader->pairs);
	}
	if (tree_get(reader->pairs, arena_c_string(reader->arena, name)))
		return error_set(reader->error, ERROR_INVALID, STR_FMT " is given twice",
				 STR_ARG(str_clip(name, 60)));
	tree_put_str(reader->arena, reader->pairs, name, tree_text(reader->arena, value));
	return true;
}

static bool put_input(struct input_reader *reader, const struct field *field, str value)
{
	if (takes_files(field))
		return put_files(reader, field, value);
	if (field->is_pairs)
		return put_pair(reader, field, value);
	if (tree_get(reader->inputs, field->name))
		return error_set(reader->error, ERROR_INVALID, "%s is given twice",
				 field->name);
	if (field->is_file && !cli_read_file(reader->arena, value, &value, reader->error))
		return error_wrap(reader->error, "%s", field->name);
	tree_put_text(reader->arena, reader->inputs, field->name, value);
	return true;
}

static bool read_option(struct input_reader *reader)
{
	str name, value = STR("true");
	bool has_value = cut_option(reader->words->items[reader->at], &name, &value);
	const struct field *field = field_named(reader->operation, name);

	if (!field)
		return unknown_option(reader, name);
	if (has_value || field->kind == FIELD_BOOL)
		return put_input(reader, field, value);
	if (reader->at + 1 >= reader->words->count)
		return error_set(reader->error, ERROR_INVALID,
				 "--" STR_FMT " needs a value: %s", STR_ARG(name),
				 field->help ? field->help : "");
	reader->at++;
	return put_input(reader, field, reader->words->items[reader->at]);
}

/* The first input without a value that is given by its place. */
static const struct field *next_by_place(const struct input_reader *reader, bool required)
{
	const struct shape *shape = reader->operation->input;

	for (size_t i = 0; shape && i < shape->count; i++)
		if ((required ? shape->fields[i].required : shape->fields[i].by_place) &&
		    (!tree_get(reader->inputs, shape->fields[i].name) ||
		     takes_files(&shape->fields[i])))
			return &shape->fields[i];
	return NULL;
}

static const struct field *field_of_pairs(const struct input_reader *reader)
{
	const struct shape *shape = reader->operation->input;

	for (size_t i = 0; shape && i < shape->count; i++)
		if (shape->fields[i].is_pairs)
			return &shape->fields[i];
	return NULL;
}

/* Words without a name fill the required inputs, in their order, and then those that
 * may be left out. */
static bool read_word(struct input_reader *reader)
{
	const struct field *field = next_by_place(reader, true);
	str word = reader->words->items[reader->at];

	if (!field)
		field = next_by_place(reader, false);
	if (!field && str_contains(word, STR("=")))
		field = field_of_pairs(reader);
	if (field)
		return put_input(reader, field, word);
	return error_set(reader->error, ERROR_INVALID,
			 "'" STR_FMT "' is one word too many; text with spaces stands in "
			 "quotes: " STR_FMT,
			 STR_ARG(str_clip(word, 60)),
			 STR_ARG(cli_example(reader->arena, reader->operation)));
}

/* A filter's file that is not named is the standard input. */
static bool read_input_left_out(struct input_reader *reader)
{
	const struct shape *shape = reader->operation->input;

	for (size_t i = 0;
	     reader->operation->needs_no_server && shape && i < shape->count; i++) {
		const struct field *field = &shape->fields[i];

		if (field->is_file && !tree_get(reader->inputs, field->name))
			return put_input(reader, field, STR("-"));
	}
	return true;
}

static bool all_are_there(const struct input_reader *reader)
{
	const struct shape *shape = reader->operation->input;

	for (size_t i = 0; shape && i < shape->count; i++) {
		const struct field *field = &shape->fields[i];

		if (field->required && !tree_get(reader->inputs, field->name))
			return error_set(
				reader->error, ERROR_INVALID,
				"%s is missing%s%s; for example: " STR_FMT, field->name,
				field->help ? ": " : "", field->help ? field->help : "",
				STR_ARG(cli_example(reader->arena, reader->operation)));
	}
	return true;
}

static bool read_inputs(struct input_reader *reader)
{
	bool only_words = false;

	for (; reader->at < reader->words->count; reader->at++) {
		str word = reader->words->items[reader->at];

		if (!only_words && str_is(word, "--")) {
			only_words = true;
			continue;
		}
		if (!only_words && is_option(word) ? !read_option(reader)
						   : !read_word(reader))
			return false;
	}
	return read_input_left_out(reader) && all_are_there(reader);
}

/* -- all of it -- */

static const struct {
	const char *name;
	enum cli_task task;
} tasks[] = {
	{ "help", CLI_HELP },
	{ "doctor", CLI_DOCTOR },
	{ "manual", CLI_MANUAL },
	{ "mail-in", CLI_MAIL_IN },
};

static bool is_own_task(const struct words *words, struct cli_command *command)
{
	for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++) {
		if (!str_is(words->items[0], tasks[i].name))
			continue;
		command->task = tasks[i].task;
		for (size_t k = 1; k < words->count && k <= 2; k++)
			command->words[k - 1] = words->items[k];
		return true;
	}
	return false;
}

static bool parse_words(struct arena *arena, const struct words *words,
			struct cli_command *command, struct error *error)
{
	struct input_reader reader = {
		.arena = arena, .words = words, .inputs = tree_map(arena), .error = error
	};

	if (words->count == 0) {
		command->task = CLI_HELP;
		return true;
	}
	if (command->task == CLI_HELP) {
		for (size_t i = 0; i < words->count && i < 2; i++)
			command->words[i] = words->items[i];
		return true;
	}
	if (is_own_task(words, command))
		return true;
	if (!find_operation(arena, words, command, &reader.at, error))
		return false;
	if (command->task == CLI_HELP)
		return true;
	reader.operation = command->operation;
	command->inputs = reader.inputs;
	return read_inputs(&reader);
}

bool cli_parse(struct arena *arena, const char *const *words, size_t count,
	       struct cli_command *ret_command, struct error *error)
{
	struct cli_command command = { .task = CLI_OPERATION };
	struct words all = { 0 }, rest = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (words[i][0] && !str_is_utf8(str_of(words[i])))
			return error_set(error, ERROR_INVALID, "word %zu is not UTF-8",
					 i + 1);
		*list_add(arena, &all) = str_of(words[i]);
	}
	if (!take_options(arena, &all, &rest, &command, error) ||
	    !parse_words(arena, &rest, &command, error))
		return false;
	*ret_command = command;
	return true;
}
