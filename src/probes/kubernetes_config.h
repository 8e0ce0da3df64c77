/* What changed in a cluster's ConfigMaps and Secrets, by who wrote them: the reading of
 * its answers, for tests. Pure, and private to probes/. */
#ifndef PROBES_KUBERNETES_CONFIG_H
#define PROBES_KUBERNETES_CONFIG_H

#include "probes/probes.h"

/* Metadata of objects of one kind ("ConfigMap"), as the API lists it. Adds a change for
 * each object whose values somebody wrote at "since" or later. */
struct config_objects {
	str cluster;
	const char *kind;
	const struct tree *objects;
	instant_ms since;
};
void config_objects_read(const struct probe_call *call,
			 const struct config_objects *objects,
			 struct found_changes *found);

#endif
