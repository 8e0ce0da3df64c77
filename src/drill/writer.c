#include "drill/writer.h"

#include "base/clock.h"
#include "net/http_server.h"
#include "net/redis.h"

#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum {
	REDIS_WAIT_MS = 1000,
	WRITE_ARENA_BYTES_MAX = 1 << 20,
	KEYS_MAX = 1000000,
	TICK_US = 1000000 / WRITER_PER_SECOND,
};

static struct {
	atomic_llong accepted, refused, unanswered;
	atomic_bool hangs, ends;
} state;

struct writer {
	str redis_address, listen;
	int64_t warm_count, key_count;
	int64_t next; /* the key to write */
	struct arena *arena;
	struct redis *redis; /* NULL: to be opened */
	char value[WRITER_VALUE_BYTES];
};

static void on_signal(int number)
{
	(void)number;
	atomic_store(&state.ends, true);
}

static str metrics(struct arena *arena)
{
	return arena_format(
		arena,
		"# HELP app_cache_writes_total Writes to the cache by their outcome.\n"
		"# TYPE app_cache_writes_total counter\n"
		"app_cache_writes_total{result=\"ok\"} %lld\n"
		"app_cache_writes_total{result=\"refused\"} %lld\n"
		"app_cache_writes_total{result=\"unanswered\"} %lld\n",
		atomic_load(&state.accepted), atomic_load(&state.refused),
		atomic_load(&state.unanswered));
}

static void handle(void *context, const struct http_incoming *in,
		   struct http_outgoing *ret_out)
{
	bool posts = strcmp(in->method, "POST") == 0;

	(void)context;
	*ret_out = (struct http_outgoing){ .status = 200,
					   .content_type = STR(
						   "text/plain; version=0.0.4"),
					   .body = STR("done\n") };
	if (str_is(in->path, "/metrics") && !posts)
		ret_out->body = metrics(in->arena);
	else if (str_is(in->path, "/stop") && posts)
		atomic_store(&state.hangs, true);
	else if (str_is(in->path, "/go") && posts)
		atomic_store(&state.hangs, false);
	else
		*ret_out = (struct http_outgoing){ .status = 404 };
}

static size_t body_bytes_max(void *context, const char *method, str path)
{
	(void)context;
	(void)method;
	(void)path;
	return 0;
}

static bool set_key(struct writer *writer, struct error *error)
{
	str argv[] = { STR("SET"),
		       arena_format(writer->arena, "cache:%lld", (long long)writer->next),
		       { writer->value, sizeof(writer->value) } };
	struct redis_reply reply;

	if (!writer->redis)
		writer->redis = redis_open(writer->redis_address, STR(""), REDIS_WAIT_MS,
					   error);
	if (!writer->redis ||
	    !redis_command(writer->arena, writer->redis, argv, 3, &reply, error))
		return false;
	writer->next = (writer->next + 1) % writer->key_count;
	return true;
}

static void write_once(struct writer *writer)
{
	struct error error = { 0 };

	arena_reset(writer->arena);
	if (set_key(writer, &error)) {
		atomic_fetch_add(&state.accepted, 1);
		return;
	}
	/* An error answer: Redis is there and says no. */
	if (error.kind == ERROR_CONFLICT) {
		atomic_fetch_add(&state.refused, 1);
		return;
	}
	atomic_fetch_add(&state.unanswered, 1);
	if (writer->redis)
		redis_close(writer->redis);
	writer->redis = NULL;
}

static bool warm_up(struct writer *writer, struct error *error)
{
	for (int64_t i = 0; i < writer->warm_count; i++) {
		arena_reset(writer->arena);
		if (!set_key(writer, error))
			return error_wrap(error, "filling the cache");
	}
	return true;
}

static void write_steadily(struct writer *writer)
{
	int64_t next_us = clock_monotonic_us();

	while (!atomic_load(&state.ends)) {
		int64_t wait_us = next_us - clock_monotonic_us();

		if (wait_us > 0)
			poll(NULL, 0, (int)(wait_us / 1000) + 1);
		next_us += TICK_US;
		/* After a long wait for Redis it goes on from now, without a burst. */
		if (next_us < clock_monotonic_us() - 1000000)
			next_us = clock_monotonic_us();
		if (!atomic_load(&state.hangs))
			write_once(writer);
	}
}

static bool read_options(struct writer *writer, int argc, char **argv)
{
	static const struct option table[] = {
		{ "redis", required_argument, NULL, 'r' },
		{ "listen", required_argument, NULL, 'l' },
		{ "warm", required_argument, NULL, 'w' },
		{ "keys", required_argument, NULL, 'k' },
		{ 0 },
	};
	int letter;

	optind = 1;
	while ((letter = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (letter) {
		case 'r': writer->redis_address = str_of(optarg); break;
		case 'l': writer->listen = str_of(optarg); break;
		case 'w':
			if (!str_to_int(str_of(optarg), &writer->warm_count))
				return false;
			break;
		case 'k':
			if (!str_to_int(str_of(optarg), &writer->key_count))
				return false;
			break;
		default: return false;
		}
	}
	return writer->redis_address.length > 0 && writer->listen.length > 0 &&
	       writer->key_count > 0 && writer->key_count <= KEYS_MAX &&
	       writer->warm_count >= 0 && writer->warm_count <= writer->key_count;
}

static bool work(struct writer *writer, struct error *error)
{
	struct http_server_options options = { .listen = writer->listen,
					       .connections_max = 8,
					       .connections_per_address_max = 8,
					       .body_bytes_max = body_bytes_max,
					       .handle = handle };
	struct http_server *server;

	if (!warm_up(writer, error))
		return false;
	server = http_server_start(&options, error);
	if (!server)
		return false;
	write_steadily(writer);
	http_server_stop(server);
	return true;
}

int writer_main(int argc, char **argv)
{
	static struct writer writer;
	struct sigaction stop = { .sa_handler = on_signal };
	struct error error = { 0 };

	if (!read_options(&writer, argc, argv)) {
		fprintf(stderr, "usage: stanch drill writer --redis HOST:PORT --listen "
				"HOST:PORT --warm KEYS --keys KEYS\n");
		return 2;
	}
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	memset(writer.value, 'x', sizeof(writer.value));
	writer.arena = arena_new(WRITE_ARENA_BYTES_MAX);

	bool worked = work(&writer, &error);

	if (!worked)
		fprintf(stderr, "stanch drill writer: %s\n", error.text);
	if (writer.redis)
		redis_close(writer.redis);
	arena_free(writer.arena);
	return worked ? 0 : 3;
}
