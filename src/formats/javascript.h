/* What a piece of JavaScript says, from tree-sitter's grammar: a tree of the few kinds
 * of things that matter to somebody who asks what is called. Nothing is run.
 *
 * A <placeholder> – letters, digits, "-" and "_" in angle brackets where a value may
 * stand – is a name here, and so are the dots of "{ … }" written as three of them, as
 * documents leave things out. */
#ifndef FORMATS_JAVASCRIPT_H
#define FORMATS_JAVASCRIPT_H

#include "base/arena.h"
#include "base/error.h"

enum javascript_kind {
	JAVASCRIPT_NAME,        /* .text; "this" is one */
	JAVASCRIPT_PLACEHOLDER, /* .text as written: <opid>, or the three dots */
	JAVASCRIPT_TEXT,        /* 'text' or `text`: .text as written inside */
	JAVASCRIPT_TEMPLATE,    /* `text ${…}`: children are what is put in */
	JAVASCRIPT_NUMBER,
	JAVASCRIPT_LITERAL,  /* true, null, undefined, /regex/ */
	JAVASCRIPT_MEMBER,   /* [0].text */
	JAVASCRIPT_INDEX,    /* [0][[1]] */
	JAVASCRIPT_CALL,     /* [0]([1], …) */
	JAVASCRIPT_NEW,      /* new [0]([1], …) */
	JAVASCRIPT_OBJECT,   /* of PAIR and others */
	JAVASCRIPT_PAIR,     /* .text: [0]; a key that is computed is .text "" and [1] */
	JAVASCRIPT_ARRAY,    /* children may be any */
	JAVASCRIPT_SPREAD,   /* ...[0] */
	JAVASCRIPT_FUNCTION, /* .text its name; [0] its body, then its parameters */
	JAVASCRIPT_DECLARE,  /* const [0] = [1]; [1] may be missing */
	JAVASCRIPT_EACH,     /* for (const [0] of [1]) [2]; .text is "of" or "in" */
	JAVASCRIPT_ASSIGN,   /* [0] .text [1]: "=", "+=" */
	JAVASCRIPT_PATTERN,  /* { a, b } on the left of a "=": children are the names */
	JAVASCRIPT_OPERATOR, /* .text: "+", "!", "?:"; children the operands */
	JAVASCRIPT_GROUP,    /* statements, or a statement and its parts, in order */
	JAVASCRIPT_LOOP,    /* while, do, for: children in order; .text as EACH "while" */
	JAVASCRIPT_UNKNOWN, /* anything else: .text is its name in the grammar */
};

struct javascript {
	enum javascript_kind kind;
	str text;
	str source; /* as written */
	unsigned line;
	const struct javascript *children;
	size_t count;
};

/* ERROR_INVALID with the line of what is no JavaScript; ERROR_TOO_LARGE over
 * SYNTAX_BYTES_MAX or nested too deep. */
bool javascript_parse(struct arena *arena, str source,
		      const struct javascript **ret_program,
		      struct error *error) MUST_CHECK;

#endif
