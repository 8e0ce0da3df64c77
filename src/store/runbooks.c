/* Runbooks, and how their steps went. */
#include "store/store_private.h"

#include "core/learning/runbook.h"

bool store_runbook_named(struct work *work, str name, struct stored_runbook *ret,
			 bool *ret_found)
{
	return row_find(work, &stored_runbook_shape,
			"SELECT {columns} FROM runbook WHERE name = $1",
			SQL(sql_text(name)), ret, ret_found) ||
	       while_doing(work, "find the runbook " STR_FMT, STR_ARG(name));
}

bool store_runbooks(struct work *work, struct stored_runbook **ret, size_t *ret_count)
{
	return row_list(work, &stored_runbook_shape,
			"SELECT {columns} FROM runbook WHERE gone = 0 "
			"ORDER BY name LIMIT $1",
			SQL(sql_int(ROWS_PER_ANSWER_MAX)), ret, ret_count);
}

bool store_runbook_proof(struct work *work, int64_t runbook, struct runbook_proof *ret,
			 bool *ret_found)
{
	return row_find(work, &runbook_proof_shape,
			"SELECT {columns} FROM runbook_proof WHERE runbook = $1",
			SQL(sql_int(runbook)), ret, ret_found) ||
	       while_doing(work, "find the proof of runbook %lld", (long long)runbook);
}

bool store_runbook_proofs(struct work *work, struct runbook_proof **ret,
			  size_t *ret_count)
{
	return row_list(work, &runbook_proof_shape,
			"SELECT {columns} FROM runbook_proof WHERE runbook IN "
			"(SELECT id FROM runbook WHERE gone = 0) LIMIT $1",
			SQL(sql_int(ROWS_PER_ANSWER_MAX)), ret, ret_count) ||
	       while_doing(work, "list what was proven of runbooks");
}

bool store_runbook_unasked(struct work *work, instant_ms since,
			   struct stored_runbook *ret, bool *ret_found)
{
	return row_find(work, &stored_runbook_shape,
			"SELECT {columns} FROM runbook WHERE gone = 0 AND NOT EXISTS "
			"(SELECT 1 FROM runbook_proof p WHERE p.runbook = runbook.id "
			"AND p.digest = runbook.digest AND p.asked_at > $1) "
			"ORDER BY id LIMIT 1",
			SQL(sql_int(since)), ret, ret_found) ||
	       while_doing(work, "find a runbook to prove");
}

static void add_known(struct runbook_counts *counts, const struct sql_rows *rows)
{
	if (sql_row_int(rows, 1) != 0) {
		counts->gone += sql_row_int(rows, 2);
		return;
	}
	for (size_t i = 0; runbook_origin_names[i]; i++)
		if (str_is(sql_row_text(rows, 0), runbook_origin_names[i]))
			counts->known[i] += sql_row_int(rows, 2);
}

static bool count_known(struct work *work, struct runbook_counts *counts)
{
	scoped_rows rows = sql_query(
		work->db, "SELECT origin, gone, count(*) FROM runbook GROUP BY 1, 2",
		SQL_NOTHING, &work->error);

	if (!rows)
		return false;
	while (sql_next(rows))
		add_known(counts, rows);
	return sql_was_all(rows, &work->error);
}

static bool count_steps(struct work *work, struct runbook_counts *counts)
{
	scoped_rows rows = sql_query(
		work->db,
		"SELECT a.state, count(*) FROM runbook_run r JOIN action a "
		"ON a.incident = r.incident AND a.number = r.number GROUP BY a.state",
		SQL_NOTHING, &work->error);

	if (!rows)
		return false;
	while (sql_next(rows))
		for (size_t i = 0; action_state_names[i]; i++)
			if (str_is(sql_row_text(rows, 0), action_state_names[i]))
				counts->steps[i] = sql_row_int(rows, 1);
	return sql_was_all(rows, &work->error);
}

static bool count_proofs(struct work *work, struct runbook_counts *counts)
{
	scoped_rows rows = sql_query(
		work->db,
		"SELECT sum(CASE WHEN p.failed > 0 THEN 1 ELSE 0 END), "
		"sum(CASE WHEN p.failed = 0 AND p.untold > 0 THEN 1 ELSE 0 END), "
		"sum(CASE WHEN p.failed = 0 AND p.untold = 0 AND p.held > 0 THEN 1 "
		"ELSE 0 END) FROM runbook_proof p JOIN runbook r ON r.id = p.runbook "
		"WHERE r.gone = 0",
		SQL_NOTHING, &work->error);

	if (!rows)
		return false;
	while (sql_next(rows)) {
		counts->failing = sql_row_int(rows, 0);
		counts->untold = sql_row_int(rows, 1);
		counts->proven = sql_row_int(rows, 2);
	}
	return sql_was_all(rows, &work->error);
}

bool store_runbook_counts(struct work *work, struct runbook_counts *ret)
{
	struct runbook_counts counts = { 0 };

	if (!count_known(work, &counts) || !count_steps(work, &counts) ||
	    !count_proofs(work, &counts))
		return while_doing(work, "count runbooks");
	*ret = counts;
	return true;
}

bool store_runbook_records(struct work *work, int64_t runbook, struct step_record **ret,
			   size_t *ret_count)
{
	struct {
		struct step_record *items;
		size_t count, capacity;
	} records = { 0 };
	scoped_rows rows = sql_query(
		work->db,
		"SELECT r.block, count(*), "
		"sum(CASE WHEN a.state = 'succeeded' THEN 1 ELSE 0 END), "
		"max(a.started_at), "
		"max(CASE WHEN a.state = 'succeeded' THEN a.ended_at ELSE 0 END) "
		"FROM runbook_run r JOIN action a "
		"ON a.incident = r.incident AND a.number = r.number "
		"WHERE r.runbook = $1 AND a.started_at > 0 GROUP BY r.block LIMIT $2",
		SQL(sql_int(runbook), sql_int(ROWS_PER_ANSWER_MAX)), &work->error);

	if (!rows)
		return while_doing(work, "read how steps went");
	while (sql_next(rows))
		*list_add(work->arena, &records) = (struct step_record){
			.block = arena_copy(work->arena, sql_row_text(rows, 0)),
			.runs = sql_row_int(rows, 1),
			.succeeded = sql_row_int(rows, 2),
			.last_at = sql_row_int(rows, 3),
			.proven_at = sql_row_int(rows, 4),
		};
	if (!sql_was_all(rows, &work->error))
		return while_doing(work, "read how steps went");
	*ret = records.items;
	*ret_count = records.count;
	return true;
}
