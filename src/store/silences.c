#include "store/store_private.h"

bool store_silences_live(struct work *work, instant_ms now, struct silence **ret,
			 size_t *ret_count)
{
	return row_list(work, &silence_shape,
			"SELECT {columns} FROM {table} WHERE ends_at > $1 "
			"AND expired_at = 0 ORDER BY ends_at, id LIMIT $2",
			SQL(sql_int(now), sql_int(ROWS_PER_ANSWER_MAX)), ret, ret_count);
}

bool store_silences_since(struct work *work, instant_ms ended_after, struct silence **ret,
			  size_t *ret_count)
{
	return row_list(work, &silence_shape,
			"SELECT {columns} FROM {table} WHERE ends_at > $1 "
			"ORDER BY ends_at DESC, id DESC LIMIT $2",
			SQL(sql_int(ended_after), sql_int(ROWS_PER_ANSWER_MAX)), ret,
			ret_count);
}

bool store_silences_count(struct work *work, int64_t ret_counts[SILENCE_EXPIRED + 1])
{
	struct sql_value now = sql_int(work->now);

	return number_find(work,
			   "SELECT count(*) FROM silence WHERE ends_at > $1 "
			   "AND expired_at = 0 AND starts_at > $1",
			   SQL(now), &ret_counts[SILENCE_PENDING]) &&
	       number_find(work,
			   "SELECT count(*) FROM silence WHERE ends_at > $1 "
			   "AND expired_at = 0 AND starts_at <= $1",
			   SQL(now), &ret_counts[SILENCE_ACTIVE]) &&
	       number_find(work,
			   "SELECT count(*) FROM silence WHERE ends_at <= $1 "
			   "OR expired_at <> 0",
			   SQL(now), &ret_counts[SILENCE_EXPIRED]);
}

bool store_silence_find(struct work *work, str uid, struct silence *ret, bool *ret_found)
{
	return row_find(work, &silence_shape,
			"SELECT {columns} FROM {table} WHERE uid = $1",
			SQL(sql_text(uid)), ret, ret_found);
}
