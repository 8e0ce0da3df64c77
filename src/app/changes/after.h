/* After a change of a service its measurements are looked at for a while: what got worse
 * with it becomes a candidate for an incident, or an incident where the service says
 * that it pages. An incident of the service that is open already is told of it. */
#ifndef APP_CHANGES_AFTER_H
#define APP_CHANGES_AFTER_H

#include "app/engine/desk.h"
#include "core/learning/change.h"

/* Begins to look, where the service is measured and the change is fresh. */
bool after_change_begin(struct work *work, const struct change *change) MUST_CHECK;
/* Timer change.after. */
bool after_change_due(struct work *work, const struct timer *timer) MUST_CHECK;
extern const struct job_kind after_change_job;

#endif
