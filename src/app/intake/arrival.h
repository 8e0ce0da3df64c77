/* An alert on its way in, with all that can be said of it before its turn: the door has
 * time, the scribe has not. */
#ifndef APP_INTAKE_ARRIVAL_H
#define APP_INTAKE_ARRIVAL_H

#include "app/work.h"
#include "core/alerting/alert.h"

struct arrival {
	struct alert_fact *fact;
	struct siphash_128 key;
	uint64_t content;
	struct alert alert; /* as its row will be, but for what the turn decides */
	/* The beginning of its entry in the journal: an open JSON object, masked. */
	str noted;
};

/* Fills alert and noted; fact, key and content are given. "work" may be a door's. */
void arrival_prepare(struct work *work, struct arrival *arrival, str source);

/* The whole body: what was noted, or what "alert" is now, with its id and "joined", the
 * code of the open incident it came to ("" when it has none or a new one). */
str arrival_body(struct work *work, str noted, const struct alert *alert, str joined);
/* As .noted, of an alert that became something else in its turn. */
str arrival_noted(struct arena *arena, const struct alert *alert);

#endif
