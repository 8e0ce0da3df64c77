/* A template is accepted by the check exactly if it renders, up to the limits; and
 * with HTML escaping no markup of the data's comes through a plain tag. */
#include "base/scoped.h"
#include "formats/json.h"
#include "formats/mustache.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static const struct tree *sample(struct arena *arena)
{
	struct error error;

	return json_parse(arena,
			  STR("{\"a\":[1,2,{\"b\":\"<x>\"}],\"b\":{\"c\":{\"a\":null}},"
			      "\"c\":true,\"d\":false,\"e\":\"\",\"f\":[[],[1.5]]}"),
			  &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str template = { (const char *)bytes, size }, text;
	struct error error = { 0 };
	bool valid = mustache_check(arena, template, &error);
	bool rendered = mustache_render(arena, template, sample(arena), MUSTACHE_HTML,
					&text, &error);

	must(valid ? rendered || error.kind == ERROR_TOO_LARGE : !rendered);
	if (rendered && !str_contains(template, STR("<x>")) &&
	    !str_contains(template, STR("{{{")) && !str_contains(template, STR("{{&")) &&
	    !str_contains(template, STR("<")))
		must(!str_contains(text, STR("<")));
	return 0;
}
