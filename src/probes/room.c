#include "probes/room.h"

#include "systems/kubernetes.h"

#include <math.h>

enum { QUOTA_HIGH_PERCENT = 90, WHY_BYTES_MAX = 160 };

/* -- saying -- */

static void add(struct room_look *look, const char *name, int64_t count)
{
	probe_add_number(look->call, look->facts,
			 arena_format(look->call->arena, "kubernetes.%s", name),
			 (double)count, "");
}

static void say(struct room_look *look, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void say(struct room_look *look, const char *format, ...)
{
	va_list args;

	if (look->meaning->length > 0)
		text_add(look->meaning, STR("; "));
	va_start(args, format);
	text_add(look->meaning, arena_vformat(look->call->arena, format, args));
	va_end(args);
}

static str name_of(const struct tree *item)
{
	return tree_get_text(tree_get(item, "metadata"), "name");
}

static const struct tree *condition_of(const struct tree *item, const char *type)
{
	const struct tree *conditions = tree_at(item, "status.conditions");

	for (size_t i = 0; i < tree_count(conditions); i++)
		if (str_is(tree_get_text(tree_nth(conditions, i), "type"), type))
			return tree_nth(conditions, i);
	return NULL;
}

static bool is(const struct tree *item, const char *type, const char *status)
{
	return str_is(tree_get_text(condition_of(item, type), "status"), status);
}

static str why(const struct tree *item, const char *type)
{
	return str_clip(tree_get_text(condition_of(item, type), "message"),
			WHY_BYTES_MAX);
}

/* -- autoscalers -- */

static void tell_autoscalers(struct room_look *look, const struct tree *items)
{
	int64_t at_max = 0, blind = 0;

	for (size_t i = 0; i < tree_count(items); i++) {
		const struct tree *hpa = tree_nth(items, i);
		int64_t most = tree_get_int(tree_get(hpa, "spec"), "maxReplicas", 0);
		int64_t now = tree_get_int(tree_get(hpa, "status"), "currentReplicas", 0);
		int64_t wanted = tree_get_int(tree_get(hpa, "status"), "desiredReplicas",
					      0);
		str name = name_of(hpa);

		text_addf(look->body,
			  "autoscaler " STR_FMT ": %lld of at most %lld replicas, %lld "
			  "wanted\n",
			  STR_ARG(name), (long long)now, (long long)most,
			  (long long)wanted);
		if (most > 0 && wanted >= most) {
			at_max++;
			say(look, "autoscaler " STR_FMT " is at its maximum of %lld",
			    STR_ARG(name), (long long)most);
		}
		if (is(hpa, "ScalingActive", "False") ||
		    is(hpa, "AbleToScale", "False")) {
			blind++;
			say(look, "autoscaler " STR_FMT " cannot scale: " STR_FMT,
			    STR_ARG(name),
			    STR_ARG(is(hpa, "ScalingActive", "False")
					    ? why(hpa, "ScalingActive")
					    : why(hpa, "AbleToScale")));
		}
	}
	add(look, "autoscalers", (int64_t)tree_count(items));
	add(look, "autoscalers.at_maximum", at_max);
	add(look, "autoscalers.unable", blind);
}

/* -- quotas -- */

static void tell_quotas(struct room_look *look, const struct tree *items)
{
	double fullest = NAN;

	for (size_t i = 0; i < tree_count(items); i++) {
		const struct tree *quota = tree_nth(items, i);
		const struct tree *hard = tree_at(quota, "status.hard");
		const struct tree *used = tree_at(quota, "status.used");

		for (size_t r = 0; r < tree_count(hard); r++) {
			str resource = tree_nth_name(hard, r);
			const char *name = arena_c_string(look->call->arena, resource);
			double most = kubernetes_amount(hard, name);
			double percent = 100 * kubernetes_amount(used, name) / most;

			/* A quota of 0 forbids; it is used up by nothing. */
			if (!(most > 0) || isnan(percent))
				continue;
			if (isnan(fullest) || percent > fullest)
				fullest = percent;
			text_addf(look->body,
				  "quota " STR_FMT ": %.0f %% of " STR_FMT "\n",
				  STR_ARG(name_of(quota)), percent, STR_ARG(resource));
			if (percent >= QUOTA_HIGH_PERCENT)
				say(look,
				    "%.0f %% of the quota " STR_FMT " for " STR_FMT
				    " is used",
				    percent, STR_ARG(name_of(quota)), STR_ARG(resource));
		}
	}
	if (!isnan(fullest))
		probe_add_number(look->call, look->facts,
				 STR("kubernetes.quota_used_percent"), fullest,
				 "percent");
}

/* -- disruption budgets -- */

static void tell_budgets(struct room_look *look, const struct tree *items)
{
	int64_t blocking = 0;

	for (size_t i = 0; i < tree_count(items); i++) {
		const struct tree *budget = tree_nth(items, i);
		const struct tree *status = tree_get(budget, "status");
		int64_t allowed = tree_get_int(status, "disruptionsAllowed", 0);
		int64_t pods = tree_get_int(status, "expectedPods", 0);

		text_addf(look->body, "budget " STR_FMT ": %lld of %lld pods may go\n",
			  STR_ARG(name_of(budget)), (long long)allowed, (long long)pods);
		if (allowed > 0 || pods == 0)
			continue;
		blocking++;
		say(look,
		    "the disruption budget " STR_FMT
		    " lets no pod go: %lld healthy of %lld wanted",
		    STR_ARG(name_of(budget)),
		    (long long)tree_get_int(status, "currentHealthy", 0),
		    (long long)tree_get_int(status, "desiredHealthy", 0));
	}
	add(look, "budgets.used_up", blocking);
}

/* -- pods without a place -- */

static void tell_pending(struct room_look *look, const struct tree *items)
{
	int64_t homeless = 0;

	for (size_t i = 0; i < tree_count(items); i++) {
		const struct tree *pod = tree_nth(items, i);

		if (!is(pod, "PodScheduled", "False"))
			continue;
		if (homeless++ == 0)
			say(look, "pod " STR_FMT " fits on no node: " STR_FMT,
			    STR_ARG(name_of(pod)), STR_ARG(why(pod, "PodScheduled")));
		text_addf(look->body, "pod " STR_FMT " waits for a node: " STR_FMT "\n",
			  STR_ARG(name_of(pod)), STR_ARG(why(pod, "PodScheduled")));
	}
	if (homeless > 1)
		say(look, "%lld pods in all wait for a node", (long long)homeless);
	add(look, "pods_pending", (int64_t)tree_count(items));
	add(look, "pods_without_node", homeless);
}

/* -- nodes -- */

static void tell_nodes(struct room_look *look, const struct tree *items)
{
	static const char *const pressures[] = { "MemoryPressure", "DiskPressure",
						 "PIDPressure", "NetworkUnavailable" };
	int64_t not_ready = 0, pressed = 0, closed = 0;

	for (size_t i = 0; i < tree_count(items); i++) {
		const struct tree *node = tree_nth(items, i);
		str name = name_of(node);

		closed += tree_get_bool(tree_get(node, "spec"), "unschedulable", false);
		if (!is(node, "Ready", "True")) {
			not_ready++;
			say(look, "node " STR_FMT " is not ready", STR_ARG(name));
			text_addf(look->body,
				  "node " STR_FMT " is not ready: " STR_FMT "\n",
				  STR_ARG(name), STR_ARG(why(node, "Ready")));
		}
		for (size_t p = 0; p < sizeof(pressures) / sizeof(pressures[0]); p++)
			if (is(node, pressures[p], "True")) {
				pressed++;
				say(look, "node " STR_FMT " has %s", STR_ARG(name),
				    pressures[p]);
			}
	}
	text_addf(look->body, "%zu nodes, %lld closed to new pods\n", tree_count(items),
		  (long long)closed);
	add(look, "nodes", (int64_t)tree_count(items));
	add(look, "nodes.not_ready", not_ready);
	add(look, "nodes.under_pressure", pressed);
	add(look, "nodes.closed", closed);
}

const struct room_part room_parts[] = {
	{ "pods", "api/v1", "pods", "?fieldSelector=status.phase%3DPending", false,
	  tell_pending },
	{ "autoscalers", "apis/autoscaling/v2", "horizontalpodautoscalers", "", false,
	  tell_autoscalers },
	{ "quotas", "api/v1", "resourcequotas", "", false, tell_quotas },
	{ "budgets", "apis/policy/v1", "poddisruptionbudgets", "", false, tell_budgets },
	{ "nodes", "api/v1", "nodes", "", true, tell_nodes },
};
const size_t room_part_count = sizeof(room_parts) / sizeof(room_parts[0]);
