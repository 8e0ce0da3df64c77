#include "core/paging/page.h"

#include <stddef.h>

const char *const page_state_names[] = {
	[PAGE_CLIMBING] = "climbing",
	[PAGE_EXHAUSTED] = "exhausted",
	[PAGE_ACKNOWLEDGED] = "acknowledged",
	[PAGE_STOPPED] = "stopped",
	NULL,
};

static const struct field page_fields[] = {
	F(struct page, id, FIELD_INT),
	F(struct page, incident, FIELD_INT),
	F_ENUM(struct page, state, page_state_names),
	F(struct page, person, FIELD_TEXT),
	F(struct page, step, FIELD_INT),
	F(struct page, round, FIELD_INT),
	F(struct page, sends, FIELD_INT),
	F(struct page, due, FIELD_INSTANT),
	F(struct page, opened_at, FIELD_INSTANT),
	F(struct page, acked_at, FIELD_INSTANT),
	F(struct page, acked_by, FIELD_TEXT),
	F(struct page, code, FIELD_TEXT),
	F(struct page, reason, FIELD_TEXT),
};
const struct shape page_shape = SHAPE("page", struct page, page_fields);

struct page page_open(instant_ms now)
{
	return (struct page){ .state = PAGE_CLIMBING, .due = now, .opened_at = now };
}

bool page_is_live(enum page_state state)
{
	return state == PAGE_CLIMBING || state == PAGE_EXHAUSTED;
}

/* Without a pause the caller would send for ever within one instant. */
static duration_ms pause_of(const struct page_policy *policy)
{
	return policy->repeat > SECOND_MS ? policy->repeat : SECOND_MS;
}

static bool is_due(const struct page_policy *policy, const struct page *page,
		   instant_ms now)
{
	return now >= page->due || page->due - now > pause_of(policy);
}

/* The person of the next round; false when the list has run out. */
static bool climb(const struct page_policy *policy, struct page *page)
{
	if (page->round > 0 && page->round >= policy->rounds_per_step) {
		page->step++;
		page->round = 0;
	}
	if (page->step < 0 || (uint64_t)page->step >= policy->people_count)
		return false;
	page->person = policy->people[page->step];
	return true;
}

struct page_turn page_advance(const struct page_policy *policy, struct page page,
			      instant_ms now)
{
	struct page_turn turn = { .page = page, .order = PAGE_ORDER_NOTHING };

	if (!page_is_live(page.state) || !is_due(policy, &page, now))
		return turn;

	turn.order = PAGE_ORDER_NOTIFY;
	if (page.state == PAGE_CLIMBING && !climb(policy, &turn.page)) {
		turn.page.state = PAGE_EXHAUSTED;
		turn.page.person = (str){ 0 };
		turn.order = PAGE_ORDER_ALARM;
	}
	turn.page.round++;
	turn.page.sends++;
	turn.page.due = now + pause_of(policy);
	return turn;
}

struct page page_acknowledge(struct page page, str person, instant_ms now)
{
	if (!page_is_live(page.state))
		return page;
	page.state = PAGE_ACKNOWLEDGED;
	page.acked_by = person;
	page.acked_at = now;
	page.due = 0;
	return page;
}

struct page page_stop(struct page page, str reason)
{
	if (page.state == PAGE_STOPPED)
		return page;
	page.state = PAGE_STOPPED;
	page.reason = reason;
	page.due = 0;
	return page;
}

bool page_has_lapsed(const struct page_policy *policy, const struct page *page,
		     instant_ms worked_at, instant_ms now)
{
	instant_ms last_act = worked_at > page->acked_at ? worked_at : page->acked_at;

	return page->state == PAGE_ACKNOWLEDGED && policy->ack_lapse > 0 &&
	       now - last_act >= policy->ack_lapse;
}
