#include "formats/json.h"
#include "http_double.h"
#include "systems/kubernetes.h"
#include "systems/kubernetes_private.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TEST_BYTES_MAX = 256 << 20, WAIT_MS = 2000, REQUESTS_MAX = 16 };

/* An API that gives one prepared answer after the other and keeps what it was asked. */
struct api {
	struct http_server *server;
	struct arena *arena;
	struct {
		int status;
		const char *body;
	} answers[REQUESTS_MAX];
	struct {
		str method, path, body, type, authorization, as;
	} requests[REQUESTS_MAX];
	size_t count;
	char folder[64];
	str kubeconfig;
};

static void answer(void *context, const struct http_incoming *in,
		   struct http_outgoing *ret_out)
{
	struct api *api = context;
	size_t nth = api->count++;

	if (nth >= REQUESTS_MAX)
		abort();
	api->requests[nth].method = arena_copy(api->arena, str_of(in->method));
	api->requests[nth].path = in->query.length > 0
					  ? arena_format(api->arena, STR_FMT "?" STR_FMT,
							 STR_ARG(in->path),
							 STR_ARG(in->query))
					  : arena_copy(api->arena, in->path);
	api->requests[nth].body = arena_copy(api->arena, in->body);
	api->requests[nth].type = arena_copy(api->arena, http_header(in, "Content-Type"));
	api->requests[nth].authorization = arena_copy(api->arena,
						      http_header(in, "Authorization"));
	api->requests[nth].as = arena_copy(api->arena,
					   http_header(in, "Impersonate-User"));
	ret_out->status = api->answers[nth].status ? api->answers[nth].status : 200;
	ret_out->content_type = STR("application/json");
	ret_out->body = str_of(api->answers[nth].body ? api->answers[nth].body : "{}");
}

static void write_file(const struct api *api, const char *name, str bytes)
{
	str path = arena_format(api->arena, "%s/%s", api->folder, name);
	scoped_fd fd = open(path.bytes, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, bytes.bytes, bytes.length) != (ssize_t)bytes.length)
		abort();
}

/* The user is YAML, in braces. */
static void api_start(struct api *api, const char *user)
{
	struct http_server_options options = {
		.listen = STR("127.0.0.1:0"),
		.connections_max = 10,
		.connections_per_address_max = 10,
		.body_bytes_max = double_body_bytes_max,
		.handle = answer,
		.context = api,
	};
	struct error error = { 0 };

	*api = (struct api){ .arena = arena_new(TEST_BYTES_MAX),
			     .folder = "/tmp/test_kubernetes.XXXXXX" };
	api->server = http_server_start(&options, &error);
	if (!api->server || !mkdtemp(api->folder))
		abort();
	api->kubeconfig = arena_format(api->arena, "%s/config", api->folder);
	write_file(api, "config",
		   arena_format(api->arena,
				"current-context: prod\ncontexts:\n"
				"- {name: prod, context: {cluster: c, user: alice}}\n"
				"clusters:\n- name: c\n  cluster:\n"
				"    server: http://127.0.0.1:%u\n"
				"users:\n- {name: alice, user: %s}\n",
				http_server_port(api->server), user));
}

static void api_stop(struct api *api)
{
	http_server_stop(api->server);
	unlink(arena_format(api->arena, "%s/config", api->folder).bytes);
	unlink(arena_format(api->arena, "%s/token", api->folder).bytes);
	unlink(arena_format(api->arena, "%s/namespace", api->folder).bytes);
	rmdir(api->folder);
	arena_free(api->arena);
}

#define scoped_api scoped(api_stop) struct api

static struct kubernetes *open_api(const struct api *api, const struct hands *hands)
{
	struct kubernetes_access access = { .kubeconfig = api->kubeconfig,
					    .hands = hands,
					    .wait_ms = WAIT_MS };
	struct kubernetes *kubernetes = NULL;
	struct error error = { 0 };

	CHECK_OK(kubernetes_open(api->arena, &access, &kubernetes, &error), error);
	if (!kubernetes)
		exit(1);
	return kubernetes;
}

#define TEST_IN_THREAD(name) \
	static void *name##_there(void *nothing); \
	static void name(void) \
	{ \
		in_own_thread(name##_there, NULL); \
	} \
	static void *name##_there(void *nothing)

/* -- reading -- */

TEST_IN_THREAD(an_object_is_read_as_the_user)
{
	scoped_api api;

	api_start(&api, "{token: t0ken, as: boss}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *got = NULL;

	api.answers[0].body = "{\"kind\":\"Pod\"}";
	CHECK_OK(kubernetes_get(kubernetes, "/api/v1/pods/x?a=b", &got, &error), error);
	CHECK_STR(tree_get_text(got, "kind"), "Pod");
	CHECK_STR(api.requests[0].method, "GET");
	CHECK_STR(api.requests[0].path, "/api/v1/pods/x?a=b");
	CHECK_STR(api.requests[0].authorization, "Bearer t0ken");
	CHECK_STR(api.requests[0].as, "boss");
	CHECK(str_starts_with(kubernetes_where(kubernetes),
			      STR("prod (http://127.0.0.1:")));
	CHECK(str_ends_with(kubernetes_where(kubernetes), STR(") as boss")));
	CHECK_STR(kubernetes_namespace(kubernetes), "default");
	return nothing;
}

TEST_IN_THREAD(a_list_is_read_page_by_page)
{
	scoped_api api;

	api_start(&api, "{}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *items = NULL;

	api.answers[0].body = "{\"metadata\":{\"continue\":\"a+b\"},\"items\":[1,2]}";
	api.answers[1].body = "{\"metadata\":{\"continue\":\"\"},\"items\":[3]}";
	CHECK_OK(kubernetes_list(kubernetes, "/api/v1/pods", 1000, &items, &error),
		 error);
	CHECK_INT(tree_count(items), 3);
	CHECK_INT(api.count, 2);
	CHECK_STR(api.requests[0].path, "/api/v1/pods?limit=500");
	CHECK_STR(api.requests[1].path, "/api/v1/pods?limit=500&continue=a%2Bb");
	return nothing;
}

TEST_IN_THREAD(no_more_of_a_list_is_asked_for_than_is_wanted)
{
	scoped_api api;

	api_start(&api, "{}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *items = NULL;

	/* One that does not keep to the limit is cut. */
	api.answers[0].body = "{\"metadata\":{\"continue\":\"x\"},\"items\":[1,2,3]}";
	CHECK_OK(kubernetes_list(kubernetes, "/pods?labelSelector=a", 2, &items, &error),
		 error);
	CHECK_INT(tree_count(items), 2);
	CHECK_INT(api.count, 1);
	CHECK_STR(api.requests[0].path, "/pods?labelSelector=a&limit=2");
	return nothing;
}

#define GONE \
	"{\"kind\":\"Status\",\"message\":\"The provided continue parameter is too " \
	"old\"," \
	"\"reason\":\"Expired\",\"code\":410}"
#define FIRST_PAGE "{\"metadata\":{\"continue\":\"x\"},\"items\":[1]}"

TEST_IN_THREAD(a_list_whose_token_expired_begins_anew)
{
	scoped_api api;

	api_start(&api, "{}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *items = NULL;

	api.answers[0].body = FIRST_PAGE;
	api.answers[1].status = 410;
	api.answers[1].body = GONE;
	api.answers[2].body = "{\"metadata\":{},\"items\":[7,8]}";
	CHECK_OK(kubernetes_list(kubernetes, "/pods", 100, &items, &error), error);
	CHECK_INT(tree_count(items), 2);
	CHECK_STR(api.requests[2].path, "/pods?limit=100");

	/* But not for ever. */
	for (size_t i = 3; i < 9; i++) {
		api.answers[i].status = i % 2 ? 200 : 410;
		api.answers[i].body = i % 2 ? FIRST_PAGE : GONE;
	}
	CHECK(!kubernetes_list(kubernetes, "/pods", 100, &items, &error));
	CHECK_INT(error.kind, ERROR_CONFLICT);
	CHECK_INT(api.count, 9);
	return nothing;
}

static const struct {
	int status;
	const char *body;
	enum error_kind kind;
	const char *text;
} refusals[] = {
	{ 401, "{\"message\":\"Unauthorized\"}", ERROR_UNAUTHENTICATED,
	  "kubernetes prod: answered 401: Unauthorized" },
	{ 403,
	  "{\"message\":\"pods is forbidden: User \\\"viewer\\\" cannot list resource "
	  "\\\"pods\\\"\"}",
	  ERROR_FORBIDDEN,
	  "kubernetes prod: pods is forbidden: User \"viewer\" cannot list resource "
	  "\"pods\"" },
	{ 404, "{\"message\":\"pods \\\"nope\\\" not found\"}", ERROR_NOT_FOUND,
	  "kubernetes prod: pods \"nope\" not found" },
	{ 409, "{\"message\":\"the object has been modified\"}", ERROR_CONFLICT,
	  "kubernetes prod: the object has been modified" },
	{ 422, "{\"message\":\"it is invalid\"}", ERROR_INVALID,
	  "kubernetes prod: it is invalid" },
	{ 400, "{\"message\":\"previous terminated container not found\"}", ERROR_INVALID,
	  "kubernetes prod: previous terminated container not found" },
	{ 429, "{\"message\":\"too many\"}", ERROR_LIMITED, "kubernetes prod: too many" },
	{ 504, "{\"message\":\"slow\"}", ERROR_TIMEOUT, "kubernetes prod: slow" },
	{ 503, "busy", ERROR_UNAVAILABLE, "kubernetes prod: answered 503: busy" },
	{ 500, "{}", ERROR_UNAVAILABLE, "kubernetes prod: answered 500: {}" },
	{ 200, "[]", ERROR_UNAVAILABLE, "kubernetes prod: an answer that is no object" },
	{ 200, "<html>", ERROR_UNAVAILABLE, "kubernetes prod: line 1" },
};

TEST_IN_THREAD(a_refusal_is_told_in_the_words_of_the_api)
{
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		scoped_api api;

		api_start(&api, "{}");

		scoped_kubernetes kubernetes = open_api(&api, NULL);
		struct error error = { 0 };
		struct tree *got;

		api.answers[0].status = refusals[i].status;
		api.answers[0].body = refusals[i].body;
		CHECK_CASE(!kubernetes_get(kubernetes, "/x", &got, &error),
			   refusals[i].body);
		CHECK_INT(error.kind, refusals[i].kind);
		CHECK_CASE(str_starts_with(str_of(error.text), str_of(refusals[i].text)),
			   error.text);
	}
	return nothing;
}

TEST_IN_THREAD(of_a_long_refusal_both_ends_are_kept)
{
	scoped_api api;

	api_start(&api, "{}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *got;
	char *body = arena_many(api.arena, char, 8000);

	snprintf(body, 8000,
		 "{\"message\":\"Invalid value: %7000s: quantities must match\"}", "x");
	api.answers[0].status = 422;
	api.answers[0].body = body;
	CHECK(!kubernetes_get(kubernetes, "/x", &got, &error));
	CHECK(str_starts_with(str_of(error.text),
			      STR("kubernetes prod: Invalid value: ")));
	CHECK(str_ends_with(str_of(error.text), STR(": quantities must match")));
	return nothing;
}

TEST_IN_THREAD(a_name_cannot_lead_elsewhere)
{
	scoped_api api;

	api_start(&api, "{}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *got;

	CHECK(!kubernetes_get(kubernetes, "/api/v1/namespaces/../nodes/x", &got, &error));
	CHECK_INT(error.kind, ERROR_INVALID);
	CHECK(!kubernetes_get(kubernetes, "api", &got, &error));
	CHECK_INT(api.count, 0);
	return nothing;
}

/* -- writing -- */

static struct tree *map_with(struct arena *arena, const char *name, const char *text)
{
	struct tree *map = tree_map(arena);

	tree_put_text(arena, map, name, str_of(text));
	return map;
}

static const struct {
	enum kubernetes_write how;
	bool dry_run;
	const char *method, *type, *path, *body;
} writes[] = {
	{ KUBERNETES_POST, false, "POST", "application/json",
	  "/x?fieldManager=stanch&fieldValidation=Strict", "{\"a\":\"b\"}" },
	{ KUBERNETES_PUT, true, "PUT", "application/json",
	  "/x?fieldManager=stanch&fieldValidation=Strict&dryRun=All", "{\"a\":\"b\"}" },
	{ KUBERNETES_JSON_PATCH, false, "PATCH", "application/json-patch+json",
	  "/x?fieldManager=stanch&fieldValidation=Strict", "{\"a\":\"b\"}" },
	{ KUBERNETES_MERGE_PATCH, false, "PATCH", "application/merge-patch+json",
	  "/x?fieldManager=stanch&fieldValidation=Strict", "{\"a\":\"b\"}" },
	{ KUBERNETES_STRATEGIC_PATCH, true, "PATCH",
	  "application/strategic-merge-patch+json",
	  "/x?fieldManager=stanch&fieldValidation=Strict&dryRun=All", "{\"a\":\"b\"}" },
	{ KUBERNETES_DELETE, false, "DELETE", "application/json", "/x", "{\"a\":\"b\"}" },
	/* In the path alone it would be read by nobody, and the object would be gone. */
	{ KUBERNETES_DELETE, true, "DELETE", "application/json", "/x?dryRun=All",
	  "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"a\":\"b\","
	  "\"dryRun\":[\"All\"]}" },
};

TEST_IN_THREAD(each_way_of_writing_says_how_and_in_whose_name)
{
	for (size_t i = 0; i < COUNT_OF(writes); i++) {
		scoped_api api;

		api_start(&api, "{}");

		scoped_kubernetes kubernetes = open_api(&api, NULL);
		struct error error = { 0 };
		struct tree *got;
		bool unknown = true;

		struct kubernetes_change change = { writes[i].how, "/x",
						    map_with(api.arena, "a", "b"),
						    writes[i].dry_run };

		CHECK_OK(kubernetes_write(kubernetes, &change, &got, &unknown, &error),
			 error);
		CHECK(!unknown);
		CHECK_STR_EQ(api.requests[0].method, str_of(writes[i].method));
		CHECK_STR_EQ(api.requests[0].type, str_of(writes[i].type));
		CHECK_STR_EQ(str_trim(api.requests[0].body), str_of(writes[i].body));
		CHECK_STR_EQ(api.requests[0].path, str_of(writes[i].path));
	}
	return nothing;
}

static const struct {
	int status;
	const char *body;
	bool dry_run, unknown;
} outcomes[] = {
	{ 409, "{}", false, false },    { 403, "{}", false, false },
	{ 422, "{}", false, false },    { 503, "{}", false, false },
	{ 500, "{}", false, true },     { 502, "{}", false, true },
	{ 504, "{}", false, true },     { 504, "{}", true, false },
	{ 200, "<html>", false, true }, { 200, "<html>", true, false },
};

TEST_IN_THREAD(it_is_told_when_it_may_have_been_done)
{
	for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
		scoped_api api;

		api_start(&api, "{}");

		scoped_kubernetes kubernetes = open_api(&api, NULL);
		struct error error = { 0 };
		struct tree *got;
		bool unknown = !outcomes[i].unknown;

		api.answers[0].status = outcomes[i].status;
		api.answers[0].body = outcomes[i].body;
		struct kubernetes_change change = { KUBERNETES_POST, "/x", NULL,
						    outcomes[i].dry_run };

		CHECK(!kubernetes_write(kubernetes, &change, &got, &unknown, &error));
		CHECK_INT(unknown, outcomes[i].unknown);
		CHECK_INT(api.count, 1);
	}
	return nothing;
}

TEST_IN_THREAD(what_never_arrived_was_not_done)
{
	scoped_api api;

	api_start(&api, "{}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *got;
	struct kubernetes_change change = { .how = KUBERNETES_POST, .path = "/x" };
	bool unknown = true;

	http_server_stop(api.server);
	CHECK(!kubernetes_write(kubernetes, &change, &got, &unknown, &error));
	CHECK(!unknown);
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);

	struct http_server_options options = {
		.listen = STR("127.0.0.1:0"),
		.connections_max = 1,
		.connections_per_address_max = 1,
		.body_bytes_max = double_body_bytes_max,
		.handle = answer,
		.context = &api,
	};

	api.server = http_server_start(&options, &error);
	return nothing;
}

TEST_IN_THREAD(a_right_is_asked_for_by_verb_and_resource)
{
	scoped_api api;

	api_start(&api, "{}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct kubernetes_right scale = { STR("patch"), STR("apps"),
					  STR("deployments/scale"), STR("shop"),
					  STR("web") };
	struct kubernetes_right delete = { STR("delete"), STR(""), STR("pods"),
					   STR("shop"), STR("") };
	bool may = false;

	api.answers[0].status = 201;
	api.answers[0].body = "{\"status\":{\"allowed\":true}}";
	CHECK_OK(kubernetes_may(kubernetes, &scale, &may, &error), error);
	CHECK(may);
	CHECK(str_contains(
		api.requests[0].body,
		STR("\"resource\":\"deployments\",\"subresource\":\"scale\"")));
	CHECK_OK(kubernetes_may(kubernetes, &delete, &may, &error), error);
	CHECK(!may);
	return nothing;
}

/* -- who we are -- */

TEST_IN_THREAD(a_token_in_a_file_is_read_for_each_request)
{
	scoped_api api;

	api_start(&api, "{token: old, tokenFile: token}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *got;

	write_file(&api, "token", STR("one\n"));
	CHECK_OK(kubernetes_get(kubernetes, "/x", &got, &error), error);
	write_file(&api, "token", STR("two\n"));
	CHECK_OK(kubernetes_get(kubernetes, "/x", &got, &error), error);
	CHECK_STR(api.requests[0].authorization, "Bearer one");
	CHECK_STR(api.requests[1].authorization, "Bearer two");
	return nothing;
}

TEST_IN_THREAD(a_name_and_a_password_are_taken)
{
	scoped_api api;

	api_start(&api, "{username: a, password: b}");

	scoped_kubernetes kubernetes = open_api(&api, NULL);
	struct error error = { 0 };
	struct tree *got;

	CHECK_OK(kubernetes_get(kubernetes, "/x", &got, &error), error);
	CHECK_STR(api.requests[0].authorization, "Basic YTpi");
	return nothing;
}

/* Hands that print what the test says. */
struct plugin {
	size_t count;
	const char *output[4];
	int exit_code;
	str info;
};

static bool print_credential(void *context, struct arena *arena,
			     const struct command *command, struct command_result *ret,
			     struct error *error)
{
	struct plugin *plugin = context;

	(void)error;
	CHECK_STR(command->argv[0], "aws");
	CHECK_STR(command->argv[1], "eks");
	CHECK_INT(command->id, 0);
	CHECK_STR(command->environment[1].name, "KUBERNETES_EXEC_INFO");
	plugin->info = arena_copy(arena, command->environment[1].value);
	*ret = (struct command_result){ .exit_code = plugin->exit_code,
					.output = str_of(plugin->output[plugin->count]) };
	plugin->count++;
	return true;
}

#define PLUGIN \
	"{exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, " \
	"args: [eks], env: [{name: A, value: b}], provideClusterInfo: true}}"
#define CREDENTIAL(status) \
	"{\"kind\":\"ExecCredential\",\"apiVersion\":" \
	"\"client.authentication.k8s.io/v1\",\"status\":{" status "}}"

TEST_IN_THREAD(a_plugin_is_run_when_its_credential_ends)
{
	struct plugin plugin = {
		.output = { "warning: old\n" CREDENTIAL(
				    "\"token\":\"one\",\"expirationTimestamp\":"
				    "\"2026-11-21T03:00:00Z\""),
			    CREDENTIAL("\"token\":\"two\"") }
	};
	struct hands hands = { .context = &plugin, .run = print_credential };
	scoped_api api;

	api_start(&api, PLUGIN);

	scoped_kubernetes kubernetes = open_api(&api, &hands);
	struct error error = { 0 };
	struct tree *got;
	instant_ms end = 0;

	CHECK_OK(instant_parse(STR("2026-11-21T03:00:00Z"), &end, &error), error);
	clock_set(end - MINUTE_MS);
	CHECK_OK(kubernetes_get(kubernetes, "/x", &got, &error), error);
	CHECK_OK(kubernetes_get(kubernetes, "/x", &got, &error), error);
	CHECK_INT(plugin.count, 1);
	CHECK_STR(api.requests[1].authorization, "Bearer one");
	CHECK(str_contains(plugin.info, STR("\"interactive\":false,\"cluster\":{"
					    "\"server\":\"http://127.0.0.1:")));
	clock_set(end - SECOND_MS);
	CHECK_OK(kubernetes_get(kubernetes, "/x", &got, &error), error);
	CHECK_INT(plugin.count, 2);
	CHECK_STR(api.requests[2].authorization, "Bearer two");
	clock_set(0);
	return nothing;
}

TEST_IN_THREAD(a_credential_that_is_refused_is_replaced_once)
{
	struct plugin plugin = { .output = { CREDENTIAL("\"token\":\"one\""),
					     CREDENTIAL("\"token\":\"two\"") } };
	struct hands hands = { .context = &plugin, .run = print_credential };
	scoped_api api;

	api_start(&api, PLUGIN);

	scoped_kubernetes kubernetes = open_api(&api, &hands);
	struct error error = { 0 };
	struct tree *got;

	CHECK_OK(kubernetes_get(kubernetes, "/x", &got, &error), error);
	api.answers[1].status = 401;
	api.answers[3].status = 401;
	CHECK_OK(kubernetes_get(kubernetes, "/x", &got, &error), error);
	CHECK_STR(api.requests[1].authorization, "Bearer one");
	CHECK_STR(api.requests[2].authorization, "Bearer two");
	CHECK_INT(plugin.count, 2);
	return nothing;
}

TEST_IN_THREAD(a_plugin_that_fails_is_named)
{
	struct plugin plugin = { .output = { "You must be logged in\n" },
				 .exit_code = 255 };
	struct hands hands = { .context = &plugin, .run = print_credential };
	scoped_api api;

	api_start(&api, PLUGIN);

	scoped_kubernetes kubernetes = open_api(&api, &hands);
	struct error error = { 0 };
	struct tree *got;

	CHECK(!kubernetes_get(kubernetes, "/x", &got, &error));
	CHECK_STR(str_of(error.text), "kubernetes prod: exec plugin aws: it ended with "
				      "255: You must be logged in");
	CHECK_INT(error.kind, ERROR_UNAUTHENTICATED);
	CHECK_INT(api.count, 0);
	return nothing;
}

static const struct {
	const char *output, *error; /* NULL: taken */
} credentials[] = {
	{ CREDENTIAL("\"token\":\"t\""), NULL },
	{ "warn\n" CREDENTIAL("\"token\":\"t\"") "\nbye\n", NULL },
	{ CREDENTIAL("\"clientCertificateData\":\"c\",\"clientKeyData\":\"k\""), NULL },
	{ CREDENTIAL("\"clientCertificateData\":\"c\""), "neither a token" },
	{ CREDENTIAL(""), "neither a token" },
	{ CREDENTIAL("\"token\":\"t\",\"expirationTimestamp\":\"soon\""),
	  "expirationTimestamp" },
	{ "", "printed no ExecCredential" },
	{ "{}", "printed no ExecCredential" },
	{ "{\"kind\":\"ExecCredential\",\"apiVersion\":\"v2\"}", "it speaks v2" },
};

static void a_credential_is_whole_or_none(void)
{
	for (size_t i = 0; i < COUNT_OF(credentials); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct kubernetes_credential got;
		struct error error = { 0 };
		bool taken = exec_credential_read(arena, str_of(credentials[i].output),
						  STR("client.authentication.k8s.io/v1"),
						  &got, &error);

		CHECK_CASE(taken == !credentials[i].error, credentials[i].output);
		if (credentials[i].error)
			CHECK_CASE(strstr(error.text, credentials[i].error), error.text);
	}
}

static void in_a_pod_its_own_account_is_used(void)
{
	scoped_api api;
	struct kubernetes *kubernetes = NULL;
	struct error error = { 0 };

	api_start(&api, "{}");

	struct kubernetes_access access = { .account_folder = str_of(api.folder),
					    .wait_ms = WAIT_MS };

	unsetenv("KUBERNETES_SERVICE_HOST");
	CHECK(!kubernetes_open(api.arena, &access, &kubernetes, &error));
	CHECK(strstr(error.text, "this is no pod"));
	setenv("KUBERNETES_SERVICE_HOST", "fd00::1", 1);
	setenv("KUBERNETES_SERVICE_PORT", "443", 1);
	CHECK(!kubernetes_open(api.arena, &access, &kubernetes, &error));
	write_file(&api, "namespace", STR("ops"));
	write_file(&api, "ca.crt", STR("CA"));
	CHECK_OK(kubernetes_open(api.arena, &access, &kubernetes, &error), error);
	CHECK_STR(kubernetes_where(kubernetes),
		  "in-cluster (https://[fd00::1]:443) as the pod's account");
	CHECK_STR(kubernetes_namespace(kubernetes), "ops");
	unlink(arena_format(api.arena, "%s/ca.crt", api.folder).bytes);
}

static void a_kubeconfig_that_is_missing_is_named(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct kubernetes_access access = { .kubeconfig = STR("/nowhere/a:/nowhere/b"),
					    .wait_ms = WAIT_MS };
	struct kubernetes *kubernetes;
	struct error error = { 0 };

	CHECK(!kubernetes_open(arena, &access, &kubernetes, &error));
	CHECK_INT(error.kind, ERROR_INVALID);
	CHECK(strstr(error.text, "/nowhere/b: No such file"));
}

const struct test tests[] = {
	{ "an object is read as the user", an_object_is_read_as_the_user },
	{ "a list is read page by page", a_list_is_read_page_by_page },
	{ "no more of a list is asked for than is wanted",
	  no_more_of_a_list_is_asked_for_than_is_wanted },
	{ "a list whose token expired begins anew",
	  a_list_whose_token_expired_begins_anew },
	{ "a refusal is told in the words of the API",
	  a_refusal_is_told_in_the_words_of_the_api },
	{ "of a long refusal both ends are kept", of_a_long_refusal_both_ends_are_kept },
	{ "a name cannot lead elsewhere", a_name_cannot_lead_elsewhere },
	{ "each way of writing says how and in whose name",
	  each_way_of_writing_says_how_and_in_whose_name },
	{ "it is told when it may have been done",
	  it_is_told_when_it_may_have_been_done },
	{ "what never arrived was not done", what_never_arrived_was_not_done },
	{ "a right is asked for by verb and resource",
	  a_right_is_asked_for_by_verb_and_resource },
	{ "a token in a file is read for each request",
	  a_token_in_a_file_is_read_for_each_request },
	{ "a name and a password are taken", a_name_and_a_password_are_taken },
	{ "a plugin is run when its credential ends",
	  a_plugin_is_run_when_its_credential_ends },
	{ "a credential that is refused is replaced once",
	  a_credential_that_is_refused_is_replaced_once },
	{ "a plugin that fails is named", a_plugin_that_fails_is_named },
	{ "a credential is whole or none", a_credential_is_whole_or_none },
	{ "in a pod its own account is used", in_a_pod_its_own_account_is_used },
	{ "a kubeconfig that is missing is named",
	  a_kubeconfig_that_is_missing_is_named },
	{ 0 },
};
