/* Names and values as an input: a map, or a text that holds one or words. */
#ifndef OPERATIONS_VALUES_H
#define OPERATIONS_VALUES_H

#include "app/store.h"
#include "core/alerting/alert.h"

/* Of JSON, '{"set": "maxmemory"}' or '"set=maxmemory to=64mb"': a value that holds a
 * blank needs the map. At most PLAN_VALUES_MAX; name is the input's, for what is said of
 * bad ones. */
bool values_read(struct work *work, const char *name, str json,
		 const struct label **ret_values, size_t *ret_count) MUST_CHECK;

#endif
