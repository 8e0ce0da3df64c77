#include "app/intervention/rollback.h"

#include "app/intervention/intervention.h"
#include "app/intervention/undo_plan.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/limits.h"
#include "core/alerting/service_map.h"

#include <stdlib.h>

static const char nudge_timer[] = "rollback.nudge";

enum {
	OFFERED_MAX = 3,  /* more are no choice at 3 a.m. */
	RECORDED_MAX = 8, /* with those that cannot be put back */
	NUDGES_MAX = 2,
	OPEN_LOOKED_AT_MAX = 200,
	/* Of one change, in one turn: in a storm the newest incidents are enough. */
	CONCERNED_MAX = 20,
	REASON_BYTES_MAX = 1000,
};

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

static bool find_suspects(struct work *work, const struct incident *incident,
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
	if (!find_suspects(work, incident, &suspects))
		return false;
	if (suspects.count > 0)
		*ret_says = change_says(work->arena, &suspects, 0,
					work->config->changes.window);
	return true;
}

/* -- offering -- */

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

static bool is_burning(const struct incident *incident)
{
	return incident_is_open(incident->state) &&
	       incident->state != INCIDENT_MITIGATED &&
	       incident->state != INCIDENT_MONITORING;
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

	if (!is_burning(incident))
		return true;
	if (!find_suspects(work, incident, &suspects) ||
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

/* -- declining -- */

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
	return *ret_declined == 0 || timer_drop(work, nudge_timer, incident->id);
}

bool rollback_chosen(struct work *work, const struct action *action)
{
	struct incident incident;
	size_t declined;

	if (key_is_rollback(action->key))
		return timer_drop(work, nudge_timer, action->incident);
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

/* -- reminding -- */

bool rollback_triaged(struct work *work, const struct incident *incident)
{
	duration_ms after = work->config->changes.nudge_after;
	struct rollback *rollbacks;
	size_t count;

	if (after == 0 || !is_burning(incident) || incident->state == INCIDENT_CANDIDATE)
		return true;
	if (!rollbacks_of(work, incident->id, &rollbacks, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (rollbacks[i].state == ROLLBACK_OFFERED && rollbacks[i].nudges == 0)
			return timer_set(work, nudge_timer, incident->id, incident->id,
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
	       timer_set(work, nudge_timer, incident->id, incident->id,
			 work->now + rules->nudge_again);
}

bool rollback_nudge_due(struct work *work, const struct timer *timer)
{
	const struct rollback *best;
	struct incident incident;

	if (!store_get(work, &incident_shape, timer->ref, &incident) ||
	    !rollback_best(work, incident.id, &best))
		return false;
	return !best || !is_burning(&incident) || nudge(work, &incident, best);
}

bool rollback_close(struct work *work, const struct incident *incident)
{
	struct rollback *rollbacks;
	size_t count;

	if (!timer_drop(work, nudge_timer, incident->id) ||
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
