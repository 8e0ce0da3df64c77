/* The five whys in the postmortem: each step with what it rests on. */
#ifndef APP_LEARNING_POSTMORTEM_WHY_H
#define APP_LEARNING_POSTMORTEM_WHY_H

#include "app/store.h"

struct text;

/* The section with the chain. */
bool postmortem_add_whys(struct work *work, struct text *out,
			 const struct incident *incident) MUST_CHECK;
/* Of the open questions those that it leaves: a step that is only stated, an end before
 * the fifth why. */
bool postmortem_add_why_questions(struct work *work, struct text *out,
				  const struct incident *incident) MUST_CHECK;

#endif
