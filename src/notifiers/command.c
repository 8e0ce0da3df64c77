/* Any program of the operator's: a modem, a pager gateway, a lamp. It reads the notice
 * as one JSON object and answers by its exit code: 0 sent, 75 (EX_TEMPFAIL of sysexits.h)
 * try again, anything else: it cannot be sent.
 *
 * This is no action: what it runs is written in stanch.yaml and nothing from outside is
 * in its argv, so it needs no hands, only the same fences: no shell, a session of its
 * own, nothing open but its three files, a bare environment, and an end. */
#define _GNU_SOURCE /* memfd_create, posix_spawn_file_actions_addclosefrom_np */
#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "formats/json.h"
#include "notifiers/notifiers.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

enum {
	WORDS_MAX = 64,
	SAID_BYTES_MAX = 200, /* of its output, in a problem's sentence */
	ENVIRONMENT_MAX = 4,
	ADDRESS_BYTES_MAX = 1000,
};

static const struct channel_setting settings[] = {
	{ "run", true, false,
	  "the program and its arguments: /usr/local/bin/modem --line 1, or as a JSON "
	  "list when an argument has spaces" },
	{ "offline", false, false, "yes: it needs no network and no names resolved" },
	{ 0 },
};

/* -- what is run -- */

struct words {
	const char *items[WORDS_MAX + 1];
	size_t count;
};

static bool add_word(struct arena *arena, struct words *words, str word,
		     struct error *error)
{
	if (words->count == WORDS_MAX)
		return error_set(error, ERROR_INVALID, "run: more than %d words",
				 WORDS_MAX);
	words->items[words->count++] = arena_c_string(arena, word);
	return true;
}

static bool read_list(struct arena *arena, str run, struct words *words,
		      struct error *error)
{
	const struct tree *list = json_parse(arena, run, error);

	if (!list)
		return error_wrap(error, "run");
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *word = tree_nth(list, i);

		if (word->kind != TREE_TEXT)
			return error_set(error, ERROR_INVALID, "run: word %zu is no text",
					 i + 1);
		if (!add_word(arena, words, word->text, error))
			return false;
	}
	return true;
}

static bool read_words(struct arena *arena, str run, struct words *words,
		       struct error *error)
{
	str word;

	while (str_next(&run, ' ', &word))
		if (word.length > 0 && !add_word(arena, words, word, error))
			return false;
	return true;
}

/* Without a path it would depend on ours which program runs. */
static bool words_of(struct arena *arena, const struct channel_config *channel,
		     struct words *ret_words, struct error *error)
{
	str run = str_trim(channel_setting(channel, "run"));
	struct words words = { 0 };
	bool was_read = str_starts_with(run, STR("["))
				? read_list(arena, run, &words, error)
				: read_words(arena, run, &words, error);

	if (!was_read)
		return false;
	if (words.count == 0 || words.items[0][0] != '/')
		return error_set(error, ERROR_INVALID,
				 "run: must begin with the program's whole path");
	*ret_words = words;
	return true;
}

static bool check_channel(const struct channel_config *channel, struct error *error)
{
	scoped_arena arena = arena_new(CONFIG_BYTES_MAX * 2);
	str run = channel_setting(channel, "run");
	struct words words = { 0 };

	if (run.length > MESSAGE_BYTES_MAX)
		return error_set(error, ERROR_INVALID, "run: too long");
	return words_of(arena, channel, &words, error);
}

static bool check_address(str address, struct error *error)
{
	if (address.length > ADDRESS_BYTES_MAX || !str_is_utf8(address))
		return error_set(error, ERROR_INVALID, "too long, or no text");
	return true;
}

static str destination(struct arena *arena, const struct contact *contact,
		       const struct config *config)
{
	(void)config;
	return arena_format(arena, "command " STR_FMT, STR_ARG(contact->channel));
}

static bool needs_no_dns(const struct contact *contact, const struct config *config)
{
	const struct channel_config *channel = config_channel(config, contact->channel);

	return channel && str_is(channel_setting(channel, "offline"), "yes");
}

/* -- what it reads -- */

static str fields_of(struct arena *arena, const struct notice *notice)
{
	struct tree *fields = tree_map(arena);

	tree_put_text(arena, fields, "purpose",
		      str_of(delivery_purpose_names[notice->purpose]));
	tree_put_bool(arena, fields, "urgent", notice->urgent);
	tree_put_text(arena, fields, "person", notice->person);
	tree_put_text(arena, fields, "address", notice->address);
	tree_put_text(arena, fields, "language", notice->language);
	tree_put_text(arena, fields, "incident", notice->incident_code);
	tree_put_text(arena, fields, "title", notice->title);
	tree_put_text(arena, fields, "service", notice->service);
	tree_put_text(arena, fields, "severity", notice->severity);
	tree_put_int(arena, fields, "rank", notice->rank);
	tree_put_text(arena, fields, "subject", notice->subject);
	tree_put_text(arena, fields, "brief", notice->brief);
	tree_put_text(arena, fields, "text", notice->text);
	tree_put_text(arena, fields, "reply_code", notice->reply_code);
	tree_put_text(arena, fields, "link", notice->link);
	tree_put_text(arena, fields, "ack_link", notice->ack_link);
	tree_put_text(arena, fields, "at", instant_format(arena, notice->at));
	/* The same in every attempt of one send. */
	tree_put_text(arena, fields, "send_key", notice->send_key);
	return json_write(arena, fields);
}

/* A file and not a pipe: who does not read cannot make us wait, nor kill us. */
static int file_of(str bytes)
{
	int fd = memfd_create("notice", MFD_CLOEXEC);
	size_t written = 0;

	while (fd >= 0 && written < bytes.length) {
		ssize_t count = write(fd, bytes.bytes + written, bytes.length - written);

		if (count > 0) {
			written += (size_t)count;
			continue;
		}
		if (count < 0 && errno == EINTR)
			continue;
		close(fd);
		return -1;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* -- running it -- */

struct run {
	pid_t pid;
	int process; /* pidfd */
	int output;
	int64_t until_us;
	bool timed_out;
	char said[SAID_BYTES_MAX];
	size_t said_length;
};

struct spawning {
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
};

static void release_spawning(struct spawning *spawning)
{
	posix_spawn_file_actions_destroy(&spawning->files);
	posix_spawnattr_destroy(&spawning->how);
}

static void prepare(struct spawning *spawning, int input, int output)
{
	sigset_t all, none;

	sigfillset(&all);
	sigemptyset(&none);
	if (posix_spawn_file_actions_init(&spawning->files) != 0 ||
	    posix_spawnattr_init(&spawning->how) != 0)
		abort();
	posix_spawn_file_actions_adddup2(&spawning->files, input, 0);
	posix_spawn_file_actions_adddup2(&spawning->files, output, 1);
	posix_spawn_file_actions_adddup2(&spawning->files, output, 2);
	posix_spawn_file_actions_addchdir_np(&spawning->files, "/");
	posix_spawn_file_actions_addclosefrom_np(&spawning->files, 3);
	posix_spawnattr_setsigdefault(&spawning->how, &all);
	posix_spawnattr_setsigmask(&spawning->how, &none);
	posix_spawnattr_setflags(&spawning->how, POSIX_SPAWN_SETSID |
							 POSIX_SPAWN_SETSIGDEF |
							 POSIX_SPAWN_SETSIGMASK);
}

/* The server's own may hold secrets. */
static char **bare_environment(struct arena *arena)
{
	static const char *const names[] = { "PATH", "HOME", "LANG" };
	char **environment = arena_many(arena, char *, ENVIRONMENT_MAX);
	size_t count = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		str pair = arena_format(arena, "%s=%s", names[i], value ? value : "");

		if (value)
			environment[count++] = (char *)(uintptr_t)pair.bytes;
	}
	return environment;
}

/* What it left in its group ends with it. The leader is not reaped yet, so the group's
 * number cannot mean another one. */
static int end_group(const struct run *run)
{
	int status = 0;

	kill(-run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

/* 0, or why it could not be started. */
static int start(struct arena *arena, const struct words *words, int input,
		 struct run *run)
{
	scoped(release_spawning) struct spawning spawning;
	int ends[2] = { -1, -1 }, code;

	assert(words->items[0]);
	if (pipe2(ends, O_CLOEXEC) != 0) {
		posix_spawn_file_actions_init(&spawning.files);
		posix_spawnattr_init(&spawning.how);
		return errno;
	}

	scoped_fd output = ends[1];

	run->output = ends[0];
	fcntl(run->output, F_SETFL, O_NONBLOCK);
	prepare(&spawning, input, output);
	code = posix_spawn(&run->pid, words->items[0], &spawning.files, &spawning.how,
			   (char *const *)(uintptr_t)words->items,
			   bare_environment(arena));
	if (code != 0)
		return code;
	run->process = pidfd_open(run->pid, 0);
	if (run->process >= 0)
		return 0;
	/* Too many files are open: it cannot be waited for, so it is not left alone. */
	code = errno;
	end_group(run);
	return code;
}

/* Keeps the beginning, which says most, and takes the rest so that nobody blocks on a
 * full pipe. True while there may be more. */
static bool read_output(struct run *run)
{
	char bytes[4096];
	ssize_t count = read(run->output, bytes, sizeof(bytes));
	size_t room = sizeof(run->said) - run->said_length;

	if (count <= 0) {
		if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
			close(run->output);
			run->output = -1;
		}
		return false;
	}
	if ((size_t)count < room)
		room = (size_t)count;
	memcpy(run->said + run->said_length, bytes, room);
	run->said_length += room;
	return true;
}

static bool is_over(struct run *run)
{
	struct pollfd polled[] = { { run->process, POLLIN, 0 },
				   { run->output, POLLIN, 0 } };
	int64_t left_ms = (run->until_us - clock_monotonic_us()) / 1000 + 1;

	if (left_ms <= 0) {
		run->timed_out = true;
		return true;
	}
	if (poll(polled, 2, (int)left_ms) < 0 && errno != EINTR)
		abort();
	if (polled[1].revents)
		read_output(run);
	return polled[0].revents != 0;
}

static int finish(struct run *run)
{
	int status = end_group(run);

	/* Bounded: one that escaped may write for ever. */
	for (int i = 0; i < 16 && run->output >= 0; i++)
		if (!read_output(run))
			break;
	return status;
}

static bool judge(struct arena *arena, const struct run *run, int status,
		  struct send_outcome *ret_outcome, struct error *error)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	str said = str_clip((str){ run->said, run->said_length }, SAID_BYTES_MAX);

	said = str_is_utf8(said) ? str_trim(said) : STR("");
	if (said.length > 0)
		said = arena_format(arena, ": " STR_FMT, STR_ARG(said));
	if (code == 0 && !run->timed_out)
		return true;
	ret_outcome->permanent = code > 0 && code != 75 && !run->timed_out;
	if (run->timed_out)
		return error_set(error, ERROR_TIMEOUT,
				 "was ended after %d s without an answer" STR_FMT,
				 NOTIFY_MS_MAX / 1000, STR_ARG(said));
	if (code < 0)
		return error_set(error, ERROR_UNAVAILABLE, "ended by signal %d" STR_FMT,
				 WTERMSIG(status), STR_ARG(said));
	return error_set(error,
			 ret_outcome->permanent ? ERROR_INVALID : ERROR_UNAVAILABLE,
			 "exit code %d" STR_FMT, code, STR_ARG(said));
}

static void release_run(struct run *run)
{
	if (run->process >= 0)
		close(run->process);
	if (run->output >= 0)
		close(run->output);
}

static bool run_program(struct arena *arena, const struct words *words, int input,
			struct send_outcome *ret_outcome, struct error *error)
{
	scoped(release_run) struct run run = {
		.process = -1,
		.output = -1,
		.until_us = clock_monotonic_us() + (int64_t)NOTIFY_MS_MAX * 1000,
	};
	int code = start(arena, words, input, &run);

	if (code != 0) {
		ret_outcome->permanent = code != EAGAIN && code != ENOMEM &&
					 code != EMFILE && code != ENFILE;
		return error_set(
			error, ret_outcome->permanent ? ERROR_INVALID : ERROR_UNAVAILABLE,
			"cannot start %s: %s", words->items[0], strerror(code));
	}
	while (!is_over(&run))
		continue;
	return judge(arena, &run, finish(&run), ret_outcome, error);
}

static bool send_by_program(struct arena *arena, const struct notice *notice,
			    struct send_outcome *ret_outcome, struct error *error)
{
	struct words words = { 0 };

	*ret_outcome = (struct send_outcome){ .permanent = true };
	if (!notice->channel)
		return error_set(error, ERROR_INVALID,
				 "needs a channel that says what to run");
	if (notice->config && notice->config->drill)
		return error_set(error, ERROR_FORBIDDEN,
				 "this is a drill: where a program sends is not known");
	if (!words_of(arena, notice->channel, &words, error))
		return false;
	ret_outcome->permanent = false;

	scoped_fd input = file_of(fields_of(arena, notice));

	if (input < 0)
		return error_set(error, ERROR_UNAVAILABLE, "no memory for the notice");
	return run_program(arena, &words, input, ret_outcome, error);
}

const struct notifier command_notifier = {
	.name = "command",
	.help = "a program of yours: a modem, a pager, anything",
	.settings = settings,
	.needs_channel = true,
	.address_is_optional = true,
	.check_address = check_address,
	.check_channel = check_channel,
	.destination = destination,
	.needs_no_dns = needs_no_dns,
	.send = send_by_program,
};
