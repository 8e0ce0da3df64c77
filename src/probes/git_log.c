/* Asks a repository on this machine for the commits of a branch. */
#include "probes/git_log.h"

#include "probes/git_ask.h"

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

static void fill_words(const struct probe_call *call, str branch, str *words)
{
	const str all[] = {
		STR("log"),
		STR("--first-parent"),
		STR("--no-color"),
		STR("--no-ext-diff"),
		STR("--no-textconv"),
		STR("--no-mailmap"),
		arena_format(call->arena, "--since=@%lld",
			     (long long)((call->now - CHANGES_LOOK_BACK_MS) / SECOND_MS)),
		arena_format(call->arena, "--max-count=%d", CHANGES_PER_LOOK_MAX),
		STR("--format=" GIT_LOG_FORMAT),
		branch,
		STR("--"),
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		words[i] = all[i];
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .has_data = true, .question = STR("git log") };
	struct git_command command = { .wait_ms = call->wait_ms };
	struct command_result result = { 0 };
	str branch = probe_argument(call, "branch");

	if (!probe_need(call, "path", &finding.target, error))
		return false;
	if (branch.length == 0 || branch.bytes[0] == '-')
		return error_set(error, ERROR_INVALID, "branch: is none");
	command.path = finding.target;
	fill_words(call, branch, command.words);
	if (!git_ask(call, &command, &result, error))
		return false;
	if (result.timed_out || result.exit_code != 0)
		return git_fail(&command, &result, error);
	git_log_read(call, result.output, &finding.changes);
	*ret_finding = finding;
	return true;
}

const struct probe git_log_probe = {
	.name = "git_log",
	.help = "the commits of a branch of late: path, branch, service, kind, name",
	.ask = ask,
};
