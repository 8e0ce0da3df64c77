#include "runbook/promql_private.h"

#include "base/limits.h"
#include "formats/place.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

const char *const promql_type_names[] = {
	[PROMQL_SCALAR] = "a scalar",
	[PROMQL_TEXT] = "a string",
	[PROMQL_VECTOR] = "an instant vector",
	[PROMQL_RANGE] = "a range vector",
	NULL,
};

/* What binds tighter has the higher number. */
enum { BIND_OR = 1, BIND_AND, BIND_COMPARE, BIND_ADD, BIND_MULTIPLY, BIND_POWER };

static const struct operator
{
	const char *text;
	int binds;
}
operators[] = {
	{ "or", BIND_OR },          { "and", BIND_AND },    { "unless", BIND_AND },
	{ "atan2", BIND_MULTIPLY }, { "==", BIND_COMPARE }, { "!=", BIND_COMPARE },
	{ "<=", BIND_COMPARE },     { ">=", BIND_COMPARE }, { "<", BIND_COMPARE },
	{ ">", BIND_COMPARE },      { "+", BIND_ADD },      { "-", BIND_ADD },
	{ "*", BIND_MULTIPLY },     { "/", BIND_MULTIPLY }, { "%", BIND_MULTIPLY },
	{ "^", BIND_POWER },
};

static bool read_expression(struct promql_scan *scan, int binds,
			    struct promql **ret_promql) MUST_CHECK;

static bool new_node(struct promql_scan *scan, enum promql_kind kind, size_t begin,
		     struct promql **ret_node)
{
	*ret_node = arena_one(scan->arena, struct promql);
	**ret_node = (struct promql){ .kind = kind, .begin = begin };
	if (++scan->nodes <= PROMQL_NODES_MAX)
		return true;
	return place_fail(scan->source, scan->at, scan->error, ERROR_TOO_LARGE,
			  "an expression has at most %d parts", PROMQL_NODES_MAX);
}

static void set_arguments(struct promql_scan *scan, struct promql *node,
			  const struct promql *const *arguments, size_t count)
{
	const struct promql **copy = arena_many(scan->arena, const struct promql *,
						count);

	memcpy(copy, arguments, count * sizeof(const struct promql *));
	node->arguments = copy;
	node->count = count;
	node->end = scan->end;
}

static str lower(struct arena *arena, str s)
{
	char *bytes = arena_many(arena, char, s.length + 1);

	for (size_t i = 0; i < s.length; i++)
		bytes[i] = (char)tolower((unsigned char)s.bytes[i]);
	return (str){ bytes, s.length };
}

static bool read_number(struct promql_scan *scan, struct promql **ret_promql)
{
	struct promql *node;

	if (!new_node(scan, PROMQL_NUMBER, scan->at, &node) ||
	    !promql_take_number(scan, &node->number))
		return false;
	node->end = scan->end;
	node->type = PROMQL_SCALAR;
	*ret_promql = node;
	return true;
}

static bool read_string(struct promql_scan *scan, struct promql **ret_promql)
{
	struct promql *node;

	if (!new_node(scan, PROMQL_STRING, scan->at, &node) ||
	    !promql_take_string(scan, &node->text))
		return false;
	node->end = scan->end;
	node->type = PROMQL_TEXT;
	*ret_promql = node;
	return true;
}

static bool read_group(struct promql_scan *scan, struct promql **ret_promql)
{
	struct promql *node, *inside;

	if (!new_node(scan, PROMQL_GROUP, scan->at, &node))
		return false;
	(void)promql_take(scan, "(");
	if (!read_expression(scan, BIND_OR, &inside))
		return false;
	if (!promql_take(scan, ")"))
		return promql_wants(scan, "a ')'");
	set_arguments(scan, node, (const struct promql *[]){ inside }, 1);
	node->type = inside->type;
	*ret_promql = node;
	return true;
}

/* "(a, b)" behind a function's or an aggregation's name. */
static bool read_arguments(struct promql_scan *scan, struct promql *node)
{
	const struct promql *arguments[PROMQL_ARGUMENTS_MAX];
	struct promql *argument;
	size_t count = 0;

	if (!promql_take(scan, "("))
		return promql_wants(scan, "a '('");
	while (!promql_at(scan, ")")) {
		if (count == PROMQL_ARGUMENTS_MAX)
			return place_fail(scan->source, scan->at, scan->error,
					  ERROR_INVALID, "too many arguments for %.*s()",
					  STR_ARG(node->name));
		if (!read_expression(scan, BIND_OR, &argument))
			return false;
		arguments[count++] = argument;
		if (!promql_take(scan, ",") && !promql_at(scan, ")"))
			return promql_wants(scan, "a ',' or a ')'");
	}
	(void)promql_take(scan, ")");
	set_arguments(scan, node, arguments, count);
	return true;
}

static bool read_grouping(struct promql_scan *scan, struct promql *node)
{
	if (node->grouping != PROMQL_UNGROUPED)
		return true;
	if (promql_take_word(scan, "by"))
		node->grouping = PROMQL_BY;
	else if (promql_take_word(scan, "without"))
		node->grouping = PROMQL_WITHOUT;
	else
		return true;
	return promql_read_labels(scan, &node->labels, &node->label_count);
}

static bool read_aggregation(struct promql_scan *scan, str name, size_t begin,
			     struct promql **ret_promql)
{
	struct promql *node;

	if (!new_node(scan, PROMQL_AGGREGATION, begin, &node))
		return false;
	node->name = lower(scan->arena, name);
	node->type = PROMQL_VECTOR;
	if (!read_grouping(scan, node) || !read_arguments(scan, node) ||
	    !read_grouping(scan, node))
		return false;
	node->end = scan->end;
	*ret_promql = node;
	return true;
}

static bool read_call(struct promql_scan *scan, str name, size_t begin,
		      struct promql **ret_promql)
{
	const struct promql_function *function = promql_function(name);
	struct promql *node;

	if (!new_node(scan, PROMQL_CALL, begin, &node))
		return false;
	node->name = name;
	node->type = function ? function->gives : PROMQL_VECTOR;
	if (!read_arguments(scan, node))
		return false;
	*ret_promql = node;
	return true;
}

static bool read_selector(struct promql_scan *scan, str name, size_t begin,
			  struct promql **ret_promql)
{
	struct promql *node;

	if (!new_node(scan, PROMQL_SELECTOR, begin, &node))
		return false;
	node->name = name;
	if (!promql_read_selector(scan, node))
		return false;
	node->end = scan->end;
	node->type = PROMQL_VECTOR;
	*ret_promql = node;
	return true;
}

static bool word_is(str word, const char *text)
{
	return word.length == strlen(text) &&
	       strncasecmp(word.bytes, text, word.length) == 0;
}

static bool read_word(struct promql_scan *scan, struct promql **ret_promql)
{
	str word = promql_word(scan, true);
	size_t begin = scan->at;

	if (word_is(word, "inf") || word_is(word, "nan"))
		return read_number(scan, ret_promql);
	scan->at += word.length;
	promql_skip(scan);
	if (promql_aggregation(lower(scan->arena, word))) {
		str next = promql_word(scan, false);

		if (promql_at(scan, "(") || word_is(next, "by") ||
		    word_is(next, "without"))
			return read_aggregation(scan, word, begin, ret_promql);
	}
	if (promql_at(scan, "("))
		return read_call(scan, word, begin, ret_promql);
	return read_selector(scan, word, begin, ret_promql);
}

static bool read_primary(struct promql_scan *scan, struct promql **ret_promql)
{
	char c = promql_peek(scan);

	if (c == '(')
		return read_group(scan, ret_promql);
	if (c == '"' || c == '\'' || c == '`')
		return read_string(scan, ret_promql);
	if (c == '{')
		return read_selector(scan, STR(""), scan->at, ret_promql);
	if (isdigit((unsigned char)c) || c == '.')
		return read_number(scan, ret_promql);
	if (promql_word(scan, true).length > 0)
		return read_word(scan, ret_promql);
	return promql_wants(scan, "an expression");
}

/* "[5m]" makes a range of a selector, "[1h:5m]" a subquery of anything. */
static bool read_range(struct promql_scan *scan, struct promql **promql)
{
	struct promql *of = *promql, *subquery;
	size_t begin = scan->at;
	duration_ms range;

	(void)promql_take(scan, "[");
	if (!promql_take_duration(scan, &range))
		return false;
	if (promql_take(scan, "]")) {
		if (of->kind != PROMQL_SELECTOR || of->is_range || of->has_at ||
		    of->offset != 0)
			return place_fail(scan->source, begin, scan->error, ERROR_INVALID,
					  "a range stands behind a selector only; of "
					  "anything else it is a subquery: [5m:]");
		of->is_range = true;
		of->range = range;
		of->type = PROMQL_RANGE;
		of->end = scan->end;
		return true;
	}
	if (!promql_take(scan, ":"))
		return promql_wants(scan, "a ']' or a ':'");
	if (!new_node(scan, PROMQL_SUBQUERY, of->begin, &subquery))
		return false;
	subquery->range = range;
	if (!promql_at(scan, "]") && !promql_take_duration(scan, &subquery->step))
		return false;
	if (!promql_take(scan, "]"))
		return promql_wants(scan, "a ']'");
	set_arguments(scan, subquery, (const struct promql *[]){ of }, 1);
	subquery->type = PROMQL_RANGE;
	*promql = subquery;
	return true;
}

static bool read_at(struct promql_scan *scan)
{
	double instant;

	if (promql_take_word(scan, "start") || promql_take_word(scan, "end"))
		return (promql_take(scan, "(") && promql_take(scan, ")")) ||
		       promql_wants(scan, "'()'");
	(void)(promql_take(scan, "-") || promql_take(scan, "+"));
	return promql_take_number(scan, &instant);
}

static bool read_modifier(struct promql_scan *scan, struct promql *of, bool *ret_more)
{
	size_t begin = scan->at;
	bool is_offset = promql_take_word(scan, "offset"), is_negative;

	*ret_more = is_offset || promql_take(scan, "@");
	if (!*ret_more)
		return true;
	if (of->kind != PROMQL_SELECTOR && of->kind != PROMQL_SUBQUERY)
		return place_fail(scan->source, begin, scan->error, ERROR_INVALID,
				  "offset and @ stand behind a selector or a subquery");
	if (is_offset ? of->offset != 0 : of->has_at)
		return place_fail(scan->source, begin, scan->error, ERROR_INVALID,
				  "it is said twice");
	if (is_offset) {
		is_negative = promql_take(scan, "-");
		if (!promql_take_duration(scan, &of->offset))
			return false;
		of->offset = is_negative ? -of->offset : of->offset;
	} else {
		of->has_at = true;
		if (!read_at(scan))
			return false;
	}
	of->end = scan->end;
	return true;
}

static bool read_postfix(struct promql_scan *scan, struct promql **ret_promql)
{
	struct promql *node;
	bool more = true;

	if (!read_primary(scan, &node))
		return false;
	while (more) {
		if (promql_at(scan, "[")) {
			if (!read_range(scan, &node))
				return false;
		} else if (!read_modifier(scan, node, &more)) {
			return false;
		}
	}
	*ret_promql = node;
	return true;
}

static bool read_signed(struct promql_scan *scan, struct promql **ret_promql)
{
	bool is_minus = promql_at(scan, "-");
	struct promql *node, *of;

	if (!is_minus && !promql_at(scan, "+"))
		return read_postfix(scan, ret_promql);
	if (!new_node(scan, PROMQL_NEGATION, scan->at, &node))
		return false;
	node->name = str_slice(scan->source, scan->at, 1);
	(void)promql_take(scan, is_minus ? "-" : "+");
	of = node; /* until it is read */
	if (!read_expression(scan, BIND_POWER, &of))
		return false;
	set_arguments(scan, node, (const struct promql *[]){ of }, 1);
	node->type = of->type;
	*ret_promql = node;
	return true;
}

static const struct operator* operator_at(const struct promql_scan *scan)
{
	str word = promql_word(scan, true);

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (word.length > 0 ? word_is(word, operators[i].text)
				    : promql_at(scan, operators[i].text))
			return &operators[i];
	return NULL;
}

/* "bool on (a) group_left (b)" behind an operator. */
static bool read_matching(struct promql_scan *scan, struct promql *node)
{
	const str *copied;
	size_t count;

	node->is_bool = promql_take_word(scan, "bool");
	if (promql_take_word(scan, "on"))
		node->grouping = PROMQL_ON;
	else if (promql_take_word(scan, "ignoring"))
		node->grouping = PROMQL_IGNORING;
	else
		return true;
	if (!promql_read_labels(scan, &node->labels, &node->label_count))
		return false;
	node->is_many_to_one = promql_take_word(scan, "group_left");
	node->is_one_to_many = !node->is_many_to_one &&
			       promql_take_word(scan, "group_right");
	if ((node->is_many_to_one || node->is_one_to_many) && promql_at(scan, "("))
		return promql_read_labels(scan, &copied, &count);
	return true;
}

static bool read_binary(struct promql_scan *scan, const struct operator* operator,
			struct promql ** promql)
{
	struct promql *left = *promql, *right = left, *node;

	if (!new_node(scan, PROMQL_BINARY, left->begin, &node))
		return false;
	node->name = str_of(operator->text);
	scan->at += node->name.length;
	promql_skip(scan);
	/* Only "^" groups from the right. */
	if (!read_matching(scan, node) ||
	    !read_expression(scan, operator->binds +(operator->binds != BIND_POWER),
			     &right))
		return false;
	set_arguments(scan, node, (const struct promql *[]){ left, right }, 2);
	node->type = left->type == PROMQL_SCALAR && right->type == PROMQL_SCALAR
			     ? PROMQL_SCALAR
			     : PROMQL_VECTOR;
	*promql = node;
	return true;
}

static bool read_expression(struct promql_scan *scan, int binds,
			    struct promql **ret_promql)
{
	const struct operator* operator;
	struct promql *node;

	if (scan->depth == PROMQL_DEPTH_MAX)
		return place_fail(scan->source, scan->at, scan->error, ERROR_TOO_LARGE,
				  "brackets stand in brackets at most %d deep",
				  PROMQL_DEPTH_MAX);
	scan->depth++;
	if (!read_signed(scan, &node))
		return false;
	while ((operator= operator_at(scan)) && operator->binds >= binds)
		if (!read_binary(scan, operator, & node))
			return false;
	scan->depth--;
	*ret_promql = node;
	return true;
}

static bool begins_line(const struct promql_scan *scan)
{
	return scan->at == scan->source.length ||
	       memchr(scan->source.bytes + scan->end, '\n', scan->at - scan->end);
}

/* Behind what could not be read, to where a person would begin to read again: a comment
 * or a line that follows an empty one. */
static size_t next_beginning(str source, size_t from)
{
	bool was_empty = false;

	while (from < source.length) {
		const char *newline = memchr(source.bytes + from, '\n',
					     source.length - from);
		str line;

		if (!newline)
			return source.length;
		from = (size_t)(newline - source.bytes) + 1;
		newline = memchr(source.bytes + from, '\n', source.length - from);
		line = str_trim(
			str_slice(source, from,
				  newline ? (size_t)(newline - source.bytes) - from
					  : source.length));
		if (line.length > 0 && (was_empty || line.bytes[0] == '#'))
			return from;
		was_empty = line.length == 0;
	}
	return source.length;
}

bool promql_next(struct arena *arena, str source, size_t *at, struct promql **ret_promql,
		 struct error *error)
{
	struct promql_scan scan = {
		.arena = arena, .error = error, .source = source, .at = *at
	};

	*error = (struct error){ 0 };
	/* What is too large fails once, so that who takes one after the other ends. */
	if (*at >= source.length)
		return false;
	if (source.length > PROMQL_BYTES_MAX) {
		*at = source.length;
		return error_set(error, ERROR_TOO_LARGE,
				 "PromQL has at most %d bytes here", PROMQL_BYTES_MAX);
	}
	promql_skip(&scan);
	*at = scan.at;
	if (scan.at == source.length)
		return false;
	if (read_expression(&scan, BIND_OR, ret_promql) &&
	    (begins_line(&scan) || promql_wants(&scan, "an operator or the end"))) {
		*at = scan.at;
		return true;
	}
	*at = next_beginning(source, scan.at);
	return false;
}

bool promql_parse(struct arena *arena, str source, struct promql **ret_promql,
		  struct error *error)
{
	struct promql *promql = NULL;
	size_t at = 0;

	if (!promql_next(arena, source, &at, &promql, error)) {
		if (error->kind != ERROR_NONE)
			return false;
		return error_set(error, ERROR_INVALID, "there is no expression in it");
	}
	if (at < source.length)
		return place_fail(source, at, error, ERROR_INVALID,
				  "a second expression begins here");
	*ret_promql = promql;
	return true;
}

bool promql_walk(const struct promql *promql,
		 bool (*visit)(void *context, const struct promql *promql), void *context)
{
	if (!visit(context, promql))
		return false;
	for (size_t i = 0; i < promql->count; i++)
		if (!promql_walk(promql->arguments[i], visit, context))
			return false;
	return true;
}
