/* OpenAPI 3.1, made from the operations. */
#include "faces/http/request.h"

#include "faces/schema.h"
#include "operations/operation.h"

static struct tree *pair(struct arena *arena, const char *name, struct tree *value)
{
	struct tree *map = tree_map(arena);

	tree_put(arena, map, name, value);
	return map;
}

static struct tree *text(struct arena *arena, const char *c_string)
{
	return tree_text(arena, str_of(c_string));
}

/* {"content": {TYPE: {"schema": …}}} with a description. */
static struct tree *content(struct arena *arena, const char *description,
			    const char *type, struct tree *schema)
{
	struct tree *map = pair(arena, "description", text(arena, description));

	tree_put(arena, map, "content", pair(arena, type, pair(arena, "schema", schema)));
	return map;
}

static struct tree *parameter(struct arena *arena, const struct field *field)
{
	struct tree *map = tree_map(arena);

	tree_put_text(arena, map, "name", str_of(field->name));
	tree_put_text(arena, map, "in", STR("query"));
	tree_put_bool(arena, map, "required", field->required);
	tree_put(arena, map, "schema", schema_of_field(arena, field));
	return map;
}

static struct tree *idempotency_key(struct arena *arena)
{
	struct tree *map = tree_map(arena);

	tree_put_text(arena, map, "name", STR("Idempotency-Key"));
	tree_put_text(arena, map, "in", STR("header"));
	tree_put_text(arena, map, "description",
		      STR("a repeat with the same key gets the first answer"));
	tree_put(arena, map, "schema", pair(arena, "type", text(arena, "string")));
	return map;
}

static void put_inputs(struct arena *arena, const struct operation *operation,
		       struct tree *method)
{
	struct tree *parameters = tree_list(arena);
	const struct shape *shape = operation->input;

	if (operation->effect == OPERATION_READS)
		for (size_t i = 0; shape && i < shape->count; i++)
			tree_add(arena, parameters, parameter(arena, &shape->fields[i]));
	if (operation->effect == OPERATION_CHANGES)
		tree_add(arena, parameters, idempotency_key(arena));
	if (tree_count(parameters) > 0)
		tree_put(arena, method, "parameters", parameters);
	if (operation->effect != OPERATION_READS && shape)
		tree_put(arena, method, "requestBody",
			 content(arena, "", "application/json",
				 schema_of_shape(arena, shape)));
}

static struct tree *responses(struct arena *arena)
{
	struct tree *map = tree_map(arena);
	struct tree *problem = pair(arena, "$ref",
				    text(arena, "#/components/schemas/problem"));

	tree_put(arena, map, "200",
		 content(arena, "done", "application/json",
			 pair(arena, "type", text(arena, "object"))));
	tree_put(arena, map, "default",
		 content(arena, "refused, and why", "application/problem+json", problem));
	return map;
}

static struct tree *method_of(struct arena *arena, const struct operation *operation)
{
	struct tree *method = tree_map(arena);
	const char *more = operation->more ? operation->more : "";

	tree_put_text(arena, method, "operationId",
		      arena_format(arena, "%s_%s", operation->noun, operation->verb));
	tree_put_text(arena, method, "summary", str_of(operation->help));
	tree_put_text(
		arena, method, "description",
		arena_format(arena, "%s%sNeeds the role %s%s.", more, more[0] ? " " : "",
			     role_names[operation->least],
			     operation->people_only ? "; people only, no agents" : ""));
	struct tree *tags = tree_list(arena);

	tree_add(arena, tags, text(arena, operation->noun));
	tree_put(arena, method, "tags", tags);
	put_inputs(arena, operation, method);
	tree_put(arena, method, "responses", responses(arena));
	return method;
}

static struct tree *problem_schema(struct arena *arena)
{
	static const char *const texts[] = { "type", "title", "detail", "field" };
	struct tree *properties = tree_map(arena);
	struct tree *schema = pair(arena, "type", text(arena, "object"));

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		tree_put(arena, properties, texts[i],
			 pair(arena, "type", text(arena, "string")));
	tree_put(arena, properties, "status",
		 pair(arena, "type", text(arena, "integer")));
	tree_put(arena, schema, "properties", properties);
	return schema;
}

static struct tree *components(struct arena *arena)
{
	struct tree *map = pair(arena, "schemas",
				pair(arena, "problem", problem_schema(arena)));
	struct tree *bearer = pair(arena, "type", text(arena, "http"));
	struct tree *session = pair(arena, "type", text(arena, "apiKey"));
	struct tree *schemes = tree_map(arena);

	tree_put_text(arena, bearer, "scheme", STR("bearer"));
	tree_put_text(arena, session, "in", STR("cookie"));
	tree_put_text(arena, session, "name", STR("stanch_session"));
	tree_put_text(arena, session, "description",
		      STR("changes also need the header X-CSRF-Token, from /api/v1/me"));
	tree_put(arena, schemes, "token", bearer);
	tree_put(arena, schemes, "session", session);
	tree_put(arena, map, "securitySchemes", schemes);
	return map;
}

static struct tree *paths(struct arena *arena)
{
	struct tree *map = tree_map(arena);
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++) {
		const char *method = operation->effect == OPERATION_READS ? "get"
									  : "post";
		str path = arena_format(arena, "/api/v1/%s/%s", operation->noun,
					operation->verb);

		tree_put(arena, map, path.bytes,
			 pair(arena, method, method_of(arena, operation)));
	}
	return map;
}

void openapi_handle(struct request *request)
{
	struct arena *arena = request->work.arena;
	struct tree *document = tree_map(arena), *security = tree_list(arena);
	struct tree *info = pair(arena, "title", text(arena, "stanch"));

	tree_put_text(arena, info, "version", request->work.app->version);
	tree_put_text(arena, document, "openapi", STR("3.1.0"));
	tree_put(arena, document, "info", info);
	tree_add(arena, security, pair(arena, "token", tree_list(arena)));
	tree_add(arena, security, pair(arena, "session", tree_list(arena)));
	tree_put(arena, document, "security", security);
	tree_put(arena, document, "paths", paths(arena));
	tree_put(arena, document, "components", components(arena));
	answer_tree(request, 200, document);
}
