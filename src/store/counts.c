#include "store/store_private.h"

#include "app/telling/tracking.h"

#include <assert.h>
#include <stdlib.h>

/* Rows in groups of two names; each group's count goes into the cell of those two. */
struct tally {
	const char *statement; /* gives row's name, column's name, how many */
	const char *const *rows, *const *columns;
	size_t width; /* cells in a row */
	int64_t *cells;
};

/* SIZE_MAX for a name that this version does not know. */
static size_t place_of(const char *const *names, str name)
{
	for (size_t i = 0; names[i]; i++)
		if (str_is(name, names[i]))
			return i;
	return SIZE_MAX;
}

static bool count_in(struct work *work, const struct tally *tally)
{
	scoped_rows rows = sql_query(work->db, tally->statement, SQL_NOTHING,
				     &work->error);

	if (!rows)
		return false;
	while (sql_next(rows)) {
		size_t row = place_of(tally->rows, sql_row_text(rows, 0));
		size_t column = place_of(tally->columns, sql_row_text(rows, 1));

		if (row != SIZE_MAX && column != SIZE_MAX)
			tally->cells[row * tally->width + column] = sql_row_int(rows, 2);
	}
	return sql_was_all(rows, &work->error);
}

static bool count_states(struct work *work, struct store_counts *counts)
{
	static const char *const one[] = { "all", NULL };
	const struct tally tallies[] = {
		{ "SELECT purpose, state, count(*) FROM delivery GROUP BY purpose, state",
		  delivery_purpose_names, delivery_state_names, DELIVERY_HELD + 1,
		  counts->deliveries[0] },
		{ "SELECT lane, state, count(*) FROM job GROUP BY lane, state",
		  lane_names, job_state_names, JOB_SET_ASIDE + 1, counts->jobs[0] },
		{ "SELECT 'all', state, count(*) FROM alert GROUP BY state", one,
		  alert_state_names, ALERT_UNKNOWN + 1, counts->alerts },
		{ "SELECT 'all', state, count(*) FROM promise GROUP BY state", one,
		  promise_state_names, PROMISE_REPLACED + 1, counts->promises },
		{ "SELECT 'all', state, count(*) FROM hypothesis GROUP BY state", one,
		  hypothesis_state_names, HYPOTHESIS_CONFIRMED + 1, counts->hypotheses },
		{ "SELECT 'all', state, count(*) FROM issue GROUP BY state", one,
		  issue_state_names, COUNTED_ISSUE_STATES, counts->issues },
	};

	for (size_t i = 0; i < sizeof(tallies) / sizeof(tallies[0]); i++)
		if (!count_in(work, &tallies[i]))
			return false;
	return true;
}

static bool count_incidents(struct work *work, struct store_counts *counts)
{
	scoped_rows rows = sql_query(
		work->db,
		"SELECT rank, state, count(*), sum(CASE WHEN acked_at = 0 THEN 1 ELSE 0 "
		"END) FROM incident GROUP BY rank, state",
		SQL_NOTHING, &work->error);

	if (!rows)
		return false;
	while (sql_next(rows)) {
		int64_t rank = sql_row_int(rows, 0);
		size_t state = place_of(incident_state_names, sql_row_text(rows, 1));

		if (state == SIZE_MAX || !incident_is_open((enum incident_state)state))
			continue;
		if (rank >= 0 && rank < COUNTED_RANKS)
			counts->incidents_open[rank] += sql_row_int(rows, 2);
		if (state != INCIDENT_CANDIDATE) /* which nobody was called for */
			counts->incidents_unacknowledged += sql_row_int(rows, 3);
	}
	return sql_was_all(rows, &work->error);
}

static bool count_timers(struct work *work, struct store_counts *counts)
{
	return number_find(work,
			   "SELECT count(*) FROM timer WHERE set_aside = 0 AND due <= $1",
			   SQL(sql_int(work->now - SECOND_MS)),
			   &counts->timers_overdue) &&
	       number_find(work, "SELECT count(*) FROM timer WHERE set_aside = 1",
			   SQL_NOTHING, &counts->timers_set_aside) &&
	       number_find(work,
			   "SELECT count(*) FROM destination WHERE slow_until > $1 "
			   "AND name NOT LIKE 'asked %'",
			   SQL(sql_int(work->now)), &counts->destinations_slow);
}

static int by_size(const void *a, const void *b)
{
	const duration_ms *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

/* The smallest of the sorted waits that so many in a hundred do not exceed. */
static duration_ms percentile(const duration_ms *waits, int64_t count, int64_t percent)
{
	return waits[(count * percent + 99) / 100 - 1];
}

static void sum_up(duration_ms *waits, struct page_starts *starts)
{
	if (starts->count == 0)
		return;
	qsort(waits, (size_t)starts->count, sizeof(waits[0]), by_size);
	starts->p50 = percentile(waits, starts->count, 50);
	starts->p99 = percentile(waits, starts->count, 99);
	starts->max = waits[starts->count - 1];
}

static bool measure_page_starts(struct work *work, struct page_starts *starts)
{
	duration_ms waits[PAGE_STARTS_MAX];
	scoped_rows rows = sql_query(
		work->db,
		"SELECT started_at - created_at FROM delivery "
		"WHERE purpose = $1 AND started_at > 0 ORDER BY id DESC LIMIT $2",
		SQL(sql_text(str_of(delivery_purpose_names[DELIVERY_PAGE])),
		    sql_int(PAGE_STARTS_MAX)),
		&work->error);

	if (!rows)
		return false;
	while (sql_next(rows)) {
		assert(starts->count < PAGE_STARTS_MAX);
		waits[starts->count++] = sql_row_int(rows, 0);
	}
	if (!sql_was_all(rows, &work->error))
		return false;
	sum_up(waits, starts);
	return true;
}

static bool measure_scopes(struct work *work, struct store_counts *counts)
{
	duration_ms waits[SCOPES_MAX];
	struct page_starts *starts = &counts->scopes;
	scoped_rows rows = sql_query(work->db,
				     "SELECT took, unknown FROM scope "
				     "WHERE completed_at > 0 ORDER BY id DESC LIMIT $1",
				     SQL(sql_int(SCOPES_MAX)), &work->error);

	if (!rows)
		return false;
	while (sql_next(rows)) {
		assert(starts->count < SCOPES_MAX);
		waits[starts->count++] = sql_row_int(rows, 0);
		counts->scopes_unknown += sql_row_int(rows, 1) > 0;
	}
	if (!sql_was_all(rows, &work->error))
		return false;
	sum_up(waits, starts);
	return true;
}

/* Ordered by probe, so that one of it follows the other. */
static bool count_asked(struct work *work, struct store_counts *counts)
{
	struct {
		struct asked_count *items;
		size_t count, capacity;
	} asked = { 0 };
	scoped_rows rows = sql_query(
		work->db,
		"SELECT probe, state, count(*) FROM (SELECT probe, state FROM evidence "
		"ORDER BY id DESC LIMIT $1) AS late GROUP BY probe, state ORDER BY probe",
		SQL(sql_int(EVIDENCE_COUNTED_MAX)), &work->error);

	if (!rows)
		return false;
	while (sql_next(rows)) {
		str probe = sql_row_text(rows, 0);
		size_t state = place_of(evidence_state_names, sql_row_text(rows, 1));

		if (state == SIZE_MAX)
			continue;
		if (asked.count == 0 ||
		    !str_equal(asked.items[asked.count - 1].probe, probe))
			*list_add(work->arena, &asked) = (struct asked_count){
				.probe = arena_copy(work->arena, probe)
			};
		asked.items[asked.count - 1].states[state] = sql_row_int(rows, 2);
	}
	counts->asked = asked.items;
	counts->asked_count = asked.count;
	return sql_was_all(rows, &work->error);
}

static bool measure_diagnoses(struct work *work, struct page_starts *took)
{
	duration_ms waits[DIAGNOSES_MAX];
	scoped_rows rows = sql_query(
		work->db,
		"SELECT took_ms FROM (SELECT id, probe, state, took_ms FROM evidence "
		"ORDER BY id DESC LIMIT $1) AS late WHERE probe = 'diagnosis' "
		"AND state = $2 ORDER BY id DESC LIMIT $3",
		SQL(sql_int(EVIDENCE_COUNTED_MAX),
		    sql_text(str_of(evidence_state_names[EVIDENCE_GATHERED])),
		    sql_int(DIAGNOSES_MAX)),
		&work->error);

	if (!rows)
		return false;
	while (sql_next(rows)) {
		assert(took->count < DIAGNOSES_MAX);
		waits[took->count++] = sql_row_int(rows, 0);
	}
	if (!sql_was_all(rows, &work->error))
		return false;
	sum_up(waits, took);
	return true;
}

bool store_counts(struct work *work, struct store_counts *ret)
{
	*ret = (struct store_counts){ 0 };
	return (count_states(work, ret) && count_incidents(work, ret) &&
		count_timers(work, ret) && store_silences_count(work, ret->silences) &&
		store_alerts_held(work, &ret->held, &ret->held_count) &&
		measure_page_starts(work, &ret->page_starts) &&
		measure_scopes(work, ret) && count_asked(work, ret) &&
		measure_diagnoses(work, &ret->diagnoses)) ||
	       while_doing(work, "count what is stored");
}
