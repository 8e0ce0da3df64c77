/* What the variables of a text can hold: data, or something that may be called. Scopes
 * are not told apart; a name is data only when all that it is ever given is. */
#include "runbook/classify_mongosh.h"

#include <string.h>

enum { DEPTH_MAX = 64, ROUNDS_MAX = 16 };

struct mongo_scan {
	const struct mongo *mongo;
	unsigned depth;
};

struct variable *mongo_variable(const struct mongo *mongo, str name)
{
	return map_get(mongo->variables, name);
}

static void give(struct mongo *mongo, str name, const struct javascript *value,
		 bool is_whole)
{
	struct variable *variable = mongo_variable(mongo, name);

	if (!variable) {
		variable = arena_one(mongo->verdict.arena, struct variable);
		*variable = (struct variable){ .name = name, .is_data = true };
		map_put(mongo->variables, name, variable);
		list_add(mongo->verdict.arena, &mongo->all)->variable = variable;
	}
	variable->is_declared = variable->is_declared || is_whole;
	list_add(mongo->verdict.arena, &variable->values)->node = value;
}

/* Every name in a pattern is given (a part of) the value. */
static void give_target(struct mongo *mongo, const struct javascript *target,
			const struct javascript *value)
{
	bool is_whole = true;

	/* x.y = value: x holds it now. */
	while (target->kind == JAVASCRIPT_MEMBER || target->kind == JAVASCRIPT_INDEX) {
		target = &target->children[0];
		is_whole = false;
	}
	if (target->kind == JAVASCRIPT_NAME)
		give(mongo, target->text, value, is_whole);
	else if (target->kind == JAVASCRIPT_PATTERN)
		for (size_t i = 0; i < target->count; i++)
			give_target(mongo, &target->children[i], value);
}

/* What is put into a thing that has a name. */
static void give_into(struct mongo *mongo, const struct javascript *thing,
		      const struct javascript *value)
{
	while (thing->kind == JAVASCRIPT_MEMBER || thing->kind == JAVASCRIPT_INDEX)
		thing = &thing->children[0];
	if (thing->kind == JAVASCRIPT_NAME)
		give(mongo, thing->text, value, false);
}

bool mongo_call_of(const struct javascript *node, struct mongo_call *ret_call)
{
	const struct javascript *callee;

	if ((node->kind != JAVASCRIPT_CALL && node->kind != JAVASCRIPT_NEW) ||
	    node->count == 0)
		return false;
	callee = &node->children[0];
	*ret_call = (struct mongo_call){
		.node = node,
		.arguments = node->children + 1,
		.count = node->count - 1,
	};
	if (callee->kind == JAVASCRIPT_NAME) {
		ret_call->name = callee->text;
		return true;
	}
	if (callee->kind != JAVASCRIPT_MEMBER && callee->kind != JAVASCRIPT_INDEX)
		return false;
	ret_call->object = &callee->children[0];
	ret_call->name = callee->text;
	if (callee->kind == JAVASCRIPT_INDEX) {
		if (callee->count < 2 || callee->children[1].kind != JAVASCRIPT_TEXT)
			return false;
		ret_call->name = callee->children[1].text;
	}
	return true;
}

/* x.push(value) and its like: x holds it now. */
static void give_added(struct mongo *mongo, const struct javascript *node)
{
	static const char *const adding[] = { "push", "unshift", "splice",
					      "add",  "set",     "fill" };
	struct mongo_call call;

	if (!mongo_call_of(node, &call) || !call.object)
		return;
	for (size_t i = 0; i < sizeof(adding) / sizeof(adding[0]); i++)
		for (size_t k = 0; str_is(call.name, adding[i]) && k < call.count; k++)
			give_into(mongo, call.object, &call.arguments[k]);
}

/* A function's parameters are not seen, unless data calls it back: docs.forEach(f). */
static void give_parameters(struct mongo *mongo, const struct javascript *function,
			    const struct javascript *giver)
{
	for (size_t i = 1; i < function->count; i++)
		give_target(mongo, &function->children[i], giver);
}

static const struct javascript *giver_of(const struct javascript *node,
					 const struct javascript *parent)
{
	struct mongo_call call;

	if (!parent || !mongo_call_of(parent, &call) || !call.object ||
	    node == &parent->children[0])
		return NULL;
	return call.object;
}

static void collect(struct mongo *mongo, const struct javascript *node,
		    const struct javascript *parent)
{
	switch (node->kind) {
	case JAVASCRIPT_DECLARE:
		if (node->count > 1)
			give_target(mongo, &node->children[0], &node->children[1]);
		break;
	case JAVASCRIPT_ASSIGN:
	case JAVASCRIPT_EACH:
		give_target(mongo, &node->children[0], &node->children[1]);
		break;
	case JAVASCRIPT_FUNCTION:
		if (node->text.length > 0)
			give(mongo, node->text, node, true);
		give_parameters(mongo, node, giver_of(node, parent));
		break;
	case JAVASCRIPT_CALL: give_added(mongo, node); break;
	default: break;
	}
	for (size_t i = 0; i < node->count; i++)
		collect(mongo, &node->children[i], node);
}

static bool is_data(struct mongo_scan scan, const struct javascript *node);

static bool all_data(struct mongo_scan scan, const struct javascript *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_data(scan, &nodes[i]))
			return false;
	return true;
}

static bool gives_data(struct mongo_scan scan, const struct javascript *node)
{
	struct mongo_call call;
	const struct known *known;

	if (!mongo_call_of(node, &call))
		return false;
	known = mongo_known(scan.mongo, &call);
	if (!call.object) {
		struct variable *variable = mongo_variable(scan.mongo, call.name);

		/* A function of the text's own gives what its body holds. */
		if (variable)
			return variable->is_data &&
			       all_data(scan, call.arguments, call.count);
	}
	if (!known || known->gives == GIVES_HANDLE)
		return false;
	if (known->gives == GIVES_DATA)
		return true;
	return (!call.object || is_data(scan, call.object)) &&
	       all_data(scan, call.arguments, call.count);
}

/* One that gives one of its operands, where others compute something new. */
static bool chooses(str operator)
{
	static const char *const choosing[] = { "||", "&&", "??", "?:", "," };

	for (size_t i = 0; i < sizeof(choosing) / sizeof(choosing[0]); i++)
		if (str_is(operator, choosing[i]))
			return true;
	return false;
}

static bool is_data(struct mongo_scan scan, const struct javascript *node)
{
	struct variable *variable;

	if (++scan.depth > DEPTH_MAX)
		return false;
	switch (node->kind) {
	case JAVASCRIPT_TEXT:
	case JAVASCRIPT_TEMPLATE:
	case JAVASCRIPT_NUMBER:
	case JAVASCRIPT_LITERAL:
	case JAVASCRIPT_PLACEHOLDER: return true;
	case JAVASCRIPT_NAME:
		variable = mongo_variable(scan.mongo, node->text);
		return variable && variable->is_data;
	case JAVASCRIPT_MEMBER:
	case JAVASCRIPT_INDEX: return is_data(scan, &node->children[0]);
	case JAVASCRIPT_CALL:
	case JAVASCRIPT_NEW: return gives_data(scan, node);
	case JAVASCRIPT_PAIR: return all_data(scan, node->children, 1);
	case JAVASCRIPT_OPERATOR:
		return !chooses(node->text) ||
		       all_data(scan, node->children, node->count);
	case JAVASCRIPT_DECLARE:
	case JAVASCRIPT_ASSIGN:
		return node->count < 2 || is_data(scan, &node->children[1]);
	case JAVASCRIPT_EACH: return all_data(scan, node->children + 1, node->count - 1);
	case JAVASCRIPT_FUNCTION: return is_data(scan, &node->children[0]);
	case JAVASCRIPT_OBJECT:
	case JAVASCRIPT_ARRAY:
	case JAVASCRIPT_SPREAD:
	case JAVASCRIPT_PATTERN:
	case JAVASCRIPT_GROUP:
	case JAVASCRIPT_LOOP: return all_data(scan, node->children, node->count);
	case JAVASCRIPT_UNKNOWN: break;
	}
	return false;
}

bool mongo_is_data(const struct mongo *mongo, const struct javascript *node)
{
	return is_data((struct mongo_scan){ .mongo = mongo }, node);
}

/* Begins with the best and takes back what does not hold, until nothing moves. */
static void settle(struct mongo *mongo)
{
	static const char *const handles[] = { "db", "rs", "sh", "sp", "this" };
	bool moved = true;

	for (size_t i = 0; i < mongo->all.count; i++) {
		struct variable *variable = mongo->all.items[i].variable;

		variable->is_data = variable->is_declared;
		for (size_t k = 0; k < sizeof(handles) / sizeof(handles[0]); k++)
			if (str_is(variable->name, handles[k]))
				variable->is_data = false;
	}
	for (int round = 0; moved && round < ROUNDS_MAX; round++) {
		moved = false;
		for (size_t i = 0; i < mongo->all.count; i++) {
			struct variable *variable = mongo->all.items[i].variable;

			for (size_t k = 0;
			     variable->is_data && k < variable->values.count; k++) {
				const struct javascript *value = variable->values.items[k]
									 .node;

				if (value && mongo_is_data(mongo, value))
					continue;
				variable->is_data = false;
				moved = true;
			}
		}
	}
	for (size_t i = 0; moved && i < mongo->all.count; i++)
		mongo->all.items[i].variable->is_data = false;
}

static void count_uses(struct mongo *mongo, const struct javascript *node)
{
	struct variable *variable = node->kind == JAVASCRIPT_NAME
					    ? mongo_variable(mongo, node->text)
					    : NULL;
	struct mongo_call call;

	if (variable)
		variable->uses++;
	if (mongo_call_of(node, &call) && str_is(call.name, "aggregate"))
		for (size_t i = 0; i < call.count; i++) {
			variable = mongo_variable(mongo, call.arguments[i].text);
			if (variable && call.arguments[i].kind == JAVASCRIPT_NAME)
				variable->uses_read++;
		}
	for (size_t i = 0; i < node->count; i++)
		count_uses(mongo, &node->children[i]);
}

void mongo_collect(struct mongo *mongo, const struct javascript *program)
{
	collect(mongo, program, NULL);
	count_uses(mongo, program);
	settle(mongo);
}

const struct javascript *mongo_literal(const struct mongo *mongo,
				       const struct javascript *node)
{
	struct variable *variable;

	if (node->kind == JAVASCRIPT_OBJECT || node->kind == JAVASCRIPT_ARRAY)
		return node;
	if (node->kind != JAVASCRIPT_NAME)
		return NULL;
	variable = mongo_variable(mongo, node->text);
	if (!variable || variable->values.count != 1 || !variable->values.items[0].node)
		return NULL;
	/* Used elsewhere, it may be changed there. */
	if (variable->uses > variable->uses_read + 1)
		return NULL;
	node = variable->values.items[0].node;
	return node->kind == JAVASCRIPT_OBJECT || node->kind == JAVASCRIPT_ARRAY ? node
										 : NULL;
}
