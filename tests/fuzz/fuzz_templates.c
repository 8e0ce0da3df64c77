/* Whatever the lines: each has a template or is counted as having none, the counts add
 * up, and the same line again changes nothing but the counts. */
#include "base/scoped.h"
#include "stats/templates.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void check_templates(const struct templates *templates)
{
	size_t lines = templates->empty + templates->beyond;

	for (size_t i = 0; i < templates->count; i++) {
		const struct log_template *item = &templates->items[i];

		must(item->lines > 0 && item->first <= item->last);
		must(item->last < templates->lines);
		must(i == 0 || templates->items[i - 1].first < item->first);
		must(item->text.length <= TEMPLATE_TEXT_BYTES_MAX);
		lines += item->lines;
	}
	must(lines == templates->lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str rest = { (const char *)bytes, size }, line;
	struct template_miner *miner = template_miner_new(arena);
	struct templates once, twice;

	/* 0x1e between lines, so that a line may hold line feeds. */
	while (str_next(&rest, '\x1e', &line)) {
		uint32_t shape = template_miner_add(miner, line);

		must(shape == template_miner_add(miner, line));
	}
	template_miner_group(miner, arena, &once);
	check_templates(&once);
	template_miner_group(miner, arena, &twice);
	must(once.count == twice.count && once.shapes == twice.shapes);
	for (size_t i = 0; i < once.shapes; i++)
		must(once.of_shape[i] == twice.of_shape[i]);
	return 0;
}
