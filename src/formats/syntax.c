#include "formats/syntax.h"

#include "base/limits.h"

#include <assert.h>
#include <string.h>
#include <tree_sitter/api.h>

/* Of the grammars, which have no header of their own. */
const TSLanguage *tree_sitter_bash(void);
const TSLanguage *tree_sitter_javascript(void);

struct copying {
	struct arena *arena;
	TSTreeCursor cursor;
	struct error *error;
};

static bool fail_at(TSNode node, struct error *error)
{
	TSNode inner = node;
	unsigned line;

	/* The smallest part that is wrong names the place best. */
	for (uint32_t i = 0; i < ts_node_child_count(inner);) {
		TSNode child = ts_node_child(inner, i);

		if (!ts_node_has_error(child) && !ts_node_is_missing(child)) {
			i++;
			continue;
		}
		inner = child;
		i = 0;
	}
	line = ts_node_start_point(inner).row + 1;
	if (ts_node_is_missing(inner))
		return error_set(error, ERROR_INVALID, "line %u: '%s' is missing", line,
				 ts_node_type(inner));
	return error_set(error, ERROR_INVALID, "line %u: this cannot be read", line);
}

static bool copy_node(struct copying *copying, unsigned depth,
		      struct syntax_node *ret_node);

static bool copy_children(struct copying *copying, unsigned depth,
			  struct syntax_node *children)
{
	bool is_good = true;

	if (!ts_tree_cursor_goto_first_child(&copying->cursor))
		return true;
	do {
		assert(children);
		is_good = copy_node(copying, depth + 1, children++);
	} while (is_good && ts_tree_cursor_goto_next_sibling(&copying->cursor));
	ts_tree_cursor_goto_parent(&copying->cursor);
	return is_good;
}

static bool copy_node(struct copying *copying, unsigned depth,
		      struct syntax_node *ret_node)
{
	TSNode node = ts_tree_cursor_current_node(&copying->cursor);
	const char *field = ts_tree_cursor_current_field_name(&copying->cursor);
	uint32_t count = ts_node_child_count(node);
	struct syntax_node *children = count ? arena_many(copying->arena,
							  struct syntax_node, count)
					     : NULL;

	if (depth > SYNTAX_DEPTH_MAX)
		return error_set(copying->error, ERROR_TOO_LARGE,
				 "line %u: nested more than %d deep",
				 ts_node_start_point(node).row + 1, SYNTAX_DEPTH_MAX);
	*ret_node = (struct syntax_node){
		.kind = ts_node_type(node),
		.field = field ? field : "",
		.is_named = ts_node_is_named(node),
		.start = ts_node_start_byte(node),
		.end = ts_node_end_byte(node),
		.line = ts_node_start_point(node).row + 1,
		.children = children,
		.count = count,
	};
	return copy_children(copying, depth, children);
}

static bool copy_tree(struct arena *arena, TSTree *tree,
		      const struct syntax_node **ret_root, struct error *error)
{
	TSNode root = ts_tree_root_node(tree);
	struct syntax_node *copy = arena_one(arena, struct syntax_node);
	struct copying copying = { .arena = arena, .error = error };

	if (ts_node_has_error(root))
		return fail_at(root, error);
	copying.cursor = ts_tree_cursor_new(root);

	bool is_good = copy_node(&copying, 1, copy);

	ts_tree_cursor_delete(&copying.cursor);
	*ret_root = is_good ? copy : *ret_root;
	return is_good;
}

static const TSLanguage *language_of(enum syntax_language language)
{
	switch (language) {
	case SYNTAX_BASH: return tree_sitter_bash();
	case SYNTAX_JAVASCRIPT: break;
	}
	return tree_sitter_javascript();
}

bool syntax_parse(struct arena *arena, enum syntax_language language, str source,
		  const struct syntax_node **ret_root, struct error *error)
{
	TSParser *parser = ts_parser_new();
	TSTree *tree = NULL;
	bool is_good;

	if (source.length > SYNTAX_BYTES_MAX) {
		ts_parser_delete(parser);
		return error_set(error, ERROR_TOO_LARGE, "larger than %d KiB",
				 SYNTAX_BYTES_MAX >> 10);
	}
	ts_parser_set_timeout_micros(parser, SYNTAX_MS_MAX * 1000U);
	if (ts_parser_set_language(parser, language_of(language)))
		tree = ts_parser_parse_string(parser, NULL,
					      source.length > 0 ? source.bytes : "",
					      (uint32_t)source.length);
	is_good = tree ? copy_tree(arena, tree, ret_root, error)
		       : error_set(error, ERROR_TIMEOUT, "it takes too long to read");
	ts_tree_delete(tree);
	ts_parser_delete(parser);
	return is_good;
}

bool syntax_is(const struct syntax_node *node, const char *kind)
{
	return strcmp(node->kind, kind) == 0;
}

const struct syntax_node *syntax_child(const struct syntax_node *node, const char *kind)
{
	for (size_t i = 0; i < node->count; i++)
		if (syntax_is(&node->children[i], kind))
			return &node->children[i];
	return NULL;
}

const struct syntax_node *syntax_field(const struct syntax_node *node, const char *field)
{
	for (size_t i = 0; i < node->count; i++)
		if (strcmp(node->children[i].field, field) == 0)
			return &node->children[i];
	return NULL;
}

str syntax_text(const struct syntax_node *node, str source)
{
	return str_slice(source, node->start, node->end - node->start);
}
