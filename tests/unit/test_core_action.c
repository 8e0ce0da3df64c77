/* Who may approve an action, and whether it helped. */
#include "check.h"

#include "core/action/action.h"

#include <math.h>

static const instant_ms now = 1000000 * SECOND_MS;
static const struct approver alice = { STR_INIT("alice"), .may_approve = true };

static struct action offered(enum action_class class, str requested_by)
{
	return (struct action){ .number = 3,
				.class = class,
				.state = ACTION_OFFERED,
				.target = STR("the-stock"),
				.snapshot = STR("evidence 4"),
				.requested_by = requested_by };
}

static str why_not(struct arena *arena, struct action action, struct approver approver)
{
	str reason = { 0 };

	return action_may_approve(arena, &action, approver, now, &reason) ? STR("")
									  : reason;
}

static void one_person_is_enough_for_what_can_be_undone(void)
{
	scoped_arena arena = arena_new(1 << 20);

	CHECK_STR(why_not(arena, offered(ACTION_REVERSIBLE, STR("alice")), alice), "");
	CHECK_STR(why_not(arena, offered(ACTION_READ, STR("stanch")), alice), "");
}

static void who_asked_for_what_destroys_may_not_approve_it(void)
{
	scoped_arena arena = arena_new(1 << 20);

	CHECK_STR(why_not(arena, offered(ACTION_DESTRUCTIVE, STR("alice")), alice),
		  "alice asked for it: a destructive action needs a second person");
	CHECK_STR(why_not(arena, offered(ACTION_DATA_REPAIR, STR("alice")), alice),
		  "alice asked for it: a data-repair action needs a second person");
	CHECK_STR(why_not(arena, offered(ACTION_DESTRUCTIVE, STR("bob")), alice), "");
	CHECK_STR(why_not(arena, offered(ACTION_DESTRUCTIVE, STR("")), alice), "");
}

static void neither_agents_nor_responders_approve(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct action action = offered(ACTION_READ, STR("stanch"));
	struct approver agent = { STR("robo"), .may_approve = true, .is_agent = true };
	struct approver bob = { .name = STR("bob") };

	CHECK_STR(why_not(arena, action, agent),
		  "robo is an agent: agents propose, people approve");
	CHECK_STR(why_not(arena, action, bob), "bob has neither role approver nor admin");
}

static void only_what_is_offered_is_approved_and_once(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct action action = offered(ACTION_READ, STR("stanch"));

	action.state = ACTION_RUNNING;
	CHECK_STR(why_not(arena, action, alice), "action 3 is running, not offered");
	action.state = ACTION_APPROVED;
	action.approved_by = STR("bob");
	action.approval_ends_at = now + 1;
	CHECK_STR(why_not(arena, action, alice), "action 3 is already approved by bob");
	action.approval_ends_at = now;
	CHECK_STR(why_not(arena, action, alice), "");
}

static void what_rewrites_data_names_its_snapshot(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct action action = offered(ACTION_DATA_REPAIR, STR("bob"));

	CHECK_STR(why_not(arena, action, alice), "");
	action.snapshot = STR("");
	CHECK_STR(why_not(arena, action, alice),
		  "action 3 rewrites data: name the snapshot that it can be put back "
		  "from (--snapshot)");
}

static str why_not_alone(struct arena *arena, struct action action, const char *typed)
{
	str reason = { 0 };

	return action_may_break_glass(arena, &action, alice, str_of(typed), now, &reason)
		       ? STR("")
		       : reason;
}

static void the_glass_is_broken_late_and_by_typing_the_target(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct action action = offered(ACTION_DESTRUCTIVE, STR("alice"));

	action.called = STR("bob");
	action.requested_at = now - SECOND_PERSON_MS;
	CHECK_STR(why_not_alone(arena, action, "the-stock"), "");
	CHECK_STR(why_not_alone(arena, action, "stock"),
		  "the target's name is typed as it stands: the-stock, not stock");
	action.requested_at += SECOND_MS;
	CHECK_STR(why_not_alone(arena, action, "the-stock"),
		  "bob was called as the second person: the glass may be broken in 0:01");
	CHECK(action_alone_from(&action) == now + SECOND_MS);
	/* Nobody could be called: at once. */
	action.called = STR("");
	CHECK(action_alone_from(&action) == action.requested_at);
	CHECK_STR(why_not_alone(arena, action, "the-stock"), "");
	action.requested_by = STR("");
	CHECK(action_alone_from(&action) == 0);
	CHECK_STR(why_not_alone(arena, action, "the-stock"),
		  "nobody asked for action 3 yet: approve it first, so that a second "
		  "person is called");
	CHECK_STR(why_not_alone(arena, offered(ACTION_REVERSIBLE, STR("alice")),
				"the-stock"),
		  "action 3 is reversible: one person approves it, there is no glass to "
		  "break");
}

static void a_value_is_never_an_option(void)
{
	scoped_arena arena = arena_new(1 << 20);
	str reason = { 0 };

	CHECK(action_value_accepts(arena, STR("pod"), STR("web-1"), &reason));
	CHECK(!action_value_accepts(arena, STR("pod"), STR("--all"), &reason));
	CHECK_STR(reason, "pod: '--all' begins with '-': it would be an option");
	CHECK(!action_value_accepts(arena, STR("pod"), STR("web\n--all"), &reason));
	CHECK_STR(reason, "pod: holds a control character");
}

static void an_effect_is_judged_by_the_measurement(void)
{
	static const struct {
		double before, after;
		enum comparison comparison;
		double threshold;
		enum action_verdict verdict;
		const char *reason;
	} cases[] = {
		{ 96, 0, COMPARE_BELOW, 1, VERDICT_HELPED,
		  "96 % → 0 %: within bounds now (good is below 1 %)" },
		{ 96, 4, COMPARE_BELOW, 1, VERDICT_HELPED,
		  "96 % → 4 %: closer, still in breach (good is below 1 %)" },
		{ 101, 81, COMPARE_BELOW, 1, VERDICT_HELPED,
		  "101 % → 81 %: closer, still in breach (good is below 1 %)" },
		{ 101, 82, COMPARE_BELOW, 1, VERDICT_NO_EFFECT,
		  "101 % → 82 %: no real change, still in breach (good is below 1 %)" },
		{ 11, 13, COMPARE_BELOW, 1, VERDICT_WORSE,
		  "11 % → 13 %: further off (good is below 1 %)" },
		{ 0.5, 7, COMPARE_BELOW, 1, VERDICT_WORSE,
		  "0.5 % → 7 %: was within bounds, is in breach now (good is below 1 "
		  "%)" },
		{ 0.5, 0.2, COMPARE_BELOW, 1, VERDICT_NO_EFFECT,
		  "0.5 % → 0.2 %: was within bounds and still is (good is below 1 %)" },
		{ 40, 99.5, COMPARE_AT_LEAST, 99, VERDICT_HELPED,
		  "40 % → 99.5 %: within bounds now (good is at least 99 %)" },
		{ 40, 20, COMPARE_AT_LEAST, 99, VERDICT_WORSE,
		  "40 % → 20 %: further off (good is at least 99 %)" },
		{ (double)NAN, 0, COMPARE_BELOW, 1, VERDICT_CANNOT_TELL,
		  "unknown → 0 %: without both measurements nobody can tell" },
		{ 96, (double)NAN, COMPARE_BELOW, 1, VERDICT_CANNOT_TELL,
		  "96 % → unknown: without both measurements nobody can tell" },
		{ 1, 1, COMPARE_BELOW, 1, VERDICT_NO_EFFECT,
		  "1 % → 1 %: no real change, still in breach (good is below 1 %)" },
	};
	scoped_arena arena = arena_new(1 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		str reason = { 0 };

		struct check check = { .comparison = cases[i].comparison,
				       .threshold = cases[i].threshold,
				       .unit = STR("percent") };

		CHECK_INT(action_judge(arena, cases[i].before, cases[i].after, &check,
				       &reason),
			  cases[i].verdict);
		CHECK_STR_EQ(reason, str_of(cases[i].reason));
	}
}

const struct test tests[] = {
	{ "one person is enough for what can be undone",
	  one_person_is_enough_for_what_can_be_undone },
	{ "who asked for what destroys may not approve it",
	  who_asked_for_what_destroys_may_not_approve_it },
	{ "neither agents nor responders approve",
	  neither_agents_nor_responders_approve },
	{ "only what is offered is approved, and once",
	  only_what_is_offered_is_approved_and_once },
	{ "what rewrites data names its snapshot",
	  what_rewrites_data_names_its_snapshot },
	{ "the glass is broken late and by typing the target",
	  the_glass_is_broken_late_and_by_typing_the_target },
	{ "a value is never an option", a_value_is_never_an_option },
	{ "an effect is judged by the measurement",
	  an_effect_is_judged_by_the_measurement },
	{ 0 },
};
