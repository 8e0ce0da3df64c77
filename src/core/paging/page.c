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
	F(struct page, policy, FIELD_TEXT),
	F(struct page, chain, FIELD_INT),
	F(struct page, level, FIELD_TEXT),
	F(struct page, why, FIELD_TEXT),
	F(struct page, person, FIELD_TEXT),
	F(struct page, step, FIELD_INT),
	F(struct page, round, FIELD_INT),
	F(struct page, sends, FIELD_INT),
	F(struct page, waited, FIELD_DURATION),
	F(struct page, round_at, FIELD_INSTANT),
	F(struct page, due, FIELD_INSTANT),
	F(struct page, opened_at, FIELD_INSTANT),
	F(struct page, acked_at, FIELD_INSTANT),
	F(struct page, acked_by, FIELD_TEXT),
	F(struct page, code, FIELD_TEXT),
	F(struct page, reason, FIELD_TEXT),
};
const struct shape page_shape = SHAPE("page", struct page, page_fields);

struct page page_open(const struct policy *policy, int64_t chain, instant_ms now)
{
	return (struct page){ .state = PAGE_CLIMBING,
			      .policy = policy->name,
			      .chain = chain,
			      .step = chain,
			      .round_at = now,
			      .due = now,
			      .opened_at = now };
}

bool page_is_live(enum page_state state)
{
	return state == PAGE_CLIMBING || state == PAGE_EXHAUSTED;
}

/* Without a pause the caller would send for ever within one instant. */
static duration_ms pause_of(const struct policy *policy)
{
	return policy->repeat > SECOND_MS ? policy->repeat : SECOND_MS;
}

static bool is_due(const struct policy *policy, const struct page *page, instant_ms now)
{
	return now >= page->due || page->due - now > pause_of(policy);
}

/* The time since the last round. A clock that was set back shows none, or less than
 * none: then it counts as one whole pause, since a page that climbs too early wakes
 * one person too many and one that climbs too late wakes nobody. */
static duration_ms passed(const struct policy *policy, const struct page *page,
			  instant_ms now)
{
	if (now < page->round_at || now < page->due)
		return pause_of(policy);
	return now - page->round_at;
}

static bool policy_has_chain(const struct policy *policy, const struct page *page)
{
	return page->chain >= 0 && policy_begins_chain(policy, (size_t)page->chain);
}

/* When a step's turn comes, counted from the beginning of its chain. */
static duration_ms turn_of(const struct policy *policy, size_t chain, size_t step)
{
	return step == chain ? 0 : policy->steps[step].after;
}

/* The step whose turn it is: the last whose time has come, and from there the first
 * in which somebody can be reached. False when there is none. */
static bool climb(const struct policy *policy, const bool *reachable, struct page *page)
{
	size_t chain = (size_t)page->chain;
	size_t end = policy_chain_end(policy, chain), step = chain;

	while (step + 1 < end && turn_of(policy, chain, step + 1) <= page->waited)
		step++;
	/* Whoever was reached by passing over others is not left again for them. */
	if (page->step > (int64_t)step && page->step < (int64_t)end)
		step = (size_t)page->step;
	while (step < end && !reachable[step])
		step++;
	if (step == end)
		return false;
	if (page->step != (int64_t)step)
		page->round = 0;
	page->step = (int64_t)step;
	page->level = policy->steps[step].level;
	return true;
}

/* How long until the next round: a repeat, or sooner the next step or the end. */
static duration_ms wait_of(const struct policy *policy, const struct page *page)
{
	duration_ms wait = pause_of(policy), until;
	size_t chain = (size_t)page->chain, next = (size_t)page->step + 1;

	if (page->state == PAGE_EXHAUSTED)
		return wait;
	until = next < policy_chain_end(policy, chain) ? turn_of(policy, chain, next)
						       : policy->exhausted_after;
	until -= page->waited;
	return until > 0 && until < wait ? until : wait;
}

static bool is_exhausted(const struct policy *policy, const bool *reachable,
			 struct page *page)
{
	return !policy_has_chain(policy, page) ||
	       (page->sends > 0 && page->waited >= policy->exhausted_after) ||
	       !climb(policy, reachable, page);
}

struct page_turn page_advance(const struct policy *policy, const bool *reachable,
			      struct page page, instant_ms now)
{
	struct page_turn turn = { .page = page, .order = PAGE_ORDER_NOTHING };
	struct page *next = &turn.page;

	if (!page_is_live(page.state) || !is_due(policy, &page, now))
		return turn;

	turn.order = PAGE_ORDER_NOTIFY;
	if (page.sends > 0)
		next->waited += passed(policy, &page, now);
	if (page.state == PAGE_CLIMBING && is_exhausted(policy, reachable, next)) {
		next->state = PAGE_EXHAUSTED;
		next->person = (str){ 0 };
		turn.order = PAGE_ORDER_ALARM;
	}
	next->round++;
	next->sends++;
	next->round_at = now;
	next->due = now + wait_of(policy, next);
	return turn;
}

struct page page_pass_to(const struct policy *policy, struct page page, size_t step,
			 instant_ms now)
{
	if (page.state != PAGE_CLIMBING || !policy_has_chain(policy, &page) ||
	    (int64_t)step <= page.step ||
	    step >= policy_chain_end(policy, (size_t)page.chain))
		return page;
	page.waited = turn_of(policy, (size_t)page.chain, step);
	page.round_at = now;
	page.due = now;
	return page;
}

struct page page_pass(const struct policy *policy, struct page page, instant_ms now)
{
	return page_pass_to(policy, page, (size_t)page.step + 1, now);
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

instant_ms page_lapses_at(const struct policy *policy, const struct page *page,
			  instant_ms worked_at)
{
	instant_ms last_act = worked_at > page->acked_at ? worked_at : page->acked_at;

	return last_act + policy->ack_lapse;
}

bool page_has_lapsed(const struct policy *policy, const struct page *page,
		     instant_ms worked_at, instant_ms now)
{
	return page->state == PAGE_ACKNOWLEDGED && policy->ack_lapse > 0 &&
	       now >= page_lapses_at(policy, page, worked_at);
}
