/* What a cluster says of pods: a line each with the pods, the warnings, those of nodes
 * and what is used. */
#include "base/scoped.h"
#include "formats/json.h"
#include "probes/pods.h"

#include <assert.h>
#include <stdint.h>

static const struct tree *next(struct arena *arena, str *rest)
{
	struct error unreadable;
	str line;

	return str_next(rest, '\n', &line) ? json_parse(arena, line, &unreadable) : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(64 << 20);
	struct probe_call call = { .arena = arena, .now = 1795996800000 };
	str rest = { (const char *)bytes, size };
	struct pods_answer answer = { 0 };
	struct pod_log logs[PODS_LOGS_MAX] = { 0 };
	struct probe_finding finding = { 0 };
	struct pods pods;
	size_t count;

	answer.pods = next(arena, &rest);
	answer.events = next(arena, &rest);
	answer.node_events = next(arena, &rest);
	answer.usage = next(arena, &rest);
	pods_read(&call, &answer, &pods);
	count = pods_with_logs(&pods, logs, PODS_LOGS_MAX);
	for (size_t i = 0; i < count; i++)
		logs[i].text = rest;
	pods_tell(&call, &answer, &pods, logs, count, &finding);
	assert(finding.has_data == (pods.count > 0));
	for (size_t i = 1; i < pods.count; i++)
		assert(pods.items[i - 1].is_abnormal || !pods.items[i].is_abnormal);
	pods_selector(arena, tree_nth(answer.pods, 0));
	return 0;
}
