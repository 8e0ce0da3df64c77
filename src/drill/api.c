#include "drill/api.h"

#include "formats/json.h"
#include "net/http_client.h"

enum { ASK_MS_MAX = 10000, ANSWER_BYTES_MAX = 16 << 20 };

static enum error_kind kind_of(int status)
{
	switch (status) {
	case 401: return ERROR_UNAUTHENTICATED;
	case 403: return ERROR_FORBIDDEN;
	case 404: return ERROR_NOT_FOUND;
	case 409: return ERROR_CONFLICT;
	default: return status < 500 ? ERROR_INVALID : ERROR_UNAVAILABLE;
	}
}

static bool exchange(struct arena *arena, struct http_request *request,
		     const struct tree **ret_answer, struct error *error)
{
	struct http_answer answer;
	struct error unreadable;
	const struct tree *body;

	request->total_ms = ASK_MS_MAX;
	request->answer_bytes_max = ANSWER_BYTES_MAX;
	if (!http_exchange(arena, request, &answer, error))
		return false;
	body = json_parse(arena, answer.body, &unreadable);
	if (answer.status >= 300) {
		str detail = tree_get_text(body, "detail");

		return error_set(error, kind_of(answer.status), STR_FMT,
				 STR_ARG(detail.length > 0
						 ? detail
						 : STR("refused, nobody says why")));
	}
	if (!body)
		return error_set(error, ERROR_UNAVAILABLE, "stanch: %s", unreadable.text);
	*ret_answer = body;
	return true;
}

bool api_get(struct arena *arena, const char *socket, const char *operation, str incident,
	     const struct tree **ret_answer, struct error *error)
{
	struct http_request request = {
		.unix_socket = socket,
		.url = arena_format(arena, "http://localhost/api/v1/%s%s" STR_FMT,
				    operation, incident.length > 0 ? "?incident=" : "",
				    STR_ARG(url_encode(arena, incident))),
	};

	return exchange(arena, &request, ret_answer, error);
}

bool api_post(struct arena *arena, const char *socket, const char *operation,
	      const struct tree *inputs, const struct tree **ret_answer,
	      struct error *error)
{
	struct http_header json = { STR("Content-Type"), STR("application/json") };
	struct http_request request = {
		.method = "POST",
		.unix_socket = socket,
		.url = arena_format(arena, "http://localhost/api/v1/%s", operation),
		.headers = &json,
		.header_count = 1,
		.body = json_write(arena, inputs),
		.has_body = true,
	};

	return exchange(arena, &request, ret_answer, error);
}
