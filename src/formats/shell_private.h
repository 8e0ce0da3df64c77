/* How shell.c reads: the text is cut into tokens as bash would (shell_scan.c), words
 * into their parts (shell_word.c), and both are built into commands. Then tree-sitter
 * reads the same text, and where the two differ on where commands begin, the text counts
 * as not understood: what is told of a command must not hang on one reader's mistake. */
#ifndef FORMATS_SHELL_PRIVATE_H
#define FORMATS_SHELL_PRIVATE_H

#include "formats/shell.h"

enum shell_token_kind { SHELL_TOKEN_WORD, SHELL_TOKEN_OPERATOR, SHELL_TOKEN_NEWLINE };

struct shell_token {
	enum shell_token_kind kind;
	size_t start, end;
	unsigned line;
	/* Of "<<" and "<<-": the body of its here-document. */
	size_t document_start, document_end;
};

struct shell_text {
	struct arena *arena;
	str source; /* as given */
	str masked; /* with letters for <placeholders>, of the same length */
	unsigned depth;
	struct error *error;
};

struct shell_tokens {
	struct shell_token *items;
	size_t count, capacity;
};

/* The masked text of a source. */
str shell_mask(struct arena *arena, str source);
/* The whole text as tokens; comments and line ends behind a backslash are none. */
bool shell_scan(const struct shell_text *text,
		struct shell_tokens *ret_tokens) MUST_CHECK;
/* Where what begins at "at" ends: a quote, $(…), ${…}, `…`, <(…). SIZE_MAX when it never
 * does. "at" is that of its first byte. */
size_t shell_skip(str masked, size_t at, unsigned depth);

/* One word from start to end, with a quote's and a substitution's parts. */
bool shell_word_read(const struct shell_text *text, size_t start, size_t end,
		     unsigned line, struct shell_word *ret_word) MUST_CHECK;

/* shell_parse, some levels deep in substitutions. */
bool shell_parse_inside(const struct shell_text *outer, str source,
			struct shell_script *ret_script) MUST_CHECK;

#endif
