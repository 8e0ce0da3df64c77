/* What people asked and found of a hypothesis is bounded, and the verdict outlives it. */
#include "check.h"

#include "base/scoped.h"
#include "core/diagnosis/own_tests.h"

enum { TEST_BYTES_MAX = 1 << 20 };

static struct tree *test_of(struct arena *arena, int64_t evidence)
{
	struct tree *test = tree_map(arena);

	tree_put_int(arena, test, "evidence", evidence);
	return test;
}

static void ask(struct arena *arena, struct tree *list, int64_t evidence)
{
	struct tree *test = test_of(arena, evidence);

	tree_put_bool(arena, test, "own", true);
	own_tests_add(arena, list, test);
}

static void find(struct arena *arena, struct tree *list, int64_t evidence)
{
	struct tree *test = test_of(arena, evidence);

	tree_put_text(arena, test, "by", STR("alice"));
	own_tests_add(arena, list, test);
}

static int64_t nth(const struct tree *list, size_t n)
{
	return tree_get_int(tree_nth(list, n), "evidence", -1);
}

static void the_oldest_questions_go_and_those_of_the_pattern_stay(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct tree *list = tree_list(arena);

	tree_add(arena, list, test_of(arena, 1000));
	tree_add(arena, list, test_of(arena, 1001));
	for (int64_t i = 0; i < OWN_TESTS_MAX; i++)
		ask(arena, list, i);
	CHECK_INT(tree_count(list), OWN_TESTS_MAX + 2);
	CHECK_INT(nth(list, 2), 0);
	ask(arena, list, OWN_TESTS_MAX);
	ask(arena, list, OWN_TESTS_MAX + 1);
	CHECK_INT(tree_count(list), OWN_TESTS_MAX + 2);
	CHECK_INT(nth(list, 0), 1000);
	CHECK_INT(nth(list, 1), 1001);
	CHECK_INT(nth(list, 2), 2);
	CHECK_INT(nth(list, OWN_TESTS_MAX + 1), OWN_TESTS_MAX + 1);
}

/* Without it the next measurement would overrule a person. */
static void what_a_person_decided_by_stays(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct tree *list = tree_list(arena);

	find(arena, list, 7000);
	find(arena, list, 7001);
	for (int64_t i = 0; i < 3 * (int64_t)OWN_TESTS_MAX; i++)
		ask(arena, list, i);
	CHECK_INT(tree_count(list), OWN_TESTS_MAX);
	CHECK_INT(nth(list, 0), 7001);
	CHECK_STR(test_found_by(tree_nth(list, 0)), "alice");
	find(arena, list, 7002);
	CHECK_INT(tree_count(list), OWN_TESTS_MAX);
	CHECK_INT(nth(list, OWN_TESTS_MAX - 1), 7002);
	CHECK(nth(list, 0) != 7001);
}

const struct test tests[] = {
	{ "the oldest questions go, and those of the pattern stay",
	  the_oldest_questions_go_and_those_of_the_pattern_stay },
	{ "what a person decided by stays", what_a_person_decided_by_stays },
	{ 0 },
};
