#include "face_fixture.h"

enum { TEST_BYTES_MAX = 256 << 20 };

static const instant_ms now = 1795241314862; /* 2026-11-21T06:08:34.862Z */

static const struct source *source(void)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(STR("pagerduty"), all[i]->name))
			return all[i];
	return NULL;
}

/* An event on its way in, without a server. */
struct sent {
	struct arena *arena;
	struct alert_batch batch;
	struct error error;
	bool is_read;
	struct door_answer answer;
	const struct tree *said;
};

static struct sent send_event(struct arena *arena, const char *path, str body)
{
	struct door_call call = {
		.arena = arena, .path = str_of(path), .body = body, .now = now
	};
	struct sent sent = { .arena = arena };
	struct error error;

	sent.is_read = source()->read(&call, &sent.batch, &sent.error);
	source()->answer(&call, &sent.batch, sent.is_read ? NULL : &sent.error,
			 &sent.answer);
	sent.said = json_parse(arena, sent.answer.body, &error);
	CHECK_OK(sent.said, error);
	return sent;
}

static str label(const struct sent *sent, const char *name)
{
	return sent->batch.count == 1 ? labels_get(&sent->batch.items[0].labels, name)
				      : STR("(no alert)");
}

static str annotation(const struct sent *sent, const char *name)
{
	return sent->batch.count == 1
		       ? labels_get(&sent->batch.items[0].annotations, name)
		       : STR("(no alert)");
}

static void a_trigger_becomes_an_alert(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = send_event(
		arena, "/v2/enqueue",
		STR("{\"routing_key\":\"k\",\"event_action\":\"trigger\","
		    "\"dedup_key\":\"db1/disk\",\"client\":\"Nagios\","
		    "\"client_url\":\"https://nagios/db1\","
		    "\"links\":[{\"href\":\"https://wiki/disk\",\"text\":\"Runbook\"},"
		    "{\"href\":\"https://wiki/all\"}],"
		    "\"images\":[{\"src\":\"https://graph/1.png\",\"alt\":\"disk\"}],"
		    "\"payload\":{\"summary\":\"Disk full on db1\",\"source\":\"db1\","
		    "\"severity\":\"Critical\",\"component\":\"postgres\","
		    "\"group\":\"orders\",\"class\":\"DiskFull\","
		    "\"timestamp\":\"2026-11-21T06:00:00.000Z\","
		    "\"custom_details\":{\"env\":\"prod\",\"ping time\":\"15ms\","
		    "\"load\":0.75,\"disks\":[\"a\",\"b\"],\"none\":null}}}"));

	CHECK_INT(sent.answer.status, 202);
	CHECK_STR(sent.answer.body,
		  "{\"status\":\"success\",\"message\":\"Event processed\","
		  "\"dedup_key\":\"db1/disk\"}");
	CHECK_STR(sent.batch.said_key, "k");
	CHECK_INT(sent.batch.count, 1);
	CHECK(sent.batch.items[0].firing && sent.batch.items[0].is_said_once);
	CHECK_STR(sent.batch.items[0].identity, "db1/disk");
	CHECK_INT(sent.batch.items[0].starts_at, now - 514862);
	CHECK_STR(sent.batch.items[0].generator_url, "https://nagios/db1");
	CHECK_STR(label(&sent, "alertname"), "DiskFull");
	CHECK_STR(label(&sent, "class"), "DiskFull");
	CHECK_STR(label(&sent, "service"), "postgres");
	CHECK_STR(label(&sent, "component"), "postgres");
	CHECK_STR(label(&sent, "group"), "orders");
	CHECK_STR(label(&sent, "source"), "db1");
	CHECK_STR(label(&sent, "severity"), "critical");
	CHECK_STR(label(&sent, "env"), "prod");
	CHECK_INT(sent.batch.items[0].labels.count, 8);
	CHECK_STR(annotation(&sent, "summary"), "Disk full on db1");
	CHECK_STR(annotation(&sent, "client"), "Nagios");
	CHECK_STR(annotation(&sent, "links"),
		  "Runbook: https://wiki/disk\nhttps://wiki/all");
	CHECK_STR(annotation(&sent, "images"), "disk: https://graph/1.png");
	CHECK_STR(annotation(&sent, "ping time"), "15ms");
	CHECK_STR(annotation(&sent, "load"), "0.75");
	CHECK_STR(annotation(&sent, "custom_details"), "{\"disks\":[\"a\",\"b\"]}");
}

#define TRIGGER(extra) \
	"{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"s\",\"source\":\"h\"," \
	"\"severity\":\"error\"" extra "}}"

static void a_key_is_made_when_none_is_said(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent one = send_event(arena, "/v2/enqueue", STR(TRIGGER("")));
	struct sent two = send_event(arena, "/v2/enqueue", STR(TRIGGER("")));

	CHECK_INT(one.answer.status, 202);
	CHECK_INT(tree_get_text(one.said, "dedup_key").length, 32);
	CHECK_STR_EQ(one.batch.items[0].identity, tree_get_text(one.said, "dedup_key"));
	CHECK(!str_equal(one.batch.reply, two.batch.reply));
	CHECK_STR(label(&one, "alertname"), "h");
	CHECK_STR(label(&one, "service"), "h");
}

static void acknowledge_and_resolve_need_the_key_and_nothing_else(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = send_event(
		arena, "/v2/enqueue",
		STR("{\"event_action\":\"resolve\",\"dedup_key\":\"a\","
		    "\"payload\":7}"));

	CHECK_INT(sent.answer.status, 202);
	CHECK_INT(sent.batch.count, 1);
	CHECK(!sent.batch.items[0].firing);
	CHECK_INT(sent.batch.items[0].labels.count, 0);
	sent = send_event(arena, "/v2/enqueue",
			  STR("{\"event_action\":\"acknowledge\",\"dedup_key\":\"a\"}"));
	CHECK_INT(sent.answer.status, 202);
	CHECK_INT(sent.batch.count, 0);
	CHECK_INT(sent.batch.acts.count, 1);
	CHECK(sent.batch.acts.items[0].kind == ACT_ACKNOWLEDGE);
	CHECK_STR(sent.batch.acts.items[0].identity, "a");
}

/* What the alerts of the group share, and the worse of the two severities: whoever
 * has Alertmanager send to a paging service wants somebody paged. */
static void an_alertmanagers_group_is_looked_into(void)
{
	static const struct {
		const char *firing, *service, *severity, *alertname;
	} cases[] = {
		{ "\"Labels:\\n - alertname = A\\n - service = pay\\n - severity = "
		  "critical\\nAnnotations:\\n - x = one\\ntwo\\nSource: u\\n\"",
		  "pay", "critical", "A" },
		{ "\"Labels:\\n - alertname = A\\n - service = pay\\n - severity = "
		  "warning\\nAnnotations:\\nSource: u\\nLabels:\\n - alertname = B\\n "
		  "- service = pay\\nAnnotations:\\nSource: \\n\"",
		  "pay", "error", "pay" },
		{ "[{\"labels\":{\"alertname\":\"A\",\"service\":\"pay\",\"severity\":"
		  "\"critical\"}},{\"labels\":{\"alertname\":\"A\",\"service\":\"x\","
		  "\"severity\":\"critical\"}}]",
		  "", "critical", "A" },
		{ "\"\"", "Alertmanager", "error", "Alertmanager" },
		{ "[7,{\"labels\":[]},null]", "Alertmanager", "error", "Alertmanager" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct sent sent = send_event(
			arena, "/v2/enqueue",
			arena_format(arena,
				     "{\"event_action\":\"trigger\",\"payload\":{"
				     "\"summary\":\"s\",\"source\":\"Alertmanager\","
				     "\"severity\":\"error\",\"custom_details\":{"
				     "\"firing\":%s}}}",
				     cases[i].firing));

		CHECK_STR_EQ(label(&sent, "service"), str_of(cases[i].service));
		CHECK_STR_EQ(label(&sent, "severity"), str_of(cases[i].severity));
		CHECK_STR_EQ(label(&sent, "alertname"), str_of(cases[i].alertname));
		if (i == 0)
			CHECK_STR(annotation(&sent, "x"), "one\ntwo");
	}
}

static void what_is_wrong_is_named(void)
{
	static const struct {
		const char *body, *told;
	} cases[] = {
		{ "", "the event is no JSON" },
		{ "{", "the event is no JSON" },
		{ "[]", "the event must be an object, not a list" },
		{ "{}", "event_action is missing" },
		{ "{\"event_action\":7}", "event_action must be text" },
		{ "{\"event_action\":\"explode\",\"dedup_key\":\"a\"}",
		  "event_action must be trigger, acknowledge or resolve" },
		{ "{\"event_action\":\"resolve\"}", "dedup_key is missing" },
		{ "{\"event_action\":\"resolve\",\"dedup_key\":[]}",
		  "dedup_key must be text" },
		{ "{\"event_action\":\"resolve\",\"dedup_key\":\"a\\u0000b\"}",
		  "dedup_key holds a NUL character" },
		{ "{\"event_action\":\"trigger\"}", "payload is missing" },
		{ "{\"event_action\":\"trigger\",\"payload\":\"x\"}",
		  "payload must be an object" },
		{ "{\"event_action\":\"trigger\",\"payload\":{\"source\":\"h\","
		  "\"severity\":\"info\"}}",
		  "payload.summary is missing" },
		{ "{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"s\","
		  "\"source\":null,\"severity\":\"info\"}}",
		  "payload.source is missing" },
		{ "{\"event_action\":\"trigger\",\"payload\":{\"summary\":{},"
		  "\"source\":\"h\",\"severity\":\"info\"}}",
		  "payload.summary must be text" },
		{ "{\"event_action\":\"trigger\",\"payload\":{\"summary\":\" \","
		  "\"source\":\"h\",\"severity\":\"info\"}}",
		  "payload.summary is empty" },
		{ "{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"s\","
		  "\"source\":\"h\",\"severity\":\"fatal\"}}",
		  "payload.severity must be critical, error, warning or info" },
		{ "{\"event_action\":\"trigger\",\"event_action\":\"resolve\"}",
		  "event_action" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct sent sent = send_event(arena, "/v2/enqueue",
					      str_of(cases[i].body));
		const struct tree *errors = tree_get(sent.said, "errors");

		CHECK_CASE(sent.answer.status == 400, cases[i].body);
		CHECK_STR(tree_get_text(sent.said, "status"), "invalid event");
		CHECK_CASE(tree_count(errors) > 0 &&
				   str_contains(tree_nth(errors, 0)->text,
						str_of(cases[i].told)),
			   cases[i].body);
		CHECK_INT(sent.batch.count + sent.batch.acts.count, 0);
	}
}

static void a_long_key_is_refused_since_it_must_be_whole(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	char key[256];
	struct sent sent;

	memset(key, 'k', sizeof(key));
	sent = send_event(arena, "/v2/enqueue",
			  arena_format(arena,
				       "{\"event_action\":\"resolve\",\"dedup_key\":\""
				       "%.*s\"}",
				       (int)sizeof(key), key));
	CHECK_INT(sent.answer.status, 400);
	sent = send_event(arena, "/v2/enqueue",
			  arena_format(arena,
				       "{\"event_action\":\"resolve\",\"dedup_key\":\""
				       "%.*s\"}",
				       (int)sizeof(key) - 1, key));
	CHECK_INT(sent.answer.status, 202);
}

static void what_is_large_loses_nothing_without_a_word(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text body = text_new(arena, EVENT_BODY_BYTES_MAX);
	struct sent sent;

	text_add(&body, STR("{\"event_action\":\"trigger\",\"payload\":{\"summary\":\""));
	for (int i = 0; i < 50000; i++)
		text_add_char(&body, 'x');
	text_add(&body, STR("\",\"source\":\""));
	for (int i = 0; i < 50000; i++)
		text_add_char(&body, 'y');
	text_add(&body, STR("\",\"severity\":\"info\",\"custom_details\":{\"a\":0"));
	for (int i = 0; i < 10000; i++)
		text_addf(&body, ",\"detail %d\":\"value %d\"", i, i);
	text_add(&body, STR("}}}"));
	sent = send_event(arena, "/v2/enqueue", text_of(&body));

	CHECK_INT(sent.answer.status, 202);
	CHECK_INT(annotation(&sent, "summary").length, 50000);
	CHECK_INT(annotation(&sent, "source").length, 50000);
	CHECK(label(&sent, "source").length <= LABEL_VALUE_BYTES_MAX);
	CHECK(str_ends_with(label(&sent, "source"), STR("more bytes were cut)")));
	CHECK_STR(annotation(&sent, "detail 7"), "value 7");
	CHECK(sent.batch.items[0].annotations.count <= LABELS_PER_ALERT_MAX);
	CHECK(str_contains(annotation(&sent, "custom_details"),
			   STR("\"detail 70\":\"value 70\"")));
	CHECK(str_ends_with(annotation(&sent, "custom_details"),
			    STR("more bytes were cut)")));
}

static void a_nul_in_a_text_does_not_cost_the_page(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = send_event(
		arena, "/v2/enqueue",
		STR(TRIGGER(",\"class\":\"a\\u0000b\",\"custom_details\":{\"x\\u0000\":"
			    "\"1\",\"y\":\"\\u0000\"}")));

	CHECK_INT(sent.answer.status, 202);
	CHECK_STR(label(&sent, "class"), "a\xef\xbf\xbd"
					 "b");
	CHECK_STR(annotation(&sent, "y"), "\xef\xbf\xbd");
	CHECK_STR(annotation(&sent, "custom_details"), "{\"x\\u0000\":\"1\"}");
}

static void a_time_that_is_none_or_ahead_is_told_and_not_believed(void)
{
	static const char *const times[] = { "yesterday", "2026-11-22T06:08:34Z", "" };

	for (size_t i = 0; i < COUNT_OF(times); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct sent sent = send_event(
			arena, "/v2/enqueue",
			arena_format(arena, TRIGGER(",\"timestamp\":\"%s\""), times[i]));

		CHECK_INT(sent.answer.status, 202);
		CHECK_INT(sent.batch.items[0].starts_at, 0);
		CHECK_STR_EQ(annotation(&sent, "timestamp"), str_of(times[i]));
	}
}

static void a_change_is_a_change(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str body = STR("{\"routing_key\":\"k\",\"payload\":{\"summary\":\"Deploy v7\","
		       "\"source\":\"ci\",\"timestamp\":\"2026-11-21T06:00:00Z\","
		       "\"custom_details\":{\"service\":\"pay\",\"kind\":\"deploy\","
		       "\"author\":\"dana\",\"version\":\"v7\","
		       "\"irreversible\":\"drops a "
		       "column\"}},\"links\":[{\"href\":\"https://ci/7\"}]}");
	struct sent sent = send_event(arena, "/v2/change/enqueue", body);
	struct change change;

	CHECK_INT(sent.answer.status, 202);
	CHECK_STR(sent.answer.body, "{\"status\":\"success\",\"message\":\"Change event "
				    "processed\"}");
	CHECK_INT(sent.batch.changes.count, 1);
	if (sent.batch.changes.count != 1)
		return;
	change = sent.batch.changes.items[0];
	CHECK_STR(change.title, "Deploy v7");
	CHECK_STR(change.service, "pay");
	CHECK_STR(change.kind, "deploy");
	CHECK_STR(change.author, "dana");
	CHECK_STR(change.revision, "v7");
	CHECK_STR(change.irreversible, "drops a column");
	CHECK_STR(change.url, "https://ci/7");
	CHECK_INT(change.at, now - 514862);
	CHECK_INT(change.source_id.length, SHA256_HEX);
	sent = send_event(arena, "/v2/change/enqueue",
			  STR("{\"payload\":{\"summary\":\"a\",\"source\":\"ci\"}}"));
	CHECK_STR(sent.batch.changes.items[0].service, "ci");
	CHECK_STR(sent.batch.changes.items[0].source_id, "");
	sent = send_event(arena, "/v2/change/enqueue", STR("{\"payload\":{}}"));
	CHECK_INT(sent.answer.status, 400);
}

static void its_predecessor_is_understood(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	static const char path[] = "/generic/2010-04-15/create_event.json";
	struct sent sent = send_event(
		arena, path,
		STR("{\"service_key\":\"k\",\"event_type\":\"trigger\","
		    "\"incident_key\":\"a\",\"description\":\"Down\","
		    "\"client\":\"Monit\",\"details\":{\"service\":\"pay\"}}"));

	CHECK_INT(sent.answer.status, 200);
	CHECK_STR(sent.answer.body,
		  "{\"status\":\"success\",\"message\":\"Event processed\","
		  "\"incident_key\":\"a\"}");
	CHECK_STR(sent.batch.said_key, "k");
	CHECK_STR(label(&sent, "service"), "pay");
	CHECK_STR(label(&sent, "source"), "Monit");
	CHECK_STR(annotation(&sent, "summary"), "Down");
	sent = send_event(arena, path,
			  STR("{\"event_type\":\"resolve\",\"incident_key\":\"a\"}"));
	CHECK_INT(sent.batch.count, 1);
	sent = send_event(arena, path,
			  STR("{\"event_type\":\"trigger\",\"incident_key\":\"a\"}"));
	CHECK_INT(sent.answer.status, 400);
}

static void failures_are_answered_as_clients_repeat_them(void)
{
	static const struct {
		enum error_kind kind;
		int status;
		const char *word;
	} cases[] = {
		{ ERROR_UNAUTHENTICATED, 400, "invalid event" },
		{ ERROR_FORBIDDEN, 403, "invalid event" },
		{ ERROR_TOO_LARGE, 413, "invalid event" },
		{ ERROR_LIMITED, 429, "throttle exceeded" },
		{ ERROR_UNAVAILABLE, 503, "internal error" },
		{ ERROR_INTERNAL, 500, "internal error" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct door_call call = { .arena = arena, .path = STR("/v2/enqueue") };
		struct alert_batch batch = { 0 };
		struct error error = { .kind = cases[i].kind, .text = "why" };
		struct door_answer answer = { 0 };
		const struct tree *said;

		source()->answer(&call, &batch, &error, &answer);
		said = json_parse(arena, answer.body, &error);
		CHECK_INT(answer.status, cases[i].status);
		CHECK_STR_EQ(tree_get_text(said, "status"), str_of(cases[i].word));
		CHECK_STR(tree_nth(tree_get(said, "errors"), 0)->text, "why");
	}
}

/* -- with a server -- */

#define ENQUEUE "POST /v2/enqueue"

static struct reply act(struct served *f, const char *action, const char *key,
			const char *rest)
{
	return ask(f, ENQUEUE, "",
		   arena_format(f->arena,
				"{\"routing_key\":\"pagerduty-key\",\"event_action\":\""
				"%s\",\"dedup_key\":\"%s\"%s}",
				action, key, rest)
			   .bytes);
}

#define PAYLOAD(severity) \
	",\"payload\":{\"summary\":\"Disk full\",\"source\":\"db1\"," \
	"\"severity\":\"" severity "\"}"

static const struct tree *alerts_of(struct served *f)
{
	return tree_get(ask_local(f, "GET /api/v1/alert/list", "", "").tree, "alerts");
}

static size_t incident_count(struct served *f)
{
	return tree_count(
		tree_get(ask_local(f, "GET /api/v1/incident/list?all=true", "", "").tree,
			 "incidents"));
}

SERVED(trigger_and_resolve_are_one_alert)
{
	struct reply reply = act(f, "resolve", "k1", "");
	int64_t before;

	CHECK_INT(reply.status, 202);
	CHECK_INT(tree_count(alerts_of(f)), 0);
	CHECK_INT(act(f, "acknowledge", "k1", "").status, 202);
	CHECK_INT(act(f, "trigger", "k1", PAYLOAD("critical")).status, 202);
	CHECK_INT(tree_count(alerts_of(f)), 1);
	CHECK_INT(incident_count(f), 1);
	before = entries(f);
	/* The same again says nothing new. */
	CHECK_INT(act(f, "trigger", "k1", PAYLOAD("critical")).status, 202);
	CHECK_INT(entries(f), before);
	/* Nobody lent this sender a word. */
	CHECK_INT(act(f, "acknowledge", "k1", "").status, 202);
	CHECK(str_contains(ask_local(f, "GET /api/v1/alert/explain?id=1", "", "").body,
			   STR("paging goes on")));
	CHECK_INT(act(f, "resolve", "k1", "").status, 202);
	CHECK_STR(tree_get_text(tree_nth(alerts_of(f), 0), "state"), "resolved");
	before = entries(f);
	CHECK_INT(act(f, "resolve", "k1", "").status, 202);
	CHECK_INT(entries(f), before);
	CHECK_INT(act(f, "trigger", "k1", PAYLOAD("critical")).status, 202);
	CHECK_STR(tree_get_text(tree_nth(alerts_of(f), 0), "state"), "firing");
	CHECK_INT(tree_count(alerts_of(f)), 1);
}

/* The alert is still open at its sender's, the incident is over here. */
SERVED(a_trigger_after_the_incident_was_over_opens_another)
{
	CHECK_INT(act(f, "trigger", "k1", PAYLOAD("critical")).status, 202);
	CHECK_INT(ask_local(f, "POST /api/v1/incident/dismiss", "X-Stanch-As: rita\r\n",
			    "{\"incident\":\"last\",\"reason\":\"a test\"}")
			  .status,
		  200);
	CHECK_INT(incident_count(f), 1);
	CHECK_INT(act(f, "trigger", "k1", PAYLOAD("critical")).status, 202);
	CHECK_INT(incident_count(f), 2);
	CHECK_INT(tree_count(alerts_of(f)), 1);
}

static void the_key_is_in_the_body_and_may_lend_a_persons_word(void)
{
	struct arena *made = arena_new(1 << 20);
	struct served f;

	setenv("TEST_PD_KEY", "pagerduty-key", 1);
	setenv("TEST_PD_FEW", "pagerduty-few", 1);
	serve(&f, arena_format(made,
			       "%sdoor_keys:\n  - {name: pd, key_env: TEST_PD_KEY, as: "
			       "rita}\n  - {name: few, key_env: TEST_PD_FEW, "
			       "per_minute: 1}\n",
			       people_yaml)
			  .bytes);
	CHECK_INT(ask(&f, ENQUEUE, "", TRIGGER("")).status, 400);
	CHECK_INT(tree_count(alerts_of(&f)), 0);
	CHECK_INT(act(&f, "trigger", "k1", PAYLOAD("critical")).status, 202);
	CHECK_INT(act(&f, "acknowledge", "k1", "").status, 202);
	CHECK(str_contains(ask_local(&f, "GET /api/v1/alert/explain?id=1", "", "").body,
			   STR("taken as rita's word")));

	struct reply reply;

	for (int i = 0; i < 2; i++)
		reply = ask(&f, ENQUEUE, "",
			    "{\"routing_key\":\"pagerduty-few\",\"event_action\":"
			    "\"resolve\",\"dedup_key\":\"x\"}");
	CHECK_INT(reply.status, 429);
	CHECK_STR(header_of(&reply, "Retry-After"), "60");
	unserve(&f);
	arena_free(made);
}

SERVED(a_body_over_the_limit_is_refused)
{
	size_t length = EVENT_BODY_BYTES_MAX + 2;
	char *body = arena_many(f->arena, char, length);
	struct reply reply;

	memset(body, ' ', length);
	memcpy(body, TRIGGER(""), sizeof(TRIGGER("")) - 1);
	reply = ask_bytes(f, f->port, ENQUEUE, "", (str){ body, length });
	CHECK_INT(reply.status, 413);
	CHECK_INT(tree_count(alerts_of(f)), 0);
	reply = ask_bytes(f, f->port, ENQUEUE, "", (str){ body, length - 2 });
	CHECK_INT(reply.status, 202);
	CHECK_INT(tree_count(alerts_of(f)), 1);
}

const struct test tests[] = {
	{ "a trigger becomes an alert", a_trigger_becomes_an_alert },
	{ "a key is made when none is said", a_key_is_made_when_none_is_said },
	{ "acknowledge and resolve need the key and nothing else",
	  acknowledge_and_resolve_need_the_key_and_nothing_else },
	{ "an Alertmanager's group is looked into",
	  an_alertmanagers_group_is_looked_into },
	{ "what is wrong is named", what_is_wrong_is_named },
	{ "a long key is refused since it must be whole",
	  a_long_key_is_refused_since_it_must_be_whole },
	{ "what is large loses nothing without a word",
	  what_is_large_loses_nothing_without_a_word },
	{ "a NUL in a text does not cost the page",
	  a_nul_in_a_text_does_not_cost_the_page },
	{ "a time that is none or ahead is told and not believed",
	  a_time_that_is_none_or_ahead_is_told_and_not_believed },
	{ "a change is a change", a_change_is_a_change },
	{ "its predecessor is understood", its_predecessor_is_understood },
	{ "failures are answered as clients repeat them",
	  failures_are_answered_as_clients_repeat_them },
	{ "trigger and resolve are one alert", trigger_and_resolve_are_one_alert },
	{ "a trigger after the incident was over opens another",
	  a_trigger_after_the_incident_was_over_opens_another },
	{ "the key is in the body and may lend a person's word",
	  the_key_is_in_the_body_and_may_lend_a_persons_word },
	{ "a body over the limit is refused", a_body_over_the_limit_is_refused },
	{ 0 },
};
