/* What changed before something broke: which, in which order, and in which words. */
#include "base/arena.h"
#include "check.h"
#include "core/action/rollback.h"
#include "core/learning/change.h"

#define ONSET (1000 * MINUTE_MS)

static struct change change_at(int64_t id, int64_t minutes_before, const char *service)
{
	return (struct change){ .id = id,
				.at = ONSET - minutes_before * MINUTE_MS,
				.service = str_of(service),
				.kind = STR("deploy"),
				.title = STR("a deployment of v2"),
				.revision = STR("v2") };
}

static const str needs[] = { STR_INIT("database") };
static const struct change_search search = { .onset = ONSET,
					     .window = HOUR_MS,
					     .service = STR_INIT("orders"),
					     .needs = needs,
					     .need_count = 1 };

static void nearest_comes_first(void)
{
	scoped_arena arena = arena_new(1 << 20);
	const struct change changes[] = {
		change_at(1, 60, "orders"), change_at(2, 2, "database"),
		change_at(3, 61, "orders"), change_at(4, 1, "billing"),
		change_at(5, -1, "orders"), change_at(6, 2, "orders"),
		change_at(7, 30, ""),
	};
	const int64_t expected[] = { 6, 2, 7, 1 };
	struct suspect_changes found = changes_before(arena, &search, changes, 7);

	CHECK_INT(found.count, 4);
	for (size_t i = 0; i < found.count && i < 4; i++)
		CHECK_INT(found.items[i].change->id, expected[i]);
	CHECK_INT(found.items[1].relation, CHANGE_DEPENDENCY);
	CHECK_INT(found.items[2].relation, CHANGE_ANYWHERE);
}

static void says_the_lag_and_what_else_changed(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct change changes[] = { change_at(1, 2, "orders"),
				    change_at(2, 20, "database") };
	struct suspect_changes found = changes_before(arena, &search, changes, 1);

	CHECK_STR(
		change_says(arena, &found, 0, HOUR_MS),
		"deploy v2 was 2:00 before it began; nothing else changed in the 60 min "
		"before");
	changes[1].revision = STR("");
	found = changes_before(arena, &search, changes, 2);
	CHECK_STR(change_says(arena, &found, 0, HOUR_MS),
		  "deploy v2 was 2:00 before it began; also in the 60 min before: deploy "
		  "\"a deployment of v2\" of database, which it needs, 20:00 before");
}

static void says_how_many_more_there_are(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct change changes[6];
	struct suspect_changes found;

	for (int i = 0; i < 6; i++)
		changes[i] = change_at(i, i + 1, "orders");
	found = changes_before(arena, &search, changes, 6);
	CHECK(str_ends_with(change_says(arena, &found, 0, HOUR_MS), STR(", and 2 more")));
}

static void a_revision_from_outside_is_plain_or_refused(void)
{
	static const char *const plain[] = { "v2.3.4", "0f1e2d3", "shop/orders:v2@sha256",
					     "1.0.0-rc.1+build" };
	static const char *const refused[] = { "",     "-rf",  "v2;id", "$(id)", "a b",
					       "../x", "a\nb", "{{x}}", "v2'",   ".x" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		CHECK(revision_is_plain(str_of(plain[i])));
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK(!revision_is_plain(str_of(refused[i])));
}

static void an_offer_is_what_became_of_its_action(void)
{
	static const struct {
		enum rollback_state stored;
		enum action_state action;
		enum rollback_state now;
	} cases[] = {
		{ ROLLBACK_OFFERED, ACTION_PREVIEWING, ROLLBACK_OFFERED },
		{ ROLLBACK_OFFERED, ACTION_REFUSED, ROLLBACK_IMPOSSIBLE },
		{ ROLLBACK_OFFERED, ACTION_RUNNING, ROLLBACK_TAKEN },
		{ ROLLBACK_OFFERED, ACTION_WITHDRAWN, ROLLBACK_OVER },
		{ ROLLBACK_DECLINED, ACTION_OFFERED, ROLLBACK_DECLINED },
		{ ROLLBACK_DECLINED, ACTION_WITHDRAWN, ROLLBACK_DECLINED },
		/* Whoever declined may think again. */
		{ ROLLBACK_DECLINED, ACTION_SUCCEEDED, ROLLBACK_TAKEN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_INT(rollback_by_action(cases[i].stored, cases[i].action),
			  cases[i].now);
}

static void says_why_there_is_no_way_back(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct change change = { .revision = STR("v2") };

	CHECK_STR(rollback_why_not(arena, &change), "no earlier revision is known");
	change.previous = STR("v1");
	CHECK_STR(rollback_why_not(arena, &change), "it is not known how to put it back");
	change.undo_actuator = STR("command");
	CHECK_STR(rollback_why_not(arena, &change), "");
	change.irreversible = STR("drops a column");
	CHECK_STR(rollback_why_not(arena, &change),
		  "marked irreversible: drops a column");
}

const struct test tests[] = {
	{ "the nearest comes first", nearest_comes_first },
	{ "says the lag and what else changed", says_the_lag_and_what_else_changed },
	{ "says how many more there are", says_how_many_more_there_are },
	{ "a revision from outside is plain or refused",
	  a_revision_from_outside_is_plain_or_refused },
	{ "an offer is what became of its action",
	  an_offer_is_what_became_of_its_action },
	{ "says why there is no way back", says_why_there_is_no_way_back },
	{ 0 },
};
