#include "core/alerting/batch.h"

#include <stddef.h>

const char *const act_kind_names[] = {
	[ACT_ACKNOWLEDGE] = "acknowledged",
	[ACT_UNACKNOWLEDGE] = "not acknowledged",
	[ACT_CLOSE] = "closed",
	[ACT_NOTE] = "noted",
	NULL,
};
