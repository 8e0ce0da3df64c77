/* Whatever comes to the doors of Opsgenie: what is taken obeys the limits, and the answer
 * is always JSON with the id of a request. The first line is the method, what stands
 * behind the door's path, and the query. */
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
	must(batch->count + batch->acts.count + batch->pings.count <= 1);
	must(batch->faults.count == 0 || batch->count == 0);
	for (size_t i = 0; i < batch->count; i++) {
		must(batch->items[i].identity.length > 0);
		must(batch->items[i].identity.length <= 512);
		must(batch->items[i].firing && batch->items[i].labels.count > 0);
		check_labels(&batch->items[i].labels);
		check_labels(&batch->items[i].annotations);
	}
	for (size_t i = 0; i < batch->acts.count; i++) {
		must(batch->acts.items[i].text.length <= 2 * NOTE_BYTES_MAX);
		must(batch->acts.items[i].id > 0 ||
		     batch->acts.items[i].identity.length > 0);
	}
}

static const struct source *opsgenie(void)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(STR("opsgenie"), all[i]->name))
			return all[i];
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const methods[] = { "POST", "PUT", "DELETE", "PATCH" };
	const struct source *source = opsgenie();
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str body = { (const char *)bytes, size }, line = STR(""), rest = STR(""),
	    query = STR("");
	struct door_call call = { .arena = arena,
				  .method = methods[size > 0 ? bytes[0] % 4 : 0],
				  .now = 1795241314862 };
	struct door_answer answer = { 0 };
	struct alert_batch batch = { 0 };
	struct error error = { 0 };
	bool is_read;

	if (str_cut(body, '\n', &line, &body) && str_is_utf8(line)) {
		str_cut(str_slice(line, 1, line.length), '?', &rest, &query);
		call.rest = rest;
		call.query = query;
	}
	call.path = arena_format(arena, "/v2/alerts/" STR_FMT, STR_ARG(call.rest));
	call.body = body;
	is_read = source->read(&call, &batch, &error);
	must(is_read || error.kind != ERROR_NONE);
	if (is_read)
		check_batch(&batch);
	source->answer(&call, &batch, is_read ? NULL : &error, &answer);
	must((answer.status == 202) == (is_read && batch.faults.count == 0));
	must(answer.request_id.length == 36);
	must(json_parse(arena, answer.body, &error));
	return 0;
}
