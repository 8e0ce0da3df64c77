/* Alerts come in: known ones only move their expiry, the others become one turn. */
#ifndef APP_INTAKE_INTAKE_H
#define APP_INTAKE_INTAKE_H

#include "app/app.h"
#include "app/store.h"
#include "core/alerting/batch.h"

struct intake_result {
	size_t unchanged; /* known and equal: answered from memory */
	size_t taken;     /* new or changed: on stable storage now */
};

/* Takes the good alerts of a batch, some hundred in a turn. False when not all could be
 * stored: those that were are known by the next try. What is settled as bad is added
 * to the batch's faults. */
bool intake_deliver(struct app *app, struct work *work, str source,
		    struct alert_batch *batch, struct intake_result *ret) MUST_CHECK;

/* One alert of our own, inside a turn: of a prober, a heartbeat, a rule. The actor's name
 * is the door that its identity belongs to. */
bool intake_take(struct work *work, str source, struct alert_fact *fact) MUST_CHECK;

/* The periodic timer: what was not repeated in time goes stale; expiries that moved
 * reach the disk. */
bool intake_tend(struct work *work, const struct timer *timer) MUST_CHECK;
/* The timer "alert.unknown": it has been stale for a day. */
bool intake_unknown_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* At the start: fills the roster and sets the periodic timer. */
bool intake_start(struct work *work) MUST_CHECK;

/* All its alerts ended. */
bool intake_alerts_ended(struct work *work, struct incident *incident) MUST_CHECK;

#endif
