/* The programs of a stage: the one it starts, and those that this one starts in turn, as
 * sudo and timeout do. */
#include "runbook/step_private.h"

#include <string.h>

enum { OPTION_BYTES_MAX = 30 };

static const struct wrapper {
	const char *name;
	const char *with_value; /* options whose next word is their value */
	size_t operands;        /* before the command */
	bool takes_assignments;
} wrappers[] = {
	{ "env", " -u --unset -C --chdir ", 0, true },
	{ "sudo",
	  " -u -g -p -C -T -h -r -t -U -D -R --user --group --prompt --close-from "
	  "--command-timeout --host --role --type --other-user --chdir --chroot ",
	  0, true },
	{ "doas", " -u -C ", 0, true },
	{ "timeout", " -k -s --kill-after --signal ", 1, false },
	{ "gtimeout", " -k -s --kill-after --signal ", 1, false },
	{ "nice", " -n --adjustment ", 0, false },
	{ "ionice", " -c -n --class --classdata ", 0, false },
	{ "nohup", "", 0, false },
	{ "stdbuf", " -i -o -e --input --output --error ", 0, false },
	{ "setsid", "", 0, false },
	{ "unbuffer", "", 0, false },
	{ "time", " -f -o --format --output ", 0, false },
	{ "xargs",
	  " -I -n -P -L -d -a -E -s --max-args --max-procs --max-chars --delimiter "
	  "--arg-file --process-slot-var ",
	  0, false },
};

static str without_folder(str word)
{
	str folder;

	while (str_cut(word, '/', &folder, &word))
		;
	return word;
}

static const struct wrapper *wrapper_of(str word)
{
	word = without_folder(word);
	for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++)
		if (str_is(word, wrappers[i].name))
			return &wrappers[i];
	return NULL;
}

static bool has_value(const struct wrapper *wrapper, str option)
{
	char wanted[OPTION_BYTES_MAX + 3] = " ";

	if (option.length > OPTION_BYTES_MAX)
		return false;
	memcpy(wanted + 1, option.bytes, option.length);
	wanted[option.length + 1] = ' ';
	return strstr(wrapper->with_value, wanted) != NULL;
}

/* Of joined letters the first that has a value ends the word: that of "-nu" is the next
 * word, that of "-n1" is not. */
static bool takes_next(const struct wrapper *wrapper, str option)
{
	if (str_starts_with(option, STR("--")))
		return has_value(wrapper, option);
	for (size_t i = 1; i < option.length; i++) {
		char letter[] = { '-', option.bytes[i] };

		if (has_value(wrapper, (str){ letter, sizeof(letter) }))
			return i + 1 == option.length;
	}
	return false;
}

size_t step_command_behind(const struct step_stage *stage, size_t at)
{
	const struct wrapper *wrapper = wrapper_of(stage->argv[at]);
	size_t operands = wrapper ? wrapper->operands : 0;
	bool has_options = true;

	if (!wrapper)
		return stage->argc;
	for (at++; at < stage->argc; at++) {
		str word = stage->argv[at];
		bool is_option = has_options && str_starts_with(word, STR("-"));

		if (is_option && !str_is(word, "--"))
			at += takes_next(wrapper, word);
		else if (!is_option && wrapper->takes_assignments &&
			 str_contains(word, STR("=")))
			continue;
		else if (!is_option && operands-- == 0)
			return at;
		else
			has_options = false;
	}
	return stage->argc;
}

bool step_programs(struct arena *arena, const struct step_stage *stage, str **ret_names,
		   size_t *ret_count, struct error *error)
{
	str *names = arena_many(arena, str, STEP_WRAPPED_MAX);
	size_t count = 0;

	for (size_t at = 0; at < stage->argc; at = step_command_behind(stage, at)) {
		if (count == STEP_WRAPPED_MAX)
			return error_set(error, ERROR_INVALID,
					 "more than %d programs that start one another: "
					 "write it with fewer",
					 STEP_WRAPPED_MAX);
		names[count++] = stage->argv[at];
	}
	*ret_names = names;
	*ret_count = count;
	return true;
}

static const struct interpreter {
	const char *name;
	bool runs_file; /* its first operand is a script */
} interpreters[] = {
	{ "sh", true },      { "bash", true },     { "dash", true },
	{ "ash", true },     { "ksh", true },      { "zsh", true },
	{ "fish", true },    { "python", true },   { "pypy", true },
	{ "perl", true },    { "ruby", true },     { "node", true },
	{ "nodejs", true },  { "deno", true },     { "bun", true },
	{ "php", true },     { "lua", true },      { "tclsh", true },
	{ "expect", true },  { "groovy", true },   { "pwsh", true },
	{ "Rscript", true }, { "source", true },   { ".", true },
	{ "busybox", true }, { "awk", false },     { "gawk", false },
	{ "mawk", false },   { "nawk", false },    { "jq", false },
	{ "yq", false },     { "watch", false },   { "parallel", false },
	{ "su", false },     { "runuser", false }, { "eval", false },
	{ "find", false },   { "flock", false },   { "script", false },
	{ "make", false },
};

static const struct interpreter *interpreter_of(str program)
{
	program = without_folder(program);
	/* "python3.12" */
	while (program.length > 1 &&
	       strchr("0123456789.", program.bytes[program.length - 1]))
		program.length--;
	for (size_t i = 0; i < sizeof(interpreters) / sizeof(interpreters[0]); i++)
		if (str_is(program, interpreters[i].name))
			return &interpreters[i];
	return NULL;
}

bool step_runs_code(str program)
{
	return interpreter_of(program) != NULL;
}

bool step_program_holds(struct arena *arena, const struct step_stage *stage, str text)
{
	const struct interpreter *interpreter;
	str *names = NULL;
	size_t count = 0, at = 0;
	struct error unheeded;

	if (!step_programs(arena, stage, &names, &count, &unheeded))
		return true;
	for (size_t i = 0; i < count; i++)
		if (str_contains(names[i], text))
			return true;
	interpreter = count > 0 ? interpreter_of(names[count - 1]) : NULL;
	if (!interpreter || !interpreter->runs_file)
		return false;
	while (stage->argv[at].bytes != names[count - 1].bytes)
		at++;
	for (at++; at < stage->argc && str_starts_with(stage->argv[at], STR("-")); at++)
		;
	return at < stage->argc && str_contains(stage->argv[at], text);
}
