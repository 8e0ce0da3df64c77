/* What text from outside may do to who reads it. */
#include "base/visible.h"
#include "check.h"
#include "formats/json.h"

enum { ARENA_BYTES = 4 << 20 };

static void what_turns_text_round_is_shown_by_its_name(void)
{
	static const struct {
		const char *claim, *text, *shown;
	} cases[] = {
		{ "plain text is as it was", "redis: 데이터 – ok\n\tאבג", NULL },
		{ "an override", "a\u202e gpj.exe", "a[U+202E] gpj.exe" },
		{ "each of the embeddings", "\u202a\u202b\u202c\u202d",
		  "[U+202A][U+202B][U+202C][U+202D]" },
		{ "each of the isolates", "\u2066\u2067\u2068\u2069",
		  "[U+2066][U+2067][U+2068][U+2069]" },
		{ "each of the marks", "\u200e\u200f\u061c", "[U+200E][U+200F][U+061C]" },
		{ "their neighbours are letters or spaces",
		  "\u200d\u2010\u2029\u202f\u2065\u206a\u061b\u061d", NULL },
		{ "a terminal is not steered",
		  "a\x1b[2Jb\xc2\x9b"
		  "c\x7f\rd",
		  "a[2Jbcd" },
		{ "half a letter", "x\xe2\x80", NULL },
		{ "half a letter and an end of line", "x\xe2\x80\ny\xc2\n", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		str text = str_of(cases[i].text);
		str shown = cases[i].shown ? str_of(cases[i].shown) : text;

		CHECK_CASE(str_equal(visible_text(arena, text), shown), cases[i].claim);
	}
}

static void json_says_the_same_as_before(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct error error = { 0 };
	struct tree *map = tree_map(arena);
	str title = STR("a\u202e b\x7f\u200f \x1b[2J"), shown;
	const struct tree *back;

	tree_put_text(arena, map, "title\u2066", title);
	shown = visible_json(arena, json_write_pretty(arena, map));
	CHECK(!str_contains(shown, STR("\u202e")) && !str_contains(shown, STR("\u2066")));
	CHECK(str_contains(shown, STR("a\\u202e b\\u007f\\u200f ")));
	back = json_parse(arena, shown, &error);
	CHECK_OK(back, error);
	CHECK_STR_EQ(tree_get_text(back, "title\u2066"), title);
}

static void in_a_document_marks_keep_their_place(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	CHECK_STR(visible_turns(arena, STR("א\u200f\u202e\r\n")), "א\u200f[U+202E]\r\n");
}

const struct test tests[] = {
	{ "what turns text round is shown by its name",
	  what_turns_text_round_is_shown_by_its_name },
	{ "JSON says the same as before", json_says_the_same_as_before },
	{ "in a document marks keep their place", in_a_document_marks_keep_their_place },
	{ 0 },
};
