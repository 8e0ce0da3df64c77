/* hiredis connects, spells commands and reads answers; the waiting is done here,
 * since its time-outs are per system call and a slow peer could stretch them. */
#include "net/redis.h"

#include "base/clock.h"
#include "base/limits.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { READ_BYTES = 16 << 10, ADDRESS_BYTES = 256, REPLY_DEPTH_MAX = 16 };

struct redis {
	redisContext *context;
	int64_t wait_ms;
	char address[ADDRESS_BYTES];
	bool broken; /* after half an answer nothing on this connection can be trusted */
};

struct outgoing {
	char *bytes;
	size_t length, sent;
};

static void release_outgoing(struct outgoing **outgoing)
{
	if ((*outgoing)->bytes)
		redisFreeCommand((*outgoing)->bytes);
}

static void release_reply(redisReply **reply)
{
	freeReplyObject(*reply);
}

static bool fail_broken(struct redis *redis, struct error *error, enum error_kind kind,
			const char *reason)
{
	redis->broken = true;
	error_set(error, kind, "%s", reason);
	return false;
}

static bool wait_for(struct redis *redis, short events, int64_t until_us,
		     struct error *error)
{
	struct pollfd poller = { .fd = redis->context->fd, .events = events };
	int64_t left_ms = (until_us - clock_monotonic_us()) / 1000;
	int ready;

	do
		ready = left_ms > 0 ? poll(&poller, 1, (int)left_ms) : 0;
	while (ready < 0 && errno == EINTR &&
	       (left_ms = (until_us - clock_monotonic_us()) / 1000) > 0);
	if (ready > 0)
		return true;
	redis->broken = true;
	return error_set(error, ERROR_TIMEOUT, "no answer within %lld ms",
			 (long long)redis->wait_ms);
}

static bool send_all(struct redis *redis, struct outgoing *outgoing, int64_t until_us,
		     struct error *error)
{
	while (outgoing->sent < outgoing->length) {
		ssize_t count;

		if (!wait_for(redis, POLLOUT, until_us, error))
			return false;
		count = send(redis->context->fd, outgoing->bytes + outgoing->sent,
			     outgoing->length - outgoing->sent,
			     MSG_NOSIGNAL | MSG_DONTWAIT);
		if (count < 0 && errno != EAGAIN && errno != EINTR)
			return fail_broken(redis, error, ERROR_UNAVAILABLE,
					   strerror(errno));
		outgoing->sent += count > 0 ? (size_t)count : 0;
	}
	return true;
}

static bool receive_some(struct redis *redis, size_t *received, struct error *error)
{
	char bytes[READ_BYTES];
	ssize_t count = recv(redis->context->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (count < 0)
		return fail_broken(redis, error, ERROR_UNAVAILABLE, strerror(errno));
	if (count == 0)
		return fail_broken(redis, error, ERROR_UNAVAILABLE,
				   "the server closed the connection");
	*received += (size_t)count;
	if (*received > PROBE_BODY_BYTES_MAX)
		return fail_broken(redis, error, ERROR_TOO_LARGE,
				   "the answer is too large");
	if (redisReaderFeed(redis->context->reader, bytes, (size_t)count) != REDIS_OK)
		return fail_broken(redis, error, ERROR_UNAVAILABLE,
				   redis->context->reader->errstr);
	return true;
}

static bool receive_reply(struct redis *redis, int64_t until_us, redisReply **ret_reply,
			  struct error *error)
{
	size_t received = 0;
	void *reply = NULL;

	while (!reply) {
		if (!wait_for(redis, POLLIN, until_us, error) ||
		    !receive_some(redis, &received, error))
			return false;
		if (redisReaderGetReply(redis->context->reader, &reply) != REDIS_OK)
			return fail_broken(redis, error, ERROR_UNAVAILABLE,
					   redis->context->reader->errstr);
	}
	*ret_reply = reply;
	return true;
}

struct items {
	str *items;
	size_t count, capacity;
};

static str reply_text(struct arena *arena, const redisReply *reply)
{
	switch (reply->type) {
	case REDIS_REPLY_INTEGER: return arena_format(arena, "%lld", reply->integer);
	case REDIS_REPLY_NIL: return (str){ 0 };
	default: return arena_copy(arena, (str){ reply->str, reply->len });
	}
}

/* A list inside a list gives its elements in its place: SLOWLOG, XINFO and their
 * like have a fixed order. */
static void add_items(struct arena *arena, struct items *items, const redisReply *reply,
		      unsigned depth)
{
	if (reply->type != REDIS_REPLY_ARRAY || depth == REPLY_DEPTH_MAX) {
		*list_add(arena, items) = reply_text(arena, reply);
		return;
	}
	for (size_t i = 0; i < reply->elements; i++)
		add_items(arena, items, reply->element[i], depth + 1);
}

static bool read_reply(struct arena *arena, const redisReply *reply,
		       struct redis_reply *ret_reply, struct error *error)
{
	struct items items = { 0 };

	if (reply->type == REDIS_REPLY_ERROR)
		return error_set(error, ERROR_CONFLICT, "%.*s", (int)reply->len,
				 reply->str);
	if (reply->type == REDIS_REPLY_ARRAY)
		for (size_t i = 0; i < reply->elements; i++)
			add_items(arena, &items, reply->element[i], 1);
	else if (reply->type != REDIS_REPLY_NIL)
		*list_add(arena, &items) = reply_text(arena, reply);
	*ret_reply = (struct redis_reply){ items.items, items.count };
	return true;
}

static bool exchange(struct arena *arena, struct redis *redis, struct outgoing *outgoing,
		     struct redis_reply *ret_reply, struct error *error)
{
	int64_t until_us = clock_monotonic_us() + redis->wait_ms * 1000;
	scoped(release_reply) redisReply *reply = NULL;

	return send_all(redis, outgoing, until_us, error) &&
	       receive_reply(redis, until_us, &reply, error) &&
	       read_reply(arena, reply, ret_reply, error);
}

bool redis_command(struct arena *arena, struct redis *redis, const str *argv, size_t argc,
		   struct redis_reply *ret_reply, struct error *error)
{
	const char **arguments = arena_many(arena, const char *, argc + 1);
	size_t *lengths = arena_many(arena, size_t, argc + 1);
	struct outgoing outgoing = { 0 };
	scoped(release_outgoing) struct outgoing *owned = &outgoing;
	long long length;

	if (redis->broken) {
		error_set(error, ERROR_UNAVAILABLE, "the connection was lost before");
		return error_wrap(error, "redis %s", redis->address);
	}
	for (size_t i = 0; i < argc; i++) {
		arguments[i] = argv[i].bytes ? argv[i].bytes : "";
		lengths[i] = argv[i].length;
	}
	length = redisFormatCommandArgv(&owned->bytes, (int)argc, arguments, lengths);
	if (length < 0)
		abort();
	owned->length = (size_t)length;
	if (exchange(arena, redis, owned, ret_reply, error))
		return true;
	return error_wrap(error, "redis %s", redis->address);
}

static bool split_address(const char *address, char *ret_host, int *ret_port)
{
	const char *colon = strrchr(address, ':');
	int64_t port;
	str host;

	if (!colon || !str_to_int(str_of(colon + 1), &port) || port < 1 || port > 65535)
		return false;
	host = (str){ address, (size_t)(colon - address) };
	if (host.length >= 2 && host.bytes[0] == '[' &&
	    host.bytes[host.length - 1] == ']')
		host = str_slice(host, 1, host.length - 2);
	if (host.length == 0)
		return false;
	memcpy(ret_host, host.bytes, host.length);
	ret_host[host.length] = '\0';
	*ret_port = (int)port;
	return true;
}

static bool connect_to(struct redis *redis, struct error *error)
{
	int64_t wait_ms = redis->wait_ms < CONNECT_MS_MAX ? redis->wait_ms
							  : CONNECT_MS_MAX;
	struct timeval wait = { .tv_sec = wait_ms / 1000,
				.tv_usec = wait_ms % 1000 * 1000 };
	char host[ADDRESS_BYTES];
	int port;

	if (redis->address[0] == '/')
		redis->context = redisConnectUnixWithTimeout(redis->address, wait);
	else if (split_address(redis->address, host, &port))
		redis->context = redisConnectWithTimeout(host, port, wait);
	else
		return error_set(error, ERROR_INVALID, "host:port or a path expected");
	if (!redis->context)
		abort();
	if (!redis->context->err)
		return true;
	return error_set(error, ERROR_UNAVAILABLE, "could not connect: %s",
			 redis->context->errstr);
}

static bool log_in(struct redis *redis, str user, str password, struct error *error)
{
	scoped_arena arena = arena_new(JOB_ARENA_BYTES_MAX);
	bool has_user = user.length > 0;
	str argv[] = { STR("AUTH"), has_user ? user : password, password };
	struct redis_reply reply = { 0 };

	if (password.length == 0 ||
	    redis_command(arena, redis, argv, has_user ? 3 : 2, &reply, error))
		return true;
	if (error->kind == ERROR_CONFLICT)
		error->kind = ERROR_UNAUTHENTICATED;
	return false;
}

struct redis *redis_open(str address, str password, int64_t wait_ms, struct error *error)
{
	return redis_open_as(address, STR(""), password, wait_ms, error);
}

struct redis *redis_open_as(str address, str user, str password, int64_t wait_ms,
			    struct error *error)
{
	struct redis *redis = calloc(1, sizeof(*redis));

	if (!redis)
		abort();
	redis->wait_ms = wait_ms;
	if (address.length == 0 || address.length >= sizeof(redis->address)) {
		error_set(error, ERROR_INVALID,
			  "redis: the address is empty or too long");
		redis_close(redis);
		return NULL;
	}
	memcpy(redis->address, address.bytes, address.length);
	if (!connect_to(redis, error)) {
		error_wrap(error, "redis %s", redis->address);
		redis_close(redis);
		return NULL;
	}
	if (log_in(redis, user, password, error))
		return redis;
	redis_close(redis);
	return NULL;
}

void redis_close(struct redis *redis)
{
	if (!redis)
		return;
	if (redis->context)
		redisFree(redis->context);
	free(redis);
}
