#include "app/intake/roster.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Open addressing in 64 parts, each with its lock, so that doors seldom meet. */
enum {
	PARTS = 64,
	PART_SLOTS_MIN = 16,
	AWAITED_SLOTS_MIN = 64,
	AWAITED_SLOTS_KEPT = 8192,
};

struct part {
	struct lock lock;
	struct roster_entry *slots;
	size_t slot_count, used;
};

/* What the turns of one group added, by key. */
struct awaited {
	struct siphash_128 key;
	int64_t id; /* 0: free */
};

struct roster {
	struct part parts[PARTS];
	/* The scribe's own, so without a lock. */
	struct awaited *awaited;
	size_t awaited_slots, awaited_count;
	int64_t newest;
	bool in_doubt;
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
	free(roster->awaited);
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

static uint32_t seconds_of(instant_ms instant)
{
	return instant > 0 ? (uint32_t)(instant / SECOND_MS) : 0;
}

bool roster_knows(struct roster *roster, struct siphash_128 key, uint64_t content,
		  instant_ms ends_at, instant_ms now, int64_t *ret_id)
{
	struct part *part = part_of(roster, key);
	scoped_lock(held, &part->lock);

	if (part->used == 0)
		return false;

	struct roster_entry *entry = slot_for(part, key);

	if (entry->id == 0 || entry->content != content)
		return false;
	entry->heard_s = seconds_of(now);
	if (entry->state == ALERT_FIRING && ends_at > entry->ends_at) {
		entry->ends_at = ends_at;
		entry->moved = true;
	}
	*ret_id = entry->id;
	return true;
}

struct roster_entry roster_entry_of(const struct alert *alert)
{
	return (struct roster_entry){
		.key = roster_key_parse(alert->key),
		.content = (uint64_t)alert->content,
		.ends_at = alert->ends_at,
		.id = alert->id,
		.heard_s = seconds_of(alert->changed_at),
		.state = (uint8_t)alert->state,
	};
}

void roster_put(struct roster *roster, const struct roster_entry *put)
{
	struct part *part = part_of(roster, put->key);
	scoped_lock(held, &part->lock);

	if (part->slot_count == 0)
		rebuild(part, PART_SLOTS_MIN);
	else if (part->used * 4 >= part->slot_count * 3)
		rebuild(part, part->slot_count * 3 / 2);

	struct roster_entry *entry = slot_for(part, put->key);

	part->used += entry->id == 0;
	*entry = *put;
	if (put->id > roster->newest)
		roster->newest = put->id;
}

/* -- what is awaited -- */

static struct awaited *awaited_slot(struct awaited *slots, size_t slot_count,
				    struct siphash_128 key)
{
	size_t at = key.low % slot_count;

	while (slots[at].id != 0 && !same_key(slots[at].key, key))
		at = (at + 1) % slot_count;
	return &slots[at];
}

static void grow_awaited(struct roster *roster)
{
	size_t slot_count = roster->awaited_slots > 0 ? roster->awaited_slots * 2
						      : AWAITED_SLOTS_MIN;
	struct awaited *slots = calloc(slot_count, sizeof(*slots));

	assert(slots);
	for (size_t i = 0; i < roster->awaited_slots; i++)
		if (roster->awaited[i].id != 0)
			*awaited_slot(slots, slot_count,
				      roster->awaited[i].key) = roster->awaited[i];
	free(roster->awaited);
	roster->awaited = slots;
	roster->awaited_slots = slot_count;
}

void roster_await(struct roster *roster, struct siphash_128 key, int64_t id)
{
	if (roster->awaited_count * 2 >= roster->awaited_slots)
		grow_awaited(roster);

	struct awaited *slot = awaited_slot(roster->awaited, roster->awaited_slots, key);

	roster->awaited_count += slot->id == 0;
	*slot = (struct awaited){ key, id };
}

static int64_t awaited_id(const struct roster *roster, struct siphash_128 key)
{
	if (roster->awaited_count == 0)
		return 0;
	return awaited_slot(roster->awaited, roster->awaited_slots, key)->id;
}

static int64_t committed_id(struct roster *roster, struct siphash_128 key)
{
	struct part *part = part_of(roster, key);
	scoped_lock(held, &part->lock);

	return part->used > 0 ? slot_for(part, key)->id : 0;
}

size_t roster_find(struct roster *roster, struct siphash_128 key, int64_t ret_ids[2])
{
	const int64_t ids[] = { awaited_id(roster, key), committed_id(roster, key) };
	size_t count = 0;

	for (size_t i = 0; i < 2; i++)
		if (ids[i] != 0)
			ret_ids[count++] = ids[i];
	return count;
}

void roster_settle(struct roster *roster, bool is_committed)
{
	if (!is_committed)
		roster->in_doubt = true;
	if (roster->awaited_count == 0)
		return;
	/* A flood's table is not worth clearing for each small group after it. */
	if (roster->awaited_slots > AWAITED_SLOTS_KEPT) {
		free(roster->awaited);
		roster->awaited = NULL;
		roster->awaited_slots = 0;
	} else {
		memset(roster->awaited, 0,
		       roster->awaited_slots * sizeof(*roster->awaited));
	}
	roster->awaited_count = 0;
}

bool roster_is_in_doubt(const struct roster *roster, int64_t *ret_newest)
{
	*ret_newest = roster->newest;
	return roster->in_doubt;
}

void roster_trust(struct roster *roster)
{
	roster->in_doubt = false;
}

/* -- all of them -- */

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

			if (entry->id != 0 && entry->state == ALERT_FIRING &&
			    entry->ends_at < now)
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

static bool is_forgotten(const struct roster_entry *entry, uint32_t heard_before_s)
{
	return entry->id != 0 && alert_has_ended(entry->state) &&
	       entry->heard_s < heard_before_s;
}

void roster_forget_ended(struct roster *roster, instant_ms heard_before)
{
	for (size_t i = 0; i < PARTS; i++) {
		struct part *part = &roster->parts[i];
		scoped_lock(held, &part->lock);
		size_t ended = 0;

		for (size_t at = 0; at < part->slot_count; at++) {
			if (!is_forgotten(&part->slots[at], seconds_of(heard_before)))
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
