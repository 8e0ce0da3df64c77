#include "runbook/temporary_marks.h"

#define FIX   STR("incident fix")
#define AFTER STR("remove after")

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '_';
}

static bool begins_with_words(str s, str words)
{
	if (s.length < words.length)
		return false;
	for (size_t i = 0; i < words.length; i++)
		if (lower(s.bytes[i]) != words.bytes[i])
			return false;
	return s.length == words.length || !is_word(s.bytes[words.length]);
}

/* Splits at the words, whatever their case; false when they do not occur. */
static bool cut_at_words(str s, str words, str *ret_before, str *ret_after)
{
	for (size_t i = 0; i + words.length <= s.length; i++) {
		str rest = str_slice(s, i, s.length);

		if ((i > 0 && is_word(s.bytes[i - 1])) || !begins_with_words(rest, words))
			continue;
		*ret_before = str_slice(s, 0, i);
		*ret_after = str_slice(rest, words.length, rest.length);
		return true;
	}
	return false;
}

/* What a comment begins with, longest first. */
static const str openers[] = { STR_INIT("<!--"), STR_INIT("/*"), STR_INIT("//"),
			       STR_INIT("--"),   STR_INIT("#"),  STR_INIT(";"),
			       STR_INIT("%"),    STR_INIT("'"),  STR_INIT("*") };

static bool has_opener(str s)
{
	for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++)
		if (str_contains(s, openers[i]))
			return true;
	return false;
}

/* A line that is a comment from its first sign on, and what it says. */
static bool is_comment(str line, str *ret_said)
{
	line = str_trim(line);
	for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++)
		if (str_starts_with(line, openers[i])) {
			*ret_said = str_slice(line, openers[i].length, line.length);
			return true;
		}
	return false;
}

/* What stands around the words and is none of them: ":", "(", the end of a comment. */
static str without_signs(str s)
{
	static const str ends[] = { STR_INIT("*/"), STR_INIT("-->") };

	s = str_trim(s);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends_with(s, ends[i]))
			s = str_slice(s, 0, s.length - ends[i].length);
	while (s.length > 0 &&
	       str_contains(STR(" \t:-(,;."), str_slice(s, s.length - 1, 1)))
		s.length--;
	while (s.length > 0 && str_contains(STR(" \t:-),;."), str_slice(s, 0, 1)))
		s = str_slice(s, 1, s.length);
	return s;
}

/* INC-1234: capitals (and digits), then one or more of "-" and digits. */
static size_t ticket_length(str s)
{
	size_t i = 0, end = 0;

	while (i < s.length && (is_upper(s.bytes[i]) || (i > 0 && is_digit(s.bytes[i]))))
		i++;
	if (i < 2)
		return 0;
	while (i + 1 < s.length && s.bytes[i] == '-' && is_digit(s.bytes[i + 1])) {
		for (i++; i < s.length && is_digit(s.bytes[i]);)
			i++;
		end = i;
	}
	return end < s.length && is_word(s.bytes[end]) ? 0 : end;
}

static str ticket_in(str s)
{
	for (size_t i = 0; i < s.length; i++) {
		size_t length;

		if (i > 0 && (is_word(s.bytes[i - 1]) || s.bytes[i - 1] == '-'))
			continue;
		length = ticket_length(str_slice(s, i, s.length));
		if (length > 0)
			return str_slice(s, i, length);
	}
	return STR("");
}

static str end_in(str said)
{
	str end, unheeded;

	if (str_cut(said, ')', &end, &unheeded))
		said = end;
	return without_signs(said);
}

static void read_more(struct temporary_mark *mark, str said)
{
	str before, after;

	if (mark->until.length == 0 && cut_at_words(said, AFTER, &before, &after))
		mark->until = end_in(after);
	if (mark->ticket.length == 0)
		mark->ticket = ticket_in(said);
}

/* The comment's other lines: up to the next mark, or to what is none of it. */
static void read_below(struct temporary_mark *mark, str rest)
{
	str line, said, before, after;

	for (unsigned i = 1; i < MARK_LINES_MAX && str_next(&rest, '\n', &line); i++) {
		if (!is_comment(line, &said) || cut_at_words(said, FIX, &before, &after))
			return;
		read_more(mark, said);
	}
}

void temporary_marks_find(struct arena *arena, str text,
			  struct temporary_mark **ret_marks, size_t *ret_count)
{
	struct {
		struct temporary_mark *items;
		size_t count, capacity;
	} marks = { 0 };
	str rest = text, line, before, said, words, unheeded;

	for (unsigned number = 1;
	     marks.count < MARKS_PER_FILE_MAX && str_next(&rest, '\n', &line); number++) {
		struct temporary_mark mark = { .line = number };

		if (!cut_at_words(line, FIX, &before, &said) || !has_opener(before))
			continue;
		mark.text = without_signs(
			cut_at_words(said, AFTER, &words, &unheeded) ? words : said);
		read_more(&mark, said);
		read_below(&mark, rest);
		*list_add(arena, &marks) = mark;
	}
	*ret_marks = marks.items;
	*ret_count = marks.count;
}
