#include "base/limits.h"
#include "check.h"
#include "formats/json.h"
#include "formats/mustache.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 30 };

struct sample {
	const char *data, *template, *text;
};

static const struct sample html[] = {
	/* values */
	{ "{}", "no tags", "no tags" },
	{ "{}", "", "" },
	{ "{\"a\":\"x\"}", "{{a}} {{ a }} {{\ta\n}}", "x x x" },
	{ "{\"a\":\"<b> & \\\"c\\\" 'd'\"}", "{{a}}",
	  "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;" },
	{ "{\"a\":\"<&>\"}", "{{{a}}} {{&a}} {{& a }} {{{ a }}}", "<&> <&> <&> <&>" },
	{ "{\"a\":85,\"b\":1.21,\"c\":3.0,\"d\":true,\"e\":-2}",
	  "{{a}} {{b}} {{c}} {{d}} {{e}}", "85 1.21 3 true -2" },
	{ "{\"a\":[1,\"<\"],\"b\":{\"c\":null}}", "{{&a}} {{&b}}",
	  "[1,\"\\u003c\"] {\"c\":null}" },
	{ "{}", "{{a}} {{{a}}} {{&a.b}}", "unknown unknown unknown" },
	{ "{\"a\":null,\"b\":\"\"}", "{{a}} [{{b}}]", "unknown []" },
	{ "{\"a\":{\"b\":{\"c\":\"x\"}},\"l\":[\"y\",\"z\"]}", "{{a.b.c}} {{l.1}}",
	  "x z" },
	{ "{\"a\":\"x\"}", "  {{a}}\n", "  x\n" },
	{ "\"world\"", "hello {{.}}", "hello world" },
	{ "{\"a\":\"{{b}}\",\"b\":\"no\"}", "{{a}}", "{{b}}" },
	/* sections */
	{ "{\"a\":true}", "[{{#a}}yes{{/a}}{{^a}}no{{/a}}]", "[yes]" },
	{ "{\"a\":false}", "[{{#a}}yes{{/a}}{{^a}}no{{/a}}]", "[no]" },
	{ "{\"a\":null}", "[{{#a}}yes{{/a}}{{^a}}no{{/a}}]", "[no]" },
	{ "{\"a\":\"\"}", "[{{#a}}yes{{/a}}{{^a}}no{{/a}}]", "[no]" },
	{ "{\"a\":[]}", "[{{#a}}yes{{/a}}{{^a}}no{{/a}}]", "[no]" },
	{ "{}", "[{{#a}}yes{{/a}}{{^a}}no{{/a}}]", "[no]" },
	{ "{\"a\":0}", "[{{#a}}yes{{/a}}{{^a}}no{{/a}}]", "[yes]" },
	{ "{\"a\":{}}", "[{{#a}}yes{{/a}}{{^a}}no{{/a}}]", "[yes]" },
	{ "{\"a\":{\"b\":\"x\"},\"c\":\"y\"}", "{{#a}}{{b}}{{c}}{{/a}}", "xy" },
	{ "{\"a\":[{\"n\":1},{\"n\":2},{\"n\":3}]}", "{{#a}}{{n}}{{/a}}", "123" },
	{ "{\"a\":[1,\"b\",1.5]}", "{{#a}}({{.}}){{/a}}", "(1)(b)(1.5)" },
	{ "{\"a\":[[1,2],[3]]}", "{{#a}}({{#.}}{{.}}{{/.}}){{/a}}", "(12)(3)" },
	{ "{\"a\":\"x\"}", "{{#a}}{{.}}{{/a}}", "x" },
	{ "{\"a\":{\"b\":{\"c\":true}}}", "{{#a.b.c}}here{{/a.b.c}}", "here" },
	{ "{\"a\":{}}", "{{#a.b.c}}here{{/a.b.c}}{{^a.b.c}}not{{/a.b.c}}", "not" },
	{ "{\"a\":true}", "{{# a }}x{{/ a }}", "x" },
	{ "{\"a\":true,\"b\":true}", "{{#a}}A{{#b}}B{{/b}}A{{/a}}", "ABA" },
	{ "{\"a\":true}", "{{#a}}{{#a}}x{{/a}}{{/a}}", "x" },
	{ "{\"a\":[{\"b\":1},{}],\"b\":9}", "{{#a}}{{b}} {{/a}}", "1 9 " },
	/* the first part of a name decides: no second look further out */
	{ "{\"a\":{\"b\":{}},\"b\":{\"c\":\"wrong\"}}", "{{#a}}{{b.c}}{{/a}}",
	  "unknown" },
	/* comments */
	{ "{}", "a{{! no }}b", "ab" },
	{ "{}", "a{{!\nmany\nlines\n}}b", "ab" },
	/* lines of their own */
	{ "{\"a\":true}", "1\n{{#a}}\n2\n{{/a}}\n3\n", "1\n2\n3\n" },
	{ "{\"a\":true}", "1\n  {{#a}}  \n  2\n\t{{/a}}\t\n3", "1\n  2\n3" },
	{ "{\"a\":true}", "1\r\n{{#a}}\r\n2\r\n{{/a}}\r\n3", "1\r\n2\r\n3" },
	{ "{\"a\":true}", "{{#a}}\n2\n{{/a}}", "2\n" },
	{ "{\"a\":true}", " {{#a}}x{{/a}}\n", " x\n" },
	{ "{\"a\":true}", "{{#a}} {{/a}}\n", " \n" },
	{ "{\"a\":true}", "x {{#a}}\ny\n{{/a}} z", "x \ny\n z" },
	{ "{\"a\":false}", "1\n{{#a}}\n2\n{{/a}}\n3", "1\n3" },
	{ "{}", "1\n{{^a}}\n2\n{{/a}}\n3", "1\n2\n3" },
	{ "{}", "1\n  {{! c }}\n2", "1\n2" },
	{ "{}", "1\n{{!\n c\n}}\n2", "1\n2" },
	{ "{}", "1 {{! c }}\n2", "1 \n2" },
	{ "{\"a\":[1,2]}", "{{#a}}\n- {{.}}\n{{/a}}\n", "- 1\n- 2\n" },
	{ "{\"a\":\"x\"}", "1\n{{a}}\n2", "1\nx\n2" },
};

static void check_samples(const struct sample *samples, size_t count,
			  enum mustache_escape escape)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < count; i++) {
		const struct sample *sample = &samples[i];
		struct error error = { 0 };
		struct tree *data = json_parse(arena, str_of(sample->data), &error);
		str text = { 0 };

		if (!data || !mustache_render(arena, str_of(sample->template), data,
					      escape, &text, &error))
			check_failed(__FILE__, __LINE__, "%s: %s", sample->template,
				     error.text);
		else if (!str_is(text, sample->text))
			check_failed(__FILE__, __LINE__, "%s of %s is '" STR_FMT "'",
				     sample->template, sample->data, STR_ARG(text));
	}
}

static void templates_render_as_mustache_has_it(void)
{
	check_samples(html, sizeof(html) / sizeof(html[0]), MUSTACHE_HTML);
}

static void plain_text_is_not_escaped(void)
{
	static const struct sample plain[] = {
		{ "{\"a\":\"<&>\"}", "{{a}} {{{a}}}", "<&> <&>" },
		{ "{}", "{{a}}", "unknown" },
	};

	check_samples(plain, 2, MUSTACHE_PLAIN);
}

static const struct {
	const char *template, *error;
} wrong[] = {
	{ "a\n {{b", "line 2, column 2: the tag is not closed by '}}'" },
	{ "{{{b}}", "line 1, column 1: the tag is not closed by '}}}'" },
	{ "x {{}}", "line 1, column 3: a tag without a name" },
	{ "{{ }}", "line 1, column 1: a tag without a name" },
	{ "{{#}}", "line 1, column 1: a tag without a name" },
	{ "{{a b}}", "line 1, column 1: 'a b' is no name: it has white space or braces "
		     "in it" },
	{ "{{a..b}}", "line 1, column 1: 'a..b' has an empty part" },
	{ "{{.a}}", "line 1, column 1: '.a' has an empty part" },
	{ "{{a.}}", "line 1, column 1: 'a.' has an empty part" },
	{ "{{>a}}", "line 1, column 1: partials ({{>) are not supported" },
	{ "{{=<% %>=}}", "line 1, column 1: changed delimiters ({{=) are not supported" },
	{ "\xc3\xa4\n\xc3\xa4{{#a}}x", "line 2, column 2: section 'a' is never closed" },
	{ "{{#a}}{{#b}}{{/a}}{{/b}}",
	  "line 1, column 13: section 'b' is closed by '/a'" },
	{ "{{/a}}", "line 1, column 1: '/a' closes no section" },
	{ "{{#a}}{{/a}}{{/a}}", "line 1, column 13: '/a' closes no section" },
	{ "a\xff", "line 1, column 2: byte 0xff is not UTF-8 text" },
};

static void a_wrong_template_is_refused_with_its_place(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct error error = { 0 }, again = { 0 };
		str text = STR("untouched");

		CHECK(!mustache_check(arena, str_of(wrong[i].template), &error));
		CHECK(!mustache_render(arena, str_of(wrong[i].template), tree_map(arena),
				       MUSTACHE_PLAIN, &text, &again));
		CHECK_STR(text, "untouched");
		CHECK(strcmp(error.text, again.text) == 0);
		if (strcmp(error.text, wrong[i].error) != 0)
			check_failed(__FILE__, __LINE__, "%s\n#   %s\n#   not %s",
				     wrong[i].template, error.text, wrong[i].error);
	}
	for (size_t i = 0; i < sizeof(html) / sizeof(html[0]); i++) {
		struct error error = { 0 };

		CHECK(mustache_check(arena, str_of(html[i].template), &error));
	}
}

static str repeated(struct arena *arena, const char *piece, size_t times)
{
	size_t length = strlen(piece);
	char *bytes = arena_many(arena, char, length *times + 1);

	for (size_t i = 0; i < length * times; i++)
		bytes[i] = piece[i % length];
	return (str){ bytes, length * times };
}

static void sections_nest_to_a_limit(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct tree *data = tree_map(arena);
	str text = { 0 };
	str deepest = arena_format(arena, STR_FMT "x" STR_FMT,
				   STR_ARG(repeated(arena, "{{#a}}", TREE_DEPTH_MAX)),
				   STR_ARG(repeated(arena, "{{/a}}", TREE_DEPTH_MAX)));

	tree_put_bool(arena, data, "a", true);
	CHECK(mustache_render(arena, deepest, data, MUSTACHE_PLAIN, &text, &error));
	CHECK_STR(text, "x");
	CHECK(!mustache_check(arena, repeated(arena, "{{#a}}", 100000), &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
}

/* Ten lists of ten inside each other would write for years. */
static void lists_that_multiply_end_in_an_error(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct tree *data = json_parse(arena, STR("{\"a\":[1,2,3,4,5,6,7,8,9,10]}"),
				       &error);
	str opened = repeated(arena, "{{#a}}", 60),
	    closed = repeated(arena, "{{/a}}", 60);
	str text = { 0 };

	CHECK(!mustache_render(
		arena,
		arena_format(arena, STR_FMT STR_FMT, STR_ARG(opened), STR_ARG(closed)),
		data, MUSTACHE_PLAIN, &text, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
	CHECK(!mustache_render(arena,
			       arena_format(arena, STR_FMT "0123456789" STR_FMT,
					    STR_ARG(opened), STR_ARG(closed)),
			       data, MUSTACHE_PLAIN, &text, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
}

static void a_name_that_nothing_gives_is_told_with_the_nearest(void)
{
	static const char *const known[] = { "title", "list", "name", NULL };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };

	CHECK(mustache_check_names(
		arena,
		STR("{{title}} {{#list}}{{name.first}} {{.}}{{/list}}{{! titel }}"),
		known, &error));
	CHECK(!mustache_check_names(arena, STR("a\n{{^list}} {{titel}}{{/list}}"), known,
				    &error));
	CHECK_STR(str_of(error.text),
		  "line 2, column 11: there is no 'titel' to tell; did you mean title?");
	CHECK(!mustache_check_names(arena, STR("{{#lists}}{{/lists}}"), known, &error));
	CHECK(!mustache_check_names(arena, STR("{{title"), known, &error));
}

const struct test tests[] = {
	{ "templates render as Mustache has it", templates_render_as_mustache_has_it },
	{ "plain text is not escaped", plain_text_is_not_escaped },
	{ "a wrong template is refused with its place",
	  a_wrong_template_is_refused_with_its_place },
	{ "a name that nothing gives is told with the nearest",
	  a_name_that_nothing_gives_is_told_with_the_nearest },
	{ "sections nest to a limit", sections_nest_to_a_limit },
	{ "lists that multiply end in an error", lists_that_multiply_end_in_an_error },
	{ 0 },
};
