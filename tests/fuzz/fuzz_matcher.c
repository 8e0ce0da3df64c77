/* Whatever matchers_parse accepts is written so that it is read again as the same, and
 * can be asked; what it refuses has a reason. */
#include "base/scoped.h"
#include "core/alerting/matcher.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 28 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str text = { (const char *)bytes, size };
	struct matchers matchers = { 0 }, again = { 0 };
	struct error error = { 0 };
	str written;

	if (!matchers_parse(arena, text, &matchers, &error)) {
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
		must(matchers.count == 0 && str_is_utf8(str_of(error.text)));
		return 0;
	}
	for (size_t i = 0; i < matchers.count; i++) {
		(void)matcher_takes(&matchers.items[i], text);
		must(matcher_takes_absence(&matchers.items[i]) ==
		     matcher_takes(&matchers.items[i], STR("")));
	}
	written = matchers_text(arena, matchers.items, matchers.count);
	must(str_is_utf8(written));
	if (!matchers_parse(arena, written, &again, &error))
		must(error.kind == ERROR_TOO_LARGE);
	else
		must(str_equal(matchers_text(arena, again.items, again.count), written));
	return 0;
}
