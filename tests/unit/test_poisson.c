/* Counts with exposures become one signed number that can be compared. */
#include "check.h"
#include "stats/poisson.h"

#include <math.h>

static bool near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static void known_values(void)
{
	/* Worked out by hand from the formula in the header. */
	static const struct {
		const char *what;
		double before, over_before, after, over_after, llr;
	} cases[] = {
		{ "the same rate", 10, 5, 20, 10, 0 },
		{ "twice as many in the same time", 10, 1, 20, 1, 1.6989903679539748 },
		{ "half as many in the same time", 20, 1, 10, 1, -1.6989903679539748 },
		{ "out of nothing", 0, 1, 10, 1, 6.931471805599453 },
		{ "gone", 10, 1, 0, 1, -6.931471805599453 },
		{ "gone, but hardly looked at", 10, 9, 0, 1, -1.0536051565782629 },
		{ "one in ten times the time", 0, 10, 1, 1, 2.3978952727983707 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		double llr = poisson_llr(cases[i].before, cases[i].over_before,
					 cases[i].after, cases[i].over_after);

		CHECK_CASE(near(llr, cases[i].llr), cases[i].what);
	}
}

static void sides_swapped(void)
{
	for (int a = 0; a < 40; a += 3)
		for (int b = 0; b < 40; b += 4)
			CHECK(near(poisson_llr(a, 2, b, 7), -poisson_llr(b, 7, a, 2)));
}

static void exposure_has_no_unit(void)
{
	CHECK(near(poisson_llr(3, 60, 9, 30), poisson_llr(3, 60e3, 9, 30e3)));
	CHECK(near(poisson_llr(3, 5e307, 9, 5e307), poisson_llr(3, 1, 9, 1)));
}

static void more_is_more(void)
{
	double last = 0;

	for (int after = 11; after < 2000; after++) {
		double llr = poisson_llr(10, 1, after, 1);

		CHECK(llr > last);
		last = llr;
	}
	CHECK(last > 1000);
}

static void nothing_to_say(void)
{
	static const double cases[][4] = {
		{ 0, 1, 0, 1 },         { 5, 0, 5, 1 },        { 5, 1, 5, 0 },
		{ -1, 1, 5, 1 },        { 5, -1, 5, 1 },       { NAN, 1, 5, 1 },
		{ 5, NAN, 5, 1 },       { 5, 1, INFINITY, 1 }, { 5, 1, 5, INFINITY },
		{ 1e308, 1, 1e308, 1 }, { 0, 0, 0, 0 },        { 5, 1e308, 5, 1e308 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK(poisson_llr(cases[i][0], cases[i][1], cases[i][2], cases[i][3]) ==
		      0);
}

const struct test tests[] = {
	{ "known values", known_values },
	{ "the sides swapped give the other sign", sides_swapped },
	{ "exposure may be in any unit", exposure_has_no_unit },
	{ "the more of it, the larger", more_is_more },
	{ "nothing can be said", nothing_to_say },
	{ 0 },
};
