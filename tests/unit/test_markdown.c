#include "base/limits.h"
#include "base/text.h"
#include "check.h"
#include "formats/markdown.h"

#include <string.h>
#include <time.h>

enum { TEST_BYTES_MAX = 1 << 30 };

static const char *const kind_names[] = { "heading", "paragraph", "item", "row",
					  "code",    "html",      "rule" };

/* One line for each block: kind, lines, level, and what is in it. */
static str told(struct arena *arena, str source)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);
	struct markdown markdown;
	struct error error = { 0 };

	if (!markdown_parse(arena, source, &markdown, &error))
		return str_of(error.text);
	for (size_t i = 0; i < markdown.count; i++) {
		const struct markdown_block *block = &markdown.blocks[i];

		text_addf(&text, "%s%s %u-%u /%u", i ? "\n" : "", kind_names[block->kind],
			  block->line, block->line_end, block->level);
		if (block->is_ordered)
			text_addf(&text, " #%d", (int)block->number);
		if (block->is_task)
			text_addf(&text, " [%c]", block->is_checked ? 'x' : ' ');
		if (block->is_quoted)
			text_addf(&text, " >");
		if (block->strong.length > 0)
			text_addf(&text, " **" STR_FMT "**", STR_ARG(block->strong));
		if (block->text.length > 0)
			text_addf(&text, " " STR_FMT, STR_ARG(block->text));
		for (size_t cell = 0; cell < block->cell_count; cell++)
			text_addf(&text, "|" STR_FMT, STR_ARG(block->cells[cell]));
		if (block->is_header)
			text_addf(&text, " header");
		if (block->info.length > 0)
			text_addf(&text, " (" STR_FMT ")", STR_ARG(block->info));
		if (block->kind == MARKDOWN_CODE)
			text_addf(&text, " @%u:" STR_FMT, block->code_line,
				  STR_ARG(block->code));
	}
	return text_of(&text);
}

static const struct {
	str source, told;
} documents[] = {
	{ STR_INIT(""), STR_INIT("") },
	{ STR_INIT("# A *title*\n\ntwo\nlines\n"),
	  STR_INIT("heading 1-1 /1 A title\nparagraph 3-4 /0 two lines") },
	{ STR_INIT("Title\n=====\n"), STR_INIT("heading 1-2 /1 Title") },
	/* the condition of a step */
	{ STR_INIT("1. **If the pod was OOMKilled:**\n   ```bash {\"name\":\"a\\\"b\"}\n"
		   "   kubectl get\n\n     x\n   ```\n2. more\n"),
	  STR_INIT(
		  "item 1-6 /1 #1\nparagraph 1-1 /1 **If the pod was OOMKilled:** If the "
		  "pod was OOMKilled:\ncode 2-6 /1 (bash {\"name\":\"a\\\"b\"}) "
		  "@3:kubectl get\n\n  x\n\nitem 7-7 /1 #2\nparagraph 7-7 /1 more") },
	{ STR_INIT("- a\n  - b\n- [x] done\n- [ ] open\n"),
	  STR_INIT("item 1-2 /1\nparagraph 1-1 /1 a\nitem 2-2 /2\nparagraph 2-2 /2 b\n"
		   "item 3-3 /1 [x]\nparagraph 3-3 /1 done\nitem 4-4 /1 [ ]\n"
		   "paragraph 4-4 /1 open") },
	{ STR_INIT("| a | b |\n|---|:-:|\n| `x` | y<br>z |\n"),
	  STR_INIT("row 1-1 /0|a|b header\nrow 3-3 /0|x|y z") },
	{ STR_INIT("    indented\n    code\n"),
	  STR_INIT("code 1-2 /0 @1:indented\ncode\n") },
	/* a fence that never ends, ends with the document */
	{ STR_INIT("~~~ sql\nSELECT 1\n"), STR_INIT("code 1-2 /0 (sql) @2:SELECT 1\n") },
	{ STR_INIT("> quoted\n\n---\n\n<div>\nx\n</div>\n"),
	  STR_INIT("paragraph 1-1 /0 > quoted\nrule 3-3 /0\nhtml 5-7 /0") },
	{ STR_INIT("wait for <pod-name> and ~~not~~ &lt;id&gt;\n"),
	  STR_INIT("paragraph 1-1 /0 wait for <pod-name> and not <id>") },
	/* front matter is no text, and lines count from the file's first */
	{ STR_INIT("---\ntitle: x\n---\n# T\n"), STR_INIT("heading 4-4 /1 T") },
	{ STR_INIT("---\n\n# T\n\n---\n"),
	  STR_INIT("rule 1-1 /0\nheading 3-3 /1 T\nrule 5-5 /0") },
	/* line ends of Windows count once, and code has none of them */
	{ STR_INIT("a\r\n\r\n```sh\r\nx\r\n```\r\n# T\r\n"),
	  STR_INIT("paragraph 1-1 /0 a\ncode 3-5 /0 (sh) @4:x\n\nheading 6-6 /1 T") },
	/* what is no UTF-8 is shown as it can be, and stays what it is in code */
	{ STR_INIT("caf\xe9\n\n- x\n  ```\n  caf\xe9\n  ```\n"),
	  STR_INIT("paragraph 1-1 /0 caf?\nitem 3-6 /1\nparagraph 3-3 /1 x\n"
		   "code 4-6 /1 @5:caf\xe9\n") },
	{ STR_INIT("\xef\xbb\xbf# T\n"), STR_INIT("heading 1-1 /1 T") },
};

static void a_document_is_a_list_of_blocks_with_their_lines(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(documents); i++) {
		str got = told(arena, documents[i].source);

		if (!str_equal(got, documents[i].told))
			check_failed(__FILE__, __LINE__, STR_FMT "\nbecame\n" STR_FMT,
				     STR_ARG(documents[i].source), STR_ARG(got));
	}
}

static void links_have_their_lines_and_plain_addresses_are_links(void)
{
	static const struct {
		const char *target, *text;
		unsigned line;
	} want[] = {
		{ "a.md", "one", 5 },
		{ "https://x.example/a_b(c", "https://x.example/a_b(c", 6 },
		{ "<pod>", "two", 6 },
		{ "http://y.example", "http://y.example", 8 },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct markdown markdown;
	struct error error = { 0 };

	CHECK_OK(markdown_parse(arena,
				STR("---\na: b\n---\n\nsee [one](a.md) and `http://no`\n"
				    "https://x.example/a_b(c). [two](<\\<pod\\>>)\n\n"
				    "- <http://y.example>\n"),
				&markdown, &error),
		 error);
	CHECK_STR(markdown.front_matter, "a: b\n");
	CHECK_INT(markdown.link_count, COUNT_OF(want));
	for (size_t i = 0; i < markdown.link_count && i < COUNT_OF(want); i++) {
		CHECK_STR_EQ(markdown.links[i].target, str_of(want[i].target));
		CHECK_STR_EQ(markdown.links[i].text, str_of(want[i].text));
		CHECK_INT(markdown.links[i].line, want[i].line);
	}
}

static str repeated(struct arena *arena, const char *unit, size_t bytes, const char *end)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);

	while (text.length < bytes)
		text_add(&text, str_of(unit));
	text_add(&text, str_of(end));
	return text_of(&text);
}

static void what_would_take_minutes_is_refused_with_its_line(void)
{
	static const struct {
		const char *unit, *end, *why;
	} hostile[] = {
		{ "![[]()", "", "line 1: more than 4000 '[' and '<' in one paragraph" },
		{ "a <![CDATA[", "",
		  "line 1: more than 4000 '[' and '<' in one paragraph" },
		{ "|", "\n|-|\n", "line 1: a table of more than 200000 cells" },
		{ "|a|b|c\n|-|\n", "", "line 1: a table of more than 200000 cells" },
		{ "a\n|-|-|\n", "", "line 1: a table of more than 200000 cells" },
		{ "-|", "", "line 1: a table of more than 64 columns" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct markdown markdown;

	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		struct error error = { 0 };
		str source = repeated(arena, hostile[i].unit, 100000, hostile[i].end);

		CHECK_CASE(!markdown_parse(arena, source, &markdown, &error),
			   hostile[i].unit);
		CHECK_INT(error.kind, ERROR_TOO_LARGE);
		CHECK_STR_EQ(str_of(error.text), str_of(hostile[i].why));
	}
}

/* The bounds bind the time, whatever a file is made of: 2 s are for a slow machine under
 * sanitizers. */
static void the_largest_file_is_read_in_time(void)
{
	static const char *const units[] = {
		"> ",      "- ",    "*",      "_",          "a**b",      "*a_ ",
		"1. ",     "`a``b", "&",      "|",          "# a\n\n",   "* * ",
		"- a\n\n", "|a|\n", "<a\n\n", "[a](b)\n\n", "a\n:-\n\n",
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(units); i++) {
		struct markdown markdown;
		struct error error = { 0 };
		str source = repeated(arena, units[i], MARKDOWN_BYTES_MAX - 10, "");
		clock_t begun = clock();
		bool is_read = markdown_parse(arena, source, &markdown, &error);
		double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;

		if (!is_read || seconds > 2)
			check_failed(__FILE__, __LINE__, "'%s': %s %.1f s", units[i],
				     error.text, seconds);
		arena_reset(arena);
	}
}

static void a_file_of_more_than_the_maximum_is_refused(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct markdown markdown;
	struct error error = { 0 };

	CHECK(!markdown_parse(arena, repeated(arena, "a\n\n", MARKDOWN_BYTES_MAX + 1, ""),
			      &markdown, &error));
	CHECK_STR(str_of(error.text), "more than 512 KiB");
}

const struct test tests[] = {
	{ "a document is a list of blocks with their lines",
	  a_document_is_a_list_of_blocks_with_their_lines },
	{ "links have their lines, and plain addresses are links",
	  links_have_their_lines_and_plain_addresses_are_links },
	{ "what would take minutes is refused with its line",
	  what_would_take_minutes_is_refused_with_its_line },
	{ "the largest file is read in time", the_largest_file_is_read_in_time },
	{ "a file of more than the maximum is refused",
	  a_file_of_more_than_the_maximum_is_refused },
	{ 0 },
};
