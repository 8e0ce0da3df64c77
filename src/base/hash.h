/* Digests: SHA-256 for what must be provable, SipHash for tables. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/arena.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 64 };

struct sha256 {
	unsigned char bytes[SHA256_BYTES];
};

struct sha256_state {
	alignas(8) unsigned char context[112];
};

struct sha256 sha256_of(str s);
/* In pieces. It holds no memory, so it may be left at any point. */
struct sha256_state sha256_begin(void);
void sha256_add(struct sha256_state *state, str s);
struct sha256 sha256_end(struct sha256_state *state);
str sha256_hex(struct arena *arena, struct sha256 digest);
/* HMAC-SHA-256, RFC 2104. */
struct sha256 sha256_hmac(str key, str s);

/* HMAC-SHA-1, 20 raw bytes. For one caller only: Twilio signs its requests with it and
 * offers nothing newer. As a keyed code it still holds; use SHA-256 for all else. */
str sha1_hmac(struct arena *arena, str key, str s);

str hex_of(struct arena *arena, str bytes);
bool hex_parse(struct arena *arena, str hex, str *ret_bytes);
str base64_of(struct arena *arena, str bytes);
bool base64_parse(struct arena *arena, str text, str *ret_bytes);

/* Keyed with a random key made once per process (siphash_64) or with the given
 * 16 bytes (the others). */
uint64_t siphash_64(str s);
uint64_t siphash_64_keyed(str s, const unsigned char key[16]);
struct siphash_128 {
	uint64_t high, low;
};
struct siphash_128 siphash_128_keyed(str s, const unsigned char key[16]);

/* FNV-1a as Prometheus' label fingerprints use it. Start with FNV_64_START. */
#define FNV_64_START ((uint64_t)14695981039346656037u)
uint64_t fnv_64_add(uint64_t hash, str s);

/* Compares in constant time. */
bool secret_equal(str a, str b);
void random_bytes(void *bytes, size_t count);
/* "count" random bytes as base64url without padding: for tokens. */
str random_token(struct arena *arena, size_t count);

#endif
