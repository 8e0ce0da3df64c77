/* Which rule speaks of an action, and what may never run without a person. */
#include "check.h"

#include "core/action/autonomy.h"

static str cache[] = { STR_INIT("cache") }, redis[] = { STR_INIT("redis") },
	   raise_it[] = { STR_INIT("raise") };

static const struct autonomy_rule rules[] = {
	{ .name = STR_INIT("bad"),
	  .class = ACTION_REVERSIBLE,
	  .worst = 0,
	  .least = 0,
	  .level = AUTONOMY_PROPOSE },
	{ .name = STR_INIT("cache"),
	  .class = ACTION_REVERSIBLE,
	  .worst = 1,
	  .least = 3,
	  .services = cache,
	  .service_count = 1,
	  .actuators = redis,
	  .actuator_count = 1,
	  .keys = raise_it,
	  .key_count = 1,
	  .level = AUTONOMY_PRE_APPROVED },
	{ .name = STR_INIT("rest"),
	  .class = ACTION_REVERSIBLE,
	  .least = 3,
	  .level = AUTONOMY_OBSERVE },
};

static const struct action raising = { .class = ACTION_REVERSIBLE,
				       .actuator = STR_INIT("redis"),
				       .key = STR_INIT("raise"),
				       .proposed_by = STR_INIT("stanch") };

static str rule_name(struct action action, const char *service, int64_t rank)
{
	const struct autonomy_rule *rule = autonomy_rule_of(
		rules, COUNT_OF(rules), &action, str_of(service), rank);

	return rule ? rule->name : STR("none");
}

static void the_first_rule_that_speaks_of_it_counts(void)
{
	struct action other = raising, of_kubernetes = raising, destroys = raising;

	other.key = STR("evict");
	of_kubernetes.actuator = STR("kubernetes");
	destroys.class = ACTION_DESTRUCTIVE;
	CHECK_STR(rule_name(raising, "cache", 0), "bad");
	CHECK_STR(rule_name(raising, "cache", 1), "cache");
	CHECK_STR(rule_name(raising, "cache", 3), "cache");
	CHECK_STR(rule_name(raising, "shop", 2), "rest");
	CHECK_STR(rule_name(other, "cache", 2), "rest");
	CHECK_STR(rule_name(of_kubernetes, "cache", 2), "rest");
	CHECK_STR(rule_name(destroys, "cache", 2), "none");
}

static enum autonomy by(enum autonomy level, struct action action)
{
	struct autonomy_rule rule = { .level = level, .class = action.class };

	return autonomy_of(&rule, &action);
}

static void what_is_not_mild_and_known_is_never_approved_in_advance(void)
{
	struct action repairs = raising, destroys = raising, rollback = raising,
		      undo = raising, of_agent = raising, by_alert = raising,
		      nameless = raising, looks = raising;

	repairs.class = ACTION_DATA_REPAIR;
	destroys.class = ACTION_DESTRUCTIVE;
	rollback.key = STR("rollback-4");
	undo.undo_of = 4;
	of_agent.proposed_by = STR("scout");
	by_alert.from_alert = STR("[\"target\"]");
	nameless.key = STR("");
	looks.class = ACTION_READ;
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, raising), AUTONOMY_PRE_APPROVED);
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, looks), AUTONOMY_PRE_APPROVED);
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, repairs), AUTONOMY_APPROVED);
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, destroys), AUTONOMY_APPROVED);
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, rollback), AUTONOMY_APPROVED);
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, undo), AUTONOMY_APPROVED);
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, of_agent), AUTONOMY_APPROVED);
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, by_alert), AUTONOMY_APPROVED);
	CHECK_INT(by(AUTONOMY_PRE_APPROVED, nameless), AUTONOMY_APPROVED);
	/* What was run can always be taken back. */
	CHECK_INT(by(AUTONOMY_OBSERVE, undo), AUTONOMY_APPROVED);
	CHECK_INT(by(AUTONOMY_PROPOSE, destroys), AUTONOMY_PROPOSE);
	CHECK_INT(autonomy_of(NULL, &raising), AUTONOMY_APPROVED);
}

const struct test tests[] = {
	{ "the first rule that speaks of it counts",
	  the_first_rule_that_speaks_of_it_counts },
	{ "what is not mild and known is never approved in advance",
	  what_is_not_mild_and_known_is_never_approved_in_advance },
	{ 0 },
};
