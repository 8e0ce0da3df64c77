#include "stats/templates.h"

#include <string.h>

bool template_fits(str template, str line)
{
	static const str any = STR_INIT("<*>");
	bool is_first = true;

	while (template.length > 0) {
		const char *gap = memmem(template.bytes, template.length, any.bytes,
					 any.length);
		size_t length = gap ? (size_t)(gap - template.bytes) : template.length;
		str piece = str_slice(template, 0, length);
		const char *found;

		if (!gap && is_first)
			return str_starts_with(line, piece);
		if (!gap)
			return str_contains(line, piece);
		if (is_first && !str_starts_with(line, piece))
			return false;
		found = piece.length > 0 && line.length > 0
				? memmem(line.bytes, line.length, piece.bytes,
					 piece.length)
				: line.bytes;
		if (!found)
			return false;
		line = str_slice(line, (size_t)(found - line.bytes) + piece.length,
				 line.length);
		template = str_slice(template, length + any.length, template.length);
		is_first = false;
	}
	return true;
}
