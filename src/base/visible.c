#include "base/visible.h"

#include <stdio.h>

/* "[U+202E]" where three bytes were. */
enum { WIDER = 6, NAME_BYTES = 16 };

static unsigned byte_at(str s, size_t at)
{
	return at < s.length ? (unsigned char)s.bytes[at] : 0;
}

static enum sign kind_of(unsigned code)
{
	if (code == 0x061c || code == 0x200e || code == 0x200f)
		return SIGN_MARK;
	if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
		return SIGN_TURN;
	return code >= 0x80 && code <= 0x9f ? SIGN_CONTROL : SIGN_PLAIN;
}

enum sign sign_at(str s, size_t at, size_t *ret_length, unsigned *ret_code)
{
	unsigned first = byte_at(s, at), second = byte_at(s, at + 1);
	unsigned third = byte_at(s, at + 2), code = first;
	bool is_two = (first & 0xe0) == 0xc0 && (second & 0xc0) == 0x80;
	bool is_three = (first & 0xf0) == 0xe0 && (second & 0xc0) == 0x80 &&
			(third & 0xc0) == 0x80;
	enum sign sign = SIGN_PLAIN;

	*ret_length = 1;
	if (first < ' ' || first == 0x7f)
		sign = first == '\n' || first == '\t' ? SIGN_PLAIN : SIGN_CONTROL;
	else if (is_two)
		sign = kind_of(code = (first & 0x1f) << 6 | (second & 0x3f));
	else if (is_three)
		sign = kind_of(code = (first & 0x0f) << 12 | (second & 0x3f) << 6 |
				      (third & 0x3f));
	if (is_two || is_three)
		*ret_length = is_two ? 2 : 3;
	*ret_code = code;
	return sign;
}

enum use { FOR_TERMINAL, FOR_JSON, FOR_DOCUMENT };

static str visible(struct arena *arena, str s, enum use use)
{
	struct text text = text_new(arena, WIDER * s.length + 1);
	size_t from = 0, length;
	char name[NAME_BYTES];
	unsigned code;

	for (size_t at = 0; at < s.length; at += length) {
		enum sign sign = sign_at(s, at, &length, &code);

		if (sign == SIGN_PLAIN || (use == FOR_DOCUMENT && sign != SIGN_TURN))
			continue;
		text_add(&text, str_slice(s, from, at - from));
		from = at + length;
		if (sign == SIGN_CONTROL && use == FOR_TERMINAL)
			continue;
		snprintf(name, sizeof(name), use == FOR_JSON ? "\\u%04x" : "[U+%04X]",
			 code);
		text_add(&text, str_of(name));
	}
	if (from == 0)
		return s;
	text_add(&text, str_slice(s, from, s.length - from));
	return text_of(&text);
}

str visible_text(struct arena *arena, str s)
{
	return visible(arena, s, FOR_TERMINAL);
}

str visible_turns(struct arena *arena, str s)
{
	return visible(arena, s, FOR_DOCUMENT);
}

str visible_json(struct arena *arena, str json)
{
	return visible(arena, json, FOR_JSON);
}
