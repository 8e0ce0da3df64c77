#include "diagnose/gather.h"

#include "base/limits.h"
#include "base/text.h"
#include "diagnose/pieces.h"

#include <string.h>
#include <strings.h>

static bool is_plain(str text)
{
	unsigned odd = 0;

	/* No early end: a loop without one runs at the speed of memory. */
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.bytes[i];

		odd |= (unsigned)(c < ' ') | (unsigned)(c > '~');
	}
	return odd == 0;
}

/* How many bytes the character here has that may be shown as it is; 0 for none. */
static size_t shown_length(str text, size_t at)
{
	unsigned char c = (unsigned char)text.bytes[at];
	size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (c < ' ' || c == 0x7f)
		return 0;
	/* U+0080 to U+009F are control characters, too. */
	if (c == 0xc2 && at + 1 < text.length && (unsigned char)text.bytes[at + 1] < 0xa0)
		return 0;
	if (at + length > text.length || !str_is_utf8(str_slice(text, at, length)))
		return 0;
	return length;
}

str clean_copy(struct arena *arena, str text)
{
	char *copy;
	size_t at = 0;

	if (is_plain(text))
		return arena_copy(arena, text);
	copy = arena_many(arena, char, text.length + 1);
	while (at < text.length) {
		size_t length = shown_length(text, at);

		if (length == 0)
			copy[at] = text.bytes[at] == '\t' ? ' ' : '?';
		else
			memcpy(copy + at, text.bytes + at, length);
		at += length > 0 ? length : 1;
	}
	return (str){ copy, text.length };
}

str name_keep(struct names *names, str name)
{
	str *kept;

	if (names->kept && str_equal(name, names->last))
		return names->last;
	if (!names->kept)
		names->kept = map_new(names->arena);
	kept = map_get(names->kept, name);
	if (!kept) {
		kept = arena_one(names->arena, str);
		*kept = clean_copy(names->arena,
				   str_clip(str_trim(name), DIAGNOSE_NAME_BYTES_MAX));
		map_put(names->kept, arena_copy(names->arena, name), kept);
	}
	/* A name that had to be cleaned is spelled otherwise, and asked for again. */
	names->last = *kept;
	return *kept;
}

static struct remark *remark_of(struct gathering *gathering, str path, const char *what)
{
	struct remark_list *list = &gathering->remarks;

	for (size_t i = list->count; i > 0; i--)
		if (list->items[i - 1].what == what &&
		    str_equal(list->items[i - 1].path, path))
			return &list->items[i - 1];
	if (list->count == DIAGNOSE_REMARKS_MAX)
		return NULL;
	*list_add(gathering->arena, list) = (struct remark){ .path = path, .what = what };
	return &list->items[list->count - 1];
}

void remark(struct gathering *gathering, str path, const char *what, const char *format,
	    ...)
{
	struct remark *remark = remark_of(gathering, path, what);
	va_list args;

	if (!remark || remark->count++ > 0)
		return;
	va_start(args, format);
	remark->first = clean_copy(gathering->arena,
				   arena_vformat(gathering->arena, format, args));
	va_end(args);
}

void remarks_take(struct gathering *gathering, const struct gathering *part)
{
	for (size_t i = 0; i < part->remarks.count; i++) {
		const struct remark *from = &part->remarks.items[i];
		struct remark *to = remark_of(gathering, from->path, from->what);

		if (!to)
			continue;
		if (to->count == 0)
			to->first = arena_copy(gathering->arena, from->first);
		to->count += from->count;
	}
	for (size_t i = 0; i < MOMENT_FORMS; i++)
		gathering->moments.seen[i] |= part->moments.seen[i];
	note_time(gathering, part->times.first.line, part->times.first.at);
	note_time(gathering, part->times.last.line, part->times.last.at);
}

void note_time(struct gathering *gathering, size_t line, instant_ms at)
{
	struct time_range *times = &gathering->times;

	if (at <= 0)
		return;
	if (times->first.at == 0 || at < times->first.at)
		times->first = (struct time_mark){ at, line };
	if (at > times->last.at)
		times->last = (struct time_mark){ at, line };
}

void remark_moments(struct gathering *gathering, str path, const struct moments *moments)
{
	for (size_t i = MOMENT_UNZONED; i < MOMENT_FORMS; i++)
		if (moments->seen[i])
			remark(gathering, path, moment_form_words[i],
			       "its times were read as %s", moment_form_words[i]);
}

/* -- tables -- */

/* The next row into table->row; false after the last. */
bool table_next(struct table *table)
{
	struct error error = { 0 };

	for (;;) {
		switch (csv_next(&table->csv, &table->row, &error)) {
		case CSV_ROW: return true;
		case CSV_END:
			if (table->input.broken)
				remark(table->gathering, table->path, "cut off",
				       "%s: only what came before was read",
				       table->input.broken);
			return false;
		case CSV_BAD:
			remark(table->gathering, table->path, "rows left out", "%s",
			       error.text);
			break;
		case CSV_MORE:
			csv_feed(&table->csv, input_more(&table->input, table->csv.text),
				 table->input.is_last);
			break;
		}
	}
}

/* "time,service,value", for a message. */
static str columns_told(const struct table *table)
{
	struct text text = text_new(table->csv.arena, ERROR_TEXT_BYTES / 2);

	for (size_t i = 0; i < table->column_count && !text.full; i++)
		text_addf(&text, "%s" STR_FMT, i ? "," : "",
			  STR_ARG(str_clip(table->columns[i], 40)));
	return clean_copy(table->csv.arena, text_of(&text));
}

/* Without its first row nothing of a table can be read, so what is wrong with it is what
 * is wrong with the file. */
static bool read_header(struct table *table, struct error *error)
{
	for (;;) {
		switch (csv_next(&table->csv, &table->row, error)) {
		case CSV_ROW: return true;
		case CSV_BAD: return error_wrap(error, "refused");
		case CSV_END:
			return error_set(error, ERROR_INVALID,
					 "not a table: CSV with the names of its columns "
					 "in the first row is needed");
		case CSV_MORE:
			csv_feed(&table->csv, input_more(&table->input, table->csv.text),
				 table->input.is_last);
			break;
		}
	}
}

static bool keep_header(struct table *table, struct error *error)
{
	if (!read_header(table, error))
		return false;
	table->column_count = table->row.count;
	table->columns = arena_many(table->csv.arena, str, table->column_count);
	for (size_t i = 0; i < table->column_count; i++)
		table->columns[i] = arena_copy(table->csv.arena,
					       str_trim(table->row.fields[i]));
	return true;
}

static bool is_text(str piece, struct error *error)
{
	const char *zero;
	size_t line = 1;

	if (piece.length == 0)
		return error_set(error, ERROR_INVALID, "empty");
	if (str_starts_with(piece, STR("\xff\xfe")) ||
	    str_starts_with(piece, STR("\xfe\xff")))
		return error_set(error, ERROR_INVALID,
				 "UTF-16, where UTF-8 is needed: iconv -f UTF-16 -t "
				 "UTF-8 makes it so");
	zero = memchr(piece.bytes, '\0', piece.length);
	if (!zero)
		return true;
	for (const char *at = piece.bytes; at < zero; at++)
		line += *at == '\n';
	return error_set(error, ERROR_INVALID,
			 "line %zu: a byte of value 0, which no text has: it is binary, "
			 "damaged or UTF-16, where a table in UTF-8 is needed",
			 line);
}

bool table_open(struct gathering *gathering, struct arena *scratch, str path,
		struct table *ret_table, struct error *error)
{
	struct table table = { .gathering = gathering, .path = path };
	str first = { 0 }, rest = { 0 };

	if (!input_open(scratch, path, &table.input, error))
		return false;

	str piece = input_more(&table.input, STR(""));

	table.csv = csv_new(scratch, ',');
	if (str_cut(piece, '\n', &first, &rest))
		table.csv.separator = csv_separator_of(first);
	else
		table.csv.separator = csv_separator_of(piece);
	csv_feed(&table.csv, piece, table.input.is_last);
	if (!is_text(piece, error) || !keep_header(&table, error)) {
		table_close(&table);
		return error_wrap(error, STR_FMT, STR_ARG(path));
	}
	*ret_table = table;
	return true;
}

struct file_piece table_rest(const struct table *table)
{
	return (struct file_piece){ .from = table->input.end - table->csv.text.length,
				    .line = table->csv.line };
}

bool table_open_piece(const struct table *whole, struct gathering *gathering,
		      struct arena *scratch, const struct file_piece *piece,
		      struct table *ret_table, struct error *error)
{
	struct table table = { .gathering = gathering,
			       .path = whole->path,
			       .column_count = whole->column_count,
			       .columns = whole->columns,
			       .csv = csv_new(scratch, whole->csv.separator) };

	if (!input_open_part(scratch, whole->path, piece->from, piece->to, &table.input,
			     error))
		return false;
	table.csv.has_begun = true;
	table.csv.line = piece->line;
	*ret_table = table;
	return true;
}

void table_close(struct table *table)
{
	input_close(&table->input);
}

static bool is_named(str column, const struct column *wanted)
{
	for (size_t i = 0; i < sizeof(wanted->names) / sizeof(wanted->names[0]); i++)
		if (wanted->names[i] && column.length == strlen(wanted->names[i]) &&
		    strncasecmp(column.bytes, wanted->names[i], column.length) == 0)
			return true;
	return false;
}

bool table_find(const struct table *table, const struct column *columns, size_t count,
		int *ret_places, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		ret_places[i] = -1;
		for (size_t k = table->column_count; k > 0; k--)
			if (is_named(table->columns[k - 1], &columns[i]))
				ret_places[i] = (int)(k - 1);
		if (ret_places[i] < 0 && columns[i].is_needed)
			return error_set(error, ERROR_INVALID,
					 STR_FMT ": line 1: there is no column '%s'; its "
						 "columns are " STR_FMT,
					 STR_ARG(table->path), columns[i].names[0],
					 STR_ARG(columns_told(table)));
	}
	return true;
}

str table_field(const struct table *table, int place)
{
	if (place < 0 || (size_t)place >= table->row.count)
		return STR("");
	return table->row.fields[place];
}
