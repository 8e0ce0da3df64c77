#include "store/store_private.h"

#include "core/action/rollback.h"
#include "core/learning/change.h"

#include <string.h>

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

bool store_changes_before(struct work *work, instant_ms from, instant_ms to,
			  struct change **ret, size_t *ret_count)
{
	return row_list(work, &change_shape,
			"SELECT {columns} FROM change WHERE at >= $1 AND at <= $2 "
			"ORDER BY at DESC, id DESC LIMIT $3",
			SQL(sql_int(from), sql_int(to), sql_int(SUSPECTS_READ_MAX)), ret,
			ret_count);
}

bool store_change_previous(struct work *work, const struct change *change,
			   str *ret_revision)
{
	struct change before;
	bool found;

	*ret_revision = STR("");
	if (!row_find(work, &change_shape,
		      "SELECT {columns} FROM change WHERE service = $1 AND at <= $2 "
		      "AND revision <> '' AND revision <> $3 AND kind = $4 "
		      "AND system = $5 AND target = $6 "
		      "ORDER BY at DESC, id DESC LIMIT 1",
		      SQL(sql_text(change->service), sql_int(change->at),
			  sql_text(change->revision), sql_text(change->kind),
			  sql_text(change->system), sql_text(change->target)),
		      &before, &found))
		return false;
	if (found)
		*ret_revision = before.revision;
	return true;
}

bool store_changes_by_system(struct work *work, int64_t *ret_counts)
{
	scoped_rows rows = sql_query(
		work->db, "SELECT system, count(*) FROM change GROUP BY system",
		SQL_NOTHING, &work->error);

	if (!rows)
		return while_doing(work, "count changes");
	memset(ret_counts, 0, CHANGE_SYSTEMS * sizeof(*ret_counts));
	while (sql_next(rows))
		ret_counts[change_system(sql_row_text(rows, 0))] += sql_row_int(rows, 1);
	return sql_was_all(rows, &work->error);
}

bool store_rollbacks_by_state(struct work *work, int64_t *ret_counts)
{
	scoped_rows rows = sql_query(
		work->db, "SELECT state, count(*) FROM rollback GROUP BY state",
		SQL_NOTHING, &work->error);

	if (!rows)
		return while_doing(work, "count rollbacks");
	memset(ret_counts, 0, (ROLLBACK_OVER + 1) * sizeof(*ret_counts));
	while (sql_next(rows))
		for (size_t i = 0; rollback_state_names[i]; i++)
			if (str_is(sql_row_text(rows, 0), rollback_state_names[i]))
				ret_counts[i] = sql_row_int(rows, 1);
	return sql_was_all(rows, &work->error);
}
