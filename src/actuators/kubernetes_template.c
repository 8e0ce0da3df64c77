/* What containers of a workload are given: resources and variables. Always of one that is
 * named: a change of all of them hits sidecars and what runs before the start. */
#include "actuators/kubernetes_parts.h"
#include "core/evidence/evidence.h"

#define NONE "none" /* as a value: it is taken away */

enum { VALUE_BYTES_MAX = 32 << 10, NAME_BYTES_MAX = 256 };

/* -- the container -- */

struct place {
	const char *list; /* "containers" or "initContainers" */
	const struct tree *container;
};

static const struct tree *item_named(const struct tree *list, str name)
{
	for (size_t i = 0; i < tree_count(list); i++)
		if (str_equal(tree_get_text(tree_nth(list, i), "name"), name))
			return tree_nth(list, i);
	return NULL;
}

static str names_of(struct arena *arena, const struct tree *list)
{
	struct text names = text_new(arena, 1 << 10);

	for (size_t i = 0; i < tree_count(list); i++)
		text_addf(&names, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(tree_get_text(tree_nth(list, i), "name")));
	return text_of(&names);
}

static bool find_container(struct kubernetes_order *order, struct place *ret_place,
			   struct error *error)
{
	static const char *const lists[] = { "containers", "initContainers" };
	const struct tree *spec = tree_at(order->object, "spec.template.spec");
	str name;

	if (!plan_need(order->call, "container", &name, error) ||
	    !kubernetes_name_check("container", name, error))
		return false;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct tree *found = item_named(tree_get(spec, lists[i]), name);

		if (!found)
			continue;
		kubernetes_word(order, "container", name);
		*ret_place = (struct place){ lists[i], found };
		return true;
	}
	return error_set(error, ERROR_INVALID,
			 "it has no container '" STR_FMT "', but " STR_FMT, STR_ARG(name),
			 STR_ARG(names_of(order->arena, tree_get(spec, "containers"))));
}

/* {"spec": {"template": {"spec": {LIST: [{"name": NAME, MEMBER: VALUE}]}}}} */
static void patch_container(struct kubernetes_order *order, const struct place *place,
			    const char *member, struct tree *value)
{
	struct arena *arena = order->arena;
	struct tree *container = tree_map(arena), *list = tree_list(arena);
	struct tree *inner = tree_map(arena), *template = tree_map(arena);
	struct tree *spec = tree_map(arena), *body = tree_map(arena);

	tree_put_text(arena, container, "name", tree_get_text(place->container, "name"));
	tree_put(arena, container, member, value);
	tree_add(arena, list, container);
	tree_put(arena, inner, place->list, list);
	tree_put(arena, template, "spec", inner);
	tree_put(arena, spec, "template", template);
	tree_put(arena, body, "spec", spec);
	order->change.how = KUBERNETES_STRATEGIC_PATCH;
	order->change.body = body;
}

/* -- resources -- */

static const struct {
	const char *name, *group, *resource;
} amounts[] = {
	{ "limit_memory", "limits", "memory" },
	{ "limit_cpu", "limits", "cpu" },
	{ "request_memory", "requests", "memory" },
	{ "request_cpu", "requests", "cpu" },
};
enum { AMOUNTS = sizeof(amounts) / sizeof(amounts[0]) };

static bool check_amount(const char *name, str said, struct error *error)
{
	double unused;

	if (str_is(said, NONE) || (kubernetes_quantity(said, &unused) && unused > 0))
		return true;
	return error_set(error, ERROR_INVALID,
			 "'%s' is an amount such as 512Mi or 500m, or none, not '" STR_FMT
			 "'",
			 name, STR_ARG(str_clip(said, 40)));
}

/* Puts it into the patch and, as it is now, into the plan of the way back. */
static void add_amount(struct kubernetes_order *order, const struct tree *container,
		       size_t which, str said, struct tree *resources)
{
	const char *group = amounts[which].group, *resource = amounts[which].resource;
	str now = tree_get_text(tree_get(tree_get(container, "resources"), group),
				resource);
	struct tree *known = (struct tree *)(uintptr_t)tree_get(resources, group);

	if (!known) {
		known = tree_map(order->arena);
		tree_put(order->arena, resources, group, known);
	}
	tree_put(order->arena, known, resource,
		 str_is(said, NONE) ? tree_null(order->arena)
				    : tree_text(order->arena, said));
	tree_put_text(order->arena, order->undo, amounts[which].name,
		      now.length > 0 ? now : STR(NONE));
	kubernetes_word(order, amounts[which].name, said);
}

static bool plan_resources(struct kubernetes_order *order, struct error *error)
{
	struct tree *resources = tree_map(order->arena);
	struct place place = { 0 };
	size_t count = 0;

	if (!find_container(order, &place, error))
		return false;

	str back[] = { STR("do"), STR("set-resources"), STR("container"),
		       tree_get_text(place.container, "name") };

	order->undo = kubernetes_undo_plan(order->arena, back, 4);
	order->undo_text = STR("sets them back to what they are now");
	for (size_t i = 0; i < AMOUNTS; i++) {
		str said = plan_value(order->call, amounts[i].name);

		if (said.length == 0)
			continue;
		if (!check_amount(amounts[i].name, said, error))
			return false;
		add_amount(order, place.container, i, said, resources);
		count++;
	}
	if (count == 0)
		return error_set(error, ERROR_INVALID,
				 "the plan says none of limit_memory, limit_cpu, "
				 "request_memory and request_cpu");
	patch_container(order, &place, "resources", resources);
	return true;
}

const struct kubernetes_deed kubernetes_set_resources = {
	.name = "set-resources",
	.kinds = "deployment statefulset daemonset",
	.class = ACTION_REVERSIBLE,
	.plan = plan_resources,
	.watch = kubernetes_watch_template,
	.rolls_out = true,
	.needs_room = true,
};

/* -- variables -- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
	       c == '-';
}

static bool check_name(str name, struct error *error)
{
	bool good = name.length > 0 && name.length <= NAME_BYTES_MAX &&
		    name.bytes[0] != '-';

	for (size_t i = 0; good && i < name.length; i++)
		good = is_word(name.bytes[i]) ||
		       (i > 0 && name.bytes[i] >= '0' && name.bytes[i] <= '9');
	return good ||
	       error_set(error, ERROR_INVALID, "'" STR_FMT "' is no name of a variable",
			 STR_ARG(str_clip(name, 60)));
}

/* Plans are written down: a secret belongs into a Secret. */
static bool is_secret(const struct kubernetes_order *order, str name, str value)
{
	str pair = arena_format(order->arena, STR_FMT "=" STR_FMT, STR_ARG(name),
				STR_ARG(value));

	return !str_equal(pair, secrets_mask(order->arena, pair));
}

static void undo_by_revision(struct kubernetes_order *order)
{
	str revision = tree_get_text(kubernetes_metadata(order->object, "annotations"),
				     "deployment.kubernetes.io/revision");
	str back[] = { STR("do"), STR("undo"), STR("revision"), revision };

	order->undo_text = STR("there is no way back: what was there may be a secret, or "
			       "comes from elsewhere");
	if (revision.length == 0)
		return;
	order->undo = kubernetes_undo_plan(order->arena, back, 4);
	order->undo_text = arena_format(order->arena,
					"puts revision " STR_FMT " back, with all it had",
					STR_ARG(revision));
}

static void plan_env_back(struct kubernetes_order *order, const struct place *place,
			  str name)
{
	const struct tree *was = item_named(tree_get(place->container, "env"), name);
	str container = tree_get_text(place->container, "name");
	str value = tree_get_text(was, "value");
	str gone[] = { STR("do"), STR("unset-env"), STR("container"),
		       container, STR("name"),      name };
	str set[] = { STR("do"),   STR("set-env"), STR("container"), container,
		      STR("name"), name,           STR("value"),     value };

	if (!was) {
		order->undo = kubernetes_undo_plan(order->arena, gone, 6);
		order->undo_text = STR("takes it away again");
	} else if (tree_get(was, "valueFrom") || value.length == 0 ||
		   is_secret(order, name, value)) {
		undo_by_revision(order);
	} else {
		order->undo = kubernetes_undo_plan(order->arena, set, 8);
		order->undo_text = STR("sets it back to what it is now");
	}
}

static void patch_env(struct kubernetes_order *order, const struct place *place,
		      struct tree *variable)
{
	struct tree *list = tree_list(order->arena);

	tree_add(order->arena, list, variable);
	patch_container(order, place, "env", list);
}

static bool find_variable(struct kubernetes_order *order, struct place *place,
			  str *ret_name, struct error *error)
{
	if (!find_container(order, place, error) ||
	    !plan_need(order->call, "name", ret_name, error) ||
	    !check_name(*ret_name, error))
		return false;
	kubernetes_word(order, "name", *ret_name);
	plan_env_back(order, place, *ret_name);
	return true;
}

static bool plan_set_env(struct kubernetes_order *order, struct error *error)
{
	struct tree *variable = tree_map(order->arena);
	struct place place = { 0 };
	str name = { 0 }, value;

	if (!find_variable(order, &place, &name, error) ||
	    !plan_need(order->call, "value", &value, error))
		return false;
	if (value.length > VALUE_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "'value' is longer than %d bytes", VALUE_BYTES_MAX);
	if (is_secret(order, name, value))
		return error_set(error, ERROR_INVALID,
				 "that looks like a secret, and plans are written down: "
				 "put it into a Secret of the cluster");
	kubernetes_word(order, "value", value);
	tree_put_text(order->arena, variable, "name", name);
	tree_put_text(order->arena, variable, "value", value);
	/* Of both the server would take neither. */
	tree_put(order->arena, variable, "valueFrom", tree_null(order->arena));
	patch_env(order, &place, variable);
	order->title = arena_format(order->arena, STR_FMT " becomes " STR_FMT,
				    STR_ARG(name), STR_ARG(str_clip(value, 200)));
	return true;
}

const struct kubernetes_deed kubernetes_set_env = {
	.name = "set-env",
	.kinds = "deployment statefulset daemonset",
	.class = ACTION_REVERSIBLE,
	.plan = plan_set_env,
	.watch = kubernetes_watch_template,
	.rolls_out = true,
};

static bool plan_unset_env(struct kubernetes_order *order, struct error *error)
{
	struct tree *variable = tree_map(order->arena);
	struct place place = { 0 };
	str name = { 0 };

	if (!find_variable(order, &place, &name, error))
		return false;
	if (!item_named(tree_get(place.container, "env"), name))
		return error_set(error, ERROR_CONFLICT,
				 "skipped: it has no variable " STR_FMT, STR_ARG(name));
	tree_put_text(order->arena, variable, "name", name);
	tree_put_text(order->arena, variable, "$patch", STR("delete"));
	patch_env(order, &place, variable);
	return true;
}

const struct kubernetes_deed kubernetes_unset_env = {
	.name = "unset-env",
	.kinds = "deployment statefulset daemonset",
	.class = ACTION_REVERSIBLE,
	.plan = plan_unset_env,
	.watch = kubernetes_watch_template,
	.rolls_out = true,
};
