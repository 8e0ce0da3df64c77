/* What is usual: the same hours of other days. Of a day in which one of the services had
 * an incident nothing is learnt. */
#ifndef APP_INVESTIGATION_LIVE_QUIET_H
#define APP_INVESTIGATION_LIVE_QUIET_H

#include "app/investigation/live_beside_private.h"

/* One question for each series' question and day. */
void quiet_want(struct beside *beside);
/* Joins what came to the series that are known, as times that were quiet. */
void quiet_take(struct beside *beside, const struct fetch *fetches);

#endif
