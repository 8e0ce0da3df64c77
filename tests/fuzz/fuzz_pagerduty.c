/* Whatever comes to one of the three doors of PagerDuty: what is taken obeys the limits,
 * a fault is told as 400, what is over a limit as 413, and the answer is always JSON. */
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

static void check_labels(const struct labels *labels)
{
	must(labels->count <= LABELS_PER_ALERT_MAX);
	for (size_t i = 0; i < labels->count; i++) {
		must(labels->items[i].name.length > 0);
		must(labels->items[i].value.length > 0);
		must(labels->items[i].value.length <= ALERT_BYTES_MAX);
		must(str_is_utf8(labels->items[i].value));
		must(i == 0 ||
		     str_compare(labels->items[i - 1].name, labels->items[i].name) < 0);
	}
}

static void check_batch(const struct alert_batch *batch)
{
	must(batch->count + batch->acts.count + batch->changes.count <= 1);
	must(batch->faults.count == 0 || batch->count == 0);
	for (size_t i = 0; i < batch->count; i++) {
		must(batch->items[i].identity.length > 0);
		must(batch->items[i].identity.length <= 255);
		must(batch->items[i].firing == (batch->items[i].labels.count > 0));
		check_labels(&batch->items[i].labels);
		check_labels(&batch->items[i].annotations);
	}
}

static const struct source *pagerduty(void)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(STR("pagerduty"), all[i]->name))
			return all[i];
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct source *source = pagerduty();

	for (const char *const *path = source->paths; *path; path++) {
		scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
		struct door_call call = { .arena = arena,
					  .path = str_of(*path),
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
		if (!is_read && error.kind == ERROR_TOO_LARGE)
			must(answer.status == 413);
		else
			must((answer.status == 400) ==
			     (!is_read || batch.faults.count > 0));
		must(json_parse(arena, answer.body, &error));
	}
	return 0;
}
