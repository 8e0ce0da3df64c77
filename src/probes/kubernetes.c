/* Asks Kubernetes which workload each pod belongs to and on which node it runs: what
 * alerts of a pod speak of, and what many workloads have in common. */
#include "base/limits.h"
#include "base/scoped.h"
#include "config/file.h"
#include "formats/json.h"
#include "net/http_client.h"
#include "probes/graph.h"

enum { PODS_PER_PAGE = 500, TOKEN_BYTES_MAX = 1 << 16, SHOWN_BYTES_MAX = 200 };

/* -- one page -- */

static const struct tree *controller_of(const struct tree *metadata)
{
	const struct tree *owners = tree_get(metadata, "ownerReferences");

	for (size_t i = 0; i < tree_count(owners); i++)
		if (tree_get_bool(tree_nth(owners, i), "controller", false))
			return tree_nth(owners, i);
	return NULL;
}

/* A pod names its ReplicaSet only; the Deployment's name is what is left of that without
 * the hash, which is a label. A pod on its own is its own workload. */
static str workload_of(const struct tree *metadata)
{
	const struct tree *owner = controller_of(metadata);
	str name = tree_get_text(owner, "name"), workload;

	if (!owner)
		return tree_get_text(metadata, "name");
	if (!str_is(tree_get_text(owner, "kind"), "ReplicaSet"))
		return name;
	workload = workload_of_replicas(
		name, tree_get_text(tree_get(metadata, "labels"), "pod-template-hash"));
	return workload.length > 0 ? workload : name;
}

static bool is_over(const struct tree *item)
{
	str phase = tree_get_text(tree_get(item, "status"), "phase");

	return str_is(phase, "Succeeded") || str_is(phase, "Failed");
}

static void add_pod(const struct probe_call *call, const struct tree *item,
		    struct graph *graph)
{
	const struct tree *metadata = tree_get(item, "metadata");
	str node = tree_get_text(tree_get(item, "spec"), "nodeName");
	str workload = workload_of(metadata), name = tree_get_text(metadata, "name");

	if (name.length == 0 || name.length > MAP_NAME_BYTES_MAX ||
	    workload.length == 0 || workload.length > MAP_NAME_BYTES_MAX) {
		graph->faults++;
		return;
	}
	if (graph->pods.count == MAP_PODS_MAX) {
		graph->is_cut = true;
		return;
	}
	*list_add(call->arena, &graph->pods) = (struct pod){
		.namespace = arena_copy(call->arena,
					tree_get_text(metadata, "namespace")),
		.name = arena_copy(call->arena, name),
		.workload = arena_copy(call->arena, workload),
		.node = arena_copy(call->arena, str_clip(node, MAP_NAME_BYTES_MAX)),
	};
	/* One that has ended needs its node no more. */
	if (node.length > 0 && !is_over(item))
		graph_add(call, graph, workload,
			  arena_format(call->arena, "node:" STR_FMT, STR_ARG(node)));
}

bool kubernetes_read(const struct probe_call *call, str body, struct graph *graph,
		     str *ret_next, struct error *error)
{
	scoped_arena page = arena_new(TURN_ARENA_BYTES_MAX);
	const struct tree *answer = json_parse(page, body, error);
	const struct tree *items = tree_get(answer, "items");

	if (!answer)
		return false;
	if (!items || items->kind != TREE_LIST)
		return error_set(error, ERROR_UNAVAILABLE,
				 "an answer without a list of pods");
	for (size_t i = 0; i < tree_count(items); i++)
		add_pod(call, tree_nth(items, i), graph);
	*ret_next = arena_copy(call->arena,
			       tree_get_text(tree_get(answer, "metadata"), "continue"));
	return graph_is_sound(graph, error);
}

/* -- asking for it -- */

/* The token is read each time: it is a new one every hour. */
static bool read_token(const struct probe_call *call, str *ret_header,
		       struct error *error)
{
	str path = probe_argument(call, "token_file"), token;

	*ret_header = STR("");
	if (path.length == 0)
		return true;
	if (!file_read(call->arena, path, TOKEN_BYTES_MAX, &token, error))
		return false;
	*ret_header = arena_format(call->arena, "Bearer " STR_FMT,
				   STR_ARG(str_trim(token)));
	return true;
}

static str page_url(const struct probe_call *call, str url, str next)
{
	str namespace = probe_argument(call, "namespace");
	str path = namespace.length == 0
			   ? STR("/api/v1/pods")
			   : arena_format(call->arena,
					  "/api/v1/namespaces/" STR_FMT "/pods",
					  STR_ARG(url_encode(call->arena, namespace)));

	return arena_format(call->arena, STR_FMT STR_FMT "?limit=%d%s" STR_FMT,
			    STR_ARG(url), STR_ARG(path), PODS_PER_PAGE,
			    next.length > 0 ? "&continue=" : "",
			    STR_ARG(url_encode(call->arena, next)));
}

/* Kubernetes says what is wrong in a Status. */
static bool refuse(const struct probe_call *call, const struct http_answer *answer,
		   struct error *error)
{
	struct error unreadable;
	str said = tree_get_text(json_parse(call->arena, answer->body, &unreadable),
				 "message");

	return error_set(error, ERROR_UNAVAILABLE, "answered %d: " STR_FMT,
			 answer->status,
			 STR_ARG(str_clip(said.length > 0 ? said : str_trim(answer->body),
					  SHOWN_BYTES_MAX)));
}

static bool ask_page(const struct probe_call *call, const struct http_request *request,
		     struct graph *graph, str *ret_next, struct error *error)
{
	scoped_arena page = arena_new(TURN_ARENA_BYTES_MAX);
	struct http_answer answer;

	if (!http_exchange(page, request, &answer, error))
		return false;
	if (answer.status != 200)
		return refuse(call, &answer, error);
	return kubernetes_read(call, answer.body, graph, ret_next, error);
}

/* A token of a page that has expired in between fails the look; the next one begins
 * anew. */
static bool ask_all(const struct probe_call *call, str url, struct graph *graph,
		    struct error *error)
{
	int64_t until = clock_monotonic_us() / 1000 + call->wait_ms;
	str authorization, next = STR("");
	struct http_header headers[] = { { STR("Accept"), STR("application/json") },
					 { STR("Authorization"), STR("") } };
	struct http_request request = { .headers = headers,
					.ca_file = probe_argument(call, "ca_file"),
					.answer_bytes_max = PROBE_BODY_BYTES_MAX };

	if (!read_token(call, &authorization, error))
		return false;
	headers[1].value = authorization;
	request.header_count = authorization.length > 0 ? 2 : 1;
	do {
		request.url = page_url(call, url, next);
		request.total_ms = until - clock_monotonic_us() / 1000;
		if (request.total_ms <= 0)
			return error_set(error, ERROR_TIMEOUT,
					 "no end of its pods within %lld s",
					 (long long)(call->wait_ms / 1000));
		if (!ask_page(call, &request, graph, &next, error))
			return false;
	} while (next.length > 0 && !graph->is_cut);
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .question = STR("pods and their owners") };
	str url;

	if (!probe_need(call, "url", &url, error))
		return error_wrap(error, "kubernetes");
	finding.target = secrets_mask(call->arena, url);
	if (!ask_all(call, url, &finding.graph, error))
		return error_wrap(error, "kubernetes " STR_FMT, STR_ARG(finding.target));
	graph_tell(call, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe kubernetes_probe = {
	.name = "kubernetes",
	.help = "which workload each pod belongs to, and its node: url, token_file, "
		"ca_file, namespace",
	.ask = ask,
};
