/* Whether the value of a parameter is only named by a command, or decides what it does.
 */
#ifndef APP_RUNBOOKS_DECIDES_H
#define APP_RUNBOOKS_DECIDES_H

#include "app/work.h"
#include "core/alerting/alert.h"
#include "runbook/runbook.h"

/* With a name that nobody chose in its place: would the block be another program, another
 * verb, about another kind of object, or of another class? Then the value is no data, and
 * who says it must be somebody who may decide. Others: values of the block's other
 * parameters, as far as they are known. */
bool value_decides(struct work *work, const struct runbook_block *block,
		   const struct label *others, size_t count,
		   const struct runbook_parameter *parameter, str value);

#endif
