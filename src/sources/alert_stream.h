/* Alerts as Prometheus, Alertmanager and Grafana write them, in a list of their own or
 * inside the notification of a group. The body is read event by event straight into the
 * batch; nothing is built in between. Kept texts point into the body where JSON spells
 * them as they are; the body lives as long as the batch. Pure. */
#ifndef SOURCES_ALERT_STREAM_H
#define SOURCES_ALERT_STREAM_H

#include "app/ports.h"

enum alert_stream {
	/* Alertmanager's API, by its rules: a bare list. Its alerts have no status, so
	 * whether endsAt has passed decides, and they go stale when not repeated. */
	ALERT_STREAM_LIST,
	/* The webhooks, or a bare list all the same. Alertmanager says version "4", or
	 * "1" where it speaks to incident.io; Grafana says "1" and a title, a state and
	 * an orgId. All of them say the same things of an alert, and status decides: it
	 * is said once, and one that a later notification of its group leaves out goes
	 * on. */
	ALERT_STREAM_WEBHOOK,
};

/* False when nothing of the body can be used. Of a body that is broken or was cut the
 * alerts before that place are taken. What a group left out (truncatedAlerts) is told in
 * the annotation truncated_alerts of those it brought. */
bool alert_stream_read(enum alert_stream stream, const struct door_call *call,
		       struct alert_batch *batch, struct error *error) MUST_CHECK;

/* In Alertmanager's words: 200 and nothing, 400 and the faults as one JSON text, 413 for
 * a batch that was cut, and {"code":…,"message":…} when all of it failed. */
void alert_stream_answer(const struct door_call *call, const struct alert_batch *batch,
			 const struct error *error, struct door_answer *ret_answer);

#endif
