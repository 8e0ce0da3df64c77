#include "config_fixture.h"
#include "store_fixture.h"

#include "app/paging/paging.h"
#include "app/telling/telling.h"
#include "base/text.h"
#include "core/diagnosis/hypothesis.h"
#include "core/incident/command.h"
#include "core/paging/page.h"
#include "core/telling/words.h"

#define T0 ((instant_ms)1705329000000) /* 2024-01-15T14:30:00Z */

static const char stanch_yaml[] =
	"people:\n"
	"  - {name: alice, role: responder, contacts: [{webhook: "
	"'http://127.0.0.1:1/a'}]}\n"
	"  - {name: bob, role: responder, contacts: [{webhook: "
	"'http://127.0.0.1:1/b'}]}\n"
	"  - {name: vera, role: approver, contacts: [{webhook: "
	"'http://127.0.0.1:1/v'}]}\n"
	"smtp: {relay: '127.0.0.1:25', from: stanch@example.org}\n"
	"on_call: [alice]\n"
	"audiences:\n"
	"  - {name: leadership, contacts: [{email: lead@example.org}]}\n"
	"  - {name: internal, contacts: [{email: all@example.org}]}\n"
	"  - {name: executives, contacts: [{email: ceo@example.org}]}\n"
	"  - {name: public, contacts: [{email: users@example.org}]}\n"
	"  - {name: everyone, contacts: [{email: every@example.org}]}\n"
	"  - {name: seoul, language: ko, contacts: [{email: ko@example.org}]}\n"
	"services:\n"
	"  - name: api\n"
	"    settings: {redis: 'cache-1:6379'}\n";

/* What is queued is looked at; nothing is sent. */
static const struct ports no_adapters;

static void at(struct fixture *f, duration_ms after)
{
	f->work.now = T0 + after;
}

static void be(struct fixture *f, const char *name, enum role role)
{
	f->work.actor = (struct actor){ .kind = ACTOR_PERSON,
					.name = str_of(name),
					.role = role };
}

/* An incident of that profile at T0, in a turn that stays open. */
static struct incident open_one(struct fixture *f, const char *profile, int64_t rank)
{
	struct incident incident = { .code = STR("INC-2024-01-15-001"),
				     .title = STR("API response times degraded (>2s)"),
				     .state = INCIDENT_INVESTIGATING,
				     .rank = rank,
				     .profile = str_of(profile),
				     .service = STR("api"),
				     .severity_reason = STR("stated"),
				     .opened_at = T0,
				     .onset_at = T0,
				     .burning_since = T0 };

	at(f, 0);
	be(f, "alice", ROLE_RESPONDER);
	f->app.ports = &no_adapters;
	f->work.config = parse_well(f->arena, stanch_yaml);
	begin(f);
	incident.severity =
		config_profile(f->work.config, incident.profile)->levels[rank].name;
	MUST(f, store_add(&f->work, &incident_shape, &incident));
	return incident;
}

static void close_all(struct fixture *f)
{
	struct config *config = (struct config *)(uintptr_t)f->work.config;

	commit(f);
	f->work.config = NULL;
	config_release(config);
}

static void say(struct fixture *f, struct incident *incident, const char *impact,
		const char *affected)
{
	struct said said = { .impact = str_of(impact), .affected = str_of(affected) };

	MUST(f, telling_say(&f->work, incident, &said));
}

static struct message draft(struct fixture *f, const struct incident *incident,
			    enum message_kind kind, const char *audience,
			    duration_ms next_update, instant_ms eta)
{
	struct draft_wish wish = { .kind = kind,
				   .audience = str_of(audience),
				   .why = STR("test"),
				   .next_update = next_update,
				   .eta = eta };
	struct message message;

	MUST(f, telling_draft_as(&f->work, incident, &wish, &message));
	return message;
}

static bool send_to(struct fixture *f, struct incident *incident, const char *audience)
{
	struct telling telling = { .audience = str_of(audience) };

	f->work.error = (struct error){ 0 };
	return telling_send(&f->work, incident, &telling);
}

/* They have heard of it, at this instant. */
static void begin_telling(struct fixture *f, struct incident *incident,
			  const char *audience)
{
	struct telling telling = { .audience = str_of(audience), .confirmed = true };

	be(f, "vera", ROLE_APPROVER);
	if (draft(f, incident, MESSAGE_INITIAL, audience, 0, 0).approvers.length > 0)
		MUST(f, telling_approve(&f->work, incident, 0));
	MUST(f, telling_send(&f->work, incident, &telling));
	be(f, "alice", ROLE_RESPONDER);
}

static struct promise last_promise(struct fixture *f, const char *audience,
				   enum promise_kind kind)
{
	struct promise *promises, found = { 0 };
	size_t count;

	MUST(f, store_of_incident(&f->work, &promise_shape, 1, &promises, &count));
	for (size_t i = 0; i < count; i++)
		if (promises[i].kind == kind && str_is(promises[i].audience, audience))
			found = promises[i];
	return found;
}

static size_t drafts_for(struct fixture *f, const char *audience,
			 struct message *ret_message)
{
	struct message *messages;
	size_t count, waiting = 0;

	MUST(f, store_of_incident(&f->work, &message_shape, 1, &messages, &count));
	for (size_t i = 0; i < count; i++) {
		if (!message_waits(&messages[i]) ||
		    !str_is(messages[i].audience, audience))
			continue;
		waiting++;
		if (ret_message)
			*ret_message = messages[i];
	}
	return waiting;
}

/* How many texts with these words went to that address. */
static size_t told(struct fixture *f, const char *address, const char *words)
{
	struct delivery *deliveries;
	size_t count, seen = 0;

	MUST(f, store_of_incident(&f->work, &delivery_shape, 1, &deliveries, &count));
	for (size_t i = 0; i < count; i++)
		seen += str_contains(deliveries[i].address, str_of(address)) &&
			(str_contains(deliveries[i].subject, str_of(words)) ||
			 str_contains(deliveries[i].text, str_of(words)));
	return seen;
}

/* Lets a timer of that kind fall due, if it is set; at which instant is returned. */
static instant_ms fire(struct fixture *f, const char *kind, int64_t ref)
{
	struct timer *timers;
	size_t count;
	bool done = true;

	MUST(f, timers_due(&f->work, INSTANT_MAX, 100, &timers, &count));
	for (size_t i = 0; i < count; i++) {
		if (!str_is(timers[i].kind, kind) || timers[i].ref != ref)
			continue;
		f->work.now = timers[i].due;
		if (str_is(timers[i].kind, "promise.remind"))
			done = telling_remind_due(&f->work, &timers[i]);
		else if (str_is(timers[i].kind, "promise.due"))
			done = telling_promise_due(&f->work, &timers[i]);
		else
			done = telling_overdue_due(&f->work, &timers[i]);
		MUST(f, done);
		MUST(f, timer_remove(&f->work, timers[i].id));
		return timers[i].due - T0;
	}
	return 0;
}

/* -- what the seeds' teams say -- */

static str incident_notification(struct arena *arena, const char *every)
{
	return arena_format(arena,
			    "🚨 **INCIDENT NOTIFICATION**\n"
			    "\n"
			    "**Severity**: SEV2\n"
			    "**Status**: Investigating\n"
			    "**Impact**: API response times degraded (>2s)\n"
			    "**Affected**: ~10%% of users\n"
			    "**Started**: 2024-01-15 14:30 UTC\n"
			    "**Incident Lead**: @engineer\n"
			    "\n"
			    "We are aware of the issue and actively investigating.\n"
			    "Updates will be provided every %s.\n",
			    every);
}

CLAIM(a_runbook_team_says_how_often_it_will_say_more)
{
	struct incident incident = open_one(f, "service-runbook", 1);

	incident.commander = STR("engineer");
	say(f, &incident, "API response times degraded (>2s)", "~10% of users");
	at(f, 5 * MINUTE_MS + 30 * SECOND_MS);
	CHECK_STR_EQ(
		draft(f, &incident, MESSAGE_INITIAL, "internal", 15 * MINUTE_MS, 0).text,
		incident_notification(f->arena, "15 minutes"));
	CHECK_STR_EQ(draft(f, &incident, MESSAGE_INITIAL, "internal", 0, 0).text,
		     incident_notification(f->arena, "30 minutes"));
	close_all(f);
}

CLAIM(what_nobody_knows_is_unknown)
{
	struct incident incident = open_one(f, "service-runbook", 1);

	CHECK_STR(draft(f, &incident, MESSAGE_INITIAL, "internal", 0, 0).text,
		  "🚨 **INCIDENT NOTIFICATION**\n"
		  "\n"
		  "**Severity**: SEV2\n"
		  "**Status**: Investigating\n"
		  "**Impact**: unknown; API response times degraded (>2s)\n"
		  "**Affected**: unknown\n"
		  "**Started**: 2024-01-15 14:30 UTC\n"
		  "**Incident Lead**: nobody yet\n"
		  "\n"
		  "We are aware of the issue and actively investigating.\n"
		  "Updates will be provided every 30 minutes.\n");
	incident.state = INCIDENT_RESOLVED;
	incident.resolved_at = T0 + 45 * MINUTE_MS;
	incident.profile = STR("inventory");
	CHECK_STR(draft(f, &incident, MESSAGE_RESOLVED, "internal", 0, 0).text,
		  "✅ RESOLVED - api Incident\n"
		  "\n"
		  "Status: Resolved (by decision, not proven by measurement)\n"
		  "Root Cause: unknown\n"
		  "Resolution: unknown\n"
		  "Duration: 45 minutes\n"
		  "Failed requests: unknown\n"
		  "\n"
		  "Post-mortem to follow.\n");
	close_all(f);
}

static void add_cause(struct fixture *f, const char *claim)
{
	struct hypothesis hypothesis = { .incident = 1,
					 .key = STR("pool"),
					 .claim = str_of(claim),
					 .state = HYPOTHESIS_CONFIRMED,
					 .tests = STR("[]") };

	MUST(f, store_add(&f->work, &hypothesis_shape, &hypothesis));
}

CLAIM(an_update_gives_an_eta_and_the_next_instant)
{
	struct incident incident = open_one(f, "inventory", 0);
	struct time_box box = { .incident = 1,
				.task = STR(
					"Increasing pool size and restarting service"),
				.state = TIME_BOX_OPEN,
				.due = T0 + HOUR_MS };
	struct telling telling = { .audience = STR("internal"),
				   .next_update = 10 * MINUTE_MS,
				   .eta = T0 + 25 * MINUTE_MS };
	struct message message;

	incident.state = INCIDENT_IDENTIFIED;
	add_cause(f, "MongoDB connection pool exhaustion");
	MUST(f, store_add(&f->work, &time_box_shape, &box));
	begin_telling(f, &incident, "internal");
	at(f, 20 * MINUTE_MS);
	draft(f, &incident, MESSAGE_UPDATE, "internal", 0, 0);
	MUST(f, telling_send(&f->work, &incident, &telling));
	MUST(f, store_get(&f->work, &message_shape, 2, &message));
	CHECK_STR(message.text, "📊 UPDATE - api Incident\n"
				"\n"
				"Status: Identified\n"
				"Root Cause: MongoDB connection pool exhaustion\n"
				"Action: Increasing pool size and restarting service\n"
				"ETA: 5 minutes (14:55 UTC)\n"
				"\n"
				"Next update in 10 minutes.\n");
	CHECK_INT(last_promise(f, "internal", PROMISE_ETA).due - T0, 25 * MINUTE_MS);
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).due - T0, 30 * MINUTE_MS);
	close_all(f);
}

CLAIM(an_alert_begins_with_its_siren)
{
	struct incident incident = open_one(f, "inventory", 0);
	struct message message = draft(f, &incident, MESSAGE_INITIAL, "internal", 0, 0);

	CHECK_STR(str_slice(message.text, 0, 16), "\xF0\x9F\x9A\xA8 P0 INCIDENT");
	CHECK(str_ends_with(message.text, STR("\nNext update in 15 minutes.\n")));
	close_all(f);
}

CLAIM(updates_are_numbered_without_a_gap_for_each_audience)
{
	struct incident incident = open_one(f, "firefighting", 1);
	struct message message = { 0 };

	begin_telling(f, &incident, "internal");
	begin_telling(f, &incident, "executives");
	for (int i = 0; i < 3; i++) {
		at(f, i * 30 * MINUTE_MS);
		draft(f, &incident, MESSAGE_UPDATE, "internal", 0, 0);
		draft(f, &incident, MESSAGE_UPDATE, "internal", 0, 0);
		if (i < 2)
			CHECK(send_to(f, &incident, "internal"));
	}
	CHECK_INT(drafts_for(f, "internal", &message), 1);
	CHECK(str_starts_with(message.text, STR("## Incident Update #3 - 15:30 UTC\n")));
	CHECK(str_contains(message.text, STR("**Next update**: 16:00 UTC or when status "
					     "changes\n")));
	message = draft(f, &incident, MESSAGE_UPDATE, "executives", 0, 0);
	CHECK(str_starts_with(message.text, STR("## Incident Update #1 -")));
	close_all(f);
}

CLAIM(a_reader_of_korean_gets_korean)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	struct message message = draft(f, &incident, MESSAGE_INITIAL, "seoul", 0, 0);

	CHECK_STR(message.language, "ko");
	CHECK(str_starts_with(message.text, STR("장애가 발생했습니다: API")));
	CHECK(str_contains(message.text, STR("영향: 확인 중\n")));
	CHECK(str_contains(message.text, STR("다음 공지: 15:00 UTC (30분 이내)\n")));
	CHECK(!str_contains(message.text, STR("unknown")));
	close_all(f);
}

CLAIM(who_has_heard_nothing_gets_the_first_message)
{
	struct incident incident = open_one(f, "firefighting", 1);

	CHECK_INT(draft(f, &incident, MESSAGE_UPDATE, "internal", 0, 0).kind,
		  MESSAGE_INITIAL);
	begin_telling(f, &incident, "internal");
	CHECK_INT(draft(f, &incident, MESSAGE_UPDATE, "internal", 0, 0).kind,
		  MESSAGE_UPDATE);
	close_all(f);
}

CLAIM(the_public_never_gets_the_text_meant_for_us)
{
	struct incident incident = open_one(f, "inventory", 0);
	struct message message;

	begin_telling(f, &incident, "public");
	add_cause(f, "cache-1 is full");
	message = draft(f, &incident, MESSAGE_UPDATE, "public", 0, 0);
	CHECK(str_starts_with(message.text,
			      STR("We are still working on the problems with api.")));
	CHECK(!str_contains(message.text, STR("cache-1")));
	close_all(f);
}

CLAIM(an_update_says_what_happened_since_the_last_message)
{
	struct incident incident = open_one(f, "firefighting", 1);
	struct tree *body = tree_map(f->arena);
	struct message message;

	tree_put_text(f->arena, body, "text", STR("before"));
	MUST(f, journal_write(&f->work, "incident.note", 1, STR(""), body));
	at(f, MINUTE_MS);
	draft(f, &incident, MESSAGE_INITIAL, "internal", 0, 0);
	CHECK(send_to(f, &incident, "internal"));
	at(f, 5 * MINUTE_MS);
	tree_put_text(f->arena, body, "text", STR("Payment API returns timeouts"));
	MUST(f, journal_write(&f->work, "incident.note", 1, STR(""), body));
	message = draft(f, &incident, MESSAGE_UPDATE, "internal", 0, 0);
	CHECK(str_contains(message.text, STR("- 14:35 Payment API returns timeouts\n")));
	CHECK(!str_contains(message.text, STR("before")));
	close_all(f);
}

/* -- promises -- */

CLAIM(each_audience_has_a_promise_of_its_own)
{
	struct incident incident = open_one(f, "service-runbook", 1);

	draft(f, &incident, MESSAGE_INITIAL, "internal", 0, 0);
	draft(f, &incident, MESSAGE_INITIAL, "leadership", 0, 0);
	CHECK(send_to(f, &incident, "internal"));
	at(f, MINUTE_MS);
	CHECK(send_to(f, &incident, "leadership"));
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).due - T0, 30 * MINUTE_MS);
	CHECK_INT(last_promise(f, "leadership", PROMISE_UPDATE).due - T0, 31 * MINUTE_MS);
	CHECK_INT(told(f, "all@example.org", "INCIDENT"), 1);
	CHECK_INT(told(f, "ceo@example.org", "INCIDENT"), 0);
	at(f, 10 * MINUTE_MS);
	CHECK(send_to(f, &incident, "internal"));

	struct promise kept;

	MUST(f, store_get(&f->work, &promise_shape, 1, &kept));
	CHECK_INT(kept.state, PROMISE_KEPT);
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).due - T0, 40 * MINUTE_MS);
	CHECK_INT(last_promise(f, "leadership", PROMISE_UPDATE).state, PROMISE_OPEN);
	close_all(f);
}

CLAIM(a_missed_promise_is_said_plainly_and_to_more_people)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	struct duty_holder deputy = {
		.incident = 1, .role = DUTY_DEPUTY, .person = STR("bob"), .given_at = T0
	};
	struct message message;
	int64_t id;

	incident.commander = STR("alice");
	MUST(f, store_save(&f->work, &incident_shape, &incident));
	MUST(f, store_add(&f->work, &duty_holder_shape, &deputy));
	draft(f, &incident, MESSAGE_INITIAL, "internal", 0, 0);
	CHECK(send_to(f, &incident, "internal"));
	id = last_promise(f, "internal", PROMISE_UPDATE).id;
	CHECK_INT(fire(f, "promise.remind", id), 27 * MINUTE_MS);
	CHECK_INT(drafts_for(f, "internal", &message), 1);
	CHECK_INT(message.kind, MESSAGE_UPDATE);
	CHECK_INT(told(f, "/a", "is due at"), 1);
	CHECK_INT(told(f, "/a", "UPDATE [14:57 UTC]"), 1);
	CHECK_INT(fire(f, "promise.due", id), 30 * MINUTE_MS + SECOND_MS);
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).state, PROMISE_MISSED);
	CHECK_INT(told(f, "/a", "MISSED, was due at 15:00:00"), 1);
	CHECK_INT(told(f, "/b", "MISSED"), 0);
	CHECK_INT(fire(f, "promise.overdue", id), 35 * MINUTE_MS + SECOND_MS);
	CHECK_INT(told(f, "/b", "STILL MISSED"), 1);
	CHECK_INT(told(f, "/a", "STILL MISSED"), 1);
	CHECK_INT(drafts_for(f, "internal", NULL), 1);
	close_all(f);
}

CLAIM(a_missed_promise_made_good_troubles_nobody_more)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	int64_t id;

	incident.commander = STR("alice");
	MUST(f, store_save(&f->work, &incident_shape, &incident));
	draft(f, &incident, MESSAGE_INITIAL, "internal", 0, 0);
	CHECK(send_to(f, &incident, "internal"));
	id = last_promise(f, "internal", PROMISE_UPDATE).id;
	fire(f, "promise.due", id);
	at(f, 32 * MINUTE_MS);
	CHECK(send_to(f, &incident, "internal"));
	CHECK(fire(f, "promise.overdue", id) != 0);
	CHECK_INT(told(f, "/a", "STILL MISSED"), 0);
	close_all(f);
}

CLAIM(a_worse_severity_makes_an_overdue_update_due_now)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	struct promise promise;

	at(f, 0);
	draft(f, &incident, MESSAGE_INITIAL, "internal", 0, 0);
	CHECK(send_to(f, &incident, "internal"));
	at(f, 20 * MINUTE_MS);
	incident.rank = 0;
	incident.severity = STR("SEV1");
	MUST(f, telling_severity(&f->work, &incident));
	promise = last_promise(f, "internal", PROMISE_UPDATE);
	CHECK_INT(promise.due - T0, 20 * MINUTE_MS);
	CHECK_INT(promise.state, PROMISE_OPEN);
	CHECK_INT(drafts_for(f, "executives", NULL), 1);
	CHECK_INT(drafts_for(f, "internal", NULL), 1);
	/* Back again: what was promised stays. */
	incident.rank = 2;
	MUST(f, telling_severity(&f->work, &incident));
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).due - T0, 20 * MINUTE_MS);
	CHECK_INT(fire(f, "promise.due", promise.id), 23 * MINUTE_MS);
	close_all(f);
}

static void promise_back(struct fixture *f, struct incident *incident)
{
	struct telling telling = { .audience = STR("internal"),
				   .eta = T0 + 45 * MINUTE_MS };

	at(f, 15 * MINUTE_MS);
	MUST(f, telling_send(&f->work, incident, &telling));
}

CLAIM(an_eta_that_was_told_stands_in_the_next_message)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	struct message message;

	promise_back(f, &incident);
	at(f, 30 * MINUTE_MS);
	message = draft(f, &incident, MESSAGE_UPDATE, "internal", 0, 0);
	CHECK(str_contains(message.text, STR("**ETA**: Resolution expected within 15 "
					     "minutes, by 15:15 UTC\n")));
	CHECK_INT(message.eta, 0);
	close_all(f);
}

CLAIM(an_eta_is_kept_by_mitigation)
{
	struct incident incident = open_one(f, "service-runbook", 1);

	promise_back(f, &incident);
	CHECK_INT(last_promise(f, "internal", PROMISE_ETA).due - T0, 45 * MINUTE_MS);
	incident.state = INCIDENT_MITIGATED;
	incident.mitigated_at = T0 + 45 * MINUTE_MS;
	at(f, 45 * MINUTE_MS);
	MUST(f, telling_mitigated(&f->work, &incident));
	CHECK_INT(last_promise(f, "internal", PROMISE_ETA).state, PROMISE_KEPT);
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).state, PROMISE_OPEN);
	close_all(f);
}

CLAIM(an_eta_that_passes_is_missed_and_asks_for_another)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	int64_t id;

	incident.commander = STR("alice");
	MUST(f, store_save(&f->work, &incident_shape, &incident));
	promise_back(f, &incident);
	id = last_promise(f, "internal", PROMISE_ETA).id;
	CHECK_INT(fire(f, "promise.due", id), 45 * MINUTE_MS + SECOND_MS);
	CHECK_INT(last_promise(f, "internal", PROMISE_ETA).state, PROMISE_MISSED);
	CHECK_INT(told(f, "/a", "ETA to internal MISSED"), 1);
	CHECK_INT(drafts_for(f, "internal", NULL), 1);
	close_all(f);
}

CLAIM(a_bad_incident_owes_a_first_message_in_five_minutes)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	struct promise promise;

	MUST(f, telling_draft(&f->work, &incident, MESSAGE_INITIAL, STR("opened")));
	promise = last_promise(f, "internal", PROMISE_UPDATE);
	CHECK_STR(promise.what, "first message");
	CHECK_INT(promise.due - T0, 5 * MINUTE_MS);
	CHECK_INT(last_promise(f, "executives", PROMISE_UPDATE).id, 0);
	at(f, 5 * MINUTE_MS);
	CHECK(send_to(f, &incident, "internal"));
	MUST(f, store_get(&f->work, &promise_shape, promise.id, &promise));
	CHECK_INT(promise.state, PROMISE_KEPT);
	close_all(f);
}

CLAIM(no_first_message_is_owed_of_what_ended_by_itself)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	int64_t id;

	MUST(f, telling_draft(&f->work, &incident, MESSAGE_INITIAL, STR("opened")));
	id = last_promise(f, "internal", PROMISE_UPDATE).id;
	incident.state = INCIDENT_MONITORING;
	MUST(f, store_save(&f->work, &incident_shape, &incident));
	CHECK(fire(f, "promise.due", id) != 0);
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).state, PROMISE_REPLACED);
	close_all(f);
}

CLAIM(a_minor_incident_owes_nobody_a_first_message)
{
	struct incident incident = open_one(f, "default", 2);

	MUST(f, telling_draft(&f->work, &incident, MESSAGE_INITIAL, STR("opened")));
	CHECK_INT(drafts_for(f, "everyone", NULL), 1);
	CHECK_INT(drafts_for(f, "leadership", NULL), 0);
	CHECK_INT(last_promise(f, "everyone", PROMISE_UPDATE).id, 0);
	close_all(f);
}

CLAIM(the_end_replaces_what_was_promised)
{
	struct incident incident = open_one(f, "service-runbook", 1);

	promise_back(f, &incident);
	incident.state = INCIDENT_RESOLVED;
	MUST(f, telling_close(&f->work, &incident));
	CHECK_INT(last_promise(f, "internal", PROMISE_ETA).state, PROMISE_KEPT);
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).state, PROMISE_REPLACED);
	/* A last message promises nothing more. */
	draft(f, &incident, MESSAGE_RESOLVED, "internal", 0, 0);
	CHECK(send_to(f, &incident, "internal"));
	CHECK_INT(last_promise(f, "internal", PROMISE_UPDATE).state, PROMISE_REPLACED);
	close_all(f);
}

/* -- approval -- */

CLAIM(what_needs_an_approval_is_not_sent_without)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	struct message message;

	incident.commander = STR("alice");
	draft(f, &incident, MESSAGE_INITIAL, "public", 0, 0);
	CHECK(!send_to(f, &incident, "public"));
	CHECK_ERROR(f, ERROR_CONFLICT,
		    "message 1 needs the approval of one of: commander, approver "
		    "('stanch message approve')");
	be(f, "bob", ROLE_RESPONDER);
	CHECK(!telling_approve(&f->work, &incident, 0));
	CHECK_ERROR(f, ERROR_FORBIDDEN,
		    "messages to public are approved by one of: commander, approver (the "
		    "commander is alice)");
	be(f, "alice", ROLE_RESPONDER);
	MUST(f, telling_approve(&f->work, &incident, 0));
	MUST(f, store_get(&f->work, &message_shape, 1, &message));
	CHECK_INT(message.state, MESSAGE_APPROVED);
	CHECK_STR(message.approved_by, "alice");
	be(f, "bob", ROLE_RESPONDER);
	CHECK(send_to(f, &incident, "public"));
	CHECK_INT(told(f, "users@example.org", "We are aware of problems with api"), 1);
	close_all(f);
}

CLAIM(a_role_or_a_name_may_approve_and_no_program)
{
	struct incident incident = open_one(f, "service-runbook", 1);

	draft(f, &incident, MESSAGE_INITIAL, "public", 0, 0);
	be(f, "vera", ROLE_APPROVER);
	f->work.actor.kind = ACTOR_AGENT;
	CHECK(!telling_approve(&f->work, &incident, 1));
	CHECK_INT(f->work.error.kind, ERROR_FORBIDDEN);
	be(f, "vera", ROLE_APPROVER);
	f->work.error = (struct error){ 0 };
	MUST(f, telling_approve(&f->work, &incident, 1));
	close_all(f);
}

CLAIM(another_text_needs_approval_anew)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	struct telling telling = { .audience = STR("public"),
				   .text = STR("All is well.") };
	struct draft_wish wish = { .kind = MESSAGE_UPDATE,
				   .audience = STR("public"),
				   .text = STR("All is well."),
				   .why = STR("test") };
	struct message message;

	be(f, "vera", ROLE_APPROVER);
	draft(f, &incident, MESSAGE_INITIAL, "public", 0, 0);
	MUST(f, telling_approve(&f->work, &incident, 0));
	CHECK(!telling_send(&f->work, &incident, &telling));
	CHECK_INT(f->work.error.kind, ERROR_CONFLICT);
	telling = (struct telling){ .audience = STR("public"),
				    .next_update = 5 * MINUTE_MS };
	CHECK(!telling_send(&f->work, &incident, &telling));
	CHECK_INT(f->work.error.kind, ERROR_CONFLICT);
	MUST(f, telling_draft_as(&f->work, &incident, &wish, &message));
	CHECK_INT(message.state, MESSAGE_DRAFT);
	CHECK(!send_to(f, &incident, "public"));
	f->work.error = (struct error){ 0 };
	MUST(f, telling_approve(&f->work, &incident, 0));
	CHECK(send_to(f, &incident, "public"));
	CHECK_INT(told(f, "users@example.org", "All is well."), 1);
	close_all(f);
}

CLAIM(an_approved_text_is_not_sent_when_its_promise_is_past)
{
	struct incident incident = open_one(f, "service-runbook", 1);

	be(f, "vera", ROLE_APPROVER);
	draft(f, &incident, MESSAGE_INITIAL, "public", 0, 0);
	MUST(f, telling_approve(&f->work, &incident, 0));
	at(f, 31 * MINUTE_MS);
	CHECK(!send_to(f, &incident, "public"));
	CHECK_INT(f->work.error.kind, ERROR_CONFLICT);
	close_all(f);
}

CLAIM(the_public_is_not_told_our_names_until_somebody_confirms)
{
	struct incident incident = open_one(f, "service-runbook", 1);
	struct draft_wish wish = { .kind = MESSAGE_UPDATE,
				   .audience = STR("public"),
				   .text = STR("Bob restarts cache-1 (10.0.0.7)."),
				   .why = STR("test") };
	struct telling telling = { .audience = STR("public"), .confirmed = true };
	struct message message;

	MUST(f, telling_draft_as(&f->work, &incident, &wish, &message));
	be(f, "vera", ROLE_APPROVER);
	MUST(f, telling_approve(&f->work, &incident, 0));
	CHECK(!send_to(f, &incident, "public"));
	CHECK_ERROR(f, ERROR_INVALID,
		    "text: the public would read bob (a person), cache-1 (a host of "
		    "ours), 10.0.0.7 (an address): change it, or send it with "
		    "--confirmed");
	f->work.error = (struct error){ 0 };
	MUST(f, telling_send(&f->work, &incident, &telling));
	close_all(f);
}

/* -- bad templates, bad titles -- */

static void use_templates(struct fixture *f, struct config *config,
			  struct template *templates, size_t count)
{
	struct profile *profile = arena_one(f->arena, struct profile);

	*profile = *config_profile(f->work.config, STR("default"));
	profile->templates = templates;
	profile->template_count = count;
	*config = *f->work.config;
	config->profiles = profile;
	config->profile_count = 1;
}

static struct message draft_with(struct fixture *f, struct incident *incident,
				 const char *text)
{
	const struct config *before = f->work.config;
	struct template template = { .kind = MESSAGE_INITIAL,
				     .subject = STR("{{title}}"),
				     .text = str_of(text) };
	struct config config;
	struct message message;

	use_templates(f, &config, &template, 1);
	f->work.config = &config;
	message = draft(f, incident, MESSAGE_INITIAL, "internal", 0, 0);
	f->work.config = before;
	return message;
}

CLAIM(the_public_reads_another_language_rather_than_our_text)
{
	struct incident incident = open_one(f, "default", 1);
	const struct config *before = f->work.config;
	struct template templates[] = {
		{ .kind = MESSAGE_INITIAL, .language = STR("ko"), .text = STR("ours") },
		{ .kind = MESSAGE_INITIAL,
		  .audience = STR("public"),
		  .text = STR("theirs") },
	};
	struct audience audience = { .name = STR("public"), .language = STR("ko") };
	struct config config;

	use_templates(f, &config, templates, 2);
	config.audiences = &audience;
	config.audience_count = 1;
	f->work.config = &config;
	CHECK_STR(draft(f, &incident, MESSAGE_INITIAL, "public", 0, 0).text, "theirs");
	f->work.config = before;
	close_all(f);
}

CLAIM(a_template_may_loop_over_what_is_known)
{
	struct incident incident = open_one(f, "default", 1);

	add_cause(f, "one");
	add_cause(f, "two");
	CHECK_STR(draft_with(f, &incident, "{{#hypotheses}}[{{claim}}]{{/hypotheses}}")
			  .text,
		  "[one][two]");
	close_all(f);
}

CLAIM(a_template_that_would_not_end_leaves_the_barest_text)
{
	struct incident incident = open_one(f, "default", 1);
	struct message message;
	char text[2048] = "";

	for (int i = 0; i < 20; i++)
		add_cause(f, "again");
	for (int i = 0; i < 20; i++)
		strcat(text, "{{#hypotheses}}");
	strcat(text, "x");
	for (int i = 0; i < 20; i++)
		strcat(text, "{{/hypotheses}}");
	message = draft_with(f, &incident, text);
	CHECK(str_starts_with(message.text, STR("INC-2024-01-15-001 P1: API response")));
	CHECK(str_contains(message.text, STR("No template for initial: the text is "
					     "longer")));
	close_all(f);
}

CLAIM(an_unknown_field_says_unknown)
{
	struct incident incident = open_one(f, "default", 1);

	CHECK_STR(draft_with(f, &incident, "{{weather}} and {{a.b.c}}").text,
		  "unknown and unknown");
	close_all(f);
}

CLAIM(markup_in_a_title_stays_text)
{
	struct incident incident = open_one(f, "default", 1);

	incident.title = STR("<script>alert(1)</script> {{code}} & \"x\"");
	CHECK_STR_EQ(draft_with(f, &incident, "{{title}}").text, incident.title);
	close_all(f);
}

/* -- pages -- */

static const struct person_config korean = { .name = STR_INIT("bob"),
					     .language = STR_INIT("ko") };

CLAIM(a_page_says_all_in_its_first_line)
{
	struct incident incident = open_one(f, "platform-ops", 1);
	struct page page = { .incident = 1,
			     .code = STR("017"),
			     .level = STR("L1"),
			     .why = STR("the incident opened"),
			     .sends = 2 };
	struct page_words words;

	MUST(f,
	     telling_page_text(&f->work, &incident, &page, MESSAGE_PAGE, NULL, &words));
	CHECK_STR(words.subject,
		  "[P1] INC-2024-01-15-001 API response times degraded (>2s) (again)");
	CHECK_STR(words.brief,
		  "api: API response times degraded (>2s). P1 since 14:30 UTC. "
		  "INC-2024-01-15-001, reply 017");
	CHECK(str_contains(words.text,
			   STR("To acknowledge: stanch ack INC-2024-01-15-001\n")));
	MUST(f, telling_page_text(&f->work, &incident, &page, MESSAGE_PAGE, &korean,
				  &words));
	CHECK_STR(words.brief,
		  "api: API response times degraded (>2s). P1, 14:30 UTC부터. "
		  "INC-2024-01-15-001, 회신 번호 017");
	MUST(f, telling_page_text(&f->work, &incident, NULL, MESSAGE_RECOVERY, &korean,
				  &words));
	CHECK_STR(words.subject,
		  "종료: INC-2024-01-15-001 API response times degraded (>2s)");
	close_all(f);
}

CLAIM(a_long_title_gives_way_to_the_code)
{
	struct incident incident = open_one(f, "platform-ops", 1);
	struct page page = { .incident = 1, .code = STR("017"), .sends = 1 };
	struct text title = text_new(f->arena, 4096);
	struct page_words words;

	for (int i = 0; i < 40; i++)
		text_add(&title, STR("장애 알림 "));
	incident.title = text_of(&title);
	MUST(f,
	     telling_page_text(&f->work, &incident, &page, MESSAGE_PAGE, NULL, &words));
	CHECK(words_length(words.brief) <= 160);
	CHECK(words_length(words.brief) > 150);
	CHECK(str_is_utf8(words.brief));
	CHECK(str_ends_with(words.brief, STR("INC-2024-01-15-001, reply 017")));
	CHECK(str_contains(words.text, incident.title));
	close_all(f);
}

CLAIM(an_eta_is_read_as_people_type_it)
{
	static const struct {
		const char *words;
		int minute; /* -1: refused */
	} cases[] = {
		{ "15:15", 45 },      { "30m", 30 },
		{ "14:30", 24 * 60 }, { "2024-01-15T15:15:00Z", 45 },
		{ "soon", -1 },       { "25:00", -1 },
		{ "15:1", -1 },       { "-5m", -1 },
		{ "3d", -1 },
	};
	instant_ms eta = 1;

	open_one(f, "default", 1);
	MUST(f, telling_read_eta(&f->work, STR(""), &eta));
	CHECK_INT(eta, 0);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool read = telling_read_eta(&f->work, str_of(cases[i].words), &eta);

		CHECK_CASE(read == (cases[i].minute >= 0), cases[i].words);
		CHECK_CASE(!read || eta - T0 == cases[i].minute * MINUTE_MS,
			   cases[i].words);
	}
	close_all(f);
}

const struct test tests[] = {
	{ "a runbook team says how often it will say more",
	  a_runbook_team_says_how_often_it_will_say_more },
	{ "what nobody knows is unknown", what_nobody_knows_is_unknown },
	{ "an update gives an eta and the next instant",
	  an_update_gives_an_eta_and_the_next_instant },
	{ "an alert begins with its siren", an_alert_begins_with_its_siren },
	{ "updates are numbered without a gap for each audience",
	  updates_are_numbered_without_a_gap_for_each_audience },
	{ "a reader of korean gets korean", a_reader_of_korean_gets_korean },
	{ "who has heard nothing gets the first message",
	  who_has_heard_nothing_gets_the_first_message },
	{ "the public never gets the text meant for us",
	  the_public_never_gets_the_text_meant_for_us },
	{ "an update says what happened since the last message",
	  an_update_says_what_happened_since_the_last_message },
	{ "each audience has a promise of its own",
	  each_audience_has_a_promise_of_its_own },
	{ "a missed promise is said plainly and to more people",
	  a_missed_promise_is_said_plainly_and_to_more_people },
	{ "a missed promise made good troubles nobody more",
	  a_missed_promise_made_good_troubles_nobody_more },
	{ "a worse severity makes an overdue update due now",
	  a_worse_severity_makes_an_overdue_update_due_now },
	{ "an eta that was told stands in the next message",
	  an_eta_that_was_told_stands_in_the_next_message },
	{ "an eta is kept by mitigation", an_eta_is_kept_by_mitigation },
	{ "an eta that passes is missed and asks for another",
	  an_eta_that_passes_is_missed_and_asks_for_another },
	{ "a bad incident owes a first message in five minutes",
	  a_bad_incident_owes_a_first_message_in_five_minutes },
	{ "no first message is owed of what ended by itself",
	  no_first_message_is_owed_of_what_ended_by_itself },
	{ "a minor incident owes nobody a first message",
	  a_minor_incident_owes_nobody_a_first_message },
	{ "the end replaces what was promised", the_end_replaces_what_was_promised },
	{ "what needs an approval is not sent without",
	  what_needs_an_approval_is_not_sent_without },
	{ "a role or a name may approve and no program",
	  a_role_or_a_name_may_approve_and_no_program },
	{ "another text needs approval anew", another_text_needs_approval_anew },
	{ "an approved text is not sent when its promise is past",
	  an_approved_text_is_not_sent_when_its_promise_is_past },
	{ "the public is not told our names until somebody confirms",
	  the_public_is_not_told_our_names_until_somebody_confirms },
	{ "the public reads another language rather than our text",
	  the_public_reads_another_language_rather_than_our_text },
	{ "a template may loop over what is known",
	  a_template_may_loop_over_what_is_known },
	{ "a template that would not end leaves the barest text",
	  a_template_that_would_not_end_leaves_the_barest_text },
	{ "an unknown field says unknown", an_unknown_field_says_unknown },
	{ "markup in a title stays text", markup_in_a_title_stays_text },
	{ "a page says all in its first line", a_page_says_all_in_its_first_line },
	{ "a long title gives way to the code", a_long_title_gives_way_to_the_code },
	{ "an eta is read as people type it", an_eta_is_read_as_people_type_it },
	{ 0 },
};
