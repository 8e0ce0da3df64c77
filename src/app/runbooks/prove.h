/* Proves runbooks: asks live systems whether what each takes for granted is so, one
 * runbook after the other, as often as runbook_proof.every says, and when somebody asks
 * for it. */
#ifndef APP_RUNBOOKS_PROVE_H
#define APP_RUNBOOKS_PROVE_H

#include "app/store.h"

struct stored_runbook;

/* At the start and with each configuration. */
bool prove_arm(struct work *work) MUST_CHECK;
/* Timer runbook.prove. */
bool prove_due(struct work *work, const struct timer *timer) MUST_CHECK;
/* Now; the outcome is in store_runbook_proof when it is there. */
bool prove_now(struct work *work, const struct stored_runbook *stored) MUST_CHECK;

extern const struct job_kind prove_job;

#endif
