/* How those doors answer whose senders look at the status alone, so that the words are
 * for the person who sets them up:
 *
 *     202 {"alerts":1,"changes":0,"heartbeats":1}
 *     202 {…,"said":"nothing is kept of issues events"}
 *     400 {"error":"code is missing","faults":[{"index":0,"field":"code","reason":…}]}
 *
 * A heartbeat that nobody configured is no fault here but a hint. */
#ifndef SOURCES_PLAIN_H
#define SOURCES_PLAIN_H

#include "app/ports.h"

void plain_answer(const struct door_call *call, const struct alert_batch *batch,
		  const struct error *error, struct door_answer *ret_answer);

#endif
