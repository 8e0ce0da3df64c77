/* Mustache templates, logic-less: {{name}}, {{{raw}}}, {{&raw}}, {{#section}},
 * {{^inverted}}, {{! comment}}, dotted names, standalone lines. No partials, no
 * lambdas, no changed delimiters. */
#ifndef FORMATS_MUSTACHE_H
#define FORMATS_MUSTACHE_H

#include "base/error.h"
#include "base/tree.h"

enum mustache_escape { MUSTACHE_PLAIN, MUSTACHE_HTML };

/* What a template names and the data lack is written as "unknown": a gap in a
 * message is said, never left out. Sections over lacking names are false. */
bool mustache_render(struct arena *arena, str template, const struct tree *data,
		     enum mustache_escape escape, str *ret_text,
		     struct error *error) MUST_CHECK;
/* Reads it without rendering; the error names line and column. */
bool mustache_check(struct arena *arena, str template, struct error *error) MUST_CHECK;
/* The same, and every name in it is one of these; the list ends with NULL. */
bool mustache_check_names(struct arena *arena, str template, const char *const *known,
			  struct error *error) MUST_CHECK;

#endif
