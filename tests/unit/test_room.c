/* What a cluster says of its room, and what is made of it. */
#include "check.h"
#include "formats/json.h"
#include "probes/room.h"

#include <math.h>

enum { TEST_BYTES_MAX = 8 << 20, NOW = 1000 };

static const struct {
	const char *claim, *part, *items, *meaning, *fact;
	double value;
} cases[] = {
	{ "an autoscaler at its maximum", "autoscalers",
	  "[{\"metadata\":{\"name\":\"web\"},\"spec\":{\"maxReplicas\":10},\"status\":{"
	  "\"currentReplicas\":10,\"desiredReplicas\":10}}]",
	  "autoscaler web is at its maximum of 10", "kubernetes.autoscalers.at_maximum",
	  1 },
	{ "one that has room", "autoscalers",
	  "[{\"metadata\":{\"name\":\"web\"},\"spec\":{\"maxReplicas\":10},\"status\":{"
	  "\"currentReplicas\":3,\"desiredReplicas\":4}}]",
	  "", "kubernetes.autoscalers.at_maximum", 0 },
	{ "one without numbers to go by", "autoscalers",
	  "[{\"metadata\":{\"name\":\"web\"},\"spec\":{\"maxReplicas\":10},\"status\":{"
	  "\"conditions\":[{\"type\":\"ScalingActive\",\"status\":\"False\",\"message\":"
	  "\"unable to get metrics\"}]}}]",
	  "autoscaler web cannot scale: unable to get metrics",
	  "kubernetes.autoscalers.unable", 1 },
	{ "a quota that is nearly used up", "quotas",
	  "[{\"metadata\":{\"name\":\"q\"},\"status\":{\"hard\":{\"limits.memory\":"
	  "\"10Gi\",\"pods\":\"10\",\"services\":\"0\"},\"used\":{\"limits.memory\":"
	  "\"9728Mi\",\"pods\":\"4\",\"services\":\"0\"}}}]",
	  "95 % of the quota q for limits.memory is used",
	  "kubernetes.quota_used_percent", 95 },
	{ "a budget that lets nobody go", "budgets",
	  "[{\"metadata\":{\"name\":\"b\"},\"status\":{\"disruptionsAllowed\":0,"
	  "\"expectedPods\":3,\"currentHealthy\":2,\"desiredHealthy\":2}},{\"metadata\":{"
	  "\"name\":\"empty\"},\"status\":{\"disruptionsAllowed\":0,\"expectedPods\":0}}"
	  "]",
	  "the disruption budget b lets no pod go: 2 healthy of 2 wanted",
	  "kubernetes.budgets.used_up", 1 },
	{ "pods without a node", "pods",
	  "[{\"metadata\":{\"name\":\"p\"},\"status\":{\"conditions\":[{\"type\":"
	  "\"PodScheduled\",\"status\":\"False\",\"message\":\"0/3 nodes\"}]}},{"
	  "\"metadata\":{\"name\":\"pulling\"},\"status\":{\"conditions\":[{\"type\":"
	  "\"PodScheduled\",\"status\":\"True\"}]}}]",
	  "pod p fits on no node: 0/3 nodes", "kubernetes.pods_without_node", 1 },
	{ "a node that is gone and one under pressure", "nodes",
	  "[{\"metadata\":{\"name\":\"n1\"},\"status\":{\"conditions\":[{\"type\":"
	  "\"Ready\",\"status\":\"Unknown\"}]}},{\"metadata\":{\"name\":\"n2\"},\"spec\":"
	  "{"
	  "\"unschedulable\":true},\"status\":{\"conditions\":[{\"type\":\"Ready\","
	  "\"status\":\"True\"},{\"type\":\"DiskPressure\",\"status\":\"True\"}]}}]",
	  "node n1 is not ready; node n2 has DiskPressure", "kubernetes.nodes.not_ready",
	  1 },
	{ "what is none of it", "quotas", "[null,7,{\"status\":{\"hard\":[1]}}]", "",
	  "kubernetes.quota_used_percent", NAN },
	{ "nothing at all", "nodes", "[]", "", "kubernetes.nodes.not_ready", 0 },
};

static void what_stands_in_the_way_is_said(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct probe_call call = { .arena = arena, .now = NOW };
		struct text body = text_new(arena, 1 << 16);
		struct text meaning = text_new(arena, 1 << 12);
		struct facts facts = { 0 };
		struct room_look look = { &call, &facts, &body, &meaning };
		struct error error;
		const struct fact *fact;

		for (size_t p = 0; p < room_part_count; p++)
			if (str_is(str_of(cases[i].part), room_parts[p].name))
				room_parts[p].tell(
					&look, json_parse(arena, str_of(cases[i].items),
							  &error));
		fact = facts_find(&facts, str_of(cases[i].fact));
		CHECK_STR_EQ(text_of(&meaning), str_of(cases[i].meaning));
		CHECK_CASE(fact ? fabs(fact->number - cases[i].value) < 1e-9
				: isnan(cases[i].value),
			   cases[i].claim);
	}
}

const struct test tests[] = {
	{ "what stands in the way is said", what_stands_in_the_way_is_said },
	{ 0 },
};
