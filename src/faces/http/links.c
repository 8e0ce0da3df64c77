/* The links that go out in mails and pages. Scanners and previews fetch whatever they
 * find, so a GET shows one button and only its POST does anything. The secret in the
 * path is the proof; no session and no script is needed. */
#include "faces/http/request.h"

#include "app/access/access.h"
#include "app/paging/paging.h"
#include "faces/http/html.h"

struct link_page {
	int status;
	str title, line;
	const char *button; /* NULL: none */
	str room;           /* a code; "" for no link to it */
};

static void add_button(struct text *text, const char *button)
{
	/* Without "action" a form goes where the page came from. */
	if (button)
		text_addf(text,
			  "<form method=\"post\"><button type=\"submit\" "
			  "class=\"primary big\" autofocus>%s</button></form>",
			  button);
}

static void add_room(struct text *text, str code)
{
	if (code.length == 0)
		return;
	text_add(text, STR("<p><a href=\"/room/"));
	html_add_escaped(text, code);
	text_add(text, STR("\">Open "));
	html_add_escaped(text, code);
	text_add(text, STR("</a></p>"));
}

static void show(struct request *request, const struct link_page *page)
{
	struct text text = text_new(request->work.arena, HTML_PAGE_BYTES_MAX);

	html_begin(&text, page->title);
	text_add(&text, STR("<p>"));
	html_add_escaped(&text, page->line);
	text_add(&text, STR("</p>"));
	add_button(&text, page->button);
	add_room(&text, page->room);
	html_answer(request, page->status, &text);
}

static void show_failure(struct request *request, str code)
{
	const struct error *error = &request->work.error;
	struct link_page page = { .status = error_http_status(error->kind),
				  .title = STR("Not done"),
				  .line = str_of(error->text),
				  .room = code };

	if (page.status >= 500) {
		answer_error(request, error); /* logs it */
		request->out->header_count = 0;
	}
	show(request, &page);
}

/* -- signing in -- */

struct login {
	str secret, session, csrf;
	struct actor actor;
};

static bool use_link(struct work *work, void *arguments)
{
	struct login *login = arguments;

	return access_use_login_link(work, login->secret, &login->session, &login->csrf,
				     &login->actor);
}

static bool check_link(struct work *work, void *arguments)
{
	struct login *login = arguments;

	return access_by_secret(work, login->secret, TOKEN_LOGIN_LINK, &login->actor,
				&login->csrf);
}

static bool sign_in(struct request *request, struct login *login)
{
	struct work *work = &request->work;

	if (!app_read(work->app, work, check_link, login))
		return false;
	if (login->actor.kind != ACTOR_PERSON)
		return fail(work, ERROR_FORBIDDEN, "sessions are for people");
	work->actor = login->actor;
	work->actor.via = STR("link");
	return app_change(work->app, work, "login.link", use_link, login, true);
}

void login_link_handle(struct request *request)
{
	struct work *work = &request->work;
	struct login login = { .secret = request->rest };
	struct link_page page = { .status = 200,
				  .title = STR("Sign in"),
				  .button = "Sign in" };

	if (request_is(request, "POST")) {
		if (!sign_in(request, &login)) {
			show_failure(request, STR(""));
			return;
		}
		answer_bytes(request, 303, "", STR(""));
		http_add_header(request->out, "Location", STR("/"));
		session_set_cookie(request, login.session);
		return;
	}
	if (!app_read(work->app, work, check_link, &login)) {
		show_failure(request, STR(""));
		return;
	}
	page.line = arena_format(work->arena,
				 "This link signs in " STR_FMT
				 " (%s) on this device for a "
				 "week. It works once.",
				 STR_ARG(login.actor.name), role_names[login.actor.role]);
	show(request, &page);
}

/* -- acknowledging -- */

struct ack {
	struct page page;
	struct incident incident;
	str person;
	int64_t id;
};

static bool load_ack(struct work *work, struct ack *ack)
{
	return store_get(work, &page_shape, ack->id, &ack->page) &&
	       store_get(work, &incident_shape, ack->page.incident, &ack->incident);
}

static bool find_ack(struct work *work, void *arguments)
{
	struct ack *ack = arguments;
	struct actor person;

	if (!access_person(work, ack->person, &person) || !load_ack(work, ack))
		return false;
	if (person.role < ROLE_RESPONDER || person.kind != ACTOR_PERSON)
		return fail(work, ERROR_FORBIDDEN,
			    STR_FMT " is %s: acknowledging needs the role responder",
			    STR_ARG(person.name), role_names[person.role]);
	ack->person = person.name;
	return true;
}

static bool acknowledge(struct work *work, void *arguments)
{
	struct ack *ack = arguments;

	return paging_acknowledge_page(work, ack->id, &ack->incident);
}

static bool open_ack(struct request *request, struct ack *ack)
{
	struct work *work = &request->work;

	if (!ack_link_check(work, request->rest, &ack->id, &ack->person) ||
	    !app_read(work->app, work, find_ack, ack))
		return false;
	work->actor = (struct actor){ .kind = ACTOR_PERSON,
				      .name = ack->person,
				      .role = ROLE_RESPONDER,
				      .via = STR("link") };
	return true;
}

static str who_has_it(struct work *work, const struct ack *ack)
{
	if (ack->page.state != PAGE_ACKNOWLEDGED)
		return arena_format(work->arena, "The page has ended: " STR_FMT,
				    STR_ARG(ack->page.reason));
	return arena_format(
		work->arena, STR_FMT " has it since " STR_FMT " UTC.",
		STR_ARG(ack->page.acked_by),
		STR_ARG(instant_format_time(work->arena, ack->page.acked_at)));
}

static void show_question(struct request *request, const struct ack *ack)
{
	struct work *work = &request->work;
	bool is_live = page_is_live(ack->page.state);
	struct link_page page = {
		.status = 200,
		.title = arena_format(work->arena, STR_FMT " " STR_FMT,
				      STR_ARG(ack->incident.severity),
				      STR_ARG(ack->incident.code)),
		.line = arena_format(
			work->arena, STR_FMT ". " STR_FMT, STR_ARG(ack->incident.title),
			STR_ARG(is_live ? arena_format(work->arena,
						       "You are " STR_FMT ".",
						       STR_ARG(ack->person))
					: who_has_it(work, ack))),
		.button = is_live ? "Acknowledge" : NULL,
		.room = ack->incident.code,
	};

	show(request, &page);
}

void ack_link_handle(struct request *request)
{
	struct work *work = &request->work;
	struct ack ack = { 0 };

	if (!open_ack(request, &ack)) {
		show_failure(request, STR(""));
		return;
	}
	if (!request_is(request, "POST")) {
		show_question(request, &ack);
		return;
	}
	if (!app_change(work->app, work, "page.acknowledge", acknowledge, &ack, true)) {
		show_failure(request, ack.incident.code);
		return;
	}

	struct link_page page = {
		.status = 200,
		.title = STR("Acknowledged"),
		.line = arena_format(work->arena,
				     STR_FMT ", you have " STR_FMT ": " STR_FMT
					     ". Nobody else is paged.",
				     STR_ARG(ack.person), STR_ARG(ack.incident.code),
				     STR_ARG(ack.incident.title)),
		.room = ack.incident.code,
	};

	show(request, &page);
}
