/* The HTTP server: bytes in, bytes out. libmicrohttpd inside, one thread per
 * connection, so a handler simply blocks. Knows nothing of incidents. */
#ifndef NET_HTTP_SERVER_H
#define NET_HTTP_SERVER_H

#include "base/arena.h"
#include "base/error.h"

struct http_server;
struct http_exchange_state;

/* What came in. All views live until the handler returns. */
struct http_incoming {
	const char *method;
	str path;  /* decoded once; refused with 400 when it holds NUL or bad UTF-8 */
	str query; /* raw, without "?" */
	str body;  /* whole, or cut at the limit: then body_was_cut */
	bool body_was_cut;
	str peer;            /* "127.0.0.1", or "local" for the Unix socket */
	int64_t peer_uid;    /* of the Unix socket's other end; -1 for TCP */
	struct arena *arena; /* the connection's, reset after each exchange */
	struct http_exchange_state *state;
};

/* Header names in any case; empty when absent. */
str http_header(const struct http_incoming *in, const char *name);
/* A decoded query parameter, and the nth of that name ("filter" may repeat). */
bool http_query(const struct http_incoming *in, const char *name, size_t nth,
		str *ret_value);
bool http_cookie(const struct http_incoming *in, const char *name, str *ret_value);

struct http_outgoing {
	int status;
	str content_type;
	str body; /* copied before it is sent */
	struct {
		const char *name;
		str value;
	} headers[12];
	size_t header_count;
	/* Not NULL: a stream without end (server-sent events). Called in a loop on
	 * the connection's thread; may block up to a second; writes what there is
	 * into "into" (room bytes) and returns its length, 0 for nothing yet, or -1
	 * to end. stream_end is called once, whatever happened. */
	int64_t (*stream)(void *context, char *into, size_t room);
	void (*stream_end)(void *context);
	void *stream_context;
};

void http_add_header(struct http_outgoing *out, const char *name, str value);

struct http_server_options {
	str listen; /* "127.0.0.1:0", "[::1]:9093" or "unix:/path" (mode 0600) */
	unsigned connections_max;
	unsigned connections_per_address_max;
	/* The largest body for this method and path; 0 refuses the path's body. */
	size_t (*body_bytes_max)(void *context, const char *method, str path);
	void (*handle)(void *context, const struct http_incoming *in,
		       struct http_outgoing *ret_out);
	void *context;
};

/* Requests that smuggle (Content-Length with Transfer-Encoding, two lengths, two
 * hosts, control characters in a header) get 400 and the connection is closed,
 * before the handler sees anything; over a limit 413, 431 or 503. */
struct http_server *http_server_start(const struct http_server_options *options,
				      struct error *error) MUST_CHECK;
/* The port it got; 0 for a Unix socket. */
unsigned http_server_port(const struct http_server *server);
/* Takes no new connection, ends streams, waits for the handlers. */
void http_server_stop(struct http_server *server);

#endif
