/* Secrets that are known by their own look, whatever stands before them. */
#include "base/hash.h"
#include "core/evidence/mask_private.h"

static bool is_token_byte(char c)
{
	return is_alnum(c) || is_one_of(c, "-._~+/=");
}

/* "Bearer of bad news" has no digit in its second word. */
bool mask_looks_random(str s)
{
	bool has_digit = false, has_hump = false;

	for (size_t i = 0; i < s.length; i++) {
		has_digit |= is_digit(s.bytes[i]);
		has_hump |= i > 0 && s.bytes[i] >= 'A' && s.bytes[i] <= 'Z' &&
			    s.bytes[i - 1] >= 'a' && s.bytes[i - 1] <= 'z';
	}
	return s.length >= 6 && (has_digit || (has_hump && s.length >= 16));
}

/* What follows "Basic" is a user and a password, or it is not what it seems. */
static bool is_basic(struct arena *arena, str s)
{
	str plain;

	return s.length >= 4 && base64_parse(arena, s, &plain) &&
	       str_contains(plain, STR(":"));
}

bool mask_scheme(struct masker *masker, str word, size_t end)
{
	bool is_bearer = equals_but_for_case(word, STR("bearer"));
	size_t from = skip_blanks(masker->text, end);
	size_t to = from;

	if (from == end || (!is_bearer && !equals_but_for_case(word, STR("basic"))))
		return false;
	while (is_token_byte(byte_at(masker->text, to)))
		to++;

	str token = str_slice(masker->text, from, to - from);

	if (is_bearer ? !mask_looks_random(token) : !is_basic(masker->arena, token))
		return false;
	mask_hide(masker, from, to);
	return true;
}

/* An AWS key id: AKIA, or ASIA for a temporary one, and 16 capitals or digits. */
static bool is_aws_key_id(str s, size_t at)
{
	enum { LENGTH = 20 };
	str id = str_slice(s, at, LENGTH);

	if (id.length < LENGTH ||
	    !(str_starts_with(id, STR("AKIA")) || str_starts_with(id, STR("ASIA"))) ||
	    (at > 0 && is_alnum(s.bytes[at - 1])) || is_alnum(byte_at(s, at + LENGTH)))
		return false;
	for (size_t i = 0; i < LENGTH; i++)
		if (!is_digit(id.bytes[i]) && !(id.bytes[i] >= 'A' && id.bytes[i] <= 'Z'))
			return false;
	return true;
}

void mask_aws_key_ids(struct masker *masker, size_t end)
{
	for (size_t i = masker->at; i + 20 <= end; i++)
		if (is_aws_key_id(masker->text, i)) {
			mask_hide(masker, i, i + 20);
			i += 19;
		}
	mask_keep(masker, end);
}

/* The whole block; one that is cut off ends with the text. */
bool mask_private_key(struct masker *masker)
{
	str s = masker->text;
	size_t name = masker->at + strlen("-----BEGIN ");

	if (!str_equal(str_slice(s, masker->at, strlen("-----BEGIN ")),
		       STR("-----BEGIN ")))
		return false;

	size_t name_end = name;

	while (is_alnum(byte_at(s, name_end)) || byte_at(s, name_end) == ' ')
		name_end++;
	if (!str_contains(str_slice(s, name, name_end - name), STR("PRIVATE KEY")))
		return false;

	size_t end = find_from(s, name_end, STR("-----END "));

	if (end < s.length)
		end = find_from(s, end + strlen("-----END "), STR("-----"));
	if (end < s.length)
		end += strlen("-----");
	mask_hide(masker, masker->at, end);
	return true;
}
