/* A node that takes no new pods, and one that takes them again. */
#include "actuators/kubernetes_parts.h"

/* One of them is enough, and a node says much of itself. */
enum { NODES_MAX = 200 };

static void watch(const struct kubernetes_order *order, const struct tree *object,
		  struct tree *watched)
{
	kubernetes_watch_value(order->arena, watched, "unschedulable",
			       tree_at(object, "spec.unschedulable"));
}

static void plan(struct kubernetes_order *order, struct tree *value, const char *back)
{
	struct tree *body = tree_map(order->arena), *spec = tree_map(order->arena);
	str undo[] = { STR("do"), str_of(back) };

	tree_put(order->arena, spec, "unschedulable", value);
	tree_put(order->arena, body, "spec", spec);
	order->change.how = KUBERNETES_STRATEGIC_PATCH;
	order->change.body = body;
	order->undo = kubernetes_undo_plan(order->arena, undo, 2);
	order->undo_text = arena_format(order->arena, "%ss it", back);
}

static void warn_of_last(struct kubernetes_order *order)
{
	struct error error = { 0 };
	struct tree *nodes = NULL;
	size_t others = 0;

	if (!kubernetes_list(order->kubernetes, "/api/v1/nodes", NODES_MAX, &nodes,
			     &error)) {
		kubernetes_warn(order, "whether another node takes pods is not known: %s",
				error.text);
		return;
	}
	for (size_t i = 0; i < tree_count(nodes); i++)
		others += !tree_get_bool(tree_get(tree_nth(nodes, i), "spec"),
					 "unschedulable", false) &&
			  !str_equal(
				  tree_get_text(tree_get(tree_nth(nodes, i), "metadata"),
						"name"),
				  order->target.name);
	if (others == 0)
		kubernetes_warn(order, "no other node takes pods");
}

static bool plan_cordon(struct kubernetes_order *order, struct error *error)
{
	(void)error;
	plan(order, tree_bool(order->arena, true), "uncordon");
	order->title = STR("it takes no new pods; those it has stay");
	warn_of_last(order);
	return true;
}

static bool plan_uncordon(struct kubernetes_order *order, struct error *error)
{
	(void)error;
	plan(order, tree_null(order->arena), "cordon");
	order->title = STR("it takes new pods again");
	return true;
}

const struct kubernetes_deed kubernetes_cordon = {
	.name = "cordon",
	.kinds = "node",
	.class = ACTION_REVERSIBLE,
	.plan = plan_cordon,
	.watch = watch,
};
const struct kubernetes_deed kubernetes_uncordon = {
	.name = "uncordon",
	.kinds = "node",
	.class = ACTION_REVERSIBLE,
	.plan = plan_uncordon,
	.watch = watch,
	.stays = true,
};
