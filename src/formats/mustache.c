#define _GNU_SOURCE /* memmem */
#include "formats/mustache.h"

#include "base/limits.h"
#include "base/suggest.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_RAW, NODE_SECTION, NODE_INVERTED };

struct node {
	enum node_kind kind;
	str text; /* of NODE_TEXT; otherwise the whole name, for messages */
	size_t offset;
	/* A dotted name looks up its first part in all contexts and the rest only in
	 * what that gave. Both are NULL for ".", the present context itself. */
	const char *first, *rest;
	struct node *children, *last_child, *next;
};

struct reader {
	struct arena *arena;
	struct error *error;
	str template;
	size_t at;
	unsigned depth;
	struct node *open[TREE_DEPTH_MAX + 1]; /* open[0] is the whole template */
};

struct tag {
	char kind; /* '#', '^', '/', '!', '&', '{', or 0 for a plain name */
	str name;
	size_t begin, end; /* of the tag with its braces */
};

static void add_node(struct reader *reader, struct node *node)
{
	struct node *parent = reader->open[reader->depth];

	if (parent->last_child)
		parent->last_child->next = node;
	else
		parent->children = node;
	parent->last_child = node;
}

static void add_literal(struct reader *reader, size_t from, size_t to)
{
	struct node *node;

	if (from >= to)
		return;
	node = arena_one(reader->arena, struct node);
	*node = (struct node){ .kind = NODE_TEXT,
			       .text = str_slice(reader->template, from, to - from) };
	add_node(reader, node);
}

static bool find(str s, size_t from, str what, size_t *ret_at)
{
	const char *found;

	if (from >= s.length)
		return false;
	found = memmem(s.bytes + from, s.length - from, what.bytes, what.length);
	if (!found)
		return false;
	*ret_at = (size_t)(found - s.bytes);
	return true;
}

/* A name is "." or parts with dots between them, of anything without white space
 * and braces: the names of labels and fields. */
static bool check_name(const struct reader *reader, const struct tag *tag)
{
	str rest = tag->name, part;

	if (tag->name.length == 0)
		return place_fail(reader->template, tag->begin, reader->error,
				  ERROR_INVALID, "a tag without a name");
	if (str_is(tag->name, "."))
		return true;
	for (size_t i = 0; i < tag->name.length; i++)
		if (strchr(" \t\r\n{}", tag->name.bytes[i]))
			return place_fail(reader->template, tag->begin, reader->error,
					  ERROR_INVALID,
					  "'" STR_FMT "' is no name: it has white space "
					  "or braces in it",
					  STR_ARG(str_clip(tag->name, 60)));
	while (str_next(&rest, '.', &part))
		if (part.length == 0)
			break;
	if (part.length == 0 || str_ends_with(tag->name, STR(".")))
		return place_fail(reader->template, tag->begin, reader->error,
				  ERROR_INVALID, "'" STR_FMT "' has an empty part",
				  STR_ARG(str_clip(tag->name, 60)));
	return true;
}

static bool read_tag(struct reader *reader, size_t begin, struct tag *ret_tag)
{
	str template = reader->template;
	struct tag tag = { .begin = begin };
	size_t from = begin + 2, close = 0;
	str closing = STR("}}");

	if (from < template.length && strchr("#^/!&{>=", template.bytes[from]))
		tag.kind = template.bytes[from++];
	if (tag.kind == '{')
		closing = STR("}}}");
	if (!find(template, from, closing, &close))
		return place_fail(template, begin, reader->error, ERROR_INVALID,
				  "the tag is not closed by '" STR_FMT "'",
				  STR_ARG(closing));
	tag.name = str_trim(str_slice(template, from, close - from));
	tag.end = close + closing.length;
	if (tag.kind == '>')
		return place_fail(template, begin, reader->error, ERROR_INVALID,
				  "partials ({{>) are not supported");
	if (tag.kind == '=')
		return place_fail(template, begin, reader->error, ERROR_INVALID,
				  "changed delimiters ({{=) are not supported");
	if (tag.kind != '!' && !check_name(reader, &tag))
		return false;
	*ret_tag = tag;
	return true;
}

/* A section's tag or a comment alone on its line takes the line with it, so that
 * templates can be laid out for reading. */
static bool stands_alone(const struct reader *reader, const struct tag *tag,
			 size_t *ret_line_begin, size_t *ret_next_line)
{
	str template = reader->template;
	size_t begin = tag->begin, end = tag->end;

	if (tag->kind == 0 || !strchr("#^/!", tag->kind))
		return false;
	while (begin > 0 &&
	       (template.bytes[begin - 1] == ' ' || template.bytes[begin - 1] == '\t'))
		begin--;
	if (begin > 0 && template.bytes[begin - 1] != '\n')
		return false;
	while (end < template.length &&
	       (template.bytes[end] == ' ' || template.bytes[end] == '\t'))
		end++;
	if (end + 1 < template.length && template.bytes[end] == '\r' &&
	    template.bytes[end + 1] == '\n')
		end++;
	if (end < template.length && template.bytes[end] != '\n')
		return false;
	*ret_line_begin = begin;
	*ret_next_line = end < template.length ? end + 1 : end;
	return true;
}

static struct node *new_node(struct reader *reader, const struct tag *tag,
			     enum node_kind kind)
{
	struct node *node = arena_one(reader->arena, struct node);
	str first = tag->name, rest = { 0 };

	*node = (struct node){ .kind = kind, .text = tag->name, .offset = tag->begin };
	if (str_is(tag->name, "."))
		return node;
	if (str_cut(tag->name, '.', &first, &rest))
		node->rest = arena_c_string(reader->arena, rest);
	node->first = arena_c_string(reader->arena, first);
	return node;
}

static bool open_section(struct reader *reader, const struct tag *tag,
			 enum node_kind kind)
{
	struct node *node = new_node(reader, tag, kind);

	if (reader->depth == TREE_DEPTH_MAX)
		return place_fail(reader->template, tag->begin, reader->error,
				  ERROR_TOO_LARGE, "sections nested more than %d deep",
				  TREE_DEPTH_MAX);
	add_node(reader, node);
	reader->open[++reader->depth] = node;
	return true;
}

static bool close_section(struct reader *reader, const struct tag *tag)
{
	const struct node *open = reader->open[reader->depth];

	if (reader->depth == 0)
		return place_fail(reader->template, tag->begin, reader->error,
				  ERROR_INVALID, "'/" STR_FMT "' closes no section",
				  STR_ARG(str_clip(tag->name, 60)));
	if (!str_equal(open->text, tag->name))
		return place_fail(reader->template, tag->begin, reader->error,
				  ERROR_INVALID,
				  "section '" STR_FMT "' is closed by '/" STR_FMT "'",
				  STR_ARG(str_clip(open->text, 60)),
				  STR_ARG(str_clip(tag->name, 60)));
	reader->depth--;
	return true;
}

static bool add_tag(struct reader *reader, const struct tag *tag)
{
	switch (tag->kind) {
	case '!': return true;
	case '#': return open_section(reader, tag, NODE_SECTION);
	case '^': return open_section(reader, tag, NODE_INVERTED);
	case '/': return close_section(reader, tag);
	case '&':
	case '{': add_node(reader, new_node(reader, tag, NODE_RAW)); return true;
	default: add_node(reader, new_node(reader, tag, NODE_VALUE)); return true;
	}
}

static bool read_template(struct reader *reader)
{
	str template = reader->template;
	size_t begin = 0;

	while (find(template, reader->at, STR("{{"), &begin)) {
		size_t next_line = 0;
		struct tag tag = { 0 };

		if (!read_tag(reader, begin, &tag))
			return false;
		if (stands_alone(reader, &tag, &begin, &next_line))
			tag.end = next_line;
		add_literal(reader, reader->at, begin);
		if (!add_tag(reader, &tag))
			return false;
		reader->at = tag.end;
	}
	add_literal(reader, reader->at, template.length);
	if (reader->depth == 0)
		return true;

	const struct node *open = reader->open[reader->depth];

	return place_fail(template, open->offset, reader->error, ERROR_INVALID,
			  "section '" STR_FMT "' is never closed",
			  STR_ARG(str_clip(open->text, 60)));
}

static bool compile(struct arena *arena, str template, struct node *root,
		    struct error *error)
{
	struct reader reader = {
		.arena = arena, .error = error, .template = template, .open = { root }
	};

	return place_check_utf8(template, error) && read_template(&reader);
}

struct rendering {
	struct arena *arena;
	struct text text;
	enum mustache_escape escape;
	unsigned steps;
	size_t depth;
	/* The innermost is last: the data, and what each open section is over. */
	const struct tree *contexts[TREE_DEPTH_MAX + 1];
};

static const struct tree *look_up(const struct rendering *rendering,
				  const struct node *node)
{
	if (!node->first)
		return rendering->contexts[rendering->depth];
	for (size_t i = rendering->depth + 1; i-- > 0;) {
		const struct tree *found = tree_get(rendering->contexts[i], node->first);

		if (found)
			return node->rest ? tree_at(found, node->rest) : found;
	}
	return NULL;
}

static void add_html(struct text *text, str s)
{
	for (size_t i = 0; i < s.length; i++) {
		switch (s.bytes[i]) {
		case '&': text_add(text, STR("&amp;")); break;
		case '<': text_add(text, STR("&lt;")); break;
		case '>': text_add(text, STR("&gt;")); break;
		case '"': text_add(text, STR("&quot;")); break;
		case '\'': text_add(text, STR("&#39;")); break;
		default: text_add_char(text, s.bytes[i]);
		}
	}
}

static str real_text(struct arena *arena, double real)
{
	str s = { 0 };

	for (int digits = 15; digits <= 17; digits++) {
		s = arena_format(arena, "%.*g", digits, real);
		if (strtod(s.bytes, NULL) >= real && strtod(s.bytes, NULL) <= real)
			break;
	}
	return s;
}

static str value_text(struct arena *arena, const struct tree *value)
{
	switch (value ? value->kind : TREE_NULL) {
	case TREE_NULL: return STR("unknown");
	case TREE_BOOL: return value->boolean ? STR("true") : STR("false");
	case TREE_INT: return arena_format(arena, "%lld", (long long)value->number);
	case TREE_REAL: return real_text(arena, value->real);
	case TREE_TEXT: return value->text;
	case TREE_LIST:
	case TREE_MAP: break;
	}
	return json_write(arena, value);
}

static void render_value(struct rendering *rendering, const struct node *node)
{
	str s = value_text(rendering->arena, look_up(rendering, node));

	if (rendering->escape == MUSTACHE_HTML && node->kind == NODE_VALUE)
		add_html(&rendering->text, s);
	else
		text_add(&rendering->text, s);
}

/* Zero is a number like any other; only what says nothing is false. */
static bool is_true(const struct tree *value)
{
	switch (value ? value->kind : TREE_NULL) {
	case TREE_NULL: return false;
	case TREE_BOOL: return value->boolean;
	case TREE_TEXT: return value->text.length > 0;
	case TREE_LIST: return tree_count(value) > 0;
	case TREE_INT:
	case TREE_REAL:
	case TREE_MAP: break;
	}
	return true;
}

static bool render_nodes(struct rendering *rendering, const struct node *node);

static bool render_over(struct rendering *rendering, const struct node *node,
			const struct tree *context)
{
	bool whole;

	rendering->contexts[++rendering->depth] = context;
	whole = render_nodes(rendering, node->children);
	rendering->depth--;
	return whole;
}

static bool render_section(struct rendering *rendering, const struct node *node)
{
	const struct tree *value = look_up(rendering, node);

	if (node->kind == NODE_INVERTED)
		return is_true(value) || render_nodes(rendering, node->children);
	if (!is_true(value))
		return true;
	if (value->kind != TREE_LIST)
		return render_over(rendering, node, value);
	for (size_t i = 0; i < tree_count(value); i++)
		if (!render_over(rendering, node, tree_nth(value, i)))
			return false;
	return true;
}

/* False when a limit is reached: sections over lists multiply, so neither the
 * length of a template nor of its data bounds the work. */
static bool render_nodes(struct rendering *rendering, const struct node *node)
{
	if (++rendering->steps > RENDER_STEPS_MAX)
		return false;
	for (; node; node = node->next) {
		if (++rendering->steps > RENDER_STEPS_MAX || rendering->text.full)
			return false;
		switch (node->kind) {
		case NODE_TEXT: text_add(&rendering->text, node->text); break;
		case NODE_VALUE:
		case NODE_RAW: render_value(rendering, node); break;
		case NODE_SECTION:
		case NODE_INVERTED:
			if (!render_section(rendering, node))
				return false;
		}
	}
	return true;
}

bool mustache_render(struct arena *arena, str template, const struct tree *data,
		     enum mustache_escape escape, str *ret_text, struct error *error)
{
	struct node root = { 0 };
	struct rendering rendering = {
		.arena = arena,
		.text = text_new(arena, RENDERED_BYTES_MAX),
		.escape = escape,
		.contexts = { data },
	};

	if (!compile(arena, template, &root, error))
		return false;
	if (!render_nodes(&rendering, root.children) || rendering.text.full)
		return error_set(error, ERROR_TOO_LARGE,
				 "the text is longer than %d KiB or takes more than %d "
				 "steps",
				 RENDERED_BYTES_MAX >> 10, RENDER_STEPS_MAX);
	*ret_text = text_of(&rendering.text);
	return true;
}

bool mustache_check(struct arena *arena, str template, struct error *error)
{
	struct node root = { 0 };

	return compile(arena, template, &root, error);
}

struct naming {
	struct arena *arena;
	str template;
	const char *const *known;
	struct error *error;
};

static bool check_known(const struct naming *naming, const struct node *node)
{
	str name = str_of(node->first);
	struct suggestion suggestion = suggestion_for(name);

	for (size_t i = 0; naming->known[i]; i++) {
		if (str_is(name, naming->known[i]))
			return true;
		suggestion_try(&suggestion, str_of(naming->known[i]));
	}
	return place_fail(naming->template, node->offset, naming->error, ERROR_INVALID,
			  "there is no '" STR_FMT "' to tell" STR_FMT,
			  STR_ARG(str_clip(name, 60)),
			  STR_ARG(suggestion_text(naming->arena, &suggestion)));
}

static bool check_names(const struct naming *naming, const struct node *node)
{
	for (; node; node = node->next)
		if ((node->first && !check_known(naming, node)) ||
		    !check_names(naming, node->children))
			return false;
	return true;
}

bool mustache_check_names(struct arena *arena, str template, const char *const *known,
			  struct error *error)
{
	struct node root = { 0 };
	struct naming naming = { arena, template, known, error };

	return compile(arena, template, &root, error) &&
	       check_names(&naming, root.children);
}
