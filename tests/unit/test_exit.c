#include "door_fixture.h"

static const char form_type[] = "Content-Type: application/x-www-form-urlencoded";

static struct delivery_read send_exit(struct arena *arena, const char *query,
				      const char *body)
{
	struct delivery_sent sent = { .source = "exit",
				      .query = query,
				      .headers = { form_type } };

	return door_send(arena, &sent, str_of(body));
}

static void a_code_that_is_not_0_is_an_alert(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_exit(
		arena, "name=backup&service=orders",
		"code=1&text=no+space%0Aleft&host=db1&branch=main");
	const struct alert_fact *fact = &read.batch.items[0];

	CHECK_INT(read.answer.status, 202);
	CHECK_STR(read.answer.body, "{\"alerts\":1,\"changes\":0,\"heartbeats\":1}");
	CHECK_INT(read.batch.count, 1);
	CHECK_STR(fact->identity, "exit/backup");
	CHECK(fact->firing && fact->is_said_once);
	CHECK_STR(door_label(&read, "alertname"), "backup");
	CHECK_STR(door_label(&read, "service"), "orders");
	CHECK_STR(door_label(&read, "host"), "db1");
	CHECK_STR(door_label(&read, "severity"), "error");
	CHECK_STR(door_label(&read, "branch"), "");
	CHECK_STR(door_annotation(&read, "branch"), "main");
	CHECK_STR(door_annotation(&read, "summary"), "backup failed with code 1");
	CHECK_STR(door_annotation(&read, "description"), "no space\nleft");
	CHECK_INT(read.batch.pings.count, 1);
	CHECK_STR(read.batch.pings.items[0], "backup");
}

static void code_0_ends_it_and_is_a_sign_of_life(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_exit(arena, "code=0&name=backup", "");

	CHECK_INT(read.batch.count, 1);
	CHECK_STR(read.batch.items[0].identity, "exit/backup");
	CHECK(!read.batch.items[0].firing);
	CHECK_INT(read.batch.items[0].labels.count, 0);
	CHECK_INT(read.batch.pings.count, 1);
}

static void a_signal_is_named(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_exit(arena, "name=b&severity=warning",
					      "code=137");

	CHECK_STR(door_annotation(&read, "summary"),
		  "b failed with code 137: killed by signal 9");
	CHECK_STR(door_label(&read, "severity"), "warning");
	read = send_exit(arena, "name=b", "code=255");
	CHECK_STR(door_annotation(&read, "summary"), "b failed with code 255");
}

/* The log of a run that broke is as broken as it likes. */
static void a_body_that_is_no_form_is_the_text(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_exit(arena, "name=b&code=2",
					      "disk 100% \xff full");
	struct delivery_sent plain = { .source = "exit",
				       .query = "name=b&code=2",
				       .headers = { "content-type: Text/Plain; x" } };

	CHECK_INT(read.answer.status, 202);
	CHECK_STR(door_annotation(&read, "description"), "disk 100% \xef\xbf\xbd full");
	read = door_send(arena, &plain, STR("name=c&code=0\n"));
	CHECK_STR(read.batch.items[0].identity, "exit/b");
	CHECK_STR(door_annotation(&read, "description"), "name=c&code=0");
	read = send_exit(arena, "name=b", "code=2&text=100%");
	CHECK_INT(read.answer.status, 400);
	CHECK(str_contains(door_complaint(&read), STR("--data-urlencode")));
}

static void of_a_form_that_was_cut_the_whole_fields_count(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_sent sent = { .source = "exit",
				      .query = "name=b",
				      .headers = { form_type },
				      .was_cut = true };
	struct delivery_read read = door_send(arena, &sent, STR("code=1&text=aaa%2"));

	CHECK_INT(read.answer.status, 202);
	CHECK_STR(door_annotation(&read, "summary"), "b failed with code 1");
	/* 1 may have been 137, or 10. */
	read = door_send(arena, &sent, STR("text=a&code=1"));
	CHECK_INT(read.answer.status, 400);
	CHECK_STR(door_complaint(&read), "code is missing: send code=$?");
}

static void what_is_wrong_is_named(void)
{
	static const struct {
		const char *query, *body, *told;
	} cases[] = {
		{ "", "", "name is missing" },
		{ "name=%20", "code=0", "name is missing" },
		{ "name=b", "", "code is missing: send code=$?" },
		{ "name=b", "code=", "code is missing" },
		{ "name=b", "code=ok", "code must be a whole number" },
		{ "name=b", "code=1.5", "code must be a whole number" },
		{ "name=b", "code=99999999999999999999", "code must be a whole number" },
		{ "name=b&code=0", "code=1", "code is said twice" },
		{ "name=b", "code=0&code=1", "code is said twice" },
		{ "name=a%0Ab", "code=1", "name holds a control character" },
		{ "name=%ff", "code=1", "the query" },
		{ "name=b%00", "code=1", "the query" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_exit(arena, cases[i].query,
						      cases[i].body);

		CHECK_CASE(read.answer.status == 400, cases[i].told);
		CHECK_CASE(str_contains(door_complaint(&read), str_of(cases[i].told)),
			   read.answer.body.bytes);
		CHECK_INT(read.batch.count + read.batch.pings.count, 0);
	}
}

static void what_is_too_much_is_cut_where_one_sees_it(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	char *text = arena_many(arena, char, 400001);
	struct delivery_read read;

	memset(text, 'x', 400000);
	read = send_exit(arena, "name=b&code=1",
			 arena_format(arena, "text=%s&service=%s", text, text).bytes);
	CHECK_INT(read.answer.status, 202);
	CHECK(str_contains(door_annotation(&read, "description"), STR("bytes were cut")));
	CHECK(door_label(&read, "service").length <= 4 << 10);
	memset(text, 'n', 101);
	text[101] = '\0';
	read = send_exit(arena, arena_format(arena, "name=%s&code=1", text).bytes, "");
	CHECK_STR(door_complaint(&read), "name is longer than 100 bytes");
	read = send_exit(arena, "Name=A&NAME=B&name=b&code=1&HOST=h&host=i", "");
	CHECK_STR(door_label(&read, "host"), "i");
	CHECK_STR(door_annotation(&read, "HOST"), "h");
}

const struct test tests[] = {
	{ "a code that is not 0 is an alert", a_code_that_is_not_0_is_an_alert },
	{ "code 0 ends it and is a sign of life", code_0_ends_it_and_is_a_sign_of_life },
	{ "a signal is named", a_signal_is_named },
	{ "a body that is no form is the text", a_body_that_is_no_form_is_the_text },
	{ "of a form that was cut the whole fields count",
	  of_a_form_that_was_cut_the_whole_fields_count },
	{ "what is wrong is named", what_is_wrong_is_named },
	{ "what is too much is cut where one sees it",
	  what_is_too_much_is_cut_where_one_sees_it },
	{ 0 },
};
