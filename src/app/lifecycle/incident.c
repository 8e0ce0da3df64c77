#include "app/lifecycle/incident.h"

#include "app/intervention/fix.h"
#include "app/intervention/intervention.h"
#include "app/intervention/rollback.h"
#include "app/investigation/diagnosis.h"
#include "app/investigation/investigation.h"
#include "app/investigation/scope.h"
#include "app/lifecycle/command.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/paging.h"
#include "app/telling/telling.h"
#include "app/telling/tracking.h"
#include "app/verification/verification.h"

#include <assert.h>

const struct profile *incident_profile(const struct work *work,
				       const struct incident *incident)
{
	const struct profile *profile = config_profile(work->config, incident->profile);

	if (!profile)
		profile = config_profile(work->config, STR("default"));
	assert(profile);
	return profile;
}

const struct level *incident_level(const struct work *work,
				   const struct incident *incident)
{
	return &incident_profile(work, incident)->levels[incident->rank];
}

bool milestone_reach(struct work *work, int64_t incident, enum milestone_name name,
		     instant_ms at, enum basis basis, int64_t evidence)
{
	struct milestone milestone;
	bool found;

	if (!store_milestone_find(work, incident, name, &milestone, &found))
		return false;
	if (found)
		return true;
	milestone = (struct milestone){ .incident = incident,
					.name = name,
					.at = at,
					.basis = basis,
					.evidence = evidence,
					.recorder = work->actor.name,
					.recorded_at = work->now };
	return store_add(work, &milestone_shape, &milestone) &&
	       note(work, "milestone.reached", incident, STR(""),
		    { "name", str_of(milestone_names[name]) },
		    { "at", instant_format(work->arena, at) },
		    { "basis", str_of(basis_names[basis]) });
}

bool milestone_withdraw(struct work *work, int64_t incident, enum milestone_name name)
{
	struct milestone milestone;
	bool found;

	if (!store_milestone_find(work, incident, name, &milestone, &found))
		return false;
	if (!found)
		return true;
	milestone = (struct milestone){ .incident = incident,
					.name = name,
					.basis = BASIS_STATED,
					.recorder = work->actor.name,
					.recorded_at = work->now };
	return store_add(work, &milestone_shape, &milestone) &&
	       note(work, "milestone.withdrawn", incident, STR(""),
		    { "name", str_of(milestone_names[name]) });
}

static bool is_calm(enum incident_state state)
{
	return state == INCIDENT_MITIGATED || state == INCIDENT_MONITORING ||
	       !incident_is_open(state);
}

/* What waits for "unmitigated for" begins and ends with the fire itself. */
static bool fire_changed(struct work *work, struct incident *incident,
			 enum incident_state from)
{
	bool was_calm = is_calm(from), calm = is_calm(incident->state);

	if (was_calm == calm)
		return true;
	if (calm)
		return escalation_disarm(work, incident) &&
		       telling_mitigated(work, incident);
	incident->burning_since = work->now;
	return store_save(work, &incident_shape, incident) &&
	       escalation_arm(work, incident);
}

bool incident_move(struct work *work, struct incident *incident,
		   enum incident_event event)
{
	enum incident_state from = incident->state;
	const char *sentence;

	if (!incident_advance(from, event, &incident->state, &sentence))
		return true;
	incident->updated_at = work->now;
	return store_save(work, &incident_shape, incident) &&
	       note(work, "incident.state", incident->id, incident->code,
		    { "from", str_of(incident_state_names[from]) },
		    { "to", str_of(incident_state_names[incident->state]) },
		    { "sentence", str_of(sentence) }) &&
	       fire_changed(work, incident, from);
}

bool incident_touch(struct work *work, struct incident *incident)
{
	incident->worked_at = work->now;
	incident->updated_at = work->now;
	return store_save(work, &incident_shape, incident);
}

/* "INC-2026-11-21" counts the day's incidents of that prefix. */
static bool give_code(struct work *work, struct incident *incident)
{
	const struct profile *profile = incident_profile(work, incident);
	str prefix = work->config->drill ? STR("DRILL") : profile->code_prefix;
	const char *c_prefix = arena_c_string(work->arena, prefix);
	str counter = arena_format(work->arena, "code:" STR_FMT "-" STR_FMT,
				   STR_ARG(prefix),
				   STR_ARG(instant_format_day(work->arena, work->now)));
	int64_t number;

	if (!store_count_up(work, counter, &number))
		return false;
	incident->code = incident_code(work->arena, c_prefix, work->now, number);
	return true;
}

static void choose(struct work *work, const struct incident_opening *opening,
		   struct incident *incident)
{
	const struct service *service = config_service(work->config, opening->service);
	const struct profile *profile = NULL;

	if (service && service->profile.length > 0) {
		profile = config_profile(work->config, service->profile);
		incident->profile_reason = arena_format(work->arena,
							"service " STR_FMT " asks for it",
							STR_ARG(service->name));
	}
	if (!profile)
		profile = profile_choose(work->arena, work->config, opening->labels,
					 opening->words, &incident->profile_reason);
	incident->profile = profile->name;
	incident->profile_hash = profile->hash;
	incident->rank = opening->rank;
	incident->severity_reason = opening->rank_reason;
	if (opening->rank < 0)
		incident->rank = severity_choose(work->arena, work->config, profile,
						 opening->labels,
						 &incident->severity_reason);
	incident->severity = profile->levels[incident->rank].name;
}

static bool note_opening(struct work *work, const struct incident *incident)
{
	return note(work, "incident.opened", incident->id, incident->code,
		    { "code", incident->code }, { "title", incident->title },
		    { "profile", incident->profile },
		    { "profile_reason", incident->profile_reason },
		    { "severity", incident->severity },
		    { "rank", text_of_int(work, incident->rank) },
		    { "severity_reason", incident->severity_reason },
		    { "service", incident->service },
		    { "candidate",
		      incident->state == INCIDENT_CANDIDATE ? STR("yes") : STR("") });
}

static bool first_milestones(struct work *work, const struct incident *incident)
{
	int64_t id = incident->id;

	return milestone_reach(work, id, MILESTONE_IMPACT_STARTED, incident->onset_at,
			       BASIS_ESTIMATED, 0) &&
	       milestone_reach(work, id, MILESTONE_ALERTED, work->now, BASIS_MEASURED,
			       0) &&
	       (incident->state == INCIDENT_CANDIDATE ||
		milestone_reach(work, id, MILESTONE_DECLARED, work->now, BASIS_MEASURED,
				0)) &&
	       milestone_reach(work, id, MILESTONE_SEVERITY_SET, work->now,
			       BASIS_MEASURED, 0);
}

str incident_group_of_service(struct arena *arena, str service)
{
	return arena_format(arena, "service=" STR_FMT, STR_ARG(service));
}

static bool add_group(struct work *work, const struct incident_opening *opening,
		      const struct incident *incident)
{
	str group = opening->group;

	if (group.length == 0)
		group = incident_group_of_service(work->arena, incident->service);
	return store_group_add(work, group, incident->id);
}

static bool tell_opening(struct work *work, struct incident *incident)
{
	return telling_draft(work, incident, MESSAGE_INITIAL,
			     STR("the incident opened")) &&
	       tracking_open(work, incident);
}

bool incident_open(struct work *work, const struct incident_opening *opening,
		   struct incident *ret_incident)
{
	struct incident incident = { .id = opening->id,
				     .title = str_clip(opening->title, 200),
				     .state = opening->is_candidate ? INCIDENT_CANDIDATE
								    : INCIDENT_DECLARED,
				     .service = opening->service,
				     .escalation = opening->escalation,
				     .told = opening->is_told,
				     .opened_at = work->now,
				     .onset_at = opening->onset_at,
				     .burning_since = work->now,
				     .updated_at = work->now,
				     .worked_at = work->now };

	choose(work, opening, &incident);
	if (!give_code(work, &incident) ||
	    (incident.id == 0 && !store_next_id(work, &incident_shape, &incident.id)) ||
	    !store_add_as(work, &incident_shape, &incident) ||
	    !add_group(work, opening, &incident) || !note_opening(work, &incident) ||
	    !first_milestones(work, &incident))
		return false;
	if (opening->urgency == URGENCY_PAGE && !paging_open(work, &incident))
		return false;
	*ret_incident = incident;
	return verification_open(work, &incident) &&
	       investigation_open(work, &incident, opening->words) &&
	       rollback_consider(work, &incident) && diagnosis_open(work, &incident) &&
	       scope_open(work, &incident) &&
	       (opening->is_candidate || tell_opening(work, &incident));
}

bool incident_declare(struct work *work, struct incident *incident, str reason)
{
	if (incident->state != INCIDENT_CANDIDATE)
		return true;
	incident->burning_since = work->now;
	return note(work, "incident.declared", incident->id, incident->code,
		    { "reason", reason }) &&
	       incident_move(work, incident, INCIDENT_DECLARE) &&
	       milestone_reach(work, incident->id, MILESTONE_DECLARED, work->now,
			       BASIS_MEASURED, 0) &&
	       rollback_triaged(work, incident) && paging_open(work, incident) &&
	       tell_opening(work, incident);
}

bool incident_note(struct work *work, struct incident *incident, str text)
{
	return note(work, "incident.note", incident->id, incident->code,
		    { "text", text }) &&
	       incident_touch(work, incident);
}

bool incident_note_late(struct work *work, struct incident *incident, str text,
			instant_ms happened_at)
{
	if (happened_at > work->now)
		return fail(work, ERROR_INVALID, "at: that is still to come");
	return note(work, "incident.note-late", incident->id, incident->code,
		    { "text", text },
		    { "happened", instant_format(work->arena, happened_at) }) &&
	       incident_touch(work, incident);
}

bool incident_end(struct work *work, struct incident *incident, str reason)
{
	return paging_stop(work, incident, reason) && paging_close(work, incident) &&
	       verification_close(work, incident) && rollback_close(work, incident) &&
	       intervention_close(work, incident, reason) &&
	       command_close(work, incident) && telling_close(work, incident) &&
	       tracking_close(work, incident);
}

bool incident_dismiss(struct work *work, struct incident *incident, str reason)
{
	if (reason.length == 0)
		return fail(work, ERROR_INVALID, "reason: say why it is no incident");
	if (!incident_is_open(incident->state))
		return fail(work, ERROR_CONFLICT, STR_FMT " is %s already",
			    STR_ARG(incident->code),
			    incident_state_names[incident->state]);
	return note(work, "incident.dismissed", incident->id, incident->code,
		    { "reason", reason }) &&
	       incident_move(work, incident, INCIDENT_DISMISS) &&
	       incident_end(work, incident, STR("dismissed as no incident"));
}

static bool may_close_so(struct work *work, const struct incident *incident, str why_not,
			 const struct closing *closing)
{
	if (!closing->with_fixes)
		return fail(work, ERROR_CONFLICT, "not closed: " STR_FMT,
			    STR_ARG(why_not));
	if (closing->reason.length == 0)
		return fail(work, ERROR_INVALID,
			    "reason: say why it is closed although " STR_FMT,
			    STR_ARG(why_not));
	if (work->actor.role < ROLE_ADMIN &&
	    !str_equal(work->actor.name, incident->commander))
		return fail(work, ERROR_FORBIDDEN,
			    "only the commander (" STR_FMT ") or an admin closes it with "
			    "temporary fixes",
			    STR_ARG(incident->commander.length > 0 ? incident->commander
								   : STR("none")));
	return note(work, "incident.closed-with-fixes", incident->id, incident->code,
		    { "reason", closing->reason }, { "why_not", why_not });
}

bool incident_close(struct work *work, struct incident *incident,
		    const struct closing *closing)
{
	str why_not = { 0 };

	if (incident->state != INCIDENT_RESOLVED)
		return fail(work, ERROR_CONFLICT,
			    STR_FMT " is %s: only a resolved one is closed",
			    STR_ARG(incident->code),
			    incident_state_names[incident->state]);
	if (!fixes_why_not_closed(work, incident, &why_not) ||
	    (why_not.length > 0 && !may_close_so(work, incident, why_not, closing)))
		return false;
	return incident_move(work, incident, INCIDENT_CLOSE) &&
	       milestone_reach(work, incident->id, MILESTONE_CLOSED, work->now,
			       BASIS_MEASURED, 0);
}

/* Worse than it was. Rank 0 and 1 wake somebody, also where nobody was called yet. */
static bool call_for(struct work *work, struct incident *incident)
{
	struct page page;
	bool was_called;

	if (!incident_is_open(incident->state))
		return true;
	if (!store_page_of_incident(work, incident->id, &page, &was_called))
		return false;
	if (was_called)
		return escalation_severity(work, incident);
	return incident->rank > 1 || paging_open(work, incident);
}

/* It may be bad enough for the tracker only now. */
static bool track_worse(struct work *work, const struct incident *incident)
{
	return !incident_is_open(incident->state) || tracking_open(work, incident);
}

bool incident_set_rank(struct work *work, struct incident *incident, int64_t rank,
		       str reason)
{
	const struct profile *profile = incident_profile(work, incident);
	bool may_lower = work->actor.role >= ROLE_ADMIN ||
			 str_equal(work->actor.name, incident->commander);

	if (rank < 0 || rank > 3)
		return fail(work, ERROR_INVALID, "rank: 0 (worst) to 3, not %lld",
			    (long long)rank);
	if (rank > incident->rank && !may_lower)
		return fail(work, ERROR_FORBIDDEN,
			    "severity is lowered by the commander (" STR_FMT ") only",
			    STR_ARG(incident->commander.length > 0 ? incident->commander
								   : STR("none")));

	str from = incident->severity;
	bool is_worse = rank < incident->rank;

	incident->rank = rank;
	incident->severity = profile->levels[rank].name;
	incident->severity_reason = reason;
	return note(work, "incident.severity", incident->id, incident->code,
		    { "from", from }, { "to", incident->severity },
		    { "reason", reason }) &&
	       incident_touch(work, incident) && rollback_triaged(work, incident) &&
	       telling_severity(work, incident) &&
	       (!is_worse || (call_for(work, incident) && track_worse(work, incident))) &&
	       escalation_arm(work, incident);
}
