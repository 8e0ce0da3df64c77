/* What holds of whatever comes to a door: what is taken obeys the limits, an error says
 * what it is, and the answer is JSON or empty. */
#ifndef TESTS_FUZZ_DOOR_H
#define TESTS_FUZZ_DOOR_H

#include "base/limits.h"
#include "base/scoped.h"
#include "formats/json.h"
#include "sources/sources.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void must(bool condition)
{
	if (!condition)
		abort();
}

static inline void must_be_labels(const struct labels *labels)
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

static inline void must_be_batch(const struct alert_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct alert_fact *fact = &batch->items[i];

		must(str_is_utf8(fact->identity) || fact->identity.length == 0);
		must(fact->labels.count > 0 || fact->identity.length > 0);
		must(!fact->firing || fact->labels.count > 0);
		must_be_labels(&fact->labels);
		must_be_labels(&fact->annotations);
	}
	for (size_t i = 0; i < batch->changes.count; i++) {
		const struct change *change = &batch->changes.items[i];

		must(change->title.length > 0 && change->title.length <= 1024);
		must(str_is_utf8(change->title));
		must(change->source_id.length <= 1024);
	}
	for (size_t i = 0; i < batch->pings.count; i++)
		must(batch->pings.items[i].length <= HEARTBEAT_NAME_BYTES_MAX);
}

static inline const struct source *fuzzed_source(const char *name)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(name), all[i]->name))
			return all[i];
	abort();
}

/* All headers have the value that request points to; NULL: there are none. */
static inline str fuzzed_header(const void *request, const char *name)
{
	(void)name;
	return request ? *(const str *)request : STR("");
}

/* The call has its arena, query and request; the rest is filled. */
static inline void fuzz_door(const struct source *source, struct door_call *call,
			     str body)
{
	struct door_answer answer = { 0 };
	struct alert_batch batch = { 0 };
	struct error error = { 0 };
	bool is_read;

	call->body = body;
	if (!call->header)
		call->header = fuzzed_header;
	call->now = 1795241314862;
	is_read = source->read(call, &batch, &error);
	must(is_read || error.kind != ERROR_NONE);
	if (is_read)
		must_be_batch(&batch);
	source->answer(call, &batch, is_read ? NULL : &error, &answer);
	must(answer.status >= 200 && answer.status < 500);
	must(is_read || answer.status >= 400);
	must(answer.body.length == 0 ||
	     json_parse(call->arena, str_trim(answer.body), &error));
}

#endif
