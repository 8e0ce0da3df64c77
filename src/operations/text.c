/* Answers as text for people: a table of one list, or lines from a template. */
#include "operations/operation.h"

#include "base/text.h"
#include "formats/json.h"
#include "formats/mustache.h"

enum { TEXT_BYTES_MAX = 4 << 20, CELL_MAX = 200, COLUMNS_MAX = 10 };

static str cell_of(struct arena *arena, const struct tree *value)
{
	if (!value)
		return STR("");
	switch (value->kind) {
	case TREE_NULL: return STR("");
	case TREE_BOOL: return value->boolean ? STR("yes") : STR("no");
	case TREE_INT: return arena_format(arena, "%lld", (long long)value->number);
	case TREE_REAL: return arena_format(arena, "%g", value->real);
	case TREE_TEXT: return str_clip(value->text, CELL_MAX);
	case TREE_LIST:
	case TREE_MAP: break;
	}
	return str_clip(json_write(arena, value), CELL_MAX);
}

/* Characters, not bytes: good enough for columns of what is mostly ASCII. */
static size_t width_of(str s)
{
	size_t width = 0;

	for (size_t i = 0; i < s.length; i++)
		width += ((unsigned char)s.bytes[i] & 0xC0) != 0x80;
	return width;
}

static void add_padded(struct text *out, str s, size_t width, bool is_last)
{
	/* Control characters from outside must not move the cursor. */
	for (size_t i = 0; i < s.length; i++)
		text_add_char(out, (unsigned char)s.bytes[i] < ' ' ? ' ' : s.bytes[i]);
	for (size_t i = width_of(s); !is_last && i < width + 2; i++)
		text_add_char(out, ' ');
}

/* How much of the text stands on a line of so many characters: up to the last space
 * that fits, or the first one if no space does. */
static size_t line_of(str s, size_t width)
{
	size_t fits = 0, characters = 0;

	for (size_t i = 0; i < s.length; i++) {
		characters += ((unsigned char)s.bytes[i] & 0xC0) != 0x80;
		if (characters > width && fits > 0)
			return fits;
		if (s.bytes[i] == ' ')
			fits = i + 1;
	}
	return s.length;
}

static void add_wrapped(struct text *out, str s, size_t width, size_t indent)
{
	while (s.length > 0) {
		size_t length = line_of(s, width);
		str line = str_trim(str_clip(s, length));

		add_padded(out, line, 0, true);
		s = str_slice(s, length, s.length);
		if (s.length == 0)
			return;
		text_add_char(out, '\n');
		for (size_t i = 0; i < indent; i++)
			text_add_char(out, ' ');
	}
}

struct table {
	const struct view *view;
	const struct tree *list;
	size_t columns, widths[COLUMNS_MAX];
};

/* The last column has no width unless it is to be wrapped: then nothing is cut. */
static str cell_at(struct arena *arena, const struct table *table, size_t row, size_t c)
{
	const struct view_column *column = &table->view->columns[c];
	const struct tree *value = tree_at(tree_nth(table->list, row), column->member);

	return column->width > 0 && value && value->kind == TREE_TEXT
		       ? value->text
		       : cell_of(arena, value);
}

static void measure(struct arena *arena, struct table *table)
{
	for (size_t c = 0; c < table->columns; c++) {
		table->widths[c] = width_of(str_of(table->view->columns[c].title));
		for (size_t i = 0; i < tree_count(table->list); i++) {
			size_t width = width_of(cell_at(arena, table, i, c));

			if (width > table->widths[c])
				table->widths[c] = width;
		}
	}
}

static void add_row(struct arena *arena, const struct table *table, size_t row,
		    struct text *out)
{
	size_t indent = 0;

	for (size_t c = 0; c < table->columns; c++) {
		unsigned width = table->view->columns[c].width;
		str cell = cell_at(arena, table, row, c);

		if (width > 0)
			add_wrapped(out, cell, width, indent);
		else
			add_padded(out, cell, table->widths[c], c + 1 == table->columns);
		indent += table->widths[c] + 2;
	}
	text_add_char(out, '\n');
}

static void add_table(struct arena *arena, const struct view *view,
		      const struct tree *list, struct text *out)
{
	struct table table = { .view = view, .list = list };

	while (table.columns < COLUMNS_MAX && view->columns[table.columns].member)
		table.columns++;
	measure(arena, &table);
	for (size_t c = 0; c < table.columns; c++)
		add_padded(out, str_of(view->columns[c].title), table.widths[c],
			   c + 1 == table.columns);
	text_add_char(out, '\n');
	for (size_t i = 0; i < tree_count(list); i++)
		add_row(arena, &table, i, out);
}

str operation_text(struct arena *arena, const struct operation *operation,
		   const struct tree *answer, unsigned width)
{
	const struct view *view = &operation->view;
	struct text out = text_new(arena, TEXT_BYTES_MAX);
	struct error error;
	str rendered;

	(void)width;
	if (view->list) {
		const struct tree *list = tree_get(answer, view->list);

		if (tree_count(list) > 0)
			add_table(arena, view, list, &out);
		/* An answer that is another one says so in its template. */
		else if (list || !view->template)
			text_addf(&out, "%s\n", view->empty ? view->empty : "nothing");
	}
	if (view->template && mustache_render(arena, str_of(view->template), answer,
					      MUSTACHE_PLAIN, &rendered, &error))
		text_add(&out, rendered);
	if (!view->list && !view->template)
		text_add(&out, json_write_pretty(arena, answer));
	return text_of(&out);
}
