#include "app/intervention/rollback.h"

#include "app/intervention/rollback_private.h"
#include "core/alerting/service_map.h"

#include <stdlib.h>

const char rollback_timer[] = "rollback.nudge";

bool rollback_is_burning(const struct incident *incident)
{
	return incident_is_open(incident->state) &&
	       incident->state != INCIDENT_MITIGATED &&
	       incident->state != INCIDENT_MONITORING;
}

/* -- what there is -- */

static const struct action *newest_of(struct arena *arena, const struct action *actions,
				      size_t count, int64_t change)
{
	str key = rollback_key(arena, change);
	const struct action *newest = NULL;

	for (size_t i = 0; i < count; i++)
		if (str_equal(actions[i].key, key))
			newest = &actions[i];
	return newest;
}

static int by_lag(const void *a, const void *b)
{
	const struct rollback *one = a, *other = b;

	if (one->lag != other->lag)
		return one->lag < other->lag ? -1 : 1;
	return (one->id > other->id) - (one->id < other->id);
}

bool rollbacks_of(struct work *work, int64_t incident, struct rollback **ret,
		  size_t *ret_count)
{
	struct rollback *rollbacks;
	struct action *actions;
	size_t count, action_count;

	if (!store_of_incident(work, &rollback_shape, incident, &rollbacks, &count) ||
	    !store_of_incident(work, &action_shape, incident, &actions, &action_count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct rollback *rollback = &rollbacks[i];
		const struct action *action = newest_of(work->arena, actions,
							action_count, rollback->change);

		if (!action)
			continue;
		rollback->number = action->number;
		rollback->state = rollback_by_action(rollback->state, action->state);
		if (action->state == ACTION_REFUSED)
			rollback->why_not = action->problem;
	}
	if (count > 0)
		qsort(rollbacks, count, sizeof(*rollbacks), by_lag);
	*ret = rollbacks;
	*ret_count = count;
	return true;
}

bool rollback_best(struct work *work, int64_t incident, const struct rollback **ret_best)
{
	struct rollback *rollbacks;
	size_t count;

	*ret_best = NULL;
	if (!rollbacks_of(work, incident, &rollbacks, &count))
		return false;
	for (size_t i = 0; i < count && !*ret_best; i++) {
		struct action action;

		if (rollbacks[i].state != ROLLBACK_OFFERED)
			continue;
		if (!store_action_by_number(work, incident, rollbacks[i].number, &action))
			return false;
		if (action.state == ACTION_OFFERED)
			*ret_best = &rollbacks[i];
	}
	return true;
}

/* -- what changed before it -- */

bool rollback_find_suspects(struct work *work, const struct incident *incident,
			    struct suspect_changes *ret_suspects)
{
	duration_ms window = work->config->changes.window;
	struct change_search search = { .onset = incident->onset_at,
					.window = window,
					.service = incident->service };
	struct service_map map;
	struct reaches reaches;
	struct change *changes;
	size_t count;
	str *needs;

	if (!store_service_map(work, &map) ||
	    !store_changes_before(work, incident->onset_at - window, incident->onset_at,
				  &changes, &count))
		return false;
	reaches = service_map_reach(work->arena, &map, incident->service);
	needs = arena_many(work->arena, str, reaches.count + 1);
	for (size_t i = 0; i < reaches.count; i++)
		if (reaches.items[i].steps > 0)
			needs[search.need_count++] = arena_copy(work->arena,
								reaches.items[i].service);
	search.needs = needs;
	*ret_suspects = changes_before(work->arena, &search, changes, count);
	return true;
}

bool rollback_suspects(struct work *work, const struct incident *incident, str *ret_says)
{
	struct suspect_changes suspects;

	*ret_says = STR("");
	if (!rollback_find_suspects(work, incident, &suspects))
		return false;
	if (suspects.count > 0)
		*ret_says = change_says(work->arena, &suspects, 0,
					work->config->changes.window);
	return true;
}
