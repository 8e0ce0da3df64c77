/* A patch as somebody wrote it, in one of the three ways that the API takes. */
#include "actuators/kubernetes_parts.h"
#include "formats/json.h"

enum { PATCH_BYTES_MAX = 64 << 10 };

static const struct {
	const char *name;
	enum kubernetes_write how;
	enum tree_kind body;
} types[] = {
	{ "strategic", KUBERNETES_STRATEGIC_PATCH, TREE_MAP },
	{ "merge", KUBERNETES_MERGE_PATCH, TREE_MAP },
	{ "json", KUBERNETES_JSON_PATCH, TREE_LIST },
};

static bool find_type(str name, size_t *ret_type, struct error *error)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_is(name.length > 0 ? name : STR("strategic"), types[i].name)) {
			*ret_type = i;
			return true;
		}
	return error_set(error, ERROR_INVALID,
			 "'type' is strategic, merge or json, not '" STR_FMT "'",
			 STR_ARG(str_clip(name, 40)));
}

static bool read_body(struct kubernetes_order *order, str patch, size_t type,
		      struct error *error)
{
	const struct tree *body;

	if (patch.length > PATCH_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "'patch' is longer than %d bytes", PATCH_BYTES_MAX);
	body = json_parse(order->arena, patch, error);
	if (!body)
		return error_wrap(error, "'patch'");
	if (body->kind != types[type].body || tree_count(body) == 0)
		return error_set(error, ERROR_INVALID,
				 "'patch' of type %s is a %s, and not empty",
				 types[type].name, tree_kind_name(types[type].body));
	if (kubernetes_holds_secret(order->arena, body))
		return error_set(error, ERROR_INVALID,
				 "'patch' seems to hold a secret, and plans are written "
				 "down: put it into a Secret of the cluster");
	order->change.how = types[type].how;
	order->change.body = body;
	return true;
}

static void watch(const struct kubernetes_order *order, const struct tree *object,
		  struct tree *watched)
{
	if (order->target.kind->has_template)
		kubernetes_watch_template(order, object, watched);
	kubernetes_watch_value(order->arena, watched, "labels",
			       kubernetes_metadata(object, "labels"));
	kubernetes_watch_value(order->arena, watched, "spec", tree_get(object, "spec"));
}

static bool plan_patch(struct kubernetes_order *order, struct error *error)
{
	size_t type = 0;
	str patch;

	if (!plan_need(order->call, "patch", &patch, error) ||
	    !find_type(plan_value(order->call, "type"), &type, error) ||
	    !read_body(order, patch, type, error))
		return false;
	kubernetes_word(order, "type", str_of(types[type].name));
	kubernetes_word(order, "patch", patch);
	order->undo_by_merge = true;
	return true;
}

const struct kubernetes_deed kubernetes_patch = {
	.name = "patch",
	.kinds = "deployment statefulset daemonset pod node",
	.class = ACTION_DESTRUCTIVE,
	.plan = plan_patch,
	.watch = watch,
	.rolls_out = true,
	.needs_room = true,
};
