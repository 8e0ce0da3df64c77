#include "core/evidence/mask_private.h"

static bool ends_url(char c)
{
	return ends_word(c) || is_one_of(c, "\"'<>`\\");
}

static size_t last_of(str s, size_t from, size_t to, char c)
{
	size_t found = to;

	for (size_t i = from; i < to; i++)
		if (s.bytes[i] == c)
			found = i;
	return found;
}

static bool is_port(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (!is_digit(s.bytes[i]))
			return false;
	return s.length > 0;
}

/* The "@" of a password that holds a "/" which nobody escaped: such a password begins
 * where a port would, and is none. Another URL ends the search. */
static bool find_late_end(str s, size_t from, size_t authority, size_t *ret_at)
{
	size_t colon = last_of(s, from, authority, ':');

	if (colon == authority || s.bytes[from] == '[' ||
	    (colon > from && is_port(str_slice(s, colon + 1, authority - colon - 1))))
		return false;
	for (size_t i = authority; !ends_url(byte_at(s, i)); i++) {
		if (str_equal(str_slice(s, i - 1, 3), STR("://")))
			return false;
		if (s.bytes[i] == '@') {
			*ret_at = i;
			return true;
		}
	}
	return false;
}

/* The "@" that ends user and password. */
static bool find_userinfo_end(str s, size_t from, size_t *ret_at)
{
	size_t authority = from;

	while (!ends_url(byte_at(s, authority)) && !is_one_of(s.bytes[authority], "/?#"))
		authority++;
	*ret_at = last_of(s, from, authority, '@');
	return *ret_at < authority || find_late_end(s, from, authority, ret_at);
}

/* "https://TOKEN@host": what stands alone there is a user's name or a token. */
static bool is_lone_token(str s)
{
	return s.length >= 20 && mask_looks_random(s);
}

/* At "://": hides the password, and a user that is a token. */
void mask_url(struct masker *masker, size_t from)
{
	str s = masker->text;
	size_t at;

	if (!find_userinfo_end(s, from, &at)) {
		mask_keep(masker, from);
		return;
	}

	size_t colon = from;

	while (colon < at && s.bytes[colon] != ':')
		colon++;
	if (is_lone_token(str_slice(s, from, colon - from)))
		mask_hide(masker, from, colon);
	if (colon < at)
		mask_hide_value(masker, colon + 1, at);
	mask_keep(masker, at);
}
