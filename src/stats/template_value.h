/* Whether a piece of a log line is a value: what differs between two lines of the same
 * statement. Told by its form alone, with one set of rules for whatever wrote the line.
 * The rules are scanners, since regular expressions would cost more than all the rest. */
#ifndef STATS_TEMPLATE_VALUE_H
#define STATS_TEMPLATE_VALUE_H

#include "base/str.h"

enum value_kind {
	VALUE_NONE, /* a word */
	VALUE_LIKE, /* a value, but one that may belong to the text: eth0, KB, Monday */
	VALUE_SURE, /* a number, an address, a path, … */
};

/* What bytes a piece has: bits of the class of each. */
enum byte_class {
	BYTE_SPACE = 1,
	BYTE_DIGIT = 2,
	BYTE_HEX = 4,        /* a letter of a hexadecimal number */
	BYTE_LETTER = 8,     /* any other letter, and whatever is not ASCII */
	BYTE_SEPARATOR = 16, /* stands between pieces: brackets, quotes, "=", ":", … */
	BYTE_SLASH = 32,
	BYTE_DOT = 64,
	BYTE_MARK = 128, /* within pieces: - _ @ \ and the like */
};

extern const unsigned char byte_classes[256];

static inline unsigned byte_class(char c)
{
	return byte_classes[(unsigned char)c];
}

/* "has" are the classes of its bytes. The piece has at least one. */
enum value_kind value_kind_of(str piece, unsigned has);
/* Of a word right after a number: "ms" in "5 ms", "bytes" in "72 bytes". */
bool value_is_unit(str word);
/* "Fri", "June": of a date, when what follows is one. */
bool value_is_day_or_month(str word, str after);
/* Values that hold separators: how much of the text is one, given where its first piece
 * ends. "http://h/a?b=c", "C:\Windows", "fe80::1", "00:1b:44:11:3a:b7". 0 for none. */
size_t value_beyond_piece(str text, size_t piece_length, unsigned has);

#endif
