/* Slack by an incoming webhook: one channel, chosen when the webhook was made. It gives
 * no id back, so there are no threads; the button opens the ack page. */
#include "notifiers/notifiers.h"
#include "notifiers/slack_card.h"

static bool check_address(str address, struct error *error)
{
	if (address.length == 0)
		return true;
	return error_set(error, ERROR_INVALID,
			 "a Slack webhook says itself where it goes: name the channel "
			 "without an address");
}

static bool send_card(struct arena *arena, const struct notice *notice,
		      struct send_outcome *ret_outcome, struct error *error)
{
	struct tree *card = slack_card(arena, notice, SLACK_BUTTON_LINK);

	return notifier_post_for_ok(arena, notice, notifier_secret(notice, "url"), card,
				    ret_outcome, error);
}

static const struct channel_setting settings[] = {
	{ "url", true, true, "the webhook's address, https://hooks.slack.com/…" },
	{ 0 },
};

const struct notifier slack_webhook_notifier = {
	.name = "slack-webhook",
	.help = "Slack, by an incoming webhook",
	.settings = settings,
	.needs_channel = true,
	.address_is_optional = true,
	.address_setting = "url",
	.check_address = check_address,
	.check_channel = notifier_check_secret_url,
	.destination = notifier_url_destination,
	.needs_no_dns = notifier_url_needs_no_dns,
	.send = send_card,
};
