/* Spans as JSON: a list of objects of ours, what Jaeger's API answers, or what
 * OpenTelemetry exports (OTLP), each of them as one value or as one value a line. */
#include "diagnose/gather.h"

#include "base/limits.h"
#include "formats/json.h"

#include <string.h>

enum { MICROS_PER_MILLI = 1000 };

struct span_reader {
	struct gathering *gathering;
	struct arena *arena; /* of one value */
	str path;
	struct moments moments;
	size_t lines_before; /* of the file, before the value */
};

/* A text or a number, as text. */
static str spelled(const struct span_reader *reader, const struct tree *value)
{
	if (!value || value->kind == TREE_NULL)
		return STR("");
	return value->kind == TREE_TEXT ? value->text : json_write(reader->arena, value);
}

static str first_of(const struct span_reader *reader, const struct tree *map,
		    const char *const *names)
{
	for (; *names; names++)
		if (tree_get(map, *names))
			return spelled(reader, tree_get(map, *names));
	return STR("");
}

static int64_t micros(const struct span_reader *reader, unsigned line, str number,
		      double factor)
{
	return duration_read(reader->gathering, reader->path, reader->lines_before + line,
			     number, factor);
}

static enum span_kind kind_of(const struct span_reader *reader, const struct tree *value,
			      unsigned line)
{
	return span_kind_read(reader->gathering, reader->path,
			      reader->lines_before + line, spelled(reader, value));
}

/* Takes a span whose texts are views; false when there is no room for more. */
static bool keep_span(struct span_reader *reader, struct case_span span, str start,
		      unsigned line_of_value)
{
	struct gathering *gathering = reader->gathering;
	struct arena *arena = gathering->arena;
	size_t line = reader->lines_before + line_of_value;

	if (!spans_have_room(gathering, reader->path))
		return false;
	if (!moment_read(&reader->moments, start, &span.start_us)) {
		remark(gathering, reader->path, "spans left out",
		       "line %zu: '" STR_FMT "' is no time", line,
		       STR_ARG(str_clip(start, 40)));
		return true;
	}
	note_time(gathering, line, span.start_us / 1000);
	span.entity = name_keep(&gathering->entities, span.entity);
	span.operation = name_keep(&gathering->words, span.operation);
	span.trace = name_keep(&gathering->traces, span.trace);
	span.id = arena_copy(arena, str_clip(span.id, DIAGNOSE_NAME_BYTES_MAX));
	span.parent = arena_copy(arena, str_clip(span.parent, DIAGNOSE_NAME_BYTES_MAX));
	*list_add(arena, &gathering->spans) = span;
	return true;
}

/* -- ours -- */

static bool read_plain(struct span_reader *reader, const struct tree *tree)
{
	static const char *const trace[] = { "trace", "trace_id", "traceId", NULL };
	static const char *const id[] = { "span", "span_id", "spanId", NULL };
	static const char *const parent[] = { "parent", "parent_id", "parentId", NULL };
	static const char *const entity[] = { "service", "entity", "pod", NULL };
	static const char *const operation[] = { "operation", "name", NULL };
	static const char *const start[] = { "start", "time", NULL };
	static const char *const took[] = { "duration", "duration_us", NULL };
	str millis = spelled(reader, tree_get(tree, "duration_ms"));
	struct case_span span = {
		.trace = first_of(reader, tree, trace),
		.id = first_of(reader, tree, id),
		.parent = first_of(reader, tree, parent),
		.entity = first_of(reader, tree, entity),
		.operation = first_of(reader, tree, operation),
		.took_us = millis.length > 0
				   ? micros(reader, tree->line, millis, MICROS_PER_MILLI)
				   : micros(reader, tree->line,
					    first_of(reader, tree, took), 1),
		.kind = kind_of(reader, tree_get(tree, "kind"), tree->line),
		.failed = tree_get_bool(tree, "error", false),
	};

	return keep_span(reader, span, first_of(reader, tree, start), tree->line);
}

/* -- Jaeger -- */

/* NULL when there is none. */
static const struct tree *tag_of(const struct tree *span, const char *key)
{
	const struct tree *tags = tree_get(span, "tags");

	for (size_t i = 0; i < tree_count(tags); i++)
		if (str_is(tree_get_text(tree_nth(tags, i), "key"), key))
			return tree_get(tree_nth(tags, i), "value");
	return NULL;
}

static bool has_error_tag(const struct tree *span)
{
	const struct tree *value = tag_of(span, "error");

	return value && (value->kind == TREE_BOOL ? value->boolean
						  : value->kind == TREE_TEXT &&
							    str_is(value->text, "true"));
}

static str jaeger_parent(const struct tree *span)
{
	const struct tree *references = tree_get(span, "references");

	for (size_t i = 0; i < tree_count(references); i++)
		if (str_is(tree_get_text(tree_nth(references, i), "refType"), "CHILD_OF"))
			return tree_get_text(tree_nth(references, i), "spanID");
	return tree_get_text(span, "parentSpanID");
}

static bool read_jaeger(struct span_reader *reader, const struct tree *trace)
{
	const struct tree *spans = tree_get(trace, "spans");
	const struct tree *processes = tree_get(trace, "processes");

	for (size_t i = 0; i < tree_count(spans); i++) {
		const struct tree *from = tree_nth(spans, i);
		const char *process = arena_c_string(reader->arena,
						     tree_get_text(from, "processID"));
		struct case_span span = {
			.trace = tree_get_text(from, "traceID"),
			.id = tree_get_text(from, "spanID"),
			.parent = jaeger_parent(from),
			.entity = tree_get_text(tree_get(processes, process),
						"serviceName"),
			.operation = tree_get_text(from, "operationName"),
			.took_us = micros(reader, from->line,
					  spelled(reader, tree_get(from, "duration")), 1),
			.kind = kind_of(reader, tag_of(from, "span.kind"), from->line),
			.failed = has_error_tag(from),
		};

		if (!keep_span(reader, span, spelled(reader, tree_get(from, "startTime")),
			       from->line))
			return false;
	}
	return true;
}

/* -- OTLP -- */

static str service_name(const struct tree *resource)
{
	const struct tree *attributes = tree_at(resource, "resource.attributes");

	for (size_t i = 0; i < tree_count(attributes); i++)
		if (str_is(tree_get_text(tree_nth(attributes, i), "key"), "service.name"))
			return tree_get_text(tree_get(tree_nth(attributes, i), "value"),
					     "stringValue");
	return STR("");
}

/* It says when it ended. */
static int64_t otlp_took_us(const struct span_reader *reader, const struct tree *from)
{
	str start = spelled(reader, tree_get(from, "startTimeUnixNano"));
	str end = spelled(reader, tree_get(from, "endTimeUnixNano"));
	int64_t begin_ns = 0, end_ns = 0;
	str took = STR("");

	if (str_to_int(start, &begin_ns) && str_to_int(end, &end_ns) && begin_ns >= 0 &&
	    end_ns > 0)
		took = arena_format(reader->arena, "%lld",
				    (long long)(end_ns - begin_ns) / 1000);
	return micros(reader, from->line, took, 1);
}

static bool read_otlp_span(struct span_reader *reader, str service,
			   const struct tree *from)
{
	enum { STATUS_ERROR = 2 };
	str start = spelled(reader, tree_get(from, "startTimeUnixNano"));
	const struct tree *code = tree_at(from, "status.code");
	struct case_span span = {
		.trace = tree_get_text(from, "traceId"),
		.id = tree_get_text(from, "spanId"),
		.parent = tree_get_text(from, "parentSpanId"),
		.entity = service,
		.operation = tree_get_text(from, "name"),
		.kind = kind_of(reader, tree_get(from, "kind"), from->line),
		.failed = str_is(spelled(reader, code), "STATUS_CODE_ERROR") ||
			  (code && code->kind == TREE_INT &&
			   code->number == STATUS_ERROR),
	};
	span.took_us = otlp_took_us(reader, from);
	return keep_span(reader, span, start, from->line);
}

static bool read_otlp(struct span_reader *reader, const struct tree *resources)
{
	for (size_t i = 0; i < tree_count(resources); i++) {
		const struct tree *resource = tree_nth(resources, i);
		const struct tree *scopes = tree_get(resource, "scopeSpans");
		str service = service_name(resource);

		for (size_t k = 0; k < tree_count(scopes); k++) {
			const struct tree *spans = tree_get(tree_nth(scopes, k), "spans");

			for (size_t n = 0; n < tree_count(spans); n++)
				if (!read_otlp_span(reader, service, tree_nth(spans, n)))
					return false;
		}
	}
	return true;
}

/* -- any -- */

/* False when there is no room for more. */
static bool read_object(struct span_reader *reader, const struct tree *tree)
{
	if (tree_get(tree, "resourceSpans"))
		return read_otlp(reader, tree_get(tree, "resourceSpans"));
	if (tree_get(tree, "spans"))
		return read_jaeger(reader, tree);
	if (tree_get(tree, "start") || tree_get(tree, "time"))
		return read_plain(reader, tree);
	remark(reader->gathering, reader->path, "values left out",
	       "line %zu: neither a span with 'trace', 'span', 'service' and 'start', "
	       "nor "
	       "what Jaeger or OpenTelemetry write",
	       reader->lines_before + tree->line);
	return true;
}

static bool read_value(struct span_reader *reader, const struct tree *tree)
{
	const struct tree *list = tree_get(tree, "data");

	if (tree->kind == TREE_LIST)
		list = tree;
	if (!list || list->kind != TREE_LIST)
		return read_object(reader, tree);
	for (size_t i = 0; i < tree_count(list); i++)
		if (!read_object(reader, tree_nth(list, i)))
			return false;
	return true;
}

static bool take_value(struct arena *arena, const struct tree *tree, size_t lines_before,
		       void *context)
{
	struct span_reader *reader = context;

	reader->arena = arena;
	reader->lines_before = lines_before;
	return read_value(reader, tree);
}

bool read_spans_json(struct gathering *gathering, str path, struct error *error)
{
	struct span_reader reader = { .gathering = gathering, .path = path };

	if (!json_values_read(gathering, path, take_value, &reader, error))
		return false;
	remark_moments(gathering, path, &reader.moments);
	return true;
}
