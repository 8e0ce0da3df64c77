/* The tree that a grammar of tree-sitter makes of a text, whole and in an arena.
 * tree-sitter's header appears in syntax.c only, its words in shell.c and javascript.c.
 */
#ifndef FORMATS_SYNTAX_H
#define FORMATS_SYNTAX_H

#include "base/arena.h"
#include "base/error.h"

enum syntax_language { SYNTAX_BASH, SYNTAX_JAVASCRIPT };

struct syntax_node {
	const char
		*kind; /* the grammar's: "pipeline"; of a token that has no name: "&&" */
	const char *field; /* what it is to its parent: "operator"; "" */
	bool is_named;
	size_t start, end; /* bytes of the source */
	unsigned line;     /* from 1 */
	const struct syntax_node *children;
	size_t count;
};

/* ERROR_INVALID with the line of the first place that the grammar does not take;
 * ERROR_TOO_LARGE when it is nested deeper than SYNTAX_DEPTH_MAX; ERROR_TIMEOUT after
 * SYNTAX_MS_MAX. */
bool syntax_parse(struct arena *arena, enum syntax_language language, str source,
		  const struct syntax_node **ret_root, struct error *error) MUST_CHECK;

bool syntax_is(const struct syntax_node *node, const char *kind);
/* The first child of that kind, or that is this to its parent; NULL for none. */
const struct syntax_node *syntax_child(const struct syntax_node *node, const char *kind);
const struct syntax_node *syntax_field(const struct syntax_node *node, const char *field);
str syntax_text(const struct syntax_node *node, str source);

#endif
