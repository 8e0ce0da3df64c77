/* Sends one mail through a relay, blocking, with a deadline. */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include "base/clock.h"
#include "base/error.h"

/* How a relay is spoken to, by the scheme of its URL:
 *
 *     smtps://host:465           TLS from the first byte
 *     smtp+starttls://host:587   STARTTLS before anything else; without it nothing is
 *                                sent
 *     smtp://host:25             STARTTLS where the relay offers it
 *
 * In the first two, and wherever there is a password, the relay's certificate must name
 * the host and be signed by somebody this machine trusts, or by "ca". The third takes any
 * certificate unless "ca" is given: a relay inside the house often has one that nobody
 * signed, and refusing it would only mean no mail. */
struct mail {
	str relay;
	str ca;             /* certificates in PEM, instead of the machine's; "" */
	str user, password; /* empty: none */
	str from, to;       /* addresses; a line break in either is refused */
	str reply_to;       /* empty: answers go to from */
	str subject;        /* UTF-8; encoded by RFC 2047 when needed */
	str text;           /* UTF-8 plain text */
	str message_id;     /* without <>; the same for every retry of one mail */
	str in_reply_to;    /* without <>; empty: none. Threads an incident's mails. */
	str references;     /* without <>, a space between two; empty: none */
	str list_id;        /* "incidents.example.org": for many people; empty: for one */
	bool urgent;        /* X-Priority and Importance headers */
	instant_ms date;
};

/* False when "relay" is no URL as above. */
bool smtp_check_relay(str relay, struct error *error) MUST_CHECK;

bool smtp_send(struct arena *arena, const struct mail *mail, int64_t total_ms,
	       bool *ret_permanent, struct error *error) MUST_CHECK;

#endif
