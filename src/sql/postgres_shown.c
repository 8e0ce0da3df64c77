/* Statements as they may be shown: without the texts in them. */
#include "base/text.h"
#include "sql/postgres_ask.h"

/* Where a quoted text that begins here ends; in E'…' a backslash takes the next. */
static size_t quoted_end(str query, size_t from)
{
	bool has_escapes = from > 0 &&
			   (query.bytes[from - 1] == 'E' || query.bytes[from - 1] == 'e');

	for (size_t i = from + 1; i < query.length; i++) {
		if (has_escapes && query.bytes[i] == '\\')
			i++;
		else if (query.bytes[i] == '\'')
			return i;
	}
	return query.length;
}

str postgres_shown(struct arena *arena, str query, size_t most)
{
	struct text text = text_new(arena, most + 16);
	bool was_space = true;

	for (size_t i = 0; i < query.length && text.length < most; i++) {
		char c = query.bytes[i];
		bool is_space = (unsigned char)c <= ' ';

		if (c == '\'' || c == '$') {
			bool is_number = c == '$' && i + 1 < query.length &&
					 query.bytes[i + 1] >= '0' &&
					 query.bytes[i + 1] <= '9';

			if (!is_number) {
				text_add(&text, STR("'…'"));
				was_space = false;
				/* $tag$: its end is not looked for. */
				i = c == '$' ? query.length : quoted_end(query, i);
				continue;
			}
		}
		if (!is_space || !was_space)
			text_add_char(&text, is_space ? ' ' : c);
		was_space = is_space;
	}
	return str_clip(str_trim(text_of(&text)), most);
}
