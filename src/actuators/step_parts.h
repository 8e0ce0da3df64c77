/* What the files of the actuator step share. */
#ifndef ACTUATORS_STEP_PARTS_H
#define ACTUATORS_STEP_PARTS_H

#include "actuators/actuators.h"
#include "runbook/step.h"

/* Which file each program of a step is, and what is in it, those behind sudo and timeout
 * too: a map of name → {path, sha256, file}, for the condition of an approval.
 * UNAVAILABLE names the first that this machine has not. */
bool step_programs_pin(struct arena *arena, const struct step *step,
		       struct tree **ret_programs, struct error *error) MUST_CHECK;
/* Are they the same still? CONFLICT names the first that is not. A file that nobody
 * touched since, by its inode, size and times, is not read again. */
bool step_programs_check(struct arena *arena, const struct step *step,
			 const struct tree *pinned, struct error *error) MUST_CHECK;

#endif
