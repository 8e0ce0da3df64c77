#include "faces/schema.h"

static const char *type_of(enum field_kind kind)
{
	switch (kind) {
	case FIELD_INT: return "integer";
	case FIELD_REAL: return "number";
	case FIELD_BOOL: return "boolean";
	case FIELD_INSTANT:
	case FIELD_DURATION:
	case FIELD_TEXT:
	case FIELD_ENUM: return "string";
	case FIELD_JSON: break;
	}
	return "object";
}

static void put_description(struct arena *arena, struct tree *schema,
			    const struct field *field)
{
	const char *help = field->help ? field->help : "";
	const char *form = "";

	if (field->kind == FIELD_INSTANT)
		form = " (RFC 3339, a day, or how long from now: 30m)";
	if (field->kind == FIELD_DURATION)
		form = " (such as 90s, 5m or 1h30m)";
	tree_put_text(arena, schema, "description",
		      arena_format(arena, "%s%s", help, form));
}

struct tree *schema_of_field(struct arena *arena, const struct field *field)
{
	struct tree *schema = tree_map(arena);

	tree_put_text(arena, schema, "type", str_of(type_of(field->kind)));
	put_description(arena, schema, field);
	if (field->kind != FIELD_ENUM)
		return schema;

	struct tree *names = tree_list(arena);

	for (size_t i = 0; field->names[i]; i++)
		tree_add(arena, names, tree_text(arena, str_of(field->names[i])));
	tree_put(arena, schema, "enum", names);
	return schema;
}

struct tree *schema_of_shape(struct arena *arena, const struct shape *shape)
{
	struct tree *schema = tree_map(arena), *properties = tree_map(arena);
	struct tree *required = tree_list(arena);

	tree_put_text(arena, schema, "type", STR("object"));
	for (size_t i = 0; shape && i < shape->count; i++) {
		const struct field *field = &shape->fields[i];

		tree_put(arena, properties, field->name, schema_of_field(arena, field));
		if (field->required)
			tree_add(arena, required, tree_text(arena, str_of(field->name)));
	}
	if (shape)
		tree_put(arena, schema, "properties", properties);
	if (tree_count(required) > 0)
		tree_put(arena, schema, "required", required);
	tree_put_bool(arena, schema, "additionalProperties", false);
	return schema;
}
