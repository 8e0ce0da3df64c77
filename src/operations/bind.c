/* Rows into trees and inputs into rows, by their shapes. */
#include "operations/operation.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

#include <stdio.h>
#include <string.h>

static struct tree *value_tree(struct arena *arena, const struct field *field,
			       const void *at)
{
	struct error unheeded;
	struct tree *tree;
	str text;

	switch (field->kind) {
	case FIELD_INT:
	case FIELD_DURATION: return tree_int(arena, *(const int64_t *)at);
	case FIELD_REAL: return tree_real(arena, *(const double *)at);
	case FIELD_BOOL: return tree_bool(arena, *(const bool *)at);
	case FIELD_TEXT: return tree_text(arena, *(const str *)at);
	case FIELD_ENUM: return tree_text(arena, str_of(field->names[*(const int *)at]));
	case FIELD_INSTANT:
		if (*(const instant_ms *)at == 0)
			return NULL;
		return tree_text(arena, instant_format(arena, *(const instant_ms *)at));
	case FIELD_JSON:
		text = *(const str *)at;
		tree = text.length > 0 ? json_parse(arena, text, &unheeded) : NULL;
		return tree ? tree : tree_null(arena);
	}
	return NULL;
}

struct tree *row_tree(struct arena *arena, const struct shape *shape, const void *row)
{
	struct tree *map = tree_map(arena);

	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		struct tree *value;

		if (field->hidden)
			continue;
		value = value_tree(arena, field, (const char *)row + field->offset);
		if (value)
			tree_put(arena, map, field->name, value);
	}
	return map;
}

/* Inputs come as JSON values or, from a command line and a query, as text. */
static bool read_int(const struct tree *value, int64_t *ret)
{
	if (value->kind == TREE_INT) {
		*ret = value->number;
		return true;
	}
	return value->kind == TREE_TEXT && str_to_int(value->text, ret);
}

static bool read_real(const struct tree *value, double *ret)
{
	if (value->kind == TREE_INT)
		*ret = (double)value->number;
	else if (value->kind == TREE_REAL)
		*ret = value->real;
	else
		return value->kind == TREE_TEXT && str_to_real(value->text, ret);
	return true;
}

static bool read_bool(const struct tree *value, bool *ret)
{
	if (value->kind == TREE_BOOL)
		*ret = value->boolean;
	else if (value->kind == TREE_TEXT &&
		 (str_is(value->text, "true") || str_is(value->text, "yes")))
		*ret = true;
	else if (value->kind == TREE_TEXT &&
		 (str_is(value->text, "false") || str_is(value->text, "no")))
		*ret = false;
	else
		return false;
	return true;
}

static bool read_enum(const struct field *field, const struct tree *value, int *ret)
{
	for (int i = 0; value->kind == TREE_TEXT && field->names[i]; i++) {
		if (!str_is(value->text, field->names[i]))
			continue;
		*ret = i;
		return true;
	}
	return false;
}

/* An instant, or how long from now: "2026-11-21T10:00:00Z", "30m". */
static bool read_instant(const struct tree *value, instant_ms now, instant_ms *ret)
{
	struct error unheeded;
	duration_ms from_now;

	if (value->kind != TREE_TEXT)
		return false;
	if (instant_parse(value->text, ret, &unheeded))
		return true;
	/* A day alone means its end, in UTC: what is due that day is not late on it. */
	if (value->text.length == 10) {
		char whole[32];

		snprintf(whole, sizeof(whole), STR_FMT "T23:59:59Z",
			 STR_ARG(value->text));
		return instant_parse(str_of(whole), ret, &unheeded);
	}
	if (!duration_parse(value->text, &from_now, &unheeded))
		return false;
	*ret = now + from_now;
	return true;
}

static bool read_duration(const struct tree *value, duration_ms *ret)
{
	struct error unheeded;

	if (value->kind == TREE_INT) {
		*ret = value->number;
		return true;
	}
	return value->kind == TREE_TEXT && duration_parse(value->text, ret, &unheeded);
}

static bool bind_value(struct arena *arena, const struct field *field,
		       const struct tree *value, instant_ms now, void *at)
{
	switch (field->kind) {
	case FIELD_INT: return read_int(value, at);
	case FIELD_REAL: return read_real(value, at);
	case FIELD_BOOL: return read_bool(value, at);
	case FIELD_ENUM: return read_enum(field, value, at);
	case FIELD_INSTANT: return read_instant(value, now, at);
	case FIELD_DURATION: return read_duration(value, at);
	case FIELD_JSON: *(str *)at = json_write(arena, value); return true;
	case FIELD_TEXT: break;
	}
	if (value->kind == TREE_INT) {
		*(str *)at = arena_format(arena, "%lld", (long long)value->number);
		return true;
	}
	/* PostgreSQL cannot hold a NUL, and no name or sentence has one. */
	if (value->kind != TREE_TEXT ||
	    value->text.length >
		    (field->is_file ? API_BODY_BYTES_MAX : TEXT_INPUT_BYTES_MAX) ||
	    (value->text.length > 0 && memchr(value->text.bytes, 0, value->text.length)))
		return false;
	*(str *)at = value->text;
	return true;
}

static const char *one_of(struct arena *arena, const struct field *field)
{
	struct text text = text_new(arena, ERROR_TEXT_BYTES);

	text_add(&text, STR("must be"));
	for (size_t i = 0; field->names[i]; i++)
		text_addf(&text, "%s %s",
			  i == 0                ? ""
			  : field->names[i + 1] ? ","
						: " or",
			  field->names[i]);
	return arena_c_string(arena, text_of(&text));
}

static const char *wanted(struct arena *arena, const struct field *field)
{
	switch (field->kind) {
	case FIELD_INT: return "must be a whole number";
	case FIELD_REAL: return "must be a number";
	case FIELD_BOOL: return "must be true or false";
	case FIELD_ENUM: return one_of(arena, field);
	case FIELD_INSTANT:
		return "must be a time such as 2026-11-21T10:00:00Z, or 30m from now";
	case FIELD_DURATION: return "must be a duration such as 90s, 5m or 1h30m";
	case FIELD_JSON:
	case FIELD_TEXT: break;
	}
	return "must be text without NUL, at most 32 KiB";
}

static bool is_known(const struct shape *shape, str name)
{
	for (size_t i = 0; i < shape->count; i++)
		if (str_is(name, shape->fields[i].name))
			return true;
	return false;
}

static bool refuse_unknown(const struct shape *shape, const struct tree *inputs,
			   struct error *error)
{
	for (size_t i = 0; i < tree_count(inputs); i++)
		if (!is_known(shape, tree_nth_name(inputs, i)))
			return error_set(error, ERROR_INVALID,
					 STR_FMT ": is not asked for here",
					 STR_ARG(str_clip(tree_nth_name(inputs, i), 60)));
	return true;
}

bool row_bind(struct arena *arena, const struct shape *shape, const struct tree *inputs,
	      instant_ms now, void *ret_row, struct error *error)
{
	if (inputs && inputs->kind != TREE_MAP)
		return error_set(error, ERROR_INVALID,
				 "the inputs must be a JSON object");
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		const struct tree *value = tree_get(inputs, field->name);
		bool is_given = value && value->kind != TREE_NULL &&
				!(value->kind == TREE_TEXT && value->text.length == 0);

		if (!is_given && field->required)
			return error_set(error, ERROR_INVALID, "%s: is required%s%s",
					 field->name, field->help ? ": " : "",
					 field->help ? field->help : "");
		if (is_given && !bind_value(arena, field, value, now,
					    (char *)ret_row + field->offset))
			return error_set(error, ERROR_INVALID, "%s: %s", field->name,
					 wanted(arena, field));
	}
	return refuse_unknown(shape, inputs, error);
}
