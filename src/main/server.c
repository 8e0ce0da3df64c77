#include "main/server.h"

#include "app/engine/herald.h"
#include "app/engine/scribe.h"
#include "app/engine/start.h"
#include "base/limits.h"
#include "base/log.h"
#include "drill/marker.h"
#include "faces/http/face.h"
#include "main/adapters.h"
#include "main/options.h"
#include "main/primary.h"
#include "main/problems.h"
#include "main/threads.h"
#include "main/version.h"
#include "net/http_client.h"
#include "runner/hands.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FACES_MAX = LISTENS_MAX + 1 };

struct server {
	struct arena *arena;
	struct serve_options options;
	str directory;
	struct config *config; /* handed to the app at its start */
	struct ports ports;
	struct hands_process *hands;
	struct app app;
	struct threads *threads;
	struct http_face *faces[FACES_MAX];
	size_t face_count;
	str login;
	bool app_is_open;
};

static bool read_options(struct server *server, int argc, char **argv,
			 struct error *error)
{
	instant_ms start;

	if (!serve_options_read(argc, argv, &server->options, error))
		return false;
	server->directory = server->options.directory ? str_of(server->options.directory)
						      : default_directory(server->arena);
	if (!server->options.manual_clock)
		return true;
	if (!instant_parse(str_of(server->options.clock_start), &start, error))
		return error_wrap(error, "--manual-clock");
	clock_set(start);
	return true;
}

static bool read_config(struct server *server, struct error *error)
{
	struct config_problems problems = { 0 };

	server->config = adapters_config(server->arena, server->options.config,
					 &problems);
	if (server->config)
		return true;
	problems_print(stderr, &problems);
	return error_set(error, ERROR_UNAVAILABLE, "the configuration has %zu problem%s",
			 problems.count, problems.count == 1 ? "" : "s");
}

static bool fill_ports(struct server *server, struct error *error)
{
	struct ports *ports = &server->ports;
	str spool = arena_format(server->arena, STR_FMT "/hands",
				 STR_ARG(server->directory));

	adapters_fill(ports);
	server->hands = hands_start("/proc/self/exe", spool.bytes, error);
	if (!server->hands)
		return false;
	ports->hands = hands_port(server->hands);
	return !server->options.standby_of ||
	       primary_open(server->arena, server->options.standby_of,
			    server->options.standby_token_file, &ports->primary, error);
}

static bool open_app(struct server *server, struct error *error)
{
	struct start start = {
		.ports = &server->ports,
		.store = { .database = server->config->database,
			   .directory = server->directory,
			   .readers = READERS },
		.version = STR(STANCH_VERSION),
		.config = server->config,
		.clock_is_manual = server->options.manual_clock,
	};

	server->config = NULL; /* the app's from here on, whatever happens */
	server->app_is_open = app_open(&server->app, server->arena, &start,
				       &server->login, error);
	return server->app_is_open;
}

static bool start_face(struct server *server, str listen, unsigned classes, bool is_local,
		       struct error *error)
{
	struct http_face_options options = {
		.app = &server->app,
		.listen = listen,
		.classes = classes,
		.is_local = is_local,
		.web_dir = server->options.web_directory,
		.test_clock = server->options.manual_clock,
	};
	struct http_face *face = http_face_start(&options, error);

	if (!face)
		return error_wrap(error, "listen on " STR_FMT, STR_ARG(listen));
	server->faces[server->face_count++] = face;
	return true;
}

static bool start_faces(struct server *server, struct error *error)
{
	scoped_config config = app_config(&server->app);
	const struct serve_options *options = &server->options;
	unsigned all = ROUTE_CLASS_DOORS | ROUTE_CLASS_PEOPLE | ROUTE_CLASS_METRICS |
		       ROUTE_CLASS_PUBLIC | ROUTE_CLASS_CALLBACKS;
	str local = arena_format(server->arena, "unix:" STR_FMT "/socket",
				 STR_ARG(server->directory));

	if (!start_face(server, local, all, true, error))
		return false;
	for (size_t i = 0; i < options->listen_count; i++)
		if (!start_face(server, str_of(options->listens[i]), all, false, error))
			return false;
	if (options->listen_count > 0)
		return true;
	for (size_t i = 0; i < config->listener_count && i < LISTENS_MAX; i++)
		if (!start_face(server,
				arena_copy(server->arena, config->listeners[i].address),
				config->listeners[i].classes, false, error))
			return false;
	return true;
}

static str own_url(const struct server *server)
{
	if (server->face_count < 2)
		return STR("");
	return arena_format(server->arena, "http://127.0.0.1:%u",
			    http_face_port(server->faces[1]));
}

/* What a script and a person need, once, on standard output. */
static void announce(const struct server *server)
{
	scoped_config config = app_config((struct app *)(uintptr_t)&server->app);
	unsigned port = server->face_count > 1 ? http_face_port(server->faces[1]) : 0;

	printf("stanch %s serves " STR_FMT "\n", STANCH_VERSION,
	       STR_ARG(server->directory));
	for (size_t i = 1; i < server->face_count; i++)
		printf("listening on http://127.0.0.1:%u\n",
		       http_face_port(server->faces[i]));
	if (config->door_key_count == 0)
		printf("doors: any key is taken, from loopback only (set door_keys to "
		       "change)\n");
	if (server->login.length > 0)
		printf("first sign-in (once, for a day): "
		       "http://127.0.0.1:%u/login/" STR_FMT "\n",
		       port, STR_ARG(server->login));
	fflush(stdout);
}

static void reload(struct server *server)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct config_problems problems = { 0 };
	struct work work = { .arena = arena, .actor = actor_stanch() };
	struct config *config = adapters_config(arena, server->options.config, &problems);

	if (!config) {
		problems_print(stderr, &problems);
		log_error("config.refused", { "problem", STR("the old one goes on") });
		return;
	}
	if (!app_reload(&server->app, &work, config))
		log_error("config.refused", { "problem", str_of(work.error.text) });
	else
		log_info(
			"config.activated",
			{ "path", str_of(server->options.config ? server->options.config
								: "built-in defaults") });
}

static void wait_for_end(struct server *server, const sigset_t *signals)
{
	int number = 0;

	while (sigwait(signals, &number) == 0 && number == SIGHUP)
		reload(server);
	log_info("server.stopping", { "signal", str_of(strsignal(number)) });
}

static void stop(struct server *server)
{
	if (server->app_is_open)
		herald_stop(server->app.herald);
	/* No new request, then no new work, then the last turn. */
	for (size_t i = server->face_count; i > 0; i--)
		http_face_stop(server->faces[i - 1]);
	if (server->threads)
		threads_stop(server->threads, &server->app);
	if (server->app_is_open)
		app_close(&server->app);
	if (server->hands)
		hands_stop(server->hands);
	if (server->config)
		config_release(server->config);
}

static bool make_directory(const struct server *server, struct error *error)
{
	if (mkdir(server->directory.bytes, 0700) == 0 || errno == EEXIST)
		return true;
	return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s",
			 STR_ARG(server->directory), strerror(errno));
}

static bool start(struct server *server, int argc, char **argv, struct error *error)
{
	if (!read_options(server, argc, argv, error) || !read_config(server, error) ||
	    !make_directory(server, error) ||
	    !marker_check(server->arena, server->directory, server->config->drill,
			  error) ||
	    !fill_ports(server, error) || !open_app(server, error))
		return false;
	/* The links in pages need the port, so the faces come before the desks. */
	if (!start_faces(server, error))
		return false;
	app_set_own_url(&server->app, own_url(server));
	server->threads = threads_start(&server->app);
	return true;
}

int serve_main(int argc, char **argv)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct server server = { .arena = arena };
	struct error error = { 0 };
	sigset_t signals;

	/* Blocked before any thread exists, so that only sigwait sees them. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	/* A file that may not grow is a failed write like any other. */
	signal(SIGXFSZ, SIG_IGN);
	http_client_start();
	if (!start(&server, argc, argv, &error)) {
		fprintf(stderr, "stanch: %s\n", error.text);
		stop(&server);
		return error.kind == ERROR_INVALID ? 2 : 3;
	}
	announce(&server);
	wait_for_end(&server, &signals);
	stop(&server);
	return 0;
}
