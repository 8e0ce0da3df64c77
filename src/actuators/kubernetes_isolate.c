/* Cuts pods off from the network, to contain what they do or what is done to them, and
 * keeps them as they are for whoever looks at them afterwards. */
#include "actuators/kubernetes_parts.h"
#include "net/http_client.h"

enum { COVERED_MAX = 500, COVERED_SHOWN = 5 };

#define POLICIES   "/apis/networking.k8s.io/v1", "networkpolicies"
#define MANAGED_BY "app.kubernetes.io/managed-by"

static str policy_name(const struct kubernetes_order *order)
{
	return arena_format(order->arena, "stanch-isolate-" STR_FMT,
			    STR_ARG(str_clip(order->target.name, 200)));
}

static str policy_path(const struct kubernetes_order *order)
{
	str beside = kubernetes_path_beside(order->arena, &order->target, POLICIES);

	return arena_format(order->arena, STR_FMT "/" STR_FMT, STR_ARG(beside),
			    STR_ARG(policy_name(order)));
}

static void watch(const struct kubernetes_order *order, const struct tree *object,
		  struct tree *watched)
{
	kubernetes_watch_value(order->arena, watched, "policy", tree_get(object, "spec"));
}

/* -- whom it covers -- */

/* A workload says by which labels it knows its pods; a pod has only its own. */
static bool find_selector(struct kubernetes_order *order, struct tree **ret_selector,
			  struct error *error)
{
	struct tree *object = NULL, *selector = tree_map(order->arena);
	const struct tree *found;

	if (!kubernetes_get(order->kubernetes,
			    kubernetes_path(order->arena, &order->target).bytes, &object,
			    error))
		return false;
	found = order->target.kind->has_template
			? tree_at(object, "spec.selector.matchLabels")
			: kubernetes_metadata(object, "labels");
	/* An empty selector is every pod of the namespace. */
	if (tree_count(found) == 0)
		return error_set(error, ERROR_INVALID,
				 "its pods have no labels by which to find them");
	tree_put(order->arena, selector, "matchLabels", (struct tree *)(uintptr_t)found);
	*ret_selector = selector;
	return true;
}

static void note_covered(struct kubernetes_order *order, const struct tree *selector)
{
	str pods = kubernetes_path_beside(order->arena, &order->target, "/api/v1",
					  "pods");
	str path = arena_format(
		order->arena, STR_FMT "?labelSelector=" STR_FMT, STR_ARG(pods),
		STR_ARG(url_encode(order->arena,
				   kubernetes_selector_text(order->arena, selector))));
	struct text names = text_new(order->arena, 2 << 10);
	struct error error = { 0 };
	struct tree *items = NULL;

	if (!kubernetes_list(order->kubernetes, path.bytes, COVERED_MAX, &items,
			     &error)) {
		kubernetes_warn(order, "which pods it covers is not known: %s",
				error.text);
		return;
	}
	for (size_t i = 0; i < tree_count(items) && i < COVERED_SHOWN; i++)
		text_addf(&names, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(tree_get_text(tree_get(tree_nth(items, i), "metadata"),
						"name")));
	kubernetes_note(order, "covers %zu pod%s: " STR_FMT "%s", tree_count(items),
			tree_count(items) == 1 ? "" : "s", STR_ARG(text_of(&names)),
			tree_count(items) > COVERED_SHOWN ? ", …" : "");
	if (!order->target.kind->has_template && tree_count(items) > 1)
		kubernetes_warn(order,
				"%zu pods have the same labels: all of them are cut off",
				tree_count(items));
}

/* -- isolate -- */

static struct tree *policy(const struct kubernetes_order *order, struct tree *selector)
{
	struct arena *arena = order->arena;
	struct tree *whole = tree_map(arena), *metadata = tree_map(arena);
	struct tree *labels = tree_map(arena), *spec = tree_map(arena);
	struct tree *ways = tree_list(arena);

	tree_put_text(arena, labels, MANAGED_BY, STR("stanch"));
	tree_put_text(arena, metadata, "name", policy_name(order));
	tree_put(arena, metadata, "labels", labels);
	tree_add(arena, ways, tree_text(arena, STR("Ingress")));
	tree_add(arena, ways, tree_text(arena, STR("Egress")));
	tree_put(arena, spec, "podSelector", selector);
	tree_put(arena, spec, "policyTypes", ways);
	tree_put_text(arena, whole, "apiVersion", STR("networking.k8s.io/v1"));
	tree_put_text(arena, whole, "kind", STR("NetworkPolicy"));
	tree_put(arena, whole, "metadata", metadata);
	tree_put(arena, whole, "spec", spec);
	return whole;
}

static bool plan_isolate(struct kubernetes_order *order, struct error *error)
{
	struct tree *selector = NULL;
	str back[] = { STR("do"), STR("release") };

	if (tree_count(order->object) > 0)
		return error_set(error, ERROR_CONFLICT,
				 "skipped: the NetworkPolicy " STR_FMT
				 " is there already",
				 STR_ARG(policy_name(order)));
	if (!find_selector(order, &selector, error))
		return false;
	order->change.how = KUBERNETES_POST;
	order->change.path =
		kubernetes_path_beside(order->arena, &order->target, POLICIES).bytes;
	order->change.body = policy(order, selector);
	order->title = arena_format(order->arena,
				    "nothing reaches its pods and they reach nothing: "
				    "NetworkPolicy " STR_FMT,
				    STR_ARG(policy_name(order)));
	order->undo = kubernetes_undo_plan(order->arena, back, 2);
	order->undo_text = STR("releases it: takes that NetworkPolicy away");
	note_covered(order, selector);
	kubernetes_warn(order, "it holds only where the cluster's network heeds "
			       "NetworkPolicies, and other policies may allow more");
	return true;
}

const struct kubernetes_deed kubernetes_isolate = {
	.name = "isolate",
	.kinds = "deployment statefulset daemonset pod",
	.class = ACTION_REVERSIBLE,
	.plan = plan_isolate,
	.watch = watch,
	.path = policy_path,
	.may_be_absent = true,
};

/* -- release -- */

static bool plan_release(struct kubernetes_order *order, struct error *error)
{
	const struct tree *labels = kubernetes_metadata(order->object, "labels");
	str back[] = { STR("do"), STR("isolate") };

	if (!str_is(tree_get_text(labels, MANAGED_BY), "stanch"))
		return error_set(error, ERROR_FORBIDDEN,
				 "the NetworkPolicy " STR_FMT " is none of ours",
				 STR_ARG(policy_name(order)));
	kubernetes_delete_this(order);
	order->title = arena_format(order->arena, "takes NetworkPolicy " STR_FMT " away",
				    STR_ARG(policy_name(order)));
	order->undo = kubernetes_undo_plan(order->arena, back, 2);
	order->undo_text = STR("isolates it again");
	return true;
}

const struct kubernetes_deed kubernetes_release = {
	.name = "release",
	.kinds = "deployment statefulset daemonset pod",
	.class = ACTION_REVERSIBLE,
	.plan = plan_release,
	.path = policy_path,
	.removes = true,
	.stays = true,
};
