/* What is written of any configuration is YAML that is read again, and what cannot be
 * taken over or is refused has a place and words. */
#include "base/limits.h"
#include "base/scoped.h"
#include "config/import/alertmanager.h"
#include "formats/yaml.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void must_say_where(const struct config_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		must(problems->items[i].line > 0 && problems->items[i].column > 0 &&
		     problems->items[i].what.length > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct import_options options = { .file = STR("am.yml"),
					  .folder = STR("/etc"),
					  .secrets = size % 2 ? STR("/s") : STR("") };
	str text = arena_copy(arena, (str){ (const char *)bytes, size });
	struct config_problems wrong = { 0 };
	struct imported imported;
	struct error error = { 0 };

	if (!import_alertmanager(arena, &options, text, &imported, &wrong)) {
		must(wrong.count > 0);
		must_say_where(&wrong);
		return 0;
	}
	must(imported.yaml.length <= CONFIG_BYTES_MAX);
	must(yaml_parse(arena, imported.yaml, &error) != NULL);
	must_say_where(&imported.left);
	return 0;
}
