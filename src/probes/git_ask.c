#include "probes/git_ask.h"

enum { SHOWN_BYTES_MAX = 200 };

bool git_ask(const struct probe_call *call, const struct git_command *command,
	     struct command_result *ret, struct error *error)
{
	str safe = arena_format(call->arena, "safe.directory=" STR_FMT,
				STR_ARG(command->path));
	const str head[] = {
		STR("/usr/bin/git"),
		STR("-c"),
		safe,
		STR("-c"),
		STR("core.fsmonitor=false"),
		STR("-c"),
		STR("core.hooksPath=/dev/null"),
		STR("-c"),
		STR("core.quotePath=false"),
		STR("-c"),
		STR("log.showSignature=false"),
		STR("-C"),
		command->path,
		STR("--no-pager"),
		STR("--literal-pathspecs"),
	};
	enum { HEAD = sizeof(head) / sizeof(head[0]) };
	/* A partial clone would fetch what it lacks, by a program that it names. */
	static const struct label environment[] = {
		{ STR_INIT("GIT_CONFIG_NOSYSTEM"), STR_INIT("1") },
		{ STR_INIT("GIT_CONFIG_GLOBAL"), STR_INIT("/dev/null") },
		{ STR_INIT("GIT_TERMINAL_PROMPT"), STR_INIT("0") },
		{ STR_INIT("GIT_OPTIONAL_LOCKS"), STR_INIT("0") },
		{ STR_INIT("GIT_ALLOW_PROTOCOL"), STR_INIT("none") },
		{ STR_INIT("GIT_NO_LAZY_FETCH"), STR_INIT("1") },
	};
	str argv[HEAD + GIT_WORDS_MAX];
	struct command run = { .argv = argv,
			       .argc = HEAD,
			       .environment = environment,
			       .environment_count = sizeof(environment) /
						    sizeof(environment[0]),
			       .wait_ms = command->wait_ms };

	for (size_t i = 0; i < HEAD; i++)
		argv[i] = head[i];
	for (size_t i = 0; i < GIT_WORDS_MAX && command->words[i].length > 0; i++)
		argv[run.argc++] = command->words[i];
	if (!call->hands || !call->hands->run)
		return error_set(error, ERROR_UNAVAILABLE, "nobody runs git here");
	return call->hands->run(call->hands->context, call->arena, &run, ret, error) ||
	       error_wrap(error, "git " STR_FMT, STR_ARG(command->path));
}

bool git_fail(const struct git_command *command, const struct command_result *result,
	      struct error *error)
{
	str first = result->output, rest;

	str_cut(result->output, '\n', &first, &rest);
	return error_set(error, result->timed_out ? ERROR_TIMEOUT : ERROR_UNAVAILABLE,
			 "git " STR_FMT ": %s" STR_FMT, STR_ARG(command->path),
			 result->timed_out ? "no answer in time " : "",
			 STR_ARG(str_clip(first, SHOWN_BYTES_MAX)));
}
