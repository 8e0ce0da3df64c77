#include "watchdog/client.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "formats/json.h"
#include "net/http_client.h"

enum { ASK_MS_MAX = 5000, ANSWER_BYTES_MAX = 1 << 20, ASK_ARENA_BYTES_MAX = 16 << 20 };

static bool ask(struct arena *arena, struct http_request *request, struct error *error)
{
	struct http_answer answer;

	request->connect_ms = CONNECT_MS_MAX;
	request->total_ms = ASK_MS_MAX;
	request->answer_bytes_max = ANSWER_BYTES_MAX;
	if (!http_exchange(arena, request, &answer, error))
		return false;
	return answer.status == 200 ||
	       error_set(error, ERROR_UNAVAILABLE, "answered %d: " STR_FMT, answer.status,
			 STR_ARG(str_clip(str_trim(answer.body), 200)));
}

bool client_is_healthy(str server, struct error *error)
{
	scoped_arena arena = arena_new(ASK_ARENA_BYTES_MAX);
	struct http_request request = {
		.url = arena_format(arena, STR_FMT "/-/healthy", STR_ARG(server)),
	};

	return ask(arena, &request, error);
}

static str alert_of(struct arena *arena, str nonce, bool ends)
{
	struct tree *list = tree_list(arena), *alert = tree_map(arena);
	struct tree *labels = tree_map(arena), *annotations = tree_map(arena);
	instant_ms now = clock_now();

	tree_put_text(arena, labels, "alertname", STR("StanchWatchdog"));
	tree_put_text(arena, labels, "service", STR("stanch-watchdog"));
	tree_put_text(arena, labels, "severity", STR("critical"));
	tree_put_text(arena, annotations, "summary",
		      arena_format(arena, "watchdog test page " STR_FMT, STR_ARG(nonce)));
	tree_put(arena, alert, "labels", labels);
	tree_put(arena, alert, "annotations", annotations);
	if (ends)
		tree_put_text(arena, alert, "endsAt", instant_format(arena, now));
	tree_add(arena, list, alert);
	return json_write(arena, list);
}

bool client_post_alert(str server, str door_key, str nonce, bool ends,
		       struct error *error)
{
	scoped_arena arena = arena_new(ASK_ARENA_BYTES_MAX);
	struct http_header headers[] = {
		{ STR("Content-Type"), STR("application/json") },
		{ STR("Authorization"),
		  arena_format(arena, "Bearer " STR_FMT, STR_ARG(door_key)) },
	};
	struct http_request request = {
		.url = arena_format(arena, STR_FMT "/api/v2/alerts", STR_ARG(server)),
		.headers = headers,
		.header_count = door_key.length > 0 ? 2 : 1,
		.body = alert_of(arena, nonce, ends),
		.has_body = true,
	};

	return ask(arena, &request, error) || error_wrap(error, "the test alert");
}

/* From "/ack/" on; "" when there is none. */
static str path_of(str link)
{
	for (size_t i = 0; i < link.length; i++) {
		str rest = str_slice(link, i, link.length);

		if (str_starts_with(rest, STR("/ack/")))
			return rest;
	}
	return STR("");
}

bool client_acknowledge(str server, str link, struct error *error)
{
	scoped_arena arena = arena_new(ASK_ARENA_BYTES_MAX);
	str path = path_of(link);
	struct http_request request = {
		.method = "POST",
		.url = arena_format(arena, STR_FMT STR_FMT, STR_ARG(server),
				    STR_ARG(path)),
		.has_body = true,
	};

	if (path.length == 0)
		return error_set(error, ERROR_INVALID,
				 "the test page has no link to acknowledge it: its "
				 "channel must be a contact of a person");
	return ask(arena, &request, error) || error_wrap(error, "its acknowledgement");
}
