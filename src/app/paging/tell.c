/* Texts that are no page of an incident: quiet ones to people and audiences, alarms of
 * our own, and the test whether it rings. */
#include "app/note.h"
#include "app/paging/paging.h"
#include "app/paging/rounds.h"

bool paging_tell(struct work *work, const struct incident *incident, str name,
		 str subject, str text)
{
	const struct person_config *person = config_person(work->config, name);
	size_t count = person && person->contact_count > 0 ? 1 : 0;
	struct delivery delivery = { .incident = incident ? incident->id : 0,
				     .purpose = DELIVERY_MESSAGE,
				     .person = name,
				     .subject = subject,
				     .text = text };

	if (count == 0)
		return true;
	delivery.channel = person->contacts[0].channel;
	delivery.address = person->contacts[0].address;
	return delivery_queue(work, &delivery);
}

bool paging_tell_contacts(struct work *work, const struct message *message,
			  const struct contact *contacts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct delivery delivery = { .incident = message->incident,
					     .message = message->id,
					     .purpose = DELIVERY_MESSAGE,
					     .channel = contacts[i].channel,
					     .address = contacts[i].address,
					     .subject = message->subject,
					     .text = message->text };

		if (!delivery_queue(work, &delivery))
			return false;
	}
	return true;
}

static bool alarm_by(struct work *work, int64_t incident, str person,
		     const struct contact *contact, str subject, str text)
{
	struct delivery delivery = { .incident = incident,
				     .purpose = DELIVERY_ALARM,
				     .person = person,
				     .channel = contact->channel,
				     .address = contact->address,
				     .subject = subject,
				     .text = text,
				     .brief = str_clip(subject, 160) };

	return delivery_queue(work, &delivery);
}

bool paging_wake(struct work *work, const struct incident *incident, str name,
		 str subject, str text)
{
	const struct person_config *person = config_person(work->config, name);

	for (size_t i = 0; person && i < person->contact_count; i++)
		if (!alarm_by(work, incident->id, person->name, &person->contacts[i],
			      subject, text))
			return false;
	return true;
}

bool paging_test(struct work *work, str name, int64_t *ret_count)
{
	const struct person_config *person = config_person(work->config, name);
	str text = arena_format(work->arena,
				STR_FMT " asked for this test. Nothing is broken, and "
					"nothing is to be done.\n",
				STR_ARG(work->actor.name));

	if (!person || person->contact_count == 0)
		return fail(work, ERROR_INVALID, "person: " STR_FMT " %s",
			    STR_ARG(str_clip(name, 60)),
			    person ? "has no contact: nobody would be woken"
				   : "is nobody in the configuration");
	for (size_t i = 0; i < person->contact_count; i++)
		if (!alarm_by(work, 0, person->name, &person->contacts[i],
			      STR("A test page from stanch"), text))
			return false;
	*ret_count = (int64_t)person->contact_count;
	return note(work, "page.tested", 0, STR(""), { "person", person->name },
		    { "by", work->actor.name });
}

bool paging_alarm(struct work *work, int64_t incident, str subject, str text)
{
	const struct policy *policy = &work->config->policies[0];
	struct calls calls = { 0 };

	if (!oncall_everybody(work, policy, work->now, &calls))
		return false;
	for (size_t i = 0; i < calls.count; i++) {
		const struct called *called = &calls.items[i];
		const struct person_config *person = config_person(work->config,
								   called->person);

		if (!person &&
		    !alarm_by(work, incident, STR(""), &called->channel, subject, text))
			return false;
		for (size_t j = 0; person && j < person->contact_count; j++)
			if (!alarm_by(work, incident, person->name, &person->contacts[j],
				      subject, text))
				return false;
	}
	return true;
}
