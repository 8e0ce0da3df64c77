/* Asks Jaeger which service calls which, as it saw it in the traces of the last day. */
#include "base/limits.h"
#include "formats/json.h"
#include "net/http_client.h"
#include "probes/graph.h"

/* Those of Jaeger's storages that count once a day have an answer then, too. */
#define LOOKBACK_MS DAY_MS

enum { SHOWN_BYTES_MAX = 200 };

bool jaeger_read(const struct probe_call *call, str body, struct graph *graph,
		 struct error *error)
{
	const struct tree *answer = json_parse(call->arena, body, error), *list;

	if (!answer)
		return false;
	list = answer->kind == TREE_LIST ? answer : tree_get(answer, "data");
	/* A Jaeger without any traces says null. */
	if (list && list->kind == TREE_NULL)
		return true;
	if (!list || list->kind != TREE_LIST)
		return error_set(error, ERROR_UNAVAILABLE,
				 "an answer without a list of dependencies");
	for (size_t i = 0; i < tree_count(list); i++)
		graph_add(call, graph, tree_get_text(tree_nth(list, i), "parent"),
			  tree_get_text(tree_nth(list, i), "child"));
	return graph_is_sound(graph, error);
}

static bool fetch(const struct probe_call *call, str url, str *ret_body,
		  struct error *error)
{
	struct http_header headers[] = { { STR("Accept"), STR("application/json") } };
	struct http_request request = {
		.url = arena_format(
			call->arena, STR_FMT "/api/dependencies?endTs=%lld&lookback=%lld",
			STR_ARG(url), (long long)call->now, (long long)LOOKBACK_MS),
		.headers = headers,
		.header_count = 1,
		.total_ms = call->wait_ms,
		.answer_bytes_max = PROBE_BODY_BYTES_MAX,
	};
	struct http_answer answer;

	if (!http_exchange(call->arena, &request, &answer, error))
		return false;
	*ret_body = answer.body;
	return answer.status == 200 ||
	       error_set(error, ERROR_UNAVAILABLE, "answered %d: " STR_FMT, answer.status,
			 STR_ARG(str_clip(str_trim(answer.body), SHOWN_BYTES_MAX)));
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .question = STR(
						 "dependencies of the last day") };
	str url;

	if (!probe_need(call, "url", &url, error))
		return error_wrap(error, "jaeger");
	finding.target = secrets_mask(call->arena, url);
	if (!fetch(call, url, &finding.body, error) ||
	    !jaeger_read(call, finding.body, &finding.graph, error))
		return error_wrap(error, "jaeger " STR_FMT, STR_ARG(finding.target));
	graph_tell(call, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe jaeger_probe = {
	.name = "jaeger",
	.help = "which service calls which, by Jaeger's traces of the last day: url",
	.ask = ask,
};
