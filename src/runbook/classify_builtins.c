/* What the shell does itself. */
#include "runbook/classify_private.h"

/* Bash counts with the text of a variable, and runs what $( ) in its index says. */
static bool hides_a_command(const struct shell_word *word)
{
	return word->is_static && (str_contains(word->value, STR("$(")) ||
				   str_contains(word->value, STR("`")));
}

static void judge_test(struct call *call)
{
	for (size_t i = 1; i < call->word_count; i++)
		if (hides_a_command(&call->words[i]))
			call_unknown(call, "a command is hidden in it");
}

/* export NAME=value, unset NAME, read NAME: a variable that the shell sets. */
static void judge_names(struct call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		const struct shell_word *word = &call->operands[i];
		str text = word->count > 0 && word->parts[0].kind == SHELL_LITERAL
				   ? word->parts[0].text
				   : STR("");
		str name = text, value;
		bool has_value = str_cut(text, '=', &name, &value);

		if (name.length == 0 || (!has_value && !word->is_static) ||
		    str_contains(name, STR("[")))
			call_unknown(call, "which variable it sets is not known");
		else if (is_variable_of_consequence(name))
			call_unknown(call, "it changes what other programs run or read");
		else if (hides_a_command(word))
			call_unknown(call, "a command is hidden in it");
		else if (str_is(name, "KUBECONFIG"))
			call_judge(call, ACTION_REVERSIBLE, WHY_KUBECONFIG);
	}
}

static void judge_read(struct call *call)
{
	judge_names(call);
	if (call->input.kind == INPUT_NONE)
		judge_refuse(call->judging, STR("read waits for a terminal"), STR(""));
}

static void judge_set(struct call *call)
{
	for (size_t i = 0; i < call->option_count; i++)
		if (call->options[i].value &&
		    !is_one_of(call->options[i].value->value,
			       "pipefail|errexit|nounset|xtrace|noglob|posix|errtrace"))
			call_unknown(call, "what this setting does is not known");
}

static void judge_trap(struct call *call)
{
	str script;

	if (call->count < 2 || !call_text(call, &call->operands[0], &script) ||
	    str_is(script, "-") || script.length == 0)
		return;
	call_run_script(call, script);
}

const struct program builtin_programs[] = {
	{ .names = "echo|true|false|:|pwd|type|cd|pushd|popd|dirs|sleep|wait|jobs|times|"
		   "caller|exit|return|break|continue|shift|logout|ulimit|umask|help|"
		   "clear|reset|fg|bg|disown",
	  .why = "changes nothing outside the shell" },
	{ .names = "test|[", .judge = judge_test },
	{ .names = "printf", .options = "-v=!", .why = "only prints" },
	{ .names = "history", .options = "-#" },
	{ .names = "read",
	  .options = "-a= -d= -e@ -i= -n= -N= -p= -rs -t= -u=",
	  .why = "only sets variables of the shell",
	  .judge = judge_read },
	{ .names = "export|declare|local|readonly|typeset",
	  .options = "-aAglprtuxF",
	  .why = "only sets variables of the shell",
	  .judge = judge_names },
	{ .names = "unset",
	  .options = "-v",
	  .why = "only sets variables of the shell",
	  .judge = judge_names },
	{ .names = "set",
	  .options = "-euxvfCbhnE -o=",
	  .why = "only changes how the shell goes on",
	  .judge = judge_set },
	{ .names = "shopt",
	  .options = "-spuqo",
	  .why = "only changes how the shell goes on" },
	{ .names = "hash",
	  .options = "-rlt",
	  .why = "changes nothing outside the shell" },
	{ .names = "trap",
	  .options = "-lp",
	  .why = "only says what the shell does at its end",
	  .judge = judge_trap },
	{ .names = "eval|source|.|exec|builtin|enable|alias|let|mapfile|readarray",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "runs what shows only when it runs" },
	{ 0 },
};
