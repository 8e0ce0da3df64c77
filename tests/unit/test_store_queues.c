#include "store_fixture.h"

/* -- timers -- */

CLAIM(timers_come_in_the_order_they_fall_due)
{
	struct work *work = begin(f);
	struct timer *timers;
	instant_ms due;
	size_t count;

	MUST(f, timer_next_due(work, &due));
	CHECK_INT(due, 0);
	MUST(f, timer_set(work, "page", 1, 4, NOON + 30));
	MUST(f, timer_set(work, "page", 2, 4, NOON + 10));
	MUST(f, timer_set(work, "promise", 1, 5, NOON + 20));
	MUST(f, timer_set(work, "promise", 2, 5, NOON + 20));
	commit(f);

	work = take(f);
	MUST(f, timer_next_due(work, &due));
	CHECK_INT(due, NOON + 10);
	MUST(f, timers_due(work, NOON + 20, 100, &timers, &count));
	CHECK_INT(count, 3);
	CHECK_INT(timers[0].ref, 2);
	CHECK_STR(timers[0].kind, "page");
	CHECK_INT(timers[0].incident, 4);
	CHECK_INT(timers[1].ref, 1);
	CHECK_STR(timers[1].kind, "promise");
	CHECK_INT(timers[2].ref, 2);
	MUST(f, timers_due(work, NOON + 20, 2, &timers, &count));
	CHECK_INT(count, 2);
	MUST(f, timers_due(work, NOON + 9, 2, &timers, &count));
	CHECK_INT(count, 0);
	MUST(f, timers_due(work, NOON + 30, 10, &timers, &count));
	CHECK_INT(count, 4);
	CHECK_INT(timers[3].id, 1);
	give(f);
}

CLAIM(a_timer_set_again_replaces_the_one_of_its_kind_and_ref)
{
	struct work *work = begin(f);
	struct timer *timers;
	size_t count;

	MUST(f, timer_set(work, "page", 1, 4, NOON));
	MUST(f, timers_due(work, NOON, 10, &timers, &count));
	timers[0].failures = 5;
	timers[0].set_aside = true;
	MUST(f, store_save(work, &timer_shape, &timers[0]));
	MUST(f, timer_set(work, "page", 1, 4, NOON + 5));
	MUST(f, timers_due(work, NOON + 5, 10, &timers, &count));
	CHECK_INT(count, 1);
	CHECK_INT(timers[0].due, NOON + 5);
	CHECK_INT(timers[0].failures, 0);
	commit(f);
}

/* Whoever handles a due timer removes it by its id, maybe after it was set anew. */
CLAIM(removing_a_timer_by_its_old_id_leaves_the_new_one)
{
	struct work *work = begin(f);
	struct timer *timers;
	int64_t old;
	size_t count;

	MUST(f, timer_set(work, "page", 1, 4, NOON));
	MUST(f, timers_due(work, NOON, 10, &timers, &count));
	old = timers[0].id;
	MUST(f, timer_set(work, "page", 1, 4, NOON));
	MUST(f, timer_remove(work, old));
	MUST(f, timers_due(work, NOON, 10, &timers, &count));
	CHECK_INT(count, 1);
	MUST(f, timer_remove(work, timers[0].id));
	MUST(f, timers_due(work, NOON, 10, &timers, &count));
	CHECK_INT(count, 0);
	commit(f);
}

CLAIM(a_dropped_or_set_aside_timer_is_not_due)
{
	struct work *work = begin(f);
	struct timer *timers;
	instant_ms due;
	size_t count;

	MUST(f, timer_set(work, "page", 1, 4, NOON));
	MUST(f, timer_set(work, "page", 2, 4, NOON + 1));
	MUST(f, timer_set(work, "other", 1, 4, NOON + 2));
	MUST(f, timer_drop(work, "page", 1));
	MUST(f, timers_due(work, NOON + 9, 10, &timers, &count));
	CHECK_INT(count, 2);
	timers[0].set_aside = true;
	MUST(f, store_save(work, &timer_shape, &timers[0]));
	MUST(f, timers_due(work, NOON + 9, 10, &timers, &count));
	CHECK_INT(count, 1);
	CHECK_STR(timers[0].kind, "other");
	MUST(f, timer_next_due(work, &due));
	CHECK_INT(due, NOON + 2);
	commit(f);
}

/* -- jobs -- */

static bool claim(struct fixture *f, enum lane lane, struct job *ret_job)
{
	bool found;

	MUST(f,
	     job_claim(&f->work, lane, STR("desk 1"), f->work.now + 90, ret_job, &found));
	return found;
}

CLAIM(jobs_are_claimed_in_order_within_their_lane_and_not_before_their_time)
{
	struct work *work = begin(f);
	struct job job;

	MUST(f, job_add(work, LANE_WORK, "probe", 1, 9, NOON + 5));
	MUST(f, job_add(work, LANE_PAGES, "deliver", 2, 9, NOON - 1));
	MUST(f, job_add(work, LANE_PAGES, "deliver", 3, 9, NOON - 2));
	CHECK(claim(f, LANE_PAGES, &job));
	CHECK_INT(job.ref, 3);
	CHECK_INT(job.state, JOB_LEASED);
	CHECK_INT(job.attempts, 1);
	CHECK_INT(job.lease_ends_at, NOON + 90);
	CHECK_INT(job.incident, 9);
	CHECK_STR(job.desk, "desk 1");
	CHECK_STR(job.kind, "deliver");
	CHECK(claim(f, LANE_PAGES, &job));
	CHECK_INT(job.ref, 2);
	CHECK(!claim(f, LANE_PAGES, &job));
	CHECK(!claim(f, LANE_WORK, &job));
	work->now = NOON + 5;
	CHECK(claim(f, LANE_WORK, &job));
	commit(f);
}

CLAIM(a_job_that_is_tried_again_waits_and_keeps_its_attempts)
{
	struct work *work = begin(f);
	instant_ms at;
	struct job job;

	MUST(f, job_next_run(work, LANE_PAGES, &at));
	CHECK_INT(at, 0);
	MUST(f, job_add(work, LANE_PAGES, "deliver", 2, 9, NOON));
	CHECK(claim(f, LANE_PAGES, &job));
	MUST(f, job_next_run(work, LANE_PAGES, &at));
	CHECK_INT(at, 0);
	MUST(f, job_retry(work, job.id, NOON + 7, STR("no answer")));
	MUST(f, job_next_run(work, LANE_PAGES, &at));
	CHECK_INT(at, NOON + 7);
	CHECK(!claim(f, LANE_PAGES, &job));
	work->now = NOON + 7;
	CHECK(claim(f, LANE_PAGES, &job));
	CHECK_INT(job.attempts, 2);
	CHECK_STR(job.problem, "no answer");
	MUST(f, job_finish(work, job.id));
	CHECK(!store_get(work, &job_shape, job.id, &job));
	commit(f);
}

static void add_to(struct fixture *f, int64_t ref, const char *destination)
{
	struct job job = { .lane = LANE_PAGES,
			   .kind = STR("deliver"),
			   .ref = ref,
			   .incident = 9,
			   .run_at = NOON,
			   .destination = str_of(destination) };

	MUST(f, job_add_whole(&f->work, &job));
}

CLAIM(what_waits_for_a_slow_receiver_goes_to_the_slow_desks)
{
	struct work *work = begin(f);
	struct job job;

	add_to(f, 1, "slow.test");
	add_to(f, 2, "slow.test");
	add_to(f, 3, "quick.test");
	CHECK(claim(f, LANE_PAGES, &job));
	MUST(f, jobs_change_lane(work, STR("slow.test"), LANE_PAGES, LANE_SLOW));
	/* The one that found out tries again there too. */
	MUST(f, job_retry(work, job.id, NOON, STR("no answer")));
	CHECK(claim(f, LANE_PAGES, &job));
	CHECK_INT(job.ref, 3);
	CHECK(!claim(f, LANE_PAGES, &job));
	CHECK(claim(f, LANE_SLOW, &job));
	CHECK_INT(job.ref, 1);
	commit(f);
}

CLAIM(after_a_start_all_leases_go_back)
{
	struct work *work = begin(f);
	int64_t count;
	struct job job;

	MUST(f, job_add(work, LANE_PAGES, "deliver", 1, 0, NOON));
	MUST(f, job_add(work, LANE_WORK, "probe", 2, 0, NOON));
	MUST(f, job_add(work, LANE_WORK, "probe", 3, 0, NOON));
	CHECK(claim(f, LANE_PAGES, &job));
	CHECK(claim(f, LANE_WORK, &job));
	MUST(f, jobs_release_all(work, &count));
	CHECK_INT(count, 2);
	CHECK(claim(f, LANE_WORK, &job));
	CHECK_INT(job.ref, 2);
	commit(f);
}

CLAIM(a_lease_is_not_taken_over_when_the_clock_jumps)
{
	struct work *work = begin(f);
	struct job job;

	MUST(f, job_add(work, LANE_PAGES, "deliver", 1, 0, NOON));
	CHECK(claim(f, LANE_PAGES, &job));
	work->now = NOON + HOUR_MS;
	CHECK(!claim(f, LANE_PAGES, &job));
	commit(f);
}

CLAIM(a_job_set_aside_is_not_claimed)
{
	struct work *work = begin(f);
	struct job job;

	MUST(f, job_add(work, LANE_PAGES, "deliver", 1, 0, NOON));
	CHECK(claim(f, LANE_PAGES, &job));
	job.state = JOB_SET_ASIDE;
	MUST(f, store_save(work, &job_shape, &job));
	work->now = NOON + 1000;
	CHECK(!claim(f, LANE_PAGES, &job));
	commit(f);
}

const struct test tests[] = {
	{ "timers come in the order they fall due",
	  timers_come_in_the_order_they_fall_due },
	{ "a timer set again replaces the one of its kind and ref",
	  a_timer_set_again_replaces_the_one_of_its_kind_and_ref },
	{ "removing a timer by its old id leaves the new one",
	  removing_a_timer_by_its_old_id_leaves_the_new_one },
	{ "a dropped or set aside timer is not due",
	  a_dropped_or_set_aside_timer_is_not_due },
	{ "jobs are claimed in order, within their lane and not before their time",
	  jobs_are_claimed_in_order_within_their_lane_and_not_before_their_time },
	{ "a job that is tried again waits and keeps its attempts",
	  a_job_that_is_tried_again_waits_and_keeps_its_attempts },
	{ "what waits for a slow receiver goes to the slow desks",
	  what_waits_for_a_slow_receiver_goes_to_the_slow_desks },
	{ "after a start all leases go back", after_a_start_all_leases_go_back },
	{ "a lease is not taken over when the clock jumps",
	  a_lease_is_not_taken_over_when_the_clock_jumps },
	{ "a job set aside is not claimed", a_job_set_aside_is_not_claimed },
	{ 0 },
};
