/* What is told of what runs out, and what is drawn. */
#include "check.h"
#include "diagnose/answer.h"
#include "formats/json.h"

#include <math.h>

enum { ARENA_BYTES = 64 << 20, MINUTES = 240, DURING = 220, LINES = 60 };

static const instant_ms began = 1700000000000;

/* The memory of cart grows by 30 MiB an hour up to its limit, and it writes an error each
 * minute since the incident. */
struct fixture {
	struct diagnose_files files;
	struct diagnosis diagnosis;
	struct answer answer;
};

static struct case_series *series_of(struct arena *arena)
{
	struct case_series *series = arena_many(arena, struct case_series, 2);
	instant_ms *at = arena_many(arena, instant_ms, MINUTES);
	double *used = arena_many(arena, double, MINUTES);
	double *limit = arena_many(arena, double, MINUTES);

	for (size_t i = 0; i < MINUTES; i++) {
		at[i] = began + (instant_ms)i * MINUTE_MS;
		used[i] = 300 + 0.5 * (double)i + (double)(i * 7919 % 11) / 11;
		limit[i] = 512.0 * 1048576;
	}
	series[0] = (struct case_series){ .entity = STR("cart"),
					  .name = STR("memory_used"),
					  .unit = STR("MiB"),
					  .at = at,
					  .values = used,
					  .count = MINUTES };
	series[1] = (struct case_series){ .entity = STR("cart"),
					  .name = STR("memory_limit"),
					  .unit = STR("bytes"),
					  .at = at,
					  .values = limit,
					  .count = MINUTES };
	return series;
}

static struct case_line *lines_of(struct arena *arena)
{
	struct case_line *lines = arena_many(arena, struct case_line, LINES);

	/* One each four minutes of another thing, and one each minute of an error. */
	for (size_t i = 0; i < LINES; i++) {
		bool is_error = i >= LINES - 20;

		lines[i] = (struct case_line){
			.entity = STR("cart"),
			.text = is_error ? STR("connection refused") : STR("all well"),
			.at = is_error ? began + (DURING + (instant_ms)i - LINES + 20) *
							 MINUTE_MS
				       : began + (instant_ms)i * 5 * MINUTE_MS,
		};
	}
	return lines;
}

static void set_up(struct arena *arena, struct fixture *fixture)
{
	struct error error = { 0 };

	*fixture = (struct fixture){
		.files = {
			.known = {
				.before = { began, began + DURING * MINUTE_MS },
				.during = { began + DURING * MINUTE_MS,
					    began + MINUTES * MINUTE_MS },
				.series = series_of(arena),
				.series_count = 2,
				.lines = lines_of(arena),
				.line_count = LINES,
			},
			.extent = { began, began + MINUTES * MINUTE_MS },
		},
	};
	CHECK_OK(diagnose(arena, &fixture->files.known, &fixture->diagnosis, &error),
		 error);
	fixture->answer = (struct answer){ .files = &fixture->files,
					   .diagnosis = &fixture->diagnosis,
					   .windows_say = STR(""),
					   .paths = STR("case"),
					   .top = 5 };
}

static const struct told_finding *last_told(const struct told_list *told)
{
	return &told->items[told->count - 1];
}

static void what_runs_out_is_told_with_its_chart(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture;

	set_up(arena, &fixture);

	str text = answer_text(arena, &fixture.answer);
	struct told_list told = findings_told(arena, &fixture.answer);

	CHECK(str_contains(text, STR("\nWhat runs out; in brackets")));
	CHECK(str_contains(text, STR("memory_used of cart grows by")));
	CHECK(str_contains(text, STR("▁▁▁▁▂▂")) && str_contains(text, STR(" MiB\n")));
	CHECK(told.count > 1 && last_told(&told)->resource);
	CHECK_INT(last_told(&told)->number, told.count);
	CHECK_STR_EQ(last_told(&told)->command,
		     arena_format(arena, "stanch diagnose show case F%zu", told.count));
	text = answer_finding(arena, &fixture.answer, last_told(&told));
	CHECK(str_contains(text, STR("512 MiB (memory_limit)")));
}

/* That it is full is no matter of chance. */
static void what_is_full_has_no_strength(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture;
	struct error error = { 0 };

	set_up(arena, &fixture);

	struct case_series full = fixture.files.known.series[0];
	double *used = arena_many(arena, double, MINUTES);

	for (size_t i = 0; i < MINUTES; i++)
		used[i] = i < DURING ? 40 : 100;
	full.name = STR("disk_used");
	full.unit = STR("%");
	full.values = used;
	fixture.files.known.series = &full;
	fixture.files.known.series_count = 1;
	CHECK_OK(diagnose(arena, &fixture.files.known, &fixture.diagnosis, &error),
		 error);

	str text = answer_text(arena, &fixture.answer);

	CHECK(str_contains(text, STR("\nWhat runs out\n")));
	CHECK(str_contains(text, STR("disk_used of cart: 100 % of 100 %, saturated since "
				     "01:53:20\n")));
}

static void as_json_it_has_its_numbers(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture;
	struct error error = { 0 };

	set_up(arena, &fixture);

	const struct tree *tree = json_parse(arena, answer_json(arena, &fixture.answer),
					     &error);
	const struct tree *list = tree_get(tree, "resources");

	CHECK_INT(tree_count(list), 1);
	if (tree_count(list) != 1)
		return;

	const struct tree *one = tree_nth(list, 0);

	CHECK_STR_EQ(tree_get_text(one, "resource"), STR("grows"));
	CHECK_STR_EQ(tree_get_text(one, "limit_from"), STR("memory_limit"));
	CHECK(fabs(tree_get_real(one, "per_hour", 0) / 1048576 - 30) < 0.3);
	CHECK(tree_get_real(one, "limit", 0) == 512.0 * 1048576);
	CHECK(str_starts_with(tree_get_text(one, "full"), STR("2023-11-15T05:1")));
}

/* In the unit of its samples, whatever that of the finding is. */
static void its_line_and_its_limit_are_drawn(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture;
	struct chart chart = { 0 };

	set_up(arena, &fixture);

	struct told_list told = findings_told(arena, &fixture.answer);

	CHECK(chart_of_finding(arena, &fixture.answer, last_told(&told), &chart));
	CHECK(chart.has_limit && chart.limit == 512);
	CHECK(fabs(chart.trend[0].value - 300) < 3);
	CHECK(fabs(chart.trend[1].value - 420) < 3);
	CHECK(chart.from < fixture.diagnosis.resources[0].finding.onset ||
	      chart.from == began);

	str svg = chart_svg(arena, &chart, STR("f1"));

	CHECK(str_contains(svg, STR("class=\"trend\"")));
	CHECK(str_contains(svg, STR(">limit</text>")));
	chart.limit = 5000;
	chart.trend[0].at = 0;
	svg = chart_svg(arena, &chart, STR("f1"));
	CHECK(!str_contains(svg, STR("class=\"trend\"")));
	CHECK(!str_contains(svg, STR(">limit</text>")));
}

static void lines_of_errors_are_drawn(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct fixture fixture;
	struct chart chart = { 0 };
	struct finding errors = { .kind = FINDING_LINES_OF_ERRORS,
				  .entity = STR("cart") };
	struct told_finding told = { .finding = &errors, .number = 1 };
	double sum = 0;

	set_up(arena, &fixture);
	CHECK(chart_of_finding(arena, &fixture.answer, &told, &chart));
	CHECK_STR_EQ(chart.unit, STR("lines/min"));
	for (size_t i = 0; i < chart.count; i++) {
		sum += chart.values[i];
		CHECK(chart.at[i] >= fixture.files.known.during.from - 3 * MINUTE_MS ||
		      chart.values[i] == 0);
	}
	/* Twenty lines, by the minutes of a sixtieth of what is shown. */
	CHECK(fabs(sum * (double)(chart.to - chart.from) / 60 / (double)MINUTE_MS - 20) <
	      1e-6);

	str text = answer_finding(arena, &fixture.answer, &told);

	CHECK(str_contains(text, STR("connection refused")));
	CHECK(!str_contains(text, STR("all well")));
	errors.entity = STR("web");
	CHECK(!chart_of_finding(arena, &fixture.answer, &told, &chart));
}

const struct test tests[] = {
	{ "what runs out is told with its chart", what_runs_out_is_told_with_its_chart },
	{ "what is full has no strength", what_is_full_has_no_strength },
	{ "as JSON it has its numbers", as_json_it_has_its_numbers },
	{ "its line and its limit are drawn", its_line_and_its_limit_are_drawn },
	{ "lines of errors are drawn", lines_of_errors_are_drawn },
	{ 0 },
};
