/* What a place in shell stands in: a word, quotes, a here-document, arithmetic. */
#include "base/limits.h"
#include "runbook/places.h"

#include <string.h>

struct documents {
	struct document {
		str end;
		bool is_quoted, is_indented;
	} * items;
	size_t count, capacity;
};

struct shell_scan {
	struct place_scan *scan;
	struct documents documents; /* that begin behind the next line end */
};

static size_t scan_list(struct shell_scan *shell, size_t at, char end);

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static size_t line_end(const struct place_scan *scan, size_t at)
{
	while (at < scan->code.length && scan->code.bytes[at] != '\n')
		at++;
	return at;
}

/* Behind the closing byte; a backslash hides what follows it when it may. */
static size_t quote_end(const struct place_scan *scan, size_t at, char close,
			bool has_escapes)
{
	for (; at < scan->code.length; at++) {
		if (has_escapes && scan->code.bytes[at] == '\\')
			at++;
		else if (scan->code.bytes[at] == close)
			return at + 1;
	}
	return scan->code.length;
}

/* $(…), ${…}, $((…)), $'…' and `…`; "at" is that of the "$" or "`". */
static size_t scan_dollar(struct shell_scan *shell, size_t at)
{
	struct place_scan *scan = shell->scan;
	char next = place_at(scan, at + 1);
	size_t segment = scan->segment, end;

	if (scan->depth == SHELL_DEPTH_MAX) {
		place_mark(scan, at, scan->code.length, PLACE_NOWHERE, '\0');
		return scan->code.length;
	}
	if (next == '{' || (next == '(' && place_at(scan, at + 2) == '(')) {
		end = quote_end(scan, at + 2, next == '{' ? '}' : ')', true);
		place_mark(scan, at, end,
			   next == '{' ? PLACE_NOWHERE : PLACE_SHELL_ARITHMETIC, '\0');
		return end;
	}
	scan->depth++;
	if (place_at(scan, at) == '`')
		end = scan_list(shell, at + 1, '`');
	else
		end = scan_list(shell, at + 2, ')');
	scan->depth--;
	scan->segment = segment;
	return end;
}

static bool begins_dollar(const struct place_scan *scan, size_t at)
{
	char c = place_at(scan, at), next = place_at(scan, at + 1);

	return c == '`' || (c == '$' && (next == '(' || next == '{'));
}

static size_t scan_double(struct shell_scan *shell, size_t from)
{
	struct place_scan *scan = shell->scan;
	size_t at = from;

	while (at < scan->code.length && scan->code.bytes[at] != '"') {
		if (scan->code.bytes[at] == '\\')
			at += 2;
		else if (begins_dollar(scan, at))
			at = scan_dollar(shell, at);
		else
			at++;
	}
	if (at > scan->code.length)
		at = scan->code.length;
	place_mark(scan, from, at, PLACE_SHELL_DOUBLE, '"');
	return at + 1;
}

static size_t scan_word(struct shell_scan *shell, size_t begin, char end)
{
	struct place_scan *scan = shell->scan;
	size_t at = begin;

	while (at < scan->code.length) {
		char c = scan->code.bytes[at];
		size_t close;

		if (is_blank(c) || strchr("\n;|&()<>", c) || c == end)
			break;
		if (c == '\\') {
			at += 2;
		} else if (c == '\'' || (c == '$' && place_at(scan, at + 1) == '\'')) {
			bool has_escapes = c == '$';

			at += 1 + has_escapes;
			close = quote_end(scan, at, '\'', has_escapes);
			place_mark(scan, at, close - 1,
				   has_escapes ? PLACE_SHELL_DOCUMENT
					       : PLACE_SHELL_SINGLE,
				   '\'');
			at = close;
		} else if (c == '"') {
			at = scan_double(shell, at + 1);
		} else {
			at = begins_dollar(scan, at) ? scan_dollar(shell, at) : at + 1;
		}
	}
	if (at > scan->code.length)
		at = scan->code.length;
	place_mark(scan, begin, at, PLACE_SHELL_WORD, '\0');
	return at;
}

/* "<<-'END'": what ends the document, to be read behind the line's end. */
static size_t scan_document_start(struct shell_scan *shell, size_t at)
{
	struct place_scan *scan = shell->scan;
	struct document document = { .end = STR("") };
	size_t begin;
	char quote;

	at += 2;
	document.is_indented = place_at(scan, at) == '-';
	at += document.is_indented;
	while (is_blank(place_at(scan, at)))
		at++;
	quote = place_at(scan, at);
	document.is_quoted = quote == '\'' || quote == '"' || quote == '\\';
	at += document.is_quoted;
	for (begin = at;
	     at < scan->code.length && !strchr(" \t\r\n;|&()<>'\"", scan->code.bytes[at]);
	     at++)
		;
	document.end = str_slice(scan->code, begin, at - begin);
	if (document.is_quoted && quote != '\\' && place_at(scan, at) == quote)
		at++;
	if (document.end.length > 0)
		*list_add(scan->arena, &shell->documents) = document;
	return at;
}

static size_t scan_document(struct place_scan *scan, const struct document *document,
			    size_t from)
{
	size_t at = from;

	while (at < scan->code.length) {
		size_t end = line_end(scan, at);
		str line = str_slice(scan->code, at, end - at);

		while (document->is_indented && str_starts_with(line, STR("\t")))
			line = str_slice(line, 1, line.length);
		if (str_equal(line, document->end)) {
			place_mark(scan, from, at, PLACE_SHELL_DOCUMENT,
				   document->is_quoted ? '\'' : '"');
			return end;
		}
		at = end + 1;
	}
	place_mark(scan, from, scan->code.length, PLACE_NOWHERE, '\0');
	return scan->code.length;
}

static size_t scan_line_end(struct shell_scan *shell, size_t at)
{
	at++;
	for (size_t i = 0; i < shell->documents.count; i++) {
		at = scan_document(shell->scan, &shell->documents.items[i], at);
		at += at < shell->scan->code.length;
	}
	shell->documents.count = 0;
	shell->scan->segment = at;
	return at;
}

static size_t scan_operator(struct shell_scan *shell, size_t at)
{
	struct place_scan *scan = shell->scan;
	char c = place_at(scan, at), next = place_at(scan, at + 1);

	if (c == '<' && next == '<' && place_at(scan, at + 2) != '<')
		return scan_document_start(shell, at);
	if (c == '<' && next == '<')
		return at + 3;
	if (strchr(";|&()", c))
		scan->segment = at + 1;
	return at + 1;
}

static bool begins_group(const struct place_scan *scan, size_t at)
{
	return place_at(scan, at) == '(' && scan->depth < SHELL_DEPTH_MAX;
}

static size_t scan_group(struct shell_scan *shell, size_t at)
{
	shell->scan->segment = at + 1;
	shell->scan->depth++;
	at = scan_list(shell, at + 1, ')');
	shell->scan->depth--;
	return at;
}

static size_t scan_list(struct shell_scan *shell, size_t at, char end)
{
	struct place_scan *scan = shell->scan;
	bool is_word_start = true;

	scan->segment = at;
	while (at < scan->code.length) {
		char c = scan->code.bytes[at];
		bool was_word_start = is_word_start;

		is_word_start = true;
		if (end && c == end)
			return at + 1;
		if (c == '\n') {
			at = scan_line_end(shell, at);
		} else if (is_blank(c)) {
			at++;
		} else if (c == '#' && was_word_start) {
			at = line_end(scan, at);
		} else if (begins_group(scan, at)) {
			at = scan_group(shell, at);
		} else if (strchr(";|&()<>", c)) {
			at = scan_operator(shell, at);
		} else {
			at = scan_word(shell, at, end);
			is_word_start = false;
		}
	}
	return at;
}

/* "$<x>" would be a variable of that name, and "\<x>" is no placeholder. */
static void look_before(struct place_scan *scan)
{
	for (size_t i = 0; i < scan->places->count; i++) {
		struct place *place = &scan->places->items[i];

		if (place->kind != PLACE_NONE && place->begin > 0 &&
		    !place->is_variable &&
		    strchr("$\\", scan->code.bytes[place->begin - 1]))
			place->kind = PLACE_NOWHERE;
	}
}

void place_scan_shell(struct place_scan *scan)
{
	struct shell_scan shell = { .scan = scan };

	scan_list(&shell, 0, '\0');
	look_before(scan);
}
