/* Which incident an alert belongs to, and what follows from that. */
#ifndef APP_INTAKE_ROUTE_H
#define APP_INTAKE_ROUTE_H

#include "app/store.h"
#include "core/alerting/alert.h"

/* The configured service whose matchers fit; else the label service; else the name. */
str route_service(const struct work *work, const struct labels *labels);

/* Joins the service's open incident or opens one; sets alert->incident. An alert whose
 * urgency is "record" belongs to none. */
bool route_alert(struct work *work, const struct alert_fact *fact,
		 struct alert *alert) MUST_CHECK;

/* The alert ended: when it was the last one of its incident, that ends paging. */
bool route_ended(struct work *work, const struct alert *alert) MUST_CHECK;

#endif
