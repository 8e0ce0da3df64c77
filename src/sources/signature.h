/* Signatures over the bytes of a body, as webhooks carry them in a header. */
#ifndef SOURCES_SIGNATURE_H
#define SOURCES_SIGNATURE_H

#include "base/hash.h"

/* Whether "said", in hex of any case, is this digest. In constant time; false for what is
 * no hex of the right length. */
bool signature_fits(struct arena *arena, str said, struct sha256 digest);

#endif
