/* When an incident began. */
#include "app/lifecycle/incident.h"

#include "app/intervention/rollback.h"
#include "app/note.h"

/* Nobody finds out today that it began so long before it was told. */
#define ONSET_BEFORE_MAX (90 * DAY_MS)

static bool was_measured(const struct milestone *milestones, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (milestones[i].name == MILESTONE_IMPACT_STARTED &&
		    milestones[i].basis == BASIS_MEASURED)
			return true;
	return false;
}

/* What a person says counts against what was known then: it corrects a measurement, and
 * a later measurement corrects what was said while there was none. */
static bool is_better(struct work *work, const struct onset_claim *claim,
		      const struct milestone *known, bool *ret_better)
{
	struct milestone *milestones;
	size_t count;

	if (claim->basis == BASIS_STATED)
		*ret_better = true;
	else if (claim->basis == known->basis)
		*ret_better = claim->at < known->at;
	else
		*ret_better = claim->basis == BASIS_MEASURED;
	if (!*ret_better || known->basis != BASIS_STATED || claim->basis == BASIS_STATED)
		return true;
	if (!store_of_incident(work, &milestone_shape, known->incident, &milestones,
			       &count))
		return false;
	*ret_better = !was_measured(milestones, count);
	return true;
}

static bool note_onset(struct work *work, const struct incident *incident,
		       const struct onset_claim *claim, const struct milestone *before)
{
	str at = instant_format(work->arena, claim->at);

	if (claim->basis != BASIS_STATED)
		return note(work, "incident.began", incident->id, incident->code,
			    { "at", at }, { "basis", str_of(basis_names[claim->basis]) },
			    { "evidence", text_of_int(work, claim->evidence) });
	return note(work, "incident.began-stated", incident->id, incident->code,
		    { "at", at }, { "reason", claim->reason },
		    { "before", before->at != 0 ? instant_format(work->arena, before->at)
						: STR("") },
		    { "before_basis", str_of(basis_names[before->basis]) });
}

bool incident_began(struct work *work, struct incident *incident,
		    struct onset_claim claim)
{
	struct milestone before, milestone;
	bool found, better = true;

	if (!store_milestone_find(work, incident->id, MILESTONE_IMPACT_STARTED, &before,
				  &found))
		return false;
	if (!found)
		before = (struct milestone){ 0 };
	if (found && !is_better(work, &claim, &before, &better))
		return false;
	if (!better)
		return true;
	milestone = (struct milestone){ .incident = incident->id,
					.name = MILESTONE_IMPACT_STARTED,
					.at = claim.at,
					.basis = claim.basis,
					.evidence = claim.evidence,
					.recorder = work->actor.name,
					.recorded_at = work->now };
	incident->onset_at = claim.at;
	return store_add(work, &milestone_shape, &milestone) &&
	       store_save(work, &incident_shape, incident) &&
	       note_onset(work, incident, &claim, &before) &&
	       rollback_consider(work, incident);
}

bool incident_began_stated(struct work *work, struct incident *incident, instant_ms at,
			   str reason)
{
	struct onset_claim claim = { .at = at, .basis = BASIS_STATED, .reason = reason };

	if (at > work->now)
		return fail(work, ERROR_INVALID, "at: that is still to come");
	if (at < incident->opened_at - ONSET_BEFORE_MAX)
		return fail(work, ERROR_INVALID,
			    "at: that is more than 90 days before it was told");
	return incident_began(work, incident, claim) && incident_touch(work, incident);
}
