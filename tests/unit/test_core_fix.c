/* When a temporary fix is reminded of, and which actions leave one. */
#include "check.h"

#include "core/action/action.h"
#include "core/action/fix.h"

static const instant_ms made = 1000000 * SECOND_MS;

static void reminders_come_at_the_end_a_day_later_and_each_week(void)
{
	static const struct {
		duration_ms lasts, now, next;
	} cases[] = {
		{ DAY_MS, 0, DAY_MS },
		{ DAY_MS, DAY_MS - 1, DAY_MS },
		{ DAY_MS, DAY_MS, 2 * DAY_MS },
		{ DAY_MS, 2 * DAY_MS, 7 * DAY_MS },
		{ DAY_MS, 7 * DAY_MS, 14 * DAY_MS },
		{ DAY_MS, 20 * DAY_MS, 21 * DAY_MS },
		/* A long one is reminded of by its age before its end. */
		{ 30 * DAY_MS, 0, 7 * DAY_MS },
		{ 30 * DAY_MS, 7 * DAY_MS, 14 * DAY_MS },
		{ 30 * DAY_MS, 28 * DAY_MS, 30 * DAY_MS },
		{ 30 * DAY_MS, 30 * DAY_MS, 31 * DAY_MS },
		{ 30 * DAY_MS, 31 * DAY_MS, 35 * DAY_MS },
		/* Extended from behind its old end. */
		{ 10 * DAY_MS, 8 * DAY_MS, 10 * DAY_MS },
		/* The clock was set back to before it was made. */
		{ DAY_MS, -DAY_MS, DAY_MS },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fix fix = { .made_at = made, .ends_at = made + cases[i].lasts };

		CHECK_INT(fix_next_reminder(&fix, made + cases[i].now),
			  made + cases[i].next);
	}
}

static void its_age_says_whether_it_is_over(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct fix fix = { .made_at = made, .ends_at = made + DAY_MS };

	CHECK_STR(fix_age(arena, &fix, made + HOUR_MS),
		  "since 1:00:00, ends in 23:00:00");
	CHECK_STR(fix_age(arena, &fix, made + 26 * HOUR_MS),
		  "since 1d 2h, its end was 2:00:00 ago");
}

static void what_has_a_way_back_is_left_until_that_was_gone(void)
{
	struct action raised = { .class = ACTION_REVERSIBLE,
				 .key = STR("raise-maxmemory"),
				 .undo = STR("{\"set\":\"maxmemory\"}") };
	struct action no_way_back = raised, undo = raised, rollback = raised,
		      restart = raised, looks = raised, isolated = raised;

	no_way_back.undo = STR("");
	undo.undo_of = 7;
	rollback.key = STR("rollback-3");
	restart.stays = true;
	looks.class = ACTION_READ;
	isolated.class = ACTION_DESTRUCTIVE;
	CHECK(action_leaves_fix(&raised));
	CHECK(action_leaves_fix(&isolated));
	CHECK(!action_leaves_fix(&no_way_back));
	CHECK(!action_leaves_fix(&undo));
	CHECK(!action_leaves_fix(&rollback));
	CHECK(!action_leaves_fix(&restart));
	CHECK(!action_leaves_fix(&looks));
}

const struct test tests[] = {
	{ "reminders come at the end, a day later and each week",
	  reminders_come_at_the_end_a_day_later_and_each_week },
	{ "its age says whether it is over", its_age_says_whether_it_is_over },
	{ "what has a way back is left until that was gone",
	  what_has_a_way_back_is_left_until_that_was_gone },
	{ 0 },
};
