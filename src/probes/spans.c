/* Spans out of what Jaeger and Tempo answer. */
#include "probes/spans.h"

#include "base/limits.h"
#include "formats/json.h"

enum { WORDS_BYTES_MAX = 160, NS_PER_US = 1000 };

static struct trace_span *add_span(const struct probe_call *call,
				   struct trace_spans *spans)
{
	if (spans->count == SPANS_MAX) {
		spans->is_cut = true;
		return NULL;
	}
	return list_add(call->arena, spans);
}

/* -- Jaeger: numbers are microseconds -- */

/* Of a list of {key, value}; a value that is no text gives "" and, when it is true,
 * "true". */
static str tag(const struct tree *tags, const char *key)
{
	for (size_t i = 0; i < tree_count(tags); i++) {
		const struct tree *value = tree_get(tree_nth(tags, i), "value");

		if (!str_is(tree_get_text(tree_nth(tags, i), "key"), key) || !value)
			continue;
		if (value->kind == TREE_BOOL && value->boolean)
			return STR("true");
		return value->kind == TREE_TEXT ? value->text : STR("");
	}
	return STR("");
}

static str jaeger_words(const struct tree *span)
{
	const struct tree *logs = tree_get(span, "logs");
	str said = tag(tree_get(span, "tags"), "otel.status_description");

	for (size_t i = 0; said.length == 0 && i < tree_count(logs); i++)
		said = tag(tree_get(tree_nth(logs, i), "fields"), "exception.message");
	return str_clip(said, WORDS_BYTES_MAX);
}

static str jaeger_parent(const struct tree *span)
{
	const struct tree *references = tree_get(span, "references");

	for (size_t i = 0; i < tree_count(references); i++)
		if (str_is(tree_get_text(tree_nth(references, i), "refType"), "CHILD_OF"))
			return tree_get_text(tree_nth(references, i), "spanID");
	return STR("");
}

static void read_jaeger_span(const struct probe_call *call, const struct tree *trace,
			     const struct tree *one, struct trace_spans *spans)
{
	const struct tree *processes = tree_get(trace, "processes");
	const struct tree *tags = tree_get(one, "tags");
	struct trace_span span = {
		.trace = tree_get_text(one, "traceID"),
		.id = tree_get_text(one, "spanID"),
		.parent = jaeger_parent(one),
		.operation = tree_get_text(one, "operationName"),
		.start_us = tree_get_int(one, "startTime", -1),
		.took_us = tree_get_int(one, "duration", -1),
		.failed = str_is(tag(tags, "error"), "true") ||
			  str_is(tag(tags, "otel.status_code"), "ERROR"),
		.words = jaeger_words(one),
	};
	struct trace_span *place;

	span.service = tree_get_text(
		tree_get(processes,
			 arena_c_string(call->arena, tree_get_text(one, "processID"))),
		"serviceName");
	if (span.id.length == 0 || span.start_us < 0 || span.took_us < 0) {
		spans->faults++;
		return;
	}
	place = add_span(call, spans);
	if (place)
		*place = span;
}

bool jaeger_spans_read(const struct probe_call *call, str body, struct trace_spans *spans,
		       struct error *error)
{
	const struct tree *answer = json_parse(call->arena, body, error);
	const struct tree *traces = tree_get(answer, "data");

	if (!answer)
		return false;
	if (!traces || (traces->kind != TREE_LIST && traces->kind != TREE_NULL))
		return error_set(error, ERROR_UNAVAILABLE, "an answer without traces");
	for (size_t t = 0; t < tree_count(traces); t++) {
		const struct tree *trace = tree_nth(traces, t);
		const struct tree *all = tree_get(trace, "spans");

		for (size_t i = 0; i < tree_count(all); i++)
			read_jaeger_span(call, trace, tree_nth(all, i), spans);
	}
	return true;
}

/* -- Tempo: texts of nanoseconds -- */

bool tempo_ids_read(const struct probe_call *call, str body, str *ids, size_t *ret_count,
		    struct trace_spans *spans, struct error *error)
{
	const struct tree *answer = json_parse(call->arena, body, error);
	const struct tree *traces = tree_get(answer, "traces");
	size_t count = 0;

	if (!answer)
		return false;
	if (answer->kind != TREE_MAP)
		return error_set(error, ERROR_UNAVAILABLE, "an answer without traces");
	for (size_t i = 0; i < tree_count(traces) && count < TRACES_ASKED_MAX; i++) {
		str id = tree_get_text(tree_nth(traces, i), "traceID");

		/* It becomes part of a path. */
		if (id.length > 0 && id.length <= 64 && !str_contains(id, STR("/"))) {
			ids[count++] = id;
			continue;
		}
		spans->lost++;
		spans->lost_why = STR("an id that cannot be asked for");
	}
	*ret_count = count;
	return true;
}

static str service_of(const struct tree *resource)
{
	const struct tree *attributes = tree_get(resource, "attributes");

	for (size_t i = 0; i < tree_count(attributes); i++)
		if (str_is(tree_get_text(tree_nth(attributes, i), "key"), "service.name"))
			return tree_get_text(tree_get(tree_nth(attributes, i), "value"),
					     "stringValue");
	return STR("");
}

static int64_t nanoseconds(const struct tree *span, const char *name)
{
	int64_t ns;

	return str_to_int(tree_get_text(span, name), &ns) && ns >= 0 ? ns : -1;
}

static void read_tempo_span(const struct probe_call *call, str service,
			    const struct tree *one, struct trace_spans *spans)
{
	const struct tree *status = tree_get(one, "status");
	int64_t start = nanoseconds(one, "startTimeUnixNano");
	int64_t end = nanoseconds(one, "endTimeUnixNano");
	struct trace_span *place;

	if (tree_get_text(one, "spanId").length == 0 || start < 0 || end < start) {
		spans->faults++;
		return;
	}
	place = add_span(call, spans);
	if (!place)
		return;
	*place = (struct trace_span){
		.trace = tree_get_text(one, "traceId"),
		.id = tree_get_text(one, "spanId"),
		.parent = tree_get_text(one, "parentSpanId"),
		.service = service,
		.operation = tree_get_text(one, "name"),
		.words = str_clip(tree_get_text(status, "message"), WORDS_BYTES_MAX),
		.start_us = start / NS_PER_US,
		.took_us = (end - start) / NS_PER_US,
		.failed = str_is(tree_get_text(status, "code"), "STATUS_CODE_ERROR") ||
			  tree_get_int(status, "code", 0) == 2,
	};
}

bool tempo_spans_read(const struct probe_call *call, str body, struct trace_spans *spans,
		      struct error *error)
{
	const struct tree *answer = json_parse(call->arena, body, error);
	const struct tree *batches = tree_at(answer, "trace.resourceSpans");

	if (!answer)
		return false;
	if (!batches)
		batches = tree_get(answer, "batches");
	for (size_t b = 0; b < tree_count(batches); b++) {
		const struct tree *scopes = tree_get(tree_nth(batches, b), "scopeSpans");
		str service = service_of(tree_get(tree_nth(batches, b), "resource"));

		for (size_t s = 0; s < tree_count(scopes); s++) {
			const struct tree *all = tree_get(tree_nth(scopes, s), "spans");

			for (size_t i = 0; i < tree_count(all); i++)
				read_tempo_span(call, service, tree_nth(all, i), spans);
		}
	}
	return true;
}

/* -- keeping -- */

static str copy_name(const struct probe_call *call, str name)
{
	return arena_copy(call->arena, str_clip(name, DIAGNOSE_NAME_BYTES_MAX));
}

void spans_keep(const struct probe_call *call, str trace, const struct trace_spans *read,
		struct trace_spans *spans)
{
	spans->faults += read->faults;
	spans->is_cut |= read->is_cut;
	for (size_t i = 0; i < read->count; i++) {
		struct trace_span *place = add_span(call, spans);
		struct trace_span span = read->items[i];

		if (!place)
			return;
		span.trace = trace;
		span.id = copy_name(call, span.id);
		span.parent = copy_name(call, span.parent);
		span.service = copy_name(call, span.service);
		span.operation = copy_name(call, span.operation);
		span.words = copy_name(call, span.words);
		*place = span;
	}
}
