/* Which time is compared with which, when nobody said. */
#ifndef DIAGNOSE_WINDOWS_H
#define DIAGNOSE_WINDOWS_H

#include "core/diagnosis/case.h"

/* Fills before and during of a case that has none: by the onset that its series have, or
 * else by its alert. *ret_says is a sentence about where they come from. False when there
 * is nothing to find them by. */
bool windows_find(struct arena *arena, struct diagnosis_case *known, str *ret_says,
		  struct error *error) MUST_CHECK;

#endif
