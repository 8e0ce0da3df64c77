/* A fix that runs: what was deployed of a service after the cause of its incident was
 * supported by evidence, and had never run before. */
#ifndef APP_CHANGES_FIXED_H
#define APP_CHANGES_FIXED_H

#include "app/store.h"
#include "core/learning/change.h"

/* The milestone fix_deployed of each open incident that it may be the fix of. That it
 * helped is for the checks to say. */
bool fixed_change_came(struct work *work, const struct change *change) MUST_CHECK;

#endif
