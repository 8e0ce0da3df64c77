/* Lines of logs: as a table, as one JSON object a line, or as they were written. Of a
 * large file each thread reads a piece. */
#include "diagnose/gather.h"

#include "base/limits.h"
#include "diagnose/pieces.h"
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

enum {
	/* What is put before a line at most, to say how bad it is. */
	LEVEL_BYTES = sizeof("ERROR "),
};

/* A file of lines. */
struct line_file {
	str path;
	struct table *table; /* NULL when it is none */
	int places[COLUMNS]; /* in the table */
	struct file_pieces pieces;
	struct case_line *room; /* for the lines of its pieces, one behind the other */
	/* A piece, or for NULL all of it. */
	void (*read)(struct gathering *gathering, const struct line_file *file,
		     const struct file_piece *piece);
};

/* Room for all lines of a file at once: a list that grows leaves its former selves in the
 * arena, and of a million lines these are large. */
static void make_room(struct gathering *gathering, size_t lines)
{
	struct line_list *list = &gathering->lines;
	size_t wanted = list->count + lines;
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

static void read_piece(struct gathering *own, const struct file_piece *piece,
		       size_t which, void *context)
{
	const struct line_file *file = context;
	size_t before = piece->line - file->pieces.items[0].line;

	(void)which;
	own->lines = (struct line_list){ .items = file->room + before,
					 .capacity = piece->lines };
	file->read(own, file, piece);
}

/* Whatever the lines say, none of them will have to be left out. */
static bool has_room_for_all(const struct gathering *gathering,
			     const struct file_pieces *pieces)
{
	size_t bytes = pieces->items[pieces->count - 1].to + pieces->lines * LEVEL_BYTES;

	return gathering->lines.count + pieces->lines <= DIAGNOSE_LINES_MAX &&
	       gathering->text_bytes + bytes <= DIAGNOSE_TEXT_BYTES_MAX;
}

static void read_file(struct gathering *gathering, struct line_file *file)
{
	struct line_list *list = &gathering->lines;
	const struct gathering *own;

	make_room(gathering, file->pieces.lines);
	if (file->pieces.count == 1 || !has_room_for_all(gathering, &file->pieces)) {
		file->read(gathering, file, NULL);
		return;
	}
	file->room = list->items + list->count;
	own = file_pieces_read(gathering, &file->pieces, read_piece, file);
	for (size_t i = 0; i < file->pieces.count; i++) {
		memmove(list->items + list->count, own[i].lines.items,
			own[i].lines.count * sizeof(*list->items));
		list->count += own[i].lines.count;
		gathering->text_bytes += own[i].text_bytes;
	}
}

/* False when there is nothing to be read, which is remarked. */
static bool open_piece(struct gathering *gathering, struct arena *scratch,
		       const struct line_file *file, const struct file_piece *piece,
		       struct input *ret_input)
{
	struct error error = { 0 };

	if (piece ? !input_open_part(scratch, file->path, piece->from, piece->to,
				     ret_input, &error)
		  : !input_open(scratch, file->path, ret_input, &error)) {
		remark(gathering, file->path, "cut off", "%s", error.text);
		return false;
	}
	ret_input->line = piece ? piece->line - 1 : 0;
	return true;
}

static void remark_broken(struct gathering *gathering, str path,
			  const struct input *input)
{
	if (input->broken)
		remark(gathering, path, "cut off", "%s: only what came before was read",
		       input->broken);
}

static bool has_room(struct gathering *gathering, str path, size_t line, str text)
{
	/* There was room for as many lines as the file had a moment ago. */
	if (gathering->lines.count < gathering->lines.capacity &&
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

	if (moment_read(moments, field, &us)) {
		note_time(gathering, line, us / 1000);
		return us / 1000;
	}
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

static void read_rows(struct gathering *gathering, const struct line_file *file,
		      struct table *table)
{
	str path = file->path, of_path = entity_of_path(path);
	const int *places = file->places;

	while (table_next(table)) {
		str entity = table_field(table, places[ENTITY]);
		struct case_line line = { .text = table_field(table, places[TEXT]) };

		if (!has_room(gathering, path, table->row.line, line.text))
			break;
		line.entity = name_keep(&gathering->entities,
					entity.length > 0 ? entity : of_path);
		line.at = read_time(gathering, path, &gathering->moments, table->row.line,
				    table_field(table, places[AT]));
		line.trace = keep_trace(gathering, table_field(table, places[TRACE]));
		line.span = keep_span(gathering, table_field(table, places[SPAN]));
		keep_line(gathering, line);
	}
}

static void read_table(struct gathering *gathering, const struct line_file *file,
		       const struct file_piece *piece)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_table table = { 0 };
	struct error error = { 0 };

	if (!piece)
		read_rows(gathering, file, file->table);
	else if (table_open_piece(file->table, gathering, scratch, piece, &table, &error))
		read_rows(gathering, file, &table);
	else
		remark(gathering, file->path, "cut off", "%s", error.text);
}

bool read_lines_table(struct gathering *gathering, str path, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_table table = { 0 };
	struct line_file file = { .path = path, .table = &table, .read = read_table };
	struct file_piece rest;

	gathering->moments = (struct moments){ 0 };
	if (!table_open(gathering, scratch, path, &table, error) ||
	    !table_find(&table, columns, COLUMNS, file.places, error))
		return false;
	rest = table_rest(&table);
	file.pieces = file_pieces_of(gathering, scratch, path, &rest, true, NULL);
	read_file(gathering, &file);
	remark_moments(gathering, path, &gathering->moments);
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

static void read_objects(struct gathering *gathering, const struct line_file *file,
			 const struct file_piece *piece)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_arena trees = arena_new(TREE_ARENA_BYTES);
	scoped_input input = { 0 };
	bool was_cut = false;
	str path = file->path, text = { 0 };

	if (!open_piece(gathering, scratch, file, piece, &input))
		return;
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
			keep_object(gathering, path, &gathering->moments, object,
				    input.line);
		else
			remark(gathering, path, "lines left out", "line %zu: %s",
			       input.line,
			       was_cut  ? "more than 16 KiB of JSON"
			       : object ? "not a JSON object"
					: problem.text);
	}
	remark_broken(gathering, path, &input);
}

/* Reads a file that is no table, one line after the other. */
static bool read_lines(struct gathering *gathering, struct line_file *file,
		       line_begins begins, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_input input = { 0 };
	struct file_piece all = { .line = 1 };

	/* That it can be read at all. */
	if (!input_open(scratch, file->path, &input, error))
		return false;
	gathering->moments = (struct moments){ 0 };
	file->pieces = file_pieces_of(gathering, scratch, file->path, &all, false,
				      begins);
	read_file(gathering, file);
	remark_moments(gathering, file->path, &gathering->moments);
	return true;
}

bool read_lines_json(struct gathering *gathering, str path, struct error *error)
{
	struct line_file file = { .path = path, .read = read_objects };

	return read_lines(gathering, &file, NULL, error);
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
	note_time(gathering, number, line.at);
	line.trace = keep_trace(gathering, line.trace);
	line.span = keep_span(gathering, line.span);
	keep_line(gathering, line);
}

static void read_text(struct gathering *gathering, const struct line_file *file,
		      const struct file_piece *piece)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_arena fields = arena_new(TREE_ARENA_BYTES);
	scoped_input input = { 0 };
	struct case_line line = { .entity = name_keep(&gathering->entities,
						      entity_of_path(file->path)) };
	bool was_cut = false;
	str path = file->path, text = { 0 };

	if (!open_piece(gathering, scratch, file, piece, &input))
		return;
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
		note_form(&gathering->moments, text);
		if (read_text_line(fields, text, &line))
			keep_text_line(gathering, path, input.line, line);
	}
	remark_broken(gathering, path, &input);
}

/* It has a time of its own and goes on from no other line: what read_text_line() keeps of
 * the lines before it is forgotten. */
static bool stands_alone(str text)
{
	scoped_arena fields = arena_new(TREE_ARENA_BYTES);
	struct log_line read;

	if (memchr(text.bytes, '\0', text.length))
		return false;
	log_line_read(fields, text, clock_now(), &read);
	return read.at != 0 && !read.continues && str_trim(read.text).length > 0;
}

bool read_lines_text(struct gathering *gathering, str path, struct error *error)
{
	struct line_file file = { .path = path, .read = read_text };

	return read_lines(gathering, &file, stands_alone, error);
}
