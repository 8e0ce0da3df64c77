#include "core/diagnosis/why.h"

#include <stddef.h>

const char *const why_state_names[] = {
	[WHY_STATED] = "stated",
	[WHY_CONFIRMED] = "confirmed",
	[WHY_WITHDRAWN] = "withdrawn",
	NULL,
};

static const struct field why_fields[] = {
	F(struct why, id, FIELD_INT),
	F(struct why, incident, FIELD_INT),
	F(struct why, effect, FIELD_INT),
	F(struct why, cause, FIELD_INT),
	F_ENUM(struct why, state, why_state_names),
	F(struct why, how, FIELD_TEXT),
	F(struct why, said_by, FIELD_TEXT),
	F(struct why, said_at, FIELD_INSTANT),
	F(struct why, evidence, FIELD_TEXT),
	F(struct why, decided_by, FIELD_TEXT),
	F(struct why, decided_at, FIELD_INSTANT),
	F(struct why, reason, FIELD_TEXT),
};
const struct shape why_shape = SHAPE("why", struct why, why_fields);

const struct why *why_find(const struct whys *whys, int64_t effect, int64_t cause)
{
	for (size_t i = 0; i < whys->count; i++)
		if (whys->items[i].effect == effect && whys->items[i].cause == cause &&
		    whys->items[i].state != WHY_WITHDRAWN)
			return &whys->items[i];
	return NULL;
}

/* -- circles -- */

static bool is_in(const int64_t *all, size_t count, int64_t one)
{
	for (size_t i = 0; i < count; i++)
		if (all[i] == one)
			return true;
	return false;
}

/* What was reached, and from where: enough to tell the way back. */
struct search {
	int64_t reached[WHYS_MAX + 1];
	size_t from[WHYS_MAX + 1];
	size_t count;
};

static void reach_on(const struct whys *whys, struct search *search, size_t at)
{
	for (size_t i = 0; i < whys->count; i++) {
		const struct why *why = &whys->items[i];

		if (why->state == WHY_WITHDRAWN || why->effect != search->reached[at] ||
		    search->count > WHYS_MAX ||
		    is_in(search->reached, search->count, why->cause))
			continue;
		search->from[search->count] = at;
		search->reached[search->count++] = why->cause;
	}
}

size_t why_circle(const struct whys *whys, int64_t effect, int64_t cause,
		  int64_t *ret_path)
{
	struct search search = { .reached = { cause }, .count = 1 };
	size_t found = 0, length = 0;

	while (found < search.count && search.reached[found] != effect)
		reach_on(whys, &search, found++);
	if (found == search.count)
		return 0;
	/* Backwards from the effect to the cause, then turned round. */
	for (size_t at = found; at != 0; at = search.from[at])
		length++;
	ret_path[0] = effect;
	for (size_t at = found, nth = length + 1; nth > 0; nth--, at = search.from[at])
		ret_path[nth] = search.reached[at];
	return length + 2;
}

/* -- chains -- */

struct walk {
	const struct whys *whys;
	struct why_step *steps;
	size_t count;
};

static bool has_causes(const struct whys *whys, int64_t hypothesis)
{
	for (size_t i = 0; i < whys->count; i++)
		if (whys->items[i].effect == hypothesis &&
		    whys->items[i].state != WHY_WITHDRAWN)
			return true;
	return false;
}

static bool is_a_cause(const struct whys *whys, int64_t hypothesis)
{
	for (size_t i = 0; i < whys->count; i++)
		if (whys->items[i].cause == hypothesis &&
		    whys->items[i].state != WHY_WITHDRAWN)
			return true;
	return false;
}

static bool stands_above(const struct walk *walk, int64_t hypothesis)
{
	for (size_t i = 0; i < walk->count; i++)
		if (walk->steps[i].hypothesis == hypothesis)
			return true;
	return false;
}

/* Each hypothesis is followed once, so it ends as well for what is no tree. */
static void go_down(struct walk *walk, int64_t hypothesis, const struct why *by,
		    size_t depth)
{
	const struct whys *whys = walk->whys;
	bool goes_on = has_causes(whys, hypothesis);
	bool is_again = goes_on && stands_above(walk, hypothesis);

	if (walk->count == WHY_STEPS_MAX)
		return;
	walk->steps[walk->count++] = (struct why_step){ .hypothesis = hypothesis,
							.by = by,
							.depth = depth,
							.is_last = !goes_on,
							.is_again = is_again };
	if (is_again)
		return;
	for (size_t i = 0; i < whys->count; i++)
		if (whys->items[i].effect == hypothesis &&
		    whys->items[i].state != WHY_WITHDRAWN)
			go_down(walk, whys->items[i].cause, &whys->items[i], depth + 1);
}

size_t why_steps(const struct whys *whys, struct why_step *ret_steps)
{
	struct walk walk = { .whys = whys, .steps = ret_steps };

	for (size_t i = 0; i < whys->count; i++) {
		int64_t effect = whys->items[i].effect;

		if (whys->items[i].state != WHY_WITHDRAWN && !is_a_cause(whys, effect) &&
		    !stands_above(&walk, effect))
			go_down(&walk, effect, NULL, 0);
	}
	return walk.count;
}

int64_t why_ask_on(const struct why_step *steps, size_t count)
{
	const struct why_step *deepest = NULL;

	for (size_t i = 0; i < count; i++)
		if (steps[i].is_last && (!deepest || steps[i].depth > deepest->depth))
			deepest = &steps[i];
	return deepest && deepest->depth < WHY_DEPTH_ASKED ? deepest->hypothesis : 0;
}

/* -- in words -- */

static str with_reason(struct arena *arena, str says, str reason)
{
	if (reason.length == 0)
		return says;
	return arena_format(arena, STR_FMT ": " STR_FMT, STR_ARG(says), STR_ARG(reason));
}

str why_basis(struct arena *arena, const struct why *why)
{
	str says;

	switch (why->state) {
	case WHY_CONFIRMED:
		says = arena_format(arena,
				    "confirmed by " STR_FMT " on evidence " STR_FMT,
				    STR_ARG(why->decided_by), STR_ARG(why->evidence));
		return with_reason(arena, says, why->reason);
	case WHY_WITHDRAWN:
		says = arena_format(arena, "withdrawn by " STR_FMT,
				    STR_ARG(why->decided_by));
		return with_reason(arena, says, why->reason);
	case WHY_STATED: break;
	}
	says = arena_format(arena, "stated by " STR_FMT ", not confirmed",
			    STR_ARG(why->said_by));
	return with_reason(arena, says, why->how);
}
