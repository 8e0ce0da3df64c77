/* Changes a Kubernetes cluster of "clusters" by its API, with what kubectl means by the
 * same words. The target names the object, the plan's "do" says what. */
#include "actuators/kubernetes_parts.h"
#include "base/hash.h"
#include "formats/json.h"

#include <string.h>

enum {
	LINES_BYTES_MAX = 8 << 10,
	UNDO_BYTES_MAX = 16 << 10,
	/* The status of an object moves all the time: what was refused only because of
	 * that was not done, and is tried again on what is there now. */
	TRIES_MAX = 5,
};

static const struct kubernetes_deed *const deeds[] = {
	&kubernetes_undo,          &kubernetes_restart,    &kubernetes_scale,
	&kubernetes_set_resources, &kubernetes_set_env,    &kubernetes_unset_env,
	&kubernetes_patch,         &kubernetes_delete_pod, &kubernetes_cordon,
	&kubernetes_uncordon,      &kubernetes_isolate,    &kubernetes_release,
	&kubernetes_status,
};

static const struct kubernetes_deed *deed_named(str name)
{
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (str_is(name, deeds[i]->name))
			return deeds[i];
	return NULL;
}

static bool takes_kind(const struct kubernetes_deed *deed, const char *kind)
{
	str rest = str_of(deed->kinds), one;

	while (str_next(&rest, ' ', &one))
		if (str_is(one, kind))
			return true;
	return false;
}

static bool find_deed(struct kubernetes_order *order, struct error *error)
{
	str name;

	if (!plan_need(order->call, "do", &name, error))
		return false;
	order->deed = deed_named(name);
	if (!order->deed)
		return error_set(error, ERROR_INVALID,
				 "'do' is '" STR_FMT "', which is none of ours",
				 STR_ARG(str_clip(name, 40)));
	if (!takes_kind(order->deed, order->target.kind->name))
		return error_set(error, ERROR_INVALID, "%s is for %s, not for a %s",
				 order->deed->name, order->deed->kinds,
				 order->target.kind->name);
	return true;
}

/* -- the order -- */

static struct kubernetes_order order_new(const struct actuator_call *call)
{
	return (struct kubernetes_order){
		.call = call,
		.arena = call->arena,
		.warning = text_new(call->arena, LINES_BYTES_MAX),
		.notes = text_new(call->arena, LINES_BYTES_MAX),
	};
}

/* Which deed, on which object, of which cluster. The caller closes the cluster. */
static bool order_open(struct kubernetes_order *order, struct error *error)
{
	return kubernetes_target_read(order->call->target, &order->target, error) &&
	       find_deed(order, error) &&
	       kubernetes_reach(order->call, &order->target, &order->kubernetes, error);
}

static const char *object_path(const struct kubernetes_order *order)
{
	str path = order->deed->path ? order->deed->path(order)
				     : kubernetes_path(order->arena, &order->target);

	return arena_c_string(order->arena, path);
}

/* Runbooks say "deployment" of what is a StatefulSet: the name is looked for. */
static void tell_other_kind(const struct kubernetes_order *order, struct error *error)
{
	static const char *const words[] = { "deployment", "statefulset", "daemonset" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct kubernetes_target other = order->target;
		struct error unheeded;
		struct tree *found;
		str target = arena_format(
			order->arena, STR_FMT "/" STR_FMT "/%s/" STR_FMT,
			STR_ARG(other.cluster), STR_ARG(other.namespace), words[i],
			STR_ARG(other.name));

		if (str_is(str_of(other.kind->name), words[i]) ||
		    !kubernetes_target_read(target, &other, &unheeded) ||
		    !kubernetes_get(order->kubernetes,
				    kubernetes_path(order->arena, &other).bytes, &found,
				    &unheeded))
			continue;
		error_wrap(error, "it is a %s and no %s", words[i],
			   order->target.kind->name);
		return;
	}
}

static bool read_object(struct kubernetes_order *order, struct error *error)
{
	struct tree *object = NULL;

	if (kubernetes_get(order->kubernetes, object_path(order), &object, error)) {
		order->object = object;
		return true;
	}
	if (error->kind == ERROR_NOT_FOUND && order->deed->may_be_absent) {
		order->object = tree_map(order->arena);
		return true;
	}
	if (error->kind == ERROR_NOT_FOUND && order->target.kind->has_template &&
	    !order->deed->removes)
		tell_other_kind(order, error);
	return false;
}

/* Made new each time, of what is there now. */
static bool make(struct kubernetes_order *order, struct error *error)
{
	order->words = tree_list(order->arena);
	tree_add(order->arena, order->words,
		 tree_text(order->arena, str_of(order->deed->name)));
	tree_add(order->arena, order->words,
		 tree_text(order->arena, order->call->target));
	order->class = order->deed->class;
	order->change = (struct kubernetes_change){ .path = object_path(order) };
	return read_object(order, error) && order->deed->plan(order, error);
}

static struct tree *watched(const struct kubernetes_order *order,
			    const struct tree *object)
{
	struct tree *parts = tree_map(order->arena);

	/* What the request makes has another one at its rehearsal. */
	if (!order->deed->may_be_absent)
		kubernetes_watch_value(order->arena, parts, "uid",
				       kubernetes_metadata(object, "uid"));
	if (order->deed->watch)
		order->deed->watch(order, object, parts);
	return parts;
}

static str body_digest(const struct kubernetes_order *order)
{
	return order->change.body ? sha256_hex(order->arena,
					       sha256_of(json_write(order->arena,
								    order->change.body)))
				  : STR("");
}

/* -- preview -- */

/* What the server says would come of it: it checks the request as it would the real
 * one. */
static bool rehearse(struct kubernetes_order *order, const struct tree **ret_after,
		     struct error *error)
{
	struct kubernetes_change change = order->change;
	struct tree *after = NULL;
	bool unknown;

	change.dry_run = true;
	if (!kubernetes_write(order->kubernetes, &change, &after, &unknown, error))
		return error_wrap(error, "would be refused");
	*ret_after = order->deed->removes ? tree_map(order->arena) : after;
	return true;
}

static void find_undo(struct kubernetes_order *order, const struct tree *after)
{
	struct tree *back;
	str patch;

	if (!order->undo_by_merge)
		return;
	back = kubernetes_merge_back(order->arena, after, order->object);
	patch = back ? json_write(order->arena, back) : STR("");
	order->undo_text = STR("there is no way back: it would be too long, or hold what "
			       "looks like a secret");
	if (!back || patch.length > UNDO_BYTES_MAX ||
	    kubernetes_holds_secret(order->arena, back))
		return;

	str plan[] = { STR("do"),    STR("patch"), STR("type"),
		       STR("merge"), STR("patch"), patch };

	order->undo = kubernetes_undo_plan(order->arena, plan, 6);
	order->undo_text = STR("puts back what differs now, and nothing else");
}

static str preview_text(struct kubernetes_order *order, str lines)
{
	struct text text = text_new(order->arena, 3 * LINES_BYTES_MAX);

	text_addf(&text, "%s  " STR_FMT " on " STR_FMT, order->deed->name,
		  STR_ARG(order->call->target),
		  STR_ARG(kubernetes_where(order->kubernetes)));
	if (order->title.length > 0)
		text_addf(&text, "\n" STR_FMT, STR_ARG(order->title));
	if (lines.length > 0)
		text_addf(&text, "\n" STR_FMT, STR_ARG(lines));
	if (order->notes.length > 0)
		text_addf(&text, "\n" STR_FMT, STR_ARG(text_of(&order->notes)));
	return text_of(&text);
}

static struct tree *condition_of(const struct kubernetes_order *order,
				 const struct tree *after)
{
	struct tree *condition = tree_map(order->arena);

	tree_put(order->arena, condition, "was", watched(order, order->object));
	tree_put(order->arena, condition, "will", watched(order, after));
	tree_put_text(order->arena, condition, "body", body_digest(order));
	return condition;
}

/* What would differ, in lines; of what comes or goes as a whole the title tells. */
static bool differs(struct kubernetes_order *order, const struct tree *after,
		    str *ret_lines, struct error *error)
{
	struct text lines = text_new(order->arena, LINES_BYTES_MAX);

	if (order->deed->only_looks || order->deed->removes || order->deed->may_be_absent)
		return true;
	kubernetes_diff(order->arena, order->object, after, &lines);
	*ret_lines = text_of(&lines);
	return lines.length > 0 ||
	       error_set(error, ERROR_CONFLICT,
			 "skipped: nothing would change, it is so already");
}

static bool show(struct kubernetes_order *order, struct actuator_preview *ret,
		 struct error *error)
{
	const struct tree *after = order->object;
	struct actuator_leftover *leaves;
	str lines = STR("");

	if (!(order->deed->only_looks || rehearse(order, &after, error)) ||
	    !differs(order, after, &lines, error))
		return false;
	kubernetes_guard(order, after);
	find_undo(order, after);
	leaves = arena_many(order->arena, struct actuator_leftover,
			    KUBERNETES_LEAVES_MAX);
	memcpy(leaves, order->leaves, sizeof(order->leaves));
	*ret = (struct actuator_preview){
		.preview = preview_text(order, lines),
		.condition = condition_of(order, after),
		.argv = order->words,
		.undo = order->undo,
		.undo_text = order->undo_text,
		.warning = text_of(&order->warning),
		.class = order->class,
		.stays = order->deed->stays,
		.leaves = leaves,
		.leave_count = order->leave_count,
	};
	return true;
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	struct actuator_call without = *call;
	struct kubernetes_order order;

	without.argv = NULL;
	order = order_new(&without);
	if (!order_open(&order, error))
		return false;

	scoped_kubernetes kubernetes = order.kubernetes;

	(void)kubernetes;
	return make(&order, error) && show(&order, ret, error);
}

/* -- apply -- */

/* The first of these names that does not say the same in both. */
static bool check_names(const struct kubernetes_order *order, const struct tree *names,
			const struct tree *was, const struct tree *is,
			struct error *error)
{
	for (size_t i = 0; i < tree_count(names); i++) {
		const char *name = arena_c_string(order->arena, tree_nth_name(names, i));
		str before = tree_get_text(was, name), now = tree_get_text(is, name);

		if (!str_equal(before, now))
			return error_set(error, ERROR_CONFLICT,
					 "%s was " STR_FMT
					 " at the preview and is " STR_FMT " now",
					 name, STR_ARG(str_clip(before, 80)),
					 STR_ARG(str_clip(now, 80)));
	}
	return true;
}

static bool check_watched(const struct kubernetes_order *order, struct error *error)
{
	const struct tree *was = tree_get(order->call->condition, "was");
	const struct tree *is = watched(order, order->object);

	return check_names(order, was, was, is, error) &&
	       check_names(order, is, was, is, error);
}

static bool check_approved(const struct kubernetes_order *order, struct error *error)
{
	if (!check_watched(order, error))
		return false;
	if (kubernetes_equal(order->words, order->call->argv) &&
	    str_equal(body_digest(order), tree_get_text(order->call->condition, "body")))
		return true;
	return error_set(error, ERROR_CONFLICT,
			 "it would be another request than what was approved");
}

static struct tree *list_of_version(const struct kubernetes_order *order, str version)
{
	struct tree *body = tree_list(order->arena), *last = tree_map(order->arena);

	for (size_t i = 0; i < tree_count(order->change.body); i++)
		tree_add(order->arena, body, order->change.body->list.items[i].value);
	tree_put_text(order->arena, last, "op", STR("replace"));
	tree_put_text(order->arena, last, "path", STR("/metadata/resourceVersion"));
	tree_put_text(order->arena, last, "value", version);
	tree_add(order->arena, body, last);
	return body;
}

static struct tree *map_of_version(const struct kubernetes_order *order, str version)
{
	const struct tree *known = tree_get(order->change.body, "metadata");
	struct tree *body = kubernetes_without(order->arena, order->change.body,
					       "metadata");
	struct tree *metadata = kubernetes_without(order->arena, known,
						   "resourceVersion");

	tree_put_text(order->arena, metadata, "resourceVersion", version);
	tree_put(order->arena, body, "metadata", metadata);
	return body;
}

/* The server compares it once more, in the same instant in which it writes. */
static void lock_to_version(struct kubernetes_order *order)
{
	str version = tree_get_text(tree_get(order->object, "metadata"),
				    "resourceVersion");
	struct kubernetes_change *change = &order->change;

	if (version.length == 0 || change->how == KUBERNETES_POST ||
	    change->how == KUBERNETES_DELETE)
		return;
	change->body = change->how == KUBERNETES_JSON_PATCH
			       ? list_of_version(order, version)
			       : map_of_version(order, version);
}

static bool send(struct kubernetes_order *order, struct actuator_result *ret,
		 struct error *error)
{
	struct tree *answer = NULL;

	lock_to_version(order);
	return kubernetes_write(order->kubernetes, &order->change, &answer, &ret->unknown,
				error);
}

static bool carry_out(struct kubernetes_order *order, struct actuator_result *ret,
		      struct error *error)
{
	int64_t until = clock_monotonic_us() / 1000 + order->call->wait_ms / 2;

	for (int tries = 1;; tries++) {
		if (!make(order, error) || !check_approved(order, error))
			return false;
		if (order->deed->only_looks || send(order, ret, error))
			return true;
		if (ret->unknown || error->kind != ERROR_CONFLICT || tries == TRIES_MAX ||
		    clock_monotonic_us() / 1000 > until)
			return false;
	}
}

/* Whether it helped is for measurements to tell: it was done, and this is how far it
 * is. To look was all, where that was what was asked for. */
static bool report(struct kubernetes_order *order, int64_t wait_ms,
		   struct actuator_result *ret, struct error *error)
{
	enum kubernetes_progress progress = ROLLOUT_DONE;
	str says = STR("done");

	if (order->target.kind->has_template &&
	    (order->deed->rolls_out || order->deed->only_looks))
		progress = kubernetes_follow(order, wait_ms, &says);
	ret->output = says;
	if (!order->deed->only_looks || progress == ROLLOUT_DONE)
		return true;
	ret->timed_out = progress == ROLLOUT_WAITS;
	return error_set(error, ret->timed_out ? ERROR_TIMEOUT : ERROR_INTERNAL, STR_FMT,
			 STR_ARG(says));
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	int64_t began = clock_monotonic_us() / 1000;
	struct kubernetes_order order = order_new(call);

	*ret = (struct actuator_result){ 0 };
	if (!order_open(&order, error))
		return false;

	scoped_kubernetes kubernetes = order.kubernetes;

	(void)kubernetes;
	return carry_out(&order, ret, error) &&
	       report(&order,
		      call->wait_ms * 3 / 4 - (clock_monotonic_us() / 1000 - began), ret,
		      error);
}

/* -- afterwards -- */

static int judge(struct kubernetes_order *order, str *ret_why)
{
	const struct tree *is = watched(order, order->object);

	if (kubernetes_equal(is, tree_get(order->call->condition, "will"))) {
		*ret_why = STR("it is as it should be after that");
		return 1;
	}
	if (kubernetes_equal(is, tree_get(order->call->condition, "was"))) {
		*ret_why = STR("it is as it was before");
		return 0;
	}
	*ret_why = STR("it is neither as before nor as it should be");
	return -1;
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	struct kubernetes_order order = order_new(call);
	struct error error = { 0 };
	bool is_open = order_open(&order, &error);

	scoped_kubernetes kubernetes = order.kubernetes;

	(void)kubernetes;
	if (is_open && read_object(&order, &error))
		return judge(&order, ret_why);
	if (is_open && error.kind == ERROR_NOT_FOUND && order.deed->removes) {
		*ret_why = STR("it is gone");
		return 1;
	}
	*ret_why = arena_copy(call->arena, str_of(error.text));
	return -1;
}

static int is_gone(const struct actuator_call *call, str *ret_why)
{
	struct kubernetes_order order = order_new(call);
	struct error error = { 0 };
	bool is_open = kubernetes_target_read(call->target, &order.target, &error) &&
		       kubernetes_reach(call, &order.target, &order.kubernetes, &error);

	scoped_kubernetes kubernetes = order.kubernetes;

	(void)kubernetes;
	if (is_open)
		return kubernetes_is_gone(&order, ret_why);
	*ret_why = arena_copy(call->arena, str_of(error.text));
	return -1;
}

static enum action_class class_of(const struct actuator_call *call)
{
	const struct kubernetes_deed *deed = deed_named(plan_value(call, "do"));
	struct kubernetes_target target;
	struct error error;

	if (!deed || !kubernetes_target_read(call->target, &target, &error))
		return ACTION_DESTRUCTIVE;
	/* What keeps data in its pods loses its majority when they go one by one. */
	if (deed == &kubernetes_restart && str_is(STR("statefulset"), target.kind->name))
		return ACTION_DESTRUCTIVE;
	if (deed == &kubernetes_scale && str_is(plan_value(call, "replicas"), "0"))
		return ACTION_DESTRUCTIVE;
	return deed->class;
}

static bool keep(const struct actuator_call *call, const struct actuator_kept **ret,
		 size_t *ret_count, struct error *error)
{
	struct kubernetes_order order = order_new(call);

	*ret_count = 0;
	if (!order_open(&order, error))
		return false;

	scoped_kubernetes kubernetes = order.kubernetes;

	(void)kubernetes;
	return kubernetes_keep(&order, ret, ret_count, error);
}

const struct actuator kubernetes_actuator = {
	.name = "kubernetes",
	.help = "an object of a cluster of clusters, CLUSTER/NAMESPACE/KIND/NAME: do "
		"undo "
		"(revision), restart or scale (replicas)",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.target_tells = true,
	.class_of = class_of,
	.is_gone = is_gone,
	.keep = keep,
};
