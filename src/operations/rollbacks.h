/* What several answers tell of rollbacks. */
#ifndef OPERATIONS_ROLLBACKS_H
#define OPERATIONS_ROLLBACKS_H

#include "operations/noun.h"

/* "rollbacks": all of them, nearest change first, each with what its action shows;
 * "rollback": the one that waits for an approval, or null; "rollback_question": what is
 * to be answered afterwards, or "". */
bool rollbacks_answer(struct work *work, const struct incident *incident,
		      struct tree *answer) MUST_CHECK;

/* All actions of an incident in the order in which they are offered: those that put a
 * change back first, then by number; each with its "rank". */
struct offers {
	struct action *items;
	int64_t *ranks; /* 0: a rollback that is offered */
	size_t count;
};
bool offers_of(struct work *work, int64_t incident, struct offers *ret) MUST_CHECK;

#endif
