/* The deepest route that matches decides, and each decision has its reason. */
#include "config_fixture.h"

#include "labels_fixture.h"

/* 2026-11-21 is a Saturday. */
static const instant_ms saturday = 1795262400000, monday = 1795262400000 + 2 * DAY_MS;

static const char tree[] =
	"time_intervals:\n"
	"  - name: weekend\n"
	"    time_intervals: [{weekdays: [saturday, sunday]}]\n"
	"  - name: year\n"
	"    time_intervals: [{years: ['2026:2030']}]\n"
	"people: [{name: amy, role: responder}]\n"
	"channels: [{name: room, kind: webhook, settings: {url: "
	"'http://127.0.0.1:9/'}}]\n"
	"escalation:\n"
	"  - {name: night, steps: [{page: [room]}]}\n"
	"  - {name: databases, steps: [{page: [room]}]}\n"
	"routes:\n"
	"  - name: platform\n"
	"    match: {team: platform}\n"
	"    group_by: [cluster, alertname]\n"
	"    escalation: night\n"
	"    mute_during: [weekend]\n"
	"    routes:\n"
	"      - name: databases\n"
	"        match: ['service=~\"pg-.*\"']\n"
	"        urgency: page\n"
	"        rank: 1\n"
	"        escalation: databases\n"
	"        mute_during: []\n"
	"        routes:\n"
	"          - {match: {alertname: Backup}, urgency: record, rank: -1}\n"
	"      - {match: {env: dev}, urgency: notify, group_by: ['...']}\n"
	"  - name: worst\n"
	"    match: {alertname: Down}\n"
	"    rank: 0\n"
	"    mute_during: [weekend]\n"
	"    routes:\n"
	"      - {match: {service: pay}}\n"
	"      - {match: {service: shop}, mute_during: [year]}\n"
	"  - match: {team: office}\n"
	"    active_during: [weekend]\n";

static struct route_decision decide(const struct config *config,
				    const struct labels *labels, instant_ms now)
{
	return route_decide(config->routes, config->route_count, labels, now);
}

static void the_deepest_that_matches_decides(void)
{
	static const struct {
		const char *labels, *path;
		enum urgency urgency;
		int64_t rank;
		const char *escalation;
	} cases[] = {
		{ "severity=warning", "", URGENCY_NOTIFY, -1, "" },
		{ "severity=critical", "", URGENCY_PAGE, -1, "" },
		{ "", "", URGENCY_PAGE, -1, "" },
		/* It says no urgency, so severity does. */
		{ "team=platform severity=warning", "platform", URGENCY_NOTIFY, -1,
		  "night" },
		{ "team=platform service=web", "platform", URGENCY_PAGE, -1, "night" },
		{ "team=platform service=pg-1 severity=info", "platform / databases",
		  URGENCY_PAGE, 1, "databases" },
		{ "alertname=Backup team=platform service=pg-1",
		  "platform / databases / routes[0]", URGENCY_RECORD, -1, "databases" },
		{ "team=platform env=dev service=pg-1", "platform / databases",
		  URGENCY_PAGE, 1, "databases" },
		{ "team=platform env=dev", "platform / routes[1]", URGENCY_NOTIFY, -1,
		  "night" },
		/* The first that matches, though a later one would go deeper. */
		{ "alertname=Down team=platform service=pay", "platform", URGENCY_PAGE,
		  -1, "night" },
		{ "alertname=Down service=pay", "worst / routes[0]", URGENCY_PAGE, 0,
		  "" },
		{ "alertname=Down service=web", "worst", URGENCY_PAGE, 0, "" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, tree);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct labels labels = labels_from(arena, cases[i].labels);
		struct route_decision decision = decide(config, &labels, monday);

		CHECK_STR_EQ(route_path(arena, &decision), str_of(cases[i].path));
		CHECK_CASE(decision.urgency == cases[i].urgency, cases[i].labels);
		CHECK_INT(decision.rank, cases[i].rank);
		CHECK_INT(decision.rank_is_explicit, cases[i].rank >= 0);
		CHECK_STR_EQ(decision.escalation, str_of(cases[i].escalation));
	}
}

static void a_group_is_what_they_have_in_common(void)
{
	static const struct {
		const char *labels, *group;
	} cases[] = {
		{ "alertname=Slow team=office", "" },
		{ "alertname=Slow team=platform", "{alertname=\"Slow\",cluster=\"\"}" },
		{ "alertname=Slow cluster=a team=platform x=1",
		  "{alertname=\"Slow\",cluster=\"a\"}" },
		{ "alertname=Slow cluster=a env=dev team=platform",
		  "{alertname=\"Slow\",cluster=\"a\",env=\"dev\",team=\"platform\"}" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, tree);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct labels labels = labels_from(arena, cases[i].labels);
		struct route_decision decision = decide(config, &labels, monday);

		CHECK_STR_EQ(route_group(arena, &decision, &labels),
			     str_of(cases[i].group));
	}
}

static void it_is_muted_when_it_says_so(void)
{
	static const struct {
		const char *labels;
		instant_ms now;
		const char *muted_by;
		bool outside;
		const char *not_because;
	} cases[] = {
		{ "team=platform", saturday, "weekend", false, NULL },
		{ "team=platform", monday, "", false, NULL },
		/* Inherited, and taken off. */
		{ "team=platform env=dev", saturday, "weekend", false, NULL },
		{ "team=platform service=pg-1", saturday, "", false, NULL },
		{ "team=office", saturday, "", false, NULL },
		{ "team=office", monday, "weekend", true, NULL },
		/* Rank 0: not by a route that does not name it, nor for a year. */
		{ "alertname=Down", saturday, "", false, NAMES_NOT_THE_WORST },
		{ "alertname=Down service=pay", saturday, "", false,
		  "rank 0: it would last longer than 24 h" },
		{ "alertname=Down service=pay", saturday + DAY_MS, "weekend", false,
		  NULL },
		{ "alertname=Down service=shop", monday, "", false,
		  "rank 0: it would last longer than 24 h" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, tree);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct labels labels = labels_from(arena, cases[i].labels);
		struct route_decision decision = decide(config, &labels, cases[i].now);

		CHECK_STR_EQ(decision.muted_by, str_of(cases[i].muted_by));
		CHECK_CASE(decision.muted_outside == cases[i].outside, cases[i].labels);
		CHECK_STR_EQ(str_of(decision.not_muted_because),
			     str_of(cases[i].not_because));
	}
}

static void it_says_when_the_mute_ends(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, tree);
	struct labels platform = labels_from(arena, "team=platform");
	struct labels office = labels_from(arena, "team=office");
	struct route_decision in = decide(config, &platform, saturday);
	struct route_decision out = decide(config, &office, monday);

	CHECK_STR(instant_format(arena, route_muted_until(&in, saturday)),
		  "2026-11-23T00:00:00Z");
	CHECK_STR(instant_format(arena, route_muted_until(&out, monday)),
		  "2026-11-28T00:00:00Z");
}

static void each_step_is_explained(void)
{
	static const struct {
		const char *labels;
		instant_ms now;
		const char *lines;
	} cases[] = {
		{ "severity=warning", 0,
		  "the route platform does not match: team=\"platform\"\n"
		  "the route worst does not match: alertname=\"Down\"\n"
		  "the route routes[2] does not match: team=\"office\"\n"
		  "urgency notify: no route says so, and its severity is \"warning\"\n"
		  "rank: left to the profile\n" },
		{ "alertname=Slow cluster=a env=dev service=pg-1 team=platform", 0,
		  "the route platform matches: {team=\"platform\"}\n"
		  "the route platform / databases matches: {service=~\"pg-.*\"}\n"
		  "the route platform / databases / routes[0] does not match: "
		  "alertname=\"Backup\"\n"
		  "urgency page: the route platform / databases says so\n"
		  "rank 1: the route platform / databases says so\n"
		  "goes together with {alertname=\"Slow\",cluster=\"a\"}: the route "
		  "platform says so\n"
		  "escalation databases: the route platform / databases says so\n" },
		{ "team=office", 1795262400000 + 2 * DAY_MS,
		  "the route platform does not match: team=\"platform\"\n"
		  "the route worst does not match: alertname=\"Down\"\n"
		  "the route routes[2] matches: {team=\"office\"}\n"
		  "urgency page: no route says so, and its severity is \"\"\n"
		  "rank: left to the profile\n"
		  "muted outside weekend, until 2026-11-28T00:00:00Z: the route "
		  "routes[2] says so\n" },
		{ "alertname=Down service=shop", 1795262400000 + 2 * DAY_MS,
		  "the route platform does not match: team=\"platform\"\n"
		  "the route worst matches: {alertname=\"Down\"}\n"
		  "the route worst / routes[0] does not match: service=\"pay\"\n"
		  "the route worst / routes[1] matches: {service=\"shop\"}\n"
		  "urgency page: no route says so, and its severity is \"\"\n"
		  "rank 0: the route worst says so\n"
		  "the route worst / routes[1] would mute it, but rank 0: it would last "
		  "longer than 24 h\n" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, tree);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct labels labels = labels_from(arena, cases[i].labels);
		struct reasons reasons = { 0 };
		str lines = STR("");

		route_explain(arena, config->routes, config->route_count, &labels,
			      cases[i].now, &reasons);
		for (size_t j = 0; j < reasons.count; j++)
			lines = arena_format(arena, STR_FMT STR_FMT "\n", STR_ARG(lines),
					     STR_ARG(reasons.items[j]));
		CHECK_STR_EQ(lines, str_of(cases[i].lines));
	}
}

#define BELOW(text) "routes: [{match: {a: b}, routes: [{" text "}]}]\n"

static const struct wrong wrong[] = {
	{ BELOW("urgency: page"), 1, 35, "routes[0].routes[0].match", "is missing" },
	{ BELOW("match: {c: d}, urgncy: page"), 1, 51, "routes[0].routes[0].urgncy",
	  "unknown; did you mean urgency?" },
	{ "routes: [{match: {severity: a}, routes: [{match: {}, rank: 0}]}]\n", 1, 60,
	  "routes[0].routes[0].rank", "0 must match on more than the label severity" },
	{ BELOW("match: {c: d}, escalation: nigth"), 1, 63,
	  "routes[0].routes[0].escalation", "there is no policy 'nigth'" },
	{ BELOW("match: {c: d}, mute_during: [nights]"), 1, 65,
	  "routes[0].routes[0].mute_during[0]", "there is no time interval 'nights'" },
	{ "routes: [{match: {}, group_by: [a, b, a]}]\n", 1, 39, "routes[0].group_by[2]",
	  "'a' occurs twice" },
	{ "routes: [{match: {}, group_by: [a, '...']}]\n", 1, 32, "routes[0].group_by",
	  "'...' is all labels and stands alone" },
	{ "routes: [{match: {}, routes: [{match: {}, routes: [{match: {}, routes: "
	  "[{match: {}, routes: [{match: {}, routes: [{match: {}, routes: [{match: {}, "
	  "routes: [{match: {}, routes: [{match: {}}]}]}]}]}]}]}]}]}]\n",
	  1, 177,
	  "routes[0].routes[0].routes[0].routes[0].routes[0].routes[0].routes[0]."
	  "routes[0].routes",
	  "lies deeper than 8 routes" },
};

static void each_problem_says_where_and_what(void)
{
	check_wrong(wrong, COUNT_OF(wrong));
}

/* A rank that a route above is specific enough for. */
static void rank_0_is_specific_by_all_above_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(
		arena, "routes: [{match: {service: pay}, routes: [{match: {severity: "
		       "critical}, rank: 0}]}]\n");
	struct labels labels = labels_from(arena, "service=pay severity=critical");

	CHECK_INT(decide(config, &labels, monday).rank, 0);
}

const struct test tests[] = {
	{ "the deepest that matches decides", the_deepest_that_matches_decides },
	{ "a group is what they have in common", a_group_is_what_they_have_in_common },
	{ "it is muted when it says so", it_is_muted_when_it_says_so },
	{ "it says when the mute ends", it_says_when_the_mute_ends },
	{ "each step is explained", each_step_is_explained },
	{ "each problem says where and what", each_problem_says_where_and_what },
	{ "rank 0 is specific by all above it", rank_0_is_specific_by_all_above_it },
	{ 0 },
};
