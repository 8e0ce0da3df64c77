/* Unpacks what a client packed with gzip. */
#ifndef NET_INFLATE_H
#define NET_INFLATE_H

#include "base/arena.h"
#include "base/error.h"

/* At most bytes_max: a good prefix of what is longer, and *ret_was_cut. False when it
 * is no gzip or ends too early; then *ret_bytes is untouched. */
bool gzip_inflate(struct arena *arena, str packed, size_t bytes_max, str *ret_bytes,
		  bool *ret_was_cut, struct error *error) MUST_CHECK;

#endif
