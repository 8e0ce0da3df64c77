/* Browser sessions: made from a token, ended, and what the page must know of itself. */
#include "faces/http/request.h"

#include "app/access/access.h"

static void answer_me(struct request *request)
{
	const struct work *work = &request->work;
	struct tree *me = tree_map(work->arena);

	tree_put_text(work->arena, me, "person", work->actor.name);
	tree_put_text(work->arena, me, "role", str_of(role_names[work->actor.role]));
	tree_put_text(work->arena, me, "kind",
		      str_of(actor_kind_names[work->actor.kind]));
	tree_put_text(work->arena, me, "csrf", request->csrf);
	tree_put_bool(work->arena, me, "drill", work->config->drill);
	tree_put_bool(work->arena, me, "doors_open", work->config->door_key_count == 0);
	tree_put_text(work->arena, me, "version", work->app->version);
	answer_tree(request, 200, me);
}

void session_me(struct request *request)
{
	answer_me(request);
}

/* Secure only where the page itself comes by TLS: on loopback it does not. */
void session_set_cookie(struct request *request, str secret)
{
	str url = request->work.config->public_url, host;
	bool is_secure = str_starts_with(url, STR("https://"));

	host = str_slice(url, STR("https://").length, url.length);
	is_secure = is_secure && origin_is_authority(request, host);
	http_add_header(
		request->out, "Set-Cookie",
		arena_format(request->work.arena,
			     "%s=" STR_FMT
			     "; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
			     session_cookie(request), STR_ARG(secret),
			     secret.length > 0 ? (long long)(SESSION_LASTS_MS / SECOND_MS)
					       : 0,
			     is_secure ? "; Secure" : ""));
}

static bool check_token(struct work *work, void *arguments)
{
	struct request *request = arguments;
	str unused;

	return access_by_secret(work, request->rest, TOKEN_API, &request->work.actor,
				&unused);
}

static bool make_session(struct work *work, void *arguments)
{
	struct request *request = arguments;

	return access_make_token(work, TOKEN_SESSION, work->actor.name, SESSION_LASTS_MS,
				 &request->session, &request->csrf);
}

static bool begin(struct request *request)
{
	struct work *work = &request->work;

	if (!app_read(work->app, work, check_token, request))
		return false;
	if (work->actor.kind != ACTOR_PERSON)
		return fail(work, ERROR_FORBIDDEN,
			    "sessions are for people: an agent sends its token");
	work->actor.via = STR("page");
	return app_change(work->app, work, "session.begin", make_session, request, true);
}

void session_begin(struct request *request)
{
	const struct tree *body = request_body(request);

	if (!body)
		return;
	request->rest = tree_get_text(body, "token");
	if (!begin(request)) {
		answer_error(request, &request->work.error);
		return;
	}
	session_set_cookie(request, request->session);
	answer_me(request);
}

static bool end(struct work *work, void *arguments)
{
	const struct request *request = arguments;

	return access_end_session(work, request->session);
}

void session_end(struct request *request)
{
	struct work *work = &request->work;

	if (request->session.length > 0 &&
	    !app_change(work->app, work, "session.end", end, request, true)) {
		answer_error(request, &work->error);
		return;
	}
	session_set_cookie(request, STR(""));
	answer_tree(request, 200, tree_map(work->arena));
}
