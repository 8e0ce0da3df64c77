#include "app/paging/oncall.h"

#include "app/note.h"

bool oncall_duty(struct work *work, const struct schedule *schedule, instant_ms at,
		 struct duty *ret_duty)
{
	struct override *overrides;
	size_t count;

	if (!store_overrides(work, schedule->name, at, &overrides, &count))
		return false;
	*ret_duty = schedule_duty(schedule, overrides, count, at);
	return true;
}

bool oncall_shifts(struct work *work, const struct schedule *schedule, instant_ms from,
		   instant_ms until, struct shifts *ret_shifts)
{
	struct override *overrides;
	size_t count;

	if (!store_overrides(work, schedule->name, from, &overrides, &count))
		return false;

	const struct shifts *shifts = schedule_shifts(work->arena, schedule, overrides,
						      count, from, until);

	if (!shifts)
		return fail(work, ERROR_TOO_LARGE,
			    "schedule " STR_FMT " has more than %d shifts in that time: "
			    "ask for less",
			    STR_ARG(schedule->name), SHIFTS_MAX);
	*ret_shifts = *shifts;
	return true;
}

/* -- the people and channels of one step -- */

struct calling {
	struct work *work;
	instant_ms at;
	const struct incident *incident; /* whose commander stands in; NULL: none does */
	struct calls *calls;
};

static void add_missing(const struct calling *calling, str sentence)
{
	*list_add(calling->work->arena, &calling->calls->missing) = sentence;
}

static bool is_in(const struct calls *calls, const struct called *called)
{
	for (size_t i = 0; i < calls->count; i++) {
		const struct called *one = &calls->items[i];

		if (str_equal(one->person, called->person) &&
		    str_equal(one->channel.channel, called->channel.channel) &&
		    str_equal(one->channel.address, called->channel.address))
			return true;
	}
	return false;
}

static void add_called(const struct calling *calling, struct called called)
{
	if (!is_in(calling->calls, &called))
		*list_add(calling->work->arena, calling->calls) = called;
}

static bool can_be_reached(const struct calling *calling, str name)
{
	const struct person_config *person = config_person(calling->work->config, name);

	return person && person->contact_count > 0;
}

static void call_person(const struct calling *calling, str name, str because)
{
	struct arena *arena = calling->work->arena;

	if (can_be_reached(calling, name))
		add_called(calling,
			   (struct called){ .person = name, .because = because });
	else
		add_missing(calling,
			    arena_format(arena, STR_FMT " (" STR_FMT ") has no contact",
					 STR_ARG(name), STR_ARG(because)));
}

static str because_of(struct arena *arena, const struct schedule *schedule,
		      const struct duty *duty)
{
	if (duty->override != 0)
		return arena_format(arena, "schedule " STR_FMT ", override %lld",
				    STR_ARG(schedule->name), (long long)duty->override);
	return arena_format(arena, "schedule " STR_FMT ", layer " STR_FMT,
			    STR_ARG(schedule->name), STR_ARG(duty->layer));
}

static str gap_sentence(const struct calling *calling, const struct schedule *schedule)
{
	struct arena *arena = calling->work->arena;

	if (calling->at == calling->work->now)
		return arena_format(arena, "schedule " STR_FMT " has nobody now",
				    STR_ARG(schedule->name));
	return arena_format(arena, "schedule " STR_FMT " has nobody at " STR_FMT,
			    STR_ARG(schedule->name),
			    STR_ARG(zone_format(arena, schedule->zone, calling->at)));
}

static bool call_schedule(const struct calling *calling, str name, bool *ret_is_gap)
{
	struct work *work = calling->work;
	const struct schedule *schedule = config_schedule(work->config, name);
	struct duty duty;

	*ret_is_gap = true;
	if (!schedule) {
		add_missing(calling,
			    arena_format(work->arena, "there is no schedule " STR_FMT,
					 STR_ARG(name)));
		return true;
	}
	if (!oncall_duty(work, schedule, calling->at, &duty))
		return false;
	*ret_is_gap = duty.person.length == 0;
	if (*ret_is_gap)
		add_missing(calling, gap_sentence(calling, schedule));
	else
		call_person(calling, duty.person,
			    because_of(work->arena, schedule, &duty));
	return true;
}

/* Whoever holds the incident is called instead of who has the duty. One who cannot be
 * reached any more holds nothing up. */
static bool commander_stands_in(const struct calling *calling)
{
	const struct incident *incident = calling->incident;

	if (!incident || incident->commander.length == 0 ||
	    !can_be_reached(calling, incident->commander))
		return false;
	add_called(calling, (struct called){ .person = incident->commander,
					     .because = STR("holds the incident") });
	return true;
}

static bool call_target(const struct calling *calling, const struct target *target)
{
	bool unheeded;

	switch (target->kind) {
	case TARGET_PERSON: call_person(calling, target->name, STR("named")); break;
	case TARGET_SCHEDULE:
		return commander_stands_in(calling) ||
		       call_schedule(calling, target->name, &unheeded);
	case TARGET_CHANNEL:
		add_called(calling,
			   (struct called){ .channel = { .channel = target->name,
							 .address = target->address },
					    .because = STR("named") });
		break;
	}
	return true;
}

bool oncall_calls(struct work *work, const struct policy *policy, size_t step,
		  const struct incident *incident, instant_ms at, struct calls *ret_calls)
{
	struct calls calls = { 0 };
	struct calling calling = { .work = work,
				   .at = at,
				   .incident = step == 0 ? incident : NULL,
				   .calls = &calls };

	for (size_t i = 0; i < policy->steps[step].target_count; i++)
		if (!call_target(&calling, &policy->steps[step].targets[i]))
			return false;
	*ret_calls = calls;
	return true;
}

bool oncall_reachable(struct work *work, const struct policy *policy,
		      const struct incident *incident, instant_ms at,
		      bool **ret_reachable)
{
	bool *reachable = arena_many(work->arena, bool, policy->step_count + 1);

	for (size_t i = 0; i < policy->step_count; i++) {
		struct calls calls;

		if (!oncall_calls(work, policy, i, incident, at, &calls))
			return false;
		reachable[i] = calls.count > 0;
	}
	*ret_reachable = reachable;
	return true;
}

bool contact_is_due(const struct person_config *person, const struct contact *contact,
		    duration_ms waited)
{
	duration_ms earliest = person->contacts[0].after;

	for (size_t i = 1; i < person->contact_count; i++)
		if (person->contacts[i].after < earliest)
			earliest = person->contacts[i].after;
	return contact->after <= waited || contact->after <= earliest;
}

/* -- everybody: when nobody answered -- */

/* A schedule that has nobody when all others failed: then all who share it. */
static bool call_all_of_schedule(const struct calling *calling, str name)
{
	const struct schedule *schedule = config_schedule(calling->work->config, name);
	str because = arena_format(calling->work->arena,
				   "in schedule " STR_FMT ", which has nobody",
				   STR_ARG(name));
	bool is_gap;

	if (!call_schedule(calling, name, &is_gap))
		return false;
	for (size_t i = 0; is_gap && schedule && i < schedule->layer_count; i++)
		for (size_t p = 0; p < schedule->layers[i].person_count; p++)
			if (can_be_reached(calling, schedule->layers[i].people[p]))
				call_person(calling, schedule->layers[i].people[p],
					    because);
	return true;
}

static bool call_on_call(const struct calling *calling, str name)
{
	if (config_schedule(calling->work->config, name))
		return call_all_of_schedule(calling, name);
	call_person(calling, name, STR("on call"));
	return true;
}

/* An alarm that reaches nobody would end silently: then whoever has a contact. Where
 * nobody was ever to be called there is nobody to be woken by it. */
static void call_anybody(const struct calling *calling, const struct policy *policy)
{
	const struct config *config = calling->work->config;
	size_t targets = config->on_call_count;

	for (size_t i = 0; i < policy->step_count; i++)
		targets += policy->steps[i].target_count;
	for (size_t i = 0; targets > 0 && i < config->person_count; i++)
		if (config->people[i].contact_count > 0 && !config->people[i].is_agent)
			call_person(calling, config->people[i].name,
				    STR("there is nobody else"));
}

bool oncall_everybody(struct work *work, const struct policy *policy, instant_ms at,
		      struct calls *ret_calls)
{
	struct calls calls = { 0 };
	struct calling calling = { .work = work, .at = at, .calls = &calls };

	for (size_t s = 0; s < policy->step_count; s++)
		for (size_t i = 0; i < policy->steps[s].target_count; i++) {
			const struct target *target = &policy->steps[s].targets[i];

			if (target->kind == TARGET_SCHEDULE
				    ? !call_all_of_schedule(&calling, target->name)
				    : !call_target(&calling, target))
				return false;
		}
	for (size_t i = 0; i < work->config->on_call_count; i++)
		if (!call_on_call(&calling, work->config->on_call[i]))
			return false;
	if (calls.count == 0)
		call_anybody(&calling, policy);
	*ret_calls = calls;
	return true;
}
