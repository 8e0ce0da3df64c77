/* Pages of plain HTML that need no script and no session: links from mails, the form for
 * reports. Private to faces/http. */
#ifndef FACES_HTTP_HTML_H
#define FACES_HTTP_HTML_H

#include "base/text.h"

struct request;

enum { HTML_PAGE_BYTES_MAX = 64 << 10 };

/* As text or as the value of an attribute. */
void html_add_escaped(struct text *text, str s);
/* Everything up to the content, with the title as its heading. */
void html_begin(struct text *text, str title);
/* Ends the page and answers with it; it may load a style of ours and send forms to us,
 * and nothing else. */
void html_answer(struct request *request, int status, struct text *text);

#endif
