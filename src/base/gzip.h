/* Unpacks gzip. */
#ifndef BASE_GZIP_H
#define BASE_GZIP_H

#include "base/arena.h"
#include "base/error.h"

/* At most bytes_max: a good prefix of what is longer, and *ret_was_cut. False when it
 * is no gzip or ends too early; then *ret_bytes is untouched. */
bool gzip_inflate(struct arena *arena, str packed, size_t bytes_max, str *ret_bytes,
		  bool *ret_was_cut, struct error *error) MUST_CHECK;

/* The first two bytes of every gzip. */
bool gzip_begins(str packed);

/* The same piece by piece, for files of any size. One gzip behind the other, as rotated
 * logs have it, is one text. It ends with the arena. */
struct gunzip *gunzip_new(struct arena *arena);

/* Unpacks from the front of *packed into the room, and takes off what it has used. It
 * wants more of the packed bytes when it has used them all, or has no more when what is
 * left over is no gzip. False when the bytes are broken: what came out until then is
 * good. */
bool gunzip_next(struct gunzip *gunzip, str *packed, char *room, size_t room_bytes,
		 size_t *ret_bytes) MUST_CHECK;

/* Whether the text may end here: false in the midst of a gzip. */
bool gunzip_is_whole(const struct gunzip *gunzip);

#endif
