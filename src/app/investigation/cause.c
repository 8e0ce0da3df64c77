#include "app/investigation/cause.h"

#include "app/investigation/investigation.h"
#include "app/lifecycle/incident.h"
#include "app/telling/telling.h"
#include "core/diagnosis/rival.h"

bool cause_supported(struct work *work, struct incident *incident)
{
	enum incident_state before = incident->state;

	return milestone_reach(work, incident->id, MILESTONE_CAUSE_SUPPORTED, work->now,
			       BASIS_MEASURED, 0) &&
	       incident_move(work, incident, INCIDENT_CAUSE_SUPPORTED) &&
	       (incident->state == before ||
		telling_draft(work, incident, MESSAGE_UPDATE,
			      STR("the cause is identified")));
}

bool cause_confirmed(struct work *work, struct incident *incident, int64_t evidence)
{
	return milestone_reach(work, incident->id, MILESTONE_CAUSE_SUPPORTED, work->now,
			       BASIS_STATED, evidence) &&
	       incident_move(work, incident, INCIDENT_CAUSE_SUPPORTED) &&
	       (!incident_is_open(incident->state) ||
		telling_draft(work, incident, MESSAGE_UPDATE,
			      STR("the cause is confirmed")));
}

/* A symptom is none, and what a diagnosis suspects is none yet. That a rule is not in the
 * configuration any more says nothing against what it found. */
static bool stands(struct work *work, const struct service *service,
		   const struct hypothesis *hypothesis)
{
	const struct hypothesis_rule *rule = investigation_rule(service, hypothesis->key);
	struct hypothesis_rule rival;

	if (hypothesis->state != HYPOTHESIS_SUPPORTED)
		return hypothesis->state == HYPOTHESIS_CONFIRMED;
	return rule ? !rule->is_symptom
		    : !rival_rule(work->arena, hypothesis->key, STR(""), &rival);
}

static bool any_stands(struct work *work, const struct incident *incident,
		       bool *ret_stands)
{
	const struct service *service = config_service(work->config, incident->service);
	struct hypothesis *hypotheses;
	size_t count;

	*ret_stands = false;
	if (!store_of_incident(work, &hypothesis_shape, incident->id, &hypotheses,
			       &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_stands = *ret_stands || stands(work, service, &hypotheses[i]);
	return true;
}

/* What was deployed against it was no fix, either. */
static bool withdraw(struct work *work, struct incident *incident,
		     enum incident_event event, str says)
{
	return milestone_withdraw(work, incident->id, MILESTONE_CAUSE_SUPPORTED) &&
	       milestone_withdraw(work, incident->id, MILESTONE_FIX_DEPLOYED) &&
	       incident_move(work, incident, event) &&
	       (!incident_is_open(incident->state) ||
		telling_draft(work, incident, MESSAGE_UPDATE, says));
}

/* It was known, and nothing is held for it any more. */
static bool is_lost(struct work *work, const struct incident *incident, bool *ret_lost)
{
	struct milestone milestone;
	bool was_known, is_known;

	if (!store_milestone_find(work, incident->id, MILESTONE_CAUSE_SUPPORTED,
				  &milestone, &was_known) ||
	    !any_stands(work, incident, &is_known))
		return false;
	*ret_lost = was_known && !is_known;
	return true;
}

bool cause_refuted(struct work *work, struct incident *incident)
{
	bool lost;

	return is_lost(work, incident, &lost) &&
	       (!lost || withdraw(work, incident, INCIDENT_CAUSE_REFUTED,
				  STR("the cause is refuted")));
}

/* Whether what is measured now may be what somebody did against it. */
static bool is_acted_on(struct work *work, const struct incident *incident,
			bool *ret_acted_on)
{
	struct milestone milestone;
	bool is_started, is_fixed;

	if (!store_milestone_find(work, incident->id, MILESTONE_MITIGATION_STARTED,
				  &milestone, &is_started) ||
	    !store_milestone_find(work, incident->id, MILESTONE_FIX_DEPLOYED, &milestone,
				  &is_fixed))
		return false;
	/* What is identified after an action that did not help was measured after it. */
	*ret_acted_on = is_fixed ||
			(is_started && incident->state != INCIDENT_IDENTIFIED);
	return true;
}

bool cause_fell(struct work *work, struct incident *incident, bool is_refuted)
{
	bool lost, acted_on;

	if (!incident_is_open(incident->state) || incident_is_back(incident->state))
		return true;
	if (!is_lost(work, incident, &lost) || !is_acted_on(work, incident, &acted_on))
		return false;
	if (!lost || acted_on)
		return true;
	return is_refuted ? withdraw(work, incident, INCIDENT_CAUSE_REFUTED,
				     STR("the cause is refuted"))
			  : withdraw(work, incident, INCIDENT_CAUSE_UNSUPPORTED,
				     STR("the cause is not supported any more"));
}
