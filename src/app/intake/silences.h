/* Silences: made, changed and ended, each in a turn. */
#ifndef APP_INTAKE_SILENCES_H
#define APP_INTAKE_SILENCES_H

#include "app/store.h"
#include "core/alerting/silence.h"

/* Checks it and gives it its names; what begins before now begins now. LIMITED when too
 * many are in force or to come. */
bool silence_make(struct work *work, struct silence *silence) MUST_CHECK;
/* "changed" takes the place of the one with its uid, as Alertmanager does it: where that
 * one may not become it, it is ended, and changed is made under another uid. */
bool silence_change(struct work *work, struct silence *changed) MUST_CHECK;
/* Ends it now. CONFLICT when it has ended already. */
bool silence_expire(struct work *work, struct silence *silence) MUST_CHECK;

/* By number or uid. */
bool silence_named(struct work *work, str word, struct silence *ret) MUST_CHECK;

/* Its matchers, read. */
bool silence_matchers(struct work *work, const struct silence *silence,
		      struct matchers *ret) MUST_CHECK;
/* Those of the store as rules. */
bool silence_rules(struct work *work, const struct silence *silences, size_t count,
		   struct silence_rule **ret) MUST_CHECK;
/* All that are in force or to come. */
bool silences_live(struct work *work, struct silence_rule **ret,
		   size_t *ret_count) MUST_CHECK;

/* The timer: one begins or ends. */
bool silences_due(struct work *work, const struct timer *timer) MUST_CHECK;

#endif
