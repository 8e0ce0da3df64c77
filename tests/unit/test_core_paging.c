/* A page must never be lost: it ends acknowledged, stopped with a reason, or it goes
 * on paging everybody. */
#include "check.h"

#include "core/paging/page.h"

static const str people[] = { STR_INIT("alice"), STR_INIT("bob") };
static const struct page_policy policy = {
	.people = people,
	.people_count = 2,
	.repeat = MINUTE_MS,
	.rounds_per_step = 3,
	.ack_lapse = 20 * MINUTE_MS,
};

/* Runs the page's next "rounds" rounds, each at its instant. */
static struct page_turn after_rounds(const struct page_policy *with, struct page page,
				     int rounds)
{
	struct page_turn turn = { .page = page };

	for (int i = 0; i < rounds; i++)
		turn = page_advance(with, turn.page, turn.page.due);
	return turn;
}

static void the_first_round_is_due_at_once(void)
{
	struct page_turn turn = page_advance(&policy, page_open(1000), 1000);

	CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
	CHECK_STR(turn.page.person, "alice");
	CHECK_INT(turn.page.round, 1);
	CHECK_INT(turn.page.sends, 1);
	CHECK_INT(turn.page.opened_at, 1000);
	CHECK_INT(turn.page.due, 1000 + MINUTE_MS);
}

static void nothing_happens_before_it_is_due(void)
{
	struct page_turn turn = page_advance(&policy, page_open(1000), 1000);

	turn = page_advance(&policy, turn.page, turn.page.due - 1);
	CHECK_INT(turn.order, PAGE_ORDER_NOTHING);
	CHECK_INT(turn.page.sends, 1);
}

static void after_its_rounds_it_climbs_to_the_next_person(void)
{
	struct page_turn turn = after_rounds(&policy, page_open(1000), 3);

	CHECK_STR(turn.page.person, "alice");
	turn = after_rounds(&policy, turn.page, 1);
	CHECK_STR(turn.page.person, "bob");
	CHECK_INT(turn.page.step, 1);
	CHECK_INT(turn.page.round, 1);
	CHECK_INT(turn.page.due, 1000 + 4 * MINUTE_MS);
}

static void running_out_of_people_is_an_alarm_once_and_then_pages_everybody(void)
{
	struct page_turn turn = after_rounds(&policy, page_open(1000), 7);

	CHECK_INT(turn.order, PAGE_ORDER_ALARM);
	CHECK_INT(turn.page.state, PAGE_EXHAUSTED);
	for (int i = 0; i < 1000; i++) {
		instant_ms due = turn.page.due;

		turn = page_advance(&policy, turn.page, due);
		CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
		CHECK_STR(turn.page.person, "");
		CHECK_INT(turn.page.due, due + MINUTE_MS);
	}
}

static void nobody_on_call_is_an_alarm_at_once(void)
{
	struct page_policy nobody = { .repeat = MINUTE_MS, .rounds_per_step = 3 };
	struct page_turn turn = page_advance(&nobody, page_open(1000), 1000);

	CHECK_INT(turn.order, PAGE_ORDER_ALARM);
	CHECK_INT(turn.page.state, PAGE_EXHAUSTED);
	CHECK(turn.page.due > 1000);
}

static void an_overdue_page_fires_once_and_not_for_each_round_missed(void)
{
	struct page_turn turn = page_advance(&policy, page_open(1000), 1000);

	turn = page_advance(&policy, turn.page, 1000 + DAY_MS);
	CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
	CHECK_INT(turn.page.sends, 2);
	CHECK_INT(turn.page.due, 1000 + DAY_MS + MINUTE_MS);
}

static void a_clock_set_back_does_not_silence_it(void)
{
	struct page_turn turn = page_advance(&policy, page_open(DAY_MS), DAY_MS);

	turn = page_advance(&policy, turn.page, HOUR_MS);
	CHECK_INT(turn.order, PAGE_ORDER_NOTIFY);
	CHECK_INT(turn.page.due, HOUR_MS + MINUTE_MS);
}

static void a_policy_without_a_pause_does_not_send_for_ever(void)
{
	struct page_policy hasty = { .people = people, .people_count = 2 };
	struct page_turn turn = page_advance(&hasty, page_open(1000), 1000);

	CHECK_STR(turn.page.person, "alice");
	CHECK(turn.page.due > 1000);
}

static void an_acknowledged_page_is_silent(void)
{
	struct page page = page_acknowledge(page_open(1000), STR("bob"), 2000);
	struct page_turn turn = page_advance(&policy, page, 99 * DAY_MS);

	CHECK_INT(turn.order, PAGE_ORDER_NOTHING);
	CHECK_STR(turn.page.acked_by, "bob");
	CHECK_INT(turn.page.acked_at, 2000);
	page = page_acknowledge(page, STR("carol"), 3000);
	CHECK_STR(page.acked_by, "bob");
}

static void everybody_who_is_paged_may_acknowledge(void)
{
	struct page page = after_rounds(&policy, page_open(1000), 9).page;

	CHECK(page_is_live(page.state));
	page = page_acknowledge(page, STR("carol"), page.due);
	CHECK_INT(page.state, PAGE_ACKNOWLEDGED);
	CHECK(!page_is_live(page.state));
}

static void a_stopped_page_is_silent_and_says_why(void)
{
	struct page page = page_stop(page_open(1000), STR("all alerts ended"));

	CHECK_INT(page_advance(&policy, page, DAY_MS).order, PAGE_ORDER_NOTHING);
	CHECK_STR(page_stop(page, STR("again")).reason, "all alerts ended");
	CHECK_INT(page_acknowledge(page, STR("bob"), 2000).state, PAGE_STOPPED);
	page = page_acknowledge(page_open(1000), STR("bob"), 2000);
	CHECK_INT(page_stop(page, STR("dismissed")).state, PAGE_STOPPED);
}

static void an_ack_lapses_after_twenty_minutes_without_an_act(void)
{
	struct page page = page_acknowledge(page_open(1000), STR("bob"), 2000);
	instant_ms lapse = 2000 + 20 * MINUTE_MS;

	CHECK(!page_has_lapsed(&policy, &page, 0, lapse - 1));
	CHECK(page_has_lapsed(&policy, &page, 0, lapse));
	CHECK(!page_has_lapsed(&policy, &page, 3000, lapse));
	CHECK(page_has_lapsed(&policy, &page, 3000, lapse + 1000));
	page = page_open(1000);
	CHECK(!page_has_lapsed(&policy, &page, 0, DAY_MS));
}

static void an_ack_never_lapses_where_the_policy_says_so(void)
{
	struct page_policy patient = policy;
	struct page page = page_acknowledge(page_open(1000), STR("bob"), 2000);

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
	{ "the first round is due at once", the_first_round_is_due_at_once },
	{ "nothing happens before it is due", nothing_happens_before_it_is_due },
	{ "after its rounds it climbs to the next person",
	  after_its_rounds_it_climbs_to_the_next_person },
	{ "running out of people is an alarm once, and then pages everybody",
	  running_out_of_people_is_an_alarm_once_and_then_pages_everybody },
	{ "nobody on call is an alarm at once", nobody_on_call_is_an_alarm_at_once },
	{ "an overdue page fires once and not for each round missed",
	  an_overdue_page_fires_once_and_not_for_each_round_missed },
	{ "a clock set back does not silence it", a_clock_set_back_does_not_silence_it },
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
