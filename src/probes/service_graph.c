/* Asks Prometheus which service calls which, by the metrics that Tempo's generator or
 * the collector's servicegraph connector makes of traces. */
#include "probes/graph.h"
#include "probes/prometheus.h"

/* A pair that did not speak for an hour has no rate, and ages. */
static const char query[] = "sum by (client, server) "
			    "(rate(traces_service_graph_request_total[1h])) > 0";

bool service_graph_read(const struct probe_call *call, const struct tree *data,
			struct graph *graph, struct error *error)
{
	const struct tree *list = tree_get(data, "result");

	if (!str_is(tree_get_text(data, "resultType"), "vector") || !list ||
	    list->kind != TREE_LIST)
		return error_set(error, ERROR_UNAVAILABLE,
				 "an answer without a list of series");
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *metric = tree_get(tree_nth(list, i), "metric");

		graph_add(call, graph, tree_get_text(metric, "client"),
			  tree_get_text(metric, "server"));
	}
	return graph_is_sound(graph, error);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .question = str_of(query) };
	const struct tree *data;
	str url;

	if (!probe_need(call, "url", &url, error))
		return error_wrap(error, "service_graph");
	finding.target = secrets_mask(call->arena, url);
	if (!prometheus_fetch(call, url, PROMETHEUS_QUERY_PATH, &finding, &data, error) ||
	    !service_graph_read(call, data, &finding.graph, error))
		return error_wrap(error, "service_graph " STR_FMT,
				  STR_ARG(finding.target));
	graph_tell(call, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe service_graph_probe = {
	.name = "service_graph",
	.help = "which service calls which, by traces_service_graph_request_total: url",
	.ask = ask,
};
