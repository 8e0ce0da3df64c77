/* What was learned of the service map from systems that see who calls whom, beside what
 * is configured. Who saw it, and when, stays with it: what nobody sees any more is
 * forgotten. */
#ifndef CORE_ALERTING_LEARNED_H
#define CORE_ALERTING_LEARNED_H

#include "base/clock.h"
#include "base/shape.h"

enum map_source {
	MAP_JAEGER,     /* calls in traces */
	MAP_PROMETHEUS, /* calls in traces, as metrics that Tempo's generator makes */
	MAP_KUBERNETES, /* on which node a workload runs */
	MAP_SOURCES,
};
extern const char *const map_source_names[];

struct learned {
	int64_t id;
	str service, needs; /* as that system names them */
	enum map_source source;
	instant_ms first_seen_at, last_seen_at;
};
extern const struct shape learned_shape;

/* A pod and whom it belongs to: the Deployment, not its ReplicaSet of the day. */
struct pod {
	int64_t id;
	str namespace, name;
	str workload;
	str node; /* "" : not placed yet */
	instant_ms last_seen_at;
};
extern const struct shape pod_shape;

/* "order-service" of order-service-575d554968, when the end is the hash that its
 * Deployment gave it and nothing else; else "". */
str workload_of_replicas(str replica_set, str hash);
/* "order-service" of the pod order-service-575d554968-2w65m, by the letters that
 * Kubernetes makes such ends of; "" when it can be something else. */
str workload_of_pod_name(str pod);

#endif
