/* What the files of the scope card share. */
#ifndef APP_INVESTIGATION_SCOPE_PRIVATE_H
#define APP_INVESTIGATION_SCOPE_PRIVATE_H

#include "app/investigation/scope.h"

/* All five, some of them awaited; affected by the record, too. */
bool scope_answers(struct work *work, const struct incident *incident,
		   const struct scope *scope, struct scope_card *ret_card) MUST_CHECK;

#endif
