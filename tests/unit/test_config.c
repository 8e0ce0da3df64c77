#include "config/parts.h"
#include "config_fixture.h"

#include "base/hash.h"
#include "base/suggest.h"
#include "base/text.h"
#include "config/address.h"
#include "config/config.h"
#include "config/reader.h"
#include "formats/mustache.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum { BUILT_IN_PROFILES = 6 };

static struct labels labels_of(struct arena *arena, const char *pairs)
{
	struct labels labels = { 0 };
	str rest = str_of(pairs), pair;

	while (str_next(&rest, ' ', &pair)) {
		struct label label;

		if (str_cut(pair, '=', &label.name, &label.value))
			*list_add(arena, &labels) = label;
	}
	labels_settle(&labels, &(str){ 0 });
	return labels;
}

static void without_a_file_the_defaults_hold(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	scoped_config config = config_load(arena, NULL, &problems);

	show_problems("the defaults", &problems);
	if (!config) {
		check_failed(__FILE__, __LINE__, "the defaults have problems");
		return;
	}
	CHECK_STR(config->path, "");
	CHECK_STR(config->text, "");
	CHECK_STR_EQ(config->hash, sha256_hex(arena, sha256_of(STR(""))));
	CHECK_INT(config->listener_count, 1);
	CHECK_STR(config->listeners[0].address, "127.0.0.1:9099");
	CHECK_INT(config->listeners[0].classes, 31);
	CHECK_INT(config->person_count, 0);
	CHECK_INT(config->on_call_count, 0);
	CHECK_INT(config->page_repeat, 60 * SECOND_MS);
	CHECK_INT(config->page_rounds, 5);
	CHECK_INT(config->ack_lapse, 20 * MINUTE_MS);
	CHECK_INT(config->page_limit, 20);
	CHECK_INT(config->page_limit_within, 5 * MINUTE_MS);
	CHECK_INT(config->resolve_timeout, 5 * MINUTE_MS);
	CHECK_INT(config->hold, 5 * MINUTE_MS);
	CHECK(!config->drill);
	CHECK_INT(config->profile_count, BUILT_IN_PROFILES);
	CHECK(config_pattern(config, STR("connection-pool")) != NULL);
	CHECK(config_profile(config, STR("default")) != NULL);
	CHECK(config_profile(config, STR("platform-ops")) != NULL);
}

/* Everything that a service can say, for more than one test. */
static const char redis_service[] =
	"services:\n"
	"  - name: cache\n"
	"    match: {service: redis, env: prod}\n"
	"    settings:\n"
	"      redis: 127.0.0.1:6379\n"
	"      prometheus: http://127.0.0.1:9090\n"
	"    profile: platform-ops\n"
	"    measurements:\n"
	"      - name: writes failing\n"
	"        query: 100 * writes_failed / writes{at=\"{{redis}}\"}\n"
	"        unit: percent\n"
	"        good: below 1\n"
	"        hold: 1m\n"
	"        every: 5s\n"
	"        proves_recovery: true\n"
	"      - {name: memory, query: used, good: at most 80.5}\n"
	"    patterns: [redis-memory]\n"
	"  - name: api\n";

static void a_service_is_read_whole(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, redis_service);
	const struct service *cache = config_service(config, STR("cache"));
	const struct measurement *writes = service_measurement(cache,
							       STR("writes failing"));
	const struct measurement *memory = service_measurement(cache, STR("memory"));

	CHECK_INT(config->service_count, 2);
	CHECK_INT(cache->match_count, 2);
	CHECK_STR(cache->match[1].name, "env");
	CHECK_STR(cache->match[1].value, "prod");
	CHECK_STR(labels_setting(cache->settings, cache->setting_count, "redis"),
		  "127.0.0.1:6379");
	CHECK_STR(labels_setting(cache->settings, cache->setting_count, "other"), "");
	CHECK_STR(cache->profile, "platform-ops");
	CHECK_INT(cache->pattern_count, 1);
	CHECK_STR(cache->patterns[0]->name, "redis-memory");
	CHECK_STR(writes->query, "100 * writes_failed / writes{at=\"{{redis}}\"}");
	CHECK_STR(writes->unit, "percent");
	CHECK_INT(writes->comparison, COMPARE_BELOW);
	CHECK(writes->threshold == 1);
	CHECK_INT(writes->hold, MINUTE_MS);
	CHECK_INT(writes->interval, 5 * SECOND_MS);
	CHECK(writes->is_check);
	CHECK_INT(memory->comparison, COMPARE_AT_MOST);
	CHECK(memory->threshold == 80.5);
	CHECK_INT(memory->hold, 5 * MINUTE_MS);
	CHECK_INT(memory->interval, 10 * SECOND_MS);
	CHECK(!memory->is_check);
	CHECK(!service_measurement(cache, STR("latency")));
	CHECK(!config_service(config, STR("shop")));
}

static void a_service_is_found_by_its_labels(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, redis_service);
	struct labels both = labels_of(arena, "env=prod service=redis x=y");
	struct labels one = labels_of(arena, "service=redis");
	struct labels own = labels_of(arena, "service=api");

	CHECK(config_service_for(config, &both) == &config->services[0]);
	CHECK(config_service_for(config, &one) == NULL);
	/* Without "match" it is the label service that names it. */
	CHECK(config_service_for(config, &own) == &config->services[1]);
}

static void the_rest_of_a_file_is_read_whole(void)
{
	static const char text[] =
		"listen:\n"
		"  - 127.0.0.1:0\n"
		"  - {address: \"0.0.0.0:9099\", for: [doors, metrics]}\n"
		"  - 127.0.0.1:0\n"
		"hosts: [stanch.example.org]\n"
		"public_url: https://stanch.example.org/\n"
		"database: host=/run/postgresql dbname=stanch\n"
		"people:\n"
		"  - name: alice\n"
		"    role: approver\n"
		"    system_user: al\n"
		"    contacts:\n"
		"      - email: alice@example.org\n"
		"      - ntfy: http://127.0.0.1:8080/alice\n"
		"  - {name: scout, role: responder, agent: true}\n"
		"on_call: [alice]\n"
		"paging: {repeat: 30s, ack_lapse: 0}\n"
		"smtp: {relay: \"127.0.0.1:25\", from: stanch@example.org}\n"
		"audiences:\n"
		"  - name: everyone\n"
		"    contacts: [{webhook: \"http://127.0.0.1:8080/team\"}]\n"
		"commands: {kubectl: /usr/bin/kubectl}\n"
		"clusters:\n"
		"  - {name: prod, kubeconfig: /etc/stanch/prod.yaml, context: eu}\n"
		"  - {name: home}\n";
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, text);
	const struct person_config *alice = config_person(config, STR("alice"));

	CHECK_INT(config->listener_count, 3);
	CHECK_INT(config->listeners[1].classes, ROUTE_CLASS_DOORS | ROUTE_CLASS_METRICS);
	CHECK_STR(config->hosts[0], "stanch.example.org");
	CHECK_STR(config->public_url, "https://stanch.example.org");
	CHECK_STR(config->database, "host=/run/postgresql dbname=stanch");
	CHECK_INT(alice->role, ROLE_APPROVER);
	CHECK_STR(alice->system_user, "al");
	CHECK_INT(alice->contact_count, 2);
	CHECK_STR(alice->contacts[1].channel, "ntfy");
	CHECK_STR(alice->contacts[1].address, "http://127.0.0.1:8080/alice");
	CHECK(config_person(config, STR("scout"))->is_agent);
	CHECK(!config_person(config, STR("mallory")));
	CHECK_STR(config->on_call[0], "alice");
	CHECK_INT(config->page_repeat, 30 * SECOND_MS);
	CHECK_INT(config->page_rounds, 5);
	CHECK_INT(config->ack_lapse, 0);
	CHECK_STR(config->smtp_from, "stanch@example.org");
	CHECK_STR(config->audiences[0].name, "everyone");
	CHECK_STR(config->audiences[0].contacts[0].channel, "webhook");
	CHECK_STR(config->commands_allowed[0].name, "kubectl");
	CHECK_STR(config->commands_allowed[0].value, "/usr/bin/kubectl");
	CHECK_STR(config_cluster(config, STR("prod"))->kubeconfig,
		  "/etc/stanch/prod.yaml");
	CHECK_STR(config_cluster(config, STR("prod"))->context, "eu");
	CHECK_STR(config_cluster(config, STR("home"))->kubeconfig, "");
	CHECK(!config_cluster(config, STR("prod2")));
}

#define DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct wrong wrong[] = {
	{ "a: [", 2, 1, "", "did not find expected node content" },
	{ "hold: 5m\nhold: 6m\n", 2, 1, "", "the name 'hold' occurs twice" },
	{ "- a\n", 1, 1, "", "must be a map of names and values, not a list" },
	{ "on_cal: []\n", 1, 1, "on_cal", "unknown; did you mean on_call?" },
	{ "hold: 5m\nwhatever:\n  - x\n", 2, 1, "whatever", "unknown" },
	{ "hold: [5m]\n", 1, 7, "hold",
	  "must be a duration like 90s, 5m or 1h30m, not a list" },
	{ "hold: soon\n", 1, 7, "hold",
	  "'soon' is not a duration like 90s, 5m or 1h30m" },
	{ "hold: 60\n", 1, 7, "hold", "needs its unit, such as 60s or 60m" },
	{ "hold: 25h\n", 1, 7, "hold", "must be from 1s to 1d" },
	{ "paging:\n  repeat: 10ms\n", 2, 11, "paging.repeat", "must be from 1s to 1h" },
	{ "paging: {rounds: 0}\n", 1, 18, "paging.rounds", "must be from 1 to 100" },
	{ "paging: {rounds: many}\n", 1, 18, "paging.rounds",
	  "must be a whole number, not a text" },
	{ "paging: 5\n", 1, 9, "paging",
	  "must be a map of names and values, not a number" },
	{ "drill: maybe\n", 1, 8, "drill", "must be true or false, not a text" },
	{ "database: \"\"\n", 1, 11, "database", "is empty" },
	{ "database: 1.5\n", 1, 11, "database", "must be a text: put it in quotes" },
	{ "database: postgresql://bob:secret@db/x\n", 1, 11, "database",
	  "a secret never stands in this file: use passfile= or the variable "
	  "PGPASSFILE" },
	{ "public_url: stanch.example.org\n", 1, 13, "public_url",
	  "must be a URL such as https://stanch.example.org" },
	{ "services:\n  - {name: a, aliases: [x]}\n  - {name: b, aliases: [y, x]}\n", 3,
	  28, "services[1].aliases[1]", "'x' already means the service a" },
	{ "services:\n  - {name: a, aliases: [b]}\n  - {name: b}\n", 2, 25,
	  "services[0].aliases[0]", "'b' already means the service b" },
	{ "environments:\n  - {name: a, default: true}\n  - {name: b, default: true}\n",
	  3, 24, "environments[1].default",
	  "another environment is the default already" },
	{ "reports: {within: 0s}\n", 1, 19, "reports.within", "must be from 1s to 1d" },
	{ "clusters: [{name: a}, {name: a}]\n", 1, 30, "clusters[1].name",
	  "'a' occurs twice" },
	{ "clusters: [{name: a, context: b}]\n", 1, 31, "clusters[0].context",
	  "is one of a kubeconfig: name that, too" },
	{ "changes: {feeds: [{name: a}]}\n", 1, 26, "changes.feeds[0].name",
	  "is of no system: exactly one of 'kubernetes', 'kubernetes_config', 'git' and "
	  "'statuspage' "
	  "is needed" },
	{ "changes: {feeds: [{name: a, kubernetes: b}]}\n", 1, 41,
	  "changes.feeds[0].kubernetes", "there is no cluster 'b'" },
	{ "changes: {feeds: [{name: a, git: x}]}\n", 1, 34, "changes.feeds[0].git",
	  "must be the whole path of a repository's folder" },
	{ "changes: {feeds: [{name: a, statuspage: example.com}]}\n", 1, 41,
	  "changes.feeds[0].statuspage",
	  "must be a page's URL such as https://www.githubstatus.com" },
	{ "changes: {feeds: [{name: a, git: /x, branch: -x}]}\n", 1, 46,
	  "changes.feeds[0].branch", "must not begin with '-'" },
	{ "autonomy: [{name: a, class: destructive, do: pre-approved, agreed_by: b}]\n"
	  "people: [{name: b, role: approver}]\n",
	  1, 46, "autonomy[0].do",
	  "cannot be pre-approved for what is destructive: two people approve that" },
	{ "autonomy: [{name: a, class: reversible, do: pre-approved}]\n", 1, 45,
	  "autonomy[0].do",
	  "is pre-approved: 'agreed_by' must name the person who answers for it" },
	{ "autonomy: [{name: a, class: reversible, do: pre-approved, agreed_by: b}]\n"
	  "people: [{name: b, role: responder}]\n",
	  1, 70, "autonomy[0].agreed_by", "may not approve: the role is responder" },
	{ "autonomy: [{name: a, class: read, do: observe, worst: 3, least: 1}]\n", 1, 55,
	  "autonomy[0].worst", "is milder than 'least': no severity is both" },
	{ "temporary_fixes: {folders: [a]}\n", 1, 29, "temporary_fixes.folders[0]",
	  "must be the whole path of a folder" },
	{ "changes: {window: 10s}\n", 1, 19, "changes.window", "must be from 1m to 1d" },
	{ "services: [{name: a, rollback: [{actuator: b, target: '{{c}}'}]}]\n", 1, 55,
	  "services[0].rollback[0].target",
	  "{{c}} is no setting of this service, nor revision, previous or target" },
	{ "services: [{name: a, rollback: [{actuator: b, target: c, plan: {d: "
	  "'{{previous}} {{e}}'}}]}]\n",
	  1, 64, "services[0].rollback[0].plan",
	  "{{e}} is no setting of this service, nor revision, previous or target" },
	{ "services: [{name: a, after_change: {watch: 1m, every: 2m}}]\n", 1, 55,
	  "services[0].after_change.every", "is longer than the time that is watched" },
	{ "listen: 9099\n", 1, 9, "listen", "must be a list, not a number" },
	{ "listen: []\n", 1, 9, "listen", "is empty: nobody could reach stanch" },
	{ "listen: [localhost]\n", 1, 10, "listen[0]",
	  "must be a host and a port, such as 127.0.0.1:9099, or 0.0.0.0:9099 for "
	  "every address of this machine" },
	{ "listen:\n  - 127.0.0.1:9099\n  - 0.0.0.0:9099\n", 3, 5, "listen[1]",
	  "others can reach this address: say what it is for, such as {address: "
	  "0.0.0.0:9099, for: [doors]}" },
	{ "listen: [\"127.0.0.1:1\", \"127.0.0.1:1\"]\n", 1, 25, "listen[1]",
	  "'127.0.0.1:1' occurs twice" },
	{ "listen:\n  - {address: \"127.0.0.1:1\", for: [door]}\n", 2, 36,
	  "listen[0].for[0]",
	  "must be doors, people, metrics, public or callbacks; did you mean doors?" },
	{ "listen:\n  - {for: [doors]}\n", 2, 5, "listen[0].address", "is missing" },
	{ "people:\n  - name: bob\n    rol: viewer\n    role: viewer\n", 3, 5,
	  "people[0].rol", "unknown; did you mean role?" },
	{ "people:\n  - name: bob\n", 2, 5, "people[0].role", "is missing" },
	{ "people:\n  - {name: bob, role: aprover}\n", 2, 23, "people[0].role",
	  "must be one of viewer, responder, approver, admin; did you mean "
	  "approver?" },
	{ "people:\n  - {name: bob, role: none}\n", 2, 23, "people[0].role",
	  "must be one of viewer, responder, approver, admin" },
	{ "people:\n  - {name: -bob, role: viewer}\n", 2, 12, "people[0].name",
	  "must be a name of at most 100 bytes: no spaces, slashes, quotes or "
	  "brackets, and no '-' in front" },
	{ "people:\n  - {name: stanch, role: viewer}\n", 2, 12, "people[0].name",
	  "'stanch' is what our own acts are signed with" },
	{ "people:\n  - {name: bob, role: viewer}\n  - {name: bob, role: admin}\n", 3, 12,
	  "people[1].name", "'bob' occurs twice" },
	{ "people:\n  - {name: a, role: viewer, system_user: u}\n"
	  "  - {name: b, role: admin, system_user: u}\n",
	  3, 41, "people[1].system_user", "'u' is somebody else already" },
	{ "people:\n  - {name: x, role: admin, agent: true}\n", 2, 21, "people[0].role",
	  "an agent never approves: at most responder" },
	{ "people:\n  - {name: x, role: admin, password: secret}\n", 2, 28,
	  "people[0].password",
	  "unknown, and a secret never stands in this file: a secret is named by a "
	  "key ending in _file or _env" },
	{ "people:\n  - {name: x, role: admin, contacts: [a@b]}\n", 2, 39,
	  "people[0].contacts[0]",
	  "is none of 'channels', so it needs an address, such as "
	  "{email: bob@example.org}" },
	{ "people:\n  - {name: x, role: admin, contacts: [{sms: 1, ntfy: 2}]}\n", 2, 39,
	  "people[0].contacts[0]",
	  "must be one channel and its address, such as {email: bob@example.org}" },
	{ "people:\n  - {name: x, role: admin, contacts: [email: x@y]}\n", 2, 39,
	  "people[0].contacts[0]", "no mail can be sent: smtp.relay is not given" },
	{ "audiences:\n  - {name: a, contacts: [webhook: \"http://a:b@c/\"]}\n", 2, 35,
	  "audiences[0].contacts[0].webhook",
	  "has a password in it: a secret never stands in this file" },
	{ "drill: true\naudiences:\n  - {name: a, contacts: [webhook: \"http://c/\"]}\n",
	  3, 26, "audiences[0].contacts[0]",
	  "a drill reaches nobody outside this machine" },
	{ "drill: true\nsmtp: {relay: \"mail:25\", from: a@b}\n", 2, 15, "smtp.relay",
	  "a drill reaches nobody outside this machine" },
	{ "people: [{name: on, role: viewer}]\non_call: [to]\n", 2, 11, "on_call[0]",
	  "there is no person or schedule 'to'" },
	{ "people: [{name: b, role: viewer}]\non_call: [abc]\n", 2, 11, "on_call[0]",
	  "there is no person or schedule 'abc'" },
	{ "people: [{name: bob, role: viewer}]\non_call: [o]\n", 2, 11, "on_call[0]",
	  "there is no person or schedule 'o'" },
	{ "on_call: [bob]\n", 1, 11, "on_call[0]",
	  "there is no person or schedule 'bob'" },
	{ "people:\n  - {name: bobby, role: viewer, contacts: [ntfy: x]}\n"
	  "on_call: [boby]\n",
	  3, 11, "on_call[0]",
	  "there is no person or schedule 'boby'; did you mean bobby?" },
	{ "people: [{name: bob, role: viewer}]\non_call: [bob]\n", 2, 11, "on_call[0]",
	  "nobody could reach bob: no contacts are given" },
	{ "people: [{name: x, role: viewer, agent: true}]\non_call: [x]\n", 2, 11,
	  "on_call[0]", "x is an agent: nobody would be woken" },
	{ "people: [{name: bob, role: viewer, contacts: [sms: x]}]\n"
	  "on_call: [bob, bob]\n",
	  2, 16, "on_call[1]", "'bob' occurs twice" },
	{ "smtp: {relay: mail, from: a@b}\n", 1, 15, "smtp.relay",
	  "must be a host and a port, such as 127.0.0.1:25, or smtps:// or "
	  "smtp+starttls:// in front of them" },
	{ "smtp: {relay: \"m:25\", from: a}\n", 1, 29, "smtp.from",
	  "must be an address such as stanch@example.org" },
	{ "smtp: {from: a@b}\n", 1, 7, "smtp.relay", "is missing" },
	{ "smtp:\n  relay: m:25\n  from: a@b\n  password: secret\n", 4, 3,
	  "smtp.password",
	  "a secret never stands in this file: use password_file or password_env" },
	{ "smtp: {relay: \"m:25\", from: a@b, user: u, password_env: NOT_SET}\n", 1, 57,
	  "smtp.password_env", "the variable that it names is not set" },
	{ "smtp: {relay: \"m:25\", from: a@b, user: u, password_file: /none}\n", 1, 58,
	  "smtp.password_file",
	  "the file that it names cannot be read: No such file or directory" },
	{ "door_keys:\n  - {name: a}\n", 2, 5, "door_keys[0]",
	  "needs key_file or key_env" },
	{ "door_keys:\n  - {name: a, key_env: LONG_KEY, key: 01234567}\n", 2, 34,
	  "door_keys[0].key",
	  "a secret never stands in this file: use key_file or key_env" },
	{ "door_keys:\n  - {name: a, key_env: LONG_KEY, key_file: /proc/version}\n", 2, 5,
	  "door_keys[0]", "needs key_file or key_env, not both" },
	{ "door_keys:\n  - {name: a, key_env: SHORT_KEY}\n", 2, 24,
	  "door_keys[0].key_env", "names a key of less than 8 bytes" },
	{ "door_keys:\n  - {name: a, key_env: EMPTY_KEY}\n", 2, 24,
	  "door_keys[0].key_env", "names a secret that is empty" },
	{ "routes:\n  - {match: {severity: critical}, urgency: page, rank: 0}\n", 2, 56,
	  "routes[0].rank", "0 must match on more than the label severity" },
	{ "routes:\n  - {match: {}, urgency: page, rank: 0}\n", 2, 38, "routes[0].rank",
	  "0 must match on more than the label severity" },
	{ "routes:\n  - {match: {a: b}, urgency: pge}\n", 2, 30, "routes[0].urgency",
	  "must be one of page, notify, record; did you mean page?" },
	{ "routes:\n  - {match: {a: b}, urgency: page, rank: 4}\n", 2, 42,
	  "routes[0].rank", "must be from -1 to 3" },
	{ "routes:\n  - {match: {a: [b]}, urgency: page}\n", 2, 17, "routes[0].match.a",
	  "must be a text, not a list" },
	{ "routes:\n  - {match: [a=b, 'c=~\"(d\"'], urgency: page}\n", 2, 19,
	  "routes[0].match[1]", "at 4: not a regular expression: missing ): (d" },
	{ "routes:\n  - {match: [\"{}\"], urgency: page}\n", 2, 14, "routes[0].match[0]",
	  "holds no matcher" },
	{ "routes:\n  - {match: a, urgency: page}\n", 2, 13, "routes[0].match",
	  "at the end: =, !=, =~ or !~ belongs here" },
	{ "routes:\n  - {match: ['a!=b', 'severity=critical'], urgency: page, rank: 0}\n",
	  2, 65, "routes[0].rank", "0 must match on more than the label severity" },
	{ "routes:\n  - {match: {a: true}, urgency: page}\n", 2, 17, "routes[0].match.a",
	  "must be a text: put it in quotes" },
	{ "services: [{name: a}, {name: a}]\n", 1, 30, "services[1].name",
	  "'a' occurs twice" },
	{ "services: [{name: a, profile: platform-op}]\n", 1, 31, "services[0].profile",
	  "there is no profile 'platform-op'; did you mean platform-ops?" },
	{ "services: [{name: a, patterns: [redis-memry]}]\n", 1, 33,
	  "services[0].patterns[0]",
	  "there is no pattern 'redis-memry'; did you mean redis-memory?" },
	{ "services:\n  - name: a\n    bundles: [pg.helth]\n", 3, 15,
	  "services[0].bundles[0]",
	  "there is no bundle 'pg.helth'; did you mean pg.health?" },
	{ "services:\n  - name: a\n    bundles: [pg.health]\n", 2, 5,
	  "services[0].settings", "the bundle pg.health needs the setting 'database'" },
	{ "services:\n  - name: a\n    patterns: [redis-memory]\n"
	  "    settings: {prometheus: \"http://127.0.0.1:1\"}\n",
	  4, 15, "services[0].settings",
	  "the pattern redis-memory needs the setting 'redis'" },
	{ "services:\n  - name: a\n    settings: {api_token: x}\n", 3, 27,
	  "services[0].settings.api_token",
	  "looks like a secret: settings are shown and recorded" },
	{ "services:\n  - name: a\n    settings: {git: orders.git}\n", 3, 21,
	  "services[0].settings.git", "must be the whole path of a repository's folder" },
	{ "services:\n  - name: a\n    settings: {redis: \"redis://:x@h:1\"}\n", 3, 23,
	  "services[0].settings.redis",
	  "looks like a secret: settings are shown and recorded" },
	{ "services:\n  - name: a\n    settings: {prometheus: x}\n"
	  "    measurements: [{name: m, query: q}]\n",
	  4, 20, "services[0].measurements[0].good", "is missing" },
	{ "services:\n  - name: a\n    settings: {prometheus: x}\n"
	  "    measurements: [{name: m, query: q, good: under 1}]\n",
	  4, 46, "services[0].measurements[0].good",
	  "must be 'below', 'at most', 'above' or 'at least' and a number, such as "
	  "\"below 1\"" },
	{ "services:\n  - name: a\n    settings: {prometheus: x}\n"
	  "    measurements: [{name: m, query: \"{{x}}\", good: below 1}]\n",
	  4, 37, "services[0].measurements[0].query",
	  "{{x}} is no setting of this service" },
	{ "services:\n  - name: a\n    settings: {prometheus: x}\n    measurements:\n"
	  "      - {name: m, query: q, good: below 1}\n"
	  "      - {name: m, query: q, good: below 1}\n",
	  6, 16, "services[0].measurements[1].name", "'m' occurs twice" },
	{ "services:\n  - name: a\n    measurements:\n"
	  "      - {name: m, query: q, good: below 1}\n",
	  2, 5, "services[0].settings",
	  "measurements need the setting 'prometheus': whom to ask" },
	{ "databases: [{name: a, url: \"host=h password=x\"}]\n", 1, 28,
	  "databases[0].url",
	  "a secret never stands in this file: use password_file or password_env" },
	{ "flag_folders: [{name: a, folder: flags}]\n", 1, 34, "flag_folders[0].folder",
	  "must be the whole path of a folder, such as /etc/shop/flags" },
	{ "repositories: [{name: a, url: \"ext::sh -c x\"}]\n", 1, 31,
	  "repositories[0].url",
	  "must be https://…, ssh://…, user@host:path or the whole path of a repository "
	  "on this machine" },
	{ "repositories: [{name: a, url: /r, render: [make]}]\n", 1, 43,
	  "repositories[0].render", "must begin with the whole path of a program" },
	{ "http_actions: [{name: a, url: \"http://h\", requests: [{name: on, path: "
	  "/f/<flag>}]}]\n",
	  1, 71, "http_actions[0].requests[0].path", "<flag> is none of the parameters" },
	{ "http_actions: [{name: a, url: \"http://h\", parameters: {flag: word}}]\n", 1,
	  55, "http_actions[0].parameters",
	  "flag must be name, text, integer, duration, boolean, or values such as "
	  "on|off" },
	{ "http_actions: [{name: a, url: \"http://h\", requests: [{name: on, path: "
	  "\"//h.example.org\", class: read}]}]\n",
	  1, 97, "http_actions[0].requests[0].class", "of POST cannot be read" },
	{ "http_actions: [{name: a, url: \"http://h\", requests: [{name: on, path: /a, "
	  "undo: {do: off}}]}]\n",
	  1, 81, "http_actions[0].requests[0].undo",
	  "needs do: the name of one of these requests" },
	{ "http_actions: [{name: a, url: \"http://h\", requests: [{name: on, path: "
	  "\"@evil.example.org/\"}]}]\n",
	  1, 71, "http_actions[0].requests[0].path",
	  "must be a path such as /flags/<flag>: what comes behind the URL" },
	{ "argocd: [{name: a, url: \"http://h\"}, {name: a, url: \"http://h\"}]\n", 1, 45,
	  "argocd[1].name", "'a' occurs twice" },
	{ "commands: {kubectl: kubectl}\n", 1, 21, "commands.kubectl",
	  "must be the whole path of a program, such as /usr/bin/kubectl" },
	{ "runbook_clients: {bash: [sh]}\n", 1, 25, "runbook_clients.bash",
	  "needs none: its words are run as they stand" },
	{ "runbook_clients: {sql: []}\n", 1, 24, "runbook_clients.sql",
	  "must be the words of a command, such as [psql, -X, -c, \"{{code}}\"]" },
	{ "runbook_clients: {sql: psql}\n", 1, 24, "runbook_clients.sql",
	  "must be a list, not a text" },
	{ "runbook_secrets: [{name: A, file: a, env: B}]\n", 1, 19, "runbook_secrets[0]",
	  "needs file or env, and one of them only" },
	{ "runbook_secrets: [{name: A}]\n", 1, 19, "runbook_secrets[0]",
	  "needs file or env, and one of them only" },
	{ "runbook_secrets: [{name: A, env: B}, {name: A, env: C}]\n", 1, 45,
	  "runbook_secrets[1].name", "'A' occurs twice" },
	{ "runbook_classes: {abc: read}\n", 1, 24, "runbook_classes.abc",
	  "must be behind the SHA-256 of a block, as stanch runbook show tells it" },
	{ "runbook_classes: {" DIGEST ": harmless}\n", 1, 85, "runbook_classes." DIGEST,
	  "must be one of read, reversible, destructive, data-repair" },
	/* Columns count characters. */
	{ "people:\n  - {name: J\xc3\xbcrgen, rle: x, role: viewer}\n", 2, 20,
	  "people[0].rle", "unknown; did you mean role?" },
	/* A name is found even when the value says it too. */
	{ "hosts: [peple]\n# peple: no\npeple: {peple: 1}\n", 3, 1, "peple",
	  "unknown; did you mean people?" },
};

static void what_actions_may_change_is_named(void)
{
	static const char text[] =
		"databases: [{name: orders, url: \"host=db dbname=orders\"}]\n"
		"http_actions: [{name: flags, url: \"https://flags.example.org/api/\"}]\n"
		"flag_folders: [{name: shop, folder: /etc/shop/flags}]\n"
		"repositories:\n"
		"  - name: sites\n"
		"    url: git@git.example.org:ops/sites.git\n"
		"    render: [/usr/bin/python3, render.py, <app>]\n"
		"argocd: [{name: eu, url: \"https://argocd.example.org\"}]\n";
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, text);
	const struct repository_config *sites = config_repository(config, STR("sites"));

	CHECK_STR(config_database(config, STR("orders"))->url, "host=db dbname=orders");
	CHECK_STR(config_http_action(config, STR("flags"))->api.url,
		  "https://flags.example.org/api");
	CHECK_STR(config_http_action(config, STR("flags"))->api.header, "Authorization");
	CHECK_STR(config_flag_folder(config, STR("shop"))->folder, "/etc/shop/flags");
	CHECK_STR(sites->branch, "main");
	CHECK_INT(sites->render_count, 3);
	CHECK_STR(config_argocd(config, STR("eu"))->url, "https://argocd.example.org");
	CHECK(!config_database(config, STR("eu")));
}

static void each_problem_says_where_and_what(void)
{
	setenv("SHORT_KEY", "short", 1);
	setenv("LONG_KEY", "long enough", 1);
	setenv("EMPTY_KEY", "\n", 1);
	unsetenv("NOT_SET");
	check_wrong(wrong, sizeof(wrong) / sizeof(wrong[0]));
}

static void all_problems_are_collected_in_their_order(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	scoped_config config = parse(arena,
				     "people:\n"
				     "  - {name: bob, rol: x}\n"
				     "on_call: [carol, bob]\n"
				     "hold: 1\n"
				     "services: [{patterns: [none]}]\n",
				     &problems);
	static const struct {
		unsigned line, column;
		const char *where;
	} expected[] = {
		{ 2, 5, "people[0].role" },
		{ 2, 17, "people[0].rol" },
		{ 3, 11, "on_call[0]" },
		{ 3, 18, "on_call[1]" },
		{ 4, 7, "hold" },
		{ 5, 12, "services[0].name" },
		{ 5, 24, "services[0].patterns[0]" },
	};

	CHECK(!config);
	CHECK_INT(problems.count, 7);
	for (size_t i = 0; i < problems.count && i < 7; i++) {
		CHECK_INT(problems.items[i].line, expected[i].line);
		CHECK_INT(problems.items[i].column, expected[i].column);
		CHECK_STR_EQ(problems.items[i].where, str_of(expected[i].where));
	}
}

static void more_problems_than_anybody_reads_are_cut(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 1 << 20);
	struct config_problems problems;

	for (int i = 0; i < 5000; i++)
		text_addf(&text, "unknown_%d:\n", i);

	scoped_config config = config_parse(arena, STR("stanch.yaml"), text_of(&text),
					    &problems);

	CHECK(!config);
	CHECK_INT(problems.count, PROBLEMS_MAX + 1);
	CHECK_STR(problems.items[PROBLEMS_MAX].what,
		  "more than 200 problems: the rest is not shown");
}

static void a_list_has_a_maximum(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 1 << 20);
	struct config_problems problems;

	text_add(&text, STR("hosts: ["));
	for (int i = 0; i <= LIST_ITEMS_MAX; i++)
		text_add(&text, STR("x, "));
	text_add(&text, STR("x]"));

	scoped_config config = config_parse(arena, STR("stanch.yaml"), text_of(&text),
					    &problems);

	CHECK(!config);
	CHECK_INT(problems.count, 1);
	CHECK_STR(problems.items[0].what, "has more than 1000 items");
}

static void a_snapshot_lives_as_long_as_somebody_holds_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config *config = parse_well(arena, "hold: 7m\n");
	scoped_config kept = config_keep(config);

	config_release(config);
	arena_reset(arena);
	CHECK_INT(kept->hold, 7 * MINUTE_MS);
	CHECK_STR(kept->text, "hold: 7m\n");
	CHECK_STR(kept->path, "stanch.yaml");
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);

	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) == EOF || fclose(file) != 0)
		abort();
}

static const char small_profile[] =
	"title: Night\n"
	"keywords: {moon: 9}\n"
	"levels:\n"
	"  - {name: A, means: a, cadence: 10m}\n"
	"  - {name: B, means: b}\n"
	"  - {name: C, means: c}\n"
	"  - {name: D, means: d}\n"
	"default: {rank: 3, says: nothing burns}\n"
	"templates:\n"
	"  - {kind: update, subject: \"{{code}}\", text: still dark}\n";

/* A folder for one test, with the folders beside the file; removed by the caller. */
static void make_folder(char folder[static 32])
{
	char path[64];

	strcpy(folder, "/tmp/stanch-config-XXXXXX");
	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/profiles", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/patterns", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/symptoms", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/bundles", folder);
	mkdir(path, 0700);
}

static void remove_folder(const char *folder)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	if (system(command) != 0)
		abort();
}

static struct config *load(struct arena *arena, const char *folder,
			   struct config_problems *ret_problems)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/stanch.yaml", folder);
	return config_load(arena, path, ret_problems);
}

static void runbooks_lie_beside_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	char folder[32], path[64];

	make_folder(folder);
	snprintf(path, sizeof(path), "%s/runbooks", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/runbooks/redis", folder);
	mkdir(path, 0700);
	write_file(folder, "stanch.yaml", "hold: 5m\n");
	write_file(folder, "runbooks/queue.md", "# Queue\n");
	write_file(folder, "runbooks/redis/full.md", "# Full\n");
	write_file(folder, "runbooks/notes.txt", "no runbook");
	write_file(folder, "runbooks/.queue.md", "an editor's");

	scoped_config config = load(arena, folder, &problems);

	CHECK(config);
	CHECK_INT(config->runbook_count, 2);
	CHECK_STR(config->runbooks[0].name, "queue");
	CHECK_STR(config->runbooks[0].source, "# Queue\n");
	CHECK_STR(config->runbooks[1].name, "redis/full");

	/* A runbook that changed is another configuration. */
	write_file(folder, "runbooks/queue.md", "# Queues\n");
	scoped_config changed = load(arena, folder, &problems);

	CHECK(changed && !str_equal(changed->hash, config->hash));

	/* One that cannot be read is no reason to stay without pages. */
	write_file(folder, "stanch.yaml",
		   "runbooks: [runbooks/redis, runbooks/queue.md, nowhere]\n");
	scoped_config named = load(arena, folder, &problems);

	CHECK(named);
	CHECK_INT(named->runbook_count, 2);
	CHECK_STR(named->runbooks[0].name, "full");
	CHECK_STR(named->runbooks[1].name, "queue");
	CHECK_INT(named->warnings.count, 1);
	remove_folder(folder);
}

static void what_steps_may_use_is_named(void)
{
	static const char text[] =
		"runbook_clients: {sql: [psql, -X, -c, \"{{code}}\"]}\n"
		"runbook_secrets:\n"
		"  - {name: MONGO_URI, env: MONGO}\n"
		"  - {name: PASSWORD, file: /etc/stanch/password}\n"
		"runbook_classes: {" DIGEST ": reversible}\n";
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, text);
	enum action_class class;

	CHECK_INT(config_runbook_client(config, STR("sql"))->word_count, 4);
	CHECK(!config_runbook_client(config, STR("redis")));
	CHECK_STR(config_runbook_secret(config, STR("MONGO_URI"))->variable, "MONGO");
	CHECK_STR(config_runbook_secret(config, STR("PASSWORD"))->file,
		  "/etc/stanch/password");
	CHECK(config_runbook_class(config, STR(DIGEST), &class));
	CHECK_INT(class, ACTION_REVERSIBLE);
	CHECK(!config_runbook_class(config, STR("abc"), &class));
}

static void files_beside_it_add_and_replace(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	char folder[32];

	make_folder(folder);
	write_file(folder, "stanch.yaml", "services: [{name: a, profile: night}]\n");

	scoped_config missing = load(arena, folder, &problems);

	CHECK(!missing);
	write_file(folder, "profiles/night.yaml", small_profile);
	write_file(folder, "profiles/platform-ops.yaml", small_profile);
	write_file(folder, "profiles/.night.yaml", "an editor's");
	write_file(folder, "profiles/notes.txt", "mine");

	scoped_config config = load(arena, folder, &problems);

	show_problems("beside", &problems);
	CHECK(config != NULL);
	if (config) {
		const struct profile *night = config_profile(config, STR("night"));

		CHECK_INT(config->profile_count, BUILT_IN_PROFILES + 1);
		CHECK_STR(config_profile(config, STR("platform-ops"))->title, "Night");
		CHECK_STR(night->code_prefix, "INC");
		CHECK_STR(night->levels[0].name, "A");
		CHECK_INT(night->levels[0].cadence, 10 * MINUTE_MS);
		CHECK_STR_EQ(night->hash,
			     sha256_hex(arena, sha256_of(str_of(small_profile))));
		/* Its own, and those it does not say are the default's. */
		CHECK_INT(night->template_count,
			  config_profile(config, STR("default"))->template_count);
		CHECK_STR(night->templates[0].text, "still dark");
		CHECK_STR(night->templates[0].audience, "");
		CHECK(!str_equal(config->hash,
				 sha256_hex(arena, sha256_of(config->text))));
	}
	remove_folder(folder);
}

#define LEVELS \
	"title: x\ndefault: {rank: 1, says: x}\n" \
	"levels:\n  - {name: a, means: a}\n  - {name: b, means: b}\n" \
	"  - {name: c, means: c}\n  - {name: d, means: d}\n"

static const struct {
	const char *name, *text, *where, *what;
	unsigned line, column;
} wrong_beside[] = {
	{ "profiles/a.yaml", "title: [", "", "did not find expected node content", 2, 1 },
	{ "profiles/a.yaml", "title: x\nlevels: []\ndefault: {rank: 2, says: x}\n",
	  "levels", "must be 4 levels, the worst first, not 0", 2, 9 },
	{ "profiles/default.yaml",
	  "title: x\ndefault: {rank: 0, says: x}\n"
	  "levels:\n  - {name: a, means: a}\n  - {name: b, means: b}\n"
	  "  - {name: c, means: c}\n  - {name: d, means: d}\n"
	  "templates:\n"
	  "  - {kind: initial, subject: x, text: x}\n"
	  "  - {kind: update, subject: x, text: x}\n"
	  "  - {kind: mitigated, subject: x, text: x}\n"
	  "  - {kind: resolved, subject: x, text: x}\n"
	  "  - {kind: handoff, subject: x, text: x}\n"
	  "  - {kind: page, subject: x, text: x}\n"
	  "  - {kind: recovery, subject: x, text: x}\n",
	  "default.rank", "must be from 1 to 3", 2, 17 },
	{ "profiles/default.yaml",
	  LEVELS "templates:\n"
		 "  - {kind: initial, subject: x, text: x}\n"
		 "  - {kind: update, subject: x, text: x}\n"
		 "  - {kind: mitigated, subject: x, text: x}\n"
		 "  - {kind: resolved, subject: x, text: x}\n"
		 "  - {kind: handoff, subject: x, text: x}\n"
		 "  - {kind: page, subject: x, text: x, language: ko}\n"
		 "  - {kind: page, subject: x, text: x, audience: public}\n"
		 "  - {kind: recovery, subject: x, text: x}\n",
	  "templates",
	  "has no 'page' in English for every audience, and others build on this", 1, 1 },
	{ "profiles/a.yaml",
	  LEVELS "templates:\n"
		 "  - {kind: page, subject: x, text: x}\n"
		 "  - {kind: page, subject: x, text: x, language: ko}\n"
		 "  - {kind: page, subject: x, text: x, language: en}\n",
	  "templates[2]", "the same kind, audience and language occur twice", 11, 5 },
	{ "profiles/a.yaml",
	  "title: x\ndefault: {rank: 1, says: x}\n"
	  "levels:\n  - {name: a, means: a}\n  - {name: b, means: b}\n"
	  "  - {name: c, means: c, escalation: on-cal}\n"
	  "  - {name: d, means: d, escalation: on-call}\n",
	  "levels[2].escalation", "there is no policy 'on-cal'; did you mean on-call?", 6,
	  37 },
	{ "profiles/a.yaml",
	  LEVELS "audiences: [{audience: a, approvers: [commander, vira]}]\n",
	  "audiences[0].approvers[1]",
	  "there is no person, and no role (commander, approver, admin), 'vira'; "
	  "did you mean vera?",
	  8, 50 },
	{ "profiles/a.yaml", LEVELS "audiences: [{audience: a, worst: 2, least: 1}]\n",
	  "audiences[0].worst", "must not be more than 'least': 0 is the worst rank", 8,
	  34 },
	{ "profiles/a.yaml", LEVELS "audiences: [{audience: a}, {audience: a}]\n",
	  "audiences[1].audience", "'a' occurs twice", 8, 39 },
	{ "patterns/a.yaml",
	  "title: x\nquestions: []\nhypotheses:\n  - key: h\n    claim: c\n"
	  "    supported_by: [{fact: f, says: s, equals: a, differs: b}]\n"
	  "    refuted_by: [{fact: f, says: s, compares: below 1}]\n",
	  "hypotheses[0].supported_by[0]", "needs one of compares, equals and differs", 6,
	  20 },
	{ "patterns/a.yaml",
	  "title: x\nquestions: []\nhypotheses:\n  - key: h\n    claim: c\n"
	  "    supported_by: [{fact: f, says: s, equals: a}]\n"
	  "    refuted_by: []\n",
	  "hypotheses[0].refuted_by", "is empty", 7, 17 },
	{ "patterns/a.yaml",
	  "title: x\nquestions: []\nhypotheses: []\nactions:\n"
	  "  - {key: a, title: t, actuator: redis, target: t, class: read,\n"
	  "     risk: r, expected: e, plan: {}, when_supported: none}\n",
	  "actions[0].when_supported", "there is no hypothesis 'none'", 6, 54 },
	{ "symptoms/a.yaml", "symptoms:\n  - {name: a, words: [b, c* d]}\n",
	  "symptoms[0].words[1]",
	  "'*' takes any ending: it stands at the end, or before '...'", 2, 26 },
};

static void a_problem_beside_it_names_that_file(void)
{
	for (size_t i = 0; i < sizeof(wrong_beside) / sizeof(wrong_beside[0]); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct config_problems problems;
		char folder[32];

		make_folder(folder);
		write_file(folder, "stanch.yaml",
			   "people: [{name: vera, role: viewer}]\n");
		write_file(folder, wrong_beside[i].name, wrong_beside[i].text);

		scoped_config config = load(arena, folder, &problems);

		show_problems("got", &problems);
		CHECK(!config);
		CHECK_INT(problems.count, 1);
		CHECK(str_ends_with(problems.items[0].file,
				    str_of(wrong_beside[i].name)));
		CHECK_STR_EQ(problems.items[0].where, str_of(wrong_beside[i].where));
		CHECK_STR_EQ(problems.items[0].what, str_of(wrong_beside[i].what));
		CHECK_INT(problems.items[0].line, wrong_beside[i].line);
		CHECK_INT(problems.items[0].column, wrong_beside[i].column);
		remove_folder(folder);
	}
}

/* Of default's texts those are kept which the team's own say nothing of. */
static void a_team_that_changes_one_text_keeps_the_others(void)
{
	static const struct {
		enum message_kind kind;
		const char *audience, *language, *text;
	} want[] = {
		{ MESSAGE_UPDATE, "", "", "ours" },
		{ MESSAGE_UPDATE, "", "ko", "theirs in Korean" },
		{ MESSAGE_UPDATE, "public", "", "theirs for the public" },
		{ MESSAGE_PAGE, "", "en", "our page" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	char folder[32];
	size_t found = 0;

	make_folder(folder);
	write_file(folder, "stanch.yaml", "");
	write_file(folder, "profiles/default.yaml",
		   LEVELS
		   "templates:\n"
		   "  - {kind: initial, subject: x, text: x}\n"
		   "  - {kind: update, subject: x, text: theirs}\n"
		   "  - {kind: update, subject: x, text: theirs in Korean, language: "
		   "ko}\n"
		   "  - {kind: update, subject: x, text: theirs for the public, "
		   "audience: public}\n"
		   "  - {kind: mitigated, subject: x, text: x}\n"
		   "  - {kind: resolved, subject: x, text: x}\n"
		   "  - {kind: handoff, subject: x, text: x}\n"
		   "  - {kind: page, subject: x, text: x}\n"
		   "  - {kind: recovery, subject: x, text: x}\n");
	write_file(folder, "profiles/team.yaml",
		   LEVELS "templates:\n"
			  "  - {kind: update, subject: x, text: ours}\n"
			  "  - {kind: page, subject: x, text: our page, language: en}\n");

	scoped_config config = load(arena, folder, &problems);

	show_problems("inheriting", &problems);
	CHECK(config != NULL);
	remove_folder(folder);
	if (!config)
		return;

	const struct profile *team = config_profile(config, STR("team"));

	CHECK_INT(team->template_count, 9);
	for (size_t i = 0; i < team->template_count; i++)
		for (size_t j = 0; j < sizeof(want) / sizeof(want[0]); j++)
			if (team->templates[i].kind == want[j].kind &&
			    str_is(team->templates[i].audience, want[j].audience) &&
			    str_is(team->templates[i].language, want[j].language)) {
				CHECK_STR_EQ(team->templates[i].text,
					     str_of(want[j].text));
				found++;
			}
	CHECK_INT(found, 4);
}

static void secrets_come_from_files_and_variables(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	char folder[32];

	make_folder(folder);
	setenv("A_DOOR_KEY", "0123456789", 1);
	write_file(folder, "mail.secret", "hunter2 is short\n");
	write_file(folder, "stanch.yaml",
		   "smtp: {relay: \"m:25\", from: a@b, user: u,\n"
		   "       password_file: mail.secret}\n"
		   "door_keys:\n"
		   "  - {name: prometheus, key_env: A_DOOR_KEY}\n");

	scoped_config config = load(arena, folder, &problems);

	show_problems("secrets", &problems);
	CHECK(config != NULL);
	if (config) {
		CHECK_STR(config->smtp_password, "hunter2 is short");
		CHECK_STR(config->door_keys[0].name, "prometheus");
		CHECK_STR_EQ(config->door_keys[0].hash,
			     sha256_hex(arena, sha256_of(STR("0123456789"))));
		CHECK(!str_contains(config->text, STR("hunter2")));
	}
	remove_folder(folder);
}

static void a_file_that_cannot_be_read_is_one_problem(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	scoped_config missing = config_load(arena, "/none/stanch.yaml", &problems);

	CHECK(!missing);
	CHECK_INT(problems.count, 1);
	CHECK_INT(problems.items[0].line, 0);
	CHECK_STR(problems.items[0].what, "/none/stanch.yaml: No such file or directory");

	scoped_config folder = config_load(arena, "/tmp", &problems);

	CHECK(!folder);
	CHECK_STR(problems.items[0].what, "/tmp: not a file");
}

static void words_and_labels_choose_the_profile(void)
{
	static const struct {
		const char *words, *labels, *profile, *reason;
	} cases[] = {
		{ "Read CLAUDE.md - APIs are timing out, users reporting errors", "",
		  "platform-ops",
		  "keywords timing out, errors, apis, users reporting (6)" },
		{ "", "", "default", "no keyword or label matched" },
		{ "The printer is out of paper", "severity=critical", "default",
		  "no keyword or label matched" },
		{ "Writes to Redis fail", "", "platform-ops", "keywords redis (3)" },
		{ "predisposed", "", "default", "no keyword or label matched" },
		{ "", "team=platform", "platform-ops", "label team=platform (5)" },
		{ "", "team=payments", "default", "no keyword or label matched" },
		{ "redis OOM", "team=platform-ops profile=platform-ops", "platform-ops",
		  "keywords oom, redis (6); label team=platform-ops (5)" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct labels labels = labels_of(arena, cases[i].labels);
		str reason;
		const struct profile *profile = profile_choose(
			arena, config, &labels, str_of(cases[i].words), &reason);

		CHECK_STR_EQ(profile->name, str_of(cases[i].profile));
		CHECK_STR_EQ(reason, str_of(cases[i].reason));
	}
}

static void of_equal_weights_the_first_profile_wins(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	char folder[32];

	make_folder(folder);
	write_file(folder, "stanch.yaml", "");
	write_file(folder, "profiles/zulu.yaml", small_profile);
	write_file(folder, "profiles/alpha.yaml", small_profile);

	scoped_config config = load(arena, folder, &problems);
	struct labels none = { 0 };
	str reason;

	CHECK(config != NULL);
	if (config)
		CHECK_STR(
			profile_choose(arena, config, &none, STR("MOON!"), &reason)->name,
			"alpha");
	remove_folder(folder);
}

static void severity_comes_with_its_reason(void)
{
	static const struct {
		const char *profile, *labels;
		int64_t rank;
		const char *reason;
	} cases[] = {
		{ "default", "severity=critical", 1,
		  "its sender calls it critical (label severity=critical)" },
		{ "default", "severity=warning", 2,
		  "its sender calls it a warning (label severity=warning)" },
		{ "default", "severity=none", 3,
		  "its sender gives it no severity (label severity=none)" },
		{ "default", "severity=odd", 2, "no rule names its labels" },
		{ "default", "", 2, "no rule names its labels" },
		{ "platform-ops", "priority=P1 severity=warning", 1,
		  "its sender calls it P1 (label priority=P1)" },
		{ "platform-ops", "priority=P0 severity=critical", 1,
		  "critical on the platform: major degradation until shown otherwise "
		  "(label severity=critical)" },
		{ "default", "service=pay env=prod severity=info", 0,
		  "the route for labels service=pay, env=prod" },
		{ "default", "service=shop-eu", 0,
		  "the route for labels service=~shop-.*, env!=dev" },
		{ "default", "service=shop-eu env=dev", 2, "no rule names its labels" },
		/* A route that leaves the rank open leaves it to the profile. */
		{ "default", "service=web severity=critical", 1,
		  "its sender calls it critical (label severity=critical)" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(
		arena, "routes:\n"
		       "  - match: {service: pay, env: prod}\n"
		       "    urgency: page\n"
		       "    rank: 0\n"
		       "  - match: ['service=~\"shop-.*\", env!=dev']\n"
		       "    urgency: page\n"
		       "    rank: 0\n"
		       "  - {match: {service: web}, urgency: notify}\n");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct labels labels = labels_of(arena, cases[i].labels);
		str reason;
		int64_t rank = severity_choose(
			arena, config, config_profile(config, str_of(cases[i].profile)),
			&labels, &reason);

		CHECK_INT(rank, cases[i].rank);
		CHECK_STR_EQ(reason, str_of(cases[i].reason));
	}
}

static void routes_say_how_urgent_it_is(void)
{
	static const struct {
		const char *labels;
		enum urgency urgency;
		int64_t rank;
	} cases[] = {
		{ "service=pay severity=info", URGENCY_PAGE, 0 },
		{ "service=web severity=critical", URGENCY_NOTIFY, -1 },
		{ "severity=critical", URGENCY_PAGE, -1 },
		{ "", URGENCY_PAGE, -1 },
		{ "severity=odd", URGENCY_PAGE, -1 },
		{ "severity=warning", URGENCY_NOTIFY, -1 },
		{ "severity=info", URGENCY_RECORD, -1 },
		{ "alertname=Watchdog severity=none", URGENCY_RECORD, -1 },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(
		arena, "routes:\n"
		       "  - {match: {service: pay}, urgency: page, rank: 0}\n"
		       "  - {match: {service: web}, urgency: notify}\n");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct labels labels = labels_of(arena, cases[i].labels);
		int64_t rank;

		CHECK_INT(urgency_choose(config, &labels, &rank), cases[i].urgency);
		CHECK_INT(rank, cases[i].rank);
	}
}

/* What the Redis probe may have found; NAN and NULL: it did not say. */
struct redis_case {
	const char *name;
	double maxmemory, percent, refused;
	const char *policy;
	enum hypothesis_state too_low, noeviction;
};

static void add_number(struct arena *arena, struct facts *facts, const char *name,
		       double number)
{
	if (!isnan(number))
		*list_add(arena, facts) = (struct fact){ .name = str_of(name),
							 .number = number };
}

static struct facts facts_of(struct arena *arena, const struct redis_case *found)
{
	struct facts facts = { 0 };

	add_number(arena, &facts, "redis.maxmemory", found->maxmemory);
	add_number(arena, &facts, "redis.used_memory_percent", found->percent);
	add_number(arena, &facts, "redis.oom_errors_per_second", found->refused);
	if (found->policy)
		*list_add(arena,
			  &facts) = (struct fact){ .name = STR("redis.maxmemory_policy"),
						   .text = str_of(found->policy),
						   .number = NAN };
	return facts;
}

#define OPEN HYPOTHESIS_OPEN
#define YES  HYPOTHESIS_SUPPORTED
#define NO   HYPOTHESIS_REFUTED

static const struct pattern *pattern_named(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->pattern_count; i++)
		if (str_is(config->patterns[i].name, name))
			return &config->patterns[i];
	check_failed(__FILE__, __LINE__, "there is no pattern %s", name);
	abort();
}

static void the_redis_pattern_believes_what_was_measured(void)
{
	static const struct redis_case cases[] = {
		{ "full, refusing", 32e6, 99.8, 48, "noeviction", YES, YES },
		{ "full, evicting, refusing", 32e6, 99.8, 3, "volatile-lru", YES, NO },
		{ "the writer stopped", 32e6, 12, 0, "noeviction", NO, NO },
		{ "killed by the kernel, no limit", 0, NAN, 0, "noeviction", NO, NO },
		{ "no limit, allkeys-lru", 0, NAN, 0, "allkeys-lru", NO, NO },
		{ "nearly full", 32e6, 90, 1, "noeviction", NO, NO },
		{ "Redis does not answer", NAN, NAN, NAN, NULL, OPEN, OPEN },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");
	const struct pattern *pattern = pattern_named(config, "redis-memory");

	CHECK_INT(pattern->hypothesis_count, 2);
	CHECK_STR(pattern->hypotheses[0].key, "maxmemory-too-low");
	CHECK_STR(pattern->hypotheses[1].key, "noeviction-at-limit");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct facts facts = facts_of(arena, &cases[i]);
		struct verdict too_low = hypothesis_test(arena, &pattern->hypotheses[0],
							 &facts);
		struct verdict noeviction = hypothesis_test(
			arena, &pattern->hypotheses[1], &facts);

		CHECK_CASE(too_low.state == cases[i].too_low, cases[i].name);
		CHECK_CASE(noeviction.state == cases[i].noeviction, cases[i].name);
	}
}

static void the_redis_pattern_offers_two_ways_out(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");
	const struct pattern *pattern = pattern_named(config, "redis-memory");

	CHECK_INT(pattern->action_count, 2);

	const struct action_rule *raise = &pattern->actions[0];
	const struct action_rule *evict = &pattern->actions[1];

	CHECK_STR(raise->key, "raise-maxmemory");
	CHECK_STR(raise->actuator, "redis");
	CHECK_STR(raise->target, "{{redis}}");
	CHECK_INT(raise->class, ACTION_REVERSIBLE);
	CHECK_STR(labels_setting(raise->plan, raise->plan_count, "set"), "maxmemory");
	CHECK_STR(labels_setting(raise->plan, raise->plan_count, "to"), "double");
	CHECK_STR(raise->when_supported, "maxmemory-too-low");
	CHECK_STR(raise->judged_by, "");
	CHECK_STR(evict->key, "evict-allkeys-lru");
	CHECK_STR(evict->when_supported, "noeviction-at-limit");
	CHECK(str_starts_with(evict->risk, STR("Loses cached data:")));
	CHECK_STR(labels_setting(evict->plan, evict->plan_count, "set"),
		  "maxmemory-policy");
	CHECK_STR(labels_setting(evict->plan, evict->plan_count, "to"), "allkeys-lru");
	/* D-05, D-12: a slope and no rate; the exporter's own names. */
	for (size_t i = 0; i < pattern->question_count; i++) {
		str query = labels_setting(pattern->questions[i].arguments,
					   pattern->questions[i].argument_count, "query");

		CHECK(!str_contains(query, STR("rate(redis_memory")));
		CHECK(!str_contains(query, STR("redis_memory_limit_bytes")));
	}
}

static str render(struct arena *arena, const struct profile *profile,
		  enum message_kind kind, const struct tree *data)
{
	struct error error = { 0 };
	str text = STR("");

	for (size_t i = 0; i < profile->template_count; i++) {
		const struct template *template = &profile->templates[i];

		if (template->kind == kind && template->audience.length == 0 &&
		    template->language.length == 0)
			CHECK_OK(mustache_render(arena, template->text, data,
						 MUSTACHE_PLAIN, &text, &error),
				 error);
	}
	return text;
}

static void a_message_says_what_is_unknown(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");
	struct tree *data = tree_map(arena);

	tree_put_text(arena, data, "title", STR("Writes fail"));
	CHECK_STR(render(arena, config_profile(config, STR("default")), MESSAGE_INITIAL,
			 data),
		  "Writes fail\n"
		  "\n"
		  "Service: unknown\n"
		  "Severity: unknown (unknown)\n"
		  "Since: unknown, unknown ago\n"
		  "Impact: unknown\n"
		  "Leading: unknown\n"
		  "\n"
		  "Nothing is measured for this service.\n"
		  "\n"
		  "The cause is not known yet.\n"
		  "\n");
}

/* In each profile's voice: whatever is not known, something is said. */
static void every_profile_has_a_text_for_everything(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");
	struct tree *data = tree_map(arena);

	for (size_t i = 0; i < config->profile_count; i++)
		for (int kind = 0; message_kind_names[kind]; kind++) {
			str text = render(arena, &config->profiles[i],
					  (enum message_kind)kind, data);

			CHECK_CASE(text.length > 0, config->profiles[i].name.bytes);
		}
}

static struct tree *one_of(struct arena *arena, const char *name, const char *value)
{
	struct tree *list = tree_list(arena);
	struct tree *map = tree_map(arena);

	tree_put_text(arena, map, name, str_of(value));
	tree_put_text(arena, map, "state", STR("supported"));
	tree_put_text(arena, map, "verdict", STR("red"));
	tree_add(arena, list, map);
	return list;
}

static void a_message_says_what_is_known(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");
	const struct profile *profile = config_profile(config, STR("default"));
	struct tree *data = tree_map(arena);

	tree_put_text(arena, data, "impact", STR("96 % of writes fail"));
	tree_put_text(arena, data, "next_update", STR("08:30:00"));
	tree_put_text(arena, data, "cadence", STR("30:00"));
	tree_put_text(arena, data, "link", STR("http://x/1"));
	tree_put_bool(arena, data, "proven", false);
	tree_put_bool(arena, data, "not_proven", true);
	tree_put(arena, data, "measurements", one_of(arena, "name", "writes failing"));
	tree_put(arena, data, "actions", one_of(arena, "title", "Raise maxmemory"));
	tree_put(arena, data, "hypotheses", one_of(arena, "claim", "Too low"));

	str update = render(arena, profile, MESSAGE_UPDATE, data);
	str resolved = render(arena, profile, MESSAGE_RESOLVED, data);

	CHECK(str_contains(update, STR("Impact: 96 % of writes fail\n")));
	CHECK(str_contains(update, STR("- writes failing: unknown; red\n")));
	CHECK(str_contains(update, STR("- Too low: supported; unknown\n")));
	CHECK(str_contains(update, STR("Action unknown, Raise maxmemory: supported")));
	CHECK(str_contains(update, STR("Next update: 08:30:00, within 30:00.\n")));
	CHECK(str_contains(update, STR("\nhttp://x/1\n")));
	CHECK(str_contains(resolved, STR("not proven by measurement")));
	CHECK(!str_contains(resolved, STR("Next update")));
}

static void the_levels_are_those_of_the_ledger(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");

	static const char *const names[] = { "default", "platform-ops" };

	for (size_t i = 0; i < 2; i++) {
		const struct level *levels = config_profile(config, str_of(names[i]))
						     ->levels;

		CHECK_STR(levels[0].name, "P0");
		CHECK_STR(levels[3].name, "P3");
		CHECK_INT(levels[0].cadence, 15 * MINUTE_MS);
		CHECK_INT(levels[1].cadence, 30 * MINUTE_MS);
		CHECK_INT(levels[1].mitigate_within, 30 * MINUTE_MS);
		CHECK_INT(levels[3].cadence, 0);
	}
}

static void the_nearest_name_is_suggested(void)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} cases[] = {
		{ "", "", 0 },         { "role", "role", 0 },      { "rol", "role", 1 },
		{ "roel", "role", 1 }, { "rule", "role", 1 },      { "roles", "role", 1 },
		{ "", "abc", 3 },      { "kitten", "sitting", 3 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_INT(edit_distance(str_of(cases[i].a), str_of(cases[i].b)),
			  cases[i].distance);
		CHECK_INT(edit_distance(str_of(cases[i].b), str_of(cases[i].a)),
			  cases[i].distance);
	}
}

static void an_address_is_told_from_another(void)
{
	static const struct {
		const char *address;
		bool host_port, loopback, password;
	} cases[] = {
		{ "127.0.0.1:80", true, true, false },
		{ "127.9.9.9:0", true, true, false },
		{ "localhost:65535", true, true, false },
		{ "[::1]:80", true, true, false },
		{ "[::]:80", true, false, false },
		{ "0.0.0.0:80", true, false, false },
		{ "127.0.0.1.evil.org:80", true, false, false },
		{ "127.0.0.1.2:80", true, false, false },
		{ "127.0.0.1:65536", false, true, false },
		{ "127.0.0.1:-1", false, true, false },
		{ "localhost", false, true, false },
		{ ":80", false, false, false },
		{ "*:80", false, false, false },
		{ "a b:80", false, false, false },
		{ "::1:80", false, false, false },
		{ "http://localhost:1/x", false, true, false },
		{ "http://localhost@evil.org/x", false, false, false },
		{ "http://evil.org/?localhost", false, false, false },
		{ "http://a:b@localhost/", false, true, true },
		{ "redis://:x@h:1", false, false, true },
		{ "http://a@h/x:y@z", false, false, false },
		{ "bob@example.org", false, false, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str address = str_of(cases[i].address);

		CHECK_CASE(address_is_host_port(address) == cases[i].host_port,
			   cases[i].address);
		CHECK_CASE(address_is_loopback(address) == cases[i].loopback,
			   cases[i].address);
		CHECK_CASE(address_has_password(address) == cases[i].password,
			   cases[i].address);
	}
}

/* docs/configuration.md, found from where this file was compiled. */
static str read_manual(struct arena *arena)
{
	const char *here = __FILE__;
	size_t root = strlen(here) - strlen("tests/unit/test_config.c");
	str path = arena_format(arena, "%.*sdocs/configuration.md", (int)root, here);
	FILE *file = fopen(path.bytes, "r");
	struct text text = text_new(arena, 1 << 20);
	char line[1024];

	while (file && fgets(line, sizeof(line), file))
		text_add(&text, str_of(line));
	if (file)
		fclose(file);
	return text_of(&text);
}

/* The row of a table that begins with this key; "" when there is none. */
static str manual_row(str section, str path)
{
	char start[256];
	str line;

	snprintf(start, sizeof(start), "| `" STR_FMT "` |", STR_ARG(path));
	while (str_next(&section, '\n', &line))
		if (str_starts_with(line, str_of(start)))
			return line;
	return STR("");
}

static size_t check_manual(struct arena *arena, str section, const char *prefix,
			   const struct keys *keys)
{
	size_t count = 0;

	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->items[i];
		str path = arena_format(arena, "%s%s", prefix, key->name);
		str row = manual_row(section, path);
		str fallback = arena_format(arena, "| `%s` |",
					    key->fallback ? key->fallback : "");

		CHECK_CASE(row.length > 0, path.bytes);
		if (key->required)
			CHECK_CASE(str_ends_with(row, STR("| required |")), path.bytes);
		else if (key->fallback)
			CHECK_CASE(str_ends_with(row, fallback), path.bytes);
		else
			CHECK_CASE(!str_ends_with(row, STR("| required |")), path.bytes);
		count++;
		/* Routes in routes are of the same keys. */
		if (key->of && key->of != keys)
			count += check_manual(
				arena, section,
				arena_format(arena, STR_FMT "%s.", STR_ARG(path),
					     key->kind == KEY_MAP ? "" : "[]")
					.bytes,
				key->of);
	}
	return count;
}

static size_t rows_of(str section)
{
	size_t count = 0;
	str line;

	while (str_next(&section, '\n', &line))
		count += str_starts_with(line, STR("| `"));
	return count;
}

/* From one heading to the next. */
static str section_of(str manual, const char *heading)
{
	const char *start = strstr(manual.bytes, heading);
	const char *end = start ? strstr(start + 1, "\n## ") : NULL;

	if (!start)
		return STR("");
	return (str){ start, end ? (size_t)(end - start) : strlen(start) };
}

static void the_manual_has_every_key_and_no_other(void)
{
	static const struct {
		const char *heading;
		const struct keys *keys;
	} sections[] = {
		{ "\n## stanch.yaml", &config_keys },
		{ "\n## profiles/NAME.yaml", &profile_keys },
		{ "\n## patterns/NAME.yaml", &pattern_keys },
		{ "\n## symptoms/NAME.yaml", &symptom_file_keys },
		{ "\n## bundles/NAME.yaml", &bundle_keys },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str manual = read_manual(arena);

	for (size_t i = 0; i < COUNT_OF(sections); i++) {
		str section = section_of(manual, sections[i].heading);

		CHECK_INT(rows_of(section),
			  check_manual(arena, section, "", sections[i].keys));
	}
}

/* The text between "```yaml" and "```" that follows. */
static str example_of(str section)
{
	const char *start = memmem(section.bytes, section.length, "```yaml\n", 8);
	const char *end = start ? strstr(start + 8, "```") : NULL;

	return end ? (str){ start + 8, (size_t)(end - start) - 8 } : STR("");
}

static void the_manuals_examples_are_without_problems(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	str manual = read_manual(arena);
	char folder[32];

	make_folder(folder);
	setenv("SMTP_PASSWORD", "only for this test", 1);
	setenv("PROMETHEUS_KEY", "only for this test", 1);
	setenv("TWILIO_TOKEN", "only for this test", 1);
	write_file(folder, "stanch.yaml",
		   arena_c_string(arena,
				  example_of(section_of(manual, "\n## stanch.yaml"))));
	write_file(folder, "profiles/payments.yaml",
		   arena_c_string(arena, example_of(section_of(
						 manual, "\n## profiles/NAME.yaml"))));
	write_file(folder, "patterns/queue-stuck.yaml",
		   arena_c_string(arena, example_of(section_of(
						 manual, "\n## patterns/NAME.yaml"))));
	write_file(folder, "symptoms/shop.yaml",
		   arena_c_string(arena, example_of(section_of(
						 manual, "\n## symptoms/NAME.yaml"))));
	write_file(folder, "bundles/queue.yaml",
		   arena_c_string(arena, example_of(section_of(
						 manual, "\n## bundles/NAME.yaml"))));

	scoped_config config = load(arena, folder, &problems);

	show_problems("the manual", &problems);
	CHECK(config != NULL);
	if (config) {
		CHECK(config->service_count > 0);
		CHECK_INT(config->profile_count, BUILT_IN_PROFILES + 1);
		CHECK(config_pattern(config, STR("queue-stuck")) != NULL);
		CHECK(config_pattern(config, STR("connection-pool")) != NULL);
		CHECK_STR(config->vocabulary.symptoms.items[0].name, "label-printer");
		CHECK_INT(config_bundle(config, STR("queue"))->question_count, 2);
		CHECK(config_bundle(config, STR("pg.health")) != NULL);
	}
	remove_folder(folder);
}

const struct test tests[] = {
	{ "what actions may change is named", what_actions_may_change_is_named },
	{ "without a file the defaults hold", without_a_file_the_defaults_hold },
	{ "a service is read whole", a_service_is_read_whole },
	{ "a service is found by its labels", a_service_is_found_by_its_labels },
	{ "the rest of a file is read whole", the_rest_of_a_file_is_read_whole },
	{ "each problem says where and what", each_problem_says_where_and_what },
	{ "all problems are collected, in their order",
	  all_problems_are_collected_in_their_order },
	{ "more problems than anybody reads are cut",
	  more_problems_than_anybody_reads_are_cut },
	{ "a list has a maximum", a_list_has_a_maximum },
	{ "a snapshot lives as long as somebody holds it",
	  a_snapshot_lives_as_long_as_somebody_holds_it },
	{ "runbooks lie beside it", runbooks_lie_beside_it },
	{ "what steps may use is named", what_steps_may_use_is_named },
	{ "files beside it add and replace", files_beside_it_add_and_replace },
	{ "a problem beside it names that file", a_problem_beside_it_names_that_file },
	{ "a team that changes one text keeps the others",
	  a_team_that_changes_one_text_keeps_the_others },
	{ "secrets come from files and variables",
	  secrets_come_from_files_and_variables },
	{ "a file that cannot be read is one problem",
	  a_file_that_cannot_be_read_is_one_problem },
	{ "words and labels choose the profile", words_and_labels_choose_the_profile },
	{ "of equal weights the first profile wins",
	  of_equal_weights_the_first_profile_wins },
	{ "severity comes with its reason", severity_comes_with_its_reason },
	{ "routes say how urgent it is", routes_say_how_urgent_it_is },
	{ "the Redis pattern believes what was measured",
	  the_redis_pattern_believes_what_was_measured },
	{ "the Redis pattern offers two ways out",
	  the_redis_pattern_offers_two_ways_out },
	{ "a message says what is unknown", a_message_says_what_is_unknown },
	{ "every profile has a text for everything",
	  every_profile_has_a_text_for_everything },
	{ "a message says what is known", a_message_says_what_is_known },
	{ "the levels are those of the ledger", the_levels_are_those_of_the_ledger },
	{ "the nearest name is suggested", the_nearest_name_is_suggested },
	{ "an address is told from another", an_address_is_told_from_another },
	{ "the manual has every key and no other",
	  the_manual_has_every_key_and_no_other },
	{ "the manual's examples are without problems",
	  the_manuals_examples_are_without_problems },
	{ 0 },
};
