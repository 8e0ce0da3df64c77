/* A claim is judged only by what it predicted, and only on evidence. */
#include "check.h"

#include "core/diagnosis/hypothesis.h"

#include <math.h>

static const struct prediction predictions[] = {
	{ .fact = STR_INIT("redis.used_percent"),
	  .comparison = COMPARE_AT_LEAST,
	  .threshold = 95,
	  .says = STR_INIT("memory in use is at the limit") },
	{ .fact = STR_INIT("redis.policy"),
	  .is_text = true,
	  .text = STR_INIT("noeviction"),
	  .says = STR_INIT("nothing is evicted") },
	{ .fact = STR_INIT("redis.role"),
	  .is_text = true,
	  .text = STR_INIT("slave"),
	  .says = STR_INIT("it is a replica"),
	  .refutes = true },
};
static const struct hypothesis_rule rule = { .predictions = predictions,
					     .prediction_count = 3 };

static struct verdict test_with(struct arena *arena, double used, const char *policy,
				const char *role)
{
	struct fact items[] = {
		{ .name = STR("redis.used_percent"),
		  .number = used,
		  .unit = STR("percent"),
		  .evidence = 7 },
		{ .name = STR("redis.policy"),
		  .number = (double)NAN,
		  .text = str_of(policy) },
		{ .name = STR("redis.role"),
		  .number = (double)NAN,
		  .text = str_of(role) },
	};
	struct facts facts = { items, COUNT_OF(items), COUNT_OF(items) };

	return hypothesis_test(arena, &rule, &facts);
}

static void it_is_supported_when_all_predictions_hold(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct verdict verdict = test_with(arena, 99, "noeviction", "master");

	CHECK_INT(verdict.state, HYPOTHESIS_SUPPORTED);
	CHECK_STR(verdict.reason, "supported: memory in use is at the limit (99 %), "
				  "nothing is evicted (noeviction)");
}

static void a_refutation_wins_over_all_that_holds(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct verdict verdict = test_with(arena, 99, "noeviction", "slave");

	CHECK_INT(verdict.state, HYPOTHESIS_REFUTED);
	CHECK_STR(verdict.reason, "refuted: it is a replica (redis.role is slave)");
	verdict = test_with(arena, 12, "noeviction", "slave");
	CHECK_STR(verdict.reason, "refuted: it is a replica (redis.role is slave)");
}

static void a_prediction_that_does_not_come_true_refutes(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct verdict verdict = test_with(arena, 12, "noeviction", "master");

	CHECK_INT(verdict.state, HYPOTHESIS_REFUTED);
	CHECK_STR(verdict.reason,
		  "refuted: \"memory in use is at the limit\" did not come true "
		  "(redis.used_percent is 12 %, predicted at least 95 %)");
	/* Whatever else is not known. */
	verdict = test_with(arena, 12, "", "");
	CHECK_INT(verdict.state, HYPOTHESIS_REFUTED);
}

static void without_facts_it_stays_open_and_says_which(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct facts none = { 0 };
	struct verdict verdict = test_with(arena, (double)NAN, "noeviction", "");

	CHECK_INT(verdict.state, HYPOTHESIS_OPEN);
	CHECK_STR(verdict.reason,
		  "not tested: no data for redis.used_percent, redis.role");
	CHECK_INT(hypothesis_test(arena, &rule, &none).state, HYPOTHESIS_OPEN);
}

static void what_predicts_nothing_is_not_supported(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct fact role = { .name = STR("redis.role"),
			     .number = (double)NAN,
			     .text = STR("master") };
	struct facts facts = { &role, 1, 1 };
	struct hypothesis_rule empty = { 0 };
	struct hypothesis_rule only_refuting = { .predictions = &predictions[2],
						 .prediction_count = 1 };

	CHECK_INT(hypothesis_test(arena, &empty, &facts).state, HYPOTHESIS_OPEN);
	CHECK_INT(hypothesis_test(arena, &only_refuting, &facts).state, HYPOTHESIS_OPEN);
}

static void a_text_may_be_predicted_to_differ(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct prediction other = predictions[1];
	struct hypothesis_rule differs = { .predictions = &other, .prediction_count = 1 };
	struct fact policy = { .name = STR("redis.policy"),
			       .number = (double)NAN,
			       .text = STR("allkeys-lru") };
	struct facts facts = { &policy, 1, 1 };

	other.negated = true;
	CHECK_INT(hypothesis_test(arena, &differs, &facts).state, HYPOTHESIS_SUPPORTED);
	policy.text = STR("noeviction");
	CHECK_INT(hypothesis_test(arena, &differs, &facts).state, HYPOTHESIS_REFUTED);
}

static void every_test_is_written_down_with_its_evidence(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct verdict verdict = test_with(arena, 99, "allkeys-lru", "");
	const struct tree *first = tree_nth(verdict.tests, 0);

	CHECK_INT(tree_count(verdict.tests), 3);
	CHECK_STR(tree_get_text(first, "says"), "memory in use is at the limit");
	CHECK_STR(tree_get_text(first, "fact"), "redis.used_percent");
	CHECK_STR(tree_get_text(first, "expected"), "at least 95 %");
	CHECK_STR(tree_get_text(first, "observed"), "99 %");
	CHECK_STR(tree_get_text(first, "outcome"), "holds");
	CHECK_INT(tree_get_int(first, "evidence", 0), 7);
	CHECK_STR(tree_get_text(tree_nth(verdict.tests, 1), "outcome"), "fails");
	CHECK_STR(tree_get_text(tree_nth(verdict.tests, 2), "outcome"), "no data");
	CHECK(tree_get_bool(tree_nth(verdict.tests, 2), "refutes", false));
}

const struct test tests[] = {
	{ "it is supported when all predictions hold",
	  it_is_supported_when_all_predictions_hold },
	{ "a refutation wins over all that holds",
	  a_refutation_wins_over_all_that_holds },
	{ "a prediction that does not come true refutes",
	  a_prediction_that_does_not_come_true_refutes },
	{ "without facts it stays open and says which",
	  without_facts_it_stays_open_and_says_which },
	{ "what predicts nothing is not supported",
	  what_predicts_nothing_is_not_supported },
	{ "a text may be predicted to differ", a_text_may_be_predicted_to_differ },
	{ "every test is written down with its evidence",
	  every_test_is_written_down_with_its_evidence },
	{ 0 },
};
