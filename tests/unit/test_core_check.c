/* Recovery is proven by samples in a row, or it is not proven. */
#include "check.h"

#include "core/incident/check.h"

#include <math.h>

static const instant_ms start = 1000000 * SECOND_MS;

static struct check new_check(void)
{
	return (struct check){ .name = STR("writes succeed"),
			       .comparison = COMPARE_BELOW,
			       .threshold = 1,
			       .unit = STR("percent"),
			       .hold = MINUTE_MS,
			       .interval = 6 * SECOND_MS,
			       .last_value = (double)NAN,
			       .worst_value = (double)NAN };
}

/* A sample "second" seconds after the start, seen by our clock at that instant. */
static struct check sees(struct arena *arena, struct check check, int second,
			 double value)
{
	instant_ms at = start + second * SECOND_MS;

	return check_observe(
		arena, check,
		(struct sample){ .has_value = true, .value = value, .at = at }, at);
}

static struct check sees_each_six_seconds(struct arena *arena, struct check check,
					  int from, int to, double value)
{
	for (int second = from; second <= to; second += 6)
		check = sees(arena, check, second, value);
	return check;
}

static struct check sees_nothing(struct arena *arena, struct check check, int second)
{
	return check_observe(
		arena, check,
		(struct sample){ .problem = STR("prometheus did not answer") },
		start + second * SECOND_MS);
}

static bool is_proven(struct arena *arena, struct check check, instant_ms now,
		      str *ret_why_not)
{
	*ret_why_not = (str){ 0 };
	return checks_prove_recovery(arena, (struct check_list){ &check, 1 }, now,
				     ret_why_not);
}

static void it_is_held_when_the_samples_span_the_hold(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees_each_six_seconds(arena, new_check(), 0, 42, 0.3);
	str why_not;

	CHECK_INT(check.state, CHECK_GREEN);
	CHECK_STR(check.reason, "green for 0:42 of 1:00 (0.3 % < 1 %)");
	CHECK(!is_proven(arena, check, check.asked_at, &why_not));
	CHECK_STR(why_not, "writes succeed: green for 0:42 of 1:00, 18 s missing");
	check = sees_each_six_seconds(arena, check, 48, 54, 0.3);
	check = sees(arena, check, 59, 0.3);
	CHECK_INT(check.state, CHECK_GREEN);
	check = sees(arena, check, 60, 0.3);
	CHECK_INT(check.state, CHECK_HELD);
	CHECK_STR(check.reason, "held: green for 1:00 (0.3 % < 1 %)");
	CHECK(is_proven(arena, check, check.asked_at, &why_not));
}

static void red_starts_the_hold_anew(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees_each_six_seconds(arena, new_check(), 0, 60, 0.3);

	CHECK_INT(check.state, CHECK_HELD);
	check = sees(arena, check, 66, 1);
	CHECK_INT(check.state, CHECK_RED);
	CHECK(check.in_breach);
	CHECK_STR(check.reason, "1 % is not below 1 %: in breach");
	check = sees_each_six_seconds(arena, check, 72, 126, 0.3);
	CHECK_INT(check.state, CHECK_GREEN);
	check = sees(arena, check, 132, 0.3);
	CHECK_INT(check.state, CHECK_HELD);
}

static void red_says_when_it_improved_but_is_still_in_breach(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees(arena, new_check(), 0, 96);

	CHECK_STR(check.reason, "96 % is not below 1 %: in breach");
	check = sees(arena, check, 6, 4);
	CHECK_STR(check.reason,
		  "4 % is not below 1 %: improved from 96 %, still in breach");
}

static void no_data_is_never_a_pass(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees_each_six_seconds(arena, new_check(), 0, 60, 0.3);
	str why_not;

	check = sees_nothing(arena, check, 66);
	CHECK_INT(check.state, CHECK_NO_DATA);
	CHECK_STR(check.reason,
		  "no data: prometheus did not answer; no data is never a pass");
	CHECK(!is_proven(arena, check, check.asked_at, &why_not));
	check = check_observe(arena, check,
			      (struct sample){ .has_value = true,
					       .value = (double)NAN,
					       .at = start + HOUR_MS },
			      start + HOUR_MS);
	CHECK_INT(check.state, CHECK_NO_DATA);
}

static void no_data_pauses_the_hold(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees_each_six_seconds(arena, new_check(), 0, 30, 0.3);

	check = sees_nothing(arena, check, 36);
	check = sees(arena, check, 42, 0.3);
	/* From 30 to 42 nobody knows: 12 seconds more are needed. */
	check = sees_each_six_seconds(arena, check, 48, 66, 0.3);
	CHECK_INT(check.state, CHECK_GREEN);
	check = sees(arena, check, 72, 0.3);
	CHECK_INT(check.state, CHECK_HELD);
}

static void a_held_check_is_held_again_after_a_short_pause(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees_each_six_seconds(arena, new_check(), 0, 60, 0.3);

	check = sees(arena, sees_nothing(arena, check, 66), 72, 0.3);
	CHECK_INT(check.state, CHECK_HELD);
}

static void a_long_gap_starts_the_hold_anew(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees_each_six_seconds(arena, new_check(), 0, 30, 0.3);

	CHECK_INT(check_gap_max(&check), 18 * SECOND_MS);
	check = sees(arena, check, 48, 0.3);
	CHECK_STR(check.reason, "green for 0:48 of 1:00 (0.3 % < 1 %)");
	check = sees(arena, check, 67, 0.3);
	CHECK_INT(check.green_since, start + 67 * SECOND_MS);
	CHECK_STR(check.reason, "green for 0:00 of 1:00 (0.3 % < 1 %); the hold started "
				"anew: no sample for 0:19");
	check.interval = SECOND_MS;
	CHECK_INT(check_gap_max(&check), 15 * SECOND_MS);
}

static void a_jump_of_our_clock_completes_nothing(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees_each_six_seconds(arena, new_check(), 0, 30, 0.3);
	struct sample next = { .has_value = true, .value = 0.3, .at = start + 36000 };

	check = check_observe(arena, check, next, start + DAY_MS);
	CHECK_INT(check.state, CHECK_GREEN);
	CHECK_INT(check.last_sample_at - check.green_since, 36 * SECOND_MS);
}

static void an_old_sample_changes_nothing(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check held = sees_each_six_seconds(arena, new_check(), 0, 60, 0.3);
	struct check check = sees(arena, held, 60, 50);
	str why_not;

	CHECK_INT(check.state, CHECK_HELD);
	CHECK_INT(check.samples, held.samples);
	check = sees(arena, check, 30, 50);
	CHECK_INT(check.state, CHECK_HELD);
	/* An old answer, repeated for long, proves nothing. */
	check = check_observe(
		arena, held,
		(struct sample){ .has_value = true, .value = 0.3, .at = start + 60000 },
		start + 100 * SECOND_MS);
	CHECK(!is_proven(arena, check, start + 100 * SECOND_MS, &why_not));
	CHECK_STR(why_not, "writes succeed: was held, but nothing new for 0:40");
	CHECK(!is_proven(arena, held, start - DAY_MS, &why_not));
}

static void no_check_is_no_proof(void)
{
	scoped_arena arena = arena_new(1 << 20);
	str why_not = { 0 };

	CHECK(!checks_prove_recovery(arena, (struct check_list){ 0 }, start, &why_not));
	CHECK_STR(why_not, "there is no check: nothing proves the recovery");
}

static void every_check_in_the_way_is_named(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check checks[] = {
		sees(arena, new_check(), 0, 4),
		sees_each_six_seconds(arena, new_check(), 0, 60, 0),
		new_check(),
	};
	str why_not = { 0 };

	checks[2].name = STR("reads succeed");
	CHECK(!checks_prove_recovery(arena, (struct check_list){ checks, 3 },
				     start + MINUTE_MS, &why_not));
	CHECK_STR(why_not, "writes succeed: 4 % is not below 1 %: in breach · reads "
			   "succeed: no answer yet");
}

static void the_impact_is_measured_by_its_samples(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = sees(arena, new_check(), 0, 0.5);

	check = sees(arena, check, 6, 50);
	check = sees(arena, check, 12, 96);
	check = sees(arena, check, 18, 4);
	check = sees(arena, check, 24, 0.2);
	CHECK_INT(check.samples, 5);
	CHECK(check.worst_value >= 96);
	CHECK_INT(check.breach, 18 * SECOND_MS);
	/* What happened in an hour without samples is not known. */
	check = sees(arena, check, 3624, 50);
	CHECK_INT(check.breach, 18 * SECOND_MS);
}

static void the_worst_is_the_lowest_where_high_is_good(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct check check = new_check();

	check.comparison = COMPARE_AT_LEAST;
	check.threshold = 99;
	check = sees(arena, sees(arena, check, 0, 40), 6, 98);
	CHECK(check.worst_value <= 40);
	CHECK_STR(check.reason,
		  "98 % is not at least 99 %: improved from 40 %, still in breach");
}

static void a_comparison_means_what_it_says(void)
{
	CHECK(compare(COMPARE_BELOW, 0.9, 1) && !compare(COMPARE_BELOW, 1, 1));
	CHECK(compare(COMPARE_AT_MOST, 1, 1) && !compare(COMPARE_AT_MOST, 1.1, 1));
	CHECK(compare(COMPARE_ABOVE, 1.1, 1) && !compare(COMPARE_ABOVE, 1, 1));
	CHECK(compare(COMPARE_AT_LEAST, 1, 1) && !compare(COMPARE_AT_LEAST, 0.9, 1));
	for (unsigned any = COMPARE_BELOW; any <= COMPARE_AT_LEAST; any++)
		CHECK(!compare(any, (double)NAN, 1));
}

const struct test tests[] = {
	{ "it is held when the samples span the hold",
	  it_is_held_when_the_samples_span_the_hold },
	{ "red starts the hold anew", red_starts_the_hold_anew },
	{ "red says when it improved but is still in breach",
	  red_says_when_it_improved_but_is_still_in_breach },
	{ "no data is never a pass", no_data_is_never_a_pass },
	{ "no data pauses the hold", no_data_pauses_the_hold },
	{ "a held check is held again after a short pause",
	  a_held_check_is_held_again_after_a_short_pause },
	{ "a long gap starts the hold anew", a_long_gap_starts_the_hold_anew },
	{ "a jump of our clock completes nothing",
	  a_jump_of_our_clock_completes_nothing },
	{ "an old sample changes nothing", an_old_sample_changes_nothing },
	{ "no check is no proof", no_check_is_no_proof },
	{ "every check in the way is named", every_check_in_the_way_is_named },
	{ "the impact is measured by its samples",
	  the_impact_is_measured_by_its_samples },
	{ "the worst is the lowest where high is good",
	  the_worst_is_the_lowest_where_high_is_good },
	{ "a comparison means what it says", a_comparison_means_what_it_says },
	{ 0 },
};
