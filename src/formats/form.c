#include "formats/form.h"

#include <ctype.h>
#include <string.h>

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool decode(struct arena *arena, str s, str *ret_decoded)
{
	char *bytes = arena_many(arena, char, s.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < s.length; i++) {
		char c = s.bytes[i] == '+' ? ' ' : s.bytes[i];

		if (c == '%') {
			int high = i + 2 < s.length ? hex_value(s.bytes[i + 1]) : -1;
			int low = i + 2 < s.length ? hex_value(s.bytes[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		}
		bytes[length++] = c;
	}
	*ret_decoded = (str){ bytes, length };
	return str_is_utf8(*ret_decoded);
}

bool form_parse(struct arena *arena, str body, struct form *ret_form, struct error *error)
{
	struct form form = { 0 };
	str piece;

	while (str_next(&body, '&', &piece)) {
		str name = piece, value = { 0 };
		struct form_field field;

		if (piece.length == 0)
			continue;
		str_cut(piece, '=', &name, &value);
		if (form.count == FORM_FIELDS_MAX)
			return error_set(error, ERROR_TOO_LARGE,
					 "the form has more than %d fields",
					 FORM_FIELDS_MAX);
		if (!decode(arena, name, &field.name) ||
		    !decode(arena, value, &field.value))
			return error_set(error, ERROR_INVALID,
					 "field %zu of the form is not text in UTF-8",
					 form.count + 1);
		*list_add(arena, &form) = field;
	}
	*ret_form = form;
	return true;
}

str form_get(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (str_is(form->items[i].name, name))
			return form->items[i].value;
	return STR("");
}

static void add_encoded(struct text *text, str s)
{
	for (size_t i = 0; i < s.length; i++) {
		unsigned char byte = (unsigned char)s.bytes[i];

		if (isalnum(byte) || (byte && strchr("-._*", byte)))
			text_add_char(text, (char)byte);
		else if (byte == ' ')
			text_add_char(text, '+');
		else
			text_addf(text, "%%%02X", (unsigned)byte);
	}
}

void form_add(struct text *text, const char *name, str value)
{
	if (text->length > 0)
		text_add_char(text, '&');
	add_encoded(text, str_of(name));
	text_add_char(text, '=');
	add_encoded(text, value);
}
