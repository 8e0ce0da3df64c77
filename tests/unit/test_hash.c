#include "base/hash.h"

#include "check.h"

#include <string.h>

enum { ARENA_BYTES = 4 << 20 };

/* FIPS 180-4's examples, and the empty text. */
static void sha256_matches_its_standard(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	static const struct {
		str text;
		const char *hex;
	} cases[] = {
		{ STR_INIT(""), "e3b0c44298fc1c149afbf4c8996fb924"
				"27ae41e4649b934ca495991b7852b855" },
		{ STR_INIT("abc"), "ba7816bf8f01cfea414140de5dae2223"
				   "b00361a396177a9cb410ff61f20015ad" },
		{ STR_INIT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		  "248d6a61d20638b8e5c026930c3e6039"
		  "a33ce45964ff2167f6ecedd419db06c1" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(sha256_hex(arena, sha256_of(cases[i].text)),
			     str_of(cases[i].hex));
}

static void pieces_hash_like_the_whole(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct sha256_state state = sha256_begin();
	char chunk[1000];

	memset(chunk, 'a', sizeof(chunk));
	for (int i = 0; i < 1000; i++)
		sha256_add(&state, (str){ chunk, sizeof(chunk) });
	sha256_add(&state, (str){ 0 });
	CHECK_STR(sha256_hex(arena, sha256_end(&state)),
		  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* RFC 4231, cases 1, 2 and 6: the last has a key longer than a block. */
static void hmac_matches_its_rfc(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	char key[131];

	memset(key, 0x0b, 20);
	CHECK_STR(sha256_hex(arena, sha256_hmac((str){ key, 20 }, STR("Hi There"))),
		  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	CHECK_STR(sha256_hex(arena, sha256_hmac(STR("Jefe"),
						STR("what do ya want for nothing?"))),
		  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	CHECK_STR(sha256_hex(arena, sha256_hmac((str){ key, sizeof(key) },
						STR("Test Using Larger Than Block-Size "
						    "Key - Hash Key First"))),
		  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* The vectors published with SipHash: key 00 01 .. 0f, input 00 01 .. */
/* RFC 2202, 1 and 2. */
static void hmac_sha1_matches_its_rfc(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	char key[20];

	memset(key, 0x0b, sizeof(key));
	CHECK_STR(hex_of(arena,
			 sha1_hmac(arena, (str){ key, sizeof(key) }, STR("Hi There"))),
		  "b617318655057264e28bc0b6fb378c8ef146be00");
	CHECK_STR(hex_of(arena, sha1_hmac(arena, STR("Jefe"),
					  STR("what do ya want for nothing?"))),
		  "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

static void siphash_matches_its_reference(void)
{
	unsigned char key[16], input[15];

	for (unsigned i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	for (unsigned i = 0; i < sizeof(input); i++)
		input[i] = (unsigned char)i;

	CHECK(siphash_64_keyed((str){ 0 }, key) == 0x726fdb47dd0e0e31u);
	CHECK(siphash_64_keyed((str){ (char *)input, 1 }, key) == 0x74f839c593dc67fdu);
	CHECK(siphash_64_keyed((str){ (char *)input, 8 }, key) == 0x93f5f5799a932462u);
	CHECK(siphash_64_keyed((str){ (char *)input, 15 }, key) == 0xa129ca6149be45e5u);

	struct siphash_128 nothing = siphash_128_keyed((str){ 0 }, key);
	struct siphash_128 one = siphash_128_keyed((str){ (char *)input, 1 }, key);

	CHECK(nothing.low == 0xe6a825ba047f81a3u && nothing.high == 0x930255c71472f66du);
	CHECK(one.low == 0x44af996bd8c187dau && one.high == 0x45fc229b11597634u);
}

static void the_process_key_stays_the_same(void)
{
	unsigned char zeros[16] = { 0 };

	CHECK(siphash_64(STR("page")) == siphash_64(STR("page")));
	CHECK(siphash_64(STR("page")) != siphash_64(STR("pagf")));
	CHECK(siphash_64(STR("page")) != siphash_64_keyed(STR("page"), zeros));
}

static void fnv_matches_its_reference(void)
{
	CHECK(fnv_64_add(FNV_64_START, STR("")) == 0xcbf29ce484222325u);
	CHECK(fnv_64_add(FNV_64_START, STR("a")) == 0xaf63dc4c8601ec8cu);
	CHECK(fnv_64_add(FNV_64_START, STR("foobar")) == 0x85944171f73967e8u);
	CHECK(fnv_64_add(fnv_64_add(FNV_64_START, STR("foo")), STR("bar")) ==
	      0x85944171f73967e8u);
	CHECK(fnv_64_add(FNV_64_START, STR("\xff")) == 0xaf64724c8602eb6eu);
}

static void hex_comes_back_and_wrong_hex_is_refused(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	str bytes = STR("kept");

	CHECK_STR(hex_of(arena, STR("\0\x7f\xff")), "007fff");
	CHECK_STR(hex_of(arena, STR("")), "");
	CHECK(hex_parse(arena, STR("007FfF"), &bytes));
	CHECK_STR(bytes, "\0\x7f\xff");
	CHECK(hex_parse(arena, STR(""), &bytes) && bytes.length == 0);

	bytes = STR("kept");
	CHECK(!hex_parse(arena, STR("0"), &bytes));
	CHECK(!hex_parse(arena, STR("000"), &bytes));
	CHECK(!hex_parse(arena, STR("0g"), &bytes));
	CHECK(!hex_parse(arena, STR("00 0"), &bytes));
	CHECK_STR(bytes, "kept");
}

/* RFC 4648, section 10. */
static void base64_matches_its_rfc(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	static const struct {
		str bytes, text;
	} cases[] = {
		{ STR_INIT(""), STR_INIT("") },
		{ STR_INIT("f"), STR_INIT("Zg==") },
		{ STR_INIT("fo"), STR_INIT("Zm8=") },
		{ STR_INIT("foo"), STR_INIT("Zm9v") },
		{ STR_INIT("foobar"), STR_INIT("Zm9vYmFy") },
		{ STR_INIT("\xfb\xff\0"), STR_INIT("+/8A") },
	};
	static const char *const wrong[] = { "Z",      "Zg",   "Zg=",  "Zg===",
					     "Zm9v\n", "-_8A", "Zh==", "Zm 9v" };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		str bytes = STR("unset");

		CHECK_STR_EQ(base64_of(arena, cases[i].bytes), cases[i].text);
		CHECK(base64_parse(arena, cases[i].text, &bytes));
		CHECK_STR_EQ(bytes, cases[i].bytes);
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		str bytes = STR("kept");

		CHECK_CASE(!base64_parse(arena, str_of(wrong[i]), &bytes), wrong[i]);
		CHECK_STR(bytes, "kept");
	}
}

static void secrets_are_equal_or_not(void)
{
	CHECK(secret_equal(STR("token"), STR("token")));
	CHECK(secret_equal(STR(""), (str){ 0 }));
	CHECK(!secret_equal(STR("token"), STR("tokex")));
	CHECK(!secret_equal(STR("token"), STR("toke")));
}

static void tokens_differ_and_fit_into_urls(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	str one = random_token(arena, 32);
	str two = random_token(arena, 32);

	CHECK_INT(one.length, 43);
	CHECK(!str_equal(one, two));
	for (size_t i = 0; i < one.length; i++)
		CHECK(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			     "0123456789-_",
			     one.bytes[i]) != NULL);
}

const struct test tests[] = {
	{ "SHA-256 matches its standard", sha256_matches_its_standard },
	{ "pieces hash like the whole", pieces_hash_like_the_whole },
	{ "HMAC matches its RFC", hmac_matches_its_rfc },
	{ "HMAC of SHA-1 matches its RFC", hmac_sha1_matches_its_rfc },
	{ "SipHash matches its reference", siphash_matches_its_reference },
	{ "the process key stays the same", the_process_key_stays_the_same },
	{ "FNV matches its reference", fnv_matches_its_reference },
	{ "hex comes back and wrong hex is refused",
	  hex_comes_back_and_wrong_hex_is_refused },
	{ "base64 matches its RFC", base64_matches_its_rfc },
	{ "secrets are equal or not", secrets_are_equal_or_not },
	{ "tokens differ and fit into URLs", tokens_differ_and_fit_into_urls },
	{ 0 },
};
