/* The process that runs programs. One thread, one poll loop: requests come in, what
 * runs writes its output, ends, or reaches its deadline. */
#include "runner/hands.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "runner/hands_wire.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	/* As many as the server has desks, and some. */
	RUNNING_MAX = 16,
	RUN_ARENA_BYTES_MAX = 8 << 20,
	CUT_NOTE_BYTES = 64,
	HEAD_BYTES = (COMMAND_OUTPUT_BYTES_MAX - CUT_NOTE_BYTES) / 2,
	TAIL_BYTES = HEAD_BYTES,
	PIECE_BYTES = 16 << 10,
	IDLE_TICK_MS = 10000,
	/* Nobody asks for a result after this long. */
	SPOOL_DAYS_MAX = 30,
	NAME_BYTES = 32,
	EXIT_NOT_STARTED = 127, /* as shells say it */
};

/* The first and the last part of an output of any length. */
struct capture {
	char head[HEAD_BYTES];
	char tail[TAIL_BYTES]; /* a ring */
	size_t total;
};

struct run {
	struct arena *arena;
	struct capture *capture;
	pid_t pid;
	int process; /* pidfd */
	int output, reply;
	int64_t id, until_us;
	bool timed_out;
};

struct hands_state {
	int socket; /* -1: the server has gone */
	struct run runs[RUNNING_MAX];
	size_t count;
	char packet[REQUEST_BYTES_MAX];
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void capture_add(struct capture *capture, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++, capture->total++)
		if (capture->total < HEAD_BYTES)
			capture->head[capture->total] = bytes[i];
		else
			capture->tail[(capture->total - HEAD_BYTES) % TAIL_BYTES] =
				bytes[i];
}

static bool capture_was_cut(const struct capture *capture)
{
	return capture->total > HEAD_BYTES + TAIL_BYTES;
}

static str capture_text(struct arena *arena, const struct capture *capture)
{
	struct text text = text_new(arena, COMMAND_OUTPUT_BYTES_MAX);
	size_t head = capture->total < HEAD_BYTES ? capture->total : HEAD_BYTES;
	size_t rest = capture->total - head, start = 0;

	text_add(&text, (str){ capture->head, head });
	if (capture_was_cut(capture)) {
		text_addf(&text, "\n[%zu bytes left out]\n", rest - TAIL_BYTES);
		start = rest % TAIL_BYTES;
		rest = TAIL_BYTES;
	}
	if (start > 0)
		text_add(&text, (str){ capture->tail + start, TAIL_BYTES - start });
	text_add(&text, (str){ capture->tail, start > 0 ? start : rest });
	return text_of(&text);
}

/* True while there may be more. */
static bool read_output(struct run *run)
{
	char bytes[PIECE_BYTES];
	ssize_t count = read(run->output, bytes, sizeof(bytes));

	if (count > 0) {
		capture_add(run->capture, bytes, (size_t)count);
		return true;
	}
	if (count < 0 && errno == EINTR)
		return true;
	if (count == 0 || errno != EAGAIN)
		close_fd(&run->output);
	return false;
}

/* -- results -- */

/* On disk before anybody is told: the server may be dead or die now. */
static int spool(int64_t id, const struct command_result *result)
{
	char part[NAME_BYTES], name[NAME_BYTES];
	int fd;

	snprintf(part, sizeof(part), "%lld.part", (long long)id);
	snprintf(name, sizeof(name), "%lld", (long long)id);
	fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0 && result_write(fd, result) && fsync(fd) == 0 &&
	    rename(part, name) == 0) {
		scoped_fd directory = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (directory >= 0)
			fsync(directory);
		return fd;
	}
	close_fd(&fd);
	unlink(part);
	return -1;
}

static void report(int64_t id, int reply, const struct command_result *result)
{
	struct reply packet = { .version = WIRE_VERSION, .has_run = true };
	scoped_fd file = id > 0 ? spool(id, result) : -1;

	/* A full disk must not take the result from a server that still listens. */
	if (file < 0) {
		file = memfd_create("result", MFD_CLOEXEC);
		if (file < 0 || !result_write(file, result))
			return;
	}
	packet_send(reply, (str){ (const char *)&packet, sizeof(packet) }, file);
}

static void refuse(int reply, const char *reason)
{
	struct reply packet = { .version = WIRE_VERSION };

	snprintf(packet.reason, sizeof(packet.reason), "%s", reason);
	packet_send(reply, (str){ (const char *)&packet, sizeof(packet) }, -1);
}

/* -- starting -- */

/* What is given comes first: of two with one name the first is found. */
static char **whole_environment(struct arena *arena, const struct request_view *view)
{
	size_t given = (size_t)view->head.environment_count;
	char **all = arena_many(arena, char *, given + INHERITED_MAX + 1);

	memcpy(all, view->environment, given * sizeof(*all));
	environment_inherit(arena, all + given);
	return all;
}

struct spawning {
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
};

static void release_spawning(struct spawning *spawning)
{
	posix_spawn_file_actions_destroy(&spawning->files);
	posix_spawnattr_destroy(&spawning->how);
}

/* A session of its own, so that the whole group can be killed; nothing open but the
 * pipe; signals as a fresh program expects them. */
static void prepare(struct spawning *spawning, const char *directory, int output)
{
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	if (posix_spawn_file_actions_init(&spawning->files) != 0 ||
	    posix_spawnattr_init(&spawning->how) != 0)
		abort();
	posix_spawn_file_actions_addopen(&spawning->files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&spawning->files, output, 1);
	posix_spawn_file_actions_adddup2(&spawning->files, output, 2);
	posix_spawn_file_actions_addchdir_np(&spawning->files,
					     directory[0] ? directory : "/");
	posix_spawn_file_actions_addclosefrom_np(&spawning->files, 3);
	posix_spawnattr_setsigdefault(&spawning->how, &all);
	posix_spawnattr_setsigmask(&spawning->how, &none);
	posix_spawnattr_setflags(&spawning->how, POSIX_SPAWN_SETSID |
							 POSIX_SPAWN_SETSIGDEF |
							 POSIX_SPAWN_SETSIGMASK);
}

/* 0, or why it could not be started. */
static int spawn(struct run *run, const struct request_view *view)
{
	scoped(release_spawning) struct spawning spawning;
	int ends[2], code;

	if (pipe2(ends, O_CLOEXEC) != 0)
		abort();

	scoped_fd output = ends[1];

	run->output = ends[0];
	fcntl(run->output, F_SETFL, O_NONBLOCK);
	prepare(&spawning, view->directory, output);
	code = posix_spawnp(&run->pid, view->argv[0], &spawning.files, &spawning.how,
			    view->argv, whole_environment(run->arena, view));
	if (code != 0)
		return code;
	run->process = pidfd_open(run->pid, 0);
	if (run->process < 0)
		abort();
	return 0;
}

static void release_run(struct run *run)
{
	close_fd(&run->process);
	close_fd(&run->output);
	close_fd(&run->reply);
	arena_free(run->arena);
}

static void start(struct hands_state *state, const struct request_view *view,
		  struct arena *arena, int reply)
{
	struct run run = {
		.arena = arena,
		.capture = arena_one(arena, struct capture),
		.process = -1,
		.output = -1,
		.reply = reply,
		.id = view->head.id,
		.until_us = clock_monotonic_us() + view->head.wait_ms * 1000,
	};
	int code = spawn(&run, view);

	if (code == 0) {
		state->runs[state->count++] = run;
		return;
	}

	struct command_result result = {
		.exit_code = EXIT_NOT_STARTED,
		.output = arena_format(arena, "cannot start %s: %s", view->argv[0],
				       strerror(code)),
	};

	report(run.id, run.reply, &result);
	release_run(&run);
}

static void take_request(struct hands_state *state)
{
	int reply;
	int64_t length = packet_receive(state->socket, state->packet,
					sizeof(state->packet), &reply);
	struct arena *arena;
	struct request_view view;

	if (length <= 0) {
		close_fd(&state->socket);
		return;
	}
	if (state->count == RUNNING_MAX) {
		refuse(reply, "the hands are full");
		close_fd(&reply);
		return;
	}
	arena = arena_new(RUN_ARENA_BYTES_MAX);
	if (request_read(arena, (str){ state->packet, (size_t)length }, &view)) {
		start(state, &view, arena, reply);
		return;
	}
	refuse(reply, "the hands are of another version: restart the server");
	close_fd(&reply);
	arena_free(arena);
}

/* -- ending -- */

/* A command is over when its first process is. What it left in its group is ended
 * with it: nothing goes on that no journal knows of. The group is signalled while
 * the leader is still unreaped, so its number cannot mean another one. */
static void finish(struct run *run)
{
	struct command_result result = { .timed_out = run->timed_out };
	int status = 0;

	kill(-run->pid, SIGKILL);
	/* Bounded: a process that escaped may write for ever. */
	for (int i = 0; i < 2 * COMMAND_OUTPUT_BYTES_MAX / PIECE_BYTES; i++)
		if (run->output < 0 || !read_output(run))
			break;
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	result.output = capture_text(run->arena, run->capture);
	result.output_cut = capture_was_cut(run->capture);
	report(run->id, run->reply, &result);
	release_run(run);
}

static void keep_deadline(struct run *run)
{
	if (run->timed_out || clock_monotonic_us() < run->until_us)
		return;
	run->timed_out = true;
	kill(-run->pid, SIGKILL);
}

static int wait_ms(const struct hands_state *state)
{
	int64_t least_ms = IDLE_TICK_MS, now_us = clock_monotonic_us();

	for (size_t i = 0; i < state->count; i++) {
		int64_t left_ms = (state->runs[i].until_us - now_us) / 1000 + 1;

		if (!state->runs[i].timed_out && left_ms < least_ms)
			least_ms = left_ms;
	}
	return least_ms > 0 ? (int)least_ms : 0;
}

/* Grandchildren that outlived their parent are ours, as the subreaper. With nothing
 * of our own running, whoever has ended is one of them. */
static void reap_orphans(const struct hands_state *state)
{
	while (state->count == 0 && waitpid(-1, NULL, WNOHANG) > 0)
		continue;
}

static void attend(struct hands_state *state)
{
	struct pollfd polled[2 * RUNNING_MAX + 1];
	size_t count = state->count, kept = 0;

	for (size_t i = 0; i < count; i++) {
		polled[2 * i] = (struct pollfd){ state->runs[i].process, POLLIN, 0 };
		polled[2 * i + 1] = (struct pollfd){ state->runs[i].output, POLLIN, 0 };
	}
	polled[2 * count] = (struct pollfd){ state->socket, POLLIN, 0 };
	if (poll(polled, 2 * count + 1, wait_ms(state)) < 0 && errno != EINTR)
		abort();
	for (size_t i = 0; i < count; i++) {
		struct run *run = &state->runs[i];

		if (polled[2 * i + 1].revents)
			read_output(run);
		if (polled[2 * i].revents) {
			finish(run);
			continue;
		}
		keep_deadline(run);
		state->runs[kept++] = *run;
	}
	state->count = kept;
	if (polled[2 * count].revents)
		take_request(state);
	reap_orphans(state);
}

static void prune_spool(void)
{
	instant_ms oldest = clock_now() - SPOOL_DAYS_MAX * DAY_MS;
	DIR *directory = opendir(".");
	const struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		struct stat about;

		if (stat(entry->d_name, &about) == 0 && S_ISREG(about.st_mode) &&
		    (instant_ms)about.st_mtime * 1000 < oldest)
			unlink(entry->d_name);
	}
	if (directory)
		closedir(directory);
}

int hands_main(int socket)
{
	static struct hands_state state;

	state.socket = socket;
	fcntl(socket, F_SETFD, FD_CLOEXEC);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prune_spool();
	while (state.socket >= 0 || state.count > 0)
		attend(&state);
	return 0;
}
