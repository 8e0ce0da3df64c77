/* Programs that run another command: the class is that of the other. */
#include "base/text.h"
#include "runbook/classify_private.h"

#include <string.h>

static void run_from(struct call *call, size_t first)
{
	if (first >= call->rest_count)
		call_unknown(call, "the command is missing");
	else
		call_run(call, call->rest + first, call->rest_count - first);
}

static void run_rest(struct call *call)
{
	run_from(call, 0);
}

static void run_behind_one(struct call *call)
{
	run_from(call, 1);
}

static size_t assigned_length(const struct shell_word *word)
{
	str lead = word->count > 0 && word->parts[0].kind == SHELL_LITERAL
			   ? word->parts[0].text
			   : STR("");
	str name, value;

	if (!str_cut(lead, '=', &name, &value))
		return 0;
	for (size_t i = 0; i < name.length; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
			    "0123456789",
			    name.bytes[i]))
			return 0;
	return name.length;
}

/* env A=b command, sudo A=b command. The number of assignments. */
static size_t judge_assigned(struct call *call)
{
	size_t at = 0;

	for (; at < call->rest_count; at++) {
		size_t length = assigned_length(&call->rest[at]);

		if (length == 0)
			break;
		if (str_is(str_slice(call->rest[at].parts[0].text, 0, length),
			   "KUBECONFIG"))
			call_judge(call, ACTION_REVERSIBLE, WHY_KUBECONFIG);
		if (is_variable_of_consequence(
			    str_slice(call->rest[at].parts[0].text, 0, length)))
			call_unknown(call, "it changes what other programs run or read");
	}
	return at;
}

static void judge_env(struct call *call)
{
	size_t first = judge_assigned(call);

	if (first == call->rest_count)
		call_judge(call, ACTION_READ, "only shows variables");
	else
		run_from(call, first);
}

static void judge_sudo(struct call *call)
{
	size_t first = judge_assigned(call);

	if (first < call->rest_count)
		run_from(call, first);
	else if (call_any(call, "-l|-v|-k|-K|--list|--validate"))
		call_judge(call, ACTION_READ, "only shows what is allowed");
	else
		call_unknown(call, "a shell with all rights");
}

static void judge_command_builtin(struct call *call)
{
	if (call_any(call, "-v|-V"))
		call_judge(call, ACTION_READ, "only says where a program is");
	else
		run_rest(call);
}

/* -- shells -- */

static void judge_shell_program(struct call *call)
{
	str script;

	if (call_option(call, "-c")) {
		if (call->rest_count == 0)
			call_unknown(call, "the command is missing");
		else if (call_text(call, &call->rest[0], &script))
			call_run_script(call, script);
	} else if (call->rest_count > 0 && !call_option(call, "-s")) {
		call_unknown(call, "what stands in the script is not known");
	} else if (call_input_text(call, &script)) {
		call_run_script(call, script);
	}
}

/* su user -c "command". */
static void judge_su(struct call *call)
{
	const struct option_given *option = call_any(call, "-c|--command");
	str script;

	for (size_t i = 0; i < call->count; i++)
		if (!str_is(call_operand(call, i), "-") &&
		    i > (size_t)(str_is(call_operand(call, 0), "-") ? 1 : 0)) {
			call_unknown(call, "what stands behind the user is not known");
			return;
		}
	if (!option)
		call_unknown(call, "a shell of another user");
	else if (call_text(call, option->value, &script))
		call_run_script(call, script);
}

static void judge_runuser(struct call *call)
{
	if (call_any(call, "-c|--command"))
		judge_su(call);
	else if (call_any(call, "-u|--user"))
		run_rest(call);
	else
		call_unknown(call, "a shell of another user");
}

/* Of ssh's many settings those that people write; others name commands or libraries. */
static bool ssh_option_is_known(str setting)
{
	str name = setting, value;

	(void)str_cut(setting, '=', &name, &value);
	return is_one_of(name,
			 "StrictHostKeyChecking|ConnectTimeout|UserKnownHostsFile|"
			 "BatchMode|ServerAliveInterval|ServerAliveCountMax|LogLevel|"
			 "IdentitiesOnly|PasswordAuthentication|Port|User|ProxyJump|"
			 "ConnectionAttempts|PreferredAuthentications");
}

static bool ssh_options_are_safe(struct call *call)
{
	for (size_t i = 0; i < call->option_count; i++) {
		const struct option_given *option = &call->options[i];

		if (!str_is(option->name, "-o"))
			continue;
		if (!option->value || !option->value->is_static ||
		    !ssh_option_is_known(option->value->value)) {
			call_unknown(call, "a setting that may run a command");
			return false;
		}
	}
	return true;
}

static void judge_ssh(struct call *call)
{
	str script;

	if (!ssh_options_are_safe(call))
		return;
	if (call->rest_count == 0 || word_is_open(call->judging, &call->rest[0]))
		call_unknown(call, "where to is not known");
	else if (call->rest_count > 1)
		call_run_joined(call, call->rest + 1, call->rest_count - 1);
	else if (call_input_text(call, &script))
		call_run_script(call, script);
}

/* -- again and again -- */

static void judge_watch(struct call *call)
{
	struct text text = text_new(call->judging->arena, 4096);

	for (size_t i = 0; i < call->rest_count; i++) {
		text_add(&text, i > 0 ? STR(" ") : STR(""));
		text_add(&text, call->rest_count == 1 ? call->rest[i].value
						      : call->rest[i].source);
	}
	judge_refuse(call->judging, STR("watch never ends: make a check of it"),
		     text_of(&text));
	if (call_any(call, "-x|--exec"))
		run_rest(call);
	else
		call_run_joined(call, call->rest, call->rest_count);
}

/* The word with what xargs reads in the place of its mark, or behind it. It is one word
 * for a program, but nothing that may be read as code. */
static struct shell_word word_with_input(const struct call *call, str before)
{
	struct shell_part *parts = arena_many(call->judging->arena, struct shell_part, 2);
	size_t lead = before.length > 0 ? 1 : 0;

	parts[0] = (struct shell_part){ .kind = SHELL_LITERAL, .text = before };
	parts[lead] = (struct shell_part){ .kind = call->input.is_names
							   ? SHELL_PLACEHOLDER
							   : SHELL_VARIABLE,
					   .is_quoted = true,
					   .text = STR("@") };
	return (struct shell_word){ .source = STR("what is read"),
				    .line = call->judging->line,
				    .parts = parts,
				    .count = lead + 1,
				    .value = STR("what is read") };
}

static size_t place_of(str text, str mark)
{
	for (size_t i = 0; i + mark.length <= text.length; i++)
		if (str_starts_with(str_slice(text, i, mark.length), mark))
			return i;
	return 0;
}

static void judge_xargs(struct call *call)
{
	const struct option_given *replace = call_any(call, "-I|-i|--replace");
	str mark = replace && replace->value ? replace->value->value : STR("{}");
	struct shell_word *words = arena_many(call->judging->arena, struct shell_word,
					      call->rest_count + 1);
	size_t count = 0;

	if (call->rest_count == 0) {
		call_judge(call, ACTION_READ, "only prints what it reads");
		return;
	}
	for (size_t i = 0; i < call->rest_count; i++) {
		str text = call->rest[i].value;
		bool is_mark = replace && mark.length > 0 && str_contains(text, mark);

		/* In a text such as "logs {}" names stand as they are. */
		if (!is_mark || (call->input.is_names && !str_equal(text, mark)))
			words[count++] = call->rest[i];
		else
			words[count++] = word_with_input(
				call, str_slice(text, 0, place_of(text, mark)));
	}
	if (!replace)
		words[count++] = word_with_input(call, STR(""));
	call_run(call, words, count);
}

#define SSH_OPTIONS \
	"-46AaCfGgKkMNnqsTtVvXxYy -b= -c= -i= -J= -l= -m= -p= -W= -o= -Q= -O=! -D=! " \
	"-E=! -e= -F=! -I=! -L=! -R=! -S=! -w=!"

const struct program wrapper_programs[] = {
	{ .names = "sudo",
	  .options =
		  "-AbEHnPSkKvl -u= -g= -p= -C= -T= --user= --group= --non-interactive "
		  "--preserve-env --preserve-env? --login! --set-home --list "
		  "--validate -i! -s! -e!",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_sudo },
	{ .names = "doas",
	  .options = "-n -u= -L",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_sudo },
	{ .names = "env",
	  .options = "-i0v -u= -C= --ignore-environment --null --unset= --chdir= -S=! "
		     "--split-string=!",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_env },
	{ .names = "command",
	  .options = "-pvV",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_command_builtin },
	{ .names = "time",
	  .options = "-pv -f= --format= --portability --verbose",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_rest },
	{ .names = "nohup",
	  .class = ACTION_REVERSIBLE,
	  .options = "",
	  .why = "writes nohup.out",
	  .flags = PROGRAM_STOPS,
	  .judge = run_rest },
	{ .names = "unbuffer",
	  .options = "",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_rest },
	{ .names = "timeout|gtimeout",
	  .options = "-fv -k= -s= --kill-after= --signal= --preserve-status --foreground "
		     "--verbose",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_behind_one },
	{ .names = "nice",
	  .options = "-# -n= --adjustment=",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_rest },
	{ .names = "ionice",
	  .options = "-t -c= -n= --class= --classdata=",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_rest },
	{ .names = "stdbuf",
	  .options = "-i= -o= -e= --input= --output= --error=",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_rest },
	{ .names = "setsid",
	  .options = "-cfw",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_rest },
	{ .names = "chroot",
	  .options = "",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_behind_one },
	{ .names = "nsenter",
	  .options =
		  "-aF -r? -t= -m? -u? -i? -n? -p? -U? -C? -T? -S= -G= --target= --all "
		  "--mount? --uts? --ipc? --net? --pid? --user? --cgroup? --no-fork",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = run_rest },
	{ .names = "sh|bash|dash|ash|ksh|zsh",
	  .options = "-ceuxlvinsp -o= -O= --login --norc --noprofile --posix --verbose",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_shell_program },
	{ .names = "su",
	  .options = "-lmp -c= --command= --login --preserve-environment",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_su },
	{ .names = "runuser",
	  .options = "-lmp -c= -u= --command= --user= --login",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_runuser },
	{ .names = "ssh",
	  .options = SSH_OPTIONS,
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_ssh },
	{ .names = "watch",
	  .options = "-bcegtwx -n= -d? --interval= --differences? --no-title --beep "
		     "--color --exec --errexit --chgexit --precise",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_watch },
	{ .names = "xargs",
	  .options = "-0rtxp -I= -i? -n= -P= -L= -l? -s= -d= -a= -E= -e? --null "
		     "--no-run-if-empty --max-args= --max-procs= --replace? --delimiter= "
		     "--arg-file= --verbose --max-lines? --exit",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_xargs },
	{ .names = "parallel|at|batch|screen|tmux|expect|script",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "runs what shows only when it runs" },
	{ 0 },
};
