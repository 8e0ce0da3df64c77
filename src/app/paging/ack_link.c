#include "app/app.h"
#include "app/paging/paging.h"
#include "base/hash.h"
#include "base/text.h"

/* Page, minute of its end and MAC as base32: 40 letters and digits without case, since it
 * also stands in mail addresses, whose local part has 64 at most and is often written
 * small. Whose it is, the MAC knows: it is tried with each person. */
enum {
	PAGE_BYTES = 6,
	MINUTE_BYTES = 4,
	CLAIM_BYTES = PAGE_BYTES + MINUTE_BYTES,
	MAC_BYTES = 15,
	SECRET_BYTES = CLAIM_BYTES + MAC_BYTES,
	CLAIM_TEXT_MAX = 1024,
};

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

static str base32_of(struct arena *arena, str bytes)
{
	struct text text = text_new(arena, bytes.length * 2);
	unsigned bits = 0, count = 0;

	for (size_t i = 0; i < bytes.length; i++) {
		bits = bits << 8 | (unsigned char)bytes.bytes[i];
		for (count += 8; count >= 5; count -= 5)
			text_add_char(&text, letters[bits >> (count - 5) & 31]);
		bits &= 31;
	}
	return text_of(&text);
}

/* -1: none of ours. */
static int value_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

static bool base32_parse(struct arena *arena, str text, str *ret_bytes)
{
	char *bytes = arena_many(arena, char, text.length + 1);
	unsigned bits = 0, count = 0;
	size_t length = 0;

	for (size_t i = 0; i < text.length; i++) {
		int value = value_of(text.bytes[i]);

		if (value < 0)
			return false;
		bits = (bits << 5 | (unsigned)value) & 0xfff;
		count += 5;
		if (count < 8)
			continue;
		count -= 8;
		bytes[length++] = (char)(bits >> count & 0xff);
	}
	*ret_bytes = (str){ bytes, length };
	return true;
}

static void add_number(struct text *text, uint64_t number, unsigned bytes)
{
	while (bytes-- > 0)
		text_add_char(text, (char)(number >> 8 * bytes & 0xff));
}

static int64_t number_in(str bytes)
{
	int64_t number = 0;

	for (size_t i = 0; i < bytes.length; i++)
		number = number << 8 | (unsigned char)bytes.bytes[i];
	return number;
}

static str mac_of(struct work *work, str claim, str person)
{
	str key = { (const char *)store_key(work->app->store), 16 };
	struct text text = text_new(work->arena, CLAIM_TEXT_MAX);

	text_add(&text, STR("ack "));
	text_add(&text, claim);
	text_add(&text, person);

	struct sha256 code = sha256_hmac(key, text_of(&text));

	return arena_copy(work->arena, (str){ (const char *)code.bytes, MAC_BYTES });
}

str ack_link_secret(struct work *work, int64_t page, str person, instant_ms until)
{
	struct text text = text_new(work->arena, SECRET_BYTES);

	add_number(&text, (uint64_t)page, PAGE_BYTES);
	add_number(&text, (uint64_t)((until + MINUTE_MS - 1) / MINUTE_MS), MINUTE_BYTES);
	text_add(&text, mac_of(work, text_of(&text), person));
	return base32_of(work->arena, text_of(&text));
}

/* "" is one too: of a channel that many read. */
static bool find_person(struct work *work, str claim, str mac, str *ret_person)
{
	const struct config *config = work->config;

	*ret_person = STR("");
	if (secret_equal(mac_of(work, claim, STR("")), mac))
		return true;
	for (size_t i = 0; config && i < config->person_count; i++) {
		*ret_person = config->people[i].name;
		if (secret_equal(mac_of(work, claim, *ret_person), mac))
			return true;
	}
	return false;
}

bool ack_link_check(struct work *work, str secret, int64_t *ret_page, str *ret_person)
{
	str bytes, person;

	if (secret.length != SECRET_BYTES * 8 / 5 ||
	    !base32_parse(work->arena, secret, &bytes))
		return fail(work, ERROR_NOT_FOUND, "this link is not whole");

	str claim = str_slice(bytes, 0, CLAIM_BYTES);
	instant_ms until = number_in(str_slice(claim, PAGE_BYTES, MINUTE_BYTES)) *
			   MINUTE_MS;

	if (!find_person(work, claim, str_slice(bytes, CLAIM_BYTES, MAC_BYTES), &person))
		return fail(work, ERROR_NOT_FOUND,
			    "this link was not made by this server, or for somebody who "
			    "is not here any more");
	if (until < work->now)
		return fail(work, ERROR_CONFLICT, "this link ended on " STR_FMT,
			    STR_ARG(instant_format(work->arena, until)));
	*ret_page = number_in(str_slice(claim, 0, PAGE_BYTES));
	*ret_person = person;
	return true;
}
