/* Matchers are read, written and applied as Alertmanager does. */
#include "labels_fixture.h"

#include "base/limits.h"
#include "formats/json.h"

#include <string.h>

enum { ARENA_BYTES = 16 << 20 };

static void what_is_read_is_written_the_same_way(void)
{
	static const struct {
		const char *text, *written;
	} cases[] = {
		{ "foo=\"bar\"", "{foo=\"bar\"}" },
		{ "foo=bar", "{foo=\"bar\"}" },
		{ " foo = bar ", "{foo=\"bar\"}" },
		{ "foo=bar baz", "{foo=\"bar baz\"}" },
		{ "foo=", "{foo=\"\"}" },
		{ "foo=\"\"", "{foo=\"\"}" },
		{ "{foo=\"bar\"}", "{foo=\"bar\"}" },
		{ " { foo=\"bar\" } ", "{foo=\"bar\"}" },
		{ "{a=\"b\",c!=\"d\",}", "{a=\"b\",c!=\"d\"}" },
		{ "{a=~\"b|c\", d!~\"e.*\"}", "{a=~\"b|c\",d!~\"e.*\"}" },
		{ "a=~b|c", "{a=~\"b|c\"}" },
		{ "a=~x{3}", "{a=~\"x{3}\"}" },
		{ "{a=~x{3}}", "{a=~\"x{3}\"}" },
		{ "a==b", "{a=\"=b\"}" },
		{ "a=!b", "{a=\"!b\"}" },
		{ "a=\"b,c\"", "{a=\"b,c\"}" },
		{ "a=\"b\\\"c\"", "{a=\"b\\\"c\"}" },
		{ "a=\"b\\\\\"", "{a=\"b\\\\\"}" },
		{ "a=\"b\\nc\"", "{a=\"b\\nc\"}" },
		{ "a=~\"\\d+\"", "{a=~\"\\\\d+\"}" },
		{ "a=\"\xc3\xa9\"", "{a=\"\xc3\xa9\"}" },
		{ "gr\xc3\xb6\xc3\x9f"
		  "e=1",
		  "{gr\xc3\xb6\xc3\x9f"
		  "e=\"1\"}" },
		{ "\"foo bar\"=\"baz\"", "{\"foo bar\"=\"baz\"}" },
		{ "\"foo\"=baz", "{foo=\"baz\"}" },
		{ "\"1a\"=b", "{\"1a\"=\"b\"}" },
		{ "foo.bar/x=y", "{foo.bar/x=\"y\"}" },
		{ "a:b=c", "{a:b=\"c\"}" },
		{ "{}", "{}" },
		{ "", "{}" },
		{ "  ", "{}" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct error error = { 0 };
		struct matchers first = { 0 }, again = { 0 };
		str written;

		CHECK_OK(matchers_parse(arena, str_of(cases[i].text), &first, &error),
			 error);
		written = matchers_text(arena, first.items, first.count);
		CHECK_STR_EQ(written, str_of(cases[i].written));
		CHECK_OK(matchers_parse(arena, written, &again, &error), error);
		CHECK_STR_EQ(matchers_text(arena, again.items, again.count), written);
	}
}

static void what_is_wrong_is_told_with_its_place(void)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "foo", "at the end: =, !=, =~ or !~ belongs here" },
		{ "foo bar", "at 5 (bar): =, !=, =~ or !~ belongs here" },
		{ "foo!bar", "at 4 (!bar): =, !=, =~ or !~ belongs here" },
		{ "=bar", "at 1 (=bar): a label's name belongs here" },
		{ ",a=b", "at 1 (,a=b): a label's name belongs here" },
		{ "a=b,,c=d", "at 5 (,c=d): a label's name belongs here" },
		{ "1a=b", "at 1 (1a=b): a name that begins with a digit needs quotes" },
		{ "a=\"b", "at 3 (\"b): this quote is not closed" },
		{ "a=\"b\\\"", "at 3 (\"b\\\"): this quote is not closed" },
		{ "a=\"b\"c", "at 6 (c): a comma belongs here" },
		{ "a=b\"c\"",
		  "at 4 (\"c\"): a quote inside a value: put the whole value in quotes" },
		{ "{a=b", "at the end: the } of the { is missing" },
		{ "}", "at 1 (}): a label's name belongs here" },
		{ "{a=b},c=d", "at the end: the } of the { is missing" },
		{ "\"\"=b", "at 4: a matcher needs a label's name" },
		{ "ok=1, a=~\"(b\"", "at 10: not a regular expression: missing ): (b" },
		{ "a!~\"\\C\"", "at 4: not a regular expression: \\C is not supported" },
		{ "a=\xff", "matchers must be UTF-8" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct error error = { 0 };
		struct matchers matchers = { 0 };

		CHECK_CASE(
			!matchers_parse(arena, str_of(cases[i].text), &matchers, &error),
			cases[i].text);
		CHECK_STR_EQ(str_of(error.text), str_of(cases[i].error));
		CHECK_INT(matchers.count, 0);
	}
}

static void their_number_and_size_are_limited(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct error error = { 0 };
	struct matchers matchers = { 0 };
	char *many = arena_many(arena, char, 4 * (MATCHERS_MAX + 1));
	char *large = arena_many(arena, char, MATCHERS_BYTES_MAX + 1);

	for (size_t i = 0; i <= MATCHERS_MAX; i++)
		memcpy(many + 4 * i, "a=b,", 4);
	memset(large, 'a', MATCHERS_BYTES_MAX + 1);
	CHECK_OK(
		matchers_parse(arena, (str){ many, 4 * MATCHERS_MAX }, &matchers, &error),
		error);
	CHECK_INT(matchers.count, MATCHERS_MAX);
	matchers.count = 0;
	CHECK(!matchers_parse(arena, (str){ many, 4 * (MATCHERS_MAX + 1) }, &matchers,
			      &error));
	CHECK_INT(matchers.count, 0);
	CHECK(!matchers_parse(arena, (str){ large, MATCHERS_BYTES_MAX + 1 }, &matchers,
			      &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
}

static void a_label_that_is_not_there_is_empty(void)
{
	static const struct {
		const char *labels, *matchers;
		bool match;
	} cases[] = {
		{ "a=1 b=2", "b=2,a=1", true },
		{ "a=1 b=2", "a=1,b=3", false },
		{ "a=1", "", true },
		{ "", "", true },
		{ "a=1", "c=\"\"", true },
		{ "a=1", "a=\"\"", false },
		{ "a=1", "c!=x", true },
		{ "a=1", "c!=\"\"", false },
		{ "a=1", "a!=\"\"", true },
		{ "a=1", "c=~\".*\"", true },
		{ "a=1", "c=~\".+\"", false },
		{ "a=1", "c=~\"\"", true },
		{ "a=1", "c=~\"x|\"", true },
		{ "a=1", "c!~\"x\"", true },
		{ "a=1", "c!~\".*\"", false },
		{ "a=1", "a=~\"1|2\"", true },
		{ "a=12", "a=~\"1|2\"", false },
		{ "a=12", "a!~\"1|2\"", true },
		{ "A=1", "a=1", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct matchers matchers = matchers_from(arena, cases[i].matchers);
		struct labels labels = labels_from(arena, cases[i].labels);

		CHECK_CASE(labels_match(&labels, matchers.items, matchers.count) ==
				   cases[i].match,
			   cases[i].matchers);
	}
}

static void the_first_that_does_not_match_is_told(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct error error = { 0 };
	struct matchers matchers = { 0 };
	struct labels labels = labels_from(arena, "a=1 b=2");

	CHECK_OK(matchers_parse(arena, STR("a=1,b=~\"3|4\",c=5"), &matchers, &error),
		 error);
	CHECK_STR(matcher_text(arena,
			       labels_mismatch(&labels, matchers.items, matchers.count)),
		  "b=~\"3|4\"");
	CHECK(!labels_mismatch(&labels, matchers.items, 1));
	CHECK(!matcher_takes_absence(&matchers.items[1]));
}

static void the_api_has_them_as_maps(void)
{
	static const char list[] =
		"[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false,\"isEqual\":true},"
		"{\"name\":\"c\",\"value\":\"d|e\",\"isRegex\":true,\"isEqual\":true},"
		"{\"name\":\"f\",\"value\":\"\",\"isRegex\":false,\"isEqual\":false},"
		"{\"name\":\"g\",\"value\":\"h\",\"isRegex\":true,\"isEqual\":false}]";
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct matchers read = matchers_from(arena, "a=b,c=~\"d|e\",f!=\"\",g!~h");
	struct matchers back = { 0 };
	struct error error = { 0 };
	struct tree *tree = matchers_tree(arena, read.items, read.count);

	CHECK_STR_EQ(json_write(arena, tree), str_of(list));
	CHECK_OK(matchers_of_tree(arena, tree, &back, &error), error);
	CHECK_STR_EQ(matchers_text(arena, back.items, back.count),
		     matchers_text(arena, read.items, read.count));
}

static void a_map_that_is_no_matcher_is_named(void)
{
	static const struct {
		const char *json, *error;
	} cases[] = {
		{ "{}", "matchers: must be a list" },
		{ "[1]", "matchers[0]: name: must be a text" },
		{ "[{\"name\":\"a\",\"value\":\"b\"},{\"name\":\"a\",\"value\":1}]",
		  "matchers[1]: value: must be a text" },
		{ "[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":\"no\"}]",
		  "matchers[0]: isRegex: must be true or false" },
		{ "[{\"name\":\"\",\"value\":\"b\"}]",
		  "matchers[0]: a matcher needs a label's name" },
		{ "[{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}]",
		  "matchers[0]: not a regular expression: missing ): (" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct error error = { 0 };
		struct matchers matchers = { 0 };
		struct tree *tree = json_parse(arena, str_of(cases[i].json), &error);

		CHECK_CASE(!matchers_of_tree(arena, tree, &matchers, &error),
			   cases[i].json);
		CHECK_STR_EQ(str_of(error.text), str_of(cases[i].error));
	}
}

const struct test tests[] = {
	{ "what is read is written the same way", what_is_read_is_written_the_same_way },
	{ "what is wrong is told with its place", what_is_wrong_is_told_with_its_place },
	{ "their number and size are limited", their_number_and_size_are_limited },
	{ "a label that is not there is empty", a_label_that_is_not_there_is_empty },
	{ "the first that does not match is told",
	  the_first_that_does_not_match_is_told },
	{ "the API has them as maps", the_api_has_them_as_maps },
	{ "a map that is no matcher is named", a_map_that_is_no_matcher_is_named },
	{ 0 },
};
