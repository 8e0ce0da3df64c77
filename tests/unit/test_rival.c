/* What the engine suspects, as hypotheses that the next diagnosis tests. */
#include "check.h"

#include "core/diagnosis/rival.h"

#include <math.h>

static enum hypothesis_state tested(const char *key, const char *fact, double number,
				    const char *text)
{
	scoped_arena arena = arena_new(1 << 20);
	struct hypothesis_rule rule;
	struct facts facts = { 0 };

	if (!rival_rule(arena, str_of(key), STR("v2"), &rule))
		return HYPOTHESIS_CONFIRMED; /* which no test gives */
	if (fact)
		*list_add(arena, &facts) = (struct fact){ .name = str_of(fact),
							  .number = number,
							  .text = str_of(text) };
	return rival_test(arena, &rule, &facts).state;
}

static void each_predicts_what_the_next_diagnosis_finds(void)
{
	static const struct {
		const char *key, *fact;
		double number;
		const char *text;
		enum hypothesis_state state;
	} cases[] = {
		{ "engine:suspect:orders", "diagnosis.suspect.orders", 3, "",
		  HYPOTHESIS_SUPPORTED },
		{ "engine:suspect:orders", "diagnosis.suspect.orders", 0, "",
		  HYPOTHESIS_REFUTED },
		{ "engine:suspect:orders", "diagnosis.suspect.stock", 3, "",
		  HYPOTHESIS_OPEN },
		{ "engine:change:17", "diagnosis.change.17", 65, "",
		  HYPOTHESIS_SUPPORTED },
		{ "engine:change:17", "diagnosis.change.17", 5, "", HYPOTHESIS_REFUTED },
		{ "engine:no-change", "diagnosis.no_change", 80, "",
		  HYPOTHESIS_SUPPORTED },
		{ "engine:no-change", "diagnosis.no_change", 4, "", HYPOTHESIS_REFUTED },
		{ "engine:outside", "diagnosis.outside", NAN, "yes",
		  HYPOTHESIS_SUPPORTED },
		{ "engine:outside", "diagnosis.outside", NAN, "no", HYPOTHESIS_REFUTED },
		{ "engine:outside", NULL, 0, "", HYPOTHESIS_OPEN },
		{ "limit-too-low", NULL, 0, "", HYPOTHESIS_CONFIRMED },
		{ "", NULL, 0, "", HYPOTHESIS_CONFIRMED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_CASE(tested(cases[i].key, cases[i].fact, cases[i].number,
				  cases[i].text) == cases[i].state,
			   cases[i].key);
}

/* Neither believed nor doubted: nothing is said, so that nobody is sent away. */
static void in_between_it_stays_open(void)
{
	CHECK(tested("engine:change:17", "diagnosis.change.17", 30, "") ==
	      HYPOTHESIS_OPEN);
}

const struct test tests[] = {
	{ "each predicts what the next diagnosis finds",
	  each_predicts_what_the_next_diagnosis_finds },
	{ "in between it stays open", in_between_it_stays_open },
	{ 0 },
};
