#include "app/investigation/cause.h"

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
