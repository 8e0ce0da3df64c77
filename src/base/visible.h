/* Text from outside, so that it reads as it is. Control characters would steer a
 * terminal; signs that nobody sees turn round how the rest of a line is read, so that
 * "rm" stands where something else is: a name of an alert, a line of a log. */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "base/text.h"

enum sign {
	SIGN_PLAIN,
	SIGN_CONTROL, /* of ASCII and Latin-1, without line end and tabulator */
	SIGN_MARK,    /* a letter that is not seen: U+200E, U+200F, U+061C */
	SIGN_TURN,    /* U+202A to U+202E, U+2066 to U+2069 */
};

/* What stands at s.bytes[at], how many bytes it takes, and its number when it is not
 * plain. */
enum sign sign_at(str s, size_t at, size_t *ret_length, unsigned *ret_code);

/* For a terminal: controls are left out, marks and turns become "[U+202E]". */
str visible_text(struct arena *arena, str s);
/* For a document, where nothing isolates a text from what stands beside it: only turns,
 * since marks have their place in what people write from right to left. */
str visible_turns(struct arena *arena, str s);
/* JSON for a terminal, the same value: what is not plain becomes "\u202e". */
str visible_json(struct arena *arena, str json);

#endif
