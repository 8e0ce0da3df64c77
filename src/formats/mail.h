/* A mail that somebody sent us, as far as an answer to a page needs it: RFC 5322 headers,
 * RFC 2047 words, the first plain text of a MIME body. Whatever the bytes are, this ends
 * with text in UTF-8 or with a sentence.
 *
 * The proof in an answer is an ack token (ack_link_secret): letters and digits without
 * case. A page by mail carries it where mail programs keep it:
 *
 *     Reply-To: stanch+TOKEN@example.org      mail_reply_address
 *     [stanch:TOKEN]                          mail_token_mark, a line of the text
 */
#ifndef FORMATS_MAIL_H
#define FORMATS_MAIL_H

#include "base/arena.h"
#include "base/error.h"

enum {
	/* An answer's text comes first; a photo behind it may be cut. */
	MAIL_BYTES_READ_MAX = 1 << 20,
	/* Parts in parts: a forwarded, signed answer with a picture has 4. */
	MAIL_DEPTH_MAX = 8,
	/* Places where a token may be: the headers above and the text. */
	MAIL_TOKENS_MAX = 32,
};

struct received_mail {
	str from; /* the address alone, in small letters; "" when there is not exactly one
		   */
	str message_id; /* without <>; "" */
	str subject;
	/* Why it was written by a program, so that nothing in it counts and nobody is
	 * answered (RFC 3834): "Auto-Submitted: auto-replied"; "" for a person's. */
	str automatic;
	/* What could be a token, in the order of the list above, in small letters. */
	str *tokens;
	size_t token_count;
	str text; /* all of it */
	str said; /* without what it quotes and the signature */
};

bool mail_read(struct arena *arena, str message, struct received_mail *ret_mail,
	       struct error *error) MUST_CHECK;

/* "stanch+TOKEN@example.org" of "stanch@example.org"; the address itself when the local
 * part would be longer than the 64 bytes that RFC 5321 allows. */
str mail_reply_address(struct arena *arena, str address, str token);
str mail_token_mark(struct arena *arena, str token);

#endif
