/* Mail through the relay of the configuration.
 *
 * All mails of an incident form one thread: the first that somebody gets is its root, and
 * every later one names it (In-Reply-To, References). In front of References stands an id
 * of the incident that no mail has: mails that crossed still meet in one thread by it.
 * Every attempt of one send carries the same Message-ID.
 *
 * An answer brings the ack token back by its address (Reply-To: local+TOKEN@host) or,
 * when that local part would be too long or a mail program ignores Reply-To, by the line
 * [stanch:TOKEN] in what it quotes. It is not in Message-ID, which must not change
 * between attempts. */
#include "base/limits.h"
#include "base/text.h"
#include "formats/mail.h"
#include "net/smtp.h"
#include "notifiers/notifiers.h"

enum { ADDRESS_BYTES_MAX = 254 /* RFC 5321 4.5.3.1.3 */, LINKS_BYTES_MAX = 4096 };

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
	struct text text = text_new(arena, MESSAGE_BYTES_MAX + 1);
	str said = str_clip(notice->text, MESSAGE_BYTES_MAX - LINKS_BYTES_MAX);

	text_add(&text, said);
	if (notice->ack_link.length > 0 && !str_contains(said, notice->ack_link))
		text_addf(&text, "\n\n" STR_FMT ": " STR_FMT,
			  STR_ARG(notifier_word_acknowledge(notice)),
			  STR_ARG(notice->ack_link));
	if (notice->link.length > 0 && !str_contains(said, notice->link))
		text_addf(&text, "\n\n" STR_FMT ": " STR_FMT,
			  STR_ARG(notifier_word_room(notice)), STR_ARG(notice->link));
	if (notice->ack_token.length > 0)
		text_addf(&text, "\n\n" STR_FMT,
			  STR_ARG(mail_token_mark(arena, notice->ack_token)));
	text_add_char(&text, '\n');
	return text_of(&text);
}

/* The configuration may say host:port only; a URL says how to speak to it. */
static str relay_url(struct arena *arena, str relay)
{
	if (relay.length == 0 || str_contains(relay, STR("://")))
		return relay;
	return arena_format(arena, "smtp://" STR_FMT, STR_ARG(relay));
}

/* Made by our own domain: filters trust that more than a name that does not exist. */
static str message_id(struct arena *arena, str key, str from)
{
	str user, host;

	if (key.length == 0)
		return key;
	if (!str_cut(from, '@', &user, &host))
		host = STR("stanch");
	return arena_format(arena, STR_FMT "@" STR_FMT, STR_ARG(key), STR_ARG(host));
}

static str list_id(struct arena *arena, str from)
{
	str user, host;

	if (!str_cut(from, '@', &user, &host))
		return STR("");
	return arena_format(arena, "incidents." STR_FMT, STR_ARG(host));
}

static void add_thread(struct arena *arena, const struct notice *notice,
		       struct mail *mail)
{
	str root = message_id(arena, notice->thread_key, mail->from);
	str first = notice->thread_receipt;

	mail->references = root;
	if (first.length == 0 || str_equal(first, mail->message_id))
		return;
	mail->in_reply_to = first;
	mail->references = arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(root),
					STR_ARG(first));
}

static struct mail mail_of(struct arena *arena, const struct notice *notice)
{
	const struct config *config = notice->config;
	str answers = config->smtp_reply_to.length > 0 ? config->smtp_reply_to
						       : config->smtp_from;
	struct mail mail = {
		.relay = relay_url(arena, config->smtp_relay),
		.ca = config->smtp_ca,
		.user = config->smtp_user,
		.password = config->smtp_password,
		.from = config->smtp_from,
		.to = notice->address,
		.reply_to = mail_reply_address(arena, answers, notice->ack_token),
		.subject = notice->subject,
		.text = text_with_links(arena, notice),
		.message_id = message_id(arena, notice->send_key, config->smtp_from),
		.list_id = notice->purpose == DELIVERY_MESSAGE &&
					   notice->person.length == 0
				   ? list_id(arena, config->smtp_from)
				   : STR(""),
		.urgent = notice->urgent,
		.date = notice->at,
	};

	add_thread(arena, notice, &mail);
	return mail;
}

static bool send_mail(struct arena *arena, const struct notice *notice,
		      struct send_outcome *ret_outcome, struct error *error)
{
	struct send_outcome outcome = { .permanent = true };
	struct mail mail;
	bool sent;

	*ret_outcome = outcome;
	if (!check_address(notice->address, error) ||
	    !notifier_may_reach(notice, notice->config->smtp_relay, ret_outcome, error))
		return false;
	if (notice->config->smtp_relay.length == 0)
		return error_set(error, ERROR_INVALID, "no mail relay is configured");
	mail = mail_of(arena, notice);
	sent = smtp_send(arena, &mail, NOTIFY_MS_MAX, &outcome.permanent, error);
	if (sent)
		outcome.receipt = mail.message_id;
	*ret_outcome = outcome;
	return sent;
}

static str destination(struct arena *arena, const struct contact *contact,
		       const struct config *config)
{
	(void)contact;
	return notifier_destination_of(arena, "smtp", config->smtp_relay);
}

static bool needs_no_dns(const struct contact *contact, const struct config *config)
{
	(void)contact;
	return config->smtp_relay.length > 0 && notifier_is_numeric(config->smtp_relay);
}

const struct notifier email_notifier = {
	.name = "email",
	.help = "mail through smtp.relay",
	.check_address = check_address,
	.destination = destination,
	.needs_no_dns = needs_no_dns,
	.send = send_mail,
};
