#include "store/store_private.h"

#include "core/alerting/alert.h"

#include <assert.h>

bool store_alert_named(struct work *work, str key, struct alert *ret_alert,
		       bool *ret_found)
{
	return row_find(work, &alert_shape,
			"SELECT {columns} FROM alert WHERE key = $1 AND identity <> '' "
			"ORDER BY id DESC LIMIT 1",
			SQL(sql_text(key)), ret_alert, ret_found);
}

bool store_alert_with_key(struct work *work, int64_t id, str key, struct alert *ret_alert,
			  bool *ret_found)
{
	return row_find(work, &alert_shape,
			"SELECT {columns} FROM alert WHERE id = $1 AND key = $2",
			SQL(sql_int(id), sql_text(key)), ret_alert, ret_found);
}

/* What the roster keeps of an alert: a start reads hundreds of thousands of them, and
 * the texts would double its time. */
static const struct field roster_fields[] = {
	F(struct alert, id, FIELD_INT),
	F(struct alert, incident, FIELD_INT),
	F(struct alert, key, FIELD_TEXT),
	F(struct alert, content, FIELD_INT),
	F_ENUM(struct alert, state, alert_state_names),
	F(struct alert, starts_at, FIELD_INSTANT),
	F(struct alert, ends_at, FIELD_INSTANT),
	F(struct alert, changed_at, FIELD_INSTANT),
};
static const struct shape roster_shape = SHAPE("alert", struct alert, roster_fields);

static struct sql_value ended(enum alert_state state)
{
	assert(alert_has_ended(state));
	return sql_text(str_of(alert_state_names[state]));
}

struct alert_visit {
	void (*each)(void *context, const struct alert *alert);
	void *context;
};

static void visit(void *context, const void *row)
{
	const struct alert_visit *visitor = context;

	visitor->each(visitor->context, row);
}

bool store_alerts_repeated(struct work *work, instant_ms changed_since,
			   void (*each)(void *context, const struct alert *alert),
			   void *context)
{
	struct alert_visit visitor = { each, context };

	return row_each(
		work, &roster_shape,
		"SELECT {columns} FROM alert "
		"WHERE (state <> $1 AND state <> $2) OR changed_at >= $3 "
		"ORDER BY id",
		SQL(ended(ALERT_RESOLVED), ended(ALERT_UNKNOWN), sql_int(changed_since)),
		visit, &visitor);
}

bool store_alerts_beyond(struct work *work, int64_t id,
			 void (*each)(void *context, const struct alert *alert),
			 void *context)
{
	struct alert_visit visitor = { each, context };

	return row_each(work, &roster_shape,
			"SELECT {columns} FROM alert WHERE id > $1 ORDER BY id",
			SQL(sql_int(id)), visit, &visitor);
}

/* The state stands in the text, as in the index's condition: only so is it used. */
bool store_alerts_after(struct work *work, int64_t id, size_t most, struct alert **ret,
			size_t *ret_count)
{
	return row_list(work, &alert_shape,
			"SELECT {columns} FROM alert WHERE state IN ('firing', 'stale') "
			"AND id > $1 ORDER BY id LIMIT $2",
			SQL(sql_int(id), sql_int((int64_t)rows_clip(most))), ret,
			ret_count);
}

/* One text for any number of ids: those that are missing are 0, which is nobody's. */
bool store_alerts_of_ids(struct work *work, const int64_t *ids, size_t count,
			 struct alert **ret, size_t *ret_count)
{
	struct sql_value values[STORE_ALERT_IDS_MAX];

	assert(count <= STORE_ALERT_IDS_MAX);
	for (size_t i = 0; i < STORE_ALERT_IDS_MAX; i++)
		values[i] = sql_int(i < count ? ids[i] : 0);
	return row_list(work, &alert_shape,
			"SELECT {columns} FROM alert WHERE state IN ('firing', 'stale') "
			"AND id IN "
			"($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
			"$15, $16, $17, $18, $19, $20) ORDER BY id",
			(struct sql_values){ values, STORE_ALERT_IDS_MAX }, ret,
			ret_count);
}

bool store_alert_touch(struct work *work, int64_t id, instant_ms ends_at)
{
	return turn_run(work, "UPDATE alert SET ends_at = $2 WHERE id = $1",
			SQL(sql_int(id), sql_int(ends_at)), NULL) ||
	       while_doing(work, "touch alert %lld", (long long)id);
}

bool store_alerts_count(struct work *work, int64_t incident, int64_t *ret_firing,
			int64_t *ret_unended)
{
	scoped_rows rows = sql_query(
		work->db,
		"SELECT coalesce(sum(CASE WHEN state = $2 THEN 1 ELSE 0 END), 0), "
		"coalesce(sum(CASE WHEN state <> $3 AND state <> $4 THEN 1 ELSE 0 END), "
		"0) FROM alert WHERE incident = $1",
		SQL(sql_int(incident), sql_text(str_of(alert_state_names[ALERT_FIRING])),
		    ended(ALERT_RESOLVED), ended(ALERT_UNKNOWN)),
		&work->error);

	if (!rows || !sql_next(rows))
		return while_doing(work, "count alerts");
	*ret_firing = sql_row_int(rows, 0);
	*ret_unended = sql_row_int(rows, 1);
	return true;
}

bool store_alerts_move(struct work *work, int64_t from, int64_t into, int64_t *ret_count)
{
	return turn_run(work, "UPDATE alert SET incident = $2 WHERE incident = $1",
			SQL(sql_int(from), sql_int(into)), ret_count) ||
	       while_doing(work, "move alerts");
}

bool store_alerts_of_service(struct work *work, int64_t incident, str service,
			     int64_t *ret_unended)
{
	*ret_unended = 0;
	return number_find(work,
			   "SELECT count(*) FROM alert WHERE incident = $1 "
			   "AND service = $2 AND state <> $3 AND state <> $4",
			   SQL(sql_int(incident), sql_text(service),
			       ended(ALERT_RESOLVED), ended(ALERT_UNKNOWN)),
			   ret_unended);
}

bool store_alerts_suppressed(struct work *work, int64_t after, size_t most,
			     struct alert **ret, size_t *ret_count)
{
	return row_walk(work, &alert_shape,
			"SELECT {columns} FROM alert WHERE suppressed <> '' AND "
			"state <> $1 AND state <> $2 AND id > $3 ORDER BY id LIMIT $4",
			SQL(ended(ALERT_RESOLVED), ended(ALERT_UNKNOWN), sql_int(after),
			    sql_int((int64_t)rows_clip(most))),
			ret, ret_count);
}

bool store_alerts_held(struct work *work, struct held_count **ret, size_t *ret_count)
{
	struct {
		struct held_count *items;
		size_t count, capacity;
	} held = { 0 };
	scoped_rows rows = sql_query(work->db,
				     "SELECT suppressed, count(*) FROM alert "
				     "WHERE suppressed <> '' AND "
				     "state IN ('firing', 'stale') "
				     "GROUP BY suppressed ORDER BY suppressed LIMIT $1",
				     SQL(sql_int(ROWS_PER_ANSWER_MAX)), &work->error);

	if (!rows)
		return while_doing(work, "count what is held back");
	while (sql_next(rows))
		*list_add(work->arena, &held) = (struct held_count){
			.by = arena_copy(work->arena, sql_row_text(rows, 0)),
			.alerts = sql_row_int(rows, 1),
		};
	*ret = held.items;
	*ret_count = held.count;
	return sql_was_all(rows, &work->error);
}

bool store_alerts_from(struct work *work, const struct alert_listing *listing,
		       struct alert **ret_alerts, size_t *ret_count)
{
	return row_list(work, &alert_shape,
			"SELECT {columns} FROM alert WHERE source = $1 AND "
			"($2 = 0 OR (state = $3 OR state = $4) = ($2 = 2)) "
			"ORDER BY id DESC LIMIT $5 OFFSET $6",
			SQL(sql_text(listing->source), sql_int(listing->wanted),
			    ended(ALERT_RESOLVED), ended(ALERT_UNKNOWN),
			    sql_int((int64_t)rows_clip(listing->most)),
			    sql_int((int64_t)listing->skip)),
			ret_alerts, ret_count);
}

bool store_alerts_from_count(struct work *work, const struct alert_listing *listing,
			     int64_t *ret_count)
{
	*ret_count = 0;
	return number_find(work,
			   "SELECT count(*) FROM alert WHERE source = $1 AND "
			   "($2 = 0 OR (state = $3 OR state = $4) = ($2 = 2))",
			   SQL(sql_text(listing->source), sql_int(listing->wanted),
			       ended(ALERT_RESOLVED), ended(ALERT_UNKNOWN)),
			   ret_count) ||
	       while_doing(work, "count alerts");
}

bool store_alerts_firing_after(struct work *work, int64_t after, size_t most,
			       struct alert **ret, size_t *ret_count)
{
	return row_walk(work, &alert_shape,
			"SELECT {columns} FROM alert WHERE id > $1 AND state = $2 "
			"ORDER BY id LIMIT $3",
			SQL(sql_int(after),
			    sql_text(str_of(alert_state_names[ALERT_FIRING])),
			    sql_int((int64_t)rows_clip(most))),
			ret, ret_count);
}
