/* What shows a finding of a live diagnosis again: of a series its question, of lines the
 * LogQL that gives them and some of them, of calls the traces they are in. */
#ifndef APP_INVESTIGATION_LIVE_PROOF_H
#define APP_INVESTIGATION_LIVE_PROOF_H

#include "app/investigation/live.h"

/* Puts "query", "asked", "lines" with their "chart", and "traces" into the tree, as far
 * as there are. */
void live_proof(struct arena *arena, const struct live_outcome *outcome,
		const struct finding *finding, struct tree *tree);

#endif
