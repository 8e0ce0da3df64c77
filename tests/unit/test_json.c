#include "base/limits.h"
#include "check.h"
#include "formats/json.h"

#include <math.h>
#include <string.h>

enum { TEST_BYTES_MAX = 1 << 30 };

/* Compact JSON that must come out as it went in. */
static const str accepted[] = {
	STR_INIT("null"),
	STR_INIT("true"),
	STR_INIT("false"),
	STR_INIT("0"),
	STR_INIT("-1"),
	STR_INIT("42"),
	STR_INIT("9223372036854775807"),
	STR_INIT("-9223372036854775808"),
	STR_INIT("0.5"),
	STR_INIT("-2.75"),
	STR_INIT("1e+300"),
	STR_INIT("0.1"),
	STR_INIT("3.0"),
	STR_INIT("4.94065645841247e-324"),
	STR_INIT("\"\""),
	STR_INIT("\"a\""),
	STR_INIT("\"\\\"\\\\/\\n\\r\\t\""),
	STR_INIT("\"\\u0000\""),
	STR_INIT("\"\\u001f\""),
	STR_INIT("\"\x7f\""),
	STR_INIT("\"gr\xc3\xbc\xc3\x9f\""),
	STR_INIT("\"\xf0\x9f\x94\xa5\""),
	STR_INIT("\"\xf4\x8f\xbf\xbf\""),
	STR_INIT("\"\\u2028\\u2029\""),
	STR_INIT("[]"),
	STR_INIT("{}"),
	STR_INIT("[[]]"),
	STR_INIT("[{}]"),
	STR_INIT("[1,\"two\",null,true,[3.5],{\"a\":{}}]"),
	STR_INIT("{\"\":0}"),
	STR_INIT("{\"a\":1,\"b\":2}"),
	STR_INIT("{\"a\":1,\"A\":2}"),
	STR_INIT("{\"x\":{\"a\":1},\"y\":{\"a\":1}}"),
};

/* What is read in another spelling than it is written. */
static const struct {
	str json, written;
} respelled[] = {
	{ STR_INIT(" [ 1 ,\t2\r\n] "), STR_INIT("[1,2]") },
	{ STR_INIT("{\"a\" : 1 }"), STR_INIT("{\"a\":1}") },
	{ STR_INIT("-0"), STR_INIT("0") },
	{ STR_INIT("-0.0"), STR_INIT("-0.0") },
	{ STR_INIT("1E2"), STR_INIT("100.0") },
	{ STR_INIT("1e-2"), STR_INIT("0.01") },
	{ STR_INIT("123.456e+1"), STR_INIT("1234.56") },
	{ STR_INIT("18446744073709551616"), STR_INIT("1.8446744073709552e+19") },
	{ STR_INIT("1e-400"), STR_INIT("0.0") },
	{ STR_INIT("\"\\u00e4\\/\""), STR_INIT("\"\xc3\xa4/\"") },
	{ STR_INIT("\"\\ud83d\\udd25\""), STR_INIT("\"\xf0\x9f\x94\xa5\"") },
	{ STR_INIT("\"\\uD83D\\uDD25\""), STR_INIT("\"\xf0\x9f\x94\xa5\"") },
	{ STR_INIT("\"\\b\\f\""), STR_INIT("\"\\u0008\\u000c\"") },
	{ STR_INIT("\"</script>&\""), STR_INIT("\"\\u003c/script\\u003e\\u0026\"") },
	{ STR_INIT("\"\\\\ud800\""), STR_INIT("\"\\\\ud800\"") },
};

static const str refused[] = {
	/* nothing, or not whole */
	STR_INIT(""),
	STR_INIT(" "),
	STR_INIT("["),
	STR_INIT("{"),
	STR_INIT("[1"),
	STR_INIT("[1,"),
	STR_INIT("{\"a\""),
	STR_INIT("{\"a\":"),
	STR_INIT("{\"a\":1"),
	STR_INIT("{\"a\":1,"),
	STR_INIT("\""),
	STR_INIT("\"abc"),
	STR_INIT("\"\\"),
	STR_INIT("\"\\u00"),
	STR_INIT("nul"),
	STR_INIT("tru"),
	STR_INIT("-"),
	/* too much */
	STR_INIT("1 2"),
	STR_INIT("{} x"),
	STR_INIT("{}}"),
	STR_INIT("[]]"),
	STR_INIT("[] []"),
	STR_INIT("null,"),
	STR_INIT("\"a\" \"b\""),
	STR_INIT("[]\0"),
	STR_INIT("1\0"),
	STR_INIT("{}/**/"),
	STR_INIT("{}#"),
	/* lists and maps */
	STR_INIT("[1,]"),
	STR_INIT("[,1]"),
	STR_INIT("[1,,2]"),
	STR_INIT("[1 2]"),
	STR_INIT("[1:2]"),
	STR_INIT("[1}"),
	STR_INIT("{\"a\":1]"),
	STR_INIT("{\"a\":1,}"),
	STR_INIT("{,\"a\":1}"),
	STR_INIT("{\"a\":1,,\"b\":2}"),
	STR_INIT("{\"a\" 1}"),
	STR_INIT("{\"a\"::1}"),
	STR_INIT("{\"a\",1}"),
	STR_INIT("{\"a\":1 \"b\":2}"),
	STR_INIT("{a:1}"),
	STR_INIT("{1:1}"),
	STR_INIT("{null:1}"),
	STR_INIT("{[]:1}"),
	STR_INIT("{'a':1}"),
	STR_INIT("{\"a\":1,\"a\":2}"),
	STR_INIT("{\"a\":1,\"\\u0061\":2}"),
	/* numbers */
	STR_INIT("+1"),
	STR_INIT("01"),
	STR_INIT("[012]"),
	STR_INIT("-01"),
	STR_INIT("1."),
	STR_INIT(".5"),
	STR_INIT("-.5"),
	STR_INIT("1e"),
	STR_INIT("1e+"),
	STR_INIT("1.e1"),
	STR_INIT("0x10"),
	STR_INIT("1_000"),
	STR_INIT("- 1"),
	STR_INIT("1e400"),
	STR_INIT("[-1e400]"),
	STR_INIT("NaN"),
	STR_INIT("Infinity"),
	STR_INIT("-Infinity"),
	STR_INIT("\xef\xbc\x91"),
	/* words */
	STR_INIT("True"),
	STR_INIT("NULL"),
	STR_INIT("nullx"),
	STR_INIT("undefined"),
	STR_INIT("[a]"),
	STR_INIT("*"),
	/* white space that is none */
	STR_INIT("\f1"),
	STR_INIT("[1,\v2]"),
	STR_INIT("1\f"),
	STR_INIT("[\xc2\xa0]"),
	STR_INIT("[\xe2\x80\xa8]"),
	STR_INIT("\xef\xbb\xbf{}"),
	STR_INIT("// a\n1"),
	STR_INIT("/* a */1"),
	/* texts */
	STR_INIT("'a'"),
	STR_INIT("\"a\nb\""),
	STR_INIT("\"\t\""),
	STR_INIT("\"\0\""),
	STR_INIT("\"\x1f\""),
	STR_INIT("\"\\x41\""),
	STR_INIT("\"\\a\""),
	STR_INIT("\"\\'\""),
	STR_INIT("\"\\U0041\""),
	STR_INIT("\"\\u004\""),
	STR_INIT("\"\\u00g0\""),
	STR_INIT("\"\\u-123\""),
	STR_INIT("\"\\u 123\""),
	STR_INIT("\"\\\n\""),
	/* half a surrogate pair */
	STR_INIT("\"\\ud800\""),
	STR_INIT("\"\\udc00\""),
	STR_INIT("\"\\ud800\\ud800\""),
	STR_INIT("\"\\ud800x\""),
	STR_INIT("\"\\ud800\\n\""),
	STR_INIT("\"\\udd25\\ud83d\""),
	STR_INIT("\"\\ud83d\\u0041\""),
	STR_INIT("{\"\\ud800\":1}"),
	/* not UTF-8 */
	STR_INIT("\"\xff\""),
	STR_INIT("\"\x80\""),
	STR_INIT("\"\xc3\""),
	STR_INIT("\"\xc0\xaf\""),
	STR_INIT("\"\xe0\x80\xaf\""),
	STR_INIT("\"\xed\xa0\x80\""),
	STR_INIT("\"\xf4\x90\x80\x80\""),
	STR_INIT("\"\xf0\x9f\x94\""),
	STR_INIT("\xff"),
	STR_INIT("\xfe\xff\0{\0}"),
};

static void valid_json_is_accepted_and_written_as_it_was(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
		struct error error = { 0 };
		struct tree *tree = json_parse(arena, accepted[i], &error);
		str again = tree ? json_write(arena, tree) : str_of(error.text);

		if (!tree || !str_equal(again, accepted[i]))
			check_failed(__FILE__, __LINE__, STR_FMT " became " STR_FMT,
				     STR_ARG(accepted[i]), STR_ARG(again));
	}
}

static void other_spellings_mean_the_same(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < sizeof(respelled) / sizeof(respelled[0]); i++) {
		struct error error = { 0 };
		struct tree *tree = json_parse(arena, respelled[i].json, &error);
		str again = tree ? json_write(arena, tree) : str_of(error.text);

		if (!tree || !str_equal(again, respelled[i].written))
			check_failed(__FILE__, __LINE__, STR_FMT " became " STR_FMT,
				     STR_ARG(respelled[i].json), STR_ARG(again));
	}
}

static void invalid_json_is_refused_with_its_place(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct error error = { 0 };

		if (json_parse(arena, refused[i], &error))
			check_failed(__FILE__, __LINE__, "accepted: " STR_FMT,
				     STR_ARG(refused[i]));
		else if (!str_starts_with(str_of(error.text), STR("line ")))
			check_failed(__FILE__, __LINE__, "no place: %s", error.text);
		else
			CHECK_INT(error.kind, ERROR_INVALID);
	}
}

static const struct {
	const char *json, *error;
} messages[] = {
	{ "", "line 1, column 1: a value expected, the end found" },
	{ "{\n \"a\": 1\n \"b\": 2}",
	  "line 3, column 2: ',' or '}' expected, '\"' found" },
	{ "[1,,2]", "line 1, column 4: a value expected, ',' found" },
	{ "[1, ]", "line 1, column 5: a value expected, ']' found" },
	{ "[1 2]", "line 1, column 4: ',' or ']' expected, '2' found" },
	{ "{\"a\" 1}", "line 1, column 6: ':' expected, '1' found" },
	{ "{\"a\":1,}", "line 1, column 8: a name expected, '}' found" },
	{ "{\"a\":\n", "line 2, column 1: a value expected, the end found" },
	{ "[1", "line 1, column 3: ',' or ']' expected, the end found" },
	{ "{name: 1}", "line 1, column 2: a name or '}' expected, 'name' found" },
	{ "[tru]", "line 1, column 2: a value or ']' expected, 'tru' found" },
	{ "{} {}", "line 1, column 4: the end expected, '{' found" },
	{ "[\"\xc3\xa4\xc3\xb6\", x]", "line 1, column 8: a value expected, 'x' found" },
	{ "[\n\"\xff\"]", "line 2, column 2: byte 0xff is not UTF-8 text" },
	{ "[\"\xc3\xa4\",\f1]",
	  "line 1, column 6: byte 0x0c is not white space in JSON" },
	{ "{\"a\":1,\n \"a\":2}", "line 2, column 2: the name 'a' occurs twice" },
	{ "[1e999]", "line 1, column 2: the number is out of range" },
	{ "[ \"\\ud800\"]", "line 1, column 4: half of a surrogate pair" },
	{ "[\"a\nb\"]", "line 1, column 4: invalid character inside string" },
	{ "[\"abc", "line 1, column 6: a value or ']' expected, the end found" },
	{ "[\"a\\x\"]",
	  "line 1, column 5: inside a string, '\\' occurs before a character which it "
	  "may not" },
};

static void a_message_says_where_what_was_found_and_expected(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		struct error error = { 0 };

		CHECK(!json_parse(arena, str_of(messages[i].json), &error));
		if (strcmp(error.text, messages[i].error) != 0)
			check_failed(__FILE__, __LINE__, "%s gives\n#   %s\n#   not %s",
				     messages[i].json, error.text, messages[i].error);
	}
}

static void every_value_knows_its_place(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	str json = STR("{\n  \"a\\n\": [1,\n    \"x\\ty\", {}],\n  \"b\": null }");
	struct tree *tree = json_parse(arena, json, &error);
	const struct tree *list = tree_nth(tree, 0);

	CHECK_INT(tree->line * 100 + tree->column, 101);
	CHECK_INT(list->line * 100 + list->column, 210);
	CHECK_INT(tree_nth(list, 0)->line * 100 + tree_nth(list, 0)->column, 211);
	CHECK_INT(tree_nth(list, 1)->line * 100 + tree_nth(list, 1)->column, 305);
	CHECK_INT(tree_nth(list, 2)->line * 100 + tree_nth(list, 2)->column, 313);
	CHECK_INT(tree_nth(tree, 1)->line * 100 + tree_nth(tree, 1)->column, 408);
}

static str repeated(struct arena *arena, const char *piece, size_t times)
{
	size_t length = strlen(piece);
	char *bytes = arena_many(arena, char, length *times + 1);

	for (size_t i = 0; i < length * times; i++)
		bytes[i] = piece[i % length];
	return (str){ bytes, length * times };
}

static void depth_is_bounded(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	str opened = repeated(arena, "[", 100000);
	str mixed = repeated(arena, "{\"a\":[", 50000);
	str deepest = arena_format(arena, STR_FMT STR_FMT,
				   STR_ARG(repeated(arena, "[", TREE_DEPTH_MAX)),
				   STR_ARG(repeated(arena, "]", TREE_DEPTH_MAX)));
	str deeper = arena_format(arena, "[" STR_FMT "]", STR_ARG(deepest));

	CHECK(!json_parse(arena, opened, &error));
	CHECK_STR(str_of(error.text), "line 1, column 65: nested more than 64 deep");
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
	CHECK(!json_parse(arena, mixed, &error));
	CHECK(json_parse(arena, deepest, &error));
	CHECK(!json_parse(arena, deeper, &error));
}

static void large_input_is_read(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	str text = repeated(arena, "0123456789abcde\xc3\xa4", 1 << 16);
	str escaped = repeated(arena, "\\u00e4\\n", 1 << 17);
	str json = arena_format(arena, "[\"" STR_FMT "\",\"" STR_FMT "\"]", STR_ARG(text),
				STR_ARG(escaped));
	struct tree *tree = json_parse(arena, json, &error);

	CHECK(tree && str_equal(tree_nth(tree, 0)->text, text));
	CHECK_INT(tree_nth(tree, 1)->text.length, 3 << 17);
}

static void a_hundred_thousand_names_are_compared_quickly(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 1 << 24);
	struct error error = { 0 };

	text_add_char(&text, '{');
	for (int i = 0; i < 100000; i++)
		text_addf(&text, "\"name-%d\":%d,", i, i);
	text_add(&text, STR("\"last\":0}"));
	CHECK_INT(tree_count(json_parse(arena, text_of(&text), &error)), 100001);

	text.length--;
	text_add(&text, STR(",\"name-77\":0}"));
	CHECK(!json_parse(arena, text_of(&text), &error));
	CHECK(str_ends_with(str_of(error.text), STR("the name 'name-77' occurs twice")));
}

static void a_number_of_a_thousand_digits_is_an_error(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };

	CHECK(!json_parse(arena, repeated(arena, "1", 1000), &error));
	CHECK(json_parse(arena, repeated(arena, "1", 300), &error));
	CHECK(!json_parse(arena, repeated(arena, "1", 310), &error));
}

static void many_small_values_end_in_an_error(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	str json = repeated(arena, "[],", 4 << 20);
	str list = { json.bytes, json.length };

	((char *)(uintptr_t)list.bytes)[0] = '[';
	((char *)(uintptr_t)list.bytes)[1] = '0';
	CHECK(!json_parse(arena, list, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
}

static void what_is_no_number_is_written_as_null(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct tree *list = tree_list(arena);

	tree_add(arena, list, tree_real(arena, (double)NAN));
	tree_add(arena, list, tree_real(arena, -(double)INFINITY));
	tree_add(arena, list, tree_real(arena, 1.0 / 3));
	CHECK_STR(json_write(arena, list), "[null,null,0.3333333333333333]");
	CHECK_STR(json_write(arena, NULL), "null");
}

static void bytes_that_are_not_utf8_are_replaced_when_written(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 1000);
	struct error error = { 0 };

	json_add_quoted(&text, STR("a\xff\xc3\xa4\xed\xa0\x80z\xf0\x9f"));
	CHECK_STR(text_of(&text),
		  "\"a\\ufffd\xc3\xa4\\ufffd\\ufffd\\ufffdz\\ufffd\\ufffd\"");
	CHECK(json_parse(arena, text_of(&text), &error));
}

static void pretty_json_is_indented_by_two(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct tree *tree = json_parse(
		arena, STR("{\"a\":[1,{}],\"b\":{\"c\":null},\"d\":[]}"), &error);
	str pretty = json_write_pretty(arena, tree);

	CHECK_STR(pretty,
		  "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n"
		  "  },\n  \"d\": []\n}");
	CHECK_STR(json_write(arena, json_parse(arena, pretty, &error)),
		  "{\"a\":[1,{}],\"b\":{\"c\":null},\"d\":[]}");
}

struct seen {
	char text[200];
	struct error *error;
	bool stop_at_list;
};

static bool note(void *context, str s)
{
	struct seen *seen = context;

	size_t length = strlen(seen->text);

	if (s.length >= sizeof(seen->text) - length)
		return false;
	memcpy(seen->text + length, s.bytes, s.length);
	seen->text[length + s.length] = '\0';
	return true;
}

static bool note_begin_map(void *context)
{
	return note(context, STR("{"));
}

static bool note_end_map(void *context)
{
	return note(context, STR("}"));
}

static bool note_begin_list(void *context)
{
	struct seen *seen = context;

	if (seen->stop_at_list)
		return error_set(seen->error, ERROR_CONFLICT, "no lists here");
	return note(context, STR("["));
}

static bool note_bool(void *context, bool value)
{
	return note(context, value ? STR("T") : STR("F"));
}

static const struct json_events noting = {
	.begin_map = note_begin_map,
	.name = note,
	.end_map = note_end_map,
	.begin_list = note_begin_list,
	.text = note,
	.number = note,
	.boolean = note_bool,
};

static void a_scan_tells_what_it_meets(void)
{
	struct error error = { 0 };
	struct seen seen = { .error = &error };

	CHECK(json_scan(STR("{\"a\":[1e5,true,null,\"x\\u00e4\"],\"a\":false}"), &noting,
			&seen, &error));
	CHECK_STR(str_of(seen.text), "{a[1e5Tx\xc3\xa4"
				     "aF}");
}

static void a_scan_that_is_stopped_keeps_the_callers_error(void)
{
	struct error error = { 0 };
	struct seen seen = { .error = &error, .stop_at_list = true };

	CHECK(!json_scan(STR("{\"a\":[1]}"), &noting, &seen, &error));
	CHECK_STR(str_of(error.text), "no lists here");
	CHECK_INT(error.kind, ERROR_CONFLICT);
}

const struct test tests[] = {
	{ "valid JSON is accepted and written as it was",
	  valid_json_is_accepted_and_written_as_it_was },
	{ "other spellings mean the same", other_spellings_mean_the_same },
	{ "invalid JSON is refused with its place",
	  invalid_json_is_refused_with_its_place },
	{ "a message says where, what was found and what expected",
	  a_message_says_where_what_was_found_and_expected },
	{ "every value knows its place", every_value_knows_its_place },
	{ "depth is bounded", depth_is_bounded },
	{ "large input is read", large_input_is_read },
	{ "a hundred thousand names are compared quickly",
	  a_hundred_thousand_names_are_compared_quickly },
	{ "a number of a thousand digits is an error",
	  a_number_of_a_thousand_digits_is_an_error },
	{ "many small values end in an error, not in the arena's end",
	  many_small_values_end_in_an_error },
	{ "what is no number is written as null", what_is_no_number_is_written_as_null },
	{ "bytes that are not UTF-8 are replaced when written",
	  bytes_that_are_not_utf8_are_replaced_when_written },
	{ "pretty JSON is indented by two", pretty_json_is_indented_by_two },
	{ "a scan tells what it meets", a_scan_tells_what_it_meets },
	{ "a scan that is stopped keeps the caller's error",
	  a_scan_that_is_stopped_keeps_the_callers_error },
	{ 0 },
};
