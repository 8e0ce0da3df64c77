/* Evidence that an action would destroy is kept before it runs: as it was, masked, by
 * its own hash. Reading it is noted. */
#ifndef APP_INVESTIGATION_KEEP_H
#define APP_INVESTIGATION_KEEP_H

#include "app/store.h"
#include "core/evidence/evidence.h"

struct actuator;
struct job_kind;

/* The name of the job with which an approved action begins: "keep" when its actuator
 * has something to keep first, else "apply". */
const char *keep_first(const struct work *work, const struct action *action);

/* The kept bytes, and the note of who read them. "why" may not be empty. */
bool keep_open(struct work *work, int64_t evidence, str why,
	       struct evidence *ret_evidence, str *ret_bytes) MUST_CHECK;

/* What the step of a runbook printed, as evidence of its incident. */
bool keep_output(struct work *work, const struct action *action) MUST_CHECK;

extern const struct job_kind keep_job;

#endif
