#include "app/paging/paging.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/rounds.h"
#include "base/text.h"

enum { NAMES_BYTES_MAX = 1024 };

static void add_name(struct text *names, str name)
{
	str rest = text_of(names), one;

	while (str_next(&rest, ',', &one))
		if (str_equal(str_trim(one), name))
			return;
	text_addf(names, "%s" STR_FMT, names->length > 0 ? ", " : "", STR_ARG(name));
}

/* All whom a chain may call from a step on, in order: what the timeline says at the
 * page's beginning. */
static bool names_of_chain(struct work *work, const struct incident *incident,
			   const struct policy *policy, size_t from, str *ret_names)
{
	struct text names = text_new(work->arena, NAMES_BYTES_MAX);

	for (size_t step = from; step < policy_chain_end(policy, from); step++) {
		struct calls calls = { 0 };

		if (!oncall_calls(work, policy, step, incident, work->now, &calls))
			return false;
		for (size_t i = 0; i < calls.count; i++)
			add_name(&names, calls.items[i].person.length > 0
						 ? calls.items[i].person
						 : calls.items[i].channel.channel);
	}
	*ret_names = text_of(&names);
	return true;
}

static bool alarm(struct work *work, const struct incident *incident, struct page *page,
		  enum page_order order)
{
	struct calls calls = { 0 };
	bool is_first = order == PAGE_ORDER_ALARM;
	str names = { 0 };

	if (!oncall_everybody(work, escalation_policy_of(work, incident, page), work->now,
			      &calls) ||
	    !round_send(work, incident, page, &calls,
			is_first ? DELIVERY_ALARM : DELIVERY_PAGE, &names))
		return false;
	if (is_first)
		return note(work, "page.exhausted", incident->id,
			    subject_of(work, "page", page->id),
			    { "people", text_of_int(work, (int64_t)calls.count) });
	return note(work, "page.round", incident->id, subject_of(work, "page", page->id),
		    { "person", STR("everybody") },
		    { "round", text_of_int(work, page->sends) });
}

static bool note_missing(struct work *work, const struct incident *incident,
			 const struct page *page, const struct calls *calls)
{
	for (size_t i = 0; i < calls->missing.count; i++)
		if (!note(work, "page.nobody", incident->id,
			  subject_of(work, "page", page->id),
			  { "reason", calls->missing.items[i] }))
			return false;
	return true;
}

/* Saves the page with the names of whom it called. */
static bool carry_out(struct work *work, const struct incident *incident,
		      const struct policy *policy, struct page_turn *turn)
{
	struct page *page = &turn->page;
	struct calls calls = { 0 };

	if (turn->order == PAGE_ORDER_NOTHING)
		return store_save(work, &page_shape, page);
	if (page->state == PAGE_EXHAUSTED)
		return store_save(work, &page_shape, page) &&
		       alarm(work, incident, page, turn->order);
	return oncall_calls(work, policy, (size_t)page->step, incident, work->now,
			    &calls) &&
	       (page->round != 1 || note_missing(work, incident, page, &calls)) &&
	       round_send(work, incident, page, &calls, DELIVERY_PAGE, &page->person) &&
	       store_save(work, &page_shape, page) &&
	       note(work, "page.round", incident->id, subject_of(work, "page", page->id),
		    { "person", page->person },
		    { "round", text_of_int(work, page->sends) },
		    { "step", text_of_int(work, page->step + 1) },
		    { "level", page->level });
}

static bool advance(struct work *work, const struct incident *incident, struct page page)
{
	const struct policy *policy = escalation_policy_of(work, incident, &page);
	bool *reachable;

	if (!oncall_reachable(work, policy, incident, work->now, &reachable))
		return false;

	struct page_turn turn = page_advance(policy, reachable, page, work->now);

	return carry_out(work, incident, policy, &turn) &&
	       timer_set(work, "page.due", turn.page.id, incident->id, turn.page.due);
}

static bool is_live_already(struct work *work, int64_t incident, str policy,
			    int64_t chain, bool *ret_is)
{
	struct page *pages;
	size_t count;

	*ret_is = false;
	if (!store_of_incident(work, &page_shape, incident, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_is = *ret_is ||
			  (pages[i].chain == chain && page_is_live(pages[i].state) &&
			   str_equal(pages[i].policy, policy));
	return true;
}

/* Begins at the chain's "from", and with the time waited that its turn means. */
static bool begin_page(struct work *work, const struct incident *incident, size_t chain,
		       size_t from, str why)
{
	const struct policy *policy = escalation_policy(work, incident);
	struct page page = page_open(policy, (int64_t)chain, work->now);
	str names;

	page.incident = incident->id;
	page.why = why;
	if (from > chain) {
		page.step = (int64_t)from;
		page.waited = policy->steps[from].after;
	}
	if (!store_add(work, &page_shape, &page) ||
	    !names_of_chain(work, incident, policy, from, &names))
		return false;
	page.code = arena_format(work->arena, "%03lld", (long long)(page.id % 1000));
	return note(work, "page.opened", incident->id, subject_of(work, "page", page.id),
		    { "code", page.code }, { "people", names },
		    { "level", policy->steps[from].level }, { "why", why }) &&
	       advance(work, incident, page);
}

bool paging_open_at(struct work *work, struct incident *incident, size_t chain,
		    size_t from, str why)
{
	const struct policy *policy = escalation_policy(work, incident);
	bool is_live;

	/* What the policy has no longer is its first chain: somebody must answer. */
	if (!policy_begins_chain(policy, chain) ||
	    from >= policy_chain_end(policy, chain))
		chain = from = 0;
	if (!is_live_already(work, incident->id, policy->name, (int64_t)chain, &is_live))
		return false;
	return is_live || begin_page(work, incident, chain, from, why);
}

bool paging_open_chain(struct work *work, struct incident *incident, size_t chain,
		       str why)
{
	return paging_open_at(work, incident, chain, chain, why);
}

bool paging_open(struct work *work, struct incident *incident)
{
	return paging_open_chain(work, incident, 0, STR("")) &&
	       escalation_severity(work, incident) && escalation_arm(work, incident);
}

bool paging_due(struct work *work, const struct timer *timer)
{
	struct page page;
	struct incident incident;

	if (!store_get(work, &page_shape, timer->ref, &page) ||
	    !store_get(work, &incident_shape, page.incident, &incident))
		return false;
	if (!page_is_live(page.state))
		return true;

	duration_ms late = work->now - page.due;

	if (late > 5 * SECOND_MS &&
	    !note(work, "page.late", incident.id, subject_of(work, "page", page.id),
		  { "late", duration_format(work->arena, late) }))
		return false;
	return advance(work, &incident, page);
}

bool paging_pass_to(struct work *work, struct incident *incident, struct page page,
		    size_t step)
{
	const struct policy *policy = escalation_policy_of(work, incident, &page);

	return advance(work, incident, page_pass_to(policy, page, step, work->now));
}

/* The chain that a page of maybe another policy began, in the incident's. */
static size_t chain_again(const struct work *work, const struct incident *incident,
			  const struct page *page)
{
	const struct policy *policy = escalation_policy(work, incident);

	return str_equal(page->policy, policy->name) ? (size_t)page->chain : 0;
}

/* By a newer page of its chain: that one's ack counts. */
static bool is_followed(struct work *work, const struct page *page, bool *ret_is)
{
	struct page *pages;
	size_t count;

	*ret_is = false;
	if (!store_of_incident(work, &page_shape, page->incident, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_is = *ret_is ||
			  (pages[i].id > page->id && pages[i].chain == page->chain &&
			   str_equal(pages[i].policy, page->policy));
	return true;
}

static bool lapse(struct work *work, struct incident *incident, const struct page *page)
{
	const struct policy *policy = escalation_policy(work, incident);
	size_t chain = chain_again(work, incident, page);
	str holder = incident->commander.length > 0 ? incident->commander
						    : page->acked_by;
	bool is_live;

	/* Another ack of it lapsed before. */
	if (!is_live_already(work, incident->id, policy->name, (int64_t)chain, &is_live))
		return false;
	if (is_live)
		return true;
	return note(work, "page.ack-lapsed", incident->id,
		    subject_of(work, "page", page->id), { "by", holder },
		    { "after",
		      duration_format(work->arena, work->now - incident->worked_at) }) &&
	       paging_open_chain(work, incident, chain,
				 STR("the acknowledgement lapsed"));
}

bool paging_lapse_due(struct work *work, const struct timer *timer)
{
	struct page page;
	struct incident incident;
	bool followed;

	if (!store_get(work, &page_shape, timer->ref, &page) ||
	    !store_get(work, &incident_shape, page.incident, &incident) ||
	    !is_followed(work, &page, &followed))
		return false;

	const struct policy *policy = escalation_policy_of(work, &incident, &page);

	if (followed || page.state != PAGE_ACKNOWLEDGED ||
	    !incident_is_open(incident.state) || policy->ack_lapse == 0)
		return true;
	/* Nothing burns now, or not badly; it may again. */
	if (incident.rank > 1 || incident.state == INCIDENT_MITIGATED ||
	    incident.state == INCIDENT_MONITORING)
		return timer_set(work, "page.lapse", page.id, incident.id,
				 work->now + policy->ack_lapse);
	if (!page_has_lapsed(policy, &page, incident.worked_at, work->now))
		return timer_set(work, "page.lapse", page.id, incident.id,
				 page_lapses_at(policy, &page, incident.worked_at));
	return lapse(work, &incident, &page);
}

bool paging_is_in_hand(struct work *work, const struct incident *incident, bool *ret_is)
{
	struct page page;

	if (!store_page_of_incident(work, incident->id, &page, ret_is))
		return false;
	*ret_is = *ret_is &&
		  (page_is_live(page.state) || page.state == PAGE_ACKNOWLEDGED);
	return true;
}
