/* Files the program carries inside: "web/index.html", "data/profiles/default.yaml",
 * "schema/001.sql", and the page's libraries as "vendor/preact.js". They are there as
 * long as the program runs, and each is followed by a NUL that is not part of it. */
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include "base/str.h"

/* The hash is SHA-256 in hex. Either result may be NULL when not wanted. */
bool asset_find(str path, str *ret_bytes, str *ret_hash);

/* All paths in the order of their bytes, so that a folder's files are neighbours. */
size_t asset_count(void);
str asset_path(size_t nth);

#endif
