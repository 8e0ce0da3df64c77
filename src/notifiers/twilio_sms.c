/* Short messages by Twilio's API, 2010-04-01: one message each, in which nothing that
 * matters is cut off. Its answer, "017", comes back to /callbacks/twilio/sms/CHANNEL,
 * which is set for the number at Twilio. */
#include "notifiers/sms_text.h"
#include "notifiers/twilio.h"

#include "formats/form.h"

/* How to answer, in the fewest characters. An English text gets an English tail, since
 * one Hangul letter would halve what the message holds. */
static str tail_of(struct arena *arena, const struct notice *notice, bool is_gsm)
{
	if (notice->callback.length > 0 && notice->reply_code.length > 0)
		return arena_format(arena,
				    !is_gsm && str_is(notice->language, "ko")
					    ? " 확인: %.*s 회신"
					    : " Reply %.*s to acknowledge",
				    STR_ARG(notice->reply_code));
	if (is_gsm && notice->ack_link.length > 0 &&
	    notice->ack_link.length < SMS_WIDE_MAX)
		return arena_format(arena, " " STR_FMT, STR_ARG(notice->ack_link));
	return STR("");
}

/* The text of a template may end in ", reply 017". How to answer is said once, by the
 * tail, which is never cut. */
static str without_code(str brief, str code)
{
	size_t at;

	if (code.length == 0 || !str_ends_with(brief, code))
		return brief;
	at = brief.length - code.length;
	if (at == 0 || brief.bytes[at - 1] != ' ')
		return brief;
	while (at > 0 && brief.bytes[at - 1] != ',' && brief.bytes[at - 1] != '.')
		at--;
	return at > 0 ? str_slice(brief, 0, at - 1) : brief;
}

static bool send_sms(struct arena *arena, const struct notice *notice,
		     struct send_outcome *ret_outcome, struct error *error)
{
	str brief = notice->brief.length > 0 ? notice->brief : notice->subject;
	struct text form = twilio_form(arena, notice);
	size_t units;

	brief = sms_plain(arena, without_code(str_trim(brief), notice->reply_code));
	form_add(
		&form, "Body",
		sms_fit(arena, brief, tail_of(arena, notice, sms_is_gsm(brief, &units))));
	return twilio_create(arena, notice, "Messages", text_of(&form), ret_outcome,
			     error);
}

const struct notifier twilio_sms_notifier = {
	.name = "twilio-sms",
	.help = "short messages to phones, by Twilio",
	.settings = twilio_settings,
	.needs_channel = true,
	.check_address = twilio_check_number,
	.check_channel = twilio_check_channel,
	.destination = twilio_destination,
	.send = send_sms,
};
