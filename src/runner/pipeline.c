#include "runner/pipeline.h"

#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct spawning {
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
};

static void release_spawning(struct spawning *spawning)
{
	posix_spawn_file_actions_destroy(&spawning->files);
	posix_spawnattr_destroy(&spawning->how);
}

struct ends {
	int in;       /* what it reads; -1: /dev/null */
	int out, err; /* what it prints into */
};

/* A session of its own, so that the whole group can be killed; nothing open but the
 * pipes; signals as a fresh program expects them. */
static void prepare(struct spawning *spawning, const char *directory,
		    const struct ends *ends)
{
	posix_spawn_file_actions_t *files = &spawning->files;
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	if (posix_spawn_file_actions_init(files) != 0 ||
	    posix_spawnattr_init(&spawning->how) != 0)
		abort();
	if (ends->in >= 0)
		posix_spawn_file_actions_adddup2(files, ends->in, 0);
	else
		posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(files, ends->out, 1);
	posix_spawn_file_actions_adddup2(files, ends->err, 2);
	posix_spawn_file_actions_addchdir_np(files, directory[0] ? directory : "/");
	posix_spawn_file_actions_addclosefrom_np(files, 3);
	posix_spawnattr_setsigdefault(&spawning->how, &all);
	posix_spawnattr_setsigmask(&spawning->how, &none);
	posix_spawnattr_setflags(&spawning->how, POSIX_SPAWN_SETSID |
							 POSIX_SPAWN_SETSIGDEF |
							 POSIX_SPAWN_SETSIGMASK);
}

/* What is given comes first: of two with one name the first is found. */
static char **whole_environment(struct arena *arena, const struct request_view *view,
				size_t nth)
{
	size_t given = (size_t)view->head.variables[nth];
	char **all = arena_many(arena, char *, given + INHERITED_MAX + 1);

	memcpy(all, view->environments[nth], given * sizeof(*all));
	environment_inherit(arena, all + given);
	return all;
}

static void open_pipe(int *ret_read, int *ret_write)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		abort();
	*ret_read = ends[0];
	*ret_write = ends[1];
}

/* What the first stage reads: a file, so that nobody has to feed it. -1 for nothing. */
static int open_input(str input)
{
	int fd = -1;

	if (input.length == 0)
		return -1;
	fd = memfd_create("input", MFD_CLOEXEC);
	if (fd < 0 || !write_all(fd, input) || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

static int start_stage(struct arena *arena, const struct request_view *view, size_t nth,
		       const struct ends *ends, struct stage *ret_stage)
{
	scoped(release_spawning) struct spawning spawning;
	struct stage stage = { .process = -1 };
	int code;

	prepare(&spawning, view->directory, ends);
	code = posix_spawnp(&stage.pid, view->stages[nth][0], &spawning.files,
			    &spawning.how, view->stages[nth],
			    whole_environment(arena, view, nth));
	if (code != 0)
		return code;
	stage.process = pidfd_open(stage.pid, 0);
	if (stage.process < 0)
		abort();
	*ret_stage = stage;
	return 0;
}

static void drop(struct pipeline *pipeline)
{
	struct command_result ignored;

	pipeline_kill(pipeline);
	pipeline_reap(pipeline, &ignored);
}

int pipeline_start(struct arena *arena, const struct request_view *view,
		   struct pipeline *ret_pipeline, int *ret_output,
		   const char **ret_program)
{
	struct pipeline pipeline = { .count = view->stage_count };
	int readable, printed, code = 0;

	open_pipe(&readable, &printed);
	fcntl(readable, F_SETFL, O_NONBLOCK);

	struct ends ends = { .out = fcntl(printed, F_DUPFD_CLOEXEC, 0), .err = printed };

	for (size_t i = view->stage_count; i > 0 && code == 0; i--) {
		int feeds = -1;

		if (i > 1)
			open_pipe(&ends.in, &feeds);
		else
			ends.in = open_input(view->input);
		ends.err = (view->head.joins_errors >> (i - 1)) & 1 ? ends.out : printed;
		code = start_stage(arena, view, i - 1, &ends, &pipeline.stages[i - 1]);
		if (code != 0)
			*ret_program = view->stages[i - 1][0];
		/* What it would have fed is killed before its pipe ends: an end of the
		 * input must not look like an answer. */
		for (size_t k = i; k < view->stage_count && code != 0; k++)
			kill(-pipeline.stages[k].pid, SIGKILL);
		if (ends.in >= 0)
			close(ends.in);
		close(ends.out);
		ends.out = feeds;
		if (code != 0) {
			memmove(pipeline.stages, pipeline.stages + i,
				(view->stage_count - i) * sizeof(*pipeline.stages));
			pipeline.count = view->stage_count - i;
		}
	}
	if (ends.out >= 0)
		close(ends.out);
	close(printed);
	if (code != 0) {
		drop(&pipeline);
		close(readable);
		return code;
	}
	*ret_pipeline = pipeline;
	*ret_output = readable;
	return 0;
}

void pipeline_kill(const struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->count; i++)
		kill(-pipeline->stages[i].pid, SIGKILL);
}

bool pipeline_has_ended(const struct pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->count; i++)
		if (!pipeline->stages[i].has_ended)
			return false;
	return true;
}

void pipeline_reap(struct pipeline *pipeline, struct command_result *result)
{
	result->exit_code = 0;
	result->signal = 0;
	result->stage = 0;
	for (size_t i = 0; i < pipeline->count; i++) {
		struct stage *stage = &pipeline->stages[i];
		bool is_last = i + 1 == pipeline->count;
		int status = 0;

		while (waitpid(stage->pid, &status, 0) < 0 && errno == EINTR)
			continue;
		close(stage->process);
		if (status == 0 ||
		    (!is_last && WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE))
			continue;
		result->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		result->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
		result->stage = (int)i;
	}
}
