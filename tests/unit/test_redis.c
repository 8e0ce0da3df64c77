#include "base/clock.h"
#include "check.h"
#include "child.h"
#include "net/redis.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

enum { TEST_BYTES_MAX = 64 << 20, WAIT_MS = 2000 };

static char server_path[] = "/usr/bin/redis-server";

static bool start_redis(struct test_server *child)
{
	char port[16], socket_path[100];
	char *argv[] = {
		server_path,
		(char[]){ "--port" },
		port,
		(char[]){ "--bind" },
		(char[]){ "127.0.0.1" },
		(char[]){ "--unixsocket" },
		socket_path,
		(char[]){ "--requirepass" },
		(char[]){ "pass word" },
		(char[]){ "--save" },
		(char[]){ "" },
		NULL,
	};

	server_prepare(child);
	snprintf(port, sizeof(port), "%u", child->port);
	snprintf(socket_path, sizeof(socket_path), "%s/s", child->directory);
	if (access(server_path, X_OK) != 0)
		check_skip("no redis-server");
	else if (server_start(child, argv))
		return true;
	else
		check_failed(__FILE__, __LINE__, "redis-server did not start");
	server_stop(child);
	return false;
}

static str address_of(struct arena *arena, const struct test_server *child)
{
	return arena_format(arena, "127.0.0.1:%u", child->port);
}

/* Items with commas between them, or the error. */
static str run(struct arena *arena, struct redis *redis, const char *command)
{
	str argv[16], rest = str_of(command), s = { 0 };
	struct redis_reply reply = { 0 };
	struct error error = { 0 };
	size_t argc = 0;

	while (argc < COUNT_OF(argv) && str_next(&rest, ' ', &argv[argc]))
		argc++;
	if (!redis_command(arena, redis, argv, argc, &reply, &error))
		return arena_copy(arena, str_of(error.text));
	for (size_t i = 0; i < reply.count; i++)
		s = arena_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(s),
				 i > 0 ? "," : "", STR_ARG(reply.items[i]));
	return s;
}

static void commands_are_answered(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct test_server child;

	if (!start_redis(&child))
		return;
	{
		scoped_redis redis = redis_open(address_of(arena, &child),
						STR("pass word"), WAIT_MS, &error);

		CHECK_OK(redis, error);
		CHECK_STR(run(arena, redis, "PING"), "PONG");
		CHECK_STR(run(arena, redis, "SET a 1"), "OK");
		CHECK_STR(run(arena, redis, "INCR a"), "2");
		CHECK_STR(run(arena, redis, "GET a"), "2");
		CHECK_STR(run(arena, redis, "GET none"), "");
		CHECK_STR(run(arena, redis, "MGET a none a"), "2,,2");
		CHECK_STR(run(arena, redis, "LRANGE none 0 -1"), "");
		CHECK_STR(run(arena, redis, "RPUSH l x y z"), "3");
		CHECK_STR(run(arena, redis, "LRANGE l 0 -1"), "x,y,z");
		CHECK(str_contains(run(arena, redis, "LPUSH a x"),
				   STR(": WRONGTYPE Operation")));
		CHECK_STR(run(arena, redis, "PING"), "PONG");
	}
	server_stop(&child);
}

static void any_bytes_go_through(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct redis_reply reply = { 0 };
	struct test_server child;
	char *large = arena_many(arena, char, 3 << 20);

	if (!start_redis(&child))
		return;
	memset(large, 0x80, 3 << 20);
	memcpy(large, "\r\n\0*3\r\n", 8);
	{
		scoped_redis redis = redis_open(
			arena_format(arena, "%s/s", child.directory), STR("pass word"),
			WAIT_MS, &error);
		str value = { large, 3 << 20 };
		str set[] = { STR("SET"), STR("k\0\n"), value };
		str get[] = { STR("GET"), STR("k\0\n") };

		CHECK_OK(redis, error);
		CHECK_OK(redis_command(arena, redis, set, 3, &reply, &error), error);
		CHECK_OK(redis_command(arena, redis, get, 2, &reply, &error), error);
		CHECK_INT(reply.count, 1);
		CHECK(str_equal(reply.items[0], value));
	}
	server_stop(&child);
}

static void a_wrong_password_is_told(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct test_server child;

	if (!start_redis(&child))
		return;
	CHECK(!redis_open(address_of(arena, &child), STR("guess"), WAIT_MS, &error));
	CHECK_INT(error.kind, ERROR_UNAUTHENTICATED);
	CHECK(str_contains(str_of(error.text), STR("WRONGPASS")));
	{
		scoped_redis redis = redis_open(address_of(arena, &child), STR(""),
						WAIT_MS, &error);

		CHECK_OK(redis, error);
		CHECK(str_contains(run(arena, redis, "PING"), STR(": NOAUTH ")));
	}
	server_stop(&child);
}

static void waiting_ends_at_the_deadline(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct test_server child;

	if (!start_redis(&child))
		return;
	{
		scoped_redis redis = redis_open(address_of(arena, &child),
						STR("pass word"), 300, &error);
		int64_t began_us = clock_monotonic_us();
		str answer = run(arena, redis, "BLPOP nothing 0");

		CHECK(str_ends_with(answer, STR(": no answer within 300 ms")));
		CHECK(clock_monotonic_us() - began_us < 1000000);
		/* The answer may still come: it must not be taken for another's. */
		CHECK(str_ends_with(run(arena, redis, "PING"),
				    STR(": the connection was lost before")));
	}
	server_stop(&child);
}

static void a_server_that_dies_is_told(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct test_server child;

	if (!start_redis(&child))
		return;

	scoped_redis redis = redis_open(address_of(arena, &child), STR("pass word"),
					WAIT_MS, &error);

	server_stop(&child);
	CHECK_STR_EQ(run(arena, redis, "PING"),
		     arena_format(arena,
				  "redis 127.0.0.1:%u: the server closed the connection",
				  child.port));
	CHECK(!redis_open(address_of(arena, &child), STR(""), WAIT_MS, &error));
	CHECK_STR_EQ(str_of(error.text),
		     arena_format(arena,
				  "redis 127.0.0.1:%u: could not connect: Connection "
				  "refused",
				  child.port));
}

static void addresses_that_cannot_be_are_refused(void)
{
	static const char *const wrong[] = { "",      "localhost", "a:0", "a:65536",
					     ":6379", "a:b",       "a:" };

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct error error = { 0 };

		CHECK_CASE(!redis_open(str_of(wrong[i]), STR(""), WAIT_MS, &error),
			   wrong[i]);
		CHECK_CASE(error.kind == ERROR_INVALID, wrong[i]);
	}
}

const struct test tests[] = {
	{ "commands are answered", commands_are_answered },
	{ "any bytes go through, also by the Unix socket", any_bytes_go_through },
	{ "a wrong password is told", a_wrong_password_is_told },
	{ "waiting ends at the deadline", waiting_ends_at_the_deadline },
	{ "a server that dies is told", a_server_that_dies_is_told },
	{ "addresses that cannot be are refused", addresses_that_cannot_be_are_refused },
	{ 0 },
};
