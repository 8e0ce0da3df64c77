#include "core/alerting/service_map.h"

#include "base/limits.h"
#include "base/map.h"

#include <stdlib.h>

static int by_service(const void *a, const void *b)
{
	const struct dependency *one = a, *other = b;
	int order = str_compare(one->service, other->service);

	return order != 0 ? order : str_compare(one->on, other->on);
}

struct service_map service_map_of(struct dependency *items, size_t count)
{
	size_t kept = 0;

	if (count > 1)
		qsort(items, count, sizeof(*items), by_service);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || by_service(&items[kept - 1], &items[i]) != 0)
			items[kept++] = items[i];
	return (struct service_map){ items, kept };
}

/* The first that this service depends on. */
static size_t first_of(const struct service_map *map, str service)
{
	size_t from = 0, until = map->count;

	while (from < until) {
		size_t middle = from + (until - from) / 2;

		if (str_compare(map->items[middle].service, service) < 0)
			from = middle + 1;
		else
			until = middle;
	}
	return from;
}

static void add(struct arena *arena, struct map *seen, struct reaches *reaches,
		str service, size_t steps)
{
	if (reaches->count == SERVICE_MAP_REACH_MAX || map_get(seen, service))
		return;
	map_put(seen, service, seen);
	*list_add(arena, reaches) = (struct reach){ service, steps };
}

struct reaches service_map_reach(struct arena *arena, const struct service_map *map,
				 str service)
{
	struct map *seen = map_new(arena);
	struct reaches reaches = { 0 };

	add(arena, seen, &reaches, service, 0);
	for (size_t at = 0; at < reaches.count; at++) {
		struct reach from = reaches.items[at];

		for (size_t i = first_of(map, from.service);
		     i < map->count && str_equal(map->items[i].service, from.service);
		     i++)
			add(arena, seen, &reaches, map->items[i].on, from.steps + 1);
	}
	return reaches;
}

/* The map is in order of who depends; each step looks through all of it, which for
 * MAP_EDGES_MAX edges and a few steps is nothing. */
struct reaches service_map_dependents(struct arena *arena, const struct service_map *map,
				      str service)
{
	struct map *seen = map_new(arena), *ring = map_new(arena);
	struct reaches reaches = { 0 };

	map_put(seen, service, seen);
	map_put(ring, service, ring);
	for (size_t steps = 1;; steps++) {
		size_t before = reaches.count;

		for (size_t i = 0; i < map->count; i++)
			if (map_get(ring, map->items[i].on))
				add(arena, seen, &reaches, map->items[i].service, steps);
		if (reaches.count == before)
			return reaches;
		ring = map_new(arena);
		for (size_t i = before; i < reaches.count; i++)
			map_put(ring, reaches.items[i].service, ring);
	}
}

static bool is_among(str name, const str *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(names[i], name))
			return true;
	return false;
}

static const struct reach *find(const struct reaches *reaches, str service)
{
	for (size_t i = 0; i < reaches->count; i++)
		if (str_equal(reaches->items[i].service, service))
			return &reaches->items[i];
	return NULL;
}

str service_map_shared(struct arena *arena, const struct service_map *map, str one,
		       str other, const str *apart, size_t apart_count)
{
	struct reaches ones = service_map_reach(arena, map, one);
	struct reaches others = service_map_reach(arena, map, other);
	size_t fewest = SIZE_MAX;
	str shared = STR("");

	for (size_t i = 0; i < ones.count; i++) {
		const struct reach *mine = &ones.items[i];
		const struct reach *theirs = find(&others, mine->service);

		if (!theirs || is_among(mine->service, apart, apart_count))
			continue;

		size_t steps = mine->steps + theirs->steps;

		if (steps > fewest ||
		    (steps == fewest && str_compare(mine->service, shared) > 0))
			continue;
		fewest = steps;
		shared = mine->service;
	}
	return shared;
}

static int by_worth(const void *a, const void *b)
{
	const struct shared_cause *one = a, *other = b;

	if (one->explains != other->explains)
		return one->explains > other->explains ? -1 : 1;
	if (one->steps != other->steps)
		return one->steps < other->steps ? -1 : 1;
	return str_compare(one->service, other->service);
}

/* An index behind a pointer that is never NULL. */
static struct shared_cause *suspect_of(struct arena *arena, struct map *places,
				       struct shared_causes *suspects, str service)
{
	size_t *place = map_get(places, service);

	if (!place) {
		place = arena_one(arena, size_t);
		*place = suspects->count;
		map_put(places, service, place);
		*list_add(arena, suspects) = (struct shared_cause){ .service = service };
	}
	return &suspects->items[*place];
}

struct shared_causes service_map_rank(struct arena *arena, const struct service_map *map,
				      const str *services, size_t count)
{
	struct map *places = map_new(arena);
	struct shared_causes suspects = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct reaches reaches = service_map_reach(arena, map, services[i]);

		for (size_t r = 0; r < reaches.count; r++) {
			struct shared_cause *suspect = suspect_of(
				arena, places, &suspects, reaches.items[r].service);

			suspect->explains++;
			suspect->steps += reaches.items[r].steps;
		}
	}
	if (suspects.count > 1)
		qsort(suspects.items, suspects.count, sizeof(*suspects.items), by_worth);
	return suspects;
}

str shared_cause_text(struct arena *arena, const struct shared_cause *suspect, size_t of)
{
	return arena_format(
		arena, STR_FMT ": %zu of %zu alerting services depend on it or are it",
		STR_ARG(suspect->service), suspect->explains, of);
}
