#include "store/store_private.h"

bool store_inhibitor_add(struct work *work, str key, int64_t alert, bool is_target_too)
{
	return turn_run(work,
			"INSERT INTO inhibitor (key, alert, is_target_too) "
			"VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
			SQL(sql_text(key), sql_int(alert), sql_int(is_target_too)), NULL);
}

bool store_inhibitors_drop(struct work *work, int64_t alert)
{
	return turn_run(work, "DELETE FROM inhibitor WHERE alert = $1",
			SQL(sql_int(alert)), NULL);
}

bool store_inhibitors_clear(struct work *work)
{
	return turn_run(work, "DELETE FROM inhibitor", SQL_NOTHING, NULL);
}

bool store_inhibitor_find(struct work *work, str key, bool is_source_too,
			  int64_t *ret_alert)
{
	*ret_alert = 0;
	return number_find(work,
			   "SELECT alert FROM inhibitor WHERE key = $1 AND "
			   "is_target_too <= $2 ORDER BY alert LIMIT 1",
			   SQL(sql_text(key), sql_int(!is_source_too)), ret_alert);
}
