/* A press that slack_press_read accepts says who pressed and which press it was; what it
 * refuses it refuses with a sentence. */
#include "faces/http/callbacks/slack_press.h"

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
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct slack_press press = { 0 };
	struct form form = { 0 };
	struct error error = { 0 };
	bool was_read = form_parse(arena, (str){ (const char *)bytes, size }, &form,
				   &error) &&
			slack_press_read(arena, &form, &press, &error);

	if (was_read)
		must(press.user.length > 0 && press.key.length > 0 &&
		     str_is_utf8(press.value) && str_is_utf8(press.response_url));
	else
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
	return 0;
}
