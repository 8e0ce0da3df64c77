#include "formats/markdown_write.h"

#include "base/visible.h"

#include <ctype.h>
#include <string.h>

/* What takes most of its bytes escaped is twice as long, and a fence is never longer
 * than the text. */
static struct text text_for(struct arena *arena, str s)
{
	return text_new(arena, 3 * s.length + 8);
}

static bool is_of_word(str s, size_t at)
{
	return at < s.length && (isalnum((unsigned char)s.bytes[at]) ||
				 (unsigned char)s.bytes[at] >= 0x80);
}

/* "#" begins nothing inside a line, and "_" nothing inside a name, which are full of it;
 * "&#8238;" would be a sign. */
static bool begins_markup(str s, size_t at)
{
	char c = s.bytes[at];

	if (c == '_')
		return !(at > 0 && is_of_word(s, at - 1) && is_of_word(s, at + 1));
	return c != '\0' && strchr("\\`*[]<>|&", c);
}

static char on_one_line(char c)
{
	return (unsigned char)c < ' ' || c == '\x7f' ? ' ' : c;
}

str markdown_text(struct arena *arena, str raw)
{
	str s = visible_turns(arena, raw);
	struct text text = text_for(arena, s);

	for (size_t i = 0; i < s.length; i++) {
		if (begins_markup(s, i))
			text_add_char(&text, '\\');
		text_add_char(&text, on_one_line(s.bytes[i]));
	}
	return text_of(&text);
}

static size_t longest_fence_in(str s)
{
	size_t longest = 0, now = 0;

	for (size_t i = 0; i < s.length; i++) {
		now = s.bytes[i] == '`' ? now + 1 : 0;
		longest = now > longest ? now : longest;
	}
	return longest;
}

/* Nothing can be escaped in code but what ends a cell, and that even there. */
str markdown_code(struct arena *arena, str raw)
{
	str s = visible_turns(arena, raw);
	struct text text = text_for(arena, s);
	size_t fence = longest_fence_in(s) + 1;
	/* A backtick at its end would join the fence. */
	bool has_room = fence > 1;

	if (s.length == 0)
		return STR("");
	for (size_t i = 0; i < fence; i++)
		text_add_char(&text, '`');
	text_add(&text, has_room ? STR(" ") : STR(""));
	for (size_t i = 0; i < s.length; i++)
		text_add_char(&text, on_one_line(s.bytes[i]));
	text_add(&text, has_room ? STR(" ") : STR(""));
	for (size_t i = 0; i < fence; i++)
		text_add_char(&text, '`');
	return text_of(&text);
}
