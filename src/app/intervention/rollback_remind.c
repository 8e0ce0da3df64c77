/* Reminding whoever leads of a rollback that is neither taken nor declined. */
#include "app/intervention/rollback_private.h"
#include "app/note.h"
#include "app/paging/paging.h"

enum { NUDGES_MAX = 2 };

bool rollback_triaged(struct work *work, const struct incident *incident)
{
	duration_ms after = work->config->changes.nudge_after;
	struct rollback *rollbacks;
	size_t count;

	if (after == 0 || !rollback_is_burning(incident) ||
	    incident->state == INCIDENT_CANDIDATE)
		return true;
	if (!rollbacks_of(work, incident->id, &rollbacks, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (rollbacks[i].state == ROLLBACK_OFFERED && rollbacks[i].nudges == 0)
			return timer_set(work, rollback_timer, incident->id, incident->id,
					 work->now + after);
	return true;
}

static bool remind(struct work *work, const struct incident *incident, str person,
		   const struct rollback *rollback, long long minutes)
{
	str subject = arena_format(work->arena,
				   STR_FMT ": %lld min of diagnosis while a rollback is "
					   "available",
				   STR_ARG(incident->code), minutes);
	str text = arena_format(
		work->arena,
		STR_FMT ": " STR_FMT ".\n\nMitigate first, the cause can wait: it can be "
			"deployed again later.\n\n"
			"Look:     stanch rollback " STR_FMT "\n"
			"Take it:  stanch rollback approve " STR_FMT "\n"
			"Decline:  stanch rollback decline " STR_FMT "\n",
		STR_ARG(rollback->title), STR_ARG(rollback->says),
		STR_ARG(incident->code), STR_ARG(incident->code),
		STR_ARG(incident->code));

	return paging_tell(work, incident, person, subject, text);
}

/* Who leads; without one who acknowledged, without that all who were called. */
static bool remind_all(struct work *work, const struct incident *incident,
		       const struct rollback *rollback, long long minutes)
{
	struct page page;
	size_t count;
	bool found;
	str *names;

	if (incident->commander.length > 0)
		return remind(work, incident, incident->commander, rollback, minutes);
	if (!store_page_of_incident(work, incident->id, &page, &found))
		return false;
	if (found && page.acked_by.length > 0)
		return remind(work, incident, page.acked_by, rollback, minutes);
	if (!store_people_paged(work, incident->id, &names, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!remind(work, incident, names[i], rollback, minutes))
			return false;
	return true;
}

static bool nudge(struct work *work, const struct incident *incident,
		  const struct rollback *offered)
{
	const struct changes_config *rules = &work->config->changes;
	struct rollback rollback = *offered;
	duration_ms so_far = rules->nudge_after + rollback.nudges * rules->nudge_again;
	long long minutes = (long long)(so_far / MINUTE_MS);

	rollback.nudges++;
	if (!store_save(work, &rollback_shape, &rollback) ||
	    !note(work, "rollback.nudged", incident->id,
		  subject_of(work, "rollback", rollback.id),
		  { "minutes", text_of_int(work, minutes) }, { "title", rollback.title },
		  { "number", text_of_int(work, rollback.number) }) ||
	    !remind_all(work, incident, &rollback, minutes))
		return false;
	return rollback.nudges >= NUDGES_MAX ||
	       timer_set(work, rollback_timer, incident->id, incident->id,
			 work->now + rules->nudge_again);
}

bool rollback_nudge_due(struct work *work, const struct timer *timer)
{
	const struct rollback *best;
	struct incident incident;

	if (!store_get(work, &incident_shape, timer->ref, &incident) ||
	    !rollback_best(work, incident.id, &best))
		return false;
	return !best || !rollback_is_burning(&incident) || nudge(work, &incident, best);
}
