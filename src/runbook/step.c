#include "runbook/step.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/shell.h"
#include "runbook/step_private.h"

#include <assert.h>
#include <string.h>

/* What the words of a pipeline become. */
struct pipelines {
	struct step_pipeline *items;
	size_t count, capacity;
};

struct stages {
	struct step_stage *items;
	size_t count, capacity;
};

struct reading {
	struct arena *arena;
	struct error *error;
	struct pipelines pipelines;
	struct words notes;
	const struct step_secrets *secrets;
	struct {
		struct variable {
			str name, value;
		} * items;
		size_t count, capacity;
	} variables; /* that the block itself sets */
	str directory;
	str behind; /* what joins the pipeline at hand to the next; "" : it is the last */
	unsigned depth; /* of "watch 'watch …'" */
};

enum { WATCH_DEPTH_MAX = 3 };

static void add_note(struct reading *reading, str note)
{
	for (size_t i = 0; i < reading->notes.count; i++)
		if (str_equal(reading->notes.items[i], note))
			return;
	*list_add(reading->arena, &reading->notes) = note;
}

static bool refuse(struct reading *reading, unsigned line, const char *what)
{
	return error_set(reading->error, ERROR_INVALID, "line %u: %s", line, what);
}

/* -- words -- */

/* Paths into an answer and addresses hold *, ? and [ that no shell should look at; which
 * files there are does not matter to them. */
static bool means_no_file(str word)
{
	return str_contains(word, STR("jsonpath=")) ||
	       str_contains(word, STR("custom-columns=")) ||
	       str_contains(word, STR("://"));
}

static bool refuse_part(struct reading *reading, const struct shell_word *word,
			const struct shell_part *part)
{
	str source = str_clip(word->source, 120);

	switch (part->kind) {
	case SHELL_LITERAL: break;
	case SHELL_VARIABLE:
		if (part->has_operator)
			return error_set(reading->error, ERROR_INVALID,
					 "line %u: ${" STR_FMT "…} is not computed: "
					 "write the value",
					 word->line, STR_ARG(str_clip(part->text, 60)));
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: $" STR_FMT " has no value: give it one as a "
				 "parameter",
				 word->line, STR_ARG(str_clip(part->text, 60)));
	case SHELL_SUBSTITUTION:
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: " STR_FMT " is not run inside another "
				 "command: run it first, and write <value> in its place",
				 word->line, STR_ARG(source));
	case SHELL_ARITHMETIC:
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: " STR_FMT " is not computed: write the number",
				 word->line, STR_ARG(source));
	case SHELL_GLOB:
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: " STR_FMT " would name whatever files are "
				 "there: name them, or put it in quotes: '" STR_FMT "'",
				 word->line, STR_ARG(source), STR_ARG(source));
	case SHELL_PLACEHOLDER:
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: <" STR_FMT "> has no value", word->line,
				 STR_ARG(str_clip(part->text, 60)));
	}
	return true;
}

static bool is_secret(const struct reading *reading, str name)
{
	for (size_t i = 0; i < reading->secrets->count; i++)
		if (str_equal(reading->secrets->names[i], name))
			return true;
	return false;
}

/* Literal but for what a shell could take for names of files. */
static bool only_globs(const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (word->parts[i].kind != SHELL_LITERAL &&
		    word->parts[i].kind != SHELL_GLOB)
			return false;
	return true;
}

/* The last one that was set counts. */
static const struct variable *find_variable(const struct reading *reading, str name)
{
	for (size_t i = reading->variables.count; i > 0; i--)
		if (str_equal(reading->variables.items[i - 1].name, name))
			return &reading->variables.items[i - 1];
	return NULL;
}

/* A shell would make several words of it, or names of files. */
static bool would_be_split(str value)
{
	for (size_t i = 0; i < value.length; i++)
		if (strchr(" \t\n*?[", value.bytes[i]))
			return true;
	return value.length == 0;
}

static bool read_variable(struct reading *reading, const struct shell_word *word,
			  const struct shell_part *part, str *ret_value)
{
	const struct variable *variable = find_variable(reading, part->text);

	if (part->has_operator)
		return refuse_part(reading, word, part);
	if (is_secret(reading, part->text)) {
		*ret_value = arena_format(reading->arena, STEP_SECRET_BEGIN STR_FMT "}}",
					  STR_ARG(part->text));
		return true;
	}
	if (!variable)
		return refuse_part(reading, word, part);
	if (!part->is_quoted && would_be_split(variable->value))
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: $" STR_FMT " would be several words: put it "
				 "in quotes, or write them out",
				 word->line, STR_ARG(part->text));
	*ret_value = variable->value;
	return true;
}

static bool read_word(struct reading *reading, const struct shell_word *word,
		      str *ret_value)
{
	bool is_harmless = means_no_file(word->source);
	struct text text = text_new(reading->arena, SHELL_BYTES_MAX);

	if (word->is_static) {
		*ret_value = word->value;
		return true;
	}
	for (size_t i = 0; i < word->count; i++) {
		const struct shell_part *part = &word->parts[i];
		str value = part->text;

		if (part->kind == SHELL_VARIABLE) {
			if (!read_variable(reading, word, part, &value))
				return false;
		} else if (part->kind == SHELL_GLOB && is_harmless) {
			*ret_value = word->value;
			return only_globs(word) || refuse_part(reading, word, part);
		} else if (part->kind != SHELL_LITERAL) {
			return refuse_part(reading, word, part);
		}
		text_add(&text, value);
	}
	*ret_value = text_of(&text);
	return !text.full || refuse(reading, word->line, "a word is too long");
}

/* -- redirections -- */

struct plumbing {
	str input;
	str input_file; /* what "<" names; "" : nothing */
	bool joins_errors;
};

static bool read_document(struct reading *reading, const struct shell_redirect *redirect,
			  str *ret_input)
{
	const struct shell_word *target = &redirect->target;
	struct text text = text_new(reading->arena, SHELL_BYTES_MAX);

	for (size_t i = 0; redirect->is_expanded && i < target->count; i++) {
		const struct shell_part *part = &target->parts[i];
		str value = part->text;

		if (part->kind == SHELL_VARIABLE && is_secret(reading, part->text)) {
			if (!read_variable(reading, target, part, &value))
				return false;
		} else if (part->kind != SHELL_LITERAL) {
			return refuse_part(reading, target, part);
		}
		text_add(&text, value);
	}
	*ret_input = redirect->is_expanded ? text_of(&text) : redirect->document;
	return true;
}

static bool read_output(struct reading *reading, const struct shell_redirect *redirect,
			bool is_last)
{
	str target = STR("");

	if (!read_word(reading, &redirect->target, &target))
		return false;
	if (!is_last && redirect->fd != 2)
		return refuse(reading, redirect->target.line,
			      "a command before | must not write into a file: leave the "
			      "> out, or end the line there");
	if (!str_is(target, "/dev/null"))
		add_note(reading, arena_format(reading->arena,
					       "nothing is written to " STR_FMT
					       ": what is printed is kept as evidence",
					       STR_ARG(str_clip(target, 100))));
	return true;
}

/* Errors may follow what is printed. What is printed stays where it goes: behind "1>&2 |"
 * a shell would let nothing through. */
static bool read_copy(struct reading *reading, const struct shell_redirect *redirect,
		      bool is_to_errors, bool is_last, struct plumbing *plumbing)
{
	bool is_of_errors = redirect->fd == 2;

	if (redirect->fd == 0 || redirect->fd > 2)
		return refuse(reading, redirect->target.line,
			      "only what is printed and errors go anywhere: leave the "
			      "other redirection out");
	/* At the end of a pipeline both are kept, in their order. */
	if (is_last || is_of_errors == is_to_errors)
		return true;
	if (is_to_errors)
		return refuse(reading, redirect->target.line,
			      ">&2 before | leaves the next command nothing to read: "
			      "leave it out, or end the line there");
	plumbing->joins_errors = true;
	return true;
}

static bool read_redirect(struct reading *reading, const struct shell_redirect *redirect,
			  bool is_last, struct plumbing *plumbing)
{
	str sign = redirect->operator, value = STR("");
	unsigned line = redirect->target.line;

	if (str_is(sign, "<<") || str_is(sign, "<<-"))
		return read_document(reading, redirect, &plumbing->input);
	if (str_is(sign, ">") || str_is(sign, ">>") || str_is(sign, ">|") ||
	    str_is(sign, "&>") || str_is(sign, "&>>")) {
		plumbing->joins_errors = plumbing->joins_errors && redirect->fd != 2;
		return read_output(reading, redirect, is_last);
	}
	if (!read_word(reading, &redirect->target, &value))
		return false;
	if (str_is(sign, ">&") && (str_is(value, "1") || str_is(value, "2")))
		return read_copy(reading, redirect, str_is(value, "2"), is_last,
				 plumbing);
	if (str_is(sign, "<<<"))
		plumbing->input = arena_format(reading->arena, STR_FMT "\n",
					       STR_ARG(value));
	else if (str_is(sign, "<"))
		plumbing->input_file = value;
	else
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: the redirection " STR_FMT " is not done", line,
				 STR_ARG(sign));
	return true;
}

/* -- one command -- */

static void add_word(struct reading *reading, struct words *words, str word)
{
	*list_add(reading->arena, words) = word;
}

/* "+=" needs what was there, and "(…)" is a list. */
static bool read_assigned(struct reading *reading,
			  const struct shell_assignment *assignment, str *ret_value)
{
	unsigned line = assignment->value.line;
	str name = str_clip(assignment->name, 60);

	if (assignment->is_appended)
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: " STR_FMT "+= is not computed: write the "
				 "whole value",
				 line, STR_ARG(name));
	if (str_starts_with(assignment->value.source, STR("(")))
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: " STR_FMT "=(…) is a list: write out its "
				 "values where they are used",
				 line, STR_ARG(name));
	return read_word(reading, &assignment->value, ret_value);
}

/* NAME=value in front of a command is what env does. */
static bool read_assignments(struct reading *reading, const struct shell_command *command,
			     struct words *argv)
{
	str value = STR("");

	if (command->assignment_count > 0)
		add_word(reading, argv, STR("env"));
	for (size_t i = 0; i < command->assignment_count; i++) {
		if (!read_assigned(reading, &command->assignments[i], &value))
			return false;
		add_word(reading, argv,
			 arena_format(reading->arena, STR_FMT "=" STR_FMT,
				      STR_ARG(command->assignments[i].name),
				      STR_ARG(value)));
	}
	return true;
}

static const char *why_not_simple(enum shell_command_kind kind)
{
	switch (kind) {
	case SHELL_LOOP:
		return "a loop is not run: write its body once, with a parameter for "
		       "what changes, and run the step for each";
	case SHELL_CONDITION:
		return "a condition is not judged: write each branch as a step of its "
		       "own, below \"If …:\"";
	case SHELL_GROUP: return "commands in brackets are not run: write them without";
	case SHELL_FUNCTION:
		return "a function is not defined: write its commands where it is used";
	case SHELL_SIMPLE: break;
	}
	return NULL;
}

/* "rm <folder>/x": who wrote that meant a placeholder. */
static bool is_meant_otherwise(const struct shell_command *command,
			       const struct plumbing *plumbing)
{
	bool writes = false;

	for (size_t i = 0; i < command->redirect_count; i++)
		writes = writes || str_is(command->redirects[i].operator, ">");
	return writes && plumbing->input_file.length > 0 &&
	       !str_contains(plumbing->input_file, STR("/")) &&
	       !str_contains(plumbing->input_file, STR("."));
}

static bool read_command(struct reading *reading, const struct shell_command *command,
			 bool is_last, struct words *ret_argv, struct plumbing *plumbing)
{
	struct words argv = { 0 };
	str value = STR("");

	if (command->kind != SHELL_SIMPLE)
		return refuse(reading, command->line, why_not_simple(command->kind));
	if (!read_assignments(reading, command, &argv))
		return false;
	for (size_t i = 0; i < command->count; i++) {
		if (!read_word(reading, &command->words[i], &value))
			return false;
		add_word(reading, &argv, value);
	}
	for (size_t i = 0; i < command->redirect_count; i++)
		if (!read_redirect(reading, &command->redirects[i], is_last, plumbing))
			return false;
	if (command->count == 0)
		return refuse(reading, command->line, "there is no program to run");
	/* Written out for its class, it would be read as a variable. */
	if (str_contains(argv.items[0], STR("=")))
		return refuse(reading, command->line, "no program is called like this");
	if (is_meant_otherwise(command, plumbing))
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: a shell reads <" STR_FMT ">/… as two "
				 "redirections: put it in quotes",
				 command->line, STR_ARG(plumbing->input_file));
	*ret_argv = argv;
	return true;
}

static bool is_conditional(str joint)
{
	return str_is(joint, "||") || str_is(joint, "&&");
}

/* NAME=value on a line of its own: what follows has it in place of $NAME. */
static bool set_variables(struct reading *reading, const struct shell_pipeline *pipeline)
{
	const struct shell_command *command = &pipeline->commands[0];
	str value = STR("");

	if (is_conditional(pipeline->before) || is_conditional(reading->behind))
		return error_set(reading->error, ERROR_INVALID,
				 "line %u: " STR_FMT " sets a variable only sometimes: "
				 "write the value as a parameter",
				 pipeline->line, STR_ARG(str_clip(pipeline->source, 60)));
	for (size_t i = 0; i < command->assignment_count; i++) {
		if (!read_assigned(reading, &command->assignments[i], &value))
			return false;
		*list_add(reading->arena, &reading->variables) = (struct variable){
			command->assignments[i].name, value
		};
	}
	return true;
}

static bool only_sets_variables(const struct shell_pipeline *pipeline)
{
	const struct shell_command *command = &pipeline->commands[0];

	return pipeline->count == 1 && command->kind == SHELL_SIMPLE &&
	       command->count == 0 && command->assignment_count > 0 &&
	       command->redirect_count == 0;
}

/* -- what a shell does itself -- */

static const struct {
	const char *name, *instead;
} of_the_shell[] = {
	{ "export", "make what it sets a parameter" },
	{ "declare", "make what it sets a parameter" },
	{ "local", "make what it sets a parameter" },
	{ "unset", "leave it out" },
	{ "read", "make what it asks for a parameter" },
	{ "source", "write its commands here" },
	{ ".", "write its commands here" },
	{ "alias", "write the command itself" },
	{ "eval", "write the command itself" },
	{ "exec", "write the command itself" },
	{ "trap", "leave it out" },
	{ "wait", "leave it out" },
	{ "exit", "leave it out" },
	{ "return", "leave it out" },
	{ "pushd", "use cd" },
	{ "popd", "use cd" },
	{ "ulimit", "leave it out" },
	{ "umask", "leave it out" },
	{ "history", "leave it out" },
	{ "fg", "leave it out" },
	{ "bg", "leave it out" },
	{ "jobs", "leave it out" },
};

static bool refuse_builtin(struct reading *reading, unsigned line, str program)
{
	for (size_t i = 0; i < sizeof(of_the_shell) / sizeof(of_the_shell[0]); i++)
		if (str_is(program, of_the_shell[i].name))
			return error_set(reading->error, ERROR_INVALID,
					 "line %u: %s has effect only in a shell: %s",
					 line, of_the_shell[i].name,
					 of_the_shell[i].instead);
	return true;
}

/* "cd FOLDER && X" only where X is, and so are the lines behind it. */
static bool change_directory(struct reading *reading,
			     const struct shell_pipeline *pipeline,
			     const struct words *argv)
{
	if (pipeline->count > 1 || argv->count != 2)
		return refuse(reading, pipeline->line,
			      "cd needs the whole path of a folder");
	if (!str_starts_with(argv->items[1], STR("/")))
		return refuse(reading, pipeline->line,
			      "cd needs the whole path of a folder: nobody knows where "
			      "a step begins");
	if (is_conditional(pipeline->before) || str_is(reading->behind, "||"))
		return refuse(reading, pipeline->line,
			      "cd behind && or ||, or in front of ||, is done only "
			      "sometimes: write it on a line of its own");
	reading->directory = argv->items[1];
	return true;
}

/* "set -euo pipefail"; without any it prints, and what else it has are $1, $2 …. */
static bool only_options(const struct words *argv)
{
	for (size_t i = 1; i < argv->count; i++) {
		str word = argv->items[i];

		if (word.length < 2 || !strchr("-+", word.bytes[0]) ||
		    word.bytes[1] == '-')
			return false;
		i += str_ends_with(word, STR("o"));
	}
	return argv->count > 1;
}

/* "cd FOLDER" and "set -e" are told from the words; everything else is a program. */
static bool is_settled(struct reading *reading, const struct shell_pipeline *pipeline,
		       const struct words *argv, bool *ret_settled)
{
	str program;

	assert(argv->count > 0);
	program = argv->items[0];
	*ret_settled = false;
	if (str_is(program, "set") && pipeline->count == 1) {
		if (!only_options(argv))
			return refuse(reading, pipeline->line,
				      "set has effect only in a shell, but for options "
				      "as in set -e: write its values where they are "
				      "used");
		add_note(reading, STR("a step stops at the first command that fails"));
		*ret_settled = true;
		return true;
	}
	if (!str_is(program, "cd"))
		return refuse_builtin(reading, pipeline->line, program);
	*ret_settled = true;
	return change_directory(reading, pipeline, argv);
}

/* -- a pipeline -- */

static bool read_script(struct reading *reading, str code,
			const struct shell_pipeline *outer);

static bool check_pipeline(struct reading *reading, const struct shell_pipeline *pipeline)
{
	if (pipeline->is_background)
		return refuse(reading, pipeline->line,
			      "& starts something that nobody watches: leave it out");
	if (pipeline->is_negated)
		return refuse(reading, pipeline->line,
			      "! turns the outcome around: leave it out, and say with "
			      "\"expect\" what is right");
	if (pipeline->count >= COMMAND_STAGES_MAX)
		return error_set(reading->error, ERROR_TOO_LARGE,
				 "line %u: more than %d commands in one pipeline",
				 pipeline->line, COMMAND_STAGES_MAX - 1);
	return reading->pipelines.count < STEP_PIPELINES_MAX ||
	       error_set(reading->error, ERROR_TOO_LARGE,
			 "line %u: more than %d commands in one step", pipeline->line,
			 STEP_PIPELINES_MAX);
}

/* What is fed to the first command: "< FILE" is what cat does. */
static bool take_input(struct reading *reading, unsigned line,
		       const struct plumbing *plumbing, size_t nth, struct stages *stages,
		       str *ret_input)
{
	bool has_any = plumbing->input.length > 0 || plumbing->input_file.length > 0;
	str *argv;

	if (!has_any || str_is(plumbing->input_file, "/dev/null"))
		return true;
	if (nth > 0)
		return refuse(reading, line,
			      "a command behind | reads what comes through it: leave the "
			      "other input out");
	*ret_input = plumbing->input;
	if (plumbing->input_file.length == 0)
		return true;
	argv = arena_many(reading->arena, str, 2);
	argv[0] = STR("cat");
	argv[1] = plumbing->input_file;
	*list_add(reading->arena, stages) = (struct step_stage){ argv, 2, false };
	return true;
}

/* What another shell sets, and where it goes to, stays there. */
static bool read_watched(struct reading *reading, const struct shell_pipeline *pipeline,
			 str code)
{
	str directory = reading->directory;
	size_t variables = reading->variables.count;

	if (!read_script(reading, code, pipeline))
		return false;
	reading->directory = directory;
	reading->variables.count = variables;
	return true;
}

static bool add_stage(struct reading *reading, const struct shell_pipeline *pipeline,
		      size_t nth, struct stages *stages, str *input)
{
	const struct shell_command *command = &pipeline->commands[nth];
	struct plumbing plumbing = { 0 };
	struct taming taming = {
		.arena = reading->arena,
		.is_alone = pipeline->count == 1,
		.is_last = nth + 1 == pipeline->count,
	};
	struct error why = { 0 };
	bool is_settled_here;

	if (!read_command(reading, command, taming.is_last, &taming.argv, &plumbing) ||
	    !is_settled(reading, pipeline, &taming.argv, &is_settled_here))
		return false;
	if (is_settled_here)
		return true;
	if (!take_input(reading, command->line, &plumbing, nth, stages, input))
		return false;
	taming.has_input = stages->count > 0 || input->length > 0;
	if (!step_tame(&taming, &why))
		return refuse(reading, command->line, why.text);
	if (taming.note.length > 0)
		add_note(reading, taming.note);
	if (taming.again.length > 0)
		return read_watched(reading, pipeline, taming.again);
	if (!taming.drops)
		*list_add(reading->arena, stages) = (struct step_stage){
			taming.argv.items, taming.argv.count, plumbing.joins_errors
		};
	return true;
}

static bool read_pipeline(struct reading *reading, const struct shell_pipeline *pipeline)
{
	struct stages stages = { 0 };
	str input = STR("");

	if (!check_pipeline(reading, pipeline))
		return false;
	if (only_sets_variables(pipeline))
		return set_variables(reading, pipeline);
	for (size_t i = 0; i < pipeline->count; i++)
		if (!add_stage(reading, pipeline, i, &stages, &input))
			return false;
	if (stages.count == 0)
		return true;
	*list_add(reading->arena, &reading->pipelines) = (struct step_pipeline){
		.stages = stages.items,
		.count = stages.count,
		.input = input,
		.directory = reading->directory,
		.joined = str_is(pipeline->before, "||") ? STEP_ON_FAILURE : STEP_NEXT,
		.line = pipeline->line,
	};
	return true;
}

/* Of the block, or of what a pipeline of it has watched: that runs when the pipeline
 * would, and stands at its line. */
static bool read_script(struct reading *reading, str code,
			const struct shell_pipeline *outer)
{
	str behind = reading->behind;
	struct shell_script script;

	if (++reading->depth > WATCH_DEPTH_MAX)
		return refuse(reading, outer->line,
			      "a command in a command in a command");
	if (!shell_parse(reading->arena, code, &script, reading->error))
		return false;
	if (outer && script.count > 1 && str_is(outer->before, "||"))
		return refuse(reading, outer->line,
			      "behind || only one command can be watched");
	for (size_t i = 0; i < script.count; i++) {
		struct shell_pipeline pipeline = script.pipelines[i];
		str joint = i + 1 < script.count ? script.pipelines[i + 1].before
						 : behind;
		size_t before = reading->pipelines.count;

		if (outer)
			pipeline.line = outer->line;
		if (outer && i == 0)
			pipeline.before = outer->before;
		reading->behind = joint;
		if (!read_pipeline(reading, &pipeline))
			return false;
		/* Else it would hang on whatever ran earlier. */
		if (reading->pipelines.count == before && str_is(joint, "||"))
			return refuse(reading, pipeline.line,
				      "nothing that can fail stands in front of ||");
	}
	reading->depth--;
	return true;
}

/* -- what people paste from a terminal -- */

/* Of "$ command" and what it printed only the commands run; the lines keep their
 * numbers. */
static str without_prompts(struct arena *arena, str code)
{
	struct text text = text_new(arena, code.length + 1);
	bool goes_on = false;
	str rest = code, line;

	if (!str_starts_with(str_trim(code), STR("$ ")))
		return code;
	while (str_next(&rest, '\n', &line)) {
		str bare = str_trim(line);
		bool is_command = str_starts_with(bare, STR("$ "));
		bool goes_on_prompted = goes_on && str_starts_with(bare, STR("> "));

		if (is_command || goes_on_prompted)
			text_add(&text, str_slice(bare, 2, bare.length));
		else if (goes_on)
			text_add(&text, line);
		goes_on = (is_command || goes_on) && str_ends_with(bare, STR("\\"));
		text_add_char(&text, '\n');
	}
	return text_of(&text);
}

bool step_read_shell(struct arena *arena, str code, const struct step_secrets *secrets,
		     struct step *ret_step, struct error *error)
{
	struct reading reading = { .arena = arena, .secrets = secrets, .error = error };

	if (!read_script(&reading, without_prompts(arena, code), NULL))
		return false;
	if (reading.pipelines.count == 0)
		return error_set(error, ERROR_INVALID, "there is nothing to run in it");
	*ret_step = (struct step){
		.pipelines = reading.pipelines.items,
		.count = reading.pipelines.count,
		.notes = reading.notes.items,
		.note_count = reading.notes.count,
	};
	return true;
}
