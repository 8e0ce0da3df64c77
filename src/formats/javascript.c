#include "formats/javascript.h"

#include "base/limits.h"
#include "formats/syntax.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct reader {
	struct arena *arena;
	str source; /* as given */
	str masked; /* with names for placeholders, of the same length */
};

struct list {
	struct javascript *items;
	size_t count, capacity;
};

/* -- placeholders -- */

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/* Where a value may begin: behind an operator, a bracket or nothing. */
static bool may_begin(str source, size_t at)
{
	while (at > 0 && (source.bytes[at - 1] == ' ' || source.bytes[at - 1] == '\t'))
		at--;
	return at == 0 || strchr("([{,;:=!&|?+.\n\"'`", source.bytes[at - 1]);
}

/* "<opid>": its length with the brackets, or 0. */
static size_t placeholder_length(str source, size_t at)
{
	size_t end = at + 1;

	while (end < source.length &&
	       (is_name_char(source.bytes[end]) || source.bytes[end] == '-' ||
		(source.bytes[end] == ' ' && end > at + 1)))
		end++;
	if (end == at + 1 || end >= source.length || source.bytes[end] != '>' ||
	    source.bytes[at + 1] == '-' ||
	    (source.bytes[at + 1] >= '0' && source.bytes[at + 1] <= '9'))
		return 0;
	return end + 1 - at;
}

/* The three dots that stand for what is left out: nothing is spread. */
static bool is_left_out(str source, size_t at)
{
	size_t end = at + 3;

	if (!str_starts_with(str_slice(source, at, 3), STR("...")))
		return false;
	while (end < source.length && strchr(" \t\n", source.bytes[end]))
		end++;
	return end < source.length && strchr("}])", source.bytes[end]);
}

static str mask(struct arena *arena, str source)
{
	char *bytes = arena_many(arena, char, source.length + 1);

	memcpy(bytes, source.length > 0 ? source.bytes : "", source.length);
	for (size_t i = 0; i < source.length; i++) {
		size_t length = 0;

		if (source.bytes[i] == '<' && may_begin(source, i))
			length = placeholder_length(source, i);
		else if (source.bytes[i] == '.' && is_left_out(source, i))
			length = 3;
		for (size_t k = 0; k < length; k++)
			bytes[i + k] = is_name_char(bytes[i + k]) ? bytes[i + k] : '_';
		i += length > 0 ? length - 1 : 0;
	}
	return (str){ bytes, source.length };
}

/* -- from the grammar's nodes -- */

static struct javascript read_node(struct reader *reader, const struct syntax_node *node);

static str source_of(const struct reader *reader, const struct syntax_node *node)
{
	return syntax_text(node, reader->source);
}

static bool is_extra(const struct syntax_node *node)
{
	return syntax_is(node, "comment") || syntax_is(node, "hash_bang_line");
}

static void add(struct reader *reader, struct list *list, const struct syntax_node *node)
{
	if (node)
		*list_add(reader->arena, list) = read_node(reader, node);
}

static void add_all(struct reader *reader, struct list *list,
		    const struct syntax_node *node)
{
	for (size_t i = 0; i < node->count; i++)
		if (node->children[i].is_named && !is_extra(&node->children[i]))
			add(reader, list, &node->children[i]);
}

static void set_children(struct javascript *made, struct list list)
{
	made->children = list.items;
	made->count = list.count;
}

static bool is_marked(const struct reader *reader, const struct syntax_node *node)
{
	return !str_equal(source_of(reader, node), syntax_text(node, reader->masked));
}

static void read_name(struct reader *reader, const struct syntax_node *node,
		      struct javascript *made)
{
	made->kind = is_marked(reader, node) ? JAVASCRIPT_PLACEHOLDER : JAVASCRIPT_NAME;
	made->text = source_of(reader, node);
}

static void read_text(struct reader *reader, const struct syntax_node *node,
		      struct javascript *made)
{
	struct list list = { 0 };

	made->kind = JAVASCRIPT_TEXT;
	made->text = str_slice(made->source, 1, made->source.length - 2);
	for (size_t i = 0; i < node->count; i++)
		if (syntax_is(&node->children[i], "template_substitution")) {
			made->kind = JAVASCRIPT_TEMPLATE;
			add_all(reader, &list, &node->children[i]);
		}
	set_children(made, list);
}

static str key_of(struct reader *reader, const struct syntax_node *key)
{
	str text = source_of(reader, key);

	if (syntax_is(key, "string"))
		return str_slice(text, 1, text.length - 2);
	return syntax_is(key, "computed_property_name") ? STR("") : text;
}

/* A key that is computed may be any. */
static void read_pair(struct reader *reader, const struct syntax_node *node,
		      struct javascript *made)
{
	const struct syntax_node *key = syntax_field(node, "key");
	struct list list = { 0 };

	made->kind = JAVASCRIPT_PAIR;
	made->text = key ? key_of(reader, key) : STR("");
	add(reader, &list, syntax_field(node, "value"));
	if (key && syntax_is(key, "computed_property_name"))
		add_all(reader, &list, key);
	set_children(made, list);
}

static void read_member(struct reader *reader, const struct syntax_node *node,
			struct javascript *made)
{
	const struct syntax_node *property = syntax_field(node, "property");
	struct list list = { 0 };

	made->kind = JAVASCRIPT_MEMBER;
	made->text = property ? source_of(reader, property) : STR("");
	add(reader, &list, syntax_field(node, "object"));
	set_children(made, list);
}

static void read_index(struct reader *reader, const struct syntax_node *node,
		       struct javascript *made)
{
	struct list list = { 0 };

	made->kind = JAVASCRIPT_INDEX;
	add(reader, &list, syntax_field(node, "object"));
	add(reader, &list, syntax_field(node, "index"));
	set_children(made, list);
}

/* tag`…` calls with pieces of a text: nobody writes that to a database. */
static void read_call(struct reader *reader, const struct syntax_node *node,
		      struct javascript *made)
{
	bool is_new = syntax_is(node, "new_expression");
	const struct syntax_node *arguments = syntax_field(node, "arguments");
	struct list list = { 0 };

	made->kind = is_new ? JAVASCRIPT_NEW : JAVASCRIPT_CALL;
	add(reader, &list, syntax_field(node, is_new ? "constructor" : "function"));
	if (arguments && syntax_is(arguments, "arguments"))
		add_all(reader, &list, arguments);
	else if (arguments)
		made->kind = JAVASCRIPT_UNKNOWN;
	set_children(made, list);
}

static void read_function(struct reader *reader, const struct syntax_node *node,
			  struct javascript *made)
{
	const struct syntax_node *name = syntax_field(node, "name");
	const struct syntax_node *parameters = syntax_field(node, "parameters");
	struct list list = { 0 };

	made->kind = JAVASCRIPT_FUNCTION;
	made->text = name ? key_of(reader, name) : STR("");
	add(reader, &list, syntax_field(node, "body"));
	add(reader, &list, syntax_field(node, "parameter"));
	if (parameters)
		add_all(reader, &list, parameters);
	set_children(made, list);
}

static void read_declarator(struct reader *reader, const struct syntax_node *node,
			    struct javascript *made)
{
	struct list list = { 0 };

	made->kind = JAVASCRIPT_DECLARE;
	add(reader, &list, syntax_field(node, "name"));
	add(reader, &list, syntax_field(node, "value"));
	set_children(made, list);
}

static void read_each(struct reader *reader, const struct syntax_node *node,
		      struct javascript *made)
{
	const struct syntax_node *operator= syntax_field(node, "operator");
	struct list list = { 0 };

	made->kind = JAVASCRIPT_EACH;
	made->text = operator? source_of(reader, operator) : STR("in");
	add(reader, &list, syntax_field(node, "left"));
	add(reader, &list, syntax_field(node, "right"));
	add(reader, &list, syntax_field(node, "body"));
	add(reader, &list, syntax_field(node, "value"));
	set_children(made, list);
}

static void read_assign(struct reader *reader, const struct syntax_node *node,
			struct javascript *made)
{
	const struct syntax_node *operator= syntax_field(node, "operator");
	struct list list = { 0 };

	made->kind = JAVASCRIPT_ASSIGN;
	made->text = operator? source_of(reader, operator) : STR("=");
	add(reader, &list, syntax_field(node, "left"));
	add(reader, &list, syntax_field(node, "right"));
	set_children(made, list);
}

static void read_operator(struct reader *reader, const struct syntax_node *node,
			  struct javascript *made)
{
	const struct syntax_node *operator= syntax_field(node, "operator");
	struct list list = { 0 };

	made->kind = JAVASCRIPT_OPERATOR;
	made->text = operator? source_of(reader, operator) : STR("?:");
	add_all(reader, &list, node);
	set_children(made, list);
}

/* -- the kinds -- */

static const struct kind {
	const char *name;
	enum javascript_kind kind; /* with all named children, unless it has a reader */
	void (*read)(struct reader *reader, const struct syntax_node *node,
		     struct javascript *made);
} kinds[] = {
	{ .name = "identifier", .read = read_name },
	{ .name = "shorthand_property_identifier", .read = read_name },
	{ .name = "shorthand_property_identifier_pattern", .read = read_name },
	{ .name = "this", .read = read_name },
	{ .name = "string", .read = read_text },
	{ .name = "template_string", .read = read_text },
	{ "number", JAVASCRIPT_NUMBER, NULL },
	{ "true", JAVASCRIPT_LITERAL, NULL },
	{ "false", JAVASCRIPT_LITERAL, NULL },
	{ "null", JAVASCRIPT_LITERAL, NULL },
	{ "undefined", JAVASCRIPT_LITERAL, NULL },
	{ "regex", JAVASCRIPT_LITERAL, NULL },
	{ .name = "member_expression", .read = read_member },
	{ .name = "subscript_expression", .read = read_index },
	{ .name = "call_expression", .read = read_call },
	{ .name = "new_expression", .read = read_call },
	{ "object", JAVASCRIPT_OBJECT, NULL },
	{ .name = "pair", .read = read_pair },
	{ "array", JAVASCRIPT_ARRAY, NULL },
	{ "spread_element", JAVASCRIPT_SPREAD, NULL },
	{ .name = "arrow_function", .read = read_function },
	{ .name = "function_expression", .read = read_function },
	{ .name = "function_declaration", .read = read_function },
	{ .name = "variable_declarator", .read = read_declarator },
	{ "variable_declaration", JAVASCRIPT_GROUP, NULL },
	{ "lexical_declaration", JAVASCRIPT_GROUP, NULL },
	{ .name = "for_in_statement", .read = read_each },
	{ .name = "assignment_expression", .read = read_assign },
	{ .name = "augmented_assignment_expression", .read = read_assign },
	{ "object_pattern", JAVASCRIPT_PATTERN, NULL },
	{ "array_pattern", JAVASCRIPT_PATTERN, NULL },
	{ "object_assignment_pattern", JAVASCRIPT_PATTERN, NULL },
	{ "assignment_pattern", JAVASCRIPT_PATTERN, NULL },
	{ "pair_pattern", JAVASCRIPT_PATTERN, NULL },
	{ "rest_pattern", JAVASCRIPT_PATTERN, NULL },
	{ "property_identifier", JAVASCRIPT_LITERAL, NULL },
	{ .name = "binary_expression", .read = read_operator },
	{ .name = "unary_expression", .read = read_operator },
	{ .name = "update_expression", .read = read_operator },
	{ .name = "ternary_expression", .read = read_operator },
	{ .name = "sequence_expression", .read = read_operator },
	{ "program", JAVASCRIPT_GROUP, NULL },
	{ "statement_block", JAVASCRIPT_GROUP, NULL },
	{ "expression_statement", JAVASCRIPT_GROUP, NULL },
	{ "empty_statement", JAVASCRIPT_GROUP, NULL },
	{ "if_statement", JAVASCRIPT_GROUP, NULL },
	{ "else_clause", JAVASCRIPT_GROUP, NULL },
	{ "return_statement", JAVASCRIPT_GROUP, NULL },
	{ "throw_statement", JAVASCRIPT_GROUP, NULL },
	{ "labeled_statement", JAVASCRIPT_GROUP, NULL },
	{ "statement_identifier", JAVASCRIPT_LITERAL, NULL },
	{ "break_statement", JAVASCRIPT_GROUP, NULL },
	{ "continue_statement", JAVASCRIPT_GROUP, NULL },
	{ "try_statement", JAVASCRIPT_GROUP, NULL },
	{ "catch_clause", JAVASCRIPT_GROUP, NULL },
	{ "finally_clause", JAVASCRIPT_GROUP, NULL },
	{ "switch_statement", JAVASCRIPT_GROUP, NULL },
	{ "switch_body", JAVASCRIPT_GROUP, NULL },
	{ "switch_case", JAVASCRIPT_GROUP, NULL },
	{ "switch_default", JAVASCRIPT_GROUP, NULL },
	{ "for_statement", JAVASCRIPT_LOOP, NULL },
	{ "while_statement", JAVASCRIPT_LOOP, NULL },
	{ "do_statement", JAVASCRIPT_LOOP, NULL },
};

static const struct kind *kind_of(const struct syntax_node *node)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (syntax_is(node, kinds[i].name))
			return &kinds[i];
	return NULL;
}

/* "(x)" and "await x" are x. */
static const struct syntax_node *inner_of(const struct syntax_node *node)
{
	while (syntax_is(node, "parenthesized_expression") ||
	       syntax_is(node, "await_expression")) {
		const struct syntax_node *inner = NULL;

		for (size_t i = 0; i < node->count; i++)
			if (node->children[i].is_named && !is_extra(&node->children[i]))
				inner = &node->children[i];
		if (!inner)
			break;
		node = inner;
	}
	return node;
}

/* No deeper than SYNTAX_DEPTH_MAX, which syntax_parse has checked. */
static struct javascript read_node(struct reader *reader, const struct syntax_node *node)
{
	const struct kind *kind;
	struct javascript made;

	node = inner_of(node);
	kind = kind_of(node);
	made = (struct javascript){
		.kind = kind ? kind->kind : JAVASCRIPT_UNKNOWN,
		.text = kind ? STR("") : str_of(node->kind),
		.source = source_of(reader, node),
		.line = node->line,
	};
	if (kind && kind->read) {
		kind->read(reader, node, &made);
	} else {
		struct list list = { 0 };

		add_all(reader, &list, node);
		set_children(&made, list);
	}
	if (made.kind == JAVASCRIPT_LOOP || made.kind == JAVASCRIPT_LITERAL)
		made.text = made.kind == JAVASCRIPT_LOOP
				    ? str_slice(str_of(node->kind), 0,
						strcspn(node->kind, "_"))
				    : made.source;
	return made;
}

bool javascript_parse(struct arena *arena, str source,
		      const struct javascript **ret_program, struct error *error)
{
	struct reader reader = { .arena = arena, .source = source };
	const struct syntax_node *root = NULL;
	struct javascript *program;

	if (source.length > SYNTAX_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE, "larger than %d KiB",
				 SYNTAX_BYTES_MAX >> 10);
	reader.masked = mask(arena, source);
	if (!syntax_parse(arena, SYNTAX_JAVASCRIPT, reader.masked, &root, error))
		return false;
	program = arena_one(arena, struct javascript);
	*program = read_node(&reader, root);
	*ret_program = program;
	return true;
}
