/* What a live diagnosis asks for when it knows the onset: log lines and traces on either
 * side of it. */
#ifndef APP_INVESTIGATION_LIVE_BESIDE_H
#define APP_INVESTIGATION_LIVE_BESIDE_H

#include "app/investigation/live.h"

/* Adds to what is known, and says what was asked and what did not answer. */
void live_ask_beside(struct fetching *fetching, const struct live_plan *plan,
		     struct live_outcome *outcome);

/* Adds to the systems that answered. */
void live_heard(const struct fetching *fetching, const struct fetch *fetches,
		size_t count, struct live_outcome *outcome);

#endif
