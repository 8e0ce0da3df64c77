#include "watchdog/pager.h"

#include "base/limits.h"
#include "base/thread.h"
#include "watchdog/say.h"

struct call {
	const struct pager *pager;
	const struct alarm_text *alarm;
	const struct person_config *person; /* NULL: a channel */
	struct contact contact;
	int64_t number;
	bool sent;
};

struct calls {
	struct call items[CALLED_MAX];
	size_t count;
};

static bool is_called(const struct calls *calls, const struct contact *contact)
{
	for (size_t i = 0; i < calls->count; i++)
		if (str_equal(calls->items[i].contact.channel, contact->channel) &&
		    str_equal(calls->items[i].contact.address, contact->address))
			return true;
	return false;
}

static void add_contact(struct calls *calls, const struct person_config *person,
			const struct contact *contact)
{
	if (calls->count < CALLED_MAX && !is_called(calls, contact))
		calls->items[calls->count++] = (struct call){ .person = person,
							      .contact = *contact };
}

static void add_person(struct calls *calls, const struct config *config, str name)
{
	const struct person_config *person = config_person(config, name);

	for (size_t i = 0; person && i < person->contact_count; i++)
		add_contact(calls, person, &person->contacts[i]);
}

/* Overrides live in the server's store, which may be what is broken. */
static void add_target(struct calls *calls, const struct config *config,
		       const struct target *target)
{
	struct contact channel = { .channel = target->name, .address = target->address };
	const struct schedule *schedule;

	switch (target->kind) {
	case TARGET_PERSON: add_person(calls, config, target->name); break;
	case TARGET_CHANNEL: add_contact(calls, NULL, &channel); break;
	case TARGET_SCHEDULE:
		schedule = config_schedule(config, target->name);
		if (schedule)
			add_person(calls, config,
				   schedule_duty(schedule, NULL, 0, clock_now()).person);
		break;
	}
}

static struct calls calls_of(const struct pager *pager)
{
	const struct policy *policy = &pager->config->policies[0];
	struct calls calls = { 0 };

	for (size_t step = 0; step < policy->step_count; step++)
		for (size_t i = 0; i < policy->steps[step].target_count; i++)
			add_target(&calls, pager->config,
				   &policy->steps[step].targets[i]);
	return calls;
}

size_t pager_reach(const struct pager *pager)
{
	return calls_of(pager).count;
}

static struct notice notice_of(struct arena *arena, const struct call *call)
{
	const struct alarm_text *alarm = call->alarm;

	return (struct notice){
		.address = call->contact.address,
		.subject = alarm->subject,
		.text = alarm->text,
		.brief = str_clip(alarm->subject, 160),
		.send_key = arena_format(arena, STR_FMT "-%lld", STR_ARG(alarm->thread),
					 (long long)call->number),
		.thread_key = alarm->thread,
		.title = alarm->subject,
		.service = STR("stanch"),
		.severity = STR("watchdog"),
		.person = call->person ? call->person->name : STR(""),
		.language = call->person ? call->person->language : STR(""),
		.purpose = alarm->urgent ? DELIVERY_ALARM : DELIVERY_RECOVERY,
		.urgent = alarm->urgent,
		.at = clock_now(),
		.config = call->pager->config,
	};
}

static void run_call(void *context, size_t which)
{
	struct call *call = &((struct calls *)context)->items[which];
	scoped_arena arena = arena_new(JOB_ARENA_BYTES_MAX);
	struct notice notice = notice_of(arena, call);
	struct send_outcome outcome = { 0 };
	struct error error = { 0 };
	str name = call->person ? call->person->name : STR("everybody there");
	const struct notifier *notifier = ports_channel(
		call->pager->ports, call->pager->config, call->contact.channel,
		&notice.channel);

	call->sent = notifier && notifier->send(arena, &notice, &outcome, &error);
	if (call->sent)
		say("sent to " STR_FMT " by " STR_FMT, STR_ARG(name),
		    STR_ARG(call->contact.channel));
	else
		say("NOT SENT to " STR_FMT " by " STR_FMT ": %s", STR_ARG(name),
		    STR_ARG(call->contact.channel),
		    notifier ? error.text : "there is no such channel");
}

size_t pager_send(struct pager *pager, const struct alarm_text *alarm)
{
	struct calls calls = calls_of(pager);
	size_t sent = 0;

	for (size_t i = 0; i < calls.count; i++) {
		calls.items[i].pager = pager;
		calls.items[i].alarm = alarm;
		calls.items[i].number = ++pager->sent;
	}
	/* All at once, since one that hangs must not keep the others; but on a machine
	 * that is out of threads, one after the other. */
	threads_share("page", calls.count, calls.count, run_call, &calls);
	for (size_t i = 0; i < calls.count; i++)
		sent += calls.items[i].sent;
	return sent;
}
