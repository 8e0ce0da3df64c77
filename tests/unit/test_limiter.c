#include "check.h"
#include "faces/http/limiter.h"

static void free_limiter(struct limiter **limiter)
{
	limiter_free(*limiter);
}
#define scoped_limiter __attribute__((cleanup(free_limiter))) struct limiter *

static int taken(struct limiter *limiter, const char *name, int64_t per_minute,
		 instant_ms now, int tries)
{
	int count = 0;

	for (int i = 0; i < tries; i++)
		count += limiter_lets(limiter, str_of(name), per_minute, now);
	return count;
}

static void a_name_gets_what_it_may_and_no_more(void)
{
	scoped_limiter limiter = limiter_new();
	instant_ms now = 1000 * DAY_MS;

	CHECK_INT(taken(limiter, "a", 60, now, 100), 60);
	CHECK_INT(taken(limiter, "a", 60, now + 999, 10), 0);
	CHECK_INT(taken(limiter, "a", 60, now + SECOND_MS, 10), 1);
	CHECK_INT(taken(limiter, "a", 60, now + 10 * SECOND_MS, 100), 9);
	CHECK_INT(taken(limiter, "a", 60, now + HOUR_MS, 100), 60);
}

static void others_and_the_unlimited_are_left_alone(void)
{
	scoped_limiter limiter = limiter_new();

	CHECK_INT(taken(limiter, "a", 1, 0, 10), 1);
	CHECK_INT(taken(limiter, "b", 2, 0, 10), 2);
	CHECK_INT(taken(limiter, "c", 0, 0, 1000), 1000);
}

static void a_clock_set_back_gives_and_takes_nothing(void)
{
	scoped_limiter limiter = limiter_new();
	instant_ms now = 1000 * DAY_MS;

	CHECK_INT(taken(limiter, "a", 60, now, 30), 30);
	CHECK_INT(taken(limiter, "a", 60, now - DAY_MS, 100), 30);
	CHECK_INT(taken(limiter, "a", 60, now - DAY_MS + SECOND_MS, 10), 1);
}

const struct test tests[] = {
	{ "a name gets what it may, and no more", a_name_gets_what_it_may_and_no_more },
	{ "others and the unlimited are left alone",
	  others_and_the_unlimited_are_left_alone },
	{ "a clock set back gives and takes nothing",
	  a_clock_set_back_gives_and_takes_nothing },
	{ 0 },
};
