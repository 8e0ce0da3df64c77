/* The text of one mail: RFC 5322 headers, RFC 2047 words, a quoted-printable body. */
#ifndef NET_MIME_H
#define NET_MIME_H

#include "net/smtp.h"

/* Refuses whatever would start a header of its own. */
bool mime_write(struct arena *arena, const struct mail *mail, str *ret_message,
		struct error *error) MUST_CHECK;

#endif
