/* What time does to alerts: an alert whose sender fell silent goes stale, which is
 * not recovered; and expiries that moved in memory reach the disk. */
#include "app/app.h"
#include "app/effects.h"
#include "app/intake/inhibition.h"
#include "app/intake/intake.h"
#include "app/intake/noise.h"
#include "app/intake/roster.h"
#include "app/note.h"
#include "app/paging/paging.h"

enum { CHUNK = 500 };

#define TEND_EVERY_MS (15 * SECOND_MS)
/* A day is longer than any pause of a sender that comes back (PRACTICE, alerts). */
#define UNKNOWN_AFTER_MS (24 * HOUR_MS)
/* Prometheus repeats an ended alert for 15 minutes. */
#define FORGET_AFTER_MS (20 * MINUTE_MS)

/* Who has it in hand is told: what they look at may be blind. */
static bool tell_commander(struct work *work, const struct alert *alert)
{
	struct incident incident;

	if (alert->incident == 0)
		return true;
	if (!store_get(work, &incident_shape, alert->incident, &incident))
		return false;
	if (!incident_is_open(incident.state) || incident.acked_at == 0 ||
	    incident.commander.length == 0)
		return true;
	return paging_tell(
		work, &incident, incident.commander,
		arena_format(work->arena, STR_FMT ": alert " STR_FMT " went silent",
			     STR_ARG(incident.code), STR_ARG(alert->name)),
		STR("Its sender neither repeated it nor ended it. That is no recovery: "
		    "look whether the sender is alive."));
}

static bool go_stale(struct work *work, int64_t id)
{
	struct alert alert;

	if (!store_get(work, &alert_shape, id, &alert))
		return work->error.kind == ERROR_NOT_FOUND;
	if (alert.state != ALERT_FIRING)
		return true;
	/* Still counted as firing: an unanswered page goes on (PRACTICE, alerts). */
	alert.state = ALERT_STALE;
	alert.content = 0; /* whatever comes next is news */
	alert.changed_at = work->now;
	if (!store_save(work, &alert_shape, &alert))
		return false;
	effects_add_alert(work->effects, &alert);
	return note(work, "alert.stale", alert.incident, subject_of(work, "alert", id),
		    { "name", alert.name }, { "id", text_of_int(work, id) }) &&
	       timer_set(work, "alert.unknown", id, alert.incident,
			 work->now + UNKNOWN_AFTER_MS) &&
	       inhibition_ends(work, id) && tell_commander(work, &alert);
}

/* Paging for what nobody can know ends; the incident stays open for a person. */
static bool stop_asking(struct work *work, int64_t id)
{
	struct incident incident;
	int64_t firing, unended;

	if (id == 0)
		return true;
	if (!store_alerts_count(work, id, &firing, &unended) ||
	    !store_get(work, &incident_shape, id, &incident))
		return false;
	return unended > 0 || !incident_is_open(incident.state) ||
	       paging_stop(work, &incident,
			   STR("its alerts are silent for a day: whether it is over is "
			       "unknown"));
}

bool intake_unknown_due(struct work *work, const struct timer *timer)
{
	struct alert alert;

	if (!store_get(work, &alert_shape, timer->ref, &alert))
		return work->error.kind == ERROR_NOT_FOUND;
	if (alert.state != ALERT_STALE)
		return true;
	alert.state = ALERT_UNKNOWN;
	alert.ends_at = work->now;
	alert.changed_at = work->now;
	if (!store_save(work, &alert_shape, &alert))
		return false;
	effects_add_alert(work->effects, &alert);
	return note(work, "alert.unknown", alert.incident,
		    subject_of(work, "alert", alert.id), { "name", alert.name },
		    { "id", text_of_int(work, alert.id) }) &&
	       stop_asking(work, alert.incident);
}

static bool expire(struct work *work)
{
	struct roster_entry *gone = arena_many(work->arena, struct roster_entry, CHUNK);
	/* Our own downtime is added: nobody could have repeated anything meanwhile. */
	instant_ms alive_since = work->app->started_at + work->config->resolve_timeout;
	size_t count;

	if (work->now < alive_since)
		return true;
	count = roster_expired(work->app->roster, work->now, gone, CHUNK);
	for (size_t i = 0; i < count; i++)
		if (!go_stale(work, gone[i].id))
			return false;
	return true;
}

static bool write_moved(struct work *work)
{
	struct roster_entry *moved = arena_many(work->arena, struct roster_entry, CHUNK);
	size_t count = roster_moved(work->app->roster, moved, CHUNK);

	for (size_t i = 0; i < count; i++)
		if (!store_alert_touch(work, moved[i].id, moved[i].ends_at))
			return false;
	return true;
}

bool intake_tend(struct work *work, const struct timer *timer)
{
	(void)timer;
	roster_forget_ended(work->app->roster, work->now - FORGET_AFTER_MS);
	return expire(work) && write_moved(work) && inhibition_keep_up(work) &&
	       noise_keep_up(work) &&
	       timer_set(work, "alert.tend", 0, 0, work->now + TEND_EVERY_MS);
}

static void remember(void *context, const struct alert *alert)
{
	struct roster_entry entry = roster_entry_of(alert);

	roster_put(context, &entry);
}

bool intake_start(struct work *work)
{
	return store_alerts_repeated(work, work->now - FORGET_AFTER_MS, remember,
				     work->app->roster) &&
	       timer_set(work, "alert.tend", 0, 0, work->now + TEND_EVERY_MS);
}
