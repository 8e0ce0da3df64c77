/* Whatever comes to the webhooks of Alertmanager and Grafana. A prefix of a body never
 * gives more alerts than the body. */
#include "door.h"

static size_t count_of(struct arena *arena, str path, str body)
{
	struct door_call call = { .arena = arena, .path = path, .body = body };
	struct alert_batch batch = { 0 };
	struct error error;

	(void)fuzzed_source("alertmanager")->read(&call, &batch, &error);
	return batch.count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str body = { (const char *)bytes, size }, path = STR("/hooks/alertmanager");
	struct door_call theirs = { .arena = arena, .path = path };
	struct door_call call = { .arena = arena, .path = STR("/hooks/grafana") };

	fuzz_door(fuzzed_source("alertmanager"), &theirs, body);
	fuzz_door(fuzzed_source("grafana"), &call, body);
	must(count_of(arena, path, str_slice(body, 0, size / 2)) <=
	     count_of(arena, path, body));
	return 0;
}
