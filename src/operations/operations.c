#include "operations/noun.h"

#include "app/access/access.h"
#include "app/engine/scribe.h"
#include "base/hash.h"
#include "formats/json.h"

#include <assert.h>

#define OPERATIONS(name) extern const struct noun name##_noun;
#include "operations/list.h"
#undef OPERATIONS

static const struct noun *const nouns[] = {
#define OPERATIONS(name) &name##_noun,
#include "operations/list.h"
#undef OPERATIONS
};

enum { NOUN_COUNT = sizeof(nouns) / sizeof(nouns[0]) };

const struct operation *operation_at(size_t nth)
{
	for (size_t i = 0; i < NOUN_COUNT; i++) {
		if (nth < nouns[i]->count)
			return &nouns[i]->operations[nth];
		nth -= nouns[i]->count;
	}
	return NULL;
}

const struct operation *operation_find(str noun, str verb)
{
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++)
		if (str_is(noun, operation->noun) && str_is(verb, operation->verb))
			return operation;
	return NULL;
}

const struct operation *operation_by_alias(str alias)
{
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++)
		if (operation->alias && str_is(alias, operation->alias))
			return operation;
	return NULL;
}

/* One call on its way to its turn. */
struct call {
	const struct operation *operation;
	const void *input;
	struct tree *answer;
	str key; /* of idempotency; "" */
};

static bool may(struct work *work, const struct operation *operation)
{
	if (work->actor.role < operation->least)
		return fail(work, ERROR_FORBIDDEN,
			    "%s %s needs the role %s; " STR_FMT " is %s", operation->noun,
			    operation->verb, role_names[operation->least],
			    STR_ARG(work->actor.name), role_names[work->actor.role]);
	if (operation->people_only && work->actor.kind != ACTOR_PERSON)
		return fail(work, ERROR_FORBIDDEN,
			    "%s %s is for people: an agent proposes, "
			    "it never approves",
			    operation->noun, operation->verb);
	return true;
}

static bool run(struct work *work, void *arguments)
{
	struct call *call = arguments;

	return call->operation->run(work, call->input, call->answer);
}

/* The first answer to a key is the answer to every repeat. */
static bool run_once(struct work *work, void *arguments)
{
	struct call *call = arguments;
	bool found = false;
	str kept;

	if (call->key.length > 0 && !store_answer_find(work, call->key, &kept, &found))
		return false;
	if (found) {
		struct tree *tree = json_parse(work->arena, kept, &work->error);

		if (!tree)
			return while_doing(work, "the answer kept for this key");
		*call->answer = *tree;
		return true;
	}
	if (!run(work, call))
		return false;
	return call->key.length == 0 ||
	       store_answer_keep(work, call->key, json_write(work->arena, call->answer));
}

static bool dispatch(struct app *app, struct work *work, struct call *call)
{
	const char *kind;

	if (call->operation->needs_no_server)
		return run(work, call);
	switch (call->operation->effect) {
	case OPERATION_READS: return app_read(app, work, run, call);
	case OPERATION_WORKS: return run(work, call);
	case OPERATION_CHANGES:
		kind = arena_format(work->arena, "%s.%s", call->operation->noun,
				    call->operation->verb)
			       .bytes;
		return app_change(app, work, kind, run_once, call, true);
	}
	return fail(work, ERROR_INTERNAL, "no effect");
}

bool operation_bind(struct work *work, const struct operation *operation,
		    const struct tree *inputs, const void **ret_input)
{
	*ret_input = NULL;
	if (!operation->input)
		return true;

	void *input = arena_alloc(work->arena, 1, operation->input->size,
				  alignof(max_align_t));

	*ret_input = input;
	return row_bind(work->arena, operation->input, inputs, work->now, input,
			&work->error);
}

/* Another person's key, or the same for other inputs, is another key. */
static str key_of(struct work *work, const struct operation *operation,
		  const struct tree *inputs, str idempotency_key)
{
	str said = inputs ? json_write(work->arena, inputs) : STR("");
	str digest = sha256_hex(work->arena, sha256_of(said));

	return arena_format(work->arena, "%s.%s:" STR_FMT ":" STR_FMT ":" STR_FMT,
			    operation->noun, operation->verb, STR_ARG(work->actor.name),
			    STR_ARG(idempotency_key), STR_ARG(digest));
}

bool operation_run(struct app *app, struct work *work, const struct operation *operation,
		   const struct tree *inputs, str idempotency_key,
		   struct tree **ret_answer)
{
	struct call call = { .operation = operation, .answer = tree_map(work->arena) };

	if (idempotency_key.length > 0 && !operation->answers_once)
		call.key = key_of(work, operation, inputs, idempotency_key);
	if (!may(work, operation) ||
	    !operation_bind(work, operation, inputs, &call.input) ||
	    !dispatch(app, work, &call))
		return false;
	*ret_answer = call.answer;
	return true;
}

bool operation_run_alone(struct work *work, const struct operation *operation,
			 const struct tree *inputs, struct tree **ret_answer)
{
	assert(operation->needs_no_server);
	return operation_run(NULL, work, operation, inputs, STR(""), ret_answer);
}
