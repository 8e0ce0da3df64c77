/* What a Prometheus answers when it is asked for a past ("p"), and a Loki for lines
 * ("l"): whatever comes is series and lines within the limits, or an error. */
#include "base/limits.h"
#include "base/scoped.h"
#include "formats/json.h"
#include "probes/loki.h"
#include "probes/series.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

enum { FUZZ_ARENA_BYTES = 512 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_series(const struct probe_call *call, str body)
{
	struct probe_finding finding = { 0 };
	struct error error = { 0 };
	const struct found_series *found = &finding.series;
	const struct tree *answer = json_parse(call->arena, body, &error);

	if (!answer)
		return;
	if (!series_read(call, tree_get(answer, "data"), &finding, &error)) {
		assert(error.text[0] != 0);
		return;
	}
	assert(found->count <= SERIES_PER_QUESTION_MAX);
	for (size_t i = 0; i < found->count; i++) {
		assert(found->items[i].count <= SERIES_POINTS_MAX + 1);
		assert(found->items[i].entity.length > 0);
		for (size_t k = 0; k < found->items[i].count; k++)
			assert(!isinf(found->items[i].values[k]) &&
			       found->items[i].at[k] >= 0);
	}
}

static void read_lines(const struct probe_call *call, str body)
{
	struct log_lines lines = { 0 };
	struct error error = { 0 };
	size_t count = 0;

	if (!loki_read(call, body, &lines, &count, &error))
		assert(error.text[0] != 0);
	for (size_t i = 0; i < lines.count; i++)
		assert(lines.items[i].at >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct label arguments[] = {
		{ STR_INIT("entity"), STR_INIT("shop") },
		{ STR_INIT("name"), STR_INIT("cpu") },
		{ STR_INIT("label"), STR_INIT("pod") }
	};
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct probe_call call = { .arena = arena,
				   .now = 1795242600000,
				   .arguments = arguments,
				   .argument_count = 3 };
	str body = { (const char *)bytes + 1, size > 0 ? size - 1 : 0 };

	if (size == 0)
		return 0;
	if (bytes[0] == 'l')
		read_lines(&call, body);
	else
		read_series(&call, body);
	return 0;
}
