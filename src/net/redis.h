/* A Redis connection, blocking, every command with a deadline. libhiredis inside. */
#ifndef NET_REDIS_H
#define NET_REDIS_H

#include "base/error.h"
#include "base/scoped.h"

struct redis;

/* "host:port" or a path of a Unix socket. Password: empty for none. */
struct redis *redis_open(str address, str password, int64_t wait_ms,
			 struct error *error) MUST_CHECK;
/* By an account of its ACL; user "": the default one. */
struct redis *redis_open_as(str address, str user, str password, int64_t wait_ms,
			    struct error *error) MUST_CHECK;
void redis_close(struct redis *redis);

/* Sends argv as one command. Strings and integers come as text, a list as its
 * elements (a list in a list in its place), nil as no element, and inside a list as an
 * empty one. A Redis error answer is ERROR_CONFLICT with its text; after a missed
 * deadline the connection is of no more use. */
struct redis_reply {
	str *items;
	size_t count;
};
bool redis_command(struct arena *arena, struct redis *redis, const str *argv, size_t argc,
		   struct redis_reply *ret_reply, struct error *error) MUST_CHECK;

static inline void release_redis(struct redis **redis)
{
	redis_close(*redis);
}
#define scoped_redis scoped(release_redis) struct redis *

#endif
