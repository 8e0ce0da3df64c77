/* How classify_mongosh.c reads: every name that is called is looked up, wherever it
 * stands – also in functions, called or not – and what could bring a name that is not
 * seen is not understood: db[x](), eval, what is taken out of an object by a computed
 * key and is not known to be data. */
#ifndef RUNBOOK_CLASSIFY_MONGOSH_H
#define RUNBOOK_CLASSIFY_MONGOSH_H

#include "base/map.h"
#include "formats/javascript.h"
#include "runbook/classify_verdict.h"

struct each_variable {
	struct variable *variable;
};

struct mongo {
	struct verdict verdict;
	struct map *variables; /* of struct variable */
	struct {
		struct each_variable *items;
		size_t count, capacity;
	} all;
};

struct held {
	const struct javascript *node; /* NULL for what is not seen */
};

/* All that a name is given in the whole text, whatever its scope. */
struct variable {
	str name;
	struct {
		struct held *items;
		size_t count, capacity;
	} values;
	size_t uses, uses_read; /* the declaration counts; as a pipeline, to be read */
	bool is_declared;       /* given as a whole somewhere, not only changed */
	bool is_data;
};

struct mongo_call {
	const struct javascript *node;
	const struct javascript *object; /* NULL when a name alone is called */
	str name;
	const struct javascript *arguments;
	size_t count;
};

enum known_gives {
	GIVES_DATA,   /* what it gives is documents, numbers, texts, or a cursor */
	GIVES_SELF,   /* data when it was called on data and given data */
	GIVES_HANDLE, /* a collection, a database, … */
};

struct known {
	const char *name;
	enum action_class class;
	enum known_gives gives;
	const char *does;
	/* Says the class itself. */
	void (*judge)(struct mongo *mongo, const struct mongo_call *call,
		      const struct known *known);
};

/* What is known of a call by its name and what it is called on; NULL for nothing. */
const struct known *mongo_known(const struct mongo *mongo, const struct mongo_call *call);
/* The same of a name that is not called. */
const struct known *mongo_known_member(str name);
const struct known *mongo_known_command(str name);
const struct known *mongo_known_global(str name);
bool mongo_is_stage(str name);

/* -- classify_mongosh_data.c: what variables hold -- */

void mongo_collect(struct mongo *mongo, const struct javascript *program);
struct variable *mongo_variable(const struct mongo *mongo, str name);
/* Can it be nothing but data, so that whatever is taken out of it does nothing? */
bool mongo_is_data(const struct mongo *mongo, const struct javascript *node);
/* Calls: false when "node" is none that says what it calls. */
bool mongo_call_of(const struct javascript *node, struct mongo_call *ret_call);
/* The object or array itself, or what a name was given once and for all; else NULL. */
const struct javascript *mongo_literal(const struct mongo *mongo,
				       const struct javascript *node);

/* -- classify_mongosh_calls.c: calls whose arguments matter -- */

void mongo_say(struct mongo *mongo, const struct javascript *node,
	       enum action_class class, const char *name, const char *does);

/* db.c.explain().remove(…) only says what would be removed. */
bool mongo_is_explained(const struct mongo_call *call);

typedef void mongo_judge(struct mongo *mongo, const struct mongo_call *call,
			 const struct known *known);
mongo_judge judge_aggregate, judge_validate, judge_map_reduce, judge_watch,
	judge_run_command, judge_many, judge_update, judge_bulk, judge_delete,
	judge_clear, judge_rename;
mongo_judge judge_aggregate_command, judge_profile, judge_validate_command,
	judge_map_reduce_command, judge_write_command;

#endif
