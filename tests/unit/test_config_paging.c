/* What stanch.yaml says of who is called: people's contacts, channels, schedules,
 * escalation; and of where it is told: audiences, the status page, the tracker. */
#include "config_fixture.h"

#include "config/hours.h"

#include <string.h>

#define PEOPLE \
	"people:\n" \
	"  - {name: alice, role: admin, contacts: [ntfy: \"http://x/a\"]}\n" \
	"  - {name: bob, role: responder, contacts: [ntfy: \"http://x/b\"]}\n" \
	"  - {name: vera, role: viewer}\n" \
	"  - {name: scout, role: responder, agent: true}\n"
enum { PEOPLE_LINES = 5 };

/* Everything that can be said of who is called, for more than one test. */
static const char team[] =
	"people:\n"
	"  - name: alice\n"
	"    role: admin\n"
	"    zone: Europe/Berlin\n"
	"    language: en\n"
	"    contacts:\n"
	"      - {ntfy: \"http://127.0.0.1/a\"}\n"
	"      - {after: 1m, sms: \"+4917\"}\n"
	"      - ops-slack\n"
	"      - {ops-slack: , after: 2m}\n"
	"  - {name: bob, role: admin, contacts: [ops-slack]}\n"
	"channels:\n"
	"  - {name: sms, kind: twilio-sms, settings: {account: AC1, from: "
	"\"+1\"},\n"
	"     token_env: A_TOKEN}\n"
	"  - {name: ops-slack, kind: slack, url_env: A_URL, token_env: A_TOKEN}\n"
	"schedules:\n"
	"  - name: primary\n"
	"    zone: Europe/Berlin\n"
	"    layers:\n"
	"      - name: week\n"
	"        people: [alice, bob, alice]\n"
	"        start: 2026-01-05 09:00\n"
	"      - name: night\n"
	"        people: [bob]\n"
	"        rotate: every 12h\n"
	"        start: 2026-01-05\n"
	"        until: 2027-01-01T09:00\n"
	"        only: [\"mon-tue 22:00-06:00\", \"fri 17:00 - mon 09:00\"]\n"
	"on_call: [bob, primary]\n"
	"paging: {repeat: 30s, rounds: 4, limit: 0, limit_within: 1h}\n"
	"escalation:\n"
	"  - name: platform\n"
	"    repeat: 45s\n"
	"    exhausted_after: 15m\n"
	"    ack_lapse: 0\n"
	"    steps:\n"
	"      - {page: [primary]}\n"
	"      - {page: [bob, ops-slack, {slack: \"#ops\"}], "
	"unacknowledged_for: 5m}\n"
	"      - {level: L2, page: [alice], unmitigated_for: 30m}\n"
	"      - {page: [bob], unacknowledged_for: 2m}\n"
	"      - {level: L3, page: [bob], need: architecture}\n"
	"      - {level: L4, page: [bob], severity: 1}\n"
	"      - {level: L2, page: [bob], time_box_over: true}\n"
	"  - name: short\n"
	"    steps: [{page: [bob]}, {page: [alice], unacknowledged_for: 3m}]\n"
	"services: [{name: shop, escalation: short}]\n";

static struct config *read_team(struct arena *arena)
{
	setenv("A_TOKEN", " t0ken\n", 1);
	setenv("A_URL", "https://hooks.example.org/x", 1);
	return parse_well(arena, team);
}

static void a_persons_contacts_are_read(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = read_team(arena);
	const struct person_config *alice = config_person(config, STR("alice"));

	CHECK_STR(zone_name(alice->zone), "Europe/Berlin");
	CHECK_STR(alice->language, "en");
	CHECK_INT(alice->contact_count, 4);
	CHECK_INT(alice->contacts[0].after, 0);
	CHECK_STR(alice->contacts[1].channel, "sms");
	CHECK_STR(alice->contacts[1].address, "+4917");
	CHECK_INT(alice->contacts[1].after, MINUTE_MS);
	CHECK_STR(alice->contacts[2].channel, "ops-slack");
	CHECK_STR(alice->contacts[2].address, "");
	CHECK_STR(alice->contacts[3].channel, "ops-slack");
	CHECK_INT(alice->contacts[3].after, 2 * MINUTE_MS);
	CHECK_STR(zone_name(config_person(config, STR("bob"))->zone), "UTC");
}

static void a_channel_has_settings_and_secrets(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = read_team(arena);
	const struct channel_config *sms = config_channel(config, STR("sms"));

	CHECK_STR(sms->kind, "twilio-sms");
	CHECK_STR(channel_setting(sms, "account"), "AC1");
	CHECK_STR(channel_setting(sms, "token"), "");
	CHECK_STR(channel_secret(sms, "token"), "t0ken");
	CHECK_STR(channel_secret(sms, "account"), "");
	CHECK_STR(channel_secret(config_channel(config, STR("ops-slack")), "url"),
		  "https://hooks.example.org/x");
	CHECK(!config_channel(config, STR("primary")));
}

static void a_schedule_is_read_whole(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = read_team(arena);
	const struct schedule *primary = config_schedule(config, STR("primary"));

	CHECK_STR(zone_name(primary->zone), "Europe/Berlin");
	CHECK_INT(primary->layer_count, 2);
	CHECK_INT(primary->layers[0].person_count, 3);
	CHECK_INT(primary->layers[0].unit, ROTATE_WEEKS);
	CHECK_INT(primary->layers[0].every, 1);
	CHECK_INT(primary->layers[0].start.hour, 9);
	CHECK_INT(primary->layers[0].until.year, 0);
	CHECK_INT(primary->layers[0].restriction_count, 0);
	CHECK_INT(primary->layers[1].unit, ROTATE_HOURS);
	CHECK_INT(primary->layers[1].every, 12);
	CHECK_INT(primary->layers[1].start.hour, 0);
	CHECK_INT(primary->layers[1].until.year, 2027);
	CHECK_INT(primary->layers[1].restriction_count, 3);
	CHECK(!config_schedule(config, STR("alice")));
}

static void a_policy_calls_people_schedules_and_channels(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = read_team(arena);
	const struct policy *platform = config_policy(config, STR("platform"));

	CHECK_INT(config->policy_count, 2);
	CHECK_INT(config->page_limit, 0);
	CHECK_INT(config->page_limit_within, HOUR_MS);
	CHECK_INT(platform->repeat, 45 * SECOND_MS);
	CHECK_INT(platform->exhausted_after, 15 * MINUTE_MS);
	CHECK_INT(platform->ack_lapse, 0);
	CHECK_INT(platform->step_count, 7);
	CHECK_STR(platform->steps[0].level, "L1");
	CHECK_INT(platform->steps[0].targets[0].kind, TARGET_SCHEDULE);
	CHECK_STR(platform->steps[1].level, "L1");
	CHECK_INT(platform->steps[1].after, 5 * MINUTE_MS);
	CHECK_INT(platform->steps[1].target_count, 3);
	CHECK_INT(platform->steps[1].targets[0].kind, TARGET_PERSON);
	CHECK_INT(platform->steps[1].targets[1].kind, TARGET_CHANNEL);
	CHECK_STR(platform->steps[1].targets[1].name, "ops-slack");
	CHECK_STR(platform->steps[1].targets[1].address, "");
	CHECK_INT(platform->steps[1].targets[2].kind, TARGET_CHANNEL);
	CHECK_STR(platform->steps[1].targets[2].name, "slack");
	CHECK_STR(platform->steps[1].targets[2].address, "#ops");
}

static void a_policy_has_steps_with_triggers(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = read_team(arena);
	const struct policy *platform = config_policy(config, STR("platform"));

	CHECK_INT(platform->steps[2].trigger, STEP_UNMITIGATED);
	CHECK_INT(platform->steps[2].after, 30 * MINUTE_MS);
	CHECK_STR(platform->steps[3].level, "L2");
	CHECK_INT(platform->steps[3].trigger, STEP_UNACKNOWLEDGED);
	CHECK_INT(platform->steps[4].trigger, STEP_NEED);
	CHECK_STR(platform->steps[4].need, "architecture");
	CHECK_INT(platform->steps[5].trigger, STEP_SEVERITY);
	CHECK_INT(platform->steps[5].rank, 1);
	CHECK_INT(platform->steps[6].trigger, STEP_TIME_BOX);
}

static void a_policy_takes_from_paging_what_it_does_not_say(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = read_team(arena);
	const struct policy *brief = config_policy(config, STR("short"));

	CHECK_INT(brief->repeat, 30 * SECOND_MS);
	CHECK_INT(brief->ack_lapse, 20 * MINUTE_MS);
	CHECK_INT(brief->exhausted_after, 3 * MINUTE_MS + 4 * 30 * SECOND_MS);
	CHECK_STR(config_service(config, STR("shop"))->escalation, "short");
	CHECK(!config_policy(config, STR("on-call")));
}

static void on_call_is_a_policy(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(
		arena,
		PEOPLE "schedules: [{name: s, zone: UTC, layers: [{name: l, people: "
		       "[bob], start: 2026-01-05}]}]\n"
		       "on_call: [alice, s]\n"
		       "paging: {repeat: 30s, rounds: 4, ack_lapse: 7m}\n"
		       "services: [{name: shop, escalation: on-call}]\n");
	const struct policy *policy = config_policy(config, STR("on-call"));

	CHECK_INT(config->policy_count, 1);
	CHECK_INT(policy->repeat, 30 * SECOND_MS);
	CHECK_INT(policy->ack_lapse, 7 * MINUTE_MS);
	CHECK_INT(policy->exhausted_after, 4 * MINUTE_MS);
	CHECK_INT(policy->step_count, 2);
	CHECK_STR(policy->steps[0].level, "L1");
	CHECK_INT(policy->steps[0].trigger, STEP_UNACKNOWLEDGED);
	CHECK_INT(policy->steps[0].after, 0);
	CHECK_INT(policy->steps[0].target_count, 1);
	CHECK_STR(policy->steps[0].targets[0].name, "alice");
	CHECK_INT(policy->steps[1].after, 2 * MINUTE_MS);
	CHECK_INT(policy->steps[1].targets[0].kind, TARGET_SCHEDULE);
}

static void nobody_on_call_is_a_policy_without_targets(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");

	CHECK_INT(config->policy_count, 1);
	CHECK_STR(config->policies[0].name, "on-call");
	CHECK_INT(config->policies[0].step_count, 1);
	CHECK_INT(config->policies[0].steps[0].target_count, 0);
	CHECK_INT(config->policies[0].exhausted_after, 5 * MINUTE_MS);
}

static const char outside[] =
	"listen:\n"
	"  - {address: \"0.0.0.0:1\", for: [public, callbacks]}\n"
	"  - {address: \"0.0.0.0:2\", for: [public]}\n"
	"smtp: {relay: \"smtp+starttls://mail.example.org:587\", from: a@b,\n"
	"       reply_to: answers@b}\n"
	"audiences:\n"
	"  - {name: everyone, contacts: [{email: x@example.org}, {webhook: "
	"\"http://y\"}]}\n"
	"  - {name: public, language: en}\n"
	"status_page:\n"
	"  title: Example\n"
	"  url: https://status.example.org/\n"
	"  zone: Asia/Seoul\n"
	"  directory: /srv/status\n"
	"  components:\n"
	"    - {name: The API, description: What you call, services: [api]}\n"
	"    - {name: Mail}\n"
	"tracker:\n"
	"  kind: github\n"
	"  url: https://api.github.com/\n"
	"  project: owner/name\n"
	"  token_env: A_TOKEN\n"
	"  labels: [incident]\n"
	"  least: 2\n"
	"services: [{name: api}]\n";

static void what_is_told_outside_is_read_whole(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	setenv("A_TOKEN", "t0ken", 1);

	scoped_config config = parse_well(arena, outside);
	const struct status_page *page = &config->status_page;
	const struct tracker_config *tracker = &config->tracker;

	CHECK_INT(config->listeners[0].classes,
		  ROUTE_CLASS_PUBLIC | ROUTE_CLASS_CALLBACKS);
	CHECK_INT(config->listeners[1].classes, ROUTE_CLASS_PUBLIC);
	CHECK_STR(config->smtp_relay, "smtp+starttls://mail.example.org:587");
	CHECK_STR(config->smtp_reply_to, "answers@b");
	CHECK_INT(config_audience(config, STR("everyone"))->contact_count, 2);
	CHECK_STR(config_audience(config, STR("public"))->language, "en");
	CHECK(!config_audience(config, STR("nobody")));
	CHECK(page->on);
	CHECK_STR(page->title, "Example");
	CHECK_STR(page->url, "https://status.example.org");
	CHECK_STR(zone_name(page->zone), "Asia/Seoul");
	CHECK_STR(page->directory, "/srv/status");
	CHECK_STR(page->audience, "public");
	CHECK_INT(page->component_count, 2);
	CHECK_STR(page->components[0].name, "The API");
	CHECK_STR(page->components[0].description, "What you call");
	CHECK_STR(page->components[0].services[0], "api");
	CHECK_INT(page->components[1].service_count, 0);
	CHECK_STR(tracker->kind, "github");
	CHECK_STR(tracker->url, "https://api.github.com");
	CHECK_STR(tracker->project, "owner/name");
	CHECK_STR(tracker->token, "t0ken");
	CHECK_STR(tracker->labels[0], "incident");
	CHECK_INT(tracker->least, 2);
}

static void without_them_nothing_is_told_outside(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, "");

	CHECK(!config->status_page.on);
	CHECK_STR(config->tracker.kind, "");
	CHECK_INT(config->audience_count, 0);
	CHECK_INT(config->channel_count, 0);
	CHECK_INT(config->schedule_count, 0);
}

/* A drill speaks to this machine, and to nobody else. */
static void a_drill_may_speak_to_this_machine(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	setenv("A_URL", "http://127.0.0.1:1/x", 1);
	setenv("A_TOKEN", "t0ken", 1);

	scoped_config config = parse_well(
		arena,
		"drill: true\n"
		"smtp: {relay: \"smtp://127.0.0.1:25\", from: a@b}\n"
		"channels:\n"
		"  - {name: post, kind: email}\n"
		"  - {name: chat, kind: slack, url_env: A_URL}\n"
		"  - {name: sms, kind: twilio-sms, settings: {url: \"http://[::1]:9\", "
		"from: "
		"\"+1\"}, token_env: A_TOKEN}\n"
		"people:\n"
		"  - {name: you, role: admin, contacts: [post: you@x.example, email: "
		"y@x.example, sms: \"+1\", webhook: \"http://localhost:9/\", chat]}\n"
		"escalation: [{name: p, steps: [{page: [you, chat, {ntfy: "
		"\"http://127.0.0.1:1/a\"}]}]}]\n"
		"status_page: {title: x, url: \"http://127.0.0.1:9/status\"}\n"
		"tracker: {kind: github, url: \"http://127.0.0.1:9\", project: a/b, "
		"token_env: A_TOKEN}\n");

	CHECK(config->drill);
}

static const struct wrong wrong_contacts[] = {
	{ "people:\n  - {name: x, role: admin, contacts: [1]}\n", 2, 39,
	  "people[0].contacts[0]",
	  "must be {channel: address} or the name of a channel, not a number" },
	{ "people:\n  - {name: x, role: admin, contacts: [{after: 1m}]}\n", 2, 39,
	  "people[0].contacts[0]",
	  "must be one channel and its address, such as {email: bob@example.org}" },
	{ "people:\n  - {name: x, role: admin, contacts: [ops-slak]}\n"
	  "channels: [{name: ops-slack, kind: slack}]\n",
	  2, 39, "people[0].contacts[0]",
	  "is none of 'channels', so it needs an address, such as "
	  "{email: bob@example.org}; did you mean ops-slack?" },
	{ "people:\n  - {name: x, role: admin, contacts: [{ntfy: }]}\n", 2, 39,
	  "people[0].contacts[0]",
	  "is none of 'channels', so it needs an address, such as "
	  "{email: bob@example.org}" },
	{ "people:\n  - {name: x, role: admin, contacts: [{sms: \"+1\", after: 1m}]}\n",
	  2, 38, "people[0].contacts",
	  "one of them must be used at once: leave 'after' out of it" },
	{ "people:\n  - {name: x, role: admin, contacts: [sms: \"+1\", {sms: \"+2\", "
	  "after: 2h}]}\n",
	  2, 69, "people[0].contacts[1].after", "must be from 0ms to 1h" },
	{ "people:\n  - {name: x, role: admin, contacts: [sms: \"+1\", {sms: \"+2\", "
	  "after: 5}]}\n",
	  2, 69, "people[0].contacts[1].after", "needs its unit, such as 5s or 5m" },
	{ "people: [{name: x, role: admin, contacts: [mail: a@b]}]\n"
	  "channels: [{name: mail, kind: email}]\n",
	  1, 44, "people[0].contacts[0]",
	  "no mail can be sent: smtp.relay is not given" },
	{ "people: [{name: x, role: admin, zone: Europe/Berln}]\n", 1, 39,
	  "people[0].zone",
	  "there is no time zone 'Europe/Berln'; did you mean Europe/Berlin?" },
	{ "people: [{name: x, role: admin, language: xx}]\n", 1, 43, "people[0].language",
	  "no profile has a template in 'xx', only in: en, ko" },
	{ "audiences: [{name: a, language: xx}]\n", 1, 33, "audiences[0].language",
	  "no profile has a template in 'xx', only in: en, ko" },
	{ "audiences: [{name: a}, {name: a}]\n", 1, 31, "audiences[1].name",
	  "'a' occurs twice" },
	{ "audiences: [email: x@y]\n", 1, 13, "audiences[0]",
	  "an audience has a name now: write {name: everyone, contacts: [{email: "
	  "…}]}" },
	{ "audiences: [{name: a, contacts: [{sms: \"+1\", after: 1m}]}]\n", 1, 53,
	  "audiences[0].contacts[0].after",
	  "is for the contacts of people only: leave it out" },
	{ "drill: true\naudiences: [{name: a, contacts: [sms: \"+1\"]}]\n", 2, 34,
	  "audiences[0].contacts[0]", "a drill reaches nobody outside this machine" },
};

static const struct wrong wrong_channels[] = {
	{ "channels: [{name: a}]\n", 1, 12, "channels[0].kind", "is missing" },
	{ "channels: [{name: a, kind: x}, {name: a, kind: x}]\n", 1, 39,
	  "channels[1].name", "'a' occurs twice" },
	{ "channels: [{name: after, kind: x}]\n", 1, 19, "channels[0].name",
	  "'after' says when a contact is used: take another name" },
	{ "channels: [{name: a, kind: x, setings: {}}]\n", 1, 31, "channels[0].setings",
	  "unknown; did you mean settings?" },
	{ "channels: [{name: a, kind: x, token: t0ken}]\n", 1, 31, "channels[0].token",
	  "unknown, and a secret never stands in this file: a secret is named by a "
	  "key ending in _file or _env" },
	{ "channels: [{name: a, kind: x, settings: {token: t0ken}}]\n", 1, 49,
	  "channels[0].settings.token",
	  "a secret never stands in this file: beside 'settings' write token_file or "
	  "token_env" },
	{ "channels: [{name: a, kind: x, settings: {url: \"http://u:t0ken@x\"}}]\n", 1,
	  47, "channels[0].settings.url",
	  "has a password in it: a secret never stands in this file" },
	/* Some write the secret itself where its name belongs. */
	{ "channels: [{name: a, kind: x, token_env: t0ken}]\n", 1, 42,
	  "channels[0].token_env", "the variable that it names is not set" },
	{ "channels: [{name: a, kind: x, token_file: t0ken}]\n", 1, 43,
	  "channels[0].token_file",
	  "the file that it names cannot be read: No such file or directory" },
	{ "channels: [{name: a, kind: x, token_file: /}]\n", 1, 43,
	  "channels[0].token_file", "the file that it names cannot be read: not a file" },
	{ "channels: [{name: a, kind: x, token_env: EMPTY_KEY}]\n", 1, 42,
	  "channels[0].token_env", "names a secret that is empty" },
	{ "channels: [{name: a, kind: x, token_env: A_TOKEN, token_file: "
	  "/proc/version}]\n",
	  1, 63, "channels[0].token_file",
	  "is given by _file and by _env: one of them is enough" },
	{ PEOPLE "channels: [{name: bob, kind: x}]\n", PEOPLE_LINES + 1, 19,
	  "channels[0].name",
	  "'bob' is the name of a person already: whom would it call?" },
	{ "drill: true\nchannels: [{name: a, kind: x, settings: {u: \"http://e\"}}]\n", 2,
	  12, "channels[0]", "a drill reaches nobody outside this machine" },
	{ "drill: true\nchannels: [{name: a, kind: x, settings: {u: \"e:25\"}}]\n", 2, 12,
	  "channels[0]", "a drill reaches nobody outside this machine" },
	{ "drill: true\nchannels: [{name: a, kind: x, u_env: FAR_URL}]\n", 2, 12,
	  "channels[0]", "a drill reaches nobody outside this machine" },
	{ "drill: true\nchannels: [{name: a, kind: twilio-sms}]\n", 2, 12, "channels[0]",
	  "a drill reaches nobody outside this machine, and nothing here says where "
	  "this goes" },
	{ "drill: true\nstatus_page: {title: x, url: \"https://status.example.org\"}\n",
	  2, 30, "status_page.url", "a drill reaches nobody outside this machine" },
	{ "drill: true\ntracker: {kind: github, url: \"https://g\", project: a/b, "
	  "token_env: A_TOKEN}\n",
	  2, 30, "tracker.url", "a drill reaches nobody outside this machine" },
};

/* One schedule of one layer, with something behind its start. */
#define LAYER(zone, people, start, more) \
	PEOPLE "schedules:\n  - {name: s, zone: " zone ", layers: [\n" \
	       "      {name: l, people: " people ", start: " start more "}]}\n"
#define BERLIN(start) LAYER("Europe/Berlin", "[bob]", start, "")
#define MORE(more)    LAYER("UTC", "[bob]", "2026-01-05", ", " more)
enum { LAYER_LINE = PEOPLE_LINES + 3 };

static const struct wrong wrong_schedules[] = {
	{ LAYER("Europe/Berln", "[bob]", "2026-01-05", ""), PEOPLE_LINES + 2, 21,
	  "schedules[0].zone",
	  "there is no time zone 'Europe/Berln'; did you mean Europe/Berlin?" },
	{ PEOPLE "schedules:\n  - {name: s, layers: [{name: l, people: [bob], start: "
		 "2026-01-05}]}\n",
	  PEOPLE_LINES + 2, 5, "schedules[0].zone", "is missing" },
	{ "schedules: [{name: s, zone: UTC, layers: []}]\n", 1, 42, "schedules[0].layers",
	  "is empty: nobody would ever be called" },
	{ LAYER("UTC", "[]", "2026-01-05", ""), LAYER_LINE, 25,
	  "schedules[0].layers[0].people", "is empty: a rotation needs somebody" },
	{ LAYER("UTC", "[bob, bbo]", "2026-01-05", ""), LAYER_LINE, 31,
	  "schedules[0].layers[0].people[1]",
	  "there is no person 'bbo'; did you mean bob?" },
	{ LAYER("UTC", "[scout]", "2026-01-05", ""), LAYER_LINE, 26,
	  "schedules[0].layers[0].people[0]",
	  "scout is an agent: nobody would be woken" },
	{ LAYER("UTC", "[vera]", "2026-01-05", ""), LAYER_LINE, 26,
	  "schedules[0].layers[0].people[0]",
	  "nobody could reach vera: no contacts are given" },
	{ BERLIN("2026-03-29 02:30"), LAYER_LINE, 39, "schedules[0].layers[0].start",
	  "clocks in Europe/Berlin never show 2026-03-29 02:30: it would be 2026-03-29 "
	  "03:30; write that or another time" },
	{ BERLIN("2026-10-25 02:30"), LAYER_LINE, 39, "schedules[0].layers[0].start",
	  "clocks in Europe/Berlin show 2026-10-25 02:30 twice: write a time before or "
	  "after that hour" },
	{ LAYER("Europe/Berlin", "[bob]", "2026-01-05", ", until: 2027-03-28 02:00"),
	  LAYER_LINE, 58, "schedules[0].layers[0].until",
	  "clocks in Europe/Berlin never show 2027-03-28 02:00: it would be 2027-03-28 "
	  "03:00; write that or another time" },
	{ MORE("until: 2026-01-05"), LAYER_LINE, 58, "schedules[0].layers[0].until",
	  "must be after 'start'" },
	{ MORE("rotate: monthly"), LAYER_LINE, 59, "schedules[0].layers[0].rotate",
	  "must be daily, weekly, or such as \"every 12h\", \"every 3 days\" or \"every "
	  "2 weeks\", with a number from 1 to 1000" },
	{ MORE("only: \"mon-fri 09:00-17:00\""), LAYER_LINE, 57,
	  "schedules[0].layers[0].only", "must be a list, not a text" },
	{ MORE("only: []"), LAYER_LINE, 57, "schedules[0].layers[0].only",
	  "is empty: for always leave 'only' out" },
	{ MORE("only: [\"mon-fry 09:00-17:00\"]"), LAYER_LINE, 58,
	  "schedules[0].layers[0].only[0]",
	  "'fry' is no day: mon, tue, wed, thu, fri, sat or sun" },
	{ PEOPLE "schedules: [{name: s, zone: UTC, layers: [{name: l, people: [bob], "
		 "start: 2026-01-05}, {name: l, people: [bob], start: 2026-01-05}]}]\n",
	  PEOPLE_LINES + 1, 95, "schedules[0].layers[1].name", "'l' occurs twice" },
	{ PEOPLE "schedules: [{name: s, zone: UTC, layers: [{name: override, people: "
		 "[bob], start: 2026-01-05}]}]\n",
	  PEOPLE_LINES + 1, 50, "schedules[0].layers[0].name",
	  "'override' is what replacements by hand are called" },
	{ PEOPLE "schedules: [{name: bob, zone: UTC, layers: [{name: l, people: [bob], "
		 "start: 2026-01-05}]}]\n",
	  PEOPLE_LINES + 1, 20, "schedules[0].name",
	  "'bob' is the name of a person already: whom would it call?" },
	{ PEOPLE "schedules: [{name: x, zone: UTC, layers: [{name: l, people: [bob], "
		 "start: 2026-01-05}]}]\nchannels: [{name: x, kind: slack}]\n",
	  PEOPLE_LINES + 2, 19, "channels[0].name",
	  "'x' is the name of a schedule already: whom would it call?" },
};

#define STEPS(steps) PEOPLE "escalation:\n  - {name: p, steps: [" steps "]}\n"
#define NEXT(step)   STEPS("{page: [bob]},\n  {" step "}")
enum { STEPS_LINE = PEOPLE_LINES + 2, NEXT_LINE };

static const struct wrong wrong_policies[] = {
	{ STEPS(""), STEPS_LINE, 22, "escalation[0].steps",
	  "must be from 1 to 50 steps" },
	{ STEPS("{level: L1}"), STEPS_LINE, 23, "escalation[0].steps[0].page",
	  "is missing" },
	{ STEPS("{page: []}"), STEPS_LINE, 30, "escalation[0].steps[0].page",
	  "must name from 1 to 20 whom it calls" },
	{ STEPS("{page: bob}"), STEPS_LINE, 30, "escalation[0].steps[0].page",
	  "must be a list, not a text" },
	{ STEPS("{page: [bbo]}"), STEPS_LINE, 31, "escalation[0].steps[0].page[0]",
	  "there is no person, schedule or channel 'bbo'; did you mean bob?" },
	{ STEPS("{page: [vera]}"), STEPS_LINE, 31, "escalation[0].steps[0].page[0]",
	  "nobody could reach vera: no contacts are given" },
	{ STEPS("{page: [scout]}"), STEPS_LINE, 31, "escalation[0].steps[0].page[0]",
	  "scout is an agent: nobody would be woken" },
	{ STEPS("{page: [bob, alice, bob]}"), STEPS_LINE, 43,
	  "escalation[0].steps[0].page[2]", "'bob' occurs twice" },
	{ STEPS("{page: [{email: a@b}]}"), STEPS_LINE, 31,
	  "escalation[0].steps[0].page[0]",
	  "no mail can be sent: smtp.relay is not given" },
	{ STEPS("{page: [{sms: \"+1\", after: 1m}]}"), STEPS_LINE, 50,
	  "escalation[0].steps[0].page[0].after",
	  "is for the contacts of people only: leave it out" },
	{ STEPS("{page: [{sms: }]}"), STEPS_LINE, 31, "escalation[0].steps[0].page[0]",
	  "is none of 'channels', so it needs an address, such as "
	  "{email: bob@example.org}" },
	{ STEPS("{page: [bob], unacknowledged_for: 5m}"), STEPS_LINE, 57,
	  "escalation[0].steps[0].unacknowledged_for",
	  "the first step is called when the incident begins: leave this out" },
	{ STEPS("{page: [bob], severity: 0}"), STEPS_LINE, 47,
	  "escalation[0].steps[0].severity",
	  "the first step is called when the incident begins: leave this out" },
	{ NEXT("page: [alice]"), NEXT_LINE, 3, "escalation[0].steps[1]",
	  "says not when it is called: give it unacknowledged_for, unmitigated_for, "
	  "need, severity or time_box_over" },
	{ NEXT("page: [alice], need: a, severity: 0"), NEXT_LINE, 38,
	  "escalation[0].steps[1].severity",
	  "stands beside need: a step has one reason" },
	{ NEXT("page: [alice], time_box_over: false"), NEXT_LINE, 34,
	  "escalation[0].steps[1].time_box_over", "must be true, or be left out" },
	{ NEXT("page: [alice], severity: 4"), NEXT_LINE, 29,
	  "escalation[0].steps[1].severity", "must be from 0 to 3" },
	{ NEXT("page: [alice], unacknowledged_for: 0"), NEXT_LINE, 39,
	  "escalation[0].steps[1].unacknowledged_for", "must be from 1s to 1d" },
	{ STEPS("{page: [bob]}, {page: [alice], unacknowledged_for: 5m},\n"
		" {page: [bob], unacknowledged_for: 5m}"),
	  NEXT_LINE, 36, "escalation[0].steps[2].unacknowledged_for",
	  "must be more than the 5m of the step before: both count from the beginning "
	  "of their chain" },
	{ PEOPLE
	  "escalation:\n  - {name: p, exhausted_after: 5m, steps: [{page: [bob]},\n"
	  "    {page: [alice], unacknowledged_for: 5m}]}\n",
	  NEXT_LINE, 41, "escalation[0].steps[1].unacknowledged_for",
	  "must be less than exhausted_after, 5m: then everybody is called already" },
	{ PEOPLE "escalation:\n  - {name: p, steps: [{page: [bob]}]}\n"
		 "  - {name: p, steps: [{page: [bob]}]}\n",
	  NEXT_LINE, 12, "escalation[1].name", "'p' occurs twice" },
	{ PEOPLE "escalation: [{name: p, steps: [{page: [bob]}]}]\n"
		 "services: [{name: a, escalation: q}]\n",
	  STEPS_LINE, 34, "services[0].escalation", "there is no policy 'q'" },
	{ "services: [{name: a, escalation: on-cal}]\n", 1, 34, "services[0].escalation",
	  "there is no policy 'on-cal'; did you mean on-call?" },
	{ "drill: true\nescalation: [{name: p, steps: [{page: [sms: \"+1\"]}]}]\n", 2, 40,
	  "escalation[0].steps[0].page[0]",
	  "a drill reaches nobody outside this machine" },
	{ PEOPLE "channels: [{name: chat, kind: slack}]\non_call: [chat]\n",
	  PEOPLE_LINES + 2, 11, "on_call[0]", "there is no person or schedule 'chat'" },
};

static const struct wrong wrong_elsewhere[] = {
	{ "paging: {limit: -1}\n", 1, 17, "paging.limit", "must be from 0 to 1000" },
	{ "smtp: {relay: \"smtps://m\", from: a@b}\n", 1, 15, "smtp.relay",
	  "must be a host and a port, such as 127.0.0.1:25, or smtps:// or "
	  "smtp+starttls:// in front of them" },
	{ "smtp: {relay: \"http://m:25\", from: a@b}\n", 1, 15, "smtp.relay",
	  "must be a host and a port, such as 127.0.0.1:25, or smtps:// or "
	  "smtp+starttls:// in front of them" },
	{ "smtp: {relay: \"m:25\", from: a@b, reply_to: b}\n", 1, 44, "smtp.reply_to",
	  "must be an address such as stanch@example.org" },
	{ "status_page: {url: \"https://x\"}\n", 1, 14, "status_page.title",
	  "is missing" },
	{ "status_page: {title: x, url: x}\n", 1, 30, "status_page.url",
	  "must be a URL such as https://stanch.example.org" },
	{ "status_page: {title: x, zone: Nowhere/Nothing}\n", 1, 31, "status_page.zone",
	  "there is no time zone 'Nowhere/Nothing'; they have names like Europe/Berlin" },
	{ "status_page: {title: x, directory: status}\n", 1, 36, "status_page.directory",
	  "must be the whole path of a folder, such as /srv/status" },
	{ "status_page: {title: x, components: [{name: a}, {name: a}]}\n", 1, 56,
	  "status_page.components[1].name", "'a' occurs twice" },
	{ "status_page: {title: x, components: [{name: a, services: [shp]}]}\n"
	  "services: [{name: shop}]\n",
	  1, 59, "status_page.components[0].services[0]",
	  "there is no service 'shp'; did you mean shop?" },
	{ "grafana: {}\n", 1, 10, "grafana.url", "is missing" },
	{ "grafana: {url: \"https://g/?x\"}\n", 1, 16, "grafana.url",
	  "must end before the '?'" },
	{ "grafana: {url: \"https://g/(x)\"}\n", 1, 16, "grafana.url",
	  "has characters that a link must not have" },
	{ "grafana: {url: \"https://g\", dashboards: [{service: x, path: /d/x}]}\n", 1,
	  52, "grafana.dashboards[0].service", "there is no service 'x'" },
	{ "grafana: {url: \"https://g\", dashboards: [{service: x, path: \"x:y\"}]}\n"
	  "services: [{name: x}]\n",
	  1, 61, "grafana.dashboards[0].path",
	  "must be a dashboard's path, such as /d/abc123/orders" },
	{ "tracker: {kind: github, url: \"https://g\", project: a/b}\n", 1, 10, "tracker",
	  "needs token_file or token_env" },
	{ "tracker: {kind: github, url: \"https://g\", project: a/b, token: x}\n", 1, 57,
	  "tracker.token",
	  "a secret never stands in this file: use token_file or token_env" },
	{ "tracker: {kind: github, url: \"https://g\", project: a/b, token_env: A_TOKEN, "
	  "least: 4}\n",
	  1, 84, "tracker.least", "must be from 0 to 3" },
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void set_variables(void)
{
	setenv("A_TOKEN", "t0ken", 1);
	setenv("FAR_URL", "https://hooks.example.org/x", 1);
	setenv("EMPTY_KEY", "\n", 1);
}

static void a_contact_that_leads_nowhere_is_told(void)
{
	check_wrong(wrong_contacts, COUNT(wrong_contacts));
}

static void a_wrong_channel_is_told(void)
{
	set_variables();
	check_wrong(wrong_channels, COUNT(wrong_channels));
}

static void no_problem_shows_a_secret(void)
{
	set_variables();
	for (size_t i = 0; i < COUNT(wrong_channels); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct config_problems problems;
		scoped_config config = parse(arena, wrong_channels[i].text, &problems);

		CHECK(!config);
		for (size_t j = 0; j < problems.count; j++)
			CHECK_CASE(!str_contains(problems.items[j].what, STR("t0ken")),
				   wrong_channels[i].text);
	}
}

static void a_schedule_that_wakes_nobody_is_told(void)
{
	check_wrong(wrong_schedules, COUNT(wrong_schedules));
}

static void an_escalation_that_cannot_be_is_told(void)
{
	check_wrong(wrong_policies, COUNT(wrong_policies));
}

static void what_is_wrong_outside_is_told(void)
{
	set_variables();
	check_wrong(wrong_elsewhere, COUNT(wrong_elsewhere));
}

static void a_list_of_calls_has_a_maximum(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config_problems problems;
	str steps = STR("{page: [bob]}");

	for (int i = 1; i <= POLICY_STEPS_MAX; i++)
		steps = arena_format(arena,
				     STR_FMT ", {page: [bob], unacknowledged_for: %dm}",
				     STR_ARG(steps), i);
	str text = arena_format(arena,
				PEOPLE "escalation: [{name: p, steps: [" STR_FMT "]}]\n",
				STR_ARG(steps));
	scoped_config config = parse(arena, text.bytes, &problems);

	CHECK(!config);
	CHECK_INT(problems.count, 1);
	CHECK_STR(problems.items[0].what, "must be from 1 to 50 steps");
}

static void hours_are_read_as_people_write_them(void)
{
	static const struct {
		const char *text, *pieces; /* day.minute-day.minute */
	} cases[] = {
		{ "mon-fri 09:00-17:00",
		  "0.540-0.1020 1.540-1.1020 2.540-2.1020 3.540-3.1020 4.540-4.1020" },
		{ "sat 10:00-14:00", "5.600-5.840" },
		{ "sat-sun 00:00-24:00", "5.0-5.1440 6.0-6.1440" },
		{ "sat - mon 9:00 - 17:00", "5.540-5.1020 6.540-6.1020 0.540-0.1020" },
		{ "every day 22:00-06:00",
		  "0.1320-1.360 1.1320-2.360 2.1320-3.360 3.1320-4.360 4.1320-5.360 "
		  "5.1320-6.360 6.1320-0.360" },
		{ "Sunday 22:00-00:00", "6.1320-0.0" },
		{ "fri 17:00 - mon 09:00", "4.1020-0.540" },
		{ "Friday 17:00-Monday 09:00", "4.1020-0.540" },
		{ "mon 09:00 - mon 17:00", "0.540-0.1020" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct restrictions found = { 0 };
		struct error error = { 0 };
		str pieces = STR("");

		CHECK_OK(hours_parse(arena, str_of(cases[i].text), &found, &error),
			 error);
		for (size_t j = 0; j < found.count; j++)
			pieces = arena_format(
				arena, STR_FMT "%s%d.%d-%d.%d", STR_ARG(pieces),
				j > 0 ? " " : "", found.items[j].from_day,
				found.items[j].from_minute, found.items[j].until_day,
				found.items[j].until_minute);
		CHECK_STR_EQ(pieces, str_of(cases[i].pieces));
	}
}

static void hours_that_are_none_say_what_would_do(void)
{
	static const char form[] =
		"must be hours of the week such as \"mon-fri 09:00-17:00\", \"every day "
		"22:00-06:00\" or \"fri 17:00 - mon 09:00\"";
	static const struct {
		const char *text, *what;
	} cases[] = {
		{ "always", form },
		{ "", form },
		{ "-", form },
		{ "mon-fri", form },
		{ "09:00-17:00", form },
		{ "mon 09:00-", form },
		{ "mon-fri 9-17", "'9' is no time of day from 00:00 to 23:59" },
		{ "mon 24:00-06:00", "'24:00' is no time of day from 00:00 to 23:59" },
		{ "mon 09:00-24:01", "'24:01' is no time of day from 00:00 to 24:00" },
		{ "mon 09:60-10:00", "'09:60' is no time of day from 00:00 to 23:59" },
		{ "mon 009:00-10:00", "'009:00' is no time of day from 00:00 to 23:59" },
		{ "m 09:00-10:00", "'m' is no day: mon, tue, wed, thu, fri, sat or sun" },
		{ "mo-fr 09:00-10:00",
		  "'mo' is no day: mon, tue, wed, thu, fri, sat or sun" },
		{ "mon 09:00-09:00",
		  "ends when it begins: write 00:00-24:00 for whole days" },
		{ "mon 09:00 - mon 09:00",
		  "ends when it begins: for always leave 'only' out" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct restrictions found = { 0 };
		struct error error = { 0 };

		CHECK_CASE(!hours_parse(arena, str_of(cases[i].text), &found, &error),
			   cases[i].text);
		CHECK_STR_EQ(str_of(error.text), str_of(cases[i].what));
		CHECK_INT(found.count, 0);
	}
}

static void a_rotation_is_read_as_people_write_it(void)
{
	static const struct {
		const char *text;
		enum rotation_unit unit;
		int64_t every; /* 0: refused */
	} cases[] = {
		{ "daily", ROTATE_DAYS, 1 },
		{ "weekly", ROTATE_WEEKS, 1 },
		{ "every 12h", ROTATE_HOURS, 12 },
		{ "every 12 hours", ROTATE_HOURS, 12 },
		{ "every hour", ROTATE_HOURS, 1 },
		{ "every 3 days", ROTATE_DAYS, 3 },
		{ "every 2 weeks", ROTATE_WEEKS, 2 },
		{ "every 2w", ROTATE_WEEKS, 2 },
		{ "every 1000d", ROTATE_DAYS, 1000 },
		{ "every 1001d", ROTATE_DAYS, 0 },
		{ "every 0 days", ROTATE_DAYS, 0 },
		{ "every -1 days", ROTATE_DAYS, 0 },
		{ "every 99999999999999999999d", ROTATE_DAYS, 0 },
		{ "every", ROTATE_DAYS, 0 },
		{ "every 2", ROTATE_DAYS, 0 },
		{ "every month", ROTATE_DAYS, 0 },
		{ "2 days", ROTATE_DAYS, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = { 0 };
		enum rotation_unit unit = ROTATE_HOURS;
		int64_t every = 0;
		bool good = rotation_parse(str_of(cases[i].text), &unit, &every, &error);

		CHECK_CASE(good == (cases[i].every > 0), cases[i].text);
		CHECK_CASE(!good || (unit == cases[i].unit && every == cases[i].every),
			   cases[i].text);
	}
}

const struct test tests[] = {
	{ "a person's contacts are read", a_persons_contacts_are_read },
	{ "a channel has settings and secrets", a_channel_has_settings_and_secrets },
	{ "a schedule is read whole", a_schedule_is_read_whole },
	{ "a policy calls people, schedules and channels",
	  a_policy_calls_people_schedules_and_channels },
	{ "a policy has steps with triggers", a_policy_has_steps_with_triggers },
	{ "a policy takes from paging what it does not say",
	  a_policy_takes_from_paging_what_it_does_not_say },
	{ "on_call is a policy", on_call_is_a_policy },
	{ "nobody on call is a policy without targets",
	  nobody_on_call_is_a_policy_without_targets },
	{ "what is told outside is read whole", what_is_told_outside_is_read_whole },
	{ "without them nothing is told outside", without_them_nothing_is_told_outside },
	{ "a drill may speak to this machine", a_drill_may_speak_to_this_machine },
	{ "a contact that leads nowhere is told", a_contact_that_leads_nowhere_is_told },
	{ "a wrong channel is told", a_wrong_channel_is_told },
	{ "no problem shows a secret", no_problem_shows_a_secret },
	{ "a schedule that wakes nobody is told", a_schedule_that_wakes_nobody_is_told },
	{ "an escalation that cannot be is told", an_escalation_that_cannot_be_is_told },
	{ "what is wrong outside is told", what_is_wrong_outside_is_told },
	{ "a list of calls has a maximum", a_list_of_calls_has_a_maximum },
	{ "hours are read as people write them", hours_are_read_as_people_write_them },
	{ "hours that are none say what would do",
	  hours_that_are_none_say_what_would_do },
	{ "a rotation is read as people write it",
	  a_rotation_is_read_as_people_write_it },
	{ 0 },
};
