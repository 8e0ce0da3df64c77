#include "runbook/promql_private.h"

#include "base/text.h"
#include "formats/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void promql_skip(struct promql_scan *scan)
{
	str source = scan->source;

	scan->end = scan->at;
	while (scan->at < source.length) {
		char c = source.bytes[scan->at];

		if (c == '#')
			while (scan->at < source.length && source.bytes[scan->at] != '\n')
				scan->at++;
		else if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
			scan->at++;
		else
			break;
	}
}

char promql_peek(const struct promql_scan *scan)
{
	return scan->at < scan->source.length ? scan->source.bytes[scan->at] : '\0';
}

bool promql_at(const struct promql_scan *scan, const char *text)
{
	return str_is(str_slice(scan->source, scan->at, strlen(text)), text);
}

bool promql_take(struct promql_scan *scan, const char *text)
{
	if (!promql_at(scan, text))
		return false;
	scan->at += strlen(text);
	promql_skip(scan);
	return true;
}

bool promql_wants(struct promql_scan *scan, const char *what)
{
	str rest = str_slice(scan->source, scan->at, scan->source.length), line;
	size_t end = 0;

	while (end < rest.length && end < 24 && rest.bytes[end] != '\n')
		end++;
	line = str_trim(str_clip(rest, end));
	if (line.length == 0)
		return place_fail(scan->source, scan->at, scan->error, ERROR_INVALID,
				  "it ends where %s should stand", what);
	return place_fail(scan->source, scan->at, scan->error, ERROR_INVALID,
			  "%s should stand where '" STR_FMT "' is", what, STR_ARG(line));
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

str promql_word(const struct promql_scan *scan, bool is_metric)
{
	str rest = str_slice(scan->source, scan->at, scan->source.length);
	size_t length = 0;

	while (length < rest.length) {
		char c = rest.bytes[length];

		if (!is_letter(c) && !(is_metric && c == ':') &&
		    !(length > 0 && is_digit(c)))
			break;
		length++;
	}
	return str_slice(rest, 0, length);
}

bool promql_take_word(struct promql_scan *scan, const char *word)
{
	str found = promql_word(scan, true);

	if (found.length != strlen(word) ||
	    strncasecmp(found.bytes, word, found.length) != 0)
		return false;
	scan->at += found.length;
	promql_skip(scan);
	return true;
}

static void add_character(struct text *text, uint32_t code)
{
	if (code < 0x80) {
		text_add_char(text, (char)code);
	} else if (code < 0x800) {
		text_add_char(text, (char)(0xc0 | code >> 6));
		text_add_char(text, (char)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		text_add_char(text, (char)(0xe0 | code >> 12));
		text_add_char(text, (char)(0x80 | (code >> 6 & 0x3f)));
		text_add_char(text, (char)(0x80 | (code & 0x3f)));
	} else {
		text_add_char(text, (char)(0xf0 | (code >> 18 & 0x07)));
		text_add_char(text, (char)(0x80 | (code >> 12 & 0x3f)));
		text_add_char(text, (char)(0x80 | (code >> 6 & 0x3f)));
		text_add_char(text, (char)(0x80 | (code & 0x3f)));
	}
}

static bool take_code(struct promql_scan *scan, size_t digits, int base,
		      uint32_t *ret_code)
{
	str written = str_slice(scan->source, scan->at, digits);
	char number[9] = { 0 }, *end;

	if (written.length < digits)
		return false;
	memcpy(number, written.bytes, digits);
	*ret_code = (uint32_t)strtoul(number, &end, base);
	if (end != number + digits || number[0] == '-' || number[0] == '+' ||
	    *ret_code > 0x10ffff)
		return false;
	scan->at += digits;
	return true;
}

/* Go's escapes; scan stands behind the backslash. */
static bool take_escape(struct promql_scan *scan, char quote, struct text *text)
{
	static const char plain[] = "abfnrtv\\", meaning[] = "\a\b\f\n\r\t\v\\";
	char c = promql_peek(scan);
	const char *known = c ? strchr(plain, c) : NULL;
	size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
	uint32_t code;

	if (known || c == quote) {
		text_add_char(text, known ? meaning[known - plain] : quote);
		scan->at++;
		return true;
	}
	if (c >= '0' && c <= '7') {
		if (!take_code(scan, 3, 8, &code) || code > 255)
			return false;
		text_add_char(text, (char)code);
		return true;
	}
	if (digits == 0)
		return false;
	scan->at++;
	if (!take_code(scan, digits, 16, &code))
		return false;
	if (digits == 2)
		text_add_char(text, (char)code);
	else
		add_character(text, code);
	return true;
}

bool promql_take_string(struct promql_scan *scan, str *ret_value)
{
	char quote = promql_peek(scan);
	size_t begin = scan->at++;
	struct text text = text_new(scan->arena, scan->source.length * 4 + 1);

	for (; scan->at < scan->source.length; scan->at++) {
		char c = scan->source.bytes[scan->at];

		if (c == quote) {
			scan->at++;
			promql_skip(scan);
			*ret_value = text_of(&text);
			return true;
		}
		if (c == '\n' && quote != '`')
			break;
		if (c != '\\' || quote == '`') {
			text_add_char(&text, c);
			continue;
		}
		scan->at++;
		if (!take_escape(scan, quote, &text))
			return place_fail(scan->source, scan->at - 1, scan->error,
					  ERROR_INVALID,
					  "'\\%c' is no escape in a string; a backslash "
					  "is written \\\\",
					  promql_peek(scan));
		scan->at--;
	}
	return place_fail(scan->source, begin, scan->error, ERROR_INVALID,
			  "the string that begins here does not end");
}

static const struct {
	const char *name;
	duration_ms unit;
} units[] = {
	{ "y", 365 * DAY_MS }, { "w", 7 * DAY_MS }, { "d", DAY_MS }, { "h", HOUR_MS },
	{ "m", MINUTE_MS },    { "s", SECOND_MS },  { "ms", 1 },
};

enum { UNITS = sizeof(units) / sizeof(units[0]) };

/* Prometheus counts nanoseconds in 64 bits: some 292 years. */
#define PROMQL_DURATION_MS_MAX ((duration_ms)(INT64_MAX / 1000000))

/* The unit that the letters at the front of s are; UNITS for none. */
static size_t unit_of(str s)
{
	size_t length = 0, unit = 0;

	while (length < s.length && is_letter(s.bytes[length]))
		length++;
	while (unit < UNITS && !str_is(str_slice(s, 0, length), units[unit].name))
		unit++;
	return unit;
}

/* Length of "1h30m" at the front of s, each unit once and the larger first; 0: none. */
static size_t duration_length(str s, duration_ms *ret_duration)
{
	size_t at = 0, done = 0, next_unit = 0;
	duration_ms sum = 0;

	while (at < s.length && is_digit(s.bytes[at])) {
		int64_t number = 0;
		size_t unit;

		while (at < s.length && is_digit(s.bytes[at]) && number < 1000000000)
			number = number * 10 + (s.bytes[at++] - '0');
		unit = unit_of(str_slice(s, at, s.length));
		if (unit == UNITS || unit < next_unit ||
		    number > (PROMQL_DURATION_MS_MAX - sum) / units[unit].unit)
			return 0;
		at += strlen(units[unit].name);
		sum += number * units[unit].unit;
		next_unit = unit + 1;
		done = at;
	}
	*ret_duration = sum;
	return done;
}

bool promql_duration(str s, duration_ms *ret_duration)
{
	duration_ms duration;

	if (s.length == 0 || duration_length(s, &duration) != s.length)
		return false;
	*ret_duration = duration;
	return true;
}

/* Infinity and "not a number" are words, and come with a selector's. */
bool promql_take_number(struct promql_scan *scan, double *ret_number)
{
	str rest = str_slice(scan->source, scan->at, scan->source.length);
	duration_ms duration;
	size_t length = duration_length(rest, &duration);
	char *end;

	if (length > 0) {
		*ret_number = (double)duration / 1000;
	} else {
		const char *number = arena_c_string(scan->arena, str_slice(rest, 0, 64));

		*ret_number = strtod(number, &end);
		length = (size_t)(end - number);
		if (length == 0 || (length < rest.length &&
				    (is_letter(number[length]) || number[length] == '.')))
			return promql_wants(scan, "a number");
	}
	scan->at += length;
	promql_skip(scan);
	return true;
}

bool promql_take_duration(struct promql_scan *scan, duration_ms *ret_duration)
{
	str rest = str_slice(scan->source, scan->at, scan->source.length);
	double seconds;
	size_t length = duration_length(rest, ret_duration);

	if (length > 0) {
		scan->at += length;
		promql_skip(scan);
		return true;
	}
	if (!is_digit(promql_peek(scan)))
		return promql_wants(scan, "a duration such as 5m");
	if (!promql_take_number(scan, &seconds))
		return false;
	*ret_duration = seconds < 1e12 ? (duration_ms)(seconds * 1000) : INSTANT_MAX;
	return true;
}
