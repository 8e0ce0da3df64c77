/* What the two files of temporary fixes share. Private to app/intervention. */
#ifndef APP_INTERVENTION_FIX_PRIVATE_H
#define APP_INTERVENTION_FIX_PRIVATE_H

#include "app/intervention/fix.h"

enum { FIX_TEXT_BYTES_MAX = 500 };

/* Adds it with its timer; the owner of what nobody approved is who leads. */
bool fix_begin(struct work *work, const struct incident *incident,
	       struct fix *fix) MUST_CHECK;
/* In the future, and within FIX_LASTS_MS_MAX. */
bool fix_check_end(struct work *work, instant_ms until) MUST_CHECK;
/* Ends it, its timer and what waits for it. */
bool fix_end(struct work *work, struct fix *fix, enum fix_state state, str by,
	     str reason) MUST_CHECK;

#endif
