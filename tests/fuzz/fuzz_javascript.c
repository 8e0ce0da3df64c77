/* Any bytes are read or refused with a reason; what a node is written as is a piece of
 * the text, and lies within that of the node around it. */
#include "base/scoped.h"
#include "formats/javascript.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void must_lie_within(const struct javascript *node, str around)
{
	must(node->source.length == 0 ||
	     (node->source.bytes >= around.bytes &&
	      node->source.bytes + node->source.length <= around.bytes + around.length));
	must(node->count == 0 || node->children);
	must(node->kind != JAVASCRIPT_MEMBER || node->count == 1);
	must(node->kind != JAVASCRIPT_CALL || node->count > 0);
	for (size_t i = 0; i < node->count; i++)
		must_lie_within(&node->children[i], node->source);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str source = { (const char *)bytes, size };
	const struct javascript *program = NULL;
	struct error error = { 0 };

	if (!javascript_parse(arena, source, &program, &error)) {
		must(error.kind != ERROR_NONE && error.text[0]);
		return 0;
	}
	must_lie_within(program, source);
	return 0;
}
