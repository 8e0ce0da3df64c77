/* Which incident an alert belongs to, and what follows from that. */
#ifndef APP_INTAKE_ROUTE_H
#define APP_INTAKE_ROUTE_H

#include "app/store.h"
#include "core/alerting/alert.h"

/* The configured service whose matchers fit; else the label service; else the name. */
str route_service(const struct work *work, const struct labels *labels);

/* The same for what names no service, only a pod: its workload, as Kubernetes taught, or
 * as the pod's name says when it can be nothing else. Else *service stays as it is. */
bool route_by_pod(struct work *work, const struct labels *labels,
		  str *service) MUST_CHECK;

/* What keeps it from going its way; "" for nothing. */
struct hold {
	str by;  /* as alert.suppressed says it */
	str why; /* a sentence's end: "it changed 6 times in 12:30 …" */
};

struct way {
	struct route_decision route;
	enum urgency urgency;
	int64_t rank; /* that a route asks for; -1: none */
	bool joins;   /* false: a new incident is to be opened under alert->incident */
	struct incident incident; /* the one it joins */
	str group;                /* what it has in common with the others there */
	str shared; /* by which it was folded into that incident; "" : it was not */
	struct hold hold;
};

struct judge;

/* Where it goes, by what is written and open now. Only reads: "judge" keeps what is the
 * same for all alerts of a turn. */
bool way_find(struct work *work, struct judge *judge, const struct alert_fact *fact,
	      const struct alert *alert, struct way *ret_way) MUST_CHECK;
/* Sets alert->incident and alert->suppressed, so that the alert can be written down
 * before what follows from it: to the incident that it joins, or to the id of one that is
 * to be opened; to what it was when its urgency is "record" or it is held back. */
bool way_claim(struct work *work, const struct way *way, struct alert *alert) MUST_CHECK;
/* Joins or opens that incident. */
bool way_follow(struct work *work, const struct alert_fact *fact,
		const struct alert *alert, struct way *way) MUST_CHECK;

/* Of one that joins an incident: the policy that its route names, else its service, when
 * it is not the incident's and called nobody since that burns; "" otherwise. */
bool way_owners(struct work *work, str service, const struct way *way,
		str *ret_policy) MUST_CHECK;

/* The alert ended: when it was the last one of its incident, that ends paging. */
bool route_ended(struct work *work, const struct alert *alert) MUST_CHECK;

#endif
