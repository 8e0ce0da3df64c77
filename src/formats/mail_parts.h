/* What a mail is made of. Private to formats/mail*.c. */
#ifndef FORMATS_MAIL_PARTS_H
#define FORMATS_MAIL_PARTS_H

#include "formats/mail.h"

enum { MAIL_HEADERS_MAX = 1000 };

struct mail_header {
	str name, value; /* unfolded, as it came otherwise */
};
struct mail_headers {
	struct mail_header *items;
	size_t count, capacity;
	str envelope_sender; /* of the line "From NAME DATE" that a mailbox begins with */
};

/* Up to the line break, which may be CR LF or LF. */
bool mail_next_line(str *rest, str *ret_line);
bool mail_equal(str a, const char *b); /* ASCII letters of either case */
bool mail_starts(str s, const char *prefix);
char mail_small(char c);

/* Takes the headers off the front; what is left is the body. */
struct mail_headers mail_take_headers(struct arena *arena, str *rest);
/* The nth of that name; "" when there is none. */
str mail_header(const struct mail_headers *headers, const char *name, size_t nth);
/* "text/plain" of "Text/Plain; charset=x", in small letters. */
str mail_type(struct arena *arena, const struct mail_headers *headers);

/* Bytes of that charset as UTF-8; what cannot be read is shown as U+FFFD. Control
 * characters but tab and line feed are left out. */
str mail_to_utf8(struct arena *arena, str charset, str bytes);
str mail_decode_base64(struct arena *arena, str text);
/* As the body of a part, or (is_word) as in a header, where "_" is a space. */
str mail_decode_quoted(struct arena *arena, str text, bool is_word);
str mail_decode_words(struct arena *arena, str value);

/* The first plain text, else the first HTML without its tags. ret_source: that with the
 * tags. */
str mail_text(struct arena *arena, const struct mail_headers *headers, str body,
	      str *ret_source);
/* Without what it quotes, and without the signature. */
str mail_said(struct arena *arena, str text);

#endif
