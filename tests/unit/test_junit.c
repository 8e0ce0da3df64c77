/* JUnit XML, and XML itself. */
#include "door_fixture.h"

#include "base/limits.h"
#include "base/text.h"

enum { XML_BYTES_MAX = 64 << 20 };

static struct delivery_read send_report(struct arena *arena, const char *query, str body)
{
	struct delivery_sent sent = { .source = "junit", .query = query };

	return door_send(arena, &sent, body);
}

#define SUITE(name, cases) "<testsuite name=\"" name "\">" cases "</testsuite>"
#define PASSES             "<testcase classname=\"a.B\" name=\"passes\"/>"
#define FAILS \
	"<testcase classname=\"a.B\" name=\"fails\"><failure message=\"1 &lt; 2\">at " \
	"B.java:7</failure></testcase>"
#define SKIPPED "<testcase name=\"later\"><skipped/></testcase>"

static void a_failing_suite_is_one_alert_and_a_passing_one_its_end(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_report(
		arena, "service=orders",
		STR("<testsuites>" SUITE("bad", PASSES FAILS FAILS)
			    SUITE("good", PASSES) "</testsuites>"));
	const struct alert_fact *facts = read.batch.items;

	CHECK_INT(read.answer.status, 202);
	CHECK_INT(read.batch.count, 2);
	CHECK_INT(read.batch.pings.count, 2);
	if (read.batch.count != 2)
		return;
	CHECK(facts[0].firing && facts[0].is_said_once && !facts[1].firing);
	CHECK_STR(facts[0].identity, "junit/bad");
	CHECK_STR(facts[1].identity, "junit/good");
	CHECK_STR(labels_get(&facts[0].labels, "alertname"), "bad");
	CHECK_STR(labels_get(&facts[0].labels, "service"), "orders");
	CHECK_STR(labels_get(&facts[0].annotations, "summary"),
		  "2 of 3 tests of bad failed: a.B.fails, a.B.fails");
	CHECK(str_starts_with(labels_get(&facts[0].annotations, "description"),
			      STR("a.B.fails: 1 < 2\nat B.java:7")));
}

static void no_data_is_no_pass(void)
{
	static const char *const reports[] = {
		SUITE("s", ""),
		SUITE("s", SKIPPED SKIPPED),
		"<testsuite name=\"s\" tests=\"0\"/>",
	};

	for (size_t i = 0; i < COUNT_OF(reports); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_report(arena, "", str_of(reports[i]));

		CHECK_INT(read.answer.status, 202);
		CHECK_CASE(read.batch.count + read.batch.pings.count == 0, reports[i]);
		CHECK_STR(tree_get_text(read.said, "said"),
			  "no test of s ran: that is no pass");
	}
}

static void suites_of_one_name_are_one(void)
{
	static const struct {
		const char *query, *report, *identity;
	} cases[] = {
		{ "", SUITE("s", FAILS) SUITE("s", PASSES), "junit/s" },
		{ "name=nightly", SUITE("a", PASSES) SUITE("b", FAILS), "junit/nightly" },
		{ "name=nightly", "<testsuite>" FAILS "</testsuite>", "junit/nightly" },
		{ "", SUITE("s", "<testsuite name=\"s\">" FAILS "</testsuite>" PASSES),
		  "junit/s" },
		{ "", "<testsuite name=\"s\" errors=\"1\" tests=\"0\"/>", "junit/s" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_report(
			arena, cases[i].query,
			arena_format(arena, "<testsuites>%s</testsuites>",
				     cases[i].report));

		CHECK_CASE(read.batch.count == 1, cases[i].report);
		if (read.batch.count != 1)
			continue;
		CHECK(read.batch.items[0].firing);
		CHECK_STR_EQ(read.batch.items[0].identity, str_of(cases[i].identity));
	}
}

static void what_cannot_be_read_is_told_with_its_place(void)
{
	static const struct {
		const char *report, *told;
	} cases[] = {
		{ "", "line 1, column 1: no element found" },
		{ "no xml", "line 1, column 1: " },
		{ "<a>\n<b></a>", "line 2, column " },
		{ "<testsuites/>", "there is no testsuite in it" },
		{ "<testsuite>" FAILS "</testsuite>", "a testsuite has no name" },
		{ "<!DOCTYPE a [<!ENTITY b \"c\">]><testsuite name=\"s\"/>",
		  "a document type is not taken" },
		{ "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
		  "a document type is not taken" },
		{ "<a b=\"1\" b=\"2\"/>", "duplicate attribute" },
		{ "<a>&b;</a>", "undefined entity" },
		{ "<a>\xff</a>", "not well-formed" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_report(arena, "",
							str_of(cases[i].report));

		CHECK_CASE(read.answer.status == 400, cases[i].report);
		CHECK_CASE(str_contains(door_complaint(&read), str_of(cases[i].told)),
			   cases[i].report);
		CHECK_INT(read.batch.count, 0);
	}
}

/* A report that broke off may have failures only: what its end said nobody knows. */
static void of_a_broken_report_the_failures_stay(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_report(
		arena, "",
		STR("<testsuites>" SUITE("a", PASSES) SUITE("b", FAILS) "<te"));

	CHECK_INT(read.answer.status, 400);
	CHECK_INT(read.batch.count, 1);
	CHECK_STR(read.batch.items[0].identity, "junit/b");
	CHECK(str_contains(door_complaint(&read),
			   STR("the failures before it were taken")));
}

static void deep_and_large_reports_are_bounded(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct text deep = text_new(arena, XML_BYTES_MAX);
	struct text large = text_new(arena, XML_BYTES_MAX);
	struct delivery_read read;
	size_t before;

	for (int i = 0; i < 100000; i++)
		text_add(&deep, STR("<testsuite name=\"s\">"));
	read = send_report(arena, "", text_of(&deep));
	CHECK_INT(read.answer.status, 400);
	CHECK(str_contains(door_complaint(&read), STR("more than 64 elements deep")));

	text_add(&large, STR("<testsuite name=\"s\">"));
	for (int i = 0; i < 200000; i++)
		text_add(&large, STR(FAILS));
	text_add(&large, STR("</testsuite>"));
	before = arena_held_bytes(arena);
	read = send_report(arena, "", text_of(&large));
	CHECK_INT(read.answer.status, 202);
	CHECK_INT(read.batch.count, 1);
	CHECK(labels_get(&read.batch.items[0].annotations, "description").length <=
	      32 << 10);
	CHECK(arena_held_bytes(arena) - before < 1 << 20);
}

const struct test tests[] = {
	{ "a failing suite is one alert and a passing one its end",
	  a_failing_suite_is_one_alert_and_a_passing_one_its_end },
	{ "no data is no pass", no_data_is_no_pass },
	{ "suites of one name are one", suites_of_one_name_are_one },
	{ "what cannot be read is told with its place",
	  what_cannot_be_read_is_told_with_its_place },
	{ "of a broken report the failures stay", of_a_broken_report_the_failures_stay },
	{ "deep and large reports are bounded", deep_and_large_reports_are_bounded },
	{ 0 },
};
