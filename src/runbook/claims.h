/* What a runbook takes for granted of the world: metrics with their labels, objects of a
 * cluster, addresses that answer. Each can be asked of the live system; a runbook whose
 * claims all held on a day was proven on that day.
 *
 * Only what is certain is claimed: a placeholder, a variable or a template claims
 * nothing. */
#ifndef RUNBOOK_CLAIMS_H
#define RUNBOOK_CLAIMS_H

#include "runbook/runbook.h"

enum claim_kind {
	CLAIM_SERIES, /* .metric has series, and .selection picks some of them */
	CLAIM_OBJECT, /* .path is there in the cluster's API */
	CLAIM_LINK,   /* .path answers; http or https */
};
extern const char *const claim_kind_names[];

struct claim {
	enum claim_kind kind;
	unsigned line;
	str text;          /* in words: "deployment order-service in production" */
	str metric;        /* of a series: its name; "" when only labels pick it */
	str selection;     /* of a series: as PromQL, `up{job="api"}` */
	const str *labels; /* of a series: those that it must have to be picked */
	size_t label_count;
	/* Of an object: "/apis/apps/v1/namespaces/x/deployments/y", or without the
	 * namespace's part when .needs_namespace: then it is in the context's own. */
	str path;
	bool needs_namespace;
};

/* In the order of lines, each once; at most RUNBOOK_CLAIMS_MAX. */
void runbook_claims(struct arena *arena, const struct runbook *runbook,
		    const struct claim **ret_claims, size_t *ret_count);

/* The path of an object in the API: kind as kubectl takes it ("deploy", "svc"), the
 * namespace "" for none given. "" when the kind is not known here. */
str kubernetes_object_path(struct arena *arena, str kind, str namespace, str name,
			   bool *ret_needs_namespace);

#endif
