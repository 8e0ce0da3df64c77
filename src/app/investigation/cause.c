#include "app/investigation/cause.h"

#include "app/investigation/investigation.h"
#include "app/lifecycle/incident.h"
#include "app/telling/telling.h"

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

/* A symptom is none, and what a diagnosis suspects is none yet. */
static bool stands(const struct service *service, const struct hypothesis *hypothesis)
{
	const struct hypothesis_rule *rule = investigation_rule(service, hypothesis->key);

	return hypothesis->state == HYPOTHESIS_CONFIRMED ||
	       (hypothesis->state == HYPOTHESIS_SUPPORTED && rule && !rule->is_symptom);
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
		*ret_stands = *ret_stands || stands(service, &hypotheses[i]);
	return true;
}

bool cause_refuted(struct work *work, struct incident *incident)
{
	struct milestone milestone;
	bool was_known, is_known;

	if (!store_milestone_find(work, incident->id, MILESTONE_CAUSE_SUPPORTED,
				  &milestone, &was_known) ||
	    !any_stands(work, incident, &is_known))
		return false;
	if (!was_known || is_known)
		return true;
	/* What was deployed against it was no fix, either. */
	return milestone_withdraw(work, incident->id, MILESTONE_CAUSE_SUPPORTED) &&
	       milestone_withdraw(work, incident->id, MILESTONE_FIX_DEPLOYED) &&
	       incident_move(work, incident, INCIDENT_CAUSE_REFUTED) &&
	       (!incident_is_open(incident->state) ||
		telling_draft(work, incident, MESSAGE_UPDATE,
			      STR("the cause is refuted")));
}
