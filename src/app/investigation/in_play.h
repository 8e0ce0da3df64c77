/* Which of a service's patterns an incident is looked at through. */
#ifndef APP_INVESTIGATION_IN_PLAY_H
#define APP_INVESTIGATION_IN_PLAY_H

#include "app/store.h"

struct in_play {
	const struct pattern **items;
	size_t count;
};

/* As an incident opens: all that its service names; of those that only fit, the ones
 * whose signs stand in the words, most signs first, and those that need none, within
 * PATTERNS_IN_PLAY_MAX. */
struct in_play patterns_for(struct arena *arena, const struct service *service,
			    str words);
/* Later on: those whose hypotheses were written down then. */
bool patterns_in_play(struct work *work, const struct incident *incident,
		      const struct service *service,
		      struct in_play *ret_in_play) MUST_CHECK;

#endif
