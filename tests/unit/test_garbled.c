#include "check.h"
#include "formats/garbled.h"

enum { TEST_BYTES_MAX = 64 << 20 };

static const struct {
	const char *encoding;
	str was, is;
} garbled[] = {
	/* an arrow and a tick, read as MacRoman */
	{ "MacRoman", STR_INIT("a \xe2\x80\x9a\xc3\x9c\xc3\xad b\n"),
	  STR_INIT("a \xe2\x86\x92 b\n") },
	{ "MacRoman",
	  STR_INIT("\xe2\x80\x9a\xc3\xba\xc3\x96 ok\n\xe2\x80\x9a\xc3\xae\xc3\x84\xe2\x80"
		   "\x9a\xc3\xae\xc3\x84\n"),
	  STR_INIT("\xe2\x9c\x85 ok\n\xe2\x94\x80\xe2\x94\x80\n") },
	/* a siren, whose first byte is MacRoman's apple */
	{ "MacRoman", STR_INIT("\xef\xa3\xbf\xc3\xbc\xc3\xb6\xc2\xae P1\n"),
	  STR_INIT("\xf0\x9f\x9a\xa8 P1\n") },
	/* the same as Windows has it */
	{ "Windows-1252", STR_INIT("\xc3\xb0\xc5\xb8\xc5\xa1\xc2\xa8 P1\n"),
	  STR_INIT("\xf0\x9f\x9a\xa8 P1\n") },
	{ "Windows-1252", STR_INIT("it\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s\n"),
	  STR_INIT("it\xe2\x80\x99s\n") },
	/* letters, when there are some of them and nothing else */
	{ "Windows-1252",
	  STR_INIT("\xc3\x83\xc2\xbc"
		   "ber die Gr\xc3\x83\xc2\xb6\xc3\x83\xc5\xb8"
		   "e\n"),
	  STR_INIT("\xc3\xbc"
		   "ber die Gr\xc3\xb6\xc3\x9f"
		   "e\n") },
	/* somebody wrote on in a garbled file: his own letters stay */
	{ "MacRoman",
	  STR_INIT("\xe2\x80\x9a\xc3\x9c\xc3\xad\n\xe2\x80\x9a\xc3\x9c\xc3\xad "
		   "caf\xc3\xa9\n"),
	  STR_INIT("\xe2\x86\x92\n\xe2\x86\x92 caf\xc3\xa9\n") },
};

static void what_was_read_as_another_encoding_is_put_right(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(garbled); i++) {
		struct garbled got;

		garbled_repair(arena, garbled[i].was, &got);
		CHECK_STR_EQ(got.text, garbled[i].is);
		CHECK_STR_EQ(str_of(got.encoding), str_of(garbled[i].encoding));
		CHECK(got.count > 0);
	}
}

static void a_preview_names_each_place(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct garbled got;

	garbled_repair(arena, garbled[1].was, &got);
	CHECK_INT(got.count, 2);
	CHECK_INT(got.places[0].line, 1);
	CHECK_STR(got.places[0].is, "\xe2\x9c\x85");
	CHECK_INT(got.places[1].line, 2);
	CHECK_STR(got.places[1].was,
		  "\xe2\x80\x9a\xc3\xae\xc3\x84\xe2\x80\x9a\xc3\xae\xc3\x84");
	CHECK_STR(got.places[1].is, "\xe2\x94\x80\xe2\x94\x80");
}

static void text_that_is_right_is_never_touched(void)
{
	static const str right[] = {
		STR_INIT(""),
		STR_INIT("plain\n"),
		/* an arrow, a tick, a drawing, letters of many languages */
		STR_INIT("a \xe2\x86\x92 b \xe2\x9c\x85 \xe2\x94\x9c\xe2\x94\x80\n"),
		STR_INIT("Gr\xc3\xb6\xc3\x9f"
			 "e, \xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82, "
			 "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4\n"),
		/* l'ecole, whose apostrophe and e would be one Armenian letter */
		STR_INIT("l\xe2\x80\x99\xc3\xa9"
			 "cole\n"),
		/* a quotation that begins with an umlaut */
		STR_INIT("\xe2\x80\x9c\xc3\x9c"
			 "berlauf\xe2\x80\x9d\n"),
		/* the root of pi, and about pi */
		STR_INIT("\xe2\x88\x9a\xcf\x80 and \xe2\x89\x88\xcf\x80\n"),
		/* a word that ends so, its quotation mark and three dots */
		STR_INIT("\xe2\x80\x9cvoil\xc3\xa2\xe2\x80\x9d\xe2\x80\xa6\n"),
		/* a text about garbled text */
		STR_INIT("\xe2\x80\x9a\xc3\x9c\xc3\xad, \xe2\x80\x9a\xc3\x9c\xc3\xad "
			 "\xe2\x86\x92 \xe2\x86\x92\n"),
		/* no UTF-8 at all */
		STR_INIT("caf\xe9 \xff\xfe\n"),
		STR_INIT("cut \xe2\x80"),
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(right); i++) {
		struct garbled got;

		garbled_repair(arena, right[i], &got);
		CHECK_STR_EQ(got.text, right[i]);
		CHECK_INT(got.count, 0);
		CHECK_STR(str_of(got.encoding), "");
	}
}

const struct test tests[] = {
	{ "what was read as another encoding is put right",
	  what_was_read_as_another_encoding_is_put_right },
	{ "a preview names each place", a_preview_names_each_place },
	{ "text that is right is never touched", text_that_is_right_is_never_touched },
	{ 0 },
};
