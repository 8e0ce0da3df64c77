#include "base/asset.h"

#include "base/asset_table.h"

#include <assert.h>

static const struct asset *find(str path)
{
	size_t low = 0;
	size_t high = asset_table_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_compare(path, str_of(asset_table[middle].path));

		if (order == 0)
			return &asset_table[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

bool asset_find(str path, str *ret_bytes, str *ret_hash)
{
	const struct asset *asset = find(path);

	if (!asset)
		return false;
	if (ret_bytes)
		*ret_bytes = (str){ asset->start, (size_t)(asset->end - asset->start) };
	if (ret_hash)
		*ret_hash = str_of(asset->hash);
	return true;
}

size_t asset_count(void)
{
	return asset_table_count;
}

str asset_path(size_t nth)
{
	assert(nth < asset_table_count);
	return str_of(asset_table[nth].path);
}
