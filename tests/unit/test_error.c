#include "base/error.h"

#include "check.h"

#include <string.h>

static void context_goes_in_front_of_the_cause(void)
{
	struct error error;

	CHECK(!error_set(&error, ERROR_UNAVAILABLE, "connection %s", "refused"));
	CHECK(!error_wrap(&error, "smtp %s:%d", "mail.example.org", 25));
	CHECK(!error_wrap(&error, "page alice"));
	CHECK_STR(str_of(error.text),
		  "page alice: smtp mail.example.org:25: connection refused");
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);
}

static void a_long_chain_loses_its_middle(void)
{
	struct error error;

	error_set(&error, ERROR_TIMEOUT, "no answer after 2 s");
	for (int i = 0; i < 100; i++)
		error_wrap(&error, "step %d", i);

	str text = str_of(error.text);

	CHECK(text.length < ERROR_TEXT_BYTES);
	CHECK(str_starts_with(text, STR("step 99: step 98: ")));
	CHECK(str_contains(text, STR(" ... ")));
	CHECK(str_ends_with(text, STR("step 0: no answer after 2 s")));
}

static void one_huge_context_leaves_the_cause(void)
{
	struct error error;
	char name[5000];

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	error_set(&error, ERROR_NOT_FOUND, "there is no page 17");
	error_wrap(&error, "read %s", name);
	CHECK_INT(strlen(error.text), ERROR_TEXT_BYTES - 1);
	CHECK(str_starts_with(str_of(error.text), STR("read nnn")));
	CHECK(str_ends_with(str_of(error.text), STR(": there is no page 17")));
}

static void cutting_leaves_proper_utf8(void)
{
	struct error error;
	char name[1200];

	/* Whatever byte the cut falls on, three shifts reach all positions. */
	for (size_t shift = 0; shift < 3; shift++) {
		memset(name, 'x', shift);
		for (size_t i = shift; i + 3 < sizeof(name); i += 3)
			memcpy(name + i, "\xe2\x82\xac", 4);
		error_set(&error, ERROR_INVALID, "%s", name);
		CHECK(str_is_utf8(str_of(error.text)));
		CHECK(strlen(error.text) > ERROR_TEXT_BYTES - 8);
	}
}

static void an_error_may_be_told_in_its_own_words(void)
{
	struct error error;

	error_set(&error, ERROR_INVALID, "first");
	error_set(&error, ERROR_CONFLICT, "not %s", error.text);
	CHECK_STR(str_of(error.text), "not first");
	error_wrap(&error, "again %s", error.text);
	CHECK_STR(str_of(error.text), "again not first: not first");
}

static void each_kind_has_its_status_exit_code_and_name(void)
{
	static const struct {
		enum error_kind kind;
		int http_status, exit_code;
		const char *name;
	} cases[] = {
		{ ERROR_NONE, 200, 0, "none" },
		{ ERROR_INVALID, 400, 2, "invalid" },
		{ ERROR_UNAUTHENTICATED, 401, 2, "unauthenticated" },
		{ ERROR_FORBIDDEN, 403, 1, "forbidden" },
		{ ERROR_NOT_FOUND, 404, 1, "not-found" },
		{ ERROR_CONFLICT, 409, 1, "conflict" },
		{ ERROR_TOO_LARGE, 413, 3, "too-large" },
		{ ERROR_TIMEOUT, 504, 3, "timeout" },
		{ ERROR_UNAVAILABLE, 503, 3, "unavailable" },
		{ ERROR_INTERNAL, 500, 3, "internal" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CHECK_INT(error_http_status(cases[i].kind), cases[i].http_status);
		CHECK_INT(error_exit_code(cases[i].kind), cases[i].exit_code);
		CHECK_STR_EQ(str_of(error_name(cases[i].kind)), str_of(cases[i].name));
	}
}

const struct test tests[] = {
	{ "context goes in front of the cause", context_goes_in_front_of_the_cause },
	{ "a long chain loses its middle", a_long_chain_loses_its_middle },
	{ "one huge context leaves the cause", one_huge_context_leaves_the_cause },
	{ "cutting leaves proper UTF-8", cutting_leaves_proper_utf8 },
	{ "an error may be told in its own words",
	  an_error_may_be_told_in_its_own_words },
	{ "each kind has its status, exit code and name",
	  each_kind_has_its_status_exit_code_and_name },
	{ 0 },
};
