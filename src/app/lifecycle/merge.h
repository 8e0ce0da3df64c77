/* Two incidents that are one, and one that are two. Old codes stay good: a merged one
 * says where it went. */
#ifndef APP_LIFECYCLE_MERGE_H
#define APP_LIFECYCLE_MERGE_H

#include "app/store.h"

/* "into" takes alerts, groups and the worse rank; paging of "from" stops. An ack of the
 * same service and rank is kept; otherwise somebody is paged for what nobody had
 * answered. Both must be open: CONFLICT. */
bool incident_merge(struct work *work, struct incident *from, struct incident *into,
		    str reason) MUST_CHECK;

/* The alerts with these ids (all of one incident, not all that it has) become an incident
 * of their own, which nobody has acknowledged. */
bool incident_split(struct work *work, struct incident *from, const int64_t *alerts,
		    size_t count, str reason, struct incident *ret_incident) MUST_CHECK;

#endif
