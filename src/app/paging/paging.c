#include "app/paging/paging.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/telling/telling.h"
#include "base/text.h"

/* An incident's page is wanted at once; a lapsed ack as well. */
#define ACK_LINK_LASTS_MS DAY_MS

static struct page_policy policy_of(const struct work *work,
				    const struct incident *incident)
{
	const struct config *config = work->config;

	return (struct page_policy){
		.people = config->on_call,
		.people_count = config->on_call_count,
		.repeat = config->page_repeat,
		.rounds_per_step = config->page_rounds,
		.ack_lapse = incident->rank <= 1 ? config->ack_lapse : 0,
	};
}

static bool add_delivery(struct work *work, struct delivery *delivery)
{
	delivery->state = DELIVERY_QUEUED;
	delivery->created_at = work->now;
	if (!store_add(work, &delivery_shape, delivery))
		return false;
	delivery->send_key = arena_format(work->arena, "stanch-%lld-%lld",
					  (long long)delivery->incident,
					  (long long)delivery->id);
	return store_save(work, &delivery_shape, delivery) &&
	       note(work, "delivery.queued", delivery->incident,
		    subject_of(work, "delivery", delivery->id),
		    { "person", delivery->person }, { "channel", delivery->channel },
		    { "purpose", str_of(delivery_purpose_names[delivery->purpose]) }) &&
	       job_add(work, LANE_PAGES, "deliver", delivery->id, delivery->incident,
		       work->now);
}

static str page_subject(struct work *work, const struct incident *incident,
			const struct page *page)
{
	return arena_format(work->arena, "[" STR_FMT "] " STR_FMT " " STR_FMT "%s",
			    STR_ARG(incident->severity), STR_ARG(incident->code),
			    STR_ARG(str_clip(incident->title, 120)),
			    page->sends > 1 ? " (again)" : "");
}

static str page_text(struct work *work, const struct incident *incident,
		     const struct page *page)
{
	return arena_format(
		work->arena,
		STR_FMT "\nservice " STR_FMT ", since " STR_FMT " UTC\n" STR_FMT
			" because " STR_FMT "\nround %lld, code " STR_FMT
			"\n\nTo acknowledge: stanch ack " STR_FMT "\n",
		STR_ARG(incident->title), STR_ARG(incident->service),
		STR_ARG(instant_format_time(work->arena, incident->onset_at)),
		STR_ARG(incident->severity), STR_ARG(incident->severity_reason),
		(long long)page->sends, STR_ARG(page->code), STR_ARG(incident->code));
}

static bool page_person(struct work *work, const struct incident *incident,
			const struct page *page, str name, enum delivery_purpose purpose)
{
	const struct person_config *person = config_person(work->config, name);

	for (size_t i = 0; person && i < person->contact_count; i++) {
		struct delivery delivery = { .incident = incident->id,
					     .page = page->id,
					     .round = page->sends,
					     .purpose = purpose,
					     .person = name,
					     .channel = person->contacts[i].channel,
					     .address = person->contacts[i].address,
					     .subject = page_subject(work, incident,
								     page),
					     .text = page_text(work, incident, page) };

		if (!add_delivery(work, &delivery))
			return false;
	}
	return true;
}

static bool page_everybody(struct work *work, const struct incident *incident,
			   const struct page *page, enum delivery_purpose purpose)
{
	for (size_t i = 0; i < work->config->on_call_count; i++)
		if (!page_person(work, incident, page, work->config->on_call[i], purpose))
			return false;
	return true;
}

static bool carry_out(struct work *work, const struct incident *incident,
		      const struct page_turn *turn)
{
	const struct page *page = &turn->page;
	str everybody = STR("everybody");

	if (turn->order == PAGE_ORDER_NOTHING)
		return true;
	if (turn->order == PAGE_ORDER_ALARM)
		return note(work, "page.exhausted", incident->id,
			    subject_of(work, "page", page->id),
			    { "people",
			      text_of_int(work,
					  (int64_t)work->config->on_call_count) }) &&
		       page_everybody(work, incident, page, DELIVERY_ALARM);
	if (!note(work, "page.round", incident->id, subject_of(work, "page", page->id),
		  { "person", page->person.length > 0 ? page->person : everybody },
		  { "round", text_of_int(work, page->sends) },
		  { "step", text_of_int(work, page->step + 1) }))
		return false;
	if (page->person.length == 0)
		return page_everybody(work, incident, page, DELIVERY_PAGE);
	return page_person(work, incident, page, page->person, DELIVERY_PAGE);
}

static bool advance(struct work *work, const struct incident *incident, struct page page)
{
	struct page_policy policy = policy_of(work, incident);
	struct page_turn turn = page_advance(&policy, page, work->now);

	return store_save(work, &page_shape, &turn.page) &&
	       carry_out(work, incident, &turn) &&
	       timer_set(work, "page.due", turn.page.id, incident->id, turn.page.due);
}

static str names_on_call(struct work *work)
{
	struct text text = text_new(work->arena, 1024);

	for (size_t i = 0; i < work->config->on_call_count; i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(work->config->on_call[i]));
	return text.length > 0 ? text_of(&text) : STR("nobody: nobody is on call");
}

bool paging_open(struct work *work, struct incident *incident)
{
	struct page page;
	bool found;

	if (!store_page_of_incident(work, incident->id, &page, &found))
		return false;
	if (found && page_is_live(page.state))
		return true;
	page = page_open(work->now);
	page.incident = incident->id;
	if (!store_add(work, &page_shape, &page))
		return false;
	page.code = arena_format(work->arena, "%03lld", (long long)(page.id % 1000));
	return note(work, "page.opened", incident->id, subject_of(work, "page", page.id),
		    { "code", page.code }, { "people", names_on_call(work) }) &&
	       advance(work, incident, page);
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

static bool take_command(struct work *work, struct incident *incident)
{
	if (incident->commander.length > 0 || work->actor.kind != ACTOR_PERSON)
		return true;
	incident->commander = work->actor.name;
	return note(work, "incident.commander", incident->id, incident->code,
		    { "name", work->actor.name }, { "how", STR("acknowledged first") });
}

static bool acknowledged(struct work *work, struct incident *incident,
			 const struct page *page)
{
	struct page_policy policy = policy_of(work, incident);

	if (policy.ack_lapse > 0 && !timer_set(work, "page.lapse", page->id, incident->id,
					       work->now + policy.ack_lapse))
		return false;
	if (incident->acked_at == 0)
		incident->acked_at = work->now;
	return take_command(work, incident) && incident_touch(work, incident) &&
	       milestone_reach(work, incident->id, MILESTONE_ACKED, work->now,
			       BASIS_MEASURED, 0) &&
	       incident_move(work, incident, INCIDENT_ACKNOWLEDGE);
}

bool paging_acknowledge(struct work *work, struct incident *incident)
{
	struct page page;
	bool found;

	if (!store_page_of_incident(work, incident->id, &page, &found))
		return false;
	if (!found)
		return fail(work, ERROR_CONFLICT, STR_FMT " paged nobody",
			    STR_ARG(incident->code));
	if (page.state == PAGE_ACKNOWLEDGED && str_equal(page.acked_by, work->actor.name))
		return true;
	if (!page_is_live(page.state))
		return fail(work, ERROR_CONFLICT,
			    "the page is %s already"
			    "%s" STR_FMT,
			    page_state_names[page.state],
			    page.acked_by.length > 0 ? " by " : "",
			    STR_ARG(page.acked_by));
	page = page_acknowledge(page, work->actor.name, work->now);
	return store_save(work, &page_shape, &page) &&
	       note(work, "page.acknowledged", incident->id,
		    subject_of(work, "page", page.id), { "by", page.acked_by },
		    { "via", work->actor.via },
		    { "after",
		      duration_format(work->arena, work->now - page.opened_at) }) &&
	       timer_drop(work, "page.due", page.id) &&
	       store_deliveries_cancel(work, page.id, work->now) &&
	       acknowledged(work, incident, &page);
}

bool paging_lapse_due(struct work *work, const struct timer *timer)
{
	struct page page;
	struct incident incident;

	if (!store_get(work, &page_shape, timer->ref, &page) ||
	    !store_get(work, &incident_shape, page.incident, &incident))
		return false;

	struct page_policy policy = policy_of(work, &incident);

	if (page.state != PAGE_ACKNOWLEDGED || !incident_is_open(incident.state) ||
	    policy.ack_lapse == 0)
		return true;
	/* Nothing burns now; it may again. */
	if (incident.state == INCIDENT_MITIGATED || incident.state == INCIDENT_MONITORING)
		return timer_set(work, "page.lapse", page.id, incident.id,
				 work->now + policy.ack_lapse);
	if (!page_has_lapsed(&policy, &page, incident.worked_at, work->now))
		return timer_set(work, "page.lapse", page.id, incident.id,
				 incident.worked_at + policy.ack_lapse);
	return note(work, "page.ack-lapsed", incident.id,
		    subject_of(work, "page", page.id), { "by", page.acked_by },
		    { "after",
		      duration_format(work->arena, work->now - incident.worked_at) }) &&
	       paging_open(work, &incident);
}

bool paging_stop(struct work *work, struct incident *incident, str reason)
{
	struct page page;
	bool found;

	if (!store_page_of_incident(work, incident->id, &page, &found))
		return false;
	if (!found || !page_is_live(page.state))
		return true;
	page = page_stop(page, reason);
	return store_save(work, &page_shape, &page) &&
	       note(work, "page.stopped", incident->id, subject_of(work, "page", page.id),
		    { "reason", reason }) &&
	       timer_drop(work, "page.due", page.id) &&
	       store_deliveries_cancel(work, page.id, work->now);
}

static bool send_recovery(struct work *work, const struct incident *incident, str name)
{
	const struct person_config *person = config_person(work->config, name);

	if (!person || person->contact_count == 0)
		return true;

	struct delivery delivery = {
		.incident = incident->id,
		.purpose = DELIVERY_RECOVERY,
		.person = name,
		.channel = person->contacts[0].channel,
		.address = person->contacts[0].address,
		.subject = arena_format(work->arena, "ended: " STR_FMT " " STR_FMT,
					STR_ARG(incident->code),
					STR_ARG(incident->title)),
		.text = arena_format(work->arena,
				     "All alerts of " STR_FMT
				     " have ended. Paging has stopped; "
				     "nobody needs to get up.\n" STR_FMT "\n",
				     STR_ARG(incident->code), STR_ARG(incident->title)),
	};

	return add_delivery(work, &delivery);
}

bool paging_recovered(struct work *work, struct incident *incident, bool *ret_unanswered)
{
	struct page page;
	bool found;
	str *names;
	size_t count;

	*ret_unanswered = false;
	if (!store_page_of_incident(work, incident->id, &page, &found))
		return false;
	if (!found || !page_is_live(page.state)) {
		*ret_unanswered = !found || page.acked_by.length == 0;
		return true;
	}
	*ret_unanswered = true;
	if (!store_people_paged(work, incident->id, &names, &count) ||
	    !paging_stop(work, incident, STR("all its alerts have ended")))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!send_recovery(work, incident, names[i]))
			return false;
	return true;
}

bool paging_tell_audiences(struct work *work, const struct incident *incident,
			   int64_t message, str subject, str text)
{
	for (size_t i = 0; i < work->config->audience_count; i++) {
		const struct contact *contact = &work->config->audiences[i];
		struct delivery delivery = { .incident = incident->id,
					     .message = message,
					     .purpose = DELIVERY_MESSAGE,
					     .channel = contact->channel,
					     .address = contact->address,
					     .subject = subject,
					     .text = text };

		if (!add_delivery(work, &delivery))
			return false;
	}
	return true;
}
