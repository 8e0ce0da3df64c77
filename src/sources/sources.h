/* The table of senders that main hands to app/. */
#ifndef SOURCES_SOURCES_H
#define SOURCES_SOURCES_H

#include "app/ports.h"

const struct source *const *sources_all(size_t *ret_count);

#endif
