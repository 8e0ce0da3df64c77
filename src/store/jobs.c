#include "store/store_private.h"

#include "app/effects.h"
#include "base/limits.h"

const char *const lane_names[] = { "pages", "work", "slow", "watch", NULL };
const char *const job_state_names[] = { "waiting", "leased", "done", "set_aside", NULL };

static const struct field job_fields[] = {
	F(struct job, id, FIELD_INT),         F_ENUM(struct job, lane, lane_names),
	F(struct job, kind, FIELD_TEXT),      F(struct job, ref, FIELD_INT),
	F(struct job, incident, FIELD_INT),   F_ENUM(struct job, state, job_state_names),
	F(struct job, run_at, FIELD_INSTANT), F(struct job, lease_ends_at, FIELD_INSTANT),
	F(struct job, desk, FIELD_TEXT),      F(struct job, attempts, FIELD_INT),
	F(struct job, problem, FIELD_TEXT),   F(struct job, destination, FIELD_TEXT),
};
const struct shape job_shape = SHAPE("job", struct job, job_fields);

bool job_add(struct work *work, enum lane lane, const char *kind, int64_t ref,
	     int64_t incident, instant_ms run_at)
{
	struct job job = { .lane = lane,
			   .kind = str_of(kind),
			   .ref = ref,
			   .incident = incident,
			   .run_at = run_at };

	return job_add_whole(work, &job);
}

bool job_add_whole(struct work *work, struct job *job)
{
	job->state = JOB_WAITING;
	if (!store_add(work, &job_shape, job))
		return false;
	work->effects->jobs = true;
	return true;
}

/* A lease is not taken over while we live, however long ago it should have ended:
 * the clock may have jumped and the desk be at work. A start gives all leases back. */
bool job_claim(struct work *work, enum lane lane, str desk, instant_ms lease_ends_at,
	       struct job *ret_job, bool *ret_found)
{
	if (!store_of_turn(work))
		return false;
	return row_find(
		work, &job_shape,
		"UPDATE job SET state = 'leased', desk = $3, "
		"lease_ends_at = $4, attempts = attempts + 1 "
		"WHERE id = (SELECT id FROM job WHERE lane = $1 AND run_at <= $2 "
		"AND state = 'waiting' AND (destination = '' OR destination NOT IN "
		"(SELECT destination FROM job WHERE state = 'leased' "
		"GROUP BY destination HAVING count(*) >= $5)) "
		"ORDER BY run_at, id LIMIT 1) RETURNING {columns}",
		SQL(sql_text(str_of(lane_names[lane])), sql_int(work->now),
		    sql_text(desk), sql_int(lease_ends_at),
		    sql_int(DESTINATION_DESKS_MAX)),
		ret_job, ret_found);
}

bool job_finish(struct work *work, int64_t id)
{
	return turn_run(work, "DELETE FROM job WHERE id = $1", SQL(sql_int(id)), NULL) ||
	       while_doing(work, "finish job %lld", (long long)id);
}

bool job_retry(struct work *work, int64_t id, instant_ms run_at, str problem)
{
	return turn_run(work,
			"UPDATE job SET state = 'waiting', run_at = $2, problem = $3, "
			"desk = '', lease_ends_at = 0 WHERE id = $1",
			SQL(sql_int(id), sql_int(run_at), sql_text(problem)), NULL) ||
	       while_doing(work, "retry job %lld", (long long)id);
}

bool store_job_of(struct work *work, const char *kind, int64_t ref, bool *ret_found)
{
	int64_t count = 0;

	if (!number_find(work,
			 "SELECT count(*) FROM job WHERE kind = $1 AND ref = $2 AND "
			 "state IN ('waiting', 'leased')",
			 SQL(sql_text(str_of(kind)), sql_int(ref)), &count))
		return while_doing(work, "look for a job");
	*ret_found = count > 0;
	return true;
}

bool jobs_change_lane(struct work *work, str destination, enum lane from, enum lane to)
{
	return turn_run(work,
			"UPDATE job SET lane = $3 WHERE destination = $1 AND lane = $2 "
			"AND state IN ('waiting', 'leased')",
			SQL(sql_text(destination), sql_text(str_of(lane_names[from])),
			    sql_text(str_of(lane_names[to]))),
			NULL) ||
	       while_doing(work, "move the jobs of " STR_FMT, STR_ARG(destination));
}

bool job_next_run(struct work *work, enum lane lane, instant_ms *ret_at)
{
	instant_ms at = 0;

	if (!number_find(work,
			 "SELECT run_at FROM job WHERE lane = $1 AND state = 'waiting' "
			 "AND (destination = '' OR destination NOT IN "
			 "(SELECT destination FROM job WHERE state = 'leased' "
			 "GROUP BY destination HAVING count(*) >= $2)) "
			 "ORDER BY run_at, id LIMIT 1",
			 SQL(sql_text(str_of(lane_names[lane])),
			     sql_int(DESTINATION_DESKS_MAX)),
			 &at))
		return while_doing(work, "read the next job");
	*ret_at = at;
	return true;
}

bool jobs_release_all(struct work *work, int64_t *ret_count)
{
	return turn_run(work,
			"UPDATE job SET state = 'waiting', desk = '', lease_ends_at = 0 "
			"WHERE state = 'leased'",
			SQL_NOTHING, ret_count) ||
	       while_doing(work, "release jobs");
}
