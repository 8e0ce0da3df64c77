#include "app/lifecycle/command.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"

enum { REASON_BYTES_MAX = 500, NAME_BYTES_MAX = 100 };

static bool check_open(struct work *work, const struct incident *incident)
{
	return incident_is_open(incident->state) ||
	       fail(work, ERROR_CONFLICT, STR_FMT " is %s", STR_ARG(incident->code),
		    incident_state_names[incident->state]);
}

/* -- the commander -- */

static bool tell_former(struct work *work, const struct incident *incident, str former,
			str reason)
{
	if (former.length == 0)
		return true;
	return paging_tell(work, incident, former,
			   arena_format(work->arena, STR_FMT ": " STR_FMT " took command",
					STR_ARG(incident->code),
					STR_ARG(work->actor.name)),
			   arena_format(work->arena,
					STR_FMT " took command of " STR_FMT ": " STR_FMT
						"\nYou are not paged for it any more.\n",
					STR_ARG(work->actor.name),
					STR_ARG(incident->code), STR_ARG(reason)));
}

static bool check_take(struct work *work, const struct incident *incident, str reason)
{
	if (work->actor.kind != ACTOR_PERSON || work->actor.role < ROLE_RESPONDER)
		return fail(work, ERROR_FORBIDDEN,
			    "an incident is led by a person who may respond");
	if (reason.length > REASON_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "reason: at most %d bytes",
			    REASON_BYTES_MAX);
	return incident->commander.length == 0 || reason.length > 0 ||
	       fail(work, ERROR_INVALID,
		    "reason: " STR_FMT " has " STR_FMT ": say why you take it",
		    STR_ARG(incident->commander), STR_ARG(incident->code));
}

bool command_take(struct work *work, struct incident *incident, str reason)
{
	struct handoff offer;
	str former = incident->commander;
	bool is_offered;

	if (!check_open(work, incident) ||
	    !handoff_open(work, incident->id, &offer, &is_offered))
		return false;
	if (is_offered && str_equal(offer.taker, work->actor.name))
		return handoff_accept(work, incident);
	if (is_offered)
		return fail(work, ERROR_CONFLICT,
			    STR_FMT " is on offer to " STR_FMT
				    ": accepted, declined or withdrawn first",
			    STR_ARG(incident->code), STR_ARG(offer.taker));
	if (str_equal(former, work->actor.name))
		return true;
	if (!check_take(work, incident, reason))
		return false;

	str how = STR("took it");

	if (former.length > 0)
		how = arena_format(work->arena, "took it from " STR_FMT ": " STR_FMT,
				   STR_ARG(former), STR_ARG(reason));
	incident->commander = work->actor.name;
	return note(work, "incident.commander", incident->id, incident->code,
		    { "name", work->actor.name }, { "how", how }) &&
	       incident_touch(work, incident) &&
	       tell_former(work, incident, former, reason);
}

/* -- the others -- */

/* Who reported it, and who knows it, may be people that we have no account of. */
static bool check_holder(struct work *work, enum duty_role role, str person)
{
	if (person.length > NAME_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "person: at most %d bytes",
			    NAME_BYTES_MAX);
	return person.length == 0 || role == DUTY_REPORTER || role == DUTY_EXPERT ||
	       config_person(work->config, person) ||
	       fail(work, ERROR_INVALID,
		    "person: there is no " STR_FMT " in the configuration",
		    STR_ARG(str_clip(person, 60)));
}

/* ret_had: somebody had it until now. */
static bool end_role(struct work *work, const struct incident *incident,
		     enum duty_role role, str *ret_had)
{
	struct duty_holder *holders;
	size_t count;

	*ret_had = STR("");
	if (!store_of_incident(work, &duty_holder_shape, incident->id, &holders, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (holders[i].role != role || holders[i].ended_at != 0)
			continue;
		*ret_had = holders[i].person;
		holders[i].ended_at = work->now;
		if (!store_save(work, &duty_holder_shape, &holders[i]))
			return false;
	}
	return true;
}

bool role_give(struct work *work, struct incident *incident, enum duty_role role,
	       str person)
{
	struct duty_holder holder = { .incident = incident->id,
				      .role = role,
				      .person = person,
				      .given_by = work->actor.name,
				      .given_at = work->now };
	str had;

	if (!check_open(work, incident) || !check_holder(work, role, person) ||
	    !end_role(work, incident, role, &had))
		return false;
	if (person.length == 0 && had.length == 0)
		return fail(work, ERROR_CONFLICT, "nobody is %s", duty_role_names[role]);
	if (person.length > 0 && !store_add(work, &duty_holder_shape, &holder))
		return false;
	return note(work, "role.given", incident->id, incident->code,
		    { "role", str_of(duty_role_names[role]) }, { "person", person },
		    { "had", str_equal(had, person) ? STR("") : had }) &&
	       incident_touch(work, incident);
}

/* -- the end -- */

static bool close_boxes(struct work *work, const struct incident *incident)
{
	struct time_box *boxes;
	size_t count;

	if (!store_of_incident(work, &time_box_shape, incident->id, &boxes, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (boxes[i].state != TIME_BOX_OPEN)
			continue;
		boxes[i].state = TIME_BOX_DONE;
		boxes[i].ended_at = work->now;
		if (!store_save(work, &time_box_shape, &boxes[i]) ||
		    !timer_drop(work, "timebox.due", boxes[i].id))
			return false;
	}
	return true;
}

bool command_close(struct work *work, const struct incident *incident)
{
	struct handoff offer;
	bool is_offered;

	if (!close_boxes(work, incident) ||
	    !handoff_open(work, incident->id, &offer, &is_offered))
		return false;
	if (!is_offered)
		return true;
	offer.state = HANDOFF_WITHDRAWN;
	offer.reason = STR("the incident is over");
	offer.ended_at = work->now;
	return store_save(work, &handoff_shape, &offer) &&
	       note(work, "handoff.withdrawn", incident->id,
		    subject_of(work, "handoff", offer.id), { "giver", offer.giver },
		    { "taker", offer.taker }, { "reason", offer.reason });
}
