/* The words of one command, told apart by the grammar of its program. */
#include "base/limits.h"
#include "runbook/classify_names.h"
#include "runbook/step.h"

#include <string.h>

enum { LEVELS_MAX = 5, NAME_BYTES_MAX = 80 };

struct given {
	struct option_given *items;
	size_t count, capacity;
};

struct words {
	struct shell_word *items;
	size_t count, capacity;
};

/* One option of a grammar. */
struct spec {
	str name;
	char value; /* '=' needs one, '?' may have one, 0 has none */
	str marks;
	bool is_unlisted; /* allowed by "*" only */
};

struct reading {
	struct judging *judging;
	struct call call;
	const struct program *levels[LEVELS_MAX];
	size_t level_count;
	size_t at; /* in call.words */
	struct given options;
	struct words operands;
	struct text name;
	bool is_verb_open; /* the next operand is a verb */
	bool is_dry;
};

/* -- grammars -- */

static struct spec spec_of(str token)
{
	struct spec spec = { .name = token };
	size_t end = token.length;

	while (end > 2 && strchr("!^~@+%", token.bytes[end - 1]))
		end--;
	spec.marks = str_slice(token, end, token.length);
	if (end > 2 && strchr("=?", token.bytes[end - 1]))
		spec.value = token.bytes[--end];
	spec.name = str_slice(token, 0, end);
	return spec;
}

static bool finds_long(const char *options, str name, struct spec *ret_spec)
{
	str rest = str_of(options), token;

	while (str_next(&rest, ' ', &token)) {
		struct spec spec = spec_of(token);

		if (!str_equal(spec.name, name))
			continue;
		*ret_spec = spec;
		return true;
	}
	return false;
}

static bool finds_letter(const char *options, char letter, struct spec *ret_spec)
{
	str rest = str_of(options), token;

	while (str_next(&rest, ' ', &token)) {
		struct spec spec;

		if (token.length < 2 || token.bytes[0] != '-' || token.bytes[1] == '-')
			continue;
		spec = spec_of(token);
		if (!memchr(spec.name.bytes + 1, letter, spec.name.length - 1))
			continue;
		*ret_spec = spec;
		return true;
	}
	return false;
}

static bool allows_all(const struct program *program)
{
	return (!program->options && !program->verbs) ||
	       (program->options && str_starts_with(str_of(program->options), STR("*")));
}

/* Nothing that it may be told makes it worse. */
static bool is_harmless(const struct reading *reading)
{
	for (size_t i = 0; i < reading->level_count; i++) {
		const char *options = reading->levels[i]->options;

		if (options && (strchr(options, '!') || strchr(options, '^')))
			return false;
	}
	return allows_all(reading->call.program);
}

/* GNU's long options may be cut short: --outp for --output. */
static bool finds_cut(const char *options, str name, struct spec *ret_spec)
{
	str rest = str_of(options), token;

	while (name.length > 2 && str_next(&rest, ' ', &token)) {
		struct spec spec = spec_of(token);

		if (!str_starts_with(spec.name, STR("--")) ||
		    !str_starts_with(spec.name, name) ||
		    !str_contains(spec.marks, STR("!")))
			continue;
		*ret_spec = spec;
		return true;
	}
	return false;
}

static bool has_words(const struct reading *reading)
{
	return reading->levels[0]->flags & PROGRAM_WORDS;
}

static bool find_long(const struct reading *reading, str name, struct spec *ret_spec)
{
	for (size_t i = reading->level_count; i-- > 0;)
		if (reading->levels[i]->options &&
		    finds_long(reading->levels[i]->options, name, ret_spec))
			return true;
	for (size_t i = reading->level_count; i-- > 0;)
		if (reading->levels[i]->options &&
		    finds_cut(reading->levels[i]->options, name, ret_spec))
			return true;
	*ret_spec = (struct spec){ .name = name, .is_unlisted = true };
	return allows_all(reading->call.program);
}

static bool find_letter(const struct reading *reading, char letter, struct spec *ret_spec)
{
	for (size_t i = reading->level_count; i-- > 0;)
		if (reading->levels[i]->options &&
		    finds_letter(reading->levels[i]->options, letter, ret_spec))
			return true;
	*ret_spec = (struct spec){ .is_unlisted = true };
	return allows_all(reading->call.program);
}

/* -- options -- */

static bool unknown(const struct reading *reading, str option)
{
	judge(reading->judging, ACTION_DESTRUCTIVE,
	      arena_format(reading->judging->arena,
			   STR_FMT ": what " STR_FMT " does is not known",
			   STR_ARG(reading->call.name), STR_ARG(str_clip(option, 60))));
	return false;
}

static void apply_marks(struct reading *reading, const struct spec *spec, str value)
{
	struct arena *arena = reading->judging->arena;
	str name = reading->call.name;

	for (size_t i = 0; i < spec->marks.length; i++)
		switch (spec->marks.bytes[i]) {
		case '!':
		case '^':
			judge(reading->judging,
			      spec->marks.bytes[i] == '!' ? ACTION_DESTRUCTIVE
							  : ACTION_REVERSIBLE,
			      arena_format(arena, STR_FMT " " STR_FMT " writes",
					   STR_ARG(name), STR_ARG(spec->name)));
			break;
		case '%':
			judge(reading->judging, ACTION_REVERSIBLE,
			      arena_format(arena,
					   STR_FMT " " STR_FMT
						   " names a file that may name "
						   "programs to run, and another cluster",
					   STR_ARG(name), STR_ARG(spec->name)));
			break;
		case '~':
			if (!str_is(value, "false"))
				judge_refuse(
					reading->judging,
					arena_format(arena,
						     STR_FMT " " STR_FMT " never ends",
						     STR_ARG(name), STR_ARG(spec->name)),
					STR(""));
			break;
		case '@':
			judge_refuse(reading->judging,
				     arena_format(arena,
						  STR_FMT " " STR_FMT
							  " waits for a terminal",
						  STR_ARG(name), STR_ARG(spec->name)),
				     STR(""));
			break;
		default:
			reading->is_dry = reading->is_dry || value.length == 0 ||
					  str_is(value, "true");
		}
}

static void add_option(struct reading *reading, const struct spec *spec, str name,
		       const struct shell_word *value)
{
	*list_add(reading->judging->arena,
		  &reading->options) = (struct option_given){ name, value };
	reading->call.has_unlisted = reading->call.has_unlisted || spec->is_unlisted;
	apply_marks(reading, spec, value ? value->value : STR(""));
}

static const struct shell_word *kept(struct arena *arena, struct shell_word word)
{
	struct shell_word *copy = arena_one(arena, struct shell_word);

	*copy = word;
	return copy;
}

/* The value of an option is the next word. */
static bool add_with_next(struct reading *reading, const struct spec *spec, str name)
{
	if (reading->at + 1 >= reading->call.word_count)
		return unknown(reading, name);
	reading->at++;
	if (word_is_open(reading->judging, &reading->call.words[reading->at]) &&
	    !is_harmless(reading) && !reading->call.words[reading->at].parts[0].is_quoted)
		return unknown(reading, reading->call.words[reading->at].source);
	add_option(reading, spec, name, &reading->call.words[reading->at]);
	return true;
}

/* "-n$X" may become "-n a -o b". */
static bool falls_apart(const struct reading *reading, const struct shell_word *word)
{
	return !word->is_static && !is_harmless(reading) &&
	       word_is_open(reading->judging, word);
}

static bool read_long(struct reading *reading, const struct shell_word *word, str lead)
{
	struct spec spec;
	str name = lead, value;
	bool has_value = str_cut(lead, '=', &name, &value);

	if (!has_value && !word->is_static)
		return unknown(reading, word->source);
	/* Where one dash does, two do as well. */
	if (has_words(reading) && str_starts_with(name, STR("--")))
		name = str_slice(name, 1, name.length);
	if (!find_long(reading, name, &spec))
		return unknown(reading, name);
	if (falls_apart(reading, word))
		return unknown(reading, word->source);
	if (has_value) {
		add_option(reading, &spec, name,
			   kept(reading->judging->arena,
				word_behind(reading->judging->arena, word,
					    lead.length - value.length)));
		return true;
	}
	if (spec.value == '=')
		return add_with_next(reading, &spec, name);
	add_option(reading, &spec, name, NULL);
	return true;
}

static str letter_name(struct arena *arena, char letter)
{
	return arena_format(arena, "-%c", letter);
}

static bool read_letters(struct reading *reading, const struct shell_word *word, str lead)
{
	struct arena *arena = reading->judging->arena;

	bool is_value = false;

	if (falls_apart(reading, word))
		return unknown(reading, word->source);
	for (size_t i = 1; i < lead.length; i++) {
		str name = letter_name(arena, lead.bytes[i]);
		bool is_last = i + 1 == lead.length && word->is_static;
		struct spec spec;

		if (!find_letter(reading, lead.bytes[i], &spec))
			return unknown(reading, lead);
		is_value = is_value || (spec.is_unlisted && i > 0);
		/* Behind one that is not listed may stand its value. */
		if (is_value && !str_contains(spec.marks, STR("!")))
			spec = (struct spec){ .is_unlisted = true };
		if (spec.value && !is_last) {
			size_t skipped = i + 1 +
					 (i + 1 < lead.length &&
					  lead.bytes[i + 1] == '=');

			add_option(reading, &spec, name,
				   kept(arena, word_behind(arena, word, skipped)));
			return true;
		}
		if (spec.value == '=')
			return add_with_next(reading, &spec, name);
		add_option(reading, &spec, name, NULL);
	}
	/* "-a$X" may be more options. */
	return word->is_static || is_harmless(reading) || unknown(reading, word->source);
}

static bool is_number(str lead)
{
	for (size_t i = 1; i < lead.length; i++)
		if (lead.bytes[i] < '0' || lead.bytes[i] > '9')
			return false;
	return lead.length > 1;
}

static bool read_option(struct reading *reading, const struct shell_word *word, str lead)
{
	struct spec spec;

	if (is_number(lead) && find_long(reading, STR("-#"), &spec)) {
		add_option(reading, &spec, STR("-#"),
			   kept(reading->judging->arena,
				word_behind(reading->judging->arena, word, 1)));
		return true;
	}
	if (str_starts_with(lead, STR("--")) || has_words(reading))
		return read_long(reading, word, lead);
	return read_letters(reading, word, lead);
}

/* -- operands and verbs -- */

static const struct program *verb_of(const struct program *verbs, str name)
{
	for (; verbs->names; verbs++)
		if (is_one_of(name, verbs->names))
			return verbs;
	return NULL;
}

static void enter(struct reading *reading, const struct program *program, str name)
{
	text_add(&reading->name, reading->level_count > 0 ? STR(" ") : STR(""));
	text_add(&reading->name, str_clip(name, NAME_BYTES_MAX));
	reading->call.name = arena_copy(reading->judging->arena, text_of(&reading->name));
	reading->call.program = program;
	reading->levels[reading->level_count++] = program;
	reading->is_verb_open = program->verbs != NULL;
}

static bool read_operand(struct reading *reading, const struct shell_word *word,
			 bool *ret_stops)
{
	const struct program *program = reading->call.program;

	*ret_stops = false;
	if (reading->is_verb_open) {
		const struct program *verb = word->is_static ? verb_of(program->verbs,
								       word->value)
							     : NULL;

		if (verb) {
			enter(reading, verb, word->value);
			return true;
		}
		if (!(program->flags & PROGRAM_MAY_LACK_VERB))
			return unknown(reading, word->source);
		reading->is_verb_open = false;
	}
	if (program->flags & PROGRAM_STOPS) {
		*ret_stops = true;
		return true;
	}
	if (!is_harmless(reading) && word_is_open(reading->judging, word))
		return unknown(reading, word->source);
	*list_add(reading->judging->arena, &reading->operands) = *word;
	return true;
}

static void keep_rest(struct reading *reading, size_t from)
{
	reading->call.rest = reading->call.words + from;
	reading->call.rest_count = reading->call.word_count - from;
	for (size_t i = from; i < reading->call.word_count; i++)
		*list_add(reading->judging->arena,
			  &reading->operands) = reading->call.words[i];
}

static bool read_words(struct reading *reading)
{
	for (reading->at = 1; reading->at < reading->call.word_count; reading->at++) {
		const struct shell_word *word = &reading->call.words[reading->at];
		str lead = word_lead(reading->judging->arena, word);
		bool stops = false;

		if (word->is_static && str_is(word->value, "--")) {
			if (reading->is_verb_open)
				return unknown(reading, word->source);
			reading->call.has_rest = true;
			keep_rest(reading, reading->at + 1);
			return true;
		}
		if (lead.length > 1 || (lead.length == 1 && !word->is_static)) {
			if (lead.bytes[0] == '-') {
				if (!read_option(reading, word, lead))
					return false;
				continue;
			}
		}
		if (!read_operand(reading, word, &stops))
			return false;
		if (stops) {
			keep_rest(reading, reading->at);
			return true;
		}
	}
	return true;
}

/* -- the judgement -- */

static const char *usual_reason(enum action_class class)
{
	switch (class) {
	case ACTION_READ: return "only reads";
	case ACTION_REVERSIBLE: return "changes what can be put back";
	case ACTION_DATA_REPAIR: return "changes data";
	case ACTION_DESTRUCTIVE: break;
	}
	return "changes what nothing brings back by itself";
}

static void conclude(struct reading *reading)
{
	struct call *call = &reading->call;
	const struct program *program = call->program;

	call->options = reading->options.items;
	call->option_count = reading->options.count;
	call->operands = reading->operands.items;
	call->count = reading->operands.count;
	if (reading->is_dry && !call->has_unlisted) {
		call_judge(call, ACTION_READ, "only says here what it would do");
		return;
	}
	if ((program->flags & PROGRAM_NO_OPERANDS) && call->count > 0) {
		unknown(reading, call->operands[0].source);
		return;
	}
	if (!(program->flags & PROGRAM_DECIDES))
		call_judge(call, program->class,
			   program->why ? program->why : usual_reason(program->class));
	if (program->judge)
		program->judge(call);
}

static bool asks_for_help(const struct reading *reading)
{
	const struct shell_word *words = reading->call.words;
	size_t count = reading->call.word_count;

	if (count == 3 && reading->levels[0]->verbs && words[1].is_static &&
	    words[2].is_static && words[1].value.length > 0 &&
	    words[1].value.bytes[0] != '-')
		return str_is(words[2].value, "--help");
	return count == 2 && words[1].is_static &&
	       is_one_of(words[1].value, "--help|--version");
}

static const struct program *find_program(str name)
{
	for (size_t i = 0; i < classify_family_count; i++) {
		const struct program *program = verb_of(classify_families[i], name);

		if (program)
			return program;
	}
	return NULL;
}

bool is_program(str name)
{
	return find_program(name) != NULL;
}

/* Programs stand in folders that only root writes; others are scripts of somebody. */
static bool program_name(str word, str *ret_name)
{
	static const str folders[] = {
		STR_INIT("/bin/"),           STR_INIT("/usr/bin/"),
		STR_INIT("/sbin/"),          STR_INIT("/usr/sbin/"),
		STR_INIT("/usr/local/bin/"), STR_INIT("/usr/local/sbin/"),
		STR_INIT("/snap/bin/"),
	};

	*ret_name = word;
	if (!str_contains(word, STR("/")))
		return true;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (str_starts_with(word, folders[i])) {
			*ret_name = str_slice(word, folders[i].length, word.length);
			return !str_contains(*ret_name, STR("/"));
		}
	/* What is unpacked below /opt, and Kafka's own folder, which its manual has. */
	if ((str_starts_with(word, STR("/opt/")) || str_starts_with(word, STR("bin/")) ||
	     str_starts_with(word, STR("./bin/"))) &&
	    !str_contains(word, STR("/../"))) {
		while (str_cut(*ret_name, '/', &(str){ 0 }, ret_name))
			;
		return str_starts_with(word, STR("/opt/")) ||
		       str_starts_with(*ret_name, STR("kafka-")) ||
		       str_starts_with(*ret_name, STR("zookeeper-"));
	}
	return false;
}

void judge_argv(struct judging *judging, const struct shell_word *words, size_t count,
		const struct call_input *input)
{
	struct reading reading = { .judging = judging,
				   .call = { .judging = judging,
					     .words = words,
					     .word_count = count,
					     .input = *input },
				   .name = text_new(judging->arena, 4096) };
	const struct program *program;
	str name;

	if (!words[0].is_static) {
		judge(judging, ACTION_DESTRUCTIVE,
		      arena_format(judging->arena,
				   "which program " STR_FMT " is shows only when it runs",
				   STR_ARG(str_clip(words[0].source, 60))));
		return;
	}
	program = program_name(words[0].value, &name) ? find_program(name) : NULL;
	if (!program) {
		judge(judging, ACTION_DESTRUCTIVE,
		      arena_format(judging->arena, "what " STR_FMT " does is not known",
				   STR_ARG(str_clip(words[0].value, 60))));
		return;
	}
	enter(&reading, program, name);
	if (asks_for_help(&reading))
		call_judge(&reading.call, ACTION_READ, "says how it is used");
	else if (read_words(&reading))
		conclude(&reading);
}

/* -- for the functions of programs -- */

void call_judge(const struct call *call, enum action_class class, const char *text)
{
	judge(call->judging, class,
	      arena_format(call->judging->arena, STR_FMT " %s", STR_ARG(call->name),
			   text));
}

void call_unknown(const struct call *call, const char *text)
{
	judge(call->judging, ACTION_DESTRUCTIVE,
	      arena_format(call->judging->arena, STR_FMT ": %s", STR_ARG(call->name),
			   text));
}

const struct option_given *call_any(const struct call *call, const char *names)
{
	for (size_t i = call->option_count; i-- > 0;)
		if (is_one_of(call->options[i].name, names))
			return &call->options[i];
	return NULL;
}

const struct option_given *call_option(const struct call *call, const char *name)
{
	return call_any(call, name);
}

str call_value(const struct call *call, const char *names)
{
	const struct option_given *option = call_any(call, names);

	return option && option->value && option->value->is_static ? option->value->value
								   : STR("");
}

str call_operand(const struct call *call, size_t nth)
{
	return nth < call->count && call->operands[nth].is_static
		       ? call->operands[nth].value
		       : STR("");
}

bool call_text(const struct call *call, const struct shell_word *word, str *ret_text)
{
	if (!word_is_text(call->judging, word)) {
		call_unknown(call, "what it runs shows only when it runs");
		return false;
	}
	*ret_text = word->value;
	return true;
}

bool call_input_text(const struct call *call, str *ret_text)
{
	switch (call->input.kind) {
	case INPUT_NONE:
		call_unknown(call, "what is typed into it is not known");
		return false;
	case INPUT_UNKNOWN:
		call_unknown(call, "what it reads from its input is not known");
		return false;
	case INPUT_TEXT: break;
	}
	return call_text(call, &call->input.text, ret_text);
}

/* -- commands in commands -- */

static struct judging deeper(const struct call *call)
{
	struct judging judging = *call->judging;

	judging.depth++;
	return judging;
}

void call_run(const struct call *call, const struct shell_word *words, size_t count)
{
	struct judging judging = deeper(call);

	if (count == 0)
		call_unknown(call, "the command is missing");
	else if (judging.depth > COMMAND_DEPTH_MAX)
		call_unknown(call, "commands are nested too deep");
	else
		judge_argv(&judging, words, count, &call->input);
}

void call_check_secret(const struct call *call, str code)
{
	if (str_contains(code, STR(STEP_SECRET_BEGIN)))
		judge_refuse(call->judging,
			     arena_format(call->judging->arena,
					  "a secret would be read as code by " STR_FMT
					  ": write NAME=$NAME in front of the command, "
					  "and $NAME in single quotes in the code",
					  STR_ARG(call->name)),
			     STR(""));
}

void call_run_script(const struct call *call, str script)
{
	struct judging judging = deeper(call);

	call_check_secret(call, script);
	if (judging.depth > COMMAND_DEPTH_MAX)
		call_unknown(call, "commands are nested too deep");
	else
		judge_source(&judging, script, &call->input);
}

void call_run_joined(const struct call *call, const struct shell_word *words,
		     size_t count)
{
	struct text script = text_new(call->judging->arena, SHELL_BYTES_MAX + 1);
	str text;

	if (count == 0) {
		call_unknown(call, "the command is missing");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (!call_text(call, &words[i], &text))
			return;
		text_add(&script, i > 0 ? STR(" ") : STR(""));
		text_add(&script, text);
	}
	if (script.full)
		call_unknown(call, "the command is too long");
	else
		call_run_script(call, text_of(&script));
}

void call_run_text(const struct call *call, const struct shell_word *word,
		   classify_text *classify)
{
	struct classified inner = { 0 };
	str text;

	if (!call_text(call, word, &text))
		return;
	call_check_secret(call, text);
	classify(call->judging->arena, text, &inner);
	judge_like(call->judging, &inner);
}
