/* Whatever the bytes: each block stands on lines of the file, one after the other, and a
 * fence's code is there as it was written. */
#include "base/scoped.h"
#include "formats/markdown.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static unsigned lines_of(str source)
{
	unsigned lines = 1;

	for (size_t i = 0; i < source.length; i++)
		lines += source.bytes[i] == '\n' || source.bytes[i] == '\r';
	return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str source = { (const char *)bytes, size };
	unsigned lines = lines_of(source);
	struct markdown markdown;
	struct error error = { 0 };

	if (!markdown_parse(arena, source, &markdown, &error)) {
		must(error.kind == ERROR_TOO_LARGE && error.text[0] != '\0');
		return 0;
	}
	for (size_t i = 0; i < markdown.count; i++) {
		const struct markdown_block *block = &markdown.blocks[i];

		must(block->line > 0 && block->line <= block->line_end);
		must(block->line <= lines);
		must(block->kind == MARKDOWN_CODE || block->code.length == 0);
		must(str_contains(source, block->info));
	}
	for (size_t i = 0; i < markdown.link_count; i++)
		must(markdown.links[i].line > 0 && markdown.links[i].line <= lines);
	return 0;
}
