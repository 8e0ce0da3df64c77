/* Mails as a Maildir holds them, read back into what a person would see. */
#ifndef DRILL_MAILBOX_H
#define DRILL_MAILBOX_H

#include "base/clock.h"
#include "base/error.h"

struct letter {
	str channel; /* "email", "webhook", "ntfy" */
	instant_ms at;
	str to, subject, text;
	str link, ack_link;
	str key; /* Message-ID or idempotency key */
	bool urgent;
};

struct letters {
	struct letter *items;
	size_t count, capacity;
};

/* One mail: headers, RFC 2047 words in base64, a body in quoted-printable. */
struct letter letter_parse(struct arena *arena, str mail);

/* All that is in MAILDIR/new, in the order of arrival. */
void mailbox_read(struct arena *arena, const char *maildir, struct letters *letters);

#endif
