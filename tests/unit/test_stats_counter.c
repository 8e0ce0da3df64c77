/* Counters with resets, and the arithmetic of capacity. */
#include "check.h"
#include "stats/capacity.h"
#include "stats/counter.h"

#include <float.h>
#include <math.h>

enum { VALUES_MAX = 12 };

static bool near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static void a_reset_begins_at_nothing(void)
{
	static const struct {
		const char *name;
		double values[VALUES_MAX];
		size_t count;
		double increase;
	} cases[] = {
		{ "grows", { 10, 12, 15 }, 3, 5 },
		{ "restarts", { 100, 110, 3, 8 }, 4, 18 },
		{ "restarts at 0", { 100, 0, 8 }, 3, 8 },
		{ "across a gap", { 10, NAN, INFINITY, 15 }, 4, 5 },
		{ "restarts behind a gap", { 10, NAN, 4 }, 3, 4 },
		{ "one", { 10 }, 1, 0 },
		{ "none", { 0 }, 0, 0 },
		{ "only gaps", { NAN, NAN }, 2, 0 },
		{ "still", { 7, 7, 7 }, 3, 0 },
		{ "huge", { 0, DBL_MAX, 0, DBL_MAX }, 4, DBL_MAX },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(near(counter_increase(cases[i].values, cases[i].count) /
					fmax(1, cases[i].increase),
				cases[i].increase / fmax(1, cases[i].increase)),
			   cases[i].name);
}

static void rates_are_since_the_sample_before(void)
{
	static const double at[] = { 0, 60, 120, 180, 180, 170, 300 };
	double values[] = { 0, 60, NAN, 300, 400, 410, 60 };

	CHECK_INT(counter_rates(at, values, COUNT_OF(at), values), 3);
	CHECK(isnan(values[0]) && values[1] == 1 && isnan(values[2]));
	CHECK(values[3] == 2);
	/* The same time, and an earlier one. */
	CHECK(isnan(values[4]) && isnan(values[5]));
	/* Since 170, from 0. */
	CHECK(near(values[6], 60.0 / 130));
	CHECK_INT(counter_rates(at, values, 0, values), 0);
}

static void the_sum_of_rates_is_the_increase(void)
{
	double at[200], values[200], rates[200], sum = 0;
	uint64_t dice = 1;

	for (size_t i = 0; i < 200; i++) {
		dice = dice * 6364136223846793005U + 1442695040888963407U;
		at[i] = (double)i * 15;
		values[i] = i % 70 == 0 ? 0 : values[i - 1] + (double)(dice >> 60);
	}
	counter_rates(at, values, 200, rates);
	for (size_t i = 1; i < 200; i++)
		sum += rates[i] * 15;
	CHECK(near(sum, counter_increase(values, 200)));
}

static void a_counter_is_known_by_its_shape(void)
{
	static const struct {
		const char *name;
		double values[VALUES_MAX];
		size_t count;
		bool likely;
	} cases[] = {
		{ "grows", { 1, 2, 3, 4, 5, 6, 7, 8 }, 8, true },
		{ "rests", { 1, 1, 1, 4, 4, 4, 4, 4 }, 8, true },
		{ "restarts once", { 10, 20, 30, 40, 5, 15, 25, 35 }, 8, true },
		{ "restarts often", { 10, 20, 3, 40, 5, 15, 2, 35 }, 8, false },
		{ "falls a little", { 10, 20, 30, 40, 39, 45, 50, 60 }, 8, false },
		{ "never moves", { 3, 3, 3, 3, 3, 3, 3, 3 }, 8, false },
		{ "below nothing", { -3, -2, -1, 0, 1, 2, 3, 4 }, 8, false },
		{ "too short", { 1, 2, 3, 4, 5, 6, 7 }, 7, false },
		{ "with gaps", { 1, NAN, 2, 3, 4, 5, 6, 7, 8 }, 9, true },
		{ "too short without gaps", { 1, NAN, 2, 3, 4, 5, 6, 7 }, 8, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(counter_is_likely(cases[i].values, cases[i].count) ==
				   cases[i].likely,
			   cases[i].name);
}

static void capacity_is_as_by_hand(void)
{
	CHECK(near(capacity_in_flight(200, 0.05), 10));
	CHECK(near(capacity_rate(10, 0.05), 200));
	CHECK(near(capacity_busy(200, 0.05, 20), 0.5));
	CHECK(near(capacity_response(0.05, 0.9), 0.5));
	CHECK(isinf(capacity_response(0.05, 1)));
	CHECK(near(capacity_headroom(0.4, 0.8), 2));
	/* 900 a second, 100 each and 75 % busy are 12; one zone of two may be missing. */
	CHECK(near(capacity_replicas(900, 100, 0.75, 2), 14));
	CHECK(near(capacity_replicas(0.1 + 0.2, 0.1, 1, 0), 3));
	CHECK(near(capacity_replicas(301, 100, 1, 0), 4));
	CHECK(near(capacity_retries(0.5, 3), 1.75));
	CHECK(near(capacity_retries(1, 3), 3));
	CHECK(near(capacity_retries(0, 3), 1));
}

/* Of the tables of Erlang's C: 2 servers at a load of 1 make one in three wait. */
static void who_waits_is_as_in_the_tables(void)
{
	CHECK(near(capacity_waiting(0.5, 1), 0.5));
	CHECK(near(capacity_waiting(1, 2), 1.0 / 3));
	CHECK(fabs(capacity_waiting(8, 10) - 0.4092) < 5e-5);
	CHECK(capacity_waiting(0, 3) == 0);
	CHECK(capacity_waiting(3, 3) == 1);
	CHECK(capacity_waiting(10, CAPACITY_SERVERS_MAX) == 0);
	CHECK(near(capacity_waiting(1, 2.9), 1.0 / 3));
}

static void what_makes_no_sense_has_no_answer(void)
{
	CHECK(isnan(capacity_in_flight(-1, 1)));
	CHECK(isnan(capacity_in_flight(NAN, 1)));
	CHECK(isnan(capacity_rate(10, 0)));
	CHECK(isnan(capacity_busy(1, 1, 0)));
	CHECK(isnan(capacity_response(INFINITY, 0.5)));
	CHECK(isnan(capacity_waiting(1, 0)));
	CHECK(isnan(capacity_waiting(1, CAPACITY_SERVERS_MAX + 1)));
	CHECK(isnan(capacity_headroom(0, 0.8)));
	CHECK(isnan(capacity_replicas(1, 0, 1, 0)));
	CHECK(isnan(capacity_retries(1.5, 3)));
	CHECK(isnan(capacity_retries(0.5, 0)));
}

const struct test tests[] = {
	{ "a reset begins at nothing", a_reset_begins_at_nothing },
	{ "rates are since the sample before", rates_are_since_the_sample_before },
	{ "the sum of rates is the increase", the_sum_of_rates_is_the_increase },
	{ "a counter is known by its shape", a_counter_is_known_by_its_shape },
	{ "capacity is as by hand", capacity_is_as_by_hand },
	{ "who waits is as in the tables", who_waits_is_as_in_the_tables },
	{ "what makes no sense has no answer", what_makes_no_sense_has_no_answer },
	{ 0 },
};
