#include "faces/http/callbacks/twilio_proof.h"

#include "base/hash.h"

#include <ctype.h>
#include <stdlib.h>

static int compare_fields(const void *a, const void *b)
{
	const struct form_field *left = a, *right = b;
	int order = str_compare(left->name, right->name);

	return order != 0 ? order : str_compare(left->value, right->value);
}

static size_t bytes_of(str url, const struct form *form)
{
	size_t bytes = url.length;

	for (size_t i = 0; i < form->count; i++)
		bytes += form->items[i].name.length + form->items[i].value.length;
	return bytes;
}

str twilio_signature(struct arena *arena, str token, str url, const struct form *form)
{
	struct form_field *fields = arena_many(arena, struct form_field, form->count + 1);
	struct text text = text_new(arena, bytes_of(url, form) + 1);

	for (size_t i = 0; i < form->count; i++)
		fields[i] = form->items[i];
	qsort(fields, form->count, sizeof(*fields), compare_fields);
	text_add(&text, url);
	for (size_t i = 0; i < form->count; i++) {
		text_add(&text, fields[i].name);
		text_add(&text, fields[i].value);
	}
	return base64_of(arena, sha1_hmac(arena, token, text_of(&text)));
}

/* Cut before and behind ":8080". */
static void cut_port(str url, str *ret_before, str *ret_behind)
{
	size_t at = str_starts_with(url, STR("https://")) ? 8 : 7, end, digits;

	while (at < url.length && url.bytes[at] != '/' && url.bytes[at] != '?')
		at++;
	end = digits = at;
	while (digits > 0 && isdigit((unsigned char)url.bytes[digits - 1]))
		digits--;
	if (digits > 0 && digits < at && url.bytes[digits - 1] == ':')
		at = digits - 1;
	*ret_before = str_slice(url, 0, at);
	*ret_behind = str_slice(url, end, url.length);
}

bool twilio_is_signed(struct arena *arena, str token, str url, const struct form *form,
		      str signature)
{
	str before, behind;
	bool is_tls = str_starts_with(url, STR("https://")), is_signed;

	cut_port(url, &before, &behind);

	str own = arena_format(arena, STR_FMT ":%d" STR_FMT, STR_ARG(before),
			       is_tls ? 443 : 80, STR_ARG(behind));
	str none = arena_format(arena, STR_FMT STR_FMT, STR_ARG(before), STR_ARG(behind));
	const str urls[] = { url, none, own };

	is_signed = false;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (secret_equal(twilio_signature(arena, token, urls[i], form),
				 signature))
			is_signed = true;
	return token.length > 0 && is_signed;
}
