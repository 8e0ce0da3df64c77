/* Whatever comes to the door for reports: what is taken obeys the limits, what is not is
 * named, and the answer is always JSON. */
#include "base/limits.h"
#include "base/scoped.h"
#include "formats/json.h"
#include "sources/sources.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void check_batch(const struct alert_batch *batch)
{
	must(batch->count == 0);
	for (size_t i = 0; i < batch->reports.count; i++) {
		const struct report *report = &batch->reports.items[i].report;

		must(report->id == 0 && report->incident == 0);
		must(str_trim(report->text).length > 0);
		must(report->text.length <= REPORT_TEXT_BYTES_MAX);
		must(str_is_utf8(report->text) && str_is_utf8(report->service));
		must(report->ref.length <= REPORT_FIELD_BYTES_MAX);
		must(report->url.length <= REPORT_URL_BYTES_MAX);
	}
}

static const struct source *report_door(void)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(STR("report"), all[i]->name))
			return all[i];
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	const struct source *source = report_door();
	struct door_call call = { .arena = arena,
				  .body = { (const char *)bytes, size },
				  .now = 1795241314862 };
	struct door_answer answer = { 0 };
	struct alert_batch batch = { 0 };
	struct error error = { 0 };
	bool is_read = source->read(&call, &batch, &error);

	must(is_read || error.kind != ERROR_NONE);
	if (is_read)
		check_batch(&batch);
	source->answer(&call, &batch, is_read ? NULL : &error, &answer);
	must((answer.status == 202) == (is_read && batch.faults.count == 0));
	must(json_parse(arena, answer.body, &error));
	return 0;
}
