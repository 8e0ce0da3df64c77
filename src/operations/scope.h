/* The verbs of incident that are about its scope card; described in incident.c. */
#ifndef OPERATIONS_SCOPE_H
#define OPERATIONS_SCOPE_H

#include "operations/noun.h"

extern const char scope_text_view[];
bool scope_show(struct work *work, const void *input, struct tree *answer) MUST_CHECK;

extern const struct shape affected_shape;
bool scope_affected(struct work *work, const void *input, struct tree *answer) MUST_CHECK;

extern const struct shape began_shape;
bool scope_began(struct work *work, const void *input, struct tree *answer) MUST_CHECK;

#endif
