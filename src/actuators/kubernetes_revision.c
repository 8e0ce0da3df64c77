/* Puts an earlier revision's template back, exactly as kubectl rollout undo does: the
 * template without the hash, and the annotations that belong to it. Replicas, strategy
 * and what ConfigMaps and Secrets hold stay as they are. */
#include "actuators/kubernetes_parts.h"
#include "net/http_client.h"

#include <stdlib.h>

#define REVISION "deployment.kubernetes.io/revision"
#define HASH     "pod-template-hash"

enum { REVISIONS_MAX = 500, CONFIGS_BYTES_MAX = 2 << 10 };

struct revision {
	const struct tree *holder;
	int64_t number;
};

/* -- which there are -- */

static bool is_held_by(const struct tree *holder, str uid)
{
	const struct tree *owners = kubernetes_metadata(holder, "ownerReferences");

	for (size_t i = 0; i < tree_count(owners); i++)
		if (tree_get_bool(tree_nth(owners, i), "controller", false) &&
		    str_equal(tree_get_text(tree_nth(owners, i), "uid"), uid))
			return uid.length > 0;
	return false;
}

static int64_t number_of(const struct tree *holder)
{
	str said = tree_get_text(kubernetes_metadata(holder, "annotations"), REVISION);
	int64_t number = 0;

	if (tree_get(holder, "data"))
		return tree_get_int(holder, "revision", 0);
	return str_to_int(said, &number) ? number : 0;
}

static int newest_first(const void *a, const void *b)
{
	int64_t one = ((const struct revision *)a)->number;
	int64_t other = ((const struct revision *)b)->number;

	return (one < other) - (one > other);
}

static bool read_revisions(const struct kubernetes_order *order,
			   struct revision **ret_revisions, size_t *ret_count,
			   struct error *error)
{
	bool is_deployment = str_is(STR("deployment"), order->target.kind->name);
	str beside = kubernetes_path_beside(order->arena, &order->target, "/apis/apps/v1",
					    is_deployment ? "replicasets"
							  : "controllerrevisions");
	/* Of a namespace there may be thousands; these are some. */
	str selector = kubernetes_selector_text(order->arena,
						tree_at(order->object, "spec.selector"));
	str path = arena_format(order->arena, STR_FMT "?labelSelector=" STR_FMT,
				STR_ARG(beside),
				STR_ARG(url_encode(order->arena, selector)));
	str uid = tree_get_text(tree_get(order->object, "metadata"), "uid");
	struct revision *found;
	struct tree *items;
	size_t count = 0;

	if (!kubernetes_list(order->kubernetes, path.bytes, REVISIONS_MAX, &items, error))
		return false;
	found = arena_many(order->arena, struct revision, tree_count(items) + 1);
	for (size_t i = 0; i < tree_count(items); i++)
		if (is_held_by(tree_nth(items, i), uid) &&
		    number_of(tree_nth(items, i)) > 0)
			found[count++] = (struct revision){
				tree_nth(items, i), number_of(tree_nth(items, i))
			};
	qsort(found, count, sizeof(*found), newest_first);
	*ret_revisions = found;
	*ret_count = count;
	return true;
}

static bool wanted_number(const struct kubernetes_order *order, int64_t *ret_number,
			  struct error *error)
{
	str said = plan_value(order->call, "revision");

	*ret_number = 0;
	if (said.length == 0 || (str_to_int(said, ret_number) && *ret_number > 0))
		return true;
	return error_set(error, ERROR_INVALID,
			 "'revision' is a number above 0, not '" STR_FMT "'",
			 STR_ARG(str_clip(said, 40)));
}

/* The exact one; 0: the one before the newest. */
static const struct revision *choose(const struct revision *all, size_t count,
				     int64_t number, struct error *error)
{
	if (number == 0 && count >= 2)
		return &all[1];
	for (size_t i = 0; number > 0 && i < count; i++)
		if (all[i].number == number)
			return &all[i];
	if (number == 0)
		error_set(error, ERROR_INVALID,
			  "there is no earlier revision: nothing to go back to");
	else
		error_set(error, ERROR_INVALID,
			  "revision %lld is not kept: there are %lld to %lld",
			  (long long)number,
			  (long long)(count > 0 ? all[count - 1].number : 0),
			  (long long)(count > 0 ? all[0].number : 0));
	return NULL;
}

/* -- of a Deployment -- */

static const struct tree *without_hash(struct arena *arena, const struct tree *template)
{
	const struct tree *metadata = tree_get(template, "metadata");
	const struct tree *labels = tree_get(metadata, "labels");
	struct tree *copy, *inner;

	if (!tree_get(labels, HASH))
		return template;
	copy = kubernetes_without(arena, template, "");
	inner = kubernetes_without(arena, metadata, "");
	tree_put(arena, inner, "labels", kubernetes_without(arena, labels, HASH));
	tree_put(arena, copy, "metadata", inner);
	return copy;
}

/* Of these the Deployment's own count, of all others the ReplicaSet's, so that the cause
 * of the change goes back as well. */
static bool is_deployments_own(str name)
{
	static const char *const names[] = {
		"kubectl.kubernetes.io/last-applied-configuration",
		REVISION,
		"deployment.kubernetes.io/revision-history",
		"deployment.kubernetes.io/desired-replicas",
		"deployment.kubernetes.io/max-replicas",
		"deprecated.deployment.rollback.to",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static void take(struct arena *arena, struct tree *all, const struct tree *from, bool own)
{
	for (size_t i = 0; i < tree_count(from); i++)
		if (is_deployments_own(tree_nth_name(from, i)) == own)
			tree_put_str(arena, all, tree_nth_name(from, i),
				     from->list.items[i].value);
}

static struct tree *operation(struct arena *arena, const char *how, str path,
			      const struct tree *value)
{
	struct tree *one = tree_map(arena);

	tree_put_text(arena, one, "op", str_of(how));
	tree_put_text(arena, one, "path", path);
	tree_put(arena, one, "value", (struct tree *)(uintptr_t)value);
	return one;
}

static bool plan_deployment(struct kubernetes_order *order, const struct revision *to,
			    struct error *error)
{
	struct arena *arena = order->arena;
	const struct tree *known = kubernetes_metadata(order->object, "annotations");
	const struct tree *template = without_hash(arena,
						   tree_at(to->holder, "spec.template"));
	struct tree *annotations = tree_map(arena), *patch = tree_list(arena);

	if (tree_get_bool(tree_get(order->object, "spec"), "paused", false))
		return error_set(error, ERROR_CONFLICT,
				 "it is paused: it cannot be rolled back until it is "
				 "resumed");
	if (!template)
		return error_set(error, ERROR_UNAVAILABLE,
				 "revision %lld has no template", (long long)to->number);
	if (kubernetes_equal(template, without_hash(arena, tree_at(order->object,
								   "spec.template"))))
		return error_set(error, ERROR_CONFLICT,
				 "skipped: its template is that of revision %lld already",
				 (long long)to->number);
	take(arena, annotations, known, true);
	take(arena, annotations, kubernetes_metadata(to->holder, "annotations"), false);
	tree_add(arena, patch,
		 operation(arena, "replace", STR("/spec/template"), template));
	tree_add(arena, patch,
		 operation(arena, known ? "replace" : "add", STR("/metadata/annotations"),
			   annotations));
	order->change.how = KUBERNETES_JSON_PATCH;
	order->change.body = patch;
	return true;
}

/* -- what goes with it -- */

static void add_name(struct arena *arena, struct text *names, const char *kind, str name)
{
	str whole = arena_format(arena, "%s " STR_FMT, kind, STR_ARG(name));

	if (name.length == 0 || str_contains(text_of(names), whole))
		return;
	if (names->length > 0)
		text_add(names, STR(", "));
	text_add(names, whole);
}

static void add_sources(struct arena *arena, struct text *names, const struct tree *list,
			const char *config, const char *secret)
{
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *one = tree_nth(list, i);
		const struct tree *from = tree_get(one, "valueFrom");
		const struct tree *where = from ? from : one;

		add_name(arena, names, "ConfigMap",
			 tree_get_text(tree_get(where, config), "name"));
		add_name(arena, names, "Secret",
			 tree_get_text(tree_get(where, secret), "name"));
		add_name(arena, names, "Secret",
			 tree_get_text(tree_get(where, secret), "secretName"));
	}
}

/* What the pods read at their start: an undo brings back the template, not these. */
static void note_configs(struct kubernetes_order *order, const struct tree *template)
{
	struct text names = text_new(order->arena, CONFIGS_BYTES_MAX);
	const struct tree *containers = tree_at(template, "spec.containers");

	add_sources(order->arena, &names, tree_at(template, "spec.volumes"), "configMap",
		    "secret");
	for (size_t i = 0; i < tree_count(containers); i++) {
		const struct tree *one = tree_nth(containers, i);

		add_sources(order->arena, &names, tree_get(one, "env"), "configMapKeyRef",
			    "secretKeyRef");
		add_sources(order->arena, &names, tree_get(one, "envFrom"),
			    "configMapRef", "secretRef");
	}
	kubernetes_note(order, "stays as it is: replicas, strategy%s" STR_FMT,
			names.length > 0 ? " and what these hold: " : "",
			STR_ARG(text_of(&names)));
}

static void plan_way_back(struct kubernetes_order *order, const struct revision *from,
			  const struct revision *to)
{
	str now = arena_format(order->arena, "%lld", (long long)from->number);
	str plan[] = { STR("do"), STR("undo"), STR("revision"), now };

	order->title = arena_format(order->arena, "revision " STR_FMT " → %lld",
				    STR_ARG(now), (long long)to->number);
	order->undo = kubernetes_undo_plan(order->arena, plan, 4);
	order->undo_text = arena_format(order->arena,
					"puts revision " STR_FMT " back the same way",
					STR_ARG(now));
}

static bool plan_undo(struct kubernetes_order *order, struct error *error)
{
	struct revision *all = NULL;
	const struct revision *to;
	size_t count = 0;
	int64_t number = 0;

	if (!wanted_number(order, &number, error) ||
	    !read_revisions(order, &all, &count, error))
		return false;
	to = choose(all, count, number, error);
	if (!to)
		return false;
	kubernetes_word(order, "revision",
			arena_format(order->arena, "%lld", (long long)to->number));
	if (str_is(STR("deployment"), order->target.kind->name)) {
		if (!plan_deployment(order, to, error))
			return false;
		note_configs(order, tree_at(to->holder, "spec.template"));
	} else {
		order->change.how = KUBERNETES_STRATEGIC_PATCH;
		order->change.body = tree_get(to->holder, "data");
	}
	plan_way_back(order, &all[0], to);
	return true;
}

const struct kubernetes_deed kubernetes_undo = {
	.name = "undo",
	.kinds = "deployment statefulset daemonset",
	.class = ACTION_REVERSIBLE,
	.plan = plan_undo,
	.watch = kubernetes_watch_template,
	.rolls_out = true,
	.stays = true,
};
