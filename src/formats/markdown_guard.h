/* cmark-gfm takes time quadratic and worse in some texts that nobody writes: refused
 * before it sees them. Each bound was measured on the library as Debian has it. */
#ifndef FORMATS_MARKDOWN_GUARD_H
#define FORMATS_MARKDOWN_GUARD_H

#include "base/error.h"
#include "base/str.h"

/* ERROR_TOO_LARGE with the line where it begins. */
bool markdown_check_cost(str source, struct error *error) MUST_CHECK;

/* The next line without its end (\n, \r\n or \r) and how many bytes both take. False
 * when rest is used up. */
bool markdown_next_line(str *rest, str *ret_line);

#endif
