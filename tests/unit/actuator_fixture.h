/* An actuator as app/ uses it: previewed, applied as previewed, looked at again. */
#ifndef TESTS_ACTUATOR_FIXTURE_H
#define TESTS_ACTUATOR_FIXTURE_H

#include "actuators/actuators.h"
#include "check.h"
#include "formats/json.h"

enum { ACTING_BYTES_MAX = 256 << 20, ACTING_WAIT_MS = 12000 };

/* One action on its way. */
struct acting {
	const struct actuator *actuator;
	struct actuator_call call;
	struct actuator_preview preview;
	struct actuator_result result;
	struct error error;
	str why;
};

static inline const struct actuator *actuator_named(const char *name)
{
	size_t count;
	const struct actuator *const *all = actuators_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(name), all[i]->name))
			return all[i];
	abort();
}

/* The plan as JSON: {"do":"cancel"}. */
static inline struct acting acting_on(struct arena *arena, const char *name,
				      const struct config *config, const char *target,
				      str plan)
{
	struct acting acting = {
		.actuator = actuator_named(name),
		.call = { .arena = arena,
			  .config = config,
			  .target = str_of(target),
			  .job = 17,
			  .wait_ms = ACTING_WAIT_MS },
	};
	struct error error = { 0 };
	const struct tree *tree = json_parse(arena, plan, &error);
	struct label *labels = arena_many(arena, struct label, tree_count(tree) + 1);

	CHECK_OK(tree, error);
	for (size_t i = 0; i < tree_count(tree); i++)
		labels[i] = (struct label){ tree_nth_name(tree, i),
					    tree_nth(tree, i)->text };
	acting.call.plan = labels;
	acting.call.plan_count = tree_count(tree);
	return acting;
}

static inline bool acting_preview(struct acting *acting)
{
	acting->error = (struct error){ 0 };
	if (!acting->actuator->preview(&acting->call, &acting->preview, &acting->error))
		return false;
	acting->call.condition = acting->preview.condition;
	acting->call.argv = acting->preview.argv;
	return true;
}

static inline bool acting_apply(struct acting *acting)
{
	acting->error = (struct error){ 0 };
	return acting->actuator->apply(&acting->call, &acting->result, &acting->error);
}

static inline int acting_was_done(struct acting *acting)
{
	return acting->actuator->was_done(&acting->call, &acting->why);
}

/* What app/ does with the undo: it becomes an action of its own. */
static inline struct acting acting_undo(const struct acting *done)
{
	struct arena *arena = done->call.arena;
	struct acting undo = acting_on(arena, done->actuator->name, done->call.config, "",
				       json_write(arena, done->preview.undo));

	undo.call.target = done->call.target;
	undo.call.hands = done->call.hands;
	return undo;
}

/* Refused for this reason, and with nothing unknown. */
#define CHECK_REFUSED(done, acting, a_kind, says) \
	do { \
		CHECK(!(done)); \
		CHECK_INT((acting).error.kind, a_kind); \
		if (!str_contains(str_of((acting).error.text), str_of(says))) \
			check_failed(__FILE__, __LINE__, "says '%s', want '%s'", \
				     (acting).error.text, says); \
	} while (0)

#endif
