#include "formats/csv.h"

#include "base/limits.h"

#include <string.h>

enum { FIELDS_FIRST = 64 };

/* A field as it stands in the text. */
struct csv_span {
	size_t from, length; /* inside its quotes */
	bool has_escapes;    /* "" in it */
};

/* How far the row in hand has been read. */
struct cursor {
	size_t at;
	size_t count;
	size_t escaped_bytes; /* of all fields with escapes */
	bool at_end;          /* of the row */
};

enum field_end { FIELD_WHOLE, FIELD_CUT, FIELD_BAD };

struct csv csv_new(struct arena *arena, char separator)
{
	return (struct csv){ .arena = arena, .separator = separator, .line = 1 };
}

void csv_feed(struct csv *csv, str text, bool is_last)
{
	csv->text = text;
	csv->is_last = is_last;
}

/* Where the next line begins, or the length of the text. */
static size_t line_end(str text, size_t from)
{
	const char *end = from < text.length
				  ? memchr(text.bytes + from, '\n', text.length - from)
				  : NULL;

	return end ? (size_t)(end - text.bytes) + 1 : text.length;
}

static size_t lines_in(str text)
{
	size_t lines = 0;

	for (size_t at = 0; at < text.length; lines++) {
		at = line_end(text, at);
		if (text.bytes[at - 1] != '\n')
			break;
	}
	return lines;
}

/* "line 3, column 14: ", for a place in the row in hand. */
static bool refuse(const struct csv *csv, size_t at, struct error *error,
		   const char *problem)
{
	str before = str_slice(csv->text, 0, at);
	size_t line = csv->line + lines_in(before), from = at;

	while (from > 0 && before.bytes[from - 1] != '\n')
		from--;
	return error_set(error, ERROR_INVALID, "line %zu, column %zu: %s", line,
			 at - from + 1, problem);
}

static struct csv_span *add_span(struct csv *csv, size_t count)
{
	if (count == csv->capacity) {
		size_t wider = csv->capacity ? csv->capacity * 2 : FIELDS_FIRST;
		struct csv_span *spans = arena_many(csv->arena, struct csv_span, wider);

		if (count > 0)
			memcpy(spans, csv->spans, count * sizeof(*spans));
		csv->spans = spans;
		csv->fields = arena_many(csv->arena, str, wider);
		csv->capacity = wider;
	}
	return &csv->spans[count];
}

/* What follows a field: a separator, the end of the line, or the end of it all. */
static enum field_end pass_end(const struct csv *csv, struct cursor *cursor)
{
	const char *bytes = csv->text.bytes;
	size_t length = csv->text.length, at = cursor->at;

	cursor->at_end = true;
	if (at == length)
		return csv->is_last ? FIELD_WHOLE : FIELD_CUT;
	if (bytes[at] == csv->separator) {
		cursor->at_end = false;
		cursor->at++;
		return FIELD_WHOLE;
	}
	if (bytes[at] == '\r')
		at++;
	if (at == length && !csv->is_last)
		return FIELD_CUT;
	if (at < length && bytes[at] != '\n')
		return FIELD_BAD;
	cursor->at = at < length ? at + 1 : at;
	return FIELD_WHOLE;
}

static enum field_end plain_field(const struct csv *csv, struct cursor *cursor,
				  struct csv_span *span)
{
	const char *bytes = csv->text.bytes;
	size_t length = csv->text.length, at = cursor->at;
	char separator = csv->separator;

	while (at < length && bytes[at] != separator && bytes[at] != '\n')
		at++;
	*span = (struct csv_span){ .from = cursor->at, .length = at - cursor->at };
	if (span->length > 0 && bytes[at - 1] == '\r' &&
	    (at == length || bytes[at] == '\n'))
		span->length--;
	cursor->at = at;
	return pass_end(csv, cursor);
}

static enum field_end quoted_field(const struct csv *csv, struct cursor *cursor,
				   struct csv_span *span)
{
	const char *bytes = csv->text.bytes;
	size_t length = csv->text.length, from = cursor->at + 1, at = from;
	bool has_escapes = false;

	for (;; at += 2) {
		const char *quote = at < length ? memchr(bytes + at, '"', length - at)
						: NULL;

		if (!quote)
			return FIELD_CUT;
		at = (size_t)(quote - bytes);
		if (at + 1 == length || bytes[at + 1] != '"')
			break;
		has_escapes = true;
	}
	/* The second half of "" may come with the next piece. */
	if (at + 1 == length && !csv->is_last)
		return FIELD_CUT;
	*span = (struct csv_span){ from, at - from, has_escapes };
	cursor->escaped_bytes += has_escapes ? at - from : 0;
	cursor->at = at + 1;
	return pass_end(csv, cursor);
}

/* A field that is not whole: more text may help, unless it is over long already. */
static bool cut_short(const struct csv *csv, size_t from, struct error *error)
{
	if (csv->text.length - from > CSV_FIELD_BYTES_MAX)
		return refuse(csv, from, error,
			      csv->text.bytes[from] == '"'
				      ? "this quote is not closed within 1 MiB"
				      : "a field of more than 1 MiB");
	if (csv->is_last)
		return refuse(csv, from, error, "this quote is not closed");
	return true;
}

/* Reads one field; false when the row is not whole or not good. */
static bool take_field(struct csv *csv, struct cursor *cursor, enum csv_step *ret_step,
		       struct error *error)
{
	size_t from = cursor->at;
	bool is_quoted = from < csv->text.length && csv->text.bytes[from] == '"';
	struct csv_span *span = add_span(csv, cursor->count);
	enum field_end end = is_quoted ? quoted_field(csv, cursor, span)
				       : plain_field(csv, cursor, span);

	*ret_step = CSV_BAD;
	if (end == FIELD_CUT) {
		if (cut_short(csv, from, error))
			*ret_step = CSV_MORE;
		return false;
	}
	if (end == FIELD_BAD)
		return refuse(csv, cursor->at, error,
			      "after the closing quote comes neither a separator nor the "
			      "end of the line");
	if (span->length > CSV_FIELD_BYTES_MAX)
		return refuse(csv, from, error, "a field of more than 1 MiB");
	if (++cursor->count > CSV_ROW_FIELDS_MAX)
		return refuse(csv, from, error, "a row of more than 1000000 fields");
	return true;
}

static char *unquoted_room(struct csv *csv, size_t bytes)
{
	if (bytes > csv->unquoted_capacity) {
		csv->unquoted_capacity = bytes * 2;
		csv->unquoted = arena_many(csv->arena, char, csv->unquoted_capacity);
	}
	return csv->unquoted;
}

/* Writes the field with each "" as one quote; gives where the next may be written. */
static char *unescape(str field, char *room)
{
	for (size_t i = 0; i < field.length; i++) {
		*room++ = field.bytes[i];
		i += field.bytes[i] == '"';
	}
	return room;
}

static void fill_fields(struct csv *csv, const struct cursor *cursor)
{
	char *room = unquoted_room(csv, cursor->escaped_bytes);

	for (size_t i = 0; i < cursor->count; i++) {
		struct csv_span span = csv->spans[i];
		str field = { csv->text.bytes + span.from, span.length };

		if (span.has_escapes) {
			char *end = unescape(field, room);

			field = (str){ room, (size_t)(end - room) };
			room = end;
		}
		csv->fields[i] = field;
	}
}

static void pass(struct csv *csv, size_t bytes)
{
	csv->line += lines_in(str_slice(csv->text, 0, bytes));
	csv->text = str_slice(csv->text, bytes, csv->text.length);
}

static size_t empty_lines(str text)
{
	size_t at = 0;

	while (at < text.length) {
		size_t end = at + (text.bytes[at] == '\r');

		if (end == text.length || text.bytes[end] != '\n')
			break;
		at = end + 1;
	}
	return at;
}

/* The end of the line may come with a later piece. */
static void skip_line(struct csv *csv)
{
	size_t end = line_end(csv->text, 0);

	csv->is_skipping = end == 0 || csv->text.bytes[end - 1] != '\n';
	pass(csv, end);
}

/* False while it may still come. */
static bool pass_byte_order_mark(struct csv *csv)
{
	static const str mark = STR_INIT("\xef\xbb\xbf");

	if (csv->has_begun)
		return true;
	if (!csv->is_last && csv->text.length < mark.length &&
	    str_starts_with(mark, csv->text))
		return false;
	if (str_starts_with(csv->text, mark))
		csv->text = str_slice(csv->text, mark.length, csv->text.length);
	csv->has_begun = true;
	return true;
}

enum csv_step csv_next(struct csv *csv, struct csv_row *ret_row, struct error *error)
{
	struct cursor cursor = { 0 };
	enum csv_step step = CSV_MORE;

	if (!pass_byte_order_mark(csv))
		return CSV_MORE;
	if (csv->is_skipping)
		skip_line(csv);
	pass(csv, empty_lines(csv->text));
	if (csv->text.length == 0 || (csv->is_last && str_is(csv->text, "\r")))
		return csv->is_last ? CSV_END : CSV_MORE;

	while (!cursor.at_end) {
		if (take_field(csv, &cursor, &step, error))
			continue;
		if (step == CSV_MORE && csv->text.length > CSV_ROW_BYTES_MAX) {
			refuse(csv, 0, error, "a row of more than 64 MiB");
			step = CSV_BAD;
		}
		if (step == CSV_BAD) {
			ret_row->line = csv->line;
			skip_line(csv);
		}
		return step;
	}
	fill_fields(csv, &cursor);
	*ret_row = (struct csv_row){ csv->fields, cursor.count, csv->line };
	pass(csv, cursor.at);
	return CSV_ROW;
}

char csv_separator_of(str first_line)
{
	static const char separators[] = { ',', ';', '\t', '|' };
	size_t counts[sizeof(separators)] = { 0 }, best = 0;

	for (size_t i = 0; i < first_line.length; i++)
		for (size_t k = 0; k < sizeof(separators); k++)
			counts[k] += first_line.bytes[i] == separators[k];
	for (size_t k = 1; k < sizeof(separators); k++)
		if (counts[k] > counts[best])
			best = k;
	return separators[best];
}
