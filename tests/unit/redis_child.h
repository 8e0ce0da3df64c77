/* A real redis-server as the child of a test, and a way to talk to it. */
#ifndef TESTS_REDIS_CHILD_H
#define TESTS_REDIS_CHILD_H

#include "check.h"
#include "child.h"
#include "net/redis.h"

static inline bool redis_child_start(struct test_server *child, const char *maxmemory)
{
	char port[16];
	char *argv[] = {
		(char[]){ "/usr/bin/redis-server" },
		(char[]){ "--port" },
		port,
		(char[]){ "--bind" },
		(char[]){ "127.0.0.1" },
		(char[]){ "--save" },
		(char[]){ "" },
		(char[]){ "--maxmemory" },
		(char *)(uintptr_t)maxmemory,
		NULL,
	};

	server_prepare(child);
	snprintf(port, sizeof(port), "%u", child->port);
	if (access(argv[0], X_OK) != 0)
		check_skip("no redis-server");
	else if (server_start(child, argv))
		return true;
	else
		check_failed(__FILE__, __LINE__, "redis-server did not start");
	server_stop(child);
	return false;
}

static inline str redis_child_address(struct arena *arena,
				      const struct test_server *child)
{
	return arena_format(arena, "127.0.0.1:%u", child->port);
}

/* The last item of the answer, or the error's text. */
static inline str redis_child_say(struct arena *arena, const struct test_server *child,
				  const char *command)
{
	str argv[16], rest = str_of(command);
	struct redis_reply reply = { 0 };
	struct error error = { 0 };
	size_t argc = 0;
	scoped_redis redis = redis_open(redis_child_address(arena, child), STR(""), 2000,
					&error);

	while (argc < COUNT_OF(argv) && str_next(&rest, ' ', &argv[argc]))
		argc++;
	if (!redis || !redis_command(arena, redis, argv, argc, &reply, &error))
		return arena_copy(arena, str_of(error.text));
	return reply.count > 0 ? reply.items[reply.count - 1] : STR("");
}

#endif
