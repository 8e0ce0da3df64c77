/* Temporary fixes as answers show them. */
#ifndef OPERATIONS_FIXES_H
#define OPERATIONS_FIXES_H

#include "app/intervention/fix.h"
#include "base/tree.h"

/* A row with the incident's code, its age in words and the way out. */
struct tree *fix_tree(struct work *work, const struct incident *incident,
		      const struct fix *fix);
/* "fixes": all of an incident, those that are open first. */
bool fixes_answer(struct work *work, const struct incident *incident,
		  struct tree *answer) MUST_CHECK;

#endif
