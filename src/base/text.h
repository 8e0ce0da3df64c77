/* Text that grows in an arena up to a cap. What does not fit is dropped and
 * remembered in .full, so a writer asks once, at the end. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

struct text {
	struct arena *arena;
	char *bytes;
	size_t length, capacity, cap;
	bool full;
};

struct text text_new(struct arena *arena, size_t cap_bytes);
void text_add(struct text *text, str s);
void text_add_char(struct text *text, char c);
void text_addf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* What was written so far; ends in NUL. */
str text_of(struct text *text);

#endif
