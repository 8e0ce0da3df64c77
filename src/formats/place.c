#include "formats/place.h"

#include <stdarg.h>
#include <stdio.h>

void place_advance(struct place *place, str text, size_t offset)
{
	for (; place->offset < offset && place->offset < text.length; place->offset++) {
		unsigned char byte = (unsigned char)text.bytes[place->offset];

		if (byte == '\n') {
			place->line++;
			place->column = 1;
			continue;
		}
		place->column += (byte & 0xc0) != 0x80;
	}
}

bool place_fail(str text, size_t offset, struct error *error, enum error_kind kind,
		const char *format, ...)
{
	struct place place = PLACE_START;
	char sentence[ERROR_TEXT_BYTES - 64];
	va_list args;

	place_advance(&place, text, offset);
	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	return error_set(error, kind, "line %u, column %u: %s", place.line, place.column,
			 sentence);
}

size_t utf8_length(unsigned char lead)
{
	if (lead < 0xc0)
		return 1;
	if (lead < 0xe0)
		return 2;
	return lead < 0xf0 ? 3 : 4;
}

bool place_check_utf8(str text, struct error *error)
{
	size_t at = 0;

	if (str_is_utf8(text))
		return true;
	while (at < text.length) {
		size_t length = utf8_length((unsigned char)text.bytes[at]);

		if (!str_is_utf8(str_slice(text, at, length)))
			break;
		at += length;
	}
	return place_fail(text, at, error, ERROR_INVALID, "byte 0x%02x is not UTF-8 text",
			  at < text.length ? (unsigned char)text.bytes[at] : 0u);
}
