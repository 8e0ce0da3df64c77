/* Asks a repository on this machine for the commits of a branch. The hands run git, as
 * argv; nothing of the repository's own configuration that runs programs is obeyed, and
 * nobody is asked for a password. */
#include "probes/git_log.h"

#include "base/limits.h"

enum { FIELDS = 5, SHA_BYTES = 40, TITLE_BYTES_MAX = 300, SHORT_SHA = 12 };

static bool is_sha(str sha)
{
	for (size_t i = 0; i < sha.length; i++)
		if (!str_contains(STR("0123456789abcdef"), str_slice(sha, i, 1)))
			return false;
	return sha.length == SHA_BYTES;
}

static bool split(str line, str fields[FIELDS])
{
	size_t count = 0;

	while (count < FIELDS && str_next(&line, 0x1f, &fields[count]))
		count++;
	return count >= FIELDS - 1 && line.length == 0;
}

static bool read_commit(const struct probe_call *call, str line, struct change *change)
{
	str fields[FIELDS] = { 0 };
	int64_t seconds;

	if (!split(line, fields) || !is_sha(fields[0]) ||
	    !str_to_int(fields[1], &seconds) || seconds < 0 ||
	    seconds > INSTANT_MAX / SECOND_MS || !str_is_utf8(line))
		return false;
	*change = (struct change){
		.at = seconds * SECOND_MS,
		.kind = probe_argument(call, "kind"),
		.system = STR("git"),
		.service = probe_argument(call, "service"),
		.target = probe_argument(call, "name"),
		.revision = str_clip(fields[0], SHORT_SHA),
		.author = fields[2],
		.title = str_clip(fields[3], TITLE_BYTES_MAX),
		.irreversible = str_trim(fields[4]),
		.source_id = fields[0],
	};
	return true;
}

void git_log_read(const struct probe_call *call, str output, struct found_changes *found)
{
	struct change change = { 0 };
	str line;

	while (str_next(&output, '\n', &line)) {
		if (line.length == 0)
			continue;
		if (found->count == CHANGES_PER_LOOK_MAX) {
			found->is_cut = true;
			return;
		}
		if (read_commit(call, line, &change))
			*list_add(call->arena, found) = change;
		else
			found->faults++;
	}
}

static bool run_git(const struct probe_call *call, str path, str branch,
		    struct command_result *ret, struct error *error)
{
	str since = arena_format(
		call->arena, "--since=@%lld",
		(long long)((call->now - CHANGES_LOOK_BACK_MS) / SECOND_MS));
	str safe = arena_format(call->arena, "safe.directory=" STR_FMT, STR_ARG(path));
	str most = arena_format(call->arena, "--max-count=%d", CHANGES_PER_LOOK_MAX);
	str format = STR("--format=" GIT_LOG_FORMAT);
	const str argv[] = {
		STR("/usr/bin/git"),
		STR("-c"),
		safe,
		STR("-c"),
		STR("core.fsmonitor=false"),
		STR("-c"),
		STR("core.hooksPath=/dev/null"),
		STR("-c"),
		STR("log.showSignature=false"),
		STR("-C"),
		path,
		STR("--no-pager"),
		STR("log"),
		STR("--first-parent"),
		STR("--no-color"),
		STR("--no-ext-diff"),
		STR("--no-textconv"),
		STR("--no-mailmap"),
		since,
		most,
		format,
		branch,
		STR("--"),
	};
	static const struct label environment[] = {
		{ STR_INIT("GIT_CONFIG_NOSYSTEM"), STR_INIT("1") },
		{ STR_INIT("GIT_CONFIG_GLOBAL"), STR_INIT("/dev/null") },
		{ STR_INIT("GIT_TERMINAL_PROMPT"), STR_INIT("0") },
		{ STR_INIT("GIT_OPTIONAL_LOCKS"), STR_INIT("0") },
	};
	struct command command = { .argv = argv,
				   .argc = sizeof(argv) / sizeof(argv[0]),
				   .environment = environment,
				   .environment_count = sizeof(environment) /
							sizeof(environment[0]),
				   .wait_ms = call->wait_ms };

	return call->hands->run(call->hands->context, call->arena, &command, ret, error);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .has_data = true, .question = STR("git log") };
	struct command_result result = { 0 };
	str branch = probe_argument(call, "branch"), first, rest;

	if (!probe_need(call, "path", &finding.target, error))
		return false;
	if (branch.length == 0 || branch.bytes[0] == '-')
		return error_set(error, ERROR_INVALID, "branch: is none");
	if (!call->hands || !call->hands->run)
		return error_set(error, ERROR_UNAVAILABLE, "nobody runs git here");
	if (!run_git(call, finding.target, branch, &result, error))
		return error_wrap(error, "git " STR_FMT, STR_ARG(finding.target));
	first = result.output;
	str_cut(result.output, '\n', &first, &rest);
	if (result.timed_out || result.exit_code != 0)
		return error_set(error, ERROR_UNAVAILABLE, "git " STR_FMT ": %s" STR_FMT,
				 STR_ARG(finding.target),
				 result.timed_out ? "no answer in time " : "",
				 STR_ARG(str_clip(first, 200)));
	git_log_read(call, result.output, &finding.changes);
	*ret_finding = finding;
	return true;
}

const struct probe git_log_probe = {
	.name = "git_log",
	.help = "the commits of a branch of late: path, branch, service, kind, name",
	.ask = ask,
};
