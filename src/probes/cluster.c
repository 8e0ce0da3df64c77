#include "probes/cluster.h"

bool cluster_fail(const struct probe_call *call, struct error *error)
{
	return error_wrap(error, "cluster " STR_FMT,
			  STR_ARG(probe_argument(call, "cluster")));
}

bool cluster_open(const struct probe_call *call, int64_t shares,
		  struct kubernetes **ret_kubernetes, struct error *error)
{
	str name = probe_argument(call, "cluster");
	const struct cluster *cluster = config_cluster(call->config, name);
	struct kubernetes_access access = { .hands = call->hands,
					    .wait_ms = call->wait_ms / shares,
					    .total_ms = call->wait_ms };

	if (!cluster)
		return error_set(error, ERROR_INVALID,
				 "cluster: '" STR_FMT "' is not among 'clusters'",
				 STR_ARG(name));
	access.kubeconfig = cluster->kubeconfig;
	access.context = cluster->context;
	return kubernetes_open(call->arena, &access, ret_kubernetes, error) ||
	       cluster_fail(call, error);
}

str cluster_namespace(const struct probe_call *call, const struct kubernetes *kubernetes)
{
	str said = probe_argument(call, "namespace");

	return said.length > 0 ? said : kubernetes_namespace(kubernetes);
}
