#include "oncall_fixture.h"

#include "app/lifecycle/command.h"
#include "app/lifecycle/incident.h"
#include "app/paging/oncall.h"
#include "app/paging/paging.h"
#include "core/incident/command.h"

static struct ports ports;

static const char usual[] = "people:\n"
			    "  - {name: alice, role: responder, contacts: [{webhook: "
			    "\"http://127.0.0.1:9/a\"}]}\n"
			    "  - {name: bob, role: responder, contacts: [{webhook: "
			    "\"http://127.0.0.1:9/b\"}]}\n"
			    "  - {name: carol, role: responder, contacts: [{webhook: "
			    "\"http://127.0.0.1:9/c\"}]}\n"
			    "  - {name: vera, role: viewer}\n"
			    "  - {name: mute, role: responder}\n"
			    "  - {name: bot, role: responder, agent: true}\n"
			    "escalation:\n"
			    "  - name: platform\n"
			    "    steps:\n"
			    "      - {level: L1, page: [alice]}\n"
			    "      - {level: L2, page: [carol], time_box_over: true}\n";

/* An incident that bob leads. */
static void burn(struct fixture *f)
{
	equip(f, &ports, usual);
	as(f, "bob", ROLE_RESPONDER);
	ask(f, "incident", "declare", "{\"title\": \"orders cannot be paid\"}");
	ask(f, "page", "acknowledge", "{\"incident\": \"last\"}");
}

static struct incident last(struct fixture *f)
{
	struct incident incident;

	begin(f);
	MUST(f, store_incident_find(&f->work, STR("last"), &incident));
	commit(f);
	return incident;
}

static int count_rows(struct fixture *f, const struct shape *shape)
{
	void *rows;
	size_t count;

	begin(f);
	MUST(f, store_latest(&f->work, shape, 100, &rows, &count));
	commit(f);
	return (int)count;
}

/* -- taking command -- */

CLAIM(command_is_taken_from_another_with_a_reason_and_they_are_told)
{
	int64_t after = 0;

	burn(f);
	as(f, "carol", ROLE_RESPONDER);
	CHECK_STR(ask(f, "incident", "take", "{\"incident\": \"last\"}"),
		  "error invalid: reason: bob has INC-2026-11-21-001: say why you take "
		  "it");
	told(f, &after);
	CHECK_STR(ask(f, "incident", "take",
		      "{\"incident\": \"last\", \"reason\": \"bob sleeps\"}"),
		  "You lead INC-2026-11-21-001: orders cannot be paid\n");
	CHECK_STR(last(f).commander, "carol");
	CHECK_STR(told(f, &after),
		  "message to bob: INC-2026-11-21-001: carol took command\n"
		  "carol took command of INC-2026-11-21-001: bob sleeps\n"
		  "You are not paged for it any more.\n");
	unequip(f);
}

CLAIM(an_agent_and_a_viewer_take_no_command)
{
	const struct operation *operations[] = {
		operation_find(STR("incident"), STR("take")),
		operation_find(STR("handoff"), STR("accept")),
		operation_find(STR("handoff"), STR("offer")),
		operation_find(STR("override"), STR("add")),
	};
	struct incident incident;

	burn(f);
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		CHECK(operations[i] && operations[i]->people_only &&
		      operations[i]->least >= ROLE_RESPONDER);
	incident = last(f);
	incident.commander = STR("");
	f->work.actor = (struct actor){ .kind = ACTOR_AGENT,
					.name = STR("bot"),
					.role = ROLE_RESPONDER };
	begin(f);
	CHECK(!command_take(&f->work, &incident, STR("I can")));
	CHECK_INT(f->work.error.kind, ERROR_FORBIDDEN);
	commit(f);
	as(f, "vera", ROLE_VIEWER);
	begin(f);
	CHECK(!command_take(&f->work, &incident, STR("I can")));
	CHECK_INT(f->work.error.kind, ERROR_FORBIDDEN);
	commit(f);
	unequip(f);
}

/* -- handoffs -- */

#define LAST      "{\"incident\": \"last\"}"
#define TO(taker) "{\"incident\": \"last\", \"taker\": \"" taker "\"}"

CLAIM(an_offer_moves_nothing_until_it_is_accepted_and_then_all_at_once)
{
	struct incident incident;
	struct calls calls;
	int64_t after = 0;
	const struct policy *policy;

	burn(f);
	told(f, &after);
	CHECK_STR(ask(f, "handoff", "offer", TO("carol")),
		  "Offered INC-2026-11-21-001 to carol; until it is accepted it stays "
		  "with bob.\n");
	CHECK_STR(last(f).commander, "bob");
	CHECK(str_starts_with(told(f, &after),
			      STR("message to carol: INC-2026-11-21-001: bob hands it to "
				  "you\nbob offers you INC-2026-11-21-001: orders cannot "
				  "be paid.\nUntil you accept it stays with bob.\n")));
	as(f, "carol", ROLE_RESPONDER);
	CHECK_STR(ask(f, "handoff", "accept", LAST),
		  "You have INC-2026-11-21-001: orders cannot be paid\n");
	incident = last(f);
	CHECK_STR(incident.commander, "carol");
	CHECK(str_starts_with(
		told(f, &after),
		STR("message to bob: INC-2026-11-21-001: carol has it now")));
	policy = &f->work.config->policies[0];
	begin(f);
	MUST(f, oncall_calls(&f->work, policy, 0, &incident, NOON, &calls));
	commit(f);
	/* Named people stay named: the commander stands in for schedules. */
	CHECK_STR(calls.items[0].person, "alice");
	unequip(f);
}

CLAIM(only_the_taker_answers_an_offer)
{
	burn(f);
	ask(f, "handoff", "offer", TO("carol"));
	as(f, "alice", ROLE_ADMIN);
	CHECK_STR(
		ask(f, "handoff", "accept", LAST),
		"error forbidden: INC-2026-11-21-001 is offered to carol, who alone can "
		"answer that");
	CHECK_STR(
		ask(f, "handoff", "decline", LAST),
		"error forbidden: INC-2026-11-21-001 is offered to carol, who alone can "
		"answer that");
	f->work.actor = (struct actor){ .kind = ACTOR_AGENT,
					.name = STR("carol"),
					.role = ROLE_RESPONDER };
	CHECK(str_starts_with(ask(f, "handoff", "accept", LAST), STR("error forbidden")));
	CHECK_STR(last(f).commander, "bob");
	unequip(f);
}

static const char *const bad_takers[][2] = {
	{ TO("zoe"),
	  "error invalid: taker: there is no person zoe in the configuration" },
	{ TO("vera"), "error invalid: taker: vera may not lead an incident" },
	{ TO("bot"), "error invalid: taker: bot may not lead an incident" },
	{ TO("mute"),
	  "error invalid: taker: mute has no contact and could not be paged" },
	{ TO("bob"), "error conflict: bob has it already" },
};

CLAIM(it_is_offered_to_somebody_who_can_lead_it_and_to_one_at_a_time)
{
	burn(f);
	for (size_t i = 0; i < sizeof(bad_takers) / sizeof(bad_takers[0]); i++)
		CHECK_STR_EQ(ask(f, "handoff", "offer", bad_takers[i][0]),
			     str_of(bad_takers[i][1]));
	as(f, "alice", ROLE_RESPONDER);
	CHECK_STR(ask(f, "handoff", "offer", TO("carol")),
		  "error forbidden: only the commander (bob) or an admin hands it off");
	as(f, "bob", ROLE_RESPONDER);
	ask(f, "handoff", "offer", TO("carol"));
	CHECK_STR(ask(f, "handoff", "offer", TO("alice")),
		  "error conflict: it is on offer to carol already: withdraw that first");
	as(f, "alice", ROLE_RESPONDER);
	CHECK_STR(ask(f, "incident", "take",
		      "{\"incident\": \"last\", \"reason\": \"now\"}"),
		  "error conflict: INC-2026-11-21-001 is on offer to carol: accepted, "
		  "declined or withdrawn first");
	unequip(f);
}

CLAIM(a_declined_or_withdrawn_offer_leaves_it_where_it_was)
{
	int64_t after = 0;

	burn(f);
	ask(f, "handoff", "offer", TO("carol"));
	told(f, &after);
	as(f, "carol", ROLE_RESPONDER);
	CHECK_STR(ask(f, "handoff", "decline",
		      "{\"incident\": \"last\", \"reason\": \"on a train\"}"),
		  "Declined: INC-2026-11-21-001 stays with bob.\n");
	CHECK_STR(
		told(f, &after),
		"message to bob: INC-2026-11-21-001: the handoff was declined, you "
		"still have it\nINC-2026-11-21-001: the handoff was declined, you still "
		"have it: on a train\n");
	CHECK_STR(ask(f, "handoff", "accept", LAST),
		  "error conflict: nobody is offered INC-2026-11-21-001");
	as(f, "bob", ROLE_RESPONDER);
	ask(f, "handoff", "offer", TO("carol"));
	as(f, "alice", ROLE_RESPONDER);
	CHECK_STR(ask(f, "handoff", "withdraw", LAST),
		  "error forbidden: only bob or an admin withdraws it");
	as(f, "bob", ROLE_RESPONDER);
	CHECK_STR(ask(f, "handoff", "withdraw", LAST),
		  "Withdrawn: INC-2026-11-21-001 stays with bob.\n");
	CHECK_STR(last(f).commander, "bob");
	unequip(f);
}

CLAIM(to_take_what_is_offered_to_oneself_is_to_accept_it)
{
	struct handoff handoff;

	burn(f);
	ask(f, "handoff", "offer", TO("carol"));
	as(f, "carol", ROLE_RESPONDER);
	ask(f, "incident", "take", LAST);
	CHECK_STR(last(f).commander, "carol");
	begin(f);
	MUST(f, store_get(&f->work, &handoff_shape, 1, &handoff));
	commit(f);
	CHECK_INT(handoff.state, HANDOFF_ACCEPTED);
	unequip(f);
}

CLAIM(the_end_of_an_incident_ends_offers_and_tasks)
{
	struct handoff handoff;
	struct time_box box;

	burn(f);
	ask(f, "handoff", "offer", TO("carol"));
	ask(f, "timebox", "open",
	    "{\"incident\": \"last\", \"task\": \"roll back\", \"lasts\": \"10m\"}");
	CHECK_STR(ask(f, "incident", "dismiss",
		      "{\"incident\": \"last\", \"reason\": \"a test\"}"),
		  "Dismissed INC-2026-11-21-001.\n");
	begin(f);
	MUST(f, store_get(&f->work, &handoff_shape, 1, &handoff));
	MUST(f, store_get(&f->work, &time_box_shape, 1, &box));
	commit(f);
	CHECK_INT(handoff.state, HANDOFF_WITHDRAWN);
	CHECK_STR(handoff.reason, "the incident is over");
	CHECK_INT(box.state, TIME_BOX_DONE);
	as(f, "carol", ROLE_RESPONDER);
	CHECK_STR(ask(f, "handoff", "accept", LAST),
		  "error conflict: nobody is offered INC-2026-11-21-001");
	unequip(f);
}

/* -- the document -- */

CLAIM(the_document_writes_itself_from_the_timeline)
{
	burn(f);
	f->work.now += MINUTE_MS;
	ask(f, "incident", "note",
	    "{\"incident\": \"last\", \"text\": \"restarting the replica\\n## did not "
	    "help\"}");
	ask(f, "incident", "role",
	    "{\"incident\": \"last\", \"role\": \"reporter\", \"person\": \"Mina\"}");
	ask(f, "timebox", "open",
	    "{\"incident\": \"last\", \"task\": \"roll back\", \"lasts\": \"10m\"}");
	f->work.now += MINUTE_MS;
	CHECK_STR(ask(f, "handoff", "show", LAST),
		  "## Incident Handoff: INC-2026-11-21-001\n"
		  "\n"
		  "**Incident**: orders cannot be paid (service unknown)\n"
		  "**Status**: investigating, open for 2:00, 0 of its alerts fire\n"
		  "**Current severity**: P2 – no rule names its labels\n"
		  "**Commander**: bob\n"
		  "**Impact**: unknown\n"
		  "\n"
		  "**What happened (times are UTC)**:\n"
		  "- 12:00:00 INC-2026-11-21-001 opened: orders cannot be paid. Severity "
		  "P2: no rule names its labels. Profile default: no keyword or label "
		  "matched\n"
		  "- 12:00:00 Paging starts: alice (reply code 001)\n"
		  "- 12:00:00 bob acknowledged by cli after 0:00\n"
		  "- 12:00:00 bob is incident commander (acknowledged first)\n"
		  "- 12:00:00 Investigation started\n"
		  "- 12:01:00 Mina is reporter\n"
		  "\n"
		  "**What we've tried**:\n"
		  "- nothing yet\n"
		  "\n"
		  "**What we learned**:\n"
		  "- 12:01:00 restarting the replica ## did not help (bob)\n"
		  "\n"
		  "**Current hypothesis**:\n"
		  "- unknown\n"
		  "\n"
		  "**Next steps**:\n"
		  "1. roll back (bob, until 12:11:00)\n"
		  "2. not to be resolved yet: there is no check: nothing proves the "
		  "recovery\n"
		  "\n"
		  "**Promised**:\n"
		  "- nothing is open\n"
		  "\n"
		  "**Contacts**:\n"
		  "- Original reporter: Mina\n"
		  "- Subject matter expert: unknown\n");
	unequip(f);
}

CLAIM(a_long_night_is_cut_in_its_middle)
{
	str text;

	burn(f);
	for (int i = 0; i < 40; i++)
		ask(f, "incident", "role",
		    "{\"incident\": \"last\", \"role\": \"scribe\", \"person\": "
		    "\"alice\"}");
	text = ask(f, "handoff", "show", LAST);
	CHECK(str_contains(text, STR("- … 20 more\n")));
	CHECK(str_contains(text, STR(" opened: orders cannot be paid")));
	unequip(f);
}

/* -- roles -- */

CLAIM(a_role_has_one_holder)
{
	burn(f);
	CHECK_STR(ask(f, "incident", "role",
		      "{\"incident\": \"last\", \"role\": \"scribe\", \"person\": "
		      "\"alice\"}"),
		  "alice is scribe of INC-2026-11-21-001.\n");
	ask(f, "incident", "role",
	    "{\"incident\": \"last\", \"role\": \"scribe\", \"person\": \"carol\"}");
	CHECK(str_contains(ask(f, "incident", "show", LAST), STR("  scribe: carol\n")));
	CHECK(!str_contains(ask(f, "incident", "show", LAST), STR("  scribe: alice\n")));
	CHECK_STR(ask(f, "incident", "role",
		      "{\"incident\": \"last\", \"role\": \"scribe\"}"),
		  "Nobody is scribe of INC-2026-11-21-001 any more.\n");
	CHECK_STR(ask(f, "incident", "role",
		      "{\"incident\": \"last\", \"role\": \"scribe\"}"),
		  "error conflict: nobody is scribe");
	CHECK_STR(ask(f, "incident", "role",
		      "{\"incident\": \"last\", \"role\": \"deputy\", \"person\": "
		      "\"zoe\"}"),
		  "error invalid: person: there is no zoe in the configuration");
	CHECK_STR(ask(f, "incident", "role",
		      "{\"incident\": \"last\", \"role\": \"boss\"}"),
		  "error invalid: role: must be deputy, scribe, operations, "
		  "communications, "
		  "expert or reporter");
	unequip(f);
}

/* -- time boxes -- */

static void fire_boxes(struct fixture *f)
{
	struct timer *timers;
	size_t count;

	begin(f);
	MUST(f, timers_due(&f->work, f->work.now, 100, &timers, &count));
	for (size_t i = 0; i < count; i++) {
		if (!str_is(timers[i].kind, "timebox.due"))
			continue;
		MUST(f, timer_remove(&f->work, timers[i].id));
		MUST(f, time_box_due(&f->work, &timers[i]));
	}
	commit(f);
}

CLAIM(when_its_time_is_over_somebody_asks_and_the_next_level_is_called)
{
	int64_t after = 0;
	str text;

	burn(f);
	CHECK_STR(ask(f, "timebox", "open",
		      "{\"incident\": \"last\", \"task\": \"look at the log\", "
		      "\"owner\": \"alice\", \"lasts\": \"10m\"}"),
		  "Task 1: alice has until 12:10:00 UTC for 'look at the log'.\n");
	told(f, &after);
	f->work.now += 10 * MINUTE_MS - 1;
	fire_boxes(f);
	CHECK_STR(told(f, &after), "");
	f->work.now++;
	fire_boxes(f);
	text = told(f, &after);
	CHECK(str_starts_with(text, STR("message to alice: INC-2026-11-21-001: time is "
					"over for 'look at the log'\n")));
	CHECK(str_contains(text,
			   STR("message to bob: INC-2026-11-21-001: time is over")));
	CHECK(str_contains(text, STR("page to carol: ")));
	/* Late is better than never. */
	CHECK_STR(ask(f, "timebox", "done", "{\"incident\": \"last\", \"id\": 1}"),
		  "Task 1 is done.\n");
	CHECK_STR(ask(f, "timebox", "done", "{\"incident\": \"last\", \"id\": 1}"),
		  "error conflict: task 1 is done already");
	unequip(f);
}

CLAIM(what_is_done_in_time_asks_nobody)
{
	int64_t after = 0;

	burn(f);
	ask(f, "timebox", "open",
	    "{\"incident\": \"last\", \"task\": \"roll back\", \"lasts\": \"10m\"}");
	ask(f, "timebox", "done", "{\"incident\": \"last\", \"id\": 1}");
	told(f, &after);
	f->work.now += HOUR_MS;
	fire_boxes(f);
	CHECK_STR(told(f, &after), "");
	CHECK_STR(ask(f, "timebox", "open",
		      "{\"incident\": \"last\", \"task\": \"x\", \"lasts\": \"25h\"}"),
		  "error invalid: lasts: from 1s to 24h");
	CHECK_INT(count_rows(f, &time_box_shape), 1);
	unequip(f);
}

const struct test tests[] = {
	{ "command is taken from another with a reason and they are told",
	  command_is_taken_from_another_with_a_reason_and_they_are_told },
	{ "an agent and a viewer take no command",
	  an_agent_and_a_viewer_take_no_command },
	{ "an offer moves nothing until it is accepted and then all at once",
	  an_offer_moves_nothing_until_it_is_accepted_and_then_all_at_once },
	{ "only the taker answers an offer", only_the_taker_answers_an_offer },
	{ "it is offered to somebody who can lead it and to one at a time",
	  it_is_offered_to_somebody_who_can_lead_it_and_to_one_at_a_time },
	{ "a declined or withdrawn offer leaves it where it was",
	  a_declined_or_withdrawn_offer_leaves_it_where_it_was },
	{ "to take what is offered to oneself is to accept it",
	  to_take_what_is_offered_to_oneself_is_to_accept_it },
	{ "the end of an incident ends offers and tasks",
	  the_end_of_an_incident_ends_offers_and_tasks },
	{ "the document writes itself from the timeline",
	  the_document_writes_itself_from_the_timeline },
	{ "a long night is cut in its middle", a_long_night_is_cut_in_its_middle },
	{ "a role has one holder", a_role_has_one_holder },
	{ "when its time is over somebody asks and the next level is called",
	  when_its_time_is_over_somebody_asks_and_the_next_level_is_called },
	{ "what is done in time asks nobody", what_is_done_in_time_asks_nobody },
	{ 0 },
};
