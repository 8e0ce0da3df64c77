#include "door_fixture.h"

static struct delivery_read send_app(struct arena *arena, const char *body)
{
	struct delivery_sent sent = { .source = "argocd" };

	return door_send(arena, &sent, str_of(body));
}

#define APP(status) \
	"{\"metadata\":{\"name\":\"shop\",\"namespace\":\"argocd\"},\"status\":{" status \
	"}}"

static void health_is_an_alert_until_it_is_healthy(void)
{
	static const struct {
		const char *body;
		size_t alerts;
		bool fires;
	} cases[] = {
		{ APP("\"health\":{\"status\":\"Degraded\"}"), 1, true },
		{ APP("\"health\":{\"status\":\"Missing\"}"), 1, true },
		{ APP("\"health\":{\"status\":\"Healthy\"}"), 1, false },
		{ APP("\"health\":{\"status\":\"Progressing\"}"), 0, false },
		{ APP("\"health\":{\"status\":\"degraded\"}"), 0, false },
		{ APP("\"health\":null,\"sync\":null,\"operationState\":null"), 0,
		  false },
		{ APP(""), 0, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_app(arena, cases[i].body);

		CHECK_CASE(read.answer.status == 202, cases[i].body);
		CHECK_CASE(read.batch.count == cases[i].alerts, cases[i].body);
		CHECK_CASE((tree_get_text(read.said, "said").length > 0) ==
				   (cases[i].alerts == 0),
			   cases[i].body);
		if (read.batch.count != 1)
			continue;
		CHECK_CASE(read.batch.items[0].firing == cases[i].fires, cases[i].body);
		CHECK(read.batch.items[0].is_said_once);
		CHECK_STR(read.batch.items[0].identity, "argocd/argocd/shop");
	}
}

static void the_end_of_a_sync_is_one_change(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read, again, other;

	read = send_app(
		arena, "{\"app\":" APP("\"operationState\":{\"phase\":\"Running\"}") "}");
	CHECK_INT(read.batch.changes.count, 0);
	read = send_app(arena,
			APP("\"operationState\":{\"phase\":\"Error\",\"message\":"
			    "\"no such chart\\nreally\",\"finishedAt\":"
			    "\"2026-11-22T06:00:00Z\",\"operation\":{\"initiatedBy\":"
			    "{\"automated\":true}},\"syncResult\":{\"revisions\":["
			    "\"1.14.2\"]}}"));
	CHECK_INT(read.batch.changes.count, 1);
	CHECK_STR(read.batch.changes.items[0].title,
		  "Sync of shop to 1.14.2: Error: no such chart");
	CHECK_STR(read.batch.changes.items[0].author, "Argo CD by itself");
	CHECK_STR(read.batch.changes.items[0].revision, "");
	/* Its clock is a day ahead. */
	CHECK_INT(read.batch.changes.items[0].at, 0);
	again = send_app(arena, APP("\"operationState\":{\"phase\":\"Succeeded\","
				    "\"finishedAt\":\"2026-11-21T06:00:00Z\"}"));
	other = send_app(arena, APP("\"operationState\":{\"phase\":\"Succeeded\","
				    "\"finishedAt\":\"2026-11-20T06:00:00Z\"}"));
	CHECK(!str_equal(again.batch.changes.items[0].source_id,
			 other.batch.changes.items[0].source_id));
	CHECK(other.batch.changes.items[0].at > 0);
}

static void what_is_wrong_is_named(void)
{
	static const struct {
		const char *body, *told;
	} cases[] = {
		{ "", "the notification is no JSON" },
		{ "{\"metadata\":{\"name\":\"sh", "the notification is no JSON" },
		{ "{\"metadata\":{},\"metadata\":{}}", "metadata" },
		{ "[]", "metadata.name is missing" },
		{ "{\"app\":\"x\"}", "metadata.name is missing" },
		{ "{\"metadata\":{\"name\":7}}", "metadata.name must be text" },
		{ "{\"metadata\":{\"name\":\"\"},\"status\":{}}",
		  "metadata.name is empty" },
		{ "{\"metadata\":{\"name\":\"a\"}}", "status is missing" },
		{ APP("\"health\":\"Degraded\""), "status.health must be an object" },
		{ APP("\"health\":{\"status\":[]}"),
		  "status.health.status must be text" },
		{ APP("\"operationState\":[]"),
		  "status.operationState must be an object" },
		{ APP("\"operationState\":{\"phase\":1}"), "phase must be text" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_app(arena, cases[i].body);

		CHECK_CASE(read.answer.status == 400, cases[i].body);
		CHECK_CASE(str_contains(door_complaint(&read), str_of(cases[i].told)),
			   read.answer.body.bytes);
		CHECK_INT(read.batch.count + read.batch.changes.count, 0);
	}
}

static void what_is_too_much_is_cut(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	char *text = arena_many(arena, char, 50001);
	struct delivery_read read;

	memset(text, 'x', 50000);
	read = send_app(
		arena,
		arena_format(arena,
			     "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"project\":"
			     "\"%s\"},\"status\":{\"health\":{\"status\":"
			     "\"Degraded\",\"message\":\"%s\"}}}",
			     text, text, text)
			.bytes);
	CHECK_INT(read.batch.count, 1);
	CHECK(read.batch.items[0].identity.length <= 255);
	CHECK(door_label(&read, "project").length <= 200);
	CHECK_INT(door_annotation(&read, "description").length, 50000);
}

const struct test tests[] = {
	{ "health is an alert until it is Healthy",
	  health_is_an_alert_until_it_is_healthy },
	{ "the end of a sync is one change", the_end_of_a_sync_is_one_change },
	{ "what is wrong is named", what_is_wrong_is_named },
	{ "what is too much is cut", what_is_too_much_is_cut },
	{ 0 },
};
