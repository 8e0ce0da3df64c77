/* The scope card of an incident fills itself: from its measurements, its evidence, the
 * feed of changes and the service map. What has not come SCOPE_MS_MAX after it opened is
 * said to be unknown, with the reason; what comes later is shown all the same. */
#ifndef APP_INVESTIGATION_SCOPE_H
#define APP_INVESTIGATION_SCOPE_H

#include "app/store.h"
#include "core/incident/scope.h"

/* With the incident: its record, and the timer that ends the waiting. */
bool scope_open(struct work *work, const struct incident *incident) MUST_CHECK;
/* Something became known: the card is filled again, and once nothing is awaited any more
 * it is complete: a milestone, and a line of the timeline. */
bool scope_look(struct work *work, const struct incident *incident) MUST_CHECK;
/* Timer scope.due. */
bool scope_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* Somebody knows who is affected. */
bool scope_state(struct work *work, const struct incident *incident, str text) MUST_CHECK;

/* The card as it is known now. Only reads. ret_scope has the id 0 for incidents from
 * before there were cards. */
bool scope_read(struct work *work, const struct incident *incident,
		struct scope *ret_scope, struct scope_card *ret_card) MUST_CHECK;

/* -- how far it reaches -- */

/* Who depends on the incident's service, and may fail with it. */
struct radius_item {
	str service;
	size_t steps; /* 1: directly */
	bool alerts;  /* it does fail */
	str incident; /* the open incident that has its alerts; "" */
};
struct radius {
	struct radius_item *items; /* nearest first */
	size_t count, capacity;
	size_t alerting;
	str says;
};
bool scope_radius(struct work *work, const struct incident *incident,
		  struct radius *ret) MUST_CHECK;

/* As trees, for answers; the card has its radius, too. */
bool scope_radius_tree(struct work *work, const struct incident *incident,
		       struct tree **ret) MUST_CHECK;
bool scope_tree(struct work *work, const struct incident *incident,
		struct tree *answer) MUST_CHECK;

#endif
