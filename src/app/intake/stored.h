/* A stored alert as what its sender said: for decisions that are made again. */
#ifndef APP_INTAKE_STORED_H
#define APP_INTAKE_STORED_H

#include "app/work.h"
#include "core/alerting/alert.h"

bool stored_fact(struct work *work, const struct alert *alert,
		 struct alert_fact *ret_fact) MUST_CHECK;

#endif
