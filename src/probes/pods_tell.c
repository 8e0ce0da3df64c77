/* What a service's pods mean: facts, a sentence, and a page for people with those in
 * trouble first. */
#include "base/text.h"
#include "probes/pods.h"

#include <math.h>
#include <stdlib.h>

enum {
	BODY_BYTES_MAX = 128 << 10,
	MEANING_BYTES_MAX = 1200,
	PODS_NAMED_MAX = 3,
	EVENTS_MAX = 200, /* different ones */
	EVENTS_SHOWN_MAX = 15,
	LOG_SHOWN_BYTES_MAX = 8 << 10,
	SAID_BYTES_MAX = 300,
};

/* -- events: the same again and again is one with a number -- */

struct event_group {
	str reason, message, object;
	int64_t count;
	instant_ms last_at;
};
struct event_groups {
	struct event_group *items;
	size_t count, capacity;
	int64_t total;
};

static instant_ms instant_in(const struct tree *map, const char *name)
{
	instant_ms at = 0;
	struct error unreadable;
	str said = tree_get_text(map, name);

	return said.length > 0 && instant_parse(said, &at, &unreadable) ? at : 0;
}

/* In the order in which kubectl looks. */
static instant_ms event_at(const struct tree *event)
{
	instant_ms at = instant_in(tree_get(event, "series"), "lastObservedTime");

	if (at == 0)
		at = instant_in(event, "lastTimestamp");
	if (at == 0)
		at = instant_in(event, "eventTime");
	return at ? at : instant_in(tree_get(event, "metadata"), "creationTimestamp");
}

static int64_t event_count(const struct tree *event)
{
	int64_t count = tree_get_int(tree_get(event, "series"), "count",
				     tree_get_int(event, "count", 1));

	return count > 0 && count <= INT32_MAX ? count : 1;
}

/* Of a pod, or of what owns it: its name is how the pod's begins. */
static bool is_about(const struct tree *event, const struct pods *pods)
{
	const struct tree *object = tree_get(event, "involvedObject");
	str name = tree_get_text(object, "name");

	for (size_t i = 0; name.length > 0 && i < pods->count; i++) {
		str pod = pods->items[i].name;

		if (str_equal(pod, name) ||
		    (str_starts_with(pod, name) && pod.bytes[name.length] == '-'))
			return true;
	}
	return false;
}

static void add_event(const struct probe_call *call, const struct tree *event,
		      struct event_groups *groups)
{
	const struct tree *object = tree_get(event, "involvedObject");
	str reason = tree_get_text(event, "reason");
	struct event_group *group = NULL;

	for (size_t i = 0; i < groups->count && !group; i++)
		if (str_equal(groups->items[i].reason, reason))
			group = &groups->items[i];
	groups->total += event_count(event);
	if (!group) {
		if (groups->count == EVENTS_MAX)
			return;
		group = list_add(call->arena, groups);
		*group = (struct event_group){ .reason = reason };
	}
	group->count += event_count(event);
	/* The latest one speaks for all. */
	if (event_at(event) < group->last_at)
		return;
	group->last_at = event_at(event);
	group->message = str_clip(str_trim(tree_get_text(event, "message")),
				  SAID_BYTES_MAX);
	group->object = tree_get_text(object, "name");
}

static int by_count(const void *one, const void *other)
{
	const struct event_group *a = one, *b = other;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return str_compare(a->reason, b->reason);
}

static struct event_groups group_events(const struct probe_call *call,
					const struct tree *events,
					const struct pods *pods)
{
	struct event_groups groups = { 0 };

	for (size_t i = 0; i < tree_count(events); i++)
		if (is_about(tree_nth(events, i), pods))
			add_event(call, tree_nth(events, i), &groups);
	if (groups.count > 1)
		qsort(groups.items, groups.count, sizeof(*groups.items), by_count);
	return groups;
}

static int64_t count_of(const struct event_groups *groups, const char *reason)
{
	for (size_t i = 0; i < groups->count; i++)
		if (str_is(groups->items[i].reason, reason))
			return groups->items[i].count;
	return 0;
}

static bool has_node(const struct pods *pods, str node)
{
	for (size_t i = 0; i < pods->count; i++)
		if (str_equal(pods->items[i].node, node))
			return node.length > 0;
	return false;
}

/* What the kernel killed on nodes of these pods: also what no pod's state shows, since
 * only the last ending of a container is kept there. */
static int64_t node_kills(const struct tree *events, const struct pods *pods)
{
	int64_t count = 0;

	for (size_t i = 0; i < tree_count(events); i++) {
		const struct tree *event = tree_nth(events, i);
		str reason = tree_get_text(event, "reason");
		str node = tree_get_text(tree_get(event, "involvedObject"), "name");

		if ((str_is(reason, "OOMKilling") || str_is(reason, "SystemOOM")) &&
		    has_node(pods, node))
			count += event_count(event);
	}
	return count;
}

/* -- facts -- */

struct totals {
	int64_t ready, not_ready, pending, failed, unschedulable, abnormal, completed;
	int64_t restarts, restarted_lately, oom_killed, killed, crash_looping,
		image_failing;
	double memory_limit, cpu_limit;     /* the smallest; NaN: none has one */
	double memory_percent, cpu_percent; /* the fullest */
	instant_ms last_oom_at;
};

static void take_smaller(double *least, double value)
{
	if (!isnan(value) && (isnan(*least) || value < *least))
		*least = value;
}

static void take_percent(double *most, double used, double limit)
{
	double percent = limit > 0 ? 100 * used / limit : NAN;

	if (!isnan(percent) && (isnan(*most) || percent > *most))
		*most = percent;
}

static void count_container(const struct probe_call *call,
			    const struct pod_container *container, struct totals *totals)
{
	totals->restarted_lately += container->restarts > 0 && container->ended_at > 0 &&
				    call->now - container->ended_at <= HOUR_MS;
	totals->oom_killed += container->was_oom_killed;
	totals->killed += container->was_killed;
	totals->crash_looping += str_is(container->state, "waiting CrashLoopBackOff");
	totals->image_failing += str_is(container->state, "waiting ImagePullBackOff") ||
				 str_is(container->state, "waiting ErrImagePull") ||
				 str_is(container->state, "waiting InvalidImageName");
	if (container->was_oom_killed && container->ended_at > totals->last_oom_at)
		totals->last_oom_at = container->ended_at;
	if (container->is_init)
		return;
	take_smaller(&totals->memory_limit, container->memory_limit);
	take_smaller(&totals->cpu_limit, container->cpu_limit);
	take_percent(&totals->memory_percent, container->memory_used,
		     container->memory_limit);
	take_percent(&totals->cpu_percent, container->cpu_used, container->cpu_limit);
}

static struct totals count_all(const struct probe_call *call, const struct pods *pods)
{
	struct totals totals = { .memory_limit = NAN,
				 .cpu_limit = NAN,
				 .memory_percent = NAN,
				 .cpu_percent = NAN };

	for (size_t i = 0; i < pods->count; i++) {
		const struct pod_state *pod = &pods->items[i];

		totals.ready += pod->is_ready;
		totals.completed += str_is(pod->phase, "Succeeded");
		totals.not_ready += !pod->is_ready && !pod->is_over;
		totals.pending += str_is(pod->phase, "Pending");
		totals.failed += str_is(pod->phase, "Failed");
		totals.unschedulable += pod->is_unschedulable;
		totals.abnormal += pod->is_abnormal;
		totals.restarts += pod->restarts;
		for (size_t c = 0; c < pod->container_count; c++)
			count_container(call, &pod->containers[c], &totals);
	}
	return totals;
}

static void add_count(const struct probe_call *call, struct facts *facts,
		      const char *name, int64_t count)
{
	probe_add_number(call, facts,
			 arena_format(call->arena, "kubernetes.pods.%s", name),
			 (double)count, "");
}

static void add_known(const struct probe_call *call, struct facts *facts,
		      const char *name, double number, const char *unit)
{
	if (!isnan(number))
		probe_add_number(call, facts,
				 arena_format(call->arena, "kubernetes.pods.%s", name),
				 number, unit);
}

static void add_facts(const struct probe_call *call, const struct pods *pods,
		      const struct totals *totals, struct facts *facts)
{
	const struct {
		const char *name;
		int64_t count;
	} counts[] = {
		{ "total", (int64_t)pods->count },
		{ "ready", totals->ready },
		{ "not_ready", totals->not_ready },
		{ "pending", totals->pending },
		{ "failed", totals->failed },
		{ "unschedulable", totals->unschedulable },
		{ "restarts", totals->restarts },
		{ "restarted_last_hour", totals->restarted_lately },
		{ "oom_killed", totals->oom_killed },
		{ "killed", totals->killed },
		{ "crash_looping", totals->crash_looping },
		{ "image_pull_failing", totals->image_failing },
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		add_count(call, facts, counts[i].name, counts[i].count);
	add_known(call, facts, "memory_limit", totals->memory_limit, "bytes");
	add_known(call, facts, "cpu_limit", totals->cpu_limit, "cores");
	add_known(call, facts, "memory_used_percent", totals->memory_percent, "percent");
	add_known(call, facts, "cpu_used_percent", totals->cpu_percent, "percent");
	if (totals->last_oom_at > 0)
		probe_add_text(call, facts, STR("kubernetes.pods.last_oom_at"),
			       instant_format(call->arena, totals->last_oom_at));
}

static void add_event_facts(const struct probe_call *call,
			    const struct pods_answer *answer, const struct pods *pods,
			    const struct event_groups *groups, struct facts *facts)
{
	if (answer->events) {
		add_count(call, facts, "warnings", groups->total);
		add_count(call, facts, "probe_failures", count_of(groups, "Unhealthy"));
	}
	if (answer->node_events)
		probe_add_number(call, facts, STR("kubernetes.nodes.oom_kills"),
				 (double)node_kills(answer->node_events, pods), "");
}

/* -- the page -- */

static void add_amounts(const struct probe_call *call, struct text *body,
			const char *what, const char *unit, const double amounts[3])
{
	static const char *const names[] = { "limit", "request", "used" };
	bool is_first = true;

	for (size_t i = 0; i < 3; i++) {
		if (isnan(amounts[i]))
			continue;
		text_addf(
			body, "%s%s " STR_FMT, is_first ? what : ", ", names[i],
			STR_ARG(quantity_format(call->arena, amounts[i], str_of(unit))));
		is_first = false;
	}
	if (amounts[0] > 0 && !isnan(amounts[2]))
		text_addf(body, " (%.0f %% of the limit)", 100 * amounts[2] / amounts[0]);
	if (!is_first)
		text_add(body, STR("\n"));
}

static void add_container_lines(const struct probe_call *call, struct text *body,
				const struct pod_container *container)
{
	double memory[] = { container->memory_limit, container->memory_request,
			    container->memory_used };
	double cpu[] = { container->cpu_limit, container->cpu_request,
			 container->cpu_used };

	text_addf(body, "  " STR_FMT "%s: " STR_FMT, STR_ARG(container->name),
		  container->is_init ? " (init)" : "", STR_ARG(container->state));
	if (container->why.length > 0)
		text_addf(body, " (" STR_FMT ")", STR_ARG(container->why));
	if (container->restarts > 0)
		text_addf(body, ", %lld restarts", (long long)container->restarts);
	if (container->last.length > 0)
		text_addf(body, "; last ended: " STR_FMT, STR_ARG(container->last));
	if (container->ended_at > 0)
		text_addf(body, ", at " STR_FMT,
			  STR_ARG(instant_format(call->arena, container->ended_at)));
	text_addf(body, "\n    image " STR_FMT "\n", STR_ARG(container->image));
	add_amounts(call, body, "    memory ", "bytes", memory);
	add_amounts(call, body, "    cpu ", "cores", cpu);
}

static void add_pod_lines(const struct probe_call *call, struct text *body,
			  const struct pod_state *pod)
{
	text_addf(body, STR_FMT "  " STR_FMT "%s", STR_ARG(pod->name),
		  STR_ARG(pod->phase), pod->is_ready ? "" : ", not ready");
	if (pod->node.length > 0)
		text_addf(body, ", on " STR_FMT, STR_ARG(pod->node));
	if (pod->reason.length > 0)
		text_addf(body, ", " STR_FMT ": " STR_FMT, STR_ARG(pod->reason),
			  STR_ARG(pod->why));
	text_add(body, STR("\n"));
	for (size_t i = 0; i < pod->container_count; i++)
		add_container_lines(call, body, &pod->containers[i]);
}

static void add_pods(const struct probe_call *call, struct text *body,
		     const struct pods *pods, int64_t abnormal)
{
	size_t shown = abnormal > PODS_SHOWN_MAX ? PODS_SHOWN_MAX : (size_t)abnormal;

	/* Where all is well, one of them shows its limits. */
	if (abnormal == 0)
		shown = 1;
	for (size_t i = 0; i < shown; i++)
		add_pod_lines(call, body, &pods->items[i]);
	if ((int64_t)shown < abnormal)
		text_addf(body, "and %lld more in trouble\n",
			  (long long)(abnormal - (int64_t)shown));
	text_addf(body, "%lld are well\n", (long long)((int64_t)pods->count - abnormal));
}

static void add_events(const struct probe_call *call, struct text *body,
		       const struct pods_answer *answer,
		       const struct event_groups *groups)
{
	if (!answer->events) {
		text_addf(body, "no events: " STR_FMT "\n", STR_ARG(answer->no_events));
		return;
	}
	text_add(body, groups->count > 0 ? STR("warnings:\n") : STR("no warnings\n"));
	for (size_t i = 0; i < groups->count && i < EVENTS_SHOWN_MAX; i++) {
		const struct event_group *group = &groups->items[i];

		text_addf(body, "  %lld x " STR_FMT " " STR_FMT ": " STR_FMT,
			  (long long)group->count, STR_ARG(group->reason),
			  STR_ARG(group->object), STR_ARG(group->message));
		if (group->last_at > 0)
			text_addf(body, " (last at " STR_FMT ")",
				  STR_ARG(instant_format(call->arena, group->last_at)));
		text_add(body, STR("\n"));
	}
}

static str tail(str text)
{
	return text.length > LOG_SHOWN_BYTES_MAX
		       ? str_slice(text, text.length - LOG_SHOWN_BYTES_MAX,
				   LOG_SHOWN_BYTES_MAX)
		       : text;
}

static void add_logs(struct text *body, const struct pod_log *logs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_addf(body, "last words of " STR_FMT " (" STR_FMT "): ",
			  STR_ARG(logs[i].pod), STR_ARG(logs[i].container));
		if (logs[i].problem.length > 0)
			text_addf(body, STR_FMT "\n", STR_ARG(logs[i].problem));
		else
			text_addf(body, "\n" STR_FMT "\n",
				  STR_ARG(str_trim(tail(logs[i].text))));
	}
}

/* -- the sentence -- */

/* Of its containers the one in the worst trouble: killed for want of memory, then one
 * that waits, then one that ended. */
static const struct pod_container *worst_of(const struct pod_state *pod)
{
	const struct pod_container *worst = NULL;
	int rank = 0;

	for (size_t i = 0; i < pod->container_count; i++) {
		const struct pod_container *one = &pod->containers[i];
		int own = one->was_oom_killed ? 3
			  : one->is_waiting   ? 2
					      : one->last.length > 0;

		if (own > rank) {
			rank = own;
			worst = one;
		}
	}
	return worst;
}

static void name_pod(const struct probe_call *call, struct text *meaning,
		     const struct pod_state *pod)
{
	const struct pod_container *worst = worst_of(pod);

	text_addf(meaning, "; " STR_FMT, STR_ARG(pod->name));
	if (pod->reason.length > 0)
		text_addf(meaning, " " STR_FMT, STR_ARG(pod->reason));
	if (!worst) {
		text_addf(meaning, " is " STR_FMT "%s", STR_ARG(pod->phase),
			  pod->is_ready ? "" : ", not ready");
		return;
	}
	text_addf(meaning, " " STR_FMT, STR_ARG(worst->state));
	if (worst->restarts > 0)
		text_addf(meaning, ", %lld restarts", (long long)worst->restarts);
	if (worst->last.length > 0)
		text_addf(meaning, ", last " STR_FMT, STR_ARG(worst->last));
	if (worst->ended_at > 0 && call->now >= worst->ended_at)
		text_addf(meaning, ", " STR_FMT " ago",
			  STR_ARG(duration_format(call->arena,
						  call->now - worst->ended_at)));
	if (worst->was_oom_killed && !isnan(worst->memory_limit))
		text_addf(meaning, ", memory limit " STR_FMT,
			  STR_ARG(quantity_format(call->arena, worst->memory_limit,
						  STR("bytes"))));
}

static str meaning_of(const struct probe_call *call, const struct pods_answer *answer,
		      const struct pods *pods, const struct totals *totals)
{
	struct text meaning = text_new(call->arena, MEANING_BYTES_MAX);
	int64_t kills = node_kills(answer->node_events, pods);

	text_addf(&meaning, "%lld of %zu pods ready", (long long)totals->ready,
		  pods->count);
	for (size_t i = 0; i < pods->count && i < PODS_NAMED_MAX; i++)
		if (pods->items[i].is_abnormal)
			name_pod(call, &meaning, &pods->items[i]);
	if (totals->abnormal > PODS_NAMED_MAX)
		text_addf(&meaning, "; and %lld more in trouble",
			  (long long)(totals->abnormal - PODS_NAMED_MAX));
	if (kills > 0)
		text_addf(&meaning,
			  "; the kernel killed %lld processes for want of memory on "
			  "their nodes",
			  (long long)kills);
	/* It measures a pod from its second minute on. */
	if (answer->usage && tree_count(answer->usage) == 0)
		text_add(&meaning, STR("; the metrics API does not know their use yet"));
	if (answer->no_usage.length > 0)
		text_addf(&meaning, "; use is not known: " STR_FMT,
			  STR_ARG(answer->no_usage));
	return text_of(&meaning);
}

void pods_tell(const struct probe_call *call, const struct pods_answer *answer,
	       const struct pods *pods, const struct pod_log *logs, size_t log_count,
	       struct probe_finding *finding)
{
	struct totals totals = count_all(call, pods);
	struct event_groups groups = group_events(call, answer->events, pods);
	struct text body = text_new(call->arena, BODY_BYTES_MAX);

	finding->has_data = pods->count > 0;
	if (pods->count == 0) {
		finding->meaning = STR("no pod is chosen by that");
		return;
	}
	add_facts(call, pods, &totals, &finding->facts);
	add_event_facts(call, answer, pods, &groups, &finding->facts);
	add_pods(call, &body, pods, totals.abnormal);
	add_events(call, &body, answer, &groups);
	add_logs(&body, logs, log_count);
	finding->body = text_of(&body);
	finding->meaning = meaning_of(call, answer, pods, &totals);
}
