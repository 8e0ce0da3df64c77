#include "app/verification/verification.h"
#include "app/effects.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"

#include <math.h>

static bool ask_at(struct work *work, const struct check *check, instant_ms at)
{
	return timer_set(work, "check.ask", check->id, check->incident, at);
}

static bool add_check(struct work *work, const struct incident *incident,
		      const struct measurement *measurement)
{
	struct check check = {
		.incident = incident->id,
		.name = measurement->name,
		.query = measurement->query,
		.comparison = measurement->comparison,
		.threshold = measurement->threshold,
		.unit = measurement->unit,
		.hold = measurement->hold,
		.interval = measurement->interval,
		.state = CHECK_PENDING,
		.last_value = NAN,
		.worst_value = NAN,
		.reason = STR("not asked yet"),
	};

	return store_add(work, &check_shape, &check) &&
	       note(work, "check.added", incident->id,
		    subject_of(work, "check", check.id), { "name", check.name },
		    { "query", check.query },
		    { "threshold",
		      arena_format(work->arena, "%s " STR_FMT,
				   comparison_names[check.comparison],
				   STR_ARG(quantity_format(work->arena, check.threshold,
							   check.unit))) },
		    { "hold", duration_format(work->arena, check.hold) }) &&
	       ask_at(work, &check, work->now);
}

static bool start_anew(struct work *work, const struct incident *incident,
		       struct check *checks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		checks[i].state = CHECK_PENDING;
		checks[i].green_since = 0;
		checks[i].reason = STR("the incident opened again: the hold starts anew");
		if (!store_save(work, &check_shape, &checks[i]) ||
		    !ask_at(work, &checks[i], work->now))
			return false;
	}
	(void)incident;
	return true;
}

bool verification_open(struct work *work, const struct incident *incident)
{
	const struct service *service = config_service(work->config, incident->service);
	struct check *checks;
	size_t count;

	if (!store_of_incident(work, &check_shape, incident->id, &checks, &count))
		return false;
	if (count > 0)
		return start_anew(work, incident, checks, count);
	for (size_t i = 0; service && i < service->measurement_count; i++)
		if (service->measurements[i].is_check &&
		    !add_check(work, incident, &service->measurements[i]))
			return false;
	return true;
}

bool verification_close(struct work *work, const struct incident *incident)
{
	struct check *checks;
	size_t count;

	if (!store_of_incident(work, &check_shape, incident->id, &checks, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!timer_drop(work, "check.ask", checks[i].id))
			return false;
	return timer_drop(work, "incident.hold", incident->id);
}

bool verification_ask_due(struct work *work, const struct timer *timer)
{
	struct incident incident;

	if (!store_get(work, &incident_shape, timer->incident, &incident))
		return false;
	if (!incident_is_open(incident.state))
		return true;
	work->effects->jobs = true;
	return job_add(work, LANE_WORK, "check", timer->ref, timer->incident, work->now);
}

static bool load_checks(struct work *work, const struct incident *incident,
			struct check_list *ret_checks)
{
	return store_of_incident(work, &check_shape, incident->id, &ret_checks->items,
				 &ret_checks->count);
}

bool verification_why_not(struct work *work, const struct incident *incident,
			  str *ret_why_not)
{
	struct check_list checks;
	int64_t firing, unended;
	str why_not = STR("");

	if (!load_checks(work, incident, &checks) ||
	    !store_alerts_count(work, incident->id, &firing, &unended))
		return false;
	if (!checks_prove_recovery(work->arena, checks, work->now, &why_not)) {
		*ret_why_not = why_not;
		return true;
	}
	*ret_why_not = STR("");
	if (firing > 0)
		*ret_why_not = arena_format(work->arena, "%lld of its alerts still %s",
					    (long long)firing,
					    firing == 1 ? "fires" : "fire");
	return true;
}

static bool verified(struct work *work, const struct incident *incident)
{
	struct check_list checks;
	instant_ms green_since = 0;

	if (!load_checks(work, incident, &checks))
		return false;
	for (size_t i = 0; i < checks.count; i++)
		if (checks.items[i].green_since > green_since)
			green_since = checks.items[i].green_since;
	return milestone_reach(work, incident->id, MILESTONE_SLO_COMPLIANT, green_since,
			       BASIS_MEASURED, 0) &&
	       milestone_reach(work, incident->id, MILESTONE_VERIFIED, work->now,
			       BASIS_MEASURED, 0);
}

static bool settle(struct work *work, struct incident *incident, bool proven, str reason)
{
	str how = work->actor.kind == ACTOR_STANCH ? STR("by itself") : work->actor.name;

	incident->resolved_at = work->now;
	incident->proven = proven;
	if (proven && !verified(work, incident))
		return false;
	return note(work, "incident.resolved", incident->id, incident->code,
		    { "proven", proven ? STR("proven by measurement")
				       : STR("not proven by measurement") },
		    { "reason", reason }, { "how", how }) &&
	       milestone_reach(work, incident->id, MILESTONE_RESOLVED, work->now,
			       BASIS_MEASURED, 0) &&
	       incident_move(work, incident, INCIDENT_RESOLVE) &&
	       incident_end(work, incident, STR("the incident is resolved")) &&
	       job_add(work, LANE_WORK, "postmortem", incident->id, incident->id,
		       work->now);
}

static bool may_override(struct work *work, const struct incident *incident, str reason)
{
	if (reason.length == 0)
		return fail(
			work, ERROR_INVALID,
			"reason: say why it is over although no measurement proves it");
	if (!str_equal(work->actor.name, incident->commander))
		return fail(work, ERROR_FORBIDDEN,
			    "only the commander (" STR_FMT ") resolves without proof",
			    STR_ARG(incident->commander.length > 0 ? incident->commander
								   : STR("none yet")));
	return true;
}

bool verification_resolve(struct work *work, struct incident *incident, str reason,
			  bool unproven)
{
	str why_not;

	if (!incident_is_open(incident->state))
		return fail(work, ERROR_CONFLICT, STR_FMT " is %s already",
			    STR_ARG(incident->code),
			    incident_state_names[incident->state]);
	if (!verification_why_not(work, incident, &why_not))
		return false;
	if (why_not.length == 0)
		return settle(work, incident, true, reason);
	if (!unproven)
		return fail(work, ERROR_CONFLICT, "not resolved: " STR_FMT,
			    STR_ARG(why_not));
	return may_override(work, incident, reason) &&
	       settle(work, incident, false, reason);
}

/* Nobody was ever needed: it may end by itself. */
static bool resolves_itself(const struct incident *incident)
{
	return incident->state == INCIDENT_MONITORING && incident->acked_at == 0;
}

bool verification_await_hold(struct work *work, const struct incident *incident,
			     bool unanswered)
{
	struct check_list checks;

	if (!load_checks(work, incident, &checks))
		return false;
	if (!unanswered || checks.count > 0)
		return true; /* each observation asks whether it is over */
	return timer_set(work, "incident.hold", incident->id, incident->id,
			 work->now + work->config->hold);
}

bool verification_hold_due(struct work *work, const struct timer *timer)
{
	struct incident incident;
	int64_t firing, unended;

	if (!store_get(work, &incident_shape, timer->ref, &incident))
		return false;
	if (!resolves_itself(&incident))
		return true;
	/* One that flaps fires again without opening it again. */
	if (!store_alerts_count(work, incident.id, &firing, &unended))
		return false;
	if (unended > 0)
		return timer_set(work, "incident.hold", incident.id, incident.id,
				 work->now + work->config->hold);
	return settle(
		work, &incident, false,
		arena_format(work->arena,
			     "its alerts ended " STR_FMT
			     " ago and stayed so; no check measures this service",
			     STR_ARG(duration_format(work->arena, work->config->hold))));
}

bool verification_end_if_proven(struct work *work, struct incident *incident)
{
	str why_not;

	if (!resolves_itself(incident))
		return true;
	if (!verification_why_not(work, incident, &why_not))
		return false;
	return why_not.length > 0 ||
	       settle(work, incident, true, STR("its alerts ended and its checks held"));
}
