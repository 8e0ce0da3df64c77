/* The process that runs programs. One thread, one poll loop: requests come in, what
 * runs writes its output, ends, or reaches its deadline. */
#include "runner/hands.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "runner/hands_wire.h"
#include "runner/pipeline.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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
	struct pipeline pipeline;
	int output, reply;
	int64_t id, until_us;
	bool keeps_no_output, timed_out;
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

/* The descriptor of what is told; -1: it could not be kept either. */
static int keep(const struct run *run, const struct command_result *result)
{
	struct command_result kept = *result;
	int file = -1;

	if (run->keeps_no_output)
		kept.output = STR("");
	if (run->id > 0)
		file = spool(run->id, &kept);
	if (file >= 0 && !run->keeps_no_output)
		return file;
	close_fd(&file);
	/* A full disk must not take the result from a server that still listens. */
	file = memfd_create("result", MFD_CLOEXEC);
	if (file >= 0 && !result_write(file, result))
		close_fd(&file);
	return file;
}

static void report(const struct run *run, const struct command_result *result)
{
	struct reply packet = { .version = WIRE_VERSION, .has_run = true };
	scoped_fd file = keep(run, result);

	if (file >= 0)
		packet_send(run->reply, (str){ (const char *)&packet, sizeof(packet) },
			    file);
}

static void refuse(int reply, const char *reason)
{
	struct reply packet = { .version = WIRE_VERSION };

	snprintf(packet.reason, sizeof(packet.reason), "%s", reason);
	packet_send(reply, (str){ (const char *)&packet, sizeof(packet) }, -1);
}

/* -- starting -- */

static void release_run(struct run *run)
{
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
		.output = -1,
		.reply = reply,
		.id = view->head.id,
		.keeps_no_output = view->head.keeps_no_output != 0,
		.until_us = clock_monotonic_us() + view->head.wait_ms * 1000,
	};
	const char *program = "";
	int code = pipeline_start(arena, view, &run.pipeline, &run.output, &program);

	if (code == 0) {
		state->runs[state->count++] = run;
		return;
	}

	struct command_result result = {
		.exit_code = EXIT_NOT_STARTED,
		.output = arena_format(arena, "cannot start %s: %s", program,
				       strerror(code)),
	};

	report(&run, &result);
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

/* A command is over when its first process is, a pipeline when all of its stages are.
 * What they left in their groups is ended with them: nothing goes on that no journal
 * knows of. */
static void finish(struct run *run)
{
	struct command_result result = { .timed_out = run->timed_out };

	pipeline_kill(&run->pipeline);
	/* Bounded: a process that escaped may write for ever. */
	for (int i = 0; i < 2 * COMMAND_OUTPUT_BYTES_MAX / PIECE_BYTES; i++)
		if (run->output < 0 || !read_output(run))
			break;
	pipeline_reap(&run->pipeline, &result);
	result.output = capture_text(run->arena, run->capture);
	result.output_cut = capture_was_cut(run->capture);
	report(run, &result);
	release_run(run);
}

static void keep_deadline(struct run *run)
{
	if (run->timed_out || clock_monotonic_us() < run->until_us)
		return;
	run->timed_out = true;
	pipeline_kill(&run->pipeline);
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

enum { POLLED_OF_RUN = COMMAND_STAGES_MAX + 1 };

/* Its output first, then its stages; what has ended is not asked again. */
static void watch(const struct run *run, struct pollfd *polled)
{
	polled[0] = (struct pollfd){ run->output, POLLIN, 0 };
	for (size_t i = 0; i < COMMAND_STAGES_MAX; i++) {
		const struct stage *stage = &run->pipeline.stages[i];
		bool is_awaited = i < run->pipeline.count && !stage->has_ended;

		polled[i + 1] = (struct pollfd){ is_awaited ? stage->process : -1, POLLIN,
						 0 };
	}
}

/* True while it runs. */
static bool attend_run(struct run *run, const struct pollfd *polled)
{
	if (polled[0].revents)
		read_output(run);
	for (size_t i = 0; i < run->pipeline.count; i++)
		if (polled[i + 1].revents)
			run->pipeline.stages[i].has_ended = true;
	if (pipeline_has_ended(&run->pipeline)) {
		finish(run);
		return false;
	}
	keep_deadline(run);
	return true;
}

static void attend(struct hands_state *state)
{
	struct pollfd polled[POLLED_OF_RUN * RUNNING_MAX + 1];
	size_t count = state->count, kept = 0, all = POLLED_OF_RUN * count;

	for (size_t i = 0; i < count; i++)
		watch(&state->runs[i], polled + POLLED_OF_RUN * i);
	polled[all] = (struct pollfd){ state->socket, POLLIN, 0 };
	if (poll(polled, all + 1, wait_ms(state)) < 0 && errno != EINTR)
		abort();
	for (size_t i = 0; i < count; i++) {
		struct run *run = &state->runs[i];

		if (attend_run(run, polled + POLLED_OF_RUN * i))
			state->runs[kept++] = *run;
	}
	state->count = kept;
	if (polled[all].revents)
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
