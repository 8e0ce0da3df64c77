#include "drill/drill.h"

#include "base/scoped.h"
#include "drill/marker.h"
#include "drill/session.h"
#include "drill/writer.h"
#include "net/http_client.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	DRILL_ARENA_BYTES_MAX = 64 << 20,
	TICK_ARENA_BYTES_MAX = 256 << 20,
	TICK_MS = 300,
	/* A socket's path has 108 bytes with its NUL; "/socket" follows. */
	DATA_BYTES_MAX = 100,
};

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
	stop_signal = number;
}

static bool is_stopped(void)
{
	return stop_signal != 0;
}

static void catch_signals(void)
{
	struct sigaction stop = { .sa_handler = on_signal };

	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGHUP, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

struct drill_options {
	const char *servers, *data;
	enum cause cause;
	bool is_auto;
};

static bool read_cause(const char *name, enum cause *ret_cause)
{
	for (int i = 0; cause_names[i]; i++)
		if (strcmp(name, cause_names[i]) == 0) {
			*ret_cause = (enum cause)i;
			return true;
		}
	return false;
}

static bool read_options(int argc, char **argv, struct drill_options *options)
{
	static const struct option table[] = {
		{ "servers", required_argument, NULL, 's' },
		{ "data", required_argument, NULL, 'd' },
		{ "cause", required_argument, NULL, 'c' },
		{ "auto", no_argument, NULL, 'a' },
		{ 0 },
	};
	int letter;

	optind = 1;
	while ((letter = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (letter) {
		case 's': options->servers = optarg; break;
		case 'd': options->data = optarg; break;
		case 'a': options->is_auto = true; break;
		case 'c':
			if (!read_cause(optarg, &options->cause))
				return false;
			break;
		default: return false;
		}
	}
	return optind == argc;
}

static int wrong_use(void)
{
	fprintf(stderr, "usage: stanch drill [--auto] [--cause memory|writer-stopped]\n"
			"                    [--servers DIR] [--data DIR]\n"
			"Plays a practice incident with real servers on this machine.\n");
	return 2;
}

static bool whole_path(struct arena *arena, const char *path, str *ret_path,
		       struct error *error)
{
	char resolved[PATH_MAX];

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", path,
				 strerror(errno));
	if (!realpath(path, resolved))
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", path,
				 strerror(errno));
	*ret_path = arena_copy(arena, str_of(resolved));
	return ret_path->length <= DATA_BYTES_MAX ||
	       error_set(error, ERROR_INVALID, "%s is too long a path for a local socket",
			 resolved);
}

static int fail_step(const struct session *session, const char *step, const char *server,
		     const struct error *error)
{
	printf("\n");
	session_say(session, "FAILED", "at the step '%s': %s", step, error->text);
	printf("         log: " STR_FMT "/logs/%s.log\n         again: %s\n",
	       STR_ARG(session->world.data), server ? server : "stanch", session->again);
	fflush(stdout);
	return 3;
}

static bool login_link(struct session *session, str *ret_link, struct error *error)
{
	struct tree *inputs = tree_map(session->tick);
	const struct tree *answer;

	tree_put_text(session->tick, inputs, "person", STR("you"));
	if (!api_post(session->tick, session->socket, "person/login", inputs, &answer,
		      error))
		return false;
	*ret_link = tree_get_text(answer, "link");
	return true;
}

/* A person looks and types; by itself it looks and acts. */
static bool take_turn(struct session *session, bool *ret_goes_on, const char **ret_step,
		      struct error *error)
{
	if (!session->is_auto) {
		*ret_goes_on = keys_take(session, TICK_MS);
		return true;
	}
	poll(NULL, 0, TICK_MS);
	*ret_goes_on = !auto_is_done(session);
	return auto_step(session, ret_step, error);
}

static int play(struct session *session)
{
	const char *step = "the servers run", *server = NULL;
	bool goes_on = true, restarted;
	struct error error;

	while (goes_on && !is_stopped()) {
		const char *failed;

		if (!world_watch(&session->world, &restarted, &failed, &error))
			return fail_step(session, "the servers run", failed, &error);
		if (restarted)
			session_say(session, "KILLED",
				    "stanch was killed: started again on the same data");
		session_look(session);
		narrate(session);
		if (!take_turn(session, &goes_on, &step, &error))
			return fail_step(session, step, server, &error);
	}
	return session->is_over ? 0 : 1;
}

static int run_world(struct session *session)
{
	struct error error = { 0 };
	const char *failed = NULL;
	str link;

	session_say(session, "STARTS",
		    "redis, its exporter, an application, prometheus, mail, stanch · %s",
		    session->is_auto ? "takes about a minute by itself"
				     : "takes about 4 minutes, q stops it");
	if (!world_start(&session->world, is_stopped, &failed, &error)) {
		if (is_stopped())
			return 1;
		return fail_step(session, "the servers start", failed, &error);
	}
	if (!login_link(session, &link, &error))
		return fail_step(session, "a link to sign in", NULL, &error);
	narrate_start(session, link);
	if (!session->is_auto && !keys_start())
		return fail_step(session, "the keyboard", NULL, &error);
	return play(session);
}

static int run(struct arena *arena, const struct drill_options *options)
{
	scoped_arena tick = arena_new(TICK_ARENA_BYTES_MAX);
	struct session session = {
		.world = { .arena = arena,
			   .servers = options->servers,
			   .cause = options->cause,
			   .hold = options->is_auto ? "20s" : "60s" },
		.is_auto = options->is_auto,
		.again = options->is_auto ? "make run AUTO=1" : "make run",
		.began = clock_now(),
		.began_us = clock_monotonic_us(),
		.tick = tick,
	};
	struct error error = { 0 };
	scoped_fd held = -1;

	if (!whole_path(arena, options->data, &session.world.data, &error) ||
	    !marker_take(arena, session.world.data, &held, &error)) {
		fprintf(stderr, "stanch drill: %s\n", error.text);
		return 3;
	}
	session.socket =
		arena_format(arena, STR_FMT "/socket", STR_ARG(session.world.data)).bytes;

	int code = run_world(&session);

	keys_stop();
	world_stop(&session.world);
	if (is_stopped())
		session_say(&session, "STOPPED", "all that was started has ended");
	return code;
}

int drill_main(int argc, char **argv)
{
	struct drill_options options = { .servers = "build/servers/bin",
					 .data = "build/practice" };
	scoped_arena arena = arena_new(DRILL_ARENA_BYTES_MAX);

	if (argc > 1 && strcmp(argv[1], "writer") == 0)
		return writer_main(argc - 1, argv + 1);
	if (!read_options(argc, argv, &options))
		return wrong_use();
	if (!options.is_auto && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))) {
		fprintf(stderr, "stanch drill: there is no terminal to type into; with "
				"AUTO=1 (--auto) it plays by itself\n");
		return 2;
	}
	catch_signals();
	http_client_start();
	return run(arena, &options);
}
