/* The thread dump of a JVM: by a program of 'commands' that prints one, such as jstack
 * with its arguments. */
#include "probes/threads_text.h"

enum { ARGUMENTS_MAX = 20 };

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	str argv[ARGUMENTS_MAX + 1], rest = probe_argument(call, "arguments");
	struct command command = { .argv = argv, .argc = 1, .wait_ms = call->wait_ms };
	struct command_result result = { 0 };

	if (!probe_need(call, "command", &finding.target, error))
		return error_wrap(error, "jvm_threads");
	argv[0] = labels_setting(call->config->commands_allowed,
				 call->config->command_count,
				 arena_c_string(call->arena, finding.target));
	if (argv[0].length == 0)
		return error_set(error, ERROR_INVALID,
				 "jvm_threads: command: '" STR_FMT
				 "' is not among 'commands'",
				 STR_ARG(finding.target));
	while (command.argc <= ARGUMENTS_MAX && str_next(&rest, ' ', &argv[command.argc]))
		command.argc++;
	if (!call->hands || !call->hands->run)
		return error_set(error, ERROR_UNAVAILABLE, "there are no hands here");
	if (!call->hands->run(call->hands->context, call->arena, &command, &result,
			      error))
		return false;
	if (result.timed_out)
		return error_set(error, ERROR_TIMEOUT,
				 "it did not end in time and was killed");
	finding.question = STR("its thread dump");
	if (!jvm_tell(call, result.output, &finding))
		return error_set(
			error, ERROR_UNAVAILABLE,
			"jvm_threads: exit code %d, and no thread dump: " STR_FMT,
			result.exit_code,
			STR_ARG(str_clip(str_trim(result.output), 200)));
	if (result.output_cut)
		finding.meaning = arena_format(call->arena,
					       STR_FMT "; its middle was left out",
					       STR_ARG(finding.meaning));
	*ret_finding = finding;
	return true;
}

const struct probe jvm_threads_probe = {
	.name = "jvm_threads",
	.help = "deadlocks, blocked threads and busy pools of a JVM, by its thread dump: "
		"command, arguments",
	.ask = ask,
};
