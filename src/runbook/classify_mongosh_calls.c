/* Calls of mongosh whose class hangs on their arguments: pipelines, filters, commands. */
#include "runbook/classify_mongosh.h"

#include <string.h>

void mongo_say(struct mongo *mongo, const struct javascript *node,
	       enum action_class class, const char *name, const char *does)
{
	verdict_add(&mongo->verdict, class, node->line, "%s %s", name, does);
}

static const struct javascript *pair_of(const struct javascript *object, const char *key)
{
	for (size_t i = 0; object && i < object->count; i++)
		if (object->children[i].kind == JAVASCRIPT_PAIR &&
		    object->children[i].count > 0 &&
		    str_is(object->children[i].text, key))
			return &object->children[i].children[0];
	return NULL;
}

static bool is_left_out(const struct javascript *node)
{
	return node->kind == JAVASCRIPT_PLACEHOLDER && str_is(node->source, "...");
}

/* -- pipelines -- */

static void judge_stage(struct mongo *mongo, const struct javascript *stage)
{
	const struct javascript *pair = stage->count > 0 ? &stage->children[0] : NULL;
	bool is_one = stage->kind == JAVASCRIPT_OBJECT && stage->count == 1 &&
		      pair->kind == JAVASCRIPT_PAIR && pair->count == 1;

	if (is_left_out(stage))
		return;
	if (is_one && str_is(pair->text, "$out"))
		mongo_say(mongo, stage, ACTION_DESTRUCTIVE, "$out",
			  "replaces a collection");
	else if (is_one && str_is(pair->text, "$merge"))
		mongo_say(mongo, stage, ACTION_DATA_REPAIR, "$merge",
			  "changes documents of another collection");
	else if (!is_one || !mongo_is_stage(pair->text))
		mongo_say(mongo, stage, ACTION_DESTRUCTIVE, "aggregate",
			  "has a stage that is not known");
}

static void judge_pipeline(struct mongo *mongo, const struct javascript *node)
{
	const struct javascript *list = mongo_literal(mongo, node);

	if (is_left_out(node))
		return;
	if (!list || list->kind != JAVASCRIPT_ARRAY) {
		mongo_say(mongo, node, ACTION_DESTRUCTIVE, "aggregate",
			  "with a pipeline that is not seen may write");
		return;
	}
	for (size_t i = 0; i < list->count; i++)
		judge_stage(mongo, &list->children[i]);
}

/* Explained, nothing is written: db.c.explain().remove(…). */
bool mongo_is_explained(const struct mongo_call *call)
{
	struct mongo_call inner;

	return call->object && mongo_call_of(call->object, &inner) && inner.object &&
	       str_is(inner.name, "explain");
}

static void say_explained(struct mongo *mongo, const struct mongo_call *call)
{
	mongo_say(mongo, call->node, ACTION_READ, "explain()",
		  "only says what would be done");
}

/* Stages may stand in a list, or side by side as the old shell took them. */
void judge_aggregate(struct mongo *mongo, const struct mongo_call *call,
		     const struct known *known)
{
	mongo_say(mongo, call->node, ACTION_READ, known->name, known->does);
	if (call->count > 0 && call->arguments[0].kind == JAVASCRIPT_OBJECT) {
		for (size_t i = 0; i < call->count; i++)
			judge_stage(mongo, &call->arguments[i]);
		return;
	}
	if (call->count > 0)
		judge_pipeline(mongo, &call->arguments[0]);
}

/* -- filters -- */

static bool is_empty(const struct mongo *mongo, const struct javascript *filter)
{
	struct variable *variable = NULL;

	if (filter->kind == JAVASCRIPT_OBJECT)
		return filter->count == 0;
	if (filter->kind == JAVASCRIPT_NAME)
		variable = mongo_variable(mongo, filter->text);
	for (size_t i = 0; variable && i < variable->values.count; i++) {
		const struct javascript *value = variable->values.items[i].node;

		if (value && value->kind == JAVASCRIPT_OBJECT && value->count == 0)
			return true;
	}
	return filter->kind == JAVASCRIPT_LITERAL || filter->kind == JAVASCRIPT_SPREAD;
}

/* bulk.find({}).remove() */
static bool follows_empty_find(const struct mongo *mongo, const struct mongo_call *call)
{
	struct mongo_call find;

	return call->object && mongo_call_of(call->object, &find) && find.object &&
	       str_is(find.name, "find") &&
	       (find.count == 0 || is_empty(mongo, &find.arguments[0]));
}

void judge_many(struct mongo *mongo, const struct mongo_call *call,
		const struct known *known)
{
	bool is_bulk = call->object && call->object->kind == JAVASCRIPT_CALL &&
		       call->count == 0;

	if (mongo_is_explained(call))
		say_explained(mongo, call);
	else if (follows_empty_find(mongo, call) ||
		 (!is_bulk && (call->count == 0 || is_empty(mongo, &call->arguments[0]))))
		mongo_say(mongo, call->node, ACTION_DESTRUCTIVE, known->name,
			  "with an empty filter hits every document");
	else
		mongo_say(mongo, call->node, ACTION_DATA_REPAIR, known->name,
			  known->does);
}

void judge_update(struct mongo *mongo, const struct mongo_call *call,
		  const struct known *known)
{
	const struct javascript *multi = call->count > 2
						 ? pair_of(&call->arguments[2], "multi")
						 : NULL;
	bool may_be_many = call->count > 2 &&
			   (call->arguments[2].kind != JAVASCRIPT_OBJECT ||
			    call->count > 3 ||
			    (multi && !str_is(multi->source, "false")));

	if (mongo_is_explained(call))
		say_explained(mongo, call);
	else if (follows_empty_find(mongo, call) ||
		 (may_be_many && is_empty(mongo, &call->arguments[0])))
		mongo_say(mongo, call->node, ACTION_DESTRUCTIVE, known->name,
			  "with an empty filter hits every document");
	else
		mongo_say(mongo, call->node, ACTION_DATA_REPAIR, known->name,
			  known->does);
}

/* An empty filter anywhere in it: { deleteMany: { filter: {} } }, { q: {}, limit: 0 }. */
static bool has_empty_filter(const struct javascript *node)
{
	if (node->kind == JAVASCRIPT_PAIR && node->count > 0 &&
	    (str_is(node->text, "filter") || str_is(node->text, "q")) &&
	    node->children[0].kind == JAVASCRIPT_OBJECT && node->children[0].count == 0)
		return true;
	for (size_t i = 0; i < node->count; i++)
		if (has_empty_filter(&node->children[i]))
			return true;
	return false;
}

void judge_bulk(struct mongo *mongo, const struct mongo_call *call,
		const struct known *known)
{
	if (has_empty_filter(call->node))
		mongo_say(mongo, call->node, ACTION_DESTRUCTIVE, known->name,
			  "with an empty filter may hit every document");
	else
		mongo_say(mongo, call->node, ACTION_DATA_REPAIR, known->name,
			  known->does);
}

/* Of a Map or a Set, it is JavaScript's own. */
void judge_delete(struct mongo *mongo, const struct mongo_call *call,
		  const struct known *known)
{
	if (call->object && mongo_is_data(mongo, call->object) &&
	    call->object->kind == JAVASCRIPT_NAME)
		mongo_say(mongo, call->node, ACTION_READ, known->name, "only computes");
	else
		judge_many(mongo, call, known);
}

void judge_clear(struct mongo *mongo, const struct mongo_call *call,
		 const struct known *known)
{
	bool is_own = call->object && call->object->kind == JAVASCRIPT_NAME &&
		      mongo_is_data(mongo, call->object);

	mongo_say(mongo, call->node, is_own ? ACTION_READ : known->class, known->name,
		  is_own ? "only computes" : known->does);
}

void judge_rename(struct mongo *mongo, const struct mongo_call *call,
		  const struct known *known)
{
	bool keeps = call->count == 1 ||
		     (call->count == 2 && str_is(call->arguments[1].source, "false"));

	mongo_say(mongo, call->node, keeps ? known->class : ACTION_DESTRUCTIVE,
		  known->name, keeps ? known->does : "may replace a collection");
}

/* -- what may also write -- */

static bool repairs(const struct javascript *options)
{
	const struct javascript *repair = pair_of(options, "repair"),
				*fix = pair_of(options, "fixMultikey");

	return (repair && !str_is(repair->source, "false")) ||
	       (fix && !str_is(fix->source, "false"));
}

void judge_validate(struct mongo *mongo, const struct mongo_call *call,
		    const struct known *known)
{
	bool is_known = call->count == 0 ||
			call->arguments[0].kind == JAVASCRIPT_LITERAL ||
			call->arguments[0].kind == JAVASCRIPT_OBJECT;

	if (call->count > 1 || !is_known ||
	    (call->count == 1 && repairs(&call->arguments[0])))
		mongo_say(mongo, call->node, ACTION_DESTRUCTIVE, known->name,
			  "may repair what it finds");
	else
		mongo_say(mongo, call->node, ACTION_READ, known->name, known->does);
}

static bool is_inline(const struct javascript *options)
{
	const struct javascript *out = options ? pair_of(options, "out") : NULL;

	return out && out->kind == JAVASCRIPT_OBJECT && out->count == 1 &&
	       pair_of(out, "inline");
}

void judge_map_reduce(struct mongo *mongo, const struct mongo_call *call,
		      const struct known *known)
{
	bool only_reads = call->count == 3 && is_inline(&call->arguments[2]);

	mongo_say(mongo, call->node, only_reads ? ACTION_READ : ACTION_DESTRUCTIVE,
		  known->name, only_reads ? known->does : "writes a collection");
}

void judge_watch(struct mongo *mongo, const struct mongo_call *call,
		 const struct known *known)
{
	mongo_say(mongo, call->node, ACTION_READ, known->name, known->does);
	verdict_refuse(&mongo->verdict, "watch() never ends", STR(""));
	if (call->count > 0)
		judge_pipeline(mongo, &call->arguments[0]);
}

/* -- commands -- */

void judge_aggregate_command(struct mongo *mongo, const struct mongo_call *call,
			     const struct known *known)
{
	const struct javascript *pipeline = pair_of(&call->arguments[0], "pipeline");

	mongo_say(mongo, call->node, ACTION_READ, known->name, known->does);
	judge_pipeline(mongo, pipeline ? pipeline : &call->arguments[0]);
}

void judge_profile(struct mongo *mongo, const struct mongo_call *call,
		   const struct known *known)
{
	const struct javascript *level = pair_of(&call->arguments[0], "profile");
	bool asks = level && str_is(level->source, "-1") && call->arguments[0].count == 1;

	mongo_say(mongo, call->node, asks ? ACTION_READ : known->class, known->name,
		  asks ? "-1 only asks" : known->does);
}

void judge_validate_command(struct mongo *mongo, const struct mongo_call *call,
			    const struct known *known)
{
	bool writes = repairs(&call->arguments[0]);

	mongo_say(mongo, call->node, writes ? ACTION_DESTRUCTIVE : ACTION_READ,
		  known->name, writes ? "may repair what it finds" : known->does);
}

void judge_map_reduce_command(struct mongo *mongo, const struct mongo_call *call,
			      const struct known *known)
{
	bool only_reads = is_inline(&call->arguments[0]);

	mongo_say(mongo, call->node, only_reads ? ACTION_READ : ACTION_DESTRUCTIVE,
		  known->name, only_reads ? "only reads" : known->does);
}

void judge_write_command(struct mongo *mongo, const struct mongo_call *call,
			 const struct known *known)
{
	judge_bulk(mongo, call, known);
}

/* The first key of the object names the command, when all keys are seen. */
static str command_of(const struct javascript *argument)
{
	if (argument->kind == JAVASCRIPT_TEXT)
		return argument->text;
	if (argument->kind != JAVASCRIPT_OBJECT || argument->count == 0)
		return STR("");
	for (size_t i = 0; i < argument->count; i++)
		if (argument->children[i].kind != JAVASCRIPT_PAIR ||
		    argument->children[i].count != 1)
			return STR("");
	return argument->children[0].text;
}

void judge_run_command(struct mongo *mongo, const struct mongo_call *call,
		       const struct known *known)
{
	str name = call->count > 0 ? command_of(&call->arguments[0]) : STR("");
	const struct known *command = mongo_known_command(name);
	bool has_keys = call->count > 0 && call->arguments[0].kind == JAVASCRIPT_OBJECT;

	if (!command)
		verdict_add(&mongo->verdict, ACTION_DESTRUCTIVE, call->node->line,
			    "%s '" STR_FMT "' %s", known->name,
			    STR_ARG(str_clip(name, 40)), known->does);
	else if (command->judge && has_keys)
		command->judge(mongo, call, command);
	else
		mongo_say(mongo, call->node,
			  command->judge ? ACTION_DESTRUCTIVE : command->class,
			  command->name, command->does);
}
