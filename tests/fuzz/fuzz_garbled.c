/* Whatever the bytes: what is repaired is named with its line, and what names no place is
 * there byte for byte. */
#include "base/scoped.h"
#include "formats/garbled.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static bool is_ascii(str text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.bytes[i] >= 0x80)
			return false;
	return true;
}

static unsigned lines_of(str source)
{
	unsigned lines = 1;

	for (size_t i = 0; i < source.length; i++)
		lines += source.bytes[i] == '\n';
	return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str source = { (const char *)bytes, size };
	struct garbled garbled;
	unsigned line = 1;

	garbled_repair(arena, source, &garbled);
	must((garbled.count == 0) == str_equal(garbled.text, source));
	must((garbled.count == 0) == (garbled.encoding[0] == '\0'));
	must(garbled.count == 0 || !is_ascii(source));
	must(lines_of(garbled.text) == lines_of(source));
	for (size_t i = 0; i < garbled.count; i++) {
		const struct garbled_place *place = &garbled.places[i];

		must(place->line >= line && place->line <= lines_of(source));
		must(!is_ascii(place->was) && !str_equal(place->was, place->is));
		must(str_contains(source, place->was));
		line = place->line;
	}
	return 0;
}
