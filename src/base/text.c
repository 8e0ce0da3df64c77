#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 64 };

struct text text_new(struct arena *arena, size_t cap_bytes)
{
	return (struct text){ .arena = arena, .cap = cap_bytes };
}

/* Makes room for "more" bytes and the NUL behind them. */
static void make_room(struct text *text, size_t more)
{
	size_t need = text->length + more + 1;

	if (need <= text->capacity)
		return;
	if (text->capacity == 0) {
		text->capacity = need > FIRST_BYTES ? need : FIRST_BYTES;
		text->bytes = arena_many(text->arena, char, text->capacity);
		return;
	}
	/* Where nothing came behind it in the arena, it grows where it stands. */
	while (need > text->capacity)
		text->bytes = arena_grow(text->arena, text->bytes, 1, text->capacity,
					 &text->capacity);
}

/* Once something was dropped nothing is added any more: a text with a hole in it
 * would be a lie. */
void text_add(struct text *text, str s)
{
	if (text->full)
		return;

	str fitting = str_clip(s, text->cap - text->length);

	text->full = fitting.length < s.length;
	if (fitting.length == 0)
		return;
	make_room(text, fitting.length);
	memcpy(text->bytes + text->length, fitting.bytes, fitting.length);
	text->length += fitting.length;
}

void text_add_char(struct text *text, char c)
{
	text_add(text, (str){ &c, 1 });
}

void text_addf(struct text *text, const char *format, ...)
{
	char small[256];
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);

	int length = vsnprintf(small, sizeof(small), format, args);

	if (length < 0)
		abort();
	if ((size_t)length < sizeof(small)) {
		text_add(text, (str){ small, (size_t)length });
	} else if (!text->full) {
		char *large = arena_many(text->arena, char, (size_t)length + 1);

		vsnprintf(large, (size_t)length + 1, format, again);
		text_add(text, (str){ large, (size_t)length });
	}
	va_end(again);
	va_end(args);
}

str text_of(struct text *text)
{
	make_room(text, 0);
	text->bytes[text->length] = '\0';
	return (str){ text->bytes, text->length };
}
