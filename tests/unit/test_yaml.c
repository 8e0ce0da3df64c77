#include "base/limits.h"
#include "check.h"
#include "formats/json.h"
#include "formats/yaml.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 30 };

static const struct {
	str yaml, json;
} read_as[] = {
	{ STR_INIT(""), STR_INIT("{}") },
	{ STR_INIT("# only a comment\n"), STR_INIT("{}") },
	{ STR_INIT("---\n...\n"), STR_INIT("{}") },
	{ STR_INIT("\xef\xbb\xbf"
		   "a: 1\n"),
	  STR_INIT("{\"a\":1}") },
	{ STR_INIT("a: 1\nb: two\n"), STR_INIT("{\"a\":1,\"b\":\"two\"}") },
	{ STR_INIT("a:\n  - 1\n  - b: x\n    c: y\n"),
	  STR_INIT("{\"a\":[1,{\"b\":\"x\",\"c\":\"y\"}]}") },
	{ STR_INIT("{a: [1, 2], b: {}}"), STR_INIT("{\"a\":[1,2],\"b\":{}}") },
	{ STR_INIT("{\"a\":[1,null,true,\"x\"]}"),
	  STR_INIT("{\"a\":[1,null,true,\"x\"]}") },
	/* plain scalars have a type, quoted ones are text */
	{ STR_INIT("[null, Null, ~, , true, True, false, FALSE]"), { 0 } },
	{ STR_INIT("[null, ~, true, True, false, FALSE]"),
	  STR_INIT("[null,null,true,true,false,false]") },
	{ STR_INIT("a:\nb: 'null'\nc: \"1\"\nd: 'true'"),
	  STR_INIT("{\"a\":null,\"b\":\"null\",\"c\":\"1\",\"d\":\"true\"}") },
	{ STR_INIT("[0, -1, 42, 9223372036854775807]"),
	  STR_INIT("[0,-1,42,9223372036854775807]") },
	{ STR_INIT("[0.5, -2.75, 1e3, 1.5E-1]"), STR_INIT("[0.5,-2.75,1000.0,0.15]") },
	/* neither YAML 1.1's yes and octal, nor anything that loses what was written */
	{ STR_INIT("[yes, no, on, off, y]"),
	  STR_INIT("[\"yes\",\"no\",\"on\",\"off\",\"y\"]") },
	{ STR_INIT("[+491511234, 0123, 0x1f, 1_000, 12:30, 1.2.3, .5, 1., 5m, .inf]"),
	  STR_INIT("[\"+491511234\",\"0123\",\"0x1f\",\"1_000\",\"12:30\",\"1.2.3\","
		   "\".5\",\"1.\",\"5m\",\".inf\"]") },
	{ STR_INIT("[9223372036854775808, 1e999]"),
	  STR_INIT("[\"9223372036854775808\",\"1e999\"]") },
	{ STR_INIT("true: a\n1: b\n"), STR_INIT("{\"true\":\"a\",\"1\":\"b\"}") },
	{ STR_INIT("a: |\n  one\n  two\nb: >\n  one\n  two\n"),
	  STR_INIT("{\"a\":\"one\\ntwo\\n\",\"b\":\"one two\\n\"}") },
	{ STR_INIT("a: gr\xc3\xbc\xc3\x9f \xf0\x9f\x94\xa5 # comment\n"),
	  STR_INIT("{\"a\":\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x94\xa5\"}") },
	{ STR_INIT("%YAML 1.2\n---\na: 1\n"), STR_INIT("{\"a\":1}") },
	{ STR_INIT("just text"), STR_INIT("\"just text\"") },
	{ STR_INIT("a: ''\n"), STR_INIT("{\"a\":\"\"}") },
};

static void files_are_read_into_the_tree_json_has(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < sizeof(read_as) / sizeof(read_as[0]); i++) {
		struct error error = { 0 };
		struct tree *tree = yaml_parse(arena, read_as[i].yaml, &error);
		str json = tree ? json_write(arena, tree) : (str){ 0 };

		if (!str_equal(json, read_as[i].json))
			check_failed(__FILE__, __LINE__, STR_FMT " became " STR_FMT " %s",
				     STR_ARG(read_as[i].yaml), STR_ARG(json), error.text);
	}
}

static const struct {
	str yaml;
	const char *error;
} refused[] = {
	{ STR_INIT("a: 1\nb: 2\na: 3\n"), "line 3, column 1: the name 'a' occurs twice" },
	{ STR_INIT("x:\n  {a: 1, \"a\": 2}\n"),
	  "line 2, column 10: the name 'a' occurs twice" },
	{ STR_INIT("a: &x 1\nb: *x\n"),
	  "line 1, column 4: anchors (&) are not supported" },
	{ STR_INIT("a: &x [1]\n"), "line 1, column 4: anchors (&) are not supported" },
	{ STR_INIT("b: *x\n"), "line 1, column 4: aliases (*) are not supported" },
	{ STR_INIT("<<: *x\n"), "line 1, column 5: aliases (*) are not supported" },
	{ STR_INIT("a: !!str 1\n"), "line 1, column 4: tags (!) are not supported" },
	{ STR_INIT("a: ! 1\n"), "line 1, column 4: tags (!) are not supported" },
	{ STR_INIT("a: !x {b: 1}\n"), "line 1, column 4: tags (!) are not supported" },
	{ STR_INIT("a: 1\n---\nb: 2\n"), "line 2, column 1: a second document" },
	{ STR_INIT("a: 1\n b: 2\n"),
	  "line 2, column 3: mapping values are not allowed in this context" },
	{ STR_INIT("a:\n\t- 1\n"),
	  "line 2, column 1: found character that cannot start any token" },
	{ STR_INIT("a: [1, 2\n"), "line 2, column 1: did not find expected ',' or ']'" },
	{ STR_INIT("a: \"x\n"), "line 2, column 1: found unexpected end of stream" },
	{ STR_INIT("[1, 2]: a\n"), "line 1, column 1: a name must be a text" },
	{ STR_INIT("? {a: 1}\n: b\n"), "line 1, column 3: a name must be a text" },
	{ STR_INIT("'': b\n"), "line 1, column 1: a name is empty" },
	{ STR_INIT("a: \"x\\0y\"\n"), "line 1, column 4: a text with a NUL byte" },
	{ STR_INIT("a: 1\nb: \xff\n"), "line 2, column 4: byte 0xff is not UTF-8 text" },
	{ STR_INIT("a: 1\nb: \0\n"), "line 2, column 4: byte 0x00 is not UTF-8 text" },
	{ STR_INIT("a: 1\nb: \x01\n"),
	  "line 2, column 4: control characters are not allowed" },
	{ STR_INIT("a: 1\nb: @x\n"),
	  "line 2, column 4: found character that cannot start any token" },
};

static void what_cannot_be_read_is_refused_with_its_place(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct error error = { 0 };

		if (yaml_parse(arena, refused[i].yaml, &error))
			check_failed(__FILE__, __LINE__, "accepted: " STR_FMT,
				     STR_ARG(refused[i].yaml));
		else if (strcmp(error.text, refused[i].error) != 0)
			check_failed(__FILE__, __LINE__, STR_FMT "#   %s\n#   not %s",
				     STR_ARG(refused[i].yaml), error.text,
				     refused[i].error);
	}
}

static int place_of(const struct tree *tree)
{
	return (int)(tree->line * 100 + tree->column);
}

static void every_node_knows_its_place(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	struct tree *tree = yaml_parse(arena,
				       STR("# top\na:\n  - one\n  - {b: 2}\n"
					   "\xc3\xa4\xc3\xb6: 'x'\n"),
				       &error);

	CHECK_INT(place_of(tree), 201);
	CHECK_INT(place_of(tree_at(tree, "a")), 303);
	CHECK_INT(place_of(tree_at(tree, "a.0")), 305);
	CHECK_INT(place_of(tree_at(tree, "a.1")), 405);
	CHECK_INT(place_of(tree_at(tree, "a.1.b")), 409);
	CHECK_INT(place_of(tree_nth(tree, 1)), 505);
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

	CHECK(!yaml_parse(arena, repeated(arena, "[", 100000), &error));
	CHECK_STR(str_of(error.text), "line 1, column 65: nested too deep");
	CHECK(!yaml_parse(arena, repeated(arena, "- ", 100000), &error));
	CHECK(!yaml_parse(arena, repeated(arena, "{a: ", 100000), &error));
	CHECK(!yaml_parse(arena, repeated(arena, "? ", 100000), &error));
}

static void a_megabyte_is_enough(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct error error = { 0 };
	str text = repeated(arena, "x", CONFIG_BYTES_MAX);

	CHECK_INT(yaml_parse(arena, text, &error)->text.length, CONFIG_BYTES_MAX);
	text = repeated(arena, "x", CONFIG_BYTES_MAX + 1);
	CHECK(!yaml_parse(arena, text, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
}

static void fifty_thousand_names_are_compared_quickly(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, CONFIG_BYTES_MAX);
	struct error error = { 0 };

	for (int i = 0; i < 50000; i++)
		text_addf(&text, "n%d: %d\n", i, i);
	CHECK_INT(tree_count(yaml_parse(arena, text_of(&text), &error)), 50000);
	text_add(&text, STR("n4711: 1\n"));
	CHECK(!yaml_parse(arena, text_of(&text), &error));
	CHECK_STR(str_of(error.text),
		  "line 50001, column 1: the name 'n4711' occurs twice");
}

const struct test tests[] = {
	{ "files are read into the tree JSON has",
	  files_are_read_into_the_tree_json_has },
	{ "what cannot be read is refused with its place",
	  what_cannot_be_read_is_refused_with_its_place },
	{ "every node knows its place", every_node_knows_its_place },
	{ "depth is bounded", depth_is_bounded },
	{ "a megabyte is read and no more", a_megabyte_is_enough },
	{ "fifty thousand names are compared quickly",
	  fifty_thousand_names_are_compared_quickly },
	{ 0 },
};
