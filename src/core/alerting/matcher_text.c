/* Matchers as they are written. Of Alertmanager's two parsers this takes what the older
 * one does, and the quoted and foreign names of the newer one. */
#include "base/limits.h"
#include "base/text.h"
#include "core/alerting/matcher.h"

#include <string.h>

enum { PLACE_BYTES = 20 };

struct cursor {
	struct arena *arena;
	str text;
	size_t at;
	struct error *error;
};

static bool is_space(char c)
{
	return c != '\0' && strchr(" \t\r\n", c);
}

static bool at_end(const struct cursor *cursor)
{
	return cursor->at == cursor->text.length;
}

static char here(const struct cursor *cursor)
{
	return at_end(cursor) ? '\0' : cursor->text.bytes[cursor->at];
}

static void skip_spaces(struct cursor *cursor)
{
	while (is_space(here(cursor)))
		cursor->at++;
}

/* Places are counted from 1, in bytes. */
static bool refuse(const struct cursor *cursor, size_t at, const char *why)
{
	str rest = str_clip(str_slice(cursor->text, at, cursor->text.length),
			    PLACE_BYTES);

	if (rest.length == 0)
		return error_set(cursor->error, ERROR_INVALID, "at the end: %s", why);
	return error_set(cursor->error, ERROR_INVALID, "at %zu (" STR_FMT "): %s", at + 1,
			 STR_ARG(rest), why);
}

/* What ends a bare name; every other byte may be part of one. */
static bool ends_name(char c)
{
	return is_space(c) || (c != '\0' && strchr("{}!=~,\\\"'`", c));
}

static bool starts_with_digit(str name)
{
	return name.bytes[0] >= '0' && name.bytes[0] <= '9';
}

/* From the quote on up to the one that is not escaped. */
static bool read_quoted(struct cursor *cursor, str *ret_value)
{
	size_t begin = cursor->at++;
	struct text value = text_new(cursor->arena, cursor->text.length + 1);

	while (!at_end(cursor) && here(cursor) != '"') {
		char c = here(cursor);

		cursor->at++;
		if (c == '\\' && !at_end(cursor)) {
			char next = here(cursor);

			cursor->at++;
			if (next != 'n' && next != '"' && next != '\\')
				text_add_char(&value, '\\');
			c = next == 'n' ? '\n' : next;
		}
		text_add_char(&value, c);
	}
	if (at_end(cursor))
		return refuse(cursor, begin, "this quote is not closed");
	cursor->at++;
	*ret_value = text_of(&value);
	return true;
}

static bool read_name(struct cursor *cursor, str *ret_name)
{
	size_t begin = cursor->at;

	if (here(cursor) == '"')
		return read_quoted(cursor, ret_name);
	while (!at_end(cursor) && !ends_name(here(cursor)))
		cursor->at++;
	*ret_name = str_slice(cursor->text, begin, cursor->at - begin);
	if (ret_name->length == 0)
		return refuse(cursor, begin, "a label's name belongs here");
	if (starts_with_digit(*ret_name))
		return refuse(cursor, begin,
			      "a name that begins with a digit needs "
			      "quotes");
	return true;
}

static bool read_kind(struct cursor *cursor, enum matcher_kind *ret_kind)
{
	static const enum matcher_kind longest_first[] = { MATCH_PATTERN,
							   MATCH_NOT_PATTERN,
							   MATCH_NOT_EQUAL, MATCH_EQUAL };
	str rest = str_slice(cursor->text, cursor->at, cursor->text.length);

	for (size_t i = 0; i < 4; i++) {
		str name = str_of(matcher_kind_names[longest_first[i]]);

		if (!str_starts_with(rest, name))
			continue;
		cursor->at += name.length;
		*ret_kind = longest_first[i];
		return true;
	}
	return refuse(cursor, cursor->at, "=, !=, =~ or !~ belongs here");
}

/* A bare value goes up to the comma: spaces inside are part of it. */
static bool read_value(struct cursor *cursor, str *ret_value)
{
	size_t begin = cursor->at;

	if (here(cursor) == '"')
		return read_quoted(cursor, ret_value);
	while (!at_end(cursor) && here(cursor) != ',') {
		if (here(cursor) == '"')
			return refuse(cursor, cursor->at,
				      "a quote inside a value: put "
				      "the whole value in quotes");
		cursor->at++;
	}
	*ret_value = str_trim(str_slice(cursor->text, begin, cursor->at - begin));
	return true;
}

static bool read_matcher(struct cursor *cursor, struct matcher *ret_matcher)
{
	size_t value_at;
	enum matcher_kind kind;
	str name = { 0 }, value = { 0 };

	if (!read_name(cursor, &name))
		return false;
	skip_spaces(cursor);
	if (!read_kind(cursor, &kind))
		return false;
	skip_spaces(cursor);
	value_at = cursor->at;
	if (!read_value(cursor, &value))
		return false;
	name = arena_copy(cursor->arena, name);
	value = arena_copy(cursor->arena, value);
	if (!matcher_make(cursor->arena, name, kind, value, ret_matcher, cursor->error))
		return error_wrap(cursor->error, "at %zu", value_at + 1);
	skip_spaces(cursor);
	return true;
}

/* The braces are all or nothing. */
static bool cut_braces(struct cursor *cursor)
{
	str text = str_trim(cursor->text);
	bool opened = str_starts_with(text, STR("{"));
	bool closed = str_ends_with(text, STR("}"));

	cursor->text.length = (size_t)(text.bytes - cursor->text.bytes) + text.length;
	if (opened && !closed)
		return refuse(cursor, cursor->text.length, "the } of the { is missing");
	skip_spaces(cursor);
	cursor->at += opened;
	cursor->text.length -= opened;
	return true;
}

static bool read_all(struct cursor *cursor, struct matchers *matchers)
{
	skip_spaces(cursor);
	while (!at_end(cursor)) {
		if (matchers->count == MATCHERS_MAX)
			return error_set(cursor->error, ERROR_TOO_LARGE,
					 "more than %d matchers", MATCHERS_MAX);
		if (!read_matcher(cursor, list_add(cursor->arena, matchers)))
			return false;
		if (!at_end(cursor) && here(cursor) != ',')
			return refuse(cursor, cursor->at, "a comma belongs here");
		cursor->at += !at_end(cursor);
		skip_spaces(cursor);
	}
	return true;
}

bool matchers_parse(struct arena *arena, str text, struct matchers *matchers,
		    struct error *error)
{
	struct cursor cursor = { .arena = arena, .text = text, .error = error };
	size_t before = matchers->count;

	if (text.length > MATCHERS_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE, "matchers have at most %d bytes",
				 MATCHERS_BYTES_MAX);
	if (!str_is_utf8(text))
		return error_set(error, ERROR_INVALID, "matchers must be UTF-8");
	if (cut_braces(&cursor) && read_all(&cursor, matchers))
		return true;
	matchers->count = before;
	return false;
}

static bool is_plain(str name)
{
	for (size_t i = 0; i < name.length; i++)
		if (ends_name(name.bytes[i]) || name.bytes[i] == '\0')
			return false;
	return name.length > 0 && !starts_with_digit(name);
}

static void add_quoted(struct text *text, str s)
{
	text_add_char(text, '"');
	for (size_t i = 0; i < s.length; i++) {
		char c = s.bytes[i];

		if (c == '"' || c == '\\' || c == '\n')
			text_add_char(text, '\\');
		text_add_char(text, c == '\n' ? 'n' : c);
	}
	text_add_char(text, '"');
}

static void add_matcher(struct text *text, const struct matcher *matcher)
{
	if (is_plain(matcher->name))
		text_add(text, matcher->name);
	else
		add_quoted(text, matcher->name);
	text_add(text, str_of(matcher_kind_names[matcher->kind]));
	add_quoted(text, matcher->value);
}

static size_t bytes_needed(const struct matcher *matchers, size_t count)
{
	size_t bytes = 8;

	for (size_t i = 0; i < count; i++)
		bytes += 2 * (matchers[i].name.length + matchers[i].value.length) + 8;
	return bytes;
}

str matcher_text(struct arena *arena, const struct matcher *matcher)
{
	struct text text = text_new(arena, bytes_needed(matcher, 1));

	add_matcher(&text, matcher);
	return text_of(&text);
}

str matchers_text(struct arena *arena, const struct matcher *matchers, size_t count)
{
	struct text text = text_new(arena, bytes_needed(matchers, count));

	text_add_char(&text, '{');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_add_char(&text, ',');
		add_matcher(&text, &matchers[i]);
	}
	text_add_char(&text, '}');
	return text_of(&text);
}
