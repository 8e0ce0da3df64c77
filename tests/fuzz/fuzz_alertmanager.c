/* Whatever comes: good alerts obey the limits and hold what an alert must, every alert
 * read is good or a fault, and the answer is JSON or nothing. A prefix of a body never
 * gives more alerts than the body. */
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
	for (size_t i = 0; i < batch->count; i++) {
		const struct alert_fact *fact = &batch->items[i];

		must(fact->labels.count > 0);
		check_labels(&fact->labels);
		check_labels(&fact->annotations);
		must(fact->starts_at >= 0 && fact->starts_at <= INSTANT_MAX);
		must(fact->ends_at >= 0 && fact->ends_at <= INSTANT_MAX);
	}
	for (size_t i = 0; i < batch->faults.count; i++) {
		must(batch->faults.items[i].index <= batch->read);
		must(batch->faults.items[i].reason.length > 0);
	}
	/* One more: the place where the body broke. */
	must(batch->count + batch->faults.count - batch->read <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct source *source;
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct door_call call = { .arena = arena, .body = { (const char *)bytes, size } };
	struct door_answer answer = { 0 };
	struct alert_batch batch = { 0 }, half = { .was_cut = true };
	struct error error = { 0 };
	size_t count;
	bool is_read;

	source = sources_all(&count)[0];
	is_read = source->read(&call, &batch, &error);
	must(is_read || error.kind != ERROR_NONE);
	if (is_read)
		check_batch(&batch);
	source->answer(&call, &batch, is_read ? NULL : &error, &answer);
	must((answer.status == 200) == (answer.body.length == 0));
	must(answer.body.length == 0 || json_parse(arena, str_trim(answer.body), &error));

	call.body = str_slice(call.body, 0, size / 2);
	source->read(&call, &half, &error);
	must(half.count <= batch.count);
	check_batch(&half);
	return 0;
}
