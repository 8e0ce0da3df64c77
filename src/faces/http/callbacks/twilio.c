/* Twilio: short messages that come in, calls that ask what to say, and what became of
 * what was sent. A phone can neither sign nor sign in: Twilio proves that it is Twilio,
 * and says from which number; the number is the person. */
#include "faces/http/callbacks/twilio.h"

#include "faces/http/callbacks/twilio_proof.h"

#include "app/note.h"
#include "app/paging/paging.h"
#include "base/text.h"
#include "formats/twiml.h"
#include "net/http_client.h"

enum { PROBLEM_BYTES_MAX = 120 };

/* -- the proof -- */

/* The path came decoded; what was signed is what was written. */
str twilio_called_url(struct request *request)
{
	struct arena *arena = request->work.arena;
	str url = arena_format(
		arena, STR_FMT "%s" STR_FMT, STR_ARG(request->work.config->public_url),
		request->route->path, STR_ARG(url_encode(arena, request->rest)));

	if (request->in->query.length == 0)
		return url;
	return arena_format(arena, STR_FMT "?" STR_FMT, STR_ARG(url),
			    STR_ARG(request->in->query));
}

static bool is_signed_for(struct request *request, const struct form *form,
			  const struct channel_config *channel)
{
	return str_starts_with(channel->kind, STR("twilio")) &&
	       str_equal(channel_setting(channel, "account"),
			 form_get(form, "AccountSid")) &&
	       twilio_is_signed(request->work.arena, channel_secret(channel, "token"),
				twilio_called_url(request), form,
				http_header(request->in, "X-Twilio-Signature"));
}

bool twilio_check_proof(struct request *request, const struct form *form, str name)
{
	const struct config *config = request->work.config;

	for (size_t i = 0; i < config->channel_count; i++)
		if ((name.length == 0 || str_equal(name, config->channels[i].name)) &&
		    is_signed_for(request, form, &config->channels[i]))
			return true;
	callback_refuse_proof(
		request, config->public_url.length > 0
				 ? "the signature was not made by the account of a "
				   "twilio channel here, for this address below "
				   "public_url"
				 : "without public_url no signature of Twilio can be "
				   "checked");
	return false;
}

void twilio_answer(struct request *request, struct text *twiml)
{
	answer_bytes(request, 200, "text/xml; charset=utf-8", twiml_end(twiml));
	http_add_header(request->out, "Cache-Control", STR("no-store"));
}

/* -- short messages -- */

void twilio_sms_handle(struct request *request)
{
	struct work *work = &request->work;
	struct text twiml = twiml_begin(work->arena);
	struct form form;

	if (!callback_form(request, &form) ||
	    !twilio_check_proof(request, &form, request->rest))
		return;

	str from = form_get(&form, "From");
	struct reply reply = {
		.channel = STR("sms"),
		.key = form_get(&form, "MessageSid"),
		.person = reply_person(work->config, "twilio-sms", from),
		.sender = from,
		.text = form_get(&form, "Body"),
	};

	twiml_message(&twiml, callback_take(request, &reply).sentence);
	twilio_answer(request, &twiml);
}

/* -- what became of it -- */

struct fate {
	str sid, state, problem;
	int64_t page, incident;
	str person;
	const char *channel;
};

/* All others are on the way, or well. */
static bool is_bad(str state)
{
	static const char *const bad[] = { "failed", "undelivered", "busy", "no-answer",
					   "canceled" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (str_is(state, bad[i]))
			return true;
	return false;
}

static bool write_fate(struct work *work, void *arguments)
{
	struct fate *fate = arguments;
	str key = arena_format(work->arena, "twilio " STR_FMT, STR_ARG(fate->sid)),
	    before;
	struct page page;
	bool is_repeat;

	if (!store_answer_find(work, key, &before, &is_repeat))
		return false;
	if (is_repeat)
		return true;
	work->actor = (struct actor){ .kind = ACTOR_DOOR,
				      .name = STR("twilio"),
				      .via = STR("callback") };
	return store_get(work, &page_shape, fate->page, &page) &&
	       store_answer_keep(work, key, fate->state) &&
	       note(work, "delivery.lost", page.incident,
		    subject_of(work, "page", page.id), { "person", fate->person },
		    { "channel", str_of(fate->channel) }, { "problem", fate->problem });
}

static str problem_of(struct arena *arena, const struct form *form, str state)
{
	str code = form_get(form, "ErrorCode");

	if (code.length == 0)
		return str_clip(state, PROBLEM_BYTES_MAX);
	return arena_format(arena, STR_FMT ", error " STR_FMT,
			    STR_ARG(str_clip(state, PROBLEM_BYTES_MAX)),
			    STR_ARG(str_clip(code, PROBLEM_BYTES_MAX)));
}

static bool read_fate(struct request *request, const struct form *form, struct fate *fate)
{
	struct work *work = &request->work;
	bool is_call = form_get(form, "CallSid").length > 0;
	str token;

	*fate = (struct fate){
		.sid = form_get(form, is_call ? "CallSid" : "MessageSid"),
		.state = form_get(form, is_call ? "CallStatus" : "MessageStatus"),
		.channel = is_call ? "twilio-voice" : "twilio-sms",
	};
	fate->problem = problem_of(work->arena, form, fate->state);
	return fate->sid.length > 0 && http_query(request->in, "page", 0, &token) &&
	       ack_link_check(work, token, &fate->page, &fate->person);
}

void twilio_status_handle(struct request *request)
{
	struct work *work = &request->work;
	struct form form;
	struct fate fate;

	if (!callback_form(request, &form) ||
	    !twilio_check_proof(request, &form, STR("")))
		return;
	answer_bytes(request, 204, "", STR(""));
	if (!is_bad(form_get(&form, "MessageStatus")) &&
	    !is_bad(form_get(&form, "CallStatus")))
		return;
	if (!read_fate(request, &form, &fate) ||
	    !app_change(work->app, work, "twilio.status", write_fate, &fate, false))
		answer_error(request, &work->error);
}
