#include "door_fixture.h"

static const char mappings_yaml[] =
	"mappings:\n"
	"  - name: zabbix\n"
	"    header: X-From\n"
	"    header_says: zabbix\n"
	"    list: /events\n"
	"    labels: {alertname: /trigger, service: /host/group, tags: /tags}\n"
	"    annotations: {summary: /text}\n"
	"    defaults: {service: legacy, team: ops}\n"
	"    status: /value\n"
	"    firing: [PROBLEM, '1']\n"
	"    resolved: [OK, '0']\n"
	"    starts_at: /clock\n"
	"    identity: /id\n"
	"    severity: /level\n"
	"    severities: {Disaster: critical, High: error}\n"
	"  - name: cloudtrail\n"
	"    header: X-From\n"
	"    header_says: aws\n"
	"    list: /records\n"
	"    labels: {service: /tags/service}\n"
	"    defaults: {service: platform}\n"
	"    status: /readOnly\n"
	"    firing: ['false']\n"
	"    starts_at: /eventTime\n"
	"    identity: /eventID\n"
	"    change: {title: /eventName, author: /user/arn, target: /eventSource, "
	"kind: infrastructure, diff: /requestParameters}\n"
	"  - name: plain\n"
	"    labels: {alertname: /name}\n"
	"    repeats: true\n";

static void release_snapshot(void *config)
{
	config_release(config);
}

/* What was read points into the configuration, so that lives as long as the arena. */
static struct delivery_read send_json(struct arena *arena, const char *query,
				      const char *header, const char *body)
{
	struct config_problems problems = { 0 };
	struct config *config = config_parse(arena, STR("t.yaml"), str_of(mappings_yaml),
					     &problems);
	struct delivery_sent sent = { .source = "generic",
				      .query = query,
				      .headers = { header } };

	if (!config) {
		check_failed(__FILE__, __LINE__, STR_FMT,
			     STR_ARG(problems.items[0].what));
		exit(1);
	}
	arena_on_free(arena, release_snapshot, config);
	sent.config = config;
	return door_send(arena, &sent, str_of(body));
}

static void an_alert_is_what_the_mapping_says(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_json(
		arena, "", "X-From: Zabbix",
		"{\"events\":[{\"id\":77,\"trigger\":\"DiskFull\",\"host\":{\"group\":"
		"\"orders\"},\"tags\":[\"a\"],\"text\":\"Disk full\",\"value\":1,"
		"\"clock\":1795241000,\"level\":\"disaster\"}]}");
	const struct alert_fact *fact = &read.batch.items[0];

	CHECK_INT(read.answer.status, 202);
	CHECK_INT(read.batch.count, 1);
	CHECK(fact->firing && fact->is_said_once);
	CHECK_STR(fact->identity, "zabbix/77");
	CHECK_STR(door_label(&read, "alertname"), "DiskFull");
	CHECK_STR(door_label(&read, "service"), "orders");
	CHECK_STR(door_label(&read, "team"), "ops");
	CHECK_STR(door_label(&read, "tags"), "[\"a\"]");
	CHECK_STR(door_label(&read, "severity"), "critical");
	CHECK_STR(door_annotation(&read, "summary"), "Disk full");
	CHECK_INT(fact->starts_at, 1795241000000);
}

static void its_end_needs_the_identity_alone(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_json(arena, "mapping=zabbix", NULL,
					      "{\"events\":[{\"id\":\"77\",\"value\":"
					      "\"ok\",\"clock\":1895241000}]}");

	CHECK_INT(read.batch.count, 1);
	CHECK(!read.batch.items[0].firing);
	CHECK_STR(read.batch.items[0].identity, "zabbix/77");
	CHECK_INT(read.batch.items[0].labels.count, 0);
	CHECK_INT(read.batch.items[0].ends_at, door_now);
}

static void the_only_mapping_that_asks_for_nothing_reads_the_rest(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_json(arena, "", NULL,
					      "[{\"name\":\"A\"},{\"name\":\"B\"},7]");

	CHECK_INT(read.batch.count, 3);
	CHECK(read.batch.items[0].firing && !read.batch.items[0].is_said_once);
	CHECK_STR(labels_get(&read.batch.items[1].labels, "alertname"), "B");
	/* What holds nothing of it is an alert all the same, by the mapping's name. */
	CHECK_STR(labels_get(&read.batch.items[2].labels, "alertname"), "plain");
	read = send_json(arena, "", NULL, "{\"name\":\"One\"}");
	CHECK_STR(door_label(&read, "alertname"), "One");
}

static void of_a_bad_batch_the_good_is_kept(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_json(
		arena, "mapping=zabbix", NULL,
		"{\"events\":[{\"id\":1,\"value\":\"PROBLEM\",\"trigger\":\"A\"},"
		"{\"value\":\"PROBLEM\"},{\"id\":2},{\"id\":3,\"value\":\"maybe\"},null,"
		"{\"id\":{},\"value\":1},{\"id\":4,\"value\":\"0\"}]}");
	const struct tree *faults = tree_get(read.said, "faults");

	CHECK_INT(read.answer.status, 400);
	CHECK_INT(read.batch.count, 2);
	CHECK_INT(tree_count(faults), 5);
	CHECK_STR(tree_get_text(tree_nth(faults, 0), "reason"),
		  "alert 1: identity: nothing stands at /id");
	CHECK_STR(tree_get_text(tree_nth(faults, 1), "reason"),
		  "alert 2: status: nothing stands at /value");
	CHECK_STR(tree_get_text(tree_nth(faults, 2), "reason"),
		  "alert 3: status: 'maybe' is no word of firing or resolved");
}

static void what_is_wrong_is_named(void)
{
	static const struct {
		const char *query, *body, *told;
		int status;
	} cases[] = {
		{ "mapping=zabix", "{}", "there are: zabbix, cloudtrail, plain", 404 },
		{ "mapping=zabbix", "{}", "nothing stands at /events", 400 },
		{ "mapping=zabbix", "[]", "nothing stands at /events", 400 },
		{ "mapping=zabbix", "{\"events\":{}}", "no list stands at /events", 400 },
		{ "", "", "the body is no JSON", 400 },
		{ "", "{\"name\":\"A", "the body is no JSON", 400 },
		{ "", "{\"name\":\"A\",\"name\":\"B\"}", "name", 400 },
		{ "", "{\"name\":\"\xff\"}", "UTF-8", 400 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_json(arena, cases[i].query, NULL,
						      cases[i].body);

		CHECK_CASE(read.answer.status == cases[i].status, cases[i].told);
		CHECK_CASE(str_contains(door_complaint(&read), str_of(cases[i].told)),
			   read.answer.body.bytes);
	}
}

static void what_is_too_much_is_cut(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	char *text = arena_many(arena, char, 50001);
	struct delivery_read read;

	memset(text, 'x', 50000);
	read = send_json(
		arena, "", NULL,
		arena_format(arena, "{\"name\":\"%s\",\"NAME\":\"b\"}", text).bytes);
	CHECK_INT(read.batch.count, 1);
	CHECK(str_contains(door_label(&read, "alertname"), STR("bytes were cut")));
	CHECK_INT(door_annotation(&read, "alertname").length, 50000);
	read = send_json(
		arena, "mapping=zabbix", NULL,
		arena_format(arena, "{\"events\":[{\"id\":\"%s\",\"value\":1}]}", text)
			.bytes);
	CHECK_STR(door_complaint(&read),
		  "alert 0: identity: it is longer than 512 bytes");
}

static void a_mapping_is_checked_where_it_stands(void)
{
	static const struct {
		const char *yaml, *where, *what;
	} cases[] = {
		{ "{name: a, list: events}", "mappings[0].list", "JSON pointer" },
		{ "{name: a, identity: /a~2}", "mappings[0].identity", "JSON pointer" },
		{ "{name: a, labels: {x: y}}", "mappings[0].labels.x", "JSON pointer" },
		{ "{name: a, labels: {a-b: /y}}", "mappings[0].labels.a-b",
		  "no name of a label" },
		{ "{name: a, resolved: [ok]}", "mappings[0]", "is missing" },
		{ "{name: a, status: /s}", "mappings[0]", "the words that say" },
		{ "{name: a, status: /s, firing: [x], resolved: [X]}",
		  "mappings[0].resolved", "stands under firing too" },
		{ "{name: a, severities: {a: b}}", "mappings[0].severities",
		  "needs severity" },
		{ "{name: a, header_says: b}", "mappings[0].header_says",
		  "needs header" },
		{ "{name: a, key: nobody}", "mappings[0].key", "nobody" },
		{ "{name: a, lable: /x}", "mappings[0].lable", "label" },
		{ "{labels: {a: /b}}", "mappings[0]", "missing" },
		{ "{name: a}\n  - {name: a}", "mappings[1].name", "twice" },
		{ "{name: a, labels: [x]}", "mappings[0].labels", "must be a map" },
		{ "{name: a, change: {kind: x}}", "mappings[0].change", "needs title" },
		{ "{name: a, change: {title: /a~2}}", "mappings[0].change.title",
		  "JSON pointer" },
		{ "{name: a, change: {title: /a, service: /b}}",
		  "mappings[0].change.service", "told by labels" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct config_problems problems = { 0 };
		struct config *config = config_parse(
			arena, STR("t.yaml"),
			arena_format(arena, "mappings:\n  - %s\n", cases[i].yaml),
			&problems);
		bool told = false;

		CHECK_CASE(!config, cases[i].yaml);
		for (size_t j = 0; j < problems.count; j++)
			told |= str_starts_with(problems.items[j].where,
						str_of(cases[i].where)) &&
				str_contains(problems.items[j].what,
					     str_of(cases[i].what)) &&
				problems.items[j].line > 0;
		CHECK_CASE(told, cases[i].yaml);
	}
}

#define RECORD(id, name, reads) \
	"{\"eventID\":\"" id "\",\"eventName\":\"" name "\",\"readOnly\":" reads \
	",\"eventTime\":\"2026-11-20T10:00:00Z\",\"eventSource\":\"ec2\"," \
	"\"user\":{\"arn\":\"arn:aws:iam::1:user/ines\"}," \
	"\"requestParameters\":{\"size\":3}}"

static void a_mapping_may_tell_of_changes(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_json(
		arena, "", "X-From: aws",
		"{\"records\":[" RECORD("1", "ModifyDBInstance", "false") "," RECORD(
			"2", "DescribeInstances", "true") "," RECORD("3", "",
								     "false") "]}");
	const struct change *change = &read.batch.changes.items[0];

	/* The third has no title; the second changed nothing. */
	CHECK_INT(read.answer.status, 400);
	CHECK_INT(read.batch.count, 0);
	CHECK_INT(read.batch.changes.count, 1);
	CHECK_INT(read.batch.faults.count, 1);
	CHECK_STR(read.batch.faults.items[0].reason,
		  "change 2: title: nothing stands where it should");
	CHECK_STR(change->title, "ModifyDBInstance");
	CHECK_STR(change->author, "arn:aws:iam::1:user/ines");
	CHECK_STR(change->kind, "infrastructure");
	CHECK_STR(change->target, "ec2");
	CHECK_STR(change->service, "platform");
	CHECK_STR(change->diff, "{\"size\":3}");
	CHECK_STR(instant_format(arena, change->at), "2026-11-20T10:00:00Z");
	CHECK_INT(change->source_id.length, 64);
}

const struct test tests[] = {
	{ "a mapping may tell of changes", a_mapping_may_tell_of_changes },
	{ "an alert is what the mapping says", an_alert_is_what_the_mapping_says },
	{ "its end needs the identity alone", its_end_needs_the_identity_alone },
	{ "the only mapping that asks for nothing reads the rest",
	  the_only_mapping_that_asks_for_nothing_reads_the_rest },
	{ "of a bad batch the good is kept", of_a_bad_batch_the_good_is_kept },
	{ "what is wrong is named", what_is_wrong_is_named },
	{ "what is too much is cut", what_is_too_much_is_cut },
	{ "a mapping is checked where it stands", a_mapping_is_checked_where_it_stands },
	{ 0 },
};
