/* Of OpenSSL's two ways to a SHA-256 this is the older one, which it calls deprecated:
 * the newer takes three allocations for each digest, as long as hashing a journal entry.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/hash.h"

#include <assert.h>
#include <endian.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static unsigned char process_key[crypto_shorthash_KEYBYTES];

static void prepare_once(void)
{
	if (sodium_init() < 0)
		abort();
	randombytes_buf(process_key, sizeof(process_key));
}

static void prepare(void)
{
	if (pthread_once(&prepared, prepare_once) != 0)
		abort();
}

/* A hash over nothing still wants a pointer. */
static const unsigned char *bytes_of(str s)
{
	return (const unsigned char *)(s.length > 0 ? s.bytes : "");
}

struct sha256 sha256_of(str s)
{
	struct sha256_state state = sha256_begin();

	sha256_add(&state, s);
	return sha256_end(&state);
}

static_assert(sizeof(SHA256_CTX) == sizeof(struct sha256_state), "OpenSSL's own");

static SHA256_CTX *context_of(struct sha256_state *state)
{
	return (SHA256_CTX *)(void *)state->context;
}

struct sha256_state sha256_begin(void)
{
	struct sha256_state state = { 0 };

	if (SHA256_Init(context_of(&state)) != 1)
		abort();
	return state;
}

void sha256_add(struct sha256_state *state, str s)
{
	if (SHA256_Update(context_of(state), bytes_of(s), s.length) != 1)
		abort();
}

struct sha256 sha256_end(struct sha256_state *state)
{
	struct sha256 digest;

	if (SHA256_Final(digest.bytes, context_of(state)) != 1)
		abort();
	return digest;
}

str sha256_hex(struct arena *arena, struct sha256 digest)
{
	return hex_of(arena, (str){ (const char *)digest.bytes, SHA256_BYTES });
}

struct sha256 sha256_hmac(str key, str s)
{
	crypto_auth_hmacsha256_state state;
	struct sha256 code;

	prepare();
	crypto_auth_hmacsha256_init(&state, bytes_of(key), key.length);
	crypto_auth_hmacsha256_update(&state, bytes_of(s), s.length);
	crypto_auth_hmacsha256_final(&state, code.bytes);
	return code;
}

str sha1_hmac(struct arena *arena, str key, str s)
{
	unsigned char *code = arena_many(arena, unsigned char, EVP_MAX_MD_SIZE);
	size_t length = 0;

	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA1", NULL, bytes_of(key), key.length,
		       bytes_of(s), s.length, code, EVP_MAX_MD_SIZE, &length))
		abort();
	return (str){ (const char *)code, length };
}

str hex_of(struct arena *arena, str bytes)
{
	size_t length = bytes.length * 2;
	char *hex = arena_many(arena, char, length + 1);

	sodium_bin2hex(hex, length + 1, bytes_of(bytes), bytes.length);
	return (str){ hex, length };
}

bool hex_parse(struct arena *arena, str hex, str *ret_bytes)
{
	unsigned char *bytes = arena_many(arena, unsigned char, hex.length / 2 + 1);
	size_t length;
	const char *end;

	if (sodium_hex2bin(bytes, hex.length / 2, (const char *)bytes_of(hex), hex.length,
			   NULL, &length, &end) != 0 ||
	    length * 2 != hex.length)
		return false;
	*ret_bytes = (str){ (char *)bytes, length };
	return true;
}

static str base64(struct arena *arena, str bytes, int variant)
{
	size_t size = sodium_base64_encoded_len(bytes.length, variant);
	char *text = arena_many(arena, char, size);

	sodium_bin2base64(text, size, bytes_of(bytes), bytes.length, variant);
	return str_of(text);
}

str base64_of(struct arena *arena, str bytes)
{
	return base64(arena, bytes, sodium_base64_VARIANT_ORIGINAL);
}

bool base64_parse(struct arena *arena, str text, str *ret_bytes)
{
	size_t most = text.length / 4 * 3 + 3;
	unsigned char *bytes = arena_many(arena, unsigned char, most);
	const char *start = (const char *)bytes_of(text);
	const char *end;
	size_t length;

	if (sodium_base642bin(bytes, most, start, text.length, NULL, &length, &end,
			      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    end != start + text.length)
		return false;
	*ret_bytes = (str){ (char *)bytes, length };
	return true;
}

static uint64_t little_endian(const unsigned char *bytes)
{
	uint64_t number;

	memcpy(&number, bytes, sizeof(number));
	return le64toh(number);
}

uint64_t siphash_64(str s)
{
	prepare();
	return siphash_64_keyed(s, process_key);
}

uint64_t siphash_64_keyed(str s, const unsigned char key[16])
{
	unsigned char hash[crypto_shorthash_BYTES];

	crypto_shorthash(hash, bytes_of(s), s.length, key);
	return little_endian(hash);
}

struct siphash_128 siphash_128_keyed(str s, const unsigned char key[16])
{
	unsigned char hash[crypto_shorthash_siphashx24_BYTES];

	crypto_shorthash_siphashx24(hash, bytes_of(s), s.length, key);
	return (struct siphash_128){ .low = little_endian(hash),
				     .high = little_endian(hash + 8) };
}

uint64_t fnv_64_add(uint64_t hash, str s)
{
	for (size_t i = 0; i < s.length; i++)
		hash = (hash ^ (unsigned char)s.bytes[i]) * 1099511628211u;
	return hash;
}

/* How long a secret is may be seen; what it says may not. */
bool secret_equal(str a, str b)
{
	return a.length == b.length &&
	       sodium_memcmp(bytes_of(a), bytes_of(b), a.length) == 0;
}

void random_bytes(void *bytes, size_t count)
{
	prepare();
	randombytes_buf(bytes, count);
}

str random_token(struct arena *arena, size_t count)
{
	char *bytes = arena_many(arena, char, count);

	random_bytes(bytes, count);
	return base64(arena, (str){ bytes, count },
		      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
