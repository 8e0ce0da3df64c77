/* The actuator argocd against a double of Argo CD's API: one application with its
 * history, made from the documented answers. It refuses a rollback while auto-sync is on,
 * as the real one does, and an operation takes a few looks to end. */
#include "actuator_fixture.h"
#include "config_fixture.h"
#include "net/http_server.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { HISTORY_MAX = 8, LOOKS = 2 };

struct argo {
	struct http_server *server;
	struct arena *arena;
	bool is_automatic, never_ends, fails;
	int looks_left; /* until the operation has ended */
	int operations;
	str git; /* the revision that Git has */
	struct {
		int id;
		str revision;
	} history[HISTORY_MAX];
	size_t count;
	str next; /* what runs once the operation has ended */
	size_t writes;
	str path, query, token, body;
};

static size_t body_max(void *context, const char *method, str path)
{
	(void)context;
	(void)method;
	(void)path;
	return 1 << 16;
}

static void add(struct argo *argo, str revision)
{
	argo->history[argo->count].id = (int)argo->count + 3;
	argo->history[argo->count++].revision = revision;
}

static void go_on(struct argo *argo)
{
	if (argo->looks_left == 0 || argo->never_ends || --argo->looks_left > 0)
		return;
	if (!argo->fails)
		add(argo, argo->next);
}

static const char *phase_of(const struct argo *argo)
{
	if (argo->looks_left > 0)
		return "Running";
	return argo->fails ? "Failed" : "Succeeded";
}

static str application(struct argo *argo, struct arena *arena)
{
	str entries = STR(""), now = argo->history[argo->count - 1].revision;

	for (size_t i = 0; i < argo->count; i++)
		entries = arena_format(
			arena,
			STR_FMT "%s{\"id\":%d,\"revision\":\"" STR_FMT
				"\",\"deployedAt\":\"2026-11-21T02:%02zu:00Z\"}",
			STR_ARG(entries), i > 0 ? "," : "", argo->history[i].id,
			STR_ARG(argo->history[i].revision), i);
	return arena_format(
		arena,
		"{\"metadata\":{\"name\":\"shop\"},\"spec\":{\"project\":\"default\","
		"\"source\":{\"repoURL\":\"https://git.example.org/"
		"shop\",\"targetRevision\":"
		"\"main\"},\"syncPolicy\":{%s\"syncOptions\":[\"CreateNamespace=true\"]}}"
		","
		"\"status\":{\"sync\":{\"status\":\"%s\",\"revision\":\"" STR_FMT
		"\"},\"health\":{\"status\":\"Healthy\"},\"history\":[" STR_FMT
		"],\"resources\":[{\"kind\":\"Deployment\",\"name\":\"web\",\"status\":"
		"\"%s\"}],"
		"\"operationState\":{\"phase\":\"%s\",\"message\":\"done "
		"%d\",\"startedAt\":"
		"\"2026-11-21T03:%02d:00Z\"}}}",
		argo->is_automatic ? "\"automated\":{\"prune\":true,\"selfHeal\":true},"
				   : "",
		str_equal(now, argo->git) ? "Synced" : "OutOfSync", STR_ARG(argo->git),
		STR_ARG(entries), str_equal(now, argo->git) ? "Synced" : "OutOfSync",
		phase_of(argo), argo->operations, argo->operations);
}

static void begin_operation(struct argo *argo, str next)
{
	argo->operations++;
	argo->looks_left = LOOKS;
	argo->next = next;
}

static void carry_out(struct argo *argo, const struct http_incoming *in,
		      struct http_outgoing *out)
{
	struct error error = { 0 };
	const struct tree *body = json_parse(in->arena, in->body, &error);

	argo->writes++;
	argo->body = arena_copy(argo->arena, in->body);
	if (str_ends_with(in->path, STR("/spec"))) {
		argo->is_automatic = tree_at(body, "syncPolicy.automated") != NULL;
		out->body = in->body;
		return;
	}
	if (str_ends_with(in->path, STR("/sync"))) {
		begin_operation(argo, argo->git);
		return;
	}
	if (argo->is_automatic) {
		out->status = 400;
		out->body = STR(
			"{\"error\":\"rollback cannot be initiated when auto-sync is "
			"enabled\",\"code\":9,\"message\":\"rollback cannot be "
			"initiated when auto-sync is enabled\"}");
		return;
	}
	begin_operation(argo, argo->history[tree_get_int(body, "id", 3) - 3].revision);
}

static void answer(void *context, const struct http_incoming *in,
		   struct http_outgoing *ret_out)
{
	struct argo *argo = context;

	ret_out->status = 200;
	ret_out->content_type = STR("application/json");
	argo->path = arena_copy(argo->arena, in->path);
	argo->query = arena_copy(argo->arena, in->query);
	argo->token = arena_copy(argo->arena, http_header(in, "Authorization"));
	ret_out->body = STR("{}");
	if (!str_starts_with(in->path, STR("/api/v1/applications/shop"))) {
		ret_out->status = 404;
		ret_out->body = STR(
			"{\"message\":\"applications.argoproj.io not found\"}");
		return;
	}
	if (strcmp(in->method, "GET") != 0) {
		carry_out(argo, in, ret_out);
		return;
	}
	go_on(argo);
	ret_out->body = application(argo, in->arena);
}

static void start(struct argo *argo)
{
	struct http_server_options options = {
		.listen = STR("127.0.0.1:0"),
		.connections_max = 10,
		.connections_per_address_max = 10,
		.body_bytes_max = body_max,
		.handle = answer,
		.context = argo,
	};
	struct error error = { 0 };

	*argo = (struct argo){ .git = STR("cccccccccccccccc") };
	add(argo, STR("aaaaaaaaaaaaaaaa"));
	add(argo, STR("bbbbbbbbbbbbbbbb"));
	add(argo, STR("cccccccccccccccc"));
	argo->arena = arena_new(ACTING_BYTES_MAX);
	argo->server = http_server_start(&options, &error);
	CHECK_OK(argo->server, error);
}

static void stop(struct argo *argo)
{
	http_server_stop(argo->server);
	arena_free(argo->arena);
}
#define scoped_argo scoped(stop) struct argo

typedef void claim_on(struct argo *argo, struct config *config);

static void *run_claim(void *argument)
{
	claim_on *const *claim = argument;
	scoped_argo argo;
	char text[200];

	start(&argo);
	setenv("ARGO_TOKEN", "argo-token-4711", 1);
	snprintf(text, sizeof(text),
		 "argocd: [{name: eu, url: \"http://127.0.0.1:%u\", token_env: "
		 "ARGO_TOKEN}]\n",
		 http_server_port(argo.server));

	scoped_config config = parse_well(argo.arena, text);

	(*claim)(&argo, config);
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

static struct acting act(struct argo *argo, struct config *config, const char *plan)
{
	return acting_on(argo->arena, "argocd", config, "eu/shop", str_of(plan));
}

static void rollback(struct argo *argo, struct config *config)
{
	struct acting back = act(argo, config, "{\"do\":\"rollback\"}"), forth;

	CHECK_INT(back.actuator->class_of(&back.call), ACTION_REVERSIBLE);
	CHECK_OK(acting_preview(&back), back.error);
	CHECK_STR(back.preview.preview,
		  "shop  5 (cccccccccccc, 2026-11-21T02:02:00Z) → 4 (bbbbbbbbbbbb, "
		  "2026-11-21T02:01:00Z)");
	CHECK_INT(back.preview.leave_count, 1);
	CHECK_STR(back.preview.leaves[0].title, "Git still has cccccccccccc for shop");
	CHECK_INT(argo->writes, 0);
	CHECK_INT(acting_was_done(&back), 0);
	CHECK_OK(acting_apply(&back), back.error);
	CHECK_STR(back.result.output,
		  "rolled back and read back: 6 (bbbbbbbbbbbb, 2026-11-21T02:03:00Z) "
		  "runs; it is Healthy");
	CHECK_STR(argo->token, "Bearer argo-token-4711");
	CHECK_INT(acting_was_done(&back), 1);
	forth = acting_undo(&back);
	CHECK_OK(acting_preview(&forth), forth.error);
	CHECK_OK(acting_apply(&forth), forth.error);
	CHECK_STR(argo->history[argo->count - 1].revision, "cccccccccccccccc");
}

static void automatic(struct argo *argo, struct config *config)
{
	struct acting back = act(argo, config, "{\"do\":\"rollback\",\"id\":\"3\"}");

	argo->is_automatic = true;
	CHECK_REFUSED(acting_preview(&back), back, ERROR_CONFLICT,
		      "auto-sync is on: Argo CD refuses a rollback then");
	back = act(argo, config,
		   "{\"do\":\"rollback\",\"id\":\"3\",\"auto_sync\":\"off\"}");
	CHECK_OK(acting_preview(&back), back.error);
	CHECK(str_ends_with(back.preview.preview,
			    STR("\nauto-sync is turned off first")));
	CHECK_INT(back.preview.leave_count, 2);
	CHECK_STR(back.preview.leaves[0].title, "auto-sync of shop is off");
	CHECK(str_contains(back.preview.leaves[0].removal,
			   STR("{\"prune\":true,\"selfHeal\":true}")));
	CHECK_OK(acting_apply(&back), back.error);
	CHECK(!argo->is_automatic);
	CHECK_INT(argo->writes, 2);
	CHECK_STR(argo->history[argo->count - 1].revision, "aaaaaaaaaaaaaaaa");
}

static void off_and_on(struct argo *argo, struct config *config)
{
	struct acting off = act(argo, config, "{\"do\":\"auto-sync-off\"}"), on;
	str why;

	argo->is_automatic = true;
	CHECK_OK(acting_preview(&off), off.error);
	CHECK_INT(off.preview.leave_count, 1);
	CHECK(off.preview.leaves[0].ends_with_undo);
	CHECK_OK(acting_apply(&off), off.error);
	CHECK(!argo->is_automatic);
	/* All else of the spec is as it was. */
	CHECK_STR(argo->body,
		  "{\"project\":\"default\",\"source\":{\"repoURL\":\"https://"
		  "git.example.org/shop\",\"targetRevision\":\"main\"},\"syncPolicy\":{"
		  "\"syncOptions\":[\"CreateNamespace=true\"]}}");
	CHECK_INT(acting_was_done(&off), 1);
	CHECK_INT(off.actuator->is_gone(&off.call, &why), 0);
	on = acting_undo(&off);
	CHECK_OK(acting_preview(&on), on.error);
	CHECK_OK(acting_apply(&on), on.error);
	CHECK(str_contains(argo->body,
			   STR("\"automated\":{\"prune\":true,\"selfHeal\":true}")));
	CHECK_INT(off.actuator->is_gone(&off.call, &why), 1);
	on = act(argo, config,
		 "{\"do\":\"auto-sync-on\",\"automated\":\"{\\\"evil\\\":1}\"}");
	argo->is_automatic = false;
	CHECK_REFUSED(acting_preview(&on), on, ERROR_INVALID, "'automated' is JSON");
}

static void synced(struct argo *argo, struct config *config)
{
	struct acting sync = act(argo, config,
				 "{\"do\":\"sync\",\"namespace\":\"argo\"}");

	argo->git = STR("dddddddddddddddd");
	CHECK_OK(acting_preview(&sync), sync.error);
	CHECK_STR(sync.preview.preview,
		  "shop  5 (cccccccccccc, 2026-11-21T02:02:00Z) → dddddddddddd, which is "
		  "OutOfSync\n  Deployment web");
	CHECK_STR(json_write(argo->arena, sync.preview.undo),
		  "{\"do\":\"rollback\",\"id\":\"5\",\"namespace\":\"argo\"}");
	CHECK_OK(acting_apply(&sync), sync.error);
	CHECK_STR(argo->query, "appNamespace=argo");
	CHECK_STR(sync.result.output, "synced and read back: it is Synced and Healthy");
	sync = act(argo, config, "{\"do\":\"sync\",\"prune\":\"true\"}");
	CHECK_INT(sync.actuator->class_of(&sync.call), ACTION_DESTRUCTIVE);
	CHECK_OK(acting_preview(&sync), sync.error);
	CHECK_INT(sync.preview.class, ACTION_DESTRUCTIVE);
}

static void moved(struct argo *argo, struct config *config)
{
	struct acting back = act(argo, config, "{\"do\":\"rollback\"}");

	CHECK_OK(acting_preview(&back), back.error);
	argo->git = STR("dddddddddddddddd");
	CHECK_REFUSED(acting_apply(&back), back, ERROR_CONFLICT,
		      "shop: its git was cccccccccccccccc at the preview and is "
		      "dddddddddddddddd now");
	argo->git = STR("cccccccccccccccc");
	add(argo, STR("eeeeeeeeeeeeeeee"));
	CHECK_REFUSED(acting_apply(&back), back, ERROR_CONFLICT, "its deployed was 5");
	argo->count--;
	argo->is_automatic = true;
	CHECK_REFUSED(acting_apply(&back), back, ERROR_CONFLICT, "its spec was");
	argo->is_automatic = false;
	argo->looks_left = LOOKS + 1;
	argo->never_ends = true;
	CHECK_REFUSED(acting_apply(&back), back, ERROR_CONFLICT,
		      "an operation of shop runs already: it is Running");
	CHECK_INT(argo->writes, 0);
	argo->looks_left = 0;
	config->argocd[0].url = STR("http://127.0.0.1:1");
	CHECK_REFUSED(acting_apply(&back), back, ERROR_CONFLICT,
		      "eu is another server now");
}

static void badly(struct argo *argo, struct config *config)
{
	struct acting back = act(argo, config, "{\"do\":\"rollback\"}");

	back.call.wait_ms = 3000;
	CHECK_OK(acting_preview(&back), back.error);
	argo->fails = true;
	CHECK_REFUSED(acting_apply(&back), back, ERROR_INVALID, "is Failed: done 1");
	CHECK(!back.result.unknown);
	CHECK_INT(acting_was_done(&back), 0);
	argo->fails = false;
	argo->never_ends = true;
	CHECK_OK(acting_preview(&back), back.error);
	CHECK_REFUSED(acting_apply(&back), back, ERROR_TIMEOUT,
		      "it goes on over there: look again");
	CHECK(back.result.unknown);
	CHECK_INT(acting_was_done(&back), -1);
	argo->never_ends = false;
	argo->looks_left = 1;
	CHECK_INT(acting_was_done(&back), 1);
}

static void wrong(struct argo *argo, struct config *config)
{
	static const struct {
		const char *target, *plan;
		enum error_kind kind;
		const char *says;
	} cases[] = {
		{ "eu/shop", "{\"do\":\"delete\"}", ERROR_INVALID, "'do' is sync" },
		{ "us/shop", "{\"do\":\"sync\"}", ERROR_FORBIDDEN,
		  "the configuration names no Argo CD 'us'" },
		{ "shop", "{\"do\":\"sync\"}", ERROR_INVALID,
		  "the target is SERVER/APPLICATION" },
		{ "eu/../x", "{\"do\":\"sync\"}", ERROR_INVALID, "is no application" },
		{ "eu/none", "{\"do\":\"sync\"}", ERROR_NOT_FOUND,
		  "eu said 404: applications.argoproj.io not found" },
		{ "eu/shop", "{\"do\":\"sync\",\"namespace\":\"a&b=c\"}", ERROR_INVALID,
		  "namespace: 'a&b=c' is none" },
		{ "eu/shop", "{\"do\":\"rollback\",\"id\":\"9\"}", ERROR_NOT_FOUND,
		  "the history of shop has no entry 9" },
		{ "eu/shop", "{\"do\":\"rollback\",\"id\":\"5\"}", ERROR_CONFLICT,
		  "runs already" },
		{ "eu/shop", "{\"do\":\"auto-sync-off\"}", ERROR_CONFLICT,
		  "auto-sync is off already" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct acting acting = acting_on(argo->arena, "argocd", config,
						 cases[i].target, str_of(cases[i].plan));

		CHECK_REFUSED(acting_preview(&acting), acting, cases[i].kind,
			      cases[i].says);
	}
	CHECK_INT(argo->writes, 0);
}

#define CLAIM(name, claim) \
	static void name(void) \
	{ \
		alone(claim); \
	}
CLAIM(an_application_is_rolled_back_and_forth_again, rollback)
CLAIM(auto_sync_is_in_the_way_and_turned_off_first, automatic)
CLAIM(auto_sync_goes_off_and_on_as_it_was, off_and_on)
CLAIM(what_git_has_is_synced, synced)
CLAIM(an_application_that_moved_is_not_touched, moved)
CLAIM(an_operation_that_fails_or_goes_on_is_told, badly)
CLAIM(plans_and_targets_outside_the_configuration_are_refused, wrong)

const struct test tests[] = {
	{ "an application is rolled back, and forth again",
	  an_application_is_rolled_back_and_forth_again },
	{ "auto-sync is in the way and turned off first",
	  auto_sync_is_in_the_way_and_turned_off_first },
	{ "auto-sync goes off, and on as it was", auto_sync_goes_off_and_on_as_it_was },
	{ "what Git has is synced", what_git_has_is_synced },
	{ "an application that moved is not touched",
	  an_application_that_moved_is_not_touched },
	{ "an operation that fails or goes on is told",
	  an_operation_that_fails_or_goes_on_is_told },
	{ "plans and targets outside the configuration are refused",
	  plans_and_targets_outside_the_configuration_are_refused },
	{ 0 },
};
