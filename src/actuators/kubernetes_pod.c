/* One pod: deleted, so that its owner starts another. */
#include "actuators/kubernetes_parts.h"

static const struct tree *controller_of(const struct tree *object)
{
	const struct tree *owners = kubernetes_metadata(object, "ownerReferences");

	for (size_t i = 0; i < tree_count(owners); i++)
		if (tree_get_bool(tree_nth(owners, i), "controller", false))
			return tree_nth(owners, i);
	return NULL;
}

/* This one, not another that has its name by then. */
void kubernetes_delete_this(struct kubernetes_order *order)
{
	struct arena *arena = order->arena;
	struct tree *options = tree_map(arena), *preconditions = tree_map(arena);

	tree_put_text(arena, preconditions, "uid",
		      tree_get_text(tree_get(order->object, "metadata"), "uid"));
	tree_put_text(arena, options, "apiVersion", STR("v1"));
	tree_put_text(arena, options, "kind", STR("DeleteOptions"));
	tree_put(arena, options, "preconditions", preconditions);
	order->change.how = KUBERNETES_DELETE;
	order->change.body = options;
}

/* Nobody owns it: it would not come back. */
static bool take_bare(struct kubernetes_order *order, struct error *error)
{
	if (!str_is(plan_value(order->call, "bare"), "delete"))
		return error_set(error, ERROR_FORBIDDEN,
				 "nothing owns this pod, so none would come back: only "
				 "with bare=delete in the plan");
	kubernetes_word(order, "bare", STR("delete"));
	order->class = ACTION_DESTRUCTIVE;
	order->undo_text = STR("there is no way back: nothing starts it again");
	kubernetes_warn(order, "nothing owns this pod: it will not come back");
	return true;
}

static bool plan_delete(struct kubernetes_order *order, struct error *error)
{
	const struct tree *owner = controller_of(order->object);
	str kind = tree_get_text(owner, "kind");

	kubernetes_delete_this(order);
	if (!owner)
		return take_bare(order, error);
	if (str_is(kind, "Node"))
		return error_set(error, ERROR_INVALID,
				 "it mirrors what a node runs by itself: deleting it "
				 "restarts nothing");
	order->title = arena_format(order->arena,
				    "its " STR_FMT " " STR_FMT " starts another",
				    STR_ARG(kind), STR_ARG(tree_get_text(owner, "name")));
	order->undo_text = STR("there is no way back, and nothing to put back: another "
			       "pod comes in its place");
	return true;
}

const struct kubernetes_deed kubernetes_delete_pod = {
	.name = "delete-pod",
	.kinds = "pod",
	.class = ACTION_REVERSIBLE,
	.plan = plan_delete,
	.removes = true,
	.ends_pods = true,
	.stays = true,
};
