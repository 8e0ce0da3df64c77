/* /api/v1/NOUN/VERB: reads by GET, changes by POST. A read whose inputs are too long for
 * a URL is POSTed, too. */
#include "faces/http/request.h"

#include "base/limits.h"
#include "operations/operation.h"

enum { IDEMPOTENCY_KEY_BYTES_MAX = 200 };

/* Names are plain words, so the raw ones are good enough; values are decoded. */
static bool query_inputs(struct request *request, struct tree *inputs)
{
	struct arena *arena = request->work.arena;
	str rest = request->in->query, piece, name, raw, value;

	while (str_next(&rest, '&', &piece)) {
		name = piece;
		str_cut(piece, '=', &name, &raw);
		if (name.length == 0)
			continue;

		const char *c_name = arena_c_string(arena, name);

		if (http_query(request->in, c_name, 1, &value))
			return fail(&request->work, ERROR_INVALID, "%s: is given twice",
				    c_name);
		/* A flag may stand alone: "?all". */
		if (!http_query(request->in, c_name, 0, &value) || value.length == 0)
			value = piece.length == name.length ? STR("true") : STR("");
		tree_put_text(arena, inputs, c_name, value);
	}
	return true;
}

static const struct tree *inputs_of(struct request *request)
{
	struct tree *inputs;

	if (!request_is(request, "GET"))
		return request_body(request);
	inputs = tree_map(request->work.arena);
	if (query_inputs(request, inputs))
		return inputs;
	answer_error(request, &request->work.error);
	return NULL;
}

static const struct operation *find_operation(struct request *request)
{
	const struct operation *operation = NULL;
	str noun, verb;

	if (str_cut(request->rest, '/', &noun, &verb))
		operation = operation_find(noun, verb);
	if (!operation) {
		answer_problem(request, 404, "not-found",
			       STR("there is no such operation: see "
				   "/api/v1/openapi.json"));
		return NULL;
	}

	const char *method = operation->effect == OPERATION_READS ? "GET" : "POST";

	if (request_is(request, method) || request_is(request, "POST"))
		return operation;
	answer_problem(request, 405, "method",
		       arena_format(request->work.arena, "%s %s takes %s",
				    operation->noun, operation->verb, method));
	http_add_header(request->out, "Allow", str_of(method));
	return NULL;
}

void api_handle(struct request *request)
{
	struct work *work = &request->work;
	str key = http_header(request->in, "Idempotency-Key");
	const struct operation *operation = find_operation(request);
	const struct tree *inputs = operation ? inputs_of(request) : NULL;
	struct tree *answer;

	if (!inputs)
		return;
	if (key.length > IDEMPOTENCY_KEY_BYTES_MAX || !str_is_utf8(key)) {
		answer_problem(request, 400, "invalid",
			       STR("the Idempotency-Key must be at most 200 bytes of "
				   "text"));
		return;
	}
	if (operation_run(work->app, work, operation, inputs, key, &answer))
		answer_tree(request, 200, answer);
	else
		answer_error(request, &work->error);
}
