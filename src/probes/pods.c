/* One pod after the other out of the API's list, with what it used and how it ended. */
#include "probes/pods.h"

#include "base/text.h"
#include "systems/kubernetes.h"

#include <math.h>
#include <stdlib.h>

enum { WHY_BYTES_MAX = 160, SELECTOR_BYTES_MAX = 2 << 10 };

#define RESTART_MATTERS_MS HOUR_MS
#define OOM_MATTERS_MS     DAY_MS
#define EXIT_SIGKILL       137 /* 128 + SIGKILL */

/* -- a container -- */

static instant_ms instant_of(const struct tree *map, const char *name)
{
	instant_ms at = 0;
	struct error unreadable;
	str said = tree_get_text(map, name);

	return said.length > 0 && instant_parse(said, &at, &unreadable) ? at : 0;
}

static const struct tree *named(const struct tree *list, str name)
{
	for (size_t i = 0; i < tree_count(list); i++)
		if (str_equal(tree_get_text(tree_nth(list, i), "name"), name))
			return tree_nth(list, i);
	return NULL;
}

static str ending(struct arena *arena, const struct tree *terminated)
{
	str reason = tree_get_text(terminated, "reason");

	return arena_format(arena, STR_FMT ", exit code %lld",
			    STR_ARG(reason.length > 0 ? reason : STR("ended")),
			    (long long)tree_get_int(terminated, "exitCode", -1));
}

/* How it ended, of this life or the one before. A child that was killed leaves "Error"
 * and 137: then nobody can tell whether it was for want of memory. */
static void take_ending(struct arena *arena, const struct tree *terminated,
			struct pod_container *container)
{
	if (!terminated || terminated->kind != TREE_MAP)
		return;
	if (container->last.length == 0) {
		container->last = ending(arena, terminated);
		container->ended_at = instant_of(terminated, "finishedAt");
	}
	if (str_is(tree_get_text(terminated, "reason"), "OOMKilled"))
		container->was_oom_killed = true;
	else if (tree_get_int(terminated, "exitCode", 0) == EXIT_SIGKILL)
		container->was_killed = true;
}

static void read_state(struct arena *arena, const struct tree *status,
		       struct pod_container *container)
{
	const struct tree *waiting = tree_at(status, "state.waiting");
	const struct tree *terminated = tree_at(status, "state.terminated");
	const struct tree *inner = waiting ? waiting : terminated;

	container->state = tree_at(status, "state.running") ? STR("running")
							    : STR("not started");
	if (inner)
		container->state = arena_format(arena, "%s " STR_FMT,
						waiting ? "waiting" : "terminated",
						STR_ARG(tree_get_text(inner, "reason")));
	container->why = str_clip(tree_get_text(inner, "message"), WHY_BYTES_MAX);
	/* Each pod waits for its containers at its beginning. */
	container->is_waiting = waiting &&
				!str_is(tree_get_text(waiting, "reason"),
					"ContainerCreating") &&
				!str_is(tree_get_text(waiting, "reason"),
					"PodInitializing");
	container->restarts = tree_get_int(status, "restartCount", 0);
	take_ending(arena, terminated, container);
	take_ending(arena, tree_at(status, "lastState.terminated"), container);
}

static void add_container(struct arena *arena, const struct tree *pod,
			  const struct tree *used, const struct tree *spec, bool is_init,
			  struct pod_container *container)
{
	str name = tree_get_text(spec, "name");
	const struct tree *usage = tree_get(named(tree_get(used, "containers"), name),
					    "usage");
	const struct tree *resources = tree_get(spec, "resources");
	const struct tree *limits = tree_get(resources, "limits");
	const struct tree *requests = tree_get(resources, "requests");

	*container = (struct pod_container){
		.name = name,
		.image = tree_get_text(spec, "image"),
		.is_init = is_init,
		.memory_limit = kubernetes_amount(limits, "memory"),
		.memory_request = kubernetes_amount(requests, "memory"),
		.memory_used = kubernetes_amount(usage, "memory"),
		.cpu_limit = kubernetes_amount(limits, "cpu"),
		.cpu_request = kubernetes_amount(requests, "cpu"),
		.cpu_used = kubernetes_amount(usage, "cpu"),
	};
	read_state(arena,
		   named(tree_at(pod, is_init ? "status.initContainerStatuses"
					      : "status.containerStatuses"),
			 name),
		   container);
}

static void read_containers(struct arena *arena, const struct tree *pod,
			    const struct tree *used, struct pod_state *state)
{
	const struct tree *lists[] = { tree_at(pod, "spec.initContainers"),
				       tree_at(pod, "spec.containers") };

	state->containers = arena_many(arena, struct pod_container,
				       tree_count(lists[0]) + tree_count(lists[1]) + 1);
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < tree_count(lists[l]); i++)
			add_container(arena, pod, used, tree_nth(lists[l], i), l == 0,
				      &state->containers[state->container_count++]);
}

/* -- a pod -- */

static const struct tree *condition_of(const struct tree *pod, const char *type)
{
	const struct tree *conditions = tree_at(pod, "status.conditions");

	for (size_t i = 0; i < tree_count(conditions); i++)
		if (str_is(tree_get_text(tree_nth(conditions, i), "type"), type))
			return tree_nth(conditions, i);
	return NULL;
}

static bool is_recent(const struct pod_container *container, instant_ms now,
		      duration_ms within)
{
	return container->ended_at > 0 && now - container->ended_at <= within;
}

static bool container_is_abnormal(const struct pod_container *container, instant_ms now)
{
	if (container->is_waiting ||
	    (container->was_oom_killed && is_recent(container, now, OOM_MATTERS_MS)))
		return true;
	return container->restarts > 0 && is_recent(container, now, RESTART_MATTERS_MS);
}

static bool is_abnormal(const struct pod_state *pod, instant_ms now)
{
	if (str_is(pod->phase, "Succeeded"))
		return false;
	for (size_t i = 0; i < pod->container_count; i++)
		if (container_is_abnormal(&pod->containers[i], now))
			return true;
	return !pod->is_ready;
}

static void read_why(const struct tree *pod, struct pod_state *state)
{
	const struct tree *scheduled = condition_of(pod, "PodScheduled");
	const struct tree *status = tree_get(pod, "status");

	state->reason = tree_get_text(status, "reason"); /* Evicted, NodeLost */
	state->why = str_clip(tree_get_text(status, "message"), WHY_BYTES_MAX);
	if (!str_is(tree_get_text(scheduled, "status"), "False"))
		return;
	state->is_unschedulable = str_is(tree_get_text(scheduled, "reason"),
					 "Unschedulable");
	state->reason = tree_get_text(scheduled, "reason");
	state->why = str_clip(tree_get_text(scheduled, "message"), WHY_BYTES_MAX);
}

static void read_pod(const struct probe_call *call, const struct tree *pod,
		     const struct tree *used, struct pod_state *state)
{
	const struct tree *metadata = tree_get(pod, "metadata");

	*state = (struct pod_state){
		.name = tree_get_text(metadata, "name"),
		.node = tree_get_text(tree_get(pod, "spec"), "nodeName"),
		.phase = tree_get_text(tree_get(pod, "status"), "phase"),
		.is_ready = str_is(tree_get_text(condition_of(pod, "Ready"), "status"),
				   "True"),
		.created_at = instant_of(metadata, "creationTimestamp"),
	};
	state->is_over = str_is(state->phase, "Succeeded") ||
			 str_is(state->phase, "Failed");
	read_why(pod, state);
	read_containers(call->arena, pod, used, state);
	for (size_t i = 0; i < state->container_count; i++)
		state->restarts += state->containers[i].restarts;
	state->is_abnormal = is_abnormal(state, call->now);
}

static int by_trouble(const void *one, const void *other)
{
	const struct pod_state *a = one, *b = other;

	if (a->is_abnormal != b->is_abnormal)
		return a->is_abnormal ? -1 : 1;
	return str_compare(a->name, b->name);
}

static const struct tree *usage_of(const struct tree *usage, str pod)
{
	for (size_t i = 0; i < tree_count(usage); i++)
		if (str_equal(tree_get_text(tree_get(tree_nth(usage, i), "metadata"),
					    "name"),
			      pod))
			return tree_nth(usage, i);
	return NULL;
}

void pods_read(const struct probe_call *call, const struct pods_answer *answer,
	       struct pods *ret_pods)
{
	struct pods pods = { 0 };

	for (size_t i = 0; i < tree_count(answer->pods) && pods.count < PODS_MAX; i++) {
		const struct tree *pod = tree_nth(answer->pods, i);
		str name = tree_get_text(tree_get(pod, "metadata"), "name");

		if (name.length == 0) {
			pods.faults++;
			continue;
		}
		read_pod(call, pod, usage_of(answer->usage, name),
			 list_add(call->arena, &pods));
	}
	if (pods.count > 1)
		qsort(pods.items, pods.count, sizeof(*pods.items), by_trouble);
	*ret_pods = pods;
}

size_t pods_with_logs(const struct pods *pods, struct pod_log *logs, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < pods->count && count < most; i++) {
		const struct pod_state *pod = &pods->items[i];

		for (size_t c = 0; c < pod->container_count && count < most; c++)
			if (pod->is_abnormal && pod->containers[c].restarts > 0)
				logs[count++] = (struct pod_log){
					.pod = pod->name,
					.container = pod->containers[c].name
				};
	}
	return count;
}

/* -- which pods -- */

static void add_expression(struct text *selector, const struct tree *expression)
{
	static const struct {
		const char *operator, * before, *between;
		bool has_values;
	} ways[] = { { "In", "", " in ", true },
		     { "NotIn", "", " notin ", true },
		     { "Exists", "", "", false },
		     { "DoesNotExist", "!", "", false } };
	const struct tree *values = tree_get(expression, "values");
	str operator= tree_get_text(expression, "operator");

	for (size_t w = 0; w < sizeof(ways) / sizeof(ways[0]); w++) {
		if (!str_is(operator, ways[w].operator))
			continue;
		text_addf(selector, "%s%s" STR_FMT "%s", selector->length > 0 ? "," : "",
			  ways[w].before, STR_ARG(tree_get_text(expression, "key")),
			  ways[w].between);
		for (size_t i = 0; ways[w].has_values && i < tree_count(values); i++) {
			const struct tree *value = tree_nth(values, i);

			text_addf(selector, "%s" STR_FMT, i > 0 ? "," : "(",
				  STR_ARG(value->kind == TREE_TEXT ? value->text
								   : STR("")));
		}
		text_add(selector, ways[w].has_values ? STR(")") : STR(""));
	}
}

str pods_selector(struct arena *arena, const struct tree *workload)
{
	const struct tree *selector = tree_at(workload, "spec.selector");
	const struct tree *labels = tree_get(selector, "matchLabels");
	const struct tree *expressions = tree_get(selector, "matchExpressions");
	struct text said = text_new(arena, SELECTOR_BYTES_MAX);

	for (size_t i = 0; i < tree_count(labels); i++) {
		const struct tree *value = tree_nth(labels, i);

		text_addf(&said, "%s" STR_FMT "=" STR_FMT, i > 0 ? "," : "",
			  STR_ARG(tree_nth_name(labels, i)),
			  STR_ARG(value->kind == TREE_TEXT ? value->text : STR("")));
	}
	for (size_t i = 0; i < tree_count(expressions); i++)
		add_expression(&said, tree_nth(expressions, i));
	/* What was cut would choose others. */
	return said.full ? STR("") : text_of(&said);
}
