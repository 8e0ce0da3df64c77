/* Command passes from one to another: offered, then accepted in one turn. Until then
 * nothing has moved. */
#include "app/lifecycle/command.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "app/telling/telling.h"

enum { REASON_BYTES_MAX = 500 };

bool handoff_open(struct work *work, int64_t incident, struct handoff *ret_handoff,
		  bool *ret_found)
{
	struct handoff *handoffs;
	size_t count;

	*ret_found = false;
	if (!store_of_incident(work, &handoff_shape, incident, &handoffs, &count))
		return false;
	for (size_t i = count; i > 0 && !*ret_found; i--) {
		*ret_found = handoffs[i - 1].state == HANDOFF_OFFERED;
		if (*ret_found)
			*ret_handoff = handoffs[i - 1];
	}
	return true;
}

static bool check_taker(struct work *work, const struct incident *incident, str name)
{
	const struct person_config *taker = config_person(work->config, name);

	if (!taker)
		return fail(work, ERROR_INVALID,
			    "taker: there is no person " STR_FMT " in the configuration",
			    STR_ARG(str_clip(name, 60)));
	if (taker->is_agent || taker->role < ROLE_RESPONDER)
		return fail(work, ERROR_INVALID,
			    "taker: " STR_FMT " may not lead an incident", STR_ARG(name));
	if (taker->contact_count == 0)
		return fail(work, ERROR_INVALID,
			    "taker: " STR_FMT " has no contact and could not be paged",
			    STR_ARG(name));
	return !str_equal(name, incident->commander) ||
	       fail(work, ERROR_CONFLICT, STR_FMT " has it already", STR_ARG(name));
}

static bool may_offer(struct work *work, const struct incident *incident)
{
	struct handoff open;
	bool is_open;

	if (!incident_is_open(incident->state))
		return fail(work, ERROR_CONFLICT, STR_FMT " is %s",
			    STR_ARG(incident->code),
			    incident_state_names[incident->state]);
	if (work->actor.kind == ACTOR_AGENT ||
	    (!str_equal(work->actor.name, incident->commander) &&
	     work->actor.role < ROLE_ADMIN))
		return fail(work, ERROR_FORBIDDEN,
			    "only the commander (" STR_FMT ") or an admin hands it off",
			    STR_ARG(incident->commander.length > 0 ? incident->commander
								   : STR("none")));
	if (!handoff_open(work, incident->id, &open, &is_open))
		return false;
	return !is_open ||
	       fail(work, ERROR_CONFLICT,
		    "it is on offer to " STR_FMT " already: withdraw that first",
		    STR_ARG(open.taker));
}

static bool tell_taker(struct work *work, const struct incident *incident,
		       const struct handoff *handoff)
{
	str subject = arena_format(work->arena, STR_FMT ": " STR_FMT " hands it to you",
				   STR_ARG(incident->code), STR_ARG(handoff->giver));
	str text = arena_format(work->arena,
				STR_FMT " offers you " STR_FMT ": " STR_FMT
					".\nUntil you accept it stays with " STR_FMT
					".\n\n    stanch handoff accept " STR_FMT
					"\n    stanch handoff decline " STR_FMT
					" --reason \"…\"\n\n" STR_FMT,
				STR_ARG(handoff->giver), STR_ARG(incident->code),
				STR_ARG(incident->title), STR_ARG(handoff->giver),
				STR_ARG(incident->code), STR_ARG(incident->code),
				STR_ARG(handoff->document));

	return paging_tell(work, incident, handoff->taker, subject, text);
}

bool handoff_offer(struct work *work, struct incident *incident, str taker,
		   struct handoff *ret_handoff)
{
	struct handoff handoff = { .incident = incident->id,
				   .state = HANDOFF_OFFERED,
				   .giver = incident->commander.length > 0
						    ? incident->commander
						    : work->actor.name,
				   .taker = taker,
				   .offered_at = work->now };

	if (!may_offer(work, incident) || !check_taker(work, incident, taker) ||
	    !handoff_document(work, incident, &handoff.document) ||
	    !store_add(work, &handoff_shape, &handoff) ||
	    !note(work, "handoff.offered", incident->id,
		  subject_of(work, "handoff", handoff.id), { "giver", handoff.giver },
		  { "taker", taker }, { "code", incident->code }) ||
	    !incident_touch(work, incident) || !tell_taker(work, incident, &handoff))
		return false;
	*ret_handoff = handoff;
	return true;
}

static bool find_offer(struct work *work, const struct incident *incident,
		       struct handoff *ret_handoff)
{
	bool found;

	if (!handoff_open(work, incident->id, ret_handoff, &found))
		return false;
	return found || fail(work, ERROR_CONFLICT, "nobody is offered " STR_FMT,
			     STR_ARG(incident->code));
}

static bool find_own_offer(struct work *work, const struct incident *incident,
			   struct handoff *ret_handoff)
{
	if (!find_offer(work, incident, ret_handoff))
		return false;
	return (work->actor.kind == ACTOR_PERSON &&
		str_equal(work->actor.name, ret_handoff->taker)) ||
	       fail(work, ERROR_FORBIDDEN,
		    STR_FMT " is offered to " STR_FMT ", who alone can answer that",
		    STR_ARG(incident->code), STR_ARG(ret_handoff->taker));
}

static bool end_offer(struct work *work, struct handoff *handoff,
		      enum handoff_state state, str reason)
{
	static const char *const kinds[] = {
		[HANDOFF_OFFERED] = NULL,
		[HANDOFF_ACCEPTED] = "handoff.accepted",
		[HANDOFF_DECLINED] = "handoff.declined",
		[HANDOFF_WITHDRAWN] = "handoff.withdrawn",
	};

	if (reason.length > REASON_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "reason: at most %d bytes",
			    REASON_BYTES_MAX);
	handoff->state = state;
	handoff->reason = reason;
	handoff->ended_at = work->now;
	return store_save(work, &handoff_shape, handoff) &&
	       note(work, kinds[state], handoff->incident,
		    subject_of(work, "handoff", handoff->id), { "giver", handoff->giver },
		    { "taker", handoff->taker }, { "reason", reason });
}

bool handoff_accept(struct work *work, struct incident *incident)
{
	struct handoff handoff = { 0 };
	str why = arena_format(work->arena, STR_FMT " leads now",
			       STR_ARG(work->actor.name));

	if (!find_own_offer(work, incident, &handoff) ||
	    !end_offer(work, &handoff, HANDOFF_ACCEPTED, STR("")))
		return false;
	incident->commander = handoff.taker;
	return note(work, "incident.commander", incident->id, incident->code,
		    { "name", handoff.taker },
		    { "how", arena_format(work->arena, "handed over by " STR_FMT,
					  STR_ARG(handoff.giver)) }) &&
	       incident_touch(work, incident) &&
	       telling_draft(work, incident, MESSAGE_HANDOFF, why) &&
	       paging_tell(work, incident, handoff.giver,
			   arena_format(work->arena, STR_FMT ": " STR_FMT " has it now",
					STR_ARG(incident->code), STR_ARG(handoff.taker)),
			   arena_format(work->arena,
					STR_FMT " accepted " STR_FMT ": " STR_FMT
						". You are not paged for it any more.\n",
					STR_ARG(handoff.taker), STR_ARG(incident->code),
					STR_ARG(incident->title)));
}

static bool tell_end(struct work *work, const struct incident *incident, str person,
		     const char *what, str reason)
{
	str subject = arena_format(work->arena, STR_FMT ": %s", STR_ARG(incident->code),
				   what);
	str text = arena_format(work->arena, STR_FMT ": %s%s" STR_FMT "\n",
				STR_ARG(incident->code), what,
				reason.length > 0 ? ": " : ".", STR_ARG(reason));

	return paging_tell(work, incident, person, subject, text);
}

bool handoff_decline(struct work *work, struct incident *incident, str reason)
{
	struct handoff handoff = { 0 };

	if (!find_own_offer(work, incident, &handoff) ||
	    !end_offer(work, &handoff, HANDOFF_DECLINED, reason) ||
	    !incident_touch(work, incident))
		return false;
	return tell_end(work, incident, handoff.giver,
			"the handoff was declined, you still have it", reason);
}

bool handoff_withdraw(struct work *work, struct incident *incident, str reason)
{
	struct handoff handoff = { 0 };
	bool is_system = work->actor.kind == ACTOR_STANCH;

	if (!find_offer(work, incident, &handoff))
		return false;
	if (!is_system && !str_equal(work->actor.name, handoff.giver) &&
	    !str_equal(work->actor.name, incident->commander) &&
	    work->actor.role < ROLE_ADMIN)
		return fail(work, ERROR_FORBIDDEN,
			    "only " STR_FMT " or an admin withdraws it",
			    STR_ARG(handoff.giver));
	return end_offer(work, &handoff, HANDOFF_WITHDRAWN, reason) &&
	       incident_touch(work, incident) &&
	       tell_end(work, incident, handoff.taker, "the handoff to you was withdrawn",
			reason);
}
