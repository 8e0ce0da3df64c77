#include "core/alerting/alert.h"

#include "base/scoped.h"

#include <endian.h>
#include <string.h>

/* What is hashed: each part behind its length, so that no two lists of labels give
 * the same bytes. Nearly all alerts fit in "small"; this runs for each alert of each
 * delivery, so the usual one costs no allocation. */
struct digest_input {
	struct arena *scratch;
	char small[4096];
	char *bytes;
	size_t length;
};

/* begin() writes what is read: zeroing the rest first would cost as much as the digest.
 */
#define AS_IT_IS __attribute__((uninitialized))

static const size_t LENGTH_BYTES = sizeof(uint64_t);

static void release_input(struct digest_input *input)
{
	arena_free(input->scratch);
}

static size_t size_of(const struct labels *labels)
{
	/* The count of labels and what comes behind them: two numbers, or a word. */
	size_t size = 4 * LENGTH_BYTES;

	for (size_t i = 0; i < labels->count; i++)
		size += 2 * LENGTH_BYTES + labels->items[i].name.length +
			labels->items[i].value.length;
	return size;
}

static void add_number(struct digest_input *input, uint64_t number)
{
	uint64_t big_endian = htobe64(number);

	memcpy(input->bytes + input->length, &big_endian, sizeof(big_endian));
	input->length += sizeof(big_endian);
}

static void add_text(struct digest_input *input, str s)
{
	add_number(input, s.length);
	if (s.length > 0)
		memcpy(input->bytes + input->length, s.bytes, s.length);
	input->length += s.length;
}

static void begin(struct digest_input *input, const struct labels *labels)
{
	size_t size = size_of(labels);

	input->length = 0;
	input->scratch = NULL;
	input->bytes = input->small;
	if (size > sizeof(input->small)) {
		input->scratch = arena_new(size);
		input->bytes = arena_many(input->scratch, char, size);
	}
	add_number(input, labels->count);
	for (size_t i = 0; i < labels->count; i++) {
		add_text(input, labels->items[i].name);
		add_text(input, labels->items[i].value);
	}
}

static str written(const struct digest_input *input)
{
	return (str){ input->bytes, input->length };
}

struct siphash_128 alert_key(const struct labels *labels, const unsigned char key[16])
{
	scoped(release_input) struct digest_input input AS_IT_IS;

	begin(&input, labels);
	return siphash_128_keyed(written(&input), key);
}

struct siphash_128 alert_key_said(str door, str identity, const unsigned char key[16])
{
	struct label both = { door, identity };
	struct labels labels = { .items = &both, .count = 1 };
	scoped(release_input) struct digest_input input AS_IT_IS;

	begin(&input, &labels);
	/* No list of labels ends like this, so the two kinds never meet. */
	add_text(&input, STR("said"));
	return siphash_128_keyed(written(&input), key);
}

uint64_t alert_content(const struct alert_fact *fact, const unsigned char key[16])
{
	scoped(release_input) struct digest_input input AS_IT_IS;

	begin(&input, &fact->labels);
	add_number(&input, fact->firing);
	add_number(&input, (uint64_t)fact->starts_at);
	return siphash_64_keyed(written(&input), key);
}

uint64_t alert_fingerprint(const struct labels *labels)
{
	static const str separator = STR_INIT("\xff");
	uint64_t hash = FNV_64_START;

	for (size_t i = 0; i < labels->count; i++) {
		hash = fnv_64_add(hash, labels->items[i].name);
		hash = fnv_64_add(hash, separator);
		hash = fnv_64_add(hash, labels->items[i].value);
		hash = fnv_64_add(hash, separator);
	}
	return hash;
}
