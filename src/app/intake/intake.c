#include "app/intake/intake.h"
#include "app/effects.h"

#include "app/intake/arrival.h"
#include "app/intake/besides.h"
#include "app/intake/inhibition.h"
#include "app/intake/noise.h"
#include "app/intake/roster.h"
#include "app/intake/route.h"
#include "app/note.h"
#include "app/watching/heartbeats.h"
#include "base/limits.h"
#include "base/scoped.h"

struct arrivals {
	struct arrival *items;
	size_t count, capacity;
	str source;
};

/* Of an alert that has a name, a later word may say no more than that it ended. */
static void keep_what_was_said(const struct alert_fact *fact, const struct alert *before,
			       struct alert *alert)
{
	if (fact->labels.count > 0)
		return;
	alert->name = before->name;
	alert->summary = before->summary;
	alert->service = before->service;
	alert->fingerprint = before->fingerprint;
	alert->labels = before->labels;
	alert->annotations = before->annotations;
	alert->starts_at = before->starts_at;
	if (alert->generator_url.length == 0)
		alert->generator_url = before->generator_url;
}

static const char *entry_of(const struct alert *before, bool known,
			    const struct alert *alert)
{
	if (alert->state == ALERT_RESOLVED)
		return "alert.resolved";
	if (known && before->state != ALERT_FIRING)
		return "alert.again";
	return known ? "alert.changed" : "alert.fired";
}

/* joined: the code of the open incident it came to; "" when it has none or a new one. */
static bool note_alert(struct work *work, const char *kind, const struct arrival *arrival,
		       const struct alert *alert, str joined)
{
	/* Of an alert that has a name, another word made it what it is. */
	str noted = arrival->fact->labels.count > 0 ? arrival->noted
						    : arrival_noted(work->arena, alert);

	return journal_write_ready(work, kind, alert->incident,
				   subject_of(work, "alert", alert->id),
				   arrival_body(work, noted, alert, joined));
}

/* An alert that ended before we ever heard of it firing asks nothing of anybody. */
static bool take_new(struct work *work, struct judge *judge,
		     const struct arrival *arrival, struct alert *alert)
{
	bool fires = alert->state == ALERT_FIRING;
	struct way way = { 0 };

	alert->first_seen_at = work->now;
	if (fires && !(way_find(work, judge, arrival->fact, alert, &way) &&
		       way_claim(work, &way, alert)))
		return false;
	return store_add(work, &alert_shape, alert) &&
	       note_alert(work, entry_of(NULL, false, alert), arrival, alert,
			  way.incident.code) &&
	       (!fires || (inhibition_begins(work, &arrival->fact->labels, alert->id) &&
			   way_follow(work, arrival->fact, alert, &way)));
}

/* Who names its alerts says each thing once, at a time of its own. All others say it
 * again and again, with the startsAt that it has: each minute, or whenever the group that
 * it is part of has changed. */
static bool is_repeated_by_habit(const struct alert_fact *fact)
{
	return !fact->is_said_once || fact->identity.length == 0;
}

/* It had ended, or it began once more after its incident was over. What is not repeated
 * by habit is meant by who says it again after that. */
static bool begins_anew(struct work *work, const struct arrival *arrival,
			const struct alert *before, const struct alert *alert,
			bool *ret_anew)
{
	struct incident incident;

	*ret_anew = alert->state == ALERT_FIRING && before->state != ALERT_FIRING;
	if (*ret_anew || alert->state != ALERT_FIRING || before->incident == 0 ||
	    (is_repeated_by_habit(arrival->fact) &&
	     alert->starts_at <= before->starts_at))
		return true;
	if (!store_get(work, &incident_shape, before->incident, &incident))
		return false;
	*ret_anew = !incident_is_open(incident.state);
	return true;
}

static bool take_known(struct work *work, struct judge *judge,
		       const struct arrival *arrival, const struct alert *before,
		       struct alert *alert, bool fires_again)
{
	bool ends = alert->state == ALERT_RESOLVED && before->state != ALERT_RESOLVED;
	struct way way = { 0 };

	alert->id = before->id;
	alert->incident = before->incident;
	alert->first_seen_at = before->first_seen_at;
	alert->suppressed = ends ? STR("") : before->suppressed;
	alert->turns = before->turns;
	keep_what_was_said(arrival->fact, before, alert);
	/* A sender that fell silent and came back did not change its mind. */
	if ((fires_again && before->state == ALERT_RESOLVED) || ends)
		alert->turns = flap_add(work->arena, &work->config->flapping,
					before->turns, work->now);
	if (fires_again && !(way_find(work, judge, arrival->fact, alert, &way) &&
			     way_claim(work, &way, alert)))
		return false;
	if (!store_save(work, &alert_shape, alert) ||
	    !note_alert(work, entry_of(before, true, alert), arrival, alert,
			way.incident.code))
		return false;
	if (fires_again)
		return inhibition_begins(work, &arrival->fact->labels, alert->id) &&
		       way_follow(work, arrival->fact, alert, &way);
	return !ends || (inhibition_ends(work, alert->id) && route_ended(work, alert));
}

/* What the tables have of it. The roster is complete, so a key that it does not know is
 * new, without a look. What its sender gave a name may be named long after it ended. */
static bool find_before(struct work *work, const struct arrival *arrival,
			struct alert *ret_before, bool *ret_known)
{
	int64_t ids[2];
	size_t count;

	*ret_known = false;
	if (arrival->fact->identity.length > 0)
		return store_alert_named(work, arrival->alert.key, ret_before, ret_known);
	count = roster_find(work->app->roster, arrival->key, ids);
	for (size_t i = 0; i < count && !*ret_known; i++)
		if (!store_alert_with_key(work, ids[i], arrival->alert.key, ret_before,
					  ret_known))
			return false;
	return true;
}

/* Delivered once more, perhaps after what it began was over. */
static bool is_old_word(const struct arrival *arrival, const struct alert *before)
{
	return arrival->fact->is_one_word && arrival->alert.state == ALERT_FIRING &&
	       arrival->alert.starts_at == before->starts_at;
}

static bool take_one(struct work *work, struct judge *judge,
		     const struct arrival *arrival)
{
	struct alert before = { 0 }, alert = arrival->alert;
	bool known, anew = false;

	alert.changed_at = work->now;
	if (!find_before(work, arrival, &before, &known))
		return false;
	/* The end of something nobody told us of, by its name alone. */
	if (!known && arrival->fact->labels.count == 0)
		return true;
	arrival->fact->id = before.id;
	if (known && is_old_word(arrival, &before))
		return true;
	if (known && !begins_anew(work, arrival, &before, &alert, &anew))
		return false;
	/* Another delivery of the same group may have brought it already. */
	if (known && !anew && before.content == alert.content &&
	    before.state == alert.state) {
		before.ends_at = alert.ends_at;
		effects_add_alert(work->effects, &before);
		return true;
	}
	if (known ? !take_known(work, judge, arrival, &before, &alert, anew)
		  : !take_new(work, judge, arrival, &alert))
		return false;
	arrival->fact->id = alert.id;
	roster_await(work->app->roster, arrival->key, alert.id);
	effects_add_alert(work->effects, &alert);
	return true;
}

/* What names only a pod is placed in its turn: a door reads no tables. */
static bool place_and_take(struct work *work, struct judge *judge,
			   const struct arrival *arrival)
{
	struct arrival placed = *arrival;

	if (!route_by_pod(work, &arrival->fact->labels, &placed.alert.service))
		return false;
	if (!str_equal(placed.alert.service, arrival->alert.service))
		placed.noted = arrival_noted(work->arena, &placed.alert);
	return take_one(work, judge, &placed);
}

static void recall(void *context, const struct alert *alert)
{
	struct work *work = context;

	roster_await(work->app->roster, roster_key_parse(alert->key), alert->id);
	effects_add_alert(work->effects, alert);
}

/* A group that failed may be stored all the same: its rows are learnt from the tables. */
static bool settle_doubt(struct work *work)
{
	int64_t newest;

	if (!roster_is_in_doubt(work->app->roster, &newest))
		return true;
	work->effects->recalled = true;
	return store_alerts_beyond(work, newest, recall, work);
}

static bool take_all(struct work *work, void *arguments)
{
	const struct arrivals *arrivals = arguments;
	struct judge judge = { 0 };

	if (!settle_doubt(work))
		return false;
	for (size_t i = 0; i < arrivals->count; i++)
		if (!place_and_take(work, &judge, &arrivals->items[i]))
			return while_doing(work, "alert %zu", i);
	return true;
}

/* Over the startsAt that was said: one we made up would make every repeat new, and so
 * would that of what is not repeated by habit, which is the time of its saying. */
static uint64_t content_of(const struct alert_fact *fact, instant_ms said_start,
			   const unsigned char *key)
{
	struct alert_fact said = *fact;

	said.starts_at = is_repeated_by_habit(fact) ? said_start : 0;
	return alert_content(&said, key);
}

/* An identity holds within its door: two senders may use the same words. */
static struct siphash_128 key_of(const struct work *work, const struct alert_fact *fact,
				 const unsigned char *key)
{
	if (fact->identity.length > 0)
		return alert_key_said(work->actor.name, fact->identity, key);
	return alert_key(&fact->labels, key);
}

/* Bad ones become faults; known and equal ones are done here, without a turn. */
static void sort_out(struct app *app, struct work *work, struct alert_batch *batch,
		     struct arrivals *arrivals, struct intake_result *result)
{
	const unsigned char *key = store_key(app->store);

	for (size_t i = 0; i < batch->count; i++) {
		struct alert_fact *fact = &batch->items[i];
		struct arrival arrival = { .fact = fact };
		instant_ms said_start = fact->starts_at;

		if (!alert_settle(fact, work->now, work->config->resolve_timeout,
				  &work->error)) {
			*list_add(work->arena, &batch->faults) = (struct fault){
				.index = fact->index,
				.field = STR("startsAt"),
				.reason = arena_copy(work->arena,
						     str_of(work->error.text)),
			};
			continue;
		}
		arrival.key = key_of(work, fact, key);
		arrival.content = content_of(fact, said_start, key);
		/* Of what is not repeated by habit, a repeat may mean a new incident. */
		if (is_repeated_by_habit(fact) &&
		    roster_knows(app->roster, arrival.key, arrival.content, fact->ends_at,
				 work->now, &fact->id)) {
			result->unchanged++;
			continue;
		}
		arrival_prepare(work, &arrival, arrivals->source);
		*list_add(work->arena, arrivals) = arrival;
	}
}

/* A turn has a bounded number of alerts and memory of its own, so that a delivery of
 * any size neither holds up an acknowledgement nor fills the memory. */
static bool take_in_turns(struct app *app, struct work *work,
			  const struct arrivals *arrivals)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);

	for (size_t from = 0; from < arrivals->count; from += TURN_ALERTS_MAX) {
		size_t left = arrivals->count - from;
		struct work part = *work;
		struct arrivals some = {
			.items = arrivals->items + from,
			.count = left < TURN_ALERTS_MAX ? left : TURN_ALERTS_MAX,
		};

		part.arena = arena;
		if (!app_change(app, &part, "alert.take", take_all, &some, false)) {
			work->error = part.error;
			return false;
		}
		arena_reset(arena);
	}
	return true;
}

bool intake_deliver(struct app *app, struct work *work, str source,
		    struct alert_batch *batch, struct intake_result *ret)
{
	struct arrivals arrivals = { .source = source };

	*ret = (struct intake_result){ 0 };
	heartbeats_pick(work, batch);
	sort_out(app, work, batch, &arrivals, ret);
	if (!take_in_turns(app, work, &arrivals))
		return false;
	ret->taken = arrivals.count;
	return besides_deliver(app, work, source, batch);
}

bool intake_take(struct work *work, str source, struct alert_fact *fact)
{
	struct judge judge = { 0 };
	struct arrival arrival = { .fact = fact };
	const unsigned char *key = store_key(work->app->store);
	instant_ms said_start = fact->starts_at;

	if (!alert_settle(fact, work->now, work->config->resolve_timeout, &work->error))
		return false;
	arrival.key = key_of(work, fact, key);
	arrival.content = content_of(fact, said_start, key);
	arrival_prepare(work, &arrival, source);
	return settle_doubt(work) && place_and_take(work, &judge, &arrival);
}
