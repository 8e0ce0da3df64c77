/* Asks live systems whether what a runbook takes for granted is so: the desk's part of
 * proving it. */
#ifndef APP_RUNBOOKS_PROOF_H
#define APP_RUNBOOKS_PROOF_H

#include "app/ports.h"
#include "runbook/claims.h"

/* No data is no pass, and no proof of the opposite either. */
enum proof_verdict { PROOF_HOLDS, PROOF_FAILS, PROOF_UNTOLD };
extern const char *const proof_verdict_names[];

struct proof {
	const struct claim *claim;
	enum proof_verdict verdict;
	str why; /* of the last two: a sentence */
};

/* One after the other, within their time, each system once more only while it answers:
 * what is down makes the rest of its claims untold at once. Without a Prometheus, a
 * cluster or the leave to ask addresses these are untold, too. */
struct claims_asked {
	const struct claim *items;
	size_t count;
	int64_t wait_ms; /* for all of them: what is left then stays untold */
};
void proof_ask(const struct ports *ports, struct arena *arena,
	       const struct config *config, const struct claims_asked *asked,
	       struct proof *ret_proofs);

#endif
