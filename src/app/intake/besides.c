#include "app/intake/besides.h"

#include "app/access/access.h"
#include "app/intake/intake.h"
#include "app/intake/roster.h"
#include "app/intake/told.h"
#include "app/learning/learning.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "app/watching/heartbeats.h"
#include "base/limits.h"

struct besides {
	str source;
	struct alert_batch *batch;
};

/* A sender names its own alerts only. */
static str key_of(const struct work *work, str identity)
{
	const unsigned char *key = store_key(work->app->store);

	return roster_key_text(work->arena,
			       alert_key_said(work->actor.name, identity, key));
}

static bool find_alert(struct work *work, const struct alert_act *act,
		       struct alert *ret_alert, bool *ret_found)
{
	if (act->identity.length > 0)
		return store_alert_named(work, key_of(work, act->identity), ret_alert,
					 ret_found);
	*ret_found = store_get(work, &alert_shape, act->id, ret_alert);
	if (!*ret_found)
		return work->error.kind == ERROR_NOT_FOUND;
	*ret_found = ret_alert->identity.length > 0 &&
		     str_equal(ret_alert->key, key_of(work, ret_alert->identity));
	return true;
}

/* A door's key is no person's right; its owner may have lent it one. */
static const struct door_key *key_in_use(const struct work *work)
{
	for (size_t i = 0; i < work->config->door_key_count; i++)
		if (str_equal(work->config->door_keys[i].name, work->actor.name))
			return &work->config->door_keys[i];
	return NULL;
}

static bool note_act(struct work *work, const struct alert_act *act,
		     const struct alert *alert, str outcome)
{
	return note(work, "alert.said", alert->incident,
		    subject_of(work, "alert", alert->id), { "name", alert->name },
		    { "what", str_of(act_kind_names[act->kind]) }, { "by", act->by },
		    { "text", act->text }, { "outcome", outcome });
}

static bool acknowledge_as(struct work *work, str person, const struct alert *alert,
			   str *ret_outcome)
{
	struct actor door = work->actor, actor;
	struct incident incident;
	bool done;

	if (!access_person(work, person, &actor) || actor.role < ROLE_RESPONDER) {
		*ret_outcome = arena_format(work->arena,
					    STR_FMT " may not acknowledge: paging goes "
						    "on",
					    STR_ARG(person));
		return true;
	}
	if (!store_get(work, &incident_shape, alert->incident, &incident))
		return false;
	actor.via = door.via;
	work->actor = actor;
	done = paging_acknowledge(work, &incident);
	work->actor = door;
	if (!done && work->error.kind != ERROR_CONFLICT)
		return false;
	*ret_outcome = done ? arena_format(work->arena, "taken as " STR_FMT "'s word",
					   STR_ARG(person))
			    : arena_copy(work->arena, str_of(work->error.text));
	return true;
}

static bool acknowledge(struct work *work, const struct alert_act *act,
			const struct alert *alert)
{
	const struct door_key *key = key_in_use(work);
	str outcome = STR("written down; paging goes on: this key speaks for nobody");

	if (alert->incident == 0)
		outcome = STR("it pages nobody");
	else if (key && key->as.length > 0 &&
		 !acknowledge_as(work, key->as, alert, &outcome))
		return false;
	return note_act(work, act, alert, outcome);
}

/* As if its sender had said that it is over. */
static bool close_alert(struct work *work, const struct alert_act *act,
			const struct alert *alert)
{
	struct alert_fact fact = { .identity = alert->identity,
				   .is_said_once = true,
				   .ends_at = work->now };

	return note_act(work, act, alert, STR("")) &&
	       (alert->state != ALERT_FIRING || alert->identity.length == 0 ||
		intake_take(work, alert->source, &fact));
}

static bool do_act(struct work *work, struct alert_act *act)
{
	struct alert alert;
	bool found;

	if (!find_alert(work, act, &alert, &found))
		return false;
	act->id = found ? alert.id : 0;
	if (!found)
		return true;
	switch (act->kind) {
	case ACT_ACKNOWLEDGE: return acknowledge(work, act, &alert);
	case ACT_CLOSE: return close_alert(work, act, &alert);
	case ACT_UNACKNOWLEDGE:
	case ACT_NOTE: return note_act(work, act, &alert, STR(""));
	}
	return true;
}

static bool take_changes(struct work *work, const struct besides *besides)
{
	for (size_t i = 0; i < besides->batch->changes.count; i++) {
		struct change change = besides->batch->changes.items[i];

		change.source = besides->source;
		if (change.system.length == 0)
			change.system = besides->source;
		if (!change_record(work, &change))
			return while_doing(work, "change %zu", i);
	}
	return true;
}

static void tell_unknown(struct work *work, str name, struct alert_batch *batch)
{
	*list_add(work->arena, &batch->faults) = (struct fault){
		.field = STR("heartbeat"),
		.reason = arena_format(work->arena,
				       "no heartbeat is called " STR_FMT
				       ": write it under 'heartbeats' in stanch.yaml",
				       STR_ARG(str_clip(name, HEARTBEAT_NAME_BYTES_MAX))),
	};
}

static bool take_pings(struct work *work, struct alert_batch *batch)
{
	bool known;

	for (size_t i = 0; i < batch->pings.count; i++) {
		str name = batch->pings.items[i];

		if (!heartbeat_ping(work, name, &known))
			return while_doing(work, "heartbeat " STR_FMT, STR_ARG(name));
		if (!known)
			tell_unknown(work, name, batch);
	}
	return true;
}

/* A turn each: one that cannot be taken is a fault, and undoes no other. */
struct report_turn {
	struct report_delivery *delivery;
};

static bool take_report(struct work *work, void *arguments)
{
	return report_take(work, ((struct report_turn *)arguments)->delivery);
}

static bool take_reports(struct app *app, struct work *work, struct alert_batch *batch)
{
	for (size_t i = 0; i < batch->reports.count; i++) {
		struct report_turn turn = { &batch->reports.items[i] };

		if (app_change(app, work, "report.take", take_report, &turn, false))
			continue;
		if (work->error.kind != ERROR_INVALID &&
		    work->error.kind != ERROR_TOO_LARGE)
			return while_doing(work, "report %zu", i);
		*list_add(work->arena, &batch->faults) = (struct fault){
			.index = batch->reports.items[i].index,
			.reason = arena_copy(work->arena, str_of(work->error.text)),
		};
	}
	return true;
}

static bool take(struct work *work, void *arguments)
{
	const struct besides *besides = arguments;

	for (size_t i = 0; i < besides->batch->acts.count; i++)
		if (!do_act(work, &besides->batch->acts.items[i]))
			return while_doing(work, "act %zu", i);
	return take_changes(work, besides) && take_pings(work, besides->batch);
}

bool besides_deliver(struct app *app, struct work *work, str source,
		     struct alert_batch *batch)
{
	struct besides besides = { source, batch };

	if (!take_reports(app, work, batch))
		return false;
	if (batch->acts.count == 0 && batch->changes.count == 0 &&
	    batch->pings.count == 0)
		return true;
	return app_change(app, work, "alert.besides", take, &besides, false);
}
