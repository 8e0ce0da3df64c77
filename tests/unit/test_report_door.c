/* The door for what people noticed: one object or many, and what is wrong with one takes
 * nothing from the others. */
#include "check.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "sources/sources.h"

enum { TEST_BYTES_MAX = 256 << 20 };

static const struct source *source(void)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(STR("report"), all[i]->name))
			return all[i];
	return NULL;
}

/* A delivery on its way in, without a server. */
struct sent {
	struct alert_batch batch;
	struct error error;
	bool is_read;
	struct door_answer answer;
};

static struct sent send_body(struct arena *arena, str body)
{
	struct door_call call = { .arena = arena, .body = body };
	struct sent sent = { 0 };

	sent.is_read = source()->read(&call, &sent.batch, &sent.error);
	source()->answer(&call, &sent.batch, sent.is_read ? NULL : &sent.error,
			 &sent.answer);
	return sent;
}

static void one_object_is_one_report(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = send_body(
		arena, STR("{\"text\":\"order-service is slow\",\"source\":\"social\","
			   "\"ref\":\"T-1\",\"url\":\"https://x.example/1\","
			   "\"reporter\":\"zoe\",\"service\":\"cart\","
			   "\"environment\":\"staging\",\"whatever\":[1]}"));
	const struct report *report;

	CHECK_OK(sent.is_read, sent.error);
	CHECK_INT(sent.batch.reports.count, 1);
	if (sent.batch.reports.count != 1)
		return;
	report = &sent.batch.reports.items[0].report;
	CHECK_STR(report->text, "order-service is slow");
	CHECK_INT(report->source, REPORT_SOCIAL);
	CHECK_STR(report->ref, "T-1");
	CHECK_STR(report->url, "https://x.example/1");
	CHECK_STR(report->reporter, "zoe");
	CHECK_STR(report->service, "cart");
	CHECK_STR(report->environment, "staging");
	CHECK_INT(sent.answer.status, 202);
}

static void what_is_wrong_with_one_takes_nothing_from_the_others(void)
{
	static const struct {
		size_t index;
		const char *field, *reason;
	} want[] = {
		{ 1, "", "text: is required: say what you see" },
		{ 2, "source", "must be user, support, social, team or test" },
		{ 3, "", "must be an object with a text" },
		{ 4, "", "url: must begin with https:// or http://" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = send_body(
		arena, STR("{\"reports\":[{\"text\":\"a\"},{\"text\":\" \"},"
			   "{\"text\":\"b\",\"source\":\"nobody\"},7,"
			   "{\"text\":\"c\",\"url\":\"javascript:alert(1)\"},"
			   "{\"text\":\"d\"}]}"));

	CHECK_OK(sent.is_read, sent.error);
	CHECK_INT(sent.batch.reports.count, 2);
	CHECK_INT(sent.batch.reports.items[1].index, 5);
	CHECK_INT(sent.batch.faults.count, sizeof(want) / sizeof(want[0]));
	for (size_t i = 0; i < sent.batch.faults.count; i++) {
		CHECK_INT(sent.batch.faults.items[i].index, want[i].index);
		CHECK_STR_EQ(sent.batch.faults.items[i].field, str_of(want[i].field));
		CHECK_STR_EQ(sent.batch.faults.items[i].reason, str_of(want[i].reason));
	}
	CHECK_INT(sent.answer.status, 400);
}

static void what_is_too_much_is_refused_whole(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text many = text_new(arena, 64 << 10);
	struct door_call call = { .arena = arena, .body = STR("{\"text\":\"a\"}") };
	struct alert_batch cut = { .was_cut = true };
	struct error error = { 0 };
	struct sent sent;

	text_add(&many, STR("["));
	for (int i = 0; i <= 1000; i++)
		text_addf(&many, "%s{\"text\":\"a\"}", i > 0 ? "," : "");
	text_add(&many, STR("]"));
	sent = send_body(arena, text_of(&many));
	CHECK(!sent.is_read);
	CHECK_INT(sent.answer.status, 413);

	CHECK(!source()->read(&call, &cut, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
	CHECK_INT(send_body(arena, STR("{\"reports\":7}")).answer.status, 400);
	CHECK_INT(send_body(arena, STR("{")).answer.status, 400);
}

const struct test tests[] = {
	{ "one object is one report", one_object_is_one_report },
	{ "what is wrong with one takes nothing from the others",
	  what_is_wrong_with_one_takes_nothing_from_the_others },
	{ "what is too much is refused whole", what_is_too_much_is_refused_whole },
	{ 0 },
};
