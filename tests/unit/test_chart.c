#include "check.h"
#include "formats/chart.h"

#include <math.h>

enum { TEST_BYTES_MAX = 16 << 20, SAMPLES_MAX = 1000 };

static instant_ms times[SAMPLES_MAX];

static struct chart chart_of(const double *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		times[i] = (instant_ms)(i + 1) * MINUTE_MS;
	return (struct chart){
		.title = STR("latency of cart"),
		.unit = STR("ms"),
		.at = times,
		.values = values,
		.count = count,
		.from = MINUTE_MS,
		.to = (instant_ms)(count + 1) * MINUTE_MS,
	};
}

static void a_line_has_a_block_for_each_sample(void)
{
	static const double values[] = { 0, 1, 2, 3, 4, 5, 6, 7, NAN, INFINITY, 7 };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct chart chart = chart_of(values, COUNT_OF(values));

	CHECK_STR(chart_line(arena, &chart, 80), "▁▂▃▄▅▆▇█  █");
}

static void a_spike_is_not_lost_in_a_narrow_line(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	double values[SAMPLES_MAX];
	struct chart chart;

	for (size_t i = 0; i < SAMPLES_MAX; i++)
		values[i] = i == 555 ? 100 : 1;
	chart = chart_of(values, SAMPLES_MAX);
	CHECK_STR(chart_line(arena, &chart, 10), "▁▁▁▁▁█▁▁▁▁");
}

static void all_equal_one_and_none_are_lines_too(void)
{
	static const double values[] = { 5, 5, 5, NAN };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct chart chart = chart_of(values, 3);

	CHECK_STR(chart_line(arena, &chart, 80), "▁▁▁");
	chart.count = 1;
	CHECK_STR(chart_line(arena, &chart, 80), "▁");
	chart.count = 0;
	CHECK_STR(chart_line(arena, &chart, 80), "");
	chart.values = values + 3;
	chart.count = 1;
	CHECK_STR(chart_line(arena, &chart, 80), "");
	chart.to = chart.from;
	CHECK_STR(chart_line(arena, &chart, 80), "");
}

static void marks_stand_below_their_time(void)
{
	static const double values[] = { 1, 1, 1, 1, 9, 9, 9, 9 };
	const struct chart_mark marks[] = {
		{ CHART_CHANGE, 3 * MINUTE_MS, STR("deploy") },
		{ CHART_ONSET, 5 * MINUTE_MS, STR("onset") },
		{ CHART_CHANGE, 5 * MINUTE_MS, STR("another") },
		{ CHART_CHANGE, 90 * MINUTE_MS, STR("later than what is shown") },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct chart chart = chart_of(values, COUNT_OF(values));

	CHECK_STR(chart_line_marks(arena, &chart, 80), "");
	chart.marks = marks;
	chart.mark_count = COUNT_OF(marks);
	CHECK_STR(chart_line_marks(arena, &chart, 80), "  | ^");
}

static void numbers_are_short(void)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{ 0, "0" },
		{ 0.00012345, "0.000123" },
		{ 12.345, "12.3" },
		{ 999, "999" },
		{ 1234, "1234" },
		{ 12345, "12.3k" },
		{ -4560000, "-4.56M" },
		{ 2e9, "2G" },
		{ 7.5e13, "75T" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(chart_number(arena, cases[i].value), str_of(cases[i].text));
}

static void a_picture_tells_what_it_shows(void)
{
	static const double values[] = { 1, 2, NAN, 4, 1e-300 };
	const struct chart_mark marks[] = {
		{ CHART_ONSET, 2 * MINUTE_MS, STR("onset") },
		{ CHART_CHANGE, 3 * MINUTE_MS, STR("</svg><script>&\"") },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct chart chart = chart_of(values, COUNT_OF(values));
	str svg;

	chart.marks = marks;
	chart.mark_count = COUNT_OF(marks);
	svg = chart_svg(arena, &chart, STR("f1"));
	CHECK(str_contains(svg, STR("<title id=\"f1-title\">latency of cart</title>")));
	CHECK(str_contains(svg, STR("between 1e-300 and 4 ms; onset at 00:02:00: onset; "
				    "change at 00:03:00: &lt;/svg&gt;&lt;script&gt;"
				    "&amp;&quot;.</desc>")));
	CHECK(str_contains(svg, STR("prefers-color-scheme:dark")));
	CHECK(!str_contains(svg, STR("<script")));
	CHECK(!str_contains(svg, STR("nan")) && !str_contains(svg, STR("inf")));
	CHECK(str_ends_with(svg, STR("</svg>\n")));
}

static void a_picture_of_many_samples_stays_small(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	double values[SAMPLES_MAX];
	struct chart chart;

	for (size_t i = 0; i < SAMPLES_MAX; i++)
		values[i] = (double)(i * 7919 % 1000);
	chart = chart_of(values, SAMPLES_MAX);
	CHECK(chart_svg(arena, &chart, STR("c")).length < 16000);
	chart.count = 0;
	CHECK(str_contains(chart_svg(arena, &chart, STR("c")), STR("without samples")));
}

const struct test tests[] = {
	{ "a line has a block for each sample", a_line_has_a_block_for_each_sample },
	{ "a spike is not lost in a narrow line", a_spike_is_not_lost_in_a_narrow_line },
	{ "all equal, one and none are lines, too",
	  all_equal_one_and_none_are_lines_too },
	{ "marks stand below their time", marks_stand_below_their_time },
	{ "numbers are short", numbers_are_short },
	{ "a picture tells what it shows", a_picture_tells_what_it_shows },
	{ "a picture of many samples stays small",
	  a_picture_of_many_samples_stays_small },
	{ NULL, NULL },
};
