/* Where something stands in a text, for messages to people: from 1, and columns
 * count characters, not bytes, as editors do. */
#ifndef FORMATS_PLACE_H
#define FORMATS_PLACE_H

#include "base/error.h"
#include "base/str.h"

struct place {
	size_t offset; /* in bytes, from 0 */
	unsigned line, column;
};

#define PLACE_START ((struct place){ .line = 1, .column = 1 })

/* Moves forward only, so that one walk through a text costs its length once. */
void place_advance(struct place *place, str text, size_t offset);

/* "line 3, column 7: " and the sentence; returns false. */
bool place_fail(str text, size_t offset, struct error *error, enum error_kind kind,
		const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Fails at the first byte that is not UTF-8. */
bool place_check_utf8(str text, struct error *error) MUST_CHECK;

/* How long a character is, by its first byte; 1 for a byte that starts none. */
size_t utf8_length(unsigned char lead);

#endif
