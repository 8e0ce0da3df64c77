/* Mail through the relay of the configuration. All mails of an incident form one
 * thread; every attempt of one send carries the same Message-ID. */
#include "base/limits.h"
#include "base/text.h"
#include "net/smtp.h"
#include "notifiers/notifiers.h"

enum { ADDRESS_BYTES_MAX = 254 /* RFC 5321 4.5.3.1.3 */ };

static bool check_address(str address, struct error *error)
{
	str user, host;
	bool is_plain = address.length <= ADDRESS_BYTES_MAX;

	for (size_t i = 0; i < address.length; i++) {
		char c = address.bytes[i];

		if (c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == ',' || c == ';')
			is_plain = false;
	}
	if (is_plain && str_cut(address, '@', &user, &host) && user.length > 0 &&
	    host.length > 0 && !str_contains(host, STR("@")))
		return true;
	return error_set(error, ERROR_INVALID, "no mail address like name@host");
}

static str text_with_links(struct arena *arena, const struct notice *notice)
{
	struct text text = text_new(arena, MESSAGE_BYTES_MAX + 4096);

	text_add(&text, str_clip(notice->text, MESSAGE_BYTES_MAX));
	if (notice->ack_link.length > 0 && !str_contains(notice->text, notice->ack_link))
		text_addf(&text, "\n\nAcknowledge: " STR_FMT, STR_ARG(notice->ack_link));
	if (notice->link.length > 0 && !str_contains(notice->text, notice->link))
		text_addf(&text, "\n\nRoom: " STR_FMT, STR_ARG(notice->link));
	text_add_char(&text, '\n');
	return text_of(&text);
}

/* The configuration says host:port; a URL says how to speak to it. */
static str relay_url(struct arena *arena, str relay)
{
	if (relay.length == 0 || str_contains(relay, STR("://")))
		return relay;
	return arena_format(arena, "smtp://" STR_FMT, STR_ARG(relay));
}

static str message_id(struct arena *arena, str key)
{
	if (key.length == 0)
		return key;
	return arena_format(arena, STR_FMT "@stanch", STR_ARG(key));
}

static bool send_mail(struct arena *arena, const struct notice *notice,
		      bool *ret_permanent, struct error *error)
{
	const struct config *config = notice->config;
	struct mail mail = {
		.relay = relay_url(arena, config->smtp_relay),
		.user = config->smtp_user,
		.password = config->smtp_password,
		.from = config->smtp_from,
		.to = notice->address,
		.subject = notice->subject,
		.text = text_with_links(arena, notice),
		.message_id = message_id(arena, notice->send_key),
		.in_reply_to = message_id(arena, notice->thread_key),
		.urgent = notice->urgent,
		.date = notice->at,
	};

	*ret_permanent = true;
	if (!check_address(notice->address, error) ||
	    !notifier_may_reach(notice, config->smtp_relay, ret_permanent, error))
		return false;
	if (config->smtp_relay.length == 0)
		return error_set(error, ERROR_INVALID, "no mail relay is configured");
	return smtp_send(arena, &mail, NOTIFY_MS_MAX, ret_permanent, error);
}

const struct notifier email_notifier = {
	.name = "email",
	.help = "mail through smtp.relay",
	.check_address = check_address,
	.send = send_mail,
};
