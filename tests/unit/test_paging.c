/* Pages that go on, and pages that end: what a person, a policy that changed and a clock
 * that was set do to them. */
#include "oncall_fixture.h"

#include "app/engine/clock_step.h"
#include "app/paging/paging.h"

static struct ports ports;

#define PEOPLE \
	"people:\n" \
	"  - {name: alice, role: admin, contacts: [{webhook: " \
	"\"http://127.0.0.1:9/a\"}]}\n" \
	"  - {name: bob, role: responder, contacts: [{webhook: " \
	"\"http://127.0.0.1:9/b\"}]}\n" \
	"  - {name: carol, role: responder, contacts: [{webhook: " \
	"\"http://127.0.0.1:9/c\"}]}\n" \
	"  - {name: dave, role: responder, contacts: [{webhook: " \
	"\"http://127.0.0.1:9/d\"}]}\n"

static const char usual[] = PEOPLE
	"paging: {limit: 2, limit_within: 1h}\n"
	"escalation:\n"
	"  - name: night\n"
	"    repeat: 60s\n"
	"    exhausted_after: 6m\n"
	"    ack_lapse: 5m\n"
	"    steps:\n"
	"      - {level: L1, page: [alice]}\n"
	"      - {level: L2, page: [bob], unacknowledged_for: 2m}\n"
	"      - {level: L3, page: [carol], need: architecture}\n"
	"      - {level: L3, page: [dave], unmitigated_for: 30m}\n";

static const char shorter[] = PEOPLE
	"escalation:\n"
	"  - {name: other, repeat: 60s, ack_lapse: 5m, steps: [{page: [bob]}]}\n";

static void declare(struct fixture *f, const char *rank)
{
	equip(f, &ports, usual);
	f->work.now = NOON;
	as(f, "alice", ROLE_ADMIN);
	ask(f, "incident", "declare",
	    arena_format(f->arena, "{\"title\": \"x\", \"rank\": \"%s\"}", rank).bytes);
}

/* Lets time pass; what falls due in it is done at its end. */
static void pass(struct fixture *f, duration_ms by)
{
	struct timer *timers;
	size_t count;

	f->work.now += by;
	f->work.actor = actor_stanch();
	begin(f);
	MUST(f, timers_due(&f->work, f->work.now, 100, &timers, &count));
	for (size_t i = 0; i < count; i++) {
		const struct timer_kind *kind = timer_kind_find(timers[i].kind);

		MUST(f, kind && timer_remove(&f->work, timers[i].id));
		MUST(f, kind->fire(&f->work, &timers[i]));
	}
	commit(f);
	as(f, "alice", ROLE_ADMIN);
}

/* Whom pages were queued for since the last call: "alice, bob". */
static str called(struct fixture *f, int64_t *after)
{
	struct text names = text_new(f->arena, 1024);
	struct delivery *deliveries;
	size_t count;

	begin(f);
	MUST(f, store_latest(&f->work, &delivery_shape, 100, &deliveries, &count));
	commit(f);
	for (size_t i = count; i > 0; i--) {
		const struct delivery *one = &deliveries[i - 1];

		if (one->id <= *after)
			continue;
		*after = one->id;
		if (one->purpose == DELIVERY_PAGE && one->state != DELIVERY_HELD)
			text_addf(&names, "%s" STR_FMT, names.length > 0 ? ", " : "",
				  STR_ARG(one->person));
	}
	return text_of(&names);
}

static struct page last_page(struct fixture *f)
{
	struct page *pages;
	size_t count;

	begin(f);
	MUST(f, store_latest(&f->work, &page_shape, 1, &pages, &count));
	commit(f);
	MUST(f, count == 1);
	return pages[0];
}

#define OF_LAST   "{\"incident\": \"last\"}"
#define TO(words) "{\"incident\": \"last\", \"to\": \"" words "\"}"

CLAIM(asking_for_a_level_calls_the_step_of_that_level)
{
	int64_t after = 0;

	declare(f, "1");
	CHECK_STR(called(f, &after), "alice");
	CHECK_STR(ask(f, "incident", "escalate", TO("L2")),
		  "L2 is called for INC-2026-11-21-001.\n");
	CHECK_STR(called(f, &after), "bob");
	/* Also when its chain was answered: bob, and not whoever asks for him. */
	ask(f, "page", "acknowledge", OF_LAST);
	ask(f, "incident", "escalate", TO("L2"));
	CHECK_STR(called(f, &after), "bob");
	unequip(f);
}

CLAIM(who_is_called_already_is_not_said_to_be_called_now)
{
	int64_t after = 0;

	declare(f, "1");
	ask(f, "incident", "escalate", TO("architecture"));
	CHECK_STR(called(f, &after), "alice, carol");
	CHECK_STR(ask(f, "incident", "escalate", TO("architecture")),
		  "error conflict: L3 is called already: page 2 pages carol");
	CHECK_STR(ask(f, "incident", "escalate", TO("L1")),
		  "error conflict: L1 is called already: page 1 pages alice");
	CHECK_STR(called(f, &after), "");
	unequip(f);
}

CLAIM(an_ack_lapses_also_when_its_policy_is_gone)
{
	int64_t after = 0;

	declare(f, "1");
	ask(f, "page", "acknowledge", OF_LAST);
	ask(f, "incident", "escalate", TO("architecture"));
	as(f, "carol", ROLE_RESPONDER);
	ask(f, "page", "acknowledge", OF_LAST);
	called(f, &after);
	configure(f, shorter);
	pass(f, 5 * MINUTE_MS);
	CHECK_STR(called(f, &after), "bob");
	CHECK_STR(last_page(f).policy, "other");
	CHECK_INT(last_page(f).chain, 0);
	/* Two acks lapsed and one page begins: that is said once. */
	CHECK(str_contains(timeline(f), STR("Ack lapsed: alice")));
	CHECK(!str_contains(timeline(f), STR("Ack lapsed: carol")));
	unequip(f);
}

CLAIM(a_second_ack_does_not_answer_for_those_called_since)
{
	declare(f, "1");
	ask(f, "page", "acknowledge", OF_LAST);
	ask(f, "incident", "escalate", TO("architecture"));
	CHECK(str_starts_with(ask(f, "page", "acknowledge", OF_LAST),
			      STR("error conflict: you acknowledged already; what still "
				  "pages calls carol")));
	CHECK_INT(last_page(f).state, PAGE_CLIMBING);
	f->work.actor.name = STR("carol");
	ask(f, "page", "acknowledge", OF_LAST);
	CHECK_INT(last_page(f).state, PAGE_ACKNOWLEDGED);
	unequip(f);
}

CLAIM(an_ack_of_what_was_minor_lapses_once_it_is_bad)
{
	int64_t after = 0;

	declare(f, "2");
	ask(f, "page", "acknowledge", OF_LAST);
	pass(f, 6 * MINUTE_MS);
	called(f, &after);
	ask(f, "incident", "severity",
	    "{\"incident\": \"last\", \"rank\": 0, \"reason\": \"worse\"}");
	pass(f, 4 * MINUTE_MS);
	CHECK_STR(called(f, &after), "");
	pass(f, 6 * MINUTE_MS);
	CHECK_STR(called(f, &after), "alice");
	unequip(f);
}

CLAIM(only_the_last_ack_of_a_chain_is_watched)
{
	struct timer *timers;
	size_t count, lapses = 0;

	declare(f, "1");
	ask(f, "page", "acknowledge", OF_LAST);
	/* Whom that chain calls: another's second answer would not count for them. */
	f->work.actor.name = STR("carol");
	for (int i = 0; i < 3; i++) {
		ask(f, "incident", "escalate", TO("architecture"));
		ask(f, "page", "acknowledge", OF_LAST);
	}
	pass(f, 4 * MINUTE_MS);
	ask(f, "incident", "note", "{\"incident\": \"last\", \"text\": \"seen\"}");
	pass(f, 2 * MINUTE_MS);
	begin(f);
	MUST(f, timers_due(&f->work, f->work.now + DAY_MS, 100, &timers, &count));
	commit(f);
	for (size_t i = 0; i < count; i++)
		lapses += str_is(timers[i].kind, "page.lapse");
	CHECK_INT(lapses, 2);
	unequip(f);
}

CLAIM(a_clock_set_back_after_an_ack_does_not_lapse_it_for_ever)
{
	struct timer *timers;
	size_t count;

	declare(f, "1");
	ask(f, "page", "acknowledge", OF_LAST);
	f->work.now -= HOUR_MS;
	ask(f, "incident", "note", "{\"incident\": \"last\", \"text\": \"seen\"}");
	begin(f);
	MUST(f, timers_move(&f->work, -HOUR_MS));
	commit(f);
	pass(f, 6 * MINUTE_MS);
	/* What is not lapsed yet is looked at later, and not at once again. */
	begin(f);
	MUST(f, timers_due(&f->work, f->work.now, 100, &timers, &count));
	for (size_t i = 0; i < count; i++)
		CHECK(!str_is(timers[i].kind, "page.lapse"));
	commit(f);
	unequip(f);
}

CLAIM(a_person_whom_no_page_reached_is_not_spared)
{
	int64_t after = 0;

	declare(f, "1");
	for (int i = 0; i < 6; i++) {
		CHECK(called(f, &after).length > 0);
		begin(f);
		fixture_sql(f, "UPDATE delivery SET state = 'failed'");
		commit(f);
		pass(f, MINUTE_MS);
	}
	unequip(f);
}

CLAIM(a_clock_that_was_set_back_while_we_were_down_holds_up_no_page)
{
	int64_t after = 0;

	declare(f, "1");
	called(f, &after);
	f->work.now = NOON - HOUR_MS;
	begin(f);
	MUST(f, clock_catch_up(&f->work));
	commit(f);
	pass(f, MINUTE_MS);
	CHECK_STR(called(f, &after), "alice");
	/* That was taken once. */
	begin(f);
	MUST(f, clock_catch_up(&f->work));
	commit(f);
	pass(f, MINUTE_MS - SECOND_MS);
	CHECK_STR(called(f, &after), "");
	unequip(f);
}

const struct test tests[] = {
	{ "asking for a level calls the step of that level",
	  asking_for_a_level_calls_the_step_of_that_level },
	{ "who is called already is not said to be called now",
	  who_is_called_already_is_not_said_to_be_called_now },
	{ "an ack lapses also when its policy is gone",
	  an_ack_lapses_also_when_its_policy_is_gone },
	{ "an ack of what was minor lapses once it is bad",
	  an_ack_of_what_was_minor_lapses_once_it_is_bad },
	{ "a second ack does not answer for those called since",
	  a_second_ack_does_not_answer_for_those_called_since },
	{ "only the last ack of a chain is watched",
	  only_the_last_ack_of_a_chain_is_watched },
	{ "a clock set back after an ack does not lapse it for ever",
	  a_clock_set_back_after_an_ack_does_not_lapse_it_for_ever },
	{ "a person whom no page reached is not spared",
	  a_person_whom_no_page_reached_is_not_spared },
	{ "a clock that was set back while we were down holds up no page",
	  a_clock_that_was_set_back_while_we_were_down_holds_up_no_page },
	{ 0 },
};
