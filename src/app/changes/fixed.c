#include "app/changes/fixed.h"

#include "app/lifecycle/incident.h"

enum {
	OPEN_LOOKED_AT_MAX = 50,
	/* Who goes back to what ran a month ago rolls back. */
	RAN_DAYS = 30,
};

/* A number alone counts rollouts: the same version with other settings, as after most of
 * our own actions. */
static bool names_a_version(str revision)
{
	int64_t number;

	return revision.length > 0 && !str_to_int(revision, &number);
}

/* To go back to what ran before is to mitigate. */
static bool ran_before(struct work *work, const struct change *change, bool *ret_ran)
{
	struct change *all;
	size_t count;

	*ret_ran = false;
	if (!store_changes_between(work, change->service, change->at - RAN_DAYS * DAY_MS,
				   change->at, &all, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (all[i].id != change->id &&
		    (str_equal(all[i].revision, change->revision) ||
		     str_equal(all[i].previous, change->revision)))
			*ret_ran = true;
	return true;
}

static bool consider(struct work *work, const struct incident *incident,
		     const struct change *change)
{
	struct milestone cause;
	bool found;

	if (!store_milestone_find(work, incident->id, MILESTONE_CAUSE_SUPPORTED, &cause,
				  &found))
		return false;
	return !found || change->at < cause.at ||
	       milestone_reach(work, incident->id, MILESTONE_FIX_DEPLOYED, change->at,
			       BASIS_MEASURED, 0);
}

bool fixed_change_came(struct work *work, const struct change *change)
{
	struct incident *open;
	size_t count;
	bool ran;

	if (!str_is(change->kind, "deploy") || change->service.length == 0 ||
	    !names_a_version(change->revision))
		return true;
	if (!store_incidents(work, true, OPEN_LOOKED_AT_MAX, &open, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!str_equal(open[i].service, change->service))
			continue;
		if (!ran_before(work, change, &ran))
			return false;
		if (!ran && !consider(work, &open[i], change))
			return false;
	}
	return true;
}
