/* Regular expressions that people write into matchers: RE2's syntax, which is Go's, so
 * what Alertmanager takes is taken here. Matching takes time linear in the text whatever
 * the pattern, and a pattern's memory is bounded (base/limits.h). A regex is immutable:
 * threads may share it. Nothing of RE2 is made until the first one is compiled. */
#ifndef BASE_REGEX_H
#define BASE_REGEX_H

#include "base/arena.h"
#include "base/error.h"

struct regex;

/* Freed with the arena, together with all else that was read beside it. Refused: what
 * RE2 does not know, "\C" (half a character is none), too long a pattern, and one that
 * would need too much memory. The error says what and where: "missing ): (a". */
const struct regex *regex_new(struct arena *arena, str pattern,
			      struct error *error) MUST_CHECK;
/* The whole text from its first to its last byte, as Alertmanager's matchers do. */
bool regex_matches(const struct regex *regex, str text);

#endif
