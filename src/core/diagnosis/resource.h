/* What is used up: memory, connections, disks, queues, threads. */
#ifndef CORE_DIAGNOSIS_RESOURCE_H
#define CORE_DIAGNOSIS_RESOURCE_H

#include "core/diagnosis/diagnosis_private.h"

enum {
	RESOURCES_TOLD_MAX = 20,
	/* Of one entity, and of its memory one. */
	RESOURCES_PER_ENTITY_MAX = 3,
	/* Samples of the incident, of which most are at the limit: fewer are a spike. */
	RESOURCE_SAMPLES_MIN = 3,
};

/* So far back it is looked at; and as far again for whether that is its time of day. */
#define RESOURCE_LOOK_MS DAY_MS
/* Shorter growth may be a start, and a part of anything. As in the rules that people
 * write: deriv(…[30m]). */
#define RESOURCE_GROWTH_MIN_MS (30 * MINUTE_MS)
/* Noise passes for growth in one of so many diagnoses, however many series there are. */
#define RESOURCE_CHANCE 0.05
/* How far ahead a line is drawn, in lengths of what is known of it: a day by six hours,
 * as the alerts on file systems of node-mixin. */
#define RESOURCE_AHEAD 4.0
/* What has no end in sight must have grown by so much of itself: less is no trouble. */
#define RESOURCE_SHARE_MIN 0.2

/* Fills resources and judged. */
void resources_look(const struct study *study, struct diagnosis *diagnosis);

#endif
