/* The server's side of the hands. Each call has a socket of its own on which it is
 * answered, so calls need no order among them and none reads another's result. */
#include "base/limits.h"
#include "base/thread.h"
#include "runner/hands.h"
#include "runner/hands_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

enum {
	PROCESS_ARENA_BYTES_MAX = 1 << 20,
	SEND_SECONDS_MAX = 2,
	/* Beyond the command's own deadline, which the hands keep. */
	GRACE_MS = 5000,
	REAP_MS = 1000,
};

struct hands_process {
	struct arena *arena;
	const char *program, *spool;
	struct lock lock; /* of what follows; nothing else is locked under it */
	int socket;       /* -1: the hands have died */
	pid_t pid;
};

static void reap(pid_t pid)
{
	struct pollfd polled = { pidfd_open(pid, 0), POLLIN, 0 };
	scoped_fd process = polled.fd;

	/* Waits only for one that has just let go of its socket. */
	if (process >= 0)
		poll(&polled, 1, REAP_MS);
	waitpid(pid, NULL, WNOHANG);
}

static int spawn_on(struct hands_process *process, int socket)
{
	char *argv[] = { (char *)(uintptr_t)process->program, (char *)(uintptr_t) "hands",
			 NULL };
	/* The server's environment may hold secrets. */
	char *environment[INHERITED_MAX + 1] = { NULL };
	scoped_arena arena = arena_new(PROCESS_ARENA_BYTES_MAX);
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t all, none;
	int code;

	environment_inherit(arena, environment);

	sigfillset(&all);
	sigemptyset(&none);
	if (posix_spawn_file_actions_init(&files) != 0 || posix_spawnattr_init(&how) != 0)
		abort();
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, socket, HANDS_SOCKET);
	posix_spawn_file_actions_addclosefrom_np(&files, HANDS_SOCKET + 1);
	posix_spawn_file_actions_addchdir_np(&files, process->spool);
	/* A session of its own: what interrupts the server at a terminal does not end
	 * what runs. */
	posix_spawnattr_setsigdefault(&how, &all);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF |
					       POSIX_SPAWN_SETSIGMASK);
	code = posix_spawn(&process->pid, process->program, &files, &how, argv,
			   environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	return code;
}

/* Under the lock. */
static bool ensure_alive(struct hands_process *process, struct error *error)
{
	struct timeval wait = { .tv_sec = SEND_SECONDS_MAX };
	int ends[2], code;

	if (process->socket >= 0)
		return true;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return error_set(error, ERROR_INTERNAL, "socketpair: %s",
				 strerror(errno));
	code = spawn_on(process, ends[1]);
	close(ends[1]);
	if (code != 0) {
		close(ends[0]);
		return error_set(error, ERROR_INTERNAL, "cannot start the hands, %s: %s",
				 process->program, strerror(code));
	}
	setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	process->socket = ends[0];
	return true;
}

/* Under the lock. */
static void forget(struct hands_process *process)
{
	if (process->socket < 0)
		return;
	close(process->socket);
	process->socket = -1;
	reap(process->pid);
}

/* Hands that died before are started again: a packet that could not be sent was taken
 * by nobody, so sending it once more repeats nothing. */
static bool hand_over(struct hands_process *process, str packet, int reply,
		      pid_t *ret_pid, struct error *error)
{
	scoped_lock(held, &process->lock);

	for (int attempt = 0; attempt < 2; attempt++) {
		if (!ensure_alive(process, error))
			return false;
		*ret_pid = process->pid;
		if (packet_send(process->socket, packet, reply))
			return true;
		if (errno == EAGAIN)
			return error_set(error, ERROR_TIMEOUT,
					 "the hands take nothing: it did not run");
		forget(process);
	}
	return error_set(error, ERROR_INTERNAL, "the hands do not start: it did not run");
}

static bool lost(struct hands_process *process, pid_t pid, struct error *error)
{
	scoped_lock(held, &process->lock);

	if (process->pid == pid)
		forget(process);
	return error_set(error, ERROR_UNAVAILABLE,
			 "the hands died: whether it ran is unknown");
}

/* Exactly one answer comes, or the end. */
static bool wait_for(int socket, int64_t wait_ms)
{
	int64_t until_us = clock_monotonic_us() + wait_ms * 1000, left_ms = wait_ms;
	struct pollfd polled = { socket, POLLIN, 0 };
	int ready;

	do {
		ready = poll(&polled, 1, (int)left_ms);
		left_ms = (until_us - clock_monotonic_us()) / 1000;
	} while (ready < 0 && errno == EINTR && left_ms > 0);
	return ready > 0;
}

static bool take_answer(struct hands_process *process, struct arena *arena, int socket,
			pid_t pid, struct command_result *ret, struct error *error)
{
	struct reply reply;
	int carried;
	int64_t length = packet_receive(socket, (char *)&reply, sizeof(reply), &carried);
	scoped_fd file = carried;

	if (length != sizeof(reply) || reply.version != WIRE_VERSION)
		return lost(process, pid, error);
	if (!reply.has_run)
		return error_set(error, ERROR_CONFLICT, "%.*s: it did not run",
				 (int)strnlen(reply.reason, REASON_BYTES), reply.reason);
	if (file >= 0 && result_read(arena, file, ret))
		return true;
	return error_set(error, ERROR_UNAVAILABLE,
			 "it ran, and its result cannot be read");
}

static bool run(void *context, struct arena *arena, const struct command *command,
		struct command_result *ret, struct error *error)
{
	struct hands_process *process = context;
	int ends[2];
	pid_t pid;
	str packet;

	if (!request_write(arena, command, &packet, error))
		return false;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return error_set(error, ERROR_INTERNAL, "socketpair: %s",
				 strerror(errno));

	scoped_fd ours = ends[0];
	bool is_sent = hand_over(process, packet, ends[1], &pid, error);

	/* Only the hands hold the other end now, so their death is the end of it. */
	close(ends[1]);
	if (!is_sent)
		return false;
	if (wait_for(ours, command->wait_ms + GRACE_MS))
		return take_answer(process, arena, ours, pid, ret, error);
	return error_set(error, ERROR_UNAVAILABLE,
			 "the hands do not answer: whether it ran is unknown");
}

static bool recall(void *context, struct arena *arena, int64_t id,
		   struct command_result *ret)
{
	struct hands_process *process = context;
	str path = arena_format(arena, "%s/%lld", process->spool, (long long)id);
	scoped_fd file = open(path.bytes, O_RDONLY | O_CLOEXEC);

	return id > 0 && file >= 0 && result_read(arena, file, ret);
}

struct hands_process *hands_start(const char *program, const char *spool_directory,
				  struct error *error)
{
	struct arena *arena = arena_new(PROCESS_ARENA_BYTES_MAX);
	struct hands_process *process = arena_one(arena, struct hands_process);

	process->arena = arena;
	process->program = arena_c_string(arena, str_of(program));
	process->spool = arena_c_string(arena, str_of(spool_directory));
	process->socket = -1;
	lock_init(&process->lock);
	if ((mkdir(spool_directory, 0700) != 0 && errno != EEXIST))
		error_set(error, ERROR_UNAVAILABLE, "%s: %s", spool_directory,
			  strerror(errno));
	else if (ensure_alive(process, error))
		return process;
	hands_stop(process);
	return NULL;
}

struct hands hands_port(struct hands_process *process)
{
	return (struct hands){ .context = process, .run = run, .recall = recall };
}

int64_t hands_pid(struct hands_process *process)
{
	scoped_lock(held, &process->lock);

	return process->pid;
}

void hands_stop(struct hands_process *process)
{
	forget(process);
	lock_destroy(&process->lock);
	arena_free(process->arena);
}
