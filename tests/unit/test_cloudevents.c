#include "door_fixture.h"
#include "face_fixture.h"

#include "sources/cloudevents.h"

#define STRUCTURED "Content-Type: application/cloudevents+json"
#define BATCH      "Content-Type: application/cloudevents-batch+json"
#define EVENT(type, id, rest) \
	"{\"specversion\":\"1.0\",\"source\":\"/m\",\"type\":\"" type "\",\"id\":\"" id \
	"\"" rest "}"

static struct delivery_read send_event(struct arena *arena, const char *header, str body)
{
	struct delivery_sent sent = { .source = "cloudevents",
				      .query = "",
				      .headers = { header } };

	return door_send(arena, &sent, body);
}

static void a_type_says_what_an_event_is(void)
{
	static const struct {
		const char *type;
		enum event_kind kind;
		bool ends;
		const char *change, *subject;
	} cases[] = {
		{ "com.example.disk.alert.raised", EVENT_ALERT, false, "other",
		  "com.example.disk.alert" },
		{ "com.example.disk.AlertResolved", EVENT_ALERT, true, "other",
		  "com.example.disk.alert" },
		{ "dev.cdevents.incident.detected.0.2.0", EVENT_ALERT, false, "other",
		  "dev.cdevents.incident" },
		{ "dev.cdevents.incident.resolved.0.3.1", EVENT_ALERT, true, "other",
		  "dev.cdevents.incident" },
		{ "dev.cdevents.service.rolledback.0.2.0", EVENT_CHANGE, false, "deploy",
		  "dev.cdevents.service.rolledback" },
		{ "com.example.config.changed", EVENT_CHANGE, false, "config",
		  "com.example.config.changed" },
		{ "com.example.FlagChanged", EVENT_CHANGE, false, "flag",
		  "com.example.flag.changed" },
		{ "com.example.heartbeat", EVENT_HEARTBEAT, false, "other",
		  "com.example.heartbeat" },
		{ "com.example.config.read", EVENT_OTHER, false, "config",
		  "com.example.config.read" },
		{ "com.example.alerting", EVENT_OTHER, false, "other",
		  "com.example.alerting" },
		{ "", EVENT_OTHER, false, "other", "" },
		{ "...", EVENT_OTHER, false, "other", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(1 << 20);
		struct event_type type = event_type_of(arena, str_of(cases[i].type));

		CHECK_CASE(type.kind == cases[i].kind, cases[i].type);
		CHECK_CASE(type.ends == cases[i].ends, cases[i].type);
		CHECK_STR_EQ(str_of(type.change), str_of(cases[i].change));
		CHECK_STR_EQ(type.subject, str_of(cases[i].subject));
	}
}

static void what_is_wrong_is_named_and_the_others_stay(void)
{
	static const struct {
		const char *event, *told;
	} cases[] = {
		{ "7", "the event must be an object" },
		{ "{}", "specversion must be 1.0" },
		{ "{\"specversion\":\"1.0\",\"source\":\"/m\",\"type\":\"a.alert\"}",
		  "id is missing" },
		{ "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"a.alert\"}",
		  "source is missing" },
		{ "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/m\"}",
		  "type is missing" },
		{ "{\"specversion\":\"1.0\",\"id\":[],\"source\":\"/m\",\"type\":\"t\"}",
		  "id is missing" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_event(
			arena, BATCH,
			arena_format(arena,
				     "[" EVENT("a.alert", "1",
					       "") ",%s," EVENT("b.alert", "2", "") "]",
				     cases[i].event));

		CHECK_INT(read.answer.status, 400);
		CHECK_CASE(read.batch.count == 2, cases[i].event);
		CHECK_STR_EQ(door_complaint(&read), str_of(cases[i].told));
	}
}

static void what_is_no_event_is_another_media_type(void)
{
	static const char *const types[] = {
		"Content-Type: application/json",
		"Content-Type: text/plain",
		"Content-Type: application/cloudevents+xml",
		"X: y",
	};

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);

		CHECK_INT(send_event(arena, types[i], STR(EVENT("a.alert", "1", "")))
				  .answer.status,
			  415);
	}
}

static void bad_bodies_are_refused(void)
{
	static const struct {
		const char *header, *body;
	} cases[] = {
		{ STRUCTURED, "" },
		{ STRUCTURED, "{\"specversion\":\"1.0\"" },
		{ STRUCTURED, "{\"id\":\"1\",\"id\":\"2\"}" },
		{ STRUCTURED, "[]" },
		{ BATCH, "{}" },
		{ BATCH, "[" EVENT("a.alert", "1", "") },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_event(arena, cases[i].header,
						       str_of(cases[i].body));

		CHECK_CASE(read.answer.status == 400, cases[i].body);
		CHECK(door_complaint(&read).length > 0);
	}
}

static void severity_makes_any_event_an_alert(void)
{
	static const struct {
		const char *extension, *severity;
	} cases[] = {
		{ ",\"severitytext\":\"FATAL\"", "critical" },
		{ ",\"severitytext\":\"warn\"", "warning" },
		{ ",\"severitynumber\":17", "error" },
		{ ",\"severitynumber\":9", "info" },
		{ ",\"severitytext\":\"sev1\"", "sev1" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_event(
			arena, STRUCTURED,
			arena_format(arena, EVENT("com.example.thing", "1", "%s"),
				     cases[i].extension));

		CHECK_STR_EQ(door_label(&read, "severity"), str_of(cases[i].severity));
	}
}

#define STATUS(word) ",\"subject\":\"x\",\"data\":{\"status\":\"" word "\"}"

static void an_end_may_be_said_by_its_data(void)
{
	static const char opens[] = EVENT("a.alert", "1", STATUS("open"));
	static const char ends[] = EVENT("a.alert", "2", STATUS("Resolved"));
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_event(
		arena, BATCH, arena_format(arena, "[%s,%s]", opens, ends));

	CHECK_INT(read.batch.count, 2);
	CHECK_STR_EQ(read.batch.items[0].identity, read.batch.items[1].identity);
	CHECK(read.batch.items[0].firing && !read.batch.items[1].firing);
}

static void large_and_odd_data_costs_no_alert(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct text body = text_new(arena, API_BODY_BYTES_MAX);
	struct delivery_read read;

	text_addf(
		&body,
		"{\"specversion\":\"1.0\",\"source\":\"/m\",\"type\":\"a.alert\","
		"\"id\":\"%08000d\",\"data\":{\"Team\":\"a\",\"team\":\"b\",\"x\\u0000\":"
		"\"\\u0000\",\"trace\":\"%050000d\"",
		1, 2);
	for (int i = 0; i < 10000; i++)
		text_addf(&body, ",\"l%d\":\"v\"", i);
	text_add(&body, STR("}}"));
	read = send_event(arena, STRUCTURED, text_of(&body));
	CHECK_INT(read.answer.status, 202);
	CHECK_INT(read.batch.count, 1);
	CHECK_INT(read.batch.items[0].identity.length, SHA256_HEX);
	CHECK_INT(door_annotation(&read, "trace").length, 50000);
	CHECK_STR(door_label(&read, "team"), "b");
}

/* -- with a server -- */

#define DOOR    "POST /hooks/cloudevents"
#define HEADERS STRUCTURED "\r\n"
#define FIRES \
	EVENT("a.alert.raised", "1", \
	      ",\"subject\":\"x\",\"time\":\"2026-11-21T06:00:00Z\"")
#define FIRES_AGAIN \
	EVENT("a.alert.raised", "3", \
	      ",\"subject\":\"x\",\"time\":\"2026-11-21T06:02:00Z\"")
#define ENDS \
	EVENT("a.alert.resolved", "2", \
	      ",\"subject\":\"x\",\"time\":\"2026-11-21T06:01:00Z\"")

static str state_of(struct served *f)
{
	const struct tree *alerts = tree_get(
		ask_local(f, "GET /api/v1/alert/list", "", "").tree, "alerts");

	return tree_count(alerts) == 1 ? tree_get_text(tree_nth(alerts, 0), "state")
				       : STR("(not one)");
}

SERVED(an_event_that_is_delivered_twice_is_one)
{
	static const char change[] = EVENT("a.deployed", "9", ",\"subject\":\"shop\"");
	int64_t before;

	CHECK_INT(ask(f, DOOR, HEADERS, ENDS).status, 202);
	CHECK_INT(ask(f, DOOR, HEADERS, FIRES).status, 202);
	CHECK_STR(state_of(f), "firing");
	CHECK_INT(ask(f, DOOR, HEADERS, ENDS).status, 202);
	CHECK_STR(state_of(f), "resolved");
	before = entries(f);
	CHECK_INT(ask(f, DOOR, HEADERS, FIRES).status, 202);
	CHECK_STR(state_of(f), "resolved");
	CHECK_INT(entries(f), before);
	CHECK_INT(ask(f, DOOR, HEADERS, FIRES_AGAIN).status, 202);
	CHECK_STR(state_of(f), "firing");
	CHECK_INT(ask(f, DOOR, HEADERS, change).status, 202);
	before = entries(f);
	CHECK_INT(ask(f, DOOR, HEADERS, change).status, 202);
	CHECK_INT(entries(f), before);
}

static void a_sender_may_ask_and_is_limited(void)
{
	struct arena *made = arena_new(1 << 20);
	struct served f;
	struct reply reply;

	setenv("TEST_CE_KEY", "cloudevents-key", 1);
	serve(&f, arena_format(made,
			       "%sdoor_keys:\n  - {name: ce, key_env: TEST_CE_KEY, "
			       "per_minute: 2}\n",
			       people_yaml)
			  .bytes);
	reply = ask(&f, "OPTIONS /hooks/cloudevents/cloudevents-key",
		    "WebHook-Request-Origin: events.example.com\r\n", "");
	CHECK_INT(reply.status, 200);
	CHECK_STR(header_of(&reply, "WebHook-Allowed-Origin"), "events.example.com");
	CHECK_STR(header_of(&reply, "WebHook-Allowed-Rate"), "2");
	CHECK_STR(header_of(&reply, "Allow"), "POST, OPTIONS");
	reply = ask(&f, "OPTIONS /hooks/cloudevents/another-key-1",
		    "WebHook-Request-Origin: events.example.com\r\n", "");
	CHECK_INT(reply.status, 401);
	CHECK_STR(header_of(&reply, "WebHook-Allowed-Origin"), "");
	CHECK_INT(ask(&f, "OPTIONS /hooks/grafana/cloudevents-key", "", "").status, 405);
	CHECK_INT(ask(&f, DOOR "/cloudevents-key", HEADERS, FIRES).status, 202);
	reply = ask(&f, DOOR "/cloudevents-key", HEADERS, FIRES);
	CHECK_INT(reply.status, 429);
	CHECK_STR(header_of(&reply, "Retry-After"), "60");
	unserve(&f);
	arena_free(made);
}

const struct test tests[] = {
	{ "a type says what an event is", a_type_says_what_an_event_is },
	{ "what is wrong is named and the others stay",
	  what_is_wrong_is_named_and_the_others_stay },
	{ "what is no event is another media type",
	  what_is_no_event_is_another_media_type },
	{ "bad bodies are refused", bad_bodies_are_refused },
	{ "severity makes any event an alert", severity_makes_any_event_an_alert },
	{ "an end may be said by its data", an_end_may_be_said_by_its_data },
	{ "large and odd data costs no alert", large_and_odd_data_costs_no_alert },
	{ "an event that is delivered twice is one",
	  an_event_that_is_delivered_twice_is_one },
	{ "a sender may ask and is limited", a_sender_may_ask_and_is_limited },
	{ 0 },
};
