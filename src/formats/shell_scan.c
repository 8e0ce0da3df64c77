#include "formats/shell_private.h"

#include "base/limits.h"

#include <string.h>

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static char at_of(str s, size_t at)
{
	return at < s.length ? s.bytes[at] : '\0';
}

/* -- placeholders -- */

/* Where a shell would read "< in > out" in earnest, it is no placeholder: a blank before
 * the ">", or what follows the ">" like a file's name while nothing before the "<" says
 * that it is part of a word. */
size_t shell_placeholder_end(str s, size_t at)
{
	static const char joins[] = "=/:-._@\"',{[(+";
	size_t end = at + 1;
	char before = at > 0 ? s.bytes[at - 1] : ' ', after;

	if (!is_name(at_of(s, end)) || before == '<' || before == '&' || before == '>')
		return 0;
	while (is_name(at_of(s, end)) || (at_of(s, end) && strchr(".- ", s.bytes[end])))
		end++;
	after = at_of(s, end + 1);
	if (at_of(s, end) != '>' || s.bytes[end - 1] == ' ' || after == '>' ||
	    after == '(' || after == '&')
		return 0;
	if ((is_name(after) || (after && strchr("/~$\\*?{", after))) &&
	    !strchr(joins, before))
		return 0;
	return end + 1;
}

str shell_mask(struct arena *arena, str source)
{
	str copy = arena_copy(arena, source);
	char *bytes = (char *)(uintptr_t)copy.bytes;

	for (size_t i = 0; i < source.length; i++) {
		size_t end = source.bytes[i] == '<' ? shell_placeholder_end(source, i)
						    : 0;

		if (end == 0)
			continue;
		memset(bytes + i, 'P', end - i);
		i = end - 1;
	}
	return copy;
}

/* -- what has an end of its own -- */

static size_t skip_single(str s, size_t at)
{
	for (; at < s.length; at++)
		if (s.bytes[at] == '\'')
			return at + 1;
	return SIZE_MAX;
}

/* $'…' and `…`: a backslash hides what follows. */
static size_t skip_escaped(str s, size_t at, char close)
{
	for (; at < s.length; at++) {
		if (s.bytes[at] == '\\')
			at++;
		else if (s.bytes[at] == close)
			return at + 1;
	}
	return SIZE_MAX;
}

static bool begins_expansion(str s, size_t at)
{
	char c = at_of(s, at), next = at_of(s, at + 1);

	return c == '`' || (c == '$' && (next == '(' || next == '{'));
}

static size_t skip_double(str s, size_t at, unsigned depth)
{
	while (at < s.length) {
		if (s.bytes[at] == '"')
			return at + 1;
		if (s.bytes[at] == '\\')
			at += 2;
		else if (begins_expansion(s, at))
			at = shell_skip(s, at, depth);
		else
			at++;
	}
	return SIZE_MAX;
}

/* ${…}, and $((…)) by its parentheses. */
static size_t skip_balanced(str s, size_t at, char open, char close, unsigned depth)
{
	size_t level = 1;

	while (at < s.length) {
		char c = s.bytes[at];

		if (c == '\'' || c == '"' || begins_expansion(s, at)) {
			at = shell_skip(s, at, depth);
			continue;
		}
		at += c == '\\' ? 2 : 1;
		if (c == open)
			level++;
		else if (c == close && --level == 0)
			return at;
	}
	return SIZE_MAX;
}

/* A list of commands up to its ")". A comment or a here-document in it could hide one,
 * so such are read by lines: a "#" begins a comment where a word could begin. */
static size_t skip_commands(str s, size_t at, unsigned depth)
{
	size_t level = 1;

	while (at < s.length) {
		char c = s.bytes[at], before = s.bytes[at - 1];

		if (c == '\'' || c == '"' || begins_expansion(s, at) ||
		    (c == '$' && at_of(s, at + 1) == '\'')) {
			at = shell_skip(s, at, depth);
			continue;
		}
		if (c == '#' && (strchr(" \t\n;&|(", before))) {
			while (at < s.length && s.bytes[at] != '\n')
				at++;
			continue;
		}
		at += c == '\\' ? 2 : 1;
		if (c == '(')
			level++;
		else if (c == ')' && --level == 0)
			return at;
	}
	return SIZE_MAX;
}

size_t shell_skip(str masked, size_t at, unsigned depth)
{
	char c = at_of(masked, at), next = at_of(masked, at + 1);

	if (depth > SHELL_DEPTH_MAX)
		return SIZE_MAX;
	if (c == '\'')
		return skip_single(masked, at + 1);
	if (c == '"')
		return skip_double(masked, at + 1, depth + 1);
	if (c == '`')
		return skip_escaped(masked, at + 1, '`');
	if (c == '$' && next == '\'')
		return skip_escaped(masked, at + 2, '\'');
	if (c == '$' && next == '"')
		return skip_double(masked, at + 2, depth + 1);
	if (c == '$' && next == '{')
		return skip_balanced(masked, at + 2, '{', '}', depth + 1);
	if (c == '$' && next == '(' && at_of(masked, at + 2) == '(')
		return skip_balanced(masked, at + 2, '(', ')', depth + 1);
	return skip_commands(masked, at + 2, depth + 1);
}

/* -- tokens -- */

struct scan {
	const struct shell_text *text;
	struct shell_tokens *tokens;
	size_t at;
	unsigned line;
	size_t first_of_line; /* the first token behind the last line end */
};

static bool fail_at(const struct scan *scan, const char *problem)
{
	return error_set(scan->text->error, ERROR_INVALID, "line %u: %s", scan->line,
			 problem);
}

static size_t word_piece_end(str s, size_t at)
{
	char c = s.bytes[at], next = at_of(s, at + 1);

	if (c == '\'' || c == '"' || c == '`' ||
	    (c == '$' && next && strchr("'\"({", next)) ||
	    ((c == '<' || c == '>') && next == '('))
		return shell_skip(s, at, 0);
	return at + (c == '\\' && at + 1 < s.length ? 2 : 1);
}

/* NAME=( begins a list of words. */
static bool begins_array(str s, size_t start, size_t at)
{
	return at > start + 1 && s.bytes[at] == '(' && s.bytes[at - 1] == '=' &&
	       is_name(s.bytes[start]);
}

static bool scan_word(struct scan *scan)
{
	str s = scan->text->masked;
	size_t start = scan->at, at = start;

	while (at < s.length) {
		char c = s.bytes[at];
		bool is_process = (c == '<' || c == '>') && at_of(s, at + 1) == '(';

		if (begins_array(s, start, at)) {
			at = skip_commands(s, at + 1, 1);
			continue;
		}
		if (strchr(" \t\n;&|()", c) || ((c == '<' || c == '>') && !is_process))
			break;
		at = word_piece_end(s, at);
	}
	if (at > s.length)
		return fail_at(scan, "a quote or a parenthesis is never closed");
	*list_add(scan->text->arena, scan->tokens) = (struct shell_token){
		.kind = SHELL_TOKEN_WORD, .start = start, .end = at, .line = scan->line
	};
	for (size_t i = start; i < at; i++)
		scan->line += s.bytes[i] == '\n';
	scan->at = at;
	return true;
}

static void scan_operator(struct scan *scan)
{
	static const char *const operators[] = { "&>>", "<<<", "<<-", ";;&", "&&", "||",
						 ";;",  ";&",  "|&",  "<<",  ">>", "<&",
						 ">&",  "<>",  ">|",  "&>" };
	str s = scan->text->masked;
	size_t length = 1;

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (str_starts_with(str_slice(s, scan->at, 3), str_of(operators[i]))) {
			length = strlen(operators[i]);
			break;
		}
	*list_add(scan->text->arena,
		  scan->tokens) = (struct shell_token){ .kind = SHELL_TOKEN_OPERATOR,
							.start = scan->at,
							.end = scan->at + length,
							.line = scan->line };
	scan->at += length;
}

static str without_quotes(struct arena *arena, str s)
{
	char *bytes = arena_many(arena, char, s.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < s.length; i++)
		if (!strchr("'\"\\", s.bytes[i]))
			bytes[length++] = s.bytes[i];
	return (str){ bytes, length };
}

static bool scan_document(struct scan *scan, size_t nth)
{
	str s = scan->text->masked, line, delimiter;
	struct shell_token *token = &scan->tokens->items[nth];
	bool is_indented = token->end - token->start == 3;

	if (nth + 1 >= scan->tokens->count ||
	    scan->tokens->items[nth + 1].kind != SHELL_TOKEN_WORD)
		return fail_at(scan, "a here-document has no delimiter");
	delimiter = without_quotes(
		scan->text->arena,
		str_slice(s, token[1].start, token[1].end - token[1].start));
	token->document_start = scan->at;
	while (scan->at < s.length) {
		size_t start = scan->at;

		while (scan->at < s.length && s.bytes[scan->at] != '\n')
			scan->at++;
		line = str_slice(s, start, scan->at - start);
		while (is_indented && line.length > 0 && line.bytes[0] == '\t')
			line = str_slice(line, 1, line.length);
		scan->at += scan->at < s.length;
		scan->line++;
		token->document_end = start;
		if (str_equal(line, delimiter))
			return true;
	}
	return fail_at(scan, "a here-document never ends");
}

static bool scan_line_end(struct scan *scan)
{
	str s = scan->text->masked;
	size_t end = scan->tokens->count;

	*list_add(scan->text->arena,
		  scan->tokens) = (struct shell_token){ .kind = SHELL_TOKEN_NEWLINE,
							.start = scan->at,
							.end = scan->at + 1,
							.line = scan->line };
	scan->at++;
	scan->line++;
	for (size_t i = scan->first_of_line; i < end; i++) {
		const struct shell_token *token = &scan->tokens->items[i];
		str word = str_slice(s, token->start, token->end - token->start);

		if (token->kind == SHELL_TOKEN_OPERATOR &&
		    (str_is(word, "<<") || str_is(word, "<<-")) &&
		    !scan_document(scan, i))
			return false;
	}
	scan->first_of_line = scan->tokens->count;
	return true;
}

static bool scan_token(struct scan *scan)
{
	str s = scan->text->masked;
	char c = s.bytes[scan->at], next = at_of(s, scan->at + 1);

	if (c == ' ' || c == '\t' || c == '\r') {
		scan->at++;
		return true;
	}
	if (c == '\\' && next == '\n') {
		scan->at += 2;
		scan->line++;
		return true;
	}
	if (c == '#') {
		while (scan->at < s.length && s.bytes[scan->at] != '\n')
			scan->at++;
		return true;
	}
	if (c == '\n')
		return scan_line_end(scan);
	if ((c == '<' || c == '>') && next == '(')
		return scan_word(scan);
	if (strchr(";&|()<>", c)) {
		scan_operator(scan);
		return true;
	}
	return scan_word(scan);
}

bool shell_scan(const struct shell_text *text, struct shell_tokens *ret_tokens)
{
	struct scan scan = { .text = text, .tokens = ret_tokens, .line = 1 };

	if (text->source.length > 0 &&
	    memchr(text->source.bytes, '\0', text->source.length))
		return fail_at(&scan, "it holds a NUL");
	while (scan.at < text->masked.length)
		if (!scan_token(&scan))
			return false;
	for (size_t i = scan.first_of_line; i < ret_tokens->count; i++)
		if (str_starts_with(
			    str_slice(text->masked, ret_tokens->items[i].start, 3),
			    STR("<<")) &&
		    ret_tokens->items[i].kind == SHELL_TOKEN_OPERATOR &&
		    ret_tokens->items[i].end - ret_tokens->items[i].start == 2)
			return fail_at(&scan, "a here-document never ends");
	return true;
}
