/* What our own eyes know: heartbeats and watches. */
#include "store/store_private.h"

#include "core/alerting/heartbeat.h"
#include "core/alerting/watch.h"

bool store_watch_find(struct work *work, str name, struct watch *ret, bool *ret_found)
{
	return row_find(work, &watch_shape,
			"SELECT {columns} FROM {table} WHERE name = $1",
			SQL(sql_text(name)), ret, ret_found);
}

bool store_heartbeat_find(struct work *work, str name, struct heartbeat *ret,
			  bool *ret_found)
{
	return row_find(work, &heartbeat_shape,
			"SELECT {columns} FROM {table} WHERE name = $1",
			SQL(sql_text(name)), ret, ret_found);
}

bool store_heartbeats_unknown(struct work *work, int64_t *ret_count)
{
	return number_find(
		       work, "SELECT count(*) FROM heartbeat WHERE state = $1",
		       SQL(sql_text(str_of(heartbeat_state_names[HEARTBEAT_UNKNOWN]))),
		       ret_count) ||
	       while_doing(work, "count unknown heartbeats");
}
