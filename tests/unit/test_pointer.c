#include "check.h"
#include "formats/json.h"
#include "formats/pointer.h"

/* The example of RFC 6901, 5, and what it forbids. */
static void a_pointer_finds_what_rfc_6901_says(void)
{
	static const struct {
		const char *pointer, *found; /* NULL: nothing */
	} cases[] = {
		{ "/foo", "[\"bar\",\"baz\"]" },
		{ "/foo/0", "\"bar\"" },
		{ "/", "0" },
		{ "/a~1b", "1" },
		{ "/c%d", "2" },
		{ "/e^f", "3" },
		{ "/i\\j", "5" },
		{ "/k\"l", "6" },
		{ "/ ", "7" },
		{ "/m~0n", "8" },
		{ "/~01", "9" },
		{ "/foo/00", NULL },
		{ "/foo/01", NULL },
		{ "/foo/-", NULL },
		{ "/foo/2", NULL },
		{ "/foo/+1", NULL },
		{ "/foo/99999999999999999999", NULL },
		{ "/foo/", NULL },
		{ "/foo/0/x", NULL },
		{ "foo", NULL },
		{ "/m~n", NULL },
		{ "/m~", NULL },
	};
	scoped_arena arena = arena_new(1 << 20);
	struct error error = { 0 };
	const struct tree *tree = json_parse(
		arena,
		STR("{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,"
		    "\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,\"m~n\":8,\"~1\":9}"),
		&error);

	CHECK_OK(tree, error);
	CHECK(pointer_find(tree, STR("")) == tree);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct tree *found = pointer_find(tree, str_of(cases[i].pointer));

		CHECK_CASE((found != NULL) == (cases[i].found != NULL), cases[i].pointer);
		if (found && cases[i].found)
			CHECK_STR_EQ(json_write(arena, found), str_of(cases[i].found));
	}
}

const struct test tests[] = {
	{ "a pointer finds what RFC 6901 says", a_pointer_finds_what_rfc_6901_says },
	{ 0 },
};
