/* A system on the other end of HTTP, as a test wants it: it gives one answer and
 * keeps the last request. */
#ifndef TESTS_HTTP_DOUBLE_H
#define TESTS_HTTP_DOUBLE_H

#include "check.h"
#include "net/http_client.h"
#include "net/http_server.h"

#include <pthread.h>
#include <string.h>

enum { DOUBLE_BYTES_MAX = 64 << 20 };

/* What one path is answered; 200 when no status is given. */
struct double_route {
	const char *path;
	int status;
	str answer;
};

struct http_double {
	struct http_server *server;
	struct arena *arena;
	str url; /* http://127.0.0.1:PORT */
	int status;
	str answer;
	str retry_after; /* "" for none */
	/* The answer above is for all paths that are not among these. */
	const struct double_route *routes;
	size_t route_count;
	/* The last request. */
	size_t count;
	str method, path, body;
	struct http_header headers[12];
};

static const char *const double_headers[] = { "Content-Type",  "Idempotency-Key",
					      "Title",         "Priority",
					      "Tags",          "Click",
					      "Actions",       "X-Sequence-ID",
					      "Authorization", "X-Stanch-Signature",
					      "X-Team",        "X-Key" };

static size_t double_body_bytes_max(void *context, const char *method, str path)
{
	(void)context;
	(void)method;
	(void)path;
	return 1 << 20;
}

static void double_handle(void *context, const struct http_incoming *in,
			  struct http_outgoing *ret_out)
{
	struct http_double *d = context;

	d->count++;
	d->method = arena_copy(d->arena, str_of(in->method));
	d->path = arena_copy(d->arena, in->path);
	d->body = arena_copy(d->arena, in->body);
	for (size_t i = 0; i < COUNT_OF(double_headers); i++)
		d->headers[i] = (struct http_header){
			str_of(double_headers[i]),
			arena_copy(d->arena, http_header(in, double_headers[i]))
		};
	ret_out->status = d->status;
	ret_out->content_type = STR("application/json");
	ret_out->body = d->answer;
	for (size_t i = 0; i < d->route_count; i++) {
		if (!str_is(in->path, d->routes[i].path))
			continue;
		ret_out->status = d->routes[i].status ? d->routes[i].status : 200;
		ret_out->body = d->routes[i].answer;
	}
	if (d->retry_after.length > 0)
		http_add_header(ret_out, "Retry-After", d->retry_after);
	if (d->status >= 300 && d->status < 400)
		http_add_header(ret_out, "Location", d->url);
}

static inline str double_header(const struct http_double *d, const char *name)
{
	for (size_t i = 0; i < COUNT_OF(double_headers); i++)
		if (str_is(d->headers[i].name, name))
			return d->headers[i].value;
	return STR("");
}

static inline void double_start(struct http_double *d)
{
	struct http_server_options options = {
		.listen = STR("127.0.0.1:0"),
		.connections_max = 10,
		.connections_per_address_max = 10,
		.body_bytes_max = double_body_bytes_max,
		.handle = double_handle,
		.context = d,
	};
	struct error error = { 0 };

	*d = (struct http_double){ .status = 200 };
	d->arena = arena_new(DOUBLE_BYTES_MAX);
	d->server = http_server_start(&options, &error);
	if (!d->server) {
		check_failed(__FILE__, __LINE__, "%s", error.text);
		exit(1);
	}
	d->url = arena_format(d->arena, "http://127.0.0.1:%u",
			      http_server_port(d->server));
}

static inline void double_stop(struct http_double *d)
{
	http_server_stop(d->server);
	arena_free(d->arena);
}

#define scoped_double scoped(double_stop) struct http_double

/* Our client keeps its connections as long as its thread: what asks runs in one of
 * its own, so that a test leaves nothing open. */
static inline void in_own_thread(void *(*run)(void *), void *argument)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, argument) != 0)
		abort();
	pthread_join(thread, NULL);
}

#endif
