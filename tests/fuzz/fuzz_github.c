/* Whatever GitHub may say: the first line is the event, the rest the body. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str body = { (const char *)bytes, size }, event = STR("push");
	struct door_call call = { .arena = arena, .request = &event };
	const struct source *source = fuzzed_source("github");

	str_cut(body, '\n', &event, &body);
	fuzz_door(source, &call, body);
	(void)source->is_signed(&call, STR("secret"));
	return 0;
}
