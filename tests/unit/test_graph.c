/* Who is to blame along the calls. Each case is a small system: who calls whom, and a
 * row of marks for each of its series. */
#include "check.h"

#include "base/text.h"
#include "core/diagnosis/graph.h"

#include <math.h>
#include <string.h>

enum { SAMPLES_MAX = 64, SERIES_MAX = 12, ROWS_MAX = 8 };

/* A sample each minute; '.' about as usual, '=' just so, '+' half as much again, '#'
 * ten times, '-' a tenth less, ' ' a gap, '|' where before ends and what is looked at
 * begins. */
struct row {
	const char *entity, *name, *marks;
	double usual;
	int worse; /* as somebody said */
};

struct system {
	const char *name, *calls; /* "site>cart cart>db" */
	struct row rows[ROWS_MAX];
	const char *alert_entity, *alert_metric;
	const char *suspects; /* the first ones, "" when nothing stands out */
};

static double value_of(char mark, double usual, size_t nth)
{
	/* A little restless, as all that is measured. */
	double ripple = 1 + 0.01 * (double)(nth * 7 % 5);

	switch (mark) {
	case '+': return 1.5 * usual * ripple;
	case '#': return 10 * usual * ripple;
	case '-': return 0.9 * usual;
	case '=': return usual;
	case ' ': return NAN;
	default: return usual * ripple;
	}
}

static size_t read_row(struct arena *arena, const struct row *row, double factor,
		       instant_ms shift, struct case_series *series)
{
	instant_ms *at = arena_many(arena, instant_ms, SAMPLES_MAX);
	double *values = arena_many(arena, double, SAMPLES_MAX);
	size_t count = 0, before = 0;

	for (const char *c = row->marks; *c; c++) {
		if (*c == '|') {
			before = count;
			continue;
		}
		at[count] = (instant_ms)(count + 1) * MINUTE_MS + shift;
		values[count] = factor * value_of(*c, row->usual, count);
		count++;
	}
	*series = (struct case_series){ .entity = str_of(row->entity),
					.name = str_of(row->name),
					.kind = metric_kind_of(str_of(row->name),
							       STR("")),
					.worse = row->worse,
					.at = at,
					.values = values,
					.count = count };
	return before;
}

static size_t read_calls(struct arena *arena, const char *calls, struct case_call **ret)
{
	str rest = str_of(calls), pair;
	size_t count = 0;

	*ret = arena_many(arena, struct case_call, SERIES_MAX);
	while (str_next(&rest, ' ', &pair))
		if (str_cut(pair, '>', &(*ret)[count].caller, &(*ret)[count].callee))
			count++;
	return count;
}

struct twist {
	double latency_factor;
	bool backwards;
	duration_ms later;
};

static str suspects_of(struct arena *arena, const struct system *system,
		       struct twist twist)
{
	struct case_series series[SERIES_MAX] = { 0 };
	struct case_call *calls = NULL;
	struct diagnosis_case known = { .alert_entity = str_of(system->alert_entity),
					.alert_metric = str_of(system->alert_metric),
					.series = series };
	struct graph_answer answer;
	size_t before = 0, count = 0;
	struct text said = { 0 };

	while (count < ROWS_MAX && system->rows[count].entity)
		count++;
	for (size_t i = 0; i < count; i++) {
		const struct row
			*row = &system->rows[twist.backwards ? count - 1 - i : i];
		bool is_latency = strstr(row->name, "latency") != NULL;

		before = read_row(arena, row, is_latency ? twist.latency_factor : 1, 0,
				  &series[i]);
	}
	known.series_count = count;
	known.call_count = read_calls(arena, system->calls, &calls);
	known.calls = calls;
	known.before = (struct case_window){
		.from = 0, .to = (instant_ms)(before + 1) * MINUTE_MS + twist.later
	};
	known.during = (struct case_window){ .from = known.before.to,
					     .to = (instant_ms)(series[0].count + 1) *
						   MINUTE_MS };
	answer = graph_suspects(arena, &known);
	said = text_new(arena, 1000);
	for (size_t i = 0; answer.anything && i < answer.suspect_count; i++)
		if (answer.suspects[i].finding_count > 0)
			text_addf(&said, "%s" STR_FMT, said.length ? " " : "",
				  STR_ARG(answer.suspects[i].entity));
	return text_of(&said);
}

#define QUIET "..............................|"
#define STILL "==============================|"
#define CALLS(name, often) \
	{ \
		name, "requests", QUIET "....", often \
	}

static const struct system systems[] = {
	{ .name = "it begins in a callee",
	  .calls = "site>cart site>search cart>db",
	  .rows = { { "site", "latency", QUIET "++++", 0.1 },
		    { "cart", "latency", QUIET "....", 0.02 },
		    { "search", "latency", QUIET "####", 0.01 },
		    { "db", "latency", QUIET "....", 0.005 },
		    CALLS("site", 100),
		    CALLS("cart", 100),
		    CALLS("search", 60),
		    CALLS("db", 200) },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "search site" },
	{ .name = "a callee that moves much but is seldom called costs nothing",
	  .calls = "site>cart site>rare",
	  .rows = { { "site", "latency", QUIET "++++", 0.1 },
		    { "cart", "latency", QUIET "++++", 0.08 },
		    { "rare", "latency", QUIET "####", 0.01 },
		    CALLS("site", 100),
		    CALLS("cart", 100),
		    CALLS("rare", 0.5) },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "cart site" },
	{ .name = "what nobody waits for is not to blame first",
	  .calls = "site>cart site>batch",
	  .rows = { { "site", "latency", QUIET "++++", 0.1 },
		    { "cart", "latency", QUIET "++++", 0.08 },
		    { "batch", "latency", QUIET "++++", 9 },
		    CALLS("site", 100),
		    CALLS("cart", 100),
		    CALLS("batch", 1) },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "cart batch site" },
	{ .name = "a name that says nothing, of which somebody said that more is worse",
	  .calls = "site>cache",
	  .rows = { { "site", "latency", QUIET "....++++", 0.1 },
		    { "cache", "nodes down", QUIET "..######", 1, .worse = 1 } },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "cache site" },
	{ .name = "and one of which nobody said it, and one that became better",
	  .calls = "site>cache site>store",
	  .rows = { { "site", "latency", QUIET "....++++", 0.1 },
		    { "cache", "nodes down", QUIET "..######", 1 },
		    { "store", "errors", QUIET "..######", 1, .worse = -1 } },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "site" },
	{ .name = "failures of one that always succeeded",
	  .calls = "site>cart site>search",
	  .rows = { { "site", "availability", STILL "----", 100 },
		    { "cart", "availability", STILL "====", 100 },
		    { "search", "availability", STILL "----", 100 },
		    CALLS("site", 100),
		    CALLS("cart", 100),
		    CALLS("search", 100) },
	  .alert_entity = "site",
	  .alert_metric = "availability",
	  .suspects = "search site" },
	{ .name = "nothing moves",
	  .calls = "site>cart",
	  .rows = { { "site", "latency", QUIET "....", 0.1 },
		    { "cart", "latency", QUIET "....", 0.08 },
		    CALLS("site", 100),
		    CALLS("cart", 100) },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "" },
	/* Without a number of calls the failing ones are followed. */
	{ .name = "to the callee that failed before",
	  .calls = "site>cart cart>db",
	  .rows = { { "site", "error_ratio", QUIET "..####", 0.01 },
		    { "cart", "latency", QUIET "..####", 0.02 },
		    { "db", "pool_wait", QUIET "######", 0.1 } },
	  .alert_entity = "site",
	  .alert_metric = "error_ratio",
	  .suspects = "db cart site" },
	{ .name = "through one of which nothing is known",
	  .calls = "site>proxy proxy>db",
	  .rows = { { "site", "error_ratio", QUIET "..####", 0.01 },
		    { "db", "latency", QUIET "..####", 0.1 } },
	  .alert_entity = "site",
	  .alert_metric = "error_ratio",
	  .suspects = "db site" },
	{ .name = "one that failed long after is a victim",
	  .calls = "site>db",
	  .rows = { { "site", "error_ratio", QUIET "###########", 0.01 },
		    { "db", "latency", QUIET ".......####", 0.1 } },
	  .alert_entity = "site",
	  .alert_metric = "error_ratio",
	  .suspects = "site db" },
	{ .name = "more traffic is no failure",
	  .calls = "site>db",
	  .rows = { { "site", "latency", QUIET "####", 0.1 },
		    { "db", "requests_per_sec", QUIET "####", 100 } },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "site" },
	{ .name = "a callee that is asked for much more suffers from its caller",
	  .calls = "site>db",
	  .rows = { { "site", "latency", QUIET "......####", 0.1 },
		    { "db", "cpu_percent", QUIET "......####", 8 },
		    { "db", "requests_per_sec", QUIET ".....#####", 100 } },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "site db" },
	{ .name = "but not when its caller is asked for as much more",
	  .calls = "site>db",
	  .rows = { { "site", "latency", QUIET "......####", 0.1 },
		    { "site", "requests_per_sec", QUIET ".....#####", 70 },
		    { "db", "cpu_percent", QUIET "......####", 8 },
		    { "db", "requests_per_sec", QUIET ".....#####", 100 } },
	  .alert_entity = "site",
	  .alert_metric = "latency",
	  .suspects = "db site" },
	{ .name = "a caller is never to blame before the one it calls",
	  .calls = "site>db",
	  .rows = { { "site", "latency", QUIET "#######", 0.1 },
		    { "db", "latency", QUIET "...####", 0.1 } },
	  .alert_entity = "db",
	  .alert_metric = "latency",
	  .suspects = "db site" },
	{ .name = "a peak of two samples is no failure",
	  .calls = "site>db",
	  .rows = { { "site", "error_ratio", QUIET "..####", 0.01 },
		    { "db", "latency", QUIET ".##...", 0.1 } },
	  .alert_entity = "site",
	  .alert_metric = "error_ratio",
	  .suspects = "site" },
	{ .name = "a trouble that passed long ago is another one",
	  .calls = "site>db",
	  .rows = { { "site", "error_ratio", QUIET "................####", 0.01 },
		    { "db", "latency", QUIET "####................", 0.1 } },
	  .alert_entity = "site",
	  .alert_metric = "error_ratio",
	  .suspects = "site" },
	{ .name = "a circle of calls ends",
	  .calls = "site>cart cart>site",
	  .rows = { { "site", "error_ratio", QUIET "####", 0.01 },
		    { "cart", "error_ratio", QUIET "####", 0.01 } },
	  .alert_entity = "site",
	  .alert_metric = "error_ratio",
	  .suspects = "cart site" },
	{ .name = "an alert of nobody",
	  .calls = "site>cart",
	  .rows = { { "site", "error_ratio", QUIET "####", 0.01 } },
	  .alert_entity = "ghost",
	  .alert_metric = "error_ratio",
	  .suspects = "" },
};

static void check_all(struct twist twist)
{
	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
		scoped_arena arena = arena_new(64 << 20);
		str got = suspects_of(arena, &systems[i], twist);

		if (!str_is(got, systems[i].suspects))
			check_failed(__FILE__, __LINE__, "%s: '" STR_FMT "'",
				     systems[i].name, STR_ARG(got));
	}
}

static void the_one_it_begins_in_comes_first(void)
{
	check_all((struct twist){ .latency_factor = 1 });
}

static void units_change_nothing(void)
{
	check_all((struct twist){ .latency_factor = 1000 });
}

static void the_order_of_the_series_changes_nothing(void)
{
	check_all((struct twist){ .latency_factor = 1, .backwards = true });
}

static void a_minute_of_onset_changes_nothing(void)
{
	check_all((struct twist){ .latency_factor = 1, .later = MINUTE_MS });
	check_all((struct twist){ .latency_factor = 1, .later = -MINUTE_MS });
}

static void spans_say_who_calls(void)
{
	scoped_arena arena = arena_new(16 << 20);
	static const struct case_span spans[] = {
		{ .trace = STR_INIT("t"),
		  .id = STR_INIT("1"),
		  .entity = STR_INIT("site") },
		{ .trace = STR_INIT("t"),
		  .id = STR_INIT("2"),
		  .parent = STR_INIT("1"),
		  .entity = STR_INIT("cart") },
		{ .trace = STR_INIT("t"),
		  .id = STR_INIT("3"),
		  .parent = STR_INIT("2"),
		  .entity = STR_INIT("cart") },
		{ .trace = STR_INIT("t"),
		  .id = STR_INIT("4"),
		  .parent = STR_INIT("3"),
		  .entity = STR_INIT("db") },
		/* Another trace's 1 is another span. */
		{ .trace = STR_INIT("u"),
		  .id = STR_INIT("5"),
		  .parent = STR_INIT("1"),
		  .entity = STR_INIT("mail") },
	};
	struct diagnosis_case known = { .spans = spans, .span_count = 5 };
	struct graph_names callees = graph_callees(arena, &known, STR("site"));
	struct graph_names callers = graph_callers(arena, &known, STR("db"));

	CHECK_INT((long long)callees.count, 2);
	CHECK_STR(callees.items[0], "cart");
	CHECK_STR(callees.items[1], "db");
	CHECK_INT((long long)callers.count, 2);
	CHECK_STR(callers.items[0], "cart");
	CHECK_INT((long long)graph_callees(arena, &known, STR("mail")).count, 0);
}

/* -- anything -- */

static uint64_t roll(uint64_t *dice, uint64_t sides)
{
	*dice = *dice * 6364136223846793005u + 1442695040888963407u;
	return (*dice >> 33) % sides;
}

static double odd_value(uint64_t *dice)
{
	static const double odd[] = { NAN,   INFINITY, -INFINITY, 0,  -1,
				      1e300, -1e300,   1e-300,    100 };

	return roll(dice, 3) ? (double)roll(dice, 1000) / 7 : odd[roll(dice, 9)];
}

static struct case_series odd_series(struct arena *arena, uint64_t *dice)
{
	static const char *const names[] = { "latency", "availability", "requests",
					     "error_ratio", "what" };
	size_t count = roll(dice, 40);
	instant_ms *at = arena_many(arena, instant_ms, count + 1);
	double *values = arena_many(arena, double, count + 1);

	for (size_t i = 0; i < count; i++) {
		at[i] = (instant_ms)roll(dice, 50) * MINUTE_MS;
		values[i] = odd_value(dice);
	}
	return (struct case_series){
		.entity = arena_format(arena, "e%d", (int)roll(dice, 5)),
		.name = str_of(names[roll(dice, 5)]),
		.at = at,
		.values = values,
		.count = count,
	};
}

/* Samples twice and out of order, numbers that are none, calls of nobody by oneself. */
static void anything_may_be_in_a_case(void)
{
	uint64_t dice = 7;

	for (int i = 0; i < 2000; i++) {
		scoped_arena arena = arena_new(64 << 20);
		struct case_series series[SERIES_MAX];
		struct case_call calls[SERIES_MAX];
		struct diagnosis_case known = {
			.before = { 0, (instant_ms)roll(&dice, 40) * MINUTE_MS },
			.during = { (instant_ms)roll(&dice, 50) * MINUTE_MS,
				    (instant_ms)roll(&dice, 60) * MINUTE_MS },
			.series = series,
			.series_count = roll(&dice, SERIES_MAX + 1),
			.calls = calls,
			.call_count = roll(&dice, SERIES_MAX + 1),
			.alert_entity = STR("e0"),
			.alert_metric = roll(&dice, 2) ? STR("latency")
						       : STR("availability"),
		};

		for (size_t k = 0; k < known.series_count; k++)
			series[k] = odd_series(arena, &dice);
		for (size_t k = 0; k < known.call_count; k++)
			calls[k] = (struct case_call){
				.caller = arena_format(arena, "e%d", (int)roll(&dice, 6)),
				.callee = arena_format(arena, "e%d", (int)roll(&dice, 6)),
			};
		struct graph_answer answer = graph_suspects(arena, &known);
		for (size_t k = 0; k < answer.suspect_count; k++)
			CHECK(isfinite(answer.suspects[k].score));
		for (size_t k = 1; k < answer.suspect_count; k++)
			CHECK(answer.suspects[k].score <= answer.suspects[k - 1].score);
	}
}

/* A gateway in front of very many, each named twice. */
static void a_hub_calls_each_once(void)
{
	enum { CALLEES = 150000 };
	scoped_arena arena = arena_new((size_t)1 << 30);
	struct case_call *calls = arena_many(arena, struct case_call, 2 * CALLEES);
	struct diagnosis_case known = { .calls = calls, .call_count = 2 * CALLEES };

	for (size_t i = 0; i < 2 * CALLEES; i++)
		calls[i] = (struct case_call){
			.caller = STR("hub"),
			.callee = arena_format(arena, "e%zu", i % CALLEES),
		};
	CHECK_INT(graph_callees(arena, &known, STR("hub")).count, CALLEES);
}

const struct test tests[] = {
	{ "the one it begins in comes first", the_one_it_begins_in_comes_first },
	{ "units change nothing", units_change_nothing },
	{ "the order of the series changes nothing",
	  the_order_of_the_series_changes_nothing },
	{ "a minute of onset changes nothing", a_minute_of_onset_changes_nothing },
	{ "spans say who calls", spans_say_who_calls },
	{ "a hub calls each once", a_hub_calls_each_once },
	{ "anything may be in a case", anything_may_be_in_a_case },
	{ NULL, NULL },
};
