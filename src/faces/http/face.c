#include "faces/http/face.h"

#include "faces/http/limiter.h"
#include "faces/http/request.h"

#include "base/limits.h"

#include <assert.h>
#include <stdlib.h>

static void refuse_method(struct request *request)
{
	answer_problem(request, 405, "method",
		       arena_format(request->work.arena, "this path takes %s",
				    request->route->methods));
	http_add_header(request->out, "Allow", str_of(request->route->methods));
}

static void add_security_headers(struct request *request)
{
	http_add_header(request->out, "X-Content-Type-Options", STR("nosniff"));
	http_add_header(request->out, "Referrer-Policy", STR("same-origin"));
}

static void handle_request(struct request *request)
{
	request->route = route_find(request->face, request->in->method, request->in->path,
				    &request->rest);
	if (!request->route) {
		answer_problem(request, 404, "not-found",
			       STR("nothing is served at this path"));
		return;
	}
	if (!origin_let_in(request))
		return;
	if (!route_takes(request->route, request->in->method)) {
		refuse_method(request);
		return;
	}
	if (gate_let_in(request))
		request->route->handle(request);
}

static void handle(void *context, const struct http_incoming *in,
		   struct http_outgoing *ret_out)
{
	struct http_face *face = context;
	struct app *app = face->options.app;
	scoped_config config = app_config(app);
	struct request request = {
		.face = face,
		.in = in,
		.out = ret_out,
		.work = { .arena = in->arena,
			  .now = clock_now(),
			  .config = config,
			  .app = app },
	};

	handle_request(&request);
	add_security_headers(&request);
}

static size_t door_body_bytes_max(const struct http_face *face, str path)
{
	str rest, key;
	const struct source *source = door_source(face->options.app->ports, path, &rest,
						  &key);

	return source && source->body_bytes_max > 0 ? source->body_bytes_max
						    : DOOR_BODY_BYTES_MAX;
}

static size_t body_bytes_max(void *context, const char *method, str path)
{
	const struct http_face *face = context;
	const struct http_route *route;
	str rest;

	route = route_find(face, method, path, &rest);
	if (route && route->handle == door_handle)
		return door_body_bytes_max(face, path);
	/* Anybody may send these; a mail has its pictures. */
	if (route && route->classes == ROUTE_CLASS_CALLBACKS &&
	    route->handle != mail_handle)
		return CALLBACK_BODY_BYTES_MAX;
	if (route && route->handle == report_form_handle)
		return CALLBACK_BODY_BYTES_MAX;
	return API_BODY_BYTES_MAX;
}

struct http_face *http_face_start(const struct http_face_options *options,
				  struct error *error)
{
	struct http_face *face = calloc(1, sizeof(*face));

	assert(face);
	face->options = *options;
	face->arena = arena_new(TURN_ARENA_BYTES_MAX);
	face->status = status_open();
	face->limiter = limiter_new();
	face->options.listen = arena_copy(face->arena, options->listen);

	struct http_server_options server = {
		.listen = face->options.listen,
		.connections_max = options->is_local ? CONNECTIONS_LOCAL_MAX
						     : CONNECTIONS_PEOPLE_MAX +
							       CONNECTIONS_DOORS_MAX,
		.connections_per_address_max = options->is_local
						       ? 0
						       : CONNECTIONS_PER_ADDRESS_MAX,
		.body_bytes_max = body_bytes_max,
		.handle = handle,
		.context = face,
	};

	if (site_open(face, error))
		face->server = http_server_start(&server, error);
	if (face->server)
		return face;
	http_face_stop(face);
	return NULL;
}

unsigned http_face_port(const struct http_face *face)
{
	return http_server_port(face->server);
}

void http_face_stop(struct http_face *face)
{
	if (!face)
		return;
	http_server_stop(face->server);
	status_close(face->status);
	limiter_free(face->limiter);
	arena_free(face->arena);
	free(face);
}
