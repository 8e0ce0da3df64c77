/* Rollouts: how far one is, and a restart, which is one with nothing new. */
#include "actuators/kubernetes_parts.h"

#include <string.h>
#include <time.h>

#define RESTARTED_AT "kubectl.kubernetes.io/restartedAt"

enum { LOOK_MS = 500 };

/* -- how far it is, as kubectl rollout status tells it -- */

static const struct tree *condition_named(const struct tree *object, const char *type)
{
	const struct tree *all = tree_at(object, "status.conditions");

	for (size_t i = 0; i < tree_count(all); i++)
		if (str_is(tree_get_text(tree_nth(all, i), "type"), type))
			return tree_nth(all, i);
	return NULL;
}

static enum kubernetes_progress of_deployment(struct arena *arena,
					      const struct tree *object, str *ret_says)
{
	const struct tree *status = tree_get(object, "status");
	long long wanted = tree_get_int(tree_get(object, "spec"), "replicas", 1);
	long long updated = tree_get_int(status, "updatedReplicas", 0);
	long long all = tree_get_int(status, "replicas", 0);
	long long available = tree_get_int(status, "availableReplicas", 0);
	const struct tree *progressing = condition_named(object, "Progressing");

	if (str_is(tree_get_text(progressing, "reason"), "ProgressDeadlineExceeded")) {
		*ret_says = arena_format(arena,
					 "it exceeded its progress deadline: %lld of "
					 "%lld updated, %lld available",
					 updated, wanted, available);
		return ROLLOUT_FAILED;
	}
	*ret_says = arena_format(arena, "%lld of %lld updated, %lld available", updated,
				 wanted, available);
	if (updated < wanted || available < updated)
		return ROLLOUT_WAITS;
	if (all > updated) {
		*ret_says = arena_format(arena, "%lld old still to end", all - updated);
		return ROLLOUT_WAITS;
	}
	return ROLLOUT_DONE;
}

static enum kubernetes_progress of_daemonset(struct arena *arena,
					     const struct tree *object, str *ret_says)
{
	const struct tree *status = tree_get(object, "status");
	long long wanted = tree_get_int(status, "desiredNumberScheduled", 0);
	long long updated = tree_get_int(status, "updatedNumberScheduled", 0);
	long long available = tree_get_int(status, "numberAvailable", 0);

	*ret_says = arena_format(arena, "%lld of %lld updated, %lld available", updated,
				 wanted, available);
	return updated < wanted || available < wanted ? ROLLOUT_WAITS : ROLLOUT_DONE;
}

/* With a partition only the pods from that number on are renewed. */
static enum kubernetes_progress of_statefulset(struct arena *arena,
					       const struct tree *object, str *ret_says)
{
	const struct tree *status = tree_get(object, "status");
	long long wanted = tree_get_int(tree_get(object, "spec"), "replicas", 1);
	long long partition = tree_get_int(
		tree_at(object, "spec.updateStrategy.rollingUpdate"), "partition", 0);
	long long updated = tree_get_int(status, "updatedReplicas", 0);
	long long ready = tree_get_int(status, "readyReplicas", 0);

	*ret_says = arena_format(arena, "%lld of %lld updated, %lld ready", updated,
				 wanted - partition, ready);
	if (ready < wanted || updated < wanted - partition)
		return ROLLOUT_WAITS;
	if (partition == 0 && !str_equal(tree_get_text(status, "updateRevision"),
					 tree_get_text(status, "currentRevision")))
		return ROLLOUT_WAITS;
	return ROLLOUT_DONE;
}

static bool is_on_delete(const struct tree *object)
{
	return str_is(tree_get_text(tree_at(object, "spec.updateStrategy"), "type"),
		      "OnDelete");
}

enum kubernetes_progress kubernetes_progress_of(struct arena *arena, const char *kind,
						const struct tree *object, str *ret_says)
{
	const struct tree *status = tree_get(object, "status");
	int64_t wanted = tree_get_int(tree_get(object, "metadata"), "generation", 0);

	if (is_on_delete(object)) {
		*ret_says = STR("its pods are renewed only as they are deleted");
		return ROLLOUT_FAILED;
	}
	if (tree_get_int(status, "observedGeneration", 0) < wanted) {
		*ret_says = STR("the cluster has not taken it up yet");
		return ROLLOUT_WAITS;
	}
	if (tree_get_bool(tree_get(object, "spec"), "paused", false)) {
		*ret_says = STR(
			"it is paused: nothing is rolled out until it is resumed");
		return ROLLOUT_FAILED;
	}
	if (strcmp(kind, "daemonset") == 0)
		return of_daemonset(arena, object, ret_says);
	if (strcmp(kind, "statefulset") == 0)
		return of_statefulset(arena, object, ret_says);
	return of_deployment(arena, object, ret_says);
}

enum kubernetes_progress kubernetes_follow(const struct kubernetes_order *order,
					   int64_t wait_ms, str *ret_says)
{
	const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	int64_t began = clock_monotonic_us() / 1000, waited = 0;
	const char *path = kubernetes_path(order->arena, &order->target).bytes;
	enum kubernetes_progress progress = ROLLOUT_WAITS;
	struct error error = { 0 };
	str says = STR("");

	for (;;) {
		struct tree *object = NULL;

		if (!kubernetes_get(order->kubernetes, path, &object, &error))
			says = arena_copy(order->arena, str_of(error.text));
		else
			progress = kubernetes_progress_of(
				order->arena, order->target.kind->name, object, &says);
		waited = clock_monotonic_us() / 1000 - began;
		if (progress != ROLLOUT_WAITS || waited + LOOK_MS > wait_ms)
			break;
		nanosleep(&pause, NULL);
	}
	*ret_says = arena_format(order->arena, "%s after %lld s: " STR_FMT,
				 progress == ROLLOUT_DONE     ? "rolled out"
				 : progress == ROLLOUT_FAILED ? "the rollout failed"
							      : "not rolled out yet",
				 (long long)(waited / 1000), STR_ARG(says));
	return progress;
}

/* -- restart -- */

static struct tree *nested(struct arena *arena, const char *const *names, size_t count,
			   struct tree *value)
{
	while (count-- > 0) {
		struct tree *map = tree_map(arena);

		tree_put(arena, map, names[count], value);
		value = map;
	}
	return value;
}

/* A restart takes some of what is left away; of what keeps data, its majority. */
static void warn_of_health(struct kubernetes_order *order)
{
	const struct tree *status = tree_get(order->object, "status");
	long long wanted = tree_get_int(tree_get(order->object, "spec"), "replicas", 0);
	long long ready = tree_get_int(status, "readyReplicas", 0);
	bool keeps_data = str_is(STR("statefulset"), order->target.kind->name);

	if (str_is(STR("daemonset"), order->target.kind->name))
		return;
	kubernetes_note(order, "%lld of %lld are ready", ready, wanted);
	if (ready < wanted)
		kubernetes_warn(order,
				"only %lld of %lld are ready, and a restart takes them "
				"away in turn%s",
				ready, wanted,
				keeps_data && ready - 1 < wanted / 2 + 1
					? ": with one less there is no majority"
					: "");
}

/* The instant is chosen at the preview: whether it was done can be told by it. */
static bool plan_restart(struct kubernetes_order *order, struct error *error)
{
	static const char *const names[] = { "spec", "template", "metadata",
					     "annotations", RESTARTED_AT };
	str at = kubernetes_approved_word(order, "at");

	if (tree_get_bool(tree_get(order->object, "spec"), "paused", false))
		return error_set(error, ERROR_CONFLICT,
				 "it is paused: nothing would be restarted until it is "
				 "resumed");
	if (is_on_delete(order->object))
		return error_set(error, ERROR_CONFLICT,
				 "its pods are renewed only as they are deleted: nothing "
				 "would be restarted");
	if (at.length == 0)
		at = instant_format(order->arena, clock_now() / 1000 * 1000);
	kubernetes_word(order, "at", at);
	order->change.how = KUBERNETES_STRATEGIC_PATCH;
	order->change.body = nested(order->arena, names, sizeof(names) / sizeof(names[0]),
				    tree_text(order->arena, at));
	order->title = STR("all of its pods are replaced, some at a time");
	warn_of_health(order);
	order->undo_text = STR("there is no way back, and nothing to put back: only its "
			       "pods are new");
	return true;
}

const struct kubernetes_deed kubernetes_restart = {
	.name = "restart",
	.kinds = "deployment statefulset daemonset",
	.class = ACTION_REVERSIBLE,
	.plan = plan_restart,
	.watch = kubernetes_watch_template,
	.rolls_out = true,
	.stays = true,
};

/* -- status -- */

static bool plan_status(struct kubernetes_order *order, struct error *error)
{
	(void)error;
	order->title = STR("follows its rollout until it is over, and changes nothing");
	order->undo_text = STR("it changes nothing");
	return true;
}

const struct kubernetes_deed kubernetes_status = {
	.name = "status",
	.kinds = "deployment statefulset daemonset",
	.class = ACTION_READ,
	.plan = plan_status,
	.only_looks = true,
	.stays = true,
};
