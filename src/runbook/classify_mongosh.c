#include "runbook/classify_mongosh.h"

#include "base/limits.h"

#include <string.h>

/* What a node is to the one around it. */
enum role {
	ROLE_VALUE,
	ROLE_OBJECT, /* something of it is used or called: x in x.y */
	ROLE_TARGET, /* it is given a value */
};

static void visit(struct mongo *mongo, const struct javascript *node, enum role role);

static void unknown(struct mongo *mongo, const struct javascript *node, const char *what)
{
	verdict_add(&mongo->verdict, ACTION_DESTRUCTIVE, node->line, "'" STR_FMT "' %s",
		    STR_ARG(str_clip(node->source, 60)), what);
}

static void visit_from(struct mongo *mongo, const struct javascript *node, size_t from)
{
	for (size_t i = from; i < node->count; i++)
		visit(mongo, &node->children[i], ROLE_VALUE);
}

/* -- names -- */

static void judge_name(struct mongo *mongo, const struct javascript *node, enum role role)
{
	const struct known *known = mongo_known_global(node->text);

	if (str_contains(node->text, STR("\\")))
		unknown(mongo, node, "is written in a way that hides it");
	if (known && known->class == ACTION_DESTRUCTIVE &&
	    (role == ROLE_VALUE || str_is(node->text, "globalThis")))
		mongo_say(mongo, node, known->class, known->name, known->does);
}

/* Names by which everything can be reached. */
static bool reaches_all(str name)
{
	return str_is(name, "constructor") || str_is(name, "__proto__") ||
	       str_is(name, "prototype") || str_contains(name, STR("\\"));
}

/* A member that is not called: x.length, db.orders. One that could be called – f =
 * db.orders.drop – counts as if it were. */
static void judge_member(struct mongo *mongo, const struct javascript *node, str name,
			 enum role role)
{
	const struct javascript *object = &node->children[0];
	const struct known *known = mongo_known_member(name);

	if (reaches_all(name))
		unknown(mongo, node, "reaches what cannot be followed");
	if (!known || role == ROLE_OBJECT || mongo_is_data(mongo, object))
		return;
	if (role == ROLE_TARGET)
		unknown(mongo, node, "is given another meaning");
	else if (known->class != ACTION_READ)
		mongo_say(mongo, node, known->class, known->name, known->does);
}

static bool is_number(const struct javascript *node)
{
	return node->kind == JAVASCRIPT_NUMBER ||
	       (node->kind == JAVASCRIPT_OPERATOR &&
		(str_is(node->text, "-") || str_is(node->text, "%")));
}

/* x[…] that is not called. */
static void judge_index(struct mongo *mongo, const struct javascript *node,
			enum role role)
{
	const struct javascript *index = node->count > 1 ? &node->children[1] : NULL;

	if (index && index->kind == JAVASCRIPT_TEXT &&
	    !str_contains(index->text, STR("\\"))) {
		judge_member(mongo, node, index->text, role);
		return;
	}
	if (role == ROLE_OBJECT || (index && is_number(index)) ||
	    mongo_is_data(mongo, &node->children[0]))
		return;
	unknown(mongo, node, "may be anything, also a function that writes");
}

/* -- calls -- */

/* One of the text's own: its body is judged where it stands. */
static bool is_own_function(const struct mongo *mongo, str name)
{
	const struct variable *variable = mongo_variable(mongo, name);

	if (!variable || variable->values.count == 0)
		return false;
	for (size_t i = 0; i < variable->values.count; i++)
		if (!variable->values.items[i].node ||
		    variable->values.items[i].node->kind != JAVASCRIPT_FUNCTION)
			return false;
	return true;
}

static void judge_known(struct mongo *mongo, const struct mongo_call *call,
			const struct known *known)
{
	if (known->judge)
		known->judge(mongo, call, known);
	else if (known->class == ACTION_DATA_REPAIR && mongo_is_explained(call))
		mongo_say(mongo, call->node, ACTION_READ, "explain()",
			  "only says what would be done");
	else
		mongo_say(mongo, call->node, known->class, known->name, known->does);
}

/* docs.forEach(x): what x is must be seen, or be data. */
static void judge_callback(struct mongo *mongo, const struct javascript *argument)
{
	struct mongo_call as_called = { .node = argument };
	const struct known *known;

	if (argument->kind == JAVASCRIPT_NAME) {
		if (mongo_variable(mongo, argument->text) &&
		    !is_own_function(mongo, argument->text) &&
		    !mongo_is_data(mongo, argument))
			unknown(mongo, argument, "may be called, and is not seen");
		return;
	}
	if (argument->kind != JAVASCRIPT_MEMBER || mongo_is_data(mongo, argument))
		return;
	as_called.object = &argument->children[0];
	as_called.name = argument->text;
	known = mongo_known(mongo, &as_called);
	if (!known || known->class != ACTION_READ)
		unknown(mongo, argument, "may be called, and is not known");
}

static void judge_call(struct mongo *mongo, const struct javascript *node)
{
	struct mongo_call call = { 0 };
	const struct known *known;

	if (!mongo_call_of(node, &call)) {
		/* (function() { … })() */
		if (node->count == 0 || node->children[0].kind != JAVASCRIPT_FUNCTION)
			unknown(mongo, node, "calls what is not seen");
		visit_from(mongo, node, 0);
		return;
	}
	known = mongo_known(mongo, &call);
	if (!call.object && mongo_variable(mongo, call.name)) {
		if (!is_own_function(mongo, call.name))
			unknown(mongo, node, "calls what is not seen");
	} else if (known) {
		judge_known(mongo, &call, known);
	} else {
		verdict_add(&mongo->verdict, ACTION_DESTRUCTIVE, node->line,
			    "'" STR_FMT "()' is not known",
			    STR_ARG(str_clip(call.name, 60)));
	}
	for (size_t i = 0; known && known->gives == GIVES_SELF && i < call.count; i++)
		judge_callback(mongo, &call.arguments[i]);
	if (call.object)
		visit(mongo, call.object, ROLE_OBJECT);
	visit_from(mongo, node, 1);
}

/* -- the rest -- */

/* Keys that JavaScript itself calls, or that make an object another's kind. */
static bool is_called_by_itself(str key)
{
	static const char *const keys[] = { "toString", "valueOf",     "toJSON",
					    "then",     "constructor", "__proto__" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_is(key, keys[i]))
			return true;
	return str_contains(key, STR("\\"));
}

static void judge_pair(struct mongo *mongo, const struct javascript *node)
{
	if (node->count > 0 && is_called_by_itself(node->text) &&
	    node->children[0].kind != JAVASCRIPT_FUNCTION)
		unknown(mongo, node, "is a key with a meaning of its own");
	if (str_is(node->text, "$out"))
		mongo_say(mongo, node, ACTION_DESTRUCTIVE, "$out",
			  "replaces a collection");
	if (str_is(node->text, "$merge"))
		mongo_say(mongo, node, ACTION_DATA_REPAIR, "$merge",
			  "changes documents of another collection");
	visit_from(mongo, node, 0);
}

static void judge_assign(struct mongo *mongo, const struct javascript *node)
{
	const struct javascript *target = &node->children[0];

	visit(mongo, target, ROLE_TARGET);
	visit_from(mongo, node, 1);
	if (target->kind == JAVASCRIPT_PATTERN && node->count > 1 &&
	    !mongo_is_data(mongo, &node->children[1]))
		unknown(mongo, node, "takes apart what is not seen");
}

static bool ends(const struct javascript *loop)
{
	static const char *const ways[] = { "break", "return", "throw", "quit", "exit" };

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (str_contains_word(loop->source, str_of(ways[i])))
			return true;
	return false;
}

static void judge_loop(struct mongo *mongo, const struct javascript *node)
{
	bool is_forever = false;

	for (size_t i = 0; i < node->count; i++)
		is_forever = is_forever || str_is(node->children[i].source, "true") ||
			     str_is(node->children[i].source, "1");
	if (str_is(node->text, "for"))
		is_forever = str_starts_with(node->source, STR("for (;;)")) ||
			     str_starts_with(node->source, STR("for(;;)"));
	if (is_forever && !ends(node))
		verdict_refuse(&mongo->verdict, "a loop that never ends", STR(""));
	visit_from(mongo, node, 0);
}

static void visit(struct mongo *mongo, const struct javascript *node, enum role role)
{
	switch (node->kind) {
	case JAVASCRIPT_NAME: judge_name(mongo, node, role); return;
	case JAVASCRIPT_PLACEHOLDER:
	case JAVASCRIPT_TEXT:
	case JAVASCRIPT_NUMBER:
	case JAVASCRIPT_LITERAL: return;
	case JAVASCRIPT_MEMBER:
		judge_member(mongo, node, node->text, role);
		visit(mongo, &node->children[0], ROLE_OBJECT);
		return;
	case JAVASCRIPT_INDEX:
		judge_index(mongo, node, role);
		visit(mongo, &node->children[0], ROLE_OBJECT);
		visit_from(mongo, node, 1);
		return;
	case JAVASCRIPT_CALL:
	case JAVASCRIPT_NEW: judge_call(mongo, node); return;
	case JAVASCRIPT_PAIR: judge_pair(mongo, node); return;
	case JAVASCRIPT_DECLARE:
	case JAVASCRIPT_ASSIGN: judge_assign(mongo, node); return;
	case JAVASCRIPT_EACH:
		visit(mongo, &node->children[0], ROLE_TARGET);
		visit_from(mongo, node, 1);
		return;
	case JAVASCRIPT_LOOP: judge_loop(mongo, node); return;
	case JAVASCRIPT_UNKNOWN: unknown(mongo, node, "is not understood"); return;
	case JAVASCRIPT_FUNCTION:
		/* Its parameters are names, and defaults that are judged. */
		for (size_t i = 1; i < node->count; i++)
			visit(mongo, &node->children[i], ROLE_OBJECT);
		visit(mongo, &node->children[0], ROLE_VALUE);
		return;
	case JAVASCRIPT_TEMPLATE:
	case JAVASCRIPT_OBJECT:
	case JAVASCRIPT_ARRAY:
	case JAVASCRIPT_SPREAD:
	case JAVASCRIPT_PATTERN:
	case JAVASCRIPT_OPERATOR:
	case JAVASCRIPT_GROUP: visit_from(mongo, node, 0); return;
	}
}

/* -- lines that are no JavaScript -- */

static bool is_word(str text, const char *extra)
{
	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && !strchr(extra, c))
			return false;
	}
	return text.length > 0;
}

/* "show dbs", "use shop". */
static bool is_shell_line(str line)
{
	str verb, rest;

	line = str_trim(line);
	while (str_ends_with(line, STR(";")))
		line = str_trim(str_slice(line, 0, line.length - 1));
	if (!str_cut(line, ' ', &verb, &rest))
		return false;
	if (str_is(verb, "use"))
		return is_word(str_trim(rest), "_-<>$");
	return str_is(verb, "show") && is_word(str_trim(rest), " _");
}

/* The same text with blanks for those lines. */
static str without_shell_lines(struct mongo *mongo, str source)
{
	char *bytes = arena_many(mongo->verdict.arena, char, source.length + 1);
	str rest = source, line;
	unsigned number = 0;

	memcpy(bytes, source.length > 0 ? source.bytes : "", source.length);
	while (str_next(&rest, '\n', &line)) {
		number++;
		if (!is_shell_line(line))
			continue;
		memset(bytes + (line.bytes - source.bytes), ' ', line.length);
		verdict_add(&mongo->verdict, ACTION_READ, number, STR_FMT " only reads",
			    STR_ARG(str_trim(line)));
	}
	return (str){ bytes, source.length };
}

void classify_mongosh(struct arena *arena, str source, struct classified *ret_classified)
{
	struct mongo mongo = { .verdict = verdict_begin(arena, ret_classified),
			       .variables = map_new(arena) };
	const struct javascript *program = NULL;
	struct error error = { 0 };

	if (source.length > SYNTAX_BYTES_MAX)
		source.length = SYNTAX_BYTES_MAX + 1;
	source = without_shell_lines(&mongo, source);
	if (!javascript_parse(arena, source, &program, &error)) {
		verdict_add(&mongo.verdict, ACTION_DESTRUCTIVE, 1,
			    "it cannot be read as JavaScript: %s", error.text);
		return;
	}
	mongo_collect(&mongo, program);
	visit(&mongo, program, ROLE_VALUE);
	if (!mongo.verdict.has_any && str_trim(source).length > 0)
		verdict_add(&mongo.verdict, ACTION_READ, 1, "it calls nothing");
}
