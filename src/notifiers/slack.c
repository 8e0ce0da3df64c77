/* Slack by a bot: chat.postMessage. An incident's messages in one channel form a thread;
 * a page in it is shown in the channel as well. The Acknowledge button carries the ack
 * token back when the answer can be checked (signing_secret), else it opens the ack page.
 */
#include "formats/json.h"
#include "notifiers/notifiers.h"
#include "notifiers/slack_card.h"

enum { CHANNEL_BYTES_MAX = 240, SHOWN_BYTES_MAX = 200, RECEIPT_BYTES_MAX = 64 };

static str api_of(const struct channel_config *channel)
{
	str url = channel ? channel_setting(channel, "url") : STR("");

	return url.length > 0 ? url : STR("https://slack.com/api");
}

/* "#ops", "C024BE91L", a person's "U…"; names may be of any script. */
static bool check_address(str address, struct error *error)
{
	bool is_word = address.length > 0 && address.length <= CHANNEL_BYTES_MAX &&
		       str_is_utf8(address);

	for (size_t i = 0; i < address.length; i++) {
		unsigned char c = (unsigned char)address.bytes[i];

		if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '&')
			is_word = false;
	}
	return is_word || error_set(error, ERROR_INVALID,
				    "no Slack channel like \"#ops\" or C024BE91L");
}

static bool check_channel(const struct channel_config *channel, struct error *error)
{
	str home = channel_setting(channel, "channel");

	if (!notifier_check_url(api_of(channel), error))
		return error_wrap(error, "url");
	if (home.length > 0 && !check_address(home, error))
		return error_wrap(error, "channel");
	return true;
}

static struct tree *message_of(struct arena *arena, const struct notice *notice,
			       str channel)
{
	bool can_answer = notifier_secret(notice, "signing_secret").length > 0;
	struct tree *message = slack_card(
		arena, notice, can_answer ? SLACK_BUTTON_TOKEN : SLACK_BUTTON_LINK);

	tree_put_text(arena, message, "channel", channel);
	if (notice->thread_receipt.length == 0)
		return message;
	tree_put_text(arena, message, "thread_ts", notice->thread_receipt);
	if (notice->urgent)
		tree_put_bool(arena, message, "reply_broadcast", true);
	return message;
}

/* The status is 200 whatever happened; the body says what did. */
static bool read_answer(struct arena *arena, const struct http_answer *answer,
			struct send_outcome *ret_outcome, struct error *error)
{
	struct error unheeded;
	const struct tree *body = json_parse(arena, answer->body, &unheeded);
	str problem = tree_get_text(body, "error");

	if (tree_get_bool(body, "ok", false)) {
		ret_outcome->receipt = str_clip(tree_get_text(body, "ts"),
						RECEIPT_BYTES_MAX);
		return true;
	}
	ret_outcome->permanent = problem.length > 0 && slack_is_permanent(problem);
	ret_outcome->retry_after = ret_outcome->permanent ? 0 : answer->retry_after;
	if (problem.length == 0)
		problem = answer->body;
	return error_set(error,
			 ret_outcome->permanent ? ERROR_INVALID : ERROR_UNAVAILABLE,
			 "Slack says: " STR_FMT,
			 STR_ARG(str_clip(str_trim(problem), SHOWN_BYTES_MAX)));
}

static bool post(struct arena *arena, const struct notice *notice, str channel,
		 struct send_outcome *ret_outcome, struct error *error)
{
	struct http_header headers[] = {
		{ STR("Content-Type"), STR("application/json; charset=utf-8") },
		{ STR("Authorization"), notifier_bearer(arena, notice) },
	};
	struct http_request request = {
		.url = arena_format(arena, STR_FMT "/chat.postMessage",
				    STR_ARG(api_of(notice->channel))),
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.body = json_write(arena, message_of(arena, notice, channel)),
	};
	struct http_answer answer;

	return notifier_exchange(arena, &request, &answer, ret_outcome, error) &&
	       read_answer(arena, &answer, ret_outcome, error);
}

static bool send_message(struct arena *arena, const struct notice *notice,
			 struct send_outcome *ret_outcome, struct error *error)
{
	str channel = notice->address.length > 0 ? notice->address
						 : notifier_setting(notice, "channel");

	*ret_outcome = (struct send_outcome){ .permanent = true };
	if (notifier_secret(notice, "token").length == 0)
		return error_set(error, ERROR_INVALID, "needs a channel with a token");
	return check_address(channel, error) &&
	       notifier_may_reach(notice, api_of(notice->channel), ret_outcome, error) &&
	       post(arena, notice, channel, ret_outcome, error);
}

static str destination(struct arena *arena, const struct contact *contact,
		       const struct config *config)
{
	return notifier_destination_of(arena, "http",
				       api_of(config_channel(config, contact->channel)));
}

static bool needs_no_dns(const struct contact *contact, const struct config *config)
{
	return notifier_is_numeric(api_of(config_channel(config, contact->channel)));
}

static const struct channel_setting settings[] = {
	{ "token", true, true, "the bot's token, xoxb-…" },
	{ "signing_secret", false, true, "proves that a button press comes from Slack" },
	{ "channel", false, false, "where contacts without an address go: \"#ops\"" },
	{ "url", false, false, "of the API, when not https://slack.com/api" },
	{ 0 },
};

const struct notifier slack_notifier = {
	.name = "slack",
	.help = "Slack, by a bot that may chat:write",
	.settings = settings,
	.needs_channel = true,
	.address_is_optional = true,
	.address_setting = "channel",
	.check_address = check_address,
	.check_channel = check_channel,
	.destination = destination,
	.needs_no_dns = needs_no_dns,
	.send = send_message,
};
