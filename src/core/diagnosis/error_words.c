#include "core/diagnosis/error_words.h"

/* Anywhere in a line: "NullPointerException" speaks of one too. Each has two letters at
 * least. */
static const str error_stems[] = {
	STR_INIT("error"),   STR_INIT("exception"), STR_INIT("fail"),
	STR_INIT("fatal"),   STR_INIT("panic"),     STR_INIT("critical"),
	STR_INIT("refused"), STR_INIT("timeout"),   STR_INIT("timed out"),
	STR_INIT("denied"),
};

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool begins_with(str text, str stem)
{
	if (text.length < stem.length)
		return false;
	for (size_t i = 0; i < stem.length; i++) {
		if (small(text.bytes[i]) != stem.bytes[i])
			return false;
	}
	return true;
}

/* The first letters of the stems. */
static const bool begins_stem[256] = {
	['e'] = true, ['f'] = true, ['p'] = true, ['c'] = true, ['r'] = true,
	['d'] = true, ['t'] = true, ['E'] = true, ['F'] = true, ['P'] = true,
	['C'] = true, ['R'] = true, ['D'] = true, ['T'] = true,
};

/* Whether one of the stems begins with these two letters: all bytes of all lines are
 * asked, and few lines need more. */
static bool may_begin(char first, char second)
{
	switch (small(first)) {
	case 'e': return small(second) == 'r' || small(second) == 'x';
	case 'f':
	case 'p': return small(second) == 'a';
	case 'c': return small(second) == 'r';
	case 'r':
	case 'd': return small(second) == 'e';
	case 't': return small(second) == 'i';
	default: return false;
	}
}

bool line_speaks_of_error(str line)
{
	for (size_t i = 0; i + 1 < line.length; i++) {
		if (!begins_stem[(unsigned char)line.bytes[i]] ||
		    !may_begin(line.bytes[i], line.bytes[i + 1]))
			continue;
		for (size_t k = 0; k < sizeof(error_stems) / sizeof(error_stems[0]);
		     k++) {
			if (begins_with(str_slice(line, i, line.length), error_stems[k]))
				return true;
		}
	}
	return false;
}
