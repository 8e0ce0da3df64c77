#include "actuators/api.h"

#include "base/text.h"
#include "config/address.h"
#include "formats/json.h"

#include <string.h>

enum {
	ANSWER_BYTES_MAX = 4 << 20, /* an application of Argo CD with its resources */
	HEADERS_MAX = 24,
	SHOWN_BYTES_MAX = 300,
};

static bool is_asking(const char *method)
{
	return !method || strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

/* Some answer with the headers they were sent. */
static str without(struct arena *arena, str text, str secret)
{
	struct text clean;
	size_t i = 0;

	if (secret.length == 0 || !str_contains(text, secret))
		return text;
	clean = text_new(arena, text.length + 1);
	while (i < text.length) {
		if (str_starts_with(str_slice(text, i, text.length), secret)) {
			text_add(&clean, STR("***"));
			i += secret.length;
			continue;
		}
		text_add_char(&clean, text.bytes[i++]);
	}
	return text_of(&clean);
}

static void add_header(struct http_header *headers, size_t *count, str name, str value)
{
	if (*count < HEADERS_MAX)
		headers[(*count)++] = (struct http_header){ name, value };
}

static size_t make_headers(const struct api_ask *ask, struct http_header *headers)
{
	const struct api_config *api = ask->api;
	str name = api->header.length > 0 ? api->header : STR("Authorization");
	size_t count = 0;

	add_header(headers, &count, STR("Accept"), STR("application/json"));
	if (api->token.length > 0)
		add_header(headers, &count, name,
			   str_is(name, "Authorization")
				   ? arena_format(ask->call->arena, "Bearer " STR_FMT,
						  STR_ARG(api->token))
				   : api->token);
	if (ask->body.length > 0)
		add_header(headers, &count, STR("Content-Type"), STR("application/json"));
	for (size_t i = 0; i < ask->header_count; i++)
		add_header(headers, &count, ask->headers[i].name, ask->headers[i].value);
	return count;
}

bool api_ask(const struct api_ask *ask, struct http_answer *ret_answer,
	     struct error *error)
{
	struct arena *arena = ask->call->arena;
	struct http_header headers[HEADERS_MAX];
	struct http_request request = {
		.method = ask->method,
		.url = arena_format(arena, STR_FMT STR_FMT, STR_ARG(ask->api->url),
				    STR_ARG(ask->path)),
		.headers = headers,
		.header_count = make_headers(ask, headers),
		.body = ask->body,
		.has_body = ask->body.length > 0,
		.total_ms = ask->wait_ms,
		.answer_bytes_max = ANSWER_BYTES_MAX,
		.connects_anew = !is_asking(ask->method),
		.ca_file = ask->api->ca_file,
	};

	*ret_answer = (struct http_answer){ 0 };
	if (ask->call->config->drill && !address_is_loopback(ask->api->url))
		return error_set(error, ERROR_FORBIDDEN,
				 "this is a drill: " STR_FMT " is not on this machine",
				 STR_ARG(ask->api->name));
	if (!http_exchange(arena, &request, ret_answer, error))
		return false;
	ret_answer->body = without(arena, ret_answer->body, ask->api->token);
	for (size_t i = 0; i < ask->header_count; i++)
		if (ask->headers[i].value.length >= 8)
			ret_answer->body = without(arena, ret_answer->body,
						   ask->headers[i].value);
	if (ret_answer->status >= 300 && ret_answer->status < 400)
		return error_set(error, ERROR_UNAVAILABLE,
				 STR_FMT " answered %d, which leads elsewhere: that is "
					 "not followed",
				 STR_ARG(ask->api->name), ret_answer->status);
	return true;
}

str api_says(struct arena *arena, const struct http_answer *answer)
{
	struct error unheeded = { 0 };
	const struct tree *body = json_parse(arena, answer->body, &unheeded);
	str said = tree_get_text(body, "message");

	if (said.length == 0)
		said = tree_get_text(body, "error");
	if (said.length == 0)
		said = str_trim(answer->body);
	said = str_clip(said, SHOWN_BYTES_MAX);
	if (said.length == 0)
		return arena_format(arena, "%d", answer->status);
	return arena_format(arena, "%d: " STR_FMT, answer->status, STR_ARG(said));
}
