/* Texts that came from outside, put into a document: they stay text, whoever renders it.
 * No markup, no picture that is fetched, no HTML and no new line begins in one. */
#ifndef FORMATS_MARKDOWN_WRITE_H
#define FORMATS_MARKDOWN_WRITE_H

#include "base/arena.h"

/* As text of a paragraph, a heading or a cell. */
str markdown_text(struct arena *arena, str raw);

/* As a span of code, with its fence: as many backticks as it takes. "" stays "". */
str markdown_code(struct arena *arena, str raw);

#endif
