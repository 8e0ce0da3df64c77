/* The actuator http against a server of the test that plays what it changes: two flags, a
 * limit, a cache. */
#include "actuator_fixture.h"
#include "config_fixture.h"
#include "net/http_server.h"

#include <pthread.h>
#include <string.h>

struct system {
	struct http_server *server;
	struct arena *arena;
	bool is_on;
	int limit;
	bool lies;     /* takes a request and does nothing */
	int status;    /* of writes; 0: as it should be */
	size_t writes; /* requests that were no GET */
	str path, body, token, key;
};

static size_t body_max(void *context, const char *method, str path)
{
	(void)context;
	(void)method;
	(void)path;
	return 1 << 16;
}

static void carry_out(struct system *system, const struct http_incoming *in)
{
	struct error error = { 0 };

	if (system->lies)
		return;
	if (str_starts_with(in->path, STR("/api/flags/")))
		system->is_on = str_contains(in->body, STR("\"enabled\":true"));
	if (str_starts_with(in->path, STR("/api/limits/")))
		system->limit = (int)tree_get_int(json_parse(in->arena, in->body, &error),
						  "rps", 0);
}

static void answer(void *context, const struct http_incoming *in,
		   struct http_outgoing *ret_out)
{
	struct system *system = context;

	ret_out->status = 200;
	ret_out->content_type = STR("application/json");
	system->path = arena_copy(system->arena, in->path);
	system->token = arena_copy(system->arena, http_header(in, "Authorization"));
	system->key = arena_copy(system->arena, http_header(in, "X-Tenant-Key"));
	if (strcmp(in->method, "GET") != 0) {
		system->writes++;
		system->body = arena_copy(system->arena, in->body);
		if (system->status == 302)
			http_add_header(ret_out, "Location",
					STR("http://127.0.0.1:1/elsewhere"));
		if (system->status == 0)
			carry_out(system, in);
		ret_out->status = system->status > 0 ? system->status : 200;
		ret_out->body = arena_format(in->arena,
					     "{\"message\":\"you sent " STR_FMT "\"}",
					     STR_ARG(system->token));
		return;
	}
	ret_out->body = arena_format(in->arena, "{\"enabled\":%s,\"rps\":%d}",
				     system->is_on ? "true" : "false", system->limit);
}

#define CONFIGURATION \
	"http_actions:\n" \
	"  - name: flags\n" \
	"    url: http://127.0.0.1:%u/api\n" \
	"    token_env: FLAG_TOKEN\n" \
	"    parameters: {flag: name, route: text, rps: integer, why: text, mode: " \
	"on|off}\n" \
	"    requests:\n" \
	"      - name: disable\n" \
	"        method: PATCH\n" \
	"        path: /flags/<flag>\n" \
	"        headers: [{name: X-Why, value: stanch <why>}, {name: X-Tenant-Key, " \
	"value_env: TENANT_KEY}]\n" \
	"        body: {enabled: false, why: \"because: <why>\"}\n" \
	"        expect: [200, 204]\n" \
	"        read: /flags/<flag>\n" \
	"        value: /enabled\n" \
	"        becomes: false\n" \
	"        undo: {do: enable}\n" \
	"      - name: enable\n" \
	"        method: PATCH\n" \
	"        path: /flags/<flag>\n" \
	"        body: {enabled: true}\n" \
	"        read: /flags/<flag>\n" \
	"        value: /enabled\n" \
	"        becomes: true\n" \
	"        undo: {do: disable}\n" \
	"      - name: limit\n" \
	"        method: PUT\n" \
	"        path: /limits/<route>\n" \
	"        body: {rps: <rps>}\n" \
	"        read: /limits/<route>\n" \
	"        value: /rps\n" \
	"        becomes: <rps>\n" \
	"        undo: {do: limit, rps: <was>}\n" \
	"      - {name: clear, method: DELETE, path: /cache}\n"

static void start(struct system *system)
{
	struct http_server_options options = {
		.listen = STR("127.0.0.1:0"),
		.connections_max = 10,
		.connections_per_address_max = 10,
		.body_bytes_max = body_max,
		.handle = answer,
		.context = system,
	};
	struct error error = { 0 };

	*system = (struct system){ .is_on = true, .limit = 100 };
	system->arena = arena_new(ACTING_BYTES_MAX);
	system->server = http_server_start(&options, &error);
	CHECK_OK(system->server, error);
}

static void stop(struct system *system)
{
	http_server_stop(system->server);
	arena_free(system->arena);
}
#define scoped_system scoped(stop) struct system

static struct config *configure(struct system *system)
{
	char text[4096];

	setenv("FLAG_TOKEN", "sesame-open-now", 1);
	setenv("TENANT_KEY", "tenant-key-4711", 1);
	snprintf(text, sizeof(text), CONFIGURATION, http_server_port(system->server));
	return parse_well(system->arena, text);
}

typedef void claim_on(struct system *system, struct config *config);

static void *run_claim(void *argument)
{
	claim_on *const *claim = argument;
	scoped_system system;

	start(&system);

	scoped_config config = configure(&system);

	(*claim)(&system, config);
	return NULL;
}

/* Our client keeps its connections as long as its thread: each claim has its own. */
static void alone(claim_on *claim)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run_claim, &claim) != 0)
		abort();
	pthread_join(thread, NULL);
}

static void flag_off_and_on(struct system *system, struct config *config)
{
	struct acting off = acting_on(system->arena, "http", config, "flags",
				      STR("{\"do\":\"disable\",\"flag\":\"new-checkout\","
					  "\"why\":\"orders fail: 12 % \\\"5xx\\\"\"}"));
	struct acting on;

	CHECK_INT(off.actuator->class_of(&off.call), ACTION_REVERSIBLE);
	CHECK_OK(acting_preview(&off), off.error);
	CHECK(str_contains(off.preview.preview, STR("PATCH  http://127.0.0.1:")));
	CHECK(str_contains(off.preview.preview,
			   STR("/api/flags/new-checkout\nX-Why: stanch orders fail: 12 % "
			       "\"5xx\"\nX-Tenant-Key: ***\n{\"enabled\":false,\"why\":"
			       "\"because: orders fail: 12 % \\\"5xx\\\"\"}\n"
			       "is set to true → false")));
	CHECK(!str_contains(json_write(system->arena, off.preview.argv),
			    STR("sesame-open-now")));
	CHECK_STR(
		json_write(system->arena, off.preview.undo),
		"{\"do\":\"enable\",\"flag\":\"new-checkout\",\"why\":\"orders fail: 12 "
		"% \\\"5xx\\\"\"}");
	CHECK_INT(system->writes, 0);
	CHECK_INT(acting_was_done(&off), 0);
	CHECK_OK(acting_apply(&off), off.error);
	CHECK(!system->is_on);
	CHECK_INT(system->writes, 1);
	CHECK_STR(system->token, "Bearer sesame-open-now");
	CHECK_STR(system->key, "tenant-key-4711");
	/* What it echoed is not kept. */
	CHECK(str_ends_with(off.result.output,
			    STR("\n200: you sent Bearer ***\nread back: false")));
	CHECK_INT(acting_was_done(&off), 1);
	on = acting_undo(&off);
	CHECK_OK(acting_preview(&on), on.error);
	CHECK_OK(acting_apply(&on), on.error);
	CHECK(system->is_on);
	CHECK_REFUSED(acting_preview(&on), on, ERROR_CONFLICT,
		      "it is set to true already");
}

static void value_goes_back(struct system *system, struct config *config)
{
	struct acting limit = acting_on(
		system->arena, "http", config, "flags",
		STR("{\"do\":\"limit\",\"route\":\"a/b?c\",\"rps\":\"20\"}"));
	struct acting undo;

	CHECK_OK(acting_preview(&limit), limit.error);
	CHECK(str_contains(limit.preview.preview,
			   STR("/api/limits/a%2Fb%3Fc\n{\"rps\":20}\nis set to 100 → "
			       "20")));
	CHECK_OK(acting_apply(&limit), limit.error);
	CHECK_INT(system->limit, 20);
	undo = acting_undo(&limit);
	CHECK_OK(acting_preview(&undo), undo.error);
	CHECK_OK(acting_apply(&undo), undo.error);
	CHECK_INT(system->limit, 100);
}

static void moved_world(struct system *system, struct config *config)
{
	struct acting limit = acting_on(
		system->arena, "http", config, "flags",
		STR("{\"do\":\"limit\",\"route\":\"pay\",\"rps\":\"20\"}"));

	CHECK_OK(acting_preview(&limit), limit.error);
	system->limit = 50;
	CHECK_REFUSED(acting_apply(&limit), limit, ERROR_CONFLICT,
		      "it was set to 100 at the preview and is 50 now");
	CHECK_INT(system->writes, 0);
	CHECK_INT(acting_was_done(&limit), -1);
	system->limit = 100;
	/* The configuration was changed between approval and start. */
	config->http_actions[0].requests[2].path = STR("/elsewhere/<route>");
	CHECK_REFUSED(acting_apply(&limit), limit, ERROR_CONFLICT,
		      "not any more what was approved");
	config->http_actions[0].request_count = 2;
	CHECK_REFUSED(acting_apply(&limit), limit, ERROR_CONFLICT,
		      "flags has no request 'limit'");
	CHECK_INT(system->writes, 0);
}

static void bad_answers(struct system *system, struct config *config)
{
	struct acting off = acting_on(
		system->arena, "http", config, "flags",
		STR("{\"do\":\"disable\",\"flag\":\"a\",\"why\":\"b\"}"));

	CHECK_OK(acting_preview(&off), off.error);
	system->status = 302;
	CHECK_REFUSED(acting_apply(&off), off, ERROR_UNAVAILABLE,
		      "flags answered 302, which leads elsewhere: that is not followed");
	CHECK(!off.result.unknown);
	system->status = 403;
	CHECK_REFUSED(acting_apply(&off), off, ERROR_INVALID,
		      "it answered 403: you sent Bearer ***");
	CHECK(!off.result.unknown);
	system->status = 503;
	CHECK_REFUSED(acting_apply(&off), off, ERROR_INVALID, "it answered 503");
	CHECK(off.result.unknown);
	system->status = 0;
	system->lies = true;
	CHECK_REFUSED(acting_apply(&off), off, ERROR_INVALID,
		      "it took the request, and is set to true all the same, not to "
		      "false");
}

static void wrong_plans(struct system *system, struct config *config)
{
	static const struct {
		const char *target, *plan;
		enum error_kind kind;
		const char *says;
	} cases[] = {
		{ "flogs", "{\"do\":\"disable\"}", ERROR_FORBIDDEN,
		  "the configuration names no http action 'flogs'" },
		{ "http://evil.example.org", "{\"do\":\"disable\"}", ERROR_FORBIDDEN,
		  "the configuration names no http action" },
		{ "flags", "{}", ERROR_INVALID, "the plan does not say 'do'" },
		{ "flags", "{\"do\":\"drop\"}", ERROR_FORBIDDEN,
		  "flags has no request 'drop'" },
		{ "flags", "{\"do\":\"disable\",\"why\":\"x\"}", ERROR_INVALID,
		  "the plan does not say 'flag'" },
		{ "flags", "{\"do\":\"disable\",\"flag\":\"a/b\",\"why\":\"x\"}",
		  ERROR_INVALID, "flag: 'a/b' is no name" },
		{ "flags", "{\"do\":\"disable\",\"flag\":\"..\",\"why\":\"x\"}",
		  ERROR_INVALID, "flag: '..' is no name" },
		{ "flags", "{\"do\":\"limit\",\"route\":\"..\",\"rps\":\"1\"}",
		  ERROR_INVALID, "a value leads out of its place in /limits/<route>" },
		{ "flags", "{\"do\":\"limit\",\"route\":\"a\",\"rps\":\"1e3\"}",
		  ERROR_INVALID, "rps: '1e3' is no integer" },
		{ "flags", "{\"do\":\"clear\",\"mode\":\"maybe\"}", ERROR_INVALID,
		  "mode: 'maybe' is none of on|off" },
		{ "flags", "{\"do\":\"clear\",\"host\":\"evil\"}", ERROR_INVALID,
		  "flags has no parameter 'host'" },
		{ "flags", "{\"do\":\"disable\",\"flag\":\"a\",\"why\":\"x\\r\\nY: z\"}",
		  ERROR_INVALID, "why: must be of 1 to 1000 bytes, without line breaks" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct acting acting = acting_on(system->arena, "http", config,
						 cases[i].target, str_of(cases[i].plan));

		CHECK_REFUSED(acting_preview(&acting), acting, cases[i].kind,
			      cases[i].says);
	}
	CHECK_INT(system->writes, 0);
}

static void no_way_back(struct system *system, struct config *config)
{
	struct acting clear = acting_on(system->arena, "http", config, "flags",
					STR("{\"do\":\"clear\"}"));

	CHECK_INT(clear.actuator->class_of(&clear.call), ACTION_DESTRUCTIVE);
	CHECK_OK(acting_preview(&clear), clear.error);
	CHECK(!clear.preview.undo);
	CHECK_STR(clear.preview.undo_text, "there is no way back");
	CHECK(str_starts_with(clear.preview.warning, STR("what is set now cannot be")));
	CHECK_OK(acting_apply(&clear), clear.error);
	CHECK_INT(system->writes, 1);
	CHECK_STR(system->path, "/api/cache");
	CHECK_INT(acting_was_done(&clear), -1);
}

static void in_a_drill(struct system *system, struct config *config)
{
	struct acting off = acting_on(
		system->arena, "http", config, "flags",
		STR("{\"do\":\"disable\",\"flag\":\"a\",\"why\":\"b\"}"));

	config->drill = true;
	CHECK_OK(acting_preview(&off), off.error);
	config->http_actions[0].api.url = STR("https://flags.example.org");
	CHECK_REFUSED(acting_preview(&off), off, ERROR_FORBIDDEN,
		      "this is a drill: flags is not on this machine");
}

#define CLAIM(name, claim) \
	static void name(void) \
	{ \
		alone(claim); \
	}
CLAIM(a_flag_goes_off_is_read_back_and_goes_on_again, flag_off_and_on)
CLAIM(a_limit_goes_back_to_the_value_that_was_read, value_goes_back)
CLAIM(a_world_that_moved_is_not_touched, moved_world)
CLAIM(an_answer_that_is_not_expected_is_told, bad_answers)
CLAIM(what_the_configuration_does_not_name_is_not_sent, wrong_plans)
CLAIM(what_cannot_be_read_or_undone_says_so, no_way_back)
CLAIM(a_drill_reaches_this_machine_only, in_a_drill)

const struct test tests[] = {
	{ "a flag goes off, is read back and goes on again",
	  a_flag_goes_off_is_read_back_and_goes_on_again },
	{ "a limit goes back to the value that was read",
	  a_limit_goes_back_to_the_value_that_was_read },
	{ "a world that moved is not touched", a_world_that_moved_is_not_touched },
	{ "an answer that is not expected is told",
	  an_answer_that_is_not_expected_is_told },
	{ "what the configuration does not name is not sent",
	  what_the_configuration_does_not_name_is_not_sent },
	{ "what cannot be read or undone says so",
	  what_cannot_be_read_or_undone_says_so },
	{ "a drill reaches this machine only", a_drill_reaches_this_machine_only },
	{ 0 },
};
