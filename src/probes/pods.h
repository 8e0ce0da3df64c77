/* What a service's pods look like: the reading of a cluster's answers, for tests. Pure,
 * and private to probes/. */
#ifndef PROBES_PODS_H
#define PROBES_PODS_H

#include "probes/probes.h"

enum {
	/* Of a service: more are told as a number. */
	PODS_MAX = 1000,
	PODS_SHOWN_MAX = 20,
	/* Whose last words are fetched. */
	PODS_LOGS_MAX = 3,
};

/* Lists as the API gives them; NULL with the reason where one could not be had. */
struct pods_answer {
	const struct tree *pods;
	const struct tree *events, *node_events; /* warnings */
	const struct tree *usage;                /* of the metrics API */
	str no_events, no_usage;
};

/* The container that ended before: what it said last. */
struct pod_log {
	str pod, container;
	str text, problem; /* problem "": the text is there */
};

struct pod_container {
	str name, image;
	str state; /* "running", "waiting CrashLoopBackOff", "terminated Error" */
	str why;   /* what the cluster says beside it; "" */
	str last;  /* "OOMKilled, exit code 137"; "": it never ended */
	instant_ms ended_at; /* 0: it never ended, or nobody says when */
	int64_t restarts;
	bool is_init, is_waiting, was_oom_killed, was_killed;
	double memory_limit, memory_request, memory_used; /* bytes; NaN: none, unknown */
	double cpu_limit, cpu_request, cpu_used;          /* cores */
};

struct pod_state {
	str name, node, phase, reason, why;
	bool is_ready, is_over, is_abnormal, is_unschedulable;
	instant_ms created_at;
	int64_t restarts;
	struct pod_container *containers;
	size_t container_count;
};

struct pods {
	struct pod_state *items;
	size_t count, capacity;
	size_t faults; /* entries without a name */
};

/* Abnormal ones first, then by name: not ready, pending, failed, waiting, restarted in
 * the last hour, or killed for want of memory within a day, also when it runs well now.
 */
void pods_read(const struct probe_call *call, const struct pods_answer *answer,
	       struct pods *ret_pods);
/* Which logs of earlier lives are worth asking for; of the abnormal ones. */
size_t pods_with_logs(const struct pods *pods, struct pod_log *logs, size_t most);
/* Fills facts, body, meaning and has_data. */
void pods_tell(const struct probe_call *call, const struct pods_answer *answer,
	       const struct pods *pods, const struct pod_log *logs, size_t log_count,
	       struct probe_finding *finding);

/* "app=web,tier in (a,b)": the selector of a workload's spec, as a list takes it. */
str pods_selector(struct arena *arena, const struct tree *workload);

#endif
