#include "store_fixture.h"

#include "core/alerting/alert.h"
#include "core/learning/change.h"
#include "core/learning/item.h"
#include "core/paging/page.h"
#include "core/telling/message.h"

/* -- alerts -- */

static int64_t add_alert(struct fixture *f, const char *key, int64_t incident,
			 enum alert_state state)
{
	struct alert alert = { .key = str_of(key),
			       .incident = incident,
			       .state = state,
			       .source = STR("alertmanager"),
			       .content = -7,
			       .ends_at = NOON };

	MUST(f, store_add(&f->work, &alert_shape, &alert));
	return alert.id;
}

static void add_named(struct fixture *f, const char *key, const char *identity)
{
	struct alert alert = { .key = str_of(key), .identity = str_of(identity) };

	MUST(f, store_add(&f->work, &alert_shape, &alert));
}

CLAIM(a_named_alert_is_found_by_its_key_and_the_newest_counts)
{
	struct alert alert;
	bool found;

	begin(f);
	add_named(f, "aa", "a");
	add_named(f, "bb", "b");
	add_named(f, "aa", "a");
	add_named(f, "aa", "");
	commit(f);
	MUST(f, store_alert_named(take(f), STR("aa"), &alert, &found));
	CHECK(found);
	CHECK_INT(alert.id, 3);
	MUST(f, store_alert_named(&f->work, STR("cc"), &alert, &found));
	CHECK(!found);
	give(f);
}

CLAIM(an_id_finds_its_alert_only_with_its_key)
{
	struct alert alert;
	bool found;

	begin(f);
	add_alert(f, "aa", 1, ALERT_FIRING);
	MUST(f, store_alert_with_key(&f->work, 1, STR("aa"), &alert, &found));
	CHECK(found);
	CHECK_INT(alert.id, 1);
	MUST(f, store_alert_with_key(&f->work, 1, STR("bb"), &alert, &found));
	CHECK(!found);
	commit(f);
}

struct seen {
	int64_t ids[8];
	size_t count;
	bool is_whole;
};

static void see(void *context, const struct alert *alert)
{
	struct seen *seen = context;

	seen->ids[seen->count++] = alert->id;
	seen->is_whole = str_is(alert->key, "key") && alert->content == -7 &&
			 alert->ends_at == NOON;
}

CLAIM(the_roster_is_given_every_alert_that_may_be_repeated)
{
	struct seen seen = { 0 };
	struct alert ended = { .key = STR("key"),
			       .state = ALERT_RESOLVED,
			       .content = -7,
			       .ends_at = NOON,
			       .changed_at = NOON + 9 };

	begin(f);
	add_alert(f, "key", 1, ALERT_FIRING);
	add_alert(f, "key", 1, ALERT_RESOLVED);
	add_alert(f, "key", 1, ALERT_STALE);
	MUST(f, store_add(&f->work, &alert_shape, &ended));
	commit(f);
	MUST(f, store_alerts_repeated(take(f), NOON + 9, see, &seen));
	CHECK_INT(seen.count, 3);
	CHECK_INT(seen.ids[0], 1);
	CHECK_INT(seen.ids[1], 3);
	CHECK_INT(seen.ids[2], 4);
	CHECK(seen.is_whole);
	MUST(f, store_alerts_beyond(&f->work, 3, see, &seen));
	CHECK_INT(seen.count, 4);
	CHECK_INT(seen.ids[3], 4);
	give(f);
}

CLAIM(the_alerts_of_a_source_are_listed_by_what_is_open)
{
	static const size_t counts[] = {
		[ALERTS_ALL] = 4, [ALERTS_OPEN] = 2, [ALERTS_ENDED] = 2
	};
	struct alert_listing last = { STR("alertmanager"), ALERTS_ALL, 3, 10 };
	struct alert_listing none = { STR("x"), ALERTS_ALL, 0, 10 };
	struct alert *alerts;
	size_t count;
	int64_t counted;

	begin(f);
	for (enum alert_state state = ALERT_FIRING; state <= ALERT_UNKNOWN; state++)
		add_alert(f, "a", 1, state);
	for (enum alerts_wanted wanted = ALERTS_ALL; wanted <= ALERTS_ENDED; wanted++) {
		struct alert_listing listing = { STR("alertmanager"), wanted, 0, 10 };

		MUST(f, store_alerts_from(&f->work, &listing, &alerts, &count));
		CHECK_INT(count, counts[wanted]);
		CHECK(alerts[0].id > alerts[1].id);
		MUST(f, store_alerts_from_count(&f->work, &listing, &counted));
		CHECK_INT(counted, counts[wanted]);
	}
	MUST(f, store_alerts_from(&f->work, &last, &alerts, &count));
	CHECK_INT(count, 1);
	CHECK_INT(alerts[0].id, 1);
	MUST(f, store_alerts_from_count(&f->work, &none, &counted));
	CHECK_INT(counted, 0);
	commit(f);
}

CLAIM(a_touched_alert_has_its_new_end)
{
	struct alert alert;

	begin(f);
	MUST(f,
	     store_alert_touch(&f->work, add_alert(f, "a", 1, ALERT_FIRING), NOON + 9));
	MUST(f, store_get(&f->work, &alert_shape, 1, &alert));
	CHECK_INT(alert.ends_at, NOON + 9);
	commit(f);
}

CLAIM(the_alerts_of_an_incident_are_counted)
{
	int64_t firing, all;

	begin(f);
	add_alert(f, "a", 1, ALERT_FIRING);
	add_alert(f, "b", 1, ALERT_RESOLVED);
	add_alert(f, "c", 1, ALERT_STALE);
	add_alert(f, "d", 2, ALERT_FIRING);
	MUST(f, store_alerts_count(&f->work, 1, &firing, &all));
	CHECK_INT(firing, 1);
	CHECK_INT(all, 2);
	MUST(f, store_alerts_count(&f->work, 9, &firing, &all));
	CHECK_INT(firing, 0);
	CHECK_INT(all, 0);
	commit(f);
}

CLAIM(what_has_not_ended_is_read_piece_by_piece)
{
	static const int64_t ids[] = { 5, 2, 3, 99 };
	struct alert *alerts;
	size_t count;

	begin(f);
	add_alert(f, "a", 1, ALERT_FIRING);
	add_alert(f, "b", 1, ALERT_RESOLVED);
	add_alert(f, "c", 1, ALERT_STALE);
	add_alert(f, "d", 1, ALERT_UNKNOWN);
	add_alert(f, "e", 1, ALERT_FIRING);
	commit(f);
	MUST(f, store_alerts_after(take(f), 0, 2, &alerts, &count));
	CHECK_INT(count, 2);
	CHECK_INT(alerts[0].id, 1);
	CHECK_INT(alerts[1].id, 3);
	MUST(f, store_alerts_after(&f->work, 3, 2, &alerts, &count));
	CHECK_INT(count, 1);
	CHECK_INT(alerts[0].id, 5);
	MUST(f, store_alerts_of_ids(&f->work, ids, 4, &alerts, &count));
	CHECK_INT(count, 2);
	CHECK_INT(alerts[0].id, 3);
	CHECK_INT(alerts[1].id, 5);
	give(f);
}

/* -- incidents -- */

static int64_t add_incident(struct fixture *f, const char *code, const char *service,
			    enum incident_state state, instant_ms resolved_at)
{
	struct incident incident = { .code = str_of(code),
				     .service = str_of(service),
				     .state = state,
				     .resolved_at = resolved_at };

	MUST(f, store_add(&f->work, &incident_shape, &incident));
	return incident.id;
}

static int64_t found_by(struct fixture *f, const char *word)
{
	struct incident incident = { 0 };

	return store_incident_find(&f->work, str_of(word), &incident) ? incident.id : 0;
}

CLAIM(an_incident_is_found_as_a_person_types_it)
{
	begin(f);
	CHECK_INT(found_by(f, "last"), 0);
	CHECK_ERROR(f, ERROR_NOT_FOUND, "there is no incident yet");
	add_incident(f, "INC-2026-11-20-001", "a", INCIDENT_DECLARED, 0);
	add_incident(f, "INC-2026-11-21-001", "a", INCIDENT_DECLARED, 0);
	add_incident(f, "INC-2026-11-21-002", "a", INCIDENT_DECLARED, 0);
	add_incident(f, "DRILL-2026-11-21-001", "a", INCIDENT_DECLARED, 0);
	add_incident(f, "DRILL-2026-11-21-003", "a", INCIDENT_DECLARED, 0);
	CHECK_INT(found_by(f, "1"), 2);
	CHECK_INT(found_by(f, "002"), 3);
	CHECK_INT(found_by(f, "3"), 5);
	CHECK_INT(found_by(f, "last"), 5);
	CHECK_INT(found_by(f, "inc-2026-11-20-001"), 1);
	CHECK_INT(found_by(f, "4"), 0);
	CHECK_INT(found_by(f, "-1"), 0);
	CHECK_INT(found_by(f, "%"), 0);
	CHECK_INT(found_by(f, ""), 0);
	f->work.error = (struct error){ 0 };
	CHECK_INT(found_by(f, "INC-2026-11-21-009"), 0);
	CHECK_ERROR(f, ERROR_NOT_FOUND, "there is no incident 'INC-2026-11-21-009'");
	commit(f);
}

/* The code of the incident that takes what comes with this key; "" for none. */
static str taker(struct fixture *f, const char *key, instant_ms resolved_after)
{
	struct incident incident;
	bool found;

	MUST(f, store_incident_of_group(&f->work, str_of(key), resolved_after, &incident,
					&found));
	return found ? incident.code : STR("");
}

CLAIM(the_incident_of_a_group_is_the_newest_while_it_is_open_or_just_resolved)
{
	static const char *const keys[] = { "db", "db", "web", "old" };
	str *groups;
	size_t count;

	begin(f);
	add_incident(f, "A", "db", INCIDENT_RESOLVED, NOON);
	add_incident(f, "B", "db", INCIDENT_INVESTIGATING, 0);
	add_incident(f, "C", "web", INCIDENT_RESOLVED, NOON);
	add_incident(f, "D", "old", INCIDENT_CLOSED, NOON);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		MUST(f, store_group_add(&f->work, str_of(keys[i]), (int64_t)i + 1));
	MUST(f, store_group_add(&f->work, STR("db"), 2));
	CHECK_STR(taker(f, "db", NOON), "B");
	CHECK_STR(taker(f, "web", NOON - 1), "C");
	CHECK_STR(taker(f, "web", NOON), "");
	CHECK_STR(taker(f, "old", 0), "");
	CHECK_STR(taker(f, "new", 0), "");

	MUST(f, store_groups_move(&f->work, 3, 2));
	CHECK_STR(taker(f, "web", NOON), "B");
	MUST(f, store_groups(&f->work, 2, &groups, &count));
	CHECK_INT(count, 2);
	MUST(f, store_group_drop(&f->work, STR("web"), 2));
	CHECK_STR(taker(f, "web", 0), "");
	commit(f);
}

CLAIM(open_means_to_the_store_what_it_means_to_an_incident)
{
	struct incident *incidents;
	size_t count, open = 0;

	begin(f);
	for (int state = 0; incident_state_names[state]; state++) {
		add_incident(f, incident_state_names[state], "a",
			     (enum incident_state)state, 0);
		open += incident_is_open((enum incident_state)state);
	}
	MUST(f, store_incidents(&f->work, true, 100, &incidents, &count));
	CHECK_INT(count, open);
	for (size_t i = 0; i < count; i++)
		CHECK(incident_is_open(incidents[i].state));
	MUST(f, store_incidents(&f->work, false, 3, &incidents, &count));
	CHECK_INT(count, 3);
	CHECK(incidents[0].id > incidents[1].id);
	commit(f);
}

CLAIM(an_incident_during_a_time_is_one_that_was_open_then)
{
	static const struct {
		instant_ms from, to;
		const char *code;
	} cases[] = {
		{ NOON - 2 * HOUR_MS, NOON - HOUR_MS, "" },
		{ NOON - HOUR_MS, NOON + 1, "A" },
		{ NOON + 10 * MINUTE_MS, NOON + 20 * MINUTE_MS, "A" },
		{ NOON + 31 * MINUTE_MS, NOON + 50 * MINUTE_MS, "" },
		{ NOON + 2 * HOUR_MS, NOON + 3 * HOUR_MS, "B" },
	};
	struct incident incident = { 0 };
	bool found = false;

	begin(f);
	for (int i = 0; i < 3; i++) {
		/* Resolved after half an hour; open; and another service's. */
		incident = (struct incident){
			.code = i == 0   ? STR("A")
				: i == 1 ? STR("B")
					 : STR("C"),
			.service = i < 2 ? STR("orders") : STR("stock"),
			.state = i == 0 ? INCIDENT_CLOSED : INCIDENT_INVESTIGATING,
			.onset_at = i == 1 ? NOON + HOUR_MS : NOON,
			.resolved_at = i == 0 ? NOON + 30 * MINUTE_MS : 0,
		};
		MUST(f, store_add(&f->work, &incident_shape, &incident));
	}
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		MUST(f, store_incident_during(&f->work, STR("orders"), cases[i].from,
					      cases[i].to, &incident, &found));
		CHECK_STR_EQ(found ? incident.code : STR(""), str_of(cases[i].code));
	}
	/* Merged an hour ago: it ended then. */
	incident.state = INCIDENT_MERGED;
	incident.updated_at = NOON + 90 * MINUTE_MS;
	MUST(f, store_save(&f->work, &incident_shape, &incident));
	MUST(f, store_incident_during(&f->work, STR("orders"), NOON + 2 * HOUR_MS,
				      NOON + 3 * HOUR_MS, &incident, &found));
	CHECK(!found);
	commit(f);
}

CLAIM(a_milestone_and_an_action_are_found)
{
	struct milestone milestone = { .incident = 1,
				       .name = MILESTONE_ACKED,
				       .at = NOON };
	struct action action = { .incident = 1, .number = 2 };
	bool found;

	begin(f);
	MUST(f, store_add(&f->work, &milestone_shape, &milestone));
	MUST(f, store_add(&f->work, &action_shape, &action));
	MUST(f, store_milestone_find(&f->work, 1, MILESTONE_ACKED, &milestone, &found));
	CHECK(found);
	CHECK_INT(milestone.at, NOON);
	MUST(f, store_milestone_find(&f->work, 1, MILESTONE_CLOSED, &milestone, &found));
	CHECK(!found);
	MUST(f, store_action_by_number(&f->work, 1, 2, &action));
	CHECK_INT(action.id, 1);
	CHECK(!store_action_by_number(&f->work, 1, 3, &action));
	CHECK_ERROR(f, ERROR_NOT_FOUND, "there is no action 3 here");
	commit(f);
}

/* -- pages -- */

static int64_t add_delivery(struct fixture *f, int64_t page, enum delivery_state state,
			    enum delivery_purpose purpose, const char *person)
{
	struct delivery delivery = { .incident = 1,
				     .page = page,
				     .state = state,
				     .purpose = purpose,
				     .person = str_of(person) };

	MUST(f, store_add(&f->work, &delivery_shape, &delivery));
	return delivery.id;
}

CLAIM(the_page_of_an_incident_is_the_newest)
{
	struct page page = { .incident = 1 };
	bool found;

	begin(f);
	MUST(f, store_add(&f->work, &page_shape, &page));
	MUST(f, store_add(&f->work, &page_shape, &page));
	MUST(f, store_page_of_incident(&f->work, 1, &page, &found));
	CHECK(found);
	CHECK_INT(page.id, 2);
	MUST(f, store_page_of_incident(&f->work, 2, &page, &found));
	CHECK(!found);
	commit(f);
}

CLAIM(only_queued_deliveries_of_the_page_are_cancelled)
{
	static const enum delivery_state wanted[] = { DELIVERY_CANCELLED,
						      DELIVERY_SENDING, DELIVERY_SENT,
						      DELIVERY_QUEUED };
	struct delivery delivery;

	begin(f);
	add_delivery(f, 1, DELIVERY_QUEUED, DELIVERY_PAGE, "a");
	add_delivery(f, 1, DELIVERY_SENDING, DELIVERY_PAGE, "a");
	add_delivery(f, 1, DELIVERY_SENT, DELIVERY_PAGE, "a");
	add_delivery(f, 2, DELIVERY_QUEUED, DELIVERY_PAGE, "a");
	MUST(f, store_deliveries_cancel(&f->work, 1, NOON));
	for (int64_t id = 1; id <= 4; id++) {
		MUST(f, store_get(&f->work, &delivery_shape, id, &delivery));
		CHECK_INT(delivery.state, wanted[id - 1]);
		CHECK_INT(delivery.ended_at, id == 1 ? NOON : 0);
	}
	commit(f);
}

CLAIM(paged_are_those_whom_a_page_or_alarm_was_sent_to)
{
	size_t count;
	str *names;

	begin(f);
	add_delivery(f, 1, DELIVERY_SENT, DELIVERY_ALARM, "dora");
	add_delivery(f, 1, DELIVERY_SENT, DELIVERY_PAGE, "alice");
	add_delivery(f, 1, DELIVERY_SENDING, DELIVERY_PAGE, "alice");
	add_delivery(f, 1, DELIVERY_CANCELLED, DELIVERY_PAGE, "bob");
	add_delivery(f, 1, DELIVERY_SENT, DELIVERY_MESSAGE, "carol");
	MUST(f, store_people_paged(&f->work, 1, &names, &count));
	CHECK_INT(count, 2);
	CHECK_STR(names[0], "alice");
	CHECK_STR(names[1], "dora");
	commit(f);
}

/* -- people -- */

CLAIM(a_person_who_was_removed_is_not_found)
{
	struct person alice = { .name = STR("alice"), .removed_at = NOON };
	struct person again = { .name = STR("alice"), .role = ROLE_ADMIN };
	struct person bob = { .name = STR("bob"), .removed_at = NOON };
	struct person *people;
	size_t count;
	bool found;

	begin(f);
	MUST(f, store_add(&f->work, &person_shape, &again));
	MUST(f, store_add(&f->work, &person_shape, &alice));
	MUST(f, store_add(&f->work, &person_shape, &bob));
	MUST(f, store_person_find(&f->work, STR("bob"), &bob, &found));
	CHECK(!found);
	MUST(f, store_person_find(&f->work, STR("alice"), &alice, &found));
	CHECK(found);
	CHECK_INT(alice.role, ROLE_ADMIN);
	MUST(f, store_people(&f->work, &people, &count));
	CHECK_INT(count, 1);
	commit(f);
}

CLAIM(a_token_is_found_by_its_hash_until_it_is_deleted)
{
	struct token token = { .secret_hash = STR("abc"), .person = STR("alice") };
	bool found;

	begin(f);
	MUST(f, store_add(&f->work, &token_shape, &token));
	MUST(f, store_token_find(&f->work, STR("abc"), &token, &found));
	CHECK(found);
	CHECK_STR(token.person, "alice");
	MUST(f, store_token_delete(&f->work, token.id));
	MUST(f, store_token_find(&f->work, STR("abc"), &token, &found));
	CHECK(!found);
	commit(f);
}

/* -- changes and promises -- */

static void add_change(struct fixture *f, const char *service, instant_ms at)
{
	struct change change = { .service = str_of(service), .at = at };

	MUST(f, store_add(&f->work, &change_shape, &change));
}

CLAIM(changes_are_found_between_two_instants_of_one_service_or_all)
{
	struct change *changes;
	size_t count;

	begin(f);
	add_change(f, "db", NOON + 2);
	add_change(f, "db", NOON + 1);
	add_change(f, "web", NOON + 1);
	add_change(f, "db", NOON + 3);
	MUST(f, store_changes_between(&f->work, STR("db"), NOON + 1, NOON + 2, &changes,
				      &count));
	CHECK_INT(count, 2);
	CHECK_INT(changes[0].id, 2);
	CHECK_INT(changes[1].id, 1);
	MUST(f,
	     store_changes_between(&f->work, STR(""), NOON, NOON + 1, &changes, &count));
	CHECK_INT(count, 2);
	commit(f);
}

static struct change deployment(const char *target, const char *revision, instant_ms at)
{
	return (struct change){ .service = STR("web"),
				.kind = STR("deploy"),
				.system = STR("argocd"),
				.target = str_of(target),
				.revision = str_of(revision),
				.at = at };
}

CLAIM(what_ran_before_is_told_by_the_same_system_of_the_same_target)
{
	struct change others[] = {
		deployment("web", "v1", NOON),      deployment("web", "v2", NOON + 1),
		deployment("web", "", NOON + 2),    deployment("admin", "v9", NOON + 3),
		deployment("web", "abc", NOON + 3), deployment("web", "v4", NOON + 9)
	};
	struct change change = deployment("web", "v2", NOON + 5);
	str previous;

	others[4].system = STR("github");
	begin(f);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		MUST(f, store_add(&f->work, &change_shape, &others[i]));
	MUST(f, store_change_previous(&f->work, &change, &previous));
	CHECK_STR(previous, "v1");
	change.revision = STR("v3");
	MUST(f, store_change_previous(&f->work, &change, &previous));
	CHECK_STR(previous, "v2");
	change.target = STR("nowhere");
	MUST(f, store_change_previous(&f->work, &change, &previous));
	CHECK_STR(previous, "");
	commit(f);
}

CLAIM(changes_are_counted_by_the_systems_that_are_known)
{
	static const char *const systems[] = { "git", "git", "argocd", "\"}x", "" };
	int64_t counts[CHANGE_SYSTEMS];
	struct change *changes;
	size_t count;

	begin(f);
	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
		struct change change = { .system = str_of(systems[i]),
					 .at = NOON + (instant_ms)i };

		MUST(f, store_add(&f->work, &change_shape, &change));
	}
	MUST(f, store_changes_by_system(&f->work, counts));
	CHECK_INT(counts[change_system(STR("git"))], 2);
	CHECK_INT(counts[change_system(STR("argocd"))], 1);
	CHECK_INT(counts[change_system(STR("other"))], 2);
	MUST(f, store_changes_before(&f->work, NOON + 1, NOON + 3, &changes, &count));
	CHECK_INT(count, 3);
	CHECK_INT(changes[0].at, NOON + 3);
	commit(f);
}

CLAIM(the_open_promises_are_found)
{
	struct promise kept = { .incident = 1, .state = PROMISE_KEPT };
	struct promise other = { .incident = 2 };
	struct promise promise = { .incident = 1, .due = NOON };
	struct promise eta = { .incident = 1, .kind = PROMISE_ETA, .due = NOON + 1 };
	struct promise *open;
	size_t count;

	begin(f);
	MUST(f, store_add(&f->work, &promise_shape, &kept));
	MUST(f, store_add(&f->work, &promise_shape, &other));
	MUST(f, store_promises_open(&f->work, 1, &open, &count));
	CHECK_INT(count, 0);
	MUST(f, store_add(&f->work, &promise_shape, &promise));
	MUST(f, store_add(&f->work, &promise_shape, &kept));
	MUST(f, store_add(&f->work, &promise_shape, &eta));
	MUST(f, store_promises_open(&f->work, 1, &open, &count));
	CHECK_INT(count, 2);
	CHECK_INT(open[0].due, NOON);
	CHECK_INT(open[1].kind, PROMISE_ETA);
	commit(f);
}

/* -- single values -- */

CLAIM(a_setting_and_an_answer_are_kept)
{
	bool found;
	str value;

	begin(f);
	MUST(f, store_setting_get(&f->work, "a", &value));
	CHECK_STR(value, "");
	MUST(f, store_setting_put(&f->work, "a", STR("1")));
	MUST(f, store_setting_put(&f->work, "a", STR("2")));
	MUST(f, store_answer_find(&f->work, STR("k"), &value, &found));
	CHECK(!found);
	MUST(f, store_answer_keep(&f->work, STR("k"), STR("")));
	commit(f);
	MUST(f, store_setting_get(take(f), "a", &value));
	CHECK_STR(value, "2");
	MUST(f, store_answer_find(&f->work, STR("k"), &value, &found));
	CHECK(found);
	give(f);
}

const struct test tests[] = {
	{ "a named alert is found by its key, and the newest counts",
	  a_named_alert_is_found_by_its_key_and_the_newest_counts },
	{ "an id finds its alert only with its key",
	  an_id_finds_its_alert_only_with_its_key },
	{ "the roster is given every alert that may be repeated",
	  the_roster_is_given_every_alert_that_may_be_repeated },
	{ "the alerts of a source are listed by what is open",
	  the_alerts_of_a_source_are_listed_by_what_is_open },
	{ "a touched alert has its new end", a_touched_alert_has_its_new_end },
	{ "what has not ended is read piece by piece",
	  what_has_not_ended_is_read_piece_by_piece },
	{ "the alerts of an incident are counted",
	  the_alerts_of_an_incident_are_counted },
	{ "an incident is found as a person types it",
	  an_incident_is_found_as_a_person_types_it },
	{ "the incident of a group is the newest, while it is open or just resolved",
	  the_incident_of_a_group_is_the_newest_while_it_is_open_or_just_resolved },
	{ "an incident during a time is one that was open then",
	  an_incident_during_a_time_is_one_that_was_open_then },
	{ "open means to the store what it means to an incident",
	  open_means_to_the_store_what_it_means_to_an_incident },
	{ "a milestone and an action are found", a_milestone_and_an_action_are_found },
	{ "the page of an incident is the newest",
	  the_page_of_an_incident_is_the_newest },
	{ "only queued deliveries of the page are cancelled",
	  only_queued_deliveries_of_the_page_are_cancelled },
	{ "paged are those whom a page or alarm was sent to",
	  paged_are_those_whom_a_page_or_alarm_was_sent_to },
	{ "a person who was removed is not found",
	  a_person_who_was_removed_is_not_found },
	{ "a token is found by its hash until it is deleted",
	  a_token_is_found_by_its_hash_until_it_is_deleted },
	{ "changes are found between two instants, of one service or all",
	  changes_are_found_between_two_instants_of_one_service_or_all },
	{ "what ran before is told by the same system, of the same target",
	  what_ran_before_is_told_by_the_same_system_of_the_same_target },
	{ "changes are counted by the systems that are known",
	  changes_are_counted_by_the_systems_that_are_known },
	{ "the open promises are found", the_open_promises_are_found },
	{ "a setting and an answer are kept", a_setting_and_an_answer_are_kept },
	{ 0 },
};
