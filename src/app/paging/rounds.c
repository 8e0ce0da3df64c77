#include "app/paging/rounds.h"

#include "app/app.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/paging.h"
#include "app/telling/telling.h"
#include "base/limits.h"
#include "base/text.h"

enum { NAMES_BYTES_MAX = 1024 };

/* -- one delivery -- */

static str destination_of(struct work *work, const struct contact *contact)
{
	const struct channel_config *channel;
	const struct notifier *notifier = ports_channel(work->app->ports, work->config,
							contact->channel, &channel);
	str rest = contact->address, host;

	if (notifier && notifier->destination)
		return notifier->destination(work->arena, contact, work->config);
	if (str_contains(rest, STR("://"))) {
		while (str_cut(rest, '/', &host, &rest) && host.length != 0)
			;
		str_cut(rest, '/', &rest, &host);
	}
	return arena_format(work->arena, STR_FMT " " STR_FMT, STR_ARG(contact->channel),
			    STR_ARG(str_clip(rest, 200)));
}

bool delivery_queue(struct work *work, struct delivery *delivery)
{
	struct contact contact = { .channel = delivery->channel,
				   .address = delivery->address };
	str name = destination_of(work, &contact);
	struct destination destination;
	struct job job;

	delivery->state = DELIVERY_QUEUED;
	delivery->created_at = work->now;
	if (!store_add(work, &delivery_shape, delivery) ||
	    !store_destination_find(work, name, &destination))
		return false;
	job = (struct job){ .lane = destination.slow_until > work->now ? LANE_SLOW
								       : LANE_PAGES,
			    .kind = STR("deliver"),
			    .ref = delivery->id,
			    .incident = delivery->incident,
			    .run_at = work->now,
			    .destination = name };
	delivery->send_key = arena_format(work->arena, "stanch-%lld-%lld",
					  (long long)delivery->incident,
					  (long long)delivery->id);
	return store_save(work, &delivery_shape, delivery) &&
	       note(work, "delivery.queued", delivery->incident,
		    subject_of(work, "delivery", delivery->id),
		    { "person", delivery->person }, { "channel", delivery->channel },
		    { "purpose", str_of(delivery_purpose_names[delivery->purpose]) }) &&
	       job_add_whole(work, &job);
}

/* -- one person -- */

struct round {
	struct work *work;
	const struct incident *incident;
	const struct page *page;
	enum delivery_purpose purpose;
	struct delivery *earlier; /* of this page, newest first */
	size_t earlier_count;
	/* What the page says, as last written: the same for all who read alike. */
	struct {
		bool is_written;
		str language;
		const struct zone *zone;
		struct page_words words;
	} page_text;
};

static bool load_round(struct round *round)
{
	return store_deliveries_of_page(round->work, round->page->id, &round->earlier,
					&round->earlier_count);
}

static bool goes_to(const struct delivery *delivery, const struct contact *contact)
{
	return str_equal(delivery->channel, contact->channel) &&
	       str_equal(delivery->address, contact->address);
}

/* What still waits of an earlier round says less than this one will. */
static bool supersede(struct round *round, str person, const struct contact *contact)
{
	struct work *work = round->work;

	for (size_t i = 0; i < round->earlier_count; i++) {
		struct delivery *delivery = &round->earlier[i];

		if (delivery->state != DELIVERY_QUEUED ||
		    !str_equal(delivery->person, person) || !goes_to(delivery, contact))
			continue;
		delivery->state = DELIVERY_CANCELLED;
		delivery->ended_at = work->now;
		delivery->problem = STR("the next round took its place");
		if (!store_save(work, &delivery_shape, delivery))
			return false;
	}
	return true;
}

static bool write_text(struct round *round, const struct person_config *person)
{
	str language = person ? person->language : STR("");
	const struct zone *zone = person ? person->zone : NULL;

	if (round->page_text.is_written &&
	    str_equal(round->page_text.language, language) &&
	    round->page_text.zone == zone)
		return true;
	round->page_text.is_written = true;
	round->page_text.language = language;
	round->page_text.zone = zone;
	return telling_page_text(round->work, round->incident, round->page, MESSAGE_PAGE,
				 person, &round->page_text.words);
}

/* person NULL: a channel that many read. */
static bool send_by(struct round *round, const struct person_config *person,
		    const struct contact *contact)
{
	struct work *work = round->work;
	str name = person ? person->name : STR("");

	if (!supersede(round, name, contact) || !write_text(round, person))
		return false;

	const struct page_words *words = &round->page_text.words;
	struct delivery delivery = { .incident = round->incident->id,
				     .page = round->page->id,
				     .round = round->page->sends,
				     .purpose = round->purpose,
				     .person = name,
				     .channel = contact->channel,
				     .address = contact->address,
				     .subject = words->subject,
				     .text = words->text,
				     .brief = words->brief };

	return delivery_queue(work, &delivery);
}

/* Since when this page calls that person; now, when it has not yet. */
static instant_ms called_since(const struct round *round, str person)
{
	instant_ms since = round->work->now;

	for (size_t i = 0; i < round->earlier_count; i++)
		if (str_equal(round->earlier[i].person, person) &&
		    round->earlier[i].created_at < since)
			since = round->earlier[i].created_at;
	return since;
}

/* A page of rank 0 and an alarm are never held. What is held is a row that is shown, and
 * the page goes on climbing: it is this person who is spared, not the incident. */
static bool is_held(struct round *round, str person, bool *ret_held)
{
	struct work *work = round->work;
	const struct config *config = work->config;
	int64_t sent, held;

	*ret_held = false;
	if (config->page_limit == 0 || round->incident->rank == 0 ||
	    round->purpose != DELIVERY_PAGE)
		return true;
	if (!store_pages_to(work, person, work->now - config->page_limit_within, &sent,
			    &held))
		return false;
	*ret_held = sent >= config->page_limit;
	return true;
}

static bool hold(struct round *round, const struct person_config *person)
{
	struct work *work = round->work;
	struct delivery delivery = {
		.incident = round->incident->id,
		.page = round->page->id,
		.round = round->page->sends,
		.purpose = round->purpose,
		.state = DELIVERY_HELD,
		.person = person->name,
		.channel = person->contacts[0].channel,
		.created_at = work->now,
		.ended_at = work->now,
		.problem = arena_format(
			work->arena, STR_FMT " got %lld pages within %s already",
			STR_ARG(person->name), (long long)work->config->page_limit,
			duration_format(work->arena, work->config->page_limit_within)
				.bytes),
	};

	return store_add(work, &delivery_shape, &delivery) &&
	       note(work, "delivery.held", delivery.incident,
		    subject_of(work, "delivery", delivery.id), { "person", person->name },
		    { "reason", delivery.problem });
}

static bool page_person(struct round *round, str name)
{
	const struct person_config *person = config_person(round->work->config, name);
	bool held;

	if (!person || person->contact_count == 0)
		return true;
	if (!is_held(round, name, &held))
		return false;
	if (held)
		return hold(round, person);

	duration_ms waited = round->work->now - called_since(round, name);

	for (size_t i = 0; i < person->contact_count; i++) {
		const struct contact *contact = &person->contacts[i];

		if (round->purpose == DELIVERY_PAGE &&
		    !contact_is_due(person, contact, waited))
			continue;
		if (!send_by(round, person, contact))
			return false;
	}
	return true;
}

/* -- a round -- */

/* A chat that is told each minute is muted; a person is woken each minute. */
static bool tells_channels(const struct page *page, enum delivery_purpose purpose)
{
	return page->round == 1 || purpose == DELIVERY_ALARM;
}

bool round_send(struct work *work, const struct incident *incident,
		const struct page *page, const struct calls *calls,
		enum delivery_purpose purpose, str *ret_names)
{
	struct round round = {
		.work = work, .incident = incident, .page = page, .purpose = purpose
	};
	struct text names = text_new(work->arena, NAMES_BYTES_MAX);
	duration_ms fall = escalation_policy(work, incident)->repeat / 2;

	if (!load_round(&round))
		return false;
	for (size_t i = 0; i < calls->count; i++) {
		const struct called *called = &calls->items[i];
		bool is_person = called->person.length > 0;
		bool done = true;

		text_addf(&names, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(is_person ? called->person : called->channel.channel));
		if (is_person)
			done = page_person(&round, called->person);
		else if (tells_channels(page, purpose))
			done = send_by(&round, NULL, &called->channel);
		if (!done)
			return false;
	}
	*ret_names = text_of(&names);
	fall = fall > 0 && fall < FALL_MS_MAX ? fall : FALL_MS_MAX;
	return purpose == DELIVERY_ALARM ||
	       timer_set(work, "page.fall", page->id, incident->id, work->now + fall);
}

/* -- when a channel does not work -- */

static const struct delivery *of_round(const struct round *round, str person,
				       const struct contact *contact)
{
	for (size_t i = 0; i < round->earlier_count; i++) {
		const struct delivery *delivery = &round->earlier[i];

		if (delivery->round == round->page->sends &&
		    str_equal(delivery->person, person) && goes_to(delivery, contact))
			return delivery;
	}
	return NULL;
}

/* The channels of a person that this round did not use yet; ret_any says whether there
 * were any. */
static bool use_further(struct round *round, const struct person_config *person,
			bool *ret_any)
{
	*ret_any = false;
	for (size_t i = 0; i < person->contact_count; i++) {
		if (of_round(round, person->name, &person->contacts[i]))
			continue;
		*ret_any = true;
		if (!send_by(round, person, &person->contacts[i]))
			return false;
	}
	if (!*ret_any)
		return true;
	return note(round->work, "page.fell", round->incident->id,
		    subject_of(round->work, "page", round->page->id),
		    { "person", person->name });
}

static bool load_page(struct work *work, int64_t id, struct page *ret_page,
		      struct incident *ret_incident)
{
	return store_get(work, &page_shape, id, ret_page) &&
	       store_get(work, &incident_shape, ret_page->incident, ret_incident);
}

bool round_fall(struct work *work, const struct delivery *delivery)
{
	const struct person_config *person = config_person(work->config,
							   delivery->person);
	struct incident incident;
	struct page page;
	bool any;

	if (!person || delivery->page == 0 || delivery->purpose != DELIVERY_PAGE)
		return true;
	if (!load_page(work, delivery->page, &page, &incident))
		return false;
	if (!page_is_live(page.state) || page.sends != delivery->round)
		return true;

	struct round round = { .work = work,
			       .incident = &incident,
			       .page = &page,
			       .purpose = DELIVERY_PAGE };

	return load_round(&round) && use_further(&round, person, &any);
}

/* Was anything sent to them in this round, or held for good reason? A channel is told
 * in the step's first round only. */
static bool was_told(const struct round *round, str name)
{
	for (size_t i = 0; i < round->earlier_count; i++) {
		const struct delivery *delivery = &round->earlier[i];
		bool is_channel = delivery->person.length == 0;
		str to = is_channel ? delivery->channel : delivery->person;

		if ((is_channel || delivery->round == round->page->sends) &&
		    str_equal(to, name) &&
		    (delivery->state == DELIVERY_SENT ||
		     delivery->state == DELIVERY_HELD))
			return true;
	}
	return false;
}

struct fallen {
	bool told;  /* somebody was */
	bool tried; /* a channel that was not used yet */
};

static bool look_at(struct round *round, str name, struct fallen *fallen)
{
	const struct person_config *person = config_person(round->work->config, name);
	bool any = false;

	if (was_told(round, name)) {
		fallen->told = true;
		return true;
	}
	if (person && !use_further(round, person, &any))
		return false;
	fallen->tried = fallen->tried || any;
	return true;
}

/* Nobody of the step was reached by any channel: the next one is called at once. */
static bool pass_on(struct work *work, const struct incident *incident, struct page page)
{
	const struct policy *policy = escalation_policy_of(work, incident, &page);
	struct page passed = page_pass(policy, page, work->now);

	if (passed.due == page.due)
		return true;
	return store_save(work, &page_shape, &passed) &&
	       note(work, "page.passed", incident->id, subject_of(work, "page", page.id),
		    { "person", page.person }) &&
	       timer_set(work, "page.due", page.id, incident->id, passed.due);
}

bool round_fall_due(struct work *work, const struct timer *timer)
{
	struct incident incident;
	struct page page;
	struct fallen fallen = { 0 };

	if (!load_page(work, timer->ref, &page, &incident))
		return false;
	if (page.state != PAGE_CLIMBING)
		return true;

	struct round round = { .work = work,
			       .incident = &incident,
			       .page = &page,
			       .purpose = DELIVERY_PAGE };
	str rest = page.person, name;

	if (!load_round(&round))
		return false;
	while (str_next(&rest, ',', &name))
		if (!look_at(&round, str_trim(name), &fallen))
			return false;
	if (fallen.told)
		return true;
	if (fallen.tried)
		return timer_set(work, "page.fall", page.id, incident.id,
				 work->now + FALL_MS_MAX);
	return pass_on(work, &incident, page);
}
