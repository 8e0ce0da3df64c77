/* A silence that am_silence_read accepts has matchers that read back and an end behind
 * its start; what it refuses it refuses with a status and a sentence. */
#include "faces/http/compat/am_silence.h"

#include "base/scoped.h"
#include "formats/json.h"

#include <stdlib.h>
#include <string.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void check(struct arena *arena, const struct silence *silence)
{
	struct error error = { 0 };
	struct matchers matchers;
	const struct tree *list = json_parse(arena, silence->matchers, &error);

	must(list && matchers_of_tree(arena, list, &matchers, &error));
	must(matchers.count > 0 && silence->ends_at > silence->starts_at);
	must(str_is_utf8(silence->comment) && str_is_utf8(silence->created_by));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct silence silence = { 0 };
	struct am_refusal refusal = { 0 };

	if (am_silence_read(arena, (str){ (const char *)bytes, size }, 1, &silence,
			    &refusal))
		check(arena, &silence);
	else
		must(refusal.status >= 400 && refusal.status < 500 &&
		     refusal.message.length > 0);
	return 0;
}
