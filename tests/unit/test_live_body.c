/* What a live diagnosis says where it knows of no change, or of nothing at all. */
#include "check.h"

#include "app/investigation/live.h"
#include "app/investigation/rivals.h"
#include "core/diagnosis/rival.h"

static const struct case_change deploy = { .id = STR_INIT("7"),
					   .kind = STR_INIT("deploy"),
					   .title = STR_INIT("shop 2.1"),
					   .at = 1763726400000 };
static const struct guilt acquitted = { .change = &deploy, .belief = 0.2 };

static const struct {
	const char *name;
	size_t known, judged, compared;
	const char *says, *json;
	bool is_fact;
} cases[] = {
	{ "one is judged", 1, 1, 3, "No change is guilty, by 80 %.", "\"no_change\":0.8",
	  true },
	{ "none is known", 0, 0, 3, "No change is known.", "\"no_change\":null", false },
	{ "nothing could be compared", 1, 0, 0, "Whether a change is guilty is unknown.",
	  "\"no_change_believed\":\"\"", false },
};

static void without_a_change_none_is_acquitted(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(1 << 20);
		struct live_plan plan = { .wish = { .service = STR("shop") } };
		struct live_outcome outcome = {
			.is_made = true,
			.known = { .during = { deploy.at + MINUTE_MS,
					       deploy.at + HOUR_MS },
				   .changes = &deploy,
				   .change_count = cases[i].known },
			.diagnosis = { .summary = STR("Nothing stands out."),
				       .threshold = 1,
				       .compared = cases[i].compared,
				       .guilty = &acquitted,
				       .guilty_count = cases[i].judged,
				       .no_change = cases[i].judged ? 0.8 : 1 },
		};
		str says = live_says(arena, &plan, &outcome);
		str body = live_body(arena, &plan, &outcome);
		struct facts facts = rivals_facts(arena, &outcome.diagnosis);

		CHECK_CASE(str_contains(says, str_of(cases[i].says)), cases[i].name);
		CHECK_CASE(str_contains(body, str_of(cases[i].json)), cases[i].name);
		CHECK_CASE(!!facts_find(&facts, STR(RIVAL_FACT_NO_CHANGE)) ==
				   cases[i].is_fact,
			   cases[i].name);
		CHECK_CASE(!!facts_find(&facts, STR(RIVAL_FACT_STANDS_OUT)) ==
				   (cases[i].compared > 0),
			   cases[i].name);
	}
}

const struct test tests[] = {
	{ "without a change none is acquitted", without_a_change_none_is_acquitted },
	{ NULL, NULL },
};
