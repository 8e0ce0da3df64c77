#include "store_fixture.h"

static void deliver(struct fixture *f, enum delivery_purpose purpose,
		    enum delivery_state state, duration_ms wait)
{
	struct delivery delivery = { .purpose = purpose,
				     .state = state,
				     .created_at = NOON,
				     .started_at = wait < 0 ? 0 : NOON + wait };

	MUST(f, store_add(&f->work, &delivery_shape, &delivery));
}

static struct store_counts counts_of(struct fixture *f)
{
	struct store_counts counts;

	MUST(f, store_counts(take(f), &counts));
	give(f);
	return counts;
}

CLAIM(of_an_empty_store_all_figures_are_zero)
{
	struct store_counts counts = counts_of(f), zero = { 0 };

	CHECK(memcmp(&counts, &zero, sizeof(zero)) == 0);
}

CLAIM(rows_are_counted_by_their_states)
{
	static const enum alert_state alerts[] = { ALERT_FIRING, ALERT_STALE,
						   ALERT_FIRING };
	static const enum promise_state promises[] = { PROMISE_MISSED, PROMISE_OPEN,
						       PROMISE_MISSED };
	struct store_counts counts;

	begin(f);
	deliver(f, DELIVERY_PAGE, DELIVERY_SENT, 0);
	deliver(f, DELIVERY_PAGE, DELIVERY_SENT, 0);
	deliver(f, DELIVERY_PAGE, DELIVERY_CANCELLED, -1);
	deliver(f, DELIVERY_MESSAGE, DELIVERY_FAILED, 0);
	for (size_t i = 0; i < COUNT_OF(alerts); i++) {
		struct alert alert = { .state = alerts[i] };
		struct promise promise = { .state = promises[i] };

		MUST(f, store_add(&f->work, &alert_shape, &alert));
		MUST(f, store_add(&f->work, &promise_shape, &promise));
	}
	commit(f);
	counts = counts_of(f);
	CHECK_INT(counts.deliveries[DELIVERY_PAGE][DELIVERY_SENT], 2);
	CHECK_INT(counts.deliveries[DELIVERY_PAGE][DELIVERY_CANCELLED], 1);
	CHECK_INT(counts.deliveries[DELIVERY_PAGE][DELIVERY_QUEUED], 0);
	CHECK_INT(counts.deliveries[DELIVERY_MESSAGE][DELIVERY_FAILED], 1);
	CHECK_INT(counts.alerts[ALERT_FIRING], 2);
	CHECK_INT(counts.alerts[ALERT_RESOLVED], 0);
	CHECK_INT(counts.alerts[ALERT_STALE], 1);
	CHECK_INT(counts.promises[PROMISE_OPEN], 1);
	CHECK_INT(counts.promises[PROMISE_MISSED], 2);
}

CLAIM(incidents_are_counted_by_rank_while_they_are_open)
{
	static const struct {
		const char *code;
		enum incident_state state;
		int64_t rank;
		instant_ms acked_at;
	} rows[] = {
		{ "A", INCIDENT_DECLARED, 0, 0 },
		{ "B", INCIDENT_INVESTIGATING, 0, NOON },
		{ "C", INCIDENT_MONITORING, 3, NOON },
		{ "D", INCIDENT_RESOLVED, 0, 0 },
		{ "E", INCIDENT_DISMISSED, 1, 0 },
	};
	struct store_counts counts;

	begin(f);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct incident incident = { .code = str_of(rows[i].code),
					     .state = rows[i].state,
					     .rank = rows[i].rank,
					     .acked_at = rows[i].acked_at };

		MUST(f, store_add(&f->work, &incident_shape, &incident));
	}
	commit(f);
	counts = counts_of(f);
	CHECK_INT(counts.incidents_open[0], 2);
	CHECK_INT(counts.incidents_open[1], 0);
	CHECK_INT(counts.incidents_open[3], 1);
	CHECK_INT(counts.incidents_unacknowledged, 1);
}

CLAIM(jobs_and_timers_that_hang_are_seen)
{
	struct work *work = begin(f);
	struct store_counts counts;
	struct timer *timers;
	struct job job;
	size_t count;
	bool found;

	MUST(f, job_add(work, LANE_WORK, "probe", 1, 0, NOON + HOUR_MS));
	MUST(f, job_add(work, LANE_PAGES, "deliver", 1, 0, NOON));
	MUST(f, job_add(work, LANE_PAGES, "deliver", 2, 0, NOON));
	MUST(f, job_claim(work, LANE_PAGES, STR("desk 1"), NOON, &job, &found));
	job.state = JOB_SET_ASIDE;
	MUST(f, store_save(work, &job_shape, &job));
	MUST(f, timer_set(work, "page", 1, 0, NOON - MINUTE_MS));
	MUST(f, timers_due(work, NOON, 1, &timers, &count));
	timers[0].set_aside = true;
	MUST(f, store_save(work, &timer_shape, &timers[0]));
	MUST(f, timer_set(work, "page", 2, 0, NOON - SECOND_MS));
	MUST(f, timer_set(work, "page", 3, 0, NOON - SECOND_MS + 1));
	commit(f);
	counts = counts_of(f);
	CHECK_INT(counts.jobs[LANE_WORK][JOB_WAITING], 1);
	CHECK_INT(counts.jobs[LANE_PAGES][JOB_WAITING], 1);
	CHECK_INT(counts.jobs[LANE_PAGES][JOB_SET_ASIDE], 1);
	CHECK_INT(counts.timers_overdue, 1);
	CHECK_INT(counts.timers_set_aside, 1);
}

/* An old outage, and what no page is, must not colour the figure of today. */
CLAIM(how_long_pages_wait_is_told_of_the_last_thousand_that_started)
{
	struct store_counts counts;

	begin(f);
	deliver(f, DELIVERY_PAGE, DELIVERY_SENT, HOUR_MS);
	for (int i = 1; i <= PAGE_STARTS_MAX; i++)
		deliver(f, DELIVERY_PAGE, DELIVERY_SENT,
			(i * 7 + 992) % PAGE_STARTS_MAX + 1);
	deliver(f, DELIVERY_PAGE, DELIVERY_QUEUED, -1);
	deliver(f, DELIVERY_MESSAGE, DELIVERY_SENT, DAY_MS);
	commit(f);
	counts = counts_of(f);
	CHECK_INT(counts.page_starts.count, PAGE_STARTS_MAX);
	CHECK_INT(counts.page_starts.p50, 500);
	CHECK_INT(counts.page_starts.p99, 990);
	CHECK_INT(counts.page_starts.max, 1000);
}

CLAIM(of_one_page_all_figures_are_its_wait)
{
	struct store_counts counts;

	begin(f);
	deliver(f, DELIVERY_PAGE, DELIVERY_SENDING, 7);
	commit(f);
	counts = counts_of(f);
	CHECK_INT(counts.page_starts.count, 1);
	CHECK_INT(counts.page_starts.p50, 7);
	CHECK_INT(counts.page_starts.p99, 7);
	CHECK_INT(counts.page_starts.max, 7);
}

const struct test tests[] = {
	{ "of an empty store all figures are zero",
	  of_an_empty_store_all_figures_are_zero },
	{ "rows are counted by their states", rows_are_counted_by_their_states },
	{ "incidents are counted by rank while they are open",
	  incidents_are_counted_by_rank_while_they_are_open },
	{ "jobs and timers that hang are seen", jobs_and_timers_that_hang_are_seen },
	{ "how long pages wait is told of the last thousand that started",
	  how_long_pages_wait_is_told_of_the_last_thousand_that_started },
	{ "of one page all figures are its wait", of_one_page_all_figures_are_its_wait },
	{ 0 },
};
