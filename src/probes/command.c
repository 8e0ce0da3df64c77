/* What a program of the configuration says, by its exit code. The hands run it, as argv
 * and never by a shell. */
#include "base/text.h"
#include "probes/probes.h"

enum { ARGUMENTS_MAX = 20, SHOWN_BYTES_MAX = 120 };

static bool find_program(const struct probe_call *call, str *ret_program,
			 struct error *error)
{
	str name = probe_argument(call, "command");

	*ret_program = labels_setting(call->config->commands_allowed,
				      call->config->command_count,
				      arena_c_string(call->arena, name));
	return ret_program->length > 0 ||
	       error_set(error, ERROR_INVALID,
			 "command: '" STR_FMT "' is not among 'commands'", STR_ARG(name));
}

static bool check(const struct probe_call *call, struct error *error)
{
	int64_t code;
	str program;

	return find_program(call, &program, error) &&
	       probe_whole(call, "exit_code", 0, &code, error);
}

static void judge(const struct probe_call *call, const struct command_result *result,
		  int64_t wanted, struct probe_finding *finding)
{
	str line = str_trim(result->output), rest;

	str_cut(line, '\n', &line, &rest);
	line = str_clip(line, SHOWN_BYTES_MAX);
	finding->has_data = true;
	finding->body = result->output;
	finding->verdict = result->exit_code == wanted ? WATCH_WELL : WATCH_WRONG;
	if (result->exit_code < 0)
		finding->meaning = arena_format(call->arena, "signal %d ended it",
						result->signal);
	else
		finding->meaning = arena_format(
			call->arena, "exit code %d%s" STR_FMT, result->exit_code,
			line.length > 0 ? ": " : "", STR_ARG(line));
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	str argv[ARGUMENTS_MAX + 1], rest = probe_argument(call, "arguments");
	struct command command = { .argv = argv, .argc = 1, .wait_ms = call->wait_ms };
	struct probe_finding finding = { .target = probe_argument(call, "command") };
	struct command_result result = { 0 };
	int64_t wanted;

	if (!find_program(call, &argv[0], error) ||
	    !probe_whole(call, "exit_code", 0, &wanted, error))
		return false;
	while (command.argc <= ARGUMENTS_MAX &&
	       str_next(&rest, '\n', &argv[command.argc]))
		command.argc++;
	if (!call->hands || !call->hands->run)
		return error_set(error, ERROR_UNAVAILABLE, "there are no hands here");
	if (!call->hands->run(call->hands->context, call->arena, &command, &result,
			      error))
		return false;
	if (result.timed_out)
		return error_set(error, ERROR_TIMEOUT,
				 "it did not end in time and was killed");
	judge(call, &result, wanted, &finding);
	*ret_finding = finding;
	return true;
}

static const struct channel_setting settings[] = {
	{ "command", true, false, "a name of 'commands'" },
	{ "arguments", false, false, "list of texts" },
	{ "exit_code", false, false, "what it must end with; 0" },
	{ 0 },
};

const struct probe command_probe = {
	.name = "command",
	.help = "how a program of 'commands' ends: command, arguments, exit_code",
	.watch = settings,
	.check = check,
	.ask = ask,
};
