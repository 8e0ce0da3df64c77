#include "base/text.h"
#include "check.h"

#include <string.h>

enum { ARENA_BYTES = 4 << 20 };

static void pieces_come_together_and_end_in_nul(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct text text = text_new(arena, 100);

	CHECK_STR(text_of(&text), "");
	text_add(&text, STR("page "));
	text_addf(&text, "%d of %s", 3, "alice");
	text_add_char(&text, '.');
	text_add(&text, (str){ 0 });

	str all = text_of(&text);

	CHECK_STR(all, "page 3 of alice.");
	CHECK_INT(all.bytes[all.length], 0);
	CHECK(!text.full);
}

static void what_does_not_fit_is_dropped_and_remembered(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct text text = text_new(arena, 5);

	text_add(&text, STR("abcde"));
	CHECK(!text.full);
	text_add_char(&text, 'f');
	CHECK(text.full);
	CHECK_STR(text_of(&text), "abcde");
}

static void after_the_cap_there_is_no_hole(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct text text = text_new(arena, 5);

	/* The euro sign has three bytes and does not fit; "x" would. */
	text_add(&text, STR("abc\xe2\x82\xac"));
	text_add(&text, STR("x"));
	text_addf(&text, "%d", 1);
	CHECK(text.full);
	CHECK_STR(text_of(&text), "abc");
}

static void it_grows_to_megabytes(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct text text = text_new(arena, 1 << 20);

	for (int i = 0; i < 100000; i++)
		text_addf(&text, "%06d\n", i);

	str all = text_of(&text);

	CHECK_INT(all.length, 700000);
	CHECK_STR(str_slice(all, 0, 14), "000000\n000001\n");
	CHECK_STR(str_slice(all, 699993, 7), "099999\n");
}

static void a_long_format_is_not_cut(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct text text = text_new(arena, 5000);

	for (int width = 254; width <= 258; width++) {
		size_t before = text.length;

		text_addf(&text, "%*d", width, 7);
		CHECK_INT(text.length - before, width);
		CHECK_INT(text.bytes[text.length - 1], '7');
	}
}

const struct test tests[] = {
	{ "pieces come together and end in NUL", pieces_come_together_and_end_in_nul },
	{ "what does not fit is dropped and remembered",
	  what_does_not_fit_is_dropped_and_remembered },
	{ "after the cap there is no hole", after_the_cap_there_is_no_hole },
	{ "it grows to megabytes", it_grows_to_megabytes },
	{ "a long format is not cut", a_long_format_is_not_cut },
	{ 0 },
};
