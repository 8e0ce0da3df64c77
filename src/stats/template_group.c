#include "stats/template_group.h"

#include <stdlib.h>

/* How often another root is looked for; words that happen to be as frequent as others are
 * few. */
enum { ROOT_TRIES = 3 };

struct tally {
	uint64_t key; /* 0: free */
	size_t count;
};

/* Open addressing, with room for all from the start. */
struct tallies {
	struct tally *items;
	size_t mask;
};

struct member {
	uint64_t root;
	size_t frequency; /* of each of the root's words; 0: none had one */
	struct template_shape *shape;
	size_t refused[ROOT_TRIES]; /* frequencies whose words were not together */
};

struct members {
	struct member *items;
	size_t count;
	size_t choices; /* at a place, at most; below 2 there are none */
	size_t levels;  /* of choices that may still be made */
};

/* The finaliser of splitmix64 over the product: never 0. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t hash = (a ^ UINT64_C(0x9e3779b97f4a7c15)) *
			((b << 1 | 1) ^ UINT64_C(0xbf58476d1ce4e5b8));

	hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
	hash ^= hash >> 31;
	return hash != 0 ? hash : 1;
}

static struct tallies tallies_new(struct arena *arena, size_t count)
{
	size_t capacity = 16;

	while (capacity < count * 2)
		capacity *= 2;
	return (struct tallies){ .items = arena_many(arena, struct tally, capacity),
				 .mask = capacity - 1 };
}

static size_t *tally_of(const struct tallies *tallies, uint64_t key)
{
	size_t at = key & tallies->mask;

	while (tallies->items[at].key != 0 && tallies->items[at].key != key)
		at = (at + 1) & tallies->mask;
	tallies->items[at].key = key;
	return &tallies->items[at].count;
}

/* A word at its place, among lines as long. */
static uint64_t place_key(const struct template_shape *shape, uint32_t at)
{
	return mix(mix(shape->count, at), shape->words[at]);
}

static bool is_value(const struct template_shape *shape, uint32_t at)
{
	return shape->words[at] == TEMPLATE_VALUE || shape->varies[at];
}

static bool is_refused(const struct member *member, size_t frequency)
{
	for (size_t i = 0; i < ROOT_TRIES; i++)
		if (member->refused[i] == frequency)
			return true;
	return false;
}

/* The frequency that most of its words have; of several the highest. Values have none:
 * they stand in too many templates. */
static size_t root_frequency(const struct member *member, const size_t *frequencies)
{
	size_t root = 0, root_words = 0, count = member->shape->count;

	for (size_t i = 0; i < count; i++) {
		size_t words = 0;

		if (frequencies[i] == 0 || is_refused(member, frequencies[i]))
			continue;
		for (size_t k = 0; k < count; k++)
			words += frequencies[k] == frequencies[i];
		if (words < root_words || (words == root_words && frequencies[i] <= root))
			continue;
		root = frequencies[i];
		root_words = words;
	}
	return root;
}

/* "frequencies" has room for one of each word. */
static void find_root(struct member *member, const struct tallies *tallies,
		      size_t *frequencies)
{
	const struct template_shape *shape = member->shape;
	uint64_t key = mix(shape->count, 0);

	for (uint32_t i = 0; i < shape->count; i++)
		frequencies[i] = shape->words[i] == TEMPLATE_VALUE
					 ? 0
					 : *tally_of(tallies, place_key(shape, i));
	member->frequency = root_frequency(member, frequencies);
	for (uint32_t i = 0; i < shape->count && member->frequency > 0; i++)
		if (frequencies[i] == member->frequency)
			key = mix(key, place_key(shape, i));
	member->root = key;
}

/* Words of one statement are in the same lines. Where less than half of the lines that
 * have one of them have all, they are as frequent by chance: "on" and "off" of two flags,
 * each in half of the lines. */
static bool refuse_chance(struct arena *arena, struct member *members, size_t count,
			  size_t round)
{
	struct tallies together = tallies_new(arena, count);
	bool refused = false;

	for (size_t i = 0; i < count; i++)
		*tally_of(&together, members[i].root) += members[i].shape->lines;
	for (size_t i = 0; i < count; i++) {
		if (*tally_of(&together, members[i].root) >= members[i].frequency / 2)
			continue;
		members[i].refused[round] = members[i].frequency;
		refused = true;
	}
	return refused;
}

static void find_roots(struct arena *arena, struct member *members, size_t count,
		       const struct tallies *tallies, size_t longest)
{
	size_t *frequencies = arena_many(arena, size_t, longest + 1);
	bool again = true;

	for (size_t round = 0; again; round++) {
		for (size_t i = 0; i < count; i++) {
			find_root(&members[i], tallies, frequencies);
			if (members[i].frequency > 0)
				continue;
			/* All were refused: then the first is as good as any. */
			members[i].refused[0] = 0;
			find_root(&members[i], tallies, frequencies);
		}
		again = round < ROOT_TRIES && refuse_chance(arena, members, count, round);
	}
}

/* How many different words stand there, counted no further than to too many; a value
 * among them is too many already. */
static size_t choices_at(const struct members *members, uint32_t at)
{
	uint32_t choices[TEMPLATE_CHOICES_MAX];
	size_t found = 0;

	for (size_t i = 0; i < members->count; i++) {
		uint32_t word = members->items[i].shape->words[at];
		size_t known = 0;

		if (word == TEMPLATE_VALUE && found > 0)
			return members->choices + 1;
		while (known < found && choices[known] != word)
			known++;
		if (known < found)
			continue;
		if (found == members->choices ||
		    (found > 0 && choices[0] == TEMPLATE_VALUE))
			return members->choices + 1;
		choices[found++] = word;
	}
	return found;
}

static void set_varies(const struct members *members, uint32_t at)
{
	for (size_t i = 0; i < members->count; i++)
		members->items[i].shape->varies[at] = true;
}

/* The place with the fewest choices of more than one; false when there is none, and then
 * all places with several words hold values. */
static bool find_choice(const struct members *members, uint32_t *ret_at)
{
	uint32_t words = members->items[0].shape->count;
	size_t fewest = members->choices + 1;

	for (uint32_t at = 0; at < words; at++) {
		size_t found = choices_at(members, at);

		if (found < 2 || found >= fewest)
			continue;
		fewest = found;
		*ret_at = at;
	}
	if (fewest <= members->choices)
		return true;
	for (uint32_t at = 0; at < words; at++)
		if (choices_at(members, at) > 1)
			set_varies(members, at);
	return false;
}

/* Those with the first one's word to the front. */
static struct members gather(const struct members *members, uint32_t at)
{
	uint32_t word = members->items[0].shape->words[at];
	struct members part = { .items = members->items,
				.choices = members->levels > 1 ? members->choices : 1,
				.levels = members->levels - 1 };

	for (size_t i = 0; i < members->count; i++) {
		struct member member = members->items[i];

		if (member.shape->words[at] != word)
			continue;
		members->items[i] = members->items[part.count];
		members->items[part.count++] = member;
	}
	return part;
}

/* No deeper than there are levels: from the last on every place with several words is a
 * value's. */
static void tell_apart(struct members members)
{
	uint32_t at = 0;

	if (members.count < 2 || !find_choice(&members, &at))
		return;
	while (members.count > 0) {
		struct members part = gather(&members, at);

		tell_apart(part);
		members.items += part.count;
		members.count -= part.count;
	}
}

static int by_root(const void *a, const void *b)
{
	uint64_t first = ((const struct member *)a)->root;
	uint64_t second = ((const struct member *)b)->root;

	return (first > second) - (first < second);
}

/* The words and, between them, whether there are values. */
static uint64_t text_key(const struct template_shape *shape)
{
	uint64_t key = 1;

	for (uint32_t i = 0; i < shape->count; i++)
		if (!is_value(shape, i) || i == 0 || !is_value(shape, i - 1))
			key = mix(key,
				  is_value(shape, i) ? TEMPLATE_VALUE : shape->words[i]);
	return key;
}

static size_t number_groups(struct arena *arena, struct template_shape *shapes,
			    size_t count)
{
	struct tallies numbers = tallies_new(arena, count);
	size_t groups = 0;

	for (size_t i = 0; i < count; i++) {
		size_t *number = tally_of(&numbers, text_key(&shapes[i]));

		if (*number == 0)
			*number = ++groups;
		shapes[i].group = (uint32_t)(*number - 1);
	}
	return groups;
}

size_t template_group(struct arena *arena, struct template_shape *shapes, size_t count,
		      size_t choices)
{
	struct member *members = arena_many(arena, struct member, count + 1);
	size_t words = 0, longest = 0, part;
	struct tallies tallies;

	for (size_t i = 0; i < count; i++) {
		words += shapes[i].count;
		longest = shapes[i].count > longest ? shapes[i].count : longest;
	}
	tallies = tallies_new(arena, words);
	for (size_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < shapes[i].count; k++)
			if (shapes[i].words[k] != TEMPLATE_VALUE)
				*tally_of(&tallies,
					  place_key(&shapes[i], k)) += shapes[i].lines;
	for (size_t i = 0; i < count; i++)
		members[i] = (struct member){ .shape = &shapes[i] };
	find_roots(arena, members, count, &tallies, longest);
	qsort(members, count, sizeof(*members), by_root);
	for (size_t i = 0; i < count; i += part) {
		for (part = 1;
		     i + part < count && members[i + part].root == members[i].root;)
			part++;
		tell_apart((struct members){ .items = &members[i],
					     .count = part,
					     .choices = choices,
					     .levels = TEMPLATE_CHOICE_LEVELS });
	}
	return number_groups(arena, shapes, count);
}
