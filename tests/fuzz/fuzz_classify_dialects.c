/* Any bytes get a class and a reason; and what is known to destroy, written behind
 * whatever else, is never taken for something milder. */
#include "base/scoped.h"
#include "runbook/classify.h"

#include <stdlib.h>
#include <string.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static const struct {
	void (*classify)(struct arena *arena, str source,
			 struct classified *ret_classified);
	const char *destroys;
} dialects[] = {
	{ classify_sql, "\n;DROP TABLE t;" },
	{ classify_mongosh, "\n;db.dropDatabase()" },
	{ classify_redis, "\nFLUSHALL" },
	{ classify_http, "\n\n###\nDELETE http://h/x" },
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);

	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
		struct classified got = { 0 }, worse = { 0 };
		str source = arena_format(arena, "%.*s%s", (int)size, (const char *)bytes,
					  dialects[i].destroys);

		dialects[i].classify(arena, (str){ (const char *)bytes, size }, &got);
		must(got.reason.length > 0);
		dialects[i].classify(arena, source, &worse);
		must(worse.class == ACTION_DESTRUCTIVE ||
		     memchr(bytes, 0, size)); /* which "%s" ends at */
		must(!got.is_refused || got.refusal.length > 0);
	}
	return 0;
}
