#include "app/intake/noise.h"

#include "app/effects.h"
#include "app/intake/inhibition.h"
#include "app/intake/silences.h"
#include "app/intake/stored.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/limits.h"

/* Looked at again in one turn; the rest in the turns that follow. */
enum { RECONSIDERED_MAX = 200, PAGES_LOOKED_AT_MAX = 100 };

static bool is_flapping(struct work *work, const struct alert *alert, struct hold *hold)
{
	const struct flap_rule *rule = &work->config->flapping;

	if (!flap_is(rule, alert->turns, work->now))
		return false;
	hold->by = STR("flapping");
	hold->why = flap_text(work->arena, rule, alert->turns);
	return true;
}

static bool prepare(struct work *work, struct judge *judge)
{
	judge->is_ready = judge->is_ready ||
			  silences_live(work, &judge->silences, &judge->silence_count);
	return judge->is_ready;
}

static bool is_silenced(struct work *work, const struct judge *judge,
			const struct labels *labels, int64_t rank, struct hold *hold)
{
	for (size_t i = 0; i < judge->silence_count; i++) {
		const struct silence_rule *rule = &judge->silences[i];
		str why_not;

		if (!silence_covers(work->arena, rule, labels, rank, work->now, &why_not))
			continue;
		hold->by = arena_format(work->arena, "silence:" STR_FMT,
					STR_ARG(rule->silence.uid));
		hold->why = silence_sentence(work->arena, &rule->silence);
		return true;
	}
	return false;
}

static bool is_maintained(struct work *work, const struct labels *labels, int64_t rank,
			  struct hold *hold)
{
	for (size_t i = 0; i < work->config->maintenance_count; i++) {
		const struct maintenance *window = &work->config->maintenance[i];
		str why_not;

		if (!maintenance_covers(work->arena, window, labels, rank, work->now,
					&why_not))
			continue;
		hold->by = arena_format(work->arena, "maintenance:" STR_FMT,
					STR_ARG(window->name));
		hold->why = maintenance_sentence(work->arena, window, work->now);
		return true;
	}
	return false;
}

static bool is_muted(struct work *work, const struct route_decision *route,
		     struct hold *hold)
{
	instant_ms until;

	if (route->muted_by.length == 0)
		return false;
	until = route_muted_until(route, work->now);
	hold->by = arena_format(work->arena, "muted:" STR_FMT, STR_ARG(route->muted_by));
	hold->why = arena_format(
		work->arena, "its route is muted %s " STR_FMT "%s" STR_FMT,
		route->muted_outside ? "outside of" : "during", STR_ARG(route->muted_by),
		until < INSTANT_MAX ? ", until " : "",
		STR_ARG(until < INSTANT_MAX ? instant_format(work->arena, until)
					    : STR("")));
	return true;
}

bool noise_judge(struct work *work, struct judge *judge, const struct alert_fact *fact,
		 const struct alert *alert, struct way *way)
{
	way->hold = (struct hold){ 0 };
	if (!prepare(work, judge))
		return false;
	if (is_silenced(work, judge, &fact->labels, way->rank, &way->hold) ||
	    is_maintained(work, &fact->labels, way->rank, &way->hold))
		return true;
	if (is_muted(work, &way->route, &way->hold) || way->rank == 0)
		return true;
	if (!inhibition_find(work, &fact->labels, &way->hold))
		return false;
	if (way->hold.by.length == 0)
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

static bool reconsider(struct work *work, struct judge *judge, struct alert *alert)
{
	str was = alert->suppressed;
	struct alert_fact fact;
	struct way way = { 0 };

	if (!stored_fact(work, alert, &fact) ||
	    !way_find(work, judge, &fact, alert, &way) || !way_claim(work, &way, alert))
		return false;
	if (way.hold.by.length > 0)
		return str_equal(way.hold.by, was) ||
		       store_save(work, &alert_shape, alert);
	return release(work, &fact, alert, was, &way);
}

/* Where a walk through them that one turn could not end goes on: the number of the last
 * that was looked at, or "". Those that stay held back must not hide the ones behind. */
static const char place[] = "noise.looked_at";

static bool remember_place(struct work *work, const struct alert *last)
{
	return store_setting_put(work, place, text_of_int(work, last->id)) &&
	       timer_set(work, "alert.held", 0, 0, work->now);
}

static bool release_some(struct work *work, struct judge *judge)
{
	struct alert *alerts;
	size_t count;
	int64_t after = 0;
	str looked_at;

	if (!store_setting_get(work, place, &looked_at))
		return false;
	str_to_int(looked_at, &after);
	if (!store_alerts_suppressed(work, after, RECONSIDERED_MAX, &alerts, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!reconsider(work, judge, &alerts[i]))
			return while_doing(work, "look again at alert %lld",
					   (long long)alerts[i].id);
	if (count > 0)
		return remember_place(work, &alerts[count - 1]);
	return looked_at.length == 0 || store_setting_put(work, place, STR(""));
}

/* -- what pages already -- */

struct burning {
	struct alert *alerts;
	size_t count;
	struct hold *holds; /* by alert; .by "" when it does not burn */
};

/* Where it would go now. What a person or another alert called the worst is the worst
 * for all of its incident's. */
static struct way way_in(const struct work *work, const struct incident *incident,
			 const struct alert_fact *fact)
{
	struct way way = { .route = route_decide(work->config->routes,
						 work->config->route_count, &fact->labels,
						 work->now) };

	way.rank = incident->rank == 0 ? 0 : way.route.rank;
	if (way.rank != way.route.rank)
		way.route.muted_by = STR("");
	return way;
}

/* Whether each that fires or fell silent is held back now, and something is. */
static bool all_held(struct work *work, struct judge *judge,
		     const struct incident *incident, struct burning *burning,
		     bool *ret_all)
{
	size_t held = 0;

	*ret_all = false;
	burning->holds = arena_many(work->arena, struct hold, burning->count);
	for (size_t i = 0; i < burning->count; i++) {
		struct alert_fact fact;
		struct way way;

		if (alert_has_ended(burning->alerts[i].state))
			continue;
		if (!stored_fact(work, &burning->alerts[i], &fact))
			return false;
		way = way_in(work, incident, &fact);
		if (!noise_judge(work, judge, &fact, &burning->alerts[i], &way))
			return false;
		if (way.hold.by.length == 0)
			return true;
		burning->holds[i] = way.hold;
		held++;
	}
	*ret_all = held > 0;
	return true;
}

static bool hold_alerts(struct work *work, const struct burning *burning)
{
	for (size_t i = 0; i < burning->count; i++) {
		struct alert *alert = &burning->alerts[i];

		if (burning->holds[i].by.length == 0)
			continue;
		alert->suppressed = burning->holds[i].by;
		if (!store_save(work, &alert_shape, alert) ||
		    !noise_note(work, alert, burning->holds[i].why))
			return false;
		effects_add_alert(work->effects, alert);
	}
	return true;
}

/* In a storm there are more than one turn may look at; then somebody should be called. */
static bool hold_page(struct work *work, struct judge *judge, int64_t id)
{
	struct burning burning;
	struct incident incident;
	bool all;

	if (!store_get(work, &incident_shape, id, &incident))
		return false;
	/* A person's word is no alert's noise. */
	if (incident.told)
		return true;
	if (!store_of_incident(work, &alert_shape, id, &burning.alerts, &burning.count))
		return work->error.kind == ERROR_TOO_LARGE;
	if (burning.count >= ROWS_PER_ANSWER_MAX)
		return true;
	if (!all_held(work, judge, &incident, &burning, &all))
		return false;
	if (!all)
		return true;
	return hold_alerts(work, &burning) &&
	       paging_stop(work, &incident, STR("all its alerts are held back"));
}

static bool hold_all(struct work *work, struct judge *judge)
{
	struct page *pages;
	size_t count;

	if (!prepare(work, judge))
		return false;
	if (judge->silence_count == 0 && work->config->inhibit_count == 0 &&
	    work->config->maintenance_count == 0 && work->config->interval_count == 0)
		return true;
	if (!store_pages_live(work, STR(""), &pages, &count))
		return false;
	for (size_t i = 0; i < count && i < PAGES_LOOKED_AT_MAX; i++)
		if (!hold_page(work, judge, pages[i].incident))
			return false;
	return true;
}

bool noise_reconsider(struct work *work)
{
	return store_setting_put(work, place, STR("")) && noise_keep_up(work);
}

bool noise_keep_up(struct work *work)
{
	struct judge judge = { 0 };

	return release_some(work, &judge) && hold_all(work, &judge);
}

bool noise_held_due(struct work *work, const struct timer *timer)
{
	struct judge judge = { 0 };

	(void)timer;
	return release_some(work, &judge);
}
