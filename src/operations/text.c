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

static void add_table(struct arena *arena, const struct view *view,
		      const struct tree *list, struct text *out)
{
	size_t widths[COLUMNS_MAX] = { 0 }, columns = 0;

	while (columns < COLUMNS_MAX && view->columns[columns].member)
		columns++;
	for (size_t c = 0; c < columns; c++) {
		widths[c] = width_of(str_of(view->columns[c].title));
		for (size_t i = 0; i < tree_count(list); i++) {
			size_t width = width_of(
				cell_of(arena, tree_at(tree_nth(list, i),
						       view->columns[c].member)));

			widths[c] = width > widths[c] ? width : widths[c];
		}
	}
	for (size_t c = 0; c < columns; c++)
		add_padded(out, str_of(view->columns[c].title), widths[c],
			   c + 1 == columns);
	text_add_char(out, '\n');
	for (size_t i = 0; i < tree_count(list); i++) {
		for (size_t c = 0; c < columns; c++)
			add_padded(out,
				   cell_of(arena, tree_at(tree_nth(list, i),
							  view->columns[c].member)),
				   widths[c], c + 1 == columns);
		text_add_char(out, '\n');
	}
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
		else
			text_addf(&out, "%s\n", view->empty ? view->empty : "nothing");
	}
	if (view->template && mustache_render(arena, str_of(view->template), answer,
					      MUSTACHE_PLAIN, &rendered, &error))
		text_add(&out, rendered);
	if (!view->list && !view->template)
		text_add(&out, json_write_pretty(arena, answer));
	return text_of(&out);
}
