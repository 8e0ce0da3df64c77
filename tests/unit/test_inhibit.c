/* One alert keeps another quiet where Alertmanager's inhibition would. */
#include "config_fixture.h"

#include "labels_fixture.h"

static const char rules[] = "inhibit:\n"
			    "  - name: nodes\n"
			    "    source: [alertname=NodeDown, 'cluster!=\"\"']\n"
			    "    target: ['severity=~\"warning|info\"']\n"
			    "    equal: [cluster]\n"
			    "  - source_matchers: [severity=critical]\n"
			    "    target_matchers: [severity=~\"critical|warning\"]\n"
			    "    equal: [service, env]\n"
			    "  - {source: {alertname: A}, target: {alertname: B}}\n";

static void it_applies_to_the_same_values(void)
{
	static const struct {
		size_t rule;
		const char *source, *target;
		int64_t rank;
		const char *why_not;
	} cases[] = {
		{ 0, "alertname=NodeDown cluster=a",
		  "alertname=X cluster=a severity=info", 1, "" },
		{ 0, "alertname=NodeDown cluster=a",
		  "alertname=X cluster=b severity=info", 1,
		  "its cluster is another one" },
		{ 0, "alertname=NodeDown cluster=a",
		  "alertname=X cluster=a severity=critical", 1,
		  "the rule is not about it" },
		{ 0, "alertname=Other cluster=a", "alertname=X cluster=a severity=info",
		  1, "the rule does not begin with that alert" },
		{ 0, "alertname=NodeDown", "alertname=X severity=info", 1,
		  "the rule does not begin with that alert" },
		{ 0, "alertname=NodeDown cluster=a",
		  "alertname=X cluster=a severity=info", 0, "rank 0 is not inhibited" },
		/* A label that neither has is the same. */
		{ 1, "severity=critical service=x", "severity=warning service=x", 2, "" },
		{ 1, "severity=critical", "severity=warning", 2, "" },
		{ 1, "severity=critical env=p", "severity=warning", 2,
		  "its env is another one" },
		/* Source and target at once: not by its like, so not by itself. */
		{ 1, "severity=critical service=x", "severity=critical service=x", 2,
		  "both are source and target of the rule" },
		{ 2, "alertname=A x=1", "alertname=B x=2", 3, "" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, rules);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct inhibit_rule *rule = &config->inhibit[cases[i].rule];
		struct labels source = labels_from(arena, cases[i].source);
		struct labels target = labels_from(arena, cases[i].target);

		CHECK_CASE(inhibit_applies(rule, &source, &target, cases[i].rank) ==
				   (cases[i].why_not[0] == '\0'),
			   cases[i].target);
		CHECK_STR_EQ(
			inhibit_why_not(arena, rule, &source, &target, cases[i].rank),
			str_of(cases[i].why_not));
	}
}

/* A target that is a source as well is inhibited by one that is a source alone. */
static void one_that_is_both_is_inhibited_by_another_kind(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(
		arena, "inhibit: [{source: ['a=~\"1|2\"'], target: ['a=~\"2|3\"']}]\n");
	const struct inhibit_rule *rule = &config->inhibit[0];
	struct labels one = labels_from(arena, "a=1"), two = labels_from(arena, "a=2");
	struct labels three = labels_from(arena, "a=3");

	CHECK(inhibit_applies(rule, &one, &two, 1));
	CHECK(inhibit_applies(rule, &two, &three, 1));
	CHECK(!inhibit_applies(rule, &two, &two, 1));
	CHECK(!inhibit_applies(rule, &one, &one, 1));
	CHECK_INT(inhibit_sides(rule, &two), INHIBIT_BOTH);
}

static void keys_are_the_same_when_the_values_are(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "service=x env=y", "env=y service=x other=z", true },
		{ "service=x", "service=x", true },
		{ "service=x", "env=x", false },
		{ "", "other=1", true },
		{ "service=a\",env=\"b", "service=a env=b", false },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, rules);
	const struct inhibit_rule *rule = &config->inhibit[1];

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct labels a = labels_from(arena, cases[i].a);
		struct labels b = labels_from(arena, cases[i].b);

		CHECK_CASE(str_equal(inhibit_key(arena, rule, &a),
				     inhibit_key(arena, rule, &b)) == cases[i].same,
			   cases[i].a);
	}
}

static void it_says_by_what(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, rules);
	struct labels target = labels_from(arena, "cluster=a severity=info");

	CHECK_STR(
		inhibit_sentence(arena, &config->inhibit[0], 0, STR("NodeDown"), &target),
		"inhibited while NodeDown fires: the rule nodes, same {cluster=\"a\"}");
	CHECK_STR(inhibit_sentence(arena, &config->inhibit[1], 1, STR("Down"), &target),
		  "inhibited while Down fires: the rule inhibit[1], same "
		  "{service=\"\",env=\"\"}");
}

/* Measured with Alertmanager: with equal: [service], a critical alert without that label
 * inhibits every warning without it. */
static void a_label_that_may_be_missing_is_warned_of(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, rules);

	CHECK_INT(config->warnings.count, 1);
	if (config->warnings.count != 1)
		return;
	CHECK_STR(config->warnings.items[0].where, "inhibit[1].equal");
	CHECK_INT(config->warnings.items[0].line, 8);
	CHECK_STR(config->warnings.items[0].what,
		  "warning: a source without the label service inhibits every target "
		  "without it, too: demand it on one side, such as service!=\"\"");
}

static const struct wrong wrong[] = {
	{ "inhibit: [{source: {a: b}}]\n", 1, 11, "inhibit[0].target", "is missing" },
	{ "inhibit: [{source: {}, target: {a: b}}]\n", 1, 20, "inhibit[0].source",
	  "is empty: it would be every alert" },
	{ "inhibit: [{source: {a: b}, source_matchers: [a=b], target: {a: c}}]\n", 1, 45,
	  "inhibit[0].source_matchers", "stands beside source, which means the same" },
	{ "inhibit: [{source: {a: b}, target: ['a=~\"(\"']}]\n", 1, 37,
	  "inhibit[0].target[0]", "at 4: not a regular expression: missing ): (" },
};

static void each_problem_says_where_and_what(void)
{
	check_wrong(wrong, COUNT_OF(wrong));
}

const struct test tests[] = {
	{ "it applies to the same values", it_applies_to_the_same_values },
	{ "one that is both is inhibited by another kind",
	  one_that_is_both_is_inhibited_by_another_kind },
	{ "keys are the same when the values are",
	  keys_are_the_same_when_the_values_are },
	{ "it says by what", it_says_by_what },
	{ "a label that may be missing is warned of",
	  a_label_that_may_be_missing_is_warned_of },
	{ "each problem says where and what", each_problem_says_where_and_what },
	{ 0 },
};
