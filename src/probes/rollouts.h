/* What a cluster's rollouts were: the reading of its answers, for tests. A Deployment
 * keeps each revision as a ReplicaSet, a StatefulSet or DaemonSet as a
 * ControllerRevision; what they have in common is a number, a time and a template of
 * pods. Pure, and private to probes/. */
#ifndef PROBES_ROLLOUTS_H
#define PROBES_ROLLOUTS_H

#include "probes/probes.h"

/* Objects of one kind ("deployment") and the holders of their revisions, as the API lists
 * them. Adds a change for each revision that came at "since" or later; the newest of an
 * object with its way back, where there is an earlier one. */
struct rollouts {
	str cluster;
	const char *kind;
	const struct tree *objects, *holders;
	instant_ms since;
};
void rollouts_read(const struct probe_call *call, const struct rollouts *rollouts,
		   struct found_changes *found);

#endif
