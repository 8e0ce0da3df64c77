/* Encodings of mails: base64, quoted-printable, RFC 2047 words, charsets. */
#include "formats/mail_parts.h"

#include "base/text.h"

#include <ctype.h>

enum { GROWTH_MAX = 3 /* U+FFFD for one byte */ };

/* -- charsets -- */

static size_t character_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xf0)
		return 4;
	return first >= 0xe0 ? 3 : 2;
}

static bool is_kept(unsigned char c)
{
	return (c >= ' ' && c != 0x7f) || c == '\n' || c == '\t';
}

static void add_utf8(struct text *text, str bytes)
{
	for (size_t i = 0; i < bytes.length;) {
		size_t length = character_length((unsigned char)bytes.bytes[i]);
		str character = str_slice(bytes, i, length);
		bool is_whole = character.length == length;

		if (length == 1) {
			if (is_kept((unsigned char)bytes.bytes[i]))
				text_add(text, character);
			i++;
			continue;
		}
		is_whole = is_whole && str_is_utf8(character);
		text_add(text, is_whole ? character : STR("\xef\xbf\xbd"));
		i += is_whole ? length : 1;
	}
}

static void add_latin1(struct text *text, str bytes)
{
	for (size_t i = 0; i < bytes.length; i++) {
		unsigned char c = (unsigned char)bytes.bytes[i];

		if (c >= 0xa0)
			text_addf(text, "%c%c", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
		else if (c < 0x80 && is_kept(c))
			text_add_char(text, (char)c);
		else if (c >= 0x80) /* of Windows: quotation marks and dashes */
			text_add_char(text, '\'');
	}
}

static bool is_latin1(str charset)
{
	return mail_equal(charset, "iso-8859-1") || mail_equal(charset, "latin1") ||
	       mail_equal(charset, "iso-8859-15") || mail_equal(charset, "windows-1252");
}

str mail_to_utf8(struct arena *arena, str charset, str bytes)
{
	struct text text = text_new(arena, bytes.length * GROWTH_MAX);

	if (is_latin1(charset))
		add_latin1(&text, bytes);
	else
		add_utf8(&text, bytes);
	return text_of(&text);
}

/* -- transfer encodings -- */

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Line breaks and whatever else is no letter of it are passed over, and the end may be
 * missing: the mail may have been cut. */
str mail_decode_base64(struct arena *arena, str text)
{
	char *bytes = arena_many(arena, char, text.length / 4 * 3 + 4);
	unsigned bits = 0, count = 0;
	size_t length = 0;

	for (size_t i = 0; i < text.length && text.bytes[i] != '='; i++) {
		int value = base64_value(text.bytes[i]);

		if (value < 0)
			continue;
		bits = (bits << 6 | (unsigned)value) & 0x3fff;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		bytes[length++] = (char)(bits >> count & 0xff);
	}
	return (str){ bytes, length };
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)toupper((unsigned char)c);
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "=" and two digits; false leaves the "=" as it stands. */
static bool take_byte(str *rest, char *ret_byte)
{
	int high, low;

	if (rest->length < 3 || rest->bytes[0] != '=')
		return false;
	high = hex_value(rest->bytes[1]);
	low = hex_value(rest->bytes[2]);
	if (high < 0 || low < 0)
		return false;
	*ret_byte = (char)(high << 4 | low);
	*rest = str_slice(*rest, 3, rest->length);
	return true;
}

static bool take_soft_break(str *rest)
{
	size_t length = 0;

	if (str_starts_with(*rest, STR("=\n")))
		length = 2;
	else if (str_starts_with(*rest, STR("=\r\n")))
		length = 3;
	*rest = str_slice(*rest, length, rest->length);
	return length > 0;
}

str mail_decode_quoted(struct arena *arena, str text, bool is_word)
{
	char *bytes = arena_many(arena, char, text.length + 1);
	size_t length = 0;

	while (text.length > 0) {
		char c;

		if (take_soft_break(&text))
			continue;
		if (!take_byte(&text, &c)) {
			c = is_word && text.bytes[0] == '_' ? ' ' : text.bytes[0];
			text = str_slice(text, 1, text.length);
		}
		bytes[length++] = c;
	}
	return (str){ bytes, length };
}

/* -- =?charset?B?text?= -- */

static bool take_word(struct arena *arena, str *rest, str *ret_text)
{
	str charset, encoding, coded, after;

	if (!str_starts_with(*rest, STR("=?")) ||
	    !str_cut(str_slice(*rest, 2, rest->length), '?', &charset, &after) ||
	    !str_cut(after, '?', &encoding, &after) ||
	    !str_cut(after, '?', &coded, &after) || !str_starts_with(after, STR("=")))
		return false;
	if (mail_equal(encoding, "b"))
		coded = mail_decode_base64(arena, coded);
	else if (mail_equal(encoding, "q"))
		coded = mail_decode_quoted(arena, coded, true);
	else
		return false;
	*ret_text = mail_to_utf8(arena, charset, coded);
	*rest = str_slice(after, 1, after.length);
	return true;
}

static str skip_spaces(str s)
{
	while (s.length > 0 && (s.bytes[0] == ' ' || s.bytes[0] == '\t'))
		s = str_slice(s, 1, s.length);
	return s;
}

str mail_decode_words(struct arena *arena, str value)
{
	struct text text = text_new(arena, value.length * GROWTH_MAX);
	str word;

	while (value.length > 0) {
		if (take_word(arena, &value, &word)) {
			text_add(&text, word);
			/* The space between two words is not part of the text. */
			if (str_starts_with(skip_spaces(value), STR("=?")))
				value = skip_spaces(value);
			continue;
		}
		text_add_char(&text, value.bytes[0]);
		value = str_slice(value, 1, value.length);
	}
	return mail_to_utf8(arena, STR("utf-8"), text_of(&text));
}
