#include "notifiers/twilio.h"

#include "base/hash.h"
#include "config/address.h"
#include "formats/form.h"
#include "formats/json.h"

#include <ctype.h>

enum { NUMBER_DIGITS_MIN = 7, NUMBER_DIGITS_MAX = 15 /* E.164 */ };

const struct channel_setting twilio_settings[] = {
	{ "account", true, false, "the account's SID: AC…" },
	{ "token", true, true, "the account's auth token" },
	{ "from", true, false, "the number that writes or calls: +15550001" },
	{ "url", false, false, "of the API, when not https://api.twilio.com" },
	{ 0 },
};

bool twilio_check_number(str address, struct error *error)
{
	bool is_number = str_starts_with(address, STR("+")) &&
			 address.length > NUMBER_DIGITS_MIN &&
			 address.length <= NUMBER_DIGITS_MAX + 1;

	for (size_t i = 1; i < address.length; i++)
		if (!isdigit((unsigned char)address.bytes[i]))
			is_number = false;
	if (is_number && address.bytes[1] != '0')
		return true;
	return error_set(error, ERROR_INVALID,
			 "no phone number like +4917012345678: with its country, without "
			 "spaces");
}

static bool is_word(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (!isalnum((unsigned char)s.bytes[i]))
			return false;
	return s.length > 0;
}

static str api_of(const struct channel_config *channel)
{
	str url = channel ? channel_setting(channel, "url") : STR("");

	if (url.length == 0)
		return STR("https://api.twilio.com");
	while (str_ends_with(url, STR("/")))
		url.length--;
	return url;
}

bool twilio_check_channel(const struct channel_config *channel, struct error *error)
{
	/* It becomes part of a path. */
	if (!is_word(channel_setting(channel, "account")))
		return error_set(error, ERROR_INVALID, "account: must be a SID: AC…");
	if (!notifier_check_url(api_of(channel), error))
		return error_wrap(error, "url");
	return true;
}

str twilio_destination(struct arena *arena, const struct contact *contact,
		       const struct config *config)
{
	const struct channel_config *channel = config_channel(config, contact->channel);

	return notifier_destination_of(arena, "http", api_of(channel));
}

bool twilio_is_answered(const struct notice *notice)
{
	return notice->callback.length > 0 && notice->ack_token.length > 0;
}

struct text twilio_form(struct arena *arena, const struct notice *notice)
{
	struct text form = text_new(arena, TWILIO_FORM_BYTES_MAX);
	str from = notifier_setting(notice, "from");

	form_add(&form, "To", notice->address);
	form_add(&form, str_starts_with(from, STR("MG")) ? "MessagingServiceSid" : "From",
		 from);
	if (twilio_is_answered(notice))
		form_add(&form, "StatusCallback",
			 arena_format(
				 arena, STR_FMT "/callbacks/twilio/status?page=" STR_FMT,
				 STR_ARG(notice->callback), STR_ARG(notice->ack_token)));
	return form;
}

static str credentials(struct arena *arena, const struct channel_config *channel)
{
	str pair = arena_format(arena, STR_FMT ":" STR_FMT,
				STR_ARG(channel_setting(channel, "account")),
				STR_ARG(channel_secret(channel, "token")));

	return arena_format(arena, "Basic " STR_FMT, STR_ARG(base64_of(arena, pair)));
}

bool twilio_create(struct arena *arena, const struct notice *notice, const char *what,
		   str form, struct send_outcome *ret_outcome, struct error *error)
{
	const struct channel_config *channel = notice->channel;
	struct http_answer answer;

	*ret_outcome = (struct send_outcome){ .permanent = true };
	if (!channel)
		return error_set(error, ERROR_INVALID,
				 "needs a channel with account, token and from");
	if (!twilio_check_number(notice->address, error) ||
	    !notifier_may_reach(notice, api_of(channel), ret_outcome, error))
		return false;

	struct http_header headers[] = {
		{ STR("Authorization"), credentials(arena, channel) },
		{ STR("Content-Type"), STR("application/x-www-form-urlencoded") },
	};
	struct http_request request = {
		.url = arena_format(arena,
				    STR_FMT "/2010-04-01/Accounts/" STR_FMT "/%s.json",
				    STR_ARG(api_of(channel)),
				    STR_ARG(channel_setting(channel, "account")), what),
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.body = form,
	};

	if (!notifier_exchange(arena, &request, &answer, ret_outcome, error))
		return false;

	struct error unheeded;
	const struct tree *body = json_parse(arena, answer.body, &unheeded);

	ret_outcome->receipt = str_clip(tree_get_text(body, "sid"), 64);
	return true;
}
