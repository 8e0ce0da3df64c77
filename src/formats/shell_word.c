#include "formats/shell_private.h"

#include "base/text.h"

#include <string.h>

struct parts {
	struct shell_part *items;
	size_t count, capacity;
};

struct reading {
	const struct shell_text *text;
	struct parts parts;
	size_t at, end;
	bool in_quotes;
	struct text literal; /* what is not yet a part of its own */
	bool has_literal, is_quoted, was_quoted;
	struct text value;
};

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char peek(const struct reading *reading, size_t ahead)
{
	size_t at = reading->at + ahead;

	return at < reading->end ? reading->text->masked.bytes[at] : '\0';
}

static bool fail_here(const struct reading *reading, const char *problem)
{
	unsigned line = 1;

	for (size_t i = 0; i < reading->at; i++)
		line += reading->text->source.bytes[i] == '\n';
	return error_set(reading->text->error, ERROR_INVALID, "line %u: %s", line,
			 problem);
}

static void end_literal(struct reading *reading)
{
	struct arena *arena = reading->text->arena;

	if (reading->has_literal)
		*list_add(arena, &reading->parts) = (struct shell_part){
			.kind = SHELL_LITERAL,
			.is_quoted = reading->is_quoted,
			.text = text_of(&reading->literal)
		};
	reading->has_literal = reading->is_quoted = false;
	reading->literal = text_new(arena, reading->end + 1);
}

static void add_literal(struct reading *reading, char c, bool is_quoted)
{
	if (reading->has_literal && reading->is_quoted != is_quoted)
		end_literal(reading);
	reading->has_literal = true;
	reading->is_quoted = is_quoted;
	text_add_char(&reading->literal, c);
	text_add_char(&reading->value, c);
}

static struct shell_part *add_part(struct reading *reading, enum shell_part_kind kind,
				   str text)
{
	struct shell_part *part;

	end_literal(reading);
	part = list_add(reading->text->arena, &reading->parts);
	*part = (struct shell_part){ .kind = kind,
				     .is_quoted = reading->in_quotes,
				     .text = text };
	return part;
}

static str source_between(const struct reading *reading, size_t start, size_t end)
{
	return str_slice(reading->text->source, start, end - start);
}

static bool add_substitution(struct reading *reading, str inside)
{
	struct shell_script *script = arena_one(reading->text->arena,
						struct shell_script);

	if (!shell_parse_inside(reading->text, inside, script))
		return false;
	add_part(reading, SHELL_SUBSTITUTION, inside)->inside = script;
	return true;
}

/* Inside backquotes a backslash hides another, a backquote and a dollar sign. */
static str without_backquote_escapes(struct arena *arena, str s)
{
	char *bytes = arena_many(arena, char, s.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < s.length; i++) {
		if (s.bytes[i] == '\\' && i + 1 < s.length &&
		    strchr("\\`$", s.bytes[i + 1]))
			i++;
		bytes[length++] = s.bytes[i];
	}
	return (str){ bytes, length };
}

/* Commands hidden in ${…} and $((…)) run as well. */
static bool add_nested(struct reading *reading, size_t start, size_t end)
{
	str masked = reading->text->masked;

	for (size_t i = start; i < end; i++) {
		size_t stop;

		if (masked.bytes[i] == '\\') {
			i++;
			continue;
		}
		if (masked.bytes[i] != '`' &&
		    !(masked.bytes[i] == '$' && i + 1 < end &&
		      masked.bytes[i + 1] == '(') &&
		    !((masked.bytes[i] == '<' || masked.bytes[i] == '>') && i + 1 < end &&
		      masked.bytes[i + 1] == '('))
			continue;
		stop = shell_skip(masked, i, 0);
		if (stop > end)
			return fail_here(reading, "a substitution is never closed");
		if (masked.bytes[i] == '`'
			    ? !add_substitution(
				      reading,
				      without_backquote_escapes(
					      reading->text->arena,
					      source_between(reading, i + 1, stop - 1)))
			    : !add_substitution(reading,
						source_between(reading, i + 2, stop - 1)))
			return false;
		i = stop - 1;
	}
	return true;
}

static str variable_name(str inside)
{
	size_t start = inside.length > 0 && strchr("!#", inside.bytes[0]) &&
				       inside.length > 1
			       ? 1
			       : 0;
	size_t end = start;

	while (end < inside.length &&
	       (is_name_start(inside.bytes[end]) || is_digit(inside.bytes[end])))
		end++;
	return end > start ? str_slice(inside, start, end - start)
			   : str_slice(inside, start, 1);
}

/* ${NAME…}. "${NAME@P}" runs what stands in NAME, and "${!NAME}" is another one's. */
static bool read_braces(struct reading *reading, size_t stop)
{
	str inside = source_between(reading, reading->at + 2, stop - 1);
	str end = inside.length < 2 ? STR("") : str_slice(inside, inside.length - 2, 2);
	str name;

	if (inside.length == 0 || inside.bytes[0] == '!' ||
	    (end.length > 0 && end.bytes[0] == '@' && is_name_start(end.bytes[1])))
		return fail_here(reading, "this kind of ${…} is not understood");
	name = variable_name(inside);
	add_part(reading, SHELL_VARIABLE, name)->has_operator = name.length <
								inside.length;
	return add_nested(reading, reading->at + 2, stop - 1);
}

static bool read_arithmetic(struct reading *reading, size_t stop)
{
	if (!str_ends_with(source_between(reading, reading->at, stop), STR("))")))
		return fail_here(reading, "$(( has no ))");
	add_part(reading, SHELL_ARITHMETIC, source_between(reading, reading->at, stop));
	return add_nested(reading, reading->at + 3, stop - 2);
}

static bool read_skipped(struct reading *reading, bool (*read)(struct reading *, size_t))
{
	size_t start = reading->at;
	size_t stop = shell_skip(reading->text->masked, start, 0);

	if (stop > reading->end)
		return fail_here(reading, "a quote or a parenthesis is never closed");
	if (!read(reading, stop))
		return false;
	text_add(&reading->value, source_between(reading, start, stop));
	reading->at = stop;
	return true;
}

static bool read_commands(struct reading *reading, size_t stop)
{
	str inside = source_between(reading, reading->at + 2, stop - 1);

	if (peek(reading, 0) == '`')
		inside = without_backquote_escapes(
			reading->text->arena,
			source_between(reading, reading->at + 1, stop - 1));
	return add_substitution(reading, inside);
}

static bool read_variable(struct reading *reading)
{
	size_t start = reading->at, length = 1;

	if (is_name_start(peek(reading, 1)))
		while (is_name_start(peek(reading, length)) ||
		       is_digit(peek(reading, length)))
			length++;
	else
		length = 2;
	add_part(reading, SHELL_VARIABLE,
		 source_between(reading, start + 1, start + length));
	text_add(&reading->value, source_between(reading, start, start + length));
	reading->at += length;
	return true;
}

static bool read_dollar(struct reading *reading)
{
	char next = peek(reading, 1);

	if (next == '{')
		return read_skipped(reading, read_braces);
	if (next == '(' && peek(reading, 2) == '(')
		return read_skipped(reading, read_arithmetic);
	if (next == '(')
		return read_skipped(reading, read_commands);
	if (is_name_start(next) || is_digit(next) || (next && strchr("@*#?-$!", next)))
		return read_variable(reading);
	add_literal(reading, '$', reading->in_quotes);
	reading->at++;
	return true;
}

/* The masked letters of a placeholder stand where the source has other bytes. */
static bool is_placeholder(const struct reading *reading)
{
	return reading->text->source.bytes[reading->at] == '<' && peek(reading, 0) == 'P';
}

static bool read_placeholder(struct reading *reading)
{
	size_t start = reading->at;

	while (reading->text->source.bytes[reading->at] != '>')
		reading->at++;
	reading->at++;
	add_part(reading, SHELL_PLACEHOLDER,
		 source_between(reading, start + 1, reading->at - 1));
	text_add(&reading->value, source_between(reading, start, reading->at));
	return true;
}

static bool read_double(struct reading *reading)
{
	reading->at++;
	reading->in_quotes = true;
	reading->was_quoted = true;
	while (peek(reading, 0) != '"') {
		char c = peek(reading, 0), next = peek(reading, 1);
		bool is_good = true;

		if (reading->at >= reading->end)
			return fail_here(reading, "a quote is never closed");
		if (is_placeholder(reading))
			is_good = read_placeholder(reading);
		else if (c == '$')
			is_good = read_dollar(reading);
		else if (c == '`')
			is_good = read_skipped(reading, read_commands);
		else if (c == '\\' && next == '\n')
			reading->at += 2;
		else if (c == '\\' && next && strchr("$`\"\\", next)) {
			add_literal(reading, next, true);
			reading->at += 2;
		} else {
			add_literal(reading, c, true);
			reading->at++;
		}
		if (!is_good)
			return false;
	}
	reading->at++;
	reading->in_quotes = false;
	return true;
}

static bool read_single(struct reading *reading)
{
	reading->at++;
	reading->was_quoted = true;
	while (reading->at < reading->end && peek(reading, 0) != '\'') {
		if (is_placeholder(reading)) {
			reading->in_quotes = true;
			read_placeholder(reading);
			reading->in_quotes = false;
			continue;
		}
		add_literal(reading, peek(reading, 0), true);
		reading->at++;
	}
	reading->at++;
	return true;
}

/* $'…': of its escapes those that people write; the others are not understood. */
static bool read_ansi(struct reading *reading)
{
	static const char from[] = "nt\\'\"r", to[] = "\n\t\\'\"\r";

	reading->at += 2;
	reading->was_quoted = true;
	for (; reading->at < reading->end && peek(reading, 0) != '\''; reading->at++) {
		const char *escape;

		if (peek(reading, 0) != '\\') {
			add_literal(reading, reading->text->source.bytes[reading->at],
				    true);
			continue;
		}
		escape = peek(reading, 1) ? strchr(from, peek(reading, 1)) : NULL;
		if (!escape)
			return fail_here(reading,
					 "this escape in $'…' is not understood");
		add_literal(reading, to[escape - from], true);
		reading->at++;
	}
	reading->at++;
	return true;
}

/* {a,b} and {1..3}; "{}" and "{x}" are what they look like. */
static bool is_brace_list(const struct reading *reading)
{
	size_t level = 0;

	for (size_t i = 0; reading->at + i < reading->end; i++) {
		char c = peek(reading, i);

		if (c == '{')
			level++;
		else if (c == '}' && --level == 0)
			return false;
		else if (level == 1 &&
			 (c == ',' || (c == '.' && peek(reading, i + 1) == '.')))
			return true;
	}
	return false;
}

/* [ alone is a command, and "[" without its "]" is a letter like any other. */
static bool is_bracket_glob(const struct reading *reading)
{
	for (size_t i = 1; reading->at + i < reading->end; i++)
		if (peek(reading, i) == ']' && i > 1)
			return true;
	return false;
}

static bool read_plain(struct reading *reading)
{
	char c = peek(reading, 0);
	bool is_glob = c == '*' || c == '?' || (c == '[' && is_bracket_glob(reading)) ||
		       (c == '{' && is_brace_list(reading));

	if (is_glob) {
		add_part(reading, SHELL_GLOB,
			 source_between(reading, reading->at, reading->at + 1));
		text_add_char(&reading->value, c);
	} else {
		add_literal(reading, c, false);
	}
	reading->at++;
	return true;
}

static bool read_piece(struct reading *reading)
{
	char c = peek(reading, 0), next = peek(reading, 1);

	if (is_placeholder(reading))
		return read_placeholder(reading);
	if (c == '\'')
		return read_single(reading);
	if (c == '"' || (c == '$' && next == '"')) {
		reading->at += c == '$';
		return read_double(reading);
	}
	if (c == '$' && next == '\'')
		return read_ansi(reading);
	if (c == '$')
		return read_dollar(reading);
	if (c == '`' || ((c == '<' || c == '>') && next == '('))
		return read_skipped(reading, read_commands);
	if (c == '\\' && next == '\n') {
		reading->at += 2;
		return true;
	}
	if (c == '\\' && next) {
		add_literal(reading, next, true);
		reading->at += 2;
		return true;
	}
	return read_plain(reading);
}

bool shell_word_read(const struct shell_text *text, size_t start, size_t end,
		     unsigned line, struct shell_word *ret_word)
{
	struct reading reading = { .text = text, .at = start, .end = end };
	bool is_static = true;

	reading.literal = text_new(text->arena, end + 1);
	reading.value = text_new(text->arena, end - start + 1);
	while (reading.at < end)
		if (!read_piece(&reading))
			return false;
	end_literal(&reading);
	/* "" is an argument, too. */
	if (reading.parts.count == 0 && reading.was_quoted)
		add_part(&reading, SHELL_LITERAL, STR(""))->is_quoted = true;
	for (size_t i = 0; i < reading.parts.count; i++)
		is_static = is_static && reading.parts.items[i].kind == SHELL_LITERAL;
	*ret_word = (struct shell_word){ .source = source_between(&reading, start, end),
					 .line = line,
					 .parts = reading.parts.items,
					 .count = reading.parts.count,
					 .is_static = is_static,
					 .value = text_of(&reading.value) };
	return true;
}
