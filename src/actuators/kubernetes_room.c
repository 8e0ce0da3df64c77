/* Whether there is room: on nodes for a pod that asks for more, in quotas for more pods,
 * in disruption budgets for one pod less. */
#include "actuators/kubernetes_parts.h"

#include <math.h>

enum {
	/* A node says much of itself; where there are more, some are like these. */
	NODES_MAX = 200,
	QUOTAS_MAX = 500,
	BUDGETS_MAX = 1000,
};

static double amount_of(const struct tree *map, const char *name)
{
	const struct tree *value = tree_get(map, name);
	double amount = 0;

	if (value && value->kind == TREE_TEXT &&
	    kubernetes_quantity(value->text, &amount))
		return amount;
	return tree_get_real(map, name, 0);
}

/* What all containers of a pod ask for; without a request the limit is one. */
static double pod_asks(const struct tree *template, const char *group,
		       const char *resource)
{
	const struct tree *containers = tree_at(template, "spec.containers");
	double sum = 0;

	for (size_t i = 0; i < tree_count(containers); i++) {
		const struct tree *resources = tree_get(tree_nth(containers, i),
							"resources");
		const struct tree *chosen = tree_get(resources, group);

		if (!tree_get(chosen, resource))
			chosen = tree_get(resources, "limits");
		sum += amount_of(chosen, resource);
	}
	return sum;
}

static str shown(struct arena *arena, const char *resource, double amount)
{
	bool is_memory = str_is(STR("memory"), resource) ||
			 str_ends_with(str_of(resource), STR(".memory"));

	return is_memory ? quantity_format(arena, amount, STR("bytes"))
			 : arena_format(arena, "%g", amount);
}

/* -- nodes -- */

static void warn_of_nodes(struct kubernetes_order *order, const struct tree *nodes,
			  const char *resource, double asked)
{
	double largest = 0;

	for (size_t i = 0; i < tree_count(nodes); i++) {
		const struct tree *node = tree_nth(nodes, i);

		if (!tree_get_bool(tree_get(node, "spec"), "unschedulable", false))
			largest = fmax(
				largest,
				amount_of(tree_at(node, "status.allocatable"), resource));
	}
	if (asked > largest && tree_count(nodes) < NODES_MAX)
		kubernetes_warn(order,
				"no node can take such a pod: it asks for " STR_FMT
				" of %s, the largest node has " STR_FMT,
				STR_ARG(shown(order->arena, resource, asked)), resource,
				STR_ARG(shown(order->arena, resource, largest)));
}

void kubernetes_guard_nodes(struct kubernetes_order *order, const struct tree *after)
{
	static const char *const resources[] = { "memory", "cpu" };
	const struct tree *template = tree_at(after, "spec.template");
	struct error error = { 0 };
	struct tree *nodes = NULL;

	if (!template)
		return;
	if (!kubernetes_list(order->kubernetes, "/api/v1/nodes", NODES_MAX, &nodes,
			     &error)) {
		kubernetes_warn(order, "whether a node has room is not known: %s",
				error.text);
		return;
	}
	for (size_t i = 0; i < sizeof(resources) / sizeof(resources[0]); i++)
		warn_of_nodes(order, nodes, resources[i],
			      pod_asks(template, "requests", resources[i]));
}

/* -- quotas -- */

static const struct {
	const char *name, *group, *resource; /* group NULL: pods are counted */
} quota_names[] = {
	{ "pods", NULL, NULL },
	{ "count/pods", NULL, NULL },
	{ "requests.cpu", "requests", "cpu" },
	{ "requests.memory", "requests", "memory" },
	{ "cpu", "requests", "cpu" },
	{ "memory", "requests", "memory" },
	{ "limits.cpu", "limits", "cpu" },
	{ "limits.memory", "limits", "memory" },
};

static void warn_of_quota(struct kubernetes_order *order, const struct tree *quota,
			  const struct tree *template, double more)
{
	const struct tree *hard = tree_at(quota, "status.hard");
	const struct tree *used = tree_at(quota, "status.used");

	for (size_t i = 0; i < sizeof(quota_names) / sizeof(quota_names[0]); i++) {
		const char *name = quota_names[i].name;
		double each = quota_names[i].group
				      ? pod_asks(template, quota_names[i].group,
						 quota_names[i].resource)
				      : 1;
		double left = amount_of(hard, name) - amount_of(used, name);

		if (!tree_get(hard, name) || each * more <= left)
			continue;
		kubernetes_warn(
			order,
			"the quota " STR_FMT " has " STR_FMT
			" of %s left, %g pods more ask for " STR_FMT,
			STR_ARG(tree_get_text(tree_get(quota, "metadata"), "name")),
			STR_ARG(shown(order->arena, name, left)), name, more,
			STR_ARG(shown(order->arena, name, each * more)));
	}
}

void kubernetes_guard_quota(struct kubernetes_order *order, const struct tree *workload,
			    int64_t more)
{
	str path = kubernetes_path_beside(order->arena, &order->target, "/api/v1",
					  "resourcequotas");
	struct error error = { 0 };
	struct tree *quotas = NULL;

	if (more <= 0)
		return;
	if (!kubernetes_list(order->kubernetes, path.bytes, QUOTAS_MAX, &quotas,
			     &error)) {
		kubernetes_warn(order, "whether a quota allows it is not known: %s",
				error.text);
		return;
	}
	for (size_t i = 0; i < tree_count(quotas); i++)
		warn_of_quota(order, tree_nth(quotas, i),
			      tree_at(workload, "spec.template"), (double)more);
}

/* -- disruption budgets -- */

/* With expressions it may cover the pod: better said than not. */
static bool may_cover(const struct tree *budget, const struct tree *labels)
{
	const struct tree *wanted = tree_at(budget, "spec.selector.matchLabels");
	const struct tree *expressions = tree_at(budget,
						 "spec.selector.matchExpressions");

	for (size_t i = 0; i < tree_count(wanted); i++) {
		bool found = false;

		for (size_t k = 0; k < tree_count(labels); k++)
			found = found || (str_equal(tree_nth_name(labels, k),
						    tree_nth_name(wanted, i)) &&
					  kubernetes_equal(tree_nth(labels, k),
							   tree_nth(wanted, i)));
		if (!found)
			return false;
	}
	return tree_count(wanted) > 0 || tree_count(expressions) > 0;
}

void kubernetes_guard_budget(struct kubernetes_order *order)
{
	str path = kubernetes_path_beside(order->arena, &order->target, "/apis/policy/v1",
					  "poddisruptionbudgets");
	const struct tree *labels = kubernetes_metadata(order->object, "labels");
	struct error error = { 0 };
	struct tree *budgets = NULL;

	if (!kubernetes_list(order->kubernetes, path.bytes, BUDGETS_MAX, &budgets,
			     &error)) {
		kubernetes_warn(order,
				"whether a disruption budget allows it is not known: %s",
				error.text);
		return;
	}
	for (size_t i = 0; i < tree_count(budgets); i++) {
		const struct tree *budget = tree_nth(budgets, i);

		if (may_cover(budget, labels) &&
		    tree_get_int(tree_get(budget, "status"), "disruptionsAllowed", 0) < 1)
			kubernetes_warn(order,
					"the disruption budget " STR_FMT
					" allows no pod less, and a deletion does not "
					"ask it",
					STR_ARG(tree_get_text(
						tree_get(budget, "metadata"), "name")));
	}
}
