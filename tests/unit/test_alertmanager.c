#include "base/limits.h"
#include "base/text.h"
#include "check.h"
#include "sources/sources.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 30, BODY_BYTES_MAX = 512 << 20 };

static const struct source *source(void)
{
	size_t count;

	return sources_all(&count)[0];
}

static bool read_body(struct arena *arena, str body, struct alert_batch *batch,
		      struct error *error)
{
	*batch = (struct alert_batch){ 0 };
	*error = (struct error){ 0 };
	struct door_call call = { .arena = arena, .body = body };

	return source()->read(&call, batch, error);
}

static str answer_of(struct arena *arena, const struct alert_batch *batch,
		     const struct error *error, int *ret_status)
{
	struct door_call call = { .arena = arena };
	struct door_answer answer = { 0 };

	source()->answer(&call, batch, error, &answer);
	*ret_status = answer.status;
	return answer.body;
}

#define GOOD "{\"labels\":{\"alertname\":\"Good\"}}"

static void an_alert_comes_out_as_it_was_said(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str body = STR("[{\"labels\":{\"service\":\"pay\",\"alertname\":\"D\\u00f6wn\","
		       "\"empty\":\"\"},\"annotations\":{\"summary\":\"a\\nb\"},"
		       "\"startsAt\":\"2026-11-21T06:08:34.862Z\","
		       "\"endsAt\":\"2026-11-21T06:12:34.862Z\","
		       "\"generatorURL\":\"http://x/?a\\u0026b\"}]");
	struct alert_batch batch;
	struct error error;

	CHECK_OK(read_body(arena, body, &batch, &error), error);
	CHECK_INT(batch.faults.count, 0);
	CHECK_INT(batch.count, 1);
	if (batch.count != 1)
		return;

	const struct alert_fact *fact = &batch.items[0];

	CHECK_INT(fact->labels.count, 2);
	CHECK_STR(labels_get(&fact->labels, "alertname"), "D\xc3\xb6wn");
	CHECK_STR(labels_get(&fact->labels, "service"), "pay");
	CHECK_STR(labels_get(&fact->annotations, "summary"), "a\nb");
	CHECK_STR(fact->generator_url, "http://x/?a&b");
	CHECK_INT(fact->starts_at, 1795241314862);
	CHECK_INT(fact->ends_at - fact->starts_at, 240000);
}

static void what_is_not_known_or_null_is_passed_over(void)
{
	static const str bodies[] = {
		STR_INIT("[{\"x\":{\"labels\":[1,{\"a\":2}]},\"labels\":{\"a\":\"b\"}}]"),
		STR_INIT("[{\"labels\":{\"a\":\"b\",\"n\":null},\"annotations\":null,"
			 "\"startsAt\":null,\"status\":{\"state\":\"active\"}}]"),
		STR_INIT(
			"[{\"startsAt\":\"\",\"endsAt\":\"0001-01-01T00:00:00Z\","
			"\"labels\":{\"a\":\"b\",\"not-kept\":\"\"},\"fingerprint\":7}]"),
	};

	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct alert_batch batch;
		struct error error;

		CHECK_OK(read_body(arena, bodies[i], &batch, &error), error);
		CHECK_CASE(batch.count == 1 && batch.faults.count == 0, bodies[i].bytes);
		if (batch.count != 1)
			continue;
		CHECK_INT(batch.items[0].labels.count, 1);
		CHECK_INT(batch.items[0].starts_at, 0);
		CHECK_INT(batch.items[0].ends_at, 0);
	}
}

static const struct {
	const char *alert, *field, *reason;
} faults[] = {
	{ "{}", "labels", "at least one label pair required" },
	{ "{\"labels\":{}}", "labels", "at least one label pair required" },
	{ "{\"labels\":{\"a\":\"\"}}", "labels", "at least one label pair required" },
	{ "{\"labels\":null}", "labels", "at least one label pair required" },
	{ "{\"labels\":{\"a-b\":\"c\"}}", "labels.a-b",
	  "invalid label set: invalid name \"a-b\"" },
	{ "{\"labels\":{\"\":\"c\"}}", "labels.",
	  "invalid label set: invalid name \"\"" },
	{ "{\"labels\":{\"0a\":\"c\"}}", "labels.0a",
	  "invalid label set: invalid name \"0a\"" },
	{ "{\"labels\":{\"a\":\"b\"},\"annotations\":{\"b.c\":\"d\"}}", "annotations.b.c",
	  "invalid annotations: invalid name \"b.c\"" },
	{ "{\"labels\":{\"service\":7}}", "labels.service",
	  "labels.service must be text" },
	{ "{\"labels\":{\"service\":true}}", "labels.service",
	  "labels.service must be text" },
	{ "{\"labels\":{\"service\":{\"a\":\"b\"}}}", "labels.service",
	  "labels.service must be text" },
	{ "{\"labels\":{\"service\":[\"a\"]}}", "labels.service",
	  "labels.service must be text" },
	{ "{\"labels\":\"a\"}", "labels", "labels must be an object of texts" },
	{ "{\"labels\":[\"a\"]}", "labels", "labels must be an object of texts" },
	{ "{\"labels\":{\"a\":\"b\"},\"annotations\":3}", "annotations",
	  "annotations must be an object of texts" },
	{ "{\"labels\":{\"a\":\"b\"},\"startsAt\":1795241314}", "startsAt",
	  "startsAt must be text" },
	{ "{\"labels\":{\"a\":\"b\"},\"endsAt\":{}}", "endsAt", "endsAt must be text" },
	{ "{\"labels\":{\"a\":\"b\"},\"generatorURL\":[]}", "generatorURL",
	  "generatorURL must be text" },
	{ "{\"labels\":{\"a\":\"b\"},\"startsAt\":\"yesterday\"}", "startsAt",
	  "startsAt: " },
	{ "{\"labels\":{\"a\":\"b\"},\"endsAt\":\"10000-01-01T00:00:00Z\"}", "endsAt",
	  "endsAt: " },
	{ "{\"labels\":{\"a\":\"b\"},\"startsAt\":\"1969-12-31T23:59:59Z\"}", "startsAt",
	  "startsAt: " },
	{ "{\"labels\":{\"a\":\"b\"},\"startsAt\":\"2026-01-02T00:00:00Z\","
	  "\"endsAt\":\"2026-01-01T00:00:00Z\"}",
	  "endsAt", "start time must be before end time" },
	{ "{\"labels\":{\"a\":\"b\",\"c\":\"d\",\"a\":\"e\"}}", "labels.a",
	  "labels.a occurs twice" },
	{ "{\"labels\":{\"a\":\"b\\u0000\"}}", "labels.a",
	  "labels.a holds a NUL character" },
	{ "7", "", "an alert must be an object" },
	{ "null", "", "an alert must be an object" },
	{ "\"x\"", "", "an alert must be an object" },
	{ "[{\"labels\":{\"a\":\"b\"}}]", "", "an alert must be an object" },
};

static void a_bad_alert_is_told_and_its_neighbours_stay(void)
{
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str body = arena_format(arena, "[" GOOD ",%s," GOOD "]", faults[i].alert);
		struct alert_batch batch;
		struct error error;

		CHECK_OK(read_body(arena, body, &batch, &error), error);
		CHECK_CASE(batch.read == 3 && batch.count == 2, faults[i].alert);
		CHECK_CASE(batch.faults.count == 1, faults[i].alert);
		if (batch.faults.count != 1)
			continue;

		const struct fault *fault = &batch.faults.items[0];

		CHECK_INT(fault->index, 1);
		CHECK_STR_EQ(fault->field, str_of(faults[i].field));
		if (!str_starts_with(fault->reason, str_of(faults[i].reason)))
			CHECK_STR_EQ(fault->reason, str_of(faults[i].reason));
	}
}

static str repeat(struct arena *arena, const char *part, size_t times)
{
	struct text text = text_new(arena, BODY_BYTES_MAX);

	for (size_t i = 0; i < times; i++)
		text_add(&text, str_of(part));
	return text_of(&text);
}

static void too_large_an_alert_is_a_fault_and_costs_no_memory(void)
{
	scoped_arena bodies = arena_new(TEST_BYTES_MAX);
	str many = repeat(bodies, "\"l\\u0061bel\":\"value\",", 100000);
	str long_value = repeat(bodies, "\\u0061", 100000);
	str stack = repeat(bodies, "at f(x)", 5000);
	str bad[] = {
		arena_format(bodies,
			     "[" GOOD ",{\"labels\":{" STR_FMT "\"a\":\"b\"}}," GOOD "]",
			     STR_ARG(many)),
		arena_format(bodies,
			     "[" GOOD ",{\"labels\":{\"a\":\"" STR_FMT "\"}}," GOOD "]",
			     STR_ARG(long_value)),
		arena_format(bodies,
			     "[" GOOD ",{\"labels\":{\"" STR_FMT "\":\"a\"}}," GOOD "]",
			     STR_ARG(long_value)),
		arena_format(
			bodies,
			"[" GOOD
			",{\"labels\":{\"a\":\"b\"},\"annotations\":{\"a\":\"" STR_FMT
				STR_FMT STR_FMT "\"}}," GOOD "]",
			STR_ARG(long_value), STR_ARG(long_value), STR_ARG(long_value)),
	};

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct alert_batch batch;
		struct error error;

		CHECK_OK(read_body(arena, bad[i], &batch, &error), error);
		CHECK_INT(batch.count, 2);
		CHECK_INT(batch.faults.count, 1);
		CHECK(arena_held_bytes(arena) < 256 << 10);
	}

	/* A long annotation is no reason to lose an alert. */
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct alert_batch batch;
	struct error error;

	CHECK_OK(read_body(arena,
			   arena_format(bodies,
					"[{\"labels\":{\"a\":\"b\"},\"annotations\":{"
					"\"a\":\"" STR_FMT "\"}}]",
					STR_ARG(stack)),
			   &batch, &error),
		 error);
	CHECK_INT(batch.count, 1);
}

static void a_flood_of_tiny_alerts_ends_before_memory_does(void)
{
	scoped_arena bodies = arena_new(TEST_BYTES_MAX);
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str body = arena_format(bodies, "[" GOOD "," STR_FMT "1]",
				STR_ARG(repeat(bodies, "1,", 10000000)));
	struct alert_batch batch;
	struct error error;
	int status;

	CHECK_OK(read_body(arena, body, &batch, &error), error);
	CHECK_INT(batch.count, 1);
	CHECK(batch.was_cut);
	CHECK(arena_held_bytes(arena) < TEST_BYTES_MAX / 2);
	answer_of(arena, &batch, NULL, &status);
	CHECK_INT(status, 413);
}

static const struct {
	const char *body, *error;
} broken[] = {
	{ "", "" },
	{ "{nope", "the body must be a list of alerts, not an object" },
	{ "{\"labels\":{}}", "the body must be a list of alerts, not an object" },
	{ "7", "the body must be a list of alerts, not a single value" },
	{ "null", "the body must be a list of alerts, not a single value" },
	{ "\"x\"", "the body must be a list of alerts, not text" },
	{ "[", "" },
	{ "[{\"labels\":", "" },
	{ "[\"\xff\"]", "" },
};

static void a_body_of_which_nothing_can_be_used_is_refused(void)
{
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct alert_batch batch;
		struct error error;
		int status;
		str answer;

		CHECK_CASE(!read_body(arena, str_of(broken[i].body), &batch, &error),
			   broken[i].body);
		CHECK_CASE(error.kind == ERROR_INVALID && error.text[0], broken[i].body);
		CHECK_CASE(str_starts_with(str_of(error.text), str_of(broken[i].error)),
			   broken[i].body);
		answer = answer_of(arena, &batch, &error, &status);
		CHECK_INT(status, 400);
		CHECK_CASE(str_starts_with(answer, STR("{\"code\":400,\"message\":\"")),
			   broken[i].body);
	}
}

/* What a broken tail must not take with it. */
static const char *const tails[] = {
	"",
	",",
	",{\"labels\":{\"a\":",
	",{\"labels\":{\"a\":\"b",
	",garbage]",
	"]]",
	"] x",
	"\xa8{\"labels\":{\"a\":\"b\"}}]",
	",{\"labels\":{\"a\":\"\xff\xfe\"}}]",
	",{\"labels\":{\"a\":\"\xf0\x9f",
	",{\"labels\":{\"a\":\"\\ud83d\\ud",
	",{\"labels\":{\"a\":\"\\ud83d",
	",{\"labels\":{\"a\":\"\\udc00 x\"}}]",
	",{\"labels\":{\"a\":\"\\ud83d\\u0041\"}}]",
	",\f{\"labels\":{\"a\":\"b\"}}]",
};

static void alerts_before_a_broken_place_are_kept_and_the_place_is_told(void)
{
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str body = arena_format(arena, "[" GOOD "," GOOD "%s", tails[i]);
		struct alert_batch batch;
		struct error error;
		int status;
		str answer;

		CHECK_OK(read_body(arena, body, &batch, &error), error);
		CHECK_CASE(batch.count == 2 && batch.faults.count == 1, tails[i]);
		answer = answer_of(arena, &batch, NULL, &status);
		CHECK_INT(status, 400);
		CHECK_CASE(str_contains(answer, STR("line 1, column ")), tails[i]);
	}
}

static void a_cut_body_gives_its_good_alerts_and_says_how_many(void)
{
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str body = arena_format(arena, "[" GOOD "," GOOD "%s", tails[i]);
		struct alert_batch batch = { .was_cut = true };
		struct error error = { 0 };
		int status;

		struct door_call call = { .arena = arena, .body = body };

		CHECK_OK(source()->read(&call, &batch, &error), error);
		CHECK_CASE(batch.count == 2 && batch.faults.count == 0, tails[i]);
		CHECK_STR(
			answer_of(arena, &batch, NULL, &status),
			"{\"code\":413,\"message\":\"batch truncated: 2 alerts taken\"}");
		CHECK_INT(status, 413);
	}
}

static void the_answer_says_how_it_went(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct alert_batch batch;
	struct error error;
	int status;
	str answer;

	CHECK_OK(read_body(arena, STR("[" GOOD "]"), &batch, &error), error);
	CHECK_STR(answer_of(arena, &batch, NULL, &status), "");
	CHECK_INT(status, 200);

	error_set(&error, ERROR_UNAVAILABLE, "the disk is full");
	CHECK_STR(answer_of(arena, &batch, &error, &status),
		  "{\"code\":503,\"message\":\"the disk is full\"}");
	CHECK_INT(status, 503);
	batch.was_cut = true;
	answer_of(arena, &batch, &error, &status);
	CHECK_INT(status, 503);

	CHECK_OK(read_body(arena,
			   arena_format(arena, "[" STR_FMT GOOD "]",
					STR_ARG(repeat(arena, "{},", 25))),
			   &batch, &error),
		 error);
	answer = answer_of(arena, &batch, NULL, &status);
	CHECK_INT(status, 400);
	CHECK(str_starts_with(answer, STR("\"alert 0: at least one label pair required; "
					  "alert 1: at ")));
	CHECK(str_ends_with(answer, STR("alert 19: at least one label pair required; "
					"and 5 more\"\n")));
}

const struct test tests[] = {
	{ "an alert comes out as it was said", an_alert_comes_out_as_it_was_said },
	{ "what is not known or null is passed over",
	  what_is_not_known_or_null_is_passed_over },
	{ "a bad alert is told and its neighbours stay",
	  a_bad_alert_is_told_and_its_neighbours_stay },
	{ "too large an alert is a fault and costs no memory",
	  too_large_an_alert_is_a_fault_and_costs_no_memory },
	{ "a flood of tiny alerts ends before memory does",
	  a_flood_of_tiny_alerts_ends_before_memory_does },
	{ "a body of which nothing can be used is refused",
	  a_body_of_which_nothing_can_be_used_is_refused },
	{ "alerts before a broken place are kept and the place is told",
	  alerts_before_a_broken_place_are_kept_and_the_place_is_told },
	{ "a cut body gives its good alerts and says how many",
	  a_cut_body_gives_its_good_alerts_and_says_how_many },
	{ "the answer says how it went", the_answer_says_how_it_went },
	{ 0 },
};
