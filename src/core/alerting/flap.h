/* An alert that fires and ends and fires again wakes nobody the tenth time: it keeps its
 * incident and is looked at again when it has been calm. */
#ifndef CORE_ALERTING_FLAP_H
#define CORE_ALERTING_FLAP_H

#include "base/clock.h"

/* As an alert keeps it: the instants of its last turns, oldest first. */
enum { FLAP_TURNS_MAX = 20 };

struct flap_rule {
	int64_t turns;      /* so many, at most FLAP_TURNS_MAX; 0: nothing flaps */
	duration_ms within; /* of so long are flapping, */
	duration_ms calm;   /* until there was none for so long */
};

/* "turns" is what flap_add gave before, "" for none: those of the rule's time, and now.
 */
str flap_add(struct arena *arena, const struct flap_rule *rule, str turns,
	     instant_ms now);
bool flap_is(const struct flap_rule *rule, str turns, instant_ms now);
/* "it changed 6 times in 12:30 and was not calm for 15:00 since" */
str flap_text(struct arena *arena, const struct flap_rule *rule, str turns);

#endif
