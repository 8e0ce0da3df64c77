/* cmark-gfm's tree, walked once. Its autolink extension stays out, since it is quadratic
 * in "a@"; plain addresses are found here. */
#include "formats/markdown.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "formats/markdown_guard.h"

#include <assert.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <string.h>

enum { INLINE_BYTES_MAX = MARKDOWN_BYTES_MAX * 4 };

struct reading {
	struct arena *arena;
	str source;        /* after the front matter */
	unsigned line_lag; /* lines of the front matter */
	struct lines {
		str *items;
		size_t count, capacity;
	} lines;
	struct lists {
		int64_t *items; /* of each that is open: the next item's number */
		size_t count, capacity;
	} lists;
	unsigned quote_depth;
	struct blocks {
		struct markdown_block *items;
		size_t count, capacity;
	} blocks;
	struct links {
		struct markdown_link *items;
		size_t count, capacity;
	} links;
};

static void register_extensions(void)
{
	cmark_gfm_core_extensions_ensure_registered();
}

static void free_parser(cmark_parser **parser)
{
	if (*parser)
		cmark_parser_free(*parser);
}

static void free_node(cmark_node **node)
{
	if (*node)
		cmark_node_free(*node);
}

static void free_iterator(cmark_iter **iterator)
{
	cmark_iter_free(*iterator);
}

static void attach(cmark_parser *parser, const char *name)
{
	cmark_syntax_extension *extension = cmark_find_syntax_extension(name);

	assert(extension);
	cmark_parser_attach_syntax_extension(parser, extension);
}

static cmark_node *parse(str source)
{
	static pthread_once_t registered = PTHREAD_ONCE_INIT;

	if (pthread_once(&registered, register_extensions) != 0)
		assert(!"pthread_once");

	scoped(free_parser) cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);

	attach(parser, "table");
	attach(parser, "strikethrough");
	attach(parser, "tasklist");
	cmark_parser_feed(parser, source.bytes, source.length);
	return cmark_parser_finish(parser);
}

/* A line of the source, counted as cmark-gfm counts; "" behind the end. */
static str line_at(const struct reading *reading, unsigned number)
{
	if (number == 0 || number > reading->lines.count)
		return STR("");
	return reading->lines.items[number - 1];
}

static bool is_address(str s)
{
	return str_starts_with(s, STR("https://")) || str_starts_with(s, STR("http://"));
}

static bool ends_address(char c)
{
	return (unsigned char)c <= ' ' || strchr("<>\"`|\\^{}", c);
}

static void add_link(struct reading *reading, str target, str text, unsigned line)
{
	*list_add(reading->arena, &reading->links) = (struct markdown_link){
		.target = arena_copy(reading->arena, target),
		.text = text,
		.line = line + reading->line_lag,
	};
}

/* What a text says without being marked as a link; what ends a sentence does not belong
 * to it. */
static void add_plain_links(struct reading *reading, str text, unsigned line)
{
	for (size_t at = 0; at < text.length; at++) {
		str rest = str_slice(text, at, text.length);
		size_t length = 0;

		if (!is_address(rest))
			continue;
		while (length < rest.length && !ends_address(rest.bytes[length]))
			length++;
		while (length > 0 && strchr(".,;:!?'*_)]", rest.bytes[length - 1]))
			length--;
		rest.length = length;
		if (rest.length > STR("https://").length)
			add_link(reading, rest, arena_copy(reading->arena, rest), line);
		at += length;
	}
}

/* "<br>" is how a line ends within a cell. */
static bool is_break(str html)
{
	return str_starts_with(html, STR("<br")) || str_starts_with(html, STR("<BR"));
}

static void add_inline(struct text *text, cmark_node *node)
{
	str literal = str_of(cmark_node_get_literal(node));

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK: text_add_char(text, ' '); break;
	case CMARK_NODE_HTML_INLINE:
		text_add(text, is_break(literal) ? STR(" ") : literal);
		break;
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE: text_add(text, literal); break;
	default: break;
	}
}

/* All text below a block or an inline mark. */
static str inline_text(struct arena *arena, cmark_node *top)
{
	struct text text = text_new(arena, INLINE_BYTES_MAX);
	scoped(free_iterator) cmark_iter *iterator = cmark_iter_new(top);
	cmark_event_type event;

	while ((event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE)
		if (event == CMARK_EVENT_ENTER)
			add_inline(&text, cmark_iter_get_node(iterator));
	return str_trim(text_of(&text));
}

static unsigned line_of(cmark_node *node, unsigned fallback)
{
	int line = cmark_node_get_start_line(node);

	return line > 0 ? (unsigned)line : fallback;
}

static bool is_link(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_LINK;
}

static void collect_links(struct reading *reading, cmark_node *block)
{
	scoped(free_iterator) cmark_iter *iterator = cmark_iter_new(block);
	unsigned line = line_of(block, 1), inside = 0;
	cmark_event_type event;

	while ((event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iterator);
		cmark_node_type type = cmark_node_get_type(node);

		if (is_link(node))
			inside += event == CMARK_EVENT_ENTER ? 1u : -1u;
		if (event != CMARK_EVENT_ENTER)
			continue;
		if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
			line++;
		else if (is_link(node) || type == CMARK_NODE_IMAGE)
			add_link(reading, str_of(cmark_node_get_url(node)),
				 inline_text(reading->arena, node), line);
		else if (type == CMARK_NODE_TEXT && inside == 0)
			add_plain_links(reading, str_of(cmark_node_get_literal(node)),
					line);
	}
}

static str strong_of(struct reading *reading, cmark_node *block)
{
	cmark_node *first = cmark_node_first_child(block);

	if (!first || cmark_node_get_type(first) != CMARK_NODE_STRONG)
		return STR("");
	return inline_text(reading->arena, first);
}

/* A block as cmark-gfm places it; the caller fills in what its kind has. */
static struct markdown_block *add_block(struct reading *reading, cmark_node *node,
					enum markdown_kind kind)
{
	struct markdown_block *block = list_add(reading->arena, &reading->blocks);
	unsigned line = line_of(node, 1);
	int end = cmark_node_get_end_line(node);

	*block = (struct markdown_block){
		.kind = kind,
		.line = line + reading->line_lag,
		.line_end = (end < (int)line ? line : (unsigned)end) + reading->line_lag,
		.is_quoted = reading->quote_depth > 0,
	};
	return block;
}

static void add_text_block(struct reading *reading, cmark_node *node,
			   enum markdown_kind kind, unsigned level)
{
	struct markdown_block *block = add_block(reading, node, kind);

	block->level = level;
	block->text = inline_text(reading->arena, node);
	block->strong = strong_of(reading, node);
	collect_links(reading, node);
}

static void add_item(struct reading *reading, cmark_node *node)
{
	struct markdown_block *block = add_block(reading, node, MARKDOWN_ITEM);

	block->level = (unsigned)reading->lists.count;
	block->is_task = strcmp(cmark_node_get_type_string(node), "tasklist") == 0;
	block->is_checked = block->is_task &&
			    cmark_gfm_extensions_get_tasklist_item_checked(node);
	block->is_ordered = cmark_node_get_list_type(cmark_node_parent(node)) ==
			    CMARK_ORDERED_LIST;
	if (block->is_ordered)
		block->number = reading->lists.items[reading->lists.count - 1]++;
}

static void add_row(struct reading *reading, cmark_node *node)
{
	struct markdown_block *block = add_block(reading, node, MARKDOWN_ROW);
	struct {
		str *items;
		size_t count, capacity;
	} cells = { 0 };

	for (cmark_node *cell = cmark_node_first_child(node); cell;
	     cell = cmark_node_next(cell)) {
		*list_add(reading->arena, &cells) = inline_text(reading->arena, cell);
		collect_links(reading, cell);
	}
	block->is_header = cmark_gfm_extensions_get_table_row_is_header(node);
	block->cells = cells.items;
	block->cell_count = cells.count;
}

/* A fence's line from its marks on: as written, where cmark-gfm has resolved escapes
 * and entities. */
static str info_of(const struct reading *reading, cmark_node *node)
{
	str line = line_at(reading, line_of(node, 1));
	int length, offset;
	char mark;

	if (!cmark_node_get_fenced(node, &length, &offset, &mark))
		return STR("");
	for (size_t at = 0; at < line.length; at++) {
		size_t count = 0;

		while (at + count < line.length && line.bytes[at + count] == mark)
			count++;
		if (count == (size_t)length)
			return str_trim(str_slice(line, at + count, line.length));
		at += count;
	}
	return STR("");
}

/* cmark-gfm saw '?' where bytes are no UTF-8. A line of code is the end of its line in
 * the source, so what was written is found there. */
static str code_as_written(const struct reading *reading, str code, unsigned line)
{
	struct text text = text_new(reading->arena, MARKDOWN_BYTES_MAX * 2);
	str piece;

	for (; str_next(&code, '\n', &piece); line++) {
		str written = line_at(reading, line);

		if (written.length >= piece.length)
			piece = str_slice(written, written.length - piece.length,
					  piece.length);
		text_add(&text, piece);
		text_add_char(&text, '\n');
	}
	return text_of(&text);
}

static void add_code(struct reading *reading, cmark_node *node, bool is_clean)
{
	struct markdown_block *block = add_block(reading, node, MARKDOWN_CODE);
	str code = str_of(cmark_node_get_literal(node));
	unsigned line = line_of(node, 1);
	int length, offset;
	char mark;

	if (cmark_node_get_fenced(node, &length, &offset, &mark))
		line++;
	block->level = (unsigned)reading->lists.count;
	block->info = info_of(reading, node);
	block->code = is_clean ? arena_copy(reading->arena, code)
			       : code_as_written(reading, code, line);
	block->code_line = line + reading->line_lag;
}

/* cmark-gfm lets it end with the empty line below. */
static void add_rule(struct reading *reading, cmark_node *node)
{
	struct markdown_block *block = add_block(reading, node, MARKDOWN_RULE);

	block->line_end = block->line;
}

static bool is_row(cmark_node *node)
{
	const char *type = cmark_node_get_type_string(node);

	return strcmp(type, "table_row") == 0 || strcmp(type, "table_header") == 0;
}

static void enter(struct reading *reading, cmark_node *node, bool is_clean)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE: reading->quote_depth++; return;
	case CMARK_NODE_LIST:
		*list_add(reading->arena,
			  &reading->lists) = cmark_node_get_list_start(node);
		return;
	case CMARK_NODE_ITEM: add_item(reading, node); return;
	case CMARK_NODE_CODE_BLOCK: add_code(reading, node, is_clean); return;
	case CMARK_NODE_HTML_BLOCK: add_block(reading, node, MARKDOWN_HTML); return;
	case CMARK_NODE_THEMATIC_BREAK: add_rule(reading, node); return;
	case CMARK_NODE_PARAGRAPH:
		add_text_block(reading, node, MARKDOWN_PARAGRAPH,
			       (unsigned)reading->lists.count);
		return;
	case CMARK_NODE_HEADING:
		add_text_block(reading, node, MARKDOWN_HEADING,
			       (unsigned)cmark_node_get_heading_level(node));
		return;
	default:
		if (is_row(node))
			add_row(reading, node);
	}
}

static void leave(struct reading *reading, cmark_node *node)
{
	if (cmark_node_get_type(node) == CMARK_NODE_BLOCK_QUOTE)
		reading->quote_depth--;
	if (cmark_node_get_type(node) == CMARK_NODE_LIST)
		reading->lists.count--;
}

static void walk(struct reading *reading, cmark_node *document, bool is_clean)
{
	scoped(free_iterator) cmark_iter *iterator = cmark_iter_new(document);
	cmark_event_type event;

	while ((event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iterator);

		if (event == CMARK_EVENT_ENTER)
			enter(reading, node, is_clean);
		else
			leave(reading, node);
	}
}

/* "---" alone may be a rule: it begins front matter when the next line is a name with
 * its value, or a comment. */
static bool begins_front_matter(str line)
{
	size_t name = 0;

	if (str_starts_with(line, STR("#")))
		return true;
	while (name < line.length && !strchr(": \t#`*|<>", line.bytes[name]))
		name++;
	return name > 0 && name < line.length && line.bytes[name] == ':';
}

/* Takes it off the front of source; counts its lines. */
static str take_front_matter(str *source, unsigned *ret_lines)
{
	str rest = *source, line, from;
	unsigned lines = 1;

	if (!markdown_next_line(&rest, &line) || !str_is(str_trim(line), "---"))
		return STR("");
	from = rest;
	while (markdown_next_line(&rest, &line)) {
		size_t length = (size_t)(line.bytes - from.bytes);

		if (++lines == 2 && !begins_front_matter(line))
			return STR("");
		if (!str_is(str_trim(line), "---") && !str_is(str_trim(line), "..."))
			continue;
		*source = rest;
		*ret_lines = lines;
		return str_slice(from, 0, length);
	}
	return STR("");
}

/* Of the same length, so that what stands where stays true. */
static str with_broken_bytes_masked(struct arena *arena, str source)
{
	char *bytes = arena_many(arena, char, source.length + 1);

	for (size_t at = 0; at < source.length;) {
		size_t length = 1;

		while (length < 4 && at + length < source.length &&
		       (source.bytes[at + length] & 0xc0) == 0x80)
			length++;
		if (str_is_utf8(str_slice(source, at, length)))
			memcpy(bytes + at, source.bytes + at, length);
		else
			memset(bytes + at, '?', length);
		at += length;
	}
	return (str){ bytes, source.length };
}

bool markdown_parse(struct arena *arena, str source, struct markdown *ret_markdown,
		    struct error *error)
{
	struct reading reading = { .arena = arena };
	bool is_clean = str_is_utf8(source);
	str rest, line, front_matter;

	if (source.length > MARKDOWN_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE, "more than %d KiB",
				 MARKDOWN_BYTES_MAX >> 10);
	if (!markdown_check_cost(source, error))
		return false;
	if (str_starts_with(source, STR("\xef\xbb\xbf")))
		source = str_slice(source, 3, source.length);
	front_matter = take_front_matter(&source, &reading.line_lag);
	reading.source = source;
	for (rest = source; markdown_next_line(&rest, &line);)
		*list_add(arena, &reading.lines) = line;

	scoped(free_node) cmark_node *document = parse(
		is_clean ? source : with_broken_bytes_masked(arena, source));

	cmark_consolidate_text_nodes(document);
	walk(&reading, document, is_clean);
	*ret_markdown = (struct markdown){
		.front_matter = front_matter,
		.blocks = reading.blocks.items,
		.count = reading.blocks.count,
		.links = reading.links.items,
		.link_count = reading.links.count,
	};
	return true;
}
