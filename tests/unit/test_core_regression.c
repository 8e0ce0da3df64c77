/* Whether something got worse with a change. */
#include "check.h"
#include "core/diagnosis/regression.h"

#include <math.h>

enum { POINTS = 60 };

/* A sample each 15 s: '.' 5, '+' 12, '#' 30, ' ' none; the change came at '|'. */
static struct regression judge(const char *shape, double threshold)
{
	struct onset_point points[POINTS];
	instant_ms changed_at = 0;
	size_t count = 0;

	for (const char *c = shape; *c; c++) {
		instant_ms at = (instant_ms)(count + 1) * 15 * SECOND_MS;

		if (*c == '|') {
			changed_at = at;
			continue;
		}
		points[count++] = (struct onset_point){ .at = at,
							.value = *c == '.'   ? 5
								 : *c == '+' ? 12
								 : *c == '#' ? 30
									     : NAN };
	}
	return regression_of(points, count, changed_at, COMPARE_BELOW, threshold);
}

static void it_is_one_when_it_lasts(void)
{
	static const struct {
		const char *shape;
		double threshold;
		bool is_one;
	} cases[] = {
		{ "....|#####", 10, true },
		{ "....|..#####", 10, true },
		{ "....|####", 10, false },   /* not long enough */
		{ "....|#####.", 10, false }, /* it is over */
		{ "....|## ###", 10, true },  /* a gap says nothing */
		{ "#####|#####", 10, false }, /* it was so before */
		{ "|#####", 10, false },      /* nothing is known of before */
		{ "    |#####", 10, false },
		/* Bad already: only what is twice as far counts. */
		{ ".....|+++++", 1, true },
		{ "+++++|#####", 1, true },
		{ "#####|+++++", 1, false },
		{ ".....|.....", 1, false },
		{ "", 10, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_CASE(judge(cases[i].shape, cases[i].threshold).is_one ==
				   cases[i].is_one,
			   cases[i].shape);
}

static void it_says_from_what_to_what_and_since_when(void)
{
	struct regression regression = judge("..#..|..#####", 10);

	CHECK(regression.is_one);
	CHECK(regression.before == 5 && regression.after == 30);
	CHECK_INT(regression.since, 8 * 15 * SECOND_MS);
}

/* Where more is better, less is worse. */
static void it_knows_which_way_is_worse(void)
{
	struct onset_point points[8];
	struct regression regression;

	for (size_t i = 0; i < 8; i++)
		points[i] = (struct onset_point){ .at = (instant_ms)(i + 1) * SECOND_MS,
						  .value = i < 3 ? 90 : 40 };
	regression = regression_of(points, 8, 4 * SECOND_MS, COMPARE_AT_LEAST, 95);
	CHECK(regression.is_one);
	for (size_t i = 3; i < 8; i++)
		points[i].value = 80;
	regression = regression_of(points, 8, 4 * SECOND_MS, COMPARE_AT_LEAST, 95);
	CHECK(!regression.is_one);
}

const struct test tests[] = {
	{ "it is one when it lasts", it_is_one_when_it_lasts },
	{ "it says from what to what and since when",
	  it_says_from_what_to_what_and_since_when },
	{ "it knows which way is worse", it_knows_which_way_is_worse },
	{ 0 },
};
