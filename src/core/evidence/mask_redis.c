/* Redis names its passwords in its file, in CONFIG SET and in answers: without "=".
 */
#include "core/evidence/mask_private.h"

static bool follows_set(str s, size_t word)
{
	size_t end = word;

	while (end > 0 && is_one_of(s.bytes[end - 1], " \t\"'"))
		end--;
	return end < word && end >= 3 &&
	       equals_but_for_case(str_slice(s, end - 3, 3), STR("set")) &&
	       (end == 3 || !is_alnum(s.bytes[end - 4]));
}

static bool begins_line(str s, size_t word)
{
	while (word > 0 && is_one_of(s.bytes[word - 1], " \t\"'#>"))
		word--;
	return word == 0 || is_one_of(s.bytes[word - 1], "\r\n");
}

static size_t next_line(str s, size_t at)
{
	at = line_end(s, at);
	if (byte_at(s, at) == '\r')
		at++;
	return byte_at(s, at) == '\n' ? at + 1 : at;
}

/* The answer of CONFIG GET: the value is on the next line, maybe numbered, maybe with
 * its length on a line before it. */
static size_t redis_reply_value(str s, size_t at)
{
	at = skip_blanks(s, next_line(s, at));
	if (byte_at(s, at) == '$')
		return next_line(s, at);

	size_t digits = at;

	while (is_digit(byte_at(s, digits)))
		digits++;
	if (digits > at && byte_at(s, digits) == ')')
		at = skip_blanks(s, digits + 1);
	return at;
}

/* The name is alone on its line; not the end of a sentence, or of CONFIG GET. */
static bool is_in_reply(str s, size_t word)
{
	size_t start = word;

	while (start > 0 && !is_one_of(s.bytes[start - 1], "\r\n"))
		start--;

	str before = str_trim(str_slice(s, start, word - start));

	return before.length == 0 || is_digit(before.bytes[0]) || before.bytes[0] == '"';
}

/* "requirepass x" is a setting; "requirepass is not set" is a sentence. */
static bool is_setting(str s, size_t word, size_t value)
{
	if (!begins_line(s, word))
		return false;

	struct quote quote = mask_quote_at(s, value);
	size_t end = quote.mark ? mask_quoted_end(s, value + quote.length, quote) +
					  quote.length
				: mask_plain_end(s, value);

	return skip_blanks(s, end) == line_end(s, end);
}

bool mask_redis(struct masker *masker, size_t word, size_t end)
{
	str s = masker->text;
	size_t at = skip_blanks(s, end + mask_quote_at(s, end).length);
	char c = byte_at(s, at);

	if (c == ',') {
		at = skip_blanks(s, at + 1);
	} else if (is_one_of(c, "\r\n")) {
		if (!is_in_reply(s, word))
			return false;
		at = redis_reply_value(s, at);
	} else if (at == end || c == '\0' ||
		   (!follows_set(s, word) && !is_setting(s, word, at))) {
		return false;
	}
	mask_hide_assigned(masker, at);
	return true;
}
