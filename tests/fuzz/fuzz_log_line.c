/* Whatever the lines: each is read, its time is one of the calendar, and what is joined
 * stays within its bounds. */
#include "base/scoped.h"
#include "formats/log_line.h"

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
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct log_reader reader = { .arena = arena, .now = INT64_C(1795946400000) };
	str rest = { (const char *)bytes, size }, line;
	size_t lines = 0;

	for (; str_next(&rest, '\n', &line); lines++)
		log_reader_add(&reader, line);
	must(reader.count + reader.joined <= lines);
	for (size_t i = 0; i < reader.count; i++) {
		const struct log_line *item = &reader.items[i];

		must(item->at >= 0 && item->at <= INSTANT_MAX);
		must(item->level <= LINE_FATAL);
		must(item->text.length <= size ||
		     item->text.length <= LOG_TEXT_BYTES_MAX);
	}
	return 0;
}
