/* The table that tools/embed writes, sorted by the bytes of the paths. */
#ifndef BASE_ASSET_TABLE_H
#define BASE_ASSET_TABLE_H

#include <stddef.h>

struct asset {
	const char *path;
	const char *start, *end;
	const char *hash;
};

extern const struct asset asset_table[];
extern const size_t asset_table_count;

#endif
