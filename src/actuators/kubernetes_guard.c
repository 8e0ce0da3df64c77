/* What would get in an action's way: an autoscaler that scales back, a tool that puts
 * the object back as Git has it. */
#include "actuators/kubernetes_parts.h"
#include "net/http_client.h"

#include <assert.h>
#include <string.h>

enum { GUARDS_READ_MAX = 1000 };

/* -- who keeps the object as it is written elsewhere -- */

static const struct {
	const char *where, *name; /* "labels" or "annotations" */
	const char *shown, *when;
} keepers[] = {
	{ "annotations", "argocd.argoproj.io/tracking-id", "Argo CD", "" },
	{ "labels", "argocd.argoproj.io/instance", "Argo CD", "" },
	{ "labels", "kustomize.toolkit.fluxcd.io/name", "Flux", "" },
	{ "labels", "helm.toolkit.fluxcd.io/name", "Flux", "" },
	{ "annotations", "meta.helm.sh/release-name", "Helm", " with the next release" },
};

/* "shop:apps/Deployment:shop/orders" is what Argo CD writes of the application shop. */
static str keeper_name(str said)
{
	str before, after;

	return str_cut(said, ':', &before, &after) ? before : said;
}

static void leave(struct kubernetes_order *order, str title, str removal,
		  struct tree *plan)
{
	assert(order->leave_count < KUBERNETES_LEAVES_MAX);
	order->leaves[order->leave_count++] = (struct actuator_leftover){
		.title = title,
		.removal = removal,
		.plan = plan,
		.ends_with_undo = true,
	};
}

static void guard_keeper(struct kubernetes_order *order, const struct tree *object)
{
	for (size_t i = 0; i < sizeof(keepers) / sizeof(keepers[0]); i++) {
		str name = keeper_name(tree_get_text(
			kubernetes_metadata(object, keepers[i].where), keepers[i].name));

		if (name.length == 0)
			continue;
		kubernetes_warn(order,
				"%s (" STR_FMT
				") keeps it as it is written elsewhere and "
				"will put it back%s: change it there, too",
				keepers[i].shown, STR_ARG(name), keepers[i].when);
		leave(order,
		      arena_format(order->arena,
				   "%s (" STR_FMT ") still has " STR_FMT
				   " as it was before",
				   keepers[i].shown, STR_ARG(name),
				   STR_ARG(order->target.name)),
		      arena_format(order->arena,
				   "change it where %s takes it from, or take this back",
				   keepers[i].shown),
		      NULL);
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

static void warn_of_scaler(struct kubernetes_order *order, const struct tree *scaler,
			   int64_t wanted)
{
	const struct tree *spec = tree_get(scaler, "spec");
	str name = tree_get_text(tree_get(scaler, "metadata"), "name");
	long long least = tree_get_int(spec, "minReplicas", 1);
	long long most = tree_get_int(spec, "maxReplicas", 0);
	str plan[] = {
		STR("do"),       STR("autoscaler"),
		STR("name"),     name,
		STR("replicas"), arena_format(order->arena, "%lld", (long long)wanted)
	};

	kubernetes_warn(order,
			"the autoscaler " STR_FMT
			" (%lld to %lld) decides how many there "
			"are and will overrule this",
			STR_ARG(name), least, most);
	leave(order,
	      arena_format(order->arena,
			   "the autoscaler " STR_FMT " (%lld to %lld) may overrule %lld",
			   STR_ARG(name), least, most, (long long)wanted),
	      STR("set its bounds so that it keeps them, or take this back"),
	      kubernetes_undo_plan(order->arena, plan, 6));
}

/* What we read of one is the same in both; before 1.23 there is no v2. */
static const char *const versions[] = { "/apis/autoscaling/v2", "/apis/autoscaling/v1" };

static str path_of_scalers(const struct kubernetes_order *order, size_t version)
{
	return kubernetes_path_beside(order->arena, &order->target, versions[version],
				      "horizontalpodautoscalers");
}

static bool read_scaler(const struct kubernetes_order *order, str name,
			const struct tree **ret_scaler, struct error *error)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		str beside = path_of_scalers(order, i);
		str path = arena_format(order->arena, STR_FMT "/" STR_FMT,
					STR_ARG(beside),
					STR_ARG(url_encode(order->arena, name)));
		struct tree *scaler = NULL;

		if (kubernetes_get(order->kubernetes, path.bytes, &scaler, error)) {
			*ret_scaler = scaler;
			return true;
		}
		if (error->kind != ERROR_NOT_FOUND)
			return false;
	}
	return false;
}

/* It keeps as many as are wanted when it may not go below them. */
int kubernetes_is_gone(const struct kubernetes_order *order, str *ret_why)
{
	str name = plan_value(order->call, "name");
	const struct tree *scaler = NULL;
	struct error error = { 0 };
	int64_t wanted = 0, least;

	if (!read_scaler(order, name, &scaler, &error)) {
		*ret_why = error.kind == ERROR_NOT_FOUND
				   ? STR("there is no such autoscaler any more")
				   : arena_copy(order->arena, str_of(error.text));
		return error.kind == ERROR_NOT_FOUND ? 1 : -1;
	}
	least = tree_get_int(tree_get(scaler, "spec"), "minReplicas", 1);
	if (!str_to_int(plan_value(order->call, "replicas"), &wanted)) {
		*ret_why = STR("it is not known how many there should be");
		return -1;
	}
	*ret_why = arena_format(order->arena,
				"the autoscaler " STR_FMT " keeps at least %lld",
				STR_ARG(name), (long long)least);
	return is_about(order, scaler) && least < wanted ? 0 : 1;
}

static bool list_scalers(struct kubernetes_order *order, struct tree **ret_items,
			 struct error *error)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		if (kubernetes_list(order->kubernetes, path_of_scalers(order, i).bytes,
				    GUARDS_READ_MAX, ret_items, error))
			return true;
		if (error->kind != ERROR_NOT_FOUND)
			return false;
	}
	return false;
}

static void guard_scaler(struct kubernetes_order *order, int64_t wanted)
{
	struct error error = { 0 };
	struct tree *items = NULL;

	if (!list_scalers(order, &items, &error)) {
		kubernetes_warn(
			order, "whether an autoscaler would overrule it is not known: %s",
			error.text);
		return;
	}
	for (size_t i = 0; i < tree_count(items); i++)
		if (is_about(order, tree_nth(items, i))) {
			warn_of_scaler(order, tree_nth(items, i), wanted);
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
	if (tree_get_bool(tree_get(owner, "spec"), "paused", false) &&
	    order->deed != &kubernetes_scale)
		kubernetes_warn(
			order, "it is paused: nothing is rolled out until it is resumed");
	if (order->deed->needs_room)
		kubernetes_guard_nodes(order, after);
	if (order->deed == &kubernetes_scale) {
		int64_t wanted = tree_get_int(tree_get(after, "spec"), "replicas", 0);
		int64_t now = tree_get_int(tree_get(order->object, "spec"), "replicas",
					   0);

		guard_scaler(order, wanted);
		kubernetes_guard_quota(order, owner, wanted - now);
	}
}
