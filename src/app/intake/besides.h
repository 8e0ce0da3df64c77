/* What a delivery may hold beside alerts: changes, things done to alerts at their
 * sender's, and signs of life. */
#ifndef APP_INTAKE_BESIDES_H
#define APP_INTAKE_BESIDES_H

#include "app/app.h"
#include "core/alerting/batch.h"

/* In one turn, when there is any. What cannot be done is no failure: it is written down,
 * and a ping that nobody waits for is one of the batch's faults. */
bool besides_deliver(struct app *app, struct work *work, str source,
		     struct alert_batch *batch) MUST_CHECK;

#endif
