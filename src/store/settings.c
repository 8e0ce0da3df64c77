/* Single values, counters, and answers once given. */
#include "store/store_private.h"

static bool text_find(struct work *work, const char *statement, str key, str *ret_text,
		      bool *ret_found)
{
	scoped_rows rows = sql_query(work->db, statement, SQL(sql_text(key)),
				     &work->error);

	if (!rows)
		return false;

	bool found = sql_next(rows);

	if (!found && !sql_was_all(rows, &work->error))
		return false;
	*ret_text = found ? arena_copy(work->arena, sql_row_text(rows, 0)) : STR("");
	*ret_found = found;
	return true;
}

bool store_setting_get(struct work *work, const char *name, str *ret_value)
{
	bool found;

	return text_find(work, "SELECT value FROM setting WHERE name = $1", str_of(name),
			 ret_value, &found) ||
	       while_doing(work, "read setting %s", name);
}

bool store_setting_put(struct work *work, const char *name, str value)
{
	return turn_run(work,
			"INSERT INTO setting (name, value) VALUES ($1, $2) "
			"ON CONFLICT (name) DO UPDATE SET value = excluded.value",
			SQL(sql_text(str_of(name)), sql_text(value)), NULL) ||
	       while_doing(work, "keep setting %s", name);
}

bool store_count_up(struct work *work, str counter, int64_t *ret_number)
{
	return store_of_turn(work) &&
	       (number_find(work,
			    "INSERT INTO counter (name, value) VALUES ($1, 1) "
			    "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 "
			    "RETURNING value",
			    SQL(sql_text(counter)), ret_number) ||
		while_doing(work, "count " STR_FMT, STR_ARG(counter)));
}

bool store_answer_find(struct work *work, str key, str *ret_answer, bool *ret_found)
{
	return text_find(work, "SELECT answer FROM answer WHERE key = $1", key,
			 ret_answer, ret_found) ||
	       while_doing(work, "find an answer");
}

bool store_answer_keep(struct work *work, str key, str answer)
{
	return turn_run(work,
			"INSERT INTO answer (key, at, answer) VALUES ($1, $2, $3) "
			"ON CONFLICT (key) DO UPDATE SET at = excluded.at, "
			"answer = excluded.answer",
			SQL(sql_text(key), sql_int(work->now), sql_text(answer)), NULL) ||
	       while_doing(work, "keep an answer");
}
