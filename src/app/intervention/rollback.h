/* Rollback first: what changed shortly before an incident began is offered to be put
 * back, above all other offers, with what is known of it: the lag, the difference, and
 * what else changed. It runs only when a person approves it, as any action.
 *
 * Whoever approves something else has declined it; why is asked afterwards. While it is
 * neither taken nor declined, whoever leads is reminded twice. */
#ifndef APP_INTERVENTION_ROLLBACK_H
#define APP_INTERVENTION_ROLLBACK_H

#include "app/store.h"
#include "core/action/rollback.h"
#include "core/learning/change.h"

/* Looks for changes before the onset and offers what can be put back; what cannot is
 * written down with its reason. Again when the onset or the changes are known better:
 * nothing is offered twice, and what turns out to have come after it is withdrawn. */
bool rollback_consider(struct work *work, const struct incident *incident) MUST_CHECK;
/* A change became known: for all open incidents that began after it. */
bool rollback_change_came(struct work *work, const struct change *change) MUST_CHECK;

/* What changed before it, nearest first. */
bool rollback_find_suspects(struct work *work, const struct incident *incident,
			    struct suspect_changes *ret_suspects) MUST_CHECK;
/* The same in one sentence; "" for nothing. */
bool rollback_suspects(struct work *work, const struct incident *incident,
		       str *ret_says) MUST_CHECK;
/* All of an incident in their state now, the nearest change first; each with the number
 * of the newest action that puts it back. */
bool rollbacks_of(struct work *work, int64_t incident, struct rollback **ret,
		  size_t *ret_count) MUST_CHECK;
/* The nearest that waits for an approval; NULL when there is none. */
bool rollback_best(struct work *work, int64_t incident,
		   const struct rollback **ret_best) MUST_CHECK;

/* An action was approved: when a person chose another than a rollback, those are
 * declined. */
bool rollback_chosen(struct work *work, const struct action *action) MUST_CHECK;
/* Declined by word. CONFLICT when none is offered. */
bool rollback_decline(struct work *work, struct incident *incident,
		      str reason) MUST_CHECK;
/* Why it was declined, said afterwards. CONFLICT when none was. */
bool rollback_reason(struct work *work, struct incident *incident, str reason) MUST_CHECK;

/* Somebody judged how bad it is: until then nobody diagnosed, so the time until the
 * first reminder begins here. */
bool rollback_triaged(struct work *work, const struct incident *incident) MUST_CHECK;
/* Timer rollback.nudge. */
bool rollback_nudge_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* The incident is over: whoever declined without a reason is asked for it, quietly. */
bool rollback_close(struct work *work, const struct incident *incident) MUST_CHECK;

#endif
