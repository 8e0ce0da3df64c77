/* The inputs of an operation as JSON Schema (2020-12): for OpenAPI and for agents. */
#ifndef FACES_SCHEMA_H
#define FACES_SCHEMA_H

#include "base/shape.h"
#include "base/tree.h"

/* One value, with its help as the description. */
struct tree *schema_of_field(struct arena *arena, const struct field *field);
/* An object; of no shape: one without members. */
struct tree *schema_of_shape(struct arena *arena, const struct shape *shape);

#endif
