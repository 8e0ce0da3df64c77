/* What yaml_parse accepts is a tree that JSON can say; every node has its place. */
#include "base/scoped.h"
#include "formats/json.h"
#include "formats/yaml.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void must_have_places(const struct tree *tree)
{
	must(tree->line > 0 && tree->column > 0);
	for (size_t i = 0; i < tree_count(tree); i++)
		must_have_places(tree_nth(tree, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str yaml = { (const char *)bytes, size };
	struct error error = { 0 };
	struct tree *tree = yaml_parse(arena, yaml, &error);

	if (!tree) {
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
		return 0;
	}
	must_have_places(tree);
	must(json_parse(arena, json_write(arena, tree), &error));
	return 0;
}
