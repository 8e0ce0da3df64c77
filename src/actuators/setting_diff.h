/* What changes in a file of settings, as a person approves it. */
#ifndef ACTUATORS_SETTING_DIFF_H
#define ACTUATORS_SETTING_DIFF_H

#include "base/arena.h"
#include "base/error.h"

/* The name, then each line that differs as "12 - was" and "12 + will be", with a line
 * around them for orientation. What comes after has as many lines, or one more at its
 * end. Refused when a changed line
 * holds a secret: that is not for a preview, nor for an action. */
bool setting_diff(struct arena *arena, str name, str before, str after, str *ret_diff,
		  struct error *error) MUST_CHECK;

#endif
