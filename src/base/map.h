/* A map from text to a pointer, in an arena. Hashing is keyed per process, so
 * crafted names cannot make it slow. Keys are not copied. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

struct map;

struct map *map_new(struct arena *arena);
void map_put(struct map *map, str key, void *value);
void *map_get(const struct map *map, str key); /* NULL when absent */
size_t map_count(const struct map *map);

#endif
