/* Declining a rollback, by word or by choosing something else; why is asked afterwards.
 */
#include "app/intervention/rollback_private.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"

enum { REASON_BYTES_MAX = 1000 };

static bool decline_all(struct work *work, const struct incident *incident, str chosen,
			str reason, size_t *ret_declined)
{
	struct rollback *rollbacks;
	size_t count;

	*ret_declined = 0;
	if (!rollbacks_of(work, incident->id, &rollbacks, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct rollback *rollback = &rollbacks[i];

		if (rollback->state != ROLLBACK_OFFERED)
			continue;
		rollback->state = ROLLBACK_DECLINED;
		rollback->chosen = chosen;
		rollback->declined_by = work->actor.name;
		rollback->declined_at = work->now;
		rollback->reason = reason;
		rollback->reason_by = reason.length > 0 ? work->actor.name : STR("");
		++*ret_declined;
		if (!store_save(work, &rollback_shape, rollback) ||
		    !note(work, "rollback.declined", incident->id,
			  subject_of(work, "rollback", rollback->id),
			  { "title", rollback->title }, { "chosen", chosen },
			  { "by", rollback->declined_by }, { "reason", reason }))
			return false;
	}
	return *ret_declined == 0 || timer_drop(work, rollback_timer, incident->id);
}

bool rollback_chosen(struct work *work, const struct action *action)
{
	struct incident incident;
	size_t declined;

	if (key_is_rollback(action->key))
		return timer_drop(work, rollback_timer, action->incident);
	if (action->undo_of != 0 || action->class == ACTION_READ ||
	    work->actor.kind != ACTOR_PERSON)
		return true;
	return store_get(work, &incident_shape, action->incident, &incident) &&
	       decline_all(work, &incident, action->title, STR(""), &declined);
}

static bool check_reason(struct work *work, str reason)
{
	return reason.length <= REASON_BYTES_MAX ||
	       fail(work, ERROR_TOO_LARGE, "reason: at most %d bytes", REASON_BYTES_MAX);
}

bool rollback_decline(struct work *work, struct incident *incident, str reason)
{
	size_t declined;

	if (!check_reason(work, reason) ||
	    !decline_all(work, incident, STR(""), str_trim(reason), &declined))
		return false;
	if (declined == 0)
		return fail(work, ERROR_CONFLICT, "no rollback is offered for " STR_FMT,
			    STR_ARG(incident->code));
	return incident_touch(work, incident);
}

bool rollback_reason(struct work *work, struct incident *incident, str reason)
{
	struct rollback *rollbacks;
	size_t count, told = 0;

	reason = str_trim(reason);
	if (reason.length == 0)
		return fail(work, ERROR_INVALID, "reason: say why it was declined");
	if (!check_reason(work, reason) ||
	    !rollbacks_of(work, incident->id, &rollbacks, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct rollback *rollback = &rollbacks[i];

		if (rollback->state != ROLLBACK_DECLINED)
			continue;
		rollback->reason = reason;
		rollback->reason_by = work->actor.name;
		told++;
		if (!store_save(work, &rollback_shape, rollback) ||
		    !note(work, "rollback.reason", incident->id,
			  subject_of(work, "rollback", rollback->id),
			  { "title", rollback->title }, { "reason", reason }))
			return false;
	}
	if (told == 0)
		return fail(work, ERROR_CONFLICT, "no rollback was declined for " STR_FMT,
			    STR_ARG(incident->code));
	return incident_touch(work, incident);
}

bool rollback_close(struct work *work, const struct incident *incident)
{
	struct rollback *rollbacks;
	size_t count;

	if (!timer_drop(work, rollback_timer, incident->id) ||
	    !rollbacks_of(work, incident->id, &rollbacks, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct rollback *rollback = &rollbacks[i];

		if (rollback->state != ROLLBACK_DECLINED || rollback->reason.length > 0)
			continue;
		return paging_tell(
			work, incident, rollback->declined_by,
			arena_format(work->arena, STR_FMT ": why not the rollback?",
				     STR_ARG(incident->code)),
			arena_format(work->arena,
				     "'" STR_FMT "' was declined. For the next time, say "
				     "why:\n\nstanch rollback reason " STR_FMT " \"…\"\n",
				     STR_ARG(rollback->title), STR_ARG(incident->code)));
	}
	return true;
}
