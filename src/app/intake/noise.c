#include "app/intake/noise.h"

#include "app/effects.h"
#include "app/intake/stored.h"
#include "app/note.h"

/* Looked at again in one turn; the rest in the next. */
enum { RECONSIDERED_MAX = 200 };

static bool is_flapping(struct work *work, const struct alert *alert, struct hold *hold)
{
	const struct flap_rule *rule = &work->config->flapping;

	if (!flap_is(rule, alert->turns, work->now))
		return false;
	hold->by = STR("flapping");
	hold->why = flap_text(work->arena, rule, alert->turns);
	return true;
}

bool noise_judge(struct work *work, const struct alert_fact *fact,
		 const struct alert *alert, struct way *way)
{
	(void)fact;
	way->hold = (struct hold){ 0 };
	if (way->rank != 0)
		is_flapping(work, alert, &way->hold);
	return true;
}

bool noise_note(struct work *work, const struct alert *alert, str why)
{
	return note(work, "alert.suppressed", alert->incident,
		    subject_of(work, "alert", alert->id), { "name", alert->name },
		    { "by", alert->suppressed }, { "why", why });
}

/* It goes the way it would have gone. */
static bool release(struct work *work, const struct alert_fact *fact, struct alert *alert,
		    str was, struct way *way)
{
	str why = arena_format(work->arena, STR_FMT " is over", STR_ARG(was));

	if (!store_save(work, &alert_shape, alert) ||
	    !note(work, "alert.released", alert->incident,
		  subject_of(work, "alert", alert->id), { "name", alert->name },
		  { "why", why }))
		return false;
	effects_add_alert(work->effects, alert);
	return way_follow(work, fact, alert, way);
}

static bool reconsider(struct work *work, struct alert *alert)
{
	str was = alert->suppressed;
	struct alert_fact fact;
	struct way way = { 0 };

	if (!stored_fact(work, alert, &fact) || !way_find(work, &fact, alert, &way))
		return false;
	if (way.urgency != URGENCY_RECORD && way.hold.by.length > 0)
		return str_equal(way.hold.by, was) ||
		       store_save(work, &alert_shape, alert);
	alert->suppressed = STR("");
	return release(work, &fact, alert, was, &way);
}

bool noise_reconsider(struct work *work)
{
	struct alert *alerts;
	size_t count;

	if (!store_alerts_suppressed(work, RECONSIDERED_MAX, &alerts, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!reconsider(work, &alerts[i]))
			return while_doing(work, "look again at alert %lld",
					   (long long)alerts[i].id);
	return true;
}
