#include "door_fixture.h"

#include "base/hash.h"

#define REPOSITORY \
	"\"repository\":{\"name\":\"shop\",\"full_name\":\"acme/shop\"," \
	"\"default_branch\":\"main\"},\"sender\":{\"login\":\"dana\"}"

static struct delivery_read send_event(struct arena *arena, const char *event,
				       const char *body)
{
	struct delivery_sent sent = { .source = "github",
				      .headers = { event, "X-GitHub-Delivery: 7-7" } };

	return door_send(arena, &sent, str_of(body));
}

#define PUSH "X-GitHub-Event: push"
#define RUN  "X-GitHub-Event: workflow_run"

static void what_says_nothing_of_the_running_system_is_passed(void)
{
	static const struct {
		const char *event, *body, *said;
		int status;
	} cases[] = {
		{ "X-GitHub-Event: ping", "{\"zen\":\"Anything added dilutes\"}", "pong",
		  200 },
		{ "X-GitHub-Event: issues", "{}", "nothing is kept of issues events",
		  202 },
		{ PUSH, "{\"ref\":\"refs/heads/topic\",\"after\":\"a\"," REPOSITORY "}",
		  "only pushes of tags and to the default branch", 202 },
		{ "X-GitHub-Event: release",
		  "{\"action\":\"created\",\"release\":{\"tag_name\":\"v1\"}," REPOSITORY
		  "}",
		  "of a release its publication is kept", 202 },
		{ "X-GitHub-Event: deployment_status",
		  "{\"deployment\":{},\"deployment_status\":{\"state\":\"queued\"}"
		  "," REPOSITORY "}",
		  "its request and its end", 202 },
		{ RUN, "{\"action\":\"requested\",\"workflow_run\":{}," REPOSITORY "}",
		  "of a workflow its end is kept", 202 },
		{ RUN,
		  "{\"action\":\"completed\",\"workflow_run\":{\"head_branch\":\"topic\","
		  "\"conclusion\":\"failure\"}," REPOSITORY "}",
		  "only workflows on the default branch", 202 },
		{ RUN,
		  "{\"action\":\"completed\",\"workflow_run\":{\"head_branch\":\"main\","
		  "\"head_repository\":{\"full_name\":\"mallory/shop\"},"
		  "\"conclusion\":\"failure\"}," REPOSITORY "}",
		  "only workflows on the default branch", 202 },
		{ RUN,
		  "{\"action\":\"completed\",\"workflow_run\":{\"head_branch\":\"main\","
		  "\"conclusion\":\"cancelled\"}," REPOSITORY "}",
		  "neither succeeded nor failed", 202 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_event(arena, cases[i].event,
						       cases[i].body);

		CHECK_CASE(read.answer.status == cases[i].status, cases[i].said);
		CHECK_CASE(str_contains(tree_get_text(read.said, "said"),
					str_of(cases[i].said)),
			   read.answer.body.bytes);
		CHECK_INT(read.batch.count + read.batch.changes.count, 0);
	}
}

static void pushes_say_what_they_were(void)
{
	static const struct {
		const char *body, *title, *kind;
	} cases[] = {
		{ "{\"ref\":\"refs/heads/main\",\"after\":\"0123456789\",\"forced\":true,"
		  "\"commits\":[{\"modified\":[\"a.c\",\"b.yaml\"]},{}],"
		  "\"head_commit\":{\"message\":\"Fix it\\n\\nreally\"}," REPOSITORY "}",
		  "Forced push of 2 commits to main: Fix it (0123456)", "other" },
		{ "{\"ref\":\"refs/tags/v7\",\"after\":\"0123456789\"," REPOSITORY "}",
		  "Tag v7 pushed", "other" },
		{ "{\"ref\":\"refs/heads/main\",\"after\":\"0000\",\"deleted\":true,"
		  "\"head_commit\":null," REPOSITORY "}",
		  "Branch main deleted", "other" },
		{ "{\"ref\":\"refs/heads/"
		  "main\",\"after\":\"012\",\"commits\":[7,{\"added\":7},"
		  "{\"added\":[\"x/main.tf\"],\"removed\":[\"y.yml\"]}]," REPOSITORY "}",
		  "Push of 3 commits to main: no message (012)", "config" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_event(arena, PUSH, cases[i].body);

		CHECK_INT(read.batch.changes.count, 1);
		if (read.batch.changes.count != 1)
			continue;
		CHECK_STR_EQ(read.batch.changes.items[0].title, str_of(cases[i].title));
		CHECK_STR_EQ(read.batch.changes.items[0].kind, str_of(cases[i].kind));
		CHECK_STR(read.batch.changes.items[0].author, "dana");
		CHECK_STR(read.batch.changes.items[0].service, "shop");
		CHECK_INT(read.batch.changes.items[0].source_id.length, 64);
	}
}

static void only_what_succeeded_runs_a_revision(void)
{
	static const struct {
		const char *ref, *state, *revision;
	} cases[] = {
		{ "v2.3.4", "success", "v2.3.4" },
		{ "main", "success", "0123456" },
		{ "v2.3.4", "failure", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_event(
			arena, "X-GitHub-Event: deployment_status",
			arena_format(
				arena,
				"{\"deployment\":{\"environment\":\"prod\","
				"\"ref\":\"%s\",\"sha\":\"0123456789abcdef\"},"
				"\"deployment_status\":{\"state\":\"%s\"}," REPOSITORY
				"}",
				cases[i].ref, cases[i].state)
				.bytes);

		CHECK_INT(read.batch.changes.count, 1);
		CHECK_STR_EQ(read.batch.changes.items[0].revision,
			     str_of(cases[i].revision));
	}
}

/* Its clock is a day ahead, or a day behind. */
static void a_time_that_lies_ahead_is_not_believed(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	static const char event[] = "X-GitHub-Event: deployment";
	struct delivery_read read;

	read = send_event(arena, event,
			  "{\"deployment\":{\"environment\":\"prod\",\"created_at\":"
			  "\"2026-11-22T06:08:35Z\"}," REPOSITORY "}");
	CHECK_INT(read.batch.changes.items[0].at, 0);
	CHECK_STR(read.batch.changes.items[0].source_id, "7-7");
	read = send_event(arena, event,
			  "{\"deployment\":{\"id\":9,\"environment\":\"prod\","
			  "\"created_at\":\"2026-11-20T06:08:34.862Z\"}," REPOSITORY "}");
	CHECK_INT(read.batch.changes.items[0].at, door_now - DAY_MS);
	CHECK_STR(read.batch.changes.items[0].source_id, "deployment/9");
}

static void the_service_is_the_one_whose_match_fits(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct config_problems problems = { 0 };
	scoped_config config = config_parse(
		arena, STR("test.yaml"),
		STR("services:\n"
		    "  - {name: storefront, match: {repository: acme/shop, "
		    "environment: prod}}\n"),
		&problems);
	struct delivery_sent sent = { .source = "github",
				      .headers = { "X-GitHub-Event: deployment" },
				      .config = config };
	struct delivery_read read = door_send(
		arena, &sent,
		STR("{\"deployment\":{\"environment\":\"prod\"}," REPOSITORY "}"));

	CHECK_STR(read.batch.changes.items[0].service, "storefront");
	read = door_send(
		arena, &sent,
		STR("{\"deployment\":{\"environment\":\"test\"}," REPOSITORY "}"));
	CHECK_STR(read.batch.changes.items[0].service, "shop");
}

static void what_is_wrong_is_named(void)
{
	static const struct {
		const char *event, *body, *told;
	} cases[] = {
		{ NULL, "{}", "X-GitHub-Event is missing" },
		{ PUSH, "", "the payload is no JSON" },
		{ PUSH, "{\"ref\":\"refs/heads/main\",\"after\":\"1", "no JSON" },
		{ PUSH, "payload=%7B%7", "form" },
		{ PUSH, "{\"ref\":\"a\",\"ref\":\"b\"," REPOSITORY "}", "ref" },
		{ PUSH, "[]", "repository is missing" },
		{ PUSH, "{\"repository\":7}", "repository must be an object" },
		{ PUSH, "{\"repository\":{\"name\":\"x\"}}", "full_name is missing" },
		{ PUSH, "{\"repository\":{\"full_name\":[]}}", "full_name must be text" },
		{ PUSH, "{" REPOSITORY "}", "ref is missing" },
		{ PUSH, "{\"ref\":7,\"after\":\"a\"," REPOSITORY "}",
		  "ref must be text" },
		{ PUSH, "{\"ref\":\"refs/heads/main\"," REPOSITORY "}",
		  "after is missing" },
		{ "X-GitHub-Event: deployment", "{" REPOSITORY "}",
		  "deployment is missing" },
		{ "X-GitHub-Event: deployment", "{\"deployment\":[]," REPOSITORY "}",
		  "deployment must be an object" },
		{ "X-GitHub-Event: deployment", "{\"deployment\":{}," REPOSITORY "}",
		  "deployment.environment is missing" },
		{ "X-GitHub-Event: deployment_status",
		  "{\"deployment\":{},\"deployment_status\":{}," REPOSITORY "}",
		  "deployment_status.state is missing" },
		{ "X-GitHub-Event: release",
		  "{\"action\":\"published\",\"release\":{}," REPOSITORY "}",
		  "release.tag_name is missing" },
		{ RUN, "{\"action\":\"completed\"," REPOSITORY "}",
		  "workflow_run is missing" },
		{ RUN,
		  "{\"action\":\"completed\",\"workflow_run\":{\"head_branch\":\"main\"}"
		  "," REPOSITORY "}",
		  "workflow_run.conclusion is missing" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_read read = send_event(arena, cases[i].event,
						       cases[i].body);

		CHECK_CASE(read.answer.status == 400, cases[i].told);
		CHECK_CASE(str_contains(door_complaint(&read), str_of(cases[i].told)),
			   read.answer.body.bytes);
		CHECK_INT(read.batch.count + read.batch.changes.count, 0);
	}
}

/* The example of GitHub's documentation. */
static void the_signature_is_over_the_raw_bytes(void)
{
	static const struct {
		const char *header, *body;
		bool is_good;
	} cases[] = {
		{ "X-Hub-Signature-256: "
		  "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1"
		  "7",
		  "Hello, World!", true },
		{ "X-Hub-Signature-256: "
		  "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1"
		  "7",
		  "Hello, World! ", false },
		{ "X-Hub-Signature-256: "
		  "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
		  "Hello, World!", false },
		{ "X-Hub-Signature-256: sha256=", "Hello, World!", false },
		{ "X-Hub-Signature-256: sha256=zz", "Hello, World!", false },
		{ "X-Hub-Signature: sha1=757107ea", "Hello, World!", false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
		struct delivery_sent sent = { .source = "github",
					      .headers = { cases[i].header } };
		struct door_call call = door_call_of(arena, &sent, str_of(cases[i].body));

		CHECK_CASE(door_named("github")->is_signed(
				   &call, STR("It's a Secret to Everybody")) ==
				   cases[i].is_good,
			   cases[i].header);
	}
}

static void a_form_with_the_payload_is_read_too(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	struct delivery_read read = send_event(
		arena, PUSH,
		"payload=%7B%22ref%22%3A%22refs%2Ftags%2Fv1%22%2C%22after%22%3A%221%22%2C"
		"%22repository%22%3A%7B%22full_name%22%3A%22a%2Fb%22%7D%7D");

	CHECK_INT(read.answer.status, 202);
	CHECK_STR(read.batch.changes.items[0].title, "Tag v1 pushed");
}

static void what_is_too_much_is_cut(void)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	char *text = arena_many(arena, char, 50001);
	struct delivery_read read;

	memset(text, 'x', 50000);
	read = send_event(
		arena, PUSH,
		arena_format(arena,
			     "{\"ref\":\"refs/heads/main\",\"after\":\"%s\","
			     "\"head_commit\":{\"message\":\"%s\"},"
			     "\"pusher\":{\"name\":\"%s\"},\"compare\":\"%s\"," REPOSITORY
			     "}",
			     text, text, text, text)
			.bytes);
	CHECK_INT(read.batch.changes.count, 1);
	CHECK(read.batch.changes.items[0].title.length <= 500);
	CHECK(str_contains(read.batch.changes.items[0].title, STR("bytes were cut")));
	CHECK(read.batch.changes.items[0].author.length <= 200);
}

const struct test tests[] = {
	{ "what says nothing of the running system is passed",
	  what_says_nothing_of_the_running_system_is_passed },
	{ "pushes say what they were", pushes_say_what_they_were },
	{ "only what succeeded runs a revision", only_what_succeeded_runs_a_revision },
	{ "a time that lies ahead is not believed",
	  a_time_that_lies_ahead_is_not_believed },
	{ "the service is the one whose match fits",
	  the_service_is_the_one_whose_match_fits },
	{ "what is wrong is named", what_is_wrong_is_named },
	{ "the signature is over the raw bytes", the_signature_is_over_the_raw_bytes },
	{ "a form with the payload is read too", a_form_with_the_payload_is_read_too },
	{ "what is too much is cut", what_is_too_much_is_cut },
	{ 0 },
};
