#include "oncall_fixture.h"

#include "app/paging/feed.h"
#include "app/paging/oncall.h"
#include "app/paging/outlook.h"
#include "base/text.h"

static struct ports ports;

#define PEOPLE \
	"people:\n" \
	"  - {name: alice, role: responder, contacts: [{webhook: " \
	"\"http://127.0.0.1:9/a\"}, {email: alice@example.org, after: 1m}]}\n" \
	"  - {name: bob, role: responder, contacts: [{webhook: " \
	"\"http://127.0.0.1:9/b\"}]}\n" \
	"  - {name: carol, role: responder, language: ko, contacts: [{webhook: " \
	"\"http://127.0.0.1:9/c\"}]}\n" \
	"  - {name: dave, role: approver, contacts: [{email: dave@example.org}]}\n" \
	"  - {name: mute, role: responder}\n" \
	"smtp: {relay: \"mail.example.org:25\", from: s@example.org}\n"

#define PRIMARY \
	"schedules:\n" \
	"  - name: primary\n" \
	"    zone: Europe/Berlin\n" \
	"    layers:\n" \
	"      - {name: week, people: [alice, bob], rotate: weekly, " \
	"start: 2026-01-05 09:00}\n"

static const char usual[] = PEOPLE PRIMARY
	"escalation:\n"
	"  - name: platform\n"
	"    exhausted_after: 6m\n"
	"    steps:\n"
	"      - {level: L1, page: [primary]}\n"
	"      - {level: L1, page: [carol, primary], unacknowledged_for: 2m}\n"
	"      - {level: L2, page: [dave], unmitigated_for: 30m}\n"
	"      - {level: L3, page: [carol], need: architecture}\n";

static const struct schedule *primary(struct fixture *f)
{
	return config_schedule(f->work.config, STR("primary"));
}

static str duty_now(struct fixture *f, instant_ms when)
{
	struct duty duty;

	MUST(f, oncall_duty(&f->work, primary(f), when, &duty));
	return duty.person;
}

static struct calls calls_at(struct fixture *f, size_t step, const struct incident *of,
			     instant_ms when)
{
	struct calls calls;

	MUST(f, oncall_calls(&f->work, &f->work.config->policies[0], step, of, when,
			     &calls));
	return calls;
}

/* -- display and routing -- */

CLAIM(what_is_shown_and_whom_it_pages_agree_in_each_minute_of_a_clock_change)
{
	struct shifts shifts;
	size_t shift = 0;
	instant_ms from = at("2026-10-24T22:00:00Z"), until = at("2026-10-25T12:00:00Z");
	int changes = 0;

	equip(f, &ports, usual);
	f->work.now = at("2026-10-20T00:00:00Z");
	as(f, "alice", ROLE_RESPONDER);
	ask(f, "override", "add",
	    "{\"schedule\": \"primary\", \"person\": \"carol\", \"from\": "
	    "\"2026-10-25 02:30\", \"until\": \"2026-10-25 09:00\"}");
	begin(f);
	MUST(f, oncall_shifts(&f->work, primary(f), from, until, &shifts));
	for (instant_ms minute = from; minute < until; minute += MINUTE_MS) {
		while (minute >= shifts.items[shift].until) {
			shift++;
			changes++;
		}
		CHECK_STR_EQ(duty_now(f, minute), shifts.items[shift].person);
		CHECK_STR_EQ(calls_at(f, 0, NULL, minute).items[0].person,
			     shifts.items[shift].person);
	}
	CHECK_INT(changes, 2);
	/* 02:30 comes twice that night: the override begins with the first. */
	CHECK_STR(duty_now(f, at("2026-10-25T00:29:59Z")), "bob");
	CHECK_STR(duty_now(f, at("2026-10-25T00:30:00Z")), "carol");
	CHECK_STR(duty_now(f, at("2026-10-25T08:00:00Z")), "bob");
	commit(f);
	unequip(f);
}

CLAIM(the_commander_stands_in_for_schedules_of_the_first_step_only)
{
	struct incident incident = { .commander = STR("dave") };
	struct calls calls;

	equip(f, &ports, usual);
	begin(f);
	calls = calls_at(f, 0, &incident, NOON);
	CHECK_INT(calls.count, 1);
	CHECK_STR(calls.items[0].person, "dave");
	CHECK_STR(calls.items[0].because, "holds the incident");
	calls = calls_at(f, 1, &incident, NOON);
	CHECK_INT(calls.count, 2);
	CHECK_STR(calls.items[1].person, "bob");
	CHECK_STR(calls.items[1].because, "schedule primary, layer week");
	/* One without a contact holds nothing up. */
	incident.commander = STR("mute");
	CHECK_STR(calls_at(f, 0, &incident, NOON).items[0].person, "bob");
	commit(f);
	unequip(f);
}

static const char twice[] = PEOPLE PRIMARY
	"escalation:\n"
	"  - {name: p, steps: [{level: L1, page: [bob, primary, dave]}]}\n";

CLAIM(a_person_is_called_once_in_a_step_and_who_cannot_be_is_named)
{
	struct calls calls;

	equip(f, &ports, twice);
	f->app.config->policies[0].steps[0].targets[2].name = STR("mute");
	begin(f);
	calls = calls_at(f, 0, NULL, NOON);
	CHECK_INT(calls.count, 1);
	CHECK_STR(calls.items[0].because, "named");
	CHECK_INT(calls.missing.count, 1);
	CHECK_STR(calls.missing.items[0], "mute (named) has no contact");
	commit(f);
	unequip(f);
}

#define DAY_ONLY \
	"schedules:\n" \
	"  - name: day\n" \
	"    zone: Europe/Berlin\n" \
	"    layers:\n" \
	"      - {name: office, people: [carol, bob], rotate: weekly, " \
	"start: 2026-01-05 09:00, only: [\"mon-fri 09:00-17:00\"]}\n"

static const char gappy[] = PEOPLE DAY_ONLY
	"escalation:\n  - {name: p, steps: [{level: L1, page: [day]}]}\n";

CLAIM(a_gap_is_said_and_its_alarm_goes_to_all_who_share_the_schedule)
{
	struct calls calls;
	bool *reachable;

	equip(f, &ports, gappy);
	begin(f);
	calls = calls_at(f, 0, NULL, NOON);
	CHECK_INT(calls.count, 0);
	CHECK_STR(calls.missing.items[0], "schedule day has nobody now");
	MUST(f, oncall_reachable(&f->work, &f->work.config->policies[0], NULL, NOON,
				 &reachable));
	CHECK(!reachable[0]);
	MUST(f, oncall_everybody(&f->work, &f->work.config->policies[0], NOON, &calls));
	CHECK_INT(calls.count, 2);
	CHECK_STR(calls.items[0].person, "carol");
	CHECK_STR(calls.items[0].because, "in schedule day, which has nobody");
	commit(f);
	unequip(f);
}

CLAIM(where_nobody_was_to_be_called_nobody_is_alarmed)
{
	struct calls calls;

	equip(f, &ports, PEOPLE "on_call: []\n");
	begin(f);
	MUST(f, oncall_everybody(&f->work, &f->work.config->policies[0], NOON, &calls));
	CHECK_INT(calls.count, 0);
	commit(f);
	unequip(f);
}

/* -- overrides -- */

static const char *const refused[][2] = {
	{ "{\"schedule\": \"secondary\", \"person\": \"bob\", \"from\": \"now\", "
	  "\"until\": \"8h\"}",
	  "error invalid: schedule: there is none named secondary (primary)" },
	{ "{\"schedule\": \"primary\", \"person\": \"mute\", \"from\": \"now\", "
	  "\"until\": \"8h\"}",
	  "error invalid: person: mute has no contact: nobody would be woken" },
	{ "{\"schedule\": \"primary\", \"person\": \"zoe\", \"from\": \"now\", "
	  "\"until\": \"8h\"}",
	  "error invalid: person: there is no person zoe in the configuration" },
	{ "{\"schedule\": \"primary\", \"person\": \"bob\", \"from\": \"2h\", "
	  "\"until\": \"1h\"}",
	  "error invalid: until: must be later than from" },
	{ "{\"schedule\": \"primary\", \"person\": \"bob\", \"from\": "
	  "\"2026-11-20 09:00\", \"until\": \"2026-11-21 09:00\"}",
	  "error invalid: until: Sat 2026-11-21 09:00 CET is over; the past is not "
	  "changed" },
	{ "{\"schedule\": \"primary\", \"person\": \"bob\", \"from\": \"soon\", "
	  "\"until\": \"1h\"}",
	  "error invalid: from: 'soon' is no time such as 18:00 or 2026-11-22 09:00 "
	  "(in Europe/Berlin), 2026-11-22T09:00:00Z, or 8h (from now)" },
};

CLAIM(an_override_that_would_wake_nobody_or_change_the_past_is_refused)
{
	equip(f, &ports, usual);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK_STR_EQ(ask(f, "override", "add", refused[i][0]),
			     str_of(refused[i][1]));
	unequip(f);
}

CLAIM(two_overrides_of_a_schedule_never_cover_the_same_time)
{
	equip(f, &ports, usual);
	CHECK_STR(ask(f, "override", "add",
		      "{\"schedule\": \"primary\", \"person\": \"carol\", \"from\": "
		      "\"1h\", \"until\": \"9h\"}"),
		  "Override 1: carol has primary from Sat 2026-11-21 14:00 CET until Sat "
		  "2026-11-21 22:00 CET.\n");
	CHECK_STR(ask(f, "override", "add",
		      "{\"schedule\": \"primary\", \"person\": \"dave\", \"from\": "
		      "\"8h\", \"until\": \"10h\"}"),
		  "error conflict: override 1 has carol from Sat 2026-11-21 14:00 CET "
		  "until Sat 2026-11-21 22:00 CET: remove it first");
	CHECK(str_starts_with(ask(f, "override", "add",
				  "{\"schedule\": \"primary\", \"person\": \"dave\", "
				  "\"from\": \"now\", \"until\": \"2h\"}"),
			      STR("error conflict: override 1 has carol")));
	/* Side by side is no conflict. */
	CHECK_STR(ask(f, "override", "add",
		      "{\"schedule\": \"primary\", \"person\": \"dave\", \"from\": "
		      "\"9h\", \"until\": \"10h\"}"),
		  "Override 2: dave has primary from Sat 2026-11-21 22:00 CET until Sat "
		  "2026-11-21 23:00 CET.\n");
	unequip(f);
}

CLAIM(local_times_that_do_not_exist_or_come_twice_are_told)
{
	equip(f, &ports, usual);
	CHECK_STR(ask(f, "override", "add",
		      "{\"schedule\": \"primary\", \"person\": \"carol\", \"from\": "
		      "\"2027-03-28 02:30\", \"until\": \"2027-10-31 02:30\"}"),
		  "Override 1: carol has primary from Sun 2027-03-28 03:30 CEST until "
		  "Sun 2027-10-31 02:30 CEST.\n"
		  "from: clocks in Europe/Berlin never show 2027-03-28 02:30 (summer "
		  "time begins); taken as Sun 2027-03-28 03:30 CEST.\n"
		  "until: clocks in Europe/Berlin show 2027-10-31 02:30 twice (summer "
		  "time ends); the first is taken, Sun 2027-10-31 02:30 CEST. For the "
		  "second write it with its offset.\n");
	unequip(f);
}

CLAIM(removing_an_override_that_runs_leaves_what_was)
{
	equip(f, &ports, usual);
	ask(f, "override", "add",
	    "{\"schedule\": \"primary\", \"person\": \"carol\", \"from\": \"now\", "
	    "\"until\": \"8h\"}");
	f->work.now = NOON + HOUR_MS;
	CHECK_STR(ask(f, "override", "remove", "{\"id\": 1}"),
		  "Override 1 of primary has ended.\n");
	begin(f);
	CHECK_STR(duty_now(f, NOON + MINUTE_MS), "carol");
	CHECK_STR(duty_now(f, NOON + HOUR_MS), "bob");
	commit(f);
	CHECK_STR(ask(f, "override", "remove", "{\"id\": 1}"),
		  "error conflict: override 1 is over; the past is not changed");
	unequip(f);
}

CLAIM(removing_an_override_that_is_to_come_undoes_it)
{
	equip(f, &ports, usual);
	ask(f, "override", "add",
	    "{\"schedule\": \"primary\", \"person\": \"carol\", \"from\": \"2h\", "
	    "\"until\": \"8h\"}");
	ask(f, "override", "remove", "{\"id\": 1}");
	begin(f);
	CHECK_STR(duty_now(f, NOON + 3 * HOUR_MS), "bob");
	commit(f);
	CHECK_STR(ask(f, "override", "remove", "{\"id\": 1}"),
		  "error conflict: override 1 was removed already");
	CHECK_STR(ask(f, "override", "list", "{\"all\": true}"), "No override.\n");
	unequip(f);
}

/* -- outlook -- */

CLAIM(the_simulation_shows_each_round_until_the_alarm)
{
	equip(f, &ports, usual);
	CHECK_STR(
		ask(f, "oncall", "simulate", "{\"at\": \"2026-11-23T07:59:00Z\"}"),
		"policy platform, from Mon 2026-11-23 08:59 CET\n"
		"\n"
		"L1 when the incident opens\n"
		"  08:59:00  +0:00  L1  bob by webhook  (schedule primary, layer week)\n"
		"  09:00:00  +1:00  L1  alice by webhook  (schedule primary, layer "
		"week)\n"
		"  09:01:00  +2:00  L1  carol by webhook  (named)\n"
		"  09:01:00  +2:00  L1  alice by webhook, email  (schedule primary, "
		"layer week)\n"
		"  09:02:00  +3:00  L1  carol by webhook  (named)\n"
		"  09:02:00  +3:00  L1  alice by webhook, email  (schedule primary, "
		"layer week)\n"
		"  09:03:00  +4:00  L1  carol by webhook  (named)\n"
		"  09:03:00  +4:00  L1  alice by webhook, email  (schedule primary, "
		"layer week)\n"
		"  09:04:00  +5:00  L1  carol by webhook  (named)\n"
		"  09:04:00  +5:00  L1  alice by webhook, email  (schedule primary, "
		"layer week)\n"
		"  09:05:00  +6:00  L1  alice by webhook, email  (schedule primary, "
		"layer week)  ALARM: nobody answered\n"
		"  09:05:00  +6:00  L1  carol by webhook  (named)  ALARM: nobody "
		"answered\n"
		"  09:05:00  +6:00  L1  dave by email  (named)  ALARM: nobody answered\n"
		"\n"
		"L2 not mitigated for 30:00\n"
		"  09:29:00  +30:00  L2  dave by email  (named)\n"
		"  09:30:00  +31:00  L2  dave by email  (named)\n"
		"  09:31:00  +32:00  L2  dave by email  (named)\n"
		"  09:32:00  +33:00  L2  dave by email  (named)\n"
		"  09:33:00  +34:00  L2  dave by email  (named)\n"
		"  09:34:00  +35:00  L2  dave by email  (named)\n"
		"  09:35:00  +36:00  L2  alice by webhook, email  (schedule primary, "
		"layer week)  ALARM: nobody answered\n"
		"  09:35:00  +36:00  L2  carol by webhook  (named)  ALARM: nobody "
		"answered\n"
		"  09:35:00  +36:00  L2  dave by email  (named)  ALARM: nobody "
		"answered\n"
		"\n"
		"L3 somebody asks for architecture (only then)\n"
		"  08:59:00  +0:00  L3  carol by webhook  (named)\n"
		"  09:00:00  +1:00  L3  carol by webhook  (named)\n"
		"  09:01:00  +2:00  L3  carol by webhook  (named)\n"
		"  09:02:00  +3:00  L3  carol by webhook  (named)\n"
		"  09:03:00  +4:00  L3  carol by webhook  (named)\n"
		"  09:04:00  +5:00  L3  carol by webhook  (named)\n"
		"  09:05:00  +6:00  L3  alice by webhook, email  (schedule primary, "
		"layer week)  ALARM: nobody answered\n"
		"  09:05:00  +6:00  L3  carol by webhook  (named)  ALARM: nobody "
		"answered\n"
		"  09:05:00  +6:00  L3  dave by email  (named)  ALARM: nobody "
		"answered\n");
	unequip(f);
}

CLAIM(a_step_that_nobody_is_in_is_passed_over_by_the_simulation)
{
	equip(f, &ports,
	      PEOPLE DAY_ONLY
	      "escalation:\n"
	      "  - name: p\n"
	      "    repeat: 60s\n"
	      "    exhausted_after: 2m\n"
	      "    steps:\n"
	      "      - {level: L1, page: [day]}\n"
	      "      - {level: L1, page: [bob], unacknowledged_for: 1m}\n");
	CHECK_STR(ask(f, "oncall", "simulate", "{}"),
		  "policy p, from Sat 2026-11-21 13:00 CET\n"
		  "\n"
		  "L1 when the incident opens\n"
		  "  13:00:00  +0:00  L1  bob by webhook  (named)\n"
		  "  13:01:00  +1:00  L1  bob by webhook  (named)\n"
		  "  13:02:00  +2:00  L1  carol by webhook  (in schedule day, which has "
		  "nobody)  ALARM: nobody answered\n"
		  "  13:02:00  +2:00  L1  bob by webhook  (in schedule day, which has "
		  "nobody)  ALARM: nobody answered\n"
		  "  NOBODY: schedule day has nobody now\n"
		  "  NOBODY: schedule day has nobody at Sat 2026-11-21 13:02 CET\n");
	unequip(f);
}

CLAIM(a_channel_is_told_once_in_a_step_and_a_person_each_minute)
{
	equip(f, &ports,
	      PEOPLE "escalation:\n"
		     "  - name: p\n"
		     "    exhausted_after: 2m\n"
		     "    steps: [{level: L1, page: [bob, {webhook: "
		     "\"http://127.0.0.1:9/ops\"}]}]\n");
	CHECK_STR(ask(f, "oncall", "simulate", "{}"),
		  "policy p, from Sat 2026-11-21 12:00 UTC\n"
		  "\n"
		  "L1 when the incident opens\n"
		  "  12:00:00  +0:00  L1  bob by webhook  (named)\n"
		  "  12:00:00  +0:00  L1  webhook 127.0.0.1  "
		  "(named)\n"
		  "  12:01:00  +1:00  L1  bob by webhook  (named)\n"
		  "  12:02:00  +2:00  L1  bob by webhook  (named)  ALARM: nobody "
		  "answered\n"
		  "  12:02:00  +2:00  L1  webhook 127.0.0.1  "
		  "(named)  ALARM: nobody answered\n");
	unequip(f);
}

CLAIM(a_simulation_of_what_is_not_there_says_what_is)
{
	equip(f, &ports, usual);
	CHECK_STR(ask(f, "oncall", "simulate", "{\"policy\": \"x\"}"),
		  "error invalid: policy: there is none named x (platform)");
	CHECK_STR(ask(f, "oncall", "simulate", "{\"service\": \"x\"}"),
		  "error invalid: service: there is none named x");
	CHECK(str_starts_with(ask(f, "oncall", "simulate", "{\"severity\": \"x\"}"),
			      STR("error invalid: severity: from 0 (worst) to 3, or")));
	unequip(f);
}

static str findings(struct fixture *f)
{
	struct text text = text_new(f->arena, 16 << 10);
	struct lint_findings found;

	begin(f);
	MUST(f, outlook_lint(&f->work, &found));
	commit(f);
	for (size_t i = 0; i < found.count; i++)
		text_addf(&text, "%s " STR_FMT ": " STR_FMT "\n",
			  found.items[i].is_error ? "E" : "W",
			  STR_ARG(found.items[i].where), STR_ARG(found.items[i].what));
	return text_of(&text);
}

CLAIM(lint_finds_no_error_where_everybody_can_be_woken)
{
	equip(f, &ports, usual);
	CHECK_STR(
		findings(f),
		"W person bob: has one channel only: when webhook fails, nothing wakes "
		"them\n"
		"W person carol: has one channel only: when webhook fails, nothing wakes "
		"them\n"
		"W person dave: has one channel only: when email fails, nothing wakes "
		"them\n");
	unequip(f);
}

/* What a snapshot cannot have any more is made by hand. */
CLAIM(lint_finds_what_would_wake_nobody)
{
	struct policy *policy;

	equip(f, &ports,
	      PEOPLE DAY_ONLY
	      "escalation:\n"
	      "  - name: p\n"
	      "    exhausted_after: 5m\n"
	      "    steps:\n"
	      "      - {level: L1, page: [day]}\n"
	      "      - {level: L1, page: [dave], unacknowledged_for: 2m}\n"
	      "      - {level: L1, page: [dave], unacknowledged_for: 4m}\n");
	policy = &f->app.config->policies[0];
	policy->steps[2].after = 2 * MINUTE_MS;
	policy->steps[2].targets[0].name = STR("mute");
	policy->exhausted_after = 2 * MINUTE_MS;
	CHECK_STR(
		findings(f),
		"E person mute: is in a policy and has no contact\n"
		"E schedule day: has nobody from Sat 2026-11-21 13:00 CET until Mon "
		"2026-11-23 09:00 CET (21 gaps in the next 30 days, 23d 4h in all)\n"
		"E policy p, step 2: never fires: everybody is alarmed after 2:00\n"
		"E policy p, step 2: never fires: step 3 has its turn no later\n"
		"E policy p, step 3: never fires: everybody is alarmed after 2:00\n"
		"E policy p, step 3: is the end of its chain, and no person is called "
		"there\n"
		"W person bob: has one channel only: when webhook fails, nothing wakes "
		"them\n"
		"W person carol: has one channel only: when webhook fails, nothing wakes "
		"them\n"
		"W person dave: has one channel only: when email fails, nothing wakes "
		"them\n");
	policy->step_count = 1;
	policy->steps[0].target_count = 0;
	CHECK(str_contains(findings(f), STR("E policy p, step 1: calls nobody\n")));
	unequip(f);
}

CLAIM(a_clock_time_alone_is_the_next_one)
{
	equip(f, &ports, usual);
	/* It is noon in UTC, 13:00 in Berlin. */
	CHECK_STR(ask(f, "override", "add",
		      "{\"schedule\": \"primary\", \"person\": \"carol\", \"from\": "
		      "\"12:30\", \"until\": \"2:30\"}"),
		  "Override 1: carol has primary from Sun 2026-11-22 12:30 CET until Mon "
		  "2026-11-23 02:30 CET.\n");
	unequip(f);
}

CLAIM(lint_asks_for_a_channel_that_needs_no_dns)
{
	equip(f, &ports,
	      "people:\n  - {name: dave, role: approver, contacts: [{email: "
	      "dave@example.org}]}\nsmtp: {relay: \"mail.example.org:25\", from: "
	      "s@example.org}\non_call: [dave]\n");
	CHECK(str_contains(findings(f),
			   STR("W policy on-call: wakes nobody while no name can be "
			       "resolved")));
	unequip(f);
}

CLAIM(lint_finds_overrides_that_overlap_or_lead_to_nobody)
{
	struct override one = { .schedule = STR("primary"),
				.person = STR("carol"),
				.from = NOON,
				.until = NOON + DAY_MS };

	equip(f, &ports, usual);
	begin(f);
	MUST(f, store_add(&f->work, &override_shape, &one));
	one.from += HOUR_MS;
	one.person = STR("mute");
	MUST(f, store_add(&f->work, &override_shape, &one));
	commit(f);
	CHECK(str_starts_with(findings(f),
			      STR("E override 2: mute is not there or has no contact\n"
				  "E override 2: overlaps override 1 of primary\n")));
	unequip(f);
}

CLAIM(the_answer_of_lint_is_no_while_there_is_an_error)
{
	const struct operation *lint = operation_find(STR("oncall"), STR("lint"));
	struct tree *answer;

	equip(f, &ports, gappy);
	answer = tree_map(f->arena);
	begin(f);
	MUST(f, lint->run(&f->work, NULL, answer));
	commit(f);
	CHECK(tree_get_int(answer, lint->no, 0) > 0);
	unequip(f);
}

/* -- notices -- */

static int fire(struct fixture *f, instant_ms now)
{
	struct timer *timers;
	size_t count;

	f->work.now = now;
	begin(f);
	MUST(f, timers_due(&f->work, now, 10, &timers, &count));
	for (size_t i = 0; i < count; i++) {
		MUST(f, timer_remove(&f->work, timers[i].id));
		MUST(f, oncall_shift_due(&f->work, &timers[i]));
	}
	commit(f);
	return (int)count;
}

static void arm(struct fixture *f)
{
	begin(f);
	MUST(f, oncall_arm(&f->work));
	commit(f);
}

CLAIM(both_are_told_at_a_hand_over_and_only_once)
{
	int64_t after = 0;
	instant_ms monday = at("2026-11-23T08:00:00Z");

	equip(f, &ports, usual);
	arm(f);
	CHECK_INT(fire(f, monday - 1), 0);
	CHECK_STR(told(f, &after), "");
	CHECK_INT(fire(f, monday), 1);
	CHECK_STR(told(f, &after),
		  "message to alice: You are on call for primary until Mon 2026-11-30 "
		  "09:00 CET\n"
		  "You are on call for primary from Mon 2026-11-23 09:00 CET until Mon "
		  "2026-11-30 09:00 CET.\nBefore you: bob\nOpen incidents: none\n"
		  "message to bob: Your duty for primary has ended\n"
		  "Your duty for primary ended at Mon 2026-11-23 09:00 CET.\nAfter you: "
		  "alice\n");
	/* A restart, a reload: the same shift is told no second time. */
	arm(f);
	CHECK_INT(fire(f, monday + HOUR_MS), 0);
	CHECK_STR(told(f, &after), "");
	unequip(f);
}

CLAIM(a_hand_over_that_happened_while_it_was_down_is_told_after_the_start)
{
	int64_t after = 0;

	equip(f, &ports, usual);
	arm(f);
	f->work.now = at("2026-11-23T11:00:00Z");
	arm(f);
	CHECK_INT(fire(f, f->work.now), 1);
	CHECK(str_contains(
		told(f, &after),
		STR("You are on call for primary from Mon 2026-11-23 09:00 CET "
		    "until Mon 2026-11-30 09:00 CET.\nBefore you: bob\n")));
	CHECK_INT(fire(f, f->work.now + DAY_MS), 0);
	unequip(f);
}

CLAIM(an_override_tells_whoever_gets_the_duty_in_their_language)
{
	int64_t after = 0;

	equip(f, &ports, usual);
	arm(f);
	ask(f, "override", "add",
	    "{\"schedule\": \"primary\", \"person\": \"carol\", \"from\": \"now\", "
	    "\"until\": \"8h\"}");
	CHECK_INT(fire(f, NOON), 1);
	CHECK(str_starts_with(told(f, &after),
			      STR("message to carol: 당직 시작: primary (Sat 2026-11-21 "
				  "21:00 CET까지)\n")));
	/* And back. */
	CHECK_INT(fire(f, NOON + 8 * HOUR_MS), 1);
	CHECK(str_starts_with(told(f, &after),
			      STR("message to bob: You are on call for primary until "
				  "Mon 2026-11-23 09:00 CET\n")));
	unequip(f);
}

CLAIM(a_clock_that_is_set_back_tells_nothing_again)
{
	int64_t after = 0;
	instant_ms monday = at("2026-11-23T08:00:00Z");

	equip(f, &ports, usual);
	arm(f);
	fire(f, monday);
	told(f, &after);
	f->work.now = monday - HOUR_MS;
	arm(f);
	fire(f, monday - HOUR_MS);
	fire(f, monday);
	fire(f, monday + MINUTE_MS);
	CHECK_STR(told(f, &after), "");
	unequip(f);
}

CLAIM(a_duty_without_end_is_not_given_one)
{
	int64_t after = 0;

	equip(f, &ports,
	      PEOPLE "schedules:\n"
		     "  - name: primary\n"
		     "    zone: UTC\n"
		     "    layers:\n"
		     "      - {name: a, people: [alice], rotate: weekly, start: "
		     "2026-01-05 09:00}\n"
		     "      - {name: b, people: [bob], rotate: weekly, start: "
		     "2026-11-22 09:00}\n");
	arm(f);
	CHECK_INT(fire(f, at("2026-11-22T09:00:00Z")), 1);
	CHECK(str_starts_with(told(f, &after),
			      STR("message to bob: You are on call for primary until "
				  "further notice\n")));
	unequip(f);
}

/* -- calendars -- */

static str calendar_of(struct fixture *f, struct feed feed)
{
	str text;

	begin(f);
	MUST(f, feed_calendar(&f->work, &feed, &text));
	commit(f);
	return text;
}

static str uid_of_shift(str calendar, const char *start)
{
	str line, before = { 0 }, mark = STR("UID:");

	while (str_next(&calendar, '\n', &line)) {
		if (str_starts_with(line, mark))
			before = str_trim(line);
		if (str_contains(line, str_of(start)))
			return before;
	}
	return STR("");
}

CLAIM(a_shift_keeps_its_uid_from_day_to_day)
{
	struct feed feed = { .name = STR("primary") };
	str today, later;

	equip(f, &ports, usual);
	/* One that began before the calendar does. */
	today = uid_of_shift(calendar_of(f, feed), "DTSTART:20261102T080000Z");
	f->work.now += DAY_MS;
	later = uid_of_shift(calendar_of(f, feed), "DTSTART:20261102T080000Z");
	CHECK(today.length > 4);
	CHECK_STR_EQ(today, later);
	unequip(f);
}

CLAIM(a_persons_calendar_has_their_shifts_only)
{
	struct feed feed = { true, STR("alice") };
	str text;

	equip(f, &ports, usual);
	text = calendar_of(f, feed);
	CHECK(str_contains(text, STR("DTSTART:20261123T080000Z")));
	CHECK(!str_contains(text, STR("DTSTART:20261130T080000Z")));
	CHECK(str_contains(text, STR("SUMMARY:On call: primary")));
	unequip(f);
}

CLAIM(a_revoked_address_finds_nothing_and_a_new_one_does)
{
	struct feed feed = { .name = STR("primary") }, found;
	str old, new;

	equip(f, &ports, usual);
	begin(f);
	MUST(f, feed_secret(&f->work, &feed, &old));
	MUST(f, feed_find(&f->work, old, &found));
	CHECK_STR(found.name, "primary");
	CHECK(!found.of_person);
	MUST(f, feed_revoke(&f->work, &feed));
	CHECK(!feed_find(&f->work, old, &found));
	CHECK_INT(f->work.error.kind, ERROR_NOT_FOUND);
	MUST(f, feed_secret(&f->work, &feed, &new));
	CHECK(!str_equal(old, new));
	CHECK(feed_find(&f->work, new, &found));
	commit(f);
	unequip(f);
}

const struct test tests[] = {
	{ "what is shown and whom it pages agree in each minute of a clock change",
	  what_is_shown_and_whom_it_pages_agree_in_each_minute_of_a_clock_change },
	{ "the commander stands in for schedules of the first step only",
	  the_commander_stands_in_for_schedules_of_the_first_step_only },
	{ "a person is called once in a step and who cannot be is named",
	  a_person_is_called_once_in_a_step_and_who_cannot_be_is_named },
	{ "a gap is said and its alarm goes to all who share the schedule",
	  a_gap_is_said_and_its_alarm_goes_to_all_who_share_the_schedule },
	{ "where nobody was to be called nobody is alarmed",
	  where_nobody_was_to_be_called_nobody_is_alarmed },
	{ "an override that would wake nobody or change the past is refused",
	  an_override_that_would_wake_nobody_or_change_the_past_is_refused },
	{ "two overrides of a schedule never cover the same time",
	  two_overrides_of_a_schedule_never_cover_the_same_time },
	{ "local times that do not exist or come twice are told",
	  local_times_that_do_not_exist_or_come_twice_are_told },
	{ "removing an override that runs leaves what was",
	  removing_an_override_that_runs_leaves_what_was },
	{ "removing an override that is to come undoes it",
	  removing_an_override_that_is_to_come_undoes_it },
	{ "the simulation shows each round until the alarm",
	  the_simulation_shows_each_round_until_the_alarm },
	{ "a step that nobody is in is passed over by the simulation",
	  a_step_that_nobody_is_in_is_passed_over_by_the_simulation },
	{ "a channel is told once in a step and a person each minute",
	  a_channel_is_told_once_in_a_step_and_a_person_each_minute },
	{ "a simulation of what is not there says what is",
	  a_simulation_of_what_is_not_there_says_what_is },
	{ "lint finds no error where everybody can be woken",
	  lint_finds_no_error_where_everybody_can_be_woken },
	{ "lint finds what would wake nobody", lint_finds_what_would_wake_nobody },
	{ "a clock time alone is the next one", a_clock_time_alone_is_the_next_one },
	{ "lint asks for a channel that needs no DNS",
	  lint_asks_for_a_channel_that_needs_no_dns },
	{ "lint finds overrides that overlap or lead to nobody",
	  lint_finds_overrides_that_overlap_or_lead_to_nobody },
	{ "the answer of lint is no while there is an error",
	  the_answer_of_lint_is_no_while_there_is_an_error },
	{ "both are told at a hand-over and only once",
	  both_are_told_at_a_hand_over_and_only_once },
	{ "a hand-over that happened while it was down is told after the start",
	  a_hand_over_that_happened_while_it_was_down_is_told_after_the_start },
	{ "an override tells whoever gets the duty in their language",
	  an_override_tells_whoever_gets_the_duty_in_their_language },
	{ "a clock that is set back tells nothing again",
	  a_clock_that_is_set_back_tells_nothing_again },
	{ "a duty without end is not given one", a_duty_without_end_is_not_given_one },
	{ "a shift keeps its UID from day to day",
	  a_shift_keeps_its_uid_from_day_to_day },
	{ "a person's calendar has their shifts only",
	  a_persons_calendar_has_their_shifts_only },
	{ "a revoked address finds nothing and a new one does",
	  a_revoked_address_finds_nothing_and_a_new_one_does },
	{ 0 },
};
