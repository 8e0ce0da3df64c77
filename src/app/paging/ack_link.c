#include "app/app.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/hash.h"

/* PAGE.UNTIL.PERSON.MAC with the person in hex, so that the dots are ours. */
static str mac_of(struct work *work, str claim)
{
	str key = { (const char *)store_key(work->app->store), 16 };

	return str_slice(sha256_hex(work->arena, sha256_hmac(key, claim)), 0, 32);
}

str ack_link_secret(struct work *work, int64_t page, str person, instant_ms until)
{
	str claim = arena_format(work->arena, "%lld.%lld." STR_FMT, (long long)page,
				 (long long)until, STR_ARG(hex_of(work->arena, person)));

	return arena_format(work->arena, STR_FMT "." STR_FMT, STR_ARG(claim),
			    STR_ARG(mac_of(work, claim)));
}

bool ack_link_check(struct work *work, str secret, int64_t *ret_page, str *ret_person)
{
	str rest = secret, page, until, person;
	int64_t page_id, until_ms;

	if (!str_next(&rest, '.', &page) || !str_next(&rest, '.', &until) ||
	    !str_next(&rest, '.', &person) || !str_to_int(page, &page_id) ||
	    !str_to_int(until, &until_ms))
		return fail(work, ERROR_NOT_FOUND, "this link is not whole");

	str claim = str_slice(secret, 0, secret.length - rest.length - 1);

	if (!secret_equal(mac_of(work, claim), rest))
		return fail(work, ERROR_NOT_FOUND,
			    "this link was not made by this server");
	if (until_ms < work->now)
		return fail(work, ERROR_CONFLICT, "this link ended on " STR_FMT,
			    STR_ARG(instant_format(work->arena, until_ms)));
	if (!hex_parse(work->arena, person, ret_person))
		return fail(work, ERROR_NOT_FOUND, "this link is not whole");
	*ret_page = page_id;
	return true;
}
