/* The webhooks of Alertmanager and Grafana. */
#include "face_fixture.h"

enum { TEST_BYTES_MAX = 1 << 30, BODY_BYTES_MAX = 64 << 20 };

static const struct source *source_named(const char *name)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(name), all[i]->name))
			return all[i];
	return NULL;
}

/* A delivery without a server. */
struct sent {
	struct alert_batch batch;
	struct error error;
	bool is_read;
	struct door_answer answer;
};

static struct sent send_to(const char *name, struct arena *arena, str body)
{
	const struct source *source = source_named(name);
	struct door_call call = { .arena = arena,
				  .path = arena_format(arena, "/hooks/%s", name),
				  .body = body,
				  .now = 1795241314862 };
	struct sent sent = { 0 };

	sent.is_read = source->read(&call, &sent.batch, &sent.error);
	source->answer(&call, &sent.batch, sent.is_read ? NULL : &sent.error,
		       &sent.answer);
	return sent;
}

#define GROUP(alerts) "{\"version\":\"4\",\"alerts\":[" alerts "],\"truncatedAlerts\":0}"
#define GOOD          "{\"status\":\"firing\",\"labels\":{\"alertname\":\"Good\"}}"

static void a_bad_alert_is_told_and_its_neighbours_stay(void)
{
	static const struct {
		const char *alert, *reason;
	} cases[] = {
		{ "{\"labels\":{\"a\":\"b\"}}", "status must be firing or resolved" },
		{ "{\"status\":\"open\",\"labels\":{\"a\":\"b\"}}",
		  "status must be firing or resolved" },
		{ "{\"status\":\"firing\",\"status\":\"resolved\",\"labels\":{\"a\":"
		  "\"b\"}}",
		  "status occurs twice" },
		{ "{\"status\":7,\"labels\":{\"a\":\"b\"}}", "status must be text" },
		{ "{\"status\":\"firing\",\"labels\":{\"a\":\"b\",\"a\":\"c\"}}",
		  "labels.a occurs twice" },
		{ "{\"status\":\"firing\"}", "at least one label pair required" },
		{ "{\"status\":\"firing\",\"labels\":{\"\":\"b\"}}",
		  "invalid label set: invalid name \"\"" },
		{ "7", "an alert must be an object" },
		{ "[" GOOD "]", "an alert must be an object" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct sent sent = send_to(
			"alertmanager", arena,
			arena_format(arena, GROUP(GOOD ",%s," GOOD), cases[i].alert));

		CHECK_OK(sent.is_read, sent.error);
		CHECK_CASE(sent.batch.count == 2 && sent.batch.faults.count == 1,
			   cases[i].alert);
		CHECK_INT(sent.answer.status, 400);
		if (sent.batch.faults.count != 1)
			continue;
		CHECK_INT(sent.batch.faults.items[0].index, 1);
		CHECK_STR_EQ(sent.batch.faults.items[0].reason, str_of(cases[i].reason));
	}
}

static void what_is_no_notification_is_refused_with_a_word(void)
{
	static const struct {
		const char *body, *told;
	} cases[] = {
		{ "{}", "it has no list 'alerts'" },
		{ "{\"version\":\"4\",\"groupLabels\":{\"alerts\":[]}}",
		  "it has no list 'alerts'" },
		{ "{\"alerts\":{}}", "alerts must be a list" },
		{ "{\"alerts\":\"none\"}", "alerts must be a list" },
		{ "{\"alerts\":7}", "alerts must be a list" },
		{ "7", "must be a notification" },
		{ "\"x\"", "must be a notification" },
		{ "", "" },
		{ "{nope", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct sent sent = send_to("grafana", arena, str_of(cases[i].body));

		CHECK_CASE(!sent.is_read, cases[i].body);
		CHECK_CASE(str_contains(str_of(sent.error.text), str_of(cases[i].told)),
			   cases[i].body);
		CHECK_INT(sent.answer.status, 400);
	}
}

static void what_may_be_missing_or_odd_costs_nothing(void)
{
	static const struct {
		const char *body;
		size_t count;
	} cases[] = {
		{ "{\"alerts\":[]}", 0 },
		{ "{\"alerts\":null}", 0 },
		{ GROUP(GOOD), 1 },
		{ "[" GOOD "]", 1 },
		{ "{\"alerts\":[" GOOD "],\"x\":{\"alerts\":[7,[{}]]},\"y\":[" GOOD "]}",
		  1 },
		/* Names that differ by case are two; any UTF-8 may be one. */
		{ GROUP("{\"status\":\"firing\",\"labels\":{\"Team\":\"a\",\"team\":"
			"\"b\","
			"\"service.name\":\"c\",\"z\xc3\xb6ne\":\"d\"}}"),
		  1 },
		{ GROUP("{\"status\":\"firing\",\"labels\":{\"a\":\"b\"},\"values\":7,"
			"\"valueString\":[],\"imageURL\":\"\\u0000\"}"),
		  1 },
		{ GROUP("{\"status\":\"firing\",\"labels\":{\"a\":\"b\"},\"values\":{"
			"\"A\":\"x\",\"B\":{},\"C\":null,\"D\":true}}"),
		  1 },
		/* An end before the beginning is two clocks. */
		{ GROUP("{\"status\":\"resolved\",\"labels\":{\"a\":\"b\"},\"startsAt\":"
			"\"2026-11-22T06:08:34Z\",\"endsAt\":\"2026-11-21T06:08:34Z\"}"),
		  1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct sent sent = send_to("alertmanager", arena, str_of(cases[i].body));

		CHECK_OK(sent.is_read, sent.error);
		CHECK_CASE(sent.batch.count == cases[i].count, cases[i].body);
		CHECK_CASE(sent.batch.faults.count == 0, cases[i].body);
		CHECK_INT(sent.answer.status, 200);
	}
}

static void status_and_not_ends_at_decides(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = send_to(
		"alertmanager", arena,
		STR(GROUP("{\"status\":\"firing\",\"labels\":{\"a\":\"b\"},\"endsAt\":"
			  "\"2026-11-20T06:08:34Z\"},{\"status\":\"resolved\",\"labels\":"
			  "{\"a\":\"c\"},\"endsAt\":\"2026-11-22T06:08:34Z\"}")));
	const struct alert_fact *facts = sent.batch.items;

	CHECK_INT(sent.batch.count, 2);
	if (sent.batch.count != 2)
		return;
	CHECK(facts[0].firing && facts[0].is_said_once);
	CHECK_INT(facts[0].ends_at, 0);
	CHECK(!facts[1].firing);
}

static void alerts_that_were_left_out_are_told_of(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = send_to("alertmanager", arena,
				   STR("{\"truncatedAlerts\":7,\"alerts\":[" GOOD "]}"));

	CHECK_INT(sent.batch.count, 1);
	CHECK(str_starts_with(
		labels_get(&sent.batch.items[0].annotations, "truncated_alerts"),
		STR("7 more alerts of this group were not sent")));
	CHECK_INT(sent.answer.status, 200);
}

static str group_of(struct arena *arena, size_t count)
{
	struct text text = text_new(arena, BODY_BYTES_MAX);

	text_add(&text,
		 STR("{\"receiver\":\"stanch\",\"status\":\"firing\",\"alerts\":["));
	for (size_t i = 0; i < count; i++)
		text_addf(
			&text,
			"%s{\"status\":\"firing\",\"labels\":{\"alertname\":\"PodDown\","
			"\"pod\":\"order-service-%zu\"},\"annotations\":{\"description\":"
			"\"%0900zu\"},\"startsAt\":\"2026-11-21T06:08:34.862Z\","
			"\"endsAt\":\"0001-01-01T00:00:00Z\"}",
			i > 0 ? "," : "", i, i);
	text_add(&text, STR("],\"version\":\"4\",\"truncatedAlerts\":0}"));
	return text_of(&text);
}

/* What is kept points into the body: a tree of it would take ten times as much. */
static void thirty_thousand_alerts_are_read_as_a_stream(void)
{
	scoped_arena bodies = arena_new(TEST_BYTES_MAX);
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str body = group_of(bodies, 30000);
	struct sent sent = send_to("alertmanager", arena, body);

	CHECK(body.length > 30 << 20);
	CHECK_INT(sent.batch.count, 30000);
	CHECK_INT(sent.answer.status, 200);
	CHECK(arena_held_bytes(arena) < 24 << 20);
}

static void of_a_broken_body_the_alerts_before_it_stay(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str body = group_of(arena, 10);

	for (size_t length = 0; length < body.length; length += 97) {
		scoped_arena own = arena_new(TEST_BYTES_MAX);
		struct sent sent = send_to("alertmanager", own,
					   str_slice(body, 0, length));

		CHECK_INT(sent.answer.status, 400);
		CHECK(sent.is_read == (sent.batch.count > 0));
		CHECK(sent.batch.count + 1 >= length / 1100);
	}
}

static void large_annotations_stay_and_too_many_labels_are_a_fault(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text body = text_new(arena, BODY_BYTES_MAX);
	struct sent sent;

	text_addf(&body,
		  "{\"alerts\":[{\"status\":\"firing\",\"labels\":{\"a\":\"b\"},"
		  "\"annotations\":{\"trace\":\"%050000d\"}},{\"status\":\"firing\","
		  "\"labels\":{\"a\":\"b\"",
		  7);
	for (int i = 0; i < 10000; i++)
		text_addf(&body, ",\"l%d\":\"v\"", i);
	text_add(&body, STR("}}]}"));
	sent = send_to("grafana", arena, text_of(&body));
	CHECK_INT(sent.batch.count, 1);
	CHECK_INT(sent.batch.faults.count, 1);
	CHECK_INT(labels_get(&sent.batch.items[0].annotations, "trace").length, 50000);
	CHECK_STR(sent.batch.faults.items[0].reason, "labels has more than 128 pairs");
}

/* -- with a server -- */

#define HOOK "POST /hooks/alertmanager"

static const struct tree *alerts_of(struct served *f)
{
	return tree_get(ask_local(f, "GET /api/v1/alert/list", "", "").tree, "alerts");
}

static str state_of(struct served *f, size_t nth)
{
	return tree_get_text(tree_nth(alerts_of(f), nth), "state");
}

#define DISK(status) \
	"{\"status\":\"" status "\",\"labels\":{\"alertname\":\"DiskFull\"," \
	"\"service\":\"db\"},\"startsAt\":\"2026-11-21T06:08:34.862Z\"}"

SERVED(the_same_alert_from_prometheus_and_alertmanager_is_one)
{
	static const char pushed[] = "[{\"labels\":{\"service\":\"db\",\"alertname\":"
				     "\"DiskFull\"},\"startsAt\":"
				     "\"2026-11-21T06:08:34.862Z\"}]";
	int64_t after;

	CHECK_INT(ask(f, "POST /api/v2/alerts", "", pushed).status, 200);
	after = entries(f);
	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("firing"))).status, 200);
	CHECK_INT(ask(f, "POST /api/v2/alerts", "", pushed).status, 200);
	CHECK_INT(ask(f, "POST /hooks/grafana", "", GROUP(DISK("firing"))).status, 200);
	CHECK_INT(tree_count(alerts_of(f)), 1);
	/* The others said nothing new. */
	CHECK_INT(entries(f), after);
	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("resolved"))).status, 200);
	CHECK_STR(state_of(f, 0), "resolved");
}

SERVED(who_is_missing_in_a_later_notification_goes_on)
{
	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("firing") "," GOOD)).status, 200);
	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("resolved"))).status, 200);
	CHECK_INT(tree_count(alerts_of(f)), 2);
	CHECK(!str_equal(state_of(f, 0), state_of(f, 1)));
}

/* A group is sent whole whenever one of its alerts changes. */
SERVED(a_repeat_after_the_incident_was_dismissed_opens_no_other)
{
	static const char all[] = "GET /api/v1/incident/list?all=true";

	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("firing"))).status, 200);
	CHECK_INT(ask_local(f, "POST /api/v1/incident/dismiss", "X-Stanch-As: rita\r\n",
			    "{\"incident\":\"last\",\"reason\":\"a test\"}")
			  .status,
		  200);
	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("firing"))).status, 200);
	CHECK_INT(tree_count(tree_get(ask_local(f, all, "", "").tree, "incidents")), 1);
	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("resolved"))).status, 200);
	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("firing"))).status, 200);
	CHECK_INT(tree_count(tree_get(ask_local(f, all, "", "").tree, "incidents")), 2);
}

SERVED(an_end_before_its_beginning_asks_nothing_of_anybody)
{
	CHECK_INT(ask(f, HOOK, "", GROUP(DISK("resolved"))).status, 200);
	CHECK_INT(tree_count(tree_get(
			  ask_local(f, "GET /api/v1/incident/list?all=true", "", "").tree,
			  "incidents")),
		  0);
}

static void serve_with_keys(struct served *f, struct arena *made)
{
	setenv("TEST_AM_KEY", "alertmanager-key", 1);
	setenv("TEST_GRAFANA_KEY", "grafana-key-2", 1);
	setenv("TEST_GRAFANA_SECRET", "grafana-secret-2", 1);
	serve(f, arena_format(made,
			      "%sdoor_keys:\n"
			      "  - {name: am, key_env: TEST_AM_KEY, per_minute: 1}\n"
			      "  - {name: grafana, key_env: TEST_GRAFANA_KEY, "
			      "secret_env: TEST_GRAFANA_SECRET, for: [grafana]}\n",
			      people_yaml)
			 .bytes);
}

static void only_who_repeats_is_limited(void)
{
	static const char key[] = "Authorization: Bearer alertmanager-key\r\n";
	struct arena *made = arena_new(1 << 20);
	struct served f;
	struct reply reply;

	serve_with_keys(&f, made);
	CHECK_INT(ask(&f, HOOK, key, GROUP(GOOD)).status, 200);
	reply = ask(&f, HOOK "/alertmanager-key", "", GROUP(DISK("firing")));
	CHECK_INT(reply.status, 503);
	CHECK_STR(header_of(&reply, "Retry-After"), "60");
	CHECK_INT(tree_count(alerts_of(&f)), 1);
	for (int i = 0; i < 3; i++) {
		CHECK_INT(ask(&f, "POST /api/v2/alerts", key, "[]").status, 200);
		CHECK_INT(ask(&f, "POST /hooks/grafana", key, GROUP(GOOD)).status, 200);
	}
	unserve(&f);
	arena_free(made);
}

static const char *signature(struct arena *arena, const char *text)
{
	return sha256_hex(arena, sha256_hmac(STR("grafana-secret-2"), str_of(text)))
		.bytes;
}

static void what_grafana_signs_is_checked(void)
{
	static const char body[] = GROUP(GOOD);
	struct arena *made = arena_new(1 << 20);
	struct served f;
	const char *plain = signature(made, body);
	const char *timed = signature(made, "1795241314:" GROUP(GOOD));
	const struct {
		const char *signature, *at;
		int status;
	} cases[] = {
		{ plain, "", 200 },
		{ timed, "X-Grafana-Alerting-Timestamp: 1795241314\r\n", 200 },
		{ plain, "X-Grafana-Alerting-Timestamp: 1795241314\r\n", 401 },
		{ timed, "", 401 },
		{ "", "", 401 },
		{ "00", "", 401 },
		{ signature(made, GROUP("")), "", 401 },
	};

	serve_with_keys(&f, made);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		str headers = arena_format(made, "X-Grafana-Alerting-Signature: %s\r\n%s",
					   cases[i].signature, cases[i].at);

		CHECK_INT(
			ask(&f, "POST /hooks/grafana/grafana-key-2", headers.bytes, body)
				.status,
			cases[i].status);
	}
	unserve(&f);
	arena_free(made);
}

const struct test tests[] = {
	{ "a bad alert is told and its neighbours stay",
	  a_bad_alert_is_told_and_its_neighbours_stay },
	{ "what is no notification is refused with a word",
	  what_is_no_notification_is_refused_with_a_word },
	{ "what may be missing or odd costs nothing",
	  what_may_be_missing_or_odd_costs_nothing },
	{ "status and not endsAt decides", status_and_not_ends_at_decides },
	{ "alerts that were left out are told of",
	  alerts_that_were_left_out_are_told_of },
	{ "thirty thousand alerts are read as a stream",
	  thirty_thousand_alerts_are_read_as_a_stream },
	{ "of a broken body the alerts before it stay",
	  of_a_broken_body_the_alerts_before_it_stay },
	{ "large annotations stay and too many labels are a fault",
	  large_annotations_stay_and_too_many_labels_are_a_fault },
	{ "the same alert from Prometheus and Alertmanager is one",
	  the_same_alert_from_prometheus_and_alertmanager_is_one },
	{ "who is missing in a later notification goes on",
	  who_is_missing_in_a_later_notification_goes_on },
	{ "a repeat after the incident was dismissed opens no other",
	  a_repeat_after_the_incident_was_dismissed_opens_no_other },
	{ "an end before its beginning asks nothing of anybody",
	  an_end_before_its_beginning_asks_nothing_of_anybody },
	{ "only who repeats is limited", only_who_repeats_is_limited },
	{ "what Grafana signs is checked", what_grafana_signs_is_checked },
	{ 0 },
};
