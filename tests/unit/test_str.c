#include "check.h"

#include <math.h>
#include <string.h>

static void missing_text_is_empty_text(void)
{
	CHECK_INT(str_of(NULL).length, 0);
	CHECK(str_equal(str_of(NULL), STR("")));
	CHECK(str_is(STR("page"), "page"));
	CHECK(!str_is(STR("pages"), "page"));
}

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

static void order_is_by_bytes_and_a_prefix_comes_first(void)
{
	static const struct {
		str a, b;
		int order;
	} cases[] = {
		{ STR_INIT(""), STR_INIT(""), 0 },
		{ STR_INIT(""), STR_INIT("a"), -1 },
		{ STR_INIT("a"), STR_INIT("ab"), -1 },
		{ STR_INIT("b"), STR_INIT("ab"), 1 },
		{ STR_INIT("Z"), STR_INIT("a"), -1 },
		{ STR_INIT("\xff"), STR_INIT("a"), 1 },
		{ STR_INIT("a\0a"), STR_INIT("a\0b"), -1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CHECK_INT(sign(str_compare(cases[i].a, cases[i].b)), cases[i].order);
		CHECK_INT(sign(str_compare(cases[i].b, cases[i].a)), -cases[i].order);
	}
}

static void ends_and_parts_are_found(void)
{
	CHECK(str_starts_with(STR("redis-1"), STR("redis")));
	CHECK(!str_starts_with(STR("red"), STR("redis")));
	CHECK(str_ends_with(STR("redis-1"), STR("-1")));
	CHECK(str_ends_with(STR("x"), STR("")));
	CHECK(!str_ends_with(STR("1"), STR("-1")));
	CHECK(str_contains(STR("aaab"), STR("aab")));
	CHECK(str_contains(STR(""), STR("")));
	CHECK(!str_contains(STR("ab"), STR("abc")));
}

static void a_word_is_found_whole_and_in_any_case(void)
{
	static const struct {
		str text, word;
		bool found;
	} cases[] = {
		{ STR_INIT("Redis is down"), STR_INIT("redis"), true },
		{ STR_INIT("the redis-7 host"), STR_INIT("REDIS"), true },
		{ STR_INIT("down: redis"), STR_INIT("redis"), true },
		{ STR_INIT("rediscover redis"), STR_INIT("redis"), true },
		{ STR_INIT("rediscover"), STR_INIT("redis"), false },
		{ STR_INIT("my_redis"), STR_INIT("redis"), false },
		{ STR_INIT("redis7"), STR_INIT("redis"), false },
		{ STR_INIT("\xc3\xa9lan"), STR_INIT("lan"), false },
		{ STR_INIT("red"), STR_INIT("redis"), false },
		{ STR_INIT("anything"), STR_INIT(""), false },
		/* '@' and '`' differ by the same bit as 'A' and 'a'. */
		{ STR_INIT("@home"), STR_INIT("`home"), false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(str_contains_word(cases[i].text, cases[i].word) ==
				   cases[i].found,
			   cases[i].text.bytes);
}

static void cutting_takes_the_first_separator(void)
{
	str before = STR("kept"), after = STR("kept");

	CHECK(!str_cut(STR("none"), '=', &before, &after));
	CHECK_STR(before, "kept");
	CHECK(str_cut(STR("a=b=c"), '=', &before, &after));
	CHECK_STR(before, "a");
	CHECK_STR(after, "b=c");
}

static void pieces_come_in_order_with_the_empty_ones(void)
{
	str rest = STR("a,,b"), piece;

	CHECK(str_next(&rest, ',', &piece));
	CHECK_STR(piece, "a");
	CHECK(str_next(&rest, ',', &piece));
	CHECK_STR(piece, "");
	CHECK(str_next(&rest, ',', &piece));
	CHECK_STR(piece, "b");
	CHECK(!str_next(&rest, ',', &piece));

	rest = STR("line\n");
	CHECK(str_next(&rest, '\n', &piece));
	CHECK(!str_next(&rest, '\n', &piece));
}

static void a_slice_stays_inside(void)
{
	CHECK_STR(str_slice(STR("abcdef"), 2, 3), "cde");
	CHECK_STR(str_slice(STR("abc"), 2, SIZE_MAX), "c");
	CHECK_STR(str_slice(STR("abc"), 3, 1), "");
	CHECK_STR(str_slice(STR("abc"), SIZE_MAX, SIZE_MAX), "");
	CHECK_STR(str_trim(STR(" \t a b\r\n")), "a b");
	CHECK_STR(str_trim(STR(" \n ")), "");
}

static void clipping_keeps_characters_whole(void)
{
	str euro = STR("ab\xe2\x82\xac");

	CHECK_STR(str_clip(euro, 4), "ab");
	CHECK_STR(str_clip(euro, 3), "ab");
	CHECK_STR(str_clip(euro, 2), "ab");
	CHECK_STR_EQ(str_clip(euro, 5), euro);
	CHECK_STR(str_clip(STR("\xf0\x9f\x94\xa5"), 3), "");
	CHECK_STR(str_clip(STR("abc"), 0), "");
}

static void integers_are_whole_and_in_range(void)
{
	static const struct {
		const char *text;
		bool valid;
		int64_t number;
	} cases[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "007", true, 7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "--1", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "0x10", false, 0 },
		{ "1.0", false, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t number = 0;

		CHECK_CASE(str_to_int(str_of(cases[i].text), &number) == cases[i].valid,
			   cases[i].text);
		CHECK_INT(number, cases[i].number);
	}
}

static void reals_are_decimal_and_finite(void)
{
	static const struct {
		const char *text;
		bool valid;
		double number;
	} cases[] = {
		{ "0.5", true, 0.5 },  { "-1e3", true, -1000 }, { "1.5E-1", true, 0.15 },
		{ "1e-400", true, 0 }, { "7", true, 7 },        { "1e400", false, 0 },
		{ "nan", false, 0 },   { "inf", false, 0 },     { "0x1p3", false, 0 },
		{ " 1", false, 0 },    { "1 ", false, 0 },      { "+1", false, 0 },
		{ "1e", false, 0 },    { "", false, 0 },        { "1..2", false, 0 },
		{ "1-2", false, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		double number = 0;

		CHECK_CASE(str_to_real(str_of(cases[i].text), &number) == cases[i].valid,
			   cases[i].text);
		CHECK_CASE(number == cases[i].number, cases[i].text);
	}
}

static void only_proper_utf8_is_utf8(void)
{
	static const struct {
		const char *name;
		str text;
		bool valid;
	} cases[] = {
		{ "empty", STR_INIT(""), true },
		{ "ASCII", STR_INIT("plain\x7f"), true },
		{ "two bytes", STR_INIT("\xc2\x80\xdf\xbf"), true },
		{ "three bytes", STR_INIT("\xe0\xa0\x80\xef\xbf\xbf"), true },
		{ "four bytes", STR_INIT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), true },
		{ "beside the surrogates", STR_INIT("\xed\x9f\xbf\xee\x80\x80"), true },
		{ "NUL", STR_INIT("a\0b"), false },
		{ "NUL among many", STR_INIT("0123456789abcd\0ef"), false },
		{ "a wide one among many", STR_INIT("0123456\xc3\xa4 789abcdef"), true },
		{ "a broken one among many", STR_INIT("0123456789ab\xe4 cdef"), false },
		{ "overlong NUL", STR_INIT("\xc0\x80"), false },
		{ "overlong slash in two", STR_INIT("\xc0\xaf"), false },
		{ "overlong DEL in two", STR_INIT("\xc1\xbf"), false },
		{ "overlong in three", STR_INIT("\xe0\x9f\xbf"), false },
		{ "overlong in four", STR_INIT("\xf0\x8f\xbf\xbf"), false },
		{ "first surrogate", STR_INIT("\xed\xa0\x80"), false },
		{ "last surrogate", STR_INIT("\xed\xbf\xbf"), false },
		{ "above U+10FFFF", STR_INIT("\xf4\x90\x80\x80"), false },
		{ "five bytes", STR_INIT("\xf8\x88\x80\x80\x80"), false },
		{ "a lone continuation", STR_INIT("a\x80"), false },
		{ "cut short", STR_INIT("\xe2\x82"), false },
		{ "interrupted", STR_INIT("\xe2\x82z"), false },
		{ "Latin-1", STR_INIT("caf\xe9"), false },
		{ "0xff", STR_INIT("\xff"), false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(str_is_utf8(cases[i].text) == cases[i].valid, cases[i].name);
}

static void short_reals_are_those_of_strtod(void)
{
	static const char *const edges[] = { "-0",
					     "0.",
					     ".5",
					     "-.5",
					     "000000000000001",
					     "999999999999999",
					     "9999999999999999",
					     "0.00000000000001",
					     "-99999999.9999999" };
	uint64_t seed = 1;
	char text[32];

	for (size_t i = 0; i < 20000 + COUNT_OF(edges); i++) {
		double number = NAN, wanted;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		snprintf(text, sizeof(text), "%s%.*f", seed & 1 ? "-" : "",
			 (int)(seed >> 8) & 7, (double)(seed >> 24) / (double)(1u << 20));
		if (i < COUNT_OF(edges))
			snprintf(text, sizeof(text), "%s", edges[i]);
		wanted = strtod(text, NULL);
		CHECK_CASE(str_to_real(str_of(text), &number), text);
		CHECK_CASE(memcmp(&number, &wanted, sizeof(number)) == 0, text);
	}
}

const struct test tests[] = {
	{ "missing text is empty text", missing_text_is_empty_text },
	{ "order is by bytes, and a prefix comes first",
	  order_is_by_bytes_and_a_prefix_comes_first },
	{ "ends and parts are found", ends_and_parts_are_found },
	{ "a word is found whole and in any case",
	  a_word_is_found_whole_and_in_any_case },
	{ "cutting takes the first separator", cutting_takes_the_first_separator },
	{ "pieces come in order with the empty ones",
	  pieces_come_in_order_with_the_empty_ones },
	{ "a slice stays inside", a_slice_stays_inside },
	{ "clipping keeps characters whole", clipping_keeps_characters_whole },
	{ "integers are whole and in range", integers_are_whole_and_in_range },
	{ "reals are decimal and finite", reals_are_decimal_and_finite },
	{ "short reals are the doubles that strtod gives",
	  short_reals_are_those_of_strtod },
	{ "only proper UTF-8 is UTF-8", only_proper_utf8_is_utf8 },
	{ 0 },
};
