/* What would get in an action's way: an autoscaler that scales back, a tool that puts
 * the object back as Git has it. */
#include "actuators/kubernetes_parts.h"

#include <string.h>

enum { GUARDS_READ_MAX = 1000 };

/* -- who keeps the object as it is written elsewhere -- */

static const struct {
	const char *where, *name; /* "labels" or "annotations" */
	const char *tool, *shown;
} keepers[] = {
	{ "annotations", "argocd.argoproj.io/tracking-id", "argocd", "Argo CD" },
	{ "labels", "argocd.argoproj.io/instance", "argocd", "Argo CD" },
	{ "labels", "kustomize.toolkit.fluxcd.io/name", "flux", "Flux" },
	{ "labels", "helm.toolkit.fluxcd.io/name", "flux", "Flux" },
	{ "annotations", "meta.helm.sh/release-name", "helm", "Helm" },
};

/* "shop:apps/Deployment:shop/orders" is what Argo CD writes of the application shop. */
static str keeper_name(str said)
{
	str before, after;

	return str_cut(said, ':', &before, &after) ? before : said;
}

static void guard_keeper(struct kubernetes_order *order, const struct tree *object)
{
	for (size_t i = 0; i < sizeof(keepers) / sizeof(keepers[0]); i++) {
		str name = keeper_name(tree_get_text(
			kubernetes_metadata(object, keepers[i].where), keepers[i].name));

		if (name.length == 0)
			continue;
		order->reverted_by = arena_format(order->arena, "%s:" STR_FMT,
						  keepers[i].tool, STR_ARG(name));
		kubernetes_warn(
			order,
			"%s (" STR_FMT ") keeps it as it is written elsewhere and "
			"will put it back%s: change it there, too",
			keepers[i].shown, STR_ARG(name),
			strcmp(keepers[i].tool, "helm") == 0 ? " with the next release"
							     : "");
		return;
	}
}

/* -- autoscalers -- */

static bool is_about(const struct kubernetes_order *order, const struct tree *scaler)
{
	const struct tree *what = tree_at(scaler, "spec.scaleTargetRef");
	str kind = tree_get_text(what, "kind");

	return str_equal(tree_get_text(what, "name"), order->target.name) &&
	       kind.length == strlen(order->target.kind->name) &&
	       str_contains_word(kind, str_of(order->target.kind->name));
}

static void warn_of_scaler(struct kubernetes_order *order, const struct tree *scaler)
{
	const struct tree *spec = tree_get(scaler, "spec");
	str name = tree_get_text(tree_get(scaler, "metadata"), "name");

	kubernetes_warn(order,
			"the autoscaler " STR_FMT
			" (%lld to %lld) decides how many there "
			"are and will overrule this",
			STR_ARG(name), (long long)tree_get_int(spec, "minReplicas", 1),
			(long long)tree_get_int(spec, "maxReplicas", 0));
	order->reverted_by = arena_format(order->arena, "hpa:" STR_FMT, STR_ARG(name));
}

static void guard_scaler(struct kubernetes_order *order)
{
	str path = kubernetes_path_beside(order->arena, &order->target,
					  "/apis/autoscaling/v2",
					  "horizontalpodautoscalers");
	struct error error = { 0 };
	struct tree *items = NULL;

	if (!kubernetes_list(order->kubernetes, path.bytes, GUARDS_READ_MAX, &items,
			     &error)) {
		kubernetes_warn(
			order, "whether an autoscaler would overrule it is not known: %s",
			error.text);
		return;
	}
	for (size_t i = 0; i < tree_count(items); i++)
		if (is_about(order, tree_nth(items, i))) {
			warn_of_scaler(order, tree_nth(items, i));
			return;
		}
}

/* The scale of a workload has none of its labels. */
static const struct tree *workload(struct kubernetes_order *order)
{
	struct tree *object = NULL;
	struct error error;

	if (!order->deed->path)
		return order->object;
	return kubernetes_get(order->kubernetes,
			      kubernetes_path(order->arena, &order->target).bytes,
			      &object, &error)
		       ? object
		       : NULL;
}

void kubernetes_guard(struct kubernetes_order *order, const struct tree *after)
{
	const struct tree *owner;

	if (order->deed->only_looks)
		return;
	if (order->deed->ends_pods)
		kubernetes_guard_budget(order);
	if (!order->target.kind->has_template || order->deed->may_be_absent ||
	    order->deed->removes)
		return;
	owner = workload(order);
	guard_keeper(order, owner);
	if (order->deed->needs_room)
		kubernetes_guard_nodes(order, after);
	if (order->deed == &kubernetes_scale) {
		guard_scaler(order);
		kubernetes_guard_quota(
			order, owner,
			tree_get_int(tree_get(after, "spec"), "replicas", 0) -
				tree_get_int(tree_get(order->object, "spec"), "replicas",
					     0));
	}
}
