/* A system in trouble must not be hurt by our questions: after it did not answer twice in
 * a row nobody asks it for PROBE_REST_MS. Who asked last is no matter: a single question
 * of a pattern, or a diagnosis. */
#ifndef APP_INVESTIGATION_REST_H
#define APP_INVESTIGATION_REST_H

#include "app/store.h"

/* A system by an argument that names it ("url", "database"), as a job's destination. Of
 * what has a scheme only the host counts, whatever the argument is called. */
str asked_system(struct arena *arena, const char *argument, str value);

/* *ret_until is 0 when it may be asked; else the problem says why not. */
bool rest_until(struct work *work, str system, instant_ms *ret_until,
		str *ret_problem) MUST_CHECK;
/* After it was asked; is_hurt: it gave no answer, and the problem says why. */
bool rest_judge(struct work *work, str system, bool is_hurt, str problem) MUST_CHECK;
/* Whether a question that failed so says that the system is in trouble. */
bool rest_is_needed(enum error_kind kind);

#endif
