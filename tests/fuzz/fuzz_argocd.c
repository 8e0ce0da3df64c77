/* Whatever a template of Argo CD may make. */
#include "door.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct door_call call = { .arena = arena };

	fuzz_door(fuzzed_source("argocd"), &call, (str){ (const char *)bytes, size });
	return 0;
}
