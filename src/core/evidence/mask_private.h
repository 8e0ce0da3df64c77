/* Shared by the files that make up secrets_mask. */
#ifndef CORE_EVIDENCE_MASK_PRIVATE_H
#define CORE_EVIDENCE_MASK_PRIVATE_H

#include "base/text.h"

#include <string.h>

/* Where the pass stands, and what it has written of the text before that. */
struct masker {
	struct arena *arena;
	str text;
	size_t at;
	struct text out;
};

/* Copies up to "to" as it stands. */
void mask_keep(struct masker *masker, size_t to);
/* Copies up to "from" and puts *** in place of the rest up to "to". */
void mask_hide(struct masker *masker, size_t from, size_t to);
/* The same, but keeps what is no secret: null, "{{password}}", ***. */
void mask_hide_value(struct masker *masker, size_t from, size_t to);
bool mask_is_no_secret(str value);
/* Hides the value that begins here, quoted or plain. */
void mask_hide_assigned(struct masker *masker, size_t at);

/* "\"", "'", and with backslashes in front inside a string of JSON. */
struct quote {
	char mark; /* '\0': none */
	size_t backslashes;
	size_t length;
};
struct quote mask_quote_at(str s, size_t at);
size_t mask_quoted_end(str s, size_t at, struct quote quote);
size_t mask_plain_end(str s, size_t at);

/* Each is asked at a place of its own and answers false when it has nothing to hide
 * there: at a word that names a password of Redis, at "Bearer" or "Basic", at "-----". */
bool mask_redis(struct masker *masker, size_t word, size_t end);
bool mask_scheme(struct masker *masker, str word, size_t end);
bool mask_private_key(struct masker *masker);
/* Up to "end", hiding AWS key ids. */
void mask_aws_key_ids(struct masker *masker, size_t end);
/* From behind "://" on. */
void mask_url(struct masker *masker, size_t from);
bool mask_looks_random(str s);

/* -- bytes -- */

static inline char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static inline bool is_alnum(char c)
{
	return is_letter(c) || is_digit(c);
}

static inline bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool ends_word(char c)
{
	return c == '\0' || is_one_of(c, " \t\r\n");
}

/* '\0' beyond either end, so that looking ahead needs no bounds of its own. */
static inline char byte_at(str s, size_t at)
{
	if (at >= s.length)
		return '\0';
	return s.bytes[at];
}

static inline bool equals_but_for_case(str s, str small)
{
	if (s.length != small.length)
		return false;
	for (size_t i = 0; i < s.length; i++)
		if (lower(s.bytes[i]) != small.bytes[i])
			return false;
	return true;
}

static inline bool ends_with_but_for_case(str s, str small)
{
	return s.length >= small.length &&
	       equals_but_for_case(str_slice(s, s.length - small.length, small.length),
				   small);
}

static inline size_t skip_blanks(str s, size_t at)
{
	while (is_blank(byte_at(s, at)))
		at++;
	return at;
}

static inline size_t line_end(str s, size_t at)
{
	while (at < s.length && !is_one_of(s.bytes[at], "\r\n"))
		at++;
	return at;
}

/* s.length when it is not there. */
static inline size_t find_from(str s, size_t at, str what)
{
	while (at + what.length <= s.length &&
	       !str_equal(str_slice(s, at, what.length), what))
		at++;
	return at + what.length <= s.length ? at : s.length;
}

#endif
