#define _GNU_SOURCE /* memmem */
#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

str str_of(const char *c_string)
{
	return c_string ? (str){ c_string, strlen(c_string) } : (str){ 0 };
}

bool str_equal(str a, str b)
{
	return a.length == b.length &&
	       (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

bool str_is(str s, const char *c_string)
{
	return str_equal(s, str_of(c_string));
}

int str_compare(str a, str b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;

	return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

bool str_starts_with(str s, str prefix)
{
	return s.length >= prefix.length &&
	       str_equal((str){ s.bytes, prefix.length }, prefix);
}

bool str_ends_with(str s, str suffix)
{
	return s.length >= suffix.length &&
	       str_equal(str_slice(s, s.length - suffix.length, suffix.length), suffix);
}

bool str_contains(str s, str part)
{
	return part.length == 0 ||
	       (s.length >= part.length &&
		memmem(s.bytes, s.length, part.bytes, part.length) != NULL);
}

static char lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

static bool equal_but_for_case(str a, str b)
{
	for (size_t i = 0; i < a.length; i++)
		if (lower(a.bytes[i]) != lower(b.bytes[i]))
			return false;
	return true;
}

/* Bytes above ASCII belong to a letter of some language. */
static bool in_word(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

bool str_contains_word(str s, str word)
{
	if (word.length == 0)
		return false;
	for (size_t at = 0; at + word.length <= s.length; at++) {
		size_t end = at + word.length;

		if ((at == 0 || !in_word(s.bytes[at - 1])) &&
		    (end == s.length || !in_word(s.bytes[end])) &&
		    equal_but_for_case(str_slice(s, at, word.length), word))
			return true;
	}
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

str str_trim(str s)
{
	while (s.length > 0 && is_space(s.bytes[0])) {
		s.bytes++;
		s.length--;
	}
	while (s.length > 0 && is_space(s.bytes[s.length - 1]))
		s.length--;
	return s;
}

str str_slice(str s, size_t from, size_t length)
{
	if (from >= s.length)
		return (str){ 0 };

	size_t left = s.length - from;

	return (str){ s.bytes + from, length < left ? length : left };
}

str str_clip(str s, size_t length)
{
	if (length >= s.length)
		return s;
	/* 10xxxxxx continues a character; no character has more than three of them. */
	for (int back = 0; back < 3 && length > 0; back++) {
		if (((unsigned char)s.bytes[length] & 0xc0) != 0x80)
			break;
		length--;
	}
	return (str){ s.bytes, length };
}

bool str_cut(str s, char separator, str *ret_before, str *ret_after)
{
	const char *found = s.length ? memchr(s.bytes, separator, s.length) : NULL;

	if (!found)
		return false;

	size_t before = (size_t)(found - s.bytes);

	*ret_before = (str){ s.bytes, before };
	*ret_after = (str){ found + 1, s.length - before - 1 };
	return true;
}

bool str_next(str *rest, char separator, str *ret_piece)
{
	if (rest->length == 0)
		return false;
	if (!str_cut(*rest, separator, ret_piece, rest)) {
		*ret_piece = *rest;
		*rest = (str){ 0 };
	}
	return true;
}

bool str_to_int(str s, int64_t *ret_number)
{
	bool negative = s.length > 0 && s.bytes[0] == '-';
	int64_t number = 0;

	if (s.length == (size_t)negative)
		return false;
	for (size_t i = negative; i < s.length; i++) {
		int digit = s.bytes[i] - '0';

		/* Counting downwards reaches INT64_MIN, which has no positive twin. */
		if (digit < 0 || digit > 9 ||
		    __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_sub_overflow(number, digit, &number))
			return false;
	}
	if (!negative && number == INT64_MIN)
		return false;
	*ret_number = negative ? number : -number;
	return true;
}

/* strtod() also takes spaces, hexadecimal, "inf" and "nan"; we do not. */
static bool has_only_number_bytes(str s)
{
	if (s.length == 0 || is_space(s.bytes[0]) || s.bytes[0] == '+')
		return false;
	for (size_t i = 0; i < s.length; i++)
		if (s.bytes[i] == '\0' || !strchr("0123456789+-.eE", s.bytes[i]))
			return false;
	return true;
}

/* Reads "-12.5" of at most fifteen digits: they and the power of ten that divides them
 * are exact as doubles, so their quotient is the nearest double, as strtod() gives it.
 * Nearly all numbers of a file of measurements are such, and this takes a tenth of the
 * time. */
static bool short_decimal(str s, double *ret_number)
{
	static const double powers[] = { 1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
					 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	size_t at = s.length > 0 && s.bytes[0] == '-', point = s.length, digits = 0;
	bool is_negative = at == 1;
	int64_t number = 0;

	if (s.length > 17)
		return false;
	for (; at < s.length; at++) {
		char c = s.bytes[at];

		if (c == '.' && point == s.length) {
			point = at;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		number = number * 10 + (c - '0');
		digits++;
	}
	if (digits == 0 || digits > 15)
		return false;

	double value = (double)number;

	if (point < s.length)
		value /= powers[s.length - point - 1];
	*ret_number = is_negative ? -value : value;
	return true;
}

bool str_to_real(str s, double *ret_number)
{
	char copy[512]; /* no double needs more digits than that */
	char *end;

	if (short_decimal(s, ret_number))
		return true;
	if (s.length >= sizeof(copy) || !has_only_number_bytes(s))
		return false;
	memcpy(copy, s.bytes, s.length);
	copy[s.length] = '\0';

	double number = strtod(copy, &end);

	if (end != copy + s.length || !isfinite(number))
		return false;
	*ret_number = number;
	return true;
}

/* How long a character is that starts with this byte, and the least it may stand
 * for: a smaller one in that many bytes is overlong. */
static size_t character_length(unsigned char first, uint32_t *ret_least)
{
	static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };
	size_t length = first < 0x80   ? 1
			: first < 0xc0 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
			: first < 0xf8 ? 4
				       : 0;

	*ret_least = least[length];
	return length;
}

/* Nearly all we are sent is ASCII without NUL: eight bytes in a step. A byte of 0 borrows
 * and one above 0x7f has it already: either way a high bit tells. */
static size_t skip_ascii(str s, size_t at)
{
	uint64_t eight;

	for (; at + sizeof(eight) <= s.length; at += sizeof(eight)) {
		memcpy(&eight, s.bytes + at, sizeof(eight));
		if (((eight - 0x0101010101010101u) | eight) & 0x8080808080808080u)
			break;
	}
	while (at < s.length && (unsigned char)(s.bytes[at] - 1) < 0x7f)
		at++;
	return at;
}

bool str_is_utf8(str s)
{
	for (size_t at = skip_ascii(s, 0); at < s.length; at = skip_ascii(s, at)) {
		unsigned char first = (unsigned char)s.bytes[at];
		uint32_t least;
		size_t length = character_length(first, &least);

		if (length == 0 || length > s.length - at)
			return false;

		uint32_t code = length == 1 ? first : first & (0x7fu >> length);

		for (size_t i = 1; i < length; i++) {
			unsigned char next = (unsigned char)s.bytes[at + i];

			if ((next & 0xc0) != 0x80)
				return false;
			code = code << 6 | (next & 0x3f);
		}
		if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
			return false;
		at += length;
	}
	return true;
}
