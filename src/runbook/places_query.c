/* PromQL, LogQL and TraceQL: words, texts, matchers and ranges look alike in them. */
#include "runbook/places.h"

#include <ctype.h>
#include <string.h>

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_:.", c));
}

/* What stands before the byte, blanks left out. */
static str before(const struct place_scan *scan, size_t at)
{
	while (at > 0 && strchr(" \t\n\r", scan->code.bytes[at - 1]))
		at--;
	return str_slice(scan->code, 0, at);
}

static bool follows_pattern_mark(const struct place_scan *scan, size_t at)
{
	str so_far = before(scan, at);

	return str_ends_with(so_far, STR("=~")) || str_ends_with(so_far, STR("!~")) ||
	       str_ends_with(so_far, STR("|~"));
}

static bool follows_matcher(const struct place_scan *scan, size_t at, bool is_in_braces)
{
	str so_far = before(scan, at);

	return is_in_braces &&
	       (str_ends_with(so_far, STR("=")) || follows_pattern_mark(scan, at));
}

static size_t scan_text(struct place_scan *scan, size_t at)
{
	char quote = scan->code.bytes[at];
	bool is_pattern = follows_pattern_mark(scan, at);
	size_t from = ++at;

	for (; at < scan->code.length && scan->code.bytes[at] != quote; at++)
		if (scan->code.bytes[at] == '\\' && quote != '`')
			at++;
	if (at >= scan->code.length) {
		place_mark(scan, from, scan->code.length, PLACE_NOWHERE, '\0');
		return scan->code.length;
	}
	place_mark(scan, from, at, is_pattern ? PLACE_QUERY_REGEX : PLACE_QUERY_TEXT,
		   quote);
	return at + 1;
}

static size_t scan_word(struct place_scan *scan, size_t from, bool is_in_braces,
			bool is_range)
{
	enum place_kind kind = is_range ? PLACE_QUERY_RANGE : PLACE_QUERY_WORD;
	char quote = '\0';
	size_t at = from;

	while (is_word(place_at(scan, at)))
		at++;
	if (follows_matcher(scan, from, is_in_braces)) {
		kind = PLACE_QUERY_VALUE;
		quote = follows_pattern_mark(scan, from) ? '~' : '=';
	}
	place_mark(scan, from, at, kind, quote);
	return at;
}

void place_scan_query(struct place_scan *scan)
{
	bool is_in_braces = false, is_range = false;
	size_t at = 0;

	while (at < scan->code.length) {
		char c = scan->code.bytes[at];

		if (c == '#') {
			while (at < scan->code.length && scan->code.bytes[at] != '\n')
				at++;
		} else if (strchr("\"'`", c)) {
			at = scan_text(scan, at);
		} else if (is_word(c)) {
			at = scan_word(scan, at, is_in_braces, is_range);
		} else {
			is_in_braces = c == '{' || (is_in_braces && c != '}');
			is_range = c == '[' || (is_range && c != ']');
			scan->places->tokens++;
			at++;
		}
	}
}
