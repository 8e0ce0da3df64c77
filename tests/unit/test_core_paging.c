/* A page must never be lost: it ends acknowledged, stopped with a reason, or it goes
 * on paging everybody. */
#include "check.h"

#include "core/paging/page.h"

static struct target somebody = { .kind = TARGET_PERSON, .name = STR_INIT("alice") };

#define STEP(a_level, a_trigger, an_after) \
	{ \
		.level = STR_INIT(a_level), .trigger = (a_trigger), .after = (an_after), \
		.targets = &somebody, .target_count = 1 \
	}

/* Two steps from the incident on, then two of an own chain. */
static struct policy_step steps[] = {
	STEP("L1", STEP_UNACKNOWLEDGED, 0),
	STEP("L1", STEP_UNACKNOWLEDGED, 5 * MINUTE_MS),
	STEP("L2", STEP_UNMITIGATED, 30 * MINUTE_MS),
	STEP("L3", STEP_UNACKNOWLEDGED, 90 * SECOND_MS),
};
static const struct policy policy = {
	.name = STR_INIT("night"),
	.repeat = MINUTE_MS,
	.exhausted_after = 8 * MINUTE_MS,
	.ack_lapse = 20 * MINUTE_MS,
	.steps = steps,
	.step_count = 4,
};
static const bool all[] = { true, true, true, true };

static struct page open_page(void)
{
	return page_open(&policy, 0, 1000);
}

/* Runs the page's next "rounds" rounds, each at its instant. */
static struct page_turn after_rounds(struct page page, int rounds)
{
	struct page_turn turn = { .page = page };

	for (int i = 0; i < rounds; i++)
		turn = page_advance(&policy, all, turn.page, turn.page.due);
	return turn;
}

static void a_chain_begins_with_a_trigger_and_ends_before_the_next(void)
{
	CHECK(policy_begins_chain(&policy, 0));
	CHECK(!policy_begins_chain(&policy, 1));
	CHECK(policy_begins_chain(&policy, 2));
	CHECK(!policy_begins_chain(&policy, 4));
	CHECK_INT(policy_chain_end(&policy, 0), 2);
	CHECK_INT(policy_chain_end(&policy, 2), 4);
}

static void the_first_round_is_due_at_once(void)
{
	struct page_turn turn = page_advance(&policy, all, open_page(), 1000);

	CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
	CHECK_INT(turn.page.step, 0);
	CHECK_STR(turn.page.level, "L1");
	CHECK_STR(turn.page.policy, "night");
	CHECK_INT(turn.page.round, 1);
	CHECK_INT(turn.page.sends, 1);
	CHECK_INT(turn.page.opened_at, 1000);
	CHECK_INT(turn.page.due, 1000 + MINUTE_MS);
}

static void nothing_happens_before_it_is_due(void)
{
	struct page_turn turn = page_advance(&policy, all, open_page(), 1000);

	turn = page_advance(&policy, all, turn.page, turn.page.due - 1);
	CHECK_INT(turn.order, PAGE_ORDER_NOTHING);
	CHECK_INT(turn.page.sends, 1);
}

static void it_climbs_when_the_next_steps_time_has_come(void)
{
	struct page_turn turn = after_rounds(open_page(), 5);

	CHECK_INT(turn.page.step, 0);
	turn = after_rounds(turn.page, 1);
	CHECK_INT(turn.page.step, 1);
	CHECK_INT(turn.page.round, 1);
	CHECK_INT(turn.page.round_at, 1000 + 5 * MINUTE_MS);
}

static void a_step_between_two_rounds_is_not_late(void)
{
	struct page page = page_open(&policy, 2, 1000);
	struct page_turn turn = after_rounds(page, 2);

	CHECK_INT(turn.page.step, 2);
	CHECK_STR(turn.page.level, "L2");
	CHECK_INT(turn.page.due, 1000 + 90 * SECOND_MS);
	turn = after_rounds(turn.page, 1);
	CHECK_INT(turn.page.step, 3);
	CHECK_STR(turn.page.level, "L3");
}

static void a_step_that_reaches_nobody_is_passed_over_at_once(void)
{
	const bool second[] = { false, true, true, true };
	struct page_turn turn = page_advance(&policy, second, open_page(), 1000);

	CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
	CHECK_INT(turn.page.step, 1);
	/* And not left again when the first can be reached once more. */
	turn = page_advance(&policy, all, turn.page, turn.page.due);
	CHECK_INT(turn.page.step, 1);
}

static void a_page_whose_channels_all_fail_may_pass(void)
{
	struct page_turn turn = page_advance(&policy, all, open_page(), 1000);
	struct page page = page_pass(&policy, turn.page, 26000);

	CHECK_INT(page.due, 26000);
	turn = page_advance(&policy, all, page, 26000);
	CHECK_INT(turn.page.step, 1);
	/* There it ends: the last step goes on until everybody is alarmed. */
	CHECK_INT(page_pass(&policy, turn.page, 30000).due, turn.page.due);
}

static void running_out_of_time_is_an_alarm_once_and_then_pages_everybody(void)
{
	struct page_turn turn = after_rounds(open_page(), 8);

	CHECK_INT(turn.page.state, PAGE_CLIMBING);
	turn = after_rounds(turn.page, 1);
	CHECK_INT(turn.order, PAGE_ORDER_ALARM);
	CHECK_INT(turn.page.state, PAGE_EXHAUSTED);
	CHECK_INT(turn.page.round_at, 1000 + 8 * MINUTE_MS);
	for (int i = 0; i < 1000; i++) {
		instant_ms due = turn.page.due;

		turn = page_advance(&policy, all, turn.page, due);
		CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
		CHECK_STR(turn.page.person, "");
		CHECK_INT(turn.page.due, due + MINUTE_MS);
	}
}

static void nobody_in_reach_is_an_alarm_at_once(void)
{
	const bool none[] = { false, false, true, true };
	struct page_turn turn = page_advance(&policy, none, open_page(), 1000);

	CHECK_INT(turn.order, PAGE_ORDER_ALARM);
	CHECK_INT(turn.page.state, PAGE_EXHAUSTED);
	CHECK(turn.page.due > 1000);
}

static void a_chain_that_the_policy_has_no_longer_is_an_alarm(void)
{
	struct page page = page_open(&policy, 3, 1000);

	CHECK_INT(page_advance(&policy, all, page, 1000).order, PAGE_ORDER_ALARM);
	page.chain = 99;
	CHECK_INT(page_advance(&policy, all, page, 1000).order, PAGE_ORDER_ALARM);
	page.chain = -1;
	CHECK_INT(page_advance(&policy, all, page, 1000).order, PAGE_ORDER_ALARM);
}

static void an_overdue_page_fires_once_where_its_time_has_brought_it(void)
{
	struct page_turn turn = page_advance(&policy, all, open_page(), 1000);

	turn = page_advance(&policy, all, turn.page, 1000 + 6 * MINUTE_MS);
	CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
	CHECK_INT(turn.page.sends, 2);
	CHECK_INT(turn.page.step, 1);
	CHECK_INT(turn.page.due, 1000 + 7 * MINUTE_MS);
}

static void a_clock_set_back_does_not_silence_it_nor_hold_up_the_climb(void)
{
	struct page_turn turn = after_rounds(page_open(&policy, 0, DAY_MS), 3);

	turn = page_advance(&policy, all, turn.page, HOUR_MS);
	CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
	CHECK_INT(turn.page.due, HOUR_MS + MINUTE_MS);
	CHECK_INT(turn.page.waited, 3 * MINUTE_MS);
	turn = after_rounds(turn.page, 2);
	CHECK_INT(turn.page.step, 1);
}

static void a_policy_without_a_pause_does_not_send_for_ever(void)
{
	struct policy hasty = policy;
	struct page_turn turn;

	hasty.repeat = 0;
	turn = page_advance(&hasty, all, open_page(), 1000);
	CHECK_INT(turn.page.step, 0);
	CHECK(turn.page.due > 1000);
}

static void an_acknowledged_page_is_silent(void)
{
	struct page page = page_acknowledge(open_page(), STR("bob"), 2000);
	struct page_turn turn = page_advance(&policy, all, page, 99 * DAY_MS);

	CHECK_INT(turn.order, PAGE_ORDER_NOTHING);
	CHECK_STR(turn.page.acked_by, "bob");
	CHECK_INT(turn.page.acked_at, 2000);
	page = page_acknowledge(page, STR("carol"), 3000);
	CHECK_STR(page.acked_by, "bob");
}

static void everybody_who_is_paged_may_acknowledge(void)
{
	struct page page = after_rounds(open_page(), 9).page;

	CHECK(page_is_live(page.state));
	page = page_acknowledge(page, STR("carol"), page.due);
	CHECK_INT(page.state, PAGE_ACKNOWLEDGED);
	CHECK(!page_is_live(page.state));
}

static void a_stopped_page_is_silent_and_says_why(void)
{
	struct page page = page_stop(open_page(), STR("all alerts ended"));

	CHECK_INT(page_advance(&policy, all, page, DAY_MS).order, PAGE_ORDER_NOTHING);
	CHECK_STR(page_stop(page, STR("again")).reason, "all alerts ended");
	CHECK_INT(page_acknowledge(page, STR("bob"), 2000).state, PAGE_STOPPED);
	page = page_acknowledge(open_page(), STR("bob"), 2000);
	CHECK_INT(page_stop(page, STR("dismissed")).state, PAGE_STOPPED);
}

static void an_ack_lapses_after_twenty_minutes_without_an_act(void)
{
	struct page page = page_acknowledge(open_page(), STR("bob"), 2000);
	instant_ms lapse = 2000 + 20 * MINUTE_MS;

	CHECK(!page_has_lapsed(&policy, &page, 0, lapse - 1));
	CHECK(page_has_lapsed(&policy, &page, 0, lapse));
	CHECK(!page_has_lapsed(&policy, &page, 3000, lapse));
	CHECK(page_has_lapsed(&policy, &page, 3000, lapse + 1000));
	page = open_page();
	CHECK(!page_has_lapsed(&policy, &page, 0, DAY_MS));
}

static void an_ack_never_lapses_where_the_policy_says_so(void)
{
	struct policy patient = policy;
	struct page page = page_acknowledge(open_page(), STR("bob"), 2000);

	patient.ack_lapse = 0;
	CHECK(!page_has_lapsed(&patient, &page, 0, 99 * DAY_MS));
}

static void a_failed_send_is_tried_five_times_with_growing_waits(void)
{
	static const duration_ms waits[] = { 2000, 4000, 8000, 16000, -1, -1 };

	for (size_t i = 0; i < COUNT_OF(waits); i++)
		CHECK_INT(delivery_retry_wait((int64_t)i + 1, 0.5), waits[i]);
	CHECK_INT(delivery_retry_wait(0, 0.5), 0);
	CHECK_INT(delivery_retry_wait(3, 0), 6400);
	CHECK_INT(delivery_retry_wait(3, 1), 9600);
	CHECK_INT(delivery_retry_wait(3, -7), 8000);
}

const struct test tests[] = {
	{ "a chain begins with a trigger and ends before the next",
	  a_chain_begins_with_a_trigger_and_ends_before_the_next },
	{ "the first round is due at once", the_first_round_is_due_at_once },
	{ "nothing happens before it is due", nothing_happens_before_it_is_due },
	{ "it climbs when the next step's time has come",
	  it_climbs_when_the_next_steps_time_has_come },
	{ "a step between two rounds is not late",
	  a_step_between_two_rounds_is_not_late },
	{ "a step that reaches nobody is passed over at once",
	  a_step_that_reaches_nobody_is_passed_over_at_once },
	{ "a page whose channels all fail may pass to the next step",
	  a_page_whose_channels_all_fail_may_pass },
	{ "running out of time is an alarm once, and then pages everybody",
	  running_out_of_time_is_an_alarm_once_and_then_pages_everybody },
	{ "nobody in reach is an alarm at once", nobody_in_reach_is_an_alarm_at_once },
	{ "a chain that the policy has no longer is an alarm",
	  a_chain_that_the_policy_has_no_longer_is_an_alarm },
	{ "an overdue page fires once, where its time has brought it",
	  an_overdue_page_fires_once_where_its_time_has_brought_it },
	{ "a clock set back does not silence it, nor hold up the climb",
	  a_clock_set_back_does_not_silence_it_nor_hold_up_the_climb },
	{ "a policy without a pause does not send for ever",
	  a_policy_without_a_pause_does_not_send_for_ever },
	{ "an acknowledged page is silent", an_acknowledged_page_is_silent },
	{ "everybody who is paged may acknowledge",
	  everybody_who_is_paged_may_acknowledge },
	{ "a stopped page is silent and says why",
	  a_stopped_page_is_silent_and_says_why },
	{ "an ack lapses after twenty minutes without an act",
	  an_ack_lapses_after_twenty_minutes_without_an_act },
	{ "an ack never lapses where the policy says so",
	  an_ack_never_lapses_where_the_policy_says_so },
	{ "a failed send is tried five times with growing waits",
	  a_failed_send_is_tried_five_times_with_growing_waits },
	{ 0 },
};
