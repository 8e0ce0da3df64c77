/* What json_parse accepts it must write as JSON that reads back the same, and a scan
 * must accept it too; what it refuses it refuses with a sentence. */
#include "formats/json.h"

#include "base/scoped.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct json_events events = { 0 };
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str json = { (const char *)bytes, size }, written, again;
	struct error error = { 0 };
	struct tree *tree = json_parse(arena, json, &error);

	if (!tree) {
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
		return 0;
	}
	must(json_scan(json, &events, NULL, &error));
	written = json_write(arena, tree);
	tree = json_parse(arena, json_write_pretty(arena, tree), &error);
	must(tree);
	again = json_write(arena, tree);
	must(str_equal(written, again));
	return 0;
}
