#include "store/store_private.h"

#include "core/paging/schedule.h"

bool store_overrides(struct work *work, str schedule, instant_ms from,
		     struct override **ret, size_t *ret_count)
{
	return row_list(
		work, &override_shape,
		"SELECT {columns} FROM {table} WHERE removed_at = 0 "
		"AND \"until\" > $2 AND ($1 = '' OR schedule = $1) "
		"ORDER BY id LIMIT $3",
		SQL(sql_text(schedule), sql_int(from), sql_int(ROWS_PER_ANSWER_MAX)), ret,
		ret_count);
}
