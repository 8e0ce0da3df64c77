#include "core/record/entry.h"

#include <endian.h>

static void add_number(struct sha256_state *state, uint64_t number)
{
	uint64_t big_endian = htobe64(number);

	sha256_add(state, (str){ (const char *)&big_endian, sizeof(big_endian) });
}

static void add_text(struct sha256_state *state, str s)
{
	add_number(state, s.length);
	sha256_add(state, s);
}

static void add_int(struct sha256_state *state, int64_t number)
{
	add_number(state, sizeof(number));
	add_number(state, (uint64_t)number);
}

struct sha256 entry_hash(const struct entry *entry, str previous_hash)
{
	struct sha256_state state = sha256_begin();

	add_text(&state, previous_hash);
	add_int(&state, entry->seq);
	add_int(&state, entry->at);
	add_text(&state, entry->kind);
	add_int(&state, entry->version);
	add_text(&state, entry->actor);
	add_int(&state, entry->incident);
	add_text(&state, entry->subject);
	add_text(&state, entry->body_hash);
	return sha256_end(&state);
}

struct sha256 entry_body_hash(str salt, str body)
{
	struct sha256_state state = sha256_begin();

	sha256_add(&state, salt);
	sha256_add(&state, body);
	return sha256_end(&state);
}
