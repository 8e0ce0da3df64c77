#include "face_fixture.h"

enum { TEST_BYTES_MAX = 256 << 20 };

static const struct source *source(void)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(STR("opsgenie"), all[i]->name))
			return all[i];
	return NULL;
}

/* A call on its way in, without a server. */
struct sent {
	struct alert_batch batch;
	struct error error;
	bool is_read;
	struct door_answer answer;
	const struct tree *said;
};

static struct sent send_call(struct arena *arena, const char *method, const char *path,
			     const char *query, str body)
{
	struct door_call call = { .arena = arena,
				  .method = method,
				  .path = str_of(path),
				  .query = str_of(query),
				  .body = body,
				  .now = 1795241314862 };
	struct sent sent = { 0 };
	struct error error;

	for (const char *const *own = source()->paths; *own; own++)
		if (str_starts_with(call.path, str_of(*own)))
			call.rest = str_slice(call.path, str_of(*own).length,
					      call.path.length);
	sent.is_read = source()->read(&call, &sent.batch, &sent.error);
	source()->answer(&call, &sent.batch, sent.is_read ? NULL : &sent.error,
			 &sent.answer);
	sent.said = json_parse(arena, sent.answer.body, &error);
	CHECK_OK(sent.said, error);
	CHECK_INT(tree_get_text(sent.said, "requestId").length, 36);
	CHECK_STR_EQ(tree_get_text(sent.said, "requestId"), sent.answer.request_id);
	return sent;
}

static struct sent create(struct arena *arena, const char *body)
{
	return send_call(arena, "POST", "/v2/alerts", "", str_of(body));
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

static void a_create_becomes_an_alert(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = create(
		arena,
		"{\"message\":\"Disk full on db1\",\"alias\":\"db1/disk\","
		"\"description\":\"98 %\",\"entity\":\"postgres\",\"source\":\"nagios\","
		"\"priority\":\"P1\",\"user\":\"ada\",\"note\":\"look\","
		"\"tags\":[\"disk\",\"db\"],\"details\":{\"env\":\"prod\",\"free\":2},"
		"\"responders\":[{\"type\":\"team\",\"name\":\"ops\"},"
		"{\"type\":\"user\",\"username\":\"ada@example.org\"}],"
		"\"actions\":[\"Restart\",\"Ping\"]}");

	CHECK_INT(sent.answer.status, 202);
	CHECK_STR(tree_get_text(sent.said, "result"), "Request will be processed");
	CHECK(sent.batch.items[0].firing && sent.batch.items[0].is_said_once);
	CHECK_STR(sent.batch.items[0].identity, "db1/disk");
	CHECK_STR(label(&sent, "alertname"), "postgres");
	CHECK_STR(label(&sent, "service"), "postgres");
	CHECK_STR(label(&sent, "entity"), "postgres");
	CHECK_STR(label(&sent, "source"), "nagios");
	CHECK_STR(label(&sent, "priority"), "P1");
	CHECK_STR(label(&sent, "severity"), "critical");
	CHECK_STR(label(&sent, "env"), "prod");
	CHECK_STR(label(&sent, "tags"), "disk, db");
	CHECK_STR(annotation(&sent, "summary"), "Disk full on db1");
	CHECK_STR(annotation(&sent, "description"), "98 %");
	CHECK_STR(annotation(&sent, "free"), "2");
	CHECK_STR(annotation(&sent, "user"), "ada");
	CHECK_STR(annotation(&sent, "note"), "look");
	CHECK_STR(annotation(&sent, "actions"), "Restart, Ping");
	CHECK_STR(annotation(&sent, "responders"), "team ops, user ada@example.org");
}

static void a_message_alone_will_do_and_wakes_somebody(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent one = create(arena, "{\"message\":\"It burns\"}");
	struct sent two = create(arena, "{\"message\":\"It burns\"}");

	CHECK_INT(one.answer.status, 202);
	CHECK_STR(label(&one, "alertname"), "It burns");
	CHECK_STR(label(&one, "priority"), "P3");
	CHECK_STR(label(&one, "severity"), "error");
	CHECK_INT(one.batch.items[0].identity.length, 36);
	CHECK(!str_equal(one.batch.items[0].identity, two.batch.items[0].identity));
}

static void priorities_have_severities(void)
{
	static const struct {
		const char *fields, *priority, *severity, *told;
	} cases[] = {
		{ ",\"priority\":\"P2\"", "P2", "error", "" },
		{ ",\"priority\":\"p4\"", "P4", "warning", "" },
		{ ",\"priority\":\"P5\"", "P5", "info", "" },
		{ ",\"priority\":\"P6\"", "P3", "error", "P6" },
		{ ",\"priority\":\"high\"", "P3", "error", "high" },
		{ ",\"priority\":1", "P3", "error", "1" },
		{ ",\"priority\":\"P5\",\"details\":{\"severity\":\"critical\"}", "P5",
		  "critical", "" },
		{ ",\"details\":{\"severity\":\"warning\"}", "P3", "error", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct sent sent = create(
			arena,
			arena_format(arena, "{\"message\":\"m\"%s}", cases[i].fields)
				.bytes);

		CHECK_STR_EQ(label(&sent, "priority"), str_of(cases[i].priority));
		CHECK_STR_EQ(label(&sent, "severity"), str_of(cases[i].severity));
		CHECK_STR_EQ(annotation(&sent, "priority"), str_of(cases[i].told));
	}
}

static const struct {
	const char *method, *rest, *query, *body;
	enum act_kind kind;
	const char *identity;
	int64_t id;
	const char *by, *text;
} acts[] = {
	{ "POST", "a/close", "identifierType=alias", "{\"source\":\"cron\"}", ACT_CLOSE,
	  "a", 0, "cron", "" },
	{ "POST", "17/close", "", "", ACT_CLOSE, "", 17, "", "" },
	{ "POST", "17/close", "identifierType=tiny", "null", ACT_CLOSE, "", 17, "", "" },
	{ "POST", "17/close", "identifierType=alias", "{}", ACT_CLOSE, "17", 0, "", "" },
	/* Scripts forget the type. */
	{ "POST", "db1/disk/close", "", "{}", ACT_CLOSE, "db1/disk", 0, "", "" },
	{ "POST", "7/acknowledge", "",
	  "{\"user\":\"ada\",\"note\":\"on it\",\"source\":\"x\"}", ACT_ACKNOWLEDGE, "",
	  7, "ada", "on it" },
	{ "POST", "7/unacknowledge", "", "{}", ACT_UNACKNOWLEDGE, "", 7, "", "" },
	{ "POST", "7/notes", "", "{\"note\":\"hi\"}", ACT_NOTE, "", 7, "", "hi" },
	{ "POST", "7/notes/", "", "{\"note\":\"hi\"}", ACT_NOTE, "", 7, "", "hi" },
	{ "POST", "7/snooze", "",
	  "{\"endTime\":\"2026-11-21T09:00:00Z\",\"note\":\"later\"}", ACT_NOTE, "", 7,
	  "", "snoozed there until 2026-11-21T09:00:00Z; later" },
	{ "POST", "7/escalate", "", "{\"escalation\":{\"name\":\"night\"}}", ACT_NOTE, "",
	  7, "", "escalated to night" },
	{ "POST", "7/assign", "", "{\"owner\":{\"username\":\"bob\"}}", ACT_NOTE, "", 7,
	  "", "assigned to bob" },
	{ "POST", "7/tags", "", "{\"tags\":[\"a\",\"b\"]}", ACT_NOTE, "", 7, "",
	  "tags added: a, b" },
	{ "DELETE", "7/tags", "tags=a,b&user=eve", "", ACT_NOTE, "", 7, "eve",
	  "tags removed: a,b" },
	{ "POST", "7/details", "", "{\"details\":{\"k\":\"v\"}}", ACT_NOTE, "", 7, "",
	  "details added: {\"k\":\"v\"}" },
	{ "DELETE", "7/details", "keys=k", "", ACT_NOTE, "", 7, "",
	  "details removed: k" },
	{ "POST", "7/actions/Restart", "", "{}", ACT_NOTE, "", 7, "", "action Restart" },
	{ "PUT", "7/message", "", "{\"message\":\"m\"}", ACT_NOTE, "", 7, "",
	  "message is now: m" },
	{ "PUT", "7/description", "", "{\"description\":\"d\"}", ACT_NOTE, "", 7, "",
	  "description is now: d" },
	{ "PUT", "7/priority", "", "{\"priority\":\"P1\"}", ACT_NOTE, "", 7, "",
	  "priority is now P1" },
	{ "DELETE", "7", "source=cron", "", ACT_CLOSE, "", 7, "cron", "deleted there" },
};

static void what_is_done_to_an_alert_is_understood(void)
{
	for (size_t i = 0; i < COUNT_OF(acts); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str path = arena_format(arena, "/v2/alerts/%s", acts[i].rest);
		struct sent sent = send_call(arena, acts[i].method, path.bytes,
					     acts[i].query, str_of(acts[i].body));
		const struct alert_act *act = sent.batch.acts.items;

		CHECK_CASE(sent.answer.status == 202 && sent.batch.acts.count == 1,
			   path.bytes);
		if (sent.batch.acts.count != 1)
			continue;
		CHECK_CASE(act->kind == acts[i].kind && act->id == acts[i].id,
			   path.bytes);
		CHECK_STR_EQ(act->identity, str_of(acts[i].identity));
		CHECK_STR_EQ(act->by, str_of(acts[i].by));
		CHECK_STR_EQ(act->text, str_of(acts[i].text));
	}
}

static void what_is_wrong_is_named(void)
{
	static const struct {
		const char *method, *path, *body;
		int status;
		const char *told;
	} cases[] = {
		{ "POST", "/v2/alerts", "{", 400, "the body is no JSON" },
		{ "POST", "/v2/alerts", "[1]", 400, "must be an object, not a list" },
		{ "POST", "/v2/alerts", "", 422, "message can not be empty" },
		{ "POST", "/v2/alerts", "{\"message\":\" \"}", 422,
		  "message can not be empty" },
		{ "POST", "/v2/alerts", "{\"message\":[\"a\"]}", 422,
		  "message must be text" },
		{ "POST", "/v2/alerts", "{\"message\":\"m\",\"alias\":{}}", 422,
		  "alias must be text" },
		{ "POST", "/v2/alerts", "{\"message\":\"m\",\"alias\":\"a\\u0000\"}", 422,
		  "alias holds a NUL character" },
		{ "POST", "/v2/alerts", "{\"message\":\"m\",\"message\":\"n\"}", 400,
		  "message" },
		{ "POST", "/v2/alerts/7/explode", "{}", 404, "there is nothing at POST" },
		{ "POST", "/v2/alerts/close", "{}", 404, "there is nothing at POST" },
		{ "PUT", "/v2/alerts/7", "{}", 404, "there is nothing at PUT" },
		{ "DELETE", "/v2/alerts", "", 404, "there is nothing at DELETE" },
		{ "GET", "/v2/heartbeats/x", "", 404, "/v2/heartbeats/NAME/ping" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct sent sent = send_call(arena, cases[i].method, cases[i].path, "",
					     str_of(cases[i].body));

		CHECK_CASE(sent.answer.status == cases[i].status, cases[i].body);
		CHECK_CASE(str_contains(tree_get_text(sent.said, "message"),
					str_of(cases[i].told)),
			   cases[i].told);
		CHECK_INT(sent.batch.count + sent.batch.acts.count, 0);
	}
}

static void odd_fields_do_not_cost_the_page(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = create(
		arena, "{\"message\":\"m\\u0000\",\"alias\":17,\"tags\":\"one\","
		       "\"details\":[1,2],\"responders\":\"ops\",\"actions\":{\"a\":1},"
		       "\"visibleTo\":[7,null],\"entity\":4.5,\"source\":true,"
		       "\"description\":[\"x\"],\"unknown\":{}}");

	CHECK_INT(sent.answer.status, 202);
	CHECK_STR(sent.batch.items[0].identity, "17");
	CHECK_STR(label(&sent, "tags"), "one");
	CHECK_STR(label(&sent, "entity"), "4.5");
	CHECK_STR(annotation(&sent, "details"), "[1,2]");
	CHECK_STR(annotation(&sent, "responders"), "ops");
	CHECK_STR(annotation(&sent, "actions"), "{\"a\":1}");
	CHECK_STR(annotation(&sent, "description"), "x");
}

static void a_ping_is_a_sign_of_life(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct sent sent = send_call(arena, "GET", "/v2/heartbeats/night backup/ping", "",
				     STR(""));

	CHECK_INT(sent.answer.status, 202);
	CHECK_STR(tree_get_text(sent.said, "result"), "PONG - Heartbeat received");
	CHECK_INT(sent.batch.pings.count, 1);
	CHECK_STR(sent.batch.pings.items[0], "night backup");
}

/* -- with a server -- */

#define ALERTS "POST /v2/alerts"

static struct reply request_of(struct served *f, const struct reply *reply)
{
	return ask(f,
		   arena_format(f->arena, "GET /v2/alerts/requests/" STR_FMT,
				STR_ARG(tree_get_text(reply->tree, "requestId")))
			   .bytes,
		   "", "");
}

static const struct tree *data_of(const struct reply *reply)
{
	return tree_get(reply->tree, "data");
}

static const struct tree *alerts_of(struct served *f)
{
	return tree_get(ask_local(f, "GET /api/v1/alert/list", "", "").tree, "alerts");
}

SERVED(a_request_says_what_became_of_it)
{
	struct reply created = ask(f, ALERTS, "",
				   "{\"message\":\"Disk full\",\"alias\":\"d\"}");
	struct reply status = request_of(f, &created), closed, missed;

	CHECK_INT(created.status, 202);
	CHECK_STR_EQ(header_of(&created, "X-Request-Id"),
		     tree_get_text(created.tree, "requestId"));
	CHECK_INT(status.status, 200);
	CHECK(tree_get_bool(data_of(&status), "isSuccess", false));
	CHECK_STR(tree_get_text(data_of(&status), "action"), "Create");
	CHECK_STR(tree_get_text(data_of(&status), "alertId"), "1");
	CHECK_STR(tree_get_text(data_of(&status), "alias"), "d");
	closed = ask(f, "POST /v2/alerts/1/close", "", "{}");
	status = request_of(f, &closed);
	CHECK_STR(tree_get_text(data_of(&status), "action"), "Close");
	CHECK_STR(tree_get_text(data_of(&status), "alias"), "d");
	CHECK_STR(tree_get_text(tree_nth(alerts_of(f), 0), "state"), "resolved");
	missed = ask(f, "POST /v2/alerts/nope/close?identifierType=alias", "", "{}");
	CHECK_INT(missed.status, 202);
	status = request_of(f, &missed);
	CHECK_INT(status.status, 200);
	CHECK(!tree_get_bool(data_of(&status), "isSuccess", true));
	CHECK_STR(tree_get_text(data_of(&status), "status"), "Alert does not exist");
	status = ask(f, "GET /v2/alerts/requests/11111111-1111-4111-8111-111111111111",
		     "", "");
	CHECK_INT(status.status, 404);
	CHECK_STR(header_of(&status, "X-Opsgenie-Errortype"), "RequestNotProcessed");
}

SERVED(create_and_close_are_one_alert)
{
	static const char body[] = "{\"message\":\"Disk full\",\"alias\":\"d/1\","
				   "\"priority\":\"P1\",\"tags\":[\"x\"]}";
	struct reply reply;
	int64_t before;

	CHECK_INT(ask(f, ALERTS, "", body).status, 202);
	before = entries(f);
	CHECK_INT(ask(f, ALERTS, "", body).status, 202);
	CHECK_INT(entries(f), before);
	reply = ask(f, "GET /v2/alerts/d%2F1?identifierType=alias", "", "");
	CHECK_INT(reply.status, 200);
	CHECK_STR(tree_get_text(data_of(&reply), "status"), "open");
	CHECK_STR(tree_get_text(data_of(&reply), "priority"), "P1");
	CHECK(!tree_get_bool(data_of(&reply), "acknowledged", true));
	CHECK_INT(ask(f, "POST /v2/alerts/d%2F1/close?identifierType=alias", "",
		      "{\"note\":\"done\"}")
			  .status,
		  202);
	CHECK_STR(tree_get_text(tree_nth(alerts_of(f), 0), "state"), "resolved");
	CHECK_INT(ask(f, ALERTS, "", body).status, 202);
	CHECK_INT(tree_count(alerts_of(f)), 1);
	CHECK_STR(tree_get_text(tree_nth(alerts_of(f), 0), "state"), "firing");
}

SERVED(lists_and_counts_are_of_this_door)
{
	struct reply reply;

	ask(f, "POST /api/v2/alerts", "", "[{\"labels\":{\"alertname\":\"Other\"}}]");
	for (int i = 0; i < 3; i++)
		ask(f, ALERTS, "",
		    arena_format(f->arena, "{\"message\":\"m\",\"alias\":\"a%d\"}", i)
			    .bytes);
	ask(f, "DELETE /v2/alerts/a1?identifierType=alias", "", "");
	reply = ask(f, "GET /v2/alerts/?query=status%3Aopen&limit=10", "", "");
	CHECK_INT(reply.status, 200);
	CHECK_INT(tree_count(data_of(&reply)), 2);
	CHECK_STR(tree_get_text(tree_nth(data_of(&reply), 0), "alias"), "a2");
	reply = ask(f, "GET /v2/alerts?offset=1", "", "");
	CHECK_INT(tree_count(data_of(&reply)), 2);
	reply = ask(f, "GET /v2/alerts/count?query=status:closed", "", "");
	CHECK_INT(tree_get_int(data_of(&reply), "count", -1), 1);
	reply = ask(f, "GET /v2/alerts?query=tag:x", "", "");
	CHECK_INT(reply.status, 422);
	CHECK_INT(ask(f, "GET /v2/alerts?limit=101", "", "").status, 422);
	CHECK_INT(ask(f, "GET /v2/alerts/1", "", "").status, 404);
	CHECK_INT(ask(f, "GET /v2/alerts/99", "", "").status, 404);
	/* What another door took is not this one's to close. */
	ask(f, "POST /v2/alerts/1/close", "", "{}");
	CHECK_INT(ask(f, "GET /v2/alerts/2", "", "").status, 200);
	reply = ask_local(f, "GET /api/v1/alert/list", "", "");
	CHECK(str_contains(reply.body, STR("Other")));
	CHECK_STR(tree_get_text(tree_nth(tree_get(reply.tree, "alerts"), 3), "state"),
		  "firing");
}

static void heartbeats_may_be_pinged_in_both_ways(void)
{
	struct arena *made = arena_new(1 << 20);
	struct served f;
	struct reply unknown;

	serve(&f,
	      arena_format(made, "%sheartbeats: [{name: x, every: 1h}]\n", people_yaml)
		      .bytes);
	CHECK_INT(ask(&f, "GET /v2/heartbeats/x/ping", "", "").status, 202);
	CHECK_INT(ask(&f, "POST /v2/heartbeats/x/ping", "", "").status, 202);
	CHECK_INT(ask(&f, "GET /v2/heartbeats/x/pong", "", "").status, 404);
	unknown = ask(&f, "GET /v2/heartbeats/y/ping", "", "");
	CHECK_INT(unknown.status, 404);
	CHECK(str_contains(tree_get_text(unknown.tree, "message"),
			   STR("no heartbeat is called y")));
	unserve(&f);
	arena_free(made);
}

static void a_genie_key_opens_and_may_lend_a_persons_word(void)
{
	struct arena *made = arena_new(1 << 20);
	struct served f;
	static const char genie[] = "Authorization: GenieKey opsgenie-key\r\n";
	struct reply reply;

	setenv("TEST_OG_KEY", "opsgenie-key", 1);
	setenv("TEST_OG_OTHER", "other-key", 1);
	serve(&f, arena_format(made,
			       "%sdoor_keys:\n"
			       "  - {name: og, key_env: TEST_OG_KEY, as: rita}\n"
			       "  - {name: no, key_env: TEST_OG_OTHER, for: [pagerduty], "
			       "per_minute: 1}\n",
			       people_yaml)
			  .bytes);
	reply = ask(&f, ALERTS, "", "{\"message\":\"m\"}");
	CHECK_INT(reply.status, 401);
	CHECK(tree_get_text(reply.tree, "message").length > 0);
	CHECK_INT(ask(&f, ALERTS, "Authorization: GenieKey other-key\r\n",
		      "{\"message\":\"m\"}")
			  .status,
		  401);
	CHECK_INT(ask(&f, "GET /v2/alerts", "", "").status, 401);
	CHECK_INT(ask(&f, "GET /v2/alerts", "Authorization: GenieKey other-key\r\n", "")
			  .status,
		  403);
	CHECK_INT(ask(&f, ALERTS, genie, "{\"message\":\"m\",\"alias\":\"a\"}").status,
		  202);
	CHECK_INT(ask(&f, "POST /v2/alerts/a/acknowledge?identifierType=alias", genie,
		      "{\"user\":\"rita\"}")
			  .status,
		  202);
	CHECK(str_contains(ask_local(&f, "GET /api/v1/alert/explain?id=1", "", "").body,
			   STR("taken as rita's word")));
	reply = ask(&f, "GET /v2/alerts/1", genie, "");
	CHECK(tree_get_bool(data_of(&reply), "acknowledged", false));
	unserve(&f);
	arena_free(made);
}

const struct test tests[] = {
	{ "a create becomes an alert", a_create_becomes_an_alert },
	{ "a message alone will do and wakes somebody",
	  a_message_alone_will_do_and_wakes_somebody },
	{ "priorities have severities", priorities_have_severities },
	{ "what is done to an alert is understood",
	  what_is_done_to_an_alert_is_understood },
	{ "what is wrong is named", what_is_wrong_is_named },
	{ "odd fields do not cost the page", odd_fields_do_not_cost_the_page },
	{ "a ping is a sign of life", a_ping_is_a_sign_of_life },
	{ "a request says what became of it", a_request_says_what_became_of_it },
	{ "create and close are one alert", create_and_close_are_one_alert },
	{ "lists and counts are of this door", lists_and_counts_are_of_this_door },
	{ "heartbeats may be pinged in both ways",
	  heartbeats_may_be_pinged_in_both_ways },
	{ "a genie key opens and may lend a person's word",
	  a_genie_key_opens_and_may_lend_a_persons_word },
	{ 0 },
};
