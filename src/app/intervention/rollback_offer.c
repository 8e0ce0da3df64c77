/* Offering what can be put back. */
#include "app/intervention/intervention.h"
#include "app/intervention/rollback_private.h"
#include "app/intervention/undo_plan.h"
#include "app/note.h"
#include "core/alerting/service_map.h"

enum {
	OFFERED_MAX = 3,  /* more are no choice at 3 a.m. */
	RECORDED_MAX = 8, /* with those that cannot be put back */
	OPEN_LOOKED_AT_MAX = 200,
	/* Of one change, in one turn: in a storm the newest incidents are enough. */
	CONCERNED_MAX = 20,
};

static str title_of(struct work *work, const struct incident *incident,
		    const struct change *change)
{
	str service = change->service.length > 0 ? change->service : incident->service;

	if (change->previous.length > 0 && !str_is(change->kind, "deploy"))
		return arena_format(work->arena,
				    "Put " STR_FMT " " STR_FMT " of " STR_FMT
				    " back from " STR_FMT " to " STR_FMT,
				    STR_ARG(change->kind), STR_ARG(change->target),
				    STR_ARG(service), STR_ARG(change->revision),
				    STR_ARG(change->previous));
	if (change->previous.length > 0)
		return arena_format(work->arena,
				    "Roll back " STR_FMT " from " STR_FMT " to " STR_FMT,
				    STR_ARG(service), STR_ARG(change->revision),
				    STR_ARG(change->previous));
	return arena_format(work->arena, "Roll back " STR_FMT ": " STR_FMT,
			    STR_ARG(service), STR_ARG(str_clip(change->title, 120)));
}

static bool offer(struct work *work, const struct incident *incident,
		  const struct change *change, const struct undo_plan *undo,
		  struct rollback *rollback)
{
	struct action action = {
		.incident = incident->id,
		.key = rollback_key(work->arena, change->id),
		.title = rollback->title,
		.actuator = undo->actuator,
		.target = undo->target,
		.plan = undo->plan,
		.class = undo->class,
		.risk = STR("what the change brought is gone until it is made again"),
		.why = rollback->says,
		.expected = STR("the service as it was before the change"),
		.proposed_by = STR("stanch"),
	};

	if (!intervention_find_judge(work, &action, STR("")) ||
	    !intervention_tighten(work, &action, true) ||
	    !intervention_add(work, &action))
		return while_doing(work, "offer to roll back change %lld",
				   (long long)change->id);
	rollback->number = action.number;
	return true;
}

/* Two doors often tell of one deployment, and both would be put back by the same. */
static bool is_offered_already(struct work *work, const struct incident *incident,
			       const struct undo_plan *undo, bool *ret_is)
{
	struct action *actions;
	size_t count;

	*ret_is = false;
	if (!store_of_incident(work, &action_shape, incident->id, &actions, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_is = *ret_is || (key_is_rollback(actions[i].key) &&
				      str_equal(actions[i].actuator, undo->actuator) &&
				      str_equal(actions[i].target, undo->target) &&
				      str_equal(actions[i].plan, undo->plan));
	return true;
}

static bool note_rollback(struct work *work, const struct rollback *rollback)
{
	bool is_offered = rollback->state == ROLLBACK_OFFERED;

	return note(
		work, is_offered ? "rollback.offered" : "rollback.impossible",
		rollback->incident, subject_of(work, "rollback", rollback->id),
		{ "title", rollback->title }, { "says", rollback->says },
		{ "number", is_offered ? text_of_int(work, rollback->number) : STR("") },
		{ "why_not", rollback->why_not });
}

static bool take_up(struct work *work, const struct incident *incident,
		    const struct suspect_changes *suspects, size_t nth, bool may_offer)
{
	const struct change *change = suspects->items[nth].change;
	struct rollback rollback = {
		.incident = incident->id,
		.change = change->id,
		.title = title_of(work, incident, change),
		.says = change_says(work->arena, suspects, nth,
				    work->config->changes.window),
		.lag = suspects->items[nth].lag,
		.state = ROLLBACK_IMPOSSIBLE,
		.offered_at = work->now,
	};
	struct undo_plan undo;
	bool is_twice = false;

	rollback.why_not = undo_plan_of(work, change, &undo);
	if (rollback.why_not.length == 0 &&
	    !is_offered_already(work, incident, &undo, &is_twice))
		return false;
	if (is_twice || (rollback.why_not.length == 0 && !may_offer))
		return true;
	if (rollback.why_not.length == 0) {
		rollback.state = ROLLBACK_OFFERED;
		if (!offer(work, incident, change, &undo, &rollback))
			return false;
	}
	return store_add(work, &rollback_shape, &rollback) &&
	       note_rollback(work, &rollback);
}

static struct rollback *of_change(struct rollback *rollbacks, size_t count,
				  int64_t change)
{
	for (size_t i = 0; i < count; i++)
		if (rollbacks[i].change == change)
			return &rollbacks[i];
	return NULL;
}

static bool withdraw_action(struct work *work, const struct rollback *rollback,
			    str reason)
{
	struct action action;

	return store_action_by_number(work, rollback->incident, rollback->number,
				      &action) &&
	       intervention_withdraw(work, &action, reason);
}

/* What is no suspect any more since the onset is known better. */
static bool drop_the_innocent(struct work *work, struct rollback *rollbacks, size_t count,
			      const struct suspect_changes *suspects)
{
	for (size_t i = 0; i < count; i++) {
		struct rollback *rollback = &rollbacks[i];
		bool is_suspect = false;

		for (size_t s = 0; s < suspects->count; s++)
			is_suspect = is_suspect ||
				     suspects->items[s].change->id == rollback->change;
		if (is_suspect || rollback->state != ROLLBACK_OFFERED)
			continue;
		rollback->state = ROLLBACK_OVER;
		rollback->why_not = STR("it did not come shortly before it began");
		if (!withdraw_action(work, rollback, rollback->why_not) ||
		    !store_save(work, &rollback_shape, rollback))
			return false;
	}
	return true;
}

/* The lag is another one, since the onset is known better or more changes are. */
static bool tell_again(struct work *work, struct rollback *rollback,
		       const struct suspect_changes *suspects, size_t nth)
{
	str says = change_says(work->arena, suspects, nth, work->config->changes.window);
	struct action action;

	if (rollback->lag == suspects->items[nth].lag && str_equal(rollback->says, says))
		return true;
	rollback->lag = suspects->items[nth].lag;
	rollback->says = says;
	if (rollback->number != 0) {
		if (!store_action_by_number(work, rollback->incident, rollback->number,
					    &action))
			return false;
		action.why = says;
		if (!store_save(work, &action_shape, &action))
			return false;
	}
	return store_save(work, &rollback_shape, rollback);
}

static size_t count_offered(const struct rollback *rollbacks, size_t count)
{
	size_t offered = 0;

	for (size_t i = 0; i < count; i++)
		offered += rollbacks[i].state == ROLLBACK_OFFERED;
	return offered;
}

static bool has_offer(struct work *work, const struct incident *incident, bool *ret_has)
{
	struct rollback *rollbacks;
	size_t count;

	if (!rollbacks_of(work, incident->id, &rollbacks, &count))
		return false;
	*ret_has = count_offered(rollbacks, count) > 0;
	return true;
}

bool rollback_consider(struct work *work, const struct incident *incident)
{
	struct suspect_changes suspects;
	struct rollback *rollbacks;
	size_t count, offered;
	bool has_one;

	if (!rollback_is_burning(incident))
		return true;
	if (!rollback_find_suspects(work, incident, &suspects) ||
	    !rollbacks_of(work, incident->id, &rollbacks, &count) ||
	    !drop_the_innocent(work, rollbacks, count, &suspects))
		return false;
	offered = count_offered(rollbacks, count);
	for (size_t i = 0; i < suspects.count && i < RECORDED_MAX; i++) {
		struct rollback *known = of_change(rollbacks, count,
						   suspects.items[i].change->id);

		if (known ? !tell_again(work, known, &suspects, i)
			  : !take_up(work, incident, &suspects, i, i < OFFERED_MAX))
			return false;
	}
	if (offered > 0)
		return true;
	/* The first one: from here on somebody diagnoses beside a rollback. */
	return has_offer(work, incident, &has_one) &&
	       (!has_one || rollback_triaged(work, incident));
}

static bool may_concern(struct work *work, const struct service_map *map,
			const struct incident *incident, const struct change *change)
{
	duration_ms lag = incident->onset_at - change->at;
	struct reaches reaches;

	if (lag < 0 || lag > work->config->changes.window)
		return false;
	if (change->service.length == 0 || str_equal(change->service, incident->service))
		return true;
	reaches = service_map_reach(work->arena, map, incident->service);
	for (size_t i = 0; i < reaches.count; i++)
		if (str_equal(reaches.items[i].service, change->service))
			return true;
	return false;
}

bool rollback_change_came(struct work *work, const struct change *change)
{
	struct service_map map;
	struct incident *incidents;
	size_t count, concerned = 0;

	if (!store_incidents(work, true, OPEN_LOOKED_AT_MAX, &incidents, &count))
		return false;
	if (count == 0)
		return true;
	if (!store_service_map(work, &map))
		return false;
	for (size_t i = 0; i < count && concerned < CONCERNED_MAX; i++) {
		if (!may_concern(work, &map, &incidents[i], change))
			continue;
		concerned++;
		if (!rollback_consider(work, &incidents[i]))
			return false;
	}
	return true;
}
