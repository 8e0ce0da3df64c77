/* Calls by Twilio's API, 2010-04-01. With a public_url the call asks us what to say and
 * takes the key that is pressed (/callbacks/twilio/voice/TOKEN); without one it can only
 * be listened to. A mailbox presses nothing, so it acknowledges nothing. */
#include "notifiers/twilio.h"

#include "formats/form.h"
#include "formats/twiml.h"

/* Then the next channel may have its turn; a mailbox mostly answers later. */
#define RING_SECONDS STR("25")

static str spoken(struct arena *arena, const struct notice *notice)
{
	struct text twiml = twiml_begin(arena);
	str brief = notice->brief.length > 0 ? notice->brief : notice->subject;

	/* Twice: who was asleep misses the beginning. */
	twiml_say(&twiml, notice->language, brief);
	twiml_say(&twiml, notice->language, brief);
	return twiml_end(&twiml);
}

static bool call(struct arena *arena, const struct notice *notice,
		 struct send_outcome *ret_outcome, struct error *error)
{
	struct text form = twilio_form(arena, notice);

	if (twilio_is_answered(notice))
		form_add(&form, "Url",
			 arena_format(arena, STR_FMT "/callbacks/twilio/voice/" STR_FMT,
				      STR_ARG(notice->callback),
				      STR_ARG(notice->ack_token)));
	else
		form_add(&form, "Twiml", spoken(arena, notice));
	form_add(&form, "Timeout", RING_SECONDS);
	return twilio_create(arena, notice, "Calls", text_of(&form), ret_outcome, error);
}

const struct notifier twilio_voice_notifier = {
	.name = "twilio-voice",
	.help = "calls to phones, by Twilio",
	.settings = twilio_settings,
	.needs_channel = true,
	.check_address = twilio_check_number,
	.check_channel = twilio_check_channel,
	.destination = twilio_destination,
	.send = call,
};
