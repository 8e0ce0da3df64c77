/* Heartbeats: a ping moves a timer, and when the timer fires there is an alert. */
#ifndef APP_WATCHING_HEARTBEATS_H
#define APP_WATCHING_HEARTBEATS_H

#include "app/app.h"
#include "app/store.h"
#include "core/alerting/batch.h"

/* Somebody was heard, in a turn. A name that is not configured is kept as unknown, so
 * that a misspelled one is found: *ret_known says which it was. */
bool heartbeat_ping(struct work *work, str name, bool *ret_known) MUST_CHECK;

/* Alerts of the batch that fire for ever become pings; they are no alerts then. */
void heartbeats_pick(const struct work *work, struct alert_batch *batch);

/* Timer heartbeat.due: nothing was heard in time. */
bool heartbeat_due(struct work *work, const struct timer *timer) MUST_CHECK;

/* At the start and with a new configuration. We could hear nothing since "deaf_from"
 * (now: we could all the time). */
bool heartbeats_arm(struct work *work, instant_ms deaf_from) MUST_CHECK;

#endif
