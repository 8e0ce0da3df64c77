/* Since when a measurement is in breach. */
#include "check.h"
#include "core/diagnosis/onset.h"

#include <math.h>

enum { POINTS = 40 };

/* A sample a minute: good is below 10. */
static struct onset onset_in(const char *shape)
{
	struct onset_point points[POINTS];
	size_t count = 0;

	for (; shape[count]; count++)
		points[count] = (struct onset_point){ .at = (instant_ms)(count + 1) *
							    MINUTE_MS,
						      .value = shape[count] == '#' ? 20
							       : shape[count] == '.'
								       ? 5
								       : NAN };
	return onset_of(points, count, COMPARE_BELOW, 10);
}

static void it_begins_with_the_last_stretch_in_breach(void)
{
	static const struct {
		const char *shape;
		enum onset_kind kind;
		int64_t minute;
	} cases[] = {
		{ "....####", ONSET_FOUND, 5 },
		/* Killed every four minutes: one story. */
		{ "..#...#...#", ONSET_FOUND, 3 },
		/* Calm for six minutes: another one. */
		{ "..##......##", ONSET_FOUND, 11 },
		{ "########", ONSET_EARLIER, 1 },
		{ "  ######", ONSET_EARLIER, 3 },
		/* A gap is neither good nor bad. */
		{ "..## ###", ONSET_FOUND, 3 },
		{ "..###...", ONSET_FOUND, 3 },
		{ "..###......", ONSET_NONE, 0 },
		{ "........", ONSET_NONE, 0 },
		{ "", ONSET_NONE, 0 },
		{ "     ", ONSET_NONE, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct onset onset = onset_in(cases[i].shape);

		CHECK_CASE(onset.kind == cases[i].kind, cases[i].shape);
		CHECK_CASE(onset.kind == ONSET_NONE ||
				   onset.at == cases[i].minute * MINUTE_MS,
			   cases[i].shape);
	}
}

static void it_tells_what_was_before(void)
{
	struct onset onset = onset_in("...###");

	CHECK(onset.before == 5 && onset.value == 20);
	CHECK(isnan(onset_in("###").before));
}

/* A quarter of an hour of quiet, then it goes to "to" within "ramp" samples. */
static struct shift_onset shift_to(double to, size_t ramp)
{
	scoped_arena arena = arena_new(1 << 20);
	double values[120];

	for (size_t i = 0; i < 120; i++) {
		double part = i < 60      ? 0
			      : ramp == 0 ? 1
					  : (double)(i - 59) / (double)ramp;

		values[i] = 5 + 0.1 * (double)(i % 3) + (to - 5) * fmin(part, 1);
	}
	return onset_by_shift(arena, values, 120, COMPARE_BELOW, 10);
}

static void a_shift_for_the_worse_is_an_onset_and_any_other_is_none(void)
{
	struct shift_onset step = shift_to(20, 0), ramp = shift_to(20, 30);

	CHECK(step.is_found && !step.is_ramp);
	CHECK_INT(step.at, 60);
	CHECK(ramp.is_found && ramp.is_ramp);
	/* Its foot: long before it is in breach of 10. */
	CHECK(ramp.at >= 57 && ramp.at <= 65);
	CHECK(!shift_to(9, 0).is_found);   /* worse, and still good */
	CHECK(!shift_to(0.1, 0).is_found); /* better */
	CHECK(!shift_to(5, 0).is_found);
}

const struct test tests[] = {
	{ "a shift for the worse is an onset, and any other is none",
	  a_shift_for_the_worse_is_an_onset_and_any_other_is_none },
	{ "it begins with the last stretch in breach",
	  it_begins_with_the_last_stretch_in_breach },
	{ "it tells what was before", it_tells_what_was_before },
	{ 0 },
};
