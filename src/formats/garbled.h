/* UTF-8 that somebody's program took for MacRoman or Windows-1252 and wrote as UTF-8
 * again: "\xe2\x80\x9a\xc3\x9c\xc3\xad" where an arrow was. Told from the whole text:
 * what is right is never touched, and what is doubtful is right. */
#ifndef FORMATS_GARBLED_H
#define FORMATS_GARBLED_H

#include "base/arena.h"

struct garbled_place {
	unsigned line;
	str was, is; /* neighbours are one place */
};

struct garbled {
	const char *encoding; /* what it was taken for: "MacRoman"; "" for nothing */
	str text;             /* put right; the same when it was */
	const struct garbled_place *places; /* in their order */
	size_t count;
};

void garbled_repair(struct arena *arena, str text, struct garbled *ret_garbled);

#endif
