/* What programs print of their threads: goroutines behind a "g", else a thread dump. */
#include "base/scoped.h"
#include "probes/threads_text.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(64 << 20);
	struct probe_call call = { .arena = arena };
	struct probe_finding finding = { 0 };
	str text = { (const char *)bytes + 1, size > 0 ? size - 1 : 0 };
	bool is_read;

	if (size == 0)
		return 0;
	is_read = bytes[0] == 'g' ? pprof_tell(&call, text, &finding)
				  : jvm_tell(&call, text, &finding);
	assert(is_read == finding.has_data);
	return 0;
}
