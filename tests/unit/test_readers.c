/* What reads an Alertmanager reads stanch: who may, and lists too long for one answer. */
#include "face_fixture.h"

#include "base/hash.h"

#define SILENCES "POST /api/v2/silences"
#define A_SILENCE \
	"{\"matchers\":[{\"name\":\"alertname\",\"value\":\"Disk\",\"isRegex\":false}]," \
	"\"startsAt\":\"2020-01-01T00:00:00Z\",\"endsAt\":\"2099-01-01T00:00:00Z\"," \
	"\"createdBy\":\"dora\",\"comment\":\"planned\"}"

static void serve_with_keys(struct served *f)
{
	static char yaml[4096];

	setenv("TEST_AM_KEY", "amtool-key-1", 1);
	setenv("TEST_PD_KEY", "pagerduty-key-1", 1);
	setenv("TEST_SIGNED_KEY", "signed-key-1", 1);
	snprintf(
		yaml, sizeof(yaml),
		"%sdoor_keys:\n  - {name: amtool, key_env: TEST_AM_KEY}\n"
		"  - {name: pager, key_env: TEST_PD_KEY, for: [pagerduty]}\n"
		"  - {name: signer, key_env: TEST_SIGNED_KEY, secret_env: TEST_PD_KEY}\n",
		people_yaml);
	serve(f, yaml);
}

static const char *basic(struct served *f, const char *pair)
{
	return arena_format(f->arena, "Authorization: Basic " STR_FMT "\r\n",
			    STR_ARG(base64_of(f->arena, str_of(pair))))
		.bytes;
}

static void a_key_or_a_person_reads_and_a_responder_silences(void)
{
	struct served f;

	serve_with_keys(&f);

	const struct {
		const char *headers;
		int reads, silences;
	} cases[] = {
		{ "", 401, 401 },
		{ "Authorization: Bearer amtool-key-1\r\n", 200, 200 },
		{ basic(&f, "x:amtool-key-1"), 200, 200 },
		{ "Authorization: Bearer pagerduty-key-1\r\n", 401, 401 },
		{ "Authorization: Bearer signed-key-1\r\n", 401, 401 },
		{ "Authorization: Bearer nobody\r\n", 401, 401 },
		{ bearer(&f, "vera"), 200, 403 },
		{ bearer(&f, "rita"), 200, 200 },
		{ bearer(&f, "bot"), 200, 403 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask(&f, "GET /api/v2/alerts", cases[i].headers, "");

		CHECK_CASE(reply.status == cases[i].reads, cases[i].headers);
		reply = ask(&f, SILENCES, cases[i].headers, A_SILENCE);
		CHECK_CASE(reply.status == cases[i].silences, cases[i].headers);
	}
	unserve(&f);
}

SERVED(who_silenced_is_kept_as_said_and_as_known)
{
	struct reply reply = ask(f, SILENCES, "", A_SILENCE), list, journal;
	const struct tree *entry, *silence;

	CHECK_INT(reply.status, 200);
	list = ask(f, "GET /api/v2/silences", "", "");
	silence = tree_nth(list.tree, 0);
	CHECK_STR(tree_get_text(silence, "createdBy"), "dora");
	journal = ask_local(f, "GET /api/v1/journal/list?after=0", "", "");
	entry = tree_nth(tree_get(journal.tree, "entries"),
			 tree_count(tree_get(journal.tree, "entries")) - 1);
	CHECK_STR(tree_get_text(entry, "kind"), "silence.made");
	CHECK(str_contains(tree_get_text(entry, "actor"), STR("alertmanager")));
}

SERVED(a_page_of_another_site_neither_reads_nor_changes)
{
	struct reply reply = ask(f, SILENCES, "Origin: https://evil.example.org\r\n",
				 A_SILENCE);

	CHECK_INT(reply.status, 403);
	reply = ask(f, "DELETE /api/v2/silence/00000000-0000-0000-0000-000000000000",
		    "Origin: https://evil.example.org\r\n", "");
	CHECK_INT(reply.status, 403);
	reply = ask(f, "GET /api/v2/alerts", "Host: evil.example.org\r\n", "");
	CHECK_INT(reply.status, 421);
	reply = ask(f, "GET /api/v2/alerts", "Origin: https://evil.example.org\r\n", "");
	CHECK_STR(header_of(&reply, "Access-Control-Allow-Origin"), "");
	CHECK_STR(header_of(&reply, "Cache-Control"), "no-store");
}

/* -- long lists -- */

enum { MANY = 3000, BATCH = 300 };

static void deliver_many(struct served *f)
{
	for (int from = 0; from < MANY; from += BATCH) {
		struct text text = text_new(f->arena, 1 << 20);

		for (int i = from; i < from + BATCH; i++)
			text_addf(&text,
				  "%s{\"labels\":{\"alertname\":\"A%d\",\"service\":"
				  "\"s%d\",\"severity\":\"info\"}}",
				  i == from ? "[" : ",", i, i % 7);
		text_add_char(&text, ']');
		CHECK_INT(ask_bytes(f, f->port, "POST /api/v2/alerts", "", text_of(&text))
				  .status,
			  200);
	}
}

/* The pieces of "Transfer-Encoding: chunked" put together. */
static const struct tree *unchunked(struct arena *arena, str body)
{
	struct text text = text_new(arena, body.length + 1);
	struct error error = { 0 };
	const struct tree *tree;

	while (body.length > 0) {
		char *end;
		size_t length = strtoul(body.bytes, &end, 16);
		size_t at = (size_t)(end - body.bytes) + 2;

		if (length == 0 || at + length > body.length)
			break;
		text_add(&text, str_slice(body, at, length));
		body = str_slice(body, at + length + 2, body.length);
	}
	tree = json_parse(arena, text_of(&text), &error);
	CHECK_OK(tree, error);
	return tree;
}

SERVED(a_list_too_long_for_one_page_is_a_stream_of_all_of_it)
{
	struct reply reply;
	const struct tree *list;
	size_t members = 0;

	deliver_many(f);
	reply = ask(f, "GET /api/v2/alerts", "", "");
	CHECK_INT(reply.status, 200);
	CHECK_STR(header_of(&reply, "Transfer-Encoding"), "chunked");
	list = unchunked(f->arena, reply.body);
	CHECK_INT(tree_count(list), MANY);
	CHECK_STR(tree_get_text(tree_at(list, "2999.labels"), "alertname"), "A2999");

	reply = ask(f, "GET /api/v2/alerts/groups", "", "");
	list = unchunked(f->arena, reply.body);
	CHECK_INT(tree_count(list), 7);
	for (size_t i = 0; i < tree_count(list); i++)
		members += tree_count(tree_get(tree_nth(list, i), "alerts"));
	CHECK_INT(members, MANY);
	CHECK_STR(tree_get_text(tree_at(list, "6.labels"), "service"), "s6");

	reply = ask(f, "GET /api/v2/alerts?filter=alertname%3DA2999", "", "");
	CHECK_INT(tree_count(unchunked(f->arena, reply.body)), 1);
}

/* There are four connections to the store; none of these holds one. */
SERVED(readers_that_do_not_read_hold_up_nobody)
{
	int fds[8];

	deliver_many(f);
	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		int small = 4096;

		fds[i] = connect_tcp(f->port);
		setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
		send_all(fds[i], request_text(f->arena, f->port, "GET /api/v2/alerts", "",
					      STR("")));
		recv(fds[i], &small, 1, 0);
	}
	CHECK_INT(ask(f, "GET /api/v2/silences", "", "").status, 200);
	CHECK_INT(ask(f, "POST /api/v2/alerts", "", "[]").status, 200);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		close(fds[i]);
}

/* -- by command and page -- */

SERVED(a_silence_is_added_and_ended_by_those_who_may)
{
	const char *rita = bearer(f, "rita");
	const char *body = "{\"matchers\":\"alertname=\\\"Disk\\\"\",\"for\":\"2h\","
			   "\"comment\":\"planned\"}";
	struct reply reply = ask(f, "POST /api/v1/silence/add", rita, body);
	str why;

	CHECK_INT(reply.status, 200);
	CHECK_STR(tree_get_text(tree_get(reply.tree, "silence"), "state"), "active");
	CHECK_STR(tree_get_text(tree_get(reply.tree, "silence"), "created_by"), "rita");
	why = tree_get_text(reply.tree, "does_not_cover");
	CHECK(str_starts_with(why, STR("rank 0: ")));
	CHECK_INT(ask(f, "POST /api/v1/silence/add", bearer(f, "vera"), body).status,
		  403);
	CHECK_INT(ask(f, "POST /api/v1/silence/add", bearer(f, "bot"), body).status, 403);
	reply = ask(f, "GET /api/v1/silence/list", rita, "");
	CHECK_INT(tree_count(tree_get(reply.tree, "silences")), 1);
	reply = ask(f, "POST /api/v1/silence/expire", rita, "{\"silence\":\"1\"}");
	CHECK_STR(tree_get_text(tree_get(reply.tree, "silence"), "state"), "expired");
	reply = ask(f, "POST /api/v1/silence/expire", rita, "{\"silence\":\"1\"}");
	CHECK_INT(reply.status, 409);
	reply = ask(f, "GET /api/v1/silence/list", rita, "");
	CHECK_INT(tree_count(tree_get(reply.tree, "silences")), 0);
}

SERVED(a_silence_that_says_too_little_is_refused)
{
	static const struct {
		const char *body, *says;
	} cases[] = {
		{ "{\"matchers\":\"a=b\",\"for\":\"2h\"}", "comment: say why" },
		{ "{\"matchers\":\"a=b\",\"comment\":\"x\"}",
		  "for: say either how long (--for 2h) or until when" },
		{ "{\"matchers\":\"a=b\",\"comment\":\"x\",\"for\":\"2h\","
		  "\"until\":\"3h\"}",
		  "for: say either how long (--for 2h) or until when" },
		{ "{\"matchers\":\"a\",\"comment\":\"x\",\"for\":\"2h\"}",
		  "matchers: at the end: =, !=, =~ or !~ belongs here" },
		{ "{\"matchers\":\"a=b\",\"comment\":\"x\",\"for\":\"2h\","
		  "\"from\":\"2020-01-01T00:00:00Z\"}",
		  "until: must lie behind its begin and behind now" },
	};
	const char *rita = bearer(f, "rita");

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask(f, "POST /api/v1/silence/add", rita,
					 cases[i].body);

		CHECK_INT(reply.status, 400);
		CHECK_STR_EQ(tree_get_text(reply.tree, "detail"), str_of(cases[i].says));
	}
}

const struct test tests[] = {
	{ "a key or a person reads, and a responder silences",
	  a_key_or_a_person_reads_and_a_responder_silences },
	{ "who silenced is kept as said and as known",
	  who_silenced_is_kept_as_said_and_as_known },
	{ "a page of another site neither reads nor changes",
	  a_page_of_another_site_neither_reads_nor_changes },
	{ "a list too long for one page is a stream of all of it",
	  a_list_too_long_for_one_page_is_a_stream_of_all_of_it },
	{ "readers that do not read hold up nobody",
	  readers_that_do_not_read_hold_up_nobody },
	{ "a silence is added and ended by those who may",
	  a_silence_is_added_and_ended_by_those_who_may },
	{ "a silence that says too little is refused",
	  a_silence_that_says_too_little_is_refused },
	{ 0 },
};
