#include "store/store_private.h"

#include "core/alerting/report.h"

bool store_reports_unplaced(struct work *work, instant_ms since, size_t most,
			    struct report **ret, size_t *ret_count)
{
	return row_list(work, &report_shape,
			"SELECT {columns} FROM report WHERE service = '' AND at >= $1 "
			"AND incident > 0 ORDER BY id DESC LIMIT $2",
			SQL(sql_int(since), sql_int((int64_t)rows_clip(most))), ret,
			ret_count);
}

bool store_reports_count(struct work *work, int64_t incident, instant_ms since,
			 int64_t *ret_all, int64_t *ret_recent)
{
	return number_find(work, "SELECT count(*) FROM report WHERE incident = $1",
			   SQL(sql_int(incident)), ret_all) &&
	       number_find(work,
			   "SELECT count(*) FROM report WHERE incident = $1 "
			   "AND at >= $2 AND counts = 1",
			   SQL(sql_int(incident), sql_int(since)), ret_recent);
}

bool store_reports_by_source(struct work *work, int64_t incident, int64_t *ret_counts)
{
	scoped_rows rows = sql_query(work->db,
				     "SELECT source, count(*) FROM report "
				     "WHERE incident = $1 GROUP BY source",
				     SQL(sql_int(incident)), &work->error);
	enum report_source source;

	if (!rows)
		return while_doing(work, "count reports");
	for (int i = 0; i <= REPORT_TEST; i++)
		ret_counts[i] = 0;
	while (sql_next(rows))
		if (report_source_parse(sql_row_text(rows, 0), &source))
			ret_counts[source] = sql_row_int(rows, 1);
	return sql_was_all(rows, &work->error);
}

bool store_report_refs(struct work *work, int64_t incident, str **ret_refs,
		       size_t *ret_count)
{
	struct {
		str *items;
		size_t count, capacity;
	} refs = { 0 };
	scoped_rows rows = sql_query(
		work->db,
		"SELECT ref FROM report WHERE incident = $1 "
		"AND ref <> '' GROUP BY ref ORDER BY min(id) LIMIT $2",
		SQL(sql_int(incident), sql_int(ROWS_PER_ANSWER_MAX)), &work->error);

	if (!rows)
		return while_doing(work, "list tickets");
	while (sql_next(rows))
		*list_add(work->arena, &refs) = arena_copy(work->arena,
							   sql_row_text(rows, 0));
	*ret_refs = refs.items;
	*ret_count = refs.count;
	return sql_was_all(rows, &work->error);
}

bool store_reports_move(struct work *work, int64_t from, int64_t into)
{
	return turn_run(work, "UPDATE report SET incident = $2 WHERE incident = $1",
			SQL(sql_int(from), sql_int(into)), NULL);
}
