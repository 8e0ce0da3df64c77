#include "store/store_private.h"

#include "core/action/fix.h"

bool store_fixes_open(struct work *work, int64_t incident, struct fix **ret,
		      size_t *ret_count)
{
	return row_list(work, &fix_shape,
			"SELECT {columns} FROM fix WHERE state = 'open' "
			"AND ($1 = 0 OR incident IN (WITH RECURSIVE whole (id) AS ("
			"SELECT CAST($1 AS BIGINT) UNION SELECT incident.id FROM "
			"incident JOIN whole ON incident.merged_into = whole.id) "
			"SELECT id FROM whole)) ORDER BY ends_at, id LIMIT $2",
			SQL(sql_int(incident), sql_int(ROWS_PER_ANSWER_MAX)), ret,
			ret_count);
}

bool store_fixes_count(struct work *work, int64_t *ret_open, int64_t *ret_over)
{
	scoped_rows rows = sql_query(
		work->db,
		"SELECT count(*), count(CASE WHEN ends_at <= $1 THEN 1 END) FROM fix "
		"WHERE state = 'open'",
		SQL(sql_int(work->now)), &work->error);

	if (!rows)
		return while_doing(work, "count temporary fixes");
	*ret_open = 0;
	*ret_over = 0;
	while (sql_next(rows)) {
		*ret_open = sql_row_int(rows, 0);
		*ret_over = sql_row_int(rows, 1);
	}
	return sql_was_all(rows, &work->error);
}
