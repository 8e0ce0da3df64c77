/* A script's class from its parts: every command in it counts, wherever it stands, and so
 * does what the shell itself does for it – files opened for writing, variables that
 * change what runs. */
#include "base/limits.h"
#include "runbook/classify.h"
#include "runbook/classify_names.h"
#include "runbook/classify_verdict.h"

#include <string.h>

static void judge_script(struct judging *judging, const struct shell_script *script,
			 const struct call_input *input);

/* -- what was found so far -- */

void judge(struct judging *judging, enum action_class class, str reason)
{
	struct classified *result = judging->result;

	if (class < result->class ||
	    (class == result->class && result->reason.length > 0))
		return;
	result->class = class;
	result->reason = reason;
	result->line = judging->line;
}

void judge_refuse(struct judging *judging, str refusal, str repaired)
{
	struct classified *result = judging->result;

	if (result->is_refused)
		return;
	result->is_refused = true;
	result->refusal = refusal;
	result->repaired = repaired;
}

void judge_like(struct judging *judging, const struct classified *inner)
{
	judge(judging, inner->class, inner->reason);
	if (inner->is_refused)
		judge_refuse(judging, inner->refusal, inner->repaired);
}

static void judge_shell(struct judging *judging, enum action_class class,
			const char *what, str about)
{
	judge(judging, class,
	      arena_format(judging->arena, "%s" STR_FMT, what,
			   STR_ARG(str_clip(about, 60))));
}

/* -- words -- */

static void judge_word(struct judging *judging, const struct shell_word *word)
{
	/* What is inside reads from where the command does; >(…) reads what it writes. */
	const struct call_input input = {
		.kind = judging->is_fed || str_contains(word->source, STR(">("))
				? INPUT_UNKNOWN
				: INPUT_NONE
	};

	for (size_t i = 0; i < word->count; i++) {
		const struct shell_part *part = &word->parts[i];
		struct judging inner = *judging;

		if (part->kind == SHELL_GLOB)
			judge_refuse(
				judging,
				STR("a glob: what it matches shows only when it runs"),
				STR(""));
		if (part->kind != SHELL_SUBSTITUTION)
			continue;
		judge_refuse(judging,
			     STR("a substitution: run what is inside first, and fill in "
				 "what it says"),
			     STR(""));
		if (++inner.depth > COMMAND_DEPTH_MAX)
			judge_shell(judging, ACTION_DESTRUCTIVE,
				    "too deeply nested: ", word->source);
		else
			judge_script(&inner, part->inside, &input);
	}
}

static void judge_words(struct judging *judging, const struct shell_word *words,
			size_t count)
{
	for (size_t i = 0; i < count; i++)
		judge_word(judging, &words[i]);
}

/* -- variables -- */

static bool ends_with_any(str name, const char *ends)
{
	str rest = str_of(ends), end;

	while (str_next(&rest, '|', &end))
		if (str_ends_with(name, end))
			return true;
	return false;
}

static bool starts_with_any(str name, const char *starts)
{
	str rest = str_of(starts), start;

	while (str_next(&rest, '|', &start))
		if (str_starts_with(name, start))
			return true;
	return false;
}

bool is_variable_of_consequence(str name)
{
	if (is_one_of(name, "KUBECONFIG|SHLVL"))
		return false;
	/* A search path for programs or libraries is written without "_". */
	if (str_ends_with(name, STR("PATH")) && !str_contains(name, STR("_")))
		return true;
	return is_one_of(name,
			 "ENV|IFS|HOME|VISUAL|BROWSER|SHELL|PYTHONSTARTUP|PYTHONHOME|"
			 "MYSQL_HOME|CURL_HOME|ZDOTDIR|PS0|PS1|PS2|PS3|PS4|NODE_PATH|"
			 "GCONV_PATH|GEM_PATH|LUA_PATH|LUA_CPATH|OPENSSL_ENGINES|"
			 "TERMINFO|TERMCAP|TERMINFO_DIRS|WGETRC|INPUTRC|PSQLRC|MAILRC|"
			 "SCREENRC|NETRC|TF_PLUGIN_CACHE_DIR|"
			 "SSLKEYLOGFILE|AWS_SHARED_CREDENTIALS_FILE|AZURE_CONFIG_DIR|"
			 "AWS_CONFIG_FILE|CLOUDSDK_CONFIG") ||
	       starts_with_any(name, "LD_|DYLD_|GIT_|BASH|LESS|XDG_|PERL|GLIBC_|HELM_PL|"
				     "KUBECTL_|DOCKER_CONFIG|SYSTEMD_|RUBY|PROMPT") ||
	       ends_with_any(name, "PAGER|EDITOR|OPTS|OPTIONS|_ASKPASS|_CONF|_CONFIG|"
				   "_CONFIG_FILE|_DIFF|_COMMAND|_CMD|_HOOK|_EXEC|_RSH|"
				   "OPENER|PREPROCESSOR|TUNABLES|STARTUP|_SHELL");
}

/* Text that bash runs when it is later counted with: [[ $X -eq 1 ]]. */
static bool hides_a_command(str text)
{
	return str_contains(text, STR("$(")) || str_contains(text, STR("`"));
}

static void judge_assignments(struct judging *judging,
			      const struct shell_command *command)
{
	for (size_t i = 0; i < command->assignment_count; i++) {
		const struct shell_assignment *assignment = &command->assignments[i];

		judge_word(judging, &assignment->value);
		if (str_is(assignment->name, "KUBECONFIG"))
			judge_shell(judging, ACTION_REVERSIBLE, WHY_KUBECONFIG, STR(""));
		if (is_variable_of_consequence(assignment->name))
			judge_shell(judging, ACTION_DESTRUCTIVE,
				    "what runs or is read is changed by ",
				    assignment->name);
		if (assignment->value.is_static &&
		    hides_a_command(assignment->value.value))
			judge_shell(judging, ACTION_DESTRUCTIVE,
				    "a command is hidden in ", assignment->name);
	}
}

/* -- redirections -- */

static bool is_descriptor(str target)
{
	if (target.length > 0 && target.bytes[target.length - 1] == '-')
		target.length--;
	for (size_t i = 0; i < target.length; i++)
		if (target.bytes[i] < '0' || target.bytes[i] > '9')
			return false;
	return true;
}

static bool writes_nowhere(const struct shell_word *target)
{
	return target->is_static &&
	       is_one_of(
		       target->value,
		       "/dev/null|/dev/stdout|/dev/stderr|/dev/tty|/dev/fd/1|/dev/fd/2");
}

/* Is it tried here only whether a port answers? echo > /dev/tcp/HOST/PORT. */
static bool only_tries_port(const struct shell_command *command,
			    const struct shell_redirect *redirect, bool is_fed)
{
	const struct shell_word *target = &redirect->target;

	if (is_fed || target->count == 0 || target->parts[0].kind != SHELL_LITERAL ||
	    !str_starts_with(target->parts[0].text, STR("/dev/tcp/")) ||
	    str_contains(target->value, STR("..")) || command->kind != SHELL_SIMPLE ||
	    command->count > 1)
		return false;
	for (size_t i = 0; i < command->redirect_count; i++)
		if (str_starts_with(command->redirects[i].operator, STR("<")) &&
		    !writes_nowhere(&command->redirects[i].target))
			return false;
	return command->count == 0 ||
	       is_one_of(command->words[0].value, "echo|:|true|cat");
}

static void judge_redirect(struct judging *judging, const struct shell_command *command,
			   const struct shell_redirect *redirect, bool is_fed)
{
	static const char writers[] = ">|>>|>||&>|&>>|<>";
	str operator= redirect->operator;

	judge_word(judging, &redirect->target);
	if (is_one_of(operator, "<|<<|<<-|<<<") ||
	    (is_one_of(operator, ">&|<&") && redirect->target.is_static &&
	     is_descriptor(redirect->target.value)) ||
	    writes_nowhere(&redirect->target) ||
	    only_tries_port(command, redirect, is_fed))
		return;
	judge_shell(judging, ACTION_DESTRUCTIVE,
		    str_is(operator, ">|") || is_one_of(operator, writers)
			    ? "> writes over a file: "
			    : "what this redirection does is not known: ",
		    redirect->target.source);
}

/* What a redirection gives to read, in place of the pipe. */
static void read_from(struct judging *judging, const struct shell_command *command,
		      struct call_input *input)
{
	for (size_t i = 0; i < command->redirect_count; i++) {
		const struct shell_redirect *redirect = &command->redirects[i];
		str operator= redirect->operator;

		if (redirect->fd > 0)
			continue;
		if (str_is(operator, "<<<")) {
			*input = (struct call_input){ .kind = INPUT_TEXT,
						      .text = redirect->target };
		} else if (is_one_of(operator, "<<|<<-")) {
			*input = (struct call_input){
				.kind = INPUT_TEXT,
				.text = word_of(judging->arena, redirect->document,
						redirect->target.line)
			};
			if (redirect->is_expanded) {
				input->text.parts = redirect->target.parts;
				input->text.count = redirect->target.count;
				input->text.is_static = redirect->target.is_static;
			}
		} else if (is_one_of(operator, "<|<&|<>")) {
			*input = (struct call_input){
				.kind = writes_nowhere(&redirect->target) ? INPUT_NONE
									  : INPUT_UNKNOWN
			};
		}
	}
}

/* -- commands -- */

/* What echo says: its words with blanks between; an escape that hides letters makes it
 * unknown. */
static bool echo_text(struct judging *judging, const struct shell_command *command,
		      struct shell_word *ret_text)
{
	struct text text = text_new(judging->arena, SHELL_BYTES_MAX);
	size_t first = 1;

	while (first < command->count && command->words[first].is_static &&
	       is_one_of(command->words[first].value, "-n|-e|-ne|-en|-E"))
		first++;
	for (size_t i = first; i < command->count; i++) {
		const struct shell_word *word = &command->words[i];

		if (!word_is_text(judging, word) || word_is_open(judging, word))
			return false;
		text_add(&text, i > first ? STR(" ") : STR(""));
		for (size_t k = 0; k < word->value.length; k++) {
			char c = word->value.bytes[k], next = ' ';

			if (c == '\\' && k + 1 < word->value.length)
				next = word->value.bytes[++k];
			if (c == '\\' && next != 'n' && next != 'r')
				return false;
			text_add_char(&text, c == '\\' ? '\n' : c);
		}
	}
	*ret_text = word_of(judging->arena, text_of(&text), command->line);
	return !text.full;
}

static struct call_input output_of(struct judging *judging,
				   const struct shell_command *command,
				   const struct call_input *input)
{
	struct call_input unknown = { .kind = INPUT_UNKNOWN }, own = *input;
	struct call_input said = { .kind = INPUT_TEXT };
	str name;

	if (command->kind != SHELL_SIMPLE || command->count == 0 ||
	    !command->words[0].is_static || command->assignment_count > 0)
		return unknown;
	name = command->words[0].value;
	if (map_get(judging->names->functions, name))
		return unknown;
	if (str_is(name, "echo") && echo_text(judging, command, &said.text))
		return said;
	if (str_is(name, "printf") && command->count == 2 &&
	    !str_contains(command->words[1].value, STR("%")) &&
	    echo_text(judging, command, &said.text))
		return said;
	read_from(judging, command, &own);
	return str_is(name, "cat") && command->count == 1 && own.kind == INPUT_TEXT
		       ? own
		       : unknown;
}

static void judge_simple(struct judging *judging, const struct shell_command *command,
			 const struct call_input *input)
{
	judge_words(judging, command->words, command->count);
	if (command->count == 0) {
		if (command->assignment_count > 0)
			judge_shell(judging, ACTION_READ,
				    "only sets a variable of the shell: ",
				    command->assignments[0].name);
		return;
	}
	if (command->words[0].is_static &&
	    map_get(judging->names->functions, command->words[0].value)) {
		judge_shell(judging, ACTION_READ,
			    "a function of the script itself: ", command->words[0].value);
		return;
	}
	judge_argv(judging, command->words, command->count, input);
}

static void judge_compound(struct judging *judging, const struct shell_command *command,
			   const struct call_input *input)
{
	static const char *const refusals[] = {
		[SHELL_LOOP] = "a loop: its commands are run one by one",
		[SHELL_CONDITION] = "a condition: a person decides it",
		[SHELL_GROUP] = "a group of commands: they are run one by one",
		[SHELL_FUNCTION] = "a function: its commands are run by themselves",
	};

	judge_refuse(judging, str_of(refusals[command->kind]), STR(""));
	judge_words(judging, command->words, command->count);
	for (size_t i = 0; i < command->count; i++)
		if (hides_a_command(command->words[i].value) &&
		    command->words[i].is_static)
			judge_shell(judging, ACTION_DESTRUCTIVE,
				    "a command is hidden in ", command->words[i].source);
	if (command->kind == SHELL_LOOP && is_variable_of_consequence(command->name))
		judge_shell(judging, ACTION_DESTRUCTIVE,
			    "what runs or is read is changed by ", command->name);
	if (command->body)
		judge_script(judging, command->body, input);
	judge_shell(judging, ACTION_READ, "a condition of the shell only reads", STR(""));
}

static void judge_pipeline(struct judging *judging, const struct shell_pipeline *pipeline,
			   const struct call_input *input)
{
	struct call_input given = *input, own;

	if (pipeline->is_background)
		judge_refuse(judging, STR("& leaves it running behind your back"),
			     STR(""));
	for (size_t i = 0; i < pipeline->count; i++) {
		const struct shell_command *command = &pipeline->commands[i];

		judging->line = command->line;
		own = given;
		read_from(judging, command, &own);
		judging->is_fed = own.kind != INPUT_NONE;
		judge_assignments(judging, command);
		for (size_t k = 0; k < command->redirect_count; k++)
			judge_redirect(judging, command, &command->redirects[k],
				       own.kind != INPUT_NONE);
		if (command->kind == SHELL_SIMPLE)
			judge_simple(judging, command, &own);
		else
			judge_compound(judging, command, &own);
		given = output_of(judging, command, &given);
		given.is_names = given.kind == INPUT_UNKNOWN &&
				 pipeline_gives_names(pipeline->commands, i + 1);
	}
}

static void judge_script(struct judging *judging, const struct shell_script *script,
			 const struct call_input *input)
{
	for (size_t i = 0; i < script->count; i++)
		judge_pipeline(judging, &script->pipelines[i], input);
}

/* A definition that happens whatever else does; of others it is not known whether a
 * program of that name runs instead. */
static void define(struct judging *judging, const struct shell_pipeline *pipeline)
{
	if (pipeline->count == 1 && pipeline->commands[0].kind == SHELL_FUNCTION &&
	    !pipeline->is_background && !str_is(pipeline->before, "&&") &&
	    !str_is(pipeline->before, "||"))
		map_put(judging->names->functions, pipeline->commands[0].name,
			judging->result);
}

/* -- whole texts -- */

void judge_source(struct judging *judging, str source, const struct call_input *input)
{
	struct judging inner = *judging;
	struct shell_script script;
	struct shell_names *names = class_names_new(judging->arena);
	struct error error = { 0 };

	if (!shell_parse(judging->arena, source, &script, &error)) {
		judge_shell(judging, ACTION_DESTRUCTIVE,
			    "not understood: ", str_of(error.text));
		return;
	}
	if (judging->names)
		names->open = judging->names->open;
	/* Twice: a loop's end may set what its beginning uses. */
	class_names_add(names, &script);
	class_names_add(names, &script);
	inner.names = names;
	for (size_t i = 0; i < script.count; i++) {
		judge_pipeline(&inner, &script.pipelines[i], input);
		define(&inner, &script.pipelines[i]);
	}
}

/* "$ kubectl get pods": the prompt is not part of it. */
static str without_prompts(struct arena *arena, str source)
{
	struct text text = text_new(arena, source.length + 1);
	str rest = source, line;

	while (str_next(&rest, '\n', &line)) {
		str trimmed = str_trim(line);

		if (str_starts_with(trimmed, STR("$ ")))
			line = str_slice(trimmed, 2, trimmed.length);
		if (line.length > 0 && line.bytes[line.length - 1] == '\r')
			line.length--;
		text_add(&text, line);
		if (rest.length > 0 || str_ends_with(source, STR("\n")))
			text_add_char(&text, '\n');
	}
	return text_of(&text);
}

/* One line behind "# " is a comment, or a command at root's prompt: that, when it begins
 * with a program that is known. */
static str behind_root_prompt(struct arena *arena, str source)
{
	str line = str_trim(source), word, rest;

	if (!str_starts_with(line, STR("# ")) || str_contains(line, STR("\n")))
		return source;
	line = str_trim(str_slice(line, 2, line.length));
	word = line;
	(void)str_cut(line, ' ', &word, &rest);
	return is_program(word) ? arena_copy(arena, line) : source;
}

void classify_shell(struct arena *arena, str source, struct classified *ret_classified)
{
	static const struct call_input nothing = { .kind = INPUT_NONE };
	struct judging judging = { .arena = arena, .result = ret_classified, .line = 1 };

	*ret_classified = (struct classified){ .class = ACTION_READ };
	source = behind_root_prompt(arena, without_prompts(arena, source));
	judge_source(&judging, source, &nothing);
	if (ret_classified->reason.length == 0)
		ret_classified->reason = STR("there is no command");
}
