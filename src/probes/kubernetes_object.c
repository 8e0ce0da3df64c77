/* Is an object there in a cluster? Nothing of it is kept but that. */
#include "probes/cluster.h"

/* "/apis/apps/v1/deployments/x" in the namespace that the cluster's context names. */
static str in_namespace(struct arena *arena, str path, str namespace)
{
	size_t end = path.length, slashes = 0;

	while (end > 0 && slashes < 2)
		slashes += path.bytes[--end] == '/';
	return arena_format(arena, STR_FMT "/namespaces/" STR_FMT STR_FMT,
			    STR_ARG(str_slice(path, 0, end)), STR_ARG(namespace),
			    STR_ARG(str_slice(path, end, path.length - end)));
}

static bool look(const struct probe_call *call, struct kubernetes *kubernetes, str path,
		 struct probe_finding *finding, struct error *error)
{
	struct error answer = { 0 };
	struct tree *object;

	finding->target = kubernetes_where(kubernetes);
	finding->question = path;
	finding->has_data = kubernetes_get(kubernetes, arena_c_string(call->arena, path),
					   &object, &answer);
	if (finding->has_data || answer.kind == ERROR_NOT_FOUND) {
		finding->meaning = finding->has_data
					   ? STR("it is there")
					   : str_of(arena_c_string(call->arena,
								   str_of(answer.text)));
		return true;
	}
	*error = answer;
	return false;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	str path = probe_argument(call, "path");
	struct probe_finding finding = { 0 };
	scoped_kubernetes kubernetes = NULL;

	if (!str_starts_with(path, STR("/api")))
		return error_set(error, ERROR_INVALID,
				 "path: '" STR_FMT "' is none of the API's",
				 STR_ARG(path));
	if (!cluster_open(call, 1, &kubernetes, error))
		return false;
	if (str_is(probe_argument(call, "needs_namespace"), "true"))
		path = in_namespace(call->arena, path, kubernetes_namespace(kubernetes));
	if (!look(call, kubernetes, path, &finding, error))
		return cluster_fail(call, error);
	*ret_finding = finding;
	return true;
}

const struct probe kubernetes_object_probe = {
	.name = "kubernetes_object",
	.help = "whether an object is there: cluster, path",
	.ask = ask,
};
