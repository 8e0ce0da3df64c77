/* A cluster of the configuration, for whoever asks one. Private to probes/. */
#ifndef PROBES_CLUSTER_H
#define PROBES_CLUSTER_H

#include "probes/probes.h"
#include "systems/kubernetes.h"

/* The cluster that the argument "cluster" names. All requests together take no longer
 * than the call may; whoever asks several gives each a share of it ("shares" of them; 1:
 * one may take it all). */
bool cluster_open(const struct probe_call *call, int64_t shares,
		  struct kubernetes **ret_kubernetes, struct error *error) MUST_CHECK;
/* error_wrap with the cluster's name. */
bool cluster_fail(const struct probe_call *call, struct error *error);
/* The argument "namespace"; without one that of the cluster's context. */
str cluster_namespace(const struct probe_call *call, const struct kubernetes *kubernetes);

#endif
