/* CommonMark with GFM's tables, as a flat list of blocks in the order of the text: what
 * a reader of runbooks needs, and no more. cmark-gfm's header appears in markdown.c
 * only.
 *
 * The source may be anything: it is never changed. Each block says which lines it
 * stands on, so that a finding can name them. */
#ifndef FORMATS_MARKDOWN_H
#define FORMATS_MARKDOWN_H

#include "base/arena.h"
#include "base/error.h"

enum markdown_kind {
	MARKDOWN_HEADING,   /* .level 1 to 6 */
	MARKDOWN_PARAGRAPH, /* of the text, a quote or a list item; .level: list depth */
	MARKDOWN_ITEM,      /* a list item begins; .level: its depth from 1 */
	MARKDOWN_ROW,       /* of a table; .cells; the first of a table is its header */
	MARKDOWN_CODE,      /* a fence or an indented block: .info and .code */
	MARKDOWN_HTML,
	MARKDOWN_RULE,
};

struct markdown_block {
	enum markdown_kind kind;
	unsigned level;
	unsigned line, line_end; /* from 1, both included; of code: fences included */
	str text;                /* inline text without its marks; of code and HTML: "" */
	str strong; /* what stands bold at the beginning: "If the pod was OOMKilled:" */
	str info;   /* of a fence: all that stands behind it, as written */
	str code;   /* of MARKDOWN_CODE, as written without the fences; lines end in \n */
	unsigned code_line; /* of its first line */
	bool is_header;     /* of MARKDOWN_ROW */
	bool is_ordered;    /* of MARKDOWN_ITEM */
	int64_t number;     /* of an ordered item */
	bool is_task, is_checked;
	bool is_quoted; /* inside a block quote */
	const str *cells;
	size_t cell_count;
};

struct markdown_link {
	str target, text;
	unsigned line;
};

struct markdown {
	str front_matter; /* between two lines of --- at the very beginning; "" */
	const struct markdown_block *blocks;
	size_t count;
	const struct markdown_link *links;
	size_t link_count;
};

/* ERROR_TOO_LARGE over MARKDOWN_BYTES_MAX or with what would take cmark-gfm minutes: a
 * table of more columns than MARKDOWN_COLUMNS_MAX, thousands of '[' in one paragraph
 * (base/limits.h). Bytes that are no UTF-8 are '?' in the texts, and as they are in
 * .code. Plain addresses in a text are links, too. */
bool markdown_parse(struct arena *arena, str source, struct markdown *ret_markdown,
		    struct error *error) MUST_CHECK;

#endif
