/* The table of trackers that main hands to app/. */
#ifndef TRACKERS_TRACKERS_H
#define TRACKERS_TRACKERS_H

#include "app/ports.h"

const struct tracker *const *trackers_all(size_t *ret_count);

#endif
