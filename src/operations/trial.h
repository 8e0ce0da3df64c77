/* A body read by a door's source, as if it had come there: for source test. */
#ifndef OPERATIONS_TRIAL_H
#define OPERATIONS_TRIAL_H

#include "app/work.h"

extern const struct shape trial_shape;
/* Fills "read" (what each thing is, its name, what it says), "faults", "wrong" (how
 * many), "status" and "body" of the answer, and "summary". */
bool trial_read(struct work *work, const void *input, struct tree *answer) MUST_CHECK;

#endif
