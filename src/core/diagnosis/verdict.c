#include "core/diagnosis/hypothesis.h"

#include "base/text.h"

#include <math.h>

enum { REASON_BYTES_MAX = 2048 };

enum outcome { HOLDS, FAILS, NO_DATA };
static const char *const outcome_names[] = { "holds", "fails", "no data" };

/* One prediction against what is known. */
struct test {
	const struct prediction *prediction;
	const struct fact *fact; /* NULL: no data */
	enum outcome outcome;
	str expected, observed;
};

static enum outcome outcome_of(const struct prediction *prediction,
			       const struct fact *fact)
{
	bool holds;

	if (!fact)
		return NO_DATA;
	if (prediction->is_text) {
		if (fact->text.length == 0)
			return NO_DATA;
		holds = str_equal(fact->text, prediction->text) != prediction->negated;
	} else {
		if (isnan(fact->number))
			return NO_DATA;
		holds = compare(prediction->comparison, fact->number,
				prediction->threshold);
	}
	return holds ? HOLDS : FAILS;
}

static str expected_text(struct arena *arena, const struct prediction *prediction,
			 str unit)
{
	if (prediction->is_text)
		return arena_format(arena, "%s" STR_FMT,
				    prediction->negated ? "not " : "",
				    STR_ARG(prediction->text));

	str limit = quantity_format(arena, prediction->threshold, unit);

	return arena_format(arena, "%s " STR_FMT,
			    comparison_names[prediction->comparison], STR_ARG(limit));
}

static struct test run_test(struct arena *arena, const struct prediction *prediction,
			    const struct facts *facts)
{
	const struct fact *fact = facts_find(facts, prediction->fact);
	enum outcome outcome = outcome_of(prediction, fact);

	return (struct test){
		.prediction = prediction,
		.fact = fact,
		.outcome = outcome,
		.expected = expected_text(arena, prediction,
					  fact ? fact->unit : (str){ 0 }),
		.observed = outcome == NO_DATA ? STR("no data")
					       : fact_format(arena, fact),
	};
}

static struct tree *test_tree(struct arena *arena, const struct test *test)
{
	struct tree *tree = tree_map(arena);

	tree_put_text(arena, tree, "says", test->prediction->says);
	tree_put_text(arena, tree, "fact", test->prediction->fact);
	tree_put_text(arena, tree, "expected", test->expected);
	tree_put_text(arena, tree, "observed", test->observed);
	tree_put_text(arena, tree, "outcome", str_of(outcome_names[test->outcome]));
	tree_put_int(arena, tree, "evidence", test->fact ? test->fact->evidence : 0);
	tree_put_bool(arena, tree, "refutes", test->prediction->refutes);
	return tree;
}

static bool refutes(const struct test *test)
{
	return test->prediction->refutes ? test->outcome == HOLDS
					 : test->outcome == FAILS;
}

static void add_separated(struct text *text, str s)
{
	if (text->length > 0)
		text_add(text, STR(", "));
	text_add(text, s);
}

static str refuted_reason(struct arena *arena, const struct test *test)
{
	const struct prediction *prediction = test->prediction;

	if (prediction->refutes)
		return arena_format(arena,
				    "refuted: " STR_FMT " (" STR_FMT " is " STR_FMT ")",
				    STR_ARG(prediction->says), STR_ARG(prediction->fact),
				    STR_ARG(test->observed));
	return arena_format(arena,
			    "refuted: \"" STR_FMT "\" did not come true (" STR_FMT
			    " is " STR_FMT ", predicted " STR_FMT ")",
			    STR_ARG(prediction->says), STR_ARG(prediction->fact),
			    STR_ARG(test->observed), STR_ARG(test->expected));
}

struct tally {
	const struct test *refuting; /* the first; a refutation before a failure */
	struct text missing, holding;
};

static void count(struct arena *arena, struct tally *tally, const struct test *test)
{
	const struct prediction *prediction = test->prediction;

	if (refutes(test)) {
		if (!tally->refuting ||
		    (prediction->refutes && !tally->refuting->prediction->refutes))
			tally->refuting = test;
	} else if (test->outcome == NO_DATA) {
		add_separated(&tally->missing, prediction->fact);
	} else if (!prediction->refutes) {
		add_separated(&tally->holding,
			      arena_format(arena, STR_FMT " (" STR_FMT ")",
					   STR_ARG(prediction->says),
					   STR_ARG(test->observed)));
	}
}

static struct verdict decide(struct arena *arena, struct tally *tally)
{
	if (tally->refuting)
		return (struct verdict){ .state = HYPOTHESIS_REFUTED,
					 .reason = refuted_reason(arena,
								  tally->refuting) };
	if (tally->missing.length > 0)
		return (struct verdict){
			.state = HYPOTHESIS_OPEN,
			.reason = arena_format(arena, "not tested: no data for " STR_FMT,
					       STR_ARG(text_of(&tally->missing))),
		};
	/* Not to be refuted is not enough: something must have been predicted. */
	if (tally->holding.length == 0)
		return (struct verdict){ .state = HYPOTHESIS_OPEN,
					 .reason = STR("not tested: it predicts "
						       "nothing that could be seen") };
	return (struct verdict){
		.state = HYPOTHESIS_SUPPORTED,
		.reason = arena_format(arena, "supported: " STR_FMT,
				       STR_ARG(text_of(&tally->holding))),
	};
}

struct verdict hypothesis_test(struct arena *arena, const struct hypothesis_rule *rule,
			       const struct facts *facts)
{
	struct tree *list = tree_list(arena);
	struct test *tests = arena_many(arena, struct test, rule->prediction_count);
	struct tally tally = { .missing = text_new(arena, REASON_BYTES_MAX),
			       .holding = text_new(arena, REASON_BYTES_MAX) };

	for (size_t i = 0; i < rule->prediction_count; i++) {
		tests[i] = run_test(arena, &rule->predictions[i], facts);
		tree_add(arena, list, test_tree(arena, &tests[i]));
		count(arena, &tally, &tests[i]);
	}

	struct verdict verdict = decide(arena, &tally);

	verdict.tests = list;
	return verdict;
}
