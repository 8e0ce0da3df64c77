#include "actuators/git_work.h"

#include "base/hash.h"
#include "base/limits.h"
#include "formats/shell.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	ENVIRONMENT_MAX = 24,
	COMMANDS_ARGC_MAX = 64,
	BRANCH_BYTES_MAX = 200,
	SAID_BYTES_MAX = 300,
	LEFT_MS_MIN = 100, /* with less nothing is begun any more */
	FILES_OPEN_MAX = 16,
};

/* -- names -- */

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool git_is_branch(str name)
{
	str rest = name, piece;

	if (name.length == 0 || name.length > BRANCH_BYTES_MAX ||
	    str_contains(name, STR("..")) || str_contains(name, STR("//")) ||
	    str_ends_with(name, STR("/")) || str_is(name, "HEAD"))
		return false;
	for (size_t i = 0; i < name.length; i++)
		if (!is_word_byte(name.bytes[i]) && !is_one_of(name.bytes[i], "._-/+"))
			return false;
	while (str_next(&rest, '/', &piece))
		if (piece.length == 0 || is_one_of(piece.bytes[0], ".-") ||
		    str_ends_with(piece, STR(".")) || str_ends_with(piece, STR(".lock")))
			return false;
	return true;
}

bool git_is_commit(str name)
{
	for (size_t i = 0; i < name.length; i++)
		if (!is_one_of(name.bytes[i], "0123456789abcdef"))
			return false;
	return name.length >= 7 && name.length <= GIT_SHA_BYTES;
}

bool git_work_find(const struct actuator_call *call, str branch,
		   struct git_work *ret_work, struct error *error)
{
	struct git_work work = { .call = call, .branch = branch };

	work.repository = config_repository(call->config, call->target);
	if (!work.repository)
		return error_set(error, ERROR_FORBIDDEN,
				 "the configuration names no repository '" STR_FMT "'",
				 STR_ARG(str_clip(call->target, 100)));
	if (call->config->drill)
		return error_set(error, ERROR_FORBIDDEN,
				 "this is a drill: repositories stay as they are");
	if (branch.length == 0)
		work.branch = work.repository->branch;
	if (!git_is_branch(work.branch))
		return error_set(error, ERROR_INVALID, "'" STR_FMT "' is no branch",
				 STR_ARG(str_clip(work.branch, 100)));
	if (!call->hands || !call->hands->run)
		return error_set(error, ERROR_UNAVAILABLE, "nobody runs git here");
	work.ends_us = clock_monotonic_us() + call->wait_ms * 1000;
	*ret_work = work;
	return true;
}

/* -- running -- */

static bool take_time(const struct git_work *work, int64_t *ret_ms, struct error *error)
{
	*ret_ms = (work->ends_us - clock_monotonic_us()) / 1000;
	return *ret_ms >= LEFT_MS_MIN ||
	       error_set(error, ERROR_TIMEOUT,
			 "it took longer than the %lld s that an action has",
			 (long long)(work->call->wait_ms / 1000));
}

struct variables {
	struct label items[ENVIRONMENT_MAX];
	size_t count;
};

static void add_variable(struct variables *variables, str name, str value)
{
	if (variables->count < ENVIRONMENT_MAX)
		variables->items[variables->count++] = (struct label){ name, value };
}

/* ssh is started by a shell, so its words are quoted for one. */
static str ssh_command(const struct git_work *work)
{
	struct arena *arena = work->call->arena;
	const struct repository_config *repository = work->repository;
	str words[12] = { STR("ssh"), STR("-oBatchMode=yes"),
			  STR("-oStrictHostKeyChecking=yes") };
	size_t count = 3;

	if (repository->known_hosts_file.length > 0)
		words[count++] = arena_format(arena,
					      "-oUserKnownHostsFile=\"" STR_FMT "\"",
					      STR_ARG(repository->known_hosts_file));
	if (repository->ssh_key_file.length > 0) {
		words[count++] = STR("-oIdentitiesOnly=yes");
		words[count++] = STR("-i");
		words[count++] = repository->ssh_key_file;
	}
	return shell_quote(arena, words, count);
}

/* In the environment, which only our own user can read, and not in argv. */
static void add_token(const struct git_work *work, struct variables *variables)
{
	struct arena *arena = work->call->arena;
	const struct repository_config *repository = work->repository;
	str both = arena_format(arena, STR_FMT ":" STR_FMT, STR_ARG(repository->user),
				STR_ARG(repository->token));

	if (repository->token.length == 0)
		return;
	add_variable(variables, STR("GIT_CONFIG_COUNT"), STR("1"));
	add_variable(variables, STR("GIT_CONFIG_KEY_0"), STR("http.extraHeader"));
	add_variable(variables, STR("GIT_CONFIG_VALUE_0"),
		     arena_format(arena, "Authorization: Basic " STR_FMT,
				  STR_ARG(base64_of(arena, both))));
}

static void make_variables(const struct git_work *work, const struct git_input *input,
			   struct variables *variables)
{
	*variables = (struct variables){ 0 };
	add_variable(variables, STR("GIT_CONFIG_NOSYSTEM"), STR("1"));
	add_variable(variables, STR("GIT_CONFIG_GLOBAL"), STR("/dev/null"));
	add_variable(variables, STR("GIT_TERMINAL_PROMPT"), STR("0"));
	add_variable(variables, STR("GIT_ALLOW_PROTOCOL"), STR("file:http:https:ssh"));
	add_variable(variables, STR("GIT_LFS_SKIP_SMUDGE"), STR("1"));
	add_variable(variables, STR("GIT_SSH_COMMAND"), ssh_command(work));
	add_token(work, variables);
	for (size_t i = 0; input && i < input->environment_count; i++)
		add_variable(variables, input->environment[i].name,
			     input->environment[i].value);
}

static str last_lines(str said)
{
	said = str_trim(said);
	if (said.length <= SAID_BYTES_MAX)
		return said;
	return str_slice(said, said.length - SAID_BYTES_MAX, SAID_BYTES_MAX);
}

static bool judge(const struct command_result *result, str what, struct error *error)
{
	str said = last_lines(result->output);

	if (result->timed_out)
		return error_set(error, ERROR_TIMEOUT, STR_FMT " did not end in time",
				 STR_ARG(what));
	if (result->exit_code == 0)
		return true;
	return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": " STR_FMT, STR_ARG(what),
			 STR_ARG(said));
}

bool git_run_with(struct git_work *work, const char *const *words,
		  const struct git_input *input, str *ret_output, struct error *error)
{
	static const char *const always[] = {
		"/usr/bin/git",         "-c", "core.hooksPath=/dev/null",   "-c",
		"core.fsmonitor=false", "-c", "core.autocrlf=false",        "-c",
		"commit.gpgSign=false", "-c", "http.followRedirects=false", "--no-pager",
	};
	enum { ALWAYS = sizeof(always) / sizeof(always[0]) };
	struct arena *arena = work->call->arena;
	str argv[ALWAYS + GIT_ARGS_MAX];
	struct variables variables;
	struct command_result result = { 0 };
	struct command command = { .argv = argv, .directory = work->directory };

	for (size_t i = 0; i < ALWAYS; i++)
		argv[command.argc++] = str_of(always[i]);
	for (size_t i = 0; i < GIT_ARGS_MAX && words[i]; i++)
		argv[command.argc++] = str_of(words[i]);
	make_variables(work, input, &variables);
	command.environment = variables.items;
	command.environment_count = variables.count;
	command.input = input ? input->bytes : STR("");
	if (!take_time(work, &command.wait_ms, error) ||
	    !work->call->hands->run(work->call->hands->context, arena, &command, &result,
				    error))
		return error_wrap(error, "git %s", words[0]);
	if (!judge(&result, arena_format(arena, "git %s", words[0]), error))
		return false;
	*ret_output = result.output;
	return true;
}

bool git_run(struct git_work *work, const char *const *words, str *ret_output,
	     struct error *error)
{
	return git_run_with(work, words, NULL, ret_output, error);
}

bool git_work_run(struct git_work *work, const str *argv, size_t argc,
		  struct command_result *ret_result, struct error *error)
{
	struct command command = { .argv = argv,
				   .argc = argc,
				   .directory = work->directory };

	return take_time(work, &command.wait_ms, error) &&
	       work->call->hands->run(work->call->hands->context, work->call->arena,
				      &command, ret_result, error);
}

/* -- the work tree -- */

/* As a URL also where it is a path: else git would take short cuts into the other
 * repository, and none of the depth. */
static const char *url_of(const struct git_work *work)
{
	str url = work->repository->url;

	if (!str_starts_with(url, STR("/")))
		return arena_c_string(work->call->arena, url);
	return arena_format(work->call->arena, "file://" STR_FMT, STR_ARG(url)).bytes;
}

bool git_work_clone(struct git_work *work, int depth, struct error *error)
{
	struct arena *arena = work->call->arena;
	char folder[64];
	str output = { 0 };

	snprintf(folder, sizeof(folder), "/tmp/stanch-git-%d-XXXXXX", (int)getpid());
	if (!mkdtemp(folder))
		return error_set(error, ERROR_UNAVAILABLE,
				 "no folder for a work tree could be made");
	work->directory = arena_copy(arena, str_of(folder));
	if (!git_run(work,
		     GIT("clone", "--quiet", "--no-tags", "--single-branch",
			 "--no-recurse-submodules", "--template=",
			 arena_format(arena, "--depth=%d", depth).bytes, "--branch",
			 arena_c_string(arena, work->branch), "--", url_of(work), "."),
		     &output, error) ||
	    !git_run(work, GIT("rev-parse", "--verify", "HEAD"), &output, error))
		return error_wrap(error, STR_FMT, STR_ARG(work->repository->name));
	work->tip = str_trim(output);
	return true;
}

static int remove_one(const char *path, const struct stat *status, int kind,
		      struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	/* What cannot be removed stays: the rest goes all the same. */
	(void)remove(path);
	return 0;
}

void git_work_close(struct git_work *work)
{
	if (work->directory.length > 0)
		nftw(arena_c_string(work->call->arena, work->directory), remove_one,
		     FILES_OPEN_MAX, FTW_DEPTH | FTW_PHYS);
	work->directory = (str){ 0 };
}

/* -- over there -- */

bool git_remote_tip(struct git_work *work, str branch, str *ret_tip, struct error *error)
{
	str output = { 0 }, tip, name;

	if (!git_run(work,
		     GIT("ls-remote", "--heads", "--", url_of(work),
			 arena_format(work->call->arena, "refs/heads/" STR_FMT,
				      STR_ARG(branch))
				 .bytes),
		     &output, error))
		return false;
	*ret_tip = STR("");
	if (!str_cut(output, '\t', &tip, &name))
		return true;
	if (!git_is_commit(tip))
		return error_set(error, ERROR_UNAVAILABLE,
				 "git ls-remote said something else");
	*ret_tip = tip;
	return true;
}

/* The remote says "stale info" or "[rejected]" when the branch is not where we think. */
static void understand(struct error *error)
{
	str said = str_of(error->text);

	if (str_contains(said, STR("stale info")) ||
	    str_contains(said, STR("[rejected]")) ||
	    str_contains(said, STR("non-fast-forward")))
		error->kind = ERROR_CONFLICT;
}

bool git_push(struct git_work *work, const struct git_push *push, bool *ret_unknown,
	      struct error *error)
{
	struct arena *arena = work->call->arena;
	const char *lease = arena_format(arena,
					 "--force-with-lease=refs/heads/" STR_FMT
					 ":" STR_FMT,
					 STR_ARG(push->branch), STR_ARG(push->expected))
				    .bytes;
	const char *refs = arena_format(arena, STR_FMT ":refs/heads/" STR_FMT,
					STR_ARG(push->source), STR_ARG(push->branch))
				   .bytes;
	str output = { 0 }, now = { 0 };
	struct error unheeded = { 0 };

	*ret_unknown = false;
	if (git_run(work,
		    GIT("push", "--porcelain", "--no-verify", "--recurse-submodules=no",
			lease, "--", url_of(work), refs),
		    &output, error))
		return true;
	understand(error);
	/* Whether it arrived after all, the branch itself says. */
	if (error->kind != ERROR_CONFLICT &&
	    (!git_remote_tip(work, push->branch, &now, &unheeded) ||
	     !str_equal(now, push->expected)))
		*ret_unknown = true;
	return false;
}
