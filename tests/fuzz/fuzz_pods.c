/* What a cluster says of pods and of its room: a line each with the pods, the warnings,
 * those of nodes and what is used. */
#include "base/scoped.h"
#include "formats/json.h"
#include "probes/pods.h"
#include "probes/room.h"

#include <assert.h>
#include <stdint.h>

static const struct tree *next(struct arena *arena, str *rest)
{
	struct error unreadable;
	str line;

	return str_next(rest, '\n', &line) ? json_parse(arena, line, &unreadable) : NULL;
}

/* Whatever it is meant for, each part may meet any list. */
static void look_for_room(const struct probe_call *call, const struct tree *items)
{
	struct text body = text_new(call->arena, 1 << 16);
	struct text meaning = text_new(call->arena, 1 << 12);
	struct facts facts = { 0 };
	struct room_look look = { call, &facts, &body, &meaning };

	for (size_t i = 0; i < room_part_count; i++)
		room_parts[i].tell(&look, items);
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
	look_for_room(&call, answer.pods);
	pods_selector(arena, tree_nth(answer.pods, 0));
	return 0;
}
