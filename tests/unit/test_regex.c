/* A pattern matches the whole text in linear time, or is refused with the reason. */
#include "check.h"

#include "base/limits.h"
#include "base/regex.h"

#include <string.h>

enum { ARENA_BYTES = 16 << 20, LONG_BYTES = 100000 };

static const struct regex *regex_of(struct arena *arena, const char *pattern)
{
	struct error error = { 0 };
	const struct regex *regex = regex_new(arena, str_of(pattern), &error);

	if (!regex) {
		check_failed(__FILE__, __LINE__, "%s: %s", pattern, error.text);
		abort();
	}
	return regex;
}

static void the_whole_text_must_match(void)
{
	static const struct {
		const char *pattern, *text;
		bool matches;
	} cases[] = {
		{ "a|b", "a", true },
		{ "a|b", "ab", false },
		{ "a", "ba", false },
		{ "a|ab", "ab", true },
		{ "web-[0-9]+", "web-12", true },
		{ "web-[0-9]+", "web-12\n", false },
		{ "", "", true },
		{ "", "x", false },
		{ ".*", "", true },
		{ ".+", "", false },
		{ ".", "é", true },
		{ ".", "\n", false },
		{ "(?s).", "\n", true },
		{ "(?i)redis", "REDIS", true },
		{ "^a$", "a", true },
		{ "\\d\\\\C", "1\\C", true },
		{ "\\Q\\C\\E", "\\C", true },
		{ "\\pL+", "Größe", true },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(regex_matches(regex_of(arena, cases[i].pattern),
					 str_of(cases[i].text)) == cases[i].matches,
			   cases[i].pattern);
}

static void what_is_no_pattern_is_refused_with_the_reason(void)
{
	static const struct {
		const char *pattern, *error;
	} cases[] = {
		{ "(a", "not a regular expression: missing ): (a" },
		{ "a)(b", "not a regular expression: unexpected ): a)(b" },
		{ "[z-a]",
		  "not a regular expression: invalid character class range: z-a" },
		{ "*a",
		  "not a regular expression: no argument for repetition operator: *" },
		{ "(a)\\1", "not a regular expression: invalid escape sequence: \\1" },
		{ "(?=a)", "not a regular expression: invalid perl operator: (?=" },
		{ "a\\Cb", "not a regular expression: \\C is not supported" },
		{ "\\Qa\\E\\C", "not a regular expression: \\C is not supported" },
		{ "a\\", "not a regular expression: trailing \\" },
		{ "\xff", "not a regular expression: invalid UTF-8" },
		{ "(?i)[\\pL\\pN]{1,900}x",
		  "not a regular expression: pattern too large - compile failed" },
		{ "((a{0,100}){0,100}){0,100}",
		  "not a regular expression: invalid repetition size: {0,100}" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct error error = { 0 };

		CHECK_CASE(!regex_new(arena, str_of(cases[i].pattern), &error),
			   cases[i].pattern);
		CHECK_INT(error.kind, ERROR_INVALID);
		CHECK_STR_EQ(str_of(error.text), str_of(cases[i].error));
	}
}

static void too_long_a_pattern_is_refused(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	char *bytes = arena_many(arena, char, REGEX_BYTES_MAX + 1);
	struct error error = { 0 };

	memset(bytes, 'a', REGEX_BYTES_MAX + 1);
	CHECK(regex_new(arena, (str){ bytes, REGEX_BYTES_MAX }, &error));
	CHECK(!regex_new(arena, (str){ bytes, REGEX_BYTES_MAX + 1 }, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
}

/* A backtracking engine would be at the first of these until tomorrow. */
static void no_pattern_is_slow(void)
{
	static const char *const patterns[] = { "(a+)+$", "(a|a)*b", "(a|aa)+c",
						"(.*)(.*)(.*)(.*)x", "([a-z]+)*1" };
	scoped_arena arena = arena_new(ARENA_BYTES);
	char *bytes = arena_many(arena, char, LONG_BYTES);

	memset(bytes, 'a', LONG_BYTES);
	for (size_t i = 0; i < COUNT_OF(patterns); i++)
		CHECK_CASE(regex_matches(regex_of(arena, patterns[i]),
					 (str){ bytes, LONG_BYTES }) == (i == 0),
			   patterns[i]);
}

const struct test tests[] = {
	{ "the whole text must match", the_whole_text_must_match },
	{ "what is no pattern is refused with the reason",
	  what_is_no_pattern_is_refused_with_the_reason },
	{ "too long a pattern is refused", too_long_a_pattern_is_refused },
	{ "no pattern is slow", no_pattern_is_slow },
	{ 0 },
};
