/* The form with which anybody who was given its address says that something seems broken.
 * Plain HTML without a script. All it can do is to make a report, which by itself wakes
 * nobody; so no session is needed, and the key in the path is the only proof. */
#include "faces/http/request.h"

#include "app/intake/told.h"
#include "faces/http/html.h"
#include "faces/http/limiter.h"
#include "formats/form.h"

/* -- who may -- */

static bool opens_reports(const struct door_key *key)
{
	for (size_t i = 0; i < key->source_count; i++)
		if (str_is(key->sources[i], "report"))
			return true;
	return key->source_count == 0;
}

static bool let_in(struct request *request)
{
	struct work *work = &request->work;
	const struct door_key *key;

	work->actor = (struct actor){ .kind = ACTOR_DOOR,
				      .name = STR("form"),
				      .via = STR("form") };
	if (work->config->door_key_count == 0)
		return request->face->options.is_local ||
		       address_is_loopback_peer(request->in->peer) ||
		       fail(work, ERROR_FORBIDDEN,
			    "without door_keys in stanch.yaml this form is for this "
			    "machine only");
	key = gate_door_key(request, request->rest);
	if (!key || !opens_reports(key) || key->secret.length > 0)
		return fail(work, ERROR_FORBIDDEN,
			    "this form's address is /report/KEY, with a key that opens "
			    "reports");
	work->actor.name = key->name;
	return true;
}

static bool is_within_limits(struct request *request)
{
	struct work *work = &request->work;

	return limiter_lets(request->face->limiter, STR("the form for reports"),
			    work->config->reports.per_minute, work->now) ||
	       fail(work, ERROR_LIMITED,
		    "too many reports at this moment: wait a minute and send it again");
}

/* -- the pages -- */

static void add_field(struct text *text, const char *name, const char *label, size_t most,
		      str value)
{
	text_addf(text,
		  "<p><label for=\"%s\">%s</label><br><input id=\"%s\" name=\"%s\" "
		  "maxlength=\"%zu\" value=\"",
		  name, label, name, name, most);
	html_add_escaped(text, value);
	text_add(text, STR("\"></p>"));
}

/* What was written stays when something is wrong with it. */
static void show_form(struct request *request, int status, str line,
		      const struct report *report)
{
	struct text text = text_new(request->work.arena, HTML_PAGE_BYTES_MAX);

	html_begin(&text, STR("Is something broken?"));
	text_add(&text, STR("<p>"));
	html_add_escaped(&text, line);
	text_addf(&text,
		  "</p><form method=\"post\"><p><label for=\"text\">What do you see? "
		  "</label><br><textarea id=\"text\" name=\"text\" rows=\"5\" required "
		  "autofocus maxlength=\"%d\">",
		  REPORT_TEXT_BYTES_MAX);
	html_add_escaped(&text, report->text);
	text_add(&text, STR("</textarea></p>"));
	add_field(&text, "service", "What is it about? (may stay empty)",
		  REPORT_FIELD_BYTES_MAX, report->service);
	add_field(&text, "url", "On which page? (may stay empty)", REPORT_URL_BYTES_MAX,
		  report->url);
	add_field(&text, "reporter", "Who are you? (may stay empty)",
		  REPORT_FIELD_BYTES_MAX, report->reporter);
	text_add(&text, STR("<button type=\"submit\" class=\"primary big\">Send</button>"
			    "</form>"));
	html_answer(request, status, &text);
}

static void show_failure(struct request *request, const struct report *report)
{
	const struct error *error = &request->work.error;
	int status = error_http_status(error->kind);
	str line = arena_copy(request->work.arena, str_of(error->text));

	if (status >= 500) {
		answer_error(request, error); /* logs it */
		request->out->header_count = 0;
		line = STR("This could not be kept. Please send it again in a minute.");
	}
	show_form(request, status, line, report);
}

/* Nobody outside learns which services there are, or how bad it is. */
static str question_about(const char *about)
{
	if (str_is(str_of(about), "service"))
		return STR("It would help to know what it is about.");
	if (str_is(str_of(about), "symptom"))
		return STR("It would help to know what happens: is it slow, does it show "
			   "an error, does nothing come?");
	return STR("");
}

static void show_thanks(struct request *request, const struct report_delivery *delivery)
{
	struct text text = text_new(request->work.arena, HTML_PAGE_BYTES_MAX);

	html_begin(&text, STR("Thank you"));
	text_addf(&text, "<p>Your report has the number %lld.",
		  (long long)delivery->report.id);
	if (delivery->count > 1)
		text_addf(&text, " %lld people told us of this.",
			  (long long)delivery->count);
	text_add(&text, STR("</p>"));
	for (size_t i = 0; i < delivery->open_count; i++) {
		str question = question_about(delivery->open[i].about);

		if (question.length > 0)
			text_addf(&text, "<p>" STR_FMT "</p>", STR_ARG(question));
	}
	/* Empty: the same address without anything behind it. */
	text_add(&text, STR("<p><a href=\"?\">Tell us more</a></p>"));
	html_answer(request, 200, &text);
}

static bool take(struct work *work, void *arguments)
{
	return report_take(work, arguments);
}

static bool read_form(struct request *request, struct report *report)
{
	struct work *work = &request->work;
	struct form form;

	if (request->in->body_was_cut)
		return fail(work, ERROR_TOO_LARGE, "this is too long: at most %d bytes",
			    REPORT_TEXT_BYTES_MAX);
	if (!form_parse(work->arena, request->in->body, &form, &work->error))
		return false;
	*report = (struct report){ .source = REPORT_USER,
				   .text = form_get(&form, "text"),
				   .service = form_get(&form, "service"),
				   .url = form_get(&form, "url"),
				   .reporter = form_get(&form, "reporter") };
	return true;
}

void report_form_handle(struct request *request)
{
	struct work *work = &request->work;
	struct report_delivery delivery = { 0 };

	if (!let_in(request)) {
		answer_error(request, &work->error);
		return;
	}
	if (!request_is(request, "POST")) {
		show_form(request, 200,
			  STR("Tell us in your own words; we look into it."),
			  &delivery.report);
		return;
	}
	if (!is_within_limits(request) || !read_form(request, &delivery.report) ||
	    !app_change(work->app, work, "report.take", take, &delivery, false)) {
		show_failure(request, &delivery.report);
		return;
	}
	show_thanks(request, &delivery);
}
