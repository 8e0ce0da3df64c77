#include "core/diagnosis/symptom.h"

#include <ctype.h>
#include <strings.h>

enum { WORD_BYTES_MIN = 3 };

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* They join the words of any sentence about something broken. */
static bool says_nothing(str word)
{
	static const char *const words[] = { "the", "and", "are", "was", "were", "is",
					     "of",  "for", "not", "has", "have", "does",
					     "did", "its", "too", "all", NULL };

	if (word.length < WORD_BYTES_MIN)
		return true;
	for (size_t i = 0; words[i]; i++)
		if (str_of(words[i]).length == word.length &&
		    strncasecmp(words[i], word.bytes, word.length) == 0)
			return true;
	return false;
}

static bool has_word(str text, str word)
{
	for (size_t i = 0; i + word.length <= text.length; i++)
		if (strncasecmp(text.bytes + i, word.bytes, word.length) == 0)
			return true;
	return false;
}

bool claim_is_symptom(str claim, str symptom)
{
	size_t said = 0;

	for (size_t i = 0; i < claim.length;) {
		size_t end = i;

		while (end < claim.length && is_letter(claim.bytes[end]))
			end++;

		str word = str_slice(claim, i, end - i);

		i = end + (end == i);
		if (says_nothing(word))
			continue;
		if (!has_word(symptom, word))
			return false;
		said++;
	}
	return said > 0;
}
