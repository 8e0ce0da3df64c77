/* Asks a repository on this machine what is between two versions of it: the commits, by
 * whom, and what differs. A version is a tag, or a commit by seven letters or more of its
 * hash: a branch is none, since it moves. What cannot be told is said with its reason. */
#include "probes/git_range.h"

#include "probes/git_ask.h"

enum { SHA_BYTES = 40, SHA_BYTES_MIN = 7, SHOWN_BYTES = 100 };

/* One look; each command has what is left of its time. */
struct look {
	const struct probe_call *call;
	str path, under;
	int64_t until_us;
};

static bool run(const struct look *look, struct git_command *command,
		struct command_result *ret, struct error *error)
{
	command->path = look->path;
	command->wait_ms = (look->until_us - clock_monotonic_us()) / 1000;
	if (command->wait_ms <= 0)
		return error_set(error, ERROR_TIMEOUT,
				 "git " STR_FMT ": there was no time left",
				 STR_ARG(look->path));
	return git_ask(look->call, command, ret, error);
}

/* What it printed, of one that must end well. */
static bool read_output(const struct look *look, struct git_command *command,
			str *ret_output, bool *ret_is_cut, struct error *error)
{
	struct command_result result = { 0 };

	if (!run(look, command, &result, error))
		return false;
	if (result.timed_out || result.exit_code != 0)
		return git_fail(command, &result, error);
	*ret_output = result.output;
	if (ret_is_cut)
		*ret_is_cut = result.output_cut;
	return true;
}

/* -- which commits are meant -- */

static bool is_hex(str text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!str_contains(STR("0123456789abcdef"), str_slice(text, i, 1)))
			return false;
	return true;
}

/* "" when there is no such one. */
static bool resolve(const struct look *look, str name, str *ret_sha, struct error *error)
{
	struct git_command command = { .words = { STR("rev-parse"), STR("--verify"),
						  STR("--quiet"), STR("--end-of-options"),
						  arena_format(look->call->arena,
							       STR_FMT "^{commit}",
							       STR_ARG(name)) } };
	struct command_result result = { 0 };
	str sha;

	*ret_sha = STR("");
	if (!run(look, &command, &result, error))
		return false;
	if (result.timed_out)
		return git_fail(&command, &result, error);
	sha = str_trim(result.output);
	if (result.exit_code == 0 && sha.length == SHA_BYTES && is_hex(sha))
		*ret_sha = sha;
	return true;
}

/* "2.3.4" of an image is "v2.3.4" as a tag. A branch may be called like a hash. */
static bool find_commit(const struct look *look, str version, str *ret_sha,
			struct error *error)
{
	struct arena *arena = look->call->arena;

	if (!resolve(look, arena_format(arena, "refs/tags/" STR_FMT, STR_ARG(version)),
		     ret_sha, error))
		return false;
	if (ret_sha->length == 0 &&
	    !resolve(look, arena_format(arena, "refs/tags/v" STR_FMT, STR_ARG(version)),
		     ret_sha, error))
		return false;
	if (ret_sha->length > 0 || version.length < SHA_BYTES_MIN || !is_hex(version))
		return true;
	if (!resolve(look, version, ret_sha, error))
		return false;
	if (!str_starts_with(*ret_sha, version))
		*ret_sha = STR("");
	return true;
}

/* False with the sentence when it is none. */
static bool know(const struct look *look, str version, str *ret_sha,
		 struct probe_finding *finding, bool *ret_failed, struct error *error)
{
	*ret_failed = false;
	if (!git_version_is_plain(version)) {
		finding->meaning = arena_format(look->call->arena,
						"not known: '" STR_FMT
						"' cannot be a version of a repository",
						STR_ARG(str_clip(version, SHOWN_BYTES)));
		return false;
	}
	if (!find_commit(look, version, ret_sha, error)) {
		*ret_failed = true;
		return false;
	}
	if (ret_sha->length > 0)
		return true;
	finding->meaning = arena_format(
		look->call->arena,
		"not known: '" STR_FMT "' is neither a tag nor a commit of " STR_FMT,
		STR_ARG(str_clip(version, SHOWN_BYTES)), STR_ARG(look->path));
	return false;
}

/* -- what is between -- */

/* Behind "--" what it shall be bound to: a part of the repository, or all of it. */
static void confine(const struct look *look, struct git_command *command)
{
	size_t count = 0;

	while (command->words[count].length > 0)
		count++;
	command->words[count++] = STR("--");
	command->words[count] = look->under;
}

/* The hands keep the beginning and the end: of a commit with a huge title the middle is
 * lost, and how many were there with it. */
static bool list_commits(const struct look *look, str not_of, str of, str *ret_commits,
			 struct error *error)
{
	struct arena *arena = look->call->arena;
	struct git_command command = {
		.words = { STR("log"), STR("--no-color"), STR("--no-ext-diff"),
			   STR("--no-textconv"), STR("--no-mailmap"),
			   arena_format(arena, "--max-count=%d", RANGE_COMMITS_MAX + 1),
			   STR("--format=" GIT_RANGE_FORMAT),
			   arena_format(arena, STR_FMT ".." STR_FMT, STR_ARG(not_of),
					STR_ARG(of)) }
	};
	bool is_cut = false;

	confine(look, &command);
	if (!read_output(look, &command, ret_commits, &is_cut, error))
		return false;
	return !is_cut ||
	       error_set(error, ERROR_TOO_LARGE, "git told more of them than is read");
}

static bool differ(const struct look *look, const char *how,
		   const struct git_range *range, str *ret_output, bool *ret_is_cut,
		   struct error *error)
{
	struct git_command command = {
		.words = { STR("diff"), str_of(how), STR("--no-color"),
			   STR("--no-ext-diff"), STR("--no-textconv"),
			   STR("--no-renames"), STR("--submodule=short"), range->from_sha,
			   range->to_sha }
	};

	confine(look, &command);
	return read_output(look, &command, ret_output, ret_is_cut, error);
}

/* A shallow clone ends somewhere: what is behind that would be counted as not there. */
static bool see_history(const struct look *look, struct git_range *range,
			struct error *error)
{
	struct git_command command = { .words = { STR("rev-parse"),
						  STR("--is-shallow-repository") } };
	str answer = STR("");

	if (!read_output(look, &command, &answer, NULL, error))
		return false;
	if (!str_is(str_trim(answer), "false"))
		range->no_commits = STR(
			"the repository is a shallow clone, which has not "
			"all of them");
	return true;
}

/* A walk through a long history may take all the time; what differs is known without. */
static void see_commits(const struct look *look, struct git_range *range)
{
	struct look half = *look;
	struct error error = { 0 };

	if (range->no_commits.length > 0 || str_equal(range->from_sha, range->to_sha))
		return;
	half.until_us -= (look->until_us - clock_monotonic_us()) / 2;
	if (!list_commits(&half, range->from_sha, range->to_sha, &range->came, &error) ||
	    !list_commits(&half, range->to_sha, range->from_sha, &range->went, &error)) {
		range->came = range->went = STR("");
		range->no_commits = arena_copy(look->call->arena, str_of(error.text));
	}
}

static void see_differences(const struct look *look, struct git_range *range)
{
	struct error error = { 0 };

	range->sizes = STR("?");
	if (!differ(look, "--shortstat", range, &range->sizes, NULL, &error))
		return;
	if (!differ(look, "--numstat", range, &range->files, &range->files_are_cut,
		    &error))
		range->files_are_cut = true;
	if (!differ(look, "--unified=1", range, &range->diff, &range->diff_is_cut,
		    &error))
		range->diff_is_cut = true;
}

static bool begin(const struct probe_call *call, struct look *look,
		  struct git_range *range, struct error *error)
{
	*look = (struct look){ .call = call,
			       .under = probe_argument(call, "under"),
			       .until_us = clock_monotonic_us() + call->wait_ms * 1000 };
	if (!probe_need(call, "path", &look->path, error) ||
	    !probe_need(call, "from", &range->from, error) ||
	    !probe_need(call, "to", &range->to, error))
		return false;
	if (!str_starts_with(look->path, STR("/")))
		return error_set(error, ERROR_INVALID,
				 "path: must be the whole path of a repository's folder");
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .question = STR("git log, git diff") };
	struct git_range range = { 0 };
	struct look look;
	bool failed;

	if (!begin(call, &look, &range, error) || !see_history(&look, &range, error))
		return error_wrap(error, "git_range");
	finding.target = look.path;
	if (know(&look, range.from, &range.from_sha, &finding, &failed, error) &&
	    know(&look, range.to, &range.to_sha, &finding, &failed, error)) {
		see_commits(&look, &range);
		see_differences(&look, &range);
		git_range_tell(call, &range, &finding);
	}
	if (failed)
		return error_wrap(error, "git_range");
	*ret_finding = finding;
	return true;
}

const struct probe git_range_probe = {
	.name = "git_range",
	.help = "which commits are between two versions of a repository, by whom, and "
		"what "
		"differs: path, from, to, under",
	.by_hand = (const char *const[]){ "from", "to", "under", NULL },
	.ask = ask,
};
