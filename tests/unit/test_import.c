/* Alertmanager's configuration as ours. What becomes of whole files stands beside them in
 * import/: UPDATE=1 writes it, for reading. */
#include "config_fixture.h"

#include "config/import/alertmanager.h"
#include "formats/yaml.h"

#include <string.h>

static str file_named(struct arena *arena, const char *name)
{
	static char bytes[64 << 10];
	str path = arena_format(arena, "%s/import/%s", FIXTURES, name);
	FILE *file = fopen(path.bytes, "r");
	size_t length;

	if (!file)
		return STR("");
	length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return arena_copy(arena, (str){ bytes, length });
}

static struct import_options options_with(const char *secrets)
{
	return (struct import_options){ .file = STR("am.yml"),
					.folder = STR("/etc/alertmanager"),
					.secrets = str_of(secrets) };
}

/* The test ends when it is refused. */
static struct imported import_well(struct arena *arena, const char *text,
				   const char *secrets)
{
	struct import_options options = options_with(secrets);
	struct config_problems wrong = { 0 };
	struct imported imported = { 0 };

	if (import_alertmanager(arena, &options, str_of(text), &imported, &wrong))
		return imported;
	show_problems(text, &wrong);
	check_failed(__FILE__, __LINE__, "refused");
	abort();
}

static void update(struct arena *arena, const char *name, str yaml)
{
	str path = arena_format(arena, "%s/import/%s", FIXTURES, name);
	FILE *file = fopen(path.bytes, "w");

	CHECK(file && fwrite(yaml.bytes, 1, yaml.length, file) == yaml.length);
	if (file)
		fclose(file);
}

/* Secrets are not there in a test; nothing else may be wrong with what was written. */
static void check_is_good(struct arena *arena, str yaml)
{
	struct config_problems problems = { 0 };
	scoped_config config = config_parse(arena, STR("stanch.yaml"), yaml, &problems);

	for (size_t i = 0; i < problems.count; i++) {
		str what = problems.items[i].what;

		if (!str_starts_with(what, STR("the file that it names")) &&
		    !str_starts_with(what, STR("the variable that it names")))
			check_failed(__FILE__, __LINE__, STR_FMT ":%u: " STR_FMT,
				     STR_ARG(problems.items[i].where),
				     problems.items[i].line, STR_ARG(what));
	}
}

static void whole_files_become_what_stands_beside_them(void)
{
	static const struct {
		const char *source, *wanted, *secrets;
	} files[] = {
		{ "kube.yml", "kube.stanch.yaml", "" },
		{ "all.yml", "all.stanch.yaml", "/etc/stanch/secrets" },
		{ "all.yml", "all.no-secrets.yaml", "" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str source = file_named(arena, files[i].source);
		str yaml = import_well(arena, source.bytes, files[i].secrets).yaml;

		if (getenv("UPDATE"))
			update(arena, files[i].wanted, yaml);
		CHECK_CASE(str_equal(yaml, file_named(arena, files[i].wanted)),
			   files[i].wanted);
		check_is_good(arena, yaml);
	}
}

static void no_secret_stands_in_what_is_written(void)
{
	static const char *const secrets[] = { "hidden", "swordfish", "xoxb",
					       "nothing-either" };

	for (size_t with = 0; with < 2; with++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct imported imported = import_well(
			arena, file_named(arena, "all.yml").bytes, with ? "/s" : "");

		for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
			CHECK_CASE(!str_contains(imported.yaml, str_of(secrets[i])),
				   secrets[i]);
		CHECK_INT(imported.secrets.count, with ? 6 : 0);
	}
}

#define RECEIVERS \
	"receivers:\n- name: a\n  webhook_configs: [{url_file: a}]\n" \
	"- name: b\n  webhook_configs: [{url_file: b}]\n- name: 'null'\n"
#define ROUTE "route: {receiver: a}\n"

/* What a part of a file becomes. */
static const struct {
	const char *source, *wanted;
} parts[] = {
	/* matchers, old and new */
	{ RECEIVERS
	  "route: {receiver: a, routes: [{match: {x: 'y'}, match_re: {z: 'p|q'}, "
	  "matchers: [n!=m, 'k=~\"l\"']}]}",
	  "      - match: ['x=\"y\"', 'z=~\"p|q\"', 'n!=\"m\"', 'k=~\"l\"']" },
	{ RECEIVERS "route: {receiver: a, routes: [{match: {x: 1, y: true}}]}",
	  "['x=\"1\"', 'y=\"true\"']" },
	{ RECEIVERS "route: {receiver: a, routes: [{matchers: []}]}",
	  "      - match: {}" },
	/* nobody is told */
	{ RECEIVERS "route: {receiver: a, routes: [{receiver: 'null'}]}",
	  "    urgency: page\n    escalation: a\n    routes:\n      - match: {}  # "
	  "am.yml:7\n        urgency: record\n" },
	/* going on beside it: below it, with both */
	{ RECEIVERS "route: {receiver: a, routes: [{receiver: b, continue: true}, "
		    "{match: {x: 'y'}}]}",
	  "        escalation: b\n        routes:\n          - match: ['x=\"y\"']  # "
	  "am.yml:7\n            urgency: page\n            escalation: 'b+a'\n" },
	/* a mute holds for the route that says it, not for those below it */
	{ RECEIVERS
	  "time_intervals: [{name: nights, time_intervals: [{weekdays: [sunday]}]}]\n"
	  "route: {receiver: a, routes: [{mute_time_intervals: [nights], routes: "
	  "[{match: {x: 'y'}}]}]}",
	  "        mute_during: [nights]\n        routes:\n          - match: "
	  "['x=\"y\"']  # am.yml:8\n            urgency: page\n            escalation: "
	  "a\n            mute_during: []\n" },
	/* how often */
	{ RECEIVERS "route: {receiver: a, repeat_interval: 5m}", "    repeat: 5m\n" },
	{ RECEIVERS "route: {receiver: a, repeat_interval: 1d12h}", "    repeat: 1h\n" },
	/* mail */
	{ "global: {smtp_smarthost: 'm:465', smtp_from: 'A <a@b.c>'}\nreceivers: [{name: "
	  "a, email_configs: [{to: 'x@y.z, U <u@v.w>'}]}]\n" ROUTE,
	  "page: [{email: 'x@y.z'}, {email: 'u@v.w'}]" },
	{ "global: {smtp_smarthost: 'm:465', smtp_from: 'A <a@b.c>'}\nreceivers: [{name: "
	  "a, email_configs: [{to: 'x@y.z'}]}]\n" ROUTE,
	  "  relay: 'smtps://m:465'\n  from: 'a@b.c'\n" },
	{ "global: {smtp_smarthost: 'm:25', smtp_from: a@b.c, smtp_require_tls: "
	  "false}\nreceivers: [{name: a, email_configs: [{to: 'x@y.z'}]}]\n" ROUTE,
	  "  relay: 'smtp://m:25'\n" },
	/* nothing of ours is like it: it fails where it can be seen */
	{ "receivers: [{name: a, sns_configs: [{topic_arn: x}]}]\n" ROUTE,
	  "      - page: [nobody-yet]\n" },
	/* names */
	{ "receivers: [{name: 'a/b c'}]\nroute: {receiver: 'a/b c'}", "urgency: record" },
	{ "receivers: [{name: 'a/b', webhook_configs: [{url_file: x}]}, {name: a-b, "
	  "webhook_configs: [{url_file: x}]}]\nroute: {receiver: a-b}",
	  "    escalation: a-b-2\n" },
};

static void a_part_becomes_what_means_the_same(void)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str yaml = import_well(arena, parts[i].source, "").yaml;

		if (!str_contains(yaml, str_of(parts[i].wanted)))
			check_failed(__FILE__, __LINE__, "%s\nbecame " STR_FMT,
				     parts[i].source, STR_ARG(yaml));
		check_is_good(arena, yaml);
	}
}

/* What is named, and where; nothing else may be. */
static const struct {
	const char *source;
	unsigned line, column;
	const char *where;
} left[] = {
	{ RECEIVERS "route:\n  receiver: a\n  group_wait: 1s\n", 9, 15,
	  "route.group_wait" },
	{ RECEIVERS "route:\n  receiver: a\n  unheard_of: {x: [1]}\n", 9, 15,
	  "route.unheard_of" },
	{ RECEIVERS ROUTE "unheard_of:\n  x: 1\n", 9, 3, "unheard_of" },
	{ RECEIVERS ROUTE "templates: [x]", 8, 12, "templates" },
	{ RECEIVERS ROUTE "global: {opsgenie_api_key: x}", 8, 28,
	  "global.opsgenie_api_key" },
	{ RECEIVERS "route: {receiver: a, repeat_interval: 4h}", 7, 39,
	  "route.repeat_interval" },
	{ RECEIVERS ROUTE "inhibit_rules: [{source_matchers: [a=b], target_matchers: "
			  "[c=d], extra: 1}]",
	  8, 73, "inhibit_rules[0].extra" },
	{ "receivers: [{name: a, webhook_configs: [{url_file: x, max_alerts: "
	  "1}]}]\n" ROUTE,
	  1, 67, "receivers[0].webhook_configs[0].max_alerts" },
	{ RECEIVERS "route: {receiver: a}\ntime_intervals: [{name: n, time_intervals: "
		    "[{location: Nowhere/At_all}]}]",
	  8, 56, "time_intervals[0].time_intervals[0].location" },
};

static bool is_named(const struct imported *imported, size_t nth)
{
	for (size_t i = 0; i < imported->left.count; i++) {
		const struct config_problem *one = &imported->left.items[i];

		if (one->line == left[nth].line && one->column == left[nth].column &&
		    str_is(one->where, left[nth].where) && one->what.length > 0)
			return true;
	}
	return false;
}

static void what_is_not_taken_over_is_named_with_its_place(void)
{
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct imported imported = import_well(arena, left[i].source, "");

		if (!is_named(&imported, i)) {
			show_problems("named", &imported.left);
			check_failed(__FILE__, __LINE__, "%s", left[i].source);
		}
		CHECK(str_contains(imported.yaml, str_of(left[i].where)));
	}
}

static void all_is_taken_over_where_all_can_be(void)
{
	static const char source[] =
		"global: {resolve_timeout: 5m}\n"
		"receivers:\n- name: a\n  pagerduty_configs: [{routing_key_file: k, "
		"send_resolved: true}]\n- name: 'null'\n"
		"route:\n  receiver: a\n  group_by: ['...']\n  routes:\n"
		"  - {receiver: 'null', matchers: [x=y], routes: []}\n"
		"inhibit_rules: [{source_matchers: [a=b], target_matchers: [c=d], equal: "
		"[e]}]\n";
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct imported imported = import_well(arena, source, "");

	show_problems("left", &imported.left);
	CHECK_INT(imported.left.count, 0);
	CHECK(!str_contains(imported.yaml, STR("Not taken over")));
}

static const struct wrong wrong_files[] = {
	{ "a: [", 2, 1, "", "" },
	{ "just a text", 1, 1, "",
	  "is no configuration of Alertmanager: it has no 'route'" },
	{ "listen: x\n", 1, 1, "",
	  "is no configuration of Alertmanager: it has no 'route'" },
	{ RECEIVERS "route: {receiver: c}", 7, 19, "route.receiver",
	  "there is no receiver 'c'" },
	{ RECEIVERS "route: {receiver: a, routes: [{matchers: ['x=~\"(\"']}]}", 7, 43,
	  "route.routes[0].matchers[0]", "" },
	{ RECEIVERS "route: {receiver: a, matchers: [x=y]}", 7, 8, "route",
	  "the top route takes all alerts: it must have no matchers" },
	{ RECEIVERS "route: {receiver: a, repeat_interval: soon}", 7, 39,
	  "route.repeat_interval", "must be a duration such as 30s, 5m or 1h30m" },
	{ RECEIVERS "route: {receiver: a, routes: [{mute_time_intervals: [n]}]}", 7, 54,
	  "route.routes[0].mute_time_intervals[0]", "there is no such time interval" },
	{ RECEIVERS "route: {receiver: a, routes: {}}", 7, 30, "route.routes",
	  "must be a list, not a map" },
	{ RECEIVERS ROUTE "receivers2: *x", 8, 13, "", "" },
};

static void a_file_that_is_none_is_refused_with_its_place(void)
{
	for (size_t i = 0; i < sizeof(wrong_files) / sizeof(wrong_files[0]); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct import_options options = options_with("");
		struct config_problems wrong = { 0 };
		struct imported imported;
		const struct wrong *want = &wrong_files[i];

		CHECK_CASE(!import_alertmanager(arena, &options, str_of(want->text),
						&imported, &wrong),
			   want->text);
		if (wrong.count == 0 || wrong.items[0].line != want->line ||
		    wrong.items[0].column != want->column ||
		    !str_is(wrong.items[0].where, want->where) ||
		    (want->what[0] && !str_is(wrong.items[0].what, want->what))) {
			show_problems("got", &wrong);
			check_failed(__FILE__, __LINE__, "%s", want->text);
		}
	}
}

/* A name or a value must not be able to write lines of its own. */
static void nothing_of_a_text_gets_out_of_it(void)
{
	static const char source[] =
		"receivers: [{name: \"a\\n'b: \\u2028x\", webhook_configs: [{url_file: "
		"x}]}]\n"
		"route: {receiver: \"a\\n'b: \\u2028x\", \"k\\nadmin: 1\": 2, routes: "
		"[{match: {x: \"it's\\n\\u0085\\U0001F600\"}}]}\n";
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str yaml = import_well(arena, source, "").yaml;
	struct error error = { 0 };
	const struct tree *tree = yaml_parse(arena, yaml, &error);

	CHECK(tree);
	CHECK(!tree_get(tree, "admin"));
	CHECK_STR(tree_at(tree, "routes.0.routes.0.match.0")->text,
		  "x=\"it's\\n\xc2\x85\xf0\x9f\x98\x80\"");
	check_is_good(arena, yaml);
}

const struct test tests[] = {
	{ "whole files become what stands beside them",
	  whole_files_become_what_stands_beside_them },
	{ "no secret stands in what is written", no_secret_stands_in_what_is_written },
	{ "a part becomes what means the same", a_part_becomes_what_means_the_same },
	{ "what is not taken over is named with its place",
	  what_is_not_taken_over_is_named_with_its_place },
	{ "all is taken over where all can be", all_is_taken_over_where_all_can_be },
	{ "a file that is none is refused with its place",
	  a_file_that_is_none_is_refused_with_its_place },
	{ "nothing of a text gets out of it", nothing_of_a_text_gets_out_of_it },
	{ 0 },
};
