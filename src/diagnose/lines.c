/* Lines of logs: as a table, as one JSON object a line, or as they were written. */
#include "diagnose/gather.h"

#include "base/limits.h"
#include "formats/json.h"
#include "formats/log_line.h"

#include <string.h>

enum { SCRATCH_BYTES = 1 << 30, TREE_ARENA_BYTES = 256 << 20 };

enum { AT, ENTITY, TEXT, TRACE, SPAN, COLUMNS };

static const struct column columns[COLUMNS] = {
	[AT] = { { "time", "timestamp", "ts", "@timestamp" }, false },
	[ENTITY] = { { "service", "entity", "pod", "host" }, false },
	[TEXT] = { { "text", "message", "msg", "log" }, true },
	[TRACE] = { { "trace", "trace_id", "traceId", "traceID" }, false },
	[SPAN] = { { "span", "span_id", "spanId", "spanID" }, false },
};

/* Room for all lines of a file at once: a list that grows leaves its former selves in the
 * arena, and of a million lines these are large. */
static void make_room(struct gathering *gathering, struct arena *scratch, str path)
{
	struct line_list *list = &gathering->lines;
	size_t wanted = list->count + input_count_lines(scratch, path);
	struct case_line *items;

	if (wanted > DIAGNOSE_LINES_MAX)
		wanted = DIAGNOSE_LINES_MAX;
	if (wanted <= list->capacity)
		return;
	items = arena_many(gathering->arena, struct case_line, wanted);
	if (list->count > 0)
		memcpy(items, list->items, list->count * sizeof(*items));
	list->items = items;
	list->capacity = wanted;
}

static bool has_room(struct gathering *gathering, str path, size_t line, str text)
{
	if (gathering->lines.count < DIAGNOSE_LINES_MAX &&
	    gathering->text_bytes + text.length <= DIAGNOSE_TEXT_BYTES_MAX)
		return true;
	remark(gathering, path, "lines left out",
	       "from line %zu on: more than %d lines or %d MiB in all", line,
	       DIAGNOSE_LINES_MAX, DIAGNOSE_TEXT_BYTES_MAX >> 20);
	return false;
}

/* "logs-cart.ndjson.gz" is of cart, if its lines do not say otherwise. */
static str entity_of_path(str path)
{
	str name = path, before, after, stem = { 0 };

	while (str_cut(name, '/', &before, &after))
		name = after;
	stem = str_slice(name, strlen("logs"), name.length);
	if (!str_starts_with(name, STR("logs")) || stem.length == 0 ||
	    !strchr("-_.", stem.bytes[0]))
		return STR("");
	stem = str_slice(stem, 1, stem.length);
	if (str_cut(stem, '.', &before, &after))
		return before;
	return STR("");
}

static void keep_line(struct gathering *gathering, struct case_line line)
{
	line.text = clean_copy(gathering->arena,
			       str_clip(line.text, INPUT_LINE_BYTES_MAX));
	gathering->text_bytes += line.text.length;
	*list_add(gathering->arena, &gathering->lines) = line;
}

static instant_ms read_time(struct gathering *gathering, str path,
			    struct moments *moments, size_t line, str field)
{
	int64_t us = 0;

	if (moment_read(moments, field, &us))
		return us / 1000;
	remark(gathering, path, "lines without a time",
	       field.length > 0 ? "line %zu: '" STR_FMT "' is no time"
				: "line %zu" STR_FMT " has none",
	       line, STR_ARG(str_clip(field, 40)));
	return 0;
}

static str keep_trace(struct gathering *gathering, str trace)
{
	return trace.length > 0 ? name_keep(&gathering->traces, trace) : STR("");
}

static str keep_span(struct gathering *gathering, str identity)
{
	return identity.length > 0
		       ? arena_copy(gathering->arena,
				    str_clip(identity, DIAGNOSE_NAME_BYTES_MAX))
		       : STR("");
}

bool read_lines_table(struct gathering *gathering, str path, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_table table = { 0 };
	struct moments moments = { 0 };
	str of_path = entity_of_path(path);
	int places[COLUMNS];

	if (!table_open(gathering, scratch, path, &table, error) ||
	    !table_find(&table, columns, COLUMNS, places, error))
		return false;
	make_room(gathering, scratch, path);
	while (table_next(&table)) {
		str entity = table_field(&table, places[ENTITY]);
		struct case_line line = { .text = table_field(&table, places[TEXT]) };

		if (!has_room(gathering, path, table.row.line, line.text))
			break;
		line.entity = name_keep(&gathering->entities,
					entity.length > 0 ? entity : of_path);
		line.at = read_time(gathering, path, &moments, table.row.line,
				    table_field(&table, places[AT]));
		line.trace = keep_trace(gathering, table_field(&table, places[TRACE]));
		line.span = keep_span(gathering, table_field(&table, places[SPAN]));
		keep_line(gathering, line);
	}
	remark_moments(gathering, path, &moments);
	return true;
}

/* -- one JSON object a line -- */

/* The text of the first member that has one of the column's names. */
static str member(struct arena *arena, const struct tree *object,
		  const struct column *column)
{
	for (size_t i = 0; i < sizeof(column->names) / sizeof(column->names[0]); i++) {
		const struct tree *value = column->names[i]
						   ? tree_get(object, column->names[i])
						   : NULL;

		if (value && value->kind == TREE_TEXT)
			return value->text;
		if (value && (value->kind == TREE_INT || value->kind == TREE_REAL))
			return json_write(arena, value);
	}
	return STR("");
}

static void keep_object(struct gathering *gathering, str path, struct moments *moments,
			const struct tree *object, size_t number)
{
	struct arena *arena = gathering->arena;
	str entity = member(arena, object, &columns[ENTITY]);
	struct case_line line = { .text = member(arena, object, &columns[TEXT]) };

	if (line.text.length == 0) {
		remark(gathering, path, "lines left out",
		       "line %zu: the object has no 'text' (or 'message', 'msg', 'log')",
		       number);
		return;
	}
	line.entity = name_keep(&gathering->entities,
				entity.length > 0 ? entity : entity_of_path(path));
	line.at = read_time(gathering, path, moments, number,
			    member(arena, object, &columns[AT]));
	line.trace = keep_trace(gathering, member(arena, object, &columns[TRACE]));
	line.span = keep_span(gathering, member(arena, object, &columns[SPAN]));
	keep_line(gathering, line);
}

bool read_lines_json(struct gathering *gathering, str path, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_arena trees = arena_new(TREE_ARENA_BYTES);
	scoped_input input = { 0 };
	struct moments moments = { 0 };
	bool was_cut = false;
	str text = { 0 };

	if (!input_open(scratch, path, &input, error))
		return false;
	make_room(gathering, scratch, path);
	while (input_line(&input, &text, &was_cut) &&
	       has_room(gathering, path, input.line, text)) {
		struct error problem = { 0 };
		struct tree *object = NULL;

		arena_reset(trees);
		if (str_trim(text).length == 0)
			continue;
		if (!was_cut)
			object = json_parse(trees, text, &problem);
		if (object && object->kind == TREE_MAP)
			keep_object(gathering, path, &moments, object, input.line);
		else
			remark(gathering, path, "lines left out", "line %zu: %s",
			       input.line,
			       was_cut  ? "more than 16 KiB of JSON"
			       : object ? "not a JSON object"
					: problem.text);
	}
	if (input.broken)
		remark(gathering, path, "cut off", "%s: only what came before was read",
		       input.broken);
	remark_moments(gathering, path, &moments);
	return true;
}

/* -- as they were written -- */

/* Notes what form the time in front has, if there is one, for the remark that says how
 * times were read: "2026-11-21T08:09:10Z text", "[2026-11-21 08:09:10,123] text",
 * "1763712550.123 text". */
static void note_form(struct moments *moments, str text)
{
	str rest = str_trim(text), word, next;
	size_t end = 0;
	int64_t us;

	if (str_starts_with(rest, STR("[")))
		rest = str_slice(rest, 1, rest.length);
	while (end < rest.length && !strchr(" ]\t", rest.bytes[end]))
		end++;
	word = str_slice(rest, 0, end);
	next = str_slice(rest, end, rest.length);
	/* A day alone: the time of the day is the next word. */
	if (word.length == 10 && str_starts_with(next, STR(" ")) &&
	    rest.bytes[4] == '-') {
		for (end++; end < rest.length && !strchr(" ]\t", rest.bytes[end]);)
			end++;
		word = str_slice(rest, 0, end);
	}
	/* A short number in front is of something else. */
	if (word.length >= 10)
		moment_read(moments, word, &us);
}

/* How bad it is stays with what it says, as a word: a level in a field is none of it. */
static str text_with_level(struct arena *scratch, const struct log_line *read)
{
	const char *word = read->level == LINE_FATAL ? "FATAL" : "ERROR";

	if (read->level < LINE_ERROR || str_contains_word(read->text, str_of(word)))
		return read->text;
	return arena_format(scratch, "%s " STR_FMT, word, STR_ARG(read->text));
}

/* What a line says of itself; a frame of a stack or what else is indented below a line is
 * no line of its own: what happened stands above it. */
static bool read_text_line(struct arena *scratch, str text, struct case_line *line)
{
	struct log_line read;

	log_line_read(scratch, text, clock_now(), &read);
	if ((read.continues && line->at != 0) || str_trim(read.text).length == 0)
		return false;
	/* What has no time of its own goes on from the line before. */
	line->at = read.at != 0 ? read.at : line->at;
	line->text = text_with_level(scratch, &read);
	line->trace = read.trace;
	line->span = read.span;
	return true;
}

static void keep_text_line(struct gathering *gathering, str path, size_t number,
			   struct case_line line)
{
	if (line.at == 0)
		remark(gathering, path, "lines without a time", "line %zu says none",
		       number);
	line.trace = keep_trace(gathering, line.trace);
	line.span = keep_span(gathering, line.span);
	keep_line(gathering, line);
}

bool read_lines_text(struct gathering *gathering, str path, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_arena fields = arena_new(TREE_ARENA_BYTES);
	scoped_input input = { 0 };
	struct moments moments = { 0 };
	struct case_line line = { .entity = name_keep(&gathering->entities,
						      entity_of_path(path)) };
	bool was_cut = false;
	str text = { 0 };

	if (!input_open(scratch, path, &input, error))
		return false;
	make_room(gathering, scratch, path);
	while (input_line(&input, &text, &was_cut) &&
	       has_room(gathering, path, input.line, text)) {
		arena_reset(fields);
		if (memchr(text.bytes, '\0', text.length)) {
			remark(gathering, path, "lines left out",
			       "line %zu: binary, not text", input.line);
			continue;
		}
		if (was_cut)
			remark(gathering, path, "lines cut",
			       "line %zu: only its first %d KiB are looked at",
			       input.line, INPUT_LINE_BYTES_MAX >> 10);
		note_form(&moments, text);
		if (read_text_line(fields, text, &line))
			keep_text_line(gathering, path, input.line, line);
	}
	if (input.broken)
		remark(gathering, path, "cut off", "%s: only what came before was read",
		       input.broken);
	remark_moments(gathering, path, &moments);
	return true;
}
