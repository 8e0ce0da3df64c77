/* The five whys of an incident: who said what leads to what, what confirms it, and where
 * to ask on. Nobody is asked before the service is back; who knows it before may say it.
 */
#ifndef APP_INVESTIGATION_WHYS_H
#define APP_INVESTIGATION_WHYS_H

#include "app/store.h"
#include "core/diagnosis/why.h"

struct why_said {
	struct why why;
	struct hypothesis effect, cause;
	str questioned; /* why it may explain nothing; "" for nothing */
};

/* That a hypothesis is so because of another: its number, or the cause in words, which is
 * then written down unless it stands there already. INVALID for what closes a circle,
 * with the way round; CONFLICT for what is said already. */
bool whys_say(struct work *work, int64_t effect, str because, str how,
	      struct why_said *ret_said) MUST_CHECK;
/* By evidence of its incident, "3 5"; refused without any. */
bool whys_confirm(struct work *work, int64_t why, str evidence, str reason,
		  struct why_said *ret_said) MUST_CHECK;
/* It was wrong. It stays written down, and is no more in the chain. */
bool whys_withdraw(struct work *work, int64_t why, str reason,
		   struct why_said *ret_said) MUST_CHECK;

struct why_line {
	struct why_step step;
	struct hypothesis of;
};
struct why_chain {
	struct why_line *lines;
	size_t count;
	/* Where to ask on, once the service is back; 0: nowhere, or not yet. */
	int64_t asked;
	str asked_claim;
};
bool whys_chain(struct work *work, const struct incident *incident,
		struct why_chain *ret_chain) MUST_CHECK;

#endif
