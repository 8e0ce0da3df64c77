#include "store/store_private.h"

#include "core/learning/item.h"

bool store_changes_between(struct work *work, str service, instant_ms from, instant_ms to,
			   struct change **ret, size_t *ret_count)
{
	int64_t most = ROWS_PER_ANSWER_MAX;

	if (service.length == 0)
		return row_list(work, &change_shape,
				"SELECT {columns} FROM change "
				"WHERE at >= $1 AND at <= $2 ORDER BY at, id LIMIT $3",
				SQL(sql_int(from), sql_int(to), sql_int(most)), ret,
				ret_count);
	return row_list(work, &change_shape,
			"SELECT {columns} FROM change WHERE service = $1 "
			"AND at >= $2 AND at <= $3 ORDER BY at, id LIMIT $4",
			SQL(sql_text(service), sql_int(from), sql_int(to), sql_int(most)),
			ret, ret_count);
}

bool store_change_known(struct work *work, str source, str source_id, bool *ret_known)
{
	struct change change;

	return row_find(work, &change_shape,
			"SELECT {columns} FROM change WHERE source_id = $1 AND "
			"source = $2 LIMIT 1",
			SQL(sql_text(source_id), sql_text(source)), &change, ret_known);
}
