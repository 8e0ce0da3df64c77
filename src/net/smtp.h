/* Sends one mail through a relay, blocking, with a deadline. */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include "base/clock.h"
#include "base/error.h"

struct mail {
	str relay;          /* smtp://host:port or smtps://host:port */
	str user, password; /* empty: none */
	str from, to;       /* addresses; a line break in either is refused */
	str subject;        /* UTF-8; encoded by RFC 2047 when needed */
	str text;           /* UTF-8 plain text */
	str message_id;     /* without <>; the same for every retry of one mail */
	str in_reply_to;    /* without <>; empty: none. Threads an incident's mails. */
	bool urgent;        /* X-Priority and Importance headers */
	instant_ms date;
};

bool smtp_send(struct arena *arena, const struct mail *mail, int64_t total_ms,
	       bool *ret_permanent, struct error *error) MUST_CHECK;

#endif
