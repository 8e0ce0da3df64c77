/* Words: which are known, which are one value whatever stands in them, and which may
 * become an option or several words when a shell expands them. */
#include "runbook/classify_names.h"

#include <string.h>

bool is_one_of(str text, const char *names)
{
	str rest = str_of(names), name;

	while (str_next(&rest, '|', &name))
		if (str_equal(text, name))
			return true;
	return false;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* One word for a shell, and no option. */
static bool is_plain_value(str text)
{
	if (text.length > 0 && text.bytes[0] == '-')
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (!is_name_char(text.bytes[i]) && !strchr("-./:,@%+=", text.bytes[i]))
			return false;
	return true;
}

/* -- substitutions that give names -- */

/* What they print are names, numbers and addresses. */
static const char *const name_givers[] = {
	"hostname", "whoami", "nproc", "uname", "pwd", "pgrep", "pidof", "id", "logname",
};

static const char filters[] = "head|tail|grep|egrep|cut|sort|uniq|tr|wc|awk|jq";

/* No text of its own: awk '{print $1}', and not awk '{print "-delete"}'. */
static bool says_nothing_itself(const struct shell_command *command)
{
	for (size_t i = 1; i < command->count; i++) {
		const struct shell_word *word = &command->words[i];

		if (!word->is_static || str_contains(word->value, STR("\"")) ||
		    str_contains(word->value, STR("'")) ||
		    str_contains(word->value, STR("(")))
			return false;
	}
	return true;
}

static bool gives_names(const struct shell_command *command)
{
	const struct shell_word *words = command->words;

	for (size_t i = 0; i < sizeof(name_givers) / sizeof(name_givers[0]); i++)
		if (str_is(words[0].value, name_givers[i]))
			return true;
	if (str_is(words[0].value, "date"))
		return command->count == 2 && words[1].is_static &&
		       str_starts_with(words[1].value, STR("+%")) &&
		       !str_contains(words[1].value, STR(" "));
	if (!is_one_of(words[0].value, "kubectl|oc|k|docker|podman|crictl|minikube|git"))
		return false;
	/* A template's own text would be printed, too. */
	for (size_t i = 1; i < command->count; i++)
		if (str_contains(words[i].value, STR("{\"")) ||
		    str_contains(words[i].value, STR("{'")) ||
		    str_contains(words[i].value, STR("}-")) ||
		    str_contains(words[i].value, STR("=-")))
			return false;
	return true;
}

bool pipeline_gives_names(const struct shell_command *commands, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct shell_command *command = &commands[i];

		if (command->kind != SHELL_SIMPLE || command->count == 0 ||
		    !command->words[0].is_static || command->assignment_count > 0 ||
		    (i == 0 ? !gives_names(command)
			    : !is_one_of(command->words[0].value, filters) ||
				      !says_nothing_itself(command)))
			return false;
	}
	return true;
}

static bool is_names(const struct shell_script *script)
{
	return script->count == 1 && pipeline_gives_names(script->pipelines[0].commands,
							  script->pipelines[0].count);
}

/* -- variables -- */

/* ${NAME}, or with a default that is plain itself. */
static bool braces_are_plain(str inside)
{
	size_t at = 0;

	while (at < inside.length && is_name_char(inside.bytes[at]))
		at++;
	if (at == inside.length)
		return true;
	if (!str_starts_with(str_slice(inside, at, 2), STR(":-")))
		return false;
	return is_plain_value(str_slice(inside, at + 2, inside.length));
}

static bool all_braces_are_plain(str source)
{
	for (size_t i = 0; i + 1 < source.length; i++) {
		str inside, after;

		if (source.bytes[i] != '$' || source.bytes[i + 1] != '{')
			continue;
		if (!str_cut(str_slice(source, i + 2, source.length), '}', &inside,
			     &after) ||
		    !braces_are_plain(inside))
			return false;
	}
	return true;
}

/* Set by the shell from what the script was called with, or from the last command. */
static bool is_special(str name)
{
	return name.length == 1 && (strchr("@*_", name.bytes[0]) ||
				    (name.bytes[0] >= '0' && name.bytes[0] <= '9'));
}

static bool variable_is_open(const struct judging *judging, str name)
{
	return is_special(name) || str_is(name, "IFS") ||
	       (judging->names && map_get(judging->names->open, name));
}

static bool part_is_open(const struct judging *judging, const struct shell_word *word,
			 const struct shell_part *part)
{
	switch (part->kind) {
	case SHELL_LITERAL:
	case SHELL_ARITHMETIC:
	case SHELL_PLACEHOLDER: return false;
	case SHELL_GLOB: return true;
	case SHELL_VARIABLE:
		return variable_is_open(judging, part->text) ||
		       !all_braces_are_plain(word->source);
	case SHELL_SUBSTITUTION: break;
	}
	/* <(…) is the name of a file. */
	return !str_starts_with(word->source, STR("<(")) &&
	       !str_starts_with(word->source, STR(">(")) && !is_names(part->inside);
}

str word_lead(struct arena *arena, const struct shell_word *word)
{
	struct text text = text_new(arena, word->source.length + 1);

	for (size_t i = 0; i < word->count && word->parts[i].kind == SHELL_LITERAL; i++)
		text_add(&text, word->parts[i].text);
	return text_of(&text);
}

static bool is_in_brackets(const struct shell_word *word)
{
	str source = word->source;

	if (!str_starts_with(source, STR("[")) || !str_ends_with(source, STR("]")))
		return false;
	for (size_t i = 1; i + 1 < source.length; i++)
		if (!is_name_char(source.bytes[i]) && source.bytes[i] != '-')
			return false;
	return source.length > 2;
}

bool word_is_open(const struct judging *judging, const struct shell_word *word)
{
	/* [pod-name] is read as a placeholder, and as a glob stands for one letter. */
	if (is_in_brackets(word))
		return false;

	bool has_lead = word->count > 0 && word->parts[0].kind == SHELL_LITERAL &&
			word->parts[0].text.length > 0;

	for (size_t i = 0; !word->is_static && i < word->count; i++) {
		const struct shell_part *part = &word->parts[i];

		/* Behind a beginning of its own, only what falls apart matters. */
		if (has_lead && (part->is_quoted || part->kind == SHELL_GLOB))
			continue;
		if (part_is_open(judging, word, part))
			return true;
		has_lead = has_lead || part->kind != SHELL_LITERAL ||
			   part->text.length > 0;
	}
	return false;
}

bool word_is_text(const struct judging *judging, const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (part_is_open(judging, word, &word->parts[i]))
			return false;
	return true;
}

struct shell_word word_of(struct arena *arena, str text, unsigned line)
{
	struct shell_part *part = arena_one(arena, struct shell_part);

	*part = (struct shell_part){ .kind = SHELL_LITERAL, .text = text };
	return (struct shell_word){ .source = text,
				    .line = line,
				    .parts = part,
				    .count = 1,
				    .is_static = true,
				    .value = text };
}

struct shell_word word_behind(struct arena *arena, const struct shell_word *word,
			      size_t bytes)
{
	struct shell_part *parts = arena_many(arena, struct shell_part, word->count + 1);
	struct shell_word cut = *word;

	cut.value = str_slice(word->value, bytes, word->value.length);
	cut.parts = parts;
	cut.count = 0;
	for (size_t i = 0; i < word->count; i++) {
		struct shell_part part = word->parts[i];
		size_t taken = 0;

		if (part.kind == SHELL_LITERAL)
			taken = part.text.length < bytes ? part.text.length : bytes;
		bytes -= taken;
		part.text = str_slice(part.text, taken, part.text.length);
		if (part.kind != SHELL_LITERAL || part.text.length > 0)
			parts[cut.count++] = part;
	}
	return cut;
}

/* -- what a script sets -- */

struct shell_names *class_names_new(struct arena *arena)
{
	struct shell_names *names = arena_one(arena, struct shell_names);

	names->arena = arena;
	names->open = map_new(arena);
	names->functions = map_new(arena);
	return names;
}

static void set_open(struct shell_names *names, str name)
{
	map_put(names->open, name, names);
}

static bool value_is_plain(const struct shell_names *names, const struct shell_word *word)
{
	struct judging judging = { .names = names };

	return word->is_static
		       ? is_plain_value(word->value)
		       : !word_is_open(&judging, word) && word_is_text(&judging, word);
}

static void add_declared(struct shell_names *names, const struct shell_command *command)
{
	bool reads = is_one_of(command->words[0].value, "read|mapfile|readarray|getopts");
	bool prints = is_one_of(command->words[0].value, "printf|let");

	if (!reads && !prints &&
	    !is_one_of(command->words[0].value, "export|declare|local|readonly|typeset"))
		return;
	for (size_t i = 1; i < command->count; i++) {
		const struct shell_word *word = &command->words[i];
		str lead = word_lead(names->arena, word), name, value;

		if (reads && names->reads_names)
			continue;
		if (!reads && str_cut(lead, '=', &name, &value)) {
			struct shell_word after = word_behind(names->arena, word,
							      name.length + 1);

			if (!value_is_plain(names, &after))
				set_open(names, name);
		} else if (reads || prints) {
			set_open(names, lead);
		}
	}
}

static void add_parts(struct shell_names *names, const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (word->parts[i].inside)
			class_names_add(names, word->parts[i].inside);
}

static void add_command(struct shell_names *names, const struct shell_command *command)
{
	for (size_t i = 0; i < command->assignment_count; i++) {
		if (!value_is_plain(names, &command->assignments[i].value))
			set_open(names, command->assignments[i].name);
		add_parts(names, &command->assignments[i].value);
	}
	for (size_t i = 0; i < command->count; i++) {
		if (command->kind == SHELL_LOOP &&
		    !value_is_plain(names, &command->words[i]))
			set_open(names, command->name);
		add_parts(names, &command->words[i]);
	}
	if (command->kind == SHELL_LOOP && command->count == 0)
		set_open(names, command->name);
	if (command->kind == SHELL_SIMPLE && command->count > 0)
		add_declared(names, command);
	if (command->body)
		class_names_add(names, command->body);
}

/* kubectl get … -o name | while read pod; do …: what is read are names. */
static void add_stage(struct shell_names *names, const struct shell_pipeline *pipeline,
		      size_t stage)
{
	const struct shell_command *command = &pipeline->commands[stage];
	bool before = names->reads_names;

	if (stage > 0 || command->redirect_count > 0)
		names->reads_names = command->kind == SHELL_LOOP &&
				     command->redirect_count == 0 &&
				     pipeline_gives_names(pipeline->commands, stage);
	add_command(names, command);
	names->reads_names = before;
}

void class_names_add(struct shell_names *names, const struct shell_script *script)
{
	for (size_t i = 0; i < script->count; i++)
		for (size_t k = 0; k < script->pipelines[i].count; k++)
			add_stage(names, &script->pipelines[i], k);
}
