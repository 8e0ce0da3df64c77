/* How a page ends: somebody takes it, or its reason goes away. */
#include "app/app.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/paging.h"
#include "app/paging/rounds.h"
#include "app/telling/telling.h"

static bool take_command(struct work *work, struct incident *incident)
{
	if (incident->commander.length > 0 || work->actor.kind != ACTOR_PERSON)
		return true;
	incident->commander = work->actor.name;
	return note(work, "incident.commander", incident->id, incident->code,
		    { "name", work->actor.name }, { "how", STR("acknowledged first") });
}

static bool drop_timers(struct work *work, const struct page *page)
{
	return timer_drop(work, "page.due", page->id) &&
	       timer_drop(work, "page.fall", page->id) &&
	       store_deliveries_cancel(work, page->id, work->now);
}

static duration_ms lapse_of(const struct work *work, const struct incident *incident,
			    const struct page *page)
{
	const struct policy *policy = escalation_policy_of(work, incident, page);

	return policy->ack_lapse;
}

static bool take(struct work *work, const struct incident *incident, struct page page)
{
	duration_ms lapse = lapse_of(work, incident, &page);

	page = page_acknowledge(page, work->actor.name, work->now);
	if (lapse > 0 &&
	    !timer_set(work, "page.lapse", page.id, incident->id, work->now + lapse))
		return false;
	return store_save(work, &page_shape, &page) &&
	       note(work, "page.acknowledged", incident->id,
		    subject_of(work, "page", page.id), { "by", page.acked_by },
		    { "via", work->actor.via },
		    { "after",
		      duration_format(work->arena, work->now - page.opened_at) }) &&
	       drop_timers(work, &page);
}

static bool acknowledged(struct work *work, struct incident *incident)
{
	if (incident->acked_at == 0)
		incident->acked_at = work->now;
	return take_command(work, incident) && incident_touch(work, incident) &&
	       milestone_reach(work, incident->id, MILESTONE_ACKED, work->now,
			       BASIS_MEASURED, 0) &&
	       incident_move(work, incident, INCIDENT_ACKNOWLEDGE);
}

static bool was_taken(struct work *work, const struct page *page)
{
	if (page->state == PAGE_ACKNOWLEDGED &&
	    str_equal(page->acked_by, work->actor.name))
		return true;
	return fail(work, ERROR_CONFLICT,
		    "the page is %s already"
		    "%s" STR_FMT,
		    page_state_names[page->state],
		    page->acked_by.length > 0 ? " by " : "", STR_ARG(page->acked_by));
}

static bool calls_actor(struct work *work, const struct page *page, bool *ret_calls)
{
	struct delivery *deliveries;
	size_t count;

	*ret_calls = false;
	if (!store_deliveries_of_page(work, page->id, &deliveries, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_calls = *ret_calls ||
			     str_equal(deliveries[i].person, work->actor.name);
	return true;
}

static bool has_answered(const struct page *pages, size_t count, str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(pages[i].acked_by, name))
			return true;
	return false;
}

/* Who answered before, and is not called, cannot answer for those who are called since:
 * they are, because one answer was not enough. */
static bool refuse_again(struct work *work, const struct page *page)
{
	return fail(work, ERROR_CONFLICT,
		    "you acknowledged already; what still pages calls " STR_FMT
		    " (" STR_FMT "), who must answer",
		    STR_ARG(page->person.length > 0 ? page->person : STR("everybody")),
		    STR_ARG(page->level));
}

bool paging_acknowledge(struct work *work, struct incident *incident)
{
	const struct page *left = NULL;
	struct page *pages;
	size_t count, taken = 0;

	if (!store_of_incident(work, &page_shape, incident->id, &pages, &count))
		return false;
	if (count == 0)
		return fail(work, ERROR_CONFLICT, STR_FMT " paged nobody",
			    STR_ARG(incident->code));

	bool is_first = !has_answered(pages, count, work->actor.name);

	for (size_t i = 0; i < count; i++) {
		bool calls = is_first;

		if (!page_is_live(pages[i].state))
			continue;
		if (!calls && !calls_actor(work, &pages[i], &calls))
			return false;
		if (!calls) {
			left = &pages[i];
			continue;
		}
		if (!take(work, incident, pages[i]))
			return false;
		taken++;
	}
	if (taken > 0)
		return acknowledged(work, incident);
	return left ? refuse_again(work, left) : was_taken(work, &pages[count - 1]);
}

/* The other pages of the incident that call the same person: one answer is enough. */
static bool take_others(struct work *work, const struct incident *incident)
{
	struct page *pages;
	size_t count;
	bool calls;

	if (!store_of_incident(work, &page_shape, incident->id, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!page_is_live(pages[i].state))
			continue;
		if (!calls_actor(work, &pages[i], &calls) ||
		    (calls && !take(work, incident, pages[i])))
			return false;
	}
	return true;
}

static bool is_superseded(struct work *work, const struct page *page, bool *ret_is)
{
	struct page *pages;
	size_t count;

	*ret_is = false;
	if (!store_of_incident(work, &page_shape, page->incident, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_is = *ret_is ||
			  (pages[i].id > page->id && page_is_live(pages[i].state));
	return true;
}

bool paging_acknowledge_page(struct work *work, int64_t id, struct incident *ret_incident)
{
	struct page page;
	bool superseded;

	if (!store_get(work, &page_shape, id, &page) ||
	    !store_get(work, &incident_shape, page.incident, ret_incident) ||
	    !is_superseded(work, &page, &superseded))
		return false;
	if (page_is_live(page.state))
		return take(work, ret_incident, page) &&
		       take_others(work, ret_incident) &&
		       acknowledged(work, ret_incident);
	/* Yesterday's link must not silence what burns now. */
	if (superseded)
		return fail(work, ERROR_CONFLICT,
			    "this belongs to an earlier page: use the newest one's");
	return was_taken(work, &page);
}

bool paging_stop(struct work *work, struct incident *incident, str reason)
{
	struct page *pages;
	size_t count;

	if (!store_of_incident(work, &page_shape, incident->id, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct page page = pages[i];

		if (!page_is_live(page.state))
			continue;
		page = page_stop(page, reason);
		if (!store_save(work, &page_shape, &page) ||
		    !note(work, "page.stopped", incident->id,
			  subject_of(work, "page", page.id), { "reason", reason }) ||
		    !drop_timers(work, &page))
			return false;
	}
	return escalation_disarm(work, incident);
}

static bool send_recovery(struct work *work, const struct incident *incident,
			  const struct page *page, str name)
{
	const struct person_config *person = config_person(work->config, name);
	struct page_words words;
	struct delivery delivery = { .incident = incident->id,
				     .purpose = DELIVERY_RECOVERY,
				     .person = name };

	if (!person || person->contact_count == 0)
		return true;
	delivery.channel = person->contacts[0].channel;
	delivery.address = person->contacts[0].address;
	if (!telling_page_text(work, incident, page, MESSAGE_RECOVERY, person, &words))
		return false;
	delivery.subject = words.subject;
	delivery.text = words.text;
	delivery.brief = words.brief;
	return delivery_queue(work, &delivery);
}

static bool is_told_already(const struct delivery *deliveries, size_t count,
			    const struct delivery *which)
{
	for (size_t i = 0; i < count; i++)
		if (deliveries[i].purpose == DELIVERY_RECOVERY &&
		    deliveries[i].id > which->id &&
		    str_equal(deliveries[i].channel, which->channel) &&
		    str_equal(deliveries[i].address, which->address))
			return true;
	return false;
}

static bool keeps_open(const struct work *work, const struct delivery *delivery)
{
	const struct channel_config *channel;
	const struct notifier *notifier = ports_channel(work->app->ports, work->config,
							delivery->channel, &channel);

	return notifier && notifier->keeps_open && delivery->page != 0 &&
	       (delivery->state == DELIVERY_SENT || delivery->state == DELIVERY_SENDING);
}

bool paging_close(struct work *work, const struct incident *incident)
{
	struct delivery *sent;
	size_t count;

	if (!store_of_incident(work, &delivery_shape, incident->id, &sent, &count))
		return false;
	/* Each receiver once: the last thing that was opened there. */
	for (size_t i = count; i > 0; i--) {
		struct delivery delivery = { .incident = incident->id,
					     .purpose = DELIVERY_RECOVERY,
					     .person = sent[i - 1].person,
					     .channel = sent[i - 1].channel,
					     .address = sent[i - 1].address,
					     .subject = incident->title,
					     .text = incident->title };

		if (!keeps_open(work, &sent[i - 1]) ||
		    is_told_already(sent, count, &sent[i - 1]))
			continue;
		if (!delivery_queue(work, &delivery))
			return false;
		sent[i - 1] = delivery;
	}
	return true;
}

static bool any_live(const struct page *pages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (page_is_live(pages[i].state))
			return true;
	return false;
}

static bool nobody_answered(const struct page *pages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pages[i].acked_by.length > 0)
			return false;
	return true;
}

bool paging_recovered(struct work *work, struct incident *incident, bool *ret_unanswered)
{
	struct page *pages;
	size_t page_count, count;
	str *names;

	*ret_unanswered = false;
	if (!store_of_incident(work, &page_shape, incident->id, &pages, &page_count))
		return false;
	*ret_unanswered = any_live(pages, page_count) ||
			  nobody_answered(pages, page_count);
	if (!any_live(pages, page_count))
		return true;
	if (!store_people_paged(work, incident->id, &names, &count) ||
	    !paging_stop(work, incident, STR("all its alerts have ended")))
		return false;
	for (size_t i = 0; i < count; i++)
		if (names[i].length > 0 &&
		    !send_recovery(work, incident, &pages[page_count - 1], names[i]))
			return false;
	return true;
}
