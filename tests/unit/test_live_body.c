/* What a live diagnosis says where it knows of no change, or of nothing at all. */
#include "check.h"

#include "app/investigation/live.h"
#include "app/investigation/live_proof.h"
#include "app/investigation/rivals.h"
#include "app/investigation/stored_chart.h"
#include "core/diagnosis/rival.h"
#include "formats/json.h"

static const struct case_change deploy = { .id = STR_INIT("7"),
					   .kind = STR_INIT("deploy"),
					   .title = STR_INIT("shop 2.1"),
					   .at = 1763726400000 };
static const struct guilt acquitted = { .change = &deploy, .belief = 0.2 };

static const struct {
	const char *name;
	size_t known, judged, compared;
	const char *says, *json;
	bool is_fact;
} cases[] = {
	{ "one is judged", 1, 1, 3, "No change is guilty, by 80 %.", "\"no_change\":0.8",
	  true },
	{ "none is known", 0, 0, 3, "No change is known.", "\"no_change\":null", false },
	{ "nothing could be compared", 1, 0, 0, "Whether a change is guilty is unknown.",
	  "\"no_change_believed\":\"\"", false },
};

static void without_a_change_none_is_acquitted(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(1 << 20);
		struct live_plan plan = { .wish = { .service = STR("shop") } };
		struct live_outcome outcome = {
			.is_made = true,
			.known = { .during = { deploy.at + MINUTE_MS,
					       deploy.at + HOUR_MS },
				   .changes = &deploy,
				   .change_count = cases[i].known },
			.diagnosis = { .summary = STR("Nothing stands out."),
				       .threshold = 1,
				       .compared = cases[i].compared,
				       .guilty = &acquitted,
				       .guilty_count = cases[i].judged,
				       .no_change = cases[i].judged ? 0.8 : 1 },
		};
		str says = live_says(arena, &plan, &outcome);
		str body = live_body(arena, &plan, &outcome);
		struct facts facts = rivals_facts(arena, &outcome.diagnosis, deploy.at);

		CHECK_CASE(str_contains(says, str_of(cases[i].says)), cases[i].name);
		CHECK_CASE(str_contains(body, str_of(cases[i].json)), cases[i].name);
		CHECK_CASE(!!facts_find(&facts, STR(RIVAL_FACT_NO_CHANGE)) ==
				   cases[i].is_fact,
			   cases[i].name);
		CHECK_CASE(!!facts_find(&facts, STR(RIVAL_FACT_STANDS_OUT)) ==
				   (cases[i].compared > 0),
			   cases[i].name);
	}
}

/* -- what runs out -- */

enum { SAMPLES = 240, DURING = 220, LINES = 40 };

/* Memory that grows by 30 MiB an hour up to 512, and that line each minute since. */
static struct live_outcome leaking(struct arena *arena, const char *line)
{
	static const struct live_question question = { .query = STR_INIT("used_bytes"),
						       .url = STR_INIT("http://p") };
	struct case_series *series = arena_many(arena, struct case_series, 2);
	struct case_line *lines = arena_many(arena, struct case_line, LINES);
	struct live_asked *asked = arena_many(arena, struct live_asked, 2);
	instant_ms *at = arena_many(arena, instant_ms, SAMPLES);
	double *used = arena_many(arena, double, SAMPLES);
	double *limit = arena_many(arena, double, SAMPLES);

	for (size_t i = 0; i < SAMPLES; i++) {
		at[i] = deploy.at + (instant_ms)i * MINUTE_MS;
		used[i] = 300 + 0.5 * (double)i + (double)(i * 7919 % 11) / 11;
		limit[i] = 512.0 * 1048576;
	}
	for (size_t i = 0; i < LINES; i++)
		lines[i] = (struct case_line){
			.entity = STR("cart"),
			.text = i < 20 ? STR("all well") : str_of(line),
			.at = i < 20 ? at[i * 11] : at[DURING + i - 20],
		};
	series[0] = (struct case_series){ .entity = STR("cart"),
					  .name = STR("memory_used"),
					  .unit = STR("MiB"),
					  .at = at,
					  .values = used,
					  .count = SAMPLES };
	series[1] = series[0];
	series[1].name = STR("memory_limit");
	series[1].unit = STR("bytes");
	series[1].values = limit;
	asked[0].by = asked[1].by = &question;
	return (struct live_outcome){
		.is_made = true,
		.known = { .before = { at[0], at[DURING] },
			   .during = { at[DURING], at[SAMPLES - 1] + 1 },
			   .series = series,
			   .series_count = 2,
			   .lines = lines,
			   .line_count = LINES },
		.asked = asked,
	};
}

static void what_runs_out_is_told_and_drawn(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct live_plan plan = { .wish = { .service = STR("cart"),
					    .code = STR("INC-1") } };
	struct live_outcome outcome = leaking(arena, "connection refused");
	struct error error = { 0 };
	struct chart chart;

	CHECK_OK(diagnose(arena, &outcome.known, &outcome.diagnosis, &error), error);

	const struct tree *body = json_parse(arena, live_body(arena, &plan, &outcome),
					     &error);
	const struct tree *one = tree_at(body, "resources.0");

	CHECK(str_contains(live_says(arena, &plan, &outcome),
			   STR(" Runs out: memory_used of cart grows by ")));
	CHECK_INT(tree_count(tree_get(body, "resources")), 1);
	CHECK_STR_EQ(
		tree_get_text(one, "id"),
		arena_format(arena, "F%zu", tree_count(tree_get(body, "findings")) + 1));
	CHECK_STR(tree_get_text(one, "resource"), "grows");
	CHECK_STR(tree_get_text(one, "limit_from"), "memory_limit");
	CHECK_STR(tree_get_text(one, "query"), "used_bytes");
	CHECK(tree_get_text(one, "full").length > 0);
	CHECK(tree_get_real(one, "limit", 0) == 512.0 * 1048576);

	struct facts facts = rivals_facts(arena, &outcome.diagnosis,
					  outcome.known.during.to);

	CHECK(facts_find(&facts, STR(RIVAL_FACT_GROWING))->number == 1);
	CHECK(facts_find(&facts, STR(RIVAL_FACT_SATURATED))->number == 0);
	/* 92 MiB at 30 an hour are three hours. */
	CHECK(facts_find(&facts, STR(RIVAL_FACT_FULL_IN))->number > 10000);
	CHECK(facts_find(&facts, STR(RIVAL_FACT_FULL_IN))->number < 12000);

	/* In the unit of the samples, from its own beginning on. */
	CHECK(stored_chart_of(arena, body, one, &chart));
	CHECK(chart.has_limit && chart.limit == 512);
	CHECK(chart.trend[0].value > 295 && chart.trend[0].value < 303);
	CHECK(chart.trend[1].value > 417 && chart.trend[1].value < 423);
	CHECK_INT(chart.marks[0].at, outcome.diagnosis.resources[0].finding.onset);
}

/* Series of latency say nothing of a leak, nor do four samples of memory: a hypothesis
 * is refuted by what was looked at only. */
static void what_was_not_judged_is_no_fact(void)
{
	static const struct {
		const char *used, *limit;
		size_t count;
		bool grows, is_saturated; /* there is a fact of it */
	} kinds[] = {
		{ "latency_p95", "latency_p99", SAMPLES, false, false },
		{ "memory_used", "latency_p99", SAMPLES, true, false },
		{ "memory_used", "memory_limit", SAMPLES, true, true },
		{ "memory_used", "memory_limit", 4, false, true },
	};

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		scoped_arena arena = arena_new(64 << 20);
		struct live_outcome outcome = leaking(arena, "connection refused");
		struct case_series series[] = { outcome.known.series[0],
						outcome.known.series[1] };
		struct error error = { 0 };

		series[0].name = str_of(kinds[i].used);
		series[1].name = str_of(kinds[i].limit);
		for (size_t k = 0; k < 2; k++) {
			size_t skipped = SAMPLES - kinds[i].count;

			series[k].at += skipped;
			series[k].values += skipped;
			series[k].count = kinds[i].count;
		}
		outcome.known.series = series;
		CHECK_OK(diagnose(arena, &outcome.known, &outcome.diagnosis, &error),
			 error);
		/* Something of it was compared. */
		outcome.diagnosis.compared = 1;

		struct facts facts = rivals_facts(arena, &outcome.diagnosis,
						  outcome.known.during.to);

		CHECK_CASE((facts_find(&facts, STR(RIVAL_FACT_GROWING)) != NULL) ==
				   kinds[i].grows,
			   kinds[i].used);
		CHECK_CASE((facts_find(&facts, STR(RIVAL_FACT_SATURATED)) != NULL) ==
				   kinds[i].is_saturated,
			   kinds[i].limit);
	}
}

static void lines_are_drawn_by_the_minute(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct live_outcome outcome = leaking(arena, "connection refused");
	struct finding finding = { .kind = FINDING_LINES_OF_ERRORS,
				   .entity = STR("cart") };
	struct live_source loki = { .kind = LIVE_LOKI,
				    .entity = STR("cart"),
				    .query = STR("{app=\"cart\"}") };
	struct tree *tree = tree_map(arena), *diagnosis = tree_map(arena);
	struct chart chart;
	double sum = 0;

	list_add(arena, &outcome.beside)->source = &loki;
	live_proof(arena, &outcome, &finding, tree);
	CHECK(stored_chart_of(arena, diagnosis, tree, &chart));
	CHECK_STR(chart.unit, "lines/min");
	for (size_t i = 0; i < chart.count; i++) {
		sum += chart.values[i];
		CHECK(chart.at[i] > outcome.known.during.from - 5 * MINUTE_MS ||
		      chart.values[i] == 0);
	}
	/* Twenty of them in steps of four minutes. */
	CHECK(sum * 4 > 19.5 && sum * 4 < 20.5);
}

/* A secret without an end runs to the end of its line, and no further. */
static void a_secret_in_a_line_hides_no_more_than_itself(void)
{
	static const struct {
		const char *line, *secret;
	} told[] = {
		{ "connection refused, Authorization: Foo bar baz", "baz" },
		{ "connection refused, Authorization: Digest user=bob, nonce=77",
		  "nonce" },
		{ "connection refused -----BEGIN PRIVATE KEY-----MIIEv", "MIIEv" },
		{ "connection refused, password=\"hunter2", "hunter2" },
	};

	for (size_t i = 0; i < COUNT_OF(told); i++) {
		scoped_arena arena = arena_new(64 << 20);
		struct live_plan plan = { .wish = { .service = STR("cart") } };
		struct live_outcome outcome = leaking(arena, told[i].line);
		struct live_source loki = { .kind = LIVE_LOKI,
					    .entity = STR("cart"),
					    .query = STR("{app=\"cart\"}") };
		struct error error = { 0 };

		/* So that lines are shown as they are, too. */
		list_add(arena, &outcome.beside)->source = &loki;
		CHECK_OK(diagnose(arena, &outcome.known, &outcome.diagnosis, &error),
			 error);

		str body = live_body(arena, &plan, &outcome);

		CHECK_CASE(str_contains(body, STR("connection refused")), told[i].line);
		CHECK_CASE(!str_contains(body, str_of(told[i].secret)), told[i].line);
		CHECK_OK(json_parse(arena, body, &error), error);
		CHECK_CASE(str_contains(body, STR("\"lines\":[\"")), told[i].line);
	}
}

const struct test tests[] = {
	{ "what runs out is told and drawn", what_runs_out_is_told_and_drawn },
	{ "what was not judged is no fact", what_was_not_judged_is_no_fact },
	{ "lines are drawn by the minute", lines_are_drawn_by_the_minute },
	{ "a secret in a line hides no more than itself",
	  a_secret_in_a_line_hides_no_more_than_itself },
	{ "without a change none is acquitted", without_a_change_none_is_acquitted },
	{ NULL, NULL },
};
