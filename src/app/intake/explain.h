/* Why an alert would page or not, step by step, as it is configured and open now. Only
 * reads: what is told here is decided by the same functions that decide it in a turn. */
#ifndef APP_INTAKE_EXPLAIN_H
#define APP_INTAKE_EXPLAIN_H

#include "app/store.h"
#include "core/alerting/batch.h"

struct explanation {
	struct {
		struct explained {
			str step; /* "service", "route", "silences", … */
			str text; /* a sentence */
		} * items;
		size_t count, capacity;
	} steps;
	bool pages;
};

/* The fact must be settled (alert_settle). "alert" is what is stored of it, or zero. */
bool explain_alert(struct work *work, const struct alert_fact *fact,
		   const struct alert *alert, struct explanation *ret) MUST_CHECK;

#endif
