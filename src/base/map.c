#include "base/map.h"

#include "base/hash.h"

struct slot {
	str key;
	void *value;
	uint64_t hash;
	bool taken;
};

/* Open addressing: a key is in the first free slot from its own on. */
struct map {
	struct arena *arena;
	struct slot *slots;
	size_t count;
	size_t capacity; /* a power of two */
};

enum { FIRST_CAPACITY = 16 };

struct map *map_new(struct arena *arena)
{
	struct map *map = arena_one(arena, struct map);

	map->arena = arena;
	map->capacity = FIRST_CAPACITY;
	map->slots = arena_many(arena, struct slot, map->capacity);
	return map;
}

/* The slot of the key, or the free one where it belongs: there always is one. */
static struct slot *slot_of(const struct map *map, str key, uint64_t hash)
{
	size_t at = hash & (map->capacity - 1);

	while (map->slots[at].taken &&
	       (map->slots[at].hash != hash || !str_equal(map->slots[at].key, key)))
		at = (at + 1) & (map->capacity - 1);
	return &map->slots[at];
}

static void grow(struct map *map)
{
	struct slot *old = map->slots;
	size_t old_capacity = map->capacity;

	map->capacity *= 2;
	map->slots = arena_many(map->arena, struct slot, map->capacity);
	for (size_t i = 0; i < old_capacity; i++)
		if (old[i].taken)
			*slot_of(map, old[i].key, old[i].hash) = old[i];
}

void map_put(struct map *map, str key, void *value)
{
	uint64_t hash = siphash_64(key);
	struct slot *slot = slot_of(map, key, hash);

	if (slot->taken) {
		slot->value = value;
		return;
	}
	*slot = (struct slot){ .key = key, .value = value, .hash = hash, .taken = true };
	if (++map->count > map->capacity / 4 * 3)
		grow(map);
}

void *map_get(const struct map *map, str key)
{
	return slot_of(map, key, siphash_64(key))->value;
}

size_t map_count(const struct map *map)
{
	return map->count;
}
