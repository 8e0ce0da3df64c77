#include "store/store_private.h"

#include "app/effects.h"

static const struct field timer_fields[] = {
	F(struct timer, id, FIELD_INT),         F(struct timer, due, FIELD_INSTANT),
	F(struct timer, kind, FIELD_TEXT),      F(struct timer, ref, FIELD_INT),
	F(struct timer, incident, FIELD_INT),   F(struct timer, failures, FIELD_INT),
	F(struct timer, set_aside, FIELD_BOOL),
};
const struct shape timer_shape = SHAPE("timer", struct timer, timer_fields);

/* A timer that is set anew gets a new id, so that whoever handles the old one and
 * then deletes it by its id does not delete the new one. */
bool timer_set(struct work *work, const char *kind, int64_t ref, int64_t incident,
	       instant_ms due)
{
	int64_t id = 0;

	if (!store_next_id(work, &timer_shape, &id))
		return false;
	work->effects->timers = true;
	return turn_run(work,
			"INSERT INTO timer (id, due, kind, ref, incident, failures, "
			"set_aside) VALUES ($1, $2, $3, $4, $5, 0, 0) "
			"ON CONFLICT (kind, ref) DO UPDATE SET id = excluded.id, "
			"due = excluded.due, incident = excluded.incident, failures = 0, "
			"set_aside = 0",
			SQL(sql_int(id), sql_int(due), sql_text(str_of(kind)),
			    sql_int(ref), sql_int(incident)),
			NULL) ||
	       while_doing(work, "set timer %s", kind);
}

bool timer_drop(struct work *work, const char *kind, int64_t ref)
{
	return turn_run(work, "DELETE FROM timer WHERE kind = $1 AND ref = $2",
			SQL(sql_text(str_of(kind)), sql_int(ref)), NULL) ||
	       while_doing(work, "drop timer %s", kind);
}

bool timers_due(struct work *work, instant_ms now, size_t most, struct timer **ret,
		size_t *ret_count)
{
	return row_list(work, &timer_shape,
			"SELECT {columns} FROM timer WHERE set_aside = 0 AND due <= $1 "
			"ORDER BY due, id LIMIT $2",
			SQL(sql_int(now), sql_int((int64_t)rows_clip(most))), ret,
			ret_count);
}

bool timer_next_due(struct work *work, instant_ms *ret_due)
{
	instant_ms due = 0;

	if (!number_find(work,
			 "SELECT due FROM timer WHERE set_aside = 0 "
			 "ORDER BY due, id LIMIT 1",
			 SQL_NOTHING, &due))
		return while_doing(work, "read the next timer");
	*ret_due = due;
	return true;
}

bool timer_remove(struct work *work, int64_t id)
{
	return turn_run(work, "DELETE FROM timer WHERE id = $1", SQL(sql_int(id)),
			NULL) ||
	       while_doing(work, "remove timer %lld", (long long)id);
}

bool timers_move(struct work *work, duration_ms by)
{
	work->effects->timers = true;
	work->effects->jobs = true;
	return (turn_run(work, "UPDATE timer SET due = due + $1", SQL(sql_int(by)),
			 NULL) &&
		turn_run(work,
			 "UPDATE job SET run_at = run_at + $1 WHERE state = 'waiting'",
			 SQL(sql_int(by)), NULL)) ||
	       while_doing(work, "move timers");
}

bool pages_move(struct work *work, duration_ms by)
{
	/* Set forward, what is due stays due: it fires at once. */
	return turn_run(work,
			"UPDATE page SET round_at = round_at + $1, "
			"due = due + CASE WHEN $1 < 0 THEN $1 ELSE 0 END "
			"WHERE state IN ('climbing', 'exhausted')",
			SQL(sql_int(by)), NULL) ||
	       while_doing(work, "move pages");
}
