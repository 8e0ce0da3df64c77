/* Looks each day through the checkouts that the configuration names for comments that
 * say of code that it must not stay. One that names an incident of ours is a temporary
 * fix of it; one whose day is over is forgotten, whoever made it. What was found before
 * and is gone, was removed. */
#ifndef APP_INTERVENTION_CODE_WATCH_H
#define APP_INTERVENTION_CODE_WATCH_H

#include "app/engine/desk.h"

/* At the start and with a new configuration: all are searched soon. */
bool code_watch_arm(struct work *work) MUST_CHECK;
/* Timer code.scan. */
bool code_scan_due(struct work *work, const struct timer *timer) MUST_CHECK;
extern const struct job_kind code_job;

#endif
