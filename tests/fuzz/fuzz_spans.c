/* What Jaeger ("j") and Tempo ("t", and its search "s") answer about traces. */
#include "base/scoped.h"
#include "probes/spans.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(256 << 20);
	struct probe_call call = { .arena = arena };
	str body = { (const char *)bytes + 1, size > 0 ? size - 1 : 0 };
	struct trace_spans spans = { 0 };
	struct probe_finding finding = { 0 };
	struct error error = { 0 };
	str ids[TRACES_ASKED_MAX];
	size_t count = 0;
	bool is_read;

	if (size == 0)
		return 0;
	if (bytes[0] == 's') {
		is_read = tempo_ids_read(&call, body, ids, &count, &spans, &error);
		assert(count == 0 || is_read);
		return 0;
	}
	is_read = bytes[0] == 't' ? tempo_spans_read(&call, body, &spans, &error)
				  : jaeger_spans_read(&call, body, &spans, &error);
	if (!is_read)
		return 0;
	spans_tell(&call, &spans, &finding);
	assert(finding.has_data == (spans.count > 0));
	return 0;
}
