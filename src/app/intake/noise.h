/* What keeps an alert from paging though it fires: a silence, a rule of inhibition, a
 * muted time, maintenance, flapping. It is stored and shown all the same, and looked at
 * again when that is over. */
#ifndef APP_INTAKE_NOISE_H
#define APP_INTAKE_NOISE_H

#include "app/intake/route.h"

/* What is asked of each alert of a turn, read when it is asked first; zero before. */
struct judge {
	bool is_ready;
	struct silence_rule *silences; /* in force or to come */
	size_t silence_count;
};

/* Fills way->hold. Only reads. Of rank 0 nothing holds back but a silence that is scoped
 * to it by name and ends. */
bool noise_judge(struct work *work, struct judge *judge, const struct alert_fact *fact,
		 const struct alert *alert, struct way *way) MUST_CHECK;
/* Writes down that it is held back; alert->suppressed says by what. */
bool noise_note(struct work *work, const struct alert *alert, str why) MUST_CHECK;

/* What was held back and is so no longer goes its way, and what pages though all of it is
 * held back stops. After a silence began or ended: looks at all anew. */
bool noise_reconsider(struct work *work) MUST_CHECK;
/* The same every few seconds: goes on where the last look ended. */
bool noise_keep_up(struct work *work) MUST_CHECK;
/* The timer "alert.held": more is held back than one turn can look at. */
bool noise_held_due(struct work *work, const struct timer *timer) MUST_CHECK;

#endif
