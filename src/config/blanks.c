#include "config/blanks.h"

#include "base/clock.h"
#include "base/text.h"

enum {
	VALUE_BYTES_MAX = 1000, /* a reason, or the name of something long */
	FILLED_BYTES_MAX = 64 << 10,
};

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool blank_next(str *rest, str *ret_before, str *ret_name)
{
	for (size_t begin = 0; begin < rest->length; begin++) {
		size_t end = begin + 1;

		if (rest->bytes[begin] != '<')
			continue;
		while (end < rest->length && is_name_byte(rest->bytes[end]))
			end++;
		if (end == begin + 1 || end == rest->length || rest->bytes[end] != '>')
			continue;
		*ret_before = str_slice(*rest, 0, begin);
		*ret_name = str_slice(*rest, begin + 1, end - begin - 1);
		*rest = str_slice(*rest, end + 1, rest->length);
		return true;
	}
	return false;
}

bool blank_is_whole(str text, str *ret_name)
{
	str before, name;

	if (!blank_next(&text, &before, &name) || before.length > 0 || text.length > 0)
		return false;
	*ret_name = name;
	return true;
}

/* -- types -- */

static bool is_printable(str value)
{
	for (size_t i = 0; i < value.length; i++)
		if ((unsigned char)value.bytes[i] < ' ' || value.bytes[i] == 0x7f)
			return false;
	return str_is_utf8(value);
}

/* Of flags, routes, caches, services: nothing that means something elsewhere. */
static bool is_name(str value)
{
	for (size_t i = 0; i < value.length; i++)
		if (!is_name_byte(value.bytes[i]) &&
		    (i == 0 || (value.bytes[i] != '.' && value.bytes[i] != ':')))
			return false;
	return value.length > 0 && value.bytes[0] != '-';
}

static bool is_integer(str value)
{
	int64_t number;

	return str_to_int(value, &number);
}

static bool is_duration(str value)
{
	duration_ms duration;
	struct error unheeded;

	return duration_parse(value, &duration, &unheeded);
}

static bool is_boolean(str value)
{
	return str_is(value, "true") || str_is(value, "false");
}

static const struct {
	const char *name;
	bool (*accepts)(str value);
} types[] = {
	{ "name", is_name },         { "text", is_printable },  { "integer", is_integer },
	{ "duration", is_duration }, { "boolean", is_boolean },
};

enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]) };

bool blank_type_is_one(str type)
{
	str choice;

	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (str_is(type, types[i].name))
			return true;
	if (!str_contains(type, STR("|")) || str_ends_with(type, STR("|")))
		return false;
	while (str_next(&type, '|', &choice))
		if (choice.length == 0 || !is_printable(choice))
			return false;
	return true;
}

static bool is_choice(str choices, str value)
{
	str choice;

	while (str_next(&choices, '|', &choice))
		if (str_equal(choice, value))
			return true;
	return false;
}

bool blank_accepts(str type, str value, struct error *error)
{
	str shown = str_clip(value, 60);

	if (value.length == 0 || value.length > VALUE_BYTES_MAX || !is_printable(value))
		return error_set(error, ERROR_INVALID,
				 "must be of 1 to %d bytes, without line breaks",
				 VALUE_BYTES_MAX);
	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (str_is(type, types[i].name))
			return types[i].accepts(value) ||
			       error_set(error, ERROR_INVALID, "'" STR_FMT "' is no %s",
					 STR_ARG(shown), types[i].name);
	return is_choice(type, value) ||
	       error_set(error, ERROR_INVALID, "'" STR_FMT "' is none of " STR_FMT,
			 STR_ARG(shown), STR_ARG(type));
}

/* -- filling -- */

bool blanks_fill(struct arena *arena, str text, const struct blank_values *values,
		 str *ret_filled, struct error *error)
{
	struct text filled = text_new(arena, FILLED_BYTES_MAX);
	str before, name, value = { 0 };

	while (blank_next(&text, &before, &name)) {
		if (!values->value_of(values->context, name, &value, error))
			return false;
		text_add(&filled, before);
		text_add(&filled, values->encode ? values->encode(arena, value) : value);
	}
	text_add(&filled, text);
	if (filled.full)
		return error_set(error, ERROR_TOO_LARGE, "it is longer than %d bytes",
				 FILLED_BYTES_MAX);
	*ret_filled = text_of(&filled);
	return true;
}
