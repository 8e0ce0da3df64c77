#include "formats/json.h"

#include <string.h>

enum {
	ESCAPE_BYTES = 6, /* of "\ud83d" */
	CLEAN_PIECE_BYTES = 64 << 10,
};

/* Bytes that are no UTF-8, and the two that JSON has nowhere. */
static bool is_clean(str piece)
{
	return str_is_utf8(piece) && !memchr(piece.bytes, '\v', piece.length) &&
	       !memchr(piece.bytes, '\f', piece.length);
}

/* The unit of "\ud83d" at "at"; 0 when there is no such escape. */
static unsigned escaped_unit(str body, size_t at)
{
	str escape = str_slice(body, at, ESCAPE_BYTES);
	unsigned unit = 0;

	if (escape.length < ESCAPE_BYTES || !str_starts_with(escape, STR("\\u")))
		return 0;
	for (size_t i = 2; i < ESCAPE_BYTES; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit = strchr(digits, escape.bytes[i] | 0x20);

		if (!digit)
			return 0;
		unit = unit * 16 + (unsigned)(digit - digits);
	}
	return unit;
}

/* Where the first half of a surrogate pair without its other half stands. */
static size_t whole_pairs(str body)
{
	size_t at = 0;

	while (at < body.length) {
		const char *found = memchr(body.bytes + at, '\\', body.length - at);
		unsigned unit;

		if (!found)
			return body.length;
		at = (size_t)(found - body.bytes);
		unit = escaped_unit(body, at);
		if (unit < 0xd800 || unit > 0xdfff)
			at += 2;
		else if (unit < 0xdc00 &&
			 (escaped_unit(body, at + ESCAPE_BYTES) & 0xfc00) == 0xdc00)
			at += 2 * (size_t)ESCAPE_BYTES;
		else
			return at;
	}
	return body.length;
}

str json_clean_prefix(str json)
{
	size_t at = 0, step = CLEAN_PIECE_BYTES;

	while (at < json.length && step > 0) {
		str piece = str_clip(str_slice(json, at, json.length), step);

		if (piece.length > 0 && is_clean(piece))
			at += piece.length;
		else
			step /= 2;
	}
	/* A piece is never clipped before a byte that continues a character; where that
	 * byte is what is wrong, the one before it is still good. */
	if (at < json.length && is_clean(str_slice(json, at, 1)))
		at++;
	json = str_slice(json, 0, at);
	return str_slice(json, 0, whole_pairs(json));
}
