/* What the files of rollback share: looking, offering, declining, reminding. */
#ifndef APP_INTERVENTION_ROLLBACK_PRIVATE_H
#define APP_INTERVENTION_ROLLBACK_PRIVATE_H

#include "app/intervention/rollback.h"

/* The timer of the reminders; its subject is the incident. */
extern const char rollback_timer[];

/* Not mitigated yet: a way back is of use. */
bool rollback_is_burning(const struct incident *incident);

#endif
