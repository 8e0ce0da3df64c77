/* How many pods a workload has. */
#include "actuators/kubernetes_parts.h"

#include <string.h>

enum {
	/* A slip of the finger, not a wish: Kubernetes itself would start them. */
	REPLICAS_MAX = 1000,
	/* So many times what there is asks for a second look. */
	GROWTH_WARNED = 4,
};

static str scale_path(const struct kubernetes_order *order)
{
	return arena_format(order->arena, STR_FMT "/scale",
			    STR_ARG(kubernetes_path(order->arena, &order->target)));
}

static void watch(const struct kubernetes_order *order, const struct tree *object,
		  struct tree *watched)
{
	kubernetes_watch_value(order->arena, watched, "replicas",
			       tree_at(object, "spec.replicas"));
}

static bool plan_scale(struct kubernetes_order *order, struct error *error)
{
	int64_t now = tree_get_int(tree_get(order->object, "spec"), "replicas", 0),
		wanted;
	struct tree *body = tree_map(order->arena), *spec = tree_map(order->arena);
	str said, was = arena_format(order->arena, "%lld", (long long)now);
	str back[] = { STR("do"), STR("scale"), STR("replicas"), was };

	if (!plan_need(order->call, "replicas", &said, error))
		return false;
	if (!str_to_int(said, &wanted) || wanted < 0 || wanted > REPLICAS_MAX)
		return error_set(error, ERROR_INVALID,
				 "'replicas' is a number from 0 to %d, not '" STR_FMT "'",
				 REPLICAS_MAX, STR_ARG(str_clip(said, 40)));
	kubernetes_word(order, "replicas", said);
	tree_put_int(order->arena, spec, "replicas", wanted);
	tree_put(order->arena, body, "spec", spec);
	order->change.how = KUBERNETES_MERGE_PATCH;
	order->change.body = body;
	order->undo = kubernetes_undo_plan(order->arena, back, 4);
	order->undo_text = arena_format(order->arena, "scales back to " STR_FMT,
					STR_ARG(was));
	if (wanted == 0) {
		order->class = ACTION_DESTRUCTIVE;
		kubernetes_warn(order, "with 0 pods it serves nobody");
	}
	if (now > 0 && wanted > GROWTH_WARNED * now)
		kubernetes_warn(order, "that is more than %d times as many",
				GROWTH_WARNED);
	return true;
}

const struct kubernetes_deed kubernetes_scale = {
	.name = "scale",
	.kinds = "deployment statefulset",
	.class = ACTION_REVERSIBLE,
	.plan = plan_scale,
	.watch = watch,
	.path = scale_path,
	.rolls_out = true,
};
