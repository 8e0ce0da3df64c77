/* A call of ours that was taken: it asks what to say, and comes again with the key that
 * was pressed. The token in the path says which page and whom it calls. A mailbox
 * presses nothing. */
#include "faces/http/callbacks/twilio.h"

#include "app/app.h"
#include "app/paging/paging.h"
#include "formats/twiml.h"

enum { TITLE_BYTES_MAX = 200 };

struct phrases {
	str language;
	str hello, press, nothing, other;
	str has_it; /* behind a name */
	str ended, taken;
};

static const struct phrases english = {
	.language = STR_INIT("en"),
	.hello = STR_INIT("This is stanch."),
	.press = STR_INIT("Press 1 to acknowledge."),
	.nothing = STR_INIT("No key was pressed, so paging goes on. Goodbye."),
	.other = STR_INIT("That was not 1."),
	.has_it = STR_INIT(" has it already. Goodbye."),
	.ended = STR_INIT("This page has ended. Goodbye."),
	.taken = STR_INIT("You have it. Paging has stopped."),
};
static const struct phrases korean = {
	.language = STR_INIT("ko"),
	.hello = STR_INIT("스탠치 장애 알림입니다."),
	.press = STR_INIT("확인하려면 1번을 누르세요."),
	.nothing = STR_INIT("입력이 없어 호출을 계속합니다. 통화를 마칩니다."),
	.other = STR_INIT("1번이 아닙니다."),
	.has_it = STR_INIT(" 님이 이미 확인했습니다. 통화를 마칩니다."),
	.ended = STR_INIT("이 호출은 끝났습니다. 통화를 마칩니다."),
	.taken = STR_INIT("확인했습니다. 호출을 멈췄습니다."),
};

struct call {
	int64_t id;
	struct page page;
	struct incident incident;
	str person;
	const struct phrases *phrases;
	struct text twiml;
};

static bool load_call(struct work *work, void *arguments)
{
	struct call *call = arguments;

	return store_get(work, &page_shape, call->id, &call->page) &&
	       store_get(work, &incident_shape, call->page.incident, &call->incident);
}

static void say(struct call *call, str words)
{
	twiml_say(&call->twiml, call->phrases->language, words);
}

/* What comes behind is said when no key was pressed. */
static void ask_for_key(struct request *request, struct call *call, str before)
{
	twiml_gather_begin(&call->twiml, twilio_called_url(request));
	say(call, before);
	say(call, call->phrases->press);
	twiml_gather_end(&call->twiml);
}

static str what_burns(struct arena *arena, const struct call *call)
{
	return arena_format(arena, STR_FMT " " STR_FMT ". " STR_FMT ".",
			    STR_ARG(call->phrases->hello),
			    STR_ARG(call->incident.severity),
			    STR_ARG(str_clip(call->incident.title, TITLE_BYTES_MAX)));
}

static void greet(struct request *request, struct call *call)
{
	struct arena *arena = request->work.arena;

	if (!page_is_live(call->page.state)) {
		say(call, what_burns(arena, call));
		say(call, call->page.state == PAGE_ACKNOWLEDGED
				  ? arena_format(arena, STR_FMT STR_FMT,
						 STR_ARG(call->page.acked_by),
						 STR_ARG(call->phrases->has_it))
				  : call->phrases->ended);
		return;
	}
	/* Twice: who was asleep misses the beginning. */
	ask_for_key(request, call, what_burns(arena, call));
	ask_for_key(request, call, what_burns(arena, call));
	say(call, call->phrases->nothing);
}

/* The number that was called must still be the person's. */
static bool is_right_number(struct request *request, struct call *call, str number)
{
	const struct config *config = request->work.config;

	if (call->person.length == 0)
		call->person = reply_person(config, "twilio-voice", number);
	return reply_is_from(config, call->person, "twilio-voice", number);
}

static void take_key(struct request *request, struct call *call, const struct form *form)
{
	str number = form_get(form, "To");
	struct reply reply = {
		.channel = STR("voice"),
		.key = form_get(form, "CallSid"),
		.sender = number,
		.page = call->id,
		.text = STR("ack"),
	};
	struct callback_outcome outcome = { 0 };

	if (is_right_number(request, call, number)) {
		reply.person = call->person;
		outcome = callback_take(request, &reply);
	} else {
		outcome.sentence = callback_refuse(request, &reply,
						   STR("This call went to a number that "
						       "is not of whom it was for."));
	}
	if (outcome.acknowledged)
		say(call, call->phrases->taken);
	else
		twiml_say(&call->twiml, STR("en"), outcome.sentence);
}

static bool open_call(struct request *request, struct call *call)
{
	struct work *work = &request->work;
	const struct person_config *person;

	call->twiml = twiml_begin(work->arena);
	call->phrases = &english;
	if (!ack_link_check(work, request->rest, &call->id, &call->person) ||
	    !app_read(work->app, work, load_call, call))
		return false;
	person = config_person(work->config, call->person);
	if (person && str_is(person->language, "ko"))
		call->phrases = &korean;
	return true;
}

void twilio_voice_handle(struct request *request)
{
	struct call call = { 0 };
	struct form form;
	str key;

	if (!callback_form(request, &form) ||
	    !twilio_check_proof(request, &form, STR("")))
		return;
	key = form_get(&form, "Digits");
	if (!open_call(request, &call)) {
		say(&call, str_of(request->work.error.text));
	} else if (key.length == 0) {
		greet(request, &call);
	} else if (str_is(key, "1")) {
		take_key(request, &call, &form);
	} else {
		ask_for_key(request, &call, call.phrases->other);
		say(&call, call.phrases->nothing);
	}
	twilio_answer(request, &call.twiml);
}
