/* Open incidents by their groups, kept from one turn to the next: in a flood each new
 * alert asks for the same few. Only the scribe's turns keep and find them. */
#include "store/store_private.h"

#include "base/hash.h"

/* A turn that was told of an incident holds texts of this memory until it ends. */
static const size_t KNOWN_BYTES_MAX = 1 << 20;

static struct known_incident *slot_of(struct store *store, str group)
{
	return &store->known.slots[siphash_64(group) % KNOWN_INCIDENTS];
}

bool known_find(struct store *store, str group, struct incident *ret)
{
	const struct known_incident *known = slot_of(store, group);

	if (known->incident.id == 0 || !str_equal(known->group, group))
		return false;
	*ret = known->incident;
	return true;
}

void known_keep(struct store *store, str group, const struct incident *incident)
{
	struct known_incident *known = slot_of(store, group);

	if (!store->known.arena)
		store->known.arena = arena_new(TURN_ARENA_BYTES_MAX);
	known->group = arena_copy(store->known.arena, group);
	known->incident = *incident;
	row_own(store->known.arena, &incident_shape, &known->incident);
}

void known_drop(struct store *store, int64_t incident)
{
	for (size_t i = 0; i < KNOWN_INCIDENTS; i++)
		if (store->known.slots[i].incident.id == incident)
			store->known.slots[i].incident.id = 0;
}

void known_clear(struct store *store)
{
	for (size_t i = 0; i < KNOWN_INCIDENTS; i++)
		store->known.slots[i].incident.id = 0;
}

void known_begin_turn(struct store *store)
{
	if (!store->known.arena || arena_held_bytes(store->known.arena) < KNOWN_BYTES_MAX)
		return;
	known_clear(store);
	arena_reset(store->known.arena);
}
