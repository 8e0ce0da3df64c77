#include "app/learning/learning.h"

static const struct {
	const char *name, *label, *definition;
	enum milestone_name from, to;
} definitions[DURATIONS] = {
	{ "TTD", "time to detect", "onset → alerted", MILESTONE_IMPACT_STARTED,
	  MILESTONE_ALERTED },
	{ "TTA", "time to acknowledge", "alerted → acknowledged", MILESTONE_ALERTED,
	  MILESTONE_ACKED },
	{ "TTTriage", "time to triage", "alerted → scope card complete",
	  MILESTONE_ALERTED, MILESTONE_SCOPED },
	{ "TTComm", "time to first message", "declared → first message sent",
	  MILESTONE_DECLARED, MILESTONE_FIRST_COMM },
	{ "TTI", "time to identify",
	  "alerted → a cause is supported by evidence, or confirmed", MILESTONE_ALERTED,
	  MILESTONE_CAUSE_SUPPORTED },
	{ "TTM", "time to mitigation", "alerted → mitigated, by measurement",
	  MILESTONE_ALERTED, MILESTONE_MITIGATED },
	{ "TTF", "time to fix",
	  "alerted → something new was deployed after a cause was supported",
	  MILESTONE_ALERTED, MILESTONE_FIX_DEPLOYED },
	{ "TTSLO", "time to compliance", "alerted → first good sample of those that held",
	  MILESTONE_ALERTED, MILESTONE_SLO_COMPLIANT },
	{ "TTR", "time to resolve", "alerted → resolved", MILESTONE_ALERTED,
	  MILESTONE_RESOLVED },
	{ "Impact", "impact duration", "onset → first good sample of those that held",
	  MILESTONE_IMPACT_STARTED, MILESTONE_SLO_COMPLIANT },
};

/* The last one: what came later corrects what was there. */
static const struct milestone *find(const struct milestone *milestones, size_t count,
				    enum milestone_name name)
{
	for (size_t i = count; i-- > 0;)
		if (milestones[i].name == name)
			return milestones[i].at != 0 ? &milestones[i] : NULL;
	return NULL;
}

bool learning_durations(struct work *work, int64_t incident,
			struct duration_named ret_durations[DURATIONS])
{
	struct milestone *milestones;
	size_t count;

	if (!store_of_incident(work, &milestone_shape, incident, &milestones, &count))
		return false;
	for (size_t i = 0; i < DURATIONS; i++) {
		const struct milestone *from = find(milestones, count,
						    definitions[i].from);
		const struct milestone *to = find(milestones, count, definitions[i].to);

		ret_durations[i] = (struct duration_named){
			.name = definitions[i].name,
			.label = definitions[i].label,
			.definition = definitions[i].definition,
			.known = from && to,
			.length = from && to ? to->at - from->at : 0,
		};
	}
	return true;
}
