#include "runbook/sql.h"

#include "base/limits.h"

#include <string.h>

struct tokens {
	struct sql_token *items;
	size_t count, capacity;
};

struct statements {
	struct sql_statement *items;
	size_t count, capacity;
};

struct scan {
	struct arena *arena;
	str source;
	size_t at;
	unsigned line;
	bool is_broken;
	unsigned broken_line;
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char peek(const struct scan *scan, size_t ahead)
{
	return scan->at + ahead < scan->source.length
		       ? scan->source.bytes[scan->at + ahead]
		       : '\0';
}

static void move(struct scan *scan, size_t count)
{
	for (; count > 0 && scan->at < scan->source.length; count--)
		scan->line += scan->source.bytes[scan->at++] == '\n';
}

static void break_off(struct scan *scan, unsigned line)
{
	if (!scan->is_broken)
		scan->broken_line = line;
	scan->is_broken = true;
	scan->at = scan->source.length;
}

static str since(const struct scan *scan, size_t start)
{
	return str_slice(scan->source, start, scan->at - start);
}

/* PostgreSQL's comments nest, others' do not: what is inside such a comment of comments
 * is not the same to all, so it counts as broken. */
static void skip_block_comment(struct scan *scan)
{
	unsigned line = scan->line;

	move(scan, 2);
	while (scan->at < scan->source.length) {
		if (peek(scan, 0) == '*' && peek(scan, 1) == '/') {
			move(scan, 2);
			return;
		}
		if (peek(scan, 0) == '/' && peek(scan, 1) == '*')
			break;
		move(scan, 1);
	}
	break_off(scan, line);
}

static void skip_line(struct scan *scan)
{
	while (scan->at < scan->source.length && peek(scan, 0) != '\n')
		move(scan, 1);
}

static bool is_line_comment(const struct scan *scan)
{
	char third = peek(scan, 2);

	return peek(scan, 0) == '-' && peek(scan, 1) == '-' &&
	       (third == '\0' || is_blank(third) || third == '-');
}

/* MySQL takes "--" for a comment only before a blank, PostgreSQL always; "#" is MySQL's
 * alone. Such a line is read as if it were none, since a comment hides statements; that
 * is right for both as long as no quote that begins in it ends elsewhere. */
static bool check_doubtful_comment(struct scan *scan)
{
	static const char marks[] = "'\"`";
	size_t quotes[3] = { 0 };
	bool is_double = peek(scan, 0) == '-' && peek(scan, 1) == '-';

	if (!is_double && peek(scan, 0) != '#')
		return true;
	for (size_t i = 1; peek(scan, i) && peek(scan, i) != '\n'; i++) {
		const char *quote = strchr(marks, peek(scan, i));

		if (quote)
			quotes[quote - marks]++;
		if (peek(scan, i) == '\\' || peek(scan, i) == '$' ||
		    (peek(scan, i) == '/' && peek(scan, i + 1) == '*'))
			return false;
	}
	return quotes[0] % 2 == 0 && quotes[1] % 2 == 0 && quotes[2] % 2 == 0;
}

static bool is_executable_comment(const struct scan *scan)
{
	return peek(scan, 2) == '!' || (peek(scan, 2) == 'M' && peek(scan, 3) == '!');
}

static void skip_between(struct scan *scan)
{
	for (;;) {
		if (is_blank(peek(scan, 0)))
			move(scan, 1);
		else if (is_line_comment(scan))
			skip_line(scan);
		else if (peek(scan, 0) == '/' && peek(scan, 1) == '*' &&
			 !is_executable_comment(scan))
			skip_block_comment(scan);
		else
			return;
	}
}

/* Up to the closing quote, doubled ones inside. A backslash before a quote ends the
 * text for PostgreSQL and not for MySQL; one who reads for both must not guess. */
static bool take_quoted(struct scan *scan, char close, bool has_escapes)
{
	unsigned line = scan->line;

	move(scan, 1);
	while (scan->at < scan->source.length) {
		char c = peek(scan, 0);

		if (c == '\\' && (has_escapes || peek(scan, 1) == '\\')) {
			move(scan, 2);
			continue;
		}
		if (c == '\\' && peek(scan, 1) == close)
			break;
		move(scan, 1);
		if (c != close)
			continue;
		if (peek(scan, 0) != close)
			return true;
		move(scan, 1);
	}
	break_off(scan, line);
	return false;
}

static struct sql_token token_of(const struct scan *scan, enum sql_token_kind kind,
				 size_t start, unsigned line, size_t trim)
{
	str source = since(scan, start);
	str text = source.length >= 2 * trim
			   ? str_slice(source, trim, source.length - 2 * trim)
			   : source;

	return (struct sql_token){
		.kind = kind, .text = text, .source = source, .line = line
	};
}

/* $tag$ … $tag$ */
static bool take_dollar_text(struct scan *scan, struct sql_token *ret_token)
{
	size_t start = scan->at, length = 1;
	unsigned line = scan->line;
	str tag;

	while (is_letter(peek(scan, length)) ||
	       (length > 1 && is_digit(peek(scan, length))))
		length++;
	if (peek(scan, length) != '$')
		return false;
	tag = str_slice(scan->source, start, length + 1);
	move(scan, tag.length);
	while (scan->at < scan->source.length &&
	       !str_starts_with(str_slice(scan->source, scan->at, tag.length), tag))
		move(scan, 1);
	if (scan->at >= scan->source.length) {
		break_off(scan, line);
		return false;
	}
	move(scan, tag.length);
	*ret_token = token_of(scan, SQL_TEXT, start, line, tag.length);
	return true;
}

/* <pod-name>, as runbooks write what must be filled in; "a<b AND c>d" is none. */
static size_t placeholder_length(const struct scan *scan)
{
	size_t length = 1;

	if (peek(scan, 0) != '<' || !is_letter(peek(scan, 1)))
		return 0;
	while (is_letter(peek(scan, length)) || is_digit(peek(scan, length)) ||
	       peek(scan, length) == '-' || peek(scan, length) == '.')
		length++;
	return peek(scan, length) == '>' ? length + 1 : 0;
}

static bool take_parameter(struct scan *scan, struct sql_token *ret_token)
{
	size_t start = scan->at, length = placeholder_length(scan);
	unsigned line = scan->line;
	char c = peek(scan, 0), next = peek(scan, 1);

	if (length > 0) {
		move(scan, length);
		*ret_token = token_of(scan, SQL_PARAMETER, start, line, 1);
		return true;
	}
	if (c == '$' && next == '{') {
		while (scan->at < scan->source.length && peek(scan, 0) != '}')
			move(scan, 1);
		move(scan, 1);
	} else if ((c == '$' && (is_digit(next) || is_letter(next))) || c == '?' ||
		   (c == ':' && is_letter(next)) || (c == '@' && is_letter(next))) {
		move(scan, 1);
		while (is_letter(peek(scan, 0)) || is_digit(peek(scan, 0)))
			move(scan, 1);
	} else {
		return false;
	}
	*ret_token = token_of(scan, SQL_PARAMETER, start, line, 0);
	return true;
}

static struct sql_token take_word(struct scan *scan)
{
	size_t start = scan->at;
	unsigned line = scan->line;
	char first = peek(scan, 0);

	while (is_letter(peek(scan, 0)) || is_digit(peek(scan, 0)) ||
	       peek(scan, 0) == '$')
		move(scan, 1);
	/* E'…' reads backslashes; B'', X'', N'' do not. */
	if (scan->at == start + 1 && peek(scan, 0) == '\'' && strchr("eEbBxXnN", first)) {
		take_quoted(scan, '\'', upper(first) == 'E');
		return token_of(scan, SQL_TEXT, start, line, 0);
	}
	return token_of(scan, SQL_WORD, start, line, 0);
}

static struct sql_token take_symbol(struct scan *scan)
{
	static const char operators[] = "+-*/<>=~!@#%^&|`?:";
	size_t start = scan->at;
	unsigned line = scan->line;

	if (!strchr(operators, peek(scan, 0))) {
		move(scan, 1);
		return token_of(scan, SQL_SYMBOL, start, line, 0);
	}
	do
		move(scan, 1);
	while (peek(scan, 0) && strchr(operators, peek(scan, 0)) &&
	       !is_line_comment(scan) && !(peek(scan, 0) == '/' && peek(scan, 1) == '*'));
	return token_of(scan, SQL_SYMBOL, start, line, 0);
}

static struct sql_token take_number(struct scan *scan)
{
	size_t start = scan->at;
	unsigned line = scan->line;

	while (is_digit(peek(scan, 0)) || is_letter(peek(scan, 0)) ||
	       (peek(scan, 0) == '.' && is_digit(peek(scan, 1))))
		move(scan, 1);
	return token_of(scan, SQL_NUMBER, start, line, 0);
}

static struct sql_token take_quoted_token(struct scan *scan)
{
	size_t start = scan->at;
	unsigned line = scan->line;
	char quote = peek(scan, 0);

	take_quoted(scan, quote, false);
	return token_of(scan, quote == '\'' ? SQL_TEXT : SQL_NAME, start, line, 1);
}

static struct sql_token take_meta(struct scan *scan)
{
	size_t start = scan->at;
	unsigned line = scan->line;

	skip_line(scan);
	return token_of(scan, SQL_META, start, line, 0);
}

static struct sql_token take_token(struct scan *scan)
{
	struct sql_token token;
	size_t start = scan->at;
	unsigned line = scan->line;
	char c = peek(scan, 0);

	if (!check_doubtful_comment(scan))
		break_off(scan, line);
	if (c == '\\')
		return take_meta(scan);
	if (c == '/' && peek(scan, 1) == '*') {
		move(scan, 3);
		return token_of(scan, SQL_EXECUTABLE_COMMENT, start, line, 0);
	}
	if (c == '\'' || c == '"' || c == '`')
		return take_quoted_token(scan);
	if (is_letter(c))
		return take_word(scan);
	if (is_digit(c))
		return take_number(scan);
	if (c == ':' && peek(scan, 1) == ':') {
		move(scan, 2);
		return token_of(scan, SQL_SYMBOL, start, line, 0);
	}
	if ((c == '$' && take_dollar_text(scan, &token)) || take_parameter(scan, &token))
		return token;
	return take_symbol(scan);
}

static void end_statement(struct scan *scan, struct statements *statements,
			  struct tokens *tokens)
{
	const struct sql_token *first = tokens->items, *last;
	size_t start;

	if (tokens->count == 0)
		return;
	last = &tokens->items[tokens->count - 1];
	start = (size_t)(first->source.bytes - scan->source.bytes);
	*list_add(scan->arena, statements) = (struct sql_statement){
		.tokens = tokens->items,
		.count = tokens->count,
		.line = first->line,
		.source = str_slice(scan->source, start,
				    (size_t)(last->source.bytes + last->source.length -
					     first->source.bytes)),
	};
	*tokens = (struct tokens){ 0 };
}

struct sql_script sql_read(struct arena *arena, str source)
{
	struct scan scan = { .arena = arena, .line = 1 };
	struct statements statements = { 0 };
	struct tokens tokens = { 0 };

	scan.source = str_slice(source, 0, SQL_BYTES_MAX);
	for (skip_between(&scan); scan.at < scan.source.length; skip_between(&scan)) {
		struct sql_token token = take_token(&scan);

		if (scan.is_broken)
			break;
		if (sql_is_symbol(&token, ";"))
			end_statement(&scan, &statements, &tokens);
		else
			*list_add(arena, &tokens) = token;
		if (token.kind == SQL_META)
			end_statement(&scan, &statements, &tokens);
	}
	end_statement(&scan, &statements, &tokens);
	if (source.length > SQL_BYTES_MAX)
		break_off(&scan, scan.line);
	return (struct sql_script){ .statements = statements.items,
				    .count = statements.count,
				    .is_broken = scan.is_broken,
				    .broken_line = scan.broken_line };
}

bool sql_is(const struct sql_token *token, const char *keyword)
{
	size_t length = strlen(keyword);

	if (token->kind != SQL_WORD || token->text.length != length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (upper(token->text.bytes[i]) != keyword[i])
			return false;
	return true;
}

bool sql_is_symbol(const struct sql_token *token, const char *symbol)
{
	return token->kind == SQL_SYMBOL && str_is(token->text, symbol);
}
