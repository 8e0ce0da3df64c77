/* Rules of inhibition at work: which firing alerts hold others back. Kept in the store as
 * alerts come and go, so that asking is one look-up a rule. */
#ifndef APP_INTAKE_INHIBITION_H
#define APP_INTAKE_INHIBITION_H

#include "app/intake/route.h"

/* In a turn, after the alert was stored: it fires from now on, or fires no longer. */
bool inhibition_begins(struct work *work, const struct labels *labels,
		       int64_t alert) MUST_CHECK;
bool inhibition_ends(struct work *work, int64_t alert) MUST_CHECK;

/* Is an alert with these labels held back now? Fills hold; only reads. */
bool inhibition_find(struct work *work, const struct labels *labels,
		     struct hold *ret_hold) MUST_CHECK;

/* Other rules than those by which the store was filled: it is filled anew, some thousand
 * alerts at a time, so this is called every few seconds. Until it is whole, too many are
 * called rather than too few. */
bool inhibition_keep_up(struct work *work) MUST_CHECK;

#endif
