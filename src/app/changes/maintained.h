/* A maintenance window that begins is a change like any other: somebody works on
 * something. */
#ifndef APP_CHANGES_MAINTAINED_H
#define APP_CHANGES_MAINTAINED_H

#include "app/store.h"

/* At the start and with a new configuration: what is on already is written down, too, if
 * it is not yet. */
bool maintained_arm(struct work *work) MUST_CHECK;
/* Timer change.maintenance. */
bool maintained_due(struct work *work, const struct timer *timer) MUST_CHECK;

#endif
