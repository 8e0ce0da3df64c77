#include "app/intake/roster.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Open addressing in 64 parts, each with its lock, so that doors seldom meet. */
enum { PARTS = 64, PART_SLOTS_MIN = 16 };

struct part {
	struct lock lock;
	struct roster_entry *slots;
	size_t slot_count, used;
};

struct roster {
	struct part parts[PARTS];
};

struct roster *roster_new(void)
{
	struct roster *roster = calloc(1, sizeof(*roster));

	assert(roster);
	for (size_t i = 0; i < PARTS; i++)
		lock_init(&roster->parts[i].lock);
	return roster;
}

void roster_free(struct roster *roster)
{
	if (!roster)
		return;
	for (size_t i = 0; i < PARTS; i++) {
		free(roster->parts[i].slots);
		lock_destroy(&roster->parts[i].lock);
	}
	free(roster);
}

static struct part *part_of(struct roster *roster, struct siphash_128 key)
{
	return &roster->parts[key.high % PARTS];
}

static bool same_key(struct siphash_128 a, struct siphash_128 b)
{
	return a.high == b.high && a.low == b.low;
}

/* The entry of the key, or the free slot where it would go. */
static struct roster_entry *slot_for(const struct part *part, struct siphash_128 key)
{
	size_t at = key.low % part->slot_count;

	while (part->slots[at].id != 0 && !same_key(part->slots[at].key, key))
		at = (at + 1) % part->slot_count;
	return &part->slots[at];
}

static void rebuild(struct part *part, size_t slot_count)
{
	struct part bigger = { .slots = calloc(slot_count, sizeof(*bigger.slots)),
			       .slot_count = slot_count };

	assert(bigger.slots);
	for (size_t i = 0; i < part->slot_count; i++)
		if (part->slots[i].id != 0)
			*slot_for(&bigger, part->slots[i].key) = part->slots[i];
	free(part->slots);
	part->slots = bigger.slots;
	part->slot_count = slot_count;
}

bool roster_knows(struct roster *roster, struct siphash_128 key, uint64_t content,
		  instant_ms ends_at, int64_t *ret_id)
{
	struct part *part = part_of(roster, key);
	scoped_lock(held, &part->lock);

	if (part->used == 0)
		return false;

	struct roster_entry *entry = slot_for(part, key);

	if (entry->id == 0 || entry->content != content)
		return false;
	if (entry->firing && ends_at > entry->ends_at) {
		entry->ends_at = ends_at;
		entry->moved = true;
	}
	*ret_id = entry->id;
	return true;
}

void roster_put(struct roster *roster, const struct alert *alert)
{
	struct siphash_128 key = roster_key_parse(alert->key);
	struct part *part = part_of(roster, key);
	scoped_lock(held, &part->lock);

	if (part->slot_count == 0)
		rebuild(part, PART_SLOTS_MIN);
	else if (part->used * 4 >= part->slot_count * 3)
		rebuild(part, part->slot_count * 3 / 2);

	struct roster_entry *entry = slot_for(part, key);

	part->used += entry->id == 0;
	*entry = (struct roster_entry){
		.key = key,
		.content = (uint64_t)alert->content,
		.ends_at = alert->ends_at,
		.id = alert->id,
		.firing = alert->state == ALERT_FIRING,
	};
}

size_t roster_count(struct roster *roster)
{
	size_t count = 0;

	for (size_t i = 0; i < PARTS; i++) {
		scoped_lock(held, &roster->parts[i].lock);
		count += roster->parts[i].used;
	}
	return count;
}

size_t roster_bytes(struct roster *roster)
{
	size_t slots = 0;

	for (size_t i = 0; i < PARTS; i++) {
		scoped_lock(held, &roster->parts[i].lock);
		slots += roster->parts[i].slot_count;
	}
	return sizeof(*roster) + slots * sizeof(struct roster_entry);
}

size_t roster_expired(struct roster *roster, instant_ms now, struct roster_entry *into,
		      size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < PARTS && count < most; i++) {
		struct part *part = &roster->parts[i];
		scoped_lock(held, &part->lock);

		for (size_t at = 0; at < part->slot_count && count < most; at++) {
			const struct roster_entry *entry = &part->slots[at];

			if (entry->id != 0 && entry->firing && entry->ends_at < now)
				into[count++] = *entry;
		}
	}
	return count;
}

size_t roster_moved(struct roster *roster, struct roster_entry *into, size_t most)
{
	size_t count = 0;

	for (size_t i = 0; i < PARTS && count < most; i++) {
		struct part *part = &roster->parts[i];
		scoped_lock(held, &part->lock);

		for (size_t at = 0; at < part->slot_count && count < most; at++) {
			if (part->slots[at].id == 0 || !part->slots[at].moved)
				continue;
			part->slots[at].moved = false;
			into[count++] = part->slots[at];
		}
	}
	return count;
}

static bool has_ended_before(const struct roster_entry *entry, instant_ms instant)
{
	return entry->id != 0 && !entry->firing && entry->ends_at < instant;
}

void roster_forget_ended(struct roster *roster, instant_ms ended_before)
{
	for (size_t i = 0; i < PARTS; i++) {
		struct part *part = &roster->parts[i];
		scoped_lock(held, &part->lock);
		size_t ended = 0;

		for (size_t at = 0; at < part->slot_count; at++) {
			if (!has_ended_before(&part->slots[at], ended_before))
				continue;
			part->slots[at].id = 0;
			ended++;
		}
		/* A hole would cut the chains of others: lay the part anew. */
		if (ended > 0) {
			part->used -= ended;
			rebuild(part, part->slot_count);
		}
	}
}

static uint64_t hex_number(str hex)
{
	uint64_t number = 0;

	for (size_t i = 0; i < hex.length; i++) {
		char c = hex.bytes[i];

		number = number << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return number;
}

struct siphash_128 roster_key_parse(str hex)
{
	assert(hex.length == 32);
	return (struct siphash_128){ .high = hex_number(str_slice(hex, 0, 16)),
				     .low = hex_number(str_slice(hex, 16, 16)) };
}

str roster_key_text(struct arena *arena, struct siphash_128 key)
{
	return arena_format(arena, "%016llx%016llx", (unsigned long long)key.high,
			    (unsigned long long)key.low);
}
