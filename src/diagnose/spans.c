/* Spans as a table. */
#include "diagnose/gather.h"

#include "base/limits.h"
#include "core/diagnosis/span_kin.h"

#include <string.h>

enum { SCRATCH_BYTES = 1 << 30 };

enum {
	TRACE,
	SPAN,
	PARENT,
	ENTITY,
	OPERATION,
	START,
	DURATION_US,
	DURATION_NS,
	DURATION_MS,
	DURATION_S,
	FAILED,
	KIND,
	COLUMNS
};

static const struct column columns[COLUMNS] = {
	[TRACE] = { { "trace", "trace_id", "traceId", "traceID" }, true },
	[SPAN] = { { "span", "span_id", "spanId", "spanID" }, true },
	[PARENT] = { { "parent", "parent_id", "parentId", "parentID" }, false },
	[ENTITY] = { { "service", "entity", "pod" }, true },
	[OPERATION] = { { "operation", "name" }, false },
	[START] = { { "start", "time" }, true },
	[DURATION_US] = { { "duration", "duration_us" }, false },
	[DURATION_NS] = { { "duration_ns" }, false },
	[DURATION_MS] = { { "duration_ms" }, false },
	[DURATION_S] = { { "duration_s" }, false },
	[FAILED] = { { "error", "failed" }, false },
	[KIND] = { { "kind", "span_kind", "spanKind" }, false },
};

/* Microseconds of each of the columns that a duration may stand in. */
static const struct {
	int column;
	double us;
} durations[] = {
	{ DURATION_US, 1 },
	{ DURATION_NS, 1e-3 },
	{ DURATION_MS, 1e3 },
	{ DURATION_S, 1e6 },
};

bool spans_have_room(struct gathering *gathering, str path)
{
	if (gathering->spans.count < DIAGNOSE_SPANS_MAX)
		return true;
	remark(gathering, path, "spans left out", "more than %d in all",
	       DIAGNOSE_SPANS_MAX);
	return false;
}

static bool is_word(str name, const char *word)
{
	return name.length == strlen(word) &&
	       strncasecmp(name.bytes, word, name.length) == 0;
}

enum span_kind span_kind_read(struct gathering *gathering, str path, size_t line,
			      str word)
{
	/* In the order of OTLP's numbers. */
	static const struct {
		const char *name;
		enum span_kind kind;
	} kinds[] = {
		{ "unspecified", SPAN_KIND_UNKNOWN }, { "internal", SPAN_KIND_INTERNAL },
		{ "server", SPAN_KIND_SERVER },       { "client", SPAN_KIND_CLIENT },
		{ "producer", SPAN_KIND_PRODUCER },   { "consumer", SPAN_KIND_CONSUMER },
	};
	static const str prefix = STR_INIT("SPAN_KIND_");
	str name = str_trim(word);

	if (name.length == 0)
		return SPAN_KIND_UNKNOWN;
	if (str_starts_with(name, prefix))
		name = str_slice(name, prefix.length, name.length);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		bool is_number = name.length == 1 && name.bytes[0] == '0' + (char)i;

		if (is_number || is_word(name, kinds[i].name))
			return kinds[i].kind;
	}
	remark(gathering, path, "kinds of spans not known",
	       "line %zu: '" STR_FMT
	       "' is none of server, client, producer, consumer and "
	       "internal",
	       line, STR_ARG(str_clip(word, 40)));
	return SPAN_KIND_UNKNOWN;
}

static void make_room(struct gathering *gathering, struct arena *scratch, str path)
{
	struct span_list *list = &gathering->spans;
	size_t wanted = list->count + input_count_lines(scratch, path);
	struct case_span *items;

	if (wanted > DIAGNOSE_SPANS_MAX)
		wanted = DIAGNOSE_SPANS_MAX;
	if (wanted <= list->capacity)
		return;
	items = arena_many(gathering->arena, struct case_span, wanted);
	if (list->count > 0)
		memcpy(items, list->items, list->count * sizeof(*items));
	list->items = items;
	list->capacity = wanted;
}

int64_t duration_read(struct gathering *gathering, str path, size_t line, str field,
		      double factor)
{
	const char *problem = "is no duration";
	double number = 0;

	field = str_trim(field);
	if (field.length == 0) {
		remark(gathering, path, "spans without a duration", "line %zu", line);
		return -1;
	}
	if (str_to_real(field, &number) && number >= 0) {
		if (number * factor <= (double)SPAN_TOOK_US_MAX)
			return (int64_t)(number * factor + 0.5);
		problem = "is more than a day";
	}
	remark(gathering, path, "durations left out", "line %zu: '" STR_FMT "' %s", line,
	       STR_ARG(str_clip(field, 40)), problem);
	return -1;
}

/* The first column that says it. */
static int64_t duration_of(const struct table *table, const int *places)
{
	size_t last = sizeof(durations) / sizeof(durations[0]) - 1, i = 0;

	while (i < last &&
	       str_trim(table_field(table, places[durations[i].column])).length == 0)
		i++;
	return duration_read(table->gathering, table->path, table->row.line,
			     table_field(table, places[durations[i].column]),
			     durations[i].us);
}

static bool is_true(str field)
{
	return str_is(field, "1") || str_is(field, "true") || str_is(field, "True") ||
	       str_is(field, "TRUE") || str_is(field, "error");
}

/* "root" is what some exporters write for none. */
static str parent_of(str field)
{
	return str_is(field, "root") || str_is(field, "null") ||
			       str_is(field, "0000000000000000")
		       ? STR("")
		       : field;
}

static void keep_span(struct table *table, const int *places, struct moments *moments)
{
	struct gathering *gathering = table->gathering;
	struct arena *arena = gathering->arena;
	str trace = table_field(table, places[TRACE]);
	str id = table_field(table, places[SPAN]);
	str parent = parent_of(table_field(table, places[PARENT]));
	struct case_span span = { .took_us = duration_of(table, places) };

	if (!moment_read(moments, table_field(table, places[START]), &span.start_us)) {
		remark(gathering, table->path, "spans left out",
		       "line %zu: '" STR_FMT "' is no time", table->row.line,
		       STR_ARG(str_clip(table_field(table, places[START]), 40)));
		return;
	}
	note_time(gathering, table->row.line, span.start_us / 1000);
	span.entity = name_keep(&gathering->entities, table_field(table, places[ENTITY]));
	span.operation = name_keep(&gathering->words,
				   table_field(table, places[OPERATION]));
	span.trace = name_keep(&gathering->traces, trace);
	span.id = arena_copy(arena, str_clip(id, DIAGNOSE_NAME_BYTES_MAX));
	span.parent = parent.length > 0
			      ? arena_copy(arena,
					   str_clip(parent, DIAGNOSE_NAME_BYTES_MAX))
			      : parent;
	span.kind = span_kind_read(gathering, table->path, table->row.line,
				   table_field(table, places[KIND]));
	span.failed = is_true(table_field(table, places[FAILED]));
	*list_add(arena, &gathering->spans) = span;
}

bool read_spans_table(struct gathering *gathering, str path, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_table table = { 0 };
	struct moments moments = { 0 };
	int places[COLUMNS];

	if (!table_open(gathering, scratch, path, &table, error) ||
	    !table_find(&table, columns, COLUMNS, places, error))
		return false;
	make_room(gathering, scratch, path);
	while (table_next(&table) && spans_have_room(gathering, path))
		keep_span(&table, places, &moments);
	if (places[FAILED] < 0)
		remark(gathering, path, "no column 'error'",
		       "whether calls failed is not known");
	remark_moments(gathering, path, &moments);
	return true;
}
