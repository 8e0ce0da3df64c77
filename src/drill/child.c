#include "drill/child.h"

#include "base/clock.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum { STOP_MS_MAX = 5000, LOOK_MS = 20 };

/* Between fork and exec: only what a signal handler may call, since other threads may
 * have held any lock. */
static void become(const char *const *argv, int log, pid_t parent)
{
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	if (dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) < 0 ||
	    dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		_exit(127);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

bool child_start(struct child *child, const char *const *argv, struct error *error)
{
	scoped_fd log = open(child->log.bytes, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			     0600);
	pid_t parent = getpid(), pid;

	if (log < 0)
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s",
				 STR_ARG(child->log), strerror(errno));
	if (access(argv[0], X_OK) != 0)
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", argv[0],
				 strerror(errno));
	pid = fork();
	if (pid == 0)
		become(argv, log, parent);
	if (pid < 0)
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", child->name,
				 strerror(errno));
	/* Here too, so that the group is there before anybody signals it. */
	setpgid(pid, pid);
	child->pid = pid;
	return true;
}

bool child_runs(struct child *child)
{
	pid_t pid = child->pid;

	if (pid == 0)
		return false;
	if (waitpid(pid, &child->status, WNOHANG) != pid)
		return true;
	child->pid = 0;
	return false;
}

str child_end(struct arena *arena, const struct child *child)
{
	if (child->pid != 0)
		return STR("still runs");
	if (WIFSIGNALED(child->status))
		return arena_format(arena, "was killed by signal %d",
				    WTERMSIG(child->status));
	return arena_format(arena, "ended with exit code %d", WEXITSTATUS(child->status));
}

/* Without taking its status: until then nobody else can get its number. */
static bool has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	       info.si_pid == pid;
}

static bool all_ended(const struct child *children, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (children[i].pid != 0 && !has_ended(children[i].pid))
			return false;
	return true;
}

void children_stop(struct child *children, size_t count)
{
	int64_t until_us = clock_monotonic_us() + STOP_MS_MAX * 1000;

	for (size_t i = 0; i < count; i++)
		if (children[i].pid != 0)
			kill(-children[i].pid, SIGTERM);
	while (!all_ended(children, count) && clock_monotonic_us() < until_us)
		poll(NULL, 0, LOOK_MS);
	for (size_t i = 0; i < count; i++) {
		if (children[i].pid == 0)
			continue;
		kill(-children[i].pid, SIGKILL);
		waitpid(children[i].pid, &children[i].status, 0);
		children[i].pid = 0;
	}
}
