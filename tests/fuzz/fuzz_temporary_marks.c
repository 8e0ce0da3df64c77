/* Whatever a file holds: marks come in the order of lines and point into it. */
#include "runbook/temporary_marks.h"

#include "base/scoped.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must_be_inside(str part, str whole)
{
	if (part.length > 0 && (part.bytes < whole.bytes ||
				part.bytes + part.length > whole.bytes + whole.length))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str text = { (const char *)bytes, size };
	struct temporary_mark *marks;
	size_t count;

	temporary_marks_find(arena, text, &marks, &count);
	for (size_t i = 0; i < count; i++) {
		if (marks[i].line <= (i > 0 ? marks[i - 1].line : 0))
			abort();
		must_be_inside(marks[i].text, text);
		must_be_inside(marks[i].ticket, text);
		must_be_inside(marks[i].until, text);
	}
	return 0;
}
