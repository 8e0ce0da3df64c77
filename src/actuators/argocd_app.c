/* Reading an application of Argo CD, and waiting for its operations. */
#include "actuators/argocd_parts.h"
#include "base/hash.h"
#include "base/text.h"
#include "formats/json.h"

#include <time.h>

enum {
	NAME_BYTES_MAX = 253,
	LOOK_EVERY_MS = 500,
	REVISION_BYTES_SHOWN = 12,
	/* Of the whole wait, for one request and for an operation: with a look, two
	 * requests that change something and a look after each it stays below. */
	SHARE_FOR_ONE = 9,
	SHARE_FOR_OPERATION = 3,
};

/* -- which -- */

/* As Kubernetes names objects: so it needs no encoding. */
static bool is_dns_name(str name)
{
	for (size_t i = 0; i < name.length; i++) {
		char c = name.bytes[i];
		bool is_end = i == 0 || i + 1 == name.length;

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) &&
		    (is_end || (c != '-' && c != '.')))
			return false;
	}
	return name.length > 0 && name.length <= NAME_BYTES_MAX;
}

static bool make_query(struct argocd_app *app, struct error *error)
{
	static const struct {
		const char *plan, *parameter;
	} parts[] = { { "namespace", "appNamespace" }, { "project", "project" } };

	app->query = STR("");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		str value = plan_value(app->call, parts[i].plan);

		if (value.length == 0)
			continue;
		if (!is_dns_name(value))
			return error_set(error, ERROR_INVALID,
					 "%s: '" STR_FMT "' is none", parts[i].plan,
					 STR_ARG(str_clip(value, 60)));
		app->query = arena_format(app->call->arena, STR_FMT "%c%s=" STR_FMT,
					  STR_ARG(app->query),
					  app->query.length > 0 ? '&' : '?',
					  parts[i].parameter, STR_ARG(value));
	}
	return true;
}

bool argocd_find(const struct actuator_call *call, struct argocd_app *ret_app,
		 struct error *error)
{
	struct argocd_app app = { .call = call };
	str server, name;

	if (!str_cut(call->target, '/', &server, &name))
		return error_set(error, ERROR_INVALID,
				 "the target is SERVER/APPLICATION, such as eu/shop");
	app.api = config_argocd(call->config, server);
	if (!app.api)
		return error_set(error, ERROR_FORBIDDEN,
				 "the configuration names no Argo CD '" STR_FMT "'",
				 STR_ARG(str_clip(server, 100)));
	if (!is_dns_name(name))
		return error_set(error, ERROR_INVALID, "'" STR_FMT "' is no application",
				 STR_ARG(str_clip(name, 100)));
	app.name = name;
	app.path = arena_format(call->arena, "/api/v1/applications/" STR_FMT,
				STR_ARG(name));
	if (!make_query(&app, error))
		return false;
	*ret_app = app;
	return true;
}

/* -- what it is -- */

static void take(struct argocd_app *app, const struct tree *tree)
{
	const struct tree *operation = tree_at(tree, "status.operationState");

	app->tree = tree;
	app->spec = tree_get(tree, "spec");
	app->automated = tree_at(app->spec, "syncPolicy.automated");
	if (app->automated && app->automated->kind != TREE_MAP)
		app->automated = NULL;
	app->is_automatic = app->automated &&
			    tree_get_bool(app->automated, "enabled", true);
	app->history = tree_at(tree, "status.history");
	app->phase = tree_get_text(operation, "phase");
	app->started_at = tree_get_text(operation, "startedAt");
}

static bool refuse(const struct argocd_app *app, const struct http_answer *answer,
		   enum error_kind kind, struct error *error)
{
	return error_set(error, answer->status == 404 ? ERROR_NOT_FOUND : kind,
			 STR_FMT " said " STR_FMT, STR_ARG(app->api->name),
			 STR_ARG(api_says(app->call->arena, answer)));
}

bool argocd_read(struct argocd_app *app, struct error *error)
{
	struct arena *arena = app->call->arena;
	struct api_ask ask = { .call = app->call,
			       .api = app->api,
			       .path = arena_format(arena, STR_FMT STR_FMT,
						    STR_ARG(app->path),
						    STR_ARG(app->query)),
			       .wait_ms = app->call->wait_ms / SHARE_FOR_ONE };
	struct http_answer answer;
	const struct tree *tree;

	if (!api_ask(&ask, &answer, error))
		return false;
	if (answer.status != 200)
		return refuse(app, &answer, ERROR_UNAVAILABLE, error);
	tree = json_parse(arena, answer.body, error);
	if (!tree)
		return error_wrap(error, "application " STR_FMT, STR_ARG(app->name));
	if (!tree_get(tree, "spec"))
		return error_set(error, ERROR_UNAVAILABLE,
				 "the answer is no application");
	take(app, tree);
	return true;
}

bool argocd_send(struct argocd_app *app, const struct argocd_order *order,
		 bool *ret_unknown, struct error *error)
{
	struct arena *arena = app->call->arena;
	struct api_ask ask = { .call = app->call,
			       .api = app->api,
			       .method = order->method,
			       .path = arena_format(arena, STR_FMT "%s" STR_FMT,
						    STR_ARG(app->path), order->path,
						    STR_ARG(app->query)),
			       .body = json_write(arena, order->body),
			       .wait_ms = app->call->wait_ms / SHARE_FOR_ONE };
	struct http_answer answer;

	if (!api_ask(&ask, &answer, error)) {
		*ret_unknown = answer.may_have_arrived;
		return false;
	}
	if (answer.status >= 200 && answer.status <= 299)
		return true;
	*ret_unknown = answer.status >= 500;
	return refuse(app, &answer, ERROR_INVALID, error);
}

/* -- operations -- */

static void rest(void)
{
	struct timespec wait = { .tv_nsec = LOOK_EVERY_MS * 1000000L };

	nanosleep(&wait, NULL);
}

static bool has_ended(const struct argocd_app *app, str before)
{
	return !str_equal(app->started_at, before) && !str_is(app->phase, "Running") &&
	       !str_is(app->phase, "Terminating");
}

int argocd_outcome(const struct argocd_app *app, str before, str *ret_why)
{
	str message = tree_get_text(tree_at(app->tree, "status.operationState"),
				    "message");

	if (str_equal(app->started_at, before)) {
		*ret_why = STR("no operation began there since");
		return 0;
	}
	*ret_why = arena_format(app->call->arena,
				"the operation of " STR_FMT " is " STR_FMT ": " STR_FMT,
				STR_ARG(app->started_at), STR_ARG(app->phase),
				STR_ARG(str_clip(message, 300)));
	if (str_is(app->phase, "Succeeded"))
		return 1;
	return has_ended(app, before) ? 0 : -1;
}

bool argocd_await(struct argocd_app *app, str before, bool *ret_unknown,
		  struct error *error)
{
	/* The last look may take its share, too. */
	int64_t ends_us = clock_monotonic_us() +
			  app->call->wait_ms * 1000 / SHARE_FOR_OPERATION;
	str why = { 0 };

	*ret_unknown = true;
	do {
		rest();
		if (!argocd_read(app, error))
			return false;
	} while (!has_ended(app, before) && clock_monotonic_us() < ends_us);
	if (!has_ended(app, before))
		return error_set(error, ERROR_TIMEOUT,
				 "it goes on over there: look again to see how it ended");
	*ret_unknown = false;
	return argocd_outcome(app, before, &why) == 1 ||
	       error_set(error, ERROR_INVALID, STR_FMT, STR_ARG(why));
}

/* -- history -- */

const struct tree *argocd_deployed(const struct argocd_app *app, size_t nth)
{
	size_t count = tree_count(app->history);

	return nth < count ? tree_nth(app->history, count - 1 - nth) : NULL;
}

const struct tree *argocd_deployed_as(const struct argocd_app *app, int64_t id)
{
	for (size_t i = 0; i < tree_count(app->history); i++)
		if (tree_get_int(tree_nth(app->history, i), "id", -1) == id)
			return tree_nth(app->history, i);
	return NULL;
}

str argocd_revision(struct arena *arena, const struct tree *entry)
{
	const struct tree *several = tree_get(entry, "revisions");
	str all = tree_get_text(entry, "revision");

	for (size_t i = 0; all.length == 0 && i < tree_count(several); i++)
		if (tree_nth(several, i)->kind == TREE_TEXT)
			all = arena_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(all),
					   all.length > 0 ? "," : "",
					   STR_ARG(tree_nth(several, i)->text));
	return all;
}

str argocd_shown(struct arena *arena, const struct tree *entry)
{
	return arena_format(
		arena, "%lld (" STR_FMT ", " STR_FMT ")",
		(long long)tree_get_int(entry, "id", -1),
		STR_ARG(str_clip(argocd_revision(arena, entry), REVISION_BYTES_SHOWN)),
		STR_ARG(tree_get_text(entry, "deployedAt")));
}

/* -- conditions -- */

struct tree *argocd_condition(const struct argocd_app *app)
{
	struct arena *arena = app->call->arena;
	struct tree *condition = tree_map(arena);
	const struct tree *now = argocd_deployed(app, 0);

	tree_put_text(arena, condition, "spec",
		      sha256_hex(arena, sha256_of(json_write(arena, app->spec))));
	tree_put_text(arena, condition, "deployed",
		      now ? argocd_shown(arena, now) : STR(""));
	tree_put_text(arena, condition, "git",
		      tree_get_text(tree_at(app->tree, "status.sync"), "revision"));
	tree_put_text(arena, condition, "operation", app->started_at);
	return condition;
}

bool argocd_check_idle(const struct argocd_app *app, struct error *error)
{
	if (!str_is(app->phase, "Running") && !str_is(app->phase, "Terminating") &&
	    !tree_get(app->tree, "operation"))
		return true;
	return error_set(error, ERROR_CONFLICT,
			 "an operation of " STR_FMT " runs already: it is " STR_FMT,
			 STR_ARG(app->name),
			 STR_ARG(app->phase.length > 0 ? app->phase : STR("pending")));
}

bool argocd_check_condition(const struct argocd_app *app, struct error *error)
{
	const struct tree *then = app->call->condition, *now = argocd_condition(app);

	for (size_t i = 0; i < tree_count(now); i++) {
		str name = tree_nth_name(now, i);
		str was = tree_get_text(then, arena_c_string(app->call->arena, name));
		str is = tree_nth(now, i)->text;

		if (!str_equal(was, is))
			return error_set(error, ERROR_CONFLICT,
					 STR_FMT ": its " STR_FMT " was " STR_FMT
						 " at the preview and is " STR_FMT " now",
					 STR_ARG(app->name), STR_ARG(name),
					 STR_ARG(str_clip(was, 60)),
					 STR_ARG(str_clip(is, 60)));
	}
	return true;
}

struct tree *argocd_words(const struct argocd_app *app, const char *name, str what,
			  str extra)
{
	str words[ARGOCD_WORDS] = { str_of(name), app->api->url, what, extra };

	return argv_tree(app->call->arena, words, ARGOCD_WORDS);
}
