#define _GNU_SOURCE /* struct ucred, POLLRDHUP */
#include "net/http_server.h"

#include "base/clock.h"
#include "base/gzip.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/scoped.h"
#include "base/thread.h"
#include "net/listen.h"

#include <arpa/inet.h>
#include <assert.h>
#include <ctype.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* Headers of one request; over it the library answers 431. */
	HEADER_BYTES_MAX = 32 << 10,
	THREAD_STACK_BYTES = 256 << 10,
	/* Above the allowed number, so that one too many gets a 503 and not silence. */
	CONNECTIONS_REFUSED_MAX = 16,
	/* A body over its limit is still read up to this much more than the limit:
	 * closing on unread data would reset the connection and lose the answer. */
	BODY_OVER_FACTOR = 4,
	BODY_OVER_BYTES = 64 << 10,
	/* What a body buffer keeps from one exchange to the next. */
	BODY_BYTES_KEPT = 64 << 10,
	STREAM_BLOCK_BYTES = 16 << 10,
	/* Pause between two looks at a stream that had nothing, so that one which does
	 * not block does not burn a core. */
	STREAM_PAUSE_MS = 5,
};

struct http_server {
	struct http_server_options options;
	struct MHD_Daemon *daemon;
	unsigned port;
	char *unix_path; /* NULL for TCP */
	atomic_uint connections;
	atomic_bool stopping;
	/* Handlers that run and answers on their way; a stop waits for them. */
	struct lock lock;
	struct signal idle;
	unsigned answering;
};

/* One connection, that is, one thread; and the exchange that is on it now. */
struct http_exchange_state {
	struct http_server *server;
	struct MHD_Connection *connection;
	struct arena *arena;
	char peer[INET6_ADDRSTRLEN];
	int64_t peer_uid;
	bool over_limit;

	char *body;
	size_t body_capacity;

	/* From here on it is about the exchange and cleared for the next one. */
	bool began, answering;
	str path, query;
	size_t body_bytes, body_bytes_max, body_bytes_seen;
	int64_t began_us;
	bool is_gzip;
};

static struct http_exchange_state *state_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void clear_exchange(struct http_exchange_state *state)
{
	state->began = state->answering = state->is_gzip = false;
	state->path = state->query = (str){ 0 };
	state->body_bytes = state->body_bytes_max = state->body_bytes_seen = 0;
	if (state->body_capacity > BODY_BYTES_KEPT) {
		free(state->body);
		state->body = NULL;
		state->body_capacity = 0;
	}
	arena_reset(state->arena);
}

/* What a handler may ask about the request. */

str http_header(const struct http_incoming *in, const char *name)
{
	return str_of(MHD_lookup_connection_value(in->state->connection, MHD_HEADER_KIND,
						  name));
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* False for what no text can hold: half an escape, NUL, what is not UTF-8. */
static bool decode(struct arena *arena, str s, bool plus_is_space, str *ret_decoded)
{
	char *bytes = arena_many(arena, char, s.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < s.length; i++) {
		char c = s.bytes[i];

		if (c == '+' && plus_is_space) {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < s.length ? hex_value(s.bytes[i + 1]) : -1;
			int low = i + 2 < s.length ? hex_value(s.bytes[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		}
		bytes[length++] = c;
	}
	*ret_decoded = (str){ bytes, length };
	return str_is_utf8(*ret_decoded);
}

/* Takes "name=value" off the query; a piece without "=" has an empty value. */
static bool next_pair(struct arena *arena, str *rest, str *ret_name, str *ret_value,
		      bool *ret_valid)
{
	str piece, name, value = { 0 };

	if (!str_next(rest, '&', &piece))
		return false;
	name = piece;
	str_cut(piece, '=', &name, &value);
	*ret_valid = decode(arena, name, true, ret_name) &&
		     decode(arena, value, true, ret_value);
	return true;
}

bool http_query(const struct http_incoming *in, const char *name, size_t nth,
		str *ret_value)
{
	str rest = in->query, got, value;
	bool valid;

	while (next_pair(in->arena, &rest, &got, &value, &valid)) {
		if (!valid || !str_is(got, name) || nth-- > 0)
			continue;
		*ret_value = value;
		return true;
	}
	return false;
}

bool http_cookie(const struct http_incoming *in, const char *name, str *ret_value)
{
	str rest = http_header(in, "Cookie"), piece, got, value;

	while (str_next(&rest, ';', &piece)) {
		if (!str_cut(str_trim(piece), '=', &got, &value) || !str_is(got, name))
			continue;
		if (value.length >= 2 && value.bytes[0] == '"' &&
		    value.bytes[value.length - 1] == '"')
			value = str_slice(value, 1, value.length - 2);
		*ret_value = value;
		return true;
	}
	return false;
}

void http_add_header(struct http_outgoing *out, const char *name, str value)
{
	assert(out->header_count < sizeof(out->headers) / sizeof(out->headers[0]));
	out->headers[out->header_count].name = name;
	out->headers[out->header_count].value = value;
	out->header_count++;
}

/* Answers. */

static void answering_began(struct http_exchange_state *state)
{
	scoped_lock(lock, &state->server->lock);

	(void)lock;
	state->answering = true;
	state->server->answering++;
}

static void answering_ended(struct http_exchange_state *state)
{
	scoped_lock(lock, &state->server->lock);

	(void)lock;
	if (!state->answering)
		return;
	state->answering = false;
	if (--state->server->answering == 0)
		signal_raise_all(&state->server->idle);
}

struct stream {
	struct http_exchange_state *state;
	int fd;
	int64_t (*read)(void *context, char *into, size_t room);
	void (*end)(void *context);
	void *context;
};

/* A client that has gone is seen here at once, not at the second write. */
static bool client_has_gone(int fd)
{
	struct pollfd poller = { .fd = fd, .events = POLLRDHUP };

	return poll(&poller, 1, STREAM_PAUSE_MS) > 0;
}

static ssize_t read_stream(void *context, uint64_t position, char *into, size_t room)
{
	struct stream *stream = context;

	(void)position;
	while (!atomic_load(&stream->state->server->stopping)) {
		int64_t length = stream->read(stream->context, into, room);

		if (length < 0)
			break;
		if (length > 0)
			return (ssize_t)length;
		if (client_has_gone(stream->fd))
			return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	return MHD_CONTENT_READER_END_OF_STREAM;
}

static void end_stream(void *context)
{
	struct stream *stream = context;

	if (stream->end)
		stream->end(stream->context);
	free(stream);
}

static struct MHD_Response *new_stream(struct http_exchange_state *state,
				       const struct http_outgoing *out)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		state->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct stream *stream = calloc(1, sizeof(*stream));
	struct MHD_Response *response;

	if (!stream)
		abort();
	*stream = (struct stream){
		.state = state,
		.fd = info->connect_fd,
		.read = out->stream,
		.end = out->stream_end,
		.context = out->stream_context,
	};
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES,
						     read_stream, stream, end_stream);
	if (!response)
		abort();
	return response;
}

static struct MHD_Response *new_answer(str body)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		body.length, (void *)(uintptr_t)body.bytes, MHD_RESPMEM_MUST_COPY);

	if (!response)
		abort();
	return response;
}

/* An empty value is no header. The library refuses a value with a line break in it, so
 * no header of ours can become two. */
static bool add_header(struct http_exchange_state *state, struct MHD_Response *response,
		       const char *name, str value)
{
	return value.length == 0 ||
	       MHD_add_response_header(response, name,
				       arena_c_string(state->arena, value)) == MHD_YES;
}

static bool add_headers(struct http_exchange_state *state, struct MHD_Response *response,
			const struct http_outgoing *out)
{
	bool added = add_header(state, response, "Content-Type", out->content_type);

	for (size_t i = 0; i < out->header_count && added; i++)
		added = add_header(state, response, out->headers[i].name,
				   out->headers[i].value);
	return added;
}

static enum MHD_Result send_out(struct http_exchange_state *state,
				const struct http_outgoing *out, bool close_after)
{
	struct MHD_Response *response = out->stream ? new_stream(state, out)
						    : new_answer(out->body);
	enum MHD_Result result = MHD_NO;

	/* A stream has no end to wait for, so a stop does not. */
	if (out->stream)
		answering_ended(state);
	if (close_after || out->stream || atomic_load(&state->server->stopping))
		MHD_add_response_header(response, "Connection", "close");
	if (add_headers(state, response, out))
		result = MHD_queue_response(state->connection, (unsigned)out->status,
					    response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result refuse(struct http_exchange_state *state, int status,
			      const char *sentence)
{
	struct http_outgoing out = {
		.status = status,
		.content_type = STR("text/plain; charset=utf-8"),
		.body = arena_format(state->arena, "%s\n", sentence),
	};

	return send_out(state, &out, true);
}

/* What the library lets pass although two programs may read it differently: where
 * one request ends must never be a matter of opinion. */

struct header_check {
	const char *wrong; /* the first thing found, or NULL */
	unsigned lengths, encodings, hosts;
	const char *value_end; /* of the header before */
};

static bool is_token(const char *s, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("!#$%&'*+-.^_`|~", s[i]))
			return false;
	return length > 0;
}

static bool has_control(const char *s, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (((unsigned char)s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f)
			return true;
	return false;
}

/* The library takes a NUL for the end of a value. What is left of such a line stands
 * between it and the next header; nothing but the line's end may. */
static bool hides_bytes(const char *value_end, const char *next)
{
	if (!value_end)
		return false;
	if (next < value_end || next - value_end > HEADER_BYTES_MAX)
		next = value_end + 2; /* elsewhere: a folded line was put together */
	for (; value_end < next; value_end++)
		if (*value_end && !strchr(" \t\r\n", *value_end))
			return true;
	return false;
}

static enum MHD_Result check_header(void *context, enum MHD_ValueKind kind,
				    const char *name, size_t name_length,
				    const char *value, size_t value_length)
{
	struct header_check *check = context;

	(void)kind;
	if (!is_token(name, name_length))
		check->wrong = "a header's name is no token";
	else if (has_control(value, value_length) || hides_bytes(check->value_end, name))
		check->wrong = "a header holds a control character";
	check->value_end = value ? value + value_length : NULL;
	check->hosts += strcasecmp(name, "Host") == 0;
	check->lengths += strcasecmp(name, "Content-Length") == 0;
	if (strcasecmp(name, "Transfer-Encoding") == 0) {
		check->encodings++;
		if (!value || strcasecmp(value, "chunked") != 0)
			check->wrong = "Transfer-Encoding is not chunked";
	}
	return check->wrong ? MHD_NO : MHD_YES;
}

static const char *wrong_with_headers(struct MHD_Connection *connection)
{
	struct header_check check = { 0 };

	MHD_get_connection_values_n(connection, MHD_HEADER_KIND, check_header, &check);
	if (!check.wrong && hides_bytes(check.value_end, NULL))
		return "a header holds a control character";
	if (check.wrong)
		return check.wrong;
	if (check.lengths > 1)
		return "two Content-Length headers";
	if (check.encodings > 1)
		return "two Transfer-Encoding headers";
	if (check.lengths > 0 && check.encodings > 0)
		return "both Content-Length and Transfer-Encoding";
	return check.hosts > 1 ? "two Host headers" : NULL;
}

static bool query_is_valid(struct arena *arena, str query)
{
	str name, value;
	bool valid;

	while (next_pair(arena, &query, &name, &value, &valid))
		if (!valid)
			return false;
	return true;
}

/* Splits the target as it came; "http://host/path" is allowed by the protocol. */
static bool read_target(struct http_exchange_state *state)
{
	str path = state->path, rest;

	if (str_starts_with(path, STR("http://")) ||
	    str_starts_with(path, STR("https://"))) {
		str_cut(path, ':', &rest, &path);
		path = str_slice(path, 2, path.length);
		if (!str_cut(path, '/', &rest, &path))
			path = STR("");
		path = arena_format(state->arena, "/" STR_FMT, STR_ARG(path));
	}
	str_cut(path, '?', &path, &state->query);
	return decode(state->arena, path, false, &state->path) &&
	       query_is_valid(state->arena, state->query);
}

/* Receiving. */

static enum MHD_Result begin_body(struct http_exchange_state *state, const char *method)
{
	struct http_server *server = state->server;
	str announced = str_of(MHD_lookup_connection_value(
		state->connection, MHD_HEADER_KIND, "Content-Length"));
	str coding = str_of(MHD_lookup_connection_value(
		state->connection, MHD_HEADER_KIND, "Content-Encoding"));
	int64_t length = 0;

	state->body_bytes_max = server->options.body_bytes_max(server->options.context,
							       method, state->path);
	state->is_gzip = coding.length > 0 && (strcasecmp(coding.bytes, "gzip") == 0 ||
					       strcasecmp(coding.bytes, "x-gzip") == 0);
	if (coding.length > 0 && !state->is_gzip &&
	    strcasecmp(coding.bytes, "identity") != 0)
		return refuse(state, 415, "the only Content-Encoding taken is gzip");
	if (announced.length > 0 &&
	    (!str_to_int(announced, &length) ||
	     (uint64_t)length >
		     state->body_bytes_max * BODY_OVER_FACTOR + BODY_OVER_BYTES))
		return refuse(state, 413, "the body is too large");
	return MHD_YES;
}

static enum MHD_Result begin_exchange(struct http_exchange_state *state,
				      const char *method)
{
	const char *wrong = wrong_with_headers(state->connection);

	state->began = true;
	state->began_us = clock_monotonic_us();
	if (wrong)
		return refuse(state, 400, wrong);
	if (state->over_limit)
		return refuse(state, 503, "too many connections");
	if (!read_target(state))
		return refuse(state, 400, "the path or query is not UTF-8 text");
	return begin_body(state, method);
}

static enum MHD_Result take_body(struct http_exchange_state *state, str piece)
{
	size_t room = state->body_bytes_max - state->body_bytes;
	size_t taken = piece.length < room ? piece.length : room;
	size_t need = state->body_bytes + taken;

	state->body_bytes_seen += piece.length;
	if (state->body_bytes_seen >
		    state->body_bytes_max * BODY_OVER_FACTOR + BODY_OVER_BYTES ||
	    clock_monotonic_us() - state->began_us > HTTP_BODY_MS_MAX * (int64_t)1000)
		return MHD_NO;
	if (need > state->body_capacity) {
		size_t capacity = need * 2 < state->body_bytes_max
					  ? need * 2
					  : state->body_bytes_max;
		char *body = realloc(state->body, capacity);

		if (!body)
			return MHD_NO;
		state->body = body;
		state->body_capacity = capacity;
	}
	if (taken > 0)
		memcpy(state->body + state->body_bytes, piece.bytes, taken);
	state->body_bytes += taken;
	return MHD_YES;
}

static bool unpack_body(struct http_exchange_state *state, struct http_incoming *in)
{
	struct error error;

	if (!state->is_gzip || in->body.length == 0)
		return true;
	return gzip_inflate(state->arena, in->body, state->body_bytes_max, &in->body,
			    &in->body_was_cut, &error);
}

static enum MHD_Result answer(struct http_exchange_state *state, const char *method)
{
	struct http_server *server = state->server;
	struct http_outgoing out = { 0 };
	struct http_incoming in = {
		/* A HEAD is a GET whose body the library leaves out. */
		.method = strcmp(method, "HEAD") == 0 ? "GET" : method,
		.path = state->path,
		.query = state->query,
		.body = { state->body, state->body_bytes },
		.body_was_cut = state->body_bytes_seen > state->body_bytes,
		.peer = str_of(state->peer),
		.peer_uid = state->peer_uid,
		.arena = state->arena,
		.state = state,
	};

	if (state->body_bytes_max == 0 && state->body_bytes_seen > 0)
		return refuse(state, 413, "no body is taken here");
	/* Half a gzip has no good prefix that is worth the trouble. */
	if (state->is_gzip && in.body_was_cut)
		return refuse(state, 413, "the body is too large");
	if (!unpack_body(state, &in))
		return refuse(state, 400, "the body is not gzip");
	answering_began(state);
	server->options.handle(server->options.context, &in, &out);
	if (send_out(state, &out, in.body_was_cut) == MHD_YES)
		return MHD_YES;
	return refuse(state, 500, "the answer could not be written");
}

/* NOLINTNEXTLINE(readability-function-size): the library says what it takes */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *piece,
				  size_t *piece_length, void **unused)
{
	struct http_exchange_state *state = state_of(connection);

	(void)context;
	(void)url;
	(void)version;
	(void)unused;
	if (!state->began)
		return begin_exchange(state, method);
	if (*piece_length > 0) {
		enum MHD_Result result = take_body(state, (str){ piece, *piece_length });

		*piece_length = 0;
		return result;
	}
	return answer(state, method);
}

/* The only moment at which the library shows the target as it was sent. */
static void *on_target(void *context, const char *target,
		       struct MHD_Connection *connection)
{
	struct http_exchange_state *state = state_of(connection);

	(void)context;
	clear_exchange(state);
	state->path = arena_copy(state->arena, str_of(target));
	return state;
}

static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *s)
{
	(void)context;
	(void)connection;
	return strlen(s); /* decode() does it, and notices NUL */
}

static void on_completed(void *context, struct MHD_Connection *connection, void **unused,
			 enum MHD_RequestTerminationCode code)
{
	struct http_exchange_state *state = state_of(connection);

	(void)context;
	(void)unused;
	(void)code;
	if (!state)
		return;
	answering_ended(state);
	clear_exchange(state);
}

/* Connections. */

static void name_peer(struct http_exchange_state *state)
{
	struct MHD_Connection *connection = state->connection;
	const struct sockaddr *address = MHD_get_connection_info(
						 connection,
						 MHD_CONNECTION_INFO_CLIENT_ADDRESS)
						 ->client_addr;
	int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
			 ->connect_fd;
	struct ucred peer;
	socklen_t size = sizeof(peer);

	state->peer_uid = -1;
	if (state->server->unix_path) {
		snprintf(state->peer, sizeof(state->peer), "local");
		if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
			state->peer_uid = peer.uid;
		return;
	}
	if (address->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr,
			  state->peer, sizeof(state->peer));
	else
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr,
			  state->peer, sizeof(state->peer));
	/* An IPv4 client of a socket that takes both. */
	if (strncmp(state->peer, "::ffff:", 7) == 0 && strchr(state->peer, '.'))
		memmove(state->peer, state->peer + 7, strlen(state->peer + 7) + 1);
}

static void on_connection(void *context, struct MHD_Connection *connection,
			  void **socket_context, enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = context;
	struct http_exchange_state *state = *socket_context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		state = calloc(1, sizeof(*state));
		if (!state)
			abort();
		state->server = server;
		state->connection = connection;
		state->arena = arena_new(TURN_ARENA_BYTES_MAX);
		state->over_limit = atomic_fetch_add(&server->connections, 1) >=
				    server->options.connections_max;
		name_peer(state);
		*socket_context = state;
		return;
	}
	if (!state)
		return;
	atomic_fetch_sub(&server->connections, 1);
	arena_free(state->arena);
	free(state->body);
	free(state);
	*socket_context = NULL;
}

__attribute__((format(printf, 2, 0))) static void on_log(void *context,
							 const char *format, va_list args)
{
	char line[256];

	(void)context;
	vsnprintf(line, sizeof(line), format, args);
	log_at(LOG_LEVEL_DEBUG, "http.server", { "says", str_trim(str_of(line)) });
}

/* Start and stop. */

static struct MHD_Daemon *start_daemon(struct http_server *server, int listener)
{
	const struct http_server_options *options = &server->options;
	struct MHD_OptionItem per_address[] = {
		{ MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		  options->connections_per_address_max, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	/* The library's limit counts all local clients as one address. */
	if (server->unix_path || options->connections_per_address_max == 0)
		per_address[0].option = MHD_OPTION_END;
	return MHD_start_daemon(
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
			MHD_USE_POLL | MHD_USE_ERROR_LOG,
		0, NULL, NULL, on_request, server, /* the logger comes first */
		MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_LISTEN_SOCKET,
		listener, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES_MAX,
		MHD_OPTION_THREAD_STACK_SIZE, (size_t)THREAD_STACK_BYTES,
		MHD_OPTION_CONNECTION_LIMIT,
		options->connections_max + CONNECTIONS_REFUSED_MAX,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_SECONDS,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, server,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_ARRAY,
		per_address, MHD_OPTION_END);
}

static void free_server(struct http_server *server)
{
	if (server->unix_path)
		unlink(server->unix_path);
	free(server->unix_path);
	signal_destroy(&server->idle);
	lock_destroy(&server->lock);
	free(server);
}

struct http_server *http_server_start(const struct http_server_options *options,
				      struct error *error)
{
	struct http_server *server = calloc(1, sizeof(*server));
	struct listener listener;

	if (!server)
		abort();
	server->options = *options;
	lock_init(&server->lock);
	signal_init(&server->idle);
	if (!listener_open(options->listen, &listener, error)) {
		free_server(server);
		return NULL;
	}
	server->port = listener.port;
	server->unix_path = listener.unix_path;
	server->daemon = start_daemon(server, listener.fd);
	if (server->daemon)
		return server;
	close(listener.fd);
	free_server(server);
	error_set(error, ERROR_INTERNAL,
		  "listen on " STR_FMT ": the server did not start",
		  STR_ARG(options->listen));
	return NULL;
}

unsigned http_server_port(const struct http_server *server)
{
	return server->port;
}

void http_server_stop(struct http_server *server)
{
	int64_t until_us = clock_monotonic_us() + HTTP_STOP_MS_MAX * (int64_t)1000;
	int listener;

	if (!server)
		return;
	listener = MHD_quiesce_daemon(server->daemon);
	atomic_store(&server->stopping, true);
	{
		scoped_lock(lock, &server->lock);

		while (server->answering > 0) {
			int64_t left_us = until_us - clock_monotonic_us();

			if (left_us <= 0 ||
			    !signal_wait(&server->idle, lock, left_us / 1000))
				break;
		}
	}
	/* Ends what is left: idle connections, streams, bodies that still come. */
	MHD_stop_daemon(server->daemon);
	if (listener >= 0)
		close(listener);
	free_server(server);
}
