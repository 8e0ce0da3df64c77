#include "store/store_private.h"

/* This is asked for each new alert, so two look-ups by a key and no sort. */
bool store_incident_of_group(struct work *work, str key, instant_ms resolved_after,
			     struct incident *ret, bool *ret_found)
{
	struct store *store = work->effects ? work->app->store : NULL;
	int64_t newest = 0;

	*ret_found = store && known_find(store, key, ret);
	if (*ret_found)
		return true;
	if (!number_find(work,
			 "SELECT incident FROM incident_group WHERE key = $1 "
			 "ORDER BY incident DESC LIMIT 1",
			 SQL(sql_text(key)), &newest))
		return while_doing(work, "find the incident of a group");
	if (newest == 0)
		return true;
	if (!store_get(work, &incident_shape, newest, ret))
		return false;
	if (store && incident_is_open(ret->state))
		known_keep(store, key, ret);
	*ret_found = incident_is_open(ret->state) || (ret->state == INCIDENT_RESOLVED &&
						      ret->resolved_at > resolved_after);
	return true;
}

/* Another incident may be the newest of a group now. */
static bool groups_change(struct work *work)
{
	struct store *store = store_of_turn(work);

	if (store)
		known_clear(store);
	return store != NULL;
}

bool store_group_add(struct work *work, str key, int64_t incident)
{
	return groups_change(work) &&
	       turn_run(work,
			"INSERT INTO incident_group (key, incident) VALUES ($1, $2) "
			"ON CONFLICT DO NOTHING",
			SQL(sql_text(key), sql_int(incident)), NULL);
}

bool store_groups(struct work *work, int64_t incident, str **ret_keys, size_t *ret_count)
{
	struct {
		str *items;
		size_t count, capacity;
	} keys = { 0 };
	scoped_rows rows = sql_query(work->db,
				     "SELECT key FROM incident_group WHERE incident = $1 "
				     "ORDER BY key LIMIT $2",
				     SQL(sql_int(incident), sql_int(ROWS_PER_ANSWER_MAX)),
				     &work->error);

	if (!rows)
		return while_doing(work, "list groups");
	while (sql_next(rows))
		*list_add(work->arena, &keys) = arena_copy(work->arena,
							   sql_row_text(rows, 0));
	*ret_keys = keys.items;
	*ret_count = keys.count;
	return sql_was_all(rows, &work->error);
}

bool store_groups_move(struct work *work, int64_t from, int64_t into)
{
	return groups_change(work) &&
	       turn_run(work,
			"INSERT INTO incident_group (key, incident) "
			"SELECT key, $2 FROM incident_group WHERE incident = $1 "
			"ON CONFLICT DO NOTHING",
			SQL(sql_int(from), sql_int(into)), NULL) &&
	       turn_run(work, "DELETE FROM incident_group WHERE incident = $1",
			SQL(sql_int(from)), NULL);
}

bool store_group_drop(struct work *work, str key, int64_t incident)
{
	return groups_change(work) &&
	       turn_run(work,
			"DELETE FROM incident_group WHERE key = $1 AND incident = $2",
			SQL(sql_text(key), sql_int(incident)), NULL);
}
