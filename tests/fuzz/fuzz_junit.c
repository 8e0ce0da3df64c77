/* Whatever comes as a report of tests: the first line is the query, the rest the XML. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str body = { (const char *)bytes, size };
	struct door_call call = { .arena = arena, .query = STR("") };

	str_cut(body, '\n', &call.query, &body);
	fuzz_door(fuzzed_source("junit"), &call, body);
	return 0;
}
