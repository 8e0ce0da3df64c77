/* Languages whose words are cut quickly: SQL by its own reader, JavaScript, Redis, YAML
 * and HTTP. */
#include "runbook/places.h"
#include "runbook/sql.h"

#include <ctype.h>
#include <string.h>

static size_t line_end(const struct place_scan *scan, size_t at)
{
	while (at < scan->code.length && scan->code.bytes[at] != '\n')
		at++;
	return at;
}

/* Up to the closing quote; the code's length when there is none. */
static size_t text_end(const struct place_scan *scan, size_t at, char quote,
		       bool has_escapes)
{
	for (; at < scan->code.length && scan->code.bytes[at] != quote; at++)
		if (has_escapes && scan->code.bytes[at] == '\\')
			at++;
	return at < scan->code.length ? at : scan->code.length;
}

/* A text in quotes from its opening one on. */
static size_t scan_quoted(struct place_scan *scan, size_t at, enum place_kind kind,
			  bool has_escapes)
{
	char quote = scan->code.bytes[at];
	size_t end = text_end(scan, at + 1, quote, has_escapes);

	if (end == scan->code.length)
		kind = PLACE_NOWHERE;
	place_mark(scan, at + 1, end, kind, quote);
	return end + 1;
}

/* -- SQL -- */

static void mark_sql(struct place_scan *scan, const struct sql_token *token)
{
	size_t begin = (size_t)(token->source.bytes - scan->code.bytes);
	size_t end = begin + token->source.length;
	size_t from = (size_t)(token->text.bytes - scan->code.bytes);
	char first = token->source.length > 0 ? token->source.bytes[0] : '\0';

	switch (token->kind) {
	case SQL_WORD:
	case SQL_NUMBER:
		/* N'x' and the like begin a text, but are words without their quote */
		place_mark(scan, begin, end, PLACE_SQL_WORD, '\0');
		return;
	case SQL_NAME:
		place_mark(scan, from, from + token->text.length, PLACE_SQL_QUOTED_NAME,
			   first);
		return;
	case SQL_TEXT:
		/* of E'…' and its like .text is the whole */
		if (first == '\'')
			place_mark(scan, from, from + token->text.length, PLACE_SQL_TEXT,
				   first);
		else
			place_mark(scan, begin, end, PLACE_NOWHERE, first);
		return;
	case SQL_SYMBOL:
	case SQL_PARAMETER: scan->places->tokens++; return;
	case SQL_META:
	case SQL_EXECUTABLE_COMMENT: place_mark(scan, begin, end, PLACE_NOWHERE, '\0');
	}
}

void place_scan_sql(struct place_scan *scan)
{
	struct sql_script script = sql_read(scan->arena, scan->code);

	for (size_t i = 0; i < script.count; i++)
		for (size_t k = 0; k < script.statements[i].count; k++)
			mark_sql(scan, &script.statements[i].tokens[k]);
	if (script.is_broken)
		place_mark(scan, 0, scan->code.length, PLACE_NOWHERE, '\0');
}

/* -- JavaScript -- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* A "/" divides behind a value; elsewhere it begins a pattern. */
static bool begins_pattern(const struct place_scan *scan, size_t at)
{
	while (at > 0 && strchr(" \t\r\n", scan->code.bytes[at - 1]))
		at--;
	return at == 0 || strchr("(,=:[!&|?{};+-*%<>~^", scan->code.bytes[at - 1]);
}

static size_t scan_comment(const struct place_scan *scan, size_t at)
{
	if (place_at(scan, at + 1) == '/')
		return line_end(scan, at);
	for (at += 2; at < scan->code.length; at++)
		if (scan->code.bytes[at] == '*' && place_at(scan, at + 1) == '/')
			return at + 2;
	return at;
}

void place_scan_script(struct place_scan *scan)
{
	size_t at = 0, begin;

	while (at < scan->code.length) {
		char c = scan->code.bytes[at], next = place_at(scan, at + 1);

		if (c == '/' && (next == '/' || next == '*')) {
			at = scan_comment(scan, at);
		} else if (c == '\'' || c == '"') {
			at = scan_quoted(scan, at, PLACE_SCRIPT_TEXT, true);
		} else if (c == '`') {
			/* code may stand in it */
			at = scan_quoted(scan, at, PLACE_NOWHERE, true);
		} else if (c == '/' && begins_pattern(scan, at)) {
			at = scan_quoted(scan, at, PLACE_SCRIPT_REGEX, true);
		} else if (is_word(c)) {
			for (begin = at; is_word(place_at(scan, at));)
				at++;
			place_mark(scan, begin, at, PLACE_SCRIPT_WORD, '\0');
		} else {
			scan->places->tokens++;
			at++;
		}
	}
}

/* -- Redis -- */

static bool is_line_start(const struct place_scan *scan, size_t at)
{
	return at == 0 || scan->code.bytes[at - 1] == '\n';
}

void place_scan_redis(struct place_scan *scan)
{
	size_t at = 0, begin;

	while (at < scan->code.length) {
		char c = scan->code.bytes[at];

		if (c == '#' && is_line_start(scan, at)) {
			at = line_end(scan, at);
		} else if (isspace((unsigned char)c)) {
			scan->places->tokens += c == '\n';
			at++;
		} else if (c == '"' || c == '\'') {
			at = scan_quoted(scan, at, PLACE_REDIS_TEXT, true);
		} else {
			for (begin = at; at < scan->code.length &&
					 !isspace((unsigned char)scan->code.bytes[at]);)
				at++;
			place_mark(scan, begin, at, PLACE_REDIS_WORD, '\0');
		}
	}
}

/* -- YAML -- */

struct yaml_scan {
	struct place_scan *scan;
	bool is_block; /* inside the text of "key: |" */
	size_t indent; /* of the line that began it */
};

static size_t indent_of(const struct place_scan *scan, size_t at)
{
	size_t indent = 0;

	while (place_at(scan, at + indent) == ' ')
		indent++;
	return indent;
}

/* Plain text goes on up to what ends it in a list, a map or a line. */
static size_t plain_end(const struct place_scan *scan, size_t at)
{
	for (; at < scan->code.length && scan->code.bytes[at] != '\n'; at++) {
		char c = scan->code.bytes[at], next = place_at(scan, at + 1);

		if (strchr("{}[],", c) ||
		    (c == ':' && (next == ' ' || next == '\n' || !next)) ||
		    (c == ' ' && next == '#'))
			break;
	}
	return at;
}

static size_t scan_yaml_line(struct yaml_scan *yaml, size_t at)
{
	struct place_scan *scan = yaml->scan;
	size_t indent = indent_of(scan, at), end = line_end(scan, at), from;

	at += indent;
	while (at < end) {
		char c = scan->code.bytes[at];

		if (c == '#' &&
		    (at == 0 || isspace((unsigned char)scan->code.bytes[at - 1])))
			return end;
		if (c == '"' || c == '\'') {
			at = scan_quoted(scan, at,
					 c == '"' ? PLACE_YAML_DOUBLE : PLACE_YAML_SINGLE,
					 c == '"');
			end = line_end(scan, at);
		} else if ((c == '|' || c == '>') && at > 0 &&
			   scan->code.bytes[at - 1] == ' ') {
			yaml->is_block = true;
			yaml->indent = indent;
			return end;
		} else if (strchr(" \t\r{}[],:-?", c)) {
			scan->places->tokens++;
			at++;
		} else {
			from = at;
			at = plain_end(scan, at);
			while (at > from && scan->code.bytes[at - 1] == ' ')
				at--;
			place_mark(scan, from, at, PLACE_YAML_PLAIN, '\0');
			at += at == from;
		}
	}
	return at > end ? at : end;
}

void place_scan_yaml(struct place_scan *scan)
{
	struct yaml_scan yaml = { .scan = scan };
	size_t at = 0;

	while (at < scan->code.length) {
		size_t end = line_end(scan, at);
		bool is_empty = at + indent_of(scan, at) == end;

		if (yaml.is_block && !is_empty && indent_of(scan, at) <= yaml.indent)
			yaml.is_block = false;
		if (yaml.is_block) {
			place_mark(scan, at, end, PLACE_YAML_BLOCK, '\0');
			at = end + 1;
		} else {
			at = scan_yaml_line(&yaml, at) + 1;
		}
	}
}

/* -- HTTP: a line with the target, headers, a body -- */

void place_scan_http(struct place_scan *scan)
{
	bool is_first = true;

	for (size_t at = 0; at < scan->code.length;) {
		size_t end = line_end(scan, at), from = at, to;
		bool is_comment = place_at(scan, at) == '#';

		if (is_first && !is_comment && end > at) {
			while (from < end && scan->code.bytes[from] != ' ')
				from++;
			for (to = ++from; to < end && scan->code.bytes[to] != ' ';)
				to++;
			place_mark(scan, from, to, PLACE_HTTP_TARGET, '\0');
			is_first = false;
		}
		if (!is_comment)
			place_mark(scan, at, end, PLACE_HTTP_TEXT, '\0');
		/* "###" begins the next request in files of such requests */
		is_first = is_first ||
			   str_starts_with(str_slice(scan->code, at, 3), STR("###"));
		at = end + 1;
	}
}
