#include "face_fixture.h"

#include "app/paging/paging.h"
#include "operations/operation.h"

#include <poll.h>

enum { EVENT_MS_MAX = 5000 };

#define DECLARE "POST /api/v1/incident/declare"
#define LIST    "GET /api/v1/incident/list"
#define NOTE    "POST /api/v1/incident/note"

static void declare_incident(struct served *f)
{
	struct reply reply = ask(
		f, DECLARE, bearer(f, "rita"),
		"{\"title\":\"<b>orders</b> fail\",\"service\":\"orders\"}");

	CHECK_INT(reply.status, 200);
}

SERVED(each_role_may_do_what_it_may)
{
	static const struct {
		const char *person; /* NULL: nobody */
		int read, note, approve, add;
	} cases[] = {
		{ NULL, 401, 401, 401, 401 },   { "vera", 200, 403, 403, 403 },
		{ "rita", 200, 200, 403, 403 }, { "april", 200, 200, 404, 403 },
		{ "ada", 200, 200, 404, 200 },  { "bot", 200, 200, 403, 403 },
	};

	declare_incident(f);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *who = cases[i].person ? cases[i].person : "nobody";
		const char *token = cases[i].person ? bearer(f, who) : "";

		CHECK_CASE(ask(f, LIST, token, "").status == cases[i].read, who);
		CHECK_CASE(ask(f, NOTE, token, "{\"incident\":\"last\",\"text\":\"x\"}")
					   .status == cases[i].note,
			   who);
		CHECK_CASE(ask(f, "POST /api/v1/action/approve", token,
			       "{\"incident\":\"last\",\"number\":1}")
					   .status == cases[i].approve,
			   who);
		CHECK_CASE(ask(f, "POST /api/v1/person/add", token,
			       "{\"name\":\"new\",\"role\":\"viewer\"}")
					   .status == cases[i].add,
			   who);
	}
}

SERVED(who_is_not_known_is_told_how_to_be)
{
	static const char *const wrong[] = {
		"",
		"Authorization: Bearer wrong\r\n",
		"Authorization: Bearer\r\n",
		"Authorization: Basic cml0YTp4\r\n",
		"Cookie: stanch_session=wrong\r\n",
		"X-Stanch-As: ada\r\n", /* only the local socket listens to it */
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct reply reply = ask(f, LIST, wrong[i], "");

		CHECK_CASE(reply.status == 401, wrong[i]);
		CHECK_STR(header_of(&reply, "WWW-Authenticate"),
			  "Bearer realm=\"stanch\"");
		CHECK_STR(header_of(&reply, "Content-Type"), "application/problem+json");
		CHECK_STR(tree_get_text(reply.tree, "type"),
			  "urn:stanch:problem:unauthenticated");
	}
}

static const char *cookie_of(struct served *f, str secret, str csrf, const char *more)
{
	return arena_format(f->arena,
			    "Cookie: stanch_session=" STR_FMT "\r\n%s" STR_FMT "%s%s",
			    STR_ARG(secret), csrf.length > 0 ? "X-CSRF-Token: " : "",
			    STR_ARG(csrf), csrf.length > 0 ? "\r\n" : "", more)
		.bytes;
}

SERVED(a_session_changes_nothing_without_its_csrf_token)
{
	struct made_token session = make_token(f, "rita", TOKEN_SESSION);
	struct made_token other = make_token(f, "rita", TOKEN_SESSION);
	const char *body = "{\"title\":\"x\"}";
	int64_t before = entries(f);

	CHECK_INT(ask(f, LIST, cookie_of(f, session.secret, STR(""), ""), "").status,
		  200);
	CHECK_INT(ask(f, DECLARE, cookie_of(f, session.secret, STR(""), ""), body).status,
		  403);
	CHECK_INT(ask(f, DECLARE, cookie_of(f, session.secret, other.csrf, ""), body)
			  .status,
		  403);
	CHECK_INT(entries(f), before);
	CHECK_INT(ask(f, DECLARE, cookie_of(f, session.secret, session.csrf, ""), body)
			  .status,
		  200);
	/* A session's secret is no token, and a token no session. */
	CHECK_INT(ask(f, LIST,
		      arena_format(f->arena, "Authorization: Bearer " STR_FMT "\r\n",
				   STR_ARG(session.secret))
			      .bytes,
		      "")
			  .status,
		  401);
}

SERVED(a_page_of_somebody_else_orders_nothing)
{
	struct made_token session = make_token(f, "rita", TOKEN_SESSION);
	static const struct {
		const char *origin;
		int status;
	} cases[] = {
		{ "http://evil.example", 403 },
		{ "null", 403 },
		{ "http://127.0.0.1:1", 403 },
		{ "http://stanch.example.org.evil.example", 403 },
		{ "https://stanch.example.org", 200 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		str line = arena_format(f->arena, "Origin: %s\r\n", cases[i].origin);
		struct reply reply = ask(
			f, DECLARE,
			cookie_of(f, session.secret, session.csrf, line.bytes),
			"{\"title\":\"x\"}");

		CHECK_CASE(reply.status == cases[i].status, cases[i].origin);
	}

	str own = arena_format(f->arena, "Origin: http://127.0.0.1:%u\r\n", f->port);

	CHECK_INT(ask(f, DECLARE, cookie_of(f, session.secret, session.csrf, own.bytes),
		      "{\"title\":\"x\"}")
			  .status,
		  200);
}

SERVED(a_name_that_is_not_ours_reaches_nothing)
{
	static const struct {
		const char *host, *path;
		int status;
	} cases[] = {
		{ "evil.example", "GET /", 421 },
		{ "evil.example:80", "GET /metrics", 421 },
		{ "evil.example", "POST /api/v2/alerts", 421 },
		{ "127.0.0.1.evil.example", LIST, 421 },
		{ "10.0.0.1", LIST, 421 },
		{ "", "GET /", 421 },
		{ "localhost", "GET /", 200 },
		{ "LOCALHOST:80", "GET /", 200 },
		{ "[::1]:80", "GET /", 200 },
		{ "Stanch.example.org:443", "GET /", 200 },
		{ "evil.example", "GET /-/healthy", 200 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		str host = arena_format(f->arena, "Host: %s\r\n", cases[i].host);

		CHECK_CASE(ask(f, cases[i].path, host.bytes, "").status ==
				   cases[i].status,
			   cases[i].host);
	}
}

SERVED(a_wrong_method_names_the_right_one)
{
	static const struct {
		const char *line, *allow;
		int status;
	} cases[] = {
		{ "GET /api/v1/incident/declare", "POST", 405 },
		{ "DELETE /api/v1/incident/list", "GET, POST", 405 },
		{ "POST /", "GET", 405 },
		{ "GET /mcp", "POST", 405 },
		{ "PUT /api/v1/incident/list", "GET, POST", 405 },
		{ "PUT /ack/x", "GET, POST", 405 },
		{ "GET /api/v1/incident/none", "", 404 },
		{ "GET /api/v1/incident", "", 404 },
		{ "GET /api/v1/", "", 404 },
		{ "GET /nothing", "", 404 },
		{ "POST /test/clock", "", 404 },
	};
	const char *token = bearer(f, "ada");

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask(f, cases[i].line, token, "");

		CHECK_CASE(reply.status == cases[i].status, cases[i].line);
		CHECK_CASE(str_is(header_of(&reply, "Allow"), cases[i].allow),
			   cases[i].line);
		CHECK_CASE(tree_get_int(reply.tree, "status", 0) == cases[i].status,
			   cases[i].line);
	}
}

SERVED(a_bad_body_is_refused_with_its_reason_and_changes_nothing)
{
	static const struct {
		const char *body, *field;
		int status;
	} cases[] = {
		{ "{", "", 400 },
		{ "[]", "", 400 },
		{ "\"x\"", "", 400 },
		{ "{} {}", "", 400 },
		{ "{\"title\":\"\xff\"}", "", 400 },
		{ "{\"title\":\"\\ud800\"}", "", 400 },
		{ "{\"title\":\"a\",\"title\":\"b\"}", "", 400 },
		{ "{}", "title", 400 },
		{ "{\"title\":\"\"}", "title", 400 },
		{ "{\"title\":{}}", "title", 400 },
		{ "{\"title\":\"x\",\"rank\":\"high\"}", "rank", 400 },
		{ "{\"title\":\"x\",\"rank\":9}", "rank", 400 },
		{ "{\"title\":\"x\",\"colour\":1}", "colour", 400 },
	};
	const char *token = bearer(f, "rita");
	int64_t before = entries(f);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask(f, DECLARE, token, cases[i].body);

		CHECK_CASE(reply.status == cases[i].status, cases[i].body);
		CHECK_CASE(str_is(tree_get_text(reply.tree, "field"), cases[i].field),
			   cases[i].body);
		CHECK_CASE(tree_get_text(reply.tree, "detail").length > 0, cases[i].body);
	}
	CHECK_INT(
		ask(f, DECLARE,
		    arena_format(f->arena, "%sContent-Type: text/plain\r\n", token).bytes,
		    "{\"title\":\"x\"}")
			.status,
		415);

	str large = { arena_many(f->arena, char, API_BODY_BYTES_MAX + 1),
		      API_BODY_BYTES_MAX + 1 };

	CHECK_INT(ask_bytes(f, f->port, DECLARE, token, large).status, 413);
	CHECK_INT(entries(f), before);
}

SERVED(a_bad_query_is_refused_with_its_reason)
{
	static const struct {
		const char *line, *field;
		int status;
	} cases[] = {
		{ LIST "?all=perhaps", "all", 400 },
		{ LIST "?colour=1", "colour", 400 },
		{ LIST "?all=1&all=1", "all", 400 },
		{ LIST "?all=true", "", 200 },
		{ LIST "?all", "", 200 },
		{ LIST "?all=%zz", "", 400 },
		{ "GET /api/v1/incident/show", "incident", 400 },
		{ "GET /api/v1/incident/show?incident=INC-2026-01-01-001", "", 404 },
	};
	const char *token = bearer(f, "vera");

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask(f, cases[i].line, token, "");

		CHECK_CASE(reply.status == cases[i].status, cases[i].line);
		CHECK_CASE(str_is(tree_get_text(reply.tree, "field"), cases[i].field),
			   cases[i].line);
	}
}

SERVED(a_repeat_with_the_same_key_happens_once)
{
	str token = str_of(bearer(f, "rita"));
	const char *headers = arena_format(f->arena, STR_FMT "Idempotency-Key: one\r\n",
					   STR_ARG(token))
				      .bytes;
	struct reply first = ask(f, DECLARE, headers,
				 "{\"title\":\"x\",\"service\":\"a\"}");
	struct reply again = ask(f, DECLARE, headers,
				 "{\"title\":\"x\",\"service\":\"a\"}");
	struct reply list = ask(f, LIST, token.bytes, "");

	CHECK_INT(first.status, 200);
	CHECK_INT(again.status, 200);
	CHECK_STR_EQ(again.body, first.body);
	CHECK_INT(tree_count(tree_get(list.tree, "incidents")), 1);
}

/* -- links -- */

struct link {
	int64_t page;
	str person, secret;
};

static bool make_link(struct work *work, void *arguments)
{
	struct link *link = arguments;
	struct incident incident;
	struct page page;
	bool found;

	if (!store_incident_find(work, STR("last"), &incident) ||
	    !store_page_of_incident(work, incident.id, &page, &found))
		return false;
	link->secret = ack_link_secret(work, page.id, link->person,
				       clock_now() + HOUR_MS);
	return found;
}

static const char *ack_line(struct served *f, const char *method, const char *person)
{
	struct work work = { .arena = f->arena, .app = &f->app };
	struct link link = { .person = str_of(person) };

	CHECK_OK(app_read(&f->app, &work, make_link, &link), work.error);
	return arena_format(f->arena, "%s /ack/" STR_FMT, method, STR_ARG(link.secret))
		.bytes;
}

SERVED(an_ack_link_acknowledges_by_its_button_only)
{
	const char *get, *post;
	struct reply reply;
	int64_t before;

	declare_incident(f);
	get = ack_line(f, "GET", "rita");
	post = ack_line(f, "POST", "rita");
	before = entries(f);
	for (int i = 0; i < 3; i++)
		reply = ask(f, get, "", "");
	CHECK_INT(reply.status, 200);
	CHECK_INT(entries(f), before);
	CHECK(str_contains(reply.body, STR("<form method=\"post\">")));
	CHECK(str_contains(reply.body, STR("&lt;b&gt;orders&lt;/b&gt; fail")));
	CHECK(!str_contains(reply.body, STR("<b>")) &&
	      !str_contains(reply.body, STR("<script")));
	CHECK(str_starts_with(header_of(&reply, "Content-Security-Policy"),
			      STR("default-src 'none'")));

	/* Sent as a form sends it: no token, no session, nothing in it. */
	reply = ask(f, post, "Content-Type: application/x-www-form-urlencoded\r\n", "");
	CHECK_INT(reply.status, 200);
	CHECK(str_contains(reply.body, STR("Acknowledged")));
	CHECK(entries(f) > before);

	reply = ask(f, ack_line(f, "GET", "april"), "", "");
	CHECK(str_contains(reply.body, STR("rita has it since")));
	CHECK(!str_contains(reply.body, STR("<form")));
	reply = ask(f, ack_line(f, "POST", "april"), "", "");
	CHECK_INT(reply.status, 409);
	CHECK(str_contains(reply.body, STR("by rita")));
}

SERVED(a_link_that_was_changed_or_belongs_to_nobody_opens_nothing)
{
	str line;
	int64_t before;

	declare_incident(f);
	before = entries(f);
	line = str_of(ack_line(f, "POST", "rita"));

	char *changed = (char *)(uintptr_t)arena_c_string(f->arena, line);

	changed[line.length - 1] = changed[line.length - 1] == '0' ? '1' : '0';
	CHECK_INT(ask(f, changed, "", "").status, 404);
	CHECK_INT(ask(f, "POST /ack/1.2.3", "", "").status, 404);
	CHECK_INT(ask(f, "POST /ack/x", "", "").status, 404);
	CHECK_INT(ask(f, ack_line(f, "POST", "vera"), "", "").status, 403);
	CHECK_INT(ask(f, ack_line(f, "POST", "gone"), "", "").status, 404);
	CHECK_INT(entries(f), before);
}

static str session_in(const struct reply *reply)
{
	str cookie = header_of(reply, "Set-Cookie"), name, rest;

	CHECK(str_contains(cookie, STR("HttpOnly")) &&
	      str_contains(cookie, STR("SameSite=Strict")));
	str_cut(cookie, ';', &cookie, &rest);
	str_cut(cookie, '=', &name, &cookie);
	return cookie;
}

SERVED(a_login_link_signs_in_once_and_by_its_button_only)
{
	struct made_token link = make_token(f, "rita", TOKEN_LOGIN_LINK);
	str path = arena_format(f->arena, "/login/" STR_FMT, STR_ARG(link.secret));
	const char *get = arena_format(f->arena, "GET " STR_FMT, STR_ARG(path)).bytes;
	const char *post = arena_format(f->arena, "POST " STR_FMT, STR_ARG(path)).bytes;
	int64_t before = entries(f);
	struct reply reply = ask(f, get, "", "");

	CHECK_INT(reply.status, 200);
	CHECK_STR(header_of(&reply, "Set-Cookie"), "");
	CHECK_INT(entries(f), before);

	reply = ask(f, post, "", "");
	CHECK_INT(reply.status, 303);
	CHECK_STR(header_of(&reply, "Location"), "/");

	str session = session_in(&reply);
	struct reply me = ask(f, "GET /api/v1/me", cookie_of(f, session, STR(""), ""),
			      "");
	str csrf = tree_get_text(me.tree, "csrf");

	CHECK_STR(tree_get_text(me.tree, "person"), "rita");
	CHECK_STR(tree_get_text(me.tree, "role"), "responder");
	CHECK(csrf.length > 0);
	CHECK_INT(ask(f, post, "", "").status, 401);
	CHECK_INT(ask(f, get, "", "").status, 401);

	CHECK_INT(
		ask(f, "POST /api/v1/session/end", cookie_of(f, session, csrf, ""), "{}")
			.status,
		200);
	CHECK_INT(ask(f, LIST, cookie_of(f, session, STR(""), ""), "").status, 401);
}

SERVED(a_token_becomes_a_session_for_people_only)
{
	struct made_token rita = make_token(f, "rita", TOKEN_API);
	struct made_token bot = make_token(f, "bot", TOKEN_API);
	struct reply reply = ask(f, "POST /api/v1/session", "",
				 arena_format(f->arena, "{\"token\":\"" STR_FMT "\"}",
					      STR_ARG(rita.secret))
					 .bytes);
	str session = session_in(&reply);

	CHECK_INT(reply.status, 200);
	CHECK_STR(tree_get_text(reply.tree, "person"), "rita");
	CHECK_INT(ask(f, DECLARE,
		      cookie_of(f, session, tree_get_text(reply.tree, "csrf"), ""),
		      "{\"title\":\"x\"}")
			  .status,
		  200);
	reply = ask(
		f, "POST /api/v1/session", "",
		arena_format(f->arena, "{\"token\":\"" STR_FMT "\"}", STR_ARG(bot.secret))
			.bytes);
	CHECK_INT(reply.status, 403);
	CHECK_INT(ask(f, "POST /api/v1/session", "", "{\"token\":\"no\"}").status, 401);
	CHECK_INT(ask(f, "POST /api/v1/session", "", "{}").status, 401);
}

SERVED(a_get_never_changes_anything)
{
	static const char *const lines[] = {
		"GET /",          "GET /room/last", "GET /postmortem/last",
		"GET /metrics",   "GET /-/ready",   "GET /api/v1/openapi.json",
		"GET /api/v1/me",
	};
	const struct operation *operation;
	const char *token = bearer(f, "ada");
	int64_t before;

	declare_incident(f);
	before = entries(f);
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		CHECK_CASE(ask(f, lines[i], token, "").status == 200, lines[i]);
	for (size_t i = 0; (operation = operation_at(i)); i++) {
		const char *line = arena_format(f->arena,
						"GET /api/v1/%s/%s?incident=last",
						operation->noun, operation->verb)
					   .bytes;
		int status = ask(f, line, token, "").status;

		CHECK_CASE(status < 500, line);
		CHECK_CASE(operation->effect == OPERATION_READS || status == 405, line);
	}
	CHECK_INT(entries(f), before);
}

/* -- live events -- */

static int open_events(struct served *f, const char *query, const char *headers)
{
	str line = arena_format(f->arena, "GET /events%s", query);
	int fd = connect_tcp(f->port);

	send_all(fd, request_text(f->arena, f->port, line.bytes, headers, STR("")));
	return fd;
}

/* Reads until "wanted" has come; the whole so far. */
static str read_until(struct served *f, int fd, const char *wanted)
{
	struct text all = text_new(f->arena, 4 << 20);
	int64_t until_us = clock_monotonic_us() + EVENT_MS_MAX * 1000;
	char piece[4096];

	while (!str_contains(text_of(&all), str_of(wanted))) {
		struct pollfd poller = { .fd = fd, .events = POLLIN };
		bool has_more = clock_monotonic_us() < until_us &&
				poll(&poller, 1, EVENT_MS_MAX) > 0;
		ssize_t length = has_more ? recv(fd, piece, sizeof(piece), 0) : 0;

		if (length <= 0) {
			check_failed(__FILE__, __LINE__, "'%s' did not come", wanted);
			break;
		}
		text_add(&all, (str){ piece, (size_t)length });
	}
	return text_of(&all);
}

SERVED(live_events_resume_where_the_reader_was)
{
	const char *token = bearer(f, "vera");
	str resume = arena_format(f->arena, "%sLast-Event-ID: %lld\r\n", token,
				  (long long)entries(f));
	scoped_fd now = open_events(f, "", token);
	str got = read_until(f, now, "retry:");

	CHECK(str_contains(got, STR("text/event-stream")));
	CHECK(!str_contains(got, STR("event:")));
	declare_incident(f);
	got = read_until(f, now, "incident.opened");
	CHECK(str_contains(got, STR("event: entry")));

	scoped_fd late = open_events(f, "", resume.bytes);

	got = read_until(f, late, "incident.opened");
	CHECK(!str_contains(got, STR("event: reload")));
	CHECK(str_contains(got, STR("\"kind\":\"token.made\"")));
}

SERVED(a_reader_that_missed_too_much_is_told_to_load_anew)
{
	const char *token = bearer(f, "vera");
	scoped_fd ahead = open_events(f, "?after=99999999", token);
	scoped_fd nonsense = open_events(f, "?after=x", token);

	read_until(f, ahead, "event: reload");
	read_until(f, nonsense, "event: reload");
	for (int i = 0; i < HERALD_RING + 10; i++) {
		struct entry entry = { .seq = 100000 + i, .kind = STR("x") };

		herald_publish(f->app.herald, &entry, 1);
	}

	scoped_fd lapped = open_events(f, "?after=100000", token);
	scoped_fd close_by = open_events(f, "?after=101000", token);
	str got;

	read_until(f, lapped, "event: reload");
	got = read_until(f, close_by, "id: 101001");
	CHECK(!str_contains(got, STR("reload")));
}

SERVED(live_events_can_be_of_one_incident)
{
	const char *token = bearer(f, "rita");
	struct reply other;
	str got, line;

	declare_incident(f);
	line = arena_format(f->arena, "?incident=1&after=%lld", (long long)entries(f));

	scoped_fd fd = open_events(f, line.bytes, token);

	other = ask(f, DECLARE, token, "{\"title\":\"two\",\"service\":\"other\"}");
	CHECK_INT(other.status, 200);
	ask(f, NOTE, token, "{\"incident\":\"1\",\"text\":\"of the first\"}");
	got = read_until(f, fd, "of the first");
	CHECK(!str_contains(got, STR("two")));
	CHECK_INT(ask(f, "GET /events?incident=INC-2026-01-01-009", token, "").status,
		  404);
	CHECK_INT(ask(f, "GET /events", "", "").status, 401);
}

SERVED(live_events_end_within_a_second_of_the_herald)
{
	scoped_fd fd = open_events(f, "", bearer(f, "vera"));
	int64_t before;
	char byte;

	read_until(f, fd, "retry:");
	before = clock_monotonic_us();
	herald_stop(f->app.herald);
	while (recv(fd, &byte, 1, 0) > 0)
		continue;
	CHECK(clock_monotonic_us() - before < 1000000);
}

SERVED(live_events_end_with_the_session)
{
	struct made_token session = make_token(f, "vera", TOKEN_SESSION);
	const char *cookie = cookie_of(f, session.secret, session.csrf, "");
	scoped_fd ended = open_events(f, "", cookie);
	scoped_fd other = open_events(f, "", bearer(f, "vera"));
	struct pollfd poller = { .fd = ended, .events = POLLRDHUP };

	read_until(f, ended, "retry:");
	read_until(f, other, "retry:");
	CHECK_INT(ask(f, "POST /api/v1/session/end", cookie, "{}").status, 200);
	CHECK_INT(poll(&poller, 1, 10000), 1);
	poller.fd = other;
	CHECK_INT(poll(&poller, 1, 0), 0);
	CHECK_INT(ask(f, "HEAD /events", bearer(f, "vera"), "").status, 200);
}

/* -- what is served to whom -- */

SERVED(a_listener_serves_its_classes_only)
{
	struct http_face *doors = serve_on(f, "127.0.0.1:0", ROUTE_CLASS_DOORS, false);
	struct http_face *metrics = serve_on(f, "127.0.0.1:0", ROUTE_CLASS_METRICS,
					     false);
	unsigned port = http_face_port(doors);

	CHECK_INT(ask_bytes(f, port, "POST /api/v2/alerts", "", STR("[]")).status, 200);
	CHECK_INT(ask_bytes(f, port, LIST, bearer(f, "ada"), STR("")).status, 404);
	CHECK_INT(ask_bytes(f, port, "GET /", "", STR("")).status, 404);
	CHECK_INT(ask_bytes(f, port, "GET /metrics", "", STR("")).status, 404);
	CHECK_INT(ask_bytes(f, port, "GET /-/healthy", "", STR("")).status, 200);
	port = http_face_port(metrics);
	CHECK_INT(ask_bytes(f, port, "GET /metrics", "", STR("")).status, 200);
	CHECK_INT(ask_bytes(f, port, "POST /api/v2/alerts", "", STR("[]")).status, 404);
	http_face_stop(doors);
	http_face_stop(metrics);
}

static const char by_policy_yaml[] =
	"people:\n"
	"  - {name: ada, role: admin}\n"
	"  - {name: rita, role: responder, contacts: [{modem: "
	"\"http://127.0.0.1:1/\"}]}\n"
	"channels: [{name: modem, kind: webhook}]\n"
	"escalation: [{name: platform, steps: [{page: [rita]}]}]\n";

static void who_is_called_by_a_policy_is_on_call_for_the_status_too(void)
{
	struct served f;
	str answer;

	serve(&f, by_policy_yaml);
	answer = ask_local(&f, "GET /api/v1/server/status", "", "").body;
	CHECK_CASE(str_contains(answer, STR("\"warnings\":")), answer.bytes);
	CHECK_CASE(!str_contains(answer, STR("nobody is on call")), answer.bytes);
	CHECK_CASE(!str_contains(answer, STR("does not exist")), answer.bytes);
	unserve(&f);
	serve(&f, "people: [{name: ada, role: admin}]\n");
	answer = ask_local(&f, "GET /api/v1/server/status", "", "").body;
	CHECK_CASE(str_contains(answer, STR("nobody is on call")), answer.bytes);
	unserve(&f);
}

SERVED(the_local_socket_knows_its_own_user)
{
	struct reply reply = ask_local(f, "GET /api/v1/me", "", "");

	CHECK_INT(reply.status, 200);
	CHECK_STR(tree_get_text(reply.tree, "person"), "ada");
	reply = ask_local(f, "GET /api/v1/me", "X-Stanch-As: vera\r\n", "");
	CHECK_STR(tree_get_text(reply.tree, "person"), "vera");
	CHECK_INT(ask_local(f, DECLARE, "X-Stanch-As: vera\r\n", "{\"title\":\"x\"}")
			  .status,
		  403);
	CHECK_INT(ask_local(f, "GET /api/v1/me", "X-Stanch-As: gone\r\n", "").status,
		  404);
	/* A token says more than a user: an agent here is still an agent. */
	reply = ask_local(f, "GET /api/v1/me", bearer(f, "bot"), "");
	CHECK_STR(tree_get_text(reply.tree, "person"), "bot");
}

SERVED(the_page_is_kept_by_browsers_for_good_and_never_stale)
{
	struct reply page = ask(f, "GET /room/INC-1", "", ""), file;
	str rest, path;

	CHECK_INT(page.status, 200);
	CHECK_STR(header_of(&page, "Content-Type"), "text/html; charset=utf-8");
	CHECK_STR(header_of(&page, "Cache-Control"), "no-cache");
	CHECK_STR(header_of(&page, "X-Content-Type-Options"), "nosniff");
	CHECK(str_contains(header_of(&page, "Content-Security-Policy"),
			   STR("frame-ancestors 'none'")));
	CHECK(str_cut(page.body, '@', &rest, &path));
	CHECK(str_cut(path, '/', &path, &rest));

	file = ask(f,
		   arena_format(f->arena, "GET /assets/@" STR_FMT "/web/app.js",
				STR_ARG(path))
			   .bytes,
		   "", "");
	CHECK_INT(file.status, 200);
	CHECK_STR(header_of(&file, "Content-Type"), "text/javascript; charset=utf-8");
	CHECK_STR(header_of(&file, "Cache-Control"),
		  "public, max-age=31536000, immutable");
	file = ask(f, "GET /assets/@0123456789abcdef/web/app.js", "", "");
	CHECK_STR(header_of(&file, "Cache-Control"), "no-cache");
	file = ask(f, "GET /assets/web/app.js",
		   arena_format(f->arena, "If-None-Match: " STR_FMT "\r\n",
				STR_ARG(header_of(&file, "ETag")))
			   .bytes,
		   "");
	CHECK_INT(file.status, 304);
	CHECK_INT(file.body.length, 0);
}

SERVED(everything_the_page_names_is_there)
{
	static const str mark = STR_INIT("\"/assets/");
	struct reply page = ask(f, "GET /", "", "");
	size_t count = 0;

	for (size_t i = 0; i < page.body.length; i++) {
		str path = str_slice(page.body, i + 1, page.body.length), rest;

		if (!str_starts_with(str_slice(page.body, i, mark.length), mark) ||
		    !str_cut(path, '"', &path, &rest))
			continue;

		const char *line = arena_format(f->arena, "GET " STR_FMT, STR_ARG(path))
					   .bytes;

		CHECK_CASE(ask(f, line, "", "").status == 200, line);
		count++;
	}
	CHECK(count > 3);
}

SERVED(only_the_page_is_served_as_files)
{
	static const char *const lines[] = {
		"GET /assets/data/profiles/default.yaml",
		"GET /assets/schema/001.sql",
		"GET /assets/web/../data/profiles/default.yaml",
		"GET /assets/web/%2e%2e/data/profiles/default.yaml",
		"GET /assets/web/none.js",
		"GET /assets/@/web",
		"GET /assets/@abc",
	};

	for (size_t i = 0; i < COUNT_OF(lines); i++)
		CHECK_CASE(ask(f, lines[i], "", "").status == 404, lines[i]);
}

SERVED(metrics_say_how_it_goes)
{
	static const char *const wanted[] = {
		"\nstanch_build_info{version=\"0.0.0-test\"} 1\n",
		"\nstanch_incidents_open{rank=\"0\"} 0\n",
		"\nstanch_incidents_unacknowledged 1\n",
		"\nstanch_alerts{state=\"firing\"} 0\n",
		"\nstanch_roster_alerts 0\n",
		"\nstanch_store_readable 1\n",
		"\nstanch_journal_head_info{seq=\"",
		"\nprocess_resident_memory_bytes ",
		"\nstanch_scribe_commits_failed_total 0\n",
	};
	struct reply reply;

	declare_incident(f);
	reply = ask(f, "GET /metrics", "", "");
	CHECK_STR(header_of(&reply, "Content-Type"),
		  "text/plain; version=0.0.4; charset=utf-8");
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		CHECK_CASE(str_contains(reply.body, str_of(wanted[i])), wanted[i]);
	CHECK_INT(ask(f, "GET /-/ready", "", "").status, 200);
	f->app.stopping = true;
	CHECK_INT(ask(f, "GET /-/ready", "", "").status, 503);
	CHECK_INT(ask(f, "GET /-/healthy", "", "").status, 200);
}

/* -- one description, all faces -- */

SERVED(openapi_has_every_operation)
{
	struct reply reply = ask(f, "GET /api/v1/openapi.json", "", "");
	const struct tree *paths = tree_get(reply.tree, "paths");
	const struct operation *operation;
	size_t count = 0;

	for (; (operation = operation_at(count)); count++) {
		const char *name = arena_format(f->arena, "/api/v1/%s/%s",
						operation->noun, operation->verb)
					   .bytes;
		const char *method = operation->effect == OPERATION_READS ? "get"
									  : "post";

		CHECK_CASE(tree_get(tree_get(paths, name), method), name);
	}
	CHECK_INT(tree_count(paths), count);
	CHECK_STR(tree_get_text(reply.tree, "openapi"), "3.1.0");
}

static struct reply call(struct served *f, const char *token, const char *message)
{
	return ask(f, "POST /mcp", token, message);
}

static bool has_tool(const struct tree *tools, const struct operation *operation)
{
	for (size_t i = 0; i < tree_count(tools); i++) {
		str noun, verb;

		if (str_cut(tree_get_text(tree_nth(tools, i), "name"), '_', &noun,
			    &verb) &&
		    str_is(noun, operation->noun) && str_is(verb, operation->verb))
			return true;
	}
	return false;
}

SERVED(an_agent_sees_the_tools_it_may_use)
{
	const char *message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
	struct reply admins = call(f, bearer(f, "ada"), message);
	struct reply agents = call(f, bearer(f, "bot"), message);
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++) {
		bool is_agents = !operation->people_only &&
				 operation->least <= ROLE_RESPONDER;

		CHECK_CASE(has_tool(tree_at(admins.tree, "result.tools"), operation),
			   operation->verb);
		CHECK_CASE(has_tool(tree_at(agents.tree, "result.tools"), operation) ==
				   is_agents,
			   operation->verb);
	}
	CHECK_INT(call(f, "", message).status, 401);
}

SERVED(an_agent_reads_and_notes_but_never_approves)
{
	const char *token = bearer(f, "bot");
	struct reply reply;

	declare_incident(f);
	reply = call(
		f, token,
		"{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/call\",\"params\":{"
		"\"name\":\"incident_list\",\"arguments\":{}}}");
	CHECK_STR(tree_get_text(reply.tree, "id"), "a");
	CHECK(!tree_get_bool(tree_get(reply.tree, "result"), "isError", true));
	CHECK_INT(tree_count(tree_at(reply.tree, "result.structuredContent.incidents")),
		  1);
	reply = call(
		f, token,
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
		"\"name\":\"action_approve\",\"arguments\":{\"incident\":\"last\","
		"\"number\":1}}}");
	CHECK(tree_get_bool(tree_get(reply.tree, "result"), "isError", false));
	reply = call(
		f, token,
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
		"\"name\":\"none_such\"}}");
	CHECK_INT(tree_get_int(tree_get(reply.tree, "error"), "code", 0), -32602);
}

SERVED(agents_of_both_eras_are_understood)
{
	static const char modern[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/"
				     "discover\",\"params\":{"
				     "\"_meta\":{\"io.modelcontextprotocol/"
				     "protocolVersion\":\"2026-07-28\"}}}";
	const char *token = bearer(f, "bot");
	struct reply reply = call(
		f, token,
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
		"\"protocolVersion\":\"2025-06-18\"}}");

	CHECK_STR(tree_get_text(tree_get(reply.tree, "result"), "protocolVersion"),
		  "2025-06-18");
	reply = call(f, token,
		     "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
	CHECK_INT(reply.status, 202);
	CHECK_INT(reply.body.length, 0);
	reply = call(f, token, modern);
	CHECK_INT(reply.status, 400);
	CHECK_INT(tree_get_int(tree_get(reply.tree, "error"), "code", 0), -32020);
	reply = call(f,
		     arena_format(f->arena,
				  "%sMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: "
				  "server/discover\r\n",
				  token)
			     .bytes,
		     modern);
	CHECK_INT(reply.status, 200);
	CHECK_STR(tree_get_text(tree_get(reply.tree, "result"), "resultType"),
		  "complete");
	reply = call(f, token, "{\"id\":1,\"method\":\"ping\"}");
	CHECK_INT(reply.status, 400);
	reply = call(f, token, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}");
	CHECK_INT(tree_get_int(tree_get(reply.tree, "error"), "code", 0), -32601);
}

const struct test tests[] = {
	{ "who is called by a policy is on call for the status too",
	  who_is_called_by_a_policy_is_on_call_for_the_status_too },
	{ "each role may do what it may", each_role_may_do_what_it_may },
	{ "who is not known is told how to be", who_is_not_known_is_told_how_to_be },
	{ "a session changes nothing without its CSRF token",
	  a_session_changes_nothing_without_its_csrf_token },
	{ "a page of somebody else orders nothing",
	  a_page_of_somebody_else_orders_nothing },
	{ "a name that is not ours reaches nothing",
	  a_name_that_is_not_ours_reaches_nothing },
	{ "a wrong method names the right one", a_wrong_method_names_the_right_one },
	{ "a bad body is refused with its reason and changes nothing",
	  a_bad_body_is_refused_with_its_reason_and_changes_nothing },
	{ "a bad query is refused with its reason",
	  a_bad_query_is_refused_with_its_reason },
	{ "a repeat with the same key happens once",
	  a_repeat_with_the_same_key_happens_once },
	{ "an ack link acknowledges by its button only",
	  an_ack_link_acknowledges_by_its_button_only },
	{ "a link that was changed or belongs to nobody opens nothing",
	  a_link_that_was_changed_or_belongs_to_nobody_opens_nothing },
	{ "a login link signs in once, and by its button only",
	  a_login_link_signs_in_once_and_by_its_button_only },
	{ "a token becomes a session, for people only",
	  a_token_becomes_a_session_for_people_only },
	{ "a GET never changes anything", a_get_never_changes_anything },
	{ "live events resume where the reader was",
	  live_events_resume_where_the_reader_was },
	{ "a reader that missed too much is told to load anew",
	  a_reader_that_missed_too_much_is_told_to_load_anew },
	{ "live events can be of one incident", live_events_can_be_of_one_incident },
	{ "live events end within a second of the herald",
	  live_events_end_within_a_second_of_the_herald },
	{ "live events end with the session", live_events_end_with_the_session },
	{ "a listener serves its classes only", a_listener_serves_its_classes_only },
	{ "the local socket knows its own user", the_local_socket_knows_its_own_user },
	{ "the page is kept by browsers for good, and is never stale",
	  the_page_is_kept_by_browsers_for_good_and_never_stale },
	{ "everything the page names is there", everything_the_page_names_is_there },
	{ "only the page is served as files", only_the_page_is_served_as_files },
	{ "metrics say how it goes", metrics_say_how_it_goes },
	{ "OpenAPI has every operation", openapi_has_every_operation },
	{ "an agent sees the tools it may use", an_agent_sees_the_tools_it_may_use },
	{ "an agent reads and notes, but never approves",
	  an_agent_reads_and_notes_but_never_approves },
	{ "agents of both eras are understood", agents_of_both_eras_are_understood },
	{ 0 },
};
