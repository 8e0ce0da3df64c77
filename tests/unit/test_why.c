/* The chain of whys: what leads to what, and what would explain itself. */
#include "check.h"

#include "base/text.h"
#include "core/diagnosis/why.h"

#define LINK(a_effect, a_cause) \
	{ \
		.effect = (a_effect), .cause = (a_cause) \
	}

static str told_path(struct arena *arena, const int64_t *path, size_t count)
{
	struct text text = text_new(arena, 1 << 16);

	for (size_t i = 0; i < count; i++)
		text_addf(&text, "%s%lld", i ? " " : "", (long long)path[i]);
	return text_of(&text);
}

static void a_circle_is_told_with_its_way(void)
{
	static const struct why links[] = {
		LINK(1, 2),
		LINK(2, 3),
		LINK(3, 4),
		LINK(2, 5),
		{ .effect = 4, .cause = 6, .state = WHY_WITHDRAWN },
	};
	static const struct {
		int64_t effect, cause;
		str path;
	} cases[] = {
		{ 4, 1, STR_INIT("4 1 2 3 4") }, { 2, 1, STR_INIT("2 1 2") },
		{ 1, 1, STR_INIT("1 1") },       { 5, 1, STR_INIT("5 1 2 5") },
		{ 6, 1, STR_INIT("") }, /* what was withdrawn leads nowhere */
		{ 1, 4, STR_INIT("") }, /* a second way down is none */
		{ 5, 3, STR_INIT("") },
	};
	struct whys whys = { links, COUNT_OF(links) };
	scoped_arena arena = arena_new(1 << 20);
	int64_t path[WHYS_MAX + 2];

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(told_path(arena, path,
				       why_circle(&whys, cases[i].effect, cases[i].cause,
						  path)),
			     cases[i].path);
}

static str told_steps(struct arena *arena, const struct whys *whys)
{
	struct why_step *steps = arena_many(arena, struct why_step, WHY_STEPS_MAX);
	size_t count = why_steps(whys, steps);
	struct text text = text_new(arena, 1 << 16);

	for (size_t i = 0; i < count; i++)
		text_addf(&text, "%*s%lld%s%s\n", (int)steps[i].depth, "",
			  (long long)steps[i].hypothesis, steps[i].is_last ? "." : "",
			  steps[i].is_again ? "^" : "");
	return text_of(&text);
}

static void a_chain_goes_from_what_was_seen_to_its_root(void)
{
	static const struct why links[] = {
		LINK(2, 3),
		LINK(1, 2),
		LINK(3, 4),
		LINK(1, 5),
		LINK(7, 3),
		LINK(1, 4),
		{ .effect = 4, .cause = 9, .state = WHY_WITHDRAWN }
	};
	struct whys whys = { links, COUNT_OF(links) }, none = { 0 };
	scoped_arena arena = arena_new(1 << 20);

	CHECK_STR(told_steps(arena, &whys), "1\n 2\n  3\n   4.\n 5.\n 4.\n7\n 3^\n");
	CHECK_STR(told_steps(arena, &none), "");
}

/* As it never comes from us: a circle in the store neither hangs nor hides the rest. */
static void even_a_circle_ends(void)
{
	static const struct why links[] = { LINK(1, 2), LINK(2, 3), LINK(3, 2) };
	struct whys whys = { links, COUNT_OF(links) };
	scoped_arena arena = arena_new(1 << 20);

	CHECK_STR(told_steps(arena, &whys), "1\n 2\n  3\n   2^\n");
}

static void many_ways_are_no_more_lines_than_fit(void)
{
	struct why links[WHYS_MAX];
	struct whys whys = { links, COUNT_OF(links) };
	scoped_arena arena = arena_new(1 << 20);
	struct why_step *steps = arena_many(arena, struct why_step, WHY_STEPS_MAX);

	/* A ladder with two rails: 2^50 ways from its top to its end. */
	for (size_t i = 0; i < COUNT_OF(links); i++)
		links[i] = (struct why){ .effect = (int64_t)(i / 2 + 1),
					 .cause = (int64_t)(i / 2 + 2) };
	CHECK(why_steps(&whys, steps) <= COUNT_OF(links) + 1);
	for (size_t i = 0; i < COUNT_OF(links); i++)
		links[i] = (struct why){ .effect = (int64_t)i + 1,
					 .cause = (int64_t)i + 2 };
	CHECK_INT(why_steps(&whys, steps), COUNT_OF(links) + 1);
}

static void it_is_asked_on_at_the_deepest_until_the_fifth(void)
{
	static const struct why links[] = { LINK(1, 2), LINK(2, 3), LINK(3, 4),
					    LINK(4, 5), LINK(5, 6), LINK(1, 9) };
	struct why_step steps[WHY_STEPS_MAX];

	for (size_t depth = 1; depth < WHY_DEPTH_ASKED; depth++) {
		struct whys whys = { links, depth };

		CHECK_INT(why_ask_on(steps, why_steps(&whys, steps)), (int64_t)depth + 1);
	}
	struct whys all = { links, COUNT_OF(links) };

	CHECK_INT(why_ask_on(steps, why_steps(&all, steps)), 0);
	CHECK_INT(why_ask_on(steps, 0), 0);
}

static void what_nobody_confirmed_says_so(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct why why = { .said_by = STR("alice"), .how = STR("each call leaves one") };

	CHECK_STR(why_basis(arena, &why),
		  "stated by alice, not confirmed: each call leaves one");
	why.how = STR("");
	CHECK_STR(why_basis(arena, &why), "stated by alice, not confirmed");
	why.state = WHY_CONFIRMED;
	why.decided_by = STR("bob");
	why.evidence = STR("3 5");
	CHECK_STR(why_basis(arena, &why), "confirmed by bob on evidence 3 5");
	why.state = WHY_WITHDRAWN;
	why.reason = STR("it was another pool");
	CHECK_STR(why_basis(arena, &why), "withdrawn by bob: it was another pool");
}

const struct test tests[] = {
	{ "a circle is told with its way", a_circle_is_told_with_its_way },
	{ "a chain goes from what was seen to its root",
	  a_chain_goes_from_what_was_seen_to_its_root },
	{ "even a circle ends", even_a_circle_ends },
	{ "many ways are no more lines than fit", many_ways_are_no_more_lines_than_fit },
	{ "it is asked on at the deepest until the fifth",
	  it_is_asked_on_at_the_deepest_until_the_fifth },
	{ "what nobody confirmed says so", what_nobody_confirmed_says_so },
	{ NULL, NULL },
};
