#include "core/diagnosis/rival.h"

static const str suspect_prefix = STR_INIT("engine:suspect:");
static const str change_prefix = STR_INIT("engine:change:");

/* Even odds: more speaks for it than for all else together. */
#define BELIEVED_PERCENT 50
/* One in ten: to go on looking there wastes the time of whoever is awake. */
#define DOUBTED_PERCENT 10

str rival_key_of_suspect(struct arena *arena, str entity)
{
	return arena_format(arena, STR_FMT STR_FMT, STR_ARG(suspect_prefix),
			    STR_ARG(entity));
}

str rival_key_of_change(struct arena *arena, str id)
{
	return arena_format(arena, STR_FMT STR_FMT, STR_ARG(change_prefix), STR_ARG(id));
}

str rival_fact_of_suspect(struct arena *arena, str entity)
{
	return arena_format(arena, "diagnosis.suspect." STR_FMT, STR_ARG(entity));
}

str rival_fact_of_change(struct arena *arena, str id)
{
	return arena_format(arena, "diagnosis.change." STR_FMT, STR_ARG(id));
}

/* Believed, it is supported; doubted, refuted; in between it stays open. */
static void believe(struct arena *arena, str fact, const char *believed,
		    const char *doubted, struct hypothesis_rule *rule)
{
	struct prediction *predictions = arena_many(arena, struct prediction, 2);

	predictions[0] = (struct prediction){ .fact = fact,
					      .comparison = COMPARE_AT_LEAST,
					      .threshold = BELIEVED_PERCENT,
					      .says = str_of(believed) };
	predictions[1] = (struct prediction){ .fact = fact,
					      .comparison = COMPARE_BELOW,
					      .threshold = DOUBTED_PERCENT,
					      .says = str_of(doubted),
					      .refutes = true };
	rule->predictions = predictions;
	rule->prediction_count = 2;
}

static void suspect_rule(struct arena *arena, str entity, struct hypothesis_rule *rule)
{
	struct prediction *prediction = arena_one(arena, struct prediction);

	rule->claim = arena_format(arena, "It is wrong at " STR_FMT, STR_ARG(entity));
	rule->mechanism = STR(
		"what stands out furthest from quiet times is where to look; "
		"where is not yet why");
	*prediction = (struct prediction){
		.fact = rival_fact_of_suspect(arena, entity),
		.comparison = COMPARE_AT_LEAST,
		.threshold = 1,
		.says = STR("it still stands out in the next diagnosis"),
	};
	rule->predictions = prediction;
	rule->prediction_count = 1;
}

static void outside_rule(struct arena *arena, struct hypothesis_rule *rule)
{
	struct prediction *prediction = arena_one(arena, struct prediction);

	rule->claim = STR("The cause is outside of what is measured here");
	rule->mechanism = STR("a third party, the network, the load of users or what "
			      "nobody measures");
	*prediction = (struct prediction){
		.fact = STR(RIVAL_FACT_OUTSIDE),
		.is_text = true,
		.text = STR("yes"),
		.says = STR("the next diagnosis points outside"),
	};
	rule->predictions = prediction;
	rule->prediction_count = 1;
}

bool rival_rule(struct arena *arena, str key, str title, struct hypothesis_rule *ret_rule)
{
	struct hypothesis_rule rule = { .key = key };
	str id;

	if (str_starts_with(key, suspect_prefix)) {
		suspect_rule(arena, str_slice(key, suspect_prefix.length, key.length),
			     &rule);
	} else if (str_starts_with(key, change_prefix)) {
		id = str_slice(key, change_prefix.length, key.length);
		rule.claim = arena_format(arena, "The change \"" STR_FMT "\" did it",
					  STR_ARG(title));
		rule.mechanism = STR(
			"it touches what broke, or what that needs, and came "
			"before it");
		believe(arena, rival_fact_of_change(arena, id),
			"the next diagnosis blames it above all else together",
			"the next diagnosis hardly blames it", &rule);
	} else if (str_is(key, RIVAL_OUTSIDE)) {
		outside_rule(arena, &rule);
	} else if (str_is(key, RIVAL_NO_CHANGE)) {
		rule.claim = STR("No change did it");
		rule.mechanism = STR("it broke by load, by time or by itself: what was "
				     "changed before is a coincidence");
		believe(arena, STR(RIVAL_FACT_NO_CHANGE),
			"the next diagnosis blames no change above all else together",
			"the next diagnosis hardly believes so", &rule);
	} else {
		return false;
	}
	*ret_rule = rule;
	return true;
}

struct verdict rival_test(struct arena *arena, const struct hypothesis_rule *rule,
			  const struct facts *facts)
{
	struct verdict verdict = hypothesis_test(arena, rule, facts);
	const struct fact *fact = facts_find(facts, rule->predictions[0].fact);

	/* Those with two are about a belief. */
	if (rule->prediction_count < 2 || !fact || fact->number < DOUBTED_PERCENT ||
	    fact->number >= BELIEVED_PERCENT)
		return verdict;
	verdict.state = HYPOTHESIS_OPEN;
	verdict.reason = arena_format(arena, "undecided: believed by " STR_FMT,
				      STR_ARG(fact_format(arena, fact)));
	return verdict;
}
