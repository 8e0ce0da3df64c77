#include "face_fixture.h"

#include "base/hash.h"
#include "operations/operation.h"

#define DOOR "POST /api/v2/alerts"

/* What Debian's Alertmanager 0.25 answered to the same, recorded. */
SERVED(the_door_answers_as_alertmanager_does)
{
	static const struct {
		const char *headers, *body;
		int status;
		const char *answer; /* NULL: the words are ours */
	} cases[] = {
		{ "",
		  "[{\"labels\":{\"alertname\":\"Manual\",\"service\":\"order-service\"}}"
		  "]",
		  200, "" },
		{ "", "[]", 200, "" },
		{ "Content-Type: application/json; charset=utf-8\r\n", "[]", 200, "" },
		{ "Content-Type: text/plain\r\n", "[]", 415,
		  "{\"code\":415,\"message\":\"unsupported media type "
		  "\\\"text/plain\\\", "
		  "only [application/json] are allowed\"}" },
		{ "", "[{\"labels\":{\"a-b\":\"c\"}}]", 400,
		  "\"invalid label set: invalid name \\\"a-b\\\"\"\n" },
		{ "", "[{\"labels\":{}}]", 400,
		  "\"at least one label pair required\"\n" },
		{ "",
		  "[{\"labels\":{\"alertname\":\"T\"},\"startsAt\":\"2026-01-02T00:00:"
		  "00Z\","
		  "\"endsAt\":\"2026-01-01T00:00:00Z\"}]",
		  400, "\"start time must be before end time\"\n" },
		{ "", "[{\"annotations\":{\"a\":\"b\"}}]", 400, NULL },
		{ "", "{nope", 400, NULL },
		{ "", "{\"labels\":{\"alertname\":\"x\"}}", 400, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask(f, DOOR, cases[i].headers, cases[i].body);

		CHECK_CASE(reply.status == cases[i].status, cases[i].body);
		if (cases[i].answer)
			CHECK_STR_EQ(reply.body, str_of(cases[i].answer));
		CHECK_CASE(str_is(header_of(&reply, "Content-Type"),
				  reply.body.length > 0 ? "application/json" : ""),
			   cases[i].body);
	}
}

static size_t alert_count(struct served *f)
{
	struct reply reply = ask_local(f, "GET /api/v1/alert/list", "", "");

	return tree_count(tree_get(reply.tree, "alerts"));
}

SERVED(what_was_answered_with_200_is_stored)
{
	struct reply reply = ask(f, DOOR, "",
				 "[{\"labels\":{\"alertname\":\"A\",\"service\":\"s\"}},"
				 "{\"labels\":{\"alertname\":\"B\",\"service\":\"s\"}}]");
	int64_t after;

	CHECK_INT(reply.status, 200);
	CHECK_INT(alert_count(f), 2);
	after = entries(f);
	/* The same again says nothing new. */
	reply = ask(f, DOOR, "",
		    "[{\"labels\":{\"alertname\":\"A\",\"service\":\"s\"}}]");
	CHECK_INT(reply.status, 200);
	CHECK_INT(entries(f), after);
}

SERVED(the_good_ones_of_a_bad_batch_are_stored)
{
	struct reply reply = ask(
		f, DOOR, "",
		"[{\"labels\":{\"alertname\":\"Good1\"}},{\"labels\":{\"a-b\":"
		"\"x\"}},{\"labels\":{\"alertname\":\"Good2\"}}]");

	CHECK_INT(reply.status, 400);
	CHECK_STR(reply.body,
		  "\"alert 1: invalid label set: invalid name \\\"a-b\\\"\"\n");
	CHECK_INT(alert_count(f), 2);
}

SERVED(of_a_body_that_is_too_long_the_good_prefix_is_stored)
{
	static const char first[] = "[{\"labels\":{\"alertname\":\"First\"}},";
	static const char last[] = "{\"labels\":{\"alertname\":\"Last\"}}]";
	size_t length = DOOR_BODY_BYTES_MAX + sizeof(last);
	char *body = arena_many(f->arena, char, length);
	struct reply reply;

	memset(body, ' ', length);
	memcpy(body, first, sizeof(first) - 1);
	memcpy(body + length - sizeof(last), last, sizeof(last) - 1);
	reply = ask_bytes(f, f->port, DOOR, "", (str){ body, length });
	CHECK_INT(reply.status, 413);
	CHECK_STR(reply.body,
		  "{\"code\":413,\"message\":\"batch truncated: 1 alerts taken\"}");
	CHECK_INT(alert_count(f), 1);
}

/* What asks for the key: "Basic" with any user, or "Bearer". */
static const char *basic(struct served *f, const char *pair)
{
	return arena_format(f->arena, "Authorization: Basic " STR_FMT "\r\n",
			    STR_ARG(base64_of(f->arena, str_of(pair))))
		.bytes;
}

static void a_door_with_keys_opens_to_its_keys_only(void)
{
	struct served f;
	str yaml;

	setenv("TEST_DOOR_KEY", "prometheus-key", 1);
	setenv("TEST_OTHER_KEY", "grafana-key-1", 1);
	f.arena = arena_new(1 << 20);
	yaml = arena_format(
		f.arena,
		"%sdoor_keys:\n  - {name: prometheus, key_env: TEST_DOOR_KEY}\n"
		"  - {name: grafana, key_env: TEST_OTHER_KEY}\n",
		people_yaml);

	struct arena *made = f.arena;

	serve(&f, yaml.bytes);

	const struct {
		const char *headers;
		int status;
	} cases[] = {
		{ "", 401 },
		{ "Authorization: Bearer prometheus-key\r\n", 200 },
		{ "Authorization: bearer grafana-key-1\r\n", 200 },
		{ "Authorization: Bearer prometheus-ke\r\n", 401 },
		{ "Authorization: Bearer \r\n", 401 },
		{ basic(&f, "anybody:prometheus-key"), 200 },
		{ basic(&f, ":grafana-key-1"), 200 },
		{ basic(&f, "prometheus-key:"), 401 },
		{ basic(&f, "prometheus-key"), 401 },
		{ "Authorization: Basic %%%\r\n", 401 },
		{ bearer(&f, "ada"), 401 }, /* a person's token is no key */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask(&f, DOOR, cases[i].headers, "[]");

		CHECK_CASE(reply.status == cases[i].status, cases[i].headers);
		CHECK_CASE((header_of(&reply, "WWW-Authenticate").length > 0) ==
				   (reply.status == 401),
			   cases[i].headers);
	}
	/* A key is nobody's right, and with it any name will do. */
	CHECK_INT(ask(&f, "GET /api/v1/incident/list", cases[1].headers, "").status, 401);
	CHECK_INT(ask(&f, DOOR,
		      "Host: stanch.internal\r\nAuthorization: Bearer prometheus-key\r\n",
		      "[]")
			  .status,
		  200);
	unserve(&f);
	arena_free(made);
}

SERVED(tools_of_alertmanager_find_a_status)
{
	struct reply reply = ask(f, "GET /api/v2/status", "", "");

	CHECK_INT(reply.status, 200);
	CHECK_STR(tree_get_text(tree_get(reply.tree, "cluster"), "status"), "ready");
	CHECK_STR(tree_get_text(tree_get(reply.tree, "versionInfo"), "version"),
		  "stanch 0.0.0-test");
}

SERVED(a_gzip_delivery_and_a_broken_one)
{
	CHECK_INT(ask(f, DOOR, "Content-Encoding: gzip\r\n", "[]").status, 400);
	CHECK_INT(ask(f, DOOR, "Content-Encoding: br\r\n", "[]").status, 415);
	CHECK_INT(ask(f, DOOR, "Transfer-Encoding: chunked\r\n", "[]").status, 400);
	CHECK_INT(alert_count(f), 0);
}

const struct test tests[] = {
	{ "the door answers as Alertmanager does",
	  the_door_answers_as_alertmanager_does },
	{ "what was answered with 200 is stored", what_was_answered_with_200_is_stored },
	{ "the good ones of a bad batch are stored",
	  the_good_ones_of_a_bad_batch_are_stored },
	{ "of a body that is too long the good prefix is stored",
	  of_a_body_that_is_too_long_the_good_prefix_is_stored },
	{ "a door with keys opens to its keys only",
	  a_door_with_keys_opens_to_its_keys_only },
	{ "tools of Alertmanager find a status", tools_of_alertmanager_find_a_status },
	{ "what cannot be unpacked is refused", a_gzip_delivery_and_a_broken_one },
	{ 0 },
};
