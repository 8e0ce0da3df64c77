/* How a standby asks the server that it follows. */
#ifndef MAIN_PRIMARY_H
#define MAIN_PRIMARY_H

#include "app/ports.h"

/* The URL without a path, and the file with a token of any person there. Both live as
 * long as the arena. */
bool primary_open(struct arena *arena, const char *url, const char *token_file,
		  struct primary *ret_primary, struct error *error) MUST_CHECK;

#endif
