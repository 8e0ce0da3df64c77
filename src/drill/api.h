/* The API of the drill's stanch, over its local socket. */
#ifndef DRILL_API_H
#define DRILL_API_H

#include "base/error.h"
#include "base/tree.h"

/* A read of "incident/room"; the incident may be empty. A refusal is an error with the
 * words of the problem; CONFLICT is "not now". */
bool api_get(struct arena *arena, const char *socket, const char *operation, str incident,
	     const struct tree **ret_answer, struct error *error) MUST_CHECK;
bool api_post(struct arena *arena, const char *socket, const char *operation,
	      const struct tree *inputs, const struct tree **ret_answer,
	      struct error *error) MUST_CHECK;

#endif
