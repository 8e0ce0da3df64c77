/* Asks a cluster what was rolled out of late: Deployments by their ReplicaSets,
 * StatefulSets and DaemonSets by their ControllerRevisions. */
#include "base/limits.h"
#include "net/http_client.h"
#include "probes/cluster.h"
#include "probes/rollouts.h"

static bool list(const struct probe_call *call, struct kubernetes *kubernetes,
		 const char *plural, struct tree **ret_items, struct error *error)
{
	str namespace = probe_argument(call, "namespace");
	str path = namespace.length == 0
			   ? arena_format(call->arena, "/apis/apps/v1/%s", plural)
			   : arena_format(call->arena,
					  "/apis/apps/v1/namespaces/" STR_FMT "/%s",
					  STR_ARG(url_encode(call->arena, namespace)),
					  plural);

	return kubernetes_list(kubernetes, path.bytes, ROLLOUTS_MAX, ret_items, error);
}

static bool read_all(const struct probe_call *call, struct kubernetes *kubernetes,
		     struct found_changes *found, struct error *error)
{
	static const struct {
		const char *kind, *objects, *holders;
	} kinds[] = {
		{ "deployment", "deployments", "replicasets" },
		{ "statefulset", "statefulsets", "controllerrevisions" },
		{ "daemonset", "daemonsets", "controllerrevisions" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct rollouts rollouts = { .cluster = probe_argument(call, "cluster"),
					     .kind = kinds[i].kind,
					     .since = call->now - CHANGES_LOOK_BACK_MS };
		struct tree *objects, *holders;

		if (!list(call, kubernetes, kinds[i].objects, &objects, error) ||
		    !list(call, kubernetes, kinds[i].holders, &holders, error))
			return false;
		rollouts.objects = objects;
		rollouts.holders = holders;
		rollouts_read(call, &rollouts, found);
	}
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .has_data = true, .question = STR("rollouts") };
	scoped_kubernetes kubernetes = NULL;

	if (!cluster_open(call, 1, &kubernetes, error))
		return false;
	if (!read_all(call, kubernetes, &finding.changes, error))
		return cluster_fail(call, error);
	finding.target = kubernetes_where(kubernetes);
	*ret_finding = finding;
	return true;
}

const struct probe kubernetes_rollouts_probe = {
	.name = "kubernetes_rollouts",
	.help = "what was rolled out of late: cluster, namespace",
	.by_hand = (const char *const[]){ NULL },
	.ask = ask,
};
