/* Lines as a file has them, or as Loki answers them (behind an "l"). */
#include "base/scoped.h"
#include "probes/loki.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(256 << 20);
	struct probe_call call = { .arena = arena, .now = 1795242400000 };
	struct log_window window = { 1795238740000, 1795242340000, 1795242400000 };
	str input = { (const char *)bytes, size };
	struct log_lines lines = { 0 };
	struct probe_finding finding = { 0 };
	struct error error = { 0 };
	size_t count = 0;

	if (size == 0)
		return 0;
	lines.before_is_cut = bytes[0] & 0x80;
	lines.during_is_cut = bytes[0] & 0x40;
	if ((bytes[0] & 0x3f) == ('l' & 0x3f) &&
	    !loki_read(&call, str_slice(input, 1, size), &lines, &count, &error))
		return 0;
	if ((bytes[0] & 0x3f) != ('l' & 0x3f))
		log_lines_split(&call, str_slice(input, 1, size), &lines);
	log_lines_tell(&call, &lines, &window, &finding);
	assert(finding.has_data || finding.facts.count == 0);
	assert(finding.meaning.length > 0);
	return 0;
}
