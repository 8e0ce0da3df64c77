/* Which service depends on which: what many alerts at once may have in common. As it is
 * configured, or as it was learned; nothing here knows where it comes from. */
#ifndef CORE_ALERTING_SERVICE_MAP_H
#define CORE_ALERTING_SERVICE_MAP_H

#include "base/arena.h"

struct dependency {
	str service, on;
};

struct service_map {
	const struct dependency *items; /* in order of their service */
	size_t count;
};

/* Puts them into the order that the map needs; equal ones become one. */
struct service_map service_map_of(struct dependency *items, size_t count);

struct reach {
	str service;
	size_t steps; /* 0: itself */
};
struct reaches {
	struct reach *items; /* nearest first, then as the map has them */
	size_t count, capacity;
};
/* The service and all it depends on, directly or through others; circles are no matter.
 * At most SERVICE_MAP_REACH_MAX. */
struct reaches service_map_reach(struct arena *arena, const struct service_map *map,
				 str service);

/* All that depend on the service, directly or through others, and so may fail with it;
 * not itself. At most SERVICE_MAP_REACH_MAX. */
struct reaches service_map_dependents(struct arena *arena, const struct service_map *map,
				      str service);

/* What both depend on, or one of them when the other depends on it: the one with the
 * fewest steps to both, then by name; names in "apart" do not count. "" for nothing. */
str service_map_shared(struct arena *arena, const struct service_map *map, str one,
		       str other, const str *apart, size_t apart_count);

/* What explains how many of some services, the most first; then the nearest, then by
 * name. */
struct shared_cause {
	str service;
	size_t explains; /* how many depend on it or are it */
	size_t steps;    /* from all of them together */
};
struct shared_causes {
	struct shared_cause *items;
	size_t count, capacity;
};
struct shared_causes service_map_rank(struct arena *arena, const struct service_map *map,
				      const str *services, size_t count);
/* "postgres-main: 46 of 47 alerting services depend on it" */
str shared_cause_text(struct arena *arena, const struct shared_cause *suspect, size_t of);

#endif
