/* What people tell in words becomes part of an incident: by a declaration, which is a
 * person's word that it is one, or by reports, of which it takes some. */
#ifndef APP_INTAKE_TOLD_H
#define APP_INTAKE_TOLD_H

#include "app/store.h"
#include "core/alerting/report.h"

/* In a turn: reads it, masks it, joins the open incident of what it is about or makes a
 * candidate, declares that once there are enough, and fills in what became of it. */
bool report_take(struct work *work, struct report_delivery *delivery) MUST_CHECK;

struct declaration {
	str text;
	str service, environment; /* said beside it; "" */
	int64_t rank;             /* -1: by the profile's rules */
	bool is_new;              /* whatever is open already */
};

struct declared {
	struct incident incident;
	struct text_reading reading;
	bool joined;
};

/* In a turn: opens the incident, or joins the open one of the same service and
 * environment, and pages unless somebody has that in hand. */
bool declaration_take(struct work *work, const struct declaration *declaration,
		      struct declared *ret_declared) MUST_CHECK;

#endif
