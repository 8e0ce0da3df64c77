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
