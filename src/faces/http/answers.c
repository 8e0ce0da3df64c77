/* Answers: JSON, bytes, and problem details by RFC 9457. */
#include "faces/http/request.h"

#include "base/log.h"
#include "formats/json.h"

#include <ctype.h>
#include <strings.h>

void answer_bytes(struct request *request, int status, const char *type, str bytes)
{
	request->out->status = status;
	request->out->content_type = str_of(type);
	request->out->body = bytes;
}

void answer_tree(struct request *request, int status, const struct tree *tree)
{
	answer_bytes(request, status, "application/json",
		     json_write(request->work.arena, tree));
	http_add_header(request->out, "Cache-Control", STR("no-store"));
}

/* "rank: 1 (worst) to 4" speaks of the field rank. */
static str field_in(str detail)
{
	str name, rest;

	if (!str_cut(detail, ':', &name, &rest) || name.length == 0 || name.length > 60)
		return STR("");
	for (size_t i = 0; i < name.length; i++)
		if (!islower((unsigned char)name.bytes[i]) && name.bytes[i] != '_')
			return STR("");
	return name;
}

static void answer_details(struct request *request, int status, const char *name,
			   str detail, str field)
{
	struct arena *arena = request->work.arena;
	struct tree *problem = tree_map(arena);

	tree_put_text(arena, problem, "type",
		      arena_format(arena, "urn:stanch:problem:%s", name));
	tree_put_text(arena, problem, "title", str_of(name));
	tree_put_int(arena, problem, "status", status);
	tree_put_text(arena, problem, "detail", detail);
	if (field.length > 0)
		tree_put_text(arena, problem, "field", field);
	answer_bytes(request, status, "application/problem+json",
		     json_write(arena, problem));
	http_add_header(request->out, "Cache-Control", STR("no-store"));
	if (status == 401)
		http_add_header(request->out, "WWW-Authenticate",
				request->route && (request->route->gate == GATE_DOOR ||
						   request->route->gate == GATE_READER)
					? STR("Basic realm=\"stanch doors\"")
					: STR("Bearer realm=\"stanch\""));
	if (status == 503)
		http_add_header(request->out, "Retry-After", STR("1"));
}

void answer_problem(struct request *request, int status, const char *name, str detail)
{
	answer_details(request, status, name, detail, STR(""));
}

void answer_error(struct request *request, const struct error *error)
{
	int status = error_http_status(error->kind);
	str detail = str_of(error->text), field = { 0 };

	if (error->kind == ERROR_INVALID || error->kind == ERROR_TOO_LARGE)
		field = field_in(detail);
	if (status >= 500)
		log_error("http.failed", { "method", str_of(request->in->method) },
			  { "path", request->route->is_link ? str_of(request->route->path)
							    : request->in->path },
			  { "problem", detail });
	answer_details(request, status, error_name(error->kind), detail, field);
}

/* Only this type: a form of another site cannot send it unasked. */
static bool is_json(str type)
{
	static const str wanted = STR_INIT("application/json");
	str rest;

	str_cut(type, ';', &type, &rest);
	type = str_trim(type);
	return type.length == wanted.length &&
	       strncasecmp(type.bytes, wanted.bytes, wanted.length) == 0;
}

const struct tree *request_body(struct request *request)
{
	const struct http_incoming *in = request->in;
	struct error error = { 0 };
	const struct tree *body;

	if (in->body_was_cut) {
		answer_problem(request, 413, "too-large", STR("the body is too large"));
		return NULL;
	}
	if (in->body.length == 0)
		return tree_map(request->work.arena);
	if (!is_json(http_header(in, "Content-Type"))) {
		answer_problem(request, 415, "wrong-type",
			       STR("the body must be application/json"));
		return NULL;
	}
	body = json_parse(request->work.arena, in->body, &error);
	if (body && body->kind != TREE_MAP)
		error_set(&error, ERROR_INVALID, "the body must be a JSON object");
	if (error.kind == ERROR_NONE)
		return body;
	answer_error(request, &error);
	return NULL;
}
