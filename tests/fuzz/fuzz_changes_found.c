/* What a cluster, git and a provider's status page say that changed: behind the first
 * byte what git printed, the page's answer, or the objects and, in the next line, the
 * holders of their revisions. */
#include "base/scoped.h"
#include "formats/json.h"
#include "probes/git_log.h"
#include "probes/kubernetes_config.h"
#include "probes/rollouts.h"
#include "probes/statuspage.h"

#include <assert.h>
#include <stdint.h>

static void read_rollouts(struct arena *arena, str lines)
{
	static const struct config config;
	struct probe_call call = { .arena = arena, .config = &config };
	struct rollouts rollouts = { .cluster = STR("c"), .kind = "deployment" };
	struct found_changes found = { 0 };
	struct error error;
	str objects = lines, holders = STR("[]");

	str_cut(lines, '\n', &objects, &holders);
	rollouts.objects = json_parse(arena, objects, &error);
	rollouts.holders = json_parse(arena, holders, &error);
	rollouts_read(&call, &rollouts, &found);
	for (size_t i = 0; i < found.count; i++)
		assert(found.items[i].undo_actuator.length == 0 ||
		       found.items[i].undo_plan.length > 0);
}

static void read_page(struct arena *arena, str body)
{
	struct probe_call call = { .arena = arena, .now = INSTANT_MAX };
	struct found_changes found = { 0 };
	struct error error;

	if (!statuspage_read(&call, body, 0, &found, &error))
		return;
	for (size_t i = 0; i < found.count; i++)
		assert(found.items[i].at >= 0 && found.items[i].source_id.length > 0 &&
		       str_is_utf8(found.items[i].title));
}

static void read_written(struct arena *arena, str body)
{
	static const struct config config;
	struct probe_call call = { .arena = arena,
				   .config = &config,
				   .now = INSTANT_MAX };
	struct found_changes found = { 0 };
	struct error error;
	struct config_objects objects = { .cluster = STR("c"),
					  .kind = "Secret",
					  .objects = json_parse(arena, body, &error) };

	config_objects_read(&call, &objects, &found);
	for (size_t i = 0; i < found.count; i++)
		assert(found.items[i].at > 0 && found.items[i].source_id.length > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(64 << 20);
	struct probe_call call = { .arena = arena };
	struct found_changes found = { 0 };
	str input = { (const char *)bytes, size };

	if (size == 0)
		return 0;
	if (bytes[0] == 'c') {
		read_written(arena, str_slice(input, 1, size));
		return 0;
	}
	if (bytes[0] == 's') {
		read_page(arena, str_slice(input, 1, size));
		return 0;
	}
	if (bytes[0] != 'g') {
		read_rollouts(arena, str_slice(input, 1, size));
		return 0;
	}
	git_log_read(&call, str_slice(input, 1, size), &found);
	for (size_t i = 0; i < found.count; i++)
		assert(found.items[i].source_id.length == 40);
	return 0;
}
