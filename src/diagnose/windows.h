/* Which time is compared with which, when nobody said. */
#ifndef DIAGNOSE_WINDOWS_H
#define DIAGNOSE_WINDOWS_H

#include "core/diagnosis/case.h"

/* Fills before and during of a case that has none, within the time that anything is
 * known of: by the onset that its series have, else by its alert, else the last part is
 * compared with the rest. Gives a sentence that says which, and the onset, if there is
 * one. */
str windows_find(struct arena *arena, struct diagnosis_case *known,
		 struct case_window extent, instant_ms *ret_onset);

#endif
