/* Values into their places, each quoted for where it stands. What cannot be quoted there
 * is refused, and the result is read again: it must be built as the code was. */
#include "base/limits.h"
#include "base/text.h"
#include "core/alerting/alert.h"
#include "formats/shell.h"
#include "runbook/fill_private.h"

#include <ctype.h>
#include <string.h>

bool fill_is_of(str value, const char *more)
{
	for (size_t i = 0; i < value.length; i++)
		if (!isalnum((unsigned char)value.bytes[i]) &&
		    !strchr(more, value.bytes[i]))
			return false;
	return value.length > 0;
}

bool fill_is_number(str value)
{
	double number;

	return fill_is_of(value, ".") && isdigit((unsigned char)value.bytes[0]) &&
	       str_to_real(value, &number);
}

bool fill_is_identifier(str value)
{
	return fill_is_of(value, "_") && !isdigit((unsigned char)value.bytes[0]);
}

bool fill_is_whole(const struct place *place)
{
	return place->from == place->begin && place->to == place->end;
}

bool fill_refuse(struct fill *fill, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fill->why_not = arena_vformat(fill->arena, format, arguments);
	va_end(arguments);
	return false;
}

static bool write_nowhere(struct fill *fill, const struct place *place, str value)
{
	(void)value;
	return fill_refuse(fill, STR_FMT " stands where no value can be put in safely",
			   STR_ARG(fill_source(fill, place)));
}

str fill_source(const struct fill *fill, const struct place *place)
{
	return str_clip(str_slice(fill->code, place->begin, place->end - place->begin),
			100);
}

static const fill_writer writers[] = {
	[PLACE_NONE] = write_nowhere,
	[PLACE_NOWHERE] = write_nowhere,
	[PLACE_SHELL_WORD] = fill_shell_word,
	[PLACE_SHELL_SINGLE] = fill_shell_quoted,
	[PLACE_SHELL_DOUBLE] = fill_shell_quoted,
	[PLACE_SHELL_DOCUMENT] = fill_shell_inside,
	[PLACE_SHELL_ARITHMETIC] = fill_shell_arithmetic,
	[PLACE_QUERY_WORD] = fill_query_word,
	[PLACE_QUERY_TEXT] = fill_query_text,
	[PLACE_QUERY_REGEX] = fill_query_text,
	[PLACE_QUERY_VALUE] = fill_query_value,
	[PLACE_QUERY_RANGE] = fill_query_range,
	[PLACE_SQL_WORD] = fill_sql_word,
	[PLACE_SQL_TEXT] = fill_sql_text,
	[PLACE_SQL_QUOTED_NAME] = fill_sql_text,
	[PLACE_SCRIPT_WORD] = fill_script_word,
	[PLACE_SCRIPT_TEXT] = fill_script_text,
	[PLACE_SCRIPT_REGEX] = fill_script_regex,
	[PLACE_REDIS_WORD] = fill_redis_word,
	[PLACE_REDIS_TEXT] = fill_redis_text,
	[PLACE_YAML_PLAIN] = fill_yaml_plain,
	[PLACE_YAML_SINGLE] = fill_yaml_quoted,
	[PLACE_YAML_DOUBLE] = fill_yaml_quoted,
	[PLACE_YAML_BLOCK] = fill_yaml_block,
	[PLACE_HTTP_TARGET] = fill_http_target,
	[PLACE_HTTP_TEXT] = fill_http_text,
};

/* NULL when none is given. */
static const struct label *value_of(const struct fill *fill, str name)
{
	for (size_t i = 0; i < fill->value_count; i++)
		if (str_equal(fill->values[i].name, name))
			return &fill->values[i];
	return NULL;
}

static struct runbook_parameter parameter_at(const struct fill *fill,
					     const struct place *place)
{
	return (struct runbook_parameter){
		.name = place->name,
		.source = str_slice(fill->code, place->begin, place->end - place->begin),
		.type = place->type,
	};
}

/* What a value of that kind looks like that nobody chose: for how the code is built. */
static str sample_of(const struct place *place, str value)
{
	if (place->kind == PLACE_QUERY_RANGE)
		return STR("1m");
	if (fill_is_number(value))
		return STR("1");
	return fill_is_of(value, "") && isdigit((unsigned char)value.bytes[0]) ? STR("1m")
									       : STR("x");
}

static bool fill_place(struct fill *fill, const struct place *place, bool *ret_is_filled)
{
	const struct label *given = value_of(fill, place->name);
	struct runbook_parameter parameter = parameter_at(fill, place);
	str why_not = STR("");

	*ret_is_filled = given != NULL;
	if (!given && place->is_variable)
		return true;
	if (!given)
		return fill_refuse(fill, STR_FMT " has no value",
				   STR_ARG(fill_source(fill, place)));
	if (!parameter_accepts(fill->arena, &parameter, given->value, &why_not)) {
		fill->why_not = why_not;
		return false;
	}
	fill->out = &fill->filled;
	if (!writers[place->kind](fill, place, given->value))
		return false;
	fill->out = &fill->sampled;
	return writers[place->kind](fill, place, sample_of(place, given->value));
}

static bool fill_all(struct fill *fill, const struct places *places)
{
	size_t at = 0;

	for (size_t i = 0; i < places->count; i++) {
		const struct place *place = &places->items[i];
		bool is_filled = false;
		str between = str_slice(fill->code, at, place->begin - at);

		text_add(&fill->filled, between);
		text_add(&fill->sampled, between);
		at = place->begin;
		if (!fill_place(fill, place, &is_filled))
			return false;
		if (is_filled) {
			at = place->end;
			fill->count++;
		}
	}
	text_add(&fill->filled, str_slice(fill->code, at, fill->code.length));
	text_add(&fill->sampled, str_slice(fill->code, at, fill->code.length));
	if (fill->filled.full || fill->sampled.full)
		return fill_refuse(fill, "with its values the code is too long");
	return true;
}

bool runbook_fill(struct arena *arena, const struct runbook_block *block,
		  const struct label *values, size_t count, str *ret_code,
		  struct error *error)
{
	size_t cap = block->code.length + FILLED_MORE_BYTES_MAX;
	struct fill fill = { .arena = arena,
			     .code = block->code,
			     .language = block->language,
			     .values = values,
			     .value_count = count,
			     .filled = text_new(arena, cap),
			     .sampled = text_new(arena, cap) };
	struct places places;

	places_find(arena, block->language, block->code, &places);
	if (places.count > FILL_PLACES_MAX || block->code.length > FILL_BYTES_MAX)
		return error_set(error, ERROR_INVALID,
				 "line %u: too long, or too much to fill in at once",
				 block->line);
	if (!fill_all(&fill, &places))
		return error_set(error, ERROR_INVALID, "line %u: " STR_FMT, block->line,
				 STR_ARG(fill.why_not));
	if (fill.count > 0 && !fill_is_built_alike(&fill))
		return error_set(error, ERROR_INVALID,
				 "line %u: with these values the code would be built "
				 "differently, or it cannot be read",
				 block->line);
	*ret_code = text_of(&fill.filled);
	return true;
}
