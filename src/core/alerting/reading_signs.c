/* What a text speaks of, without asking what it says of it. */
#include "core/alerting/reading_private.h"

static bool stands_in(const struct words *words, const struct phrase *phrase)
{
	struct match match;

	for (size_t first = 0; first < words->count; first++)
		if (phrase_fits(words, first, phrase, &match))
			return true;
	return false;
}

size_t text_speaks_of(struct arena *arena, str text, const str *phrases, size_t count)
{
	struct words words = words_of(arena, str_clip(text, READING_BYTES_MAX));
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		struct phrase phrase = phrase_of(arena, phrases[i]);

		found += stands_in(&words, &phrase) ? 1 : 0;
	}
	return found;
}
