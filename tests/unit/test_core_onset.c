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

const struct test tests[] = {
	{ "it begins with the last stretch in breach",
	  it_begins_with_the_last_stretch_in_breach },
	{ "it tells what was before", it_tells_what_was_before },
	{ 0 },
};
